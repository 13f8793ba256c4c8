"""However many cast for one head at once, from wherever: one ballot counts, and the key sees to it."""

import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from civic import clock as civic_clock
from civic import db as civic_db
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone
from civic.people.models import Person
from civic.voting import actions
from civic.voting.models import ONE_COUNTED, Answer, Ballot, Vote, Voter, voter
from tests.voting.ballot import cast, coming, drafted, example_one, opened, voter_of
from tests.voting.caster import casters
from tests.voting.test_urn_race import ended, wait_for
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
                actions.cast(actor, coming(actor, mine), [[answer]])
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


def cast_by_processes(
    app: Flask, world: World, clock: Hands, told: Path, *, has_key: bool = True
) -> Counter[str]:
    """As many devices in ten processes, as several machines would serve them: what each was told."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place, questions=2), clock)
    head = voter_of(vote, who["x"]).id
    if not has_key:
        with transaction():
            session().execute(sa.text(f"DROP INDEX {ONE_COUNTED.name}"))
    session().rollback()
    with casters(app, "named") as start:
        at = time.monotonic() + 1
        order = {"units": [head], "threads": AT_ONCE // 10, "race": True, "at": at}
        now = civic_clock.now().isoformat()
        children = [start(**order, told=str(told), now=now) for _ in range(10)]
        wait_for(lambda: all(map(ended, children)))
    return Counter(line.split("\t")[0] for line in told.read_text().splitlines())


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


@pytest.mark.slow
def test_ten_processes_of_five_threads_cast_for_one_head_and_one_ballot_counts(
    own_app: Flask, founded: tuple[str, World], clock: Hands, tmp_path: Path
) -> None:
    became = cast_by_processes(own_app, founded[1], clock, tmp_path / "told")
    assert became == {"cast": 1, "voted already": AT_ONCE - 1}
    assert session().query(Ballot).count() == 1
    assert session().query(Answer).count() == 2


@pytest.mark.slow
def test_without_the_key_processes_too_would_count_more_than_one(
    own_app: Flask, founded: tuple[str, World], clock: Hands, tmp_path: Path
) -> None:
    became = cast_by_processes(own_app, founded[1], clock, tmp_path / "told", has_key=False)
    assert became["cast"] > 1


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
