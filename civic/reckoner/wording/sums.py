"""Outcomes, and the sums behind them, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from civic.checks import Check, Op
from civic.clock import Counting
from civic.errors import Invalid
from civic.i18n import area, day, number
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.reckoner.rules import Answer, Dated, Days, Why
from civic.reckoner.wording.rules import MEMBER_MARK, REFUSALS, SILENCE
from civic.voting.rules import (
    GOOD,
    SHARES,
    Appraised,
    Credit,
    Elected,
    MemberMark,
    Outcome,
    OwnersHeads,
    OwnersVote,
    Requested,
    Satisfaction,
    Step,
    Threshold,
    least,
)
from civic.wording import cite, computed

OUTCOME = {
    Outcome.NO_QUORUM: _l("人数不够，结果无效。"),
    Outcome.INVALID_COMPOSITION: _l("居民代表不到五分之四，会议的组成不合法。"),
    Outcome.INVALID_TURNOUT: _l("参加投票的不够，投票无效。"),
    Outcome.REJECTED: _l("没有通过。"),
    Outcome.PASSED: _l("通过。"),
    Outcome.MUST_CONVENE: _l("人数够了，应当召集会议。"),
    Outcome.NOT_YET: _l("人数还不够。"),
    Outcome.FILLED: _l("应选名额全部选出。"),
    Outcome.SEATS_LEFT: _l("应选名额没有选满。"),
    Outcome.VALID: _l("评议有效。"),
}

_PRESENT, _DUE = _l("到会%(n)s人"), _l("应到%(n)s人")
_AGREED = _l("同意%(n)s人")
_SIGNED, _ADULTS = _l("联名%(n)s人"), _l("成年居民%(n)s人")
_HOUSEHOLDS, _REPRESENTATIVES = _l("户代表%(n)s人"), _l("居民代表%(n)s人")
_VOTED, _ELECTORS = _l("参加投票%(n)s人"), _l("应投票%(n)s人")
_VOTES, _CAST = _l("“%(about)s”得票%(n)s张"), _l("参加投票%(n)s人")
_AREA_IN, _AREA = _l("参加表决的面积%(n)s"), _l("总面积%(n)s")
_HEADS_IN, _HEADS = _l("参加表决的业主%(n)s人"), _l("总人数%(n)s人")
_AREA_FOR, _HEADS_FOR = _l("同意的面积%(n)s"), _l("同意的业主%(n)s人")
_MEMBERS = _l("全体成员%(n)s人")

SHARED = {
    Threshold.ASSEMBLY_QUORUM: (_PRESENT, _DUE),
    Threshold.ASSEMBLY_MAJORITY: (_AGREED, _PRESENT),
    Threshold.COMPOSITION: (_REPRESENTATIVES, _l("全体组成人员%(n)s人")),
    Threshold.REPRESENTATIVES_QUORUM: (_PRESENT, _DUE),
    Threshold.REPRESENTATIVES_MAJORITY: (_AGREED, _PRESENT),
    Threshold.REQUEST_OF_ADULTS: (_SIGNED, _ADULTS),
    Threshold.REQUEST_OF_HOUSEHOLDS: (_SIGNED, _HOUSEHOLDS),
    Threshold.REQUEST_FOR_RESIDENTS: (_SIGNED, _REPRESENTATIVES),
    Threshold.REQUEST_FOR_REPRESENTATIVES: (_SIGNED, _REPRESENTATIVES),
    Threshold.RECALL_TURNOUT: (_VOTED, _ELECTORS),
    Threshold.RECALL_TURNOUT_REPRESENTATIVES: (_VOTED, _REPRESENTATIVES),
    Threshold.RECALL_MAJORITY: (_AGREED, _VOTED),
    Threshold.ELECTION_TURNOUT: (_VOTED, _ELECTORS),
    Threshold.ELECTION_TURNOUT_HOUSEHOLDS: (_VOTED, _HOUSEHOLDS),
    Threshold.ELECTION_TURNOUT_REPRESENTATIVES: (_VOTED, _REPRESENTATIVES),
    Threshold.ELECTED: (_VOTES, _CAST),
    Threshold.ELECTED_IN_RUNOFF: (_VOTES, _CAST),
    Threshold.OWNERS_AREA: (_AREA_IN, _AREA),
    Threshold.OWNERS_HEADS: (_HEADS_IN, _HEADS),
    Threshold.ORDINARY_AREA: (_AREA_FOR, _AREA_IN),
    Threshold.ORDINARY_HEADS: (_HEADS_FOR, _HEADS_IN),
    Threshold.SPECIAL_AREA: (_AREA_FOR, _AREA_IN),
    Threshold.SPECIAL_HEADS: (_HEADS_FOR, _HEADS_IN),
    Threshold.COUNCIL_QUORUM: (_PRESENT, _MEMBERS),
    Threshold.COUNCIL_MAJORITY: (_AGREED, _PRESENT),
    Threshold.COUNCIL_MAJOR: (_AGREED, _MEMBERS),
    Threshold.APPRAISAL_QUORUM: (_l("收回%(n)s票"), _l("应参加%(n)s人")),
    Threshold.INCOMPETENT: (_l("不称职%(n)s票"), _l("有效%(n)s票")),
}
"""Of what (the second) there must be how much (the first)."""

AREAS = frozenset({Threshold.OWNERS_AREA, Threshold.ORDINARY_AREA, Threshold.SPECIAL_AREA})

FRACTION = {
    (1, 2, Op.GT): _l("过半数"),
    (2, 3, Op.GT): _l("超过三分之二"),
    (2, 3, Op.GE): _l("三分之二以上"),
    (3, 4, Op.GE): _l("四分之三以上"),
    (4, 5, Op.GE): _l("五分之四以上"),
    (1, 3, Op.GE): _l("三分之一以上"),
    (1, 5, Op.GE): _l("五分之一以上"),
    (1, 10, Op.GE): _l("十分之一以上"),
}

COMPARED = {
    (Op.GT, True): _l("大于"),
    (Op.GT, False): _l("不大于"),
    (Op.GE, True): _l("不小于"),
    (Op.GE, False): _l("小于"),
}

STEP = {
    Step.LAST_SEAT: _l("最后一个名额的%(left)s票，要多于下一位的%(right)s票"),
    Step.SEATS: _l("当选%(left)s人，应选%(right)s人"),
    Step.HEADS: _l(
        "业主%(left)s人，专有部分%(right)s个：同一业主的几套算一人，开发商没卖出和没交付的算一人"
    ),
    Step.RATED: _l("作出评价的有%(left)s票，要多于%(right)s"),
    Step.TOOK_PART: _l("参加了信用评价"),
    Step.GRADE: _l("得分%(left)s，%(about)s级要%(right)s分以上"),
    Step.NO_BAD_RECORD: _l("失信扣分%(left)s：没有失信记录的，不到60分也是B级"),
}

DAYS = {
    Days.CLEAR: _l("中间隔着%(left)s天，要隔满%(right)s天"),
    Days.WORKING: _l("工作日一天天数下来是%(left)s个，要%(right)s个"),
    Days.NATURAL: _l("一天天数下来是%(left)s天，要%(right)s天"),
    Days.NO_REST_DAY: _l("最后一天是工作日"),
    Days.SHOWN: _l("公示%(left)s天，要满%(right)s天"),
}


@dataclass(frozen=True)
class Sum:
    """One check, as a page shows it."""

    text: str
    holds: bool
    article: str


@dataclass(frozen=True)
class Said:
    """An answer in words of the reader's language."""

    verdict: str
    holds: bool
    sums: list[Sum]
    facts: list[tuple[str, str]]
    notes: list[str]

    def __str__(self) -> str:
        sums = [_("%(sum)s（%(article)s）", sum=s.text, article=s.article) for s in self.sums]
        facts = [_("%(term)s：%(value)s", term=term, value=value) for term, value in self.facts]
        return "\n".join(map(str, (self.verdict, *sums, *facts, *self.notes)))


