"""The rules of evaluations (评议会), article by article: EV-1 to EV-5, AP-1 to AP-10."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from civic.clock import Calendar
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, Refused
from civic.matters.rules import Forum
from civic.meetings import rules
from civic.meetings.rules import (
    Figures,
    MeetingKind,
    MeetingStage,
    NoticePart,
    Poll,
    RecheckFinding,
    Why,
)
from civic.people.rules import UnitKind
from civic.voting.rules import (
    PERMITS,
    SILENT,
    Cell,
    Electorate,
    MemberMark,
    OtherScore,
    Outcome,
    RaterGroup,
    Scale,
    Showing,
    UnitMark,
    appraisal,
    as_hundredths,
    satisfaction,
    shown,
)
from civic.voting.rules import Rule as VoteRule

M, R, E = MeetingStage, RaterGroup, Electorate
PLAIN = Calendar({}, frozenset({2026, 2027}))
RESIDENTS = Poll(R.RESIDENT, 60, E.REPRESENTATIVES)
STREET, PEERS = Poll(R.STREET, 30), Poll(R.PEER, 10)


def refused(why: Why, act: Callable[[], object], kind: type[Refused]) -> Refused:
    with pytest.raises(kind) as found:
        act()
    assert found.value.why is why
    return found.value


# -- the drawing --------------------------------------------------------------------------


def test_an_evaluation_goes_from_its_notice_to_the_archive_without_panel_or_round() -> None:
    way = [M.DRAFT, M.NOTICED, M.IN_SESSION, M.SAT, M.PUBLISHED, M.ARCHIVED]
    for stage, to in pairwise(way):
        assert rules.advance(stage, to, MeetingKind.EVALUATION) is to


@pytest.mark.parametrize(
    ("stage", "to"),
    [
        (M.DRAFT, M.PANEL_FORMED),
        (M.SAT, M.REPLIES_AWAITED),
        (M.SAT, M.ANOTHER_ROUND),
        (M.PUBLISHED, M.ANOTHER_ROUND),
        (M.DRAFT, M.PUBLISHED),
    ],
)
def test_what_only_a_hearing_does_an_evaluation_does_not(
    stage: MeetingStage, to: MeetingStage
) -> None:
    refused(Why.NOT_NEXT, lambda: rules.advance(stage, to, MeetingKind.EVALUATION), OutOfOrder)


@pytest.mark.parametrize(("stage", "to"), [(M.DRAFT, M.NOTICED), (M.SAT, M.PUBLISHED)])
def test_and_a_hearing_takes_no_short_way_of_an_evaluation(
    stage: MeetingStage, to: MeetingStage
) -> None:
    refused(Why.NOT_NEXT, lambda: rules.advance(stage, to), OutOfOrder)


def test_each_kind_takes_up_what_was_routed_to_it() -> None:
    rules.check_routed(Forum.EVALUATION_MEETING, MeetingKind.EVALUATION)
    refused(
        Why.NOT_ROUTED_TO_EVALUATION,
        lambda: rules.check_routed(Forum.HEARING, MeetingKind.EVALUATION),
        OutOfOrder,
    )
    refused(Why.NOT_ROUTED_HERE, lambda: rules.check_routed(Forum.EVALUATION_MEETING), OutOfOrder)


def test_between_notice_and_sitting_lie_seven_clear_days() -> None:
    def notice(day: int) -> MeetingStage:
        return rules.give_notice(
            M.DRAFT,
            noticed_on=date(2026, 11, 2),
            sits_at=datetime(2026, 11, day, 6, tzinfo=UTC),
            given=set(NoticePart),
            days=rules.EVALUATION_NOTICE_DAYS,
            kind=MeetingKind.EVALUATION,
        )

    no = refused(Why.NOTICE_TOO_SHORT, lambda: notice(9), OutOfOrder)
    assert (no.facts["earliest"], no.facts["article"]) == (date(2026, 11, 10), "EV-2")
    assert notice(10) is M.NOTICED


# -- EV-1, EV-4, AP-8: who is rated, who rates ----------------------------------------------


def test_units_or_people_are_rated_never_both_in_one() -> None:
    assert rules.check_parties([(1, None), (2, None)]) is Scale.UNIT
    assert rules.check_parties([(1, 7), (1, 8)]) is Scale.MEMBER
    refused(Why.MIXED_PARTIES, lambda: rules.check_parties([(1, None), (2, 7)]), Invalid)
    refused(Why.NO_PARTIES, lambda: rules.check_parties([]), Invalid)


@pytest.mark.parametrize("committee", [True, False])
@pytest.mark.parametrize("supervisors", [True, False])
def test_the_committee_and_its_supervisors_are_never_rated_in_one(
    committee: bool, supervisors: bool
) -> None:
    """Each takes the papers of the other."""
    check = lambda: rules.check_apart(rates_committee=committee, rates_supervisors=supervisors)  # noqa: E731
    if committee and supervisors:
        refused(Why.NOBODY_LEFT, check, Invalid)
    else:
        check()


@pytest.mark.parametrize("twice", [[(1, None), (1, None)], [(1, 7), (2, 7)]])
def test_nobody_is_rated_twice_in_one(twice: list[tuple[int, int | None]]) -> None:
    refused(Why.PARTY_TWICE, lambda: rules.check_parties(twice), Invalid)


def test_a_unit_and_somebody_of_the_same_number_are_two() -> None:
    refused(Why.MIXED_PARTIES, lambda: rules.check_parties([(7, None), (1, 7)]), Invalid)


def polls(*found: Poll, rates_committee: bool = False) -> None:
    rules.check_polls(found, rates_committee=rates_committee)


def test_the_residents_rate_alone_or_weigh_most() -> None:
    polls(Poll(R.RESIDENT, 100, E.ADULTS))
    polls(STREET, PEERS, RESIDENTS)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ((Poll(R.STREET, 100, E.INVITED),), Why.RESIDENTS_VOTE),
        ((Poll(R.RESIDENT, 100),), Why.RESIDENTS_VOTE),
        ((RESIDENTS, STREET), Why.WEIGHTS_OFF),
        ((RESIDENTS, Poll(R.STREET, 60), Poll(R.PEER, -20)), Why.WEIGHTS_OFF),
        ((Poll(R.RESIDENT, 50, E.ADULTS), Poll(R.STREET, 50)), Why.RESIDENTS_WEIGH_MOST),
        ((Poll(R.RESIDENT, 49, E.ADULTS), STREET, Poll(R.PEER, 21)), Why.RESIDENTS_WEIGH_HALF),
        ((RESIDENTS, RESIDENTS), Why.POLL_TWICE),
        ((RESIDENTS, Poll(R.STREET, 40, E.ADULTS)), Why.ONLY_BY_INVITATION),
    ],
)
def test_groups_that_do_not_fit(found: tuple[Poll, ...], why: Why) -> None:
    refused(why, lambda: polls(*found), Invalid)


def test_half_the_weight_is_the_residents_at_least() -> None:
    """AP-9 raises theirs: forty, with others of thirty each, would be most and not enough."""
    polls(Poll(R.RESIDENT, 50, E.ADULTS), STREET, Poll(R.PEER, 20))
    forty = Poll(R.RESIDENT, 40, E.ADULTS), STREET, Poll(R.PEER, 30)
    refused(Why.RESIDENTS_WEIGH_HALF, lambda: polls(*forty), Invalid)


def test_the_committee_and_its_members_are_rated_by_an_assembly() -> None:
    listed = Poll(R.RESIDENT, 100, E.INVITED)
    polls(listed)
    refused(Why.ASSEMBLY_RATES, lambda: polls(listed, rates_committee=True), Invalid)
    for electorate in (E.ADULTS, E.HOUSEHOLDS, E.REPRESENTATIVES):
        polls(Poll(R.RESIDENT, 100, electorate), rates_committee=True)


def test_beside_others_fifty_residents_rate() -> None:
    rules.check_raters(50, rate_alone=False)
    rules.check_raters(12, rate_alone=True)
    no = refused(Why.RATERS_TOO_FEW, lambda: rules.check_raters(49, rate_alone=False), OutOfOrder)
    assert (no.facts["number"], no.facts["least"]) == (49, 50)


def test_of_those_chosen_to_rate_seven_in_ten_are_ordinary_residents() -> None:
    rules.check_ordinary(7, 10)
    rules.check_ordinary(35, 50)
    no = refused(Why.ORDINARY_TOO_FEW, lambda: rules.check_ordinary(34, 50), OutOfOrder)
    assert (no.facts["number"], no.facts["residents"], no.facts["article"]) == (34, 50, "AP-8")


def test_whoever_is_rated_rates_among_peers_only() -> None:
    rules.check_rater(R.PEER, is_rated=True)
    rules.check_rater(R.RESIDENT, is_rated=False)
    refused(Why.RATED_DO_NOT_RATE, lambda: rules.check_rater(R.RESIDENT, is_rated=True), Invalid)


def test_where_the_committee_is_rated_a_supervisor_presides() -> None:
    rules.check_presides(rates_committee=False, is_supervisor=False)
    rules.check_presides(rates_committee=True, is_supervisor=True)
    refused(
        Why.SUPERVISORS_PRESIDE,
        lambda: rules.check_presides(rates_committee=True, is_supervisor=False),
        OutOfOrder,
    )


@pytest.mark.parametrize(
    ("year", "fits"), [(2024, False), (2025, True), (2026, True), (2027, False)]
)
def test_rated_is_the_work_of_this_year_or_the_last(year: int, fits: bool) -> None:
    if fits:
        assert rules.check_year(year, date(2026, 11, 2)) == year
    else:
        refused(Why.YEAR_OUT_OF_RANGE, lambda: rules.check_year(year, date(2026, 11, 2)), Invalid)


# -- AP-2 to AP-8: what it comes to ---------------------------------------------------------


def members(*marks: int, abstain: int = 0) -> dict[str, int]:
    keys = ("excellent", "competent", "basic", "incompetent")
    return dict(zip(keys, marks, strict=True)) | {"abstain": abstain}


def units(*marks: int, abstain: int = 0) -> dict[str, int]:
    keys = ("satisfied", "basically", "dissatisfied", "dont_know")
    return dict(zip(keys, marks, strict=True)) | {"abstain": abstain}


def test_a_members_score_in_hundredths() -> None:
    found = rules.judge(
        Scale.MEMBER, Outcome.VALID, Showing.WHOLE, counts=members(12, 8, 3, 1, abstain=2)
    )
    assert found == Figures(valid=24, score=8583)  # (1200 + 640 + 180 + 40) / 24


def test_a_units_rate_leaves_out_who_does_not_know_it() -> None:
    counts = units(6, 3, 3, 8, abstain=1)
    found = rules.judge(Scale.UNIT, Outcome.VALID, Showing.WHOLE, counts=counts)
    assert found == Figures(valid=20, rate=7500, strict_rate=5000)


def test_where_nobody_knows_it_there_is_no_rate() -> None:
    found = rules.judge(Scale.UNIT, Outcome.VALID, Showing.WHOLE, counts=units(0, 0, 0, 12))
    assert found == Figures()


@pytest.mark.parametrize(("judged", "rate"), [(9, None), (10, 1000)])
def test_a_figure_rests_on_ten_who_judged(judged: int, rate: int | None) -> None:
    """AP-7: who does not know it, or abstains, is none of them."""
    counts = units(1, 0, judged - 1, 20, abstain=3)
    others = [OtherScore("street", 9000, 30)]
    found = rules.judge(
        Scale.UNIT, Outcome.VALID, Showing.WHOLE, counts=counts, weight=70, others=others
    )
    assert (found.rate, found.strict_rate) == (rate, rate)
    assert found.valid == (None if rate is None else judged + 20), "less the silent it would tell"
    assert (found.weighted is None) is (rate is None)


@pytest.mark.parametrize(("judged", "score"), [(9, None), (10, 8000)])
def test_so_does_a_members_score(judged: int, score: int | None) -> None:
    counts = members(0, judged, 0, 0, abstain=8)
    found = rules.judge(Scale.MEMBER, Outcome.VALID, Showing.WHOLE, counts=counts)
    assert (found.valid, found.score) == (None if score is None else judged, score)


@pytest.mark.parametrize(("judged", "is_found"), [(9, False), (10, True)])
def test_so_does_that_somebody_is_incompetent(judged: int, is_found: bool) -> None:
    counts = members(0, 0, 0, judged, abstain=8)
    found = rules.judge(Scale.MEMBER, Outcome.VALID, Showing.WHOLE, counts=counts)
    assert found.is_incompetent is found.owes_recheck is is_found


@pytest.mark.parametrize(("incompetent", "found"), [(12, False), (13, True)])
def test_more_than_half_of_the_valid_ballots_find_somebody_incompetent(
    incompetent: int, found: bool
) -> None:
    counts = members(24 - incompetent, 0, 0, incompetent, abstain=9)
    judged = rules.judge(Scale.MEMBER, Outcome.VALID, Showing.WHOLE, counts=counts)
    assert judged.is_incompetent is found


def test_without_a_quorum_nothing_is_found() -> None:
    counts = members(0, 0, 0, 24)
    assert rules.judge(Scale.MEMBER, Outcome.NO_QUORUM, Showing.WHOLE, counts=counts) == Figures()


@given(
    st.sampled_from(sorted(PERMITS[VoteRule.APPRAISAL].electorates)),
    st.lists(st.integers(0, 12), min_size=5, max_size=5),
    st.integers(0, 40),
)
def test_what_a_rating_says_is_what_the_reckoner_says(
    electorate: Electorate, numbers: list[int], absent: int
) -> None:
    """Whoever graded, and however few: one of them never finds what the other does not (AP-4, AP-7)."""
    given = {"electorate": electorate, "members": sum(numbers) + absent, "returned": sum(numbers)}
    counts = members(*numbers[:4], abstain=numbers[4])
    ballots = {mark: counts[mark] for mark in MemberMark}
    said = appraisal(**given, invalid=numbers[4], ballots=ballots)
    found = rules.judge(Scale.MEMBER, said.outcome, Showing.WHOLE, counts=counts)
    assert found.score == as_hundredths(said.score)
    assert found.is_incompetent is said.incompetent
    counts = units(*numbers[:4])
    told = satisfaction(**given, ballots={mark: counts[mark] for mark in UnitMark})
    found = rules.judge(Scale.UNIT, told.outcome, Showing.WHOLE, counts=counts)
    rates = as_hundredths(told.rate), as_hundredths(told.strict_rate)
    assert (found.rate, found.strict_rate) == rates


def test_what_is_not_shown_in_whole_leaves_no_figure() -> None:
    """Else the score would say what the counts do not (integrity.md 2.5)."""
    alike = members(0, 0, 0, 12)
    nearly = rules.judge(Scale.MEMBER, Outcome.VALID, Showing.NEARLY_ALL, counts=alike)
    assert nearly == Figures(is_incompetent=True, owes_recheck=True)
    hidden = rules.judge(Scale.MEMBER, Outcome.VALID, Showing.HIDDEN, counts=members(0, 0, 0, 8))
    assert hidden == Figures()
    unit = rules.judge(Scale.UNIT, Outcome.VALID, Showing.NEARLY_ALL, counts=units(12, 0, 0, 0))
    assert unit == Figures()


@pytest.mark.parametrize("scale", Scale)
@given(data=st.data())
def test_the_weighted_figure_is_rounded_once(scale: Scale, data: st.DataObject) -> None:
    """Against fractions: residents' exact figure and others' hundredths, by their weights."""
    marks = data.draw(st.lists(st.integers(0, 60), min_size=4, max_size=4))
    scores = data.draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=3))
    weights = data.draw(st.lists(st.integers(1, 40), min_size=len(scores), max_size=len(scores)))
    own = data.draw(st.integers(1, 100))
    counts = members(*marks) if scale is Scale.MEMBER else units(*marks)
    base = sum(marks) if scale is Scale.MEMBER else sum(marks[:3])
    others = [OtherScore("", s, w) for s, w in zip(scores, weights, strict=True)]
    found = rules.judge(
        scale, Outcome.VALID, Showing.WHOLE, counts=counts, weight=own, others=others
    )
    if base < 10:
        assert found.weighted is None
        return
    points = (
        sum(n * p for n, p in zip(marks, (100, 80, 60, 40), strict=True))
        if scale is Scale.MEMBER
        else 100 * (marks[0] + marks[1])
    )
    exact = own * Fraction(points, base)
    exact += sum(w * Fraction(s, 100) for s, w in zip(scores, weights, strict=True))
    exact = exact / (own + sum(weights)) * 100
    assert found.weighted == (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def test_two_successive_years_end_the_office_whichever_is_published_later() -> None:
    def second(
        *others: tuple[int, bool], now: bool = True, unit: UnitKind = UnitKind.COMMITTEE
    ) -> bool:
        return rules.is_second_year(now, unit=unit, year=2026, others=others)

    assert second((2025, True))
    assert second((2027, True))
    assert not second((2025, True), now=False)
    assert not second((2024, True))
    assert not second((2028, True))
    assert not second((2025, False))
    assert not second((2026, True))
    assert not second((2025, True), (2025, False))
    assert second((2025, False), (2025, True))
    # Of members of residents' committees that law speaks, and of nobody else (JWH25 Art.37).
    for unit in set(UnitKind) - {UnitKind.COMMITTEE}:
        assert not second((2025, True), (2027, True), unit=unit), unit


def test_a_result_waits_for_every_ballot() -> None:
    rules.check_counted(0)
    refused(Why.NOT_COUNTED, lambda: rules.check_counted(1), OutOfOrder)


def test_counting_waits_five_working_days_for_the_sheets() -> None:
    """The sitting ended on Tuesday, 1 December."""
    assert rules.sheets_due(date(2026, 12, 1), PLAIN).due_on == date(2026, 12, 8)


# -- AP-8: what each group brings -----------------------------------------------------------

Gave = rules.Gave


def by_ballots(outcome: Outcome, *marks: int) -> rules.Given:
    counts = units(*marks)
    cell = Cell(0, None, counts, silent=SILENT[Scale.UNIT])
    return rules.given_by_ballots(Scale.UNIT, outcome, shown([cell])[0])


def test_a_group_gave_what_everybody_sees_of_it() -> None:
    assert by_ballots(Outcome.VALID, 9, 3, 3, 2) == rules.Given(Gave.FIGURE, 8000)
    assert rules.given_on_a_sheet(9000) == rules.Given(Gave.FIGURE, 9000)
    assert rules.given_on_a_sheet(0) == rules.Given(Gave.FIGURE, 0)


@pytest.mark.parametrize(
    ("found", "gave"),
    [
        (rules.given_on_a_sheet(None), Gave.NO_SHEET),
        (by_ballots(Outcome.NO_QUORUM, 4, 0, 0, 0), Gave.NO_RESULT),
        (by_ballots(Outcome.UNOPENED, 0, 0, 0, 0), Gave.NO_RESULT),
        (by_ballots(Outcome.VALID, 5, 1, 1, 8), Gave.TOO_FEW_JUDGED),
        (by_ballots(Outcome.VALID, 0, 0, 0, 12), Gave.TOO_FEW_JUDGED),
    ],
)
def test_a_group_that_gave_nothing_is_left_out(found: rules.Given, gave: Gave) -> None:
    assert (found.gave, found.score, found.is_left_out) == (gave, None, True)


@pytest.mark.parametrize("alike", [(12, 0, 0, 0), (0, 0, 12, 0), (0, 11, 0, 5)])
def test_of_a_group_shown_as_nearly_all_alike_nothing_more_is_told(alike: tuple[int, ...]) -> None:
    """Not even beside five who did not know: less these, eleven would have said the same (2.5)."""
    found = by_ballots(Outcome.VALID, *alike)
    assert (found.gave, found.score, found.is_left_out) == (Gave.WITHHELD, None, False)


def test_the_other_weights_make_up_the_whole() -> None:
    street, peers = rules.given_on_a_sheet(9000), rules.given_on_a_sheet(None)
    others = rules.to_weigh([(R.STREET, 30, street), (R.PEER, 10, peers)])
    assert others == [OtherScore("street", 9000, 30)]
    found = rules.judge(
        Scale.UNIT,
        Outcome.VALID,
        Showing.WHOLE,
        counts=units(6, 0, 6, 0),
        weight=60,
        others=others,
    )
    assert found.weighted == 6333  # (60 × 50 + 30 × 90) / 90
    assert rules.to_weigh([(R.PEER, 40, peers)]) is None, "the residents rate alone"


def test_a_figure_that_may_not_be_shown_is_weighed_with_nothing() -> None:
    """Else the weighted figure, less the others, would be that figure."""
    alike, street = by_ballots(Outcome.VALID, 12, 0, 0, 0), rules.given_on_a_sheet(9000)
    assert rules.to_weigh([(R.STREET, 20, street), (R.PEER, 20, alike)]) is None


def published(*groups: dict[str, int]) -> tuple[object, ...]:
    """All that the page of an evaluation says of three groups: what each shows, what it brings, and
    what follows for the residents and for all together."""
    seen = [shown([Cell(0, None, each, silent=SILENT[Scale.UNIT])])[0] for each in groups]
    given = [rules.given_by_ballots(Scale.UNIT, Outcome.VALID, each) for each in seen]
    found = rules.judge(
        Scale.UNIT,
        Outcome.VALID,
        seen[0].showing,
        counts=groups[0],
        weight=50,
        others=rules.to_weigh(zip((R.STREET, R.PEER), (30, 20), given[1:], strict=True)),
    )
    return found, given[1:], [(each.showing, each.counts, each.nearly_all) for each in seen]


FEW, ALIKE = st.integers(0, 3), st.integers(10, 29)
BALLOTS = st.one_of(
    st.tuples(FEW, FEW, FEW, ALIKE, ALIKE),  # nine judged at most
    st.tuples(st.just(0), st.just(0), ALIKE, FEW, ALIKE),  # all of them dissatisfied
    st.tuples(ALIKE, FEW, ALIKE, FEW, FEW),
)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(st.tuples(BALLOTS, BALLOTS, BALLOTS), BALLOTS, st.integers(0, 2))
def test_what_a_hidden_group_said_changes_nothing_that_is_published(
    marks: tuple[tuple[int, ...], ...], others: tuple[int, ...], which: int
) -> None:
    """One group is hidden, the others and the total are shown: were it other ballots, every figure
    would be the same, so that no difference of figures gives them (integrity.md 2.5)."""
    groups = [units(*each[:4], abstain=each[4]) for each in marks]
    instead = list(groups)
    instead[which] = units(*others[:4], abstain=others[4])
    before, after = published(*groups), published(*instead)
    kept, new = before[2][which], after[2][which]  # type: ignore[index]
    assume(kept[1] is None and (kept[0], kept[2]) == (new[0], new[2]))
    assert before == after


@pytest.mark.parametrize("score", [-1, 10_001])
def test_a_sheet_gives_between_nothing_and_a_hundred_points(score: int) -> None:
    def enter(score: int) -> int:
        return rules.enter_sheet(M.SAT, votes=False, is_rated=False, score=score, is_known=False)

    refused(Why.SCORE_OUT_OF_RANGE, lambda: enter(score), Invalid)
    assert (enter(0), enter(10_000)) == (0, 10_000)


# -- EV-2, EV-3, AP-10: what is written -------------------------------------------------------


@pytest.mark.parametrize("stage", MeetingStage)
def test_a_report_comes_between_notice_and_sitting(stage: MeetingStage) -> None:
    def hand_in() -> None:
        rules.hand_in_report(stage, is_own=True)

    if stage in {M.NOTICED, M.POSTPONED}:
        hand_in()
    else:
        refused(Why.NOT_OPEN_FOR_REPORTS, hand_in, OutOfOrder)


def test_fifteen_working_days_for_the_plan_and_ninety_days_to_the_re_check() -> None:
    published = date(2026, 12, 1)  # a Tuesday
    assert rules.plan_due(published, PLAIN).due_on == date(2026, 12, 22)
    assert rules.recheck_due(published, PLAIN).due_on == date(2027, 3, 1)


def recheck_owed(showing: Showing, *marks: int) -> bool:
    return rules.judge(Scale.UNIT, Outcome.VALID, showing, counts=units(*marks)).owes_recheck


def test_looked_at_again_is_whoever_satisfied_fewer_than_six_in_ten() -> None:
    """By the ballots themselves: 59.998 % are shown as 60.00 %, and are fewer (G-4)."""
    assert recheck_owed(Showing.WHOLE, 5, 0, 5, 9)
    assert not recheck_owed(Showing.WHOLE, 6, 0, 4, 9)
    assert recheck_owed(Showing.WHOLE, 29_999, 0, 20_001, 0)
    assert not recheck_owed(Showing.WHOLE, 1, 0, 8, 9), "of fewer than ten nothing is found"


def test_nearly_all_dissatisfied_are_fewer_than_six_in_ten() -> None:
    assert recheck_owed(Showing.NEARLY_ALL, 0, 0, 12, 0)
    assert not recheck_owed(Showing.NEARLY_ALL, 12, 0, 0, 0)
    assert not recheck_owed(Showing.NEARLY_ALL, 0, 0, 0, 12)
    assert not recheck_owed(Showing.HIDDEN, 0, 0, 10, 0), "it would tell what is hidden"


def test_whoever_is_incompetent_is_looked_at_again() -> None:
    counts = members(5, 0, 0, 7)
    assert rules.judge(Scale.MEMBER, Outcome.VALID, Showing.WHOLE, counts=counts).owes_recheck
    counts = members(6, 0, 0, 6)
    assert not rules.judge(Scale.MEMBER, Outcome.VALID, Showing.WHOLE, counts=counts).owes_recheck


def test_a_plan_is_waited_for_until_the_day_of_the_re_check() -> None:
    published = date(2026, 12, 1)
    assert not rules.is_plan_given_up(published, date(2027, 2, 28), PLAIN)
    assert rules.is_plan_given_up(published, date(2027, 3, 1), PLAIN)


def test_a_sitting_opens_without_a_report_where_whoever_opens_it_says_so() -> None:
    rules.check_reports(0, goes_without=False)
    rules.check_reports(2, goes_without=True)
    no = refused(
        Why.REPORTS_MISSING, lambda: rules.check_reports(2, goes_without=False), OutOfOrder
    )
    assert no.facts["number"] == 2


@pytest.mark.parametrize("stage", MeetingStage)
def test_that_a_report_is_missing_is_said_from_the_sitting_on(stage: MeetingStage) -> None:
    has_opened = stage in {M.IN_SESSION, M.SAT, M.PUBLISHED, M.ARCHIVED}
    assert rules.is_without_report(stage, is_there=False) is has_opened
    assert not rules.is_without_report(stage, is_there=True)


def test_a_year_is_rated_once() -> None:
    rules.check_rated_once([], 2026)
    no = refused(
        Why.RATED_ALREADY, lambda: rules.check_rated_once(["甲所", "乙所"], 2026), AlreadyDone
    )
    assert (no.facts["names"], no.facts["year"]) == ("甲所、乙所", 2026)


PLAN = {
    "is_own": True,
    "is_there": False,
    "signed_by": "刘所长",
    "contact": "赵科员",
    "measures": 1,
}


@pytest.mark.parametrize(
    ("facts", "why", "kind"),
    [
        ({"signed_by": " "}, Why.SIGNATURE_MISSING, Invalid),
        ({"contact": ""}, Why.CONTACT_MISSING, Invalid),
        ({"measures": 0}, Why.MEASURES_MISSING, Invalid),
        ({"is_there": True}, Why.HANDED_IN_ALREADY, AlreadyDone),
        ({"is_own": False}, Why.OWN_WORDS, NotAllowed),
    ],
)
def test_a_plan_is_signed_names_a_contact_and_has_measures(
    facts: dict[str, object], why: Why, kind: type[Refused]
) -> None:
    rules.file_plan(M.PUBLISHED, Outcome.VALID, **PLAN)  # type: ignore[arg-type]
    refused(
        why,
        lambda: rules.file_plan(M.PUBLISHED, Outcome.VALID, **(PLAN | facts)),  # type: ignore[arg-type]
        kind,
    )


def test_nobody_reports_or_states_for_somebody_else() -> None:
    refused(Why.OWN_WORDS, lambda: rules.hand_in_report(M.NOTICED, is_own=False), NotAllowed)
    refused(
        Why.OWN_WORDS,
        lambda: rules.state(M.PUBLISHED, is_own=False, is_there=False),
        NotAllowed,
    )


def test_no_result_asks_for_no_plan() -> None:
    refused(
        Why.NO_PLAN_OWED,
        lambda: rules.file_plan(M.PUBLISHED, Outcome.NO_QUORUM, **PLAN),  # type: ignore[arg-type]
        OutOfOrder,
    )
    refused(
        Why.NO_RESULT_YET,
        lambda: rules.file_plan(M.SAT, Outcome.VALID, **PLAN),  # type: ignore[arg-type]
        OutOfOrder,
    )


def recheck(**facts: object) -> RecheckFinding:
    return rules.recheck(
        M.PUBLISHED,
        **{  # type: ignore[arg-type]
            "due_on": date(2027, 3, 1),
            "today": date(2027, 3, 1),
            "is_rated": False,
            "is_there": False,
            "finding": RecheckFinding.PARTLY,
            **facts,
        },
    )


@pytest.mark.parametrize(
    ("facts", "why", "kind"),
    [
        ({"today": date(2027, 2, 28)}, Why.RECHECK_TOO_EARLY, OutOfOrder),
        ({"due_on": None}, Why.NO_RECHECK_OWED, OutOfOrder),
        ({"is_rated": True}, Why.RATED_THEMSELVES, NotAllowed),
        ({"is_there": True}, Why.HANDED_IN_ALREADY, AlreadyDone),
        ({"finding": None}, Why.FINDING_MISSING, Invalid),
    ],
)
def test_a_re_check_comes_in_its_time_from_somebody_else_once(
    facts: dict[str, object], why: Why, kind: type[Refused]
) -> None:
    assert recheck() is RecheckFinding.PARTLY
    refused(why, lambda: recheck(**facts), kind)


ARCHIVE = {
    "shown_until": date(2026, 12, 16),
    "are_minutes_confirmed": True,
    "plans_missing": 0,
    "rechecks_missing": 0,
    "unsettled": 0,
    "at": datetime(2026, 12, 16, 16, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"at": datetime(2026, 12, 16, 15, 59, tzinfo=UTC)}, Why.STILL_SHOWN),
        ({"are_minutes_confirmed": False}, Why.MINUTES_OWED),
        ({"plans_missing": 1}, Why.PLANS_MISSING),
        ({"rechecks_missing": 1}, Why.RECHECKS_MISSING),
        ({"unsettled": 1}, Why.NOT_SETTLED),
    ],
)
def test_archived_when_nothing_is_owed_any_more(facts: dict[str, object], why: Why) -> None:
    assert rules.archive_evaluation(M.PUBLISHED, **ARCHIVE) is M.ARCHIVED  # type: ignore[arg-type]
    refused(
        why,
        lambda: rules.archive_evaluation(M.PUBLISHED, **(ARCHIVE | facts)),  # type: ignore[arg-type]
        OutOfOrder,
    )
