"""Words of a sitting, and the minutes as they are first drafted."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import force_locale

from civic.checks import Check
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.i18n import masked, moment
from civic.people.models import Person
from civic.sittings.models import AgendaItem, Attendance, Hands, MinuteEntry, Sitting
from civic.sittings.rules import (
    AgendaKind,
    AttendanceMode,
    ItemState,
    SittingKind,
    Standing,
    State,
    Turn,
    Why,
)

KIND = {
    SittingKind.HEARING: _l("听证会"),
    SittingKind.COORDINATION: _l("协调会"),
    SittingKind.EVALUATION: _l("评议会"),
    SittingKind.COUNCIL: _l("议事会"),
    SittingKind.ASSEMBLY: _l("居民会议"),
}

STATE = {
    State.SCHEDULED: _l("还没有开始"),
    State.CANCELLED: _l("已取消"),
    State.IN_SESSION: _l("正在开会"),
    State.CLOSED: _l("已散会"),
    State.MINUTES_DRAFT: _l("会议纪要待确认"),
    State.MINUTES_CONFIRMED: _l("会议纪要已确认"),
}

MODE = {
    AttendanceMode.ON_SITE: _l("到场"),
    AttendanceMode.ONLINE: _l("线上"),
    AttendanceMode.OBSERVER: _l("旁听"),
}

AGENDA = {
    AgendaKind.OPENING: _l("开场"),
    AgendaKind.EXPLANATION: _l("组织方说明"),
    AgendaKind.REPORT: _l("被评议方报告工作"),
    AgendaKind.QUESTIONS: _l("居民提问"),
    AgendaKind.STATEMENTS: _l("各方陈述"),
    AgendaKind.REPLIES: _l("现场答复"),
    AgendaKind.BALLOT: _l("无记名投票"),
    AgendaKind.SHOW_OF_HANDS: _l("意向性表态"),
    AgendaKind.SUMMING_UP: _l("小结"),
    AgendaKind.OTHER: _l("其他"),
}

TITLE = {
    AgendaKind.OPENING: "主持人宣布开会、介绍到会人员",
    AgendaKind.EXPLANATION: "组织方说明必要性、可行性、内容、费用和影响",
    AgendaKind.REPORT: "被评议的人和单位报告工作",
    AgendaKind.QUESTIONS: "居民提问",
    AgendaKind.STATEMENTS: "各利益方陈述意见",
    AgendaKind.REPLIES: "组织方现场答复",
    AgendaKind.BALLOT: "说明投票办法，开始无记名投票",
    AgendaKind.SHOW_OF_HANDS: "意向性表态（不作为决定）",
    AgendaKind.SUMMING_UP: "主持人小结",
    AgendaKind.OTHER: "其他事项",
}
"""What an item is called on the agenda, as offered first: part of an official Chinese text."""

ITEM_STATE = {
    ItemState.WAITING: _l("未开始"),
    ItemState.OPEN: _l("正在进行"),
    ItemState.DONE: _l("已完成"),
}

NO_HANDS = _l("没有表态")
"""Of the item for it, when it was gone past and no hands were counted."""

TURN = {
    Turn.WAITING: _l("等待发言"),
    Turn.SPEAKING: _l("正在发言"),
    Turn.SPOKEN: _l("已发言"),
    Turn.WAIVED: _l("不发言了"),
}

STANDING = {
    Standing.INDICATIVE: _l("意向性表态，不作为决定"),
    Standing.DECISION: _l("表决"),
}

REFUSALS = {
    Why.NOT_NEXT: _l("现在还不能办这一步。请看会议进行到了哪里。"),
    Why.NOT_OPEN_FOR_ARRIVALS: _l("会议已经结束，不能再签到。"),
    Why.BEFORE_ITS_DAY: _l("%(sits_on)s才开会，当天才能签到（TM-4）。"),
    Why.HERE_ALREADY: _l("已经签过到了，不用再签。"),
    Why.NOT_FROM_HERE: _l(
        "这个账号不在应到名单上，也不是本社区的。外来的人，请在“外来的人”里写姓名（TM-4）。"
    ),
    Why.ONLINE_NOT_OFFERED: _l("这场会没有线上会场，请选择到场或者旁听（TM-4）。"),
    Why.SAME_MODE: _l("签到本来就是这样记的，没有要更正的。"),
    Why.HAS_SPOKEN: _l("这个人名下已经记了发言，不能划掉，也不能改成旁听。"),
    Why.PRESIDES: _l("会正由这位主持。请先换主持人，再更正签到。"),
    Why.NOBODY_NAMED: _l("请写上到会人的姓名。"),
    Why.WRONG_CODE: _l("签到码不对。请扫会场里张贴的二维码，或请工作人员帮您签到。"),
    Why.NOT_HERE: _l("会议纪要由到会参加的人确认。您没有签到，如有出入请告诉记录人。"),
    Why.NOBODY_HERE: _l("还没有人签到。请先登记到会的人，再宣布开会（TM-4）。"),
    Why.NO_CHAIR: _l("还没有确定主持人。请先选一位主持人。"),
    Why.CHAIR_NOT_HERE: _l("主持人还没有签到。请先给主持人签到，再宣布开会。"),
    Why.STAND_IN_NOT_HERE: _l(
        "接着主持的人要在会场，散会以后要是参加了会的人。会正在开的，请先给这位签到。"
    ),
    Why.CHAIR_IS_PARTY: _l(
        "主持人不能是这件事的当事人：提出人、代表利益方的人、在会上提了意见的人、作决定的单位的人"
        "都不行。请另选一位。"
    ),
    Why.AGENDA_INCOMPLETE: _l(
        "议程不完整。听证会要有说明、提问、陈述、答复、小结五步；评议会要有报告、提问、投票、小结四步。"
    ),
    Why.AGENDA_OUT_OF_ORDER: _l(
        "议程的先后不对。听证会先说明，再提问、陈述、答复，最后小结；"
        "评议会先报告，再提问、投票，最后小结。"
    ),
    Why.ITEM_OPEN_ALREADY: _l("正在进行的就是这一项。"),
    Why.ITEM_NOT_NEXT: _l("请按议程的先后进行，下一项是第%(next)s项（HR-5）。"),
    Why.ITEMS_WAITING: _l(
        "议程第%(next)s项还没有进行，不能散会。会议必经的各步都要进行（HR-5；评议会EV-2）。"
    ),
    Why.MINUTES_TOO_SHORT: _l("写得太短，至少%(least)s个字。"),
    Why.MINUTES_TOO_LONG: _l("写得太长，最多%(most)s个字。请分几条写。"),
    Why.MINUTES_FIXED: _l("会议纪要已经确认，不能再改。"),
    Why.NOT_OVER_YET: _l("会还没有散。散会以后再整理会议纪要。"),
    Why.OBJECTION_WITHOUT_REASON: _l("请写明哪里记得不对，应该怎么写。"),
    Why.NOT_OPEN_FOR_CONFIRMING: _l("会议纪要现在不在确认当中。"),
    Why.CONFIRMED_ALREADY: _l("已经确认过了，不用再确认。"),
    Why.TEXT_CHANGED: _l("会议纪要改过了，现在是第%(version)s稿。请看了这一稿，再签名确认。"),
    Why.REOPENING_TOO_LATE: _l("只能在散会当天继续开会。请开下一轮。"),
    Why.NOT_IN_SESSION: _l("会议没有在进行。请主持人先宣布开会。"),
    Why.OBSERVERS_DO_NOT_SPEAK: _l("旁听席只听不发言。想说的话可以写成意见，同样会得到答复。"),
    Why.WAITING_ALREADY: _l("已经在等待发言了。"),
    Why.SPEAKER_MISSING: _l("要作为意见记下，请先选是谁说的。"),
    Why.SOMEBODY_SPEAKS: _l("前一位还没有讲完。请先结束他的发言。"),
    Why.HANDS_NEGATIVE: _l("人数不能是负数。"),
    Why.MORE_HANDS_THAN_PEOPLE: _l("举手的有%(hands)s人，到会的只有%(present)s人。请重新数一数。"),
}


def public_name(person: Person) -> str:
    """How a person stands in public: masked, unless they agreed otherwise."""
    return person.name if person.shows_name else masked(person.name)


def speaker(attendance: Attendance, *, is_chair: bool) -> str:
    """Who spoke, as the public may know: the chair by office, a neighbour by a masked name."""
    if is_chair:
        return "主持人"
    name = (
        public_name(attendance.person)
        if attendance.person is not None
        else masked(attendance.guest or "")
    )
    return f"{name}（{attendance.group}）" if attendance.group else name


def lacks_hands(item: AgendaItem, hands: Sequence[Hands]) -> bool:
    """Whether the show of hands is over without anybody's hand having been counted."""
    is_over = item.kind is AgendaKind.SHOW_OF_HANDS and item.state is ItemState.DONE
    return is_over and not hands


