"""A hearing (听证会) through its life, as the rules of procedure want it."""

from datetime import date, timedelta

import pytest

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.ledger import Fact
from civic.matters.models import Matter
from civic.matters.rules import Stage
from civic.meetings import actions, rules
from civic.meetings.models import Meeting, Notice
from civic.meetings.rules import Capacity, Initiative, MeetingStage, PlanChange, SeatState, Why
from civic.opinions import actions as opinions
from civic.opinions import rules as opinion_rules
from civic.opinions.models import Hiding, Opinion
from civic.people.models import Person
from civic.people.rules import PersonState
from civic.register import actions as register
from civic.register import rules as register_rules
from civic.register.actions import Promise
from civic.register.models import Commitment, RegisterEntry
from civic.sittings import actions as sittings
from civic.sittings import rules as sitting_rules
from civic.sittings.rules import AttendanceMode, State
from tests.meetings import hearing
from tests.meetings.hearing import in_days
from tests.register.story import paper
from tests.world import World

pytestmark = pytest.mark.sqlite_first

RESULT = {"outcome": "意见全部答复，方案修改后实施。", "is_redacted": True}


def facts_of(meeting: Meeting) -> list[Fact]:
    return [
        entry.fact
        for entry in session().query(ledger.Entry).filter_by(ref=meeting.ledger_ref).order_by("idx")
    ]


# -- HR-1, HR-2: convening ------------------------------------------------------


def test_the_committee_convenes_what_was_routed_to_a_hearing(world: World) -> None:
    matter = hearing.routed(world.here)
    meeting = hearing.convened(world.here, matter)
    assert matter.stage is Stage.PLANNED
    assert (meeting.stage, meeting.round) == (MeetingStage.DRAFT, 1)
    assert facts_of(meeting) == [Fact.MEETING_CONVENED]


def test_a_resident_does_not_convene(world: World) -> None:
    matter = hearing.routed(world.here)
    with pytest.raises(NotAllowed):
        actions.convene(
            world.resident,
            matter,
            initiative=Initiative.DEPARTMENT_ASKS,
            scope=rules.Scope.GOVERNMENT_PROJECT,
            decision_maker=world.here.unit("greening"),
            starts_at=in_days(11),
            venue="活动室",
            agenda=hearing.AGENDA,
        )


def test_the_clerk_of_the_other_community_does_not_convene(world: World) -> None:
    matter = hearing.routed(world.here)
    with pytest.raises(NotAllowed):
        hearing.convened(world.there, matter)


def test_one_round_at_a_time(world: World) -> None:
    meeting = hearing.convened(world.here)
    with pytest.raises(AlreadyDone) as refused:
        hearing.convened(world.here, session().get_one(Matter, meeting.matter_id))
    assert refused.value.why is Why.CONVENED_ALREADY


def test_what_is_proposed_to_a_department_needs_its_yes(world: World) -> None:
    matter = hearing.routed(world.here)
    with pytest.raises(OutOfOrder) as refused:
        hearing.convened(world.here, matter, initiative=Initiative.COMMITTEE_PROPOSES)
    assert refused.value.why is Why.NOT_AGREED
    meeting = hearing.convened(
        world.here,
        matter,
        initiative=Initiative.COMMITTEE_PROPOSES,
        agreement="绿化市容所复函〔2026〕3号",
    )
    assert meeting.agreement


def test_only_its_own_affairs_the_committee_decides_itself(world: World) -> None:
    matter = hearing.routed(world.here)
    with pytest.raises(Invalid) as refused:
        hearing.convened(world.here, matter, decision_maker=world.here.unit("committee"))
    assert refused.value.why is Why.WRONG_DECIDER


# -- HR-3, HR-6, TM-4: the panel ------------------------------------------------


def test_the_committees_chair_heads_the_panel(world: World) -> None:
    meeting = hearing.with_panel(world.here)
    assert meeting.stage is MeetingStage.PANEL_FORMED
    assert meeting.sitting.chair_id == world.chair.id
    assert [m.capacity for m in meeting.panel].count(Capacity.HEAD) == 1


def test_on_its_own_affairs_the_supervisors_head_it(world: World) -> None:
    meeting = hearing.convened(
        world.here,
        initiative=Initiative.OWN_AFFAIRS,
        scope=rules.Scope.COMMITTEE_PROJECT,
        decision_maker=world.here.unit("committee"),
    )
    with pytest.raises(OutOfOrder) as refused:
        hearing.with_panel(world.here, meeting)
    assert refused.value.why is Why.WRONG_HEAD
    hearing.with_panel(world.here, meeting, head=world.supervisor)
    assert meeting.sitting.chair_id == world.supervisor.id


def test_a_chair_who_raised_the_matter_does_not_preside(world: World) -> None:
    matter = hearing.routed(world.here, author=world.chair)
    with pytest.raises(OutOfOrder) as refused:
        hearing.with_panel(world.here, hearing.convened(world.here, matter))
    assert refused.value.why is sitting_rules.Why.CHAIR_IS_PARTY


