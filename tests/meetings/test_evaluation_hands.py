"""Who may touch an evaluation (评议会), and who may not: whoever is rated keeps their hands off it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.home.models import tasks, waiting
from civic.home.rules import Wait
from civic.ledger import Entry, Fact
from civic.matters.models import Matter
from civic.meetings import actions
from civic.meetings.actions import Measure, Party, Poll
from civic.meetings.models import OWN_DATA, Evaluated, Meeting, plans_awaited, reports_awaited
from civic.meetings.rules import PaperKind, RecheckFinding
from civic.meetings.rules import Why as Why_
from civic.notices import actions as notices
from civic.notices.models import Message, Notification
from civic.notices.rules import Event
from civic.notices.wording import sentence
from civic.people.models import Appointment, Person, Unit
from civic.policy import Can, Role
from civic.policy import Why as PolicyWhy
from civic.register import actions as register
from civic.register.models import (
    Commitment,
    RegisterEntry,
    commitment,
    concerned,
    concerned_by,
    shown,
)
from civic.register.rules import CommitmentState
from civic.register.rules import Why as RegisterWhy
from civic.sittings import actions as sittings
from civic.sittings.rules import AttendanceMode
from civic.sittings.rules import Why as SittingWhy
from civic.voting import actions as voting
from civic.voting.models import PaperBundle, RollObjection, Vote
from civic.voting.models import bundle as bundle_
from civic.voting.rules import Channel, Electorate, Line, RaterGroup, Secrecy, VoteStage, Why
from civic.wording import POWER
from tests.meetings import evaluation
from tests.meetings.hearing import in_days
from tests.meetings.test_evaluation_acts import refused
from tests.neighbour import NeighbourClient, forms, words
from tests.register.story import photo
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.ballot import numbered_, upload, voter_of
from tests.voting.secrecy import HOLDERS, ceremony, certified, supervisors
from tests.world import World, appoint, live, person

pytestmark = pytest.mark.sqlite_first

As = Callable[[Any], NeighbourClient]


def supervisory(world: World) -> Unit:
    (ident,) = world.supervisor.unit_ids
    return session().get_one(Unit, ident)


# -- EV-4: what it came to ------------------------------------------------------------------


def test_the_register_keeps_whom_a_result_concerns(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)
    assert meeting.entry_id is not None
    concerned = session().scalars(concerned_by(meeting.entry_id)).all()
    assert concerned == [world.here.unit("greening").id]


# -- the vote: its roll, its papers, its urn, its words --------------------------------------


def keeps_off(*acts: Callable[[], object]) -> None:
    for act in acts:
        refused(Why.RATES_YOU, act, NotAllowed)
        session().rollback()


def tied(vote: Vote, by: Person, size: int) -> PaperBundle:
    with transaction():
        return voting.bundle(by, fresh_vote(vote), size=size)


def again(bundle: PaperBundle) -> PaperBundle:
    found = bundle_(bundle.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


PAPER = [Line(1, (("competent",),))]


def test_whoever_serves_with_the_rated_has_no_hand_in_their_vote(
    world: World, clock: Hands
) -> None:
    """The clerk is not rated, but is of the committee whose chair is (EV-4)."""
    who = evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    [vote] = evaluation.votes(meeting)
    clerk = world.clerk
    keeps_off(
        lambda: voting.strike_from_roll(clerk, voter_of(fresh_vote(vote), who[0]), reason="搬了"),
        lambda: voting.add_to_roll(
            clerk, fresh_vote(vote), persons=[world.neighbour], reason="漏了"
        ),
        lambda: voting.enter_caster(
            clerk, voter_of(fresh_vote(vote), who[0]), who[0], upload=upload()
        ),
        lambda: voting.lay_urn(clerk, fresh_vote(vote), key="", holders=HOLDERS),
        lambda: voting.rehearse_urn(clerk, fresh_vote(vote), answered={}),
    )
    evaluation.opened(world, meeting)
    head = voter_of(fresh_vote(vote), who[0])
    keeps_off(lambda: voting.hand_out(clerk, head, channel=Channel.PAPER_SITE))
    with transaction():
        voting.hand_out(
            world.supervisor, voter_of(fresh_vote(vote), who[0]), channel=Channel.PAPER_SITE
        )
    closes_at = fresh_vote(vote).closes_at
    assert closes_at is not None
    clock.set(closes_at)
    keeps_off(lambda: voting.bundle(clerk, fresh_vote(vote), size=1))
    bundle = tied(vote, world.supervisor, 1)
    keeps_off(
        lambda: voting.enter_paper(clerk, again(bundle), PAPER, shown="1/first"),
        lambda: voting.unbundle(clerk, again(bundle)),
        lambda: voting.read_anew(clerk, again(bundle), shown="1/third"),
        lambda: voting.explain_gap(clerk, fresh_vote(vote), text="少了一张"),
        lambda: voting.reconcile(clerk, fresh_vote(vote)),
        lambda: voting.hand_in_certificate(clerk, fresh_vote(vote), certificate=b""),
        lambda: voting.count(clerk, fresh_vote(vote)),
        lambda: voting.sift_comments(clerk, fresh_vote(vote), {}, {}),
    )


def test_whoever_leaves_the_rated_unit_after_the_notice_has_no_hand_in_it_from_another_seat(
    world: World, as_: As, clock: Hands
) -> None:
    """Else a transfer would make the rated the supervisor of their own rating."""
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    supervisors(world)
    clock.move(timedelta(days=2))
    mine, (vote,) = world.official, evaluation.votes(meeting)
    moved(mine, to=world.supervisor)
    keeps_off(
        lambda: voting.lay_urn(mine, fresh_vote(vote), key="", holders=HOLDERS),
        lambda: voting.give_up_urn(mine, fresh_vote(vote), reason="打不开了。"),
    )
    refused(
        SittingWhy.CHAIR_IS_PARTY,
        lambda: actions.name_chair(
            world.supervisor, evaluation.fresh(meeting), chair=mine, reason="主持人病了。"
        ),
    )
    desk = f"/votes/{vote.id}/desk"
    assert [asked(as_(who), desk) for who in (world.supervisor, mine)] == [200, 403]
    page = f"/meetings/{meeting.id}"
    for act in (f"{page}/postponement", f"{page}/chair", desk):
        assert act in as_(world.supervisor).get(page).text
        assert act not in as_(mine).get(page).text
    evaluation.opened(world, meeting, goes_without=True)
    closes_at = fresh_vote(vote).closes_at
    assert closes_at is not None
    clock.set(closes_at)
    assert Wait.COUNT_VOTE in kinds(world.supervisor) and Wait.COUNT_VOTE not in kinds(mine)
    keeps_off(lambda: voting.reconcile(mine, fresh_vote(vote)))


def test_nor_does_a_second_notice_let_them_in_who_left_after_the_first(
    world: World, clock: Hands
) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    supervisors(world)
    with transaction():
        actions.postpone(world.supervisor, evaluation.fresh(meeting), reason="会场停电。")
    clock.move(timedelta(days=2))
    mine = world.official
    moved(mine, to=world.supervisor)
    assert Wait.NOTIFY_EVALUATION in kinds(world.supervisor)
    assert Wait.NOTIFY_EVALUATION not in kinds(mine)
    clock.move(timedelta(days=2))
    evaluation.noticed(world, meeting, starts_at=in_days(20))
    (vote,) = evaluation.votes(meeting)
    keeps_off(lambda: voting.lay_urn(mine, fresh_vote(vote), key="", holders=HOLDERS))
    clock.set(in_days(10))
    assert Wait.SET_UP_URN in kinds(world.supervisor) and Wait.SET_UP_URN not in kinds(mine)


def test_where_the_committee_is_rated_the_supervisors_hand_out_and_read_its_papers(
    world: World, clock: Hands
) -> None:
    who = evaluation.assembly(world)
    one, two = supervisors(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    (secret,) = evaluation.opened(world, meeting)
    evaluation.closed(world, meeting)
    with transaction():
        voting.hand_out(one, voter_of(fresh_vote(secret.vote), who[0]), channel=Channel.PAPER_SITE)
    for each in who[1:]:
        evaluation.cast(secret.vote, each, "competent")
    closes_at = fresh_vote(secret.vote).closes_at
    assert closes_at is not None
    clock.set(closes_at)
    bundle = tied(secret.vote, one, 1)
    for reader in (one, two):
        with transaction():
            bundle = again(bundle)
            voting.enter_paper(reader, bundle, PAPER, shown=bundle.step)
    with transaction():
        voting.reconcile(one, fresh_vote(secret.vote))
    certified(world, secret, ceremony(secret))
    with transaction():
        voting.count(one, fresh_vote(secret.vote))
    vote = fresh_vote(secret.vote)
    assert (vote.stage, vote.took_part_heads) == (VoteStage.COUNTED, len(who))


def test_its_desk_is_the_supervisors_and_offered_to_nobody_who_is_rated(
    world: World, as_: As, clock: Hands
) -> None:
    who = evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    evaluation.opened(world, meeting)
    [vote] = evaluation.votes(meeting)
    number = voter_of(fresh_vote(vote), who[0]).number
    page, desk = f"/meetings/{meeting.id}", f"/votes/{vote.id}"
    supervisor = as_(world.supervisor)
    for rated in (world.clerk, world.chair):
        client = as_(rated)
        assert "票箱和计票" not in client.get(page).text
        assert "主持评议投票" not in client.get(desk).text
        for path in ("desk", "heads", f"heads/{number}", "bundles", "objections/desk", "urn"):
            answer = client.get(f"{desk}/{path}")
            assert answer.status_code == 403, path
            assert "这次评的就是您或者您的单位" in answer.text, path
        assert client.get(f"{page}/result").status_code == 403, "their figures before everybody"
        assert Wait.SET_UP_URN not in kinds(rated)
    assert "票箱和计票" in supervisor.get(page).text
    assert "主持评议投票" in supervisor.get(desk).text
    assert "正在投票" in supervisor.get(desk).text
    at_the_desk = words(supervisor.get(f"{desk}/desk"))
    assert "发纸票、收纸票" in at_the_desk and "评议人名册" in at_the_desk
    for path in ("desk", "heads", f"heads/{number}"):
        read = words(supervisor.get(f"{desk}/{path}"))
        assert not {x for x in ("表决人名册", "主持表决", "正在表决", "表决事项") if x in read}, (
            path
        )
    assert "发出一张" in supervisor.get(f"{desk}/heads/{number}").text
    closes_at = fresh_vote(vote).closes_at
    assert closes_at is not None
    clock.set(closes_at)
    assert Wait.COUNT_VOTE in kinds(world.supervisor)
    assert Wait.COUNT_VOTE not in kinds(world.clerk)


def kinds(person: Person) -> set[Wait]:
    """What waits for somebody."""
    return {task.kind for task in tasks(session().execute(waiting(person)))}


# -- where the supervisors are rated themselves ----------------------------------------------


def test_where_the_supervisors_are_rated_the_committee_decides_in_their_stead(
    world: World, as_: As
) -> None:
    """Else one objection would keep their own evaluation from being held."""
    parties = [Party(supervisory(world))]
    meeting = evaluation.convened(world, parties=parties, chair=world.party_branch)
    evaluation.with_raters(world, meeting)
    [vote] = evaluation.votes(evaluation.noticed(world, meeting, by=world.clerk))
    with transaction():
        objection = voting.object_to_roll(world.neighbour, fresh_vote(vote), text="少了我家。")
    assert Wait.ROLL_OBJECTION in kinds(world.clerk)
    assert Wait.ROLL_OBJECTION not in kinds(world.supervisor)

    def decide(by: Person) -> None:
        found = session().get_one(type(objection), objection.id)
        session().refresh(found, ("vote",))
        voting.decide_objection(by, found, is_upheld=False, reason="没有少。")

    refused(PolicyWhy.NOT_ALLOWED, lambda: decide(world.supervisor), NotAllowed)
    session().rollback()
    assert "裁定" in as_(world.clerk).get(f"/votes/{vote.id}/objections/desk").text
    with transaction():
        decide(world.clerk)
    session().expire_all()
    assert session().get_one(type(objection), objection.id).is_decided


def test_elsewhere_the_committee_decides_no_objection(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    [vote] = evaluation.votes(evaluation.noticed(world, meeting))
    with transaction():
        objection = voting.object_to_roll(world.neighbour, fresh_vote(vote), text="少了我家。")
    refused(
        PolicyWhy.NOT_ALLOWED,
        lambda: voting.decide_objection(world.clerk, objection, is_upheld=False, reason="没有。"),
        NotAllowed,
    )
    assert Wait.ROLL_OBJECTION not in kinds(world.clerk)


@pytest.mark.parametrize("who", ["clerk", "chair"])
def test_what_rates_others_is_in_their_hands_as_ever(world: World, who: str) -> None:
    [vote] = evaluation.votes(of_greening(world))
    with transaction():
        voting.add_to_roll(
            getattr(world, who), fresh_vote(vote), persons=[world.owner], reason="漏了"
        )
    assert fresh_vote(vote).heads == 13


def test_only_where_the_committee_is_rated_do_the_supervisors_stand_in_for_it(
    world: World, as_: As
) -> None:
    supervisor = world.supervisor
    [others] = evaluation.votes(of_greening(world))
    refused(
        PolicyWhy.NOT_ALLOWED,
        lambda: voting.add_to_roll(
            supervisor, fresh_vote(others), persons=[world.owner], reason="漏了"
        ),
        NotAllowed,
    )
    session().rollback()
    assert as_(supervisor).get(f"/votes/{others.id}/additions/new").status_code == 403
    evaluation.assembly(world)
    [own] = evaluation.votes(evaluation.noticed(world, evaluation.of_the_chair(world)))
    with transaction():
        objection = voting.object_to_roll(world.neighbour, fresh_vote(own), text="少了我。").id
        found = session().get_one(RollObjection, objection)
        voting.decide_objection(supervisor, found, is_upheld=True, reason="看过了。")
    session().expire_all()
    assert Wait.AMEND_ROLL in kinds(supervisor)
    assert Wait.AMEND_ROLL not in kinds(world.clerk)
    client, desk = as_(supervisor), f"/votes/{own.id}"
    assert "照改名册" in client.get(f"{desk}/desk").text
    assert "增补名册" in client.get(f"{desk}/objections/desk").text
    assert client.get(f"{desk}/additions/new").status_code == 200
    number = fresh_vote(own).heads
    with transaction():
        found = session().get_one(RollObjection, objection)
        voting.strike_from_roll(
            supervisor, numbered_(own, number), reason="照异议。", objection=found
        )
        voting.carry_out(supervisor, found)
    session().expire_all()
    assert Wait.AMEND_ROLL not in kinds(supervisor)


def test_who_goes_from_door_to_door_with_papers_does_so_there_too(world: World) -> None:
    who = evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    evaluation.opened(world, meeting)
    [vote] = evaluation.votes(meeting)
    with transaction():
        walker = appoint(person("走网格", "walker"), Role.GRID_WORKER, world.place)
        voting.hand_out(walker, voter_of(fresh_vote(vote), who[0]), channel=Channel.PAPER_SITE)


def of_greening(world: World) -> Meeting:
    """A department is rated, and nobody of here."""
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    return evaluation.noticed(world, meeting)


# -- EV-2, EV-3: whose words they are ----------------------------------------------------------


def report(by: Person, party: Evaluated) -> None:
    actions.hand_in_report(by, party, text=evaluation.REPORT, is_redacted=True)


def test_nobody_reports_for_a_colleague(world: World, as_: As) -> None:
    """Neither the chair for the clerk nor the clerk for the chair: each reports of their own work."""
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_committee(world))
    chair, clerk = evaluation.parties(meeting)
    for who, party in ((world.clerk, chair), (world.chair, clerk)):
        refused(Why_.OWN_WORDS, lambda who=who, party=party: report(who, party), NotAllowed)  # type: ignore[misc]
    page = f"/meetings/{meeting.id}/rated"
    for who, party in ((world.clerk, chair), (world.chair, clerk)):
        assert as_(who).get(f"{page}/{party.id}/report").status_code == 403
    own = as_(world.chair)
    assert own.get(f"{page}/{chair.id}/report").status_code == 200
    offered = own.get(f"/meetings/{meeting.id}").text
    assert f"{page}/{chair.id}/report" in offered
    assert f"{page}/{clerk.id}/report" not in offered
    awaited = reports_awaited(world.clerk.id, world.clerk.unit_ids)
    assert session().scalars(awaited).all() == [clerk]


def published(world: World, hands: Hands, meeting: Meeting) -> list[Evaluated]:
    """Everybody was rated, and the result is public."""
    who = evaluation.assembly(world)
    grades = [["competent", "basic"]] * 6 + [["basic", "competent"]]
    evaluation.rated_by(world, meeting, hands, who, *grades)
    evaluation.publish(world, meeting)
    return evaluation.parties(meeting)


def plan(by: Person, party: Evaluated) -> None:
    actions.file_plan(
        by,
        party,
        text="针对大家的意见，一件一件改。",
        signed_by="张主任",
        contact="居委会办公室",
        measures=[Measure("答应的事当天登记", in_days(30).date())],
        is_redacted=True,
    )


def test_the_plan_of_a_member_comes_from_nobody_but_them(
    world: World, as_: As, clock: Hands
) -> None:
    """Neither the clerk nor the chair of the committee, who are rated beside each other."""
    meeting = evaluation.of_the_committee(world)
    chair, clerk = published(world, clock, meeting)
    at = f"/meetings/{meeting.id}"
    typed = {
        "text": "替同事写的：针对大家的意见，一件一件改。",
        "signed_by": "张主任",
        "contact": "居委会",
        "what_1": "每周走访十户居民",
        "due_1": f"{in_days(40):%Y-%m-%d}",
        "is_redacted": "y",
    }
    for who, own, other in ((world.clerk, clerk, chair), (world.chair, chair, clerk)):
        refused(Why_.OWN_WORDS, lambda who=who, other=other: plan(who, other), NotAllowed)  # type: ignore[misc]
        refused(Why_.OWN_WORDS, lambda who=who, other=other: state(who, other), NotAllowed)  # type: ignore[misc]
        client = as_(who)
        offered = client.get(at).text
        for paper in ("plan", "statement"):
            path = f"{at}/rated/{other.id}/{paper}"
            assert client.get(path).status_code == 403
            assert client.send(path, **typed).status_code == 403
            assert path not in offered
            assert f"{at}/rated/{own.id}/{paper}" in offered
        awaited = session().scalars(plans_awaited(who.id, who.unit_ids))
        assert [each.id for each in awaited] == [own.id]
    assert not any(each.paper(PaperKind.PLAN) for each in evaluation.parties(meeting))


def state(by: Person, party: Evaluated) -> None:
    actions.state_on_evaluation(by, party, text="他想说的是……", is_redacted=True)


def kinds_of(who: Person) -> set[tuple[Wait, str]]:
    return {(task.kind, task.title) for task in tasks(session().execute(waiting(who)))}


def test_how_far_a_members_measure_is_they_say_themselves(
    world: World, as_: As, clock: Hands
) -> None:
    """Their colleague, the chair, hears of it no more than others, and says nothing of it; on paper
    the supervisors, who are not rated, enter it."""
    meeting = evaluation.of_the_committee(world)
    _chair, clerk = published(world, clock, meeting)
    with transaction():
        plan(world.clerk, clerk)
    own = evaluation.parties(meeting)[1].paper(PaperKind.PLAN)
    assert own is not None
    ident = own.measures[0].id
    path, found = f"/register/commitments/{ident}", lambda: load_measure(ident)
    refused(RegisterWhy.ANOTHERS_WORD, lambda: register.begin(world.chair, found()), NotAllowed)
    told = {"report": "都登记了。", "uploads": [photo()]}
    refused(
        RegisterWhy.ANOTHERS_WORD, lambda: register.report(world.chair, found(), **told), NotAllowed
    )
    session().rollback()
    chair = as_(world.chair)
    assert "报告办结" not in chair.get(path).text
    for step in ("beginning", "report"):
        assert chair.send(f"{path}/{step}", report="都登记了。").status_code == 403
    assert "报告办结" in as_(world.clerk).get(path).text
    assert (Wait.KEEP, "答应的事当天登记") in kinds_of(world.clerk)
    assert (Wait.KEEP, "答应的事当天登记") not in kinds_of(world.chair)
    with transaction():
        entered_plan(world.supervisor, evaluation.parties(meeting)[0])
    [made] = [words for event, words in heard(world.chair) if event is Event.COMMITMENT_MADE]
    assert "您的整改方案里的一条登记了" in made and "您的单位" not in made
    assert Event.COMMITMENT_MADE not in [event for event, _words in heard(world.clerk)]
    with transaction():
        register.begin(world.clerk, found())
    with transaction():
        register.report(world.supervisor, found(), **told)
    assert found().is_reported


def moved(who: Person, *, to: Person | None = None) -> None:
    """Out of every office; into that of somebody else."""
    with transaction():
        for each in session().scalars(select(Appointment).where(Appointment.person_id == who.id)):
            each.ends_on = civic_clock.today() - timedelta(days=1)
        if to is not None:
            held = (
                session()
                .scalars(
                    select(Appointment).where(
                        Appointment.person_id == to.id, Appointment.unit_id.is_not(None)
                    )
                )
                .one()
            )
            session().add(
                Appointment(
                    person_id=who.id,
                    role=held.role,
                    place_id=held.place_id,
                    unit_id=held.unit_id,
                    starts_on=civic_clock.today(),
                )
            )
    who.forget()


def own_measure(world: World, hands: Hands) -> tuple[Meeting, int]:
    """What the clerk, rated in an office, promised in a plan."""
    meeting = evaluation.of_the_committee(world)
    _chair, clerk = published(world, hands, meeting)
    with transaction():
        plan(world.clerk, clerk)
    own = evaluation.parties(meeting)[1].paper(PaperKind.PLAN)
    assert own is not None
    return meeting, own.measures[0].id


def test_whoever_has_left_the_office_still_says_how_far_their_own_measure_is(
    world: World, as_: As, clock: Hands
) -> None:
    """And others who are not rated have it on their desk too, lest it be on nobody's."""
    _meeting, ident = own_measure(world, clock)
    keep = (Wait.KEEP, "答应的事当天登记")
    assert keep not in kinds_of(world.supervisor)
    moved(world.clerk)
    assert keep in kinds_of(world.clerk) and keep in kinds_of(world.supervisor)
    assert keep not in kinds_of(world.chair) and keep not in kinds_of(world.official)
    path = f"/register/commitments/{ident}"
    assert "报告办结" in as_(world.clerk).get(path).text
    assert "报告办结" in as_(world.supervisor).get(path).text
    told = {"report": "都登记了。", "uploads": [photo()]}
    with transaction():
        register.report(world.clerk, load_measure(ident), **told)
    with transaction():
        other = appoint(person("另一监督", "supervisor_2"), Role.SUPERVISOR, world.place)
        register.send_back(world.supervisor, load_measure(ident), reason="还差两件。")
    for who in (world.clerk, other):
        assert Event.COMMITMENT_RETURNED in [event for event, _words in heard(who)]
    assert Event.COMMITMENT_RETURNED not in [event for event, _words in heard(world.chair)]


