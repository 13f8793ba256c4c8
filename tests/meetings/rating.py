"""How a department is rated in the tests: each function takes its evaluation one step further."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

from civic import clock
from civic.db import session, transaction
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Subject
from civic.meetings import actions
from civic.meetings.actions import Measure, Party, Poll
from civic.meetings.models import (
    Evaluated,
    Meeting,
    Raters,
    conducted,
    rated_with_papers,
    raters_with_sheets,
)
from civic.people.models import Person
from civic.sittings import actions as sittings
from civic.sittings.models import Sitting, whole
from civic.sittings.rules import EVALUATION_ORDER, AttendanceMode
from civic.voting import actions as voting
from civic.voting.models import Vote, roll, voter
from civic.voting.rules import Electorate, RaterGroup, Secrecy, UnitMark
from tests.meetings.hearing import in_days
from tests.world import Community, live, person

AGENDA = [(kind, kind.value) for kind in EVALUATION_ORDER]
TITLE = "绿化市容所今年的工作"
NEIGHBOURS = 50
"""Beside other groups at least so many residents rate (AP-8)."""
MARKS = {
    UnitMark.SATISFIED: 20,
    UnitMark.BASICALLY: 15,
    UnitMark.DISSATISFIED: 10,
    UnitMark.DONT_KNOW: 3,
}
"""(20 + 15) / 45 = 77.78 %, with a street's 80.00 at 40 %: 78.67."""


def crowd(here: Community, mark: str = "") -> list[int]:
    """Neighbours enough to rate beside others."""
    with transaction():
        return [
            live(person(f"邻{n}居", f"rater{n}{mark}"), here.building, f"{n + 300}").id
            for n in range(NEIGHBOURS)
        ]


def routed(here: Community) -> Matter:
    """A matter that was given to an evaluation."""
    with transaction():
        matter = matters.raise_matter(
            here.resident,
            here.building,
            category=Category.ENVIRONMENT,
            title=TITLE,
            text="修树不贴通知，早上六点就开锯，请他们来讲一讲。",
        )
        matter.created_at -= timedelta(days=1)  # a neighbour raises ten a day at most
        matters.screen(here.clerk, matter, Screening.ACCEPT, reason="居民有权评议，受理。")
        matters.route(here.clerk, matter, Subject.WORK_OF_A_BODY)
    return matter


def convened(here: Community, matter: Matter | None = None, **facts: Any) -> Meeting:
    """By the supervisors: residents sixty percent, the street's sheet forty."""
    matter = matter or routed(here)
    with transaction():
        return actions.convene_evaluation(
            here.supervisor,
            matter,
            **{
                "title": TITLE,
                "year": clock.today().year,
                "parties": [Party(here.unit("greening"))],
                "polls": [
                    Poll(RaterGroup.RESIDENT, 60, Electorate.INVITED),
                    Poll(RaterGroup.STREET, 40),
                ],
                "starts_at": in_days(9),
                "venue": "社区活动室二楼",
                "agenda": AGENDA,
                "chair": here.supervisor,
                "secrecy": Secrecy.LIGHT,
                **facts,
            },
        )


def invited(here: Community, meeting: Meeting, raters: Sequence[int]) -> Meeting:
    """The neighbours are on the list."""
    with transaction():
        group = groups(meeting)[0]
        for ident in raters:
            actions.invite_rater(here.supervisor, group, session().get_one(Person, ident))
    return meeting


def noticed(here: Community, meeting: Meeting, **facts: Any) -> Meeting:
    """The notice is out, and the roll beside it; the ballot goes on for a day."""
    starts_at = facts.get("starts_at", in_days(9))
    with transaction():
        actions.notify_evaluation(
            here.supervisor,
            fresh(meeting),
            **{
                "title": TITLE,
                "starts_at": starts_at,
                "voting_until": starts_at + timedelta(days=1),
                "venue": "社区活动室二楼",
                "agenda": AGENDA,
                "observer_seats": 20,
                "registration_until": starts_at - timedelta(hours=5),
                "materials": "工作报告见社区公告栏。",
                "text": "评议会公告：请大家来评绿化市容所今年的工作。",
                "is_redacted": True,
                **facts,
            },
        )
    return meeting


