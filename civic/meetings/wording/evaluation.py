"""Words of an evaluation, and its official texts as they are first composed (always Chinese)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import force_locale

from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.i18n import moment, number
from civic.meetings.actions import Rated
from civic.meetings.models import Evaluated, Meeting, Raters
from civic.meetings.rules import (
    WHOLE,
    EvaluationStep,
    Gave,
    Given,
    PaperKind,
    RecheckFinding,
)
from civic.voting.rules import (
    ABSTAIN,
    GRADES,
    Electorate,
    Outcome,
    Scale,
    Secrecy,
    Showing,
    Shown,
    spoilt,
)
from civic.voting.wording import (
    ANSWER,
    MEMBER_MARK,
    OUTCOME,
    RATER_GROUP,
    SECRECY,
    SHOWING,
    UNIT_MARK,
)

_PAPER = {
    PaperKind.REPORT: _l("工作报告"),
    PaperKind.STATEMENT: _l("被评议方的说明"),
    PaperKind.PLAN: _l("整改方案"),
    PaperKind.RECHECK: _l("复查结果"),
}

PAPER_MEASURE = _l(
    "出自先前按纸质材料录入的整改方案，被评议方后来交了自己的方案。"
    "原件留在会议页面上。如果不是被评议方答应的，由没有被评议的居务监督委员会或者居委会核实以后挂账。"
)
"""Beside what a plan promised that others entered from paper, once the rated filed their own."""

FINDING = {
    RecheckFinding.MENDED: _l("改好了"),
    RecheckFinding.PARTLY: _l("改了一部分"),
    RecheckFinding.NOT_MENDED: _l("没有改好"),
}

EVALUATION_STEP = {
    EvaluationStep.NOTICE: _l("公告"),
    EvaluationStep.REPORT: _l("报告"),
    EvaluationStep.QUESTIONS: _l("询问"),
    EvaluationStep.BALLOT: _l("评议投票"),
    EvaluationStep.COUNT: _l("当众计票"),
    EvaluationStep.RESULT: _l("结果"),
    EvaluationStep.PLAN: _l("整改"),
    EvaluationStep.RECHECK: _l("复查"),
}

EVALUATION_STANDS = {
    EvaluationStep.NOTICE: _l("正在筹备，还没有公告"),
    EvaluationStep.REPORT: _l("已公告，等被评议方交报告"),
    EvaluationStep.QUESTIONS: _l("报告交齐了，等着开会、询问"),
    EvaluationStep.BALLOT: _l("正在投票"),
    EvaluationStep.COUNT: _l("投票结束，正在核对、开箱、计票"),
    EvaluationStep.RESULT: _l("计票完了，等待公布结果"),
    EvaluationStep.PLAN: _l("结果已公布，等整改方案"),
    EvaluationStep.RECHECK: _l("正在整改，等待复查"),
}

HOW_SECRET = {
    Secrecy.SECRET: _l("无记名：网站上谁也查不到谁评了什么"),
    Secrecy.LIGHT: SECRECY[Secrecy.LIGHT],
}
"""How secretly an evaluation's groups vote: with a key on the server, in the words of the vote itself."""

HOW_COUNTED = {
    Secrecy.SECRET: _l("票由两位保管人到场才打得开，当众计票，然后公布。"),
    Secrecy.LIGHT: _l("票数核对以后当众计票，然后公布。"),
}

GAVE_NOTHING = {
    Gave.NO_SHEET: _l("没有交评分表"),
    Gave.NO_RESULT: _l("投票的人不够，或者票箱作废，没有结果"),
    Gave.TOO_FEW_JUDGED: _l("作出评价的不到10票"),
}
"""Why a group is left out."""


def said_unowed(step: EvaluationStep) -> str:
    """Of a step that nobody owes, once the result is known."""
    return str(_("不用交整改方案") if step is EvaluationStep.PLAN else _("不用复查"))


def said_missed() -> str:
    """Of a plan that was owed and never came."""
    return str(_("逾期未交整改方案"))


_MARK = {mark.value: said for mark, said in (*MEMBER_MARK.items(), *UNIT_MARK.items())}


def graded(key: str) -> str:
    """A key of the ballot in words."""
    return str(ANSWER[ABSTAIN] if key == ABSTAIN else _MARK[key])


