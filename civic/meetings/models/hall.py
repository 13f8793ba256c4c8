"""Who is in the hall and who is expected there, what is said and noted, and who stands by it."""

from sqlalchemy import Select, and_, literal, select
from sqlalchemy.orm import joinedload

from civic.meetings.models.tables import PanelMember, Registration
from civic.meetings.rules import TAKEN
from civic.sittings.models import Attendance, Confirmation, MinuteEntry, SpeakingTurn
from civic.sittings.rules import PARTICIPANTS, Turn


def notes_of(sitting_id: int) -> Select[MinuteEntry]:
    """What was noted, in its order."""
    return select(MinuteEntry).where(MinuteEntry.sitting_id == sitting_id).order_by(MinuteEntry.id)


def roll_of(sitting_id: int) -> Select[Attendance]:
    """Who is there, in the order of arrival."""
    return (
        select(Attendance)
        .where(Attendance.sitting_id == sitting_id)
        .options(joinedload(Attendance.person))
        .order_by(Attendance.id)
    )


def turns_of(sitting_id: int) -> Select[SpeakingTurn]:
    """The line of speakers; those who have spoken at its end."""
    over = SpeakingTurn.state.in_((Turn.SPOKEN, Turn.WAIVED))
    return (
        select(SpeakingTurn)
        .where(SpeakingTurn.sitting_id == sitting_id)
        .order_by(over, SpeakingTurn.id)
    )


def confirmations_of(minutes_id: int) -> Select[Confirmation]:
    """Who stands by the minutes, earlier texts too, in their order."""
    return (
        select(Confirmation)
        .where(Confirmation.minutes_id == minutes_id)
        .order_by(Confirmation.version.desc(), Confirmation.id)
    )


def arrival_of(sitting_id: int, person_id: int) -> Select[int]:
    """Whether somebody was there and took part."""
    return select(Attendance.id).where(
        Attendance.sitting_id == sitting_id,
        Attendance.person_id == person_id,
        Attendance.mode.in_(PARTICIPANTS),
    )


def part_of(meeting_id: int, person_id: int) -> Select[Registration | None, PanelMember | None]:
    """As what somebody is expected: a seat, a place on the panel, both or neither."""
    here = select(literal(1).label("one")).subquery("here")
    seat = and_(Registration.meeting_id == meeting_id, Registration.person_id == person_id)
    member = and_(PanelMember.meeting_id == meeting_id, PanelMember.person_id == person_id)
    return (
        select(Registration, PanelMember)
        .select_from(here)
        .outerjoin(Registration, seat)
        .outerjoin(PanelMember, member)
        .options(joinedload(Registration.group), joinedload(PanelMember.group))
    )


def registered(meeting_id: int) -> Select[Registration]:
    """Who has a seat or waits for one."""
    return (
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.state.in_(TAKEN))
        .options(joinedload(Registration.person), joinedload(Registration.group))
        .order_by(Registration.part, Registration.group_id, Registration.at, Registration.id)
    )


def with_ticket(meeting_id: int, ticket: str) -> Select[Registration]:
    """The registration behind somebody's own code."""
    return (
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.ticket == ticket)
        .options(joinedload(Registration.person), joinedload(Registration.group))
    )
