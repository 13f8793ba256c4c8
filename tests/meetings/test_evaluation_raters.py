"""Who rates in an evaluation (评议会): whom the law names, mostly ordinary residents, nobody themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from civic import clock as civic_clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.meetings import actions
from civic.meetings.actions import Party, Poll
from civic.meetings.models import Meeting, Raters
from civic.meetings.rules import Why
from civic.meetings.wording import evaluation_notice
from civic.people.models import Appointment, Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.policy import Role
from civic.voting import actions as voting
from civic.voting import rules as voting_rules
from civic.voting.models import Invitation, Vote, Voter, VoterPerson, invitations
from civic.voting.rules import (
    Channel,
    Electorate,
    Outcome,
    QuestionKind,
    RaterGroup,
    Scale,
    Secrecy,
)
from tests.meetings import evaluation
from tests.meetings.hearing import in_days
from tests.meetings.test_evaluation_acts import refused
from tests.neighbour import NeighbourClient, words
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.ballot import residents, voter_of
from tests.world import World, appoint, live, person, unit

pytestmark = pytest.mark.sqlite_first

As = Callable[[Any], NeighbourClient]
INVITED = (Poll(RaterGroup.RESIDENT, 100, Electorate.INVITED),)


def on_roll(meeting: Meeting) -> set[int]:
    [vote] = evaluation.votes(meeting)
    found = (
        select(VoterPerson.person_id)
        .join(Voter, Voter.id == VoterPerson.voter_id)
        .where(Voter.vote_id == vote.id, Voter.is_struck.is_(False))
    )
    return set(session().scalars(found))


def on_list(meeting: Meeting, group: RaterGroup = RaterGroup.RESIDENT) -> set[int]:
    vote_id = evaluation.raters(meeting, group).vote_id
    assert vote_id is not None
    return {found.person_id for found in session().scalars(invitations(vote_id))}


# -- JWH25 Art.37, EV-4: the committee is the assembly's to rate ------------------------------


def test_the_committee_as_a_whole_is_rated_by_no_list(world: World) -> None:
    matter = evaluation.routed(world)
    parties = [Party(world.here.unit("committee"))]
    refused(
        Why.ASSEMBLY_RATES,
        lambda: evaluation.convened(world, matter, parties=parties, polls=INVITED),
        Invalid,
    )
    meeting = evaluation.convened(world, matter, parties=parties, polls=evaluation.ASSEMBLY)
    [vote] = evaluation.votes(meeting)
    assert vote.electorate is Electorate.REPRESENTATIVES


def itself(world: World, **facts: Any) -> Vote:
    """A draft of the committee's own, outside any meeting."""
    return voting.draft(world.clerk, world.place, **{**BY_ITSELF, **facts})


BY_ITSELF: dict[str, Any] = {
    "rule": voting_rules.Rule.SATISFACTION,
    "electorate": Electorate.INVITED,
    "secrecy": Secrecy.SECRET,
    "official_title": "满意度测评",
}


@pytest.mark.parametrize(
    ("rule", "unit", "why"),
    [
        (voting_rules.Rule.SATISFACTION, "committee", voting_rules.Why.RATED_BY_A_MEETING),
        (voting_rules.Rule.APPRAISAL, "committee", voting_rules.Why.RATED_BY_A_MEETING),
        (voting_rules.Rule.APPRAISAL, None, voting_rules.Why.RATED_BY_A_MEETING),
        (voting_rules.Rule.APPRAISAL, "water", voting_rules.Why.RATED_BY_A_MEETING),
        (voting_rules.Rule.SATISFACTION, None, voting_rules.Why.UNIT_MISSING),
    ],
)
def test_nor_by_a_vote_that_it_conducts_itself(
    world: World, rule: voting_rules.Rule, unit: str | None, why: voting_rules.Why
) -> None:
    """Neither by name nor by leaving out who is rated."""
    rated = unit and world.here.unit(unit)
    refused(why, lambda: itself(world, rule=rule, unit=rated), Invalid)


def test_nor_does_a_draft_become_one(world: World) -> None:
    with transaction():
        vote = itself(world, unit=world.here.unit("water"))
    appraisal = {**BY_ITSELF, "rule": voting_rules.Rule.APPRAISAL}
    refused(
        voting_rules.Why.RATED_BY_A_MEETING,
        lambda: voting.redraft(world.clerk, fresh_vote(vote), **appraisal),
        Invalid,
    )
    with transaction():
        plain = itself(
            world, rule=voting_rules.Rule.RESIDENTS_ASSEMBLY, electorate=Electorate.ADULTS
        )
    refused(
        voting_rules.Why.UNIT_MISSING,
        lambda: voting.redraft(world.clerk, fresh_vote(plain), **BY_ITSELF),
        Invalid,
    )


