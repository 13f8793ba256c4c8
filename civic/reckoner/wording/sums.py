"""Outcomes, and the sums behind them, in words."""

from dataclasses import dataclass
from typing import Any

from civic.checks import Check
from civic.clock import Counting
from civic.errors import Invalid
from civic.i18n import area, day, number
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.reckoner.rules import Answer, Dated, Days, Why
from civic.reckoner.wording.rules import MEMBER_MARK, REFUSALS, SILENCE
from civic.voting.rules import (
    GOOD,
    Appraised,
    Credit,
    Elected,
    MemberMark,
    Outcome,
    OwnersHeads,
    OwnersVote,
    Requested,
    Satisfaction,
)
from civic.voting.wording import Sum, sentence, summed
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
    Outcome.UNOPENED: _l("票箱作废，没有结果。"),
}

DAYS = {
    Days.CLEAR: _l("中间隔着%(left)s天，要隔满%(right)s天"),
    Days.WORKING: _l("工作日一天天数下来是%(left)s个，要%(right)s个"),
    Days.NATURAL: _l("一天天数下来是%(left)s天，要%(right)s天"),
    Days.NO_REST_DAY: _l("最后一天是工作日"),
    Days.SHOWN: _l("公示%(left)s天，要满%(right)s天"),
}


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
    """A check in words; a count of days is the reckoner's own."""
    if check.check not in set(Days):
        return summed(check).text
    facts = {"left": number(check.left), "right": number(check.right)}
    return sentence(str(DAYS[Days(check.check)]) % facts)


def _verdict(answer: Answer) -> tuple[Any, bool]:
    match answer:
        case OwnersHeads():
            facts = {"area": area(answer.area), "heads": number(answer.heads)}
            return _("总面积%(area)s，业主%(heads)s人。", **facts), True
        case Satisfaction(by=None, rate=None):
            return _("没有人作出评价，算不出满意率。"), False
        case Satisfaction(by=None):
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
            weighted = [(_("加权得分"), answer.weighted)] if answer.weighted else []
            return [
                (_("满意率"), _percent(answer.rate)),
                *weighted,
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
        case Dated(known_until=None):
            return computed(answer.due)
        case Dated():
            known = _("放假安排收录到%(year)s年。", year=answer.known_until)
            return [*computed(answer.due), str(known)]
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
