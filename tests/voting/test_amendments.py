"""Whom an amendment may put on a posted roll: somebody of that body, once, with an area that stands
in no other head's; and how much one upheld objection carries (RB-1, RB-5, RB-19; OW-6)."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.home import models as home
from civic.home.rules import Wait
from civic.ledger import Fact, entries_about
from civic.people.models import Ownership, Person
from civic.places.models import Part
from civic.places.rules import PartKind
from civic.policy import Role
from civic.voting import actions
from civic.voting.models import RollObjection, Vote, Voter
from civic.voting.rules import Electorate, RaterGroup, Rule, VoterKind, VoteStage, Why
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    again,
    building_in,
    council,
    drafted,
    example_one,
    fresh,
    in_days,
    opened_at_its_hour,
    part,
    posted,
    voter_of,
)
from tests.voting.secrecy import laid, with_key
from tests.voting.test_actions import refused
from tests.world import SINCE, World, appoint, live, person

As = Callable[[Person | None], NeighbourClient]


def of_residents(
    world: World, electorate: Electorate, rule: Rule = Rule.RESIDENTS_ASSEMBLY
) -> Vote:
    vote = drafted(world, world.place, rule=rule, electorate=electorate, online_basis="章程十二")
    return posted(world, vote)


def add(world: World, vote: Vote, *who: Person, **more: object) -> Voter:
    words = {"kind": VoterKind.PERSON, "reason": "漏了"} | more
    return actions.add_to_roll(world.clerk, fresh(vote), persons=list(who), **words)  # type: ignore[arg-type]


def upheld(world: World, vote: Vote, text: str = "4号楼少了一户。") -> int:
    with transaction():
        found = actions.object_to_roll(world.resident, fresh(vote), text=text)
        actions.decide_objection(world.supervisor, found, is_upheld=True, reason="查实")
        return found.id


def waits(who: Person) -> set[Wait]:
    return {task.kind for task in home.tasks(session().execute(home.waiting(who)))}


def said(ident: int) -> RollObjection:
    return session().get_one(RollObjection, ident)


# Whose body it is -----------------------------------------------------------------------------


def test_no_neighbour_is_made_a_representative_by_an_amendment(world: World, clock: Hands) -> None:
    """RB-5: four residents once outvoted the representatives, and counted as four of them."""
    with transaction():
        chosen = [
            appoint(person(f"代{n}表", f"rep{n}"), Role.REPRESENTATIVE, world.place)
            for n in range(3)
        ]
    vote = of_residents(world, Electorate.REPRESENTATIVES, Rule.REPRESENTATIVES_ASSEMBLY)
    heads = vote.heads
    refused(Why.NOT_OF_THE_BODY, add, world, vote, world.resident)
    with transaction():
        forgotten = appoint(person("代四表", "rep4"), Role.REPRESENTATIVE, world.place)
    with transaction():
        add(world, vote, forgotten)
        # Somebody whose election is in no roster yet: the supervisors looked at its minutes.
    ident = upheld(world, vote, "选举记录上还有王秀英。")
    with transaction():
        add(world, vote, world.resident, objection=said(ident))
        actions.carry_out(world.clerk, said(ident))
    vote = opened_at_its_hour(world, fresh(vote), clock)
    assert vote.heads == (heads or 0) + 2
    assert vote.representatives == len(chosen) + 1


def test_an_owner_who_lives_elsewhere_is_no_resident(world: World, clock: Hands) -> None:
    """RB-1: whoever owns or rents there belongs to the place, and has no vote among its residents."""
    with transaction():
        away = person("外住业主", "away")
        part(world.here.building, "999", [away])
    for electorate in (Electorate.ADULTS, Electorate.HOUSEHOLDS):
        vote = of_residents(world, electorate)
        refused(Why.NOT_OF_THE_BODY, add, world, vote, away)


def test_a_household_that_is_added_is_of_one_door(world: World, clock: Hands) -> None:
    vote = of_residents(world, Electorate.HOUSEHOLDS)
    with transaction():
        one = live(person("一户甲", "door1"), world.here.building, "908")
        other = live(person("一户乙", "door1b"), world.here.building, "908")
        third = live(person("另一户", "door2"), world.here.building, "909")
    household = {"kind": VoterKind.HOUSEHOLD}
    refused(Why.NOT_OF_THE_BODY, add, world, vote, one, third, **household)
    with transaction():
        assert add(world, vote, one, other, **household).person_ids == {one.id, other.id}


def test_nobody_joins_a_council_by_an_amendment_of_its_roll(world: World, clock: Hands) -> None:
    council(world)
    vote = drafted(world, world.place, rule=Rule.COUNCIL_ORDINARY, electorate=Electorate.COUNCIL)
    with transaction():
        actions.post(world.clerk, vote, opens_at=in_days(4), closes_at=in_days(6))
    ident = upheld(world, vote)
    with transaction():
        newly = appoint(person("议新员", "council9"), Role.COUNCIL_MEMBER, world.place)
    with transaction():
        assert add(world, vote, newly, objection=said(ident)).number == 6


# One objection, two heads at most -------------------------------------------------------------


def late(vote: Vote, clock: Hands) -> None:
    """Nobody can object any more, and nothing is amended but what was upheld."""
    assert vote.objections_until is not None
    clock.set(civic_clock.end_of_day(vote.objections_until))


def strike(world: World, vote: Vote, who: Person, ident: int) -> Voter:
    head = voter_of(vote, who)
    return actions.strike_from_roll(world.clerk, head, reason="照异议", objection=said(ident))


def test_one_upheld_objection_is_no_licence_to_change_the_roll_at_will(
    world: World, clock: Hands
) -> None:
    """When nobody can object any more, five owners were struck with one objection and three
    strangers added (RB-19; D)."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    ident = upheld(world, vote)
    with transaction():
        part(building_in(place), "501", [who["wife"]])
        part(building_in(place), "502", [who["husband"]])
        stranger = live(person("陌生人", "stranger"), world.here.building, "910")
    late(vote, clock)
    owner = {"kind": VoterKind.OWNER}
    for name in ("o3", "o4"):
        with transaction():
            strike(world, vote, who[name], ident)
    refused(Why.OBJECTION_CARRIED_OUT, lambda: strike(world, vote, who["o5"], ident))
    with transaction():
        part(building_in(place), "503", [])  # room in the book
    for area in (0, 5_000_00):
        refused(
            Why.AREA_MISSING,
            lambda area=area: add(world, vote, stranger, area=area, objection=said(ident), **owner),
        )
    for name in ("wife", "husband"):
        with transaction():
            add(world, vote, who[name], objection=said(ident), **owner)
    refused(
        Why.OBJECTION_CARRIED_OUT,
        lambda: add(world, vote, who["o3"], objection=said(ident), **owner),
    )
    assert fresh(vote).heads == 14


