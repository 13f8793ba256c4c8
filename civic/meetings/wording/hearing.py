"""Words of meetings, and a hearing's official texts as they are first composed (always Chinese)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import force_locale

from civic.checks import Check
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.i18n import moment
from civic.meetings.models import Meeting
from civic.meetings.rules import (
    Body,
    Capacity,
    ExplanationPart,
    Initiative,
    MeetingKind,
    MeetingStage,
    NoticePart,
    Part,
    PlanChange,
    Scope,
    SeatState,
    Stands,
    Step,
    stands,
)
from civic.opinions.models import Counts, Reply
from civic.opinions.rules import Disposition
from civic.opinions.wording import DISPOSITION

KIND = {
    MeetingKind.COORDINATION: _l("协调会"),
    MeetingKind.HEARING: _l("听证会"),
    MeetingKind.EVALUATION: _l("评议会"),
}

STAGE = {
    MeetingStage.DRAFT: _l("正在筹备"),
    MeetingStage.PANEL_FORMED: _l("听证小组已组成"),
    MeetingStage.NOTICED: _l("已公告，可以报名"),
    MeetingStage.POSTPONED: _l("已延期，等待新公告"),
    MeetingStage.IN_SESSION: _l("正在开会"),
    MeetingStage.SAT: _l("已散会，整理会议纪要"),
    MeetingStage.REPLIES_AWAITED: _l("逐条答复"),
    MeetingStage.PUBLISHED: _l("结果已公布"),
    MeetingStage.ANOTHER_ROUND: _l("另开一轮"),
    MeetingStage.CANCELLED: _l("已取消"),
    MeetingStage.ARCHIVED: _l("已归档"),
}

EVALUATION_STAGE = STAGE | {
    MeetingStage.NOTICED: _l("已公告"),
    MeetingStage.SAT: _l("已散会，投票、计票"),
}

STANDS = {
    Stands.MINUTES_TO_WRITE: STAGE[MeetingStage.SAT],
    Stands.MINUTES_TO_CONFIRM: _l("会议纪要等待签字确认"),
    Stands.TO_SEND: _l("会议纪要已确认，等待送交意见"),
    Stands.ANSWERS_DUE: _l("等待部门答复"),
    Stands.CONTESTED: _l("等待隐藏的意见有定论"),
    Stands.ALL_ANSWERED: _l("答复齐了，等待公布结果"),
}

STEP = {
    Step.PREPARATION: _l("筹备"),
    Step.NOTICE: _l("公告报名"),
    Step.SESSION: _l("开会"),
    Step.MINUTES: _l("会议纪要"),
    Step.ANSWERS: _l("逐条答复"),
    Step.RESULT: _l("公布结果"),
}

SCOPE = {
    Scope.GOVERNMENT_PROJECT: _l("政府部门要在社区办的事"),
    Scope.COMMITTEE_PROJECT: _l("居委会要办的事"),
    Scope.VITAL_INTEREST: _l("关系居民切身利益的大事"),
}

INITIATIVE = {
    Initiative.DEPARTMENT_ASKS: _l("部门提出，居委会决定召开"),
    Initiative.COMMITTEE_PROPOSES: _l("居委会建议，部门同意召开"),
    Initiative.OWN_AFFAIRS: _l("居委会自己的事，由居务监督委员会主持"),
}

BODY = {
    Body.RESIDENTS_COMMITTEE: _l("居委会"),
    Body.COMMITTEE_CHAIR: _l("居委会主任"),
    Body.SUPERVISION_COMMITTEE: _l("居务监督委员会"),
    Body.DEPARTMENT: _l("部门"),
}

CAPACITY = {
    Capacity.HEAD: _l("组长"),
    Capacity.AFFECTED_RESIDENT: _l("受影响居民的代表"),
    Capacity.RESIDENT_REP: _l("居民代表"),
    Capacity.COMMUNITY_UNIT: _l("社区单位"),
    Capacity.OTHER: _l("其他"),
}

PART = {
    Part.SPEAK: _l("发言席位"),
    Part.OBSERVE: _l("旁听席位"),
}

SEAT_STATE = {
    SeatState.SEATED: _l("有席位"),
    SeatState.WAITING: _l("候补"),
    SeatState.GIVEN_BACK: _l("已让出"),
}

PLAN_CHANGE = {
    PlanChange.NONE: _l("没有变"),
    PlanChange.MINOR: _l("小改动"),
    PlanChange.SUBSTANTIAL: _l("重大改动，必须再开一轮"),
}

EXPLANATION = {
    ExplanationPart.NECESSITY: _l("为什么要办"),
    ExplanationPart.FEASIBILITY: _l("办得成吗"),
    ExplanationPart.CONTENT: _l("怎么办"),
    ExplanationPart.COST: _l("要花多少钱，谁出"),
    ExplanationPart.IMPACT: _l("对居民有什么影响"),
}

NOTICE_PART = {
    NoticePart.MATTER: _l("事项"),
    NoticePart.TIME: _l("时间"),
    NoticePart.PLACE: _l("地点"),
    NoticePart.AGENDA: _l("议程"),
    NoticePart.MATERIALS: _l("材料"),
    NoticePart.WHO_MAY_ATTEND: _l("谁可以参加"),
    NoticePart.OBSERVER_SEATS: _l("旁听席"),
    NoticePart.HOW_TO_REGISTER: _l("怎么报名"),
}


def where(meeting: Meeting, unanswered: int | None = None, contested: int = 0) -> str:
    """Where a meeting stands, in a few words; a list does not count what is unanswered."""
    if meeting.kind is MeetingKind.EVALUATION:
        return str(EVALUATION_STAGE[meeting.stage])
    at = stands(meeting.stage, meeting.sitting.state, unanswered, contested)
    return str(STANDS[at] if at is not None else STAGE[meeting.stage])


def told(check: Check) -> str:
    """A check of the panel's composition in words, with its sum (HR-6)."""
    if check.check == "group_has_seat":
        return str(_("“%(group)s”%(n)s席，至少1席", group=check.about, n=check.left))
    return str(
        _(
            "直接受影响的居民%(n)s席，全组%(all)s席：%(n)s×2＝%(left)s，不少于%(all)s",
            n=check.left // 2,
            all=check.right,
            left=check.left,
        )
    )


