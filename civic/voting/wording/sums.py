"""The sums behind an outcome in words: how much there is, how much it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from civic.checks import Check, Op
from civic.i18n import area, number
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.voting.rules import SHARES, Step, Threshold, least
from civic.wording import cite

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
    Step.GRADED: _l("选了等次的有%(left)s票，至少要%(right)s票"),
    Step.TOOK_PART: _l("参加了信用评价"),
    Step.GRADE: _l("得分%(left)s，%(about)s级要%(right)s分以上"),
    Step.NO_BAD_RECORD: _l("失信扣分%(left)s：没有失信记录的，不到60分也是B级"),
}


@dataclass(frozen=True)
class Sum:
    """One check, as a page shows it."""

    text: str
    holds: bool
    article: str


def summed(check: Check) -> Sum:
    """A check as a page shows it."""
    return Sum(told(check), check.holds, cite(check.article))


def told(check: Check) -> str:
    """A check in words: how much there is, how much it takes, and the sum that decides."""
    if check.check not in set(Threshold):
        facts = {"left": number(check.left), "right": number(check.right), "about": check.about}
        return sentence(str(STEP[Step(check.check)]) % facts)
    threshold = Threshold(check.check)
    share = SHARES[threshold]
    shown, plain = (area, _square) if threshold in AREAS else (number, number)
    n, base = check.left // share.whole, check.right // share.part
    there, whole = (
        str(words) % {"n": shown(value), "about": check.about}
        for words, value in zip(SHARED[threshold], (n, base), strict=True)
    )
    return sentence(
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


@dataclass(frozen=True)
class Line:
    """A threshold to be drawn into a bar: where (permille of the base), and in words."""

    permille: int
    text: str


def line(check: Check) -> Line | None:
    """Where a share's threshold lies; a comparison that is no share has none."""
    if check.check not in set(Threshold):
        return None
    threshold = Threshold(check.check)
    share = SHARES[threshold]
    needed = _shown(threshold)(least(threshold, check.right // share.part))
    text = _(
        "%(share)s：至少%(least)s", share=FRACTION[share.part, share.whole, share.op], least=needed
    )
    return Line(1000 * share.part // share.whole, sentence(text))


def dual(by_area: Check, by_heads: Check) -> str:
    """Why it failed where both areas and heads must agree: which of the two did not (MFD 278)."""
    fails = by_heads if by_area.holds else by_area
    threshold = Threshold(fails.check)
    share, shown = SHARES[threshold], _shown(threshold)
    said = {
        "share": FRACTION[share.part, share.whole, share.op],
        "n": shown(fails.left // share.whole),
        "least": shown(least(threshold, fails.right // share.part)),
    }
    if by_area.holds:
        found = _(
            "面积%(share)s同意，人数不够：同意的%(n)s人，至少要%(least)s人。人数和面积都要够，所以没有通过。",
            **said,
        )
    elif by_heads.holds:
        found = _(
            "人数%(share)s同意，面积不够：同意的%(n)s，至少要%(least)s。人数和面积都要够，所以没有通过。",
            **said,
        )
    else:
        found = _("人数和面积都没有%(share)s同意，所以没有通过。", share=said["share"])
    return sentence(found)


def sentence(words: object) -> str:
    """A capital first letter, in languages that have them."""
    said = str(words)
    return said[:1].upper() + said[1:]


def _times(shown: Callable[[int], str], n: int, by: int) -> str:
    return str(_("%(n)s×%(by)s＝%(product)s", n=shown(n), by=by, product=shown(n * by)))


def _square(n: int) -> str:
    """An area in the midst of a sum: its unit has been said."""
    return f"{n // 100:,}.{n % 100:02d}"


def _shown(threshold: Threshold) -> Callable[[int], str]:
    return area if threshold in AREAS else number
