"""The hearing, rule by rule: HR-1 to HR-11, TM-3 to TM-8."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.clock import SEEDED, Counting, end_of_day, start_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.matters import rules as matters
from civic.meetings import rules
from civic.meetings.rules import (
    Body,
    Capacity,
    ExplanationPart,
    Initiative,
    MeetingKind,
    MeetingStage,
    NoticePart,
    PlanChange,
    Scope,
    Seat,
    Why,
)
from civic.opinions.rules import Why as OpinionsWhy
from civic.sittings.rules import Standing, State, count_hands
from civic.sittings.rules import Why as SittingsWhy

M = MeetingStage

NOTICED_ON = date(2026, 11, 21)
SITS_AT = start_of_day(date(2026, 12, 2)) + timedelta(hours=14)

LINE = [
    M.DRAFT,
    M.PANEL_FORMED,
    M.NOTICED,
    M.IN_SESSION,
    M.SAT,
    M.REPLIES_AWAITED,
    M.PUBLISHED,
    M.ARCHIVED,
]


# The stages


def test_the_three_meetings():
    """三会: 协调会、听证会、评议会."""
    assert {kind.value for kind in MeetingKind} == {"coordination", "hearing", "evaluation"}


def test_a_hearing_walks_from_draft_to_archive():
    for stage, to in pairwise(LINE):
        assert rules.advance(stage, to) is to


@pytest.mark.parametrize(
    ("stage", "to"),
    [
        (M.DRAFT, M.NOTICED),
        (M.PANEL_FORMED, M.IN_SESSION),
        (M.POSTPONED, M.IN_SESSION),  # a new notice first
        (M.IN_SESSION, M.REPLIES_AWAITED),
        (M.SAT, M.PUBLISHED),
        (M.IN_SESSION, M.CANCELLED),
        (M.ARCHIVED, M.ANOTHER_ROUND),
    ],
)
def test_no_stage_of_a_hearing_is_skipped(stage, to):
    with pytest.raises(OutOfOrder) as no:
        rules.advance(stage, to)
    assert no.value.why is Why.NOT_NEXT


def test_every_stage_can_be_reached():
    assert set(rules.NEXT) == set(M)
    reached, frontier = set(), {M.DRAFT}
    while frontier:
        reached |= frontier
        frontier = {to for stage in frontier for to in rules.NEXT[stage]} - reached
    assert reached == set(M)


def test_the_matter_walks_beside_its_meeting():
    """Each arrow of the meeting is an arrow of the matter, or leaves it where it stands."""
    for stage, after in rules.NEXT.items():
        for to in after:
            matter, goes_to = rules.MATTER_STAGE[stage], rules.MATTER_STAGE[to]
            assert matter is goes_to or goes_to in matters.NEXT[matter], (stage, to)


def test_a_hearing_is_called_off_with_a_reason_and_never_after_it_sat():
    assert rules.cancel(M.NOTICED, "项目取消") is M.CANCELLED
    with pytest.raises(Invalid) as no:
        rules.cancel(M.NOTICED, " ")
    assert no.value.why is Why.REASON_MISSING
    with pytest.raises(OutOfOrder):
        rules.cancel(M.SAT, "项目取消")


@given(st.sampled_from(M))
def test_people_register_from_the_notice_to_the_end_of_the_session(stage):
    if stage in {M.NOTICED, M.IN_SESSION}:
        rules.require_open_for_registration(stage)
    else:
        with pytest.raises(OutOfOrder) as no:
            rules.require_open_for_registration(stage)
        assert no.value.why is Why.NOT_OPEN_FOR_REGISTRATION


# HR-1: scope


@pytest.mark.parametrize("scope", Scope)
def test_a_hearing_is_held_before_the_decision(scope):
    """HR-1; SH06 Art.4."""
    assert rules.check_scope(scope, decided_on=None) is scope
    with pytest.raises(OutOfOrder) as no:
        rules.check_scope(scope, decided_on=date(2026, 11, 1))
    assert no.value.why is Why.DECIDED_ALREADY


def test_what_is_no_project_and_no_vital_interest_is_not_heard():
    """HR-1."""
    with pytest.raises(Invalid) as no:
        rules.check_scope(None, decided_on=None)
    assert no.value.why is Why.OUT_OF_SCOPE


# HR-2: who convenes


@pytest.mark.parametrize(
    ("initiative", "body"),
    [
        (Initiative.DEPARTMENT_ASKS, Body.RESIDENTS_COMMITTEE),
        (Initiative.COMMITTEE_PROPOSES, Body.DEPARTMENT),
        (Initiative.OWN_AFFAIRS, None),
    ],
)
def test_the_committee_convenes_and_the_other_side_agrees(initiative, body):
    """HR-2; SH06 Art.5."""
    assert rules.must_agree(initiative) is body
    rules.agree_to_convene(initiative, has_agreed=True)
    if body is None:
        rules.agree_to_convene(initiative, has_agreed=False)
    else:
        with pytest.raises(OutOfOrder) as no:
            rules.agree_to_convene(initiative, has_agreed=False)
        assert no.value.why is Why.NOT_AGREED
        assert no.value.facts["body"] is body


# HR-3: the panel


def test_the_committees_chair_heads_the_panel_but_not_on_the_committees_own_affairs():
    """HR-3; SH06 Art.6."""
    assert rules.panel_head(Initiative.DEPARTMENT_ASKS) is Body.COMMITTEE_CHAIR
    assert rules.panel_head(Initiative.COMMITTEE_PROPOSES) is Body.COMMITTEE_CHAIR
    assert rules.panel_head(Initiative.OWN_AFFAIRS) is Body.SUPERVISION_COMMITTEE


def test_the_panel_has_room_for_those_that_the_trial_rules_name():
    """HR-3: affected residents, residents' representatives, community units."""
    assert {
        Capacity.AFFECTED_RESIDENT,
        Capacity.RESIDENT_REP,
        Capacity.COMMUNITY_UNIT,
    } <= set(Capacity)