def points(hundredths: int) -> str:
    """86.50: a score or a rate, kept in hundredths."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


RESIDENTS_SOME = True
RESIDENTS = {
    Electorate.REPRESENTATIVES: _l("居民代表会议"),
    Electorate.ADULTS: _l("成年居民"),
    Electorate.HOUSEHOLDS: _l("每户一名代表"),
}
"""The group of the residents in a word or two, by whom its roll is made of; the roll's own page says
who is not on it."""


def named(raters: Raters) -> str:
    """A group in a word or two: the residents by their roll, where they are on none by a list."""
    vote = raters.vote
    of = RATER_GROUP[raters.group] if vote is None else RESIDENTS.get(vote.electorate)
    return str(of or RATER_GROUP[raters.group])


def with_weight(raters: Raters) -> str:
    """居民、居民代表（占总分60%）: a group with its weight, where others rate beside it; over what it
    gave, a bare percentage would read as a result."""
    if raters.weight == WHOLE:
        return named(raters)
    return str(_("%(group)s（占总分%(weight)s%%）", group=named(raters), weight=raters.weight))


def how_they_rate(raters: Raters) -> str:
    """By a secret vote of so many, or on a sheet."""
    if raters.vote is None:
        return str(_("签字的评分表"))
    if raters.vote.posted_at is None:
        return str(_("无记名投票"))
    return str(_("无记名投票，名册%(n)s人", n=number(raters.vote.heads)))


def how_secret(groups: Iterable[Raters]) -> str:
    """How secretly they vote, in words."""
    return str(HOW_SECRET[_secrecy(groups)])


def how_counted(groups: Iterable[Raters]) -> str:
    """What is to come, once they have voted."""
    return str(HOW_COUNTED[_secrecy(groups)])


def _secrecy(groups: Iterable[Raters]) -> Secrecy:
    """No better than that of whichever vote has its key on the server."""
    votes = (each.vote for each in groups if each.vote is not None)
    is_light = any(vote.secrecy is Secrecy.LIGHT for vote in votes)
    return Secrecy.LIGHT if is_light else Secrecy.SECRET


_NOT_REPORTED = {
    Scale.MEMBER: _l("没有按时提交述职报告"),
    Scale.UNIT: _l("没有按时提交工作报告"),
}


def titled(each: Evaluated, kind: PaperKind) -> str:
    """What a party's paper is called: a unit reports on its work, somebody in office on theirs."""
    if kind is PaperKind.REPORT and each.scale is Scale.MEMBER:
        return str(_("述职报告"))
    return str(_PAPER[kind])


def failings(each: Evaluated) -> list[str]:
    """What a party never handed in, said of it from then on (EV-2, EV-3)."""
    found = []
    if each.is_without_report:
        found.append(str(_NOT_REPORTED[each.scale]))
    if each.is_without_plan:
        found.append(said_missed())
    return found


# -- official texts -------------------------------------------------------------


def evaluation_notice(
    parties: Sequence[Evaluated],
    groups: Sequence[Raters],
    *,
    title: str,
    starts_at: datetime,
    voting_until: datetime,
    venue: str,
    agenda: Iterable[str],
    observer_seats: int,
    registration_until: datetime,
    is_online: bool,
    remark: str = "",
) -> str:
    """The notice as it hangs on the board, from what was typed (EV-2)."""
    with force_locale("zh"):
        when, until = moment(starts_at, dated=True), moment(registration_until, dated=True)
        closes = moment(voting_until, dated=True)
        whom = "、".join(party.name for party in parties)
        by = "，".join(f"{_share(each)}（{_by(each)}）" for each in groups)
        secrecy = how_secret(groups)
        year = parties[0].year if parties else ""
    lines = [
        f"就“{title}”召开评议会，现将有关事项公告如下：",
        f"一、被评议的：{whom}，评议{year}年度的工作。",
        f"二、时间：{when}",
        f"三、地点：{venue}" + ("（同时开设线上会场，网址见本页）" if is_online else ""),
        "四、议程：" + "；".join(agenda) + "。",
        f"五、谁来评：{by}。评议人名册同时公示，可以提异议。"
        "被评议的人不列入居民名册，法定人数也不算他们；只有互评由他们互相评。",
        f"六、投票：开会时开始，{closes}截止，在会场或者在本站投。{secrecy}。",
        f"七、旁听：{observer_seats}席，在本站本页报名，或到居委会、打电话由工作人员代报，{until}截止。",
        "八、结果：投票结束后当众核对、开箱、计票，登记公布。"
        "被评议方在公布后15个工作日内交整改方案，大家看得到改没改。",
    ]
    if remark.strip():
        lines.append(f"九、{remark.strip()}")
    return "\n".join(lines)


def _share(raters: Raters) -> str:
    """居民、居民代表60%."""
    return f"{named(raters)}{raters.weight}%"


def _by(raters: Raters) -> str:
    return "评分表" if raters.vote is None else "无记名投票"


