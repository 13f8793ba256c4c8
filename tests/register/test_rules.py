"""What the register says stays said: numbered, shown, corrected only in the open."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.clock import end_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.matters.rules import Stage
from civic.register import rules
from civic.register.rules import CommitmentState, Kind, Why

ONE_SECOND = timedelta(seconds=1)
PUBLISHED = date(2026, 11, 21)


# Kinds (JWH25 Art.34)


def test_the_seven_kinds_of_article_34_come_first_and_in_order():
    assert [rules.ITEM_OF_ARTICLE_34[kind] for kind in Kind][:7] == [1, 2, 3, 4, 5, 6, 7]


def test_every_kind_falls_under_one_of_the_seven():
    assert set(rules.ITEM_OF_ARTICLE_34) == set(Kind)
    assert set(rules.ITEM_OF_ARTICLE_34.values()) == set(range(1, 8))


def test_the_outcome_of_a_hearing_is_a_matter_fixed_by_consultation():
    """JWH25 Art.34 (5)."""
    assert rules.ITEM_OF_ARTICLE_34[Kind.HEARING_OUTCOME] == 5


# Numbers


def test_a_number_reads_as_offices_write_it():
    assert rules.number_text("五里桥", 2026, 17) == "五里桥〔2026〕17号"


@given(st.integers(1, 50))
def test_numbers_run_from_one_without_gaps(entries):
    numbers: list[int] = []
    for _ in range(entries):
        numbers.append(rules.next_number(numbers[-1] if numbers else None))
    assert numbers == list(range(1, entries + 1))


def enter_decision(**changes):
    terms = {
        "document": " 黄绿容〔2026〕8号 ",
        "decided_on": PUBLISHED,
        "today": PUBLISHED,
    } | changes
    return rules.enter_decision(**terms)


def test_a_departments_decision_is_entered_with_its_document_once_it_is_taken():
    assert enter_decision() == "黄绿容〔2026〕8号"
    with pytest.raises(Invalid) as no:
        enter_decision(document=" ")
    assert no.value.why is Why.DOCUMENT_MISSING
    with pytest.raises(Invalid) as no:
        enter_decision(decided_on=date(2026, 11, 22))
    assert no.value.why is Why.NOT_DECIDED_YET


@pytest.mark.parametrize("stage", [Stage.RESULT_PUBLISHED, Stage.EVALUATED, Stage.ROUTED_OUT])
def test_a_decision_may_follow_the_published_answers(stage):
    rules.require_result(stage, is_to_be_heard_again=False)


@pytest.mark.parametrize("stage", [Stage.NOTICED, Stage.IN_SESSION, Stage.FOLLOW_UP])
def test_no_decision_stands_before_the_answers_do(stage):
    """HR-10: heard and answered first."""
    with pytest.raises(OutOfOrder) as no:
        rules.require_result(stage, is_to_be_heard_again=False)
    assert no.value.why is Why.RESULT_COMES_FIRST


# Shown for fifteen days (JWH25 Art.34)


def test_an_entry_published_on_21_november_is_shown_to_the_end_of_6_december():
    assert rules.shown_until(PUBLISHED).due_on == date(2026, 12, 6)


def test_taking_down_in_the_last_second_is_refused_with_the_article():
    end = datetime(2026, 12, 6, 16, tzinfo=UTC)
    with pytest.raises(OutOfOrder) as no:
        rules.take_down(PUBLISHED, "公开期满", at=end - ONE_SECOND)
    assert no.value.why is Why.STILL_SHOWN
    assert no.value.facts == {
        "until": date(2026, 12, 6),
        "days": 15,
        "article": "JWH25 Art.34",
    }
    assert rules.take_down(PUBLISHED, " 公开期满 ", at=end) == "公开期满"


def test_taking_down_has_a_reason_and_happens_once():
    end = end_of_day(date(2026, 12, 6))
    with pytest.raises(Invalid) as no:
        rules.take_down(PUBLISHED, " ", at=end)
    assert no.value.why is Why.REASON_MISSING
    with pytest.raises(AlreadyDone) as no:
        rules.take_down(PUBLISHED, "公开期满", at=end, is_taken_down=True)
    assert no.value.why is Why.TAKEN_DOWN


def test_a_place_may_show_longer_but_not_shorter():
    assert rules.shown_until(PUBLISHED, 30).due_on == date(2026, 12, 21)
    with pytest.raises(Invalid) as no:
        rules.shown_until(PUBLISHED, 14)
    assert no.value.why is Why.SHOWN_TOO_SHORT


@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(15, 60),
    st.integers(0, 61 * 86_400),
)
def test_either_it_must_be_shown_or_it_may_come_down(published_on, days, seconds):
    at = end_of_day(published_on) + timedelta(seconds=seconds)
    if rules.is_due_to_be_shown(published_on, at, days):
        with pytest.raises(OutOfOrder):
            rules.take_down(published_on, "公开期满", at=at, days=days)
    else:
        assert rules.take_down(published_on, "公开期满", at=at, days=days)
        assert seconds >= 15 * 86_400


# Corrections


def test_a_correction_is_a_new_text_with_a_reason():
    terms = {"is_corrected": False, "is_redacted": True}
    assert rules.correct("装灯六盏", " 装灯八盏 ", "数字写错", **terms) == "装灯八盏"
    with pytest.raises(Invalid) as no:
        rules.correct("装灯六盏", "装灯八盏", "数字写错", **(terms | {"is_redacted": False}))
    assert no.value.why is Why.NOT_REDACTED


@pytest.mark.parametrize(
    ("new", "reason", "is_corrected", "kind", "why"),
    [
        ("装灯八盏", "数字写错", True, AlreadyDone, Why.CORRECTED_ALREADY),
        ("装灯八盏", "", False, Invalid, Why.REASON_MISSING),
        ("装灯六盏 ", "数字写错", False, Invalid, Why.SAME_TEXT),
        ("", "数字写错", False, Invalid, Why.TOO_SHORT),
        ("灯" * 20_001, "数字写错", False, Invalid, Why.TOO_LONG),
    ],
)
def test_a_correction_is_refused_where_nothing_is_set_right(new, reason, is_corrected, kind, why):
    with pytest.raises(kind) as no:
        rules.correct("装灯六盏", new, reason, is_corrected=is_corrected, is_redacted=True)
    assert no.value.why is why


# Commitments (TM-7, TM-8)

C = CommitmentState


def test_a_promise_is_carried_out_reported_with_evidence_and_struck_off():
    state = rules.promise(date(2026, 12, 31), today=PUBLISHED)
    state = rules.advance_commitment(state, C.IN_PROGRESS)
    state = rules.advance_commitment(state, C.REPORTED_DONE, has_evidence=True)
    assert rules.advance_commitment(state, C.STRUCK_OFF) in rules.SETTLED


def test_nothing_is_promised_for_yesterday():
    with pytest.raises(Invalid) as no:
        rules.promise(date(2026, 11, 20), today=PUBLISHED)
    assert (no.value.why, no.value.field) == (Why.DUE_IN_THE_PAST, "due_on")


def test_done_is_not_believed_without_evidence():
    """TM-7."""
    with pytest.raises(Invalid) as no:
        rules.advance_commitment(C.IN_PROGRESS, C.REPORTED_DONE)
    assert no.value.why is Why.EVIDENCE_MISSING


def test_the_owner_does_not_strike_off_its_own_promise():
    for state in (C.PROMISED, C.IN_PROGRESS, C.PARKED):
        with pytest.raises(OutOfOrder) as no:
            rules.advance_commitment(state, C.STRUCK_OFF, has_evidence=True, reason="完成了")
        assert no.value.why is Why.NOT_NEXT


def test_whoever_reported_it_done_does_not_strike_it_off():
    """TM-7: followed up by a supervisor."""
    rules.settle(reported_by=7, settled_by=8)
    with pytest.raises(NotAllowed) as no:
        rules.settle(reported_by=7, settled_by=7)
    assert no.value.why is Why.SETTLES_OWN_REPORT


@pytest.mark.parametrize(
    ("state", "to"), [(C.IN_PROGRESS, C.PARKED), (C.REPORTED_DONE, C.IN_PROGRESS)]
)
def test_parking_and_sending_back_say_why(state, to):
    """TM-8: parked with reason."""
    with pytest.raises(Invalid) as no:
        rules.advance_commitment(state, to)
    assert no.value.why is Why.REASON_MISSING
    assert rules.advance_commitment(state, to, reason="等待管线迁改") is to


def test_a_parked_promise_can_be_taken_up_again_and_lets_the_archive_close():
    assert rules.advance_commitment(C.PARKED, C.IN_PROGRESS) is C.IN_PROGRESS
    assert {C.STRUCK_OFF, C.PARKED} == rules.SETTLED


def test_a_promise_is_overdue_until_somebody_reports_it_done():
    due_on = date(2026, 11, 23)
    for state, is_overdue in (
        (C.PROMISED, True),
        (C.IN_PROGRESS, True),
        (C.REPORTED_DONE, False),
        (C.PARKED, False),
        (C.STRUCK_OFF, False),
    ):
        assert rules.is_overdue(state, due_on, end_of_day(due_on)) is is_overdue
        assert not rules.is_overdue(state, due_on, end_of_day(due_on) - ONE_SECOND)
