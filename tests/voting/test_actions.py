"""A vote from its draft to its final result, as the law tells it."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from civic import calendar, ledger
from civic import clock as civic_clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, Refused, TooLate
from civic.ledger import Entry, Fact
from civic.notices import actions as notices
from civic.people.models import Person
from civic.policy import Can, Role, may
from civic.register.rules import Kind
from civic.voting import actions
from civic.voting.actions import FileName
from civic.voting.actions.digesting import digested
from civic.voting.models import (
    OWN_DATA,
    Answer,
    Count,
    Vote,
    Voter,
    answers_of,
    ballot_of,
    ballots_for_counting_group,
    challenges,
    shown_ballots,
    voters_for,
)
from civic.voting.rules import (
    Delivery,
    Electorate,
    Outcome,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    Silence,
    VoterKind,
    VoteStage,
    Why,
    lacks_turnout,
    voter_leaf,
)
from civic.voting.wording import result_text
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    HOUR,
    again,
    building_in,
    cast,
    coming,
    council,
    counted,
    drafted,
    estate,
    example_one,
    fresh,
    in_days,
    named_on_paper,
    numbered_,
    opened,
    over,
    part,
    posted,
    residents,
    sign_gap,
    upload,
    voter_of,
)
from tests.world import World, appoint, live, person

pytestmark = pytest.mark.sqlite_first


def refused(why: Why, act: object, *args: object, **more: object) -> Refused:
    """The act is refused for this reason, and nothing of it is left."""
    with pytest.raises(Refused) as found:
        act(*args, **more)  # type: ignore[operator]
    session().rollback()
    assert found.value.why is why
    return found.value


def entries(vote: Vote, fact: Fact) -> list[Entry]:
    return session().query(Entry).filter_by(ref=vote.ledger_ref, fact=fact).all()


def council_vote(world: World, hands: Hands, secrecy: Secrecy = Secrecy.OPEN) -> Vote:
    vote = drafted(
        world,
        world.place,
        rule=Rule.COUNCIL_ORDINARY,
        electorate=Electorate.COUNCIL,
        secrecy=secrecy,
    )
    return opened(world, vote, hands)


def resident_vote(
    world: World, hands: Hands, secrecy: Secrecy = Secrecy.CLOSED_NAMED, basis: str = "议事规则三"
) -> Vote:
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        secrecy=secrecy,
        online_basis=basis,
    )
    return opened(world, vote, hands)


# -- worked example 1 -------------------------------------------------------------------


def name_the_developers(world: World, vote: Vote, who: dict[str, Person]) -> Voter:
    head = session().query(Voter).filter_by(vote_id=vote.id, kind=VoterKind.DEVELOPER).one()
    return named_on_paper(world, head, who["developer"])


def test_half_of_the_heads_is_not_more_than_half_whatever_the_area(
    world: World, clock: Hands
) -> None:
    """Worked example 1 of the rule book, from the draft to the result."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    assert (vote.heads, vote.area) == (14, 2000_00)
    name_the_developers(world, vote, who)
    for voter in ("developer", "x", "o0", "o1", "o2"):
        cast(vote, who[voter], "yes")
    for voter in ("o3", "o4", "o5", "o6", "o7"):
        cast(vote, who[voter], "no")
    vote = counted(world, vote, clock)
    assert (vote.took_part_heads, vote.took_part_area) == (10, 1600_00)
    [result] = actions.results(vote)
    assert result.reckoned.outcome is vote.questions[0].outcome is Outcome.REJECTED
    sums = {count.key: (count.heads, count.area) for count in vote.questions[0].counts}
    assert sums == {"yes": (5, 1100_00), "no": (5, 500_00), "abstain": (0, 0)}