def test_then_somebody_impartial_presides_and_the_chair_still_heads(world: World) -> None:
    matter = hearing.routed(world.here, author=world.chair)
    meeting = hearing.convened(world.here, matter)
    with transaction():
        group = actions.name_group(
            world.clerk, meeting, name="住户", stake="噪声", is_affected=True, seats=1
        )
        actions.seat_member(
            world.clerk,
            meeting,
            capacity=Capacity.AFFECTED_RESIDENT,
            person=world.neighbour,
            group=group,
        )
        actions.form_panel(world.clerk, meeting, head=world.chair, chair=world.supervisor)
    assert meeting.sitting.chair_id == world.supervisor.id


def test_a_group_without_a_seat_stops_the_panel_and_the_sum_says_which(world: World) -> None:
    meeting = hearing.convened(world.here)
    with transaction():
        low = actions.name_group(
            world.clerk, meeting, name="一楼住户", stake="采光", is_affected=True, seats=1
        )
        actions.name_group(
            world.clerk, meeting, name="沿街商户", stake="施工", is_affected=False, seats=1
        )
        actions.seat_member(
            world.clerk,
            meeting,
            capacity=Capacity.AFFECTED_RESIDENT,
            person=world.neighbour,
            group=low,
        )
    with pytest.raises(OutOfOrder) as refused:
        actions.form_panel(world.clerk, meeting, head=world.chair)
    assert refused.value.why is Why.COMPOSITION
    assert [(c.about, c.left, c.right) for c in refused.value.facts["checks"] if not c.holds] == [
        ("沿街商户", 0, 1)
    ]


def test_a_manager_who_speaks_for_the_affected_is_not_affected(world: World) -> None:
    """HR-6: half the seats are directly affected residents, whoever else sits for their group."""
    meeting = hearing.convened(world.here)
    with transaction():
        group = actions.name_group(
            world.clerk, meeting, name="一楼住户", stake="采光", is_affected=True, seats=1
        )
        actions.seat_member(
            world.clerk,
            meeting,
            capacity=Capacity.COMMUNITY_UNIT,
            guest="方经理",
            office="物业经理",
            group=group,
        )
    with pytest.raises(OutOfOrder) as refused:
        actions.form_panel(world.clerk, meeting, head=world.chair)
    assert [(c.left, c.right) for c in refused.value.facts["checks"] if not c.holds] == [(0, 2)]


def test_only_who_lives_owns_or_rents_here_is_an_affected_resident(world: World) -> None:
    meeting = hearing.convened(world.here)
    with transaction():
        group = actions.name_group(
            world.clerk, meeting, name="一楼住户", stake="采光", is_affected=True, seats=1
        )
    affected = {"capacity": Capacity.AFFECTED_RESIDENT, "group": group}
    for somebody in (
        {"guest": "方经理"},
        {"person": world.there.resident},
        {"person": world.clerk},
    ):
        with pytest.raises(Invalid) as refused:
            actions.seat_member(world.clerk, meeting, **affected, **somebody)
        assert refused.value.why is Why.NOT_ON_ROSTER
        session().rollback()
    with transaction():
        for person in (world.resident, world.owner, world.tenant):
            actions.seat_member(world.clerk, meeting, **affected, person=person)


def test_a_group_in_use_is_not_dropped(world: World) -> None:
    meeting = hearing.with_panel(world.here)
    with pytest.raises(OutOfOrder) as refused:
        actions.drop_group(world.clerk, meeting, meeting.groups[0])
    assert refused.value.why is Why.GROUP_IN_USE


# -- HR-4: the notice -----------------------------------------------------------


def test_ten_clear_days_lie_between_notice_and_sitting(world: World) -> None:
    meeting = hearing.explained(world.here, hearing.with_panel(world.here))
    assert civic_clock.today() == date(2026, 11, 23)
    with pytest.raises(OutOfOrder) as refused:
        actions.notify(world.clerk, meeting, **hearing.notice_facts(starts_at=in_days(10)))
    assert refused.value.why is Why.NOTICE_TOO_SHORT
    assert refused.value.facts["earliest"] == date(2026, 12, 4)
    session().rollback()
    with transaction():
        notice = actions.notify(world.clerk, meeting, **hearing.notice_facts(starts_at=in_days(11)))
    assert notice.earliest_on == date(2026, 12, 4)
    assert meeting.stage is MeetingStage.NOTICED
    assert session().get_one(Matter, meeting.matter_id).stage is Stage.NOTICED


def test_no_notice_before_the_plan_is_explained(world: World) -> None:
    meeting = hearing.with_panel(world.here)
    with pytest.raises(Invalid) as refused:
        actions.notify(world.clerk, meeting, **hearing.notice_facts())
    assert refused.value.why is Why.EXPLANATION_INCOMPLETE