def in_order(scale: Scale, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The grades from the best to the worst; who gave none stands last."""
    return [(key, counts.get(key, 0)) for key in (*GRADES[scale], ABSTAIN)]


def grades(scale: Scale, shown: Shown) -> str:
    """What stands behind each grade; of what is secret only what small groups may show (2.5)."""
    if shown.showing is not Showing.WHOLE or shown.counts is None:
        whose = f"{graded(shown.nearly_all)}：" if shown.nearly_all else ""
        return f"{whose}{SHOWING[shown.showing]}"
    return "，".join(
        f"{graded(key)}{number(heads)}票" for key, heads in in_order(scale, shown.counts)
    )


def evaluation_text(
    meeting: Meeting,
    groups: Sequence[Raters],
    found: Sequence[Rated],
    *,
    present: int,
    rated: int,
    observers: int,
) -> str:
    """The words of the result as they are first drafted; the figures follow them by themselves.

    ``rated``: how many of those who were there came to be rated, not to rate. Where nothing came of
    it nobody owes a plan (EV-3).
    """
    is_owed = any(each.outcome is Outcome.VALID for each in found)
    sitting, title = meeting.sitting, meeting.official_title or meeting.matter.title
    with force_locale("zh"):
        opened = moment(sitting.opened_at, dated=True) if sitting.opened_at else ""
        by = "，".join(f"{_share(each)}（{how_they_rate(each)}）" for each in groups)
    return "\n".join(
        [
            f"{opened}在{sitting.venue}就“{title}”召开评议会，"
            + f"到会{present}人"
            + (f"，其中被评议{rated}人" if rated else "")
            + f"，旁听{observers}人。",
            f"谁来评：{by}。",
            "票数、得分和结论由系统按计票写在下面。",
            "被评议方在公布后15个工作日内交整改方案，每一条措施登记公开。"
            if is_owed
            else "这次没有结果，被评议方不用交整改方案，可以再评。",
        ]
    )


def evaluation_figures(found: Sequence[Rated]) -> str:
    """What was counted, party by party, as it enters the register: each sum, what it comes to."""
    with force_locale("zh"):
        parties = [
            "\n".join(
                [
                    f"{place}. {each.evaluated.name}（{each.evaluated.year}年度）",
                    *(f"{said}。" for said in _came_to(each)),
                ]
            )
            for place, each in enumerate(found, start=1)
        ]
    return "\n\n".join(parties)


def _came_to(each: Rated) -> list[str]:
    """One party's sums and conclusion."""
    figures, scale = each.figures, each.evaluated.scale
    said = [f"收回居民评议票{number(each.returned)}票"]
    if each.outcome is Outcome.UNOPENED and not each.returned:
        said = ["收回居民评议票多少票，没有人知道了"]
    if each.outcome is not Outcome.UNOPENED:
        said[0] += f"：{grades(scale, each.shown)}"
        if spoiled := spoilt(each.returned, each.shown):
            said[0] += f"，废票{number(spoiled)}张"
    if figures.score is not None:
        said.append(f"居民评分{points(figures.score)}分")
    if figures.rate is not None:
        said.append(f"居民满意率{points(figures.rate)}%，不了解的不算在内")
    if figures.weighted is not None:
        said.append(f"加权得分{points(figures.weighted)}分")
    if each.outcome is Outcome.VALID:
        has_figure = figures.score is not None or figures.rate is not None
        said += weighing(each.others, has_figure=has_figure)
    said += failings(each.evaluated)
    conclusion = str(OUTCOME[each.outcome])
    if figures.is_incompetent:
        conclusion = "不称职票超过有效票的半数，评为不称职"
    if each.is_second:
        conclusion += "；连续两年不称职，职务依法终止（城市居民委员会组织法第37条）"
    return [*said, f"结论：{conclusion}"]


# -- why a figure is not there ---------------------------------------------------


def weighing(others: Sequence[tuple[Raters, Given]], *, has_figure: bool) -> list[str]:
    """Which groups gave nothing and are left out, or why there is no weighted figure (AP-8).

    ``has_figure``: whether the residents have one.
    """
    out = [
        str(
            _(
                "%(group)s%(why)s，不计入，占比由其余各组分摊",
                group=RATER_GROUP[raters.group],
                why=GAVE_NOTHING[given.gave],
            )
        )
        for raters, given in others
        if given.is_left_out
    ]
    if not others:
        return out
    if not has_figure:
        return [*out, str(_("居民评议没有可以公布的得分，所以没有加权得分"))]
    hidden = [str(RATER_GROUP[r.group]) for r, given in others if given.gave is Gave.WITHHELD]
    if hidden:
        groups = str(_("、")).join(hidden)
        text = _("%(groups)s的得分不公布，加权得分会把它倒推出来，所以也不公布", groups=groups)
        return [*out, str(text)]
    return out
