"""What came of a vote, as it may be shown: bars with the threshold drawn in, and the sums."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from civic.checks import Check
from civic.db import session
from civic.i18n import area, number
from civic.i18n import gettext as _
from civic.voting import actions, models
from civic.voting.actions import Result
from civic.voting.models import Question, Vote
from civic.voting.rules import (
    ABSTAIN,
    GOOD,
    NO,
    SHARES,
    YES,
    QuestionKind,
    Showing,
    Shown,
    Threshold,
    percent,
)
from civic.voting.wording import (
    AREAS,
    OUTCOME,
    SHOWING,
    Line,
    Sum,
    chosen,
    dual,
    each_way,
    line,
    summed,
)

QUORUM = frozenset(
    {
        Threshold.ASSEMBLY_QUORUM,
        Threshold.COMPOSITION,
        Threshold.REPRESENTATIVES_QUORUM,
        Threshold.OWNERS_AREA,
        Threshold.OWNERS_HEADS,
        Threshold.COUNCIL_QUORUM,
    }
)
"""What is asked of those who take part, not of what they chose: the same for every question."""


@dataclass(frozen=True)
class Part:
    """A part of a bar, as ``ui.tally_bar`` takes it."""

    text: str
    count: str
    permille: int
    share: str | None
    tone: str


@dataclass(frozen=True)
class Bar:
    """A bar with its threshold, or none."""

    id: str
    caption: str
    parts: list[Part]
    threshold: tuple[int, str] | None


@dataclass(frozen=True)
class Row:
    """What stands behind an option or a grade."""

    text: str
    count: str
    share: str
    permille: int
    threshold: Line | None
    verdict: str | None
    is_good: bool


@dataclass(frozen=True)
class Answered:
    """A question and what came of it; ``hidden`` says why it is not shown."""

    question: Question
    verdict: tuple[str, bool] | None
    why: str | None
    """Which of two majorities it lacks, where both must agree."""
    bars: list[Bar]
    rows: list[Row]
    sums: list[Sum]
    ways: list[str]
    """What it comes to in each mode of silence, where that counts (B3.6)."""
    hidden: str | None


@dataclass(frozen=True)
class Outcome:
    """The whole result: how many took part, and each question."""

    turnout: list[Bar]
    sums: list[Sum]
    questions: list[Answered]


def outcome(vote: Vote) -> Outcome | None:
    """The result, from its publication on; before, for nobody."""
    if not vote.shows_result:
        return None
    session().scalars(models.questions_with_counts(vote.id)).unique().all()
    found = actions.results(vote)
    quorum = [check for check in found[0].reckoned.because if check.check in QUORUM]
    return Outcome(
        [_turnout(check) for check in quorum],
        [summed(check) for check in quorum],
        [_answered(vote, q, [r for r in found if r.question is q]) for q in vote.questions],
    )


def _turnout(check: Check) -> Bar:
    """Who took part, of whom."""
    share, shown = SHARES[Threshold(check.check)], _shown(check)
    n, base = check.left // share.whole, check.right // share.part
    if check.check == Threshold.COMPOSITION:
        texts = _("居民代表"), _("居委会成员")
    else:
        texts = _("参加了"), _("没有参加")
    parts = [
        _part(texts[0], n, base, "agree", shown),
        _part(texts[1], base - n, base, "absent", shown),
    ]
    return Bar(f"turnout-{check.check}", _caption(check), parts, _threshold(check))


def _answered(vote: Vote, question: Question, results: list[Result]) -> Answered:
    counts = {count.key: (count.heads, count.area) for count in question.counts}
    deciding = {r.key: [c for c in r.reckoned.because if c.check not in QUORUM] for r in results}
    hidden = _hidden(question, actions.shown(vote, question))
    sums = [summed(c) for checks in deciding.values() for c in checks]
    ways = [way for result in results for way in each_way(vote, result)]
    first = results[0].reckoned.outcome
    if hidden:
        # What was decided holds, and is said; by how many is what gives somebody away.
        verdict = (str(OUTCOME[first]), first in GOOD) if len(results) == 1 else None
        return Answered(question, verdict, None, [], [], [], [], hidden)
    if question.kind is QuestionKind.YES_NO:
        bars = [_yes_no(question, check, counts) for check in deciding[YES]]
        bars = bars or [_bare(question, counts)]
        verdict = str(OUTCOME[first]), first in GOOD
        why = None if first in GOOD else _why(vote, deciding[YES])
        return Answered(question, verdict, why, bars, [], sums, ways, None)
    is_graded = question.kind is QuestionKind.GRADES
    rows = [
        row
        for key in question.asked.keys
        for row in _rows(
            vote,
            question,
            key,
            counts[key],
            # Of a grade the share is of those that count, as on every page of ratings.
            base=sum(heads for heads, _area in counts.values())
            if is_graded
            else vote.took_part_heads or 0,
            result=None if is_graded else _of(results, key),
        )
    ]
    verdict = (str(OUTCOME[first]), first in GOOD) if is_graded else None
    return Answered(question, verdict, None, [], rows, sums, ways, None)


def _why(vote: Vote, deciding: list[Check]) -> str | None:
    by_area, by_heads = _check(deciding, True), _check(deciding, False)
    return dual(by_area, by_heads) if vote.is_by_area and by_area and by_heads else None


def _hidden(question: Question, shown: Shown) -> str | None:
    """What was cast secretly is shown as far as nobody's vote shows (integrity.md 2.5)."""
    if shown.showing is Showing.WHOLE:
        return None
    if shown.nearly_all is not None:
        key = chosen(question, shown.nearly_all)
        return str(_("%(key)s：%(share)s", key=key, share=SHOWING[shown.showing]))
    return str(SHOWING[shown.showing])