def test_what_was_drafted_before_this_was_asked_is_not_posted(world: World) -> None:
    who = residents(world, 12)
    with transaction():
        vote = itself(world, unit=world.here.unit("water"))
        for each in who:
            voting.invite(world.clerk, vote, each, group=RaterGroup.RESIDENT)
        asked: dict[str, Any] = {"kind": QuestionKind.GRADES, "scale": Scale.UNIT}
        voting.ask(world.clerk, vote, text="办得怎么样？", **asked)
    hours = {"opens_at": in_days(20), "closes_at": in_days(30)}
    with transaction():
        fresh_vote(vote).unit = None
    refused(
        voting_rules.Why.UNIT_MISSING,
        lambda: voting.post(world.clerk, fresh_vote(vote), **hours),
        Invalid,
    )


def test_the_form_offers_what_is_permitted_alone(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    cards = clerk.get("/votes/new").text
    assert "rule=satisfaction" in cards and "rule=appraisal" not in cards
    assert "开评议会" in cards
    assert clerk.get("/votes/new?rule=appraisal").status_code == 404
    new = "/votes/new?rule=satisfaction"
    page = clerk.get(new).text
    assert "不评议单位" not in page
    assert world.here.unit("water").name in page
    assert world.here.unit("committee").name not in page
    typed = {"place_id": world.place.id, "electorate": "invited", "secrecy": "secret"}
    answer = clerk.fill(new, "/votes/", official_title="水务所满意度测评", **typed)
    assert answer.status_code == 422
    assert "请选择一项" in answer.text and "水务所满意度测评" in answer.text
    assert not session().query(Vote).count()


# -- nobody rates themselves -------------------------------------------------------------------


def test_the_rated_stand_on_no_roll_of_their_own_and_its_quorum_is_without_them(
    world: World, clock: Hands
) -> None:
    """Of fifteen and the chair, who is rated, ten come: two thirds of fifteen, not of sixteen."""
    who = evaluation.assembly(world, 15)
    meeting = evaluation.of_the_chair(world)
    evaluation.rated_by(world, meeting, clock, who[:10], ["competent"], ["basic"])
    [vote] = evaluation.votes(meeting)
    assert (vote.heads, vote.took_part_heads) == (15, 10)
    assert world.chair.id not in on_roll(meeting)
    assert vote.questions[0].outcome is Outcome.VALID


def test_a_colleague_who_is_not_rated_keeps_the_vote_that_the_law_gives(world: World) -> None:
    with transaction():
        member = appoint(
            person("沈委员", "member"),
            Role.COMMITTEE_MEMBER,
            world.place,
            world.here.unit("committee"),
        )
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    assert member.id in on_roll(meeting)
    assert world.chair.id not in on_roll(meeting)


def test_where_the_committee_is_rated_nobody_of_it_is_on_the_roll(world: World) -> None:
    evaluation.assembly(world)
    parties = [Party(world.here.unit("committee"))]
    meeting = evaluation.convened(world, parties=parties, polls=evaluation.ASSEMBLY)
    meeting = evaluation.noticed(world, meeting)
    assert world.chair.id not in on_roll(meeting)
    assert evaluation.votes(meeting)[0].heads == 12


@pytest.mark.parametrize("electorate", [Electorate.ADULTS, Electorate.HOUSEHOLDS])
def test_at_home_others_vote_for_the_household_of_somebody_rated(
    world: World, electorate: Electorate
) -> None:
    with transaction():
        residents(world, 12)
        live(world.chair, world.here.building, "301", head=True)
        partner = live(person("同住人", "partner"), world.here.building, "301")
        live(world.clerk, world.here.building, "302", head=True)
    meeting = evaluation.of_the_committee(
        world, polls=(Poll(RaterGroup.RESIDENT, 100, electorate),)
    )
    meeting = evaluation.noticed(world, meeting)
    assert partner.id in on_roll(meeting)
    assert on_roll(meeting).isdisjoint({world.chair.id, world.clerk.id})
    [vote] = evaluation.votes(meeting)
    home = session().scalars(select(Voter).where(Voter.vote_id == vote.id, Voter.door == "301"))
    assert [head.caster_id for head in home] == [partner.id]


def test_whoever_does_not_cast_for_their_household_is_not_told_that_they_may_rate(
    world: World, as_: As
) -> None:
    """There was no button, and where the head had come to be rated nobody was asked to agree."""
    residents(world, 12)
    with transaction():
        head = live(person("户主甲", "of_house"), world.here.building, "9901", head=True)
        spouse = live(person("妻子乙", "at_home"), world.here.building, "9901")
    polls = (Poll(RaterGroup.RESIDENT, 100, Electorate.HOUSEHOLDS),)
    meeting = evaluation.noticed(world, evaluation.convened(world, polls=polls))
    page, ident = f"/meetings/{meeting.id}", meeting.id
    assert "由户主甲来投" in as_(spouse).get(page).text
    evaluation.opened(world, meeting)
    shown = as_(spouse).get(page).text
    assert "由户主甲来投" in shown and "可以评" not in shown and "推举由谁来投" not in shown
    shown = as_(head).get(page).text
    assert "可以评" in shown and "去评议投票" in shown
    with transaction():
        greening = world.here.unit("greening")
        appoint(head, Role.OFFICIAL, session().get_one(Place, greening.place_id), greening)
    [vote] = evaluation.votes(evaluation.fresh(session().get_one(Meeting, ident)))
    voter = voter_of(fresh_vote(vote), spouse).id
    shown = as_(spouse).get(page).text
    assert "户主甲不能投" in shown and "请推举另一个人来投" in shown and "可以评" not in shown
    assert f'href="/votes/{vote.id}/caster?voter={voter}"' in shown
    assert "推举由谁来投" not in as_(head).get(page).text


def test_whoever_is_rated_is_added_to_no_roll_of_theirs(world: World) -> None:
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    [vote] = evaluation.votes(meeting)
    refused(
        voting_rules.Why.RATES_THEMSELVES,
        lambda: voting.add_to_roll(
            world.supervisor, fresh_vote(vote), persons=[world.chair], reason="漏了主任"
        ),
        Invalid,
    )


def test_nor_to_a_list_by_calling_them_a_peer(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    with transaction():
        live(world.official, world.here.building, "303")
    [vote] = evaluation.votes(evaluation.noticed(world, meeting))
    refused(
        voting_rules.Why.RATES_THEMSELVES,
        lambda: voting.add_to_roll(
            world.clerk,
            fresh_vote(vote),
            persons=[world.official],
            reason="漏了",
            group=RaterGroup.PEER,
        ),
        Invalid,
    )


def test_the_notice_says_so(world: World) -> None:
    meeting = evaluation.of_the_committee(world)
    text = evaluation_notice(
        evaluation.parties(meeting),
        evaluation.groups(meeting),
        title="居委会成员年度评议",
        starts_at=in_days(8),
        voting_until=in_days(9),
        venue="活动室",
        agenda=["述职"],
        observer_seats=20,
        registration_until=in_days(7),
        is_online=False,
    )
    assert "五、谁来评：居民代表会议100%（无记名投票）。" in text
    assert "被评议的人不列入居民名册，法定人数也不算他们；" in text


def test_nobody_chooses_who_rates_them(world: World, as_: As) -> None:
    """The clerk is of the committee: others say who is rated, and invite the peers."""
    polls = (
        Poll(RaterGroup.RESIDENT, 80, Electorate.REPRESENTATIVES),
        Poll(RaterGroup.PEER, 20, Electorate.INVITED),
    )
    meeting = evaluation.of_the_chair(world, polls=polls)
    peers = evaluation.raters(meeting, RaterGroup.PEER)
    with transaction():
        actions.invite_rater(world.supervisor, peers, world.neighbour)
    for act in (
        lambda: actions.invite_rater(world.clerk, _peers(meeting), world.resident),
        lambda: actions.uninvite_rater(world.clerk, _peers(meeting), world.neighbour),
        lambda: actions.change_evaluation(
            world.clerk,
            evaluation.fresh(meeting),
            year=2026,
            parties=[Party(world.here.unit("water"))],
            polls=INVITED,
            chair=None,
            **evaluation.AS_IT_WAS,
        ),
        lambda: actions.notify_evaluation(
            world.clerk, evaluation.fresh(meeting), **evaluation.notice_facts()
        ),
    ):
        refused(Why.RATED_THEMSELVES, act, NotAllowed)
        session().rollback()
    page = f"/meetings/{meeting.id}"
    for who, finds in ((world.supervisor, True), (world.clerk, True), (world.resident, False)):
        assert (f'"{page}"' in as_(who).get("/meetings/").text) is finds
    paths = ("parties", f"raters/{peers.id}", "announcement")
    for who, status in ((world.clerk, 403), (world.supervisor, 200)):
        client = as_(who)
        for path in paths:
            assert client.get(f"{page}/{path}").status_code == status, path
            assert (f"{page}/{path}" in client.get(page).text) is (status == 200), path


def _peers(meeting: Meeting) -> Raters:
    evaluation.fresh(meeting)
    return evaluation.raters(meeting, RaterGroup.PEER)


# -- integrity 2.4: who rates an authority relies on no colleague of it ------------------------

AUTHORITIES = (
    UnitKind.STREET_OFFICE,
    UnitKind.DEPARTMENT,
    UnitKind.SUPERVISORY_COMMITTEE,
    UnitKind.PARTY_BRANCH,
)


def some(world: World, kind: UnitKind) -> Unit:
    with transaction():
        return unit(f"被评的{kind.value}", kind, world.place)


@pytest.mark.parametrize("kind", AUTHORITIES)
def test_an_authority_is_rated_with_no_key_on_the_server(world: World, kind: UnitKind) -> None:
    why = voting_rules.Why.LIGHT_RATES_AUTHORITY
    rated, matter = some(world, kind), evaluation.routed(world)
    no = refused(why, lambda: itself(world, unit=rated, secrecy=Secrecy.LIGHT), Invalid)
    assert no.field == "secrecy"
    with transaction():
        draft = itself(world, unit=rated)
    to_light = BY_ITSELF | {"secrecy": Secrecy.LIGHT}
    refused(why, lambda: voting.redraft(world.clerk, fresh_vote(draft), **to_light), Invalid)
    parties, chair = [Party(rated)], world.supervisor
    light = {"parties": parties, "chair": chair, "secrecy": Secrecy.LIGHT}
    refused(why, lambda: evaluation.convened(world, matter, **light), Invalid)


@pytest.mark.parametrize("kind", [UnitKind.PROPERTY_FIRM, UnitKind.OWNERS_COMMITTEE])
def test_a_firm_may_be(world: World, kind: UnitKind) -> None:
    rated = some(world, kind)
    with transaction():
        assert itself(world, unit=rated, secrecy=Secrecy.LIGHT).secrecy is Secrecy.LIGHT
    meeting = evaluation.convened(world, parties=[Party(rated)], secrecy=Secrecy.LIGHT)
    assert evaluation.votes(meeting)[0].secrecy is Secrecy.LIGHT


def test_of_a_key_on_the_server_notice_and_pages_say_no_more_than_the_ballot_does(
    world: World, as_: As, clock: Hands
) -> None:
    """Who runs the server could look: nobody promises that nobody finds out, in either language."""
    firm = some(world, UnitKind.PROPERTY_FIRM)
    meeting = evaluation.convened(world, parties=[Party(firm)], secrecy=Secrecy.LIGHT)
    evaluation.with_raters(world, meeting)
    reader, at = as_(world.supervisor), f"/meetings/{meeting.id}"
    typed = reader.fill(
        f"{at}/announcement", f"{at}/announcement", preview="1", materials="账目在居委会看。"
    ).text
    secret = "无记名，钥匙在服务器上：系统管理员技术上能看到"
    assert f"在会场或者在本站投。{secret}。" in typed and "查不到" not in typed
    secrets = evaluation.opened(world, evaluation.noticed(world, meeting), goes_without=True)
    evaluation.closed(world, meeting)
    page, english = words(reader.get(at)), as_(world.neighbour)
    english.set_cookie("locale", "en")
    assert f"正在投票，{secret}" in page and f"{secret}；不到10票" in page and "查不到" not in page
    page = words(english.get(at))
    assert page.count("Secret, but the key is on the server") == 2 and "find out" not in page
    assert secret in words(reader.get(f"/votes/{secrets[0].vote.id}")), "as the vote itself says"
    ends = fresh_vote(secrets[0].vote).closes_at
    assert ends is not None
    clock.set(ends)
    page = words(as_(world.tenant).get(at))
    assert "票数核对以后当众计票，然后公布。" in page and "保管人" not in page
    assert "Once the ballots are reconciled" in words(english.get(at))


def test_what_was_drafted_lightly_before_is_not_posted(world: World) -> None:
    with transaction():
        draft = itself(world, unit=world.here.unit("water"))
        voting.ask(world.clerk, draft, kind=QuestionKind.GRADES, text="水务所", scale=Scale.UNIT)
        draft.secrecy = Secrecy.LIGHT
    window = {"opens_at": in_days(8), "closes_at": in_days(10)}
    refused(
        voting_rules.Why.LIGHT_RATES_AUTHORITY,
        lambda: voting.post(world.clerk, fresh_vote(draft), **window),
        Invalid,
    )


def test_what_a_meeting_drafted_lightly_before_is_not_posted_with_its_notice(world: World) -> None:
    rated = some(world, UnitKind.PROPERTY_FIRM)
    meeting = evaluation.convened(world, parties=[Party(rated)], secrecy=Secrecy.LIGHT)
    evaluation.with_raters(world, meeting)
    with transaction():
        rated.kind = UnitKind.DEPARTMENT
    session().expunge(rated)  # as in another request: nobody has loaded it
    refused(
        voting_rules.Why.LIGHT_RATES_AUTHORITY,
        lambda: evaluation.noticed(world, evaluation.fresh(meeting)),
        Invalid,
    )


def test_the_form_says_so_and_keeps_what_was_typed(world: World, as_: As) -> None:
    matter = evaluation.routed(world)
    answer = evaluation.fill_in(
        as_(world.clerk), world, matter, venue="桥下的空地上", secrecy="light"
    )
    assert answer.status_code == 422
    assert "票箱的钥匙不能放在服务器上：管服务器的可能就是他们的同事" in answer.text
    assert "桥下的空地上" in answer.text


# -- AP-8: one person, one group ----------------------------------------------------------------

FOUR = (
    Poll(RaterGroup.RESIDENT, 60, Electorate.INVITED),
    Poll(RaterGroup.STREET, 20, Electorate.INVITED),
    Poll(RaterGroup.PEER, 10, Electorate.INVITED),
    Poll(RaterGroup.UNIT, 10, Electorate.INVITED),
)
BESIDE = (Poll(RaterGroup.RESIDENT, 60, Electorate.ADULTS), *FOUR[1:])


def invite(world: World, meeting: Meeting, group: RaterGroup, *who: Person) -> None:
    with transaction():
        for each in who:
            actions.invite_rater(world.clerk, evaluation.raters(meeting, group), each)


def neighbours(world: World, letter: str, number: int = 10) -> list[Person]:
    """So many from the community who live elsewhere, and are on its residents' roll by no door."""
    with transaction():
        return [
            appoint(person(f"{letter}{n}人", f"{letter}{n}"), Role.GRID_WORKER, world.place)
            for n in range(number)
        ]


@pytest.mark.parametrize("first", RaterGroup)
def test_whoever_is_on_one_list_is_put_on_no_other(world: World, first: RaterGroup) -> None:
    """And to move somebody the convener takes them off the first one."""
    meeting = evaluation.convened(world, polls=FOUR)
    invite(world, meeting, first, world.neighbour)
    for other in set(RaterGroup) - {first}:
        refused(
            voting_rules.rolls.RATES_IN[first],
            lambda other=other: invite(world, meeting, other, world.neighbour),  # type: ignore[misc]
            AlreadyDone,
        )
    with transaction():
        actions.uninvite_rater(world.clerk, evaluation.raters(meeting, first), world.neighbour)
    other = next(iter(set(RaterGroup) - {first}))
    invite(world, meeting, other, world.neighbour)
    assert on_list(meeting, other) == {world.neighbour.id}


def test_the_page_names_the_other_group(world: World, as_: As) -> None:
    meeting = evaluation.convened(world, polls=FOUR)
    invite(world, meeting, RaterGroup.STREET, world.neighbour)
    peers = evaluation.raters(meeting, RaterGroup.PEER)
    answer = as_(world.clerk).send(
        f"/meetings/{meeting.id}/raters/{peers.id}",
        who=world.neighbour.name,
        person_id=world.neighbour.id,
    )
    assert answer.status_code == 409
    assert "这个人已经在街道一组里评议：一场评议会，一个人只在一组评一次" in answer.text
    assert on_list(meeting, RaterGroup.PEER) == set()


def with_groups(world: World) -> Meeting:
    """Residents by their doors, and three groups of ten who live elsewhere."""
    meeting = evaluation.convened(world, polls=BESIDE)
    residents(world, 60)
    for group in (RaterGroup.STREET, RaterGroup.PEER, RaterGroup.UNIT):
        invite(world, meeting, group, *neighbours(world, group.value))
    return meeting


@pytest.mark.parametrize("group", [RaterGroup.STREET, RaterGroup.PEER, RaterGroup.UNIT])
def test_whoever_votes_as_a_resident_is_on_no_other_list_when_the_notice_is_given(
    world: World, group: RaterGroup
) -> None:
    """Their vote by law is not taken from them by an invitation: the list gives way."""
    meeting = with_groups(world)
    invite(world, meeting, group, world.neighbour)
    no = refused(Why.RATES_TWICE, lambda: evaluation.noticed(world, meeting), OutOfOrder)
    assert no.facts["names"] == world.neighbour.name
    with transaction():
        actions.uninvite_rater(world.clerk, evaluation.raters(meeting, group), world.neighbour)
    evaluation.noticed(world, meeting)


def test_nor_is_anybody_behind_a_household(world: World) -> None:
    meeting = evaluation.convened(
        world, polls=(Poll(RaterGroup.RESIDENT, 60, Electorate.HOUSEHOLDS), *FOUR[1:])
    )
    residents(world, 60)
    for group in (RaterGroup.STREET, RaterGroup.PEER, RaterGroup.UNIT):
        invite(world, meeting, group, *neighbours(world, group.value))
    invite(world, meeting, RaterGroup.PEER, world.neighbour)
    refused(Why.RATES_TWICE, lambda: evaluation.noticed(world, meeting), OutOfOrder)


def test_no_amendment_puts_anybody_on_a_second_roll(world: World) -> None:
    meeting = evaluation.noticed(world, with_groups(world))
    street = evaluation.raters(meeting, RaterGroup.STREET).vote
    own = evaluation.raters(meeting).vote
    assert street is not None and own is not None
    official = next(iter(on_list(meeting, RaterGroup.STREET)))
    add = lambda vote, who: voting.add_to_roll(  # noqa: E731
        world.clerk, fresh_vote(vote), persons=[session().get_one(Person, who)], reason="漏了"
    )
    on = voting_rules.Why
    refused(on.RATES_AS_RESIDENT, lambda: add(street, world.neighbour.id), AlreadyDone)
    refused(on.RATES_FOR_STREET, lambda: add(own, official), AlreadyDone)
    with transaction():
        head = voter_of(fresh_vote(own), world.neighbour)
        voting.strike_from_roll(world.clerk, head, reason="去街道一组")
    with transaction():
        add(street, world.neighbour.id)
    refused(on.RATES_FOR_STREET, lambda: add(own, world.neighbour.id), AlreadyDone)


def test_who_was_on_two_lists_before_that_was_asked_is_on_one_when_the_notice_is_withdrawn(
    world: World,
) -> None:
    """Nobody rates twice: it does not open so, and is postponed; the residents' list goes first."""
    meeting = evaluation.convened(
        world,
        polls=(
            Poll(RaterGroup.PEER, 20, Electorate.INVITED),
            Poll(RaterGroup.RESIDENT, 80, Electorate.INVITED),
        ),
    )
    who = evaluation.with_raters(world, meeting, 50)
    peers = neighbours(world, "peer")
    invite(world, meeting, RaterGroup.PEER, *peers)
    meeting = evaluation.noticed(world, meeting)
    twice, vote = who[0], evaluation.raters(meeting, RaterGroup.PEER).vote
    assert vote is not None
    with transaction():
        head = voter_of(fresh_vote(vote), peers[0])
        session().add_all(
            (
                Invitation(vote_id=vote.id, person_id=twice.id, group=RaterGroup.PEER),
                VoterPerson(voter_id=head.id, person_id=twice.id),
            )
        )
    no = refused(Why.RATES_TWICE, lambda: evaluation.opened(world, meeting), OutOfOrder)
    assert no.facts["names"] == twice.name
    with transaction():
        actions.postpone(world.supervisor, evaluation.fresh(meeting), reason="名单要改。")
    assert twice.id in on_list(meeting)
    assert on_list(meeting, RaterGroup.PEER) == {each.id for each in peers}


# -- AP-8: lists are looked at again ------------------------------------------------------------


def test_whoever_becomes_a_party_is_off_the_list_of_residents_not_of_peers(world: World) -> None:
    meeting = evaluation.convened(
        world,
        polls=(
            Poll(RaterGroup.RESIDENT, 80, Electorate.INVITED),
            Poll(RaterGroup.PEER, 20, Electorate.INVITED),
        ),
    )
    with transaction():
        water = world.other_official
        serves_in = world.here.unit("water")
        colleague = appoint(person("水务员", "waterman"), Role.OFFICIAL, world.place, serves_in)
        for group, who in ((RaterGroup.RESIDENT, colleague), (RaterGroup.PEER, water)):
            actions.invite_rater(world.clerk, evaluation.raters(meeting, group), who)
    assert on_list(meeting) == {colleague.id}
    with transaction():
        actions.change_evaluation(
            world.clerk,
            meeting,
            year=2026,
            parties=[Party(world.here.unit("water"))],
            polls=(
                Poll(RaterGroup.RESIDENT, 80, Electorate.INVITED),
                Poll(RaterGroup.PEER, 20, Electorate.INVITED),
            ),
            chair=None,
            **evaluation.AS_IT_WAS,
        )
    assert on_list(meeting) == set()
    assert on_list(meeting, RaterGroup.PEER) == {water.id}


def test_whoever_joined_the_rated_unit_since_is_off_the_list_with_the_notice(world: World) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    with transaction():
        greening = world.here.unit("greening")
        place = session().get_one(type(world.place), greening.place_id)
        appoint(session().get_one(Person, who[0].id), Role.OFFICIAL, place, greening)
    session().expire_all()
    meeting = evaluation.noticed(world, meeting)
    assert on_list(meeting) == {each.id for each in who[1:]}
    assert on_roll(meeting) == on_list(meeting)


def of_a_firm(world: World, secrecy: Secrecy) -> tuple[Meeting, Unit, list[Person]]:
    """Rated by twelve residents on a list; its notice is given."""
    firm = some(world, UnitKind.PROPERTY_FIRM)
    meeting = evaluation.convened(world, parties=[Party(firm)], secrecy=secrecy)
    who = evaluation.with_raters(world, meeting)
    return evaluation.noticed(world, meeting), firm, who


def joins(firm: Unit, *who: Person) -> None:
    """They come to serve in it."""
    with transaction():
        place = session().get_one(Place, firm.place_id)
        for each in who:
            appoint(session().get_one(Person, each.id), Role.OFFICIAL, place, firm)
    session().expire_all()


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.LIGHT])
def test_whoever_joins_the_rated_unit_after_the_notice_is_off_its_roll_when_that_is_sealed(
    world: World, as_: As, secrecy: Secrecy
) -> None:
    meeting, firm, who = of_a_firm(world, secrecy)
    joins(firm, who[0])
    evaluation.opened(world, meeting, goes_without=True)
    assert on_roll(meeting) == {each.id for each in who[1:]}
    [vote] = evaluation.votes(meeting)
    assert fresh_vote(vote).heads == len(who) - 1
    assert "到被评议的单位任职，删除" in as_(None).get(f"/votes/{vote.id}/roll").text