def seats(*held: tuple[str, bool, int]) -> list[Seat]:
    return [Seat(group, is_affected) for group, is_affected, n in held for _ in range(n)]


FAIR = seats(("一楼住户", True, 3), ("沿街商户", False, 2), ("物业", False, 1))
GROUPS = ["一楼住户", "沿街商户", "物业"]


def form_panel(**changes):
    terms = {"head": Body.COMMITTEE_CHAIR, "groups": GROUPS, "seats": FAIR} | changes
    return rules.form_panel(
        terms.pop("stage", M.DRAFT), terms.pop("initiative", Initiative.DEPARTMENT_ASKS), **terms
    )


def test_a_panel_with_its_head_and_a_fair_composition_stands():
    assert form_panel() is M.PANEL_FORMED
    assert form_panel(stage=M.PANEL_FORMED) is M.PANEL_FORMED, "and may be formed anew"


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        ({"head": None}, Invalid, Why.NO_HEAD),
        ({"head": Body.SUPERVISION_COMMITTEE}, OutOfOrder, Why.WRONG_HEAD),
        ({"initiative": Initiative.OWN_AFFAIRS}, OutOfOrder, Why.WRONG_HEAD),
        ({"groups": []}, Invalid, Why.NO_GROUPS),
        ({"seats": []}, Invalid, Why.NO_SEATS),
        ({"groups": [*GROUPS, "租户"]}, OutOfOrder, Why.COMPOSITION),
        ({"stage": M.NOTICED}, OutOfOrder, Why.NOT_NEXT),
    ],
)
def test_a_panel_is_not_formed_otherwise(changes, kind, why):
    with pytest.raises(kind) as no:
        form_panel(**changes)
    assert no.value.why is why


# HR-6: composition


def test_three_of_six_seats_are_half_and_half_is_enough():
    """HR-6: directly affected residents at least half of the seats: 2 × 3 >= 6."""
    *groups, half = rules.composition(GROUPS, FAIR)
    assert [(check.about, check.left, check.right) for check in groups] == [
        ("一楼住户", 3, 1),
        ("沿街商户", 2, 1),
        ("物业", 1, 1),
    ]
    assert (half.left, half.op, half.right, half.holds) == (6, ">=", 6, True)
    assert half.article == "HR-6"


def test_three_of_seven_seats_are_less_than_half():
    """HR-6: 2 × 3 >= 7 does not hold, and the refusal carries the sum."""
    crowded = [*FAIR, Seat("物业", False)]
    with pytest.raises(OutOfOrder) as no:
        rules.check_composition(GROUPS, crowded)
    (half,) = [check for check in no.value.facts["checks"] if not check.holds]
    assert (half.check, half.left, half.right) == ("affected_half", 6, 7)


