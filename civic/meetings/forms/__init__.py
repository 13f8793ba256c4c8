"""What is typed on the way of a hearing."""

from collections.abc import Sequence

from civic.forms import Day, Filter, Form, Line, Moment, Number, Pick, Radio, Text, Tick
from civic.i18n import lazy_gettext as _l
from civic.matters.rules import TITLE_LENGTH
from civic.meetings.rules import (
    CHANGE_LENGTH,
    MATERIALS_LENGTH,
    NOTICE_DAYS,
    NOTICE_DAYS_RANGE,
    OBSERVER_SEATS,
    PLACE_LENGTH,
    Capacity,
    ExplanationPart,
    Initiative,
    MeetingKind,
    Part,
    PlanChange,
    Scope,
    Step,
)
from civic.meetings.wording import (
    CAPACITY,
    EXPLANATION,
    INITIATIVE,
    KIND,
    PART,
    PLAN_CHANGE,
    SCOPE,
    STEP,
)
from civic.register.rules import TEXT_LENGTH, WHAT_LENGTH
from civic.sittings.rules import HEARING_ORDER, AgendaKind
from civic.sittings.wording import AGENDA, TITLE

REASON = (4, 1000)
NAMED = _l("会写进永久公开的记录。居民起的题目里有姓名、门牌的，请改掉。")
REDACTED = _l("我检查过了，文字里没有居民的姓名、电话、门牌")


class Find(Filter):
    """Narrowing the list."""

    place = Pick(_l("地方"), kind=int, required=False)
    kind = Pick(_l("哪一种会"), {"": _l("全部"), **KIND}, kind=MeetingKind, required=False)
    step = Pick(_l("进行到哪里"), {"": _l("全部"), **STEP}, kind=Step, required=False)


class Convene(Form):
    """召集听证会：谁提出的，为什么开，谁作决定。"""

    scope = Radio(_l("为什么开听证会？"), SCOPE, kind=Scope)
    initiative = Radio(_l("谁提出来的？"), INITIATIVE, kind=Initiative)
    unit_id = Pick(
        _l("听证以后由谁作决定？"),
        kind=int,
        description=_l("听证会本身不作决定。意见会送到这个单位，由它逐条答复。"),
    )
    agreement = Line(
        _l("来函或复函"),
        most=200,
        required=False,
        description=_l("写上文号和日期。居委会建议召开的，必须有部门同意的复函。"),
    )
    starts_at = Moment(
        _l("打算什么时候开？"), description=_l("发公告时再确定，到时会算最早哪一天。")
    )
    venue = Line(_l("打算在哪里开？"), least=PLACE_LENGTH[0], most=PLACE_LENGTH[1])
    notice_days = Number(
        _l("公告满多少天"),
        least=NOTICE_DAYS_RANGE[0],
        most=NOTICE_DAYS_RANGE[1],
        default=NOTICE_DAYS,
        description=_l("一般10天，可以是7到30天。公告当天和开会当天都不算。"),
    )
    observer_seats = Number(_l("旁听席"), least=0, most=1000, default=OBSERVER_SEATS)


class Plan(Form):
    """方案说明：五项都写全了，才能发公告。"""

    necessity = Text(EXPLANATION[ExplanationPart.NECESSITY], most=3000)
    feasibility = Text(EXPLANATION[ExplanationPart.FEASIBILITY], most=3000)
    content = Text(EXPLANATION[ExplanationPart.CONTENT], most=3000)
    cost = Text(EXPLANATION[ExplanationPart.COST], most=3000)
    impact = Text(EXPLANATION[ExplanationPart.IMPACT], most=3000)


class Group(Form):
    """一个利益方。"""

    name = Line(_l("叫什么"), most=60, description=_l("比如：一楼住户、沿街商户"))
    stake = Line(_l("这件事对他们有什么影响"), most=200)
    is_affected = Tick(_l("直接受影响的居民"))
    seats = Number(_l("发言席"), least=0, most=200, default=2)


class Member(Form):
    """听证小组的一名成员。"""

    capacity = Radio(
        _l("以什么身份参加"),
        {k: v for k, v in CAPACITY.items() if k is not Capacity.HEAD},
        kind=Capacity,
    )
    group_id = Pick(_l("代表哪个利益方"), kind=int, required=False)
    who = Line(_l("姓名"), most=60, description=_l("写全名，系统会到名册里找，再请您选是哪一位。"))
    office = Line(_l("单位或职务"), most=80, required=False)
    person_id = Pick(_l("是哪一位"), kind=int, required=False)


