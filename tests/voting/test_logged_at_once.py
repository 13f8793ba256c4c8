"""Ballots are logged while somebody conducts a vote: nobody waits for each other without end."""

import pytest
from flask import Flask
from sqlalchemy import select

from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.ledger import Fact
from civic.people.rules import UnitKind
from civic.voting import actions
from civic.voting.actions.sealing import log_ballots
from civic.voting.models import Vote, commitments
from civic.voting.rules import CommitmentKind, Secrecy
from tests.meetings.test_at_once import _beside, _until_it_waits
from tests.voting.ballot import fresh, posted, residents
from tests.voting.secrecy import Secret, drafted_secretly, seal
from tests.world import World, unit

pytestmark = pytest.mark.postgresql_only


def test_whoever_holds_a_vote_writes_into_the_record_before_the_ballots_of_another_are_logged(
    app: Flask, world: World, clock: Hands
) -> None:
    """Two votes take ballots; the clerk acts in the second as the first is about to be logged."""
    who = residents(world, 12)
    with transaction():
        rated = unit("五里桥物业", UnitKind.PROPERTY_FIRM, world.place)
    light = {"secrecy": Secrecy.LIGHT, "unit": rated}
    votes = [posted(world, drafted_secretly(world, who, **light)) for _each in range(2)]  # type: ignore[arg-type]
    assert votes[0].opens_at is not None
    clock.set(votes[0].opens_at)
    for vote in votes:
        with transaction():
            actions.open_(world.clerk, fresh(vote))
        for each in who:
            seal(Secret(fresh(vote), who), each, "satisfied", "satisfied")
    first, second = (vote.id for vote in votes)
    problems: list[Exception] = []
    worker = _beside(app, problems, log_ballots)
    with transaction():
        session().execute(select(Vote.id).where(Vote.id == second).with_for_update())
        worker.start()
        _until_it_waits(problems)
        held = session().get_one(Vote, second)
        ledger.record(Fact.PAPER_HANDED_OUT, about=held, by=world.clerk)
    worker.join()
    assert not problems
    for ident in (first, second):
        logged = session().scalars(commitments(ident, CommitmentKind.BALLOT)).all()
        assert len(logged) == 10