def said(answer: Answer) -> Said:
    """An answer in words, with its sums and its figures."""
    sums = [Sum(told(check), check.holds, cite(check.article)) for check in answer.because]
    verdict, holds = _verdict(answer)
    facts = [(str(term), str(value)) for term, value in _facts(answer)]
    return Said(str(verdict), holds, sums, facts, _notes(answer))


def told(check: Check) -> str:
    """A check in words: how much there is, how much it takes, and the sum that decides."""
    if check.check not in set(Threshold):
        words = STEP[Step(check.check)] if check.check in set(Step) else DAYS[Days(check.check)]
        facts = {"left": number(check.left), "right": number(check.right), "about": check.about}
        return _sentence(str(words) % facts)
    threshold = Threshold(check.check)
    share = SHARES[threshold]
    shown, plain = (area, _square) if threshold in AREAS else (number, number)
    n, base = check.left // share.whole, check.right // share.part
    there, whole = (
        str(words) % {"n": shown(value), "about": check.about}
        for words, value in zip(SHARED[threshold], (n, base), strict=True)
    )
    return _sentence(
        _(
            "%(there)s，%(whole)s；%(share)s即至少%(least)s：%(left)s，%(compared)s%(right)s",
            there=there,
            whole=whole,
            share=FRACTION[share.part, share.whole, share.op],
            least=shown(least(threshold, base)),
            left=_times(plain, n, share.whole),
            compared=COMPARED[check.op, check.holds],
            right=_times(plain, base, share.part) if share.part > 1 else plain(base),
        )
    )