def reported(here: Community, meeting: Meeting) -> Meeting:
    """The department's report is in."""
    with transaction():
        actions.hand_in_report(
            here.official, rated(meeting), text="今年修树三次，答复意见四十一条。", is_redacted=True
        )
    return meeting


def arrived(here: Community, meeting: Meeting) -> Meeting:
    """The day has come; the chair, the official and two residents are in the room."""
    clock.source.set(fresh(meeting).sitting.starts_at)  # type: ignore[attr-defined]
    with transaction():
        for each in (here.supervisor, here.official, here.resident, here.neighbour):
            mode = AttendanceMode.ON_SITE
            sittings.check_in(here.clerk, sitting(meeting), person=each, mode=mode)
    return meeting


def opened(here: Community, meeting: Meeting) -> Meeting:
    """In session, every item taken up: the ballot has begun."""
    arrived(here, meeting)
    with transaction():
        actions.open_session(here.supervisor, fresh(meeting))
        room = sitting(meeting)
        for item in room.items:
            sittings.take_up(here.clerk, room, item)
    return meeting


def cast(meeting: Meeting, marks: dict[UnitMark, int] = MARKS, *, but: Sequence[int] = ()) -> None:
    """Ballots, so many of each grade; ``but`` those people, whose own they stay."""
    given = [mark for mark, number in marks.items() for _ in range(number)]
    heads = [v.id for v in session().scalars(roll(vote(meeting).id)) if v.caster_id not in but]
    for ident, mark in zip(heads, given, strict=False):
        found = session().scalars(voter(ident)).unique().one()
        voting.cast(session().get_one(Person, found.caster_id), found, [(mark,)])
        session().rollback()


def scored(here: Community, meeting: Meeting) -> Meeting:
    """The street's sheet is in."""
    with transaction():
        actions.enter_score_sheet(
            here.clerk, groups(meeting)[1], rated(meeting), score=8000, document=upload()
        )
    return meeting


def closed(here: Community, meeting: Meeting) -> Meeting:
    with transaction():
        actions.close(here.supervisor, fresh(meeting))
    return meeting


def counted(here: Community, meeting: Meeting) -> Meeting:
    """The ballot is over and counted, the sheet is in."""
    ends = vote(meeting).closes_at
    assert ends is not None
    clock.source.set(ends)  # type: ignore[attr-defined]
    scored(here, meeting)
    with transaction():
        voting.close(here.clerk, vote(meeting))
        voting.reconcile(here.supervisor, vote(meeting))
        voting.count(here.clerk, vote(meeting))
    return meeting


def published(here: Community, meeting: Meeting) -> Meeting:
    with transaction():
        actions.publish_evaluation(
            here.supervisor,
            fresh(meeting),
            title=TITLE,
            text="评议有效，加权得分78.67分。",
            is_redacted=True,
        )
    return meeting


def planned(here: Community, meeting: Meeting) -> Meeting:
    """The plan is filed, with one measure."""
    with transaction():
        actions.file_plan(
            here.official,
            rated(meeting),
            text="修树先贴通知，八点以后再开工。",
            signed_by="陆所长",
            contact="绿化市容所值班室",
            measures=[Measure("提前三天贴通知", clock.today() + timedelta(days=30))],
            is_redacted=True,
        )
    return meeting


# -- what stands there ----------------------------------------------------------


def fresh(meeting: Meeting) -> Meeting:
    """The meeting with all that belongs to it, as it stands now."""
    found = conducted(meeting.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def sitting(meeting: Meeting) -> Sitting:
    found = whole(fresh(meeting).sitting_id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def rated(meeting: Meeting) -> Evaluated:
    fresh(meeting)
    return session().scalars(rated_with_papers(meeting.id)).unique().one()


def groups(meeting: Meeting) -> list[Raters]:
    fresh(meeting)
    return [g for g, _box in session().execute(raters_with_sheets(meeting.id)).unique()]


def vote(meeting: Meeting) -> Vote:
    """The residents' vote."""
    found = groups(meeting)[0].vote
    assert found is not None
    return found


def upload() -> tuple[BytesIO, str]:
    return BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), "评分表.pdf"