def test_whoever_joins_it_when_the_roll_is_sealed_has_no_ballot_any_more(
    world: World, as_: As
) -> None:
    """Neither online nor on paper, and says so before anything is filled in."""
    meeting, firm, who = of_a_firm(world, Secrecy.SECRET)
    [secret] = evaluation.opened(world, meeting, goes_without=True)
    evaluation.cast(secret.vote, who[0], "satisfied")
    joins(firm, who[0], who[1])
    why, vote = voting_rules.Why.OWN_RATING, secret.vote
    refused(why, lambda: evaluation.cast(vote, who[1], "satisfied"), NotAllowed)
    head = voter_of(fresh_vote(vote), who[1])
    paper = lambda: voting.hand_out(world.clerk, head, channel=Channel.PAPER_SITE)  # noqa: E731
    refused(why, paper, NotAllowed)
    desk = lambda who: as_(world.clerk).get(  # noqa: E731
        f"/votes/{vote.id}/heads/{voter_of(fresh_vote(vote), who).number}"
    )
    assert 'name="channel"' in desk(who[2]).text and "谁也不评自己" not in desk(who[2]).text
    assert 'name="channel"' not in desk(who[1]).text and "谁也不评自己" in desk(who[1]).text
    answer = as_(who[1]).get(f"/votes/{vote.id}/ballot?voter={head.id}")
    assert answer.status_code == 403 and "谁也不评自己，这一票不发、不投" in answer.text
    evaluation.cast(vote, who[2], "satisfied")