def test_a_group_with_a_stake_but_no_seat_is_named():
    """HR-6: every interest group named in the matter has a seat."""
    with pytest.raises(OutOfOrder) as no:
        rules.check_composition([*GROUPS, "租户"], FAIR)
    (missing,) = [check for check in no.value.facts["checks"] if not check.holds]
    assert (missing.check, missing.about, missing.left) == ("group_has_seat", "租户", 0)


@given(st.integers(0, 200), st.integers(0, 200))
def test_half_is_counted_in_whole_seats(affected, others):
    panel = seats(("住户", True, affected), ("其他", False, others))
    *_, half = rules.composition(["住户"], panel)
    assert half.holds == (affected >= others)


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_a_group_named_twice_is_checked_once(affected):
    panel = [Seat("住户", is_affected) for is_affected in affected]
    assert rules.composition(["住户", "住户"], panel) == rules.composition(["住户"], panel)


# HR-4: the notice


def give_notice(**changes):
    terms = {
        "noticed_on": NOTICED_ON,
        "sits_at": SITS_AT,
        "given": frozenset(NoticePart),
    } | changes
    return rules.give_notice(terms.pop("stage", M.PANEL_FORMED), **terms)


def test_ten_clear_days_lie_between_notice_and_hearing():
    """HR-4; G-6: noticed on 21 November, so 2 December at the earliest."""
    due = rules.earliest_sitting(NOTICED_ON)
    assert (due.due_on, due.rule) == (date(2026, 12, 2), Counting.CLEAR_DAYS)
    assert give_notice() is M.NOTICED


def test_a_hearing_in_the_last_minute_of_the_tenth_day_is_too_early():
    """HR-4; G-6: the day counts as Shanghai sees it."""
    last_minute = end_of_day(date(2026, 12, 1)) - timedelta(minutes=1)
    with pytest.raises(OutOfOrder) as no:
        give_notice(sits_at=last_minute)
    assert no.value.why is Why.NOTICE_TOO_SHORT
    assert no.value.field == "starts_at"
    assert no.value.facts["earliest"] == date(2026, 12, 2)
    assert give_notice(sits_at=last_minute + timedelta(minutes=1)) is M.NOTICED


@pytest.mark.parametrize("days", [7, 10, 30])
def test_a_place_asks_for_seven_to_thirty_days(days):
    """HR-4."""
    assert rules.check_notice_days(days) == days


@pytest.mark.parametrize("days", [6, 31, 0, -1])
def test_no_place_asks_for_less_than_a_week_or_more_than_a_month(days):
    """HR-4."""
    with pytest.raises(Invalid) as no:
        rules.earliest_sitting(NOTICED_ON, days)
    assert no.value.why is Why.NOTICE_DAYS_OUT_OF_RANGE


@pytest.mark.parametrize("part", NoticePart)
def test_a_notice_that_leaves_something_out_is_not_given(part):
    """TM-3."""
    with pytest.raises(Invalid) as no:
        give_notice(given=frozenset(NoticePart) - {part})
    assert no.value.why is Why.NOTICE_INCOMPLETE
    assert no.value.facts["missing"] == (part,)


def test_a_postponed_hearing_needs_a_new_notice_with_all_its_days():
    """B1.1: postpone (new notice)."""
    assert rules.postpone(M.NOTICED, "台风") is M.POSTPONED
    with pytest.raises(Invalid) as no:
        rules.postpone(M.NOTICED, "")
    assert no.value.why is Why.REASON_MISSING
    with pytest.raises(OutOfOrder) as no:
        give_notice(stage=M.POSTPONED, noticed_on=date(2026, 11, 22))
    assert no.value.why is Why.NOTICE_TOO_SHORT
    assert give_notice(stage=M.POSTPONED) is M.NOTICED


# HR-5, HR-7, HR-11, TM-4: the session


def test_the_organiser_explains_all_five_things():
    """HR-5: necessity, feasibility, content, cost, impact."""
    rules.check_explanation(set(ExplanationPart))
    with pytest.raises(Invalid) as no:
        rules.check_explanation(set(ExplanationPart) - {ExplanationPart.COST})
    assert no.value.facts["missing"] == (ExplanationPart.COST,)


def open_session(**changes):
    terms = {"chair": 1, "parties": {7}, "sits_at": SITS_AT, "at": SITS_AT} | changes
    return rules.open_session(terms.pop("stage", M.NOTICED), **terms)


