"""What is typed on the way of an evaluation."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, cast

from wtforms.validators import ValidationError

from civic.forms import (
    Day,
    Document,
    FileField,
    Form,
    Line,
    Moment,
    Number,
    Pick,
    Radio,
    Several,
    Text,
    Tick,
)
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.matters.rules import TITLE_LENGTH
from civic.meetings.forms import NAMED, REDACTED, Announced, agenda_item
from civic.meetings.rules import (
    ASSEMBLY,
    MATERIALS_LENGTH,
    OBSERVER_SEATS,
    PLACE_LENGTH,
    RecheckFinding,
)
from civic.meetings.wording import FINDING
from civic.register.rules import TEXT_LENGTH, WHAT_LENGTH
from civic.sittings.rules import EVALUATION_ORDER
from civic.voting.rules import Electorate, RaterGroup, Secrecy
from civic.voting.wording import RATER_GROUP, RATING_ELECTORATE

SHEET: Final = "sheet"
RESIDENTS: Final = (
    Electorate.INVITED,
    Electorate.REPRESENTATIVES,
    Electorate.HOUSEHOLDS,
    Electorate.ADULTS,
)
OTHERS: Final = (RaterGroup.STREET, RaterGroup.PEER, RaterGroup.UNIT)
MEASURES: Final = 5
PAPER_LENGTH: Final = (4, 10_000)
FILE = _l(
    "大家都看得到：先把居民的姓名、电话、门牌和签名遮住，再拍照或者扫描。照片或者 PDF，不超过10兆。"
)
REDACTED_BOTH = _l("我检查过了，文字和附件里没有居民的姓名、电话、门牌")


class Parties(Form):
    """谁被评，谁来评、怎么投，谁主持。"""

    unit_id = Pick(_l("评哪个单位？"), kind=int)
    member_ids = Several(_l("评哪几位？"), kind=int, required=True)
    year = Number(_l("评哪一年的工作？"), least=2000, most=2100)
    chair_id = Pick(
        _l("谁主持？"),
        kind=int,
        description=_l("评居委会和它的成员，由居务监督委员会主持；谁也不主持对自己的评议。"),
    )
    resident_by = Pick(
        _l("居民怎么来评？"),
        {each: RATING_ELECTORATE[each] for each in RESIDENTS},
        kind=Electorate,
        description=_l(
            "还有别人打分的，评议的居民至少50人；占比至少一半，比谁都大。"
            "评居委会和它的成员，由居民会议或者居民代表会议来评。"
        ),
    )
    resident_weight = Number(_l("居民占百分之几"), least=1, most=100, default=100)
    street_by = Pick(RATER_GROUP[RaterGroup.STREET], kind=str, required=False)
    street_weight = Number(_l("街道占百分之几"), least=0, most=99, default=0)
    peer_by = Pick(RATER_GROUP[RaterGroup.PEER], kind=str, required=False)
    peer_weight = Number(_l("互评占百分之几"), least=0, most=99, default=0)
    unit_by = Pick(RATER_GROUP[RaterGroup.UNIT], kind=str, required=False)
    unit_weight = Number(_l("驻区单位占百分之几"), least=0, most=99, default=0)
    secrecy = Radio(
        _l("票箱的钥匙在哪里？"),
        {
            Secrecy.SECRET: _l("分给三位保管人，两位到场才打得开"),
            Secrecy.LIGHT: _l("在服务器上，运维的人做得到偷看：评公共机构不能用"),
        },
        kind=Secrecy,
        default=Secrecy.SECRET.value,
    )
    takes_comments = Tick(_l("投票的时候可以写几句话，结果公布以后公开，不带姓名"), default=True)

    def __init__(self, *args: Any, rates_members: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        if rates_members:
            del self.unit_id
            # Whom the law has rated by secret ballot is not rated with a key on the server.
            del self.secrecy
            # Members are rated by the assembly, never by a list of who was chosen (AP-6).
            self.resident_by.choices = [
                choice for choice in self.resident_by.choices if choice.value in ASSEMBLY
            ]
        else:
            del self.member_ids
        for group in OTHERS:
            field = self[f"{group.value}_by"]
            field.choices = [
                ("", _("不评")),
                (SHEET, _("交签字的评分表（不到10人）")),
                (Electorate.INVITED.value, _("按名单邀请，无记名投票（10人以上）")),
            ]
            field.flags.answered = True

    @property
    def key(self) -> Secrecy:
        """Where the urn's key is; of members it is not asked (AP-7)."""
        return self.secrecy.data if "secrecy" in self else Secrecy.SECRET

    @property
    def polls(self) -> list[tuple[RaterGroup, int, Electorate | None]]:
        """Each group with its weight, and by which electorate it votes; None: on a sheet."""
        by: Electorate = self.resident_by.data
        found: list[tuple[RaterGroup, int, Electorate | None]] = [
            (RaterGroup.RESIDENT, self.resident_weight.data or 0, by)
        ]
        for group in OTHERS:
            how = self[f"{group.value}_by"].data
            if how:
                weight = self[f"{group.value}_weight"].data or 0
                found.append((group, weight, None if how == SHEET else Electorate(how)))
        return found


