"""What a vote may be, when it may do what, and what is shown of few people."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.clock import SEEDED, SHANGHAI, Calendar, Due, start_of_day
from civic.errors import Invalid, NotAllowed, OutOfOrder, Refused, TooLate
from civic.ledger import canonical, leaf_hash, node_hash, root_of
from civic.ledger import tree as ledger_tree
from civic.voting import rules
from civic.voting.rules import (
    PERMITS,
    Asked,
    Cell,
    Electorate,
    Figures,
    Line,
    QuestionKind,
    RollPart,
    Rule,
    Scale,
    Secrecy,
    Showing,
    Silence,
    Turnout,
    VoterKind,
    VoteStage,
    Why,
    sealed,
)
from civic.voting.rules.stages import NEXT

MONDAY = date(2026, 11, 23)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def why(act: object, *args: object, **more: object) -> Why:
    with pytest.raises(Refused) as found:
        act(*args, **more)  # type: ignore[operator]
    return found.value.why  # type: ignore[return-value]


# -- who votes, and how secretly --------------------------------------------------------


def test_each_rule_permits_what_its_law_says_and_nothing_else() -> None:
    for rule in Rule:
        for electorate in Electorate:
            for secrecy in Secrecy:
                permit = PERMITS[rule]
                allowed = electorate in permit.electorates and secrecy in permit.secrecies
                if allowed:
                    assert rules.check_permitted(rule, electorate, secrecy) is permit
                else:
                    with pytest.raises(Invalid):
                        rules.check_permitted(rule, electorate, secrecy)


def test_no_rule_lets_areas_be_voted_secretly() -> None:
    for rule, permit in PERMITS.items():
        if Electorate.OWNERS in permit.electorates:
            assert permit.secrecies.isdisjoint(rules.BY_URN), rule


def test_a_committee_member_is_rated_in_secret_only() -> None:
    assert PERMITS[Rule.APPRAISAL].secrecies == {Secrecy.SECRET}


@pytest.mark.parametrize(("voters", "works"), [(9, False), (10, True)])
def test_ten_at_least_vote_secretly(voters: int, works: bool) -> None:
    if works:
        rules.check_roll(Secrecy.SECRET, voters)
    else:
        assert why(rules.check_roll, Secrecy.SECRET, voters) is Why.TOO_FEW_FOR_SECRET
    rules.check_roll(Secrecy.OPEN, voters)


def test_silence_counts_among_owners_only_and_by_a_clause() -> None:
    check, owners = rules.check_silence, Rule.OWNERS_ORDINARY
    council = Rule.COUNCIL_ORDINARY
    assert why(check, council, Silence.DELIVERED_ABSTAIN, "九") is Why.SILENCE_NOT_PERMITTED
    assert why(check, owners, Silence.FOLLOW_MAJORITY, " ") is Why.SILENCE_WITHOUT_BASIS
    chosen = frozenset({QuestionKind.YES_NO, QuestionKind.ONE_OF})
    assert why(check, owners, Silence.FOLLOW_MAJORITY, "九", chosen) is Why.SILENCE_NEEDS_YES_NO
    check(owners, Silence.DELIVERED_ABSTAIN, "九", chosen)
    check(council, Silence.STRICT, "")


# -- stages and days --------------------------------------------------------------------


def test_nothing_leads_back() -> None:
    order = list(VoteStage)
    for stage, after in NEXT.items():
        for to in after:
            if {stage, to} != {VoteStage.CHALLENGED, VoteStage.VERIFIED}:
                assert order.index(to) >= order.index(stage)


@given(st.sampled_from(VoteStage), st.sampled_from(VoteStage))
def test_only_the_arrows_of_the_drawing_are_taken(stage: VoteStage, to: VoteStage) -> None:
    if to in NEXT[stage]:
        assert rules.advance(stage, to) is to
    else:
        assert why(rules.advance, stage, to) is Why.NOT_NEXT


@pytest.mark.parametrize("stage", [stage for stage in VoteStage if stage is not VoteStage.DRAFT])
def test_after_the_posting_the_texts_stand(stage: VoteStage) -> None:
    assert why(rules.require_draft, stage) is Why.TEXTS_LOCKED


@pytest.mark.parametrize(
    "stage", sorted(set(VoteStage) - {VoteStage.DRAFT, VoteStage.POSTED, VoteStage.CANCELLED})
)
def test_what_has_opened_is_not_called_off(stage: VoteStage) -> None:
    assert why(rules.cancel, stage, "不想投了") is Why.NOT_NEXT


@pytest.mark.parametrize(
    ("rule", "earliest"),
    [
        # 15 clear days: neither the day of posting nor the day of opening counts (G-6).
        (Rule.OWNERS_ORDINARY, date(2026, 12, 9)),
        (Rule.RESIDENTS_ASSEMBLY, date(2026, 12, 4)),
        (Rule.REPRESENTATIVES_ASSEMBLY, date(2026, 12, 4)),
        (Rule.COUNCIL_MAJOR, date(2026, 11, 26)),
    ],
)
def test_notice_is_given_in_clear_days(rule: Rule, earliest: date) -> None:
    assert rules.earliest_opening(rule, MONDAY, SEEDED) == earliest


def test_an_urgent_assembly_still_hears_who_objects_to_its_roll() -> None:
    earliest = rules.earliest_opening(Rule.RESIDENTS_ASSEMBLY, MONDAY, SEEDED, is_urgent=True)
    # Five days from Monday end on a Saturday, so on the next Monday (G-8).
    assert earliest == date(2026, 12, 1)
    assert (
        why(
            rules.check_window,
            Rule.OWNERS_ORDINARY,
            posted_on=MONDAY,
            opens_at=at(date(2026, 12, 20)),
            closes_at=at(date(2026, 12, 30)),
            calendar=SEEDED,
            urgency="等不及",
        )
        is Why.URGENCY_NOT_PERMITTED
    )


@given(st.integers(-90, 90), st.integers(1, 60 * 24 * 90))
def test_ballots_are_taken_from_the_first_moment_to_the_last_and_never_else(
    minutes: int, length: int
) -> None:
    opens = at(MONDAY)
    closes, now = opens + timedelta(minutes=length), opens + timedelta(minutes=minutes)
    takes = rules.is_taking_ballots(VoteStage.OPEN, opens, closes, now)
    assert takes is (opens <= now < closes)
    for stage in set(VoteStage) - {VoteStage.OPEN}:
        assert not rules.is_taking_ballots(stage, opens, closes, now)


def test_a_vote_that_missed_its_window_does_not_open() -> None:
    with pytest.raises(TooLate):
        rules.open_(
            VoteStage.POSTED,
            opens_at=at(MONDAY),
            closes_at=at(MONDAY, 12),
            at=at(MONDAY, 12),
        )


# -- turnout: G-2, G-3 ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "electorate", "turnout", "lacks"),
    [
        (Rule.OWNERS_ORDINARY, Electorate.OWNERS, Turnout(600, 900, 60_000_00, 90_000_00), False),
        (Rule.OWNERS_ORDINARY, Electorate.OWNERS, Turnout(599, 900, 60_000_00, 90_000_00), True),
        (Rule.OWNERS_SPECIAL, Electorate.OWNERS, Turnout(600, 900, 59_999_99, 90_000_00), True),
        (Rule.RESIDENTS_ASSEMBLY, Electorate.ADULTS, Turnout(500, 1000), True),
        (Rule.RESIDENTS_ASSEMBLY, Electorate.HOUSEHOLDS, Turnout(501, 1000), False),
        (Rule.REPRESENTATIVES_ASSEMBLY, Electorate.REPRESENTATIVES, Turnout(20, 30), False),
        (Rule.COUNCIL_ORDINARY, Electorate.COUNCIL, Turnout(13, 20), True),
    ],
)
def test_turnout_lacks_by_the_last_head_and_the_last_hundredth(
    rule: Rule, electorate: Electorate, turnout: Turnout, lacks: bool
) -> None:
    assert rules.lacks_turnout(rule, electorate, turnout) is lacks


# -- questions --------------------------------------------------------------------------

ASKED = st.one_of(
    st.just(Asked(QuestionKind.YES_NO)),
    st.sampled_from(Scale).map(lambda scale: Asked(QuestionKind.GRADES, scale=scale)),
    st.integers(2, 30).map(lambda n: Asked(QuestionKind.ONE_OF, n)),
    st.integers(2, 30).flatmap(
        lambda n: st.integers(1, n).map(lambda most: Asked(QuestionKind.SEVERAL_OF, n, most))
    ),
)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Asked, list[tuple[tuple[str, ...], int, int]]]:
    asked = draw(ASKED)
    options = [key for key in asked.keys if key != rules.ABSTAIN]
    answer = st.one_of(
        st.just((rules.ABSTAIN,)),
        st.lists(st.sampled_from(options), min_size=1, max_size=asked.most, unique=True).map(
            lambda chosen: tuple(key for key in asked.keys if key in chosen)
        ),
    )
    rows = st.tuples(answer, st.integers(1, 3), st.integers(0, 10**7))
    return asked, draw(st.lists(rows, max_size=40))


@given(answered())
def test_the_tally_is_what_counting_by_hand_gives(
    case: tuple[Asked, list[tuple[tuple[str, ...], int, int]]],
) -> None:
    asked, rows = case
    sums = rules.tally(asked, rows)
    assert set(sums) == set(asked.keys)
    for key in asked.keys:
        assert sums[key].heads == sum(heads for answer, heads, _area in rows if key in answer)
        assert sums[key].area == sum(area for answer, _heads, area in rows if key in answer)


@given(answered())
def test_an_answer_has_one_form_in_the_table_and_in_the_urn(
    case: tuple[Asked, list[tuple[tuple[str, ...], int, int]]],
) -> None:
    asked, rows = case
    for answer, _heads, _area in rows:
        encoded = rules.encode(answer)
        assert rules.decode(asked, encoded) == answer
        if len(answer) > 1:
            with pytest.raises(Invalid):
                rules.decode(asked, b",".join(reversed(encoded.split(b","))))


@given(answered())
def test_what_is_sealed_apart_comes_together_to_the_same_sums(
    case: tuple[Asked, list[tuple[tuple[str, ...], int, int]]],
) -> None:
    asked, rows = case
    ballots = [
        sealed.apart([asked], [answer]) for answer, heads, _area in rows for _n in range(heads)
    ]
    slots = zip(*ballots, strict=True) if ballots else [()] * len(sealed.slots([asked]))
    opened = [sorted(Counter(values).items()) for values in slots]
    [sums] = sealed.together([asked], opened)
    assert sums == rules.tally(asked, [(answer, heads, 0) for answer, heads, _area in rows])
    assert all(len(value) <= rules.row_length([asked]) for each in ballots for value in each)
    assert not any(b"," in value for each in ballots for value in each)


@given(ASKED, st.lists(st.sampled_from(["yes", "no", "1", "2", "31", "abstain", "excellent", ""])))
def test_whatever_is_sent_is_an_answer_to_this_question_or_refused(
    asked: Asked, chosen: list[str]
) -> None:
    try:
        answer = rules.check_answer(asked, chosen)
    except Invalid:
        return
    assert set(answer) == set(chosen) and len(answer) == len(chosen)
    assert answer == (rules.ABSTAIN,) or 1 <= len(answer) <= asked.most
    assert set(answer) <= set(asked.keys)


@pytest.mark.parametrize(
    ("kind", "options", "most", "scale", "reason"),
    [
        (QuestionKind.ONE_OF, ["甲"], 1, None, Why.OPTIONS_TOO_FEW),
        (QuestionKind.ONE_OF, ["甲", "甲 "], 1, None, Why.OPTION_TWICE),
        (QuestionKind.ONE_OF, ["甲", "乙"], 2, None, Why.MOST_OUT_OF_RANGE),
        (QuestionKind.SEVERAL_OF, ["甲", "乙"], 3, None, Why.MOST_OUT_OF_RANGE),
        (QuestionKind.SEVERAL_OF, [f"{n}" for n in range(31)], 3, None, Why.OPTIONS_TOO_MANY),
        (QuestionKind.YES_NO, ["甲"], 1, None, Why.OPTIONS_NOT_ASKED),
        (QuestionKind.GRADES, [], 1, None, Why.SCALE_MISSING),
    ],
)
def test_a_question_can_be_answered_as_it_is_asked(
    kind: QuestionKind, options: list[str], most: int, scale: Scale | None, reason: Why
) -> None:
    assert why(rules.check_question, kind, options, most, scale) is reason


# -- owners as heads --------------------------------------------------------------------


def test_the_same_owners_are_one_head_and_a_couple_is_another() -> None:
    """OW-6: (Zhang) and (Zhang + Li) are two heads, whatever number of parts each has."""
    zhang, both = frozenset({1}), frozenset({1, 2})
    parts = [
        RollPart(1, 100, zhang),
        RollPart(2, 200, both),
        RollPart(3, 300, zhang),
        RollPart(4, 50, frozenset()),
        RollPart(5, 60, frozenset()),
        RollPart(6, 70, frozenset(), is_developers=True),
        RollPart(7, 80, frozenset({9}), is_developers=True),
        RollPart(8, 12, zhang, is_parking=True),
    ]
    found = rules.heads(parts, counts_parking=False)
    assert [(h.kind, h.owners, h.area) for h in found] == [
        (VoterKind.OWNER, zhang, 400),
        (VoterKind.CO_OWNERS, both, 200),
        (VoterKind.UNKNOWN_OWNER, frozenset(), 50),
        (VoterKind.UNKNOWN_OWNER, frozenset(), 60),
        (VoterKind.DEVELOPER, frozenset(), 150),
    ]
    assert sum(h.area for h in rules.heads(parts, counts_parking=True)) == 872


def test_the_parking_decides_the_outcome_so_it_is_a_parameter() -> None:
    """Worked example 3: homes alone, 40,000 of 60,000 m²; with parking 46,000 of 72,000."""
    homes = [RollPart(n, 20_000_00, frozenset({n})) for n in range(3)]
    parking = [RollPart(10 + n, 6_000_00, frozenset({n + 1}), is_parking=True) for n in range(2)]
    for counts_parking, lacks in ((False, False), (True, True)):
        heads = rules.heads([*homes, *parking], counts_parking=counts_parking)
        took_part = [h for h in heads if h.owners <= {0, 1}]
        turnout = Turnout(2, 3, sum(h.area for h in took_part), sum(h.area for h in heads))
        assert rules.lacks_turnout(Rule.OWNERS_ORDINARY, Electorate.OWNERS, turnout) is lacks


@given(
    st.lists(
        st.tuples(
            st.integers(1, 10**6),
            st.frozensets(st.integers(1, 5), max_size=3),
            st.booleans(),
        ),
        max_size=30,
    )
)
def test_no_area_is_lost_and_none_counted_twice(
    rows: list[tuple[int, frozenset[int], bool]],
) -> None:
    parts = [
        RollPart(n, area, owners, is_developers=developer)
        for n, (area, owners, developer) in enumerate(rows)
    ]
    heads = rules.heads(parts, counts_parking=True)
    assert sum(h.area for h in heads) == sum(p.area for p in parts)
    assert sorted(n for h in heads for n in h.parts) == [p.id for p in parts]
    sets = {p.owners for p in parts if p.owners and not p.is_developers}
    unknown = sum(not p.owners and not p.is_developers for p in parts)
    assert len(heads) == len(sets) + unknown + any(p.is_developers for p in parts)


@pytest.mark.parametrize(
    ("kind", "named", "caster"),
    [
        (VoterKind.OWNER, {1: None}, 1),
        (VoterKind.CO_OWNERS, {1: None, 2: None}, None),
        (VoterKind.CO_OWNERS, {1: 1, 2: None}, None),
        (VoterKind.CO_OWNERS, {1: 1, 2: 2}, None),
        (VoterKind.CO_OWNERS, {1: 2, 2: 2}, 2),
        (VoterKind.DEVELOPER, {}, None),
    ],
)
def test_co_owners_all_name_the_same_one_or_nobody_casts(
    kind: VoterKind, named: dict[int, int | None], caster: int | None
) -> None:
    assert rules.caster_of(kind, named) == caster


def test_a_voters_leaf_is_the_canonical_form_and_says_everything() -> None:
    salt = bytes(32)
    known = {"vote": 7, "number": 3, "kind": VoterKind.OWNER, "area": 8937, "persons": [5, 2]}
    whole = canonical({"area": 8937, "kind": "owner", "number": 3, "persons": [2, 5], "vote": 7})
    leaf = rules.voter_leaf(salt, **known)  # type: ignore[arg-type]
    assert leaf == hashlib.sha256(b"civic-voter-v1\x00" + salt + whole).digest()
    for change in ({"number": 4}, {"area": 1}, {"persons": [2]}, {"vote": 8}):
        assert rules.voter_leaf(salt, **known | change) != leaf  # type: ignore[arg-type]


@given(st.integers(0, 70))
def test_the_root_of_a_roll_is_the_root_of_rfc_6962(number: int) -> None:
    leaves = [leaf_hash(f"{n}".encode()) for n in range(number)]

    def whole(some: list[bytes]) -> bytes:
        if not some:
            return ledger_tree.EMPTY_ROOT
        if len(some) == 1:
            return some[0]
        half = 1 << (len(some) - 1).bit_length() - 1
        return node_hash(whole(some[:half]), whole(some[half:]))

    assert root_of(leaves) == whole(leaves)


# -- small groups -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "showing"),
    [
        ({"yes": 5, "no": 4}, Showing.HIDDEN),
        ({"yes": 6, "no": 4}, Showing.WHOLE),
        ({"yes": 10, "no": 0}, Showing.NEARLY_ALL),
        ({"yes": 29, "no": 0}, Showing.NEARLY_ALL),
        ({"yes": 30, "no": 0}, Showing.WHOLE),
        ({"yes": 29, "no": 1}, Showing.WHOLE),
        ({"yes": 9, "no": 1}, Showing.NEARLY_ALL),
        ({"yes": 11, "no": 1}, Showing.NEARLY_ALL),
        ({"yes": 17, "no": 2}, Showing.WHOLE),
        ({"yes": 18, "no": 2}, Showing.NEARLY_ALL),
        ({"yes": 26, "no": 2, "abstain": 1}, Showing.WHOLE),
        ({"yes": 27, "no": 2}, Showing.NEARLY_ALL),
        ({}, Showing.HIDDEN),
    ],
)
def test_below_ten_nothing_and_below_thirty_no_unanimity(
    counts: dict[str, int], showing: Showing
) -> None:
    assert rules.showing(counts) is showing


@pytest.mark.parametrize(
    ("scale", "counts", "showing"),
    [
        (Scale.MEMBER, {"incompetent": 6, "abstain": 30}, Showing.HIDDEN),
        (Scale.MEMBER, {"excellent": 5, "incompetent": 4, "abstain": 9}, Showing.HIDDEN),
        (Scale.MEMBER, {"incompetent": 11, "abstain": 1}, Showing.NEARLY_ALL),
        (Scale.MEMBER, {"incompetent": 10, "basic": 1, "abstain": 30}, Showing.NEARLY_ALL),
        (Scale.MEMBER, {"incompetent": 10, "basic": 2, "abstain": 30}, Showing.WHOLE),
        (Scale.UNIT, {"dissatisfied": 6, "dont_know": 30}, Showing.HIDDEN),
        (Scale.UNIT, {"dissatisfied": 12, "dont_know": 15, "abstain": 9}, Showing.NEARLY_ALL),
        (Scale.UNIT, {"dissatisfied": 30, "dont_know": 1}, Showing.WHOLE),
    ],
)
def test_nobody_who_judged_is_hidden_among_those_who_did_not(
    scale: Scale, counts: dict[str, int], showing: Showing
) -> None:
    """AP-7: of thirty-six six judged, and all of them the same: the thirty lend them nothing."""
    found = rules.shown([Cell(0, None, counts, silent=rules.SILENT[scale])])[0]
    assert found.showing is showing
    assert (found.counts is not None) is (showing is Showing.WHOLE)
    alike = max(counts, key=lambda key: (key not in rules.SILENT[scale], counts[key]))
    assert found.nearly_all == (alike if showing is Showing.NEARLY_ALL else None)


@pytest.mark.parametrize("few", [{"yes": 12}, {"yes": 11, "no": 1}])
def test_what_is_said_of_nearly_all_does_not_say_whether_it_was_all(few: dict[str, int]) -> None:
    """Said of unanimity alone, “九成以上” would be another word for it."""
    assert rules.shown([Cell(0, None, few)])[0] == rules.Shown(
        Showing.NEARLY_ALL, 12, nearly_all="yes"
    )


SILENT = frozenset({"abstain"})


@st.composite
def towns(draw: st.DrawFn) -> list[Cell[str]]:
    """A community of grids of buildings, whose counts add up."""
    options = ("yes", "no", "abstain")
    cells, whole = [], dict.fromkeys(options, 0)
    for grid in range(draw(st.integers(1, 3))):
        of_grid = dict.fromkeys(options, 0)
        for building in range(draw(st.integers(1, 5))):
            counts = {key: draw(st.integers(0, 40)) for key in options}
            cells.append(Cell(f"b{grid}.{building}", f"g{grid}", counts, silent=SILENT))
            for key, number in counts.items():
                of_grid[key] += number
                whole[key] += number
        cells.append(Cell(f"g{grid}", "c", of_grid, silent=SILENT))
    return [*cells, Cell("c", None, whole, silent=SILENT)]


def judging(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: number for key, number in counts.items() if key not in SILENT}


@given(towns())
def test_subtracting_what_is_shown_gives_no_small_group_away(town: list[Cell[str]]) -> None:
    shown = rules.shown(town)
    counts = {cell.key: cell.counts for cell in town}
    for cell in town:
        state = shown[cell.key]
        if state.showing is Showing.WHOLE:
            assert rules.showing(judging(cell.counts)) is Showing.WHOLE
            assert state.counts == cell.counts
        else:
            assert state.counts is None
        parts = [c for c in town if c.parent == cell.key]
        if not parts:
            continue
        if state.showing is not Showing.WHOLE:
            assert all(shown[p.key].showing is Showing.HIDDEN for p in parts)
            continue
        left = dict(counts[cell.key])
        hidden = [p for p in parts if shown[p.key].showing is not Showing.WHOLE]
        for part in parts:
            if part not in hidden:
                left = {key: left[key] - part.counts[key] for key in left}
        if hidden:
            rest = rules.showing(judging(left))
            assert rest is Showing.WHOLE, "the rest is a group of its own"


# -- paper ------------------------------------------------------------------------------


def test_what_one_reader_missed_is_a_difference() -> None:
    yes, no = (("yes",),), (("no",),)
    first = [Line(1, yes), Line(2, yes), Line(3, None)]
    second = [Line(1, yes), Line(2, no), Line(4, None)]
    assert rules.differences(first, second) == {2, 3, 4}
    assert rules.read_alike(first, second) == (Line(1, yes),)


@given(
    online=st.integers(0, 50),
    valid=st.integers(0, 50),
    spoiled=st.integers(0, 10),
    kept=st.integers(0, 10),
    questions=st.integers(1, 4),
    slip=st.sampled_from(["", "marked", "valid", "rows"]),
    is_named=st.booleans(),
)
def test_a_single_ballot_too_many_or_too_few_anywhere_blocks_the_count(
    online: int, valid: int, spoiled: int, kept: int, questions: int, slip: str, is_named: bool
) -> None:
    returned = valid + spoiled
    handed_out = returned + kept
    rows = {str(place): online + valid for place in range(1, questions + 1)}
    rows["1"] += slip == "rows"
    found = Figures(
        marked=online + (returned if is_named else handed_out) + (slip == "marked"),
        online=online,
        handed_out=handed_out,
        returned=returned,
        valid=valid + (slip == "valid"),
        spoiled=spoiled,
        rows=rows,
        is_named=is_named,
    )
    checks = rules.reconciliation(found)
    if not slip and (is_named or not kept):
        rules.reconcile(checks, is_explained=False, is_changed=False)
        return
    with pytest.raises(OutOfOrder):
        rules.reconcile(checks, is_explained=False, is_changed=False)
    rules.reconcile(checks, is_explained=True, is_changed=True)


def test_two_people_sign_a_gap() -> None:
    gap = rules.reconciliation(Figures(1, 0, 0, 0, 0, 0, {"1": 0}, True))
    rules.sign_gap(gap, first=None, signatory=1, is_changed=False)
    rules.sign_gap(gap, first=1, signatory=2, is_changed=False)
    with pytest.raises(NotAllowed):
        rules.sign_gap(gap, first=1, signatory=1, is_changed=False)


# -- proxies ----------------------------------------------------------------------------


@given(st.sets(st.integers(1, 3)))
def test_a_holder_has_three_places(taken: set[int]) -> None:
    def give() -> int:
        return rules.give(
            Rule.OWNERS_ORDINARY,
            principal=1,
            holder=2,
            is_holder_adult=True,
            is_of_the_firm=False,
            taken=taken,
            scope="选聘物业",
            has_document=True,
            until=MONDAY,
            closes_on=MONDAY,
        )

    if len(taken) == 3:
        assert why(give) is Why.PROXY_HOLDER_FULL
    else:
        assert give() in {1, 2, 3} - taken


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (rules.challenge_due, 30),
        (rules.objection_decision_due, 3),
        (rules.verification_due, 30),
        (rules.destruction_due, 30),
    ],
)
def test_no_period_in_which_somebody_must_act_ends_on_a_holiday(
    due: Callable[[date, Calendar], Due], days: int
) -> None:
    """G-8: from 1 to 7 October nobody works."""
    assert due(date(2026, 10, 1) - timedelta(days=days), SEEDED).due_on == date(2026, 10, 8)
    assert due(date(2026, 9, 30) - timedelta(days=days), SEEDED).due_on == date(2026, 9, 30)


def test_a_challenge_comes_within_thirty_days_and_is_answered_in_thirty() -> None:
    assert rules.challenge_due(MONDAY, SEEDED).due_on == date(2026, 12, 23)
    assert rules.verification_due(MONDAY, SEEDED).due_on == date(2026, 12, 23)
    assert rules.publish_due(MONDAY).due_on == date(2026, 11, 26)
    assert start_of_day(MONDAY) < at(MONDAY)


@pytest.mark.parametrize(
    ("heads", "size"), [(10, 10), (200, 10), (201, 11), (220, 11), (3000, 150), (3001, 151)]
)
def test_ballots_are_listed_by_twentieths_of_the_roll_and_ten_at_least(
    heads: int, size: int
) -> None:
    assert rules.batch_size(heads) == size