def test_the_hearing_opens_at_the_hour_that_the_notice_named_and_not_before():
    """HR-4: who comes in time has missed nothing."""
    assert open_session(at=SITS_AT) is M.IN_SESSION
    assert open_session(at=SITS_AT + timedelta(minutes=20)) is M.IN_SESSION
    for early in (timedelta(microseconds=1), timedelta(minutes=5), timedelta(hours=14)):
        with pytest.raises(OutOfOrder) as no:
            open_session(at=SITS_AT - early)
        assert no.value.why is Why.TOO_EARLY
        assert no.value.facts["sits_at"] == SITS_AT


def test_when_its_day_is_over_it_needs_a_new_notice():
    """HR-4: by the day in Shanghai, which ends at 16:00 UTC."""
    midnight = end_of_day(date(2026, 12, 2))
    assert open_session(at=midnight - timedelta(seconds=1)) is M.IN_SESSION
    with pytest.raises(OutOfOrder) as no:
        open_session(at=midnight)
    assert no.value.why is Why.ITS_DAY_IS_OVER


def test_a_party_to_the_matter_does_not_chair_it():
    """TM-4."""
    with pytest.raises(OutOfOrder) as no:
        open_session(chair=7)
    assert no.value.why is SittingsWhy.CHAIR_IS_PARTY
    with pytest.raises(Invalid) as no:
        open_session(chair=None)
    assert no.value.why is SittingsWhy.NO_CHAIR


def test_a_postponed_hearing_does_not_open():
    with pytest.raises(OutOfOrder) as no:
        open_session(stage=M.POSTPONED)
    assert no.value.why is Why.NOT_NEXT


def observe(**changes):
    terms = {"is_verified": True, "has_seat": False, "seats": 20, "taken": 19} | changes
    return rules.observe(terms.pop("stage", M.NOTICED), **terms)


def test_the_last_observer_seat_is_given_to_a_verified_resident():
    """HR-11."""
    observe()
    observe(stage=M.IN_SESSION)


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        ({"taken": 20}, OutOfOrder, Why.OBSERVER_SEATS_TAKEN),
        ({"seats": 0, "taken": 0}, OutOfOrder, Why.OBSERVER_SEATS_TAKEN),
        ({"is_verified": False}, NotAllowed, Why.NOT_VERIFIED),
        ({"has_seat": True}, AlreadyDone, Why.SEATED_ALREADY),
        ({"stage": M.SAT}, OutOfOrder, Why.NOT_OPEN_FOR_REGISTRATION),
    ],
)
def test_observer_seats_are_for_verified_residents_while_they_last(changes, kind, why):
    """HR-11."""
    with pytest.raises(kind) as no:
        observe(**changes)
    assert no.value.why is why


def test_an_indicative_vote_decides_nothing():
    """HR-7; JWH25 Art.32."""
    hands = count_hands(State.IN_SESSION, present=60, yes=60, no=0, abstain=0)
    assert hands.standing is Standing.INDICATIVE


# HR-8, HR-10: answers and rounds


def test_opinions_are_sent_once_the_minutes_are_confirmed():
    """TM-5; S0."""
    assert rules.close(M.IN_SESSION) is M.SAT
    assert rules.send_opinions(M.SAT, are_minutes_confirmed=True) is M.REPLIES_AWAITED
    with pytest.raises(OutOfOrder) as no:
        rules.send_opinions(M.SAT, are_minutes_confirmed=False)
    assert no.value.why is Why.MINUTES_NOT_CONFIRMED


def test_one_unanswered_opinion_of_197_keeps_the_hearing_open():
    """HR-8; SH17 Art.23."""
    with pytest.raises(OutOfOrder) as no:
        publish(unanswered=1)
    assert no.value.why is OpinionsWhy.UNANSWERED
    assert publish(unanswered=0) is M.PUBLISHED


@pytest.mark.parametrize(
    ("change", "is_required"),
    [(PlanChange.NONE, False), (PlanChange.MINOR, False), (PlanChange.SUBSTANTIAL, True)],
)
def test_a_substantial_change_is_heard_again_before_the_decision(change, is_required):
    """HR-10."""
    assert rules.is_new_round_required(change) is is_required


