"""The posted roll: each head stands there once, and whom it concerns hears when it is amended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.home import models as home
from civic.home.rules import Wait
from civic.ledger import entries_about
from civic.notices import actions as notices
from civic.notices.models import Message, Notification
from civic.notices.rules import Event
from civic.people.models import Person
from civic.places import actions as places
from civic.places.models import Part
from civic.places.rules import Level, PartKind, PartState
from civic.policy import Why as PolicyWhy
from civic.voting import actions
from civic.voting.models import RollObjection, Vote, Voter
from civic.voting.rules import (
    Channel,
    Delivery,
    Electorate,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    VoterKind,
    Why,
)
from civic.voting.wording import result_text
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    building_in,
    counted,
    drafted,
    example_one,
    fresh,
    in_days,
    opened_at_its_hour,
    part,
    posted,
    residents,
    voter_of,
)
from tests.voting.test_actions import refused
from tests.world import World, live, person


def of_households(world: World) -> Vote:
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.HOUSEHOLDS,
        online_basis="议事规则三",
    )
    return posted(world, vote)


def test_the_same_owners_are_one_head_however_often_they_are_added(
    world: World, clock: Hands
) -> None:
    """OW-6, OW-7; SPC 9: one buyer with several parts is one person."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    found = refused(
        Why.ON_ROLL_ALREADY,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[who["o0"]],
        kind=VoterKind.OWNER,
        reason="还有一套",
    )
    assert found.facts["number"] == voter_of(vote, who["o0"]).number
    refused(
        Why.ON_ROLL_ALREADY,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[who["wife"], who["husband"]],
        kind=VoterKind.CO_OWNERS,
        reason="还有一套",
    )
    assert fresh(vote).heads == 14
    # A couple is another head than one of them (OW-6).
    with transaction():
        part(building_in(place), "501", [who["wife"]])
        actions.add_to_roll(
            world.clerk, vote, persons=[who["wife"]], kind=VoterKind.OWNER, reason="漏了"
        )
    assert fresh(vote).heads == 15


