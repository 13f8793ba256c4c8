"""What an evaluation came to, party by party, with the sum behind it; small groups in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from civic.i18n import gettext as _
from civic.i18n import number
from civic.meetings import rules
from civic.meetings.models import Evaluated, EvaluationResult, Raters
from civic.meetings.rules import Given
from civic.meetings.wording import graded, in_order, points, weighing, with_weight
from civic.voting import actions
from civic.voting.models import Question
from civic.voting.rules import (
    ABSTAIN,
    GOOD,
    POINTS,
    MemberMark,
    Outcome,
    RaterGroup,
    Scale,
    Showing,
    Shown,
    UnitMark,
    VoteStage,
    judgement,
    percent,
    spoilt,
)
from civic.voting.views.results import QUORUM, Row
from civic.voting.wording import OUTCOME, SHOWING, Sum, summed
from civic.wording import cite


@dataclass(frozen=True)
class GroupResult:
    """What one group gave: a row for each grade, or a score, or why nothing is shown."""

    name: str
    rows: list[Row]
    hidden: str | None = None
    score: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Result:
    """What it came to for one party."""

    verdict: tuple[str, bool]
    second: str | None
    facts: list[tuple[str, str]]
    notes: list[str]
    """Why a figure is not there, or a group not in it."""
    groups: list[GroupResult]
    sums: list[Sum] = field(default_factory=list)


@dataclass(frozen=True)
class Gift:
    """What a group gave a party: its counts as they may be shown, and what follows from them."""

    raters: Raters
    shown: Shown | None
    given: Given

    @property
    def score(self) -> str | None:
        return None if self.given.score is None else points(self.given.score)


Asked = Mapping[tuple[int, int], Question]


def results(rated: Sequence[Evaluated], groups: Sequence[Raters]) -> dict[int, Result]:
    """By party; the counts of published votes must be loaded, and their urns at hand."""
    votes = [each.vote for each in groups if each.vote is not None and each.vote.shows_result]
    asked = {(vote.id, asked.position): asked for vote in votes for asked in vote.questions}
    return {each.id: _result(each, each.result, groups, asked) for each in rated if each.result}


def _result(
    each: Evaluated, result: EvaluationResult, groups: Sequence[Raters], asked: Asked
) -> Result:
    gifts = [_gift(each, raters, asked) for raters in groups]
    return Result(
        _verdict(result),
        str(_("连续两年评为不称职，职务依法终止。由居民会议或者居民代表会议办理。"))
        if result.is_second
        else None,
        _facts(result, gifts),
        _notes(result, gifts),
        [_group(each, gift) for gift in gifts],
        _sums(each, result, gifts),
    )


def _verdict(result: EvaluationResult) -> tuple[str, bool]:
    if result.is_incompetent:
        return str(_("评为不称职")), False
    if result.outcome is Outcome.UNOPENED:
        return str(OUTCOME[result.outcome]), False
    if result.outcome not in GOOD:
        return str(_("参加的人不够，评议没有结果")), False
    return str(_("评议有效")), True


def _facts(result: EvaluationResult, gifts: Sequence[Gift]) -> list[tuple[str, str]]:
    rows = []
    if result.knows_returned:
        rows.append((_("收回评议票"), _("%(n)s票", n=number(result.returned))))
    own = next((gift.shown for gift in gifts if gift.raters.group is RaterGroup.RESIDENT), None)
    if own is not None and (spoiled := spoilt(result.returned, own)):
        rows.append((_("其中废票"), _("%(n)s张", n=number(spoiled))))
    if own is not None and own.counts is None:
        return [(str(term), str(value)) for term, value in rows]  # what the bars do not tell
    if result.score is not None:
        rows.append((_("居民评分"), _("%(n)s分", n=points(result.score))))
    if result.rate is not None:
        rows.append((_("居民满意率"), _based(points(result.rate), own)))
    if result.strict_rate is not None:
        rows.append((_("其中评“满意”的"), f"{points(result.strict_rate)}%"))
    if result.weighted is not None:
        rows.append((_("加权得分"), _("%(n)s分", n=points(result.weighted))))
    return [(str(term), str(value)) for term, value in rows]


def _based(rate: str, own: Shown | None) -> str:
    """76.92%（30÷39，“不了解”3票不算）: of fewer than the bars below it stand for."""
    if own is None or own.counts is None:
        return f"{rate}%"
    found = judgement(Scale.UNIT, own.counts)
    facts = {"rate": rate, "content": number(found.content), "judged": number(found.judged)}
    silent = [
        str(_("“%(grade)s”%(n)s票", grade=graded(key), n=number(own.counts[key])))
        for key in (UnitMark.DONT_KNOW.value, ABSTAIN)
        if own.counts.get(key)
    ]
    if not silent:
        return str(_("%(rate)s%%（%(content)s÷%(judged)s）", **facts))
    facts["silent"] = str(_("、")).join(silent)
    return str(_("%(rate)s%%（%(content)s÷%(judged)s，%(silent)s不算）", **facts))


def _notes(result: EvaluationResult, gifts: Sequence[Gift]) -> list[str]:
    if result.outcome is not Outcome.VALID:
        return []
    has_figure = result.score is not None or result.rate is not None
    others = [(gift.raters, gift.given) for gift in gifts if _is_beside(gift)]
    return weighing(others, has_figure=has_figure)


def _is_beside(gift: Gift) -> bool:
    """Whether it is weighed beside the residents."""
    return gift.raters.group is not RaterGroup.RESIDENT and gift.raters.weight > 0


def _gift(each: Evaluated, raters: Raters, asked: Asked) -> Gift:
    if raters.vote is None:
        return Gift(raters, None, rules.given_on_a_sheet(raters.score_of(each)))
    question = asked.get((raters.vote.id, each.position))
    if question is None:
        return Gift(raters, None, Given(rules.Gave.NO_RESULT))
    shown = actions.shown(raters.vote, question)
    outcome = question.outcome or Outcome.NO_QUORUM
    return Gift(raters, shown, rules.given_by_ballots(each.scale, outcome, shown))


def _group(each: Evaluated, gift: Gift) -> GroupResult:
    raters, shown = gift.raters, gift.shown
    name = with_weight(raters)
    if raters.vote is not None and raters.vote.stage is VoteStage.FAILED:
        return GroupResult(name, [], str(OUTCOME[Outcome.UNOPENED]), None)
    if raters.vote is None or shown is None:
        url = url_for(
            "meetings.sheet_document",
            id=each.meeting_id,
            raters_id=raters.id,
            evaluated_id=each.id,
        )
        score = gift.score
        text = _("签字的评分表：%(n)s分", n=score) if score else _("没有评分表")
        return GroupResult(name, [], None, str(text), url if score else None)
    if shown.showing is not Showing.WHOLE or shown.counts is None:
        word = str(SHOWING[shown.showing])
        if shown.nearly_all is not None:
            word = str(_("%(key)s：%(share)s", key=graded(shown.nearly_all), share=word))
        return GroupResult(name, [], word)
    whole, scale = sum(shown.counts.values()), each.scale
    rows = [
        Row(
            graded(key),
            number(heads),
            f"{percent(heads, whole)}%" if whole else "",
            1000 * heads // whole if whole else 0,
            None,
            None,
            False,
        )
        for key, heads in in_order(scale, shown.counts)
    ]
    return GroupResult(name, rows)


# -- the sums -------------------------------------------------------------------


def _sums(each: Evaluated, result: EvaluationResult, gifts: Sequence[Gift]) -> list[Sum]:
    """Quorum, points, majority, weights: each with its article."""
    found: list[Sum] = []
    for gift in gifts:
        vote = gift.raters.vote
        if gift.raters.group is not RaterGroup.RESIDENT or vote is None:
            continue
        if vote.stage is VoteStage.FAILED:
            continue
        counts = None if gift.shown is None else gift.shown.counts
        if counts is not None and gift.score is not None:
            found.append(_points_sum(each.scale, counts, gift.score))
        # By the very checks that decided; what small groups keep is in none of the quorum.
        found += [
            summed(check)
            for decided in actions.results(vote)
            if decided.question.position == each.position
            for check in decided.reckoned.because
            if counts is not None or check.check in QUORUM
        ]
    if result.weighted is not None:
        found.append(_weighted(result.weighted, gifts))
    return found


def _points_sum(scale: Scale, counts: Mapping[str, int], score: str) -> Sum:
    judged = judgement(scale, counts).judged
    if scale is Scale.MEMBER:
        parts = "＋".join(f"{POINTS[mark]}×{counts[mark]}" for mark in MemberMark)
        text = _("（%(parts)s）÷%(valid)s＝%(score)s分", parts=parts, valid=judged, score=score)
        return Sum(str(text), True, cite("AP-2"))
    text = _(
        "（满意%(fully)s＋基本满意%(basically)s）÷作出评价的%(judged)s＝%(score)s%%；不了解%(unknown)s票不算在内",
        fully=counts[UnitMark.SATISFIED],
        basically=counts[UnitMark.BASICALLY],
        judged=judged,
        score=score,
        unknown=counts[UnitMark.DONT_KNOW],
    )
    return Sum(str(text), True, cite("AP-3"))


def _weighted(weighted: int, gifts: Sequence[Gift]) -> Sum:
    """By the weights of those who gave something, as shares of what these make together."""
    weighed = [gift for gift in gifts if gift.score is not None and gift.raters.weight]
    parts = "＋".join(f"{gift.score}×{gift.raters.weight}%" for gift in weighed)
    whole = sum(gift.raters.weight for gift in weighed)
    text = parts if whole == rules.WHOLE else f"（{parts}）÷{whole}%"
    return Sum(f"{text}＝{points(weighted)}", True, cite("AP-8"))