class Evaluate(Parties):
    """召集评议会。"""

    title = Line(_l("这次评议怎么称呼"), most=TITLE_LENGTH[1], description=NAMED)
    starts_at = Moment(
        _l("打算什么时候开？"), description=_l("发公告时再确定，到时会算最早哪一天。")
    )
    venue = Line(_l("打算在哪里开？"), least=PLACE_LENGTH[0], most=PLACE_LENGTH[1])
    observer_seats = Number(_l("旁听席"), least=0, most=1000, default=OBSERVER_SEATS)


class Announce(Announced):
    """发评议会公告。"""

    order = EVALUATION_ORDER
    item_1, item_2, item_3, item_4 = map(agenda_item, EVALUATION_ORDER)
    title = Line(_l("这次评议怎么称呼"), most=TITLE_LENGTH[1], description=NAMED)
    voting_until = Moment(
        _l("投票到什么时候？"), description=_l("开会时开始投票，到这个时候自动截止。")
    )
    registration_until = Moment(_l("旁听报名到什么时候？"))
    materials = Text(
        _l("会议材料"),
        least=MATERIALS_LENGTH[0],
        most=MATERIALS_LENGTH[1],
        description=_l("有哪些文件、账目，在哪里看。报告交来以后也在本页。"),
    )


class Invite(Form):
    """请一位来评。"""

    person_id = Radio(_l("是哪一位？"), kind=int)


class Opening(Form):
    """宣布开会；有人没有交报告的，要勾选。"""

    goes_without = Tick(_l("没有交报告，照常开会"))

    def __init__(self, *args: Any, missing: Sequence[str], **kw: Any) -> None:
        super().__init__(*args, **kw)
        names = _("、").join(missing)
        self.goes_without.description = _(
            "还没有交报告的：%(names)s。照常开会的，记录和公开的页面都会写上没有按时交。",
            names=names,
        )


class Report(Form):
    """述职、工作报告。"""

    text = Text(
        _l("报告"),
        least=PAPER_LENGTH[0],
        most=PAPER_LENGTH[1],
        description=_l("这一年做了什么，答应的事办成了多少，哪些没有办好。开会以前可以重交。"),
        render_kw={"rows": 14},
    )
    file = FileField(_l("附件"), description=FILE)
    is_redacted = Tick(REDACTED_BOTH)