def item_word(item: AgendaItem, hands: Sequence[Hands]) -> str:
    """Where an item of the agenda stands."""
    return str(NO_HANDS if lacks_hands(item, hands) else ITEM_STATE[item.state])


def hands_line(hands: Hands) -> str:
    """A counted show of hands in one official line."""
    return (
        f"意向性表态（不作为决定）：{hands.question} 到会{hands.present}人，"
        f"同意{hands.yes}人，反对{hands.no}人，弃权{hands.abstain}人，"
        f"未表态{hands.not_shown}人。"
    )


class StoodIn(NamedTuple):
    """From when on another one presided, and who had until then."""

    at: datetime
    before_id: int | None
    name: str


def minutes_text(
    sitting: Sitting,
    *,
    roll: Sequence[Attendance],
    notes: Sequence[MinuteEntry],
    changes: Sequence[StoodIn] = (),
) -> str:
    """The minutes as they grow from roll, agenda and notes; the clerk goes on from here.

    Official text: Chinese in whatever language the clerk reads the site.
    """
    present = sum(attendance.takes_part for attendance in roll)
    with force_locale("zh"):
        lines = [
            f"会议：{sitting.title}",
            f"时间：{moment(sitting.opened_at or sitting.starts_at, dated=True)}",
            f"地点：{sitting.venue}",
            f"到会：{present}人，旁听{len(roll) - present}人。",
            *(
                f"{moment(change.at)}起由{change.name}主持。"
                for change in changes
                if _was_open(sitting, change.at)
            ),
        ]
        for number, item in enumerate(sitting.items, start=1):
            said = [_note(note, sitting, changes) for note in notes if note.item_id == item.id]
            if lacks_hands(item, sitting.hands):
                said.append("（没有表态）")
            lines += ["", f"{number}. {item.title}", *(said or ["（无发言记录）"])]
        if sitting.hands:
            lines += ["", *(hands_line(hands) for hands in sitting.hands)]
    return "\n".join(lines)


def _was_open(sitting: Sitting, at: datetime) -> bool:
    return (
        sitting.opened_at is not None
        and sitting.opened_at <= at
        and (sitting.closed_at is None or at < sitting.closed_at)
    )


def _note(note: MinuteEntry, sitting: Sitting, changes: Sequence[StoodIn]) -> str:
    if note.attendance is None:
        return note.text
    who = note.attendance.person_id
    is_chair = who is not None and who == _presiding(sitting, note.at, changes)
    return f"{speaker(note.attendance, is_chair=is_chair)}：{note.text}"


def _presiding(sitting: Sitting, at: datetime, changes: Sequence[StoodIn]) -> int | None:
    """Who did when this was noted; of what is noted after the end, who did at the end."""
    at = min(at, sitting.closed_at or at)
    return next((each.before_id for each in changes if each.at > at), sitting.chair_id)


def told(check: Check) -> str:
    """A check of the confirmation in words (TM-5, HR-5)."""
    if check.check == "chair":
        return str(_("主持人已确认") if check.holds else _("主持人还没有确认"))
    return str(_("其他到会人确认%(left)s人，至少%(right)s人", left=check.left, right=check.right))
