"""The last days of a vote, guessed before a year's notice is known, and found again after it (G-8)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from civic import calendar
from civic import clock as civic_clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.notices.actions import tick
from civic.people.models import Person
from civic.voting import actions
from civic.voting.models import Vote, challenges, objections
from civic.voting.wording import result_text
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    cast,
    counted,
    drafted,
    example_one,
    fresh,
    opened,
    posted,
    voter_of,
)
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[..., NeighbourClient]
GUESSED = "当年的放假安排还没有公布，公布后这个日期可能调整。"
NOTICE: dict[str, Any] = {
    "year": 2027,
    "off": [
        "2027-01-01/2027-01-06",
        "2027-02-05/2027-02-14",
        "2027-05-01/2027-05-03",
        "2027-10-01/2027-10-07",
    ],
    "worked": [],
}


@pytest.fixture(autouse=True)
def shipped(world: World) -> None:
    with transaction():
        calendar.seed()


def load(world: World, notice: dict[str, Any] = NOTICE) -> None:
    with transaction():
        calendar.load(world.administrator, 2027, notice, "通知")
    tick()
    session().expire_all()


def published(world: World, hands: Hands, on: date) -> tuple[Vote, dict[str, Person]]:
    """An owners' vote whose result stands in public since that day."""
    hands.set(civic_clock.start_of_day(on - timedelta(days=35)))
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), hands)
    cast(vote, who["x"], "yes")
    vote = counted(world, vote, hands)
    hands.set(civic_clock.start_of_day(on) + timedelta(hours=9))
    with transaction():
        actions.publish(
            world.clerk, vote, title="选聘", text="结果。", is_redacted=True, figures=result_text
        )
    return fresh(vote), who


def test_a_challenge_may_come_as_long_as_the_year_lets_it(
    world: World, clock: Hands, as_: As
) -> None:
    vote, who = published(world, clock, date(2027, 1, 11))
    assert vote.challenges_until == date(2027, 2, 10), "guessed by the statutory holidays"
    page = f"/votes/{vote.id}"
    for path in (page, f"{page}/challenge"):
        assert GUESSED in as_(who["x"]).get(path).text, path
    assert GUESSED in as_(world.supervisor).get(f"{page}/challenges/desk").text
    with transaction():
        actions.challenge(who["x"], voter_of(vote, who["x"]), text="请核对面积。")
    due = session().scalars(challenges(vote.id)).one().due_on
    assert due == date(2027, 2, 10)
    load(world)
    assert fresh(vote).challenges_until == date(2027, 2, 15)
    assert session().scalars(challenges(vote.id)).one().due_on == date(2027, 2, 15)
    assert GUESSED not in as_(who["x"]).get(f"{page}/challenge").text
    clock.set(civic_clock.start_of_day(date(2027, 2, 11)))
    with transaction():
        actions.challenge(who["o1"], voter_of(fresh(vote), who["o1"]), text="请核对人数。")


def test_no_day_comes_sooner_and_none_comes_back(world: World, clock: Hands) -> None:
    """A day worked instead would have ended it on a Saturday; what was over stays over."""
    vote, _who = published(world, clock, date(2027, 1, 14))
    before = vote.challenges_until
    assert before == date(2027, 2, 15), "the thirteenth is a Saturday"
    sooner = NOTICE | {"off": ["2027-01-01", "2027-02-05/2027-02-11", *NOTICE["off"][2:]]}
    load(world, sooner | {"worked": ["2027-02-13"]})
    assert fresh(vote).challenges_until == before
    clock.set(civic_clock.end_of_day(before))
    later = NOTICE | {"off": [NOTICE["off"][0], "2027-02-05/2027-02-17", *NOTICE["off"][2:]]}
    load(world, later)
    assert fresh(vote).challenges_until == before


def test_a_roll_is_objected_to_as_long_as_the_year_lets_it(
    world: World, clock: Hands, as_: As
) -> None:
    clock.set(civic_clock.start_of_day(date(2026, 12, 28)) + timedelta(hours=9))
    vote = posted(world, drafted(world, example_one(world)[0]))
    assert vote.objections_until == date(2027, 1, 4)
    clock.set(civic_clock.start_of_day(date(2026, 12, 31)) + timedelta(hours=9))
    with transaction():
        actions.object_to_roll(world.resident, fresh(vote), text="面积不对。")
    objection = session().scalars(objections(vote.id)).one()
    assert objection.due_on == date(2027, 1, 4), "the third day is a Sunday"
    page = f"/votes/{vote.id}"
    for path in (page, f"{page}/roll"):
        assert GUESSED in as_(world.resident).get(path).text, path
    assert GUESSED in as_(world.supervisor).get(f"{page}/objections/desk").text
    load(world)
    assert fresh(vote).objections_until == date(2027, 1, 7)
    assert session().scalars(objections(vote.id)).one().due_on == date(2027, 1, 7)
    assert GUESSED not in as_(world.resident).get(f"{page}/roll").text


def test_the_hour_of_the_voting_stays_as_it_was_given_notice_of(world: World, clock: Hands) -> None:
    clock.set(civic_clock.start_of_day(date(2026, 12, 28)) + timedelta(hours=9))
    vote = posted(world, drafted(world, example_one(world)[0]), after=20)
    opens_at = vote.opens_at
    load(world, NOTICE | {"off": ["2027-01-01/2027-01-25", *NOTICE["off"][1:]]})
    vote = fresh(vote)
    assert vote.opens_at == opens_at is not None
    assert vote.objections_until == civic_clock.day_of(opens_at) - timedelta(days=1)