class Sheet(Form):
    """评分表。"""

    score = Line(_l("得分（满分100分）"), most=6, description=_l("可以有两位小数，比如：86.5"))
    file = Document(_l("签了字的评分表"), description=FILE)
    is_redacted = Tick(_l("我检查过了，附件里没有居民的姓名、电话、门牌"))

    def validate_file(self, field: Any) -> None:
        """A score without the paper that was signed is none."""
        if not field.data:
            raise ValidationError(_("请附上签了字的评分表。"))

    def validate_score(self, field: Any) -> None:
        """As a number with two decimals at most; the rules say whether it is one of a hundred."""
        if self.hundredths is None:
            raise ValidationError(_("请填写分数，比如：86.5"))

    @property
    def hundredths(self) -> int | None:
        """What was typed, in hundredths of a point."""
        whole, _point, rest = (self.score.data or "").partition(".")
        if not (whole + rest).isascii() or not whole.isdigit() or len(whole) > 3:
            return None
        if rest and (not rest.isdigit() or len(rest) > 2):
            return None
        return int(whole) * 100 + int((rest or "0").ljust(2, "0"))


class Result(Form):
    """公布评议结果。"""

    title = Line(_l("这次评议怎么称呼"), most=TITLE_LENGTH[1], description=NAMED)
    text = Text(
        _l("评议结果"),
        least=TEXT_LENGTH[0],
        most=TEXT_LENGTH[1],
        description=_l("会全文登记、公开，请改到清楚为止。票数和得分不用写，在下面。"),
        render_kw={"rows": 8},
    )
    is_redacted = Tick(REDACTED)


class Statement(Form):
    """对结果的说明。"""

    text = Text(
        _l("您想说明什么？"),
        least=PAPER_LENGTH[0],
        most=2000,
        description=_l("原文放在结果旁边，居委会不改您的话。不要写别人的姓名、电话、门牌。"),
    )
    is_redacted = Tick(_l("我检查过了，文字里没有别人的姓名、电话、门牌"))


class Plan(Form):
    """整改方案。"""

    text = Text(
        _l("怎么改"),
        least=PAPER_LENGTH[0],
        most=PAPER_LENGTH[1],
        description=_l("大家不满意的是什么，打算怎么改。"),
        render_kw={"rows": 10},
    )
    signed_by = Line(_l("谁签字（负责人）"), most=60)
    contact = Line(_l("问谁"), most=120, description=_l("大家要问进展，找哪个办公室、打哪个电话。"))
    file = FileField(_l("盖章的方案"), description=FILE)
    is_redacted = Tick(REDACTED_BOTH)

    @property
    def measures(self) -> list[tuple[str, date]]:
        """What is to be mended, until when, as far as both were given."""
        rows = ((self[f"what_{n}"].data, self[f"due_{n}"].data) for n in self.places)
        return [(what, due_on) for what, due_on in rows if what and due_on]

    @property
    def places(self) -> Sequence[int]:
        return range(1, MEASURES + 1)

    def validate(self, extra_validators: Any = None) -> bool:
        """A measure without its day is none, nor a day without its measure."""
        is_valid = bool(super().validate(extra_validators))
        for n in self.places:
            what, due = self[f"what_{n}"], self[f"due_{n}"]
            if what.data and not due.data and not due.errors:
                due.errors = [_("请写上哪天以前办好。")]
                is_valid = False
            if due.data and not what.data and not what.errors:
                what.errors = [_("请写上办什么。")]
                is_valid = False
        return is_valid


def plan(**kept: Any) -> Plan:
    """The form with its rows for measures."""
    fields: dict[str, Any] = {}
    for n in range(1, MEASURES + 1):
        is_first = n == 1
        fields[f"what_{n}"] = Line(_l("措施"), most=WHAT_LENGTH[1], required=is_first)
        fields[f"due_{n}"] = Day(_l("哪天以前办好"), required=is_first)
    return cast(Plan, type("OnePlan", (Plan,), fields)(**kept))


class Recheck(Form):
    """复查。"""

    finding = Radio(_l("改得怎么样？"), FINDING, kind=RecheckFinding)
    text = Text(
        _l("看到了什么"),
        least=PAPER_LENGTH[0],
        most=PAPER_LENGTH[1],
        description=_l("哪一条改了，哪一条没有，怎么看出来的。"),
    )
    file = FileField(_l("附件"), description=FILE)
    is_redacted = Tick(REDACTED_BOTH)