def test_peers_who_join_it_rate_as_before(world: World) -> None:
    firm = some(world, UnitKind.PROPERTY_FIRM)
    meeting = evaluation.convened(
        world,
        parties=[Party(firm)],
        polls=(
            Poll(RaterGroup.RESIDENT, 80, Electorate.ADULTS),
            Poll(RaterGroup.PEER, 20, Electorate.INVITED),
        ),
    )
    residents(world, 60)
    peers = neighbours(world, "peer")
    invite(world, meeting, RaterGroup.PEER, *peers)
    meeting = evaluation.noticed(world, meeting)
    joins(firm, peers[0], world.neighbour)
    own, beside = evaluation.opened(world, meeting, goes_without=True)
    evaluation.cast(beside.vote, peers[0], "satisfied")
    assert voter_of(fresh_vote(own.vote), world.neighbour) is None


# -- AP-8: ordinary residents --------------------------------------------------------------------


def officers(world: World, number: int, role: Role | None, of: Unit | None) -> list[Person]:
    """So many residents with an office: of a role, or of a unit by whatever name."""
    with transaction():
        found = []
        for n in range(number):
            who = live(person(f"职{n}员", f"office{n}"), world.here.building, f"7{n:02d}")
            found.append(appoint(who, role or Role.GRID_WORKER, world.place, of))
    return found


