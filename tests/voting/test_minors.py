"""Who is under eighteen may own, and does not vote: the guardian does (B7.1)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from civic import clock as civic_clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.home.rules import Wait
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.policy import Role
from civic.voting import actions
from civic.voting.models import Vote, VoterPerson, counted_ballot, namings
from civic.voting.rules import Channel, Why
from tests.neighbour import NeighbourClient, words
from tests.voting.ballot import (
    again,
    building_in,
    cast,
    drafted,
    estate,
    named_on_paper,
    opened,
    part,
    upload,
    voter_of,
)
from tests.voting.test_actions import refused
from tests.voting.test_namings import waits
from tests.world import World, appoint, live, person, unit

Opens = Callable[[Person | None], NeighbourClient]


def family(
    world: World, clock: Hands, *, shared: bool = False, born_on: date = date(2012, 5, 1)
) -> tuple[Vote, Person, Person]:
    """A child who owns the flat, alone or with the mother, with whom the child lives."""
    place = estate(world)
    building = building_in(place)
    with transaction():
        child, mother = person("小业主", "child"), person("业主妈妈", "mother")
        child.born_on = born_on
        live(mother, building, "101")
        part(building, "101", [child, mother] if shared else [child])
    return opened(world, drafted(world, place), clock), child, mother


def has_voted(vote: Vote, who: Person) -> bool:
    return session().scalar(counted_ballot(voter_of(vote, who).id)) is not None


def test_a_child_who_owns_alone_does_not_vote_and_the_guardian_does(
    world: World, clock: Hands
) -> None:
    vote, child, mother = family(world, clock)
    refused(Why.NOT_OF_AGE, cast, vote, child, "yes")
    voter = named_on_paper(world, voter_of(vote, child), mother)
    assert voter.caster_id == mother.id and voter.caster_document_id is not None
    refused(Why.NOT_YOUR_BALLOT, cast, vote, child, "yes")
    cast(vote, mother, "yes")
    assert has_voted(vote, child)


def test_nor_do_they_give_a_proxy_or_vote_on_paper(world: World, clock: Hands) -> None:
    vote, child, mother = family(world, clock)
    given = {"scope": "全部事项", "until": civic_clock.today() + timedelta(days=30)}
    for by in (child, world.clerk):
        refused(
            Why.NOT_OF_AGE,
            lambda by=by: actions.give_proxy(
                by, again(voter_of(vote, child)), mother, upload=upload(), **given
            ),
        )
    with transaction():
        actions.hand_out(world.clerk, again(voter_of(vote, child)), channel=Channel.PAPER_SITE)
    refused(Why.NOT_OF_AGE, lambda: actions.take_back(world.clerk, voter_of(vote, child)))
    named_on_paper(world, voter_of(vote, child), mother)
    with transaction():
        actions.take_back(world.clerk, voter_of(vote, child))


def test_a_guardian_is_of_age_and_not_of_the_property_firm(world: World, clock: Hands) -> None:
    vote, child, _mother = family(world, clock)
    with transaction():
        firm = unit("海棠物业", UnitKind.PROPERTY_FIRM, world.place)
        steward = appoint(person("物业经理", "steward"), Role.OFFICIAL, world.place, firm)
        sister = person("小姐姐", "sister")
        sister.born_on = date(2010, 1, 1)
    for who, why in (
        (steward, Why.PROXY_TO_THE_FIRM),
        (sister, Why.NOT_AN_ADULT),
        (child, Why.NOT_AN_ADULT),
    ):
        refused(
            why,
            lambda who=who: actions.enter_caster(
                world.clerk, again(voter_of(vote, child)), who, upload=upload()
            ),
        )


def test_of_co_owners_the_adults_alone_name_who_casts(world: World, clock: Hands) -> None:
    vote, child, mother = family(world, clock, shared=True)

    def name(who: Person, whom: Person) -> None:
        actions.name_caster(who, again(voter_of(vote, who)), whom)

    refused(Why.NOT_OF_AGE, name, child, child)
    refused(Why.NOT_OF_AGE, name, child, mother)
    refused(Why.NOT_AN_ADULT, name, mother, child)
    with transaction():
        name(mother, mother)
    assert voter_of(vote, child).caster_id == mother.id
    cast(vote, mother, "yes")
    assert has_voted(vote, child)


def test_whoever_comes_of_age_while_the_vote_is_held_votes(world: World, clock: Hands) -> None:
    """Of age is who is so on the day."""
    vote, child, _mother = family(world, clock, born_on=date(2008, 12, 16))
    assert civic_clock.today() < date(2026, 12, 16)
    refused(Why.NOT_OF_AGE, cast, vote, child, "yes")
    clock.set(civic_clock.start_of_day(date(2026, 12, 16)))
    cast(vote, child, "yes")
    assert has_voted(vote, child)


def test_page_by_page_the_child_is_told_and_the_desk_enters_the_guardian(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote, child, mother = family(world, clock)
    here = f"/votes/{vote.id}"
    assert Wait.VOTE not in waits(child)
    own = as_(child)
    page = own.get(here)
    assert "这一票由监护人来投" in words(page) and "去投票" not in page.text
    assert "委托别人来投" not in page.text
    refused_page = own.get(f"{here}/ballot")
    assert refused_page.status_code == 403 and "监护人带上户口簿" in refused_page.text
    desk = f"{here}/heads/{voter_of(vote, child).number}"
    clerk = as_(world.clerk)
    found = clerk.get(f"{desk}?who=业主妈妈")
    assert "监护人是谁" in found.text and "这一票的业主未满十八周岁" in found.text
    assert "还没有推举，不能投" in found.text and f'value="{mother.id}"' in found.text
    sent = clerk.fill(
        f"{desk}?who=业主妈妈",
        f"{desk}/caster",
        person_id=str(mother.id),
        who="业主妈妈",
        file=upload("户口簿"),
    )
    assert sent.status_code == 303
    with transaction():
        [naming] = session().scalars(namings(vote.id)).unique()
        actions.confirm_caster(world.chair, naming)
    assert Wait.VOTE in waits(mother)
    assert "去投票" in as_(mother).get(here).text
    assert "这一票由监护人来投" not in as_(child).get(here).text


@pytest.mark.parametrize("has_adult", [True, False])
def test_what_a_child_said_before_keeps_no_guardian_out(
    world: World, clock: Hands, has_adult: bool
) -> None:
    """Until 2026-11-29 a child could name who casts; nothing of that can be taken back by a child."""
    place = estate(world)
    building = building_in(place)
    with transaction():
        child, other, mother = (person(n, n) for n in ("小业主", "另一位", "业主妈妈"))
        child.born_on = date(2012, 5, 1)
        if not has_adult:
            other.born_on = date(2013, 5, 1)
        live(mother, building, "101")
        part(building, "101", [child, other])
    vote = opened(world, drafted(world, place), clock)
    with transaction():
        voter = voter_of(vote, child)
        for each in session().query(VoterPerson).filter_by(voter_id=voter.id, person_id=child.id):
            each.names_id = child.id
    whom = other if has_adult else mother
    with transaction():
        actions.enter_caster(world.clerk, again(voter_of(vote, child)), whom, upload=upload())