def test_a_flat_that_passes_to_another_owner_leaves_the_first_with_what_is_still_theirs(
    world: World, clock: Hands
) -> None:
    """OW-6: of two flats one is another owner's, who has one already: both heads stand anew."""
    place, who = example_one(world)
    with transaction():
        part(building_in(place), "501", [who["o3"]])
    vote = posted(world, drafted(world, place))
    before = fresh(vote).area
    with transaction():
        sold("501", who["o4"])
    ident = upheld(world, vote, "501室是业四主的。")
    late(vote, clock)
    with transaction():
        for name in ("o3", "o4"):
            strike(world, vote, who[name], ident)
        areas = [
            add(world, vote, who[name], objection=said(ident), kind=VoterKind.OWNER).area
            for name in ("o4", "o3")
        ]
    assert (areas, fresh(vote).area) == ([200_00, 100_00], before)


def test_two_heads_become_one_where_both_flats_are_the_couples(world: World, clock: Hands) -> None:
    """OW-5, OW-6."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    couple = [who["o3"], who["o4"]]
    with transaction():
        for number in ("403", "404"):
            sold(number, *couple)
    ident = upheld(world, vote, "403、404室都是夫妻共有。")
    late(vote, clock)
    with transaction():
        for each in couple:
            strike(world, vote, each, ident)
        head = add(world, vote, *couple, objection=said(ident), kind=VoterKind.CO_OWNERS)
    assert (head.area, fresh(vote).heads, fresh(vote).area) == (200_00, 13, 2_000_00)


def test_no_area_is_typed_for_whoever_owns_nothing_there_by_themselves(
    world: World, clock: Hands
) -> None:
    """OW-1: an objection may say another area than the book's; the book says of whom."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    ident = upheld(world, vote, "她的面积是5000平方米。")
    refused(
        Why.AREA_MISSING,
        lambda: add(
            world, vote, who["wife"], kind=VoterKind.OWNER, area=5_000_00, objection=said(ident)
        ),
    )