@pytest.mark.parametrize(
    "office", ["clerk", "party_branch", "official", "committee_member", "firm"]
)
@pytest.mark.parametrize(("number", "fits"), [(4, True), (5, False)])
def test_seven_in_ten_of_a_list_hold_no_public_office(
    world: World, office: str, number: int, fits: bool
) -> None:
    """Ten residents and four in office are fourteen: ten of them are seven in ten, and more."""
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting, 10)
    with transaction():
        firm = unit("安居物业", UnitKind.PROPERTY_FIRM, world.place)
    role, of = (None, firm) if office == "firm" else (Role(office), None)
    who = officers(world, number, role, of)
    with transaction():
        for each in who:
            actions.invite_rater(world.clerk, evaluation.raters(meeting), each)
    if fits:
        evaluation.noticed(world, meeting)
        return
    no = refused(Why.ORDINARY_TOO_FEW, lambda: evaluation.noticed(world, meeting), OutOfOrder)
    assert (no.facts["number"], no.facts["residents"]) == (10, 15)


def test_what_was_amended_since_is_looked_at_when_the_ballot_begins(world: World) -> None:
    """Ten residents and four in office were seven in ten; one more in office makes too few."""
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting, 10)
    *four, fifth = officers(world, 5, Role.CLERK, None)
    with transaction():
        for each in four:
            actions.invite_rater(world.clerk, evaluation.raters(meeting), each)
    evaluation.noticed(world, meeting)
    with transaction():
        voting.add_to_roll(
            world.clerk,
            evaluation.votes(meeting)[0],
            persons=[fifth],
            group=RaterGroup.RESIDENT,
            reason="漏了一位",
        )
    no = refused(Why.ORDINARY_TOO_FEW, lambda: evaluation.opened(world, meeting), OutOfOrder)
    assert (no.facts["number"], no.facts["residents"]) == (10, 15)


