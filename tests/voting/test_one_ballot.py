"""However many cast for one head at once, from wherever: one ballot counts, and the key sees to it."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from civic import db as civic_db
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone
from civic.people.models import Person
from civic.voting import actions
from civic.voting.models import ONE_COUNTED, Answer, Ballot, Vote, Voter, voter
from tests.voting.ballot import cast, drafted, example_one, opened, voter_of
from tests.world import World

AT_ONCE = 50


def cast_at_once(app: Flask, head: Voter, who: Person) -> tuple[int, int]:
    """As many devices as that, each with its own connection: how many were told yes, how many no."""
    gate = threading.Barrier(AT_ONCE)
    told: list[str] = []

    def device(answer: str) -> None:
        with app.app_context():
            gate.wait(60)
            try:
                mine = session().scalars(voter(head_id)).unique().one()
                actor = session().get_one(Person, person_id)
                actions.cast(actor, mine, [[answer]])
                told.append("yes")
            except AlreadyDone:
                told.append("no")
            finally:
                civic_db.db.session.remove()

    head_id, person_id = head.id, who.id
    session().rollback()
    devices = [
        threading.Thread(target=device, args=("yes" if n % 2 else "no",)) for n in range(AT_ONCE)
    ]
    for thread in devices:
        thread.start()
    for thread in devices:
        thread.join(120)
    return told.count("yes"), told.count("no")


def an_open_vote(world: World, clock: Hands) -> tuple[Vote, dict[str, Person]]:
    place, who = example_one(world)
    return opened(world, drafted(world, place), clock), who


def patient(app: Flask) -> None:
    """Room for as many connections as there are devices."""
    engine = civic_db.db.engine
    engine.pool._max_overflow = AT_ONCE + 5  # type: ignore[attr-defined]


def test_fifty_devices_cast_for_one_head_and_one_ballot_counts(
    own_app: Flask, founded: tuple[str, World], clock: Hands
) -> None:
    patient(own_app)
    vote, who = an_open_vote(founded[1], clock)
    yes, no = cast_at_once(own_app, voter_of(vote, who["x"]), who["x"])
    assert (yes, no) == (1, AT_ONCE - 1)
    assert session().query(Ballot).count() == 1
    assert session().query(Answer).count() == 1


def test_without_the_key_more_than_one_would_count(
    own_app: Flask, founded: tuple[str, World], clock: Hands
) -> None:
    """It is the key that holds, and nothing beside it that could one day be left out."""
    patient(own_app)
    vote, who = an_open_vote(founded[1], clock)
    with transaction():
        session().execute(sa.text(f"DROP INDEX {ONE_COUNTED.name}"))
    yes, _no = cast_at_once(own_app, voter_of(vote, who["x"]), who["x"])
    assert yes > 1


def test_the_key_itself_refuses_a_second_counted_ballot(world: World, clock: Hands) -> None:
    vote, who = an_open_vote(world, clock)
    cast(vote, who["x"], "yes")
    first = session().query(Ballot).one()
    with pytest.raises(sa.exc.IntegrityError), transaction():
        session().add(
            Ballot(
                vote_id=first.vote_id,
                voter_id=first.voter_id,
                channel=first.channel,
                cast_by_id=first.cast_by_id,
                at=first.at,
                is_counted=True,
            )
        )