def _sentence(words: object) -> str:
    """A capital first letter, in languages that have them."""
    said = str(words)
    return said[:1].upper() + said[1:]


def _times(shown: Callable[[int], str], n: int, by: int) -> str:
    return str(_("%(n)s×%(by)s＝%(product)s", n=shown(n), by=by, product=shown(n * by)))


def _square(n: int) -> str:
    """An area in the midst of a sum: its unit has been said."""
    return f"{n // 100:,}.{n % 100:02d}"


def _verdict(answer: Answer) -> tuple[Any, bool]:
    match answer:
        case OwnersHeads():
            facts = {"area": area(answer.area), "heads": number(answer.heads)}
            return _("总面积%(area)s，业主%(heads)s人。", **facts), True
        case Satisfaction(rate=None):
            return _("没有人作出评价，算不出满意率。"), False
        case Satisfaction():
            return _("满意率%(rate)s%%。", rate=answer.rate), True
        case Credit(score=None):
            return _("没有参加信用评价，为%(grade)s级。", grade=answer.grade), False
        case Credit():
            return _("%(score)s分，%(grade)s级。", score=answer.score, grade=answer.grade), True
        case Dated():
            on = day(answer.due.due_on, dated=True)
            if answer.due.rule is Counting.CLEAR_DAYS:
                return _("最早可以在%(day)s开会。", day=on), True
            return _("最后一天是%(day)s，24时止。", day=on), True
        case _:
            return OUTCOME[answer.outcome], answer.outcome in GOOD


def _facts(answer: Answer) -> list[tuple[Any, Any]]:
    none = _("没有")
    match answer:
        case Requested():
            return [
                (_("至少要"), _people(answer.needed)),
                (_("还差"), _people(answer.short_by)),
            ]
        case Elected():
            elected, tied = (
                str(_("、")).join(names) or none for names in (answer.elected, answer.tied)
            )
            return [(_("当选"), elected), (_("得票相同，未定"), tied)]
        case OwnersHeads():
            return [
                (_("至少参加的面积"), area(answer.quorum_area)),
                (_("至少参加的人数"), _people(answer.quorum_heads)),
            ]
        case Appraised():
            shares = [(MEMBER_MARK[m], _percent(answer.shares[m])) for m in MemberMark]
            weighted = [(_("加权得分"), answer.weighted)] if answer.weighted else []
            judged = _("是") if answer.incompetent else _("否")
            return [
                (_("评议得分"), answer.score or none),
                *weighted,
                *shares,
                (_("评定不称职"), judged),
            ]
        case Satisfaction():
            return [
                (_("满意率"), _percent(answer.rate)),
                (_("其中满意"), _percent(answer.strict_rate)),
                (_("不了解"), _("%(n)s票", n=number(answer.dont_know))),
            ]
        case _:
            return []


def _notes(answer: Answer) -> list[str]:
    match answer:
        case OwnersVote():
            return [
                str(_("%(term)s：%(value)s", term=SILENCE[mode], value=OUTCOME[found]))
                for mode, found in answer.outcomes.items()
            ]
        case Dated():
            return computed(answer.due)
        case _:
            return []


def _people(n: int) -> Any:
    return _("%(n)s人", n=number(n))


def _percent(share: str | None) -> str:
    return f"{share}%" if share is not None else "—"


def refusal(refused: Invalid) -> str:
    """Why an input cannot be reckoned."""
    unit = area if refused.why is Why.TOO_MUCH_AREA else number
    facts = {k: unit(v) if isinstance(v, int) else v for k, v in refused.facts.items()}
    return str(REFUSALS[Why(refused.why)]) % facts