def test_nobody_checks_their_own_measure_from_another_office(
    world: World, as_: As, clock: Hands
) -> None:
    """Nor corrects how they were rated, nor takes it down, nor says for others how far they are."""
    meeting, ident = own_measure(world, clock)
    moved(world.clerk, to=world.supervisor)
    mine, found = world.clerk, lambda: load_measure(ident)
    why = RegisterWhy.CONCERNS_YOU
    refused(why, lambda: register.park(mine, found(), reason="没有时间"), NotAllowed)
    assert "现在办不了" not in as_(mine).get(f"/register/commitments/{ident}").text
    with transaction():
        register.report(world.supervisor, found(), report="都登记了。", uploads=[photo()])
    refused(why, lambda: register.settle(mine, found()), NotAllowed)
    refused(why, lambda: register.send_back(mine, found(), reason="再看看"), NotAllowed)
    assert (Wait.STRIKE_OFF, "答应的事当天登记") not in kinds_of(mine)

    refused(why, lambda: register.correct(mine, entry_of(meeting), **NEW), NotAllowed)
    with transaction():
        again = register.correct(world.supervisor, entry_of(meeting), **NEW)
    refused(why, lambda: register.take_down(mine, again, reason="不好看"), NotAllowed)


def entry_of(meeting: Meeting) -> RegisterEntry:
    """The words that tell what it came to."""
    wanted = shown(evaluation.fresh(meeting).entry_id or 0)
    return session().scalars(wanted.execution_options(populate_existing=True)).unique().one()