def test_an_objection_is_offered_as_long_as_it_may_still_be_used(
    world: World, clock: Hands, as_: As
) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    upheld(world, vote, "业三主的房子早卖了。")
    at = f"/votes/{vote.id}"
    clerk, head = as_(world.clerk), f"{at}/heads/{voter_of(vote, who['o5']).number}"
    [ident] = session().scalars(sa.select(RollObjection.id))
    adds, strikes = f"{at}/additions/new?objection={ident}", f'href="{at}/heads"'
    for name in ("o3", "o4"):
        assert "业三主的房子早卖了。" in clerk.get(head).text
        desk = clerk.get(f"{at}/objections/desk").text
        assert adds in desk and strikes in desk
        with transaction():
            strike(world, vote, who[name], ident)
    assert "业三主的房子早卖了。" not in clerk.get(head).text
    desk = clerk.get(f"{at}/objections/desk").text
    assert adds in desk and strikes not in desk and "已删除2户、增补0户" in desk
    addition = clerk.get(f"{at}/additions/new?who={who['o5'].name}").text
    assert "业三主的房子早卖了。" in addition
    done = f"{at}/objections/{ident}/completion"
    assert clerk.fill(f"{at}/objections/desk", done).status_code == 303
    desk = clerk.get(f"{at}/objections/desk").text
    assert "名册已经照改" in desk and adds not in desk and "照改完了" not in desk
    assert "业三主的房子早卖了。" not in clerk.get(f"{at}/additions/new?who={who['o5'].name}").text


def test_an_objection_is_not_carried_out_before_whoever_amends_says_that_it_is(
    world: World, clock: Hands, as_: As
) -> None:
    """Both heads were struck at 08:59, and at 09:00 the clock opened the vote: two owners were off
    the sealed roll, their flats with them (RB-19; OW-6)."""
    place, who = example_one(world)
    with transaction():
        part(building_in(place), "501", [who["o3"]])
    vote = posted(world, drafted(world, place))
    before = (fresh(vote).heads, fresh(vote).area)
    with transaction():
        sold("501", who["o4"])
    ident = upheld(world, vote, "501室是业四主的。")
    here, clerk, o5 = f"/votes/{vote.id}", as_(world.clerk), who["o5"]
    desk, done = f"{here}/objections/desk", f"{here}/objections/{ident}/completion"
    refused(Why.NOTHING_AMENDED, lambda: actions.carry_out(world.clerk, said(ident)))
    assert "名册还没有照改" in clerk.get(desk).text and done not in clerk.get(desk).text
    for name in ("o3", "o4"):
        head = f"{here}/heads/{voter_of(vote, who[name]).number}"
        typed = {"objection_id": str(ident), "reason": "照异议。"}
        sent = clerk.fill(head, f"{head}/removal", **typed)
        assert sent.headers["Location"] == f"{desk}#objection-{ident}"
    shown = clerk.get(desk).text
    assert "已删除2户、增补0户" in shown and "名册已经照改" not in shown and done in shown
    assert "1件异议成立，名册还没有照改完" in clerk.get(f"{here}/desk").text
    assert Wait.AMEND_ROLL in waits(world.clerk)
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    assert actions.fall_due() == [] and fresh(vote).stage is VoteStage.POSTED
    refused(Why.AMENDMENT_OWED, lambda: actions.open_(world.clerk, fresh(vote)))
    for name in ("o3", "o4"):
        new = f"{here}/additions/new?who={who[name].name}&objection={ident}"
        typed = {"person_ids": str(who[name].id), "reason": "照异议。"}
        sent = clerk.fill(new, f"{here}/additions", objection_id=str(ident), **typed)
        assert sent.headers["Location"] == f"{desk}#objection-{ident}"
    assert "已删除2户、增补2户" in clerk.get(desk).text
    assert done not in as_(world.supervisor).get(desk).text
    assert as_(world.supervisor).send(done).status_code == 403, "they decided it"
    assert clerk.fill(desk, done).status_code == 303
    assert "名册已经照改" in clerk.get(desk).text and done not in clerk.get(desk).text
    assert clerk.send(done).status_code == 409
    kept = session().scalars(entries_about([fresh(vote).ledger_ref])).all()[-1]
    assert kept.fact is Fact.VOTE_OBJECTION_CARRIED_OUT
    assert ledger.content(kept)["pub"] == {"struck": 2, "added": 2}
    assert said(ident).carried_out_by_id == world.clerk.id
    refused(Why.OBJECTION_DONE, lambda: strike(world, vote, o5, ident))
    assert Wait.AMEND_ROLL not in waits(world.clerk)
    [vote] = actions.fall_due()
    assert (vote.stage, vote.heads, vote.area) == (VoteStage.OPEN, *before)


