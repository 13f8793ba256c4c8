"""What acts and pages of meetings take, named."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from civic.clock import day_of
from civic.matters.models import Matter
from civic.meetings.models.tables import (
    ChairChange,
    InterestGroup,
    Meeting,
    Notice,
    PanelMember,
    Registration,
)
from civic.meetings.rules import (
    TAKEN,
    Capacity,
    MeetingKind,
    MeetingStage,
    Part,
    SeatState,
)
from civic.opinions.models import Opinion
from civic.people.models import Appointment, Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.policy import Role
from civic.register.models import RegisterEntry
from civic.register.rules import Kind
from civic.sittings.models import (
    Attendance,
    Sitting,
)
from civic.sittings.rules import AttendanceMode

# -- for acts -------------------------------------------------------------------


def conducted(meeting_id: int) -> Select[Meeting]:
    """A meeting with all that its acts ask: panel, groups, seats, notices, the roll."""
    return (
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.matter),
            joinedload(Meeting.decision_maker),
            joinedload(Meeting.sitting).selectinload(Sitting.attendances),
            selectinload(Meeting.panel).options(
                joinedload(PanelMember.person), joinedload(PanelMember.group)
            ),
            selectinload(Meeting.groups),
            selectinload(Meeting.registrations).options(
                joinedload(Registration.person), joinedload(Registration.group)
            ),
            selectinload(Meeting.notices),
        )
    )


def latest_of(matter_id: int, kind: MeetingKind = MeetingKind.HEARING) -> Select[Meeting]:
    """The last meeting of a kind on a matter that was not called off, with what the next one
    takes over."""
    return (
        select(Meeting)
        .where(
            Meeting.matter_id == matter_id,
            Meeting.kind == kind,
            Meeting.stage != MeetingStage.CANCELLED,
        )
        .options(
            selectinload(Meeting.groups),
            joinedload(Meeting.sitting),
            joinedload(Meeting.decision_maker),
        )
        .order_by(Meeting.round.desc(), Meeting.id.desc())
        .limit(1)
    )


def office_holders(unit_ids: Collection[int] | Select[int], today: date) -> Select[int]:
    """Who holds an office in one of these units now."""
    return select(Appointment.person_id).where(
        Appointment.unit_id.in_(unit_ids),
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )


def announcing(notice: Notice) -> Select[str]:
    """What the body of the meeting's community is called in whose office somebody gave a notice: the
    committee, or the supervisors where they stand in (EV-4)."""
    given_on = day_of(notice.given_at)
    return (
        select(Unit.name)
        .join(Appointment, Appointment.unit_id == Unit.id)
        .join(Place, Place.community_id == Unit.place_id)
        .join(Meeting, Meeting.place_id == Place.id)
        .where(
            Meeting.id == notice.meeting_id,
            Appointment.person_id == notice.by_id,
            Unit.kind.in_((UnitKind.COMMITTEE, UnitKind.SUPERVISORY_COMMITTEE)),
            Appointment.starts_on <= given_on,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= given_on),
        )
        .order_by(Appointment.id)
        .limit(1)
    )


def decided_on(matter_id: int) -> Select[date | None]:
    """The day of the department's latest decision on a matter."""
    return select(func.max(RegisterEntry.decided_on)).where(
        RegisterEntry.matter_id == matter_id, RegisterEntry.kind == Kind.DEPARTMENT_DECISION
    )


# -- for pages ------------------------------------------------------------------

_WHERE = (
    joinedload(Meeting.matter).joinedload(Matter.community),
    joinedload(Meeting.place),
    joinedload(Meeting.decision_maker),
)


def shown(meeting_id: int) -> Select[Meeting, RegisterEntry | None]:
    """A meeting with its sitting, agenda and counted hands, and its entry in the register."""
    return (
        select(Meeting, RegisterEntry)
        .outerjoin(RegisterEntry, RegisterEntry.id == Meeting.entry_id)
        .where(Meeting.id == meeting_id)
        .options(
            *_WHERE,
            joinedload(RegisterEntry.corrected_by),
            joinedload(Meeting.sitting).options(
                joinedload(Sitting.chair),
                joinedload(Sitting.items),
                joinedload(Sitting.hands),
                joinedload(Sitting.minutes),
            ),
            joinedload(Meeting.plan_changes),
            joinedload(Meeting.chair_changes).options(
                joinedload(ChairChange.before), joinedload(ChairChange.person)
            ),
        )
    )


def panel_of(meeting_id: int) -> Select[PanelMember]:
    """Who sits on the panel, the head first."""
    return (
        select(PanelMember)
        .where(PanelMember.meeting_id == meeting_id)
        .options(joinedload(PanelMember.person), joinedload(PanelMember.group))
        .order_by(PanelMember.capacity != Capacity.HEAD, PanelMember.id)
    )