def test_an_office_that_has_ended_makes_nobody_less_ordinary(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting, 10)
    who = officers(world, 5, Role.CLERK, None)
    with transaction():
        for each in who:
            actions.invite_rater(world.clerk, evaluation.raters(meeting), each)
        for term in session().scalars(
            select(Appointment).where(Appointment.person_id.in_([each.id for each in who]))
        ):
            term.ends_on = civic_clock.today() - timedelta(days=1)
    evaluation.noticed(world, meeting)


def test_of_representatives_seven_in_ten_as_well(world: World) -> None:
    """Representatives who are clerks beside it are no ordinary ones."""
    who = evaluation.assembly(world, 16)
    with transaction():
        for each in who[:5]:
            appoint(session().get_one(Person, each.id), Role.CLERK, world.there.place)
    meeting = evaluation.convened(world, polls=evaluation.ASSEMBLY)
    # Sixteen and the chair: eleven of seventeen are fewer than seven in ten.
    no = refused(Why.ORDINARY_TOO_FEW, lambda: evaluation.noticed(world, meeting), OutOfOrder)
    assert (no.facts["number"], no.facts["residents"]) == (11, 17)


# -- RB-5: what an assembly is made of ------------------------------------------------------------


def seats(world: World, number: int) -> None:
    with transaction():
        for n in range(number):
            appoint(
                person(f"委{n}员", f"seat{n}"),
                Role.COMMITTEE_MEMBER,
                world.place,
                world.here.unit("committee"),
            )