def _of(results: list[Result], key: str) -> Result | None:
    return next((result for result in results if result.key == key), None)


def _yes_no(question: Question, check: Check, counts: Mapping[str, tuple[int, int]]) -> Bar:
    """Yes, no, abstaining, and the rest of those of whom the threshold is asked."""
    by_area = int(check.check in AREAS)
    share, shown = SHARES[Threshold(check.check)], _shown(check)
    yes, base = check.left // share.whole, check.right // share.part
    against, abstained = counts[NO][by_area], counts[ABSTAIN][by_area]
    rest = max(0, base - yes - against - abstained)
    parts = [
        _part(_("同意"), yes, base, "agree", shown),
        _part(_("反对"), against, base, "disagree", shown),
        _part(_("弃权"), abstained, base, "pass", shown),
    ]
    if rest:
        parts.append(_part(_("没有表态"), rest, base, "absent", shown))
    return Bar(f"q{question.position}-{by_area}", _caption(check), parts, _threshold(check))


def _bare(question: Question, counts: Mapping[str, tuple[int, int]]) -> Bar:
    """The sums alone: with too few there, nobody asks for a majority."""
    base = sum(heads for heads, _area in counts.values())
    tones = ((YES, "agree"), (NO, "disagree"), (ABSTAIN, "pass"))
    parts = [
        _part(chosen(question, key), counts[key][0], base, tone, number) for key, tone in tones
    ]
    return Bar(f"q{question.position}", str(_("按人数")), parts, None)


def _rows(
    vote: Vote,
    question: Question,
    key: str,
    count: tuple[int, int],
    *,
    base: int,
    result: Result | None,
) -> list[Row]:
    """An option by heads, and by area where that counts as well."""
    checks = [c for c in result.reckoned.because if c.check not in QUORUM] if result else []
    verdict = str(OUTCOME[result.reckoned.outcome]) if result else None
    is_good = result is not None and result.reckoned.outcome in GOOD
    heads, flat = count
    found = [
        _row(chosen(question, key), heads, base, number, _check(checks, False), verdict, is_good)
    ]
    if vote.is_by_area:
        text = str(_("%(option)s，按面积", option=chosen(question, key)))
        of = vote.took_part_area or 0
        found.append(_row(text, flat, of, area, _check(checks, True), None, is_good))
    return found


def _row(
    text: str,
    n: int,
    base: int,
    shown: Callable[[int], str],
    check: Check | None,
    verdict: str | None,
    is_good: bool,
) -> Row:
    if check is not None:
        base = check.right // SHARES[Threshold(check.check)].part
    permille = 1000 * n // base if base else 0
    at = line(check) if check else None
    return Row(text, shown(n), _share(n, base) or "", permille, at, verdict, is_good)


def _check(checks: list[Check], by_area: bool) -> Check | None:
    return next(
        (c for c in checks if c.check in set(Threshold) and (c.check in AREAS) is by_area), None
    )


def _part(text: object, n: int, base: int, tone: str, shown: Callable[[int], str]) -> Part:
    return Part(str(text), shown(n), 1000 * n // base if base else 0, _share(n, base), tone)


def _share(n: int, base: int) -> str | None:
    found = percent(n, base)
    return None if found is None else f"{found}%"


def _threshold(check: Check) -> tuple[int, str] | None:
    found = line(check)
    if found is None:
        return None
    reached = _("达到了") if check.holds else _("没有达到")
    return found.permille, str(_("%(line)s，%(reached)s", line=found.text, reached=reached))


def _caption(check: Check) -> str:
    if check.check in AREAS:
        return str(_("按面积"))
    return str(_("按人数"))


def _shown(check: Check) -> Callable[[int], str]:
    return area if check.check in AREAS else number
