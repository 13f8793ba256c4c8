"""What goes to an assembly was studied first, and a matter goes to the body that decides it (B0.1)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import literal

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.i18n import day
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Step, Subject, progress
from civic.people.models import Person, Unit
from civic.places.models import Place
from civic.places.rules import Level
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import BY_THEMSELVES, Electorate, Rule, Secrecy, VoteStage, Why
from tests.matters.test_actions import accepted
from tests.neighbour import NeighbourClient
from tests.voting.ballot import drafted, fresh, in_days, posted
from tests.voting.test_actions import entries, refused
from tests.voting.test_desk_pages import found, gone, say, the_vote, typed
from tests.world import World

Opens = Callable[[Person | None], NeighbourClient]
HERE = (Level.COMMUNITY, Level.GRID, Level.ESTATE, Level.BUILDING)
UNSTUDIED = {"party_review_on": None, "party_review": ""}


def of_residents(world: World, **more: Any) -> Vote:
    return drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        online_basis="议事规则三",
        **more,
    )


def post(world: World, vote: Vote) -> Any:
    return actions.post(world.clerk, fresh(vote), opens_at=in_days(20), closes_at=in_days(25))


def routed(world: World, subject: Subject, reviewed_on: date | None = None, **more: Any) -> Matter:
    with transaction():
        matter = accepted(world)
        matters.route(world.clerk, matter, subject, **more)
        if reviewed_on is not None:
            matters.review(world.party_branch, matter, reviewed_on=reviewed_on, text="同意表决。")
    return matter


def test_what_nobody_has_studied_is_not_put_to_the_residents(world: World, clock: Hands) -> None:
    """JWH25 Art.30, last paragraph."""
    vote = of_residents(world, **UNSTUDIED)
    assert refused(Why.NOT_STUDIED, post, world, vote).facts["article"] == "JWH25 Art.30"
    matter = routed(world, Subject.ALL_RESIDENTS)
    about = of_residents(world, matter=matter, **UNSTUDIED)
    refused(Why.NOT_STUDIED, post, world, about)
    with transaction():
        matter = session().get_one(Matter, matter.id)
        today = civic_clock.today()
        matters.review(world.party_branch, matter, reviewed_on=today, text="同意表决。")
    with transaction():
        post(world, about)
    assert fresh(about).stage is VoteStage.POSTED


def test_a_review_of_what_went_elsewhere_is_none_of_what_goes_to_the_residents(
    world: World, clock: Hands
) -> None:
    """A hearing was held on it, and the Party organisation studied that hearing: to be voted on
    it is studied anew, or says so."""
    matter = routed(world, Subject.PROJECT, civic_clock.today(), is_important=True)
    vote = of_residents(world, matter=matter, **UNSTUDIED)
    refused(Why.NOT_STUDIED, post, world, vote)
    declared = of_residents(world, matter=matter)
    with transaction():
        post(world, declared)


def test_a_day_stands_with_what_was_said_on_it(world: World, clock: Hands, as_: Opens) -> None:
    """What the draft declares of an earlier study takes the place of nothing that the matter says."""
    matter = routed(world, Subject.ALL_RESIDENTS, civic_clock.today())
    earlier = civic_clock.today() - timedelta(days=3)
    vote = of_residents(
        world, matter=matter, party_review_on=earlier, party_review="再听听意见，暂不表决。"
    )
    with transaction():
        post(world, vote)
    page = as_(None).get(f"/votes/{vote.id}")
    say(page, f"{day(civic_clock.today())}：同意表决。")
    assert "暂不表决" not in page.text


@pytest.mark.parametrize(
    ("subject", "rule", "electorate"),
    [
        (Subject.OWNERS_MATTER, Rule.RESIDENTS_ASSEMBLY, Electorate.ADULTS),
        (Subject.ALL_RESIDENTS, Rule.OWNERS_ORDINARY, Electorate.OWNERS),
        (Subject.ALL_RESIDENTS, Rule.REPRESENTATIVES_ASSEMBLY, Electorate.REPRESENTATIVES),
        (Subject.MICRO_PROJECT, Rule.OWNERS_SPECIAL, Electorate.OWNERS),
    ],
)
def test_a_matter_of_one_body_is_put_to_no_other(
    world: World, clock: Hands, subject: Subject, rule: Rule, electorate: Electorate
) -> None:
    matter = routed(world, subject)
    refused(
        Why.OTHER_BODYS_MATTER,
        drafted,
        world,
        world.place,
        rule=rule,
        electorate=electorate,
        matter=matter,
    )


@pytest.mark.parametrize("rule", [Rule.OWNERS_ORDINARY, Rule.OWNERS_SPECIAL])
def test_no_count_takes_the_place_of_each_owner_who_has_to_agree(
    world: World, clock: Hands, as_: Opens, rule: Rule
) -> None:
    """MFD 279; SPC Art.10-11: a home becomes a business if everybody concerned agrees."""
    matter = routed(world, Subject.HOME_TO_BUSINESS)
    building = world.here.building
    refused(Why.EACH_OWNER_AGREES, drafted, world, building, rule=rule, matter=matter)
    page = as_(world.clerk).get(f"/votes/new?matter={matter.id}")
    say(page, "每一位有利害关系的业主都要书面同意", "表决代替不了")
    assert "该由谁决定的事，就按谁的规则表决" not in page.text
    assert re.findall(r"/votes/new\?rule=(\w+)&", page.text) == [Rule.SATISFACTION]
    way = [step for step, _progress in progress(matter.forum, matter.stage)]
    assert Step.VOTE not in way and Step.DECISION in way


def test_nor_where_the_vote_was_drafted_before_the_matter_was_routed(
    world: World, clock: Hands
) -> None:
    with transaction():
        matter = accepted(world)
    vote = drafted(world, world.here.building, matter=matter)
    with transaction():
        found = session().get_one(Matter, matter.id)
        matters.route(world.clerk, found, Subject.HOME_TO_BUSINESS)
    refused(Why.EACH_OWNER_AGREES, post, world, vote)


RATES, OWNERS = {Rule.SATISFACTION}, {Rule.OWNERS_ORDINARY, Rule.OWNERS_SPECIAL}


@pytest.mark.parametrize(
    ("subject", "fits"),
    [
        (None, BY_THEMSELVES),
        (Subject.PROJECT, BY_THEMSELVES),
        (Subject.ALL_RESIDENTS, RATES | {Rule.RESIDENTS_ASSEMBLY}),
        (Subject.OWNERS_MATTER, RATES | OWNERS),
        (Subject.PENALTY_OR_PERMIT, RATES),
    ],
)
def test_no_rule_is_offered_that_is_refused_once_all_is_typed(
    world: World, clock: Hands, as_: Opens, subject: Subject | None, fits: set[Rule]
) -> None:
    """A matter that no body was asked to decide may go to any; what left here is rated at most."""
    with transaction():
        matter = accepted(world)
        if subject is not None:
            matters.route(world.clerk, matter, subject, note="归城管部门处理。")
    page = as_(world.clerk).get(f"/votes/new?matter={matter.id}").text
    assert {Rule(found) for found in re.findall(r"/votes/new\?rule=(\w+)&", page)} == fits
    assert ("只列出了这件议题能用的规则" in page) == (fits != BY_THEMSELVES)


def test_nor_is_it_where_it_was_routed_after_the_draft(world: World, clock: Hands) -> None:
    with transaction():
        matter = accepted(world)
    vote = of_residents(world, matter=matter)
    with transaction():
        found = session().get_one(Matter, matter.id)
        matters.route(world.clerk, found, Subject.OWNERS_MATTER)
    refused(Why.OTHER_BODYS_MATTER, post, world, vote)


@pytest.mark.parametrize(
    ("rule", "electorate", "fits", "why"),
    [
        (
            Rule.RESIDENTS_ASSEMBLY,
            Electorate.HOUSEHOLDS,
            {Level.COMMUNITY},
            Why.OF_THE_WHOLE_COMMUNITY,
        ),
        (
            Rule.REPRESENTATIVES_ASSEMBLY,
            Electorate.REPRESENTATIVES,
            {Level.COMMUNITY},
            Why.OF_THE_WHOLE_COMMUNITY,
        ),
        (
            Rule.OWNERS_SPECIAL,
            Electorate.OWNERS,
            {Level.ESTATE, Level.BUILDING},
            Why.OWNERS_OF_ONE_ESTATE,
        ),
        (Rule.COUNCIL_ORDINARY, Electorate.COUNCIL, set(HERE), None),
        (Rule.SATISFACTION, Electorate.ADULTS, set(HERE), None),
    ],
)
def test_no_body_decides_for_more_or_for_fewer_than_it_is(
    world: World,
    clock: Hands,
    as_: Opens,
    rule: Rule,
    electorate: Electorate,
    fits: set[Level],
    why: Why | None,
) -> None:
    """JWH25 Art.26-28: the residents' assembly is the community's; MFD 278: owners of an estate, or
    of a building in it, decide on what is theirs (OW-11)."""
    page = as_(world.clerk).get(f"/votes/new?rule={rule}").text
    picked = re.search(r'<select[^>]*name="place_id".*?</select>', page, re.S)
    assert picked is not None
    for level in HERE:
        place = at_level(world, level)
        assert (f'value="{place.id}"' in picked[0]) == (level in fits), level
        say_what = {"rule": rule, "electorate": electorate, "secrecy": Secrecy.SECRET}
        if electorate is Electorate.OWNERS:
            say_what["secrecy"] = Secrecy.CLOSED_NAMED
        if rule is Rule.SATISFACTION:
            say_what["unit"] = session().get_one(Unit, world.here.units["greening"])
        if level in fits:
            drafted(world, place, questions=0, **say_what)  # type: ignore[arg-type]
        else:
            assert why is not None
            found = refused(why, drafted, world, place, **say_what)
            assert found.field == "place_id"


def at_level(world: World, level: Level) -> Place:
    around = literal(world.here.building.path).startswith(Place.path)
    return session().query(Place).filter(Place.level == level, around).one()


def test_nor_by_a_draft_that_is_older_than_that(world: World, clock: Hands) -> None:
    vote = of_residents(world)
    with transaction():
        vote = fresh(vote)
        vote.place = world.here.building
    refused(Why.OF_THE_WHOLE_COMMUNITY, post, world, vote)


def test_a_matter_of_a_building_goes_to_the_residents_of_the_whole_community(
    world: World, clock: Hands, as_: Opens
) -> None:
    with transaction():
        matter = accepted(world)
        matter.place = world.here.building
        matter.place_path = world.here.building.path
    clerk = as_(world.clerk)
    for rule, place in (
        ("residents_assembly", world.place),
        ("owners_ordinary", world.here.building),
    ):
        page = clerk.get(f"/votes/new?rule={rule}&matter={matter.id}").text
        assert re.search(rf'<option selected value="{place.id}"', page), rule


def test_a_day_to_come_is_no_day_on_which_it_was_studied(world: World, clock: Hands) -> None:
    tomorrow = civic_clock.today() + timedelta(days=1)
    refused(Why.STUDIED_IN_FUTURE, of_residents, world, party_review_on=tomorrow)
    refused(Why.STUDY_WITHOUT_DAY, of_residents, world, party_review_on=None)
    refused(Why.TOO_SHORT, of_residents, world, party_review=" ")


def test_of_what_owners_decide_nothing_is_declared(world: World, clock: Hands) -> None:
    vote = drafted(world, world.here.building, party_review_on=civic_clock.today())
    assert vote.party_review_on is None
    assert posted(world, vote).stage is VoteStage.POSTED


def test_page_by_page_it_is_declared_and_everybody_reads_it(
    world: World, clock: Hands, as_: Opens
) -> None:
    clerk = as_(world.clerk)
    terms = {
        "place_id": str(world.here.place_id),
        "official_title": "修订居民公约",
        "electorate": "adults",
        "secrecy": "closed_named",
    }
    assert "社区党组织哪一天研究的" not in clerk.get("/votes/new?rule=owners_ordinary").text
    page = gone(clerk.fill("/votes/new?rule=residents_assembly", "/votes/", **terms))
    here = f"/votes/{found(page)}"
    gone(clerk.fill(f"{here}/questions", f"{here}/questions", kind="yes_no", text="同意修订吗？"))
    say(clerk.get(f"{here}/posting"), "要先经社区党组织研究", "去草稿里写")
    window = {"opens_at": typed(20), "closes_at": typed(25)}
    say(clerk.send(f"{here}/posting", **window), "要先经社区党组织研究", status=409)
    del terms["place_id"]
    wrong = terms | {"party_review_on": "2026-11-24", "party_review": "同意提交表决。"}
    say(clerk.fill(f"{here}/edit", f"{here}/edit", **wrong), "研究的日期不能晚于今天", status=422)
    right = wrong | {"party_review_on": "2026-11-20"}
    gone(clerk.fill(f"{here}/edit", f"{here}/edit", **right))
    gone(clerk.fill(f"{here}/posting", f"{here}/posting", **window))
    say(as_(None).get(here), "社区党组织研究", "11月20日（周五）：同意提交表决。")
    [entry] = entries(the_vote(), Fact.VOTE_POSTED)
    said = ledger.content(entry)
    assert said["pub"]["party_review_on"] == "2026-11-20"
    assert said["text"][-1] == {"pub": "同意提交表决。"}