def test_an_assembly_that_grades_is_four_fifths_representatives(world: World) -> None:
    """Twelve representatives go with three of the committee, not with four (RB-5)."""
    evaluation.assembly(world)
    seats(world, 2)
    meeting = evaluation.of_the_chair(world)
    evaluation.noticed(world, meeting)
    with transaction():
        actions.postpone(world.supervisor, evaluation.fresh(meeting), reason="会场停电。")
    with transaction():
        appoint(
            person("又一员", "seat-more"),
            Role.COMMITTEE_MEMBER,
            world.place,
            world.here.unit("committee"),
        )
    no = refused(
        voting_rules.Why.ASSEMBLY_COMPOSITION,
        lambda: evaluation.noticed(world, evaluation.fresh(meeting), starts_at=in_days(10)),
        OutOfOrder,
    )
    assert (no.facts["members"], no.facts["representatives"]) == (16, 12)


def test_and_is_so_still_when_its_roll_is_frozen(world: World, clock: Hands) -> None:
    who = evaluation.assembly(world)
    seats(world, 2)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    with transaction():
        (term,) = session().scalars(select(Appointment).filter_by(person_id=who[0].id))
        term.ends_on = civic_clock.today() - timedelta(days=1)
    refused(
        voting_rules.Why.ASSEMBLY_COMPOSITION,
        lambda: evaluation.with_keys(world, meeting),
        OutOfOrder,
    )


