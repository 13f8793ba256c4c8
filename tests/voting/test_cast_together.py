"""Named ballots are committed together: each is answered after the commit, and fails alone."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from civic import clock as civic_clock
from civic import db as civic_db
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, Invalid
from civic.people.models import Person
from civic.together import Writer
from civic.voting import actions
from civic.voting.actions import casting
from civic.voting.models import Answer, Ballot, Vote, Voter
from civic.voting.models import voter as voter_
from civic.voting.rules import Electorate, Rule
from tests.voting.ballot import cast, coming, drafted, fresh, opened, residents, voter_of
from tests.voting.caster import casters
from tests.voting.test_urn_race import ended, wait_for
from tests.world import World

VOTERS = 24


def open_vote(world: World, clock: Hands, number: int) -> tuple[Vote, list[Person]]:
    """All residents vote by name on two questions."""
    who = residents(world, number)
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        online_basis="议事规则三",
        questions=2,
    )
    return opened(world, vote, clock), who


def at_once(app: Flask, heads: dict[int, list[list[str]]]) -> Counter[str]:
    """Everybody presses the button at the same moment; what each was told."""
    gate, told = threading.Barrier(len(heads)), list[str]()
    session().rollback()

    def device(head: int, answers: list[list[str]]) -> None:
        with app.app_context():
            voter = session().scalars(voter_(head)).unique().one()
            actor = session().get_one(Person, voter.caster_id)
            gate.wait(60)
            try:
                actions.cast(actor, coming(actor, voter), answers)
                told.append("yes")
            except Exception as problem:
                told.append(type(problem).__name__)
            finally:
                civic_db.db.session.remove()

    devices = [threading.Thread(target=device, args=each) for each in heads.items()]
    for thread in devices:
        thread.start()
    for thread in devices:
        thread.join(120)
    return Counter(told)


@pytest.fixture
def town(own_app: Flask, founded: tuple[str, World], clock: Hands) -> tuple[Vote, list[int]]:
    """An open vote, and the heads of those who vote in it; room for all their connections."""
    civic_db.db.engine.pool._max_overflow = VOTERS + 5  # type: ignore[attr-defined]
    vote, who = open_vote(founded[1], clock, VOTERS)
    return vote, [voter_of(vote, each).id for each in who]


GOOD = [["yes"], ["abstain"]]


def test_those_who_come_at_once_are_committed_together(
    own_app: Flask, town: tuple[Vote, list[int]]
) -> None:
    """While one is at work all the others come, and wait in line."""
    writer: Writer = own_app.extensions[civic_db._WRITER]

    def hold(_link: Connection, asked: Sequence[None]) -> Sequence[None]:
        until = time.monotonic() + 60
        while len(writer._line) < VOTERS and time.monotonic() < until:
            time.sleep(0.01)
        return asked

    holder = threading.Thread(target=writer.do, args=(hold, None))
    holder.start()
    commits: list[object] = []
    sa.event.listen(civic_db.db.engine, "commit", commits.append)
    told = at_once(own_app, dict.fromkeys(town[1], GOOD))
    holder.join(60)
    assert told == {"yes": VOTERS}
    assert len(commits) == 2, "the holder's, and one for all"
    assert session().query(Ballot).count() == VOTERS
    assert session().query(Answer).count() == 2 * VOTERS


def test_a_ballot_that_is_none_or_the_second_fails_alone(
    own_app: Flask, founded: tuple[str, World], town: tuple[Vote, list[int]]
) -> None:
    vote, heads = town
    first = session().scalars(voter_(heads[0])).unique().one()
    cast(vote, session().get_one(Person, first.caster_id), "no", "no")
    given = dict.fromkeys(heads, GOOD) | {heads[1]: [["yes"]], heads[2]: [["maybe"], ["yes"]]}
    told = at_once(own_app, given)
    assert told == {"yes": VOTERS - 3, AlreadyDone.__name__: 1, Invalid.__name__: 2}
    assert session().query(Ballot).count() == VOTERS - 2
    values = session().scalars(
        sa.select(Answer.value).join(Ballot).where(Ballot.voter_id == heads[0])
    )
    assert list(values) == ["no", "no"]


def test_where_the_commit_fails_nobody_is_told_yes(
    own_app: Flask, town: tuple[Vote, list[int]]
) -> None:
    def fail(_connection: object) -> None:
        raise OSError("no space left")

    sa.event.listen(civic_db.db.engine, "commit", fail)
    told = at_once(own_app, dict.fromkeys(town[1], GOOD))
    sa.event.remove(civic_db.db.engine, "commit", fail)
    assert told["yes"] == 0 and told.total() == VOTERS
    assert session().query(Ballot).count() == 0
    assert at_once(own_app, dict.fromkeys(town[1], GOOD)) == {"yes": VOTERS}


def test_two_servers_with_the_same_ballots_in_another_order_do_not_wait_for_each_other_for_ever(
    own_app: Flask, town: tuple[Vote, list[int]]
) -> None:
    """Each voter pressed twice, once at either server. A third one holds the ballot in the middle,
    so that both have come as far as that before they go on."""
    vote, heads = town
    engine, yes = civic_db.db.engine, {question.id: ("yes",) for question in vote.questions}
    casters = dict(session().execute(sa.select(Voter.id, Voter.caster_id)).all())
    papers = [casting._Paper(head, vote.id, casters[head], yes) for head in heads]
    session().rollback()
    told: list[list[object]] = []

    def server(order: list[casting._Paper]) -> None:
        with own_app.app_context(), civic_db.begin(engine, writing=True) as link:
            told.append(casting._put(link, order))

    with suppress(KeyError), civic_db.begin(engine, writing=True) as link:
        casting._put(link, [papers[VOTERS // 2]])
        servers = [threading.Thread(target=server, args=(papers[::way],)) for way in (1, -1)]
        for thread in servers:
            thread.start()
        time.sleep(1)
        raise KeyError
    for thread in servers:
        thread.join(60)
    assert len(told) == 2 and sum(each is None for answers in told for each in answers) == VOTERS
    assert session().query(Ballot).count() == VOTERS


def test_whoever_has_changed_something_else_is_stopped_before_it_would_wait_for_itself(
    world: World, clock: Hands
) -> None:
    vote, who = open_vote(world, clock, 2)
    head = voter_of(vote, who[0])
    fresh(vote).official_title = "别的名称"
    with pytest.raises(RuntimeError):
        actions.cast(who[0], coming(who[0], head), GOOD)
    session().rollback()


def test_killed_while_votes_are_cast_it_keeps_whole_ballots_and_all_that_were_acknowledged(
    world: World, clock: Hands, app: Flask, tmp_path: Path
) -> None:
    vote, _who = open_vote(world, clock, 400)
    heads = list(
        session().scalars(
            sa.select(Voter.id).where(Voter.vote_id == vote.id, Voter.caster_id.is_not(None))
        )
    )
    session().rollback()
    told, chance, now = tmp_path / "told", random.Random(20261123), civic_clock.now()
    with casters(app, "named") as start:
        for night in range(5):
            before = told.stat().st_size if told.exists() else 0
            child = start(units=heads[night::5], threads=4, told=str(told), now=now.isoformat())
            wait_for(lambda before=before: told.exists() and told.stat().st_size > before)
            time.sleep(chance.uniform(0, 0.08))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            wait_for(lambda child=child: ended(child))
    lines = [line.split("\t") for line in told.read_text().splitlines()]
    assert {what for what, _head in lines} == {"cast"} and len(lines) >= 5
    kept = Counter(session().scalars(sa.select(Ballot.voter_id).join(Answer)))
    assert {int(head) for _what, head in lines} <= set(kept), "acknowledged, and lost"
    assert set(kept.values()) == {2}, "whole ballots only"
    assert session().query(Ballot).count() == len(kept)
    with transaction():
        assert actions.turnout(fresh(vote)).heads == len(kept)
