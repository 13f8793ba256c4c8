"""What a count says: the sums that must add up, and the result as it enters the register."""

from collections.abc import Sequence

from flask_babel import force_locale

from civic.checks import Check
from civic.i18n import area, moment, number
from civic.i18n import gettext as _
from civic.voting import actions
from civic.voting.actions import Result
from civic.voting.models import Question, Vote
from civic.voting.rules import (
    ABSTAIN,
    Figures,
    Group,
    OwnersOpinion,
    OwnersVote,
    QuestionKind,
    Showing,
    Shown,
    Silence,
    reconciliation,
    spoilt,
)
from civic.voting.wording.sums import Sum, told
from civic.voting.wording.votes import (
    ANSWER,
    MEMBER_MARK,
    OUTCOME,
    RULE,
    SHOWING,
    SILENCE,
    UNIT_MARK,
    who_votes,
)
from civic.wording import cite

_OF_PAPERS = frozenset({"handed_out", "returned"})
_MARK = {mark.value: said for mark, said in (*MEMBER_MARK.items(), *UNIT_MARK.items())}


def reconciled(check: Check, f: Figures) -> str:
    """One identity of the reconciliation, with both of its sides (integrity.md 2.6)."""
    n = number
    match check.check:
        case "marked":
            on_paper = f.returned if f.is_named else f.handed_out
            return str(
                _(
                    "投了票的%(marked)s人，网上%(online)s张＋纸票%(paper)s张＝%(sum)s张",
                    marked=n(f.marked),
                    online=n(f.online),
                    paper=n(on_paper),
                    sum=n(check.right),
                )
            )
        case "handed_out" if f.returned > f.handed_out:
            return str(
                _(
                    "发出纸票%(handed_out)s张＋多出%(more)s张＝收回%(returned)s张",
                    returned=n(f.returned),
                    handed_out=n(f.handed_out),
                    more=n(f.returned - f.handed_out),
                )
            )
        case "handed_out":
            return str(
                _(
                    "发出纸票%(handed_out)s张－没有收回%(out)s张＝收回%(returned)s张",
                    returned=n(f.returned),
                    handed_out=n(f.handed_out),
                    out=n(f.not_returned),
                )
            )
        case "returned":
            return str(
                _(
                    "收回纸票%(returned)s张，录入有效票%(valid)s张＋废票%(spoiled)s张＝%(sum)s张",
                    returned=n(f.returned),
                    valid=n(f.valid),
                    spoiled=n(f.spoiled),
                    sum=n(check.right),
                )
            )
        case _:
            return str(
                _(
                    "第%(place)s项有%(rows)s个回答，网上%(online)s张＋有效纸票%(valid)s张＝%(sum)s张",
                    place=check.about,
                    rows=n(check.left),
                    online=n(f.online),
                    valid=n(f.valid),
                    sum=n(check.right),
                )
            )


def announcement(vote: Vote) -> str:
    """The words of the result as they are first drafted; the figures follow them by themselves."""
    return f"“{vote.official_title}”的表决结果。票数和结论由系统按计票写在下面。"


def kept_sums(f: Figures) -> list[Sum]:
    """What everybody reads of it: marks and papers, and of the rows those alone that differ."""
    return [_sum(c, f) for c in _asked(f) if c.check != "rows" or not c.holds]


def all_sums(f: Figures) -> list[Sum]:
    """What those read of it who answer for it: the rows as well."""
    return [_sum(c, f) for c in _asked(f)]


def _asked(f: Figures) -> list[Check]:
    """The identities, without those of papers where there was none."""
    has_papers = any((f.handed_out, f.returned, f.valid, f.spoiled))
    return [c for c in reconciliation(f) if has_papers or c.check not in _OF_PAPERS]


def _sum(check: Check, f: Figures) -> Sum:
    return Sum(reconciled(check, f), check.holds, "")


