"""How a hearing comes about in the tests: each function takes it one step further."""

from datetime import datetime, timedelta
from typing import Any

from civic import clock
from civic.db import session, transaction
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Subject
from civic.meetings import actions
from civic.meetings.models import Meeting, conducted
from civic.meetings.rules import Capacity, Initiative, Scope
from civic.opinions import actions as opinions
from civic.opinions.models import Opinion, unanswered
from civic.opinions.rules import Disposition, Kind
from civic.people.models import Person
from civic.sittings import actions as sittings
from civic.sittings.models import Sitting, whole
from civic.sittings.rules import HEARING_ORDER, AttendanceMode, ItemState
from tests.world import Community

AGENDA = [(kind, kind.value) for kind in HEARING_ORDER]
PLAN = {
    "necessity": "三号楼六十岁以上老人占四成，上下楼不便。",
    "feasibility": "勘察过，管线可以避让。",
    "content": "在三号楼北侧加装一部电梯。",
    "cost": "预算六十八万元，住户按楼层分摊。",
    "impact": "施工三个月，一楼采光略受影响。",
}


def routed(here: Community, author: Person | None = None) -> Matter:
    """A matter that the committee accepted and routed to a hearing."""
    with transaction():
        matter = matters.raise_matter(
            author or here.resident,
            here.building,
            category=Category.RENOVATION,
            title="三号楼加装电梯",
            text="三号楼老人多，上下楼不方便，希望加装电梯。",
        )
        matters.screen(here.clerk, matter, Screening.ACCEPT, reason="属于居民切身利益，受理。")
        matters.route(here.clerk, matter, Subject.PROJECT)
    return matter


def convened(here: Community, matter: Matter | None = None, **facts: Any) -> Meeting:
    matter = matter or routed(here)
    with transaction():
        return actions.convene(
            here.chair,
            matter,
            **{
                "initiative": Initiative.DEPARTMENT_ASKS,
                "scope": Scope.GOVERNMENT_PROJECT,
                "decision_maker": here.unit("greening"),
                "starts_at": in_days(11),
                "venue": "社区活动室二楼",
                "agenda": AGENDA,
                **facts,
            },
        )


def with_panel(
    here: Community, meeting: Meeting | None = None, head: Person | None = None
) -> Meeting:
    meeting = meeting or convened(here)
    with transaction():
        low = actions.name_group(
            here.clerk, meeting, name="一楼住户", stake="采光、噪声", is_affected=True, seats=2
        )
        high = actions.name_group(
            here.clerk, meeting, name="高层住户", stake="上下楼", is_affected=True, seats=1
        )
        for person, group in ((here.neighbour, low), (here.owner, high)):
            actions.seat_member(
                here.clerk,
                meeting,
                capacity=Capacity.AFFECTED_RESIDENT,
                person=person,
                group=group,
            )
        actions.form_panel(here.clerk, meeting, head=head or here.chair)
    return meeting


def notice_facts(**facts: Any) -> dict[str, Any]:
    sits_at = facts.get("starts_at", in_days(11))
    return {
        "title": "三号楼加装电梯",
        "is_redacted": True,
        "starts_at": sits_at,
        "venue": "社区活动室二楼",
        "agenda": AGENDA,
        "observer_seats": 20,
        "registration_until": sits_at - timedelta(hours=5),
        "materials": "方案图纸见社区公告栏。",
        "text": "听证会公告：三号楼加装电梯。居民凭身份证报名旁听。",
        **facts,
    }


def explained(here: Community, meeting: Meeting) -> Meeting:
    with transaction():
        return actions.explain(here.clerk, meeting, **PLAN)


def noticed(here: Community, meeting: Meeting | None = None, **facts: Any) -> Meeting:
    meeting = explained(here, meeting or with_panel(here))
    with transaction():
        actions.notify(here.clerk, meeting, **notice_facts(**facts))
    return meeting


def arrived(here: Community, meeting: Meeting) -> Meeting:
    """The day has come; the chair and two residents are in the room."""
    clock.source.set(meeting.sitting.starts_at)  # type: ignore[attr-defined]
    with transaction():
        for person in (here.chair, here.neighbour, here.owner):
            sittings.check_in(
                here.clerk, meeting.sitting, person=person, mode=AttendanceMode.ON_SITE
            )
    return meeting


def opened(here: Community, meeting: Meeting | None = None) -> Meeting:
    meeting = arrived(here, meeting or noticed(here))
    with transaction():
        return actions.open_session(here.chair, meeting)


def gone_through(here: Community, meeting: Meeting) -> Meeting:
    """Every item of the agenda has had its turn."""
    with transaction():
        room = sitting(meeting)
        for item in room.items:
            if item.state is ItemState.WAITING:
                sittings.take_up(here.clerk, room, item)
    return meeting


def closed(here: Community, meeting: Meeting | None = None) -> Meeting:
    meeting = gone_through(here, meeting or opened(here))
    with transaction():
        return actions.close(here.chair, meeting)


def minuted(here: Community, meeting: Meeting | None = None) -> Meeting:
    """Its minutes are confirmed by the chair and two who were there."""
    meeting = closed(here, meeting)
    with transaction():
        sittings.draft_minutes(here.clerk, meeting.sitting, text="主持人说明方案，居民发表意见。")
        for person in (here.chair, here.neighbour, here.owner):
            sittings.confirm(person, meeting.sitting, version=1)
    return meeting


def said(here: Community, matter: Matter, text: str = "一楼采光受影响，请优化位置。") -> Opinion:
    with transaction():
        return opinions.give(here.neighbour, matter, kind=Kind.SUGGESTION, text=text)


def sent(here: Community, meeting: Meeting | None = None) -> Meeting:
    meeting = minuted(here, meeting)
    with transaction():
        return actions.send_opinions(here.clerk, meeting)


def answered(here: Community, meeting: Meeting | None = None) -> Meeting:
    meeting = meeting or sent(here)
    with transaction():
        waiting = list(session().scalars(unanswered(meeting.matter_id)).unique())
        if waiting:
            opinions.reply(
                here.official, waiting, disposition=Disposition.ADOPT, text="采纳，位置外移一米。"
            )
    return meeting


def published(here: Community, meeting: Meeting | None = None) -> Meeting:
    meeting = answered(here, meeting)
    with transaction():
        actions.publish(
            here.clerk, meeting, outcome="听证意见全部答复，方案修改后实施。", is_redacted=True
        )
    return meeting


def fresh(meeting: Meeting) -> Meeting:
    """The meeting with all that belongs to it, as it stands now."""
    return session().scalars(conducted(meeting.id)).unique().one()


def sitting(meeting: Meeting) -> Sitting:
    """Its sitting with all that belongs to it, as it stands now."""
    return session().scalars(whole(meeting.sitting_id)).unique().one()


def in_days(days: int, hour: int = 14) -> datetime:
    """A day from today at an hour in Shanghai."""
    return clock.start_of_day(clock.today() + timedelta(days=days)) + timedelta(hours=hour)