# -- PIPL 25: whose door it is -------------------------------------------------------------------


def test_whoever_may_not_see_the_roster_finds_raters_without_their_doors(
    world: World, as_: As
) -> None:
    """Supervisors invite, too: they see a masked name and the building, as elsewhere."""
    meeting = evaluation.convened(world)
    url = f"/meetings/{meeting.id}/raters/{evaluation.raters(meeting).id}"
    name = world.neighbour.name
    ident, masked = world.neighbour.id, world.neighbour.public_name
    seen = as_(world.clerk).get(url, query_string={"who": name}).text
    assert f"{name}（1号楼102）" in seen
    supervisor = as_(world.supervisor)
    seen = supervisor.get(url, query_string={"who": name}).text
    assert "102" not in seen[seen.index("<main") :]
    assert f"{masked}（1号楼）" in seen
    answer = supervisor.send(url, who=name, person_id=ident)
    assert answer.status_code == 303
    assert on_list(meeting) == {ident}


def test_nor_on_the_roll_that_they_may_add_to(world: World, as_: As) -> None:
    evaluation.assembly(world)
    [vote] = evaluation.votes(evaluation.noticed(world, evaluation.of_the_chair(world)))
    url, name = f"/votes/{vote.id}/additions/new", world.neighbour.name
    seen = as_(world.supervisor).get(url, query_string={"who": name}).text
    assert f"{name}（紫荆小区1号楼）" in seen
    assert "1号楼102" not in seen
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    [others] = evaluation.votes(evaluation.noticed(world, meeting))
    url = f"/votes/{others.id}/additions/new"
    assert "1号楼102" in as_(world.clerk).get(url, query_string={"who": name}).text
