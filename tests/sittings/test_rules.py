"""A sitting has a chair who is no party, a roll, an order, and minutes that people confirm."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.checks import all_hold
from civic.clock import SEEDED, end_of_day, start_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.sittings import rules
from civic.sittings.rules import AgendaKind, AttendanceMode, ItemState, Standing, State, Turn, Why

A = AgendaKind


# The sitting (TM-4)


def open_session(**changes):
    terms = {"chair": 1, "parties": {7, 8}, "present": {1, 2, 3}} | changes
    return rules.open_session(terms.pop("state", State.SCHEDULED), **terms)


def test_a_sitting_is_opened_by_a_chair_who_is_there_and_is_no_party():
    assert open_session() is State.IN_SESSION


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        ({"chair": None}, Invalid, Why.NO_CHAIR),
        ({"parties": {1, 7}}, OutOfOrder, Why.CHAIR_IS_PARTY),
        ({"present": set()}, OutOfOrder, Why.NOBODY_HERE),
        ({"present": {2, 3}}, OutOfOrder, Why.CHAIR_NOT_HERE),
        ({"state": State.CLOSED, "parties": {1}}, OutOfOrder, Why.CHAIR_IS_PARTY),
        ({"state": State.CANCELLED}, OutOfOrder, Why.NOT_NEXT),
    ],
)
def test_a_sitting_is_not_opened_otherwise(changes, kind, why):
    """TM-4: attendance roll recorded, chair not a party to the matter."""
    with pytest.raises(kind) as no:
        open_session(**changes)
    assert no.value.why is why


def test_the_drawing_leads_from_the_schedule_to_the_confirmed_minutes():
    line = [
        State.SCHEDULED,
        State.IN_SESSION,
        State.CLOSED,
        State.MINUTES_DRAFT,
        State.MINUTES_CONFIRMED,
    ]
    for state, to in pairwise(line):
        assert rules.advance(state, to) is to
    with pytest.raises(OutOfOrder) as no:
        rules.advance(State.MINUTES_CONFIRMED, State.IN_SESSION)
    assert no.value.why is Why.NOT_NEXT
    assert set(rules.NEXT) == set(State)


def test_a_sitting_closed_by_mistake_goes_on_the_same_day_only():
    closed_at = start_of_day(date(2026, 11, 21)) + timedelta(hours=20)
    end = end_of_day(date(2026, 11, 21))
    last_second = end - timedelta(seconds=1)
    assert rules.reopen(State.CLOSED, closed_at=closed_at, at=last_second) is State.IN_SESSION
    with pytest.raises(OutOfOrder) as no:
        rules.reopen(State.CLOSED, closed_at=closed_at, at=end)
    assert no.value.why is Why.REOPENING_TOO_LATE
    with pytest.raises(OutOfOrder) as no:
        rules.reopen(State.MINUTES_DRAFT, closed_at=closed_at, at=last_second)
    assert no.value.why is Why.NOT_NEXT


def test_people_arrive_until_the_sitting_closes_and_each_once():
    starts_at = start_of_day(date(2026, 12, 4)) + timedelta(hours=14)
    today = {"starts_at": starts_at, "at": starts_at}
    for state in (State.SCHEDULED, State.IN_SESSION):
        rules.arrive(state, mode=None, **today)
    with pytest.raises(OutOfOrder) as no:
        rules.arrive(State.CLOSED, mode=None, **today)
    assert no.value.why is Why.NOT_OPEN_FOR_ARRIVALS
    with pytest.raises(AlreadyDone) as no:
        rules.arrive(State.IN_SESSION, mode=AttendanceMode.ONLINE, **today)
    assert no.value.why is Why.HERE_ALREADY


def test_nobody_is_there_before_the_day_of_the_sitting():
    """TM-4: the roll is that of the sitting, not of its notice."""
    day = start_of_day(date(2026, 12, 4))
    starts_at = day + timedelta(hours=14)
    for early in (day - timedelta(days=11), day - timedelta(seconds=1)):
        with pytest.raises(OutOfOrder) as no:
            rules.arrive(State.SCHEDULED, mode=None, starts_at=starts_at, at=early)
        assert no.value.why is Why.BEFORE_ITS_DAY
    for on_the_day in (day, starts_at - timedelta(hours=1), day + timedelta(days=1)):
        rules.arrive(State.IN_SESSION, mode=None, starts_at=starts_at, at=on_the_day)


# The agenda (HR-5)


def test_the_order_of_a_hearing():
    """HR-5: explanation, questions, statements, replies, summing up."""
    rules.check_agenda(
        [
            A.OPENING,
            A.EXPLANATION,
            A.QUESTIONS,
            A.STATEMENTS,
            A.STATEMENTS,
            A.OTHER,
            A.REPLIES,
            A.SHOW_OF_HANDS,
            A.SUMMING_UP,
        ]
    )


def test_no_summing_up_before_the_replies():
    with pytest.raises(Invalid) as no:
        rules.check_agenda([A.EXPLANATION, A.QUESTIONS, A.STATEMENTS, A.SUMMING_UP, A.REPLIES])
    assert no.value.why is Why.AGENDA_OUT_OF_ORDER


@pytest.mark.parametrize("left_out", rules.HEARING_ORDER)
def test_no_part_of_the_order_is_left_out(left_out):
    with pytest.raises(Invalid) as no:
        rules.check_agenda([part for part in rules.HEARING_ORDER if part is not left_out])
    assert no.value.why is Why.AGENDA_INCOMPLETE
    assert no.value.facts["missing"] == (left_out,)


@given(st.permutations(rules.HEARING_ORDER))
def test_of_all_orders_one_is_right(parts):
    if tuple(parts) == rules.HEARING_ORDER:
        rules.check_agenda(parts)
    else:
        with pytest.raises(Invalid):
            rules.check_agenda(parts)


WAITING, OPEN, DONE = ItemState


def test_the_items_of_the_agenda_are_taken_up_in_their_order():
    """HR-5: explanation, questions, statements, replies, summing up."""
    assert rules.open_item(State.IN_SESSION, [WAITING, WAITING, WAITING], 1) is OPEN
    assert rules.open_item(State.IN_SESSION, [DONE, OPEN, WAITING], 3) is OPEN
    with pytest.raises(OutOfOrder) as no:
        rules.open_item(State.IN_SESSION, [OPEN, WAITING, WAITING], 3)
    assert (no.value.why, no.value.facts["next"]) == (Why.ITEM_NOT_NEXT, 2)


def test_the_chair_may_come_back_to_what_was_done():
    assert rules.open_item(State.IN_SESSION, [DONE, DONE, OPEN, WAITING], 1) is OPEN
    with pytest.raises(AlreadyDone):
        rules.open_item(State.IN_SESSION, [DONE, OPEN], 2)
    with pytest.raises(OutOfOrder) as no:
        rules.open_item(State.SCHEDULED, [WAITING, WAITING], 1)
    assert no.value.why is Why.NOT_IN_SESSION


@pytest.mark.parametrize("left_out", rules.HEARING_ORDER)
def test_it_is_not_closed_before_every_part_of_the_order_had_its_turn(left_out):
    agenda = [(part, WAITING if part is left_out else DONE) for part in rules.HEARING_ORDER]
    with pytest.raises(OutOfOrder) as no:
        rules.close(State.IN_SESSION, agenda)
    assert no.value.why is Why.ITEMS_WAITING
    assert no.value.facts["next"] == rules.HEARING_ORDER.index(left_out) + 1


def test_what_stands_besides_the_order_may_be_left_for_another_day():
    agenda = [*((part, DONE) for part in rules.HEARING_ORDER), (A.OTHER, WAITING)]
    assert rules.close(State.IN_SESSION, agenda) is State.CLOSED


# Speaking (HR-11)


def test_one_speaks_by_registration_and_once_at_a_time():
    mode = AttendanceMode.ON_SITE
    assert rules.register_to_speak(State.IN_SESSION, mode=mode, turns=()) is Turn.WAITING
    assert rules.register_to_speak(State.SCHEDULED, mode=None, turns=[Turn.SPOKEN])
    with pytest.raises(AlreadyDone) as no:
        rules.register_to_speak(State.IN_SESSION, mode=mode, turns=[Turn.WAITING])
    assert no.value.why is Why.WAITING_ALREADY


def test_an_observer_listens():
    """HR-11: speaking by registration as a participant."""
    with pytest.raises(NotAllowed) as no:
        rules.register_to_speak(State.IN_SESSION, mode=AttendanceMode.OBSERVER, turns=())
    assert no.value.why is Why.OBSERVERS_DO_NOT_SPEAK


def test_two_do_not_speak_at_once():
    terms = {"state": State.IN_SESSION}
    assert rules.advance_turn(Turn.WAITING, Turn.SPEAKING, **terms, is_somebody_speaking=False)
    with pytest.raises(OutOfOrder) as no:
        rules.advance_turn(Turn.WAITING, Turn.SPEAKING, **terms, is_somebody_speaking=True)
    assert no.value.why is Why.SOMEBODY_SPEAKS
    assert rules.advance_turn(Turn.SPEAKING, Turn.SPOKEN, **terms, is_somebody_speaking=True)


def test_nobody_speaks_twice_on_one_turn_or_outside_the_session():
    with pytest.raises(OutOfOrder) as no:
        rules.advance_turn(
            Turn.SPOKEN, Turn.SPEAKING, state=State.IN_SESSION, is_somebody_speaking=False
        )
    assert no.value.why is Why.NOT_NEXT
    with pytest.raises(OutOfOrder) as no:
        rules.advance_turn(
            Turn.WAITING, Turn.SPEAKING, state=State.CLOSED, is_somebody_speaking=False
        )
    assert no.value.why is Why.NOT_IN_SESSION


# A show of hands (HR-7)


def count(present, yes, no, abstain, state=State.IN_SESSION):
    return rules.count_hands(state, present=present, yes=yes, no=no, abstain=abstain)


def test_a_show_of_hands_is_an_indication_and_not_a_decision():
    """HR-7; JWH25 Art.32."""
    hands = count(40, 25, 10, 3)
    assert hands.standing is Standing.INDICATIVE
    assert hands.not_shown == 2


@given(*[st.integers(-2, 40)] * 4)
def test_there_are_never_more_hands_than_people_nor_fewer_than_none(present, yes, no, abstain):
    if min(present, yes, no, abstain) >= 0 and yes + no + abstain <= present:
        assert count(present, yes, no, abstain).not_shown >= 0
    else:
        with pytest.raises(Invalid) as refused:
            count(present, yes, no, abstain)
        assert refused.value.why in {Why.HANDS_NEGATIVE, Why.MORE_HANDS_THAN_PEOPLE}


def test_hands_are_counted_while_the_sitting_lasts():
    with pytest.raises(OutOfOrder) as no:
        count(40, 25, 10, 3, state=State.CLOSED)
    assert no.value.why is Why.NOT_IN_SESSION


# The minutes (TM-5)


def test_minutes_are_due_after_three_working_days():
    """TM-5: closed on Thursday 24 September 2026; 25-27 September are off."""
    assert rules.minutes_due(date(2026, 9, 24), SEEDED).due_on == date(2026, 9, 30)


def test_minutes_are_written_until_they_are_confirmed():
    text = "主持人宣布听证会开始,居委会说明方案。"
    for state in (State.IN_SESSION, State.CLOSED, State.MINUTES_DRAFT):
        assert rules.write_minutes(state, f"  {text}\n") == text
    for state in (State.SCHEDULED, State.MINUTES_CONFIRMED):
        with pytest.raises(OutOfOrder) as no:
            rules.write_minutes(state, text)
        assert no.value.why is Why.MINUTES_FIXED


@pytest.mark.parametrize(
    ("text", "why"), [("开会了", Why.MINUTES_TOO_SHORT), ("字" * 50_001, Why.MINUTES_TOO_LONG)]
)
def test_minutes_have_a_length_that_can_be_read(text, why):
    with pytest.raises(Invalid) as no:
        rules.write_minutes(State.MINUTES_DRAFT, text)
    assert no.value.why is why


@pytest.mark.parametrize("mode", [AttendanceMode.ON_SITE, AttendanceMode.ONLINE])
def test_whoever_took_part_may_confirm(mode):
    rules.confirm(State.MINUTES_DRAFT, mode=mode, has_confirmed=False)


@pytest.mark.parametrize("mode", [None, AttendanceMode.OBSERVER])
def test_who_was_not_there_or_only_listened_does_not_confirm(mode):
    """TM-5: confirmed by chair and participants."""
    with pytest.raises(NotAllowed) as no:
        rules.confirm(State.MINUTES_DRAFT, mode=mode, has_confirmed=False)
    assert no.value.why is Why.NOT_HERE


def test_one_confirms_once_and_only_a_finished_draft():
    with pytest.raises(AlreadyDone) as no:
        rules.confirm(State.MINUTES_DRAFT, mode=AttendanceMode.ON_SITE, has_confirmed=True)
    assert no.value.why is Why.CONFIRMED_ALREADY
    with pytest.raises(OutOfOrder) as no:
        rules.confirm(State.CLOSED, mode=AttendanceMode.ON_SITE, has_confirmed=False)
    assert no.value.why is Why.NOT_OPEN_FOR_CONFIRMING


@pytest.mark.parametrize(
    ("chair", "representatives", "participants", "stands"),
    [
        (True, 2, 30, True),
        (True, 1, 30, False),
        (False, 30, 30, False),
        (True, 1, 1, True),
        (True, 0, 1, False),
        (True, 0, 0, True),
        (False, 0, 0, False),
    ],
)
def test_the_minutes_stand_on_the_chair_and_two_of_the_others(
    chair, representatives, participants, stands
):
    """HR-5: signed by chair and representatives; of one other participant, that one.

    Where nobody but the chair came, there is nobody else to ask.
    """
    terms = {
        "chair_confirmed": chair,
        "representatives": representatives,
        "participants": participants,
    }
    checks = rules.confirmation(**terms)
    assert all_hold(checks) is stands