def result_text(vote: Vote, results: Sequence[Result]) -> str:
    """The figures of the result, as they enter the register: who voted when, each sum, what it
    comes to."""
    with force_locale("zh"):
        opened, closed = (
            moment(at, dated=True) if at else "" for at in (vote.opened_at, vote.closed_at)
        )
        size = f"{number(vote.heads)}人"
        came = f"{number(vote.took_part_heads or 0)}人"
        if vote.is_by_area:
            size += f"，专有部分面积{area(vote.area)}"
            came += f"，面积{area(vote.took_part_area or 0)}"
        lines = [
            f"{opened}到{closed}，由{who_votes(vote.rule, vote.electorate)}表决“{vote.official_title}”。"
            + ("按人数和面积计票。" if vote.is_by_area else "")
            + f"规则：{RULE[vote.rule]}（{cite(vote.permit.article)}）。",
            f"名册{size}；参加表决{came}。",
        ]
        if vote.silence is not Silence.STRICT:
            silent = _silent(results[0])
            lines.append(
                f"{SILENCE[vote.silence]}（依据：{vote.silence_basis}）："
                f"{number(silent.heads)}人（{area(silent.area)}）。"
            )
        for question in vote.questions:
            shown = actions.shown(vote, question)
            counts = _counts(question, shown)
            if question.kind is QuestionKind.GRADES and (
                spoiled := spoilt(vote.took_part_heads or 0, shown)
            ):
                counts += f"另有废票{number(spoiled)}张。"
            lines += ["", f"{question.position}. {question.text}", counts]
            own = [result for result in results if result.question is question]
            taken = list[str]()  # who took part is one sum for all options of a question
            for result in own:
                if shown.showing is Showing.WHOLE:
                    sums = [f"{told(check)}。" for check in result.reckoned.because]
                    lines += [each for each in sums if each not in taken]
                    taken += sums
                lines.append(_outcome(result))
                lines += [f"{each}。" for each in each_way(vote, result)]
        if vote.gap:
            lines += ["", f"票数核对中的出入：{vote.gap}"]
        if vote.is_by_area:
            lines += ["", "业主可以在公布后30日内书面申请核实。"]
    return "\n".join(lines)


def each_way(vote: Vote, result: Result) -> list[str]:
    """Where silence counts: what it would come to in each of the three modes (B3.6)."""
    if vote.silence is Silence.STRICT or not isinstance(result.reckoned, OwnersVote):
        return []
    name = f"{chosen(result.question, result.key)}：" if result.question.options else ""
    return [
        name + str(_("%(silence)s：%(outcome)s", silence=SILENCE[mode], outcome=OUTCOME[outcome]))
        for mode, outcome in result.reckoned.outcomes.items()
    ]


def _silent(result: Result) -> Group:
    """Whom the ballot reached and who expressed nothing."""
    groups: Sequence[Group] = result.recount.given["groups"] if result.recount else ()
    return next(group for group in groups if group.opinion is OwnersOpinion.SILENT_DELIVERED)


def _counts(question: Question, shown: Shown) -> str:
    """What stands behind each answer; of what is secret only what small groups may show (2.5)."""
    if shown.showing is not Showing.WHOLE:
        whose = f"{chosen(question, shown.nearly_all)}：" if shown.nearly_all else ""
        return f"{whose}{SHOWING[shown.showing]}。"
    counts = {count.key: count for count in question.counts}
    said = []
    for key in question.asked.keys:
        found = counts[key]
        surface = f"（{area(found.area)}）" if found.area else ""
        said.append(f"{chosen(question, key)}{number(found.heads)}人{surface}")
    return "，".join(said) + "。"


def _outcome(result: Result) -> str:
    name = f"“{chosen(result.question, result.key)}”" if result.question.options else ""
    return f"结论{name}：{OUTCOME[result.reckoned.outcome]}。"


def chosen(question: Question, key: str) -> str:
    """A key of a ballot in words."""
    if key == ABSTAIN or question.kind is QuestionKind.YES_NO:
        return str(ANSWER[key])
    if question.kind is QuestionKind.GRADES:
        return str(_MARK[key])
    return question.options[int(key) - 1].text
