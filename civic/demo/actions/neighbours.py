"""Whom nobody plays votes as well, so that whoever plays a few sees how it ends."""

import time
from collections.abc import Iterable
from typing import Final

from civic import clock
from civic.db import session
from civic.demo import models
from civic.demo.rules import comes, filled_in
from civic.errors import AlreadyDone
from civic.people.models import Person
from civic.voting import actions as voting
from civic.voting.models import Casting, Vote

PATIENCE: Final = 15.0
"""So many seconds of casting a request takes at most; whoever is left waits for the next."""


def let_the_rest_vote(vote: Vote, played: Iterable[str]) -> tuple[int, int]:
    """Everybody on the roll who comes, is free to and has not: how many voted, how many are left.

    ``played``: sign-in names of those who are played. Each ballot is cast by who casts for its
    head, and stands by itself: nobody votes twice.
    """
    asked, heads, by_area = vote.asked, vote.heads, vote.is_by_area
    rows = session().execute(models.ranked(vote.id, played)).all()
    free = [(rank, row) for rank, row in enumerate(rows) if row[2] and comes(rank)]
    began, number = time.monotonic(), 0
    for done, (rank, (head, caster, _is_free)) in enumerate(free):
        if time.monotonic() - began > PATIENCE:
            return number, len(free) - done
        person = session().get_one(Person, caster)
        found = Casting.find(head, person.id, clock.today())
        answers = filled_in(asked, rank=rank, heads=heads, by_area=by_area)
        try:
            voting.cast(person, found, answers)
        except AlreadyDone:  # in a secret vote the urn alone knows
            continue
        number += 1
    return number, 0