# -- official texts -------------------------------------------------------------


def notice_text(
    meeting: Meeting,
    *,
    title: str,
    starts_at: datetime,
    venue: str,
    agenda: Iterable[str],
    observer_seats: int,
    registration_until: datetime,
    is_online: bool,
    remark: str = "",
) -> str:
    """The notice as it hangs on the board, from what was typed (TM-3, HR-4)."""
    groups = "、".join(f"{g.name}{g.seats}席" for g in meeting.groups)
    with force_locale("zh"):
        when, until = moment(starts_at, dated=True), moment(registration_until, dated=True)
    lines = [
        f"就“{title}”召开第{meeting.round}轮听证会，现将有关事项公告如下：",
        f"一、时间：{when}",
        f"二、地点：{venue}" + ("（同时开设线上会场，网址见本页）" if is_online else ""),
        f"三、作决定的单位：{meeting.decision_maker.name}。听证会听取意见，不作决定。",
        "四、议程：" + "；".join(agenda) + "。",
        f"五、发言席：{groups}，由居民报名，额满候补。旁听席：{observer_seats}席。",
        "六、谁可以参加：本社区的居民、业主和租户都可以报名；旁听、意见和答复全程公开。",
        f"七、报名：在本站本页报名，或到居委会、打电话由工作人员代报，{until}截止。",
        "八、会前、会上、会后都可以提意见，每一条都会得到书面答复。",
    ]
    if remark.strip():
        lines.append(f"九、{remark.strip()}")
    return "\n".join(lines)


def outcome_text(
    meeting: Meeting,
    counts: Counts,
    classes: Sequence[tuple[Disposition, int]],
    replies: Sequence[Reply],
    *,
    present: int,
    observers: int,
) -> str:
    """The result as it is first drafted: opinions by class, and the answers (TM-6)."""
    sitting, title = meeting.sitting, meeting.official_title or meeting.matter.title
    with force_locale("zh"):
        opened = moment(sitting.opened_at, dated=True) if sitting.opened_at else ""
        named = "，".join(f"{DISPOSITION[each]}{number}条" for each, number in classes if number)
        lines = [
            f"{opened}在{sitting.venue}就“{title}”召开第{meeting.round}轮听证会，"
            f"到会{present}人，旁听{observers}人。",
            f"共收到意见{counts.total}条，其中批评{counts.criticism}条，意见{counts.opinion}条，"
            f"建议{counts.suggestion}条。" + (f"答复情况：{named}。" if named else ""),
        ]
        if replies:
            lines += ["", "主要答复："]
            lines += [
                f"{number}. {reply.unit.name}（{DISPOSITION[reply.disposition]}）：{reply.text}"
                for number, reply in enumerate(replies, start=1)
            ]
        lines += [
            "",
            f"下一步：由{meeting.decision_maker.name}在听取意见的基础上作出决定，决定另行登记公布。",
        ]
    text = "\n".join(lines)
    return (
        text if len(text) <= LONGEST else text[: LONGEST - 20].rstrip() + "……（全部答复见议题页）"
    )


LONGEST = 8000
"""A draft longer than this leaves the rest to the matter's own page."""