class Panel(Form):
    """组成听证小组。"""

    head_id = Pick(_l("组长"), kind=int)
    chair_id = Pick(
        _l("听证会主持人"),
        kind=int,
        required=False,
        description=_l("一般就是组长。组长如果是这件事的当事人，要另选一位。"),
    )


class Chair(Form):
    """换主持人。"""

    chair_id = Pick(
        _l("换成谁"),
        kind=int,
        description=_l("要不是这件事的当事人。会正在开的，要已经签到。"),
    )
    reason = Text(
        _l("理由"),
        least=REASON[0],
        most=REASON[1],
        description=_l("写“身体原因”“临时有事”就够了。不要写病情，也不要写别的私事。"),
    )


class Announced(Form):
    """What every notice says; ``order``: the kinds of its agenda, an ``item_`` for each."""

    order: Sequence[AgendaKind] = ()
    title = Line(_l("这件事怎么称呼"), most=TITLE_LENGTH[1], description=NAMED)
    starts_at = Moment(_l("什么时候开？"))
    venue = Line(_l("在哪里开？"), least=PLACE_LENGTH[0], most=PLACE_LENGTH[1])
    online_url = Line(
        _l("线上会场的网址"),
        most=300,
        required=False,
        description=_l("有线上会场才填，以https://开头。"),
    )
    registration_until = Moment(_l("报名到什么时候？"))
    observer_seats = Number(_l("旁听席"), least=0, most=1000)
    remark = Text(_l("还要告诉大家的"), most=1000, required=False)
    is_redacted = Tick(REDACTED)

    @property
    def items(self) -> list[Line]:
        """The fields of the agenda, in their order."""
        return [self[f"item_{place}"] for place in range(1, len(self.order) + 1)]

    @property
    def agenda(self) -> list[tuple[AgendaKind, str]]:
        """The items as they were named."""
        return [(kind, item.data) for kind, item in zip(self.order, self.items, strict=True)]


def agenda_item(kind: AgendaKind) -> Line:
    """A field of the agenda, with the name that this item usually has."""
    return Line(AGENDA[kind], most=120, default=TITLE[kind])


class Notice(Announced):
    """发公告。"""

    order = HEARING_ORDER
    item_1, item_2, item_3, item_4, item_5 = map(agenda_item, HEARING_ORDER)
    shows_hands = Tick(_l("小结之前安排一次意向性表态（不作为决定）"))
    materials = Text(
        _l("会议材料"),
        least=MATERIALS_LENGTH[0],
        most=MATERIALS_LENGTH[1],
        description=_l("有哪些图纸、文件，在哪里看。"),
    )

    @property
    def agenda(self) -> list[tuple[AgendaKind, str]]:
        """The items as they were named, with a show of hands before the summing up."""
        named = super().agenda
        if self.shows_hands.data:
            named.insert(-1, (AgendaKind.SHOW_OF_HANDS, TITLE[AgendaKind.SHOW_OF_HANDS]))
        return named


class Reason(Form):
    """理由，大家都看得到。"""

    reason = Text(_l("理由"), least=REASON[0], most=REASON[1])


class Register(Form):
    """报名。"""

    part = Radio(_l("报哪一种？"), PART, kind=Part)
    group_id = Pick(
        _l("代表哪一方发言？"),
        kind=int,
        required=False,
        description=_l("只旁听的不用选。"),
    )
    is_online = Tick(_l("在线上参加"))


class Once(Form):
    """一个要确认的按钮。"""


class Change(Form):
    """方案变更。"""

    extent = Radio(
        _l("改动有多大？"),
        {k: v for k, v in PLAN_CHANGE.items() if k is not PlanChange.NONE},
        kind=PlanChange,
        description=_l("地点、规模、费用分摊、对谁有影响变了，就是重大改动。"),
    )
    text = Text(_l("改了什么"), least=CHANGE_LENGTH[0], most=CHANGE_LENGTH[1])


class Outcome(Form):
    """公布结果。"""

    title = Line(_l("这件事怎么称呼"), most=TITLE_LENGTH[1], description=NAMED)
    outcome = Text(
        _l("听证结果"),
        least=TEXT_LENGTH[0],
        most=TEXT_LENGTH[1],
        description=_l("会全文登记、公开。已经按意见和答复拟好，请改到清楚为止。"),
        render_kw={"rows": 16},
    )
    what = Line(
        _l("要落实的事"),
        most=WHAT_LENGTH[1],
        required=False,
        description=_l("有就写上，大家会看到谁来办、什么时候办好。公布以后还可以在登记页再加。"),
    )
    unit_id = Pick(_l("谁来落实"), kind=int, required=False)
    due_on = Day(_l("什么时候办好"), required=False)
    is_redacted = Tick(REDACTED)