def test_an_area_that_was_forgotten_comes_with_its_owners_under_a_new_number(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    with transaction():
        part(building_in(place), "31", [who["o0"]])
        actions.strike_from_roll(world.clerk, voter_of(vote, who["o0"]), reason="少算了一套")
        actions.add_to_roll(
            world.clerk,
            vote,
            persons=[who["o0"]],
            kind=VoterKind.OWNER,
            reason="两套合起来",
        )
    assert (fresh(vote).heads, fresh(vote).area) == (14, 2100_00)


def test_a_household_has_one_ballot_whichever_of_its_adults_was_forgotten(
    world: World, clock: Hands
) -> None:
    vote = of_households(world)
    heads = vote.heads
    with transaction():
        newcomer = live(person("刚搬来", "newcomer"), world.here.building, "101")
        alone = live(person("另一户", "alone"), world.here.building, "909")
    assert "101" in {voter_of(vote, world.resident).door}
    refused(
        Why.ON_ROLL_ALREADY,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[newcomer],
        kind=VoterKind.HOUSEHOLD,
        reason="漏了",
    )
    with transaction():
        actions.add_to_roll(
            world.clerk, vote, persons=[alone], kind=VoterKind.HOUSEHOLD, reason="漏了一户"
        )
    assert fresh(vote).heads == heads + 1


def told(event: Event, who: Person) -> int:
    """How often somebody has heard of such an event."""
    while notices.deliver():
        pass
    found = session().query(Notification).join(Message, Message.id == Notification.message_id)
    return found.filter(Message.event == event, Notification.person_id == who.id).count()


def test_once_nobody_can_object_the_roll_is_amended_only_for_an_upheld_objection(
    world: World, clock: Hands
) -> None:
    """RB-19: what nobody could object to any more is not struck an hour before the opening."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    with transaction():
        objection = actions.object_to_roll(world.resident, vote, text="业三主的房子早卖了。")
        ident = objection.id
    assert vote.objections_until is not None
    clock.set(civic_clock.end_of_day(vote.objections_until))
    voter = voter_of(vote, who["o3"])
    refused(Why.AMENDMENT_TOO_LATE, actions.strike_from_roll, world.clerk, voter, reason="卖了")
    refused(
        Why.AMENDMENT_TOO_LATE,
        actions.strike_from_roll,
        world.clerk,
        voter,
        reason="卖了",
        objection=session().get_one(RollObjection, ident),
    )
    refused(
        Why.AMENDMENT_TOO_LATE,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[who["wife"]],
        kind=VoterKind.OWNER,
        reason="漏了",
    )
    with transaction():
        found = session().get_one(RollObjection, ident)
        actions.decide_objection(world.supervisor, found, is_upheld=True, reason="查实")
        actions.strike_from_roll(world.clerk, voter, reason="卖了", objection=found)
    assert fresh(vote).heads == 13


def test_nobody_pads_the_roll_in_the_last_minute(world: World, clock: Hands) -> None:
    """At 23:58 of the last day one owner with 50,000 m² was added, at 00:02 it was too late to
    object: whoever amends by themselves leaves the others three days (RB-19; D)."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    until = vote.objections_until
    assert until is not None
    with transaction():
        part(building_in(place), "501", [who["wife"]], area=50_000_00)
        actions.object_to_roll(world.resident, vote, text="少了一户。")

    def added(**more: Any) -> Voter:
        return actions.add_to_roll(
            world.clerk,
            fresh(vote),
            persons=[who["wife"]],
            kind=VoterKind.OWNER,
            reason="漏了",
            **more,
        )

    last = civic_clock.end_of_day(until - timedelta(days=3))
    clock.set(last)
    assert fresh(vote).is_taking_objections
    refused(Why.AMENDMENT_TOO_LATE, added)
    refused(
        Why.AMENDMENT_TOO_LATE,
        actions.strike_from_roll,
        world.clerk,
        voter_of(vote, who["o3"]),
        reason="卖了",
    )
    clock.set(civic_clock.end_of_day(until) - timedelta(minutes=2))
    refused(Why.AMENDMENT_TOO_LATE, added)
    # What the supervisors upheld is carried out whenever they did.
    with transaction():
        found = session().query(RollObjection).one()
        actions.decide_objection(world.supervisor, found, is_upheld=True, reason="查实")
        added(objection=found)
    assert fresh(vote).heads == 15


def test_until_the_last_of_those_days_the_committee_mends_its_own_slips(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    assert vote.objections_until is not None
    last = civic_clock.end_of_day(vote.objections_until - timedelta(days=3))
    clock.set(last - timedelta(minutes=2))
    with transaction():
        actions.strike_from_roll(world.clerk, voter_of(vote, who["o3"]), reason="卖了")
    assert fresh(vote).heads == 13


def test_an_owner_who_is_added_has_the_area_that_the_book_of_places_has(
    world: World, clock: Hands
) -> None:
    """OW-1, OW-6: all their delivered parts together, nobody else's, and not what somebody types."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    building = building_in(place)

    def added(**more: Any) -> Voter:
        words = {"persons": [who["wife"]], "kind": VoterKind.OWNER, "reason": "漏了"} | more
        return actions.add_to_roll(world.clerk, fresh(vote), **words)  # type: ignore[arg-type]

    # What she owns with her husband is another head's.
    refused(Why.AREA_MISSING, added)
    refused(Why.AREA_NOT_REGISTERED, added, area=50_000_00)
    with transaction():
        part(building, "501", [who["wife"]], area=80_00)
        part(building, "502", [who["wife"]], area=20_50)
        part(building, "503", [who["wife"]], area=99_00, state=PartState.UNDELIVERED)
        part(building, "P1", [who["wife"]], area=12_00, kind=PartKind.PARKING)
    refused(Why.AREA_NOT_REGISTERED, added, area=101_00)
    with transaction():
        assert added().area == 100_50
    assert fresh(vote).area == 2100_50


def test_another_area_than_the_books_stands_there_only_as_an_upheld_objection_says(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote, other = (posted(world, drafted(world, place)) for _ in range(2))
    with transaction():
        actions.object_to_roll(world.resident, vote, text="产证上是80平方米。")
        actions.object_to_roll(world.resident, other, text="产证上是80平方米。")
        actions.strike_from_roll(world.clerk, voter_of(vote, who["o3"]), reason="面积写错了")

    def added(objection: RollObjection) -> Voter:
        return actions.add_to_roll(
            world.clerk,
            fresh(vote),
            persons=[who["o3"]],
            kind=VoterKind.OWNER,
            area=80_00,
            reason="照裁定",
            objection=objection,
        )

    mine, others = session().query(RollObjection).order_by(RollObjection.id)
    ids = (mine.id, others.id)
    for ident in ids:
        refused(Why.AREA_NOT_REGISTERED, lambda i=ident: added(session().get_one(RollObjection, i)))
    with transaction():
        for ident in ids:
            found = session().get_one(RollObjection, ident)
            actions.decide_objection(world.supervisor, found, is_upheld=True, reason="看过产证")
    refused(Why.AREA_NOT_REGISTERED, lambda: added(session().get_one(RollObjection, ids[1])))
    with transaction():
        assert added(session().get_one(RollObjection, ids[0])).area == 80_00


@pytest.mark.parametrize("claimed", [120_00, 5_000_00])
def test_no_area_is_added_for_which_the_book_of_places_has_no_room(
    world: World, clock: Hands, claimed: int
) -> None:
    """OW-1, OW-6: under an objection upheld late an owner of 100 m² came back with 5,000."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    with transaction():
        found = actions.object_to_roll(world.resident, vote, text="面积写少了。")
        actions.decide_objection(world.supervisor, found, is_upheld=True, reason="看过产证")
        ident = found.id
    assert vote.objections_until is not None
    clock.set(civic_clock.end_of_day(vote.objections_until))
    upheld = lambda: session().get_one(RollObjection, ident)  # noqa: E731

    def added() -> Voter:
        return actions.add_to_roll(
            world.clerk,
            fresh(vote),
            persons=[who["o3"]],
            kind=VoterKind.OWNER,
            area=claimed,
            reason="照裁定",
            objection=upheld(),
        )

    with transaction():
        actions.strike_from_roll(
            world.clerk, voter_of(vote, who["o3"]), reason="面积写少了", objection=upheld()
        )
    refused(Why.AREA_TWICE, added)
    assert fresh(vote).area == 1_900_00
    with transaction():  # the book is corrected first
        session().query(Part).filter_by(number="403").one().area = claimed
    with transaction():
        assert added().area == claimed


def test_an_objection_to_another_roll_strikes_nobody_from_this_one(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote, other = (posted(world, drafted(world, place)) for _ in range(2))
    with transaction():
        found = actions.object_to_roll(world.resident, other, text="业三主的房子早卖了。")
        actions.decide_objection(world.supervisor, found, is_upheld=True, reason="查实")
        ident = found.id
    assert vote.objections_until is not None
    clock.set(civic_clock.end_of_day(vote.objections_until))
    refused(
        Why.AMENDMENT_TOO_LATE,
        actions.strike_from_roll,
        world.clerk,
        voter_of(vote, who["o3"]),
        reason="卖了",
        objection=session().get_one(RollObjection, ident),
    )


def test_who_is_struck_or_added_hears_of_it(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    with transaction():
        part(building_in(place), "501", [who["wife"]])
        actions.strike_from_roll(world.clerk, voter_of(vote, who["o3"]), reason="卖了")
        actions.add_to_roll(
            world.clerk, vote, persons=[who["wife"]], kind=VoterKind.OWNER, reason="漏了"
        )
    heard = [told(Event.VOTE_ROLL_AMENDED, who[name]) for name in ("o3", "wife", "husband", "o4")]
    assert heard == [1, 1, 0, 0]


def test_who_is_added_to_a_list_of_raters_rates_for_a_group(world: World, clock: Hands) -> None:
    """AP-8: opinions of groups are weighed apart, so nobody rates for none."""
    vote = drafted(
        world,
        world.place,
        rule=Rule.SATISFACTION,
        electorate=Electorate.INVITED,
        secrecy=Secrecy.SECRET,
        unit=world.here.unit("water"),
        questions=0,
    )
    raters = residents(world, 10)
    with transaction():
        actions.ask(
            world.clerk, vote, kind=QuestionKind.GRADES, text="保洁怎么样？", scale=Scale.UNIT
        )
        for each in raters:
            actions.invite(world.clerk, vote, each, group=RaterGroup.RESIDENT)
    vote = posted(world, fresh(vote))
    words = {"persons": [world.resident], "reason": "漏了"}
    refused(Why.GROUP_MISSING, actions.add_to_roll, world.clerk, vote, **words)
    with transaction():
        added = actions.add_to_roll(world.clerk, vote, group=RaterGroup.PEER, **words)
    assert added.group is RaterGroup.PEER


def test_of_two_buildings_of_one_name_a_forgotten_voter_stands_behind_their_own(
    world: World, clock: Hands, as_: Callable[..., NeighbourClient]
) -> None:
    """Every estate has a 1号楼."""
    with transaction():
        estate = places.add(None, world.place, level=Level.ESTATE, name="另一小区")
        building = places.add(None, estate, level=Level.BUILDING, name=world.here.building.name)
        places.add(None, estate, level=Level.BUILDING, name="2号楼")
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        online_basis="议事规则三",
    )
    vote = posted(world, vote)
    with transaction():
        first = live(person("同楼号甲", "first"), building, "301")
        second = live(person("同楼号乙", "second"), world.here.building, "302")
    clerk, at = as_(world.clerk), {}
    for each, door in ((first, "301"), (second, "302")):
        add = f"/votes/{vote.id}/additions"
        reply = clerk.fill(
            f"{add}/new?who={each.name}", add, person_ids=str(each.id), door=door, reason="漏了"
        )
        assert reply.status_code == 303
        at[door] = voter_of(vote, each).building_id
    assert at == {"301": building.id, "302": world.here.building.id}


def test_who_decides_an_objection_carries_nothing_out(
    world: World, clock: Hands, as_: Callable[..., NeighbourClient]
) -> None:
    """Deciding and amending are two pairs of hands; so are the papers and the hours (RB-19)."""
    supervisor = world.supervisor
    vote = posted(world, drafted(world, world.here.estate))
    with transaction():
        objection = actions.object_to_roll(world.owner, vote, text="少了一户。").id
    with transaction():
        found = session().get_one(RollObjection, objection)
        actions.decide_objection(supervisor, found, is_upheld=True, reason="看过了。")

    def carrying() -> dict[str, Any]:
        return {"reason": "照异议。", "objection": session().get_one(RollObjection, objection)}

    def of_owner() -> Voter:
        return voter_of(fresh(vote), world.owner)

    for act in (
        lambda: actions.add_to_roll(
            supervisor, fresh(vote), persons=[world.resident], **carrying()
        ),
        lambda: actions.strike_from_roll(supervisor, of_owner(), **carrying()),
        lambda: actions.enter_caster(supervisor, of_owner(), world.owner, upload=None),
        lambda: actions.deliver(supervisor, of_owner(), how=Delivery.SIGNED, upload=None),
        lambda: actions.hand_out(supervisor, of_owner(), channel=Channel.PAPER_SITE),
        lambda: actions.take_back(supervisor, of_owner()),
        lambda: actions.extend(supervisor, fresh(vote), until=in_days(60), reason="来的人少。"),
        lambda: actions.close(supervisor, fresh(vote)),
    ):
        refused(PolicyWhy.NOT_ALLOWED, act)
    waits = {task.kind for task in home.tasks(session().execute(home.waiting(supervisor)))}
    assert Wait.AMEND_ROLL not in waits
    client, page = as_(supervisor), f"/votes/{vote.id}"
    desk = client.get(f"{page}/desk").text
    assert "名册异议" in desk and "增补名册" not in desk and "照改名册" not in desk
    assert "增补名册" not in client.get(f"{page}/objections/desk").text
    head = f"heads/{of_owner().number}"
    for path in ("heads", head, f"{head}/sheet", "additions/new"):
        assert client.get(f"{page}/{path}").status_code == 403, path
    assert "增补名册" in as_(world.clerk).get(f"{page}/objections/desk").text


def test_everybody_reads_how_a_posted_roll_was_amended_and_why(
    world: World, clock: Hands, as_: Callable[..., NeighbourClient]
) -> None:
    """integrity 1: later additions are entries of their own, shown on the result page; nobody's
    name among them."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    page, clerk = f"/votes/{vote.id}", as_(world.clerk)
    assert "没有更正过。" in as_(None).get(f"{page}/roll").text
    number = voter_of(vote, who["o3"]).number
    head = f"{page}/heads/{number}"
    form = clerk.get(head).text
    assert "号码和理由公开在名册页上" in form and "请不要写居民的姓名" in form
    gone = clerk.fill(head, f"{head}/removal", reason="公示以前已经过户。")
    assert gone.status_code == 303
    with transaction():
        part(building_in(place), "501", [who["wife"]])
        added = actions.add_to_roll(
            world.clerk,
            fresh(vote),
            persons=[who["wife"]],
            kind=VoterKind.OWNER,
            reason="漏了一套。",
        ).number
    roll = as_(None).get(f"{page}/roll").text
    for said in (
        f"删除 {number}号",
        "公示以前已经过户。",
        f"增补 {added}号",
        "漏了一套。",
        "11月23日",
    ):
        assert said in roll, said
    assert who["wife"].name not in roll and who["o3"].name not in roll
    # The record says it in the clear: whose number it is stays behind a commitment.
    struck, _added = session().scalars(entries_about([fresh(vote).ledger_ref])).all()[-2:]
    assert ledger.content(struck)["text"] == [{"pub": "公示以前已经过户。"}]
    vote = counted(world, opened_at_its_hour(world, fresh(vote), clock), clock)
    with transaction():
        actions.publish(
            world.clerk,
            vote,
            title="结果",
            text="参加的不够。",
            is_redacted=True,
            figures=result_text,
        )
    assert f'href="{page}/roll#amendments"' in as_(None).get(page).text
    assert "漏了一套。" in as_(None).get(f"{page}/roll").text