def test_one_more_yes_and_it_is_passed(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    name_the_developers(world, vote, who)
    for voter in ("developer", "x", "o0", "o1", "o2", "o3"):
        cast(vote, who[voter], "yes")
    for voter in ("o4", "o5", "o6", "o7"):
        cast(vote, who[voter], "no")
    vote = counted(world, vote, clock)
    assert vote.questions[0].outcome is Outcome.PASSED


def test_too_few_took_part_and_it_is_invalid_not_rejected(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    for voter in ("x", "o0", "o1"):
        cast(vote, who[voter], "yes")
    assert counted(world, vote, clock).questions[0].outcome is Outcome.INVALID_TURNOUT


def test_silence_counts_only_as_its_mode_says(world: World, clock: Hands) -> None:
    """Delivered and silent: outside, or abstaining, or with the majority (B3.6)."""
    place = estate(world)
    with transaction():
        who = [person(f"户{n}主", f"s{n}") for n in range(9)]
        for n, owner in enumerate(who):
            part(building_in(place), f"{n}", [owner])
    found = {}
    for mode in Silence:
        vote = drafted(world, place, silence=mode, silence_basis="议事规则第九条")
        vote = opened(world, vote, clock)
        for owner in who[:3]:
            cast(vote, owner, "yes")
        cast(vote, who[3], "no")
        with transaction():
            for owner in who[4:7]:
                actions.deliver(
                    world.clerk, voter_of(vote, owner), how=Delivery.SIGNED, upload=upload()
                )
        found[mode] = counted(world, vote, clock).questions[0].outcome
    assert found == {
        Silence.STRICT: Outcome.INVALID_TURNOUT,
        Silence.DELIVERED_ABSTAIN: Outcome.REJECTED,
        Silence.FOLLOW_MAJORITY: Outcome.PASSED,
    }


def test_where_silence_counts_the_text_and_the_turnout_say_the_same_as_the_sums(
    world: World, clock: Hands, as_: Callable[..., NeighbourClient]
) -> None:
    """B3.6: both counts are shown; who was reached takes part, from the first day; it is said
    where one votes."""
    place = estate(world)
    with transaction():
        who = [person(f"户{n}主", f"s{n}") for n in range(12)]
        for n, owner in enumerate(who):
            part(building_in(place), f"{n}", [owner])
    vote = drafted(world, place, silence=Silence.FOLLOW_MAJORITY, silence_basis="议事规则第九条")
    vote = opened(world, vote, clock)
    assert "随多数意见（依据：议事规则第九条）" in as_(who[0]).get(f"/votes/{vote.id}/ballot").text
    for owner in who[:3]:
        cast(vote, owner, "yes")
    assert lacks_turnout(vote.rule, vote.electorate, actions.turnout(vote))
    with transaction():
        for owner in who[3:]:
            actions.deliver(
                world.clerk, voter_of(vote, owner), how=Delivery.SIGNED, upload=upload()
            )
    assert not lacks_turnout(vote.rule, vote.electorate, actions.turnout(vote)), (
        "no reason to extend it"
    )
    vote = counted(world, vote, clock)
    assert vote.took_part_heads == 12
    text = result_text(vote, actions.results(vote))
    three = (
        "没有投票的，不算参与：参与表决的不足三分之二，表决无效",
        "收到表决票没有投的，算参与、算弃权：未通过",
        "收到表决票没有投的，随多数意见：通过",
    )
    for said in (
        "参加表决12人",
        "收到表决票没有投的，随多数意见（依据：议事规则第九条）：9人",
        *three,
    ):
        assert said in text, text
    with transaction():
        actions.publish(
            world.clerk, vote, title="结果", text=text, is_redacted=True, figures=result_text
        )
    page = as_(who[0]).get(f"/votes/{vote.id}").text
    for said in three:
        assert said in page


# -- the draft and the posting ----------------------------------------------------------


def test_nobody_changes_a_posted_text(world: World, clock: Hands) -> None:
    vote = posted(world, drafted(world, example_one(world)[0]))
    same = {
        "rule": vote.rule,
        "electorate": vote.electorate,
        "secrecy": vote.secrecy,
        "official_title": "换一家物业公司",
    }
    refused(Why.TEXTS_LOCKED, actions.redraft, world.clerk, vote, **same)
    refused(
        Why.TEXTS_LOCKED,
        actions.ask,
        world.clerk,
        vote,
        kind=QuestionKind.YES_NO,
        text="再加一项？",
    )
    refused(Why.TEXTS_LOCKED, actions.drop_question, world.clerk, vote, vote.questions[0])
    refused(
        Why.NOT_NEXT,
        actions.post,
        world.clerk,
        vote,
        opens_at=in_days(30),
        closes_at=in_days(40),
    )
    assert fresh(vote).official_title == "选聘物业服务企业"


def test_nothing_of_an_open_vote_changes_and_it_is_not_called_off(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    voter = voter_of(vote, who["x"])
    refused(Why.ROLL_LOCKED, actions.strike_from_roll, world.clerk, voter, reason="卖了房")
    refused(
        Why.ROLL_LOCKED,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[who["wife"]],
        reason="漏了",
        area=100,
    )
    refused(Why.NOT_NEXT, actions.cancel, world.clerk, vote, reason="不想投了")
    refused(Why.NOT_NEXT, actions.open_, world.clerk, vote)
    refused(Why.STILL_OPEN, actions.close, world.clerk, vote)


def test_a_clerk_of_another_community_has_no_say_in_it(world: World, clock: Hands) -> None:
    place, _who = example_one(world)
    vote = drafted(world, place)
    stranger = world.there.clerk
    for act, more in (
        (actions.post, {"opens_at": in_days(20), "closes_at": in_days(30)}),
        (actions.cancel, {"reason": "不是我们的"}),
        (actions.ask, {"kind": QuestionKind.YES_NO, "text": "我来问？"}),
        (actions.open_, {}),
        (actions.close, {}),
        (actions.reconcile, {}),
        (actions.count, {}),
        (actions.bundle, {"size": 3}),
        (actions.extend, {"until": in_days(40), "reason": "人少"}),
        (
            actions.publish,
            {"title": "标题", "text": "正文", "is_redacted": True, "figures": result_text},
        ),
    ):
        with pytest.raises(NotAllowed):
            act(stranger, vote, **more)  # type: ignore[operator]
        session().rollback()
    with pytest.raises(NotAllowed):
        actions.draft(
            stranger,
            place,
            rule=Rule.OWNERS_ORDINARY,
            electorate=Electorate.OWNERS,
            secrecy=Secrecy.CLOSED_NAMED,
            official_title="越界",
        )


def test_owners_never_vote_secretly_because_an_area_is_a_name(world: World) -> None:
    for secrecy in (Secrecy.SECRET, Secrecy.LIGHT):
        refused(
            Why.SECRET_BY_AREA,
            actions.draft,
            world.clerk,
            world.place,
            rule=Rule.OWNERS_ORDINARY,
            electorate=Electorate.OWNERS,
            secrecy=secrecy,
            official_title="秘密按面积表决",
        )


def test_the_schema_itself_knows_no_secret_vote_by_area(world: World) -> None:
    vote = drafted(world, example_one(world)[0])
    with pytest.raises(sa.exc.IntegrityError), transaction():
        session().execute(sa.update(Vote).where(Vote.id == vote.id).values(secrecy=Secrecy.SECRET))


def test_fewer_than_ten_do_not_vote_secretly(world: World) -> None:
    council(world, 9)
    vote = drafted(
        world,
        world.place,
        rule=Rule.COUNCIL_ORDINARY,
        electorate=Electorate.COUNCIL,
        secrecy=Secrecy.SECRET,
    )
    found = refused(
        Why.TOO_FEW_FOR_SECRET,
        actions.post,
        world.clerk,
        vote,
        opens_at=in_days(20),
        closes_at=in_days(25),
    )
    assert found.facts["voters"] == 9
    with transaction():
        appoint(person("第十员", "council10"), Role.COUNCIL_MEMBER, world.place)
    assert posted(world, vote).heads == 10


def test_owners_have_fifteen_clear_days_and_a_week_to_vote(world: World) -> None:
    vote = drafted(world, example_one(world)[0])
    found = refused(
        Why.NOTICE_TOO_SHORT,
        actions.post,
        world.clerk,
        vote,
        opens_at=in_days(15),
        closes_at=in_days(30),
    )
    assert found.facts["earliest"] == civic_clock.today() + timedelta(days=16)
    refused(
        Why.WINDOW_TOO_SHORT,
        actions.post,
        world.clerk,
        vote,
        opens_at=in_days(16),
        closes_at=in_days(22),
    )
    refused(
        Why.WINDOW_TOO_LONG,
        actions.post,
        world.clerk,
        vote,
        opens_at=in_days(16),
        closes_at=in_days(77),
    )
    assert posted(world, vote, after=16, days=7).stage is VoteStage.POSTED


def test_a_vote_that_asks_nothing_is_not_posted(world: World) -> None:
    vote = drafted(world, example_one(world)[0], questions=0)
    refused(
        Why.NO_QUESTIONS,
        actions.post,
        world.clerk,
        vote,
        opens_at=in_days(20),
        closes_at=in_days(30),
    )


def test_a_draft_is_nobodys_business_and_a_posting_is_everybodys(world: World) -> None:
    vote = drafted(world, example_one(world)[0])
    body = b"".join(e.body for e in entries(vote, Fact.VOTE_DRAFTED))
    assert vote.official_title.encode() not in body
    vote = posted(world, vote)
    [entry] = entries(vote, Fact.VOTE_POSTED)
    told = ledger.content(entry)
    assert told["pub"]["rule"] == "owners_ordinary"
    assert told["pub"]["heads"] == 14
    assert told["text"][0] == {"pub": vote.official_title}


# -- the roll ---------------------------------------------------------------------------


def test_who_objects_in_time_is_heard_before_the_vote_opens(world: World, clock: Hands) -> None:
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        secrecy=Secrecy.CLOSED_NAMED,
        online_basis="议事规则三",
    )
    vote = posted(world, vote)
    assert vote.heads == 2, "those who live there, not the owner and not the tenant"
    with transaction():
        objection = actions.object_to_roll(world.owner, vote, text="我也住在这里，名册上没有。")
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    refused(Why.OBJECTIONS_OPEN, actions.open_, world.clerk, fresh(vote))
    with pytest.raises(NotAllowed):
        actions.decide_objection(world.clerk, objection, is_upheld=False, reason="不算")
    session().rollback()
    with transaction():
        actions.decide_objection(world.supervisor, objection, is_upheld=True, reason="查实居住")
    refused(Why.AMENDMENT_OWED, actions.open_, world.clerk, fresh(vote))
    with transaction():
        actions.add_to_roll(
            world.clerk, fresh(vote), persons=[world.owner], reason="异议成立", objection=objection
        )
        actions.carry_out(world.clerk, objection)
        actions.open_(world.clerk, fresh(vote))
    assert fresh(vote).heads == 3
    [amended] = entries(vote, Fact.VOTE_ROLL_AMENDED)
    assert ledger.content(amended)["pub"]["kind"] == "added"
    cast(fresh(vote), world.owner, "yes")


def test_after_five_days_nobody_objects_any_more(world: World, clock: Hands) -> None:
    vote = posted(world, drafted(world, example_one(world)[0]))
    assert vote.objections_until is not None
    clock.set(civic_clock.end_of_day(vote.objections_until) - HOUR)
    with transaction():
        actions.object_to_roll(world.resident, fresh(vote), text="面积不对。")
    clock.move(2 * HOUR)
    refused(
        Why.OBJECTIONS_OVER, actions.object_to_roll, world.neighbour, fresh(vote), text="太晚了。"
    )


def test_the_days_to_object_end_on_no_rest_day(world: World) -> None:
    vote = posted(world, drafted(world, example_one(world)[0]))
    assert vote.objections_until is not None
    # Posted on Monday 23 November: the fifth day is a Saturday.
    assert vote.objections_until.isoformat() == "2026-11-30"
    assert calendar.current().is_working_day(vote.objections_until)


def test_who_is_struck_does_not_vote_and_is_not_counted(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    voter = voter_of(vote, who["o0"])
    # o0's second part is the developer's until it is delivered.
    assert voter.area == 100_00
    with transaction():
        actions.strike_from_roll(world.clerk, voter, reason="已经卖掉")
    assert (fresh(vote).heads, fresh(vote).area) == (13, 1900_00)
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    with transaction():
        actions.open_(world.clerk, fresh(vote))
    with pytest.raises(NotAllowed):
        actions.cast(who["o0"], coming(who["o0"], again(voter)), [["yes"]])
    session().rollback()


def test_children_and_strangers_are_on_no_roll_of_residents(world: World, clock: Hands) -> None:
    with transaction():
        child = live(person("小朋友", "child"), world.here.building, "101")
        child.born_on = date(2010, 1, 1)
        grown = live(person("刚成年", "grown"), world.here.building, "101")
        grown.born_on = date(2008, 11, 23)
        almost = live(person("差一天", "almost"), world.here.building, "101")
        almost.born_on = date(2008, 11, 24)
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        secrecy=Secrecy.CLOSED_NAMED,
    )
    vote = posted(world, vote)
    stands = {
        pid
        for voter in session().query(Voter).filter_by(vote_id=vote.id)
        for pid in again(voter).person_ids
    }
    assert stands == {world.resident.id, world.neighbour.id, grown.id}


def test_a_household_has_one_voice_and_its_head_speaks(world: World, clock: Hands) -> None:
    with transaction():
        wife = live(person("王家妻", "wife101"), world.here.building, "101")
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.HOUSEHOLDS,
        secrecy=Secrecy.CLOSED_NAMED,
        online_basis="议事规则三",
    )
    vote = opened(world, vote, clock)
    assert vote.heads == 2
    voter = voter_of(vote, wife)
    assert voter.caster_id == world.resident.id
    with pytest.raises(NotAllowed):
        actions.cast(wife, coming(wife, voter), [["yes"]])
    session().rollback()
    cast(vote, world.resident, "yes")


def test_the_frozen_roll_is_one_root_and_each_voter_can_find_themselves_in_it(
    world: World, clock: Hands
) -> None:
    place, _who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    voters = [again(v) for v in session().query(Voter).order_by(Voter.number)]

    leaves = [
        voter_leaf(
            v.salt, vote=vote.id, number=v.number, kind=v.kind, area=v.area, persons=v.person_ids
        )
        for v in voters
    ]
    assert vote.roll_root == ledger.root_of(ledger.leaf_hash(leaf) for leaf in leaves)
    [frozen] = entries(vote, Fact.VOTE_ROLL_FROZEN)
    assert ledger.content(frozen)["pub"]["root"] == vote.roll_root.hex()
    assert len({v.salt for v in voters}) == len(voters)


def test_an_assembly_of_representatives_is_four_fifths_representatives_or_nothing(
    world: World, clock: Hands
) -> None:
    with transaction():
        reps = [
            appoint(person(f"代{n}表", f"rep{n}"), Role.REPRESENTATIVE, world.place)
            for n in range(3)
        ]
        appoint(person("委员甲", "member"), Role.COMMITTEE_MEMBER, world.place)

    def vote_of_all(people: list[Person]) -> Vote:
        vote = drafted(
            world,
            world.place,
            rule=Rule.REPRESENTATIVES_ASSEMBLY,
            electorate=Electorate.REPRESENTATIVES,
            secrecy=Secrecy.OPEN,
            online_basis="议事规则三",
        )
        vote = opened(world, vote, clock)
        for each in people:
            cast(vote, each, "yes")
        return counted(world, vote, clock)

    # The chair, one member, three representatives: 3 of 5 are too few.
    first = vote_of_all(reps)
    assert first.questions[0].outcome is Outcome.INVALID_COMPOSITION
    with transaction():
        reps += [
            appoint(person(f"代{n}表", f"rep{n}"), Role.REPRESENTATIVE, world.place)
            for n in range(3, 8)
        ]
    second = vote_of_all(reps)
    assert second.heads == 10
    assert second.questions[0].outcome is Outcome.PASSED


def test_what_an_assembly_was_made_up_of_stays_as_it_was_when_it_opened(
    world: World, clock: Hands
) -> None:
    """Two offices are entered when it is over, with a day before it: nothing that was published
    comes out otherwise, neither on the site nor for whoever counts again (G-9; RB-5)."""
    with transaction():
        reps = [
            appoint(person(f"代{n}表", f"rep{n}"), Role.REPRESENTATIVE, world.place)
            for n in range(9)
        ]
    vote = drafted(
        world,
        world.place,
        rule=Rule.REPRESENTATIVES_ASSEMBLY,
        electorate=Electorate.REPRESENTATIVES,
        secrecy=Secrecy.OPEN,
        online_basis="议事规则三",
    )
    vote = opened(world, vote, clock)
    assert (vote.heads, vote.representatives) == (10, 9)
    for each in reps:
        cast(vote, each, "yes")
    vote = published(world, counted(world, vote, clock))
    before = [actions.file(vote, name) for name in (FileName.TALLY, FileName.MANIFEST)]
    with transaction():
        for each in reps[:2]:
            appoint(each, Role.COMMITTEE_MEMBER, world.place)
    vote = fresh(vote)
    [found] = actions.results(vote)
    assert found.reckoned.outcome is vote.questions[0].outcome is Outcome.PASSED
    assert found.recount is not None
    assert (found.recount.given["committee"], found.recount.given["representatives"]) == (1, 9)
    assert [actions.file(vote, name) for name in (FileName.TALLY, FileName.MANIFEST)] == before


def test_raters_are_those_on_the_list_each_as_what_they_were_invited(
    world: World, clock: Hands
) -> None:
    """AP-8: a closed roll by group, never whoever comes by (国办函〔2026〕12号)."""
    more = residents(world, 9)
    with transaction():
        vote = actions.draft(
            world.clerk,
            world.place,
            rule=Rule.SATISFACTION,
            electorate=Electorate.INVITED,
            secrecy=Secrecy.SECRET,
            official_title="水务所服务满意度测评",
            unit=world.here.unit("water"),
        )
        actions.ask(
            world.clerk,
            vote,
            kind=QuestionKind.GRADES,
            text="您对水务所的服务满意吗？",
            scale=Scale.UNIT,
        )
        for each in more:
            actions.invite(world.clerk, vote, each, group=RaterGroup.RESIDENT)
        actions.invite(world.clerk, vote, world.official, group=RaterGroup.STREET)
    refused(Why.INVITED_ALREADY, actions.invite, world.clerk, vote, more[0], group=RaterGroup.PEER)
    refused(
        Why.NOT_ON_ROSTER,
        actions.invite,
        world.clerk,
        vote,
        world.there.resident,
        group=RaterGroup.PEER,
    )
    vote = posted(world, fresh(vote))
    groups = Counter(session().scalars(sa.select(Voter.group).where(Voter.vote_id == vote.id)))
    assert groups == {RaterGroup.RESIDENT: 9, RaterGroup.STREET: 1}


# -- casting ----------------------------------------------------------------------------


def test_nobody_votes_twice(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["x"], "yes")
    refused(
        Why.VOTED_ALREADY,
        actions.cast,
        who["x"],
        coming(who["x"], voter_of(vote, who["x"])),
        [["no"]],
    )
    ballot = session().scalars(ballot_of(voter_of(vote, who["x"]).id)).one()
    assert [answer.value for answer in ballot.answers] == ["yes"]


def test_nobody_votes_for_somebody_else(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    for stranger in (who["o1"], world.clerk, world.chair, world.administrator, world.supervisor):
        with pytest.raises(NotAllowed):
            actions.cast(stranger, coming(stranger, voter_of(vote, who["x"])), [["yes"]])
        session().rollback()


def test_a_ballot_is_taken_until_its_hour_and_not_a_second_later(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    refused(
        Why.NOT_OPEN_YET,
        actions.cast,
        who["x"],
        coming(who["x"], voter_of(vote, who["x"])),
        [["yes"]],
    )
    assert vote.opens_at is not None and vote.closes_at is not None
    clock.set(vote.opens_at)
    with transaction():
        actions.open_(world.clerk, vote)
    clock.set(vote.closes_at - timedelta(seconds=1))
    cast(vote, who["x"], "yes")
    clock.set(vote.closes_at)
    with pytest.raises(TooLate):
        actions.cast(who["o1"], coming(who["o1"], voter_of(vote, who["o1"])), [["yes"]])
    session().rollback()
    assert fresh(vote).stage is VoteStage.OPEN, "nobody had to close it"


def test_a_ballot_answers_each_question_with_what_is_on_the_paper(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place, questions=2), clock)
    voter = voter_of(vote, who["x"])
    for answers in ([["yes"]], [["yes"], []], [["yes"], ["maybe"]], [["yes", "no"], ["no"]]):
        with pytest.raises(Invalid):
            actions.cast(who["x"], coming(who["x"], voter), answers)
        session().rollback()
    cast(vote, who["x"], "yes", "abstain")


def test_where_no_clause_says_so_being_online_is_not_taking_part(
    world: World, clock: Hands
) -> None:
    vote = resident_vote(world, clock, basis="")
    refused(
        Why.NOT_ONLINE,
        actions.cast,
        world.resident,
        coming(world.resident, voter_of(vote, world.resident)),
        [["yes"]],
    )


def test_a_couple_that_does_not_agree_is_not_counted(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    voter = voter_of(vote, who["wife"])
    assert voter.kind is VoterKind.CO_OWNERS and voter.is_warned
    refused(
        Why.CO_OWNERS_DISAGREE, actions.cast, who["wife"], coming(who["wife"], voter), [["yes"]]
    )
    with transaction():
        actions.name_caster(who["wife"], voter, who["wife"])
        actions.name_caster(who["husband"], again(voter), who["husband"])
    refused(
        Why.CO_OWNERS_DISAGREE,
        actions.cast,
        who["wife"],
        coming(who["wife"], again(voter)),
        [["yes"]],
    )
    with transaction():
        actions.name_caster(who["husband"], again(voter), who["wife"])
    cast(vote, who["wife"], "yes")
    with pytest.raises(AlreadyDone):
        actions.name_caster(who["wife"], again(voter), who["husband"])
    session().rollback()
    assert fresh(vote).heads == 14, "they count among all, whether they agree or not"


def test_nobody_from_outside_is_named_by_co_owners(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    voter = voter_of(vote, who["wife"])
    refused(Why.NOT_ONE_OF_THEM, actions.name_caster, who["wife"], voter, who["x"])


# -- no interim results -----------------------------------------------------------------


def test_nobody_learns_how_a_vote_goes_while_it_is_open(world: World, clock: Hands) -> None:
    """Whoever asks, through whatever reads answers or counts."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    for voter in ("x", "o1", "o2"):
        cast(vote, who[voter], "yes")
    vote = fresh(vote)
    question = vote.questions[0]
    here = session()

    def nothing_is_known() -> None:
        assert here.execute(answers_of(question.id)).all() == []
        assert here.scalars(ballots_for_counting_group(vote.id)).unique().all() == []
        assert here.scalars(shown_ballots(vote.id)).unique().all() == []
        assert here.query(Count).count() == 0
        with pytest.raises(OutOfOrder):
            actions.results(vote)

    nothing_is_known()
    for somebody in (world.clerk, world.chair, world.supervisor):
        refused(Why.NOT_NEXT, actions.count, somebody, vote)
    with pytest.raises(NotAllowed):
        actions.count(world.administrator, vote)
    session().rollback()
    vote = over(vote, clock)
    nothing_is_known()
    refused(Why.NOT_NEXT, actions.count, world.clerk, vote)
    written = b"".join(entry.body for entry in session().query(Entry).all())
    assert b'"yes"' not in written


def test_the_counting_group_sees_named_ballots_once_they_are_counted(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["x"], "yes")
    vote = counted(world, vote, clock)
    assert len(session().scalars(ballots_for_counting_group(vote.id)).unique().all()) == 1
    assert may(world.supervisor, Can.SEE_BALLOTS, vote)
    assert not may(world.administrator, Can.SEE_BALLOTS, vote)
    assert not may(who["o1"], Can.SEE_BALLOTS, vote)
    assert session().scalars(shown_ballots(vote.id)).all() == []
    words = {"since": 1, "reason": "业主申请核实。"}
    with pytest.raises(NotAllowed):
        actions.read_ballots(who["o1"], vote, **words)
    session().rollback()
    with transaction():
        [found] = actions.read_ballots(world.supervisor, vote, **words)
    assert [answer.value for answer in found.answers] == ["yes"]
    [entry] = entries(vote, Fact.BALLOTS_SEEN)
    told = ledger.content(entry)
    assert told["pub"] == {"ballots": 1} and b"yes" not in entry.body


def test_no_named_ballot_is_read_before_the_count_and_a_secret_one_never(
    world: World, clock: Hands, as_: Callable[..., NeighbourClient]
) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["x"], "yes")
    words = {"since": 1, "reason": "想看看。"}
    refused(Why.BALLOTS_SHUT, actions.read_ballots, world.supervisor, vote, **words)
    vote, page = counted(world, vote, clock), f"/votes/{vote.id}/ballots/desk"
    shown = as_(world.supervisor).fill(page, page, since="1", reason="业主申请核实。").text
    assert who["x"].name in shown and "同意" in shown
    assert entries(vote, Fact.BALLOTS_SEEN)
    assert as_(who["x"]).get(page).status_code == 403


def test_in_a_vote_held_openly_each_ballot_is_seen_like_a_hand(world: World, clock: Hands) -> None:
    members = council(world)
    vote = council_vote(world, clock)
    cast(vote, members[0], "no")
    [ballot] = session().scalars(shown_ballots(vote.id)).unique().all()
    assert ballot.voter.persons[0].person.id == members[0].id
    assert [answer.value for answer in ballot.answers] == ["no"]


def test_casting_leaves_no_entry_and_closing_leaves_a_digest_nobody_can_guess(
    world: World, clock: Hands
) -> None:
    members = council(world)
    vote = council_vote(world, clock)
    before = ledger.size()
    cast(vote, members[0], "no")
    assert ledger.size() == before
    vote = over(vote, clock)
    with transaction():
        actions.close(world.clerk, vote)
    [closed] = entries(vote, Fact.VOTE_CLOSED)
    told = ledger.content(closed)
    assert told["pub"] == {"ballots": 1}
    assert fresh(vote).ballots_digest is not None
    assert fresh(vote).ballots_digest not in closed.body.decode()


def test_ballots_by_name_that_somebody_changed_past_every_act_are_not_counted_until_two_have_signed(
    world: World, clock: Hands, as_: Callable[[Person], NeighbourClient]
) -> None:
    """Whoever can write into the tables writes the digest anew as well: the record keeps its own."""
    members = council(world)
    vote = council_vote(world, clock)
    for member in members:
        cast(vote, member, "no")
    vote = over(vote, clock)
    with transaction():
        actions.close(world.clerk, vote)
    with transaction() as here:
        here.execute(sa.update(Answer).values(value="yes"))
        here.execute(sa.update(Vote).values(ballots_digest=digested(fresh(vote))[1]))
    refused(Why.BALLOTS_CHANGED, actions.reconcile, world.supervisor, fresh(vote))
    page = as_(world.supervisor).get(f"/votes/{vote.id}/figures").text
    assert "有人绕过本站改了数据库" in page and f"/votes/{vote.id}/gap" in page
    with transaction():
        actions.explain_gap(world.clerk, fresh(vote), text="有人改了数据库，没有备份。")
    refused(Why.BALLOTS_CHANGED, actions.reconcile, world.supervisor, fresh(vote))
    with transaction():
        sign_gap(world.supervisor, fresh(vote))
        actions.reconcile(world.supervisor, fresh(vote))
    assert fresh(vote).stage is VoteStage.RECONCILED


# -- the council ------------------------------------------------------------------------


def test_a_council_decides_by_more_than_half_of_those_who_came(world: World, clock: Hands) -> None:
    members = council(world)
    vote = council_vote(world, clock)
    for member, answer in zip(members, ("yes", "yes", "yes", "no"), strict=False):
        cast(vote, member, answer)
    assert counted(world, vote, clock).questions[0].outcome is Outcome.PASSED


def test_whoever_chooses_among_several_stands_behind_each(world: World, clock: Hands) -> None:
    members = council(world)
    with transaction():
        vote = actions.draft(
            world.clerk,
            world.place,
            rule=Rule.COUNCIL_ORDINARY,
            electorate=Electorate.COUNCIL,
            secrecy=Secrecy.CLOSED_NAMED,
            official_title="微更新项目",
        )
        actions.ask(
            world.clerk,
            vote,
            kind=QuestionKind.SEVERAL_OF,
            text="先做哪两项？",
            options=["凉亭", "车棚", "路灯"],
            most=2,
        )
    vote = opened(world, fresh(vote), clock)
    for member, answer in zip(members, ("1,3", "1,3", "1", "2", "abstain"), strict=True):
        cast(vote, member, answer)
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {
        "1": 3,
        "2": 1,
        "3": 2,
        "abstain": 1,
    }
    assert [option.outcome for option in vote.questions[0].options] == [
        Outcome.PASSED,
        Outcome.REJECTED,
        Outcome.REJECTED,
    ]


# -- extension and the clock --------------------------------------------------------------


def test_a_vote_is_extended_once_before_closing_and_only_for_want_of_turnout(
    world: World, clock: Hands
) -> None:
    place, _who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    assert vote.closes_at is not None
    later = vote.closes_at + timedelta(days=5)
    refused(Why.NOT_LATER, actions.extend, world.clerk, vote, until=vote.closes_at, reason="人少")
    refused(
        Why.WINDOW_TOO_LONG,
        actions.extend,
        world.clerk,
        vote,
        until=vote.closes_at + timedelta(days=60),
        reason="人少",
    )
    with transaction():
        actions.extend(world.clerk, vote, until=later, reason="参与不足三分之二")
    assert fresh(vote).closes_at == later
    refused(
        Why.EXTENDED_ALREADY,
        actions.extend,
        world.clerk,
        vote,
        until=later + timedelta(days=1),
        reason="还是人少",
    )
    clock.set(later)
    with pytest.raises(TooLate):
        actions.extend(world.clerk, fresh(vote), until=later + timedelta(days=1), reason="晚了")


def test_enough_took_part_and_nobody_extends(world: World, clock: Hands) -> None:
    members = council(world)
    vote = council_vote(world, clock)
    for member in members[:4]:
        cast(vote, member, "yes")
    assert vote.closes_at is not None
    refused(
        Why.TURNOUT_SUFFICES,
        actions.extend,
        world.clerk,
        vote,
        until=vote.closes_at + timedelta(days=1),
        reason="想再等等",
    )


def test_the_clock_opens_and_closes_where_nobody_does(world: World, clock: Hands) -> None:
    vote = posted(world, drafted(world, example_one(world)[0]))
    assert vote.opens_at is not None and vote.closes_at is not None
    clock.set(vote.opens_at - HOUR)
    assert actions.fall_due() == []
    clock.set(vote.opens_at)
    assert [v.id for v in actions.fall_due()] == [vote.id]
    assert fresh(vote).stage is VoteStage.OPEN
    clock.set(vote.closes_at)
    actions.fall_due()
    vote = fresh(vote)
    assert vote.stage is VoteStage.CLOSED and vote.closed_at == vote.closes_at


def test_the_worker_asks_the_clock(world: World, clock: Hands) -> None:
    vote = posted(world, drafted(world, example_one(world)[0]))
    assert vote.opens_at is not None and vote.closes_at is not None
    for moment, stage in (
        (vote.opens_at, VoteStage.OPEN),
        (vote.closes_at, VoteStage.CLOSED),
    ):
        clock.set(moment)
        notices.tick()
        assert fresh(vote).stage is stage


def test_a_roll_that_is_not_settled_is_not_opened_by_the_clock(world: World, clock: Hands) -> None:
    vote = posted(world, drafted(world, example_one(world)[0]))
    with transaction():
        actions.object_to_roll(world.resident, vote, text="少了一户。")
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    assert actions.fall_due() == []
    assert fresh(vote).stage is VoteStage.POSTED


# -- the result in public -----------------------------------------------------------------


def published(world: World, vote: Vote) -> Vote:
    with transaction():
        actions.publish(
            world.clerk,
            vote,
            title="业主共同决定：选聘物业",
            text="参与表决十四人。结果见附表。",
            is_redacted=True,
            figures=result_text,
        )
    return fresh(vote)


def test_the_result_stands_in_the_register_for_thirty_days(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["x"], "yes")
    vote = published(world, counted(world, vote, clock))
    assert vote.entry is not None
    assert vote.entry.kind is Kind.OWNERS_DECISION
    assert vote.entry.shown_until.due_on == civic_clock.today() + timedelta(days=30)
    assert vote.shows_result


def test_nothing_is_published_before_somebody_looked_for_names(world: World, clock: Hands) -> None:
    council(world)
    vote = counted(world, council_vote(world, clock), clock)
    refused(
        Why.NOT_REDACTED,
        actions.publish,
        world.clerk,
        vote,
        title="议事会决定",
        text="结果如下。",
        is_redacted=False,
        figures=result_text,
    )


def test_an_owner_challenges_within_thirty_days_and_is_answered(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["x"], "yes")
    vote = published(world, counted(world, vote, clock))
    with pytest.raises(NotAllowed):
        actions.challenge(world.resident, voter_of(vote, who["x"]), text="我不是业主。")
    session().rollback()
    with transaction():
        challenge = actions.challenge(who["o1"], voter_of(vote, who["o1"]), text="请核对面积。")
        actions.challenge(who["o2"], voter_of(vote, who["o2"]), text="请核对人数。")
    assert fresh(vote).stage is VoteStage.CHALLENGED
    refused(Why.CHALLENGES_OPEN, actions.finish, world.clerk, fresh(vote))
    with transaction():
        actions.verify(world.supervisor, challenge, answer="已核对，无误。")
    assert fresh(vote).stage is VoteStage.CHALLENGED, "the other one still waits"
    refused(Why.CHALLENGE_ANSWERED, actions.verify, world.clerk, challenge, answer="再答一次")
    with transaction():
        other = session().scalars(challenges(vote.id)).all()[1]
        actions.verify(world.supervisor, other, answer="人数无误。")
    vote = fresh(vote)
    assert vote.stage is VoteStage.VERIFIED
    refused(Why.NOT_FINAL_YET, actions.finish, world.clerk, vote)
    assert vote.challenges_until is not None
    clock.set(civic_clock.end_of_day(vote.challenges_until))
    assert vote.is_final, "by the clock"
    refused(
        Why.CHALLENGE_TOO_LATE,
        actions.challenge,
        who["o3"],
        voter_of(vote, who["o3"]),
        text="晚了。",
    )
    with transaction():
        actions.finish(world.clerk, fresh(vote))
    assert fresh(vote).stage is VoteStage.FINAL


def test_what_is_kept_about_a_voter_is_theirs_to_have(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["x"], "yes")
    found = {
        name: session().execute(rows(who["x"].id)).mappings().all()
        for name, rows in OWN_DATA.items()
    }
    assert [row["value"] for row in found["ballots"]] == ["yes"]
    assert found["places_on_rolls"][0]["area"] == 300_00


def test_somebodys_own_heads_are_found_first(world: World, clock: Hands) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    found = session().scalars(voters_for(who["x"].id, vote_id=vote.id)).unique().all()
    assert [voter.area for voter in found] == [300_00]
    assert numbered_(vote, found[0].number).id == found[0].id