def test_who_was_to_be_rated_where_it_was_called_off_looks_at_what_the_next_one_came_to(
    world: World, clock: Hands
) -> None:
    """On the same matter, of others: what somebody may do there, their desk says."""
    evaluation.assembly(world)
    off = evaluation.of_the_chair(world)
    with transaction():
        actions.cancel(world.supervisor, evaluation.fresh(off), reason="先评绿化。")
    matter = session().get_one(Matter, off.matter_id)
    meeting = evaluation.of_a_department(world, clock, satisfied=3, matter=matter)
    evaluation.planned(world, meeting)
    plan_ = evaluation.paper(meeting, PaperKind.PLAN)
    assert plan_ is not None
    measure = plan_.measures[0].id
    with transaction():
        told: dict[str, Any] = {"report": "剪好了。", "uploads": [photo()]}
        register.report(world.official, load_measure(measure), **told)
    assert Wait.STRIKE_OFF in kinds(world.chair)
    with transaction():
        register.settle(world.chair, load_measure(measure))
    assert load_measure(measure).is_kept


NEW: dict[str, Any] = {
    "text": "满意八成，更正后。",
    "reason": "抄错了一个数",
    "is_redacted": True,
}


def test_nobody_judges_the_unit_that_they_left_from_another_seat(
    world: World, as_: As, clock: Hands
) -> None:
    """Neither what it promised, nor its re-check, nor the words that tell how it was rated."""
    meeting = evaluation.of_a_department(world, clock, satisfied=3)
    evaluation.planned(world, meeting)
    written = evaluation.paper(meeting, PaperKind.PLAN)
    assert written is not None
    ident, mine = written.measures[0].id, world.official
    moved(mine, to=world.supervisor)
    why, found = RegisterWhy.CONCERNS_YOU, lambda: load_measure(ident)
    refused(why, lambda: register.park(mine, found(), reason="没有时间"), NotAllowed)
    told = {"report": "剪好了。", "uploads": [photo()]}
    refused(RegisterWhy.ANOTHERS_WORD, lambda: register.report(mine, found(), **told), NotAllowed)
    assert Wait.KEEP in kinds(world.clerk), "nobody of the unit is left to report it"
    assert Wait.KEEP not in kinds(mine)
    with transaction():
        register.report(world.clerk, found(), **told)
    refused(why, lambda: register.settle(mine, found()), NotAllowed)
    refused(why, lambda: register.send_back(mine, found(), reason="再看看"), NotAllowed)
    path = f"/register/commitments/{ident}"
    assert "已经办好，销号" not in as_(mine).get(path).text
    assert "已经办好，销号" in as_(world.supervisor).get(path).text
    assert Wait.STRIKE_OFF in kinds(world.supervisor) and Wait.STRIKE_OFF not in kinds(mine)
    refused(why, lambda: register.correct(mine, entry_of(meeting), **NEW), NotAllowed)
    with transaction():
        again = register.correct(world.supervisor, entry_of(meeting), **NEW)
    refused(why, lambda: register.take_down(mine, again, reason="不好看"), NotAllowed)
    assert Wait.STRIKE_OFF not in kinds(mine), "whoever reads the words that hold now"
    result = evaluation.parties(meeting)[0].result
    assert result is not None and result.recheck_due is not None
    clock.set(result.recheck_due.ends_at)
    (party,) = evaluation.parties(meeting)
    facts = {"finding": RecheckFinding.MENDED, "text": "都改好了，看过。", "is_redacted": True}
    refused(
        Why_.RATED_THEMSELVES,
        lambda: actions.recheck_evaluation(mine, party, **facts),  # type: ignore[arg-type]
        NotAllowed,
    )
    at = f"/meetings/{meeting.id}/rated/{party.id}/recheck"
    assert Wait.RECHECK in kinds(world.supervisor) and Wait.RECHECK not in kinds(mine)
    assert at in as_(world.supervisor).get(f"/meetings/{meeting.id}").text
    assert at not in as_(mine).get(f"/meetings/{meeting.id}").text
    assert [asked(as_(who), at) for who in (world.supervisor, mine)] == [200, 403]


