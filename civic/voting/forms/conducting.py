"""What the committee and the supervisors type: from the draft to the answer to a challenge."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from civic.forms import Day, Form, Line, Moment, Number, Pick, Radio, Several, Text, Tick
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.people.rules.cells import read_area
from civic.register.rules import TEXT_LENGTH
from civic.voting import rules
from civic.voting.rules import (
    BASIS_LENGTH,
    EXPLANATION_LENGTH,
    OPTION_LENGTH,
    OPTIONS_MOST,
    QUESTION_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    Electorate,
    Permit,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    Silence,
    forums,
)
from civic.voting.wording import (
    ELECTORATE,
    QUESTION_KIND,
    RATER_GROUP,
    SCALE,
    SECRECY,
    SILENCE,
)

SEEN = _l("会写进公开的记录。请不要写居民的姓名、电话、门牌。")


class Draft(Form):
    """起草表决：谁来投，怎么投，没有投的怎么算。"""

    place_id = Pick(
        _l("在哪个范围表决？"),
        kind=int,
        description=_l("名册按这个范围的住户、业主来编。一部电梯、一幢楼的事，选那幢楼。"),
    )
    official_title = Line(
        _l("表决的名称"), least=TITLE_LENGTH[0], most=TITLE_LENGTH[1], description=SEEN
    )
    explanation = Text(
        _l("说明"),
        most=EXPLANATION_LENGTH[1],
        required=False,
        description=_l("为什么表决，方案和费用是什么，材料在哪里看。"),
    )
    unit_id = Pick(_l("评议哪个单位"), kind=int)
    electorate = Radio(_l("谁来投？"), ELECTORATE, kind=Electorate)
    secrecy = Radio(_l("怎么投？"), SECRECY, kind=Secrecy)
    online_basis = Line(
        _l("哪一条规定允许在网上投"),
        most=BASIS_LENGTH[1],
        required=False,
        description=_l(
            "法律没有说网上投算不算参加，要写明居民会议的章程或议事规则是哪一条；空着就只发纸票（B2.1）。"
        ),
    )
    silence = Radio(
        _l("没有投票的怎么算？"),
        SILENCE,
        kind=Silence,
        default=Silence.STRICT,
        description=_l("这一条常有争议，会印在公告和表决票上。没有约定就选第一项（B3.6）。"),
    )
    silence_basis = Line(
        _l("依据议事规则的哪一条"),
        most=BASIS_LENGTH[1],
        required=False,
        description=_l("上面选了后两项才写。"),
    )
    party_review_on = Day(
        _l("社区党组织哪一天研究的"),
        required=False,
        description=_l(
            "居民会议、居民代表会议的事项，要先经社区党组织研究（城市居民委员会组织法第30条）。"
            "议题已经登记过研究意见的，不用再写。"
        ),
    )
    party_review = Text(_l("研究意见"), most=REASON_LENGTH[1], required=False, description=SEEN)
    takes_comments = Tick(_l("投票时可以写几句话（结果公布后公开，不带姓名；只有无记名表决可以）"))
    counts_parking = Tick(_l("车位的面积也算（当地规定或业主大会约定了才勾选，OW-10）"))

    def ask_only(self, rule: Rule) -> None:
        """Only what its own law leaves open: what is not permitted is not offered."""
        permit = rules.PERMITS[rule]
        if rule in forums.ASSEMBLIES:
            self.place_id.description = _("全社区的居民一起决定，名册按整个社区来编。")
        self.electorate.choices = _left(ELECTORATE, permit.electorates)
        self.secrecy.choices = _left(SECRECY, permit.secrecies)
        if len(permit.electorates) == 1:
            self.electorate.data = self.electorate.data or next(iter(permit.electorates))
        if len(permit.secrecies) == 1:
            self.secrecy.data = self.secrecy.data or next(iter(permit.secrecies))
        for name in _not_asked(rule, permit):
            delattr(self, name)


def _not_asked(rule: Rule, permit: Permit) -> list[str]:
    names = []
    if rule not in rules.OWNERS:
        names += ["silence", "silence_basis", "counts_parking"]
    if rule not in forums.ASSEMBLIES:
        names += ["party_review_on", "party_review"]
    if not permit.needs_online_basis:
        names.append("online_basis")
    if QuestionKind.GRADES not in permit.kinds:
        names.append("unit_id")
    if permit.secrecies.isdisjoint(rules.BY_URN):
        names.append("takes_comments")
    return names


def _left(words: dict[Any, Any], permitted: frozenset[Any]) -> list[tuple[str, Any]]:
    return [(each.value, said) for each, said in words.items() if each in permitted]


class Question(Form):
    """一项表决事项。"""

    kind = Radio(_l("怎么回答？"), QUESTION_KIND, kind=QuestionKind)
    text = Text(_l("问什么"), least=QUESTION_LENGTH[0], most=QUESTION_LENGTH[1], description=SEEN)
    options = Text(
        _l("选项"),
        most=(OPTION_LENGTH[1] + 1) * OPTIONS_MOST,
        required=False,
        description=_l("一行一个。同意或反对的题目不用写。每题另有“弃权”，也不用写。"),
    )
    most = Number(
        _l("最多选几个"),
        least=1,
        most=OPTIONS_MOST,
        required=False,
        default=1,
        description=_l("选几项的题目才用。"),
    )
    scale = Radio(_l("用哪一套等次"), SCALE, kind=Scale, default=Scale.UNIT)

    def ask_only(self, rule: Rule) -> None:
        """Bodies decide, raters grade."""
        kinds = rules.PERMITS[rule].kinds
        self.kind.choices = _left(QUESTION_KIND, kinds)
        if QuestionKind.GRADES in kinds:
            del self.options
            del self.most
            self.kind.data = self.kind.data or QuestionKind.GRADES
        else:
            del self.scale

    def written(self) -> dict[str, Any]:
        """What the act takes."""
        typed = self.values()
        lines = (typed.get("options") or "").splitlines()
        typed["options"] = [line.strip() for line in lines if line.strip()]
        several = typed["kind"] is QuestionKind.SEVERAL_OF
        typed["most"] = (several and typed.get("most")) or 1
        return typed


class Rater(Form):
    """邀请一位评议人。"""

    person_id = Pick(_l("是哪一位"), kind=int)
    group = Radio(_l("代表哪一方"), RATER_GROUP, kind=RaterGroup, default=RaterGroup.RESIDENT)


class Post(Form):
    """公示：从这一刻起，事项、规则和时间都不能再改。"""

    opens_at = Moment(_l("什么时候开始投票？"))
    closes_at = Moment(_l("什么时候结束？"))
    urgency = Text(
        _l("特殊情况的理由"),
        most=REASON_LENGTH[1],
        required=False,
        description=_l("居民会议遇到特殊情况，可以缩短公示，要写明理由，大家都看得到。"),
    )


class Reason(Form):
    """理由，大家都看得到。"""

    reason = Text(_l("理由"), least=REASON_LENGTH[0], most=REASON_LENGTH[1], description=SEEN)


class SendBack(Form):
    """为什么退回一份书面材料；一页上有几份。"""

    reason = Text(_l("理由"), least=REASON_LENGTH[0], most=REASON_LENGTH[1])

    def __init__(self, paper: int, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.reason.id = f"reason-{paper}"


class Extend(Reason):
    """延长表决时间。"""

    until = Moment(_l("延长到什么时候？"))


class Press(Form):
    """一个要确认的按钮。"""


class Second(Form):
    """另一个人的签名，签的是看到的那段话。"""

    shown = HiddenField()


class Decide(Form):
    """裁定一件名册异议；一页上有几件。"""

    is_upheld = Radio(
        _l("怎么裁定？"), {"yes": _l("异议成立，名册照改"), "no": _l("异议不成立，名册不改")}
    )
    reason = Text(_l("理由"), least=REASON_LENGTH[0], most=REASON_LENGTH[1])

    def __init__(self, objection: int, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.is_upheld.id, self.reason.id = f"upheld-{objection}", f"reason-{objection}"


class Add(Form):
    """往公示的名册上增补。"""

    person_ids = Several(
        _l("是哪几位"),
        kind=int,
        required=True,
        description=_l("共有的房子，把几位共有人都勾上，合起来算一票。"),
    )
    door = Line(_l("门牌号"), most=20, required=False, description=_l("只写号，比如：201"))
    area = Line(
        _l("专有部分面积（平方米）"),
        most=12,
        required=False,
        description=_l("裁定的面积和房产登记不一样才填，最多两位小数，例如89.37。"),
    )
    group = Radio(_l("代表哪一方"), RATER_GROUP, kind=RaterGroup)
    objection_id = Pick(_l("照哪一件异议改"), kind=int, required=False)
    reason = Text(_l("理由"), least=REASON_LENGTH[0], most=REASON_LENGTH[1], description=SEEN)

    def validate_area(self, field: Any) -> None:
        """A surface as it stands in the title."""
        if field.data and read_area(field.data) is None:
            raise ValidationError(_("面积要大于零，最多两位小数，例如89.37。"))

    @property
    def hundredths(self) -> int:
        """The area in units of 0.01 m²; 0 where none is asked."""
        return (self.area and self.area.data and read_area(self.area.data)) or 0


class Strike(Form):
    """从名册上删除一号。"""

    objection_id = Pick(_l("照哪一件异议改"), kind=int, required=False)
    reason = Text(_l("理由"), least=REASON_LENGTH[0], most=REASON_LENGTH[1], description=SEEN)


class Publish(Form):
    """公布结果，写入公开登记。"""

    title = Line(_l("登记的名称"), least=TITLE_LENGTH[0], most=TITLE_LENGTH[1], description=SEEN)
    text = Text(
        _l("结果的说明"),
        least=TEXT_LENGTH[0],
        most=TEXT_LENGTH[1],
        description=SEEN,
    )
    is_redacted = Tick(_l("我检查过了，文字里没有居民的姓名、电话、门牌"))


class ReadBallots(Form):
    """查看记名表决票。"""

    since = Number(_l("从几号看起"), least=1, most=10_000_000, default=1)
    reason = Text(
        _l("为什么要看"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("谁、什么时候看了几张，写进公开记录；看到的内容不要告诉别人。"),
    )


class Answering(Form):
    """书面答复一件核实申请；一页上有几件。"""

    answer = Text(
        _l("核实的经过和结论"), least=REASON_LENGTH[0], most=REASON_LENGTH[1], description=SEEN
    )

    def __init__(self, challenge: int, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.answer.id = f"answer-{challenge}"
