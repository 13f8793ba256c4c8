"""Who is concerned: each circle is a select of person ids, so that the database finds them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select, union

from civic.matters.models import Matter, Seconding
from civic.meetings.models import Evaluated, EvaluationResult, Meeting, PanelMember, Registration
from civic.meetings.rules import TAKEN
from civic.notices.models.tables import Follow
from civic.opinions.models import Opinion
from civic.people.models import Appointment, Ownership, Person, Residence, Tenancy, Unit
from civic.people.rules import PersonState, UnitKind
from civic.places.models import Household, Part, Place
from civic.policy import Role
from civic.sittings.models import Attendance, Confirmation, Minutes, Sitting
from civic.sittings.rules import PARTICIPANTS
from civic.voting.models import Challenge, Proxy, Voter, VoterPerson
from civic.voting.rules import IN_HAND, Outcome, ProxyState

Circle = Select[Any]


def person(person_id: int | None) -> Circle:
    """One person."""
    return select(Person.id).where(Person.id == (person_id or 0))


def author(*matter_ids: int) -> Circle:
    """Whoever raised a matter."""
    return select(Matter.author_id).where(Matter.id.in_(matter_ids))


def seconders(*matter_ids: int) -> Circle:
    """Whoever stands behind it."""
    return select(Seconding.person_id).where(Seconding.matter_id.in_(matter_ids))


def followers(*matter_ids: int) -> Circle:
    """Whoever follows it."""
    return select(Follow.person_id).where(Follow.matter_id.in_(matter_ids))


def speakers(*matter_ids: int) -> Circle:
    """Whoever said something on it."""
    return select(Opinion.author_id).where(
        Opinion.matter_id.in_(matter_ids), Opinion.author_id.is_not(None)
    )


def opinion_author(opinion_id: int) -> Circle:
    """Whoever said this."""
    return select(Opinion.author_id).where(Opinion.id == opinion_id, Opinion.author_id.is_not(None))


def answered(reply_id: int) -> Circle:
    """Whose opinions a reply answers."""
    return select(Opinion.author_id).where(
        Opinion.reply_id == reply_id, Opinion.author_id.is_not(None)
    )


def officials(unit_id: int, today: date) -> Circle:
    """Who holds an office in a unit today."""
    return _in_office(today).where(Appointment.unit_id == unit_id)


def office_holders(roles: Collection[Role], path: str, today: date) -> Circle:
    """Who holds one of these offices over a place today."""
    around = [int(ident) for ident in path.strip("/").split("/") if ident]
    return _in_office(today).where(Appointment.role.in_(roles), Appointment.place_id.in_(around))


def answerable(roles: Collection[Role], path: str, today: date) -> Circle:
    """Who holds one of these offices over a place today, and whoever serves in its street office."""
    around = [int(ident) for ident in path.strip("/").split("/") if ident]
    street = select(Unit.id).where(Unit.kind == UnitKind.STREET_OFFICE, Unit.place_id.in_(around))
    here = and_(Appointment.role.in_(roles), Appointment.place_id.in_(around))
    return _in_office(today).where(or_(here, Appointment.unit_id.in_(street)))


def rated(meeting_id: int, *outcomes: Outcome) -> Circle:
    """People who are rated in an office; with which outcome, once there is one."""
    return _parties(Evaluated.person_id, meeting_id, outcomes).where(
        Evaluated.person_id.is_not(None)
    )


def of_rated_units(meeting_id: int, today: date, *outcomes: Outcome) -> Circle:
    """Who holds an office today in a unit that is rated itself."""
    units = _parties(Evaluated.unit_id, meeting_id, outcomes).where(Evaluated.person_id.is_(None))
    return _in_office(today).where(Appointment.unit_id.in_(units))


def _parties(column: Any, meeting_id: int, outcomes: Collection[Outcome]) -> Circle:
    found = select(column).where(Evaluated.meeting_id == meeting_id)
    if outcomes:
        found = found.join(EvaluationResult, EvaluationResult.evaluated_id == Evaluated.id).where(
            EvaluationResult.outcome.in_(outcomes)
        )
    return found


def _in_office(today: date) -> Circle:
    return select(Appointment.person_id).where(
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )


def belonging(path: str, today: date) -> Circle:
    """Verified people who live, own or rent at a place or in it."""

    def through(table: Any, door: Any, key: Any) -> Select[Any]:
        return (
            select(table.person_id)
            .join(door, door.id == key)
            .join(Place, Place.id == door.place_id)
            .where(
                Place.path.startswith(path, autoescape=True),
                table.since_on <= today,
                or_(table.until_on.is_(None), table.until_on >= today),
            )
        )

    found = union(
        through(Residence, Household, Residence.household_id),
        through(Ownership, Part, Ownership.part_id),
        through(Tenancy, Part, Tenancy.part_id),
    ).subquery()
    return select(Person.id).where(
        Person.id.in_(select(found.c.person_id)), Person.state == PersonState.VERIFIED
    )


def registered(meeting_id: int) -> Circle:
    """Who has a seat at a meeting, or waits for one."""
    return select(Registration.person_id).where(
        Registration.meeting_id == meeting_id, Registration.state.in_(TAKEN)
    )


def registered_on(matter_id: int) -> Circle:
    """Who had a seat at any meeting on a matter."""
    return (
        select(Registration.person_id)
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(Meeting.matter_id == matter_id, Registration.state.in_(TAKEN))
    )


def took_part_on(matter_id: int) -> Circle:
    """Who was at any meeting on a matter, observers too."""
    return (
        select(Attendance.person_id)
        .join(Meeting, Meeting.sitting_id == Attendance.sitting_id)
        .where(Meeting.matter_id == matter_id, Attendance.person_id.is_not(None))
    )


def panel(meeting_id: int) -> Circle:
    """The hearing panel."""
    return select(PanelMember.person_id).where(
        PanelMember.meeting_id == meeting_id, PanelMember.person_id.is_not(None)
    )


def on_roll(vote_id: int) -> Circle:
    """Who stands behind a head on a roll, or holds a confirmed proxy for one."""
    of_it = (Voter.vote_id == vote_id, Voter.is_struck.is_(False))
    persons = (
        select(VoterPerson.person_id).join(Voter, Voter.id == VoterPerson.voter_id).where(*of_it)
    )
    holders = (
        select(Proxy.holder_id)
        .join(Voter, Voter.id == Proxy.voter_id)
        .where(*of_it, Proxy.state == ProxyState.CONFIRMED)
    )
    found = union(persons, holders).subquery()
    return select(found.c.person_id)


def behind(voter_id: int, *others: int) -> Circle:
    """Who stands behind a head, was named to cast for it, or holds a proxy for it; and others."""
    found = union(
        select(VoterPerson.person_id).where(VoterPerson.voter_id == voter_id),
        select(Voter.caster_id).where(Voter.id == voter_id, Voter.caster_id.is_not(None)),
        select(Proxy.holder_id).where(Proxy.voter_id == voter_id, Proxy.state.in_(IN_HAND)),
        select(Person.id).where(Person.id.in_(others)),
    ).subquery()
    return select(found.c.person_id)


def challengers(vote_id: int) -> Circle:
    """Who asked for a count to be verified."""
    return select(Challenge.by_id).where(Challenge.vote_id == vote_id)


def took_part(sitting_id: int) -> Circle:
    """Who was there and took part: whose word makes the minutes (TM-5)."""
    return select(Attendance.person_id).where(
        Attendance.sitting_id == sitting_id,
        Attendance.mode.in_(PARTICIPANTS),
        Attendance.person_id.is_not(None),
    )


def chair(sitting_id: int) -> Circle:
    """Who presided."""
    return select(Sitting.chair_id).where(Sitting.id == sitting_id, Sitting.chair_id.is_not(None))


def has_confirmed(sitting_id: int) -> Circle:
    """Who has confirmed the minutes as they stand."""
    return (
        select(Attendance.person_id)
        .join(Confirmation, Confirmation.attendance_id == Attendance.id)
        .join(Minutes, Minutes.id == Confirmation.minutes_id)
        .where(
            Minutes.sitting_id == sitting_id,
            Confirmation.version == Minutes.version,
            Attendance.person_id.is_not(None),
        )
    )