def test_whoever_left_before_the_notice_is_no_party_whatever_was_rated_earlier(
    world: World, clock: Hands
) -> None:
    earlier = evaluation.convened(world, parties=[Party(world.here.unit("water"))])
    evaluation.with_raters(world, earlier)
    evaluation.noticed(world, earlier)
    clock.move(timedelta(days=2))
    moved(world.official, to=world.supervisor)
    clock.move(timedelta(days=2))
    meeting = evaluation.convened(world)
    with transaction():
        who = [
            live(person(f"后{n}来", f"later{n}"), world.here.building, f"77{n:02d}")
            for n in range(12)
        ]
    evaluation.invited(world, meeting, who)
    evaluation.rated_by(world, meeting, clock, who, ["satisfied"], goes_without=True)
    evaluation.publish(world, meeting)
    with transaction():
        assert register.correct(world.official, entry_of(meeting), **NEW).id


def test_whoever_wrote_a_units_report_and_left_that_day_stays_a_party_to_it(
    world: World, clock: Hands
) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    with transaction():
        report(world.official, evaluation.parties(meeting)[0])
    moved(world.official, to=world.supervisor)
    (secret,) = evaluation.opened(world, meeting, goes_without=True)
    evaluation.closed(world, meeting)
    for each in who:
        evaluation.cast(secret.vote, each, "satisfied")
    evaluation.counted(world, [secret], clock)
    evaluation.publish(world, meeting)
    correct = lambda: register.correct(world.official, entry_of(meeting), **NEW)  # noqa: E731
    refused(RegisterWhy.CONCERNS_YOU, correct, NotAllowed)