@pytest.mark.parametrize("stage", [M.SAT, M.REPLIES_AWAITED, M.PUBLISHED])
def test_another_round_may_be_called_at_any_time_before_the_decision(stage):
    """HR-10; one real case took eight rounds."""
    assert rules.another_round(stage, PlanChange.SUBSTANTIAL) is M.ANOTHER_ROUND
    with pytest.raises(OutOfOrder) as no:
        rules.another_round(stage, PlanChange.SUBSTANTIAL, decided_on=date(2026, 12, 30))
    assert no.value.why is Why.DECIDED_ALREADY
    with pytest.raises(OutOfOrder) as no:
        rules.another_round(stage, PlanChange.MINOR)
    assert no.value.why is Why.NO_NEW_ROUND_NEEDED


def publish(**changes):
    terms = {
        "outcome": "方案通过修改后实施。",
        "unanswered": 0,
        "contested": 0,
        "change": PlanChange.MINOR,
        "is_redacted": True,
    } | changes
    return rules.publish(terms.pop("stage", M.REPLIES_AWAITED), **terms)


def test_the_outcome_is_published_with_all_its_answers():
    """TM-6."""
    assert publish() is M.PUBLISHED


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        ({"unanswered": 3}, OutOfOrder, OpinionsWhy.UNANSWERED),
        ({"contested": 1}, OutOfOrder, OpinionsWhy.CONTESTED),
        ({"change": PlanChange.SUBSTANTIAL}, OutOfOrder, Why.NEW_ROUND_REQUIRED),
        ({"outcome": "  "}, Invalid, Why.OUTCOME_MISSING),
        ({"is_redacted": False}, Invalid, Why.NOT_REDACTED),
        ({"stage": M.SAT}, OutOfOrder, Why.NOT_NEXT),
    ],
)
def test_nothing_is_published_unanswered_unheard_empty_or_unread(changes, kind, why):
    """TM-6; HR-8; HR-10; PIPL 25."""
    with pytest.raises(kind) as no:
        publish(**changes)
    assert no.value.why is why


# TM-6, TM-8: the result


def test_the_result_is_due_five_working_days_after_the_last_due_reply():
    """TM-6: last reply due on Friday 11 December 2026, published by Friday the 18th."""
    friday, late = date(2026, 12, 11), date(2026, 12, 14)

    def due(last_due_on: date | None, last_answer_on: date | None) -> date:
        return rules.publish_due(
            sent_on=date(2026, 11, 20),
            last_due_on=last_due_on,
            last_answer_on=last_answer_on,
            calendar=SEEDED,
        ).due_on

    assert due(friday, date(2026, 12, 1)) == date(2026, 12, 18), "answered early, still that day"
    assert due(friday, late) == date(2026, 12, 21), "a late answer leaves five days all the same"
    assert due(None, None) == date(2026, 11, 27), "nobody was owed an answer"


def archive(**changes):
    terms = {
        "shown_until": date(2026, 12, 31),
        "unanswered": 0,
        "unsettled": 0,
        "is_new_round_required": False,
        "at": datetime(2026, 12, 31, 16, tzinfo=UTC),
    } | changes
    return rules.archive(terms.pop("stage", M.PUBLISHED), **terms)


def test_the_archive_waits_until_the_result_was_shown_and_every_promise_settled():
    """TM-6; TM-8; JWH25 Art.34, 39."""
    assert archive() is M.ARCHIVED
    with pytest.raises(OutOfOrder) as no:
        archive(at=datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))
    assert no.value.why is Why.STILL_SHOWN
    with pytest.raises(OutOfOrder) as no:
        archive(unsettled=2)
    assert no.value.why is Why.NOT_SETTLED
    with pytest.raises(OutOfOrder) as no:
        archive(is_new_round_required=True)
    assert no.value.why is Why.NEW_ROUND_REQUIRED
    with pytest.raises(OutOfOrder) as no:
        archive(unanswered=1)
    assert no.value.why is OpinionsWhy.UNANSWERED


# PIPL 25: what the public record calls a matter


def test_notice_and_result_call_it_what_the_committee_has_read_for_names():
    assert rules.name_officially(" 加装电梯 ", is_redacted=True) == "加装电梯"
    for title, is_redacted, why in (
        ("王大妈家门口装电梯", False, Why.NOT_REDACTED),
        ("  ", True, Why.TITLE_MISSING),
        ("长" * 61, True, Why.TITLE_MISSING),
    ):
        with pytest.raises(Invalid) as no:
            rules.name_officially(title, is_redacted=is_redacted)
        assert no.value.why is why