def groups_of(meeting_id: int) -> Select[InterestGroup, int, int]:
    """Interest groups with how many speakers have a seat, and how many wait for one."""

    def number(state: SeatState) -> ColumnElement[int]:
        return (
            select(func.count(Registration.id))
            .where(Registration.group_id == InterestGroup.id, Registration.state == state)
            .correlate(InterestGroup)
            .scalar_subquery()
        )

    return (
        select(InterestGroup, number(SeatState.SEATED), number(SeatState.WAITING))
        .where(InterestGroup.meeting_id == meeting_id)
        .order_by(InterestGroup.id)
    )


def standing(
    meeting: Meeting, reader_id: int | None, *, prepares: bool = False
) -> Select[Registration | None, Attendance | None, int, int, int, int | None, str | None]:
    """The reader's own seat and arrival; observer seats taken, who is there, the next round; what
    the notice says of the materials.

    ``prepares``: the reader sees the next round before everybody does.
    """
    here = select(literal(1).label("one")).subquery("here")
    following = aliased(Meeting)
    observing = select(func.count(Registration.id)).where(
        Registration.meeting_id == meeting.id,
        Registration.part == Part.OBSERVE,
        Registration.state.in_(TAKEN),
        Registration.is_online.is_(False),
    )

    def there(*modes: AttendanceMode) -> Select[int]:
        return select(func.count(Attendance.id)).where(
            Attendance.sitting_id == meeting.sitting_id, Attendance.mode.in_(modes)
        )

    return (
        select(
            Registration,
            Attendance,
            observing.scalar_subquery(),
            there(AttendanceMode.ON_SITE, AttendanceMode.ONLINE).scalar_subquery(),
            there(AttendanceMode.OBSERVER).scalar_subquery(),
            select(func.max(following.id))
            .where(
                following.previous_id == meeting.id,
                following.stage != MeetingStage.CANCELLED,
                true() if prepares else following.is_public,
            )
            .scalar_subquery(),
            select(Notice.materials)
            .where(Notice.meeting_id == meeting.id, Notice.withdrawn_at.is_(None))
            .scalar_subquery(),
        )
        .select_from(here)
        .outerjoin(
            Registration,
            and_(Registration.meeting_id == meeting.id, Registration.person_id == (reader_id or 0)),
        )
        .outerjoin(
            Attendance,
            and_(
                Attendance.sitting_id == meeting.sitting_id,
                Attendance.person_id == (reader_id or 0),
            ),
        )
    )


def listed(
    *,
    path: str | None = None,
    kind: MeetingKind | None = None,
    stages: Iterable[MeetingStage] = (),
    prepared_in: Iterable[tuple[MeetingKind, str]] = (),
    is_over: bool | None = None,
) -> Select[Meeting]:
    """Meetings that everybody sees, and those in preparation within ``prepared_in``: kinds, and
    places where the reader prepares them."""
    seen = or_(
        Meeting.is_public,
        false(),
        *(
            and_(Meeting.kind == kind, Meeting.place_path.startswith(within, autoescape=True))
            for kind, within in prepared_in
        ),
    )
    found = (
        select(Meeting)
        .join(Meeting.sitting)
        .where(seen)
        .options(contains_eager(Meeting.sitting), *_WHERE)
    )
    if path is not None:
        found = found.where(Meeting.place_path.startswith(path, autoescape=True))
    if kind is not None:
        found = found.where(Meeting.kind == kind)
    if wanted := tuple(stages):
        found = found.where(Meeting.stage.in_(wanted))
    if is_over is not None:
        over = Meeting.stage.in_(OVER)
        found = found.where(over if is_over else ~over)
    return found


OVER = frozenset(
    {
        MeetingStage.PUBLISHED,
        MeetingStage.ARCHIVED,
        MeetingStage.ANOTHER_ROUND,
        MeetingStage.CANCELLED,
    }
)
"""Nothing more is to come of this round."""


def upcoming_first(found: Select[Meeting]) -> Select[Meeting]:
    """What is still to come or under way by its day, then what is over, the latest first."""
    over = Meeting.stage.in_(OVER)
    return found.order_by(over, Sitting.starts_at.desc(), Meeting.id.desc())


def of_matter(matter_id: int) -> Select[Meeting]:
    """Every round on a matter, the latest first."""
    return (
        select(Meeting)
        .where(Meeting.matter_id == matter_id)
        .options(joinedload(Meeting.sitting))
        .order_by(Meeting.round.desc(), Meeting.id.desc())
    )


def notices_of(meeting_id: int) -> Select[Notice]:
    """Every notice given, the latest first."""
    return select(Notice).where(Notice.meeting_id == meeting_id).order_by(Notice.number.desc())


def last_answer(matter_id: int | SQLColumnExpression[int]) -> Select[datetime | None]:
    """When the last answer on a matter was given."""
    return select(func.max(Opinion.answered_at)).where(Opinion.matter_id == matter_id)


def officers(path: str, roles: Iterable[Role], today: date) -> Select[Person, Role]:
    """Who holds one of these offices at a place or above it: who may head or preside."""
    return (
        select(Person, Appointment.role)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Place, Place.id == Appointment.place_id)
        .where(
            literal(path).startswith(Place.path),
            Appointment.role.in_(tuple(roles)),
            Appointment.starts_on <= today,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
        )
        .order_by(Place.path.desc(), Appointment.role, Person.id)
    )