def test_under_how_they_were_rated_the_rated_promise_and_check_nothing(
    world: World, as_: As, clock: Hands
) -> None:
    """Neither in the name of nobody with an account, nor in that of another office (EV-3)."""
    meeting = evaluation.of_the_committee(world)
    published(world, clock, meeting)
    at, due = f"/register/{entry_of(meeting).id}", in_days(30).date()
    promises = (
        register.Promise("主任已全部整改到位", due, owner="居委会"),
        register.Promise("替主任把树剪好", due, world.here.unit("greening")),
    )
    for who in (world.chair, world.clerk):
        for wanted in promises:
            refused(
                RegisterWhy.CONCERNS_YOU,
                lambda who=who, wanted=wanted: register.commit_to(  # type: ignore[misc]
                    who, entry_of(meeting), promise=wanted
                ),
                NotAllowed,
            )
            session().rollback()
        assert "记下要落实的事" not in as_(who).get(at).text
        assert as_(who).get(f"{at}/commitments/new").status_code == 403
        sent = as_(who).send(f"{at}/commitments", what="替主任把树剪好", due_on=f"{due}")
        assert sent.status_code == 403
    assert "记下要落实的事" in as_(world.supervisor).get(at).text
    with transaction():
        other = appoint(person("另一监督", "supervisor_2"), Role.SUPERVISOR, world.place)
        wanted = register.Promise("再开一次说明会", due, owner="街道办")
        ident = register.commit_to(world.supervisor, entry_of(meeting), promise=wanted).id
    keep, told = (Wait.KEEP, "再开一次说明会"), {"report": "开过了。", "uploads": [photo()]}
    assert keep in kinds_of(other) and keep not in kinds_of(world.chair)
    found = lambda: load_measure(ident)  # noqa: E731
    why = RegisterWhy.ANOTHERS_WORD
    refused(why, lambda: register.begin(world.chair, found()), NotAllowed)
    refused(why, lambda: register.report(world.chair, found(), **told), NotAllowed)
    session().rollback()
    with transaction():
        register.report(world.supervisor, found(), **told)
    why = RegisterWhy.CONCERNS_YOU
    refused(why, lambda: register.settle(world.clerk, found()), NotAllowed)
    refused(why, lambda: register.send_back(world.clerk, found(), reason="再看看"), NotAllowed)
    session().rollback()
    assert Wait.STRIKE_OFF in kinds(other) and Wait.STRIKE_OFF not in kinds(world.clerk)
    with transaction():
        register.settle(other, found())


def test_whose_measure_others_report_is_told_and_its_page_says_who_did(
    world: World, as_: As, clock: Hands
) -> None:
    _meeting, ident = own_measure(world, clock)
    with transaction():
        other = appoint(person("另一监督", "supervisor_2"), Role.SUPERVISOR, world.place)
        register.report(
            world.supervisor, load_measure(ident), report="都登记了。", uploads=[photo()]
        )
    assert f"{world.supervisor.name}报告" in as_(None).get(f"/register/commitments/{ident}").text
    told = [words for event, words in heard(world.clerk) if event is Event.COMMITMENT_REPORTED]
    assert len(told) == 1 and "由别人报告办结了" in told[0]
    assert any("请到现场核实" in words for _event, words in heard(other))
    assert not any("请到现场核实" in words for _event, words in heard(world.chair)), "who may not"