def test_what_was_announced_does_not_change_any_more(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with pytest.raises(OutOfOrder) as refused:
        actions.explain(world.clerk, meeting, **hearing.PLAN)
    assert refused.value.why is Why.NAMED_ALREADY
    session().rollback()
    with pytest.raises(OutOfOrder):
        actions.name_group(
            world.clerk, meeting, name="物业", stake="运行", is_affected=False, seats=1
        )


def test_registration_ends_before_the_sitting_begins(world: World) -> None:
    meeting = hearing.explained(world.here, hearing.with_panel(world.here))
    late = in_days(11) + timedelta(hours=1)
    with pytest.raises(Invalid) as refused:
        actions.notify(world.clerk, meeting, **hearing.notice_facts(registration_until=late))
    assert refused.value.why is Why.REGISTRATION_ENDS_LATE


def test_a_postponed_hearing_needs_a_new_notice_with_new_days(world: World, clock: Hands) -> None:
    meeting = hearing.noticed(world.here)
    clock.move(timedelta(days=5))
    with transaction():
        actions.postpone(world.clerk, meeting, reason="设计单位图纸未到。")
    assert session().get_one(Matter, meeting.matter_id).stage is Stage.PLANNED
    with pytest.raises(OutOfOrder) as refused:
        actions.notify(world.clerk, meeting, **hearing.notice_facts(starts_at=in_days(10)))
    assert refused.value.why is Why.NOTICE_TOO_SHORT
    session().rollback()
    with transaction():
        actions.notify(world.clerk, meeting, **hearing.notice_facts(starts_at=in_days(11)))
    notices = session().query(Notice).filter_by(meeting_id=meeting.id).order_by("number").all()
    assert [n.withdrawn_reason for n in notices] == ["设计单位图纸未到。", ""]


def test_a_chair_who_falls_ill_is_replaced_after_it_was_put_off(world: World) -> None:
    """HR-3, HR-4: who registered keeps the seat; the new notice names the new chair."""
    meeting = hearing.noticed(world.here)
    with transaction():
        actions.register_to_observe(world.resident, meeting)
        actions.postpone(world.clerk, meeting, reason="主持人生病。")
    with transaction():
        actions.form_panel(world.clerk, meeting, head=world.chair, chair=world.supervisor)
    assert meeting.stage is MeetingStage.POSTPONED, "everybody goes on seeing it"
    assert [m.capacity for m in hearing.fresh(meeting).panel].count(Capacity.HEAD) == 1
    with transaction():
        actions.notify(world.clerk, meeting, **hearing.notice_facts())
    hearing.arrived(world.here, meeting)
    with transaction():
        sittings.check_in(
            world.clerk, meeting.sitting, person=world.supervisor, mode=AttendanceMode.ON_SITE
        )
        actions.open_session(world.supervisor, meeting)
    assert meeting.stage is MeetingStage.IN_SESSION
    assert [r.person_id for r in hearing.fresh(meeting).registrations] == [world.resident.id]


def test_once_the_notice_names_the_panel_it_stands_until_put_off(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with pytest.raises(OutOfOrder) as refused:
        actions.form_panel(world.clerk, meeting, head=world.chair, chair=world.supervisor)
    assert refused.value.why is Why.NOT_NEXT


def test_a_hearing_called_off_leaves_room_for_another(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with transaction():
        actions.cancel(world.clerk, meeting, reason="项目取消。")
    assert meeting.sitting.state is State.CANCELLED
    matter = session().get_one(Matter, meeting.matter_id)
    assert matter.stage is Stage.PLANNED
    assert hearing.convened(world.here, matter).round == 1


# -- HR-11: seats ---------------------------------------------------------------


def test_speakers_take_a_seat_of_their_group_and_then_wait_in_line(world: World) -> None:
    meeting = hearing.noticed(world.here)
    high = next(g for g in meeting.groups if g.seats == 1)
    with transaction():
        first = actions.register_to_speak(world.resident, meeting, group=high)
        second = actions.register_to_speak(world.owner, meeting, group=high)
    assert (first.state, second.state) == (SeatState.SEATED, SeatState.WAITING)
    with transaction():
        actions.give_back(world.resident, meeting)
    assert second.state is SeatState.SEATED


def test_the_other_communitys_resident_takes_no_seat(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with pytest.raises(NotAllowed):
        actions.register_to_observe(world.there.resident, meeting)


def test_the_clerk_takes_no_seat_for_somebody_of_the_other_community(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with pytest.raises(Invalid) as refused:
        actions.enter_registration(
            world.clerk, meeting, world.there.resident, part=rules.Part.OBSERVE
        )
    assert refused.value.why is Why.NOT_FROM_HERE
    session().rollback()
    with transaction():
        actions.enter_registration(world.clerk, meeting, world.tenant, part=rules.Part.OBSERVE)


def test_who_sits_on_the_panel_is_expected_wherever_they_live(world: World) -> None:
    meeting = hearing.with_panel(world.here)
    with transaction():
        actions.seat_member(
            world.clerk, meeting, capacity=Capacity.COMMUNITY_UNIT, person=world.there.owner
        )
        actions.seat_member(
            world.clerk,
            meeting,
            capacity=Capacity.AFFECTED_RESIDENT,
            person=world.tenant,
            group=meeting.groups[0],
        )
        actions.form_panel(world.clerk, meeting, head=world.chair)
    hearing.noticed(world.here, meeting)
    civic_clock.source.set(meeting.sitting.starts_at)  # type: ignore[attr-defined]
    with transaction():
        actions.check_in(
            world.clerk, meeting, person=world.there.owner, mode=AttendanceMode.ON_SITE
        )
    with pytest.raises(Invalid) as refused:
        actions.check_in(
            world.clerk, meeting, person=world.there.tenant, mode=AttendanceMode.ON_SITE
        )
    assert refused.value.why is sitting_rules.Why.NOT_FROM_HERE


def test_a_seat_is_taken_once(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with transaction():
        actions.register_to_observe(world.resident, meeting)
    with pytest.raises(AlreadyDone):
        actions.register_to_observe(world.resident, meeting)


def test_when_observer_seats_are_gone_online_still_has_room(world: World) -> None:
    meeting = hearing.noticed(world.here, observer_seats=1, online_url="https://meet.example.org/3")
    with transaction():
        actions.register_to_observe(world.resident, meeting)
    with pytest.raises(OutOfOrder) as refused:
        actions.register_to_observe(world.tenant, meeting)
    assert refused.value.why is Why.OBSERVER_SEATS_TAKEN
    session().rollback()
    with transaction():
        found = actions.register_to_observe(world.tenant, meeting, is_online=True)
    assert found.state is SeatState.SEATED


def test_registration_to_speak_ends_when_the_notice_says(world: World, clock: Hands) -> None:
    meeting = hearing.noticed(world.here)
    assert meeting.registration_until is not None
    clock.set(meeting.registration_until)
    with pytest.raises(TooLate) as refused:
        actions.register_to_speak(world.resident, meeting, group=meeting.groups[0])
    assert refused.value.why is Why.REGISTRATION_OVER


# -- the session ----------------------------------------------------------------


def test_five_minutes_before_its_hour_it_does_not_open(world: World, clock: Hands) -> None:
    meeting = hearing.arrived(world.here, hearing.noticed(world.here))
    clock.set(meeting.sitting.starts_at - timedelta(minutes=5))
    with pytest.raises(OutOfOrder) as refused:
        actions.open_session(world.chair, meeting)
    assert refused.value.why is Why.TOO_EARLY
    session().rollback()
    clock.move(timedelta(minutes=5))
    with transaction():
        actions.open_session(world.chair, meeting)


def test_nine_days_late_it_does_not_open_and_is_put_off(world: World, clock: Hands) -> None:
    meeting = hearing.arrived(world.here, hearing.noticed(world.here))
    clock.move(timedelta(days=9))
    with pytest.raises(OutOfOrder) as refused:
        actions.open_session(world.chair, meeting)
    assert refused.value.why is Why.ITS_DAY_IS_OVER
    session().rollback()
    with transaction():
        actions.postpone(world.clerk, meeting, reason="当天停电，没有开成。")
        actions.notify(world.clerk, meeting, **hearing.notice_facts())
    assert hearing.sitting(meeting).present == 0, "who came for nothing is not there today"
    hearing.opened(world.here, meeting)


def test_it_is_not_closed_with_the_agenda_untouched(world: World) -> None:
    meeting = hearing.opened(world.here)
    with pytest.raises(OutOfOrder) as refused:
        actions.close(world.chair, meeting)
    assert refused.value.why is sitting_rules.Why.ITEMS_WAITING
    session().rollback()
    hearing.closed(world.here, meeting)


def test_the_chair_opens_and_nobody_else(world: World) -> None:
    meeting = hearing.arrived(world.here, hearing.noticed(world.here))
    with pytest.raises(NotAllowed):
        actions.open_session(world.clerk, meeting)
    session().rollback()
    with transaction():
        actions.open_session(world.chair, meeting)
    assert (meeting.stage, meeting.sitting.state) == (MeetingStage.IN_SESSION, State.IN_SESSION)
    assert session().get_one(Matter, meeting.matter_id).stage is Stage.IN_SESSION


def test_whoever_became_a_party_since_the_notice_does_not_open(world: World) -> None:
    meeting = hearing.arrived(world.here, hearing.noticed(world.here))
    with transaction():
        session().get_one(Matter, meeting.matter_id).author_id = world.chair.id
    with pytest.raises(OutOfOrder) as refused:
        actions.open_session(world.chair, meeting)
    assert refused.value.why is sitting_rules.Why.CHAIR_IS_PARTY


def test_closed_by_mistake_it_goes_on_the_same_day_only(world: World, clock: Hands) -> None:
    meeting = hearing.closed(world.here)
    with transaction():
        actions.reopen(world.chair, meeting)
    assert meeting.stage is MeetingStage.IN_SESSION
    hearing.closed(world.here, meeting)
    clock.move(timedelta(days=1))
    with pytest.raises(OutOfOrder):
        actions.reopen(world.chair, meeting)


def test_what_is_said_in_the_room_is_owed_an_answer(world: World) -> None:
    meeting = hearing.opened(world.here)
    with transaction():
        sitting = hearing.sitting(meeting)
        for item in sitting.items[:3]:
            sittings.take_up(world.clerk, sitting, item)
        speaker = next(a for a in sitting.attendances if a.person_id == world.neighbour.id)
        note = sittings.note(
            world.clerk,
            sitting,
            sitting.items[2],
            text="机房噪声请做隔音。",
            attendance=speaker,
            opinion=opinion_rules.Kind.SUGGESTION,
            matter=session().get_one(Matter, meeting.matter_id),
        )
    opinion = session().get_one(Opinion, note.opinion_id)
    assert opinion.author_id == world.neighbour.id
    assert opinion.phase is opinion_rules.Phase.AT
    assert opinion.is_owed_a_reply


# -- HR-8: answers, and the result ----------------------------------------------


def test_opinions_go_out_only_with_confirmed_minutes(world: World) -> None:
    meeting = hearing.closed(world.here)
    with pytest.raises(OutOfOrder) as refused:
        actions.send_opinions(world.clerk, meeting)
    assert refused.value.why is Why.MINUTES_NOT_CONFIRMED


def test_unanswered_opinions_block_the_result(world: World) -> None:
    meeting = hearing.noticed(world.here)
    opinion = hearing.said(world.here, session().get_one(Matter, meeting.matter_id))
    hearing.opened(world.here, meeting)
    hearing.sent(world.here, meeting)
    assert opinion.unit_id == world.here.unit("greening").id
    with pytest.raises(OutOfOrder) as refused:
        actions.publish(world.clerk, meeting, outcome="结果如下。", is_redacted=True)
    assert refused.value.why is opinion_rules.Why.UNANSWERED
    session().rollback()
    hearing.published(world.here, meeting)
    assert meeting.stage is MeetingStage.PUBLISHED


def _hidden(world: World, meeting: Meeting) -> Opinion:
    """What nobody answered, hidden by the committee after it was sent."""
    opinion = hearing.said(world.here, session().get_one(Matter, meeting.matter_id))
    hearing.sent(world.here, hearing.opened(world.here, meeting))
    with transaction():
        opinions.hide(world.clerk, opinion, ground=opinion_rules.HideGround.OFF_MATTER)
    return opinion


def _refuses_the_result(world: World, meeting: Meeting) -> opinion_rules.Why:
    with pytest.raises(OutOfOrder) as refused:
        actions.publish(world.clerk, meeting, **RESULT)
    session().rollback()
    return refused.value.why


def test_hiding_an_unanswered_opinion_does_not_get_round_its_answer(
    world: World, clock: Hands
) -> None:
    """HR-8: its author objects and is right; the result waits for the answer it is owed."""
    meeting = hearing.noticed(world.here)
    opinion = _hidden(world, meeting)
    assert _refuses_the_result(world, meeting) is opinion_rules.Why.CONTESTED
    with transaction():
        opinions.object_to_hiding(world.neighbour, opinion, text="我说的就是这件事。")
    clock.move(timedelta(days=30))
    assert _refuses_the_result(world, meeting) is opinion_rules.Why.CONTESTED
    with transaction():
        opinions.decide_objection(world.supervisor, opinion, uphold=True, reason="没有跑题。")
    assert _refuses_the_result(world, meeting) is opinion_rules.Why.UNANSWERED
    hearing.published(world.here, meeting)
    assert meeting.stage is MeetingStage.PUBLISHED


def test_what_somebody_without_an_account_said_is_hidden_only_with_the_supervisors_word(
    world: World,
) -> None:
    """HR-8: nobody else could object, and its answer would be got round in a minute."""
    here, meeting = world.here, hearing.opened(world.here)
    about = session().get_one(Matter, meeting.matter_id)
    facts = {"kind": opinion_rules.Kind.CRITICISM, "channel": opinion_rules.Channel.PAPER}
    with transaction():
        said = [
            opinions.enter(here.clerk, about, text="账目不公开。", name="外来的老王", **facts),
            opinions.enter(here.clerk, about, text="账目要公开。", speaker=world.owner, **facts),
        ]
    meeting = hearing.sent(here, meeting)
    with transaction():
        session().get_one(Person, world.owner.id).state = PersonState.LISTED
        hidden = [
            opinions.hide(here.clerk, each, ground=opinion_rules.HideGround.OFF_MATTER)
            for each in said
        ]
    assert [each.decide_until_on for each in hidden] == [date(2026, 12, 11)] * 2
    assert _refuses_the_result(world, meeting) is opinion_rules.Why.CONTESTED
    with transaction():
        opinions.decide_objection(here.supervisor, said[0], uphold=False, reason="确实跑题。")
        opinions.decide_objection(here.supervisor, said[1], uphold=True, reason="没有跑题。")
    assert _refuses_the_result(world, meeting) is opinion_rules.Why.UNANSWERED


def test_an_insult_nobody_defends_does_not_block_the_result(world: World, clock: Hands) -> None:
    meeting = hearing.noticed(world.here)
    opinion = _hidden(world, meeting)
    assert _refuses_the_result(world, meeting) is opinion_rules.Why.CONTESTED
    clock.at = session().get_one(Hiding, opinion.id).object_until_at
    hearing.published(world.here, meeting)
    assert meeting.stage is MeetingStage.PUBLISHED


def test_nothing_unanswered_goes_into_the_archive(world: World, clock: Hands) -> None:
    """Whatever way it came there: what is owed an answer keeps the file open (HR-8, TM-8)."""
    meeting = hearing.published(world.here)
    clock.move(timedelta(days=17))
    with transaction():
        session().get_one(Matter, meeting.matter_id).stage = Stage.MINUTED
        opinion = opinions.give(
            world.neighbour,
            session().get_one(Matter, meeting.matter_id),
            kind=opinion_rules.Kind.OPINION,
            text="会后才想到的。",
        )
        session().get_one(Matter, meeting.matter_id).stage = Stage.RESULT_PUBLISHED
    with pytest.raises(OutOfOrder) as refused:
        actions.archive(world.clerk, meeting)
    assert refused.value.why is opinion_rules.Why.UNANSWERED
    session().rollback()
    assert not opinion.is_answered


def test_the_result_stands_in_the_register_with_what_was_promised(world: World) -> None:
    meeting = hearing.sent(world.here)
    with transaction():
        entry = actions.publish(
            world.clerk,
            meeting,
            outcome="无异议，方案实施。",
            is_redacted=True,
            promises=[
                Promise(
                    "电梯位置外移一米",
                    civic_clock.today() + timedelta(days=60),
                    unit=world.here.unit("greening"),
                )
            ],
        )
    assert entry.number_text == "五里桥〔2026〕1号"
    promised = session().query(Commitment).filter_by(entry_id=entry.id).one()
    assert promised.what == "电梯位置外移一米"
    assert session().get_one(Matter, meeting.matter_id).stage is Stage.RESULT_PUBLISHED


def test_nothing_is_published_that_nobody_read_for_names(world: World) -> None:
    meeting = hearing.sent(world.here)
    with pytest.raises(Invalid) as refused:
        actions.publish(world.clerk, meeting, outcome="结果如下。", is_redacted=False)
    assert refused.value.why is Why.NOT_REDACTED


def test_a_substantial_change_is_heard_again_before_the_result(world: World) -> None:
    meeting = hearing.answered(world.here)
    with transaction():
        actions.change_plan(
            world.clerk, meeting, extent=PlanChange.SUBSTANTIAL, text="电梯改到南侧。"
        )
    with pytest.raises(OutOfOrder) as refused:
        actions.publish(world.clerk, meeting, outcome="结果如下。", is_redacted=True)
    assert refused.value.why is Why.NEW_ROUND_REQUIRED
    session().rollback()
    with transaction():
        following = actions.another_round(world.clerk, meeting, agenda=hearing.AGENDA)
    assert (following.round, following.stage) == (2, MeetingStage.DRAFT)
    assert following.previous_id == meeting.id
    assert [g.name for g in hearing.fresh(following).groups] == ["一楼住户", "高层住户"]
    assert following.plan_version == 2
    assert session().get_one(Matter, meeting.matter_id).stage is Stage.PLANNED


# -- HR-1, HR-10: before the decision -------------------------------------------


def _decided(world: World, meeting: Meeting) -> RegisterEntry:
    """The department enters its decision on the matter, taken today."""
    with transaction():
        return register.enter_decision(
            world.official,
            register.docket(session().get_one(Matter, meeting.matter_id)),
            unit=world.here.unit("greening"),
            document_number="黄绿容〔2026〕8号",
            decided_on=civic_clock.today(),
            title="关于加装电梯的批复",
            text="同意加装。",
            uploads=[paper()],
        )


def _published_with_an_answer(world: World) -> Meeting:
    meeting = hearing.noticed(world.here)
    hearing.said(world.here, session().get_one(Matter, meeting.matter_id))
    return hearing.published(
        world.here, hearing.sent(world.here, hearing.opened(world.here, meeting))
    )


def _changed(world: World, meeting: Meeting, extent: PlanChange) -> None:
    with transaction():
        actions.change_plan(world.clerk, meeting, extent=extent, text="电梯改到南侧。")


def test_between_a_substantial_change_and_its_round_nobody_decides_and_nothing_is_archived(
    world: World, clock: Hands
) -> None:
    """HR-10: what changed substantially is heard again before the decision."""
    meeting = _published_with_an_answer(world)
    _changed(world, meeting, PlanChange.SUBSTANTIAL)
    with pytest.raises(OutOfOrder) as refused:
        _decided(world, meeting)
    assert refused.value.why is register_rules.Why.NEW_ROUND_COMES_FIRST
    clock.move(timedelta(days=40))
    with pytest.raises(OutOfOrder) as refused:
        actions.archive(world.clerk, meeting)
    assert refused.value.why is Why.NEW_ROUND_REQUIRED
    session().rollback()
    with transaction():
        actions.another_round(world.clerk, meeting, agenda=hearing.AGENDA)
    matter = session().get_one(Matter, meeting.matter_id)
    assert (matter.round, matter.is_to_be_heard_again) == (2, False)
    with pytest.raises(OutOfOrder) as refused:
        _decided(world, meeting)
    assert refused.value.why is register_rules.Why.RESULT_COMES_FIRST


def test_a_minor_change_stops_no_decision(world: World) -> None:
    meeting = _published_with_an_answer(world)
    _changed(world, meeting, PlanChange.MINOR)
    assert _decided(world, meeting).number == 2


def test_after_the_decision_nothing_is_heard_any_more(world: World, clock: Hands) -> None:
    """HR-1, HR-10: no substantial change, no further round, no other hearing on it."""
    meeting = _published_with_an_answer(world)
    _decided(world, meeting)
    _changed(world, meeting, PlanChange.MINOR)
    refusals = []
    with pytest.raises(OutOfOrder) as refused:
        _changed(world, meeting, PlanChange.SUBSTANTIAL)
    refusals.append(refused.value)
    with pytest.raises(OutOfOrder) as refused, transaction():
        actions.another_round(world.clerk, meeting, agenda=hearing.AGENDA)
    refusals.append(refused.value)
    clock.move(timedelta(days=40))
    with transaction():
        actions.archive(world.clerk, meeting)
    with pytest.raises(OutOfOrder) as refused:
        hearing.convened(world.here, session().get_one(Matter, meeting.matter_id))
    refusals.append(refused.value)
    assert {each.why for each in refusals} == {Why.DECIDED_ALREADY}
    assert {each.facts["decided_on"] for each in refusals} == {
        civic_clock.today() - timedelta(days=40)
    }


def test_a_minor_change_needs_no_new_round(world: World) -> None:
    meeting = hearing.answered(world.here)
    with transaction():
        actions.change_plan(world.clerk, meeting, extent=PlanChange.MINOR, text="换了颜色。")
    with pytest.raises(OutOfOrder) as refused:
        actions.another_round(world.clerk, meeting, agenda=hearing.AGENDA)
    assert refused.value.why is Why.NO_NEW_ROUND_NEEDED
    session().rollback()
    hearing.published(world.here, meeting)


def test_what_the_first_round_left_unanswered_blocks_the_second(world: World, clock: Hands) -> None:
    meeting = hearing.noticed(world.here)
    hearing.said(world.here, session().get_one(Matter, meeting.matter_id))
    hearing.opened(world.here, meeting)
    hearing.sent(world.here, meeting)
    with transaction():
        actions.change_plan(
            world.clerk, meeting, extent=PlanChange.SUBSTANTIAL, text="电梯改到南侧。"
        )
        second = actions.another_round(world.clerk, meeting, agenda=hearing.AGENDA)
    with transaction():
        for person, group in zip(
            (world.neighbour, world.owner), hearing.fresh(second).groups, strict=True
        ):
            actions.seat_member(
                world.clerk,
                second,
                capacity=Capacity.AFFECTED_RESIDENT,
                person=person,
                group=group,
            )
        actions.form_panel(world.clerk, second, head=world.chair)
    hearing.noticed(world.here, second)
    hearing.opened(world.here, second)
    hearing.sent(world.here, second)
    with pytest.raises(OutOfOrder) as refused:
        actions.publish(world.clerk, second, outcome="结果如下。", is_redacted=True)
    assert refused.value.why is opinion_rules.Why.UNANSWERED


def test_it_is_archived_after_its_days_with_everything_settled(world: World, clock: Hands) -> None:
    meeting = hearing.published(world.here)
    with pytest.raises(OutOfOrder) as refused:
        actions.archive(world.clerk, meeting)
    assert refused.value.why is Why.STILL_SHOWN
    session().rollback()
    clock.move(timedelta(days=17))
    with transaction():
        actions.archive(world.clerk, meeting)
    assert meeting.stage is MeetingStage.ARCHIVED
    assert session().get_one(Matter, meeting.matter_id).stage is Stage.ARCHIVED


def test_no_resident_is_named_in_the_open_record(world: World) -> None:
    meeting = hearing.noticed(world.here)
    hearing.said(world.here, session().get_one(Matter, meeting.matter_id))
    hearing.published(world.here, hearing.sent(world.here, hearing.opened(world.here, meeting)))
    bodies = b"".join(entry.body for entry in session().query(ledger.Entry)).decode()
    for person in (world.resident, world.neighbour, world.owner):
        assert person.name not in bodies
    assert session().query(RegisterEntry).one().number == 1


# -- HR-3, TM-4: somebody stands in for the chair ---------------------------------


def _there(world: World, meeting: Meeting, who: Person) -> None:
    with transaction():
        sittings.check_in(world.clerk, meeting.sitting, person=who, mode=AttendanceMode.ON_SITE)


def test_a_chair_who_falls_ill_in_session_is_stood_in_for(world: World) -> None:
    here, meeting = world.here, hearing.gone_through(world.here, hearing.opened(world.here))
    ill = {"chair": here.party_branch, "reason": "主持人突发疾病。"}
    with pytest.raises(NotAllowed):
        actions.name_chair(here.neighbour, meeting, **ill)
    with pytest.raises(OutOfOrder) as refused:
        actions.name_chair(here.clerk, meeting, **ill)
    assert refused.value.why is sitting_rules.Why.STAND_IN_NOT_HERE
    session().rollback()
    _there(world, meeting, here.party_branch)
    with transaction():
        actions.name_chair(here.clerk, meeting, **ill)
    with pytest.raises(NotAllowed):
        actions.close(here.chair, meeting)
    with transaction():
        actions.close(here.party_branch, meeting)
        sittings.draft_minutes(here.clerk, meeting.sitting, text="书记接着主持，听取了意见。")
        for who in (here.party_branch, here.neighbour, here.owner):
            sittings.confirm(who, meeting.sitting, version=1)
    assert meeting.sitting.state is State.MINUTES_CONFIRMED
    written = session().query(ledger.Entry).filter_by(fact=Fact.MEETING_CHAIR_CHANGED).one()
    assert ledger.content(written)["text"] == [{"pub": "主持人突发疾病。"}]
    assert here.party_branch.name.encode() not in written.body


def test_whoever_stands_in_is_no_party_and_the_reason_is_given(world: World) -> None:
    here, meeting = world.here, hearing.noticed(world.here)
    for chair, reason, why in (
        (here.resident, "主持人出差。", sitting_rules.Why.CHAIR_IS_PARTY),
        (here.neighbour, "主持人出差。", sitting_rules.Why.CHAIR_IS_PARTY),
        (here.chair, "主持人出差。", Why.PRESIDES_ALREADY),
        (None, "主持人出差。", sitting_rules.Why.NO_CHAIR),
        (here.supervisor, " ", Why.REASON_MISSING),
    ):
        with pytest.raises((OutOfOrder, AlreadyDone, Invalid)) as refused:
            actions.name_chair(here.clerk, meeting, chair=chair, reason=reason)
        assert refused.value.why is why
        session().rollback()
    with transaction():
        actions.name_chair(here.clerk, meeting, chair=here.supervisor, reason="主持人出差。")
    assert hearing.sitting(meeting).chair_id == here.supervisor.id
    draft = hearing.with_panel(here, hearing.convened(here, hearing.routed(here)))
    with pytest.raises(OutOfOrder) as refused:
        actions.name_chair(here.clerk, draft, chair=here.supervisor, reason="主持人出差。")
    assert refused.value.why is Why.NOT_NEXT, "before the notice the panel is formed anew"


def test_who_spoke_for_a_side_in_the_room_does_not_go_on_presiding(world: World) -> None:
    here, meeting = world.here, hearing.opened(world.here)
    _there(world, meeting, here.supervisor)
    with transaction():
        sittings.check_in(
            here.clerk,
            meeting.sitting,
            person=here.party_branch,
            mode=AttendanceMode.ON_SITE,
            group="低层住户",
        )
        room = hearing.sitting(meeting)
        by = next(a for a in room.attendances if a.person_id == here.supervisor.id)
        sittings.note(
            here.clerk,
            room,
            room.items[0],
            text="我赞成加装电梯。",
            attendance=by,
            opinion=opinion_rules.Kind.OPINION,
            matter=session().get_one(Matter, meeting.matter_id),
        )
    for chair in (here.party_branch, here.supervisor):
        with pytest.raises(OutOfOrder) as refused:
            actions.name_chair(here.clerk, meeting, chair=chair, reason="身体原因。")
        assert refused.value.why is sitting_rules.Why.CHAIR_IS_PARTY
        session().rollback()


@pytest.mark.parametrize("signs_first", [False, True])
def test_when_the_chair_cannot_sign_somebody_who_was_there_does(
    world: World, signs_first: bool
) -> None:
    """Else the minutes would never stand, and nothing could be answered (TM-5)."""
    here, meeting = world.here, hearing.opened(world.here)
    _there(world, meeting, here.party_branch)
    with transaction():
        hearing.closed(here, meeting)
    with transaction():
        sittings.draft_minutes(here.clerk, meeting.sitting, text="听取了三方面的意见。")
        for who in (here.neighbour, here.owner, *([here.party_branch] if signs_first else [])):
            sittings.confirm(who, meeting.sitting, version=1)
    with pytest.raises(OutOfOrder) as refused, transaction():
        actions.name_chair(here.clerk, meeting, chair=here.supervisor, reason="身体原因。")
    assert refused.value.why is sitting_rules.Why.STAND_IN_NOT_HERE
    with transaction():
        actions.name_chair(here.clerk, meeting, chair=here.party_branch, reason="身体原因。")
        if not signs_first:
            assert hearing.sitting(meeting).state is State.MINUTES_DRAFT
            sittings.confirm(here.party_branch, meeting.sitting, version=1)
    assert hearing.sitting(meeting).state is State.MINUTES_CONFIRMED
    with pytest.raises(OutOfOrder), transaction():
        actions.name_chair(here.clerk, meeting, chair=here.chair, reason="身体好了。")


def test_no_notice_names_a_chair_who_has_become_a_party(world: World) -> None:
    """Found on the day, everybody would have come for nothing (TM-4)."""
    here, meeting = world.here, hearing.with_panel(world.here)
    with transaction():
        actions.form_panel(here.clerk, meeting, head=here.chair, chair=here.party_branch)
        group = hearing.fresh(meeting).groups[0]
        actions.seat_member(
            here.clerk, meeting, capacity=Capacity.OTHER, person=here.party_branch, group=group
        )
    with pytest.raises(OutOfOrder) as refused:
        hearing.noticed(here, meeting)
    assert refused.value.why is sitting_rules.Why.CHAIR_IS_PARTY


def test_the_chair_takes_no_speakers_seat(world: World) -> None:
    here, meeting = world.here, hearing.noticed(world.here)
    with transaction():
        actions.name_chair(here.clerk, meeting, chair=here.building_head, reason="主持人出差。")
        group = hearing.fresh(meeting).groups[0]
    with pytest.raises(OutOfOrder) as refused:
        actions.register_to_speak(here.building_head, meeting, group=group)
    assert refused.value.why is Why.CHAIR_SPEAKS_FOR_NOBODY