def test_what_was_not_upheld_is_not_carried_out(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    with transaction():
        found = actions.object_to_roll(world.resident, vote, text="业三主的房子早卖了。").id
    with transaction():
        actions.strike_from_roll(
            world.clerk, voter_of(vote, who["o3"]), reason="卖了", objection=said(found)
        )
        actions.decide_objection(world.supervisor, said(found), is_upheld=False, reason="没有卖")
    refused(Why.NOTHING_AMENDED, lambda: actions.carry_out(world.clerk, said(found)))
    with pytest.raises(sa.exc.IntegrityError):
        said(found).carried_out_at = civic_clock.now()
        said(found).carried_out_by_id = world.clerk.id
        session().flush()
    session().rollback()


def test_nobody_is_offered_to_amend_a_roll_that_is_sealed(
    world: World, clock: Hands, as_: As
) -> None:
    """The urn's key is in, and the vote waits for its hour: what was filled in was refused."""
    secret = laid(world)
    vote = secret.vote
    ident = upheld(world, vote, "少了一位评议人。")
    here, clerk = f"/votes/{vote.id}", as_(world.clerk)
    number = voter_of(vote, secret.who[0]).number
    with transaction():
        add(world, vote, world.owner, objection=said(ident), group=RaterGroup.RESIDENT)
    assert "增补名册" in clerk.get(f"{here}/objections/desk").text
    assert "从名册上删除" in clerk.get(f"{here}/heads/{number}").text
    with transaction():
        actions.carry_out(world.clerk, said(ident))
    ident = upheld(world, vote, "又少了一位。")
    with transaction():
        strike(world, vote, secret.who[1], ident)
        actions.carry_out(world.clerk, said(ident))
    with_key(world, secret, clock)
    assert fresh(vote).stage is VoteStage.POSTED and fresh(vote).roll_root is not None
    shown = clerk.get(f"{here}/objections/desk").text
    assert "增补名册" not in shown and "找到要删除的那一号" not in shown
    assert "从名册上删除" not in clerk.get(f"{here}/heads/{number}").text
    assert "增补名册" not in clerk.get(f"{here}/desk").text
    shown = clerk.get(f"{here}/additions/new?who={world.resident.name}").text
    assert "名册已经封进票箱" in shown and "先按姓名找" not in shown


# One flat, one head ---------------------------------------------------------------------------


def sold(part_number: str, *to: Person) -> None:
    """The flat is theirs alone from now on."""
    flat = session().scalars(sa.select(Part).where(Part.number == part_number)).one()
    session().execute(sa.delete(Ownership).where(Ownership.part_id == flat.id))
    for each in to:
        session().add(Ownership(person_id=each.id, part_id=flat.id, since_on=SINCE))


def test_a_flat_sold_since_the_posting_votes_once(world: World, clock: Hands) -> None:
    """OW-6: the couple's flat became hers alone; it stood on the roll under both."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    with transaction():
        sold("500", who["wife"])
    owner = {"kind": VoterKind.OWNER}
    refused(Why.AREA_TWICE, add, world, vote, who["wife"], **owner)
    ident = upheld(world, vote, "500室归妻子乙一个人了。")
    assert vote.objections_until is not None
    clock.set(civic_clock.end_of_day(vote.objections_until))
    refused(Why.AREA_TWICE, lambda: add(world, vote, who["wife"], objection=said(ident), **owner))
    with transaction():
        actions.strike_from_roll(
            world.clerk, voter_of(vote, who["husband"]), reason="归她了", objection=said(ident)
        )
        add(world, vote, who["wife"], objection=said(ident), **owner)
    assert (fresh(vote).heads, fresh(vote).area) == (14, 2_000_00)


def test_an_owner_who_was_not_known_takes_the_place_of_the_head_without_one(
    world: World, clock: Hands
) -> None:
    """OW-2: the part stood on the roll already, as a head whose owner nobody knows."""
    place, _who = example_one(world)
    with transaction():
        part(building_in(place), "600")
        found = person("找到的业主", "found")
    vote = posted(world, drafted(world, place))
    with transaction():
        sold("600", found)
    owner = {"kind": VoterKind.OWNER}
    refused(Why.AREA_TWICE, add, world, vote, found, **owner)
    unknown = session().query(Voter).filter_by(vote_id=vote.id, kind=VoterKind.UNKNOWN_OWNER).one()
    with transaction():
        actions.strike_from_roll(world.clerk, again(unknown), reason="找到了业主")
        add(world, vote, found, **owner)
    assert (fresh(vote).heads, fresh(vote).area) == (15, 2_100_00)


def test_a_parking_place_that_does_not_count_makes_no_room_for_a_second_head(
    world: World, clock: Hands
) -> None:
    """OW-10."""
    place, who = example_one(world)
    with transaction():
        part(building_in(place), "P1", [who["wife"]], kind=PartKind.PARKING)
    vote = posted(world, drafted(world, place))
    with transaction():
        sold("500", who["wife"])
    refused(Why.AREA_TWICE, add, world, vote, who["wife"], kind=VoterKind.OWNER)