def test_a_units_measure_it_reports_itself_and_for_it_nobody_who_is_rated(
    world: World, as_: As, clock: Hands
) -> None:
    """The committee reports for it as for a person: with evidence, and its officials hear of it."""
    meeting = evaluation.of_a_department(world, clock)
    evaluation.planned(world, meeting)
    written = evaluation.paper(meeting, PaperKind.PLAN)
    assert written is not None
    measure = written.measures[0].id
    greening = world.here.unit("greening")
    why, told = RegisterWhy.ANOTHERS_WORD, {"report": "剪好了。", "uploads": [photo()]}
    with transaction():
        session().execute(
            insert(concerned).values(
                entry_id=meeting.entry_id, unit_id=world.here.unit("committee").id
            )
        )
    refused(why, lambda: register.report(world.chair, load_measure(measure), **told), NotAllowed)
    refused(why, lambda: register.begin(world.chair, load_measure(measure)), NotAllowed)
    path = f"/register/commitments/{measure}"
    assert "报告办结" not in as_(world.chair).get(path).text
    assert "报告办结" in as_(world.official).get(path).text
    with transaction():
        session().execute(delete(concerned).where(concerned.c.unit_id != greening.id))
    assert "报告办结" in as_(world.chair).get(path).text
    with transaction():
        register.report(world.chair, load_measure(measure), **told)
    words = [said for event, said in heard(world.official) if event is Event.COMMITMENT_REPORTED]
    assert len(words) == 1 and "由别人报告办结了" in words[0]


def load_measure(ident: int) -> Commitment:
    wanted = commitment(ident).execution_options(populate_existing=True)
    return session().scalars(wanted).unique().one()


def test_the_result_waits_to_be_published_for_nobody_who_is_rated(
    world: World, clock: Hands
) -> None:
    meeting = evaluation.of_the_committee(world)
    who = evaluation.assembly(world)
    evaluation.rated_by(world, meeting, clock, who, ["competent", "basic"], ["basic", "basic"])
    assert Wait.PUBLISH_EVALUATION in kinds(world.supervisor)
    assert Wait.PUBLISH_EVALUATION not in kinds(world.clerk)


def test_the_counted_result_stands_on_the_desk_with_the_day_it_is_due(
    world: World, as_: As, clock: Hands
) -> None:
    """Three days after the vote, before everything that has more time or none."""
    meeting = evaluation.of_the_committee(world)
    who = evaluation.assembly(world)
    evaluation.rated_by(world, meeting, clock, who, ["competent", "basic"], ["basic", "basic"])
    evaluation.convened(world)  # a draft, whose notice has no day yet
    vote = fresh_vote(evaluation.votes(meeting)[0])
    assert vote.publish_due is not None
    first, *others = tasks(session().execute(waiting(world.supervisor)))
    assert (first.kind, first.due_at) == (Wait.PUBLISH_EVALUATION, vote.publish_due.ends_at)
    assert Wait.NOTIFY_EVALUATION in {task.kind for task in others}
    assert "票已计好，等您公布评议结果" in as_(world.supervisor).get("/").text
    clock.set(vote.publish_due.ends_at + timedelta(hours=1))
    (late,) = (
        task
        for task in tasks(session().execute(waiting(world.supervisor)))
        if task.kind is Wait.PUBLISH_EVALUATION
    )
    assert late.is_overdue(vote.publish_due.ends_at + timedelta(hours=1))


def test_a_notice_is_signed_by_the_body_of_its_own_community(world: World, as_: As) -> None:
    """Whoever gave it may have served in another one before, and serve there still."""
    with transaction():
        both = appoint(person("两边跑", "both"), Role.SUPERVISOR, world.there.place)
        appoint(both, Role.SUPERVISOR, world.place)
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_committee(world), by=both)
    sheet = as_(None).get(f"/meetings/{meeting.id}/notice").text
    elsewhere = next(iter(world.there.supervisor.unit_ids))
    assert supervisory(world).name in sheet
    assert session().get_one(Unit, elsewhere).name not in sheet


# -- EV-4: what they would learn, and who presides ---------------------------------------------


def asked(client: NeighbourClient, path: str) -> int:
    with client.get(path) as answer:
        return answer.status_code


def test_the_rated_read_no_sheet_before_everybody_does(world: World, as_: As, clock: Hands) -> None:
    """The chair is rated, the clerk serves with them: neither opens the list, the form, the paper."""
    who = evaluation.assembly(world, 60)
    polls = (
        Poll(RaterGroup.RESIDENT, 70, Electorate.REPRESENTATIVES),
        Poll(RaterGroup.STREET, 30),
    )
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world, polls=polls))
    (secret,) = evaluation.opened(world, meeting)
    evaluation.closed(world, meeting)
    group, (party,) = evaluation.raters(meeting, RaterGroup.STREET), evaluation.parties(meeting)
    with transaction():
        actions.enter_score_sheet(
            world.supervisor,
            group,
            party,
            score=6200,
            document=evaluation.upload(),
            is_redacted=True,
        )
    page = f"/meetings/{meeting.id}"
    sheets = f"{page}/raters/{group.id}/sheets"
    paths = (sheets, f"{sheets}/{party.id}", f"{sheets}/{party.id}/document")
    supervisor = as_(world.supervisor)
    assert [asked(supervisor, path) for path in paths] == [200, 200, 200]
    assert sheets in supervisor.get(page).text and "62.00" in supervisor.get(sheets).text
    for rated in (world.chair, world.clerk):
        client = as_(rated)
        assert [asked(client, path) for path in paths] == [403, 403, 404]
        assert sheets not in client.get(page).text
        sent = client.send(paths[1], score="100", file=evaluation.upload())
        assert sent.status_code == 403
    for each in who:
        evaluation.cast(secret.vote, each, "basic")
    evaluation.counted(world, [secret], clock)
    evaluation.publish(world, meeting)
    assert asked(as_(world.chair), paths[2]) == 200, "with the result it is everybody's"


def test_nobody_chooses_who_presides_over_their_own_rating(world: World, as_: As) -> None:
    """Neither before it sits nor in the middle of it."""
    evaluation.assembly(world)
    _one, other = supervisors(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))

    def name(by: Person) -> None:
        actions.name_chair(by, evaluation.fresh(meeting), chair=other, reason="主持人病了。")

    page = f"/meetings/{meeting.id}"
    for is_sitting in (False, True):
        if is_sitting:
            evaluation.opened(world, meeting)
        for rated in (world.chair, world.clerk):
            refused(Why_.RATED_THEMSELVES, lambda rated=rated: name(rated), NotAllowed)  # type: ignore[misc]
            session().rollback()
            assert f"{page}/chair" not in as_(rated).get(page).text
            assert as_(rated).get(f"{page}/chair").status_code == 403, "before anything is typed"
        assert f"{page}/chair" in as_(world.supervisor).get(page).text
    with transaction():
        sittings.check_in(
            world.clerk, evaluation.sitting(meeting), person=other, mode=AttendanceMode.ON_SITE
        )
    with transaction():
        name(world.supervisor)
    assert evaluation.fresh(meeting).sitting.chair_id == other.id


