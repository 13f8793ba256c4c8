"""Words of ratings."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from civic import clock
from civic.i18n import day, number, until
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.meetings.models import Evaluated
from civic.meetings.rules import PaperKind, RecheckFinding
from civic.opinions.rules import Answering
from civic.places.models import Place
from civic.policy import Role
from civic.ratings.rules import Rate
from civic.register.rules import Keeping
from civic.voting.rules import Scale, Showing, Shown, Theme
from civic.voting.wording import MEMBER_MARK, THEME, UNIT_MARK
from civic.wording import ROLE

GRADE = {str(mark): said for mark, said in (*MEMBER_MARK.items(), *UNIT_MARK.items())}
"""What a ballot says of somebody, by its key."""

OFFICE = ROLE | {
    Role.PARTY_BRANCH: _l("社区党组织成员"),
    Role.OFFICIAL: _l("承办人"),
    Role.SUPERVISOR: _l("居务监督委员会成员"),
}
"""What somebody is called by an office, where the role is called by the body."""

PAPER = {
    PaperKind.REPORT: _l("评议前的报告"),
    PaperKind.STATEMENT: _l("本人、本单位的说明"),
    PaperKind.PLAN: _l("整改方案"),
    PaperKind.RECHECK: _l("复查"),
}

FINDING = {
    RecheckFinding.MENDED: _l("已经改好"),
    RecheckFinding.PARTLY: _l("改了一部分"),
    RecheckFinding.NOT_MENDED: _l("没有改好"),
}

LIGHT = _l("无记名，钥匙在服务器上：系统管理员技术上能看到谁投了什么。")
"""Beside a result whose ballots somebody could have read (integrity.md 2.4)."""

RATE = {
    Scale.UNIT: _l("满意率"),
    Scale.MEMBER: _l("优秀、称职率"),
}


def percentage(hundredths: int) -> str:
    """8667 → 86.67%."""
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def points(hundredths: int) -> str:
    """8667 → 86.67."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def told(scale: Scale, rate: Rate) -> str:
    """Of which ballots a rate is the share, and between what it lies."""
    facts = {
        "n": number(rate.content),
        "of": number(rate.judged),
        "between": between(rate),
    }
    if scale is Scale.UNIT:
        line = _(
            "满意、基本满意%(n)s张，作出评价的%(of)s张，“不了解”不算在内。大致在%(between)s之间。",
            **facts,
        )
    else:
        line = _("优秀、称职%(n)s张，作出评价的%(of)s张。大致在%(between)s之间。", **facts)
    return str(line)


def between(rate: Rate) -> str:
    """62.76%～84.23%."""
    low, high = rate.interval
    return str(_("%(low)s～%(high)s", low=percentage(low), high=percentage(high)))


def hidden(shown: Shown) -> str | None:
    """Why the ballots are not shown, and what may be said of them all the same."""
    match shown.showing:
        case Showing.WHOLE:
            return None
        case Showing.NEARLY_ALL:
            grade = GRADE[shown.nearly_all or ""]
            return str(
                _(
                    "“%(grade)s”占九成以上。评的不到30人，不公布准确的票数，是不是全都一样也不说。",
                    grade=grade,
                )
            )
        case Showing.HIDDEN:
            return str(_("作出评价的不到10人，不公布票数：人太少，会让人猜出谁怎么投的。"))


def year(evaluated: Evaluated) -> str:
    """2025年度, with the office of whoever was rated in one."""
    if evaluated.person_id is None:
        return str(_("%(year)s年度", year=evaluated.year))
    return str(_("%(year)s年度 · %(office)s", year=evaluated.year, office=evaluated.office))


def year_of_vote(year: int, title: str) -> str:
    """2026年单独测评：物业服务满意度."""
    return str(_("%(year)s年单独测评：%(title)s", year=year, title=title))


def whose(text: str, place: Place | None) -> str:
    """2026年度（桑城社区评）: with the place whose residents rated, where others did, too."""
    return str(_("%(text)s（%(place)s评）", text=text, place=place.name) if place else text)


def weighed(weight: int, sheet: int | None, *, votes: bool) -> str:
    """With which weight a group rated, and how: by ballots, or on a sheet with so many hundredths,
    if it handed one in."""
    if votes:
        return str(_("权重%(n)s%%，无记名投票", n=weight))
    if sheet is None:
        return str(_("权重%(n)s%%，没有交评分表", n=weight))
    return str(_("权重%(n)s%%，评分表%(points)s分", n=weight, points=points(sheet)))


def said(scale: Scale, rate: Rate | None) -> str:
    """满意率89.29%, or that there is none."""
    if rate is None:
        return str(_("没有可以公布的结果"))
    return str(_("%(name)s%(share)s", name=RATE[scale], share=percentage(rate.share)))


def said_about(themes: Mapping[Theme | None, int]) -> list[tuple[str, str]]:
    """What comments are about, and how many each; those that nobody has sorted stand last."""
    found = [(str(THEME[theme]), n) for theme, n in themes.items() if theme is not None]
    if None in themes:
        found.append((str(_("还没有归类")), themes[None]))
    return [(about, str(_("%(n)s条", n=number(n)))) for about, n in found]


def answers(record: Answering) -> str:
    """A year's answers in a line."""
    return str(
        _(
            "该答复的%(of)s条，按期%(n)s条，现在逾期%(late)s条",
            of=number(record.judged),
            n=number(record.on_time),
            late=number(record.overdue),
        )
    )


def promises(records: Iterable[Keeping]) -> str:
    """What is promised now, in a line."""
    every = list(records)
    return str(
        _(
            "办好%(kept)s件，正在办%(open)s件，挂账%(parked)s件，现在逾期%(late)s件",
            kept=number(sum(each.kept for each in every)),
            open=number(sum(each.open for each in every)),
            parked=number(sum(each.parked for each in every)),
            late=number(sum(each.overdue for each in every)),
        )
    )


def awaited(kind: PaperKind, ends_at: datetime) -> str:
    """What is still to be written: by when; or, of a re-check, on which day, until it has passed."""
    if kind is PaperKind.RECHECK and clock.now() < ends_at:
        return str(_("%(day)s复查", day=day(ends_at - clock.ONE_DAY)))
    return str(_("%(what)s：%(until)s", what=PAPER[kind], until=until(ends_at)))


def course(trend: Mapping[int, Rate | None]) -> str:
    """The picture of the trend in words: each year, and whether anything can be said of it."""
    told = [
        _("%(year)s年%(share)s", year=year, share=percentage(rate.share))
        if rate
        else _("%(year)s年没有公布", year=year)
        for year, rate in trend.items()
    ]
    known = [rate for rate in trend.values() if rate is not None]
    line = str(_("，")).join(map(str, told))
    if len(known) < 2:
        return str(_("%(line)s。", line=line))
    first, last = known[0], known[-1]
    if first.overlaps(last):
        return str(_("%(line)s。头尾两年的范围有重叠，差别可能是偶然的。", line=line))
    if first.share < last.share:
        return str(_("%(line)s。头尾两年的范围不重叠，升高不像是偶然的。", line=line))
    return str(_("%(line)s。头尾两年的范围不重叠，下降不像是偶然的。", line=line))
