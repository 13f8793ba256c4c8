"""Nobody rates themselves, in a vote by itself neither, and everybody rates others (EV-4; AP-8)."""

from collections.abc import Callable

import pytest

from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import NotAllowed
from civic.home import models as home
from civic.home.rules import Wait
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.policy import Role
from civic.voting import actions, urn
from civic.voting.models import Vote
from civic.voting.rules import Channel, Electorate, QuestionKind, Rule, Scale, Secrecy, Why
from tests.neighbour import NeighbourClient
from tests.voting.ballot import cast, fresh, opened, opened_at_its_hour, posted, residents, voter_of
from tests.world import World, appoint, live, person, unit

pytestmark = pytest.mark.sqlite_first

As = Callable[[Person | None], NeighbourClient]


def firm(world: World, name: str) -> Unit:
    with transaction():
        return unit(name, UnitKind.PROPERTY_FIRM, world.place)


def rating(world: World, whom: Unit, electorate: Electorate = Electorate.ADULTS) -> Vote:
    """Of a firm by itself, the key on the server; drafted."""
    with transaction():
        vote = actions.draft(
            world.clerk,
            world.place,
            rule=Rule.SATISFACTION,
            electorate=electorate,
            secrecy=Secrecy.LIGHT,
            official_title=f"{whom.name}满意度",
            unit=session().get_one(Unit, whom.id),
        )
        asked = {"kind": QuestionKind.GRADES, "text": "他们的服务怎么样", "scale": Scale.UNIT}
        actions.ask(world.clerk, vote, **asked)
    return fresh(vote)


def joins(whom: Unit, who: Person) -> None:
    with transaction() as here:
        firm = here.get_one(Unit, whom.id)
        place = here.get_one(Place, firm.place_id)
        appoint(here.get_one(Person, who.id), Role.OFFICIAL, place, firm)
    session().expire_all()


def tasks(who: Person) -> set[Wait]:
    return {task.kind for task in home.tasks(session().execute(home.waiting(who)))}


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(NotAllowed) as refusal:
        act()
    assert refusal.value.why is Why.OWN_RATING
    session().rollback()


def test_who_serves_in_one_firm_rates_another(world: World, as_: As, clock: Hands) -> None:
    residents(world, 12)
    own, other = firm(world, "甲物业"), firm(world, "乙物业")
    theirs = posted(world, rating(world, own))
    vote = opened(world, rating(world, other), clock)
    joins(own, world.neighbour)
    assert "去投票" in as_(world.neighbour).get(f"/votes/{vote.id}").text
    assert Wait.VOTE_SECRETLY in tasks(world.neighbour)
    cast(vote, world.neighbour, "satisfied")
    assert urn.has_voted(vote.id, voter_of(fresh(vote), world.neighbour).number)
    mine = fresh(theirs)
    if mine.opened_at is None:
        mine = opened_at_its_hour(world, mine, clock)
    assert voter_of(mine, world.neighbour) is None, "struck off before the roll was sealed"


@pytest.mark.parametrize("by_the_clock", [False, True], ids=["by-hand", "by-the-clock"])
def test_whoever_joins_after_the_posting_is_off_the_roll_however_it_opens(
    world: World, clock: Hands, by_the_clock: bool
) -> None:
    residents(world, 12)
    rated = firm(world, "甲物业")
    vote = posted(world, rating(world, rated))
    heads = vote.heads
    joins(rated, world.neighbour)
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    if by_the_clock:
        actions.fall_due()
    else:
        with transaction():
            actions.open_(world.clerk, fresh(vote))
    assert fresh(vote).opened_at is not None and fresh(vote).heads == heads - 1
    assert voter_of(fresh(vote), world.neighbour) is None


def test_whoever_joins_once_it_is_open_is_offered_no_ballot(
    world: World, as_: As, clock: Hands
) -> None:
    residents(world, 12)
    rated = firm(world, "甲物业")
    vote = opened(world, rating(world, rated), clock)
    assert Wait.VOTE_SECRETLY in tasks(world.neighbour)
    joins(rated, world.neighbour)
    assert Wait.VOTE_SECRETLY not in tasks(world.neighbour)
    page = as_(world.neighbour).get(f"/votes/{vote.id}").text
    assert "去投票" not in page and "谁也不评自己" in page
    refused(lambda: cast(vote, world.neighbour, "satisfied"))


def test_of_a_household_whoever_is_not_rated_casts(world: World, clock: Hands) -> None:
    """Its head has joined the firm: they rate neither online nor on paper, and name nobody."""
    residents(world, 12)
    with transaction():
        head = live(person("户主甲", "of_house"), world.here.building, "9901", head=True)
        spouse = live(person("妻子乙", "at_home"), world.here.building, "9901")
    rated = firm(world, "甲物业")
    vote = opened(world, rating(world, rated, Electorate.HOUSEHOLDS), clock)
    joins(rated, head)
    theirs = voter_of(fresh(vote), head)
    assert theirs is not None and theirs.caster_id == head.id
    refused(lambda: cast(vote, head, "satisfied"))
    refused(lambda: actions.hand_out(world.clerk, theirs, channel=Channel.PAPER_SITE))
    refused(lambda: actions.name_caster(spouse, voter_of(fresh(vote), head), head))
    with transaction():
        actions.name_caster(spouse, voter_of(fresh(vote), head), spouse)
    cast(vote, spouse, "satisfied")
    assert urn.has_voted(vote.id, theirs.number)