def test_what_the_rated_fixed_when_they_convened_it_others_put_right(world: World, as_: As) -> None:
    """The committee convenes its own evaluation without words."""
    meeting = evaluation.convened(
        world,
        by=world.chair,
        parties=[Party(world.here.unit("committee"))],
        polls=evaluation.ASSEMBLY,
        takes_comments=False,
    )
    evaluation.assembly(world)
    at = f"/meetings/{meeting.id}/parties"
    supervisor = as_(world.supervisor)
    assert as_(world.chair).get(at).status_code == 403
    [form] = [form for form in forms(supervisor.get(at)) if form.action == at]
    assert form.fields["secrecy"] == ["secret"]
    assert "takes_comments" not in form.fields, "filled with what stands"
    done = supervisor.fill(at, at, secrecy="secret", takes_comments="y")
    assert done.status_code == 303, done.text
    meeting = evaluation.noticed(world, evaluation.fresh(meeting))
    [vote] = evaluation.votes(meeting)
    assert (vote.secrecy, vote.takes_comments) == (Secrecy.SECRET, True)


def test_the_urn_of_the_committees_members_stays_secret_whatever_is_sent(
    world: World, as_: As
) -> None:
    evaluation.assembly(world)
    meeting = evaluation.of_the_chair(world)
    at = f"/meetings/{meeting.id}/parties"
    supervisor = as_(world.supervisor)
    assert 'name="secrecy"' not in supervisor.get(at).text
    done = supervisor.fill(at, at, secrecy="light", takes_comments="")
    assert done.status_code == 303, done.text
    [vote] = evaluation.votes(meeting)
    assert (vote.secrecy, vote.takes_comments) == (Secrecy.SECRET, False)


# -- EV-2, EV-3: what comes on paper -----------------------------------------------------------


def entered_report(by: Person, party: Evaluated, **facts: Any) -> Any:
    told = {"text": evaluation.REPORT, "is_redacted": True, "document": evaluation.upload()}
    return actions.enter_report(by, party, **told | facts)


def entered_plan(by: Person, party: Evaluated, **facts: Any) -> Any:
    told = {
        "text": "针对大家的意见，一件一件改。",
        "signed_by": "刘所长",
        "contact": "绿化市容所",
        "measures": [Measure("每周修剪一次", in_days(30).date())],
        "is_redacted": True,
        "document": evaluation.upload(),
    }
    return actions.enter_plan(by, party, **told | facts)


def told_of(party: Evaluated, fact: Fact) -> list[Any]:
    found = session().query(Entry).filter_by(ref=party.ledger_ref, fact=fact).order_by(Entry.idx)
    return [ledger.content(entry)["pub"].get("paper", False) for entry in found]


def test_a_report_on_paper_is_entered_with_its_original_and_says_who_entered_it(
    world: World, as_: As
) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    (party,) = evaluation.parties(meeting)
    refused(Why_.NOT_OPEN_FOR_REPORTS, lambda: entered_report(world.clerk, party), OutOfOrder)
    meeting = evaluation.noticed(world, meeting)
    (party,) = evaluation.parties(meeting)
    for stranger in (world.official, world.other_official, world.resident, world.there.clerk):
        with pytest.raises(NotAllowed):
            entered_report(stranger, party)
    missing = lambda: entered_report(world.clerk, party, document=None)  # noqa: E731
    refused(Why_.ORIGINAL_MISSING, missing, Invalid)
    page = f"/meetings/{meeting.id}"
    offered = f"{page}/rated/{party.id}/report/paper"
    assert offered in as_(world.clerk).get(page).text
    assert offered not in as_(world.official).get(page).text
    assert as_(world.official).get(offered).status_code == 403
    with transaction():
        entered_report(world.clerk, party)
    assert f"由{world.clerk.name}录入" in as_(None).get(page).text
    assert not session().scalars(reports_awaited(0, [party.unit_id])).all()
    with transaction():  # mistyped
        entered_report(world.supervisor, evaluation.parties(meeting)[0])
    with transaction():  # their own, typed, and without the original of other words
        report(world.official, evaluation.parties(meeting)[0])
    (party,) = evaluation.parties(meeting)
    own = party.paper(PaperKind.REPORT)
    assert own is not None
    assert (own.is_paper, own.document, own.by_id) == (False, None, world.official.id)
    refused(Why_.HANDED_IN_ALREADY, lambda: entered_report(world.clerk, party), AlreadyDone)
    assert offered not in as_(world.clerk).get(page).text
    assert told_of(party, Fact.EVALUATION_REPORTED) == [True, True, False]


def test_nobody_who_is_rated_enters_what_a_colleague_signed(world: World) -> None:
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    (chair,) = evaluation.parties(meeting)
    for who in (world.chair, world.clerk):
        refused(
            Why_.RATED_THEMSELVES,
            lambda who=who: entered_report(who, chair),  # type: ignore[misc]
            NotAllowed,
        )
    with transaction():
        entered_report(world.supervisor, chair)
    own = session().execute(OWN_DATA["evaluation_papers"](world.chair.id)).mappings().all()
    assert [row["kind"] for row in own] == [PaperKind.REPORT]
    assert not session().execute(OWN_DATA["evaluation_papers"](world.supervisor.id)).all()


