"""A whole district: a roll of 1,200,000 laid and frozen in 30 s, a million ballots counted in one.

What is measured is work, not waiting: whatever else the machine does is no part of it.
"""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import case, insert, literal, select

from civic import clock, create_app, db, migrate
from civic.cli.running import settle
from civic.db import Instant, session
from civic.voting import actions
from civic.voting.models import Answer, Ballot, Voter
from civic.voting.rules import Channel, Electorate, Rule, VoteStage
from civic.voting.urn.sealing.opening import tallied
from tests.bench import crowd
from tests.voting import ballot
from tests.world import build

PEOPLE, BALLOTS = 1_200_000, 1_000_000
ROLL_SECONDS, TALLY_SECONDS = 30, 1


@contextmanager
def worked(what: str, spent: list[float]) -> Iterator[None]:
    began, at = time.process_time(), time.perf_counter()
    yield
    spent.append(time.process_time() - began)
    took = time.perf_counter() - at
    sys.stdout.write(f"{what}: {took:.1f} s, {spent[-1]:.1f} s of work\n")


@pytest.mark.measured
@pytest.mark.slow
def test_a_district_votes_by_name(tmp_path: Path) -> None:
    app = create_app(ENV="test", INSTANCE=str(tmp_path), DATABASE=f"sqlite:///{tmp_path}/civic.db")
    with app.app_context(), clock.stopped(clock.machine()) as hands:
        migrate.upgrade()
        settle()  # as every process of the site does
        with db.transaction():
            world = build()
            crowd.residents(world, PEOPLE)
        vote = ballot.drafted(
            world,
            world.place,
            rule=Rule.RESIDENTS_ASSEMBLY,
            electorate=Electorate.ADULTS,
            online_basis="议事规则三",
        )
        laying, counting = list[float](), list[float]()
        with worked("the roll laid", laying):
            vote = ballot.posted(world, vote)
        with worked("the roll frozen", laying):
            vote = ballot.opened_at_its_hour(world, vote, hands)
        assert vote.heads >= PEOPLE and vote.roll_root is not None
        with db.transaction():
            _everybody_casts(vote.id, vote.questions[0].id)
        vote = ballot.over(vote, hands)
        with db.transaction():
            actions.close(world.clerk, vote)
            actions.reconcile(world.clerk, vote)
        with worked("the ballots counted", counting), db.transaction():
            actions.count(world.clerk, vote)
        vote = ballot.fresh(vote)
        assert vote.stage is VoteStage.COUNTED and vote.took_part_heads == BALLOTS
        assert {count.key: count.heads for count in vote.questions[0].counts} == {
            "yes": BALLOTS * 6 // 10,
            "no": BALLOTS * 3 // 10,
            "abstain": BALLOTS // 10,
        }
        db.db.session.remove()
        db.db.engine.dispose()
    assert sum(laying) <= ROLL_SECONDS
    assert sum(counting) <= 2 * TALLY_SECONDS, "every ballot is looked up, and its head"


def _everybody_casts(vote: int, question: int) -> None:
    """Six of ten agree, three are against it."""
    heads = select(
        literal(vote),
        Voter.id,
        literal(Channel.ONLINE.value),
        Voter.caster_id,
        literal(clock.now(), Instant()),
        literal(True),
        literal(False),
    ).where(Voter.vote_id == vote, Voter.number <= BALLOTS)
    columns = ["vote_id", "voter_id", "channel", "cast_by_id", "at", "is_counted", "is_spoiled"]
    session().execute(insert(Ballot).from_select(columns, heads, include_defaults=False))
    digit = Voter.number % 10
    chosen = case((digit < 6, "yes"), (digit < 9, "no"), else_="abstain")
    given = (
        select(Ballot.id, literal(question), chosen)
        .join(Voter, Voter.id == Ballot.voter_id)
        .where(Ballot.vote_id == vote)
    )
    session().execute(insert(Answer).from_select(["ballot_id", "question_id", "value"], given))


@pytest.mark.measured
@pytest.mark.slow
def test_a_million_ballots_out_of_the_urn_are_counted_in_a_second() -> None:
    """Two questions, in the order of their random keys, as the opened urn gives them."""
    chance = random.Random(20261123)
    grades = (b"satisfied", b"basically", b"dissatisfied", b"abstain")
    values = [chance.choices(grades, k=BALLOTS) for _question in range(2)]
    spent = list[float]()
    with worked("the urn counted", spent):
        tallies = [tallied(each) for each in values]
    for tally, each in zip(tallies, values, strict=True):
        assert dict(tally) == {grade: each.count(grade) for grade in grades}
    assert sum(spent) <= TALLY_SECONDS