def test_a_plan_on_paper_is_entered_with_its_original_and_binds_as_any_other(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.of_a_department(world, clock)
    (party,) = evaluation.parties(meeting)
    with pytest.raises(NotAllowed):
        entered_plan(world.official, party)
    missing = lambda: entered_plan(world.clerk, party, document=None)  # noqa: E731
    refused(Why_.ORIGINAL_MISSING, missing, Invalid)
    page = f"/meetings/{meeting.id}"
    typed = {
        "text": "针对大家的意见，一件一件改。",
        "signed_by": "刘所长",
        "contact": "绿化市容所",
        "what_1": "每周修剪一次",
        "due_1": f"{in_days(30):%Y-%m-%d}",
        "is_redacted": "y",
    }
    at, clerk = f"{page}/rated/{party.id}/plan/paper", as_(world.clerk)
    assert at in clerk.get(page).text
    without = clerk.fill(at, at, **typed)
    assert without.status_code == 422
    assert "请附上签了字、盖了章的原件" in without.text
    done = clerk.fill(at, at, **typed, file=evaluation.upload())
    assert done.status_code == 303, done.text
    (party,) = evaluation.parties(meeting)
    plan = party.paper(PaperKind.PLAN)
    assert plan is not None
    assert (plan.is_paper, [each.unit_id for each in plan.measures]) == (True, [party.unit_id])
    shown = as_(None).get(page).text
    assert f"由{world.clerk.name}录入" in shown
    assert f"由{world.clerk.name}录入" in as_(None).get(f"/ratings/units/{party.unit_id}").text
    assert at not in clerk.get(page).text
    assert told_of(party, Fact.EVALUATION_PLANNED) == [True]
    refused(Why_.HANDED_IN_ALREADY, lambda: entered_plan(world.clerk, party), AlreadyDone)


def heard(who: Person) -> list[tuple[Event, str]]:
    """What somebody was told, once all that waits is delivered, with its words."""
    while notices.deliver():
        pass
    found = (
        select(Message)
        .join(Notification, Notification.message_id == Message.id)
        .where(Notification.person_id == who.id)
        .order_by(Message.id)
    )
    return [(message.event, sentence(message)) for message in session().scalars(found)]


def test_whose_report_others_entered_hears_of_it_and_whom_to_turn_to(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    before = len(heard(world.official))
    with transaction():
        entered_report(world.clerk, evaluation.parties(meeting)[0])
    [(event, words)] = heard(world.official)[before:]
    assert event is Event.REPORT_ASKED
    assert "绿化市容所的报告由别人按纸质材料录入了" in words
    assert "自己交一份代替它，或者告诉居委会、居务监督委员会" in words
    with transaction():
        report(world.official, evaluation.parties(meeting)[0])
    assert len(heard(world.official)) == before + 1, "of their own nobody tells them"
    assert not any("按纸质材料" in said for _event, said in heard(world.other_official))


def test_whose_plan_others_entered_hears_of_it_and_nobody_is_told_that_they_filed_it(
    world: World, clock: Hands
) -> None:
    meeting = evaluation.of_a_department(world, clock)
    before = len(heard(world.official))
    with transaction():
        entered_plan(world.clerk, evaluation.parties(meeting)[0])
    told = heard(world.official)[before:]
    assert [event for event, _words in told] == [Event.COMMITMENT_MADE, Event.PLAN_ASKED]
    assert "绿化市容所的整改方案由别人按纸质材料录入了" in told[1][1]
    [overseen] = [words for event, words in heard(world.supervisor) if event is Event.PLAN_FILED]
    assert "的整改方案按纸质材料录入了" in overseen and "提交了" not in overseen


def test_a_members_own_paper_is_told_to_them_alone(world: World) -> None:
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    for who in (world.chair, world.clerk):
        heard(who)
    with transaction():
        entered_report(world.supervisor, evaluation.parties(meeting)[0])
    assert "按纸质材料录入了" in heard(world.chair)[-1][1]
    assert not any("按纸质材料" in said for _event, said in heard(world.clerk))


def test_their_own_plan_takes_the_place_of_one_that_others_entered(
    world: World, as_: As, clock: Hands
) -> None:
    """What the paper promised stays, with a word beside it: nobody takes back what mends them."""
    meeting = evaluation.of_a_department(world, clock)
    with transaction():
        entered_plan(world.clerk, evaluation.parties(meeting)[0])
    (party,) = evaluation.parties(meeting)
    page = f"/meetings/{meeting.id}"
    at, official = f"{page}/rated/{party.id}/plan", as_(world.official)
    assert f'"{at}"' in official.get(page).text
    assert f'"{at}"' not in as_(world.clerk).get(page).text
    typed = {
        "text": "纸上写的不是我们的，我们这样改。",
        "signed_by": "陆所长",
        "what_1": "修树先贴通知",
        "due_1": f"{in_days(40):%Y-%m-%d}",
        "is_redacted": "y",
    }
    done = official.fill(at, at, **typed)
    assert done.status_code == 303, done.text
    plan = evaluation.paper(meeting, PaperKind.PLAN)
    assert plan is not None
    assert (plan.is_paper, plan.by_id, plan.document) == (False, world.official.id, None)
    assert (plan.signed_by, plan.contact) == ("陆所长", "绿化市容所"), "what was not changed stays"
    stays, added = plan.measures
    assert [(each.what, each.state) for each in (stays, added)] == [
        ("每周修剪一次", CommitmentState.PROMISED),
        ("修树先贴通知", CommitmentState.PROMISED),
    ]
    assert stays.remark is not None and "出自先前按纸质材料录入的整改方案" in stays.remark
    assert (stays.reason, added.remark) == (None, None)
    shown = as_(None).get(page).text
    assert stays.remark in shown and "由" + world.clerk.name + "录入" not in shown
    assert asked(as_(None), f"{at}/original") == 200, "what the paper promised is held against it"
    assert f"先前的纸质原件，录入人：{world.clerk.name}" in shown
    assert told_of(party, Fact.EVALUATION_PLANNED) == [True, False]
    last = (
        session().query(Entry).filter_by(fact=Fact.EVALUATION_PLANNED).order_by(Entry.idx).all()[-1]
    )
    assert ledger.content(last)["pub"]["kept"] == [stays.ledger_ref]
    refused(Why_.HANDED_IN_ALREADY, lambda: evaluation.planned(world, meeting), AlreadyDone)
    session().rollback()
    (party,) = evaluation.parties(meeting)
    refused(Why_.HANDED_IN_ALREADY, lambda: entered_plan(world.clerk, party), AlreadyDone)
    assert f'"{at}"' not in official.get(page).text
    with transaction():
        register.park(world.supervisor, load_measure(stays.id), reason="不是他们答应的。")
    parked = as_(None).get(f"/register/commitments/{stays.id}").text
    assert "出自先前按纸质材料录入的整改方案" in parked, "what becomes of it does not hide it"
    assert "不是他们答应的。" in parked


def test_what_a_member_signed_on_paper_no_colleague_takes_from_them(
    world: World, as_: As, clock: Hands
) -> None:
    """Nor the chair of the committee; they themselves hand in anew."""
    who = evaluation.assembly(world)
    meeting = evaluation.of_the_committee(world)
    evaluation.rated_by(world, meeting, clock, who, ["competent", "competent"], goes_without=True)
    evaluation.publish(world, meeting)
    with transaction():
        entered_plan(world.supervisor, evaluation.parties(meeting)[1])
    page, party = f"/meetings/{meeting.id}", evaluation.parties(meeting)[1]
    at = f"{page}/rated/{party.id}/plan"
    told = {
        "text": "另一份方案：针对大家提的意见，一件一件改，年底以前办好。",
        "signed_by": "张主任",
        "contact": "居委会",
    }
    told |= {"measures": [Measure("每周走访十户居民", in_days(60).date())], "is_redacted": True}
    told |= {"remark": "出自先前按纸质材料录入的方案。"}
    filed = lambda by: actions.file_plan(by, evaluation.parties(meeting)[1], **told)  # type: ignore[arg-type]  # noqa: E731
    assert f'"{at}"' not in as_(world.chair).get(page).text
    refused(Why_.OWN_WORDS, lambda: filed(world.chair), NotAllowed)
    session().rollback()
    assert f'"{at}"' in as_(world.clerk).get(page).text
    with transaction():
        filed(world.clerk)


def test_of_what_is_public_it_is_said_that_it_is_and_what_to_cover(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.of_a_department(world, clock)
    (party,) = evaluation.parties(meeting)
    form = as_(world.clerk).get(f"/meetings/{meeting.id}/rated/{party.id}/plan/paper").text
    assert "大家都看得到：先把居民的姓名、电话、门牌和签名遮住" in form
    assert "文字和附件里没有居民的姓名、电话、门牌" in form


def test_the_table_of_powers_says_what_else_they_let_somebody_do() -> None:
    assert "纸质报告、整改方案" in str(POWER[Can.ENTER_SCORE_SHEET])
    assert "录入整改进展" in str(POWER[Can.SETTLE_COMMITMENT])
    assert "登记由谁投" in str(POWER[Can.STAND_IN_FOR_COMMITTEE])
