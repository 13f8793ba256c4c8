"""Acts on units and terms of office; founding the site."""

from datetime import date

from sqlalchemy import func, or_, select, update

from civic import clock, ledger, migrate, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.ledger import SITE, Fact
from civic.people import models, rules
from civic.people.actions.accounts import hashed, hold, void_cards
from civic.people.actions.powers import is_vouched_for
from civic.people.models import Appointment, Person, Unit
from civic.people.rules import PersonState, UnitKind, Why
from civic.places import actions as places
from civic.places.models import Place
from civic.places.rules import Level
from civic.policy import Can, Role


def is_founded() -> bool:
    """Whether this site has begun: somebody is in it."""
    return not migrate.is_empty() and session().scalar(select(Person.id).limit(1)) is not None


def found(*, district: str, name: str, login: str, password: str) -> Person:
    """The site begins: its district, and the administrator who appoints everybody else."""
    login = rules.plain_login(login)
    rules.check_password(password, login)
    place = places.add(None, None, level=Level.DISTRICT, name=district)
    person = Person(
        name=name,
        state=PersonState.VERIFIED,
        login=login,
        email=login if rules.is_mail(login) else None,
        password_hash=hashed(password),
        session_key=rules.new_key(),
        locale="zh",
        created_at=clock.now(),
    )
    session().add(person)
    session().flush()
    ledger.record(Fact.SITE_OPENED, about=SITE, by=person)
    appoint(None, person, Role.ADMINISTRATOR, place)
    return person


def place_named(name: str | None) -> Place:
    """The place of this name (the command line names places); the only community if None."""
    query = select(Place)
    if name is None:
        query = query.where(Place.level == Level.COMMUNITY)
    else:
        query = query.where(Place.name == name)
    matches = session().scalars(query.limit(100)).all()
    if len(matches) != 1:
        raise Invalid(Why.NO_SUCH_PLACE, name=name or "–", count=len(matches))
    return matches[0]


def appoint(
    actor: Person | None,
    person: Person,
    role: Role,
    place: Place,
    *,
    unit: Unit | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Appointment:
    """任命. Whoever appoints has made sure who it is: the person is verified by it.

    ``unit``: where it is not named, the body of the place to which an office belongs (EV-4).
    ``actor`` None: the system (founding, the demo).
    """
    unit = unit or _body(actor, role, place)
    if actor is not None:
        policy.require(actor, rules.power_to_give(role), place)
        _check_unit(actor, unit)
        _check_known(actor, person, place)
    hold(person)
    today = clock.today()
    starts_on = starts_on or today
    rules.check_term(starts_on, ends_on)
    running = session().scalars(
        select(Appointment).where(
            Appointment.person_id == person.id,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= starts_on),
        )
    )
    others = set()
    for other in running:
        others.add(other.role)
        if (other.role, other.place_id, other.unit_id) == (role, place.id, unit and unit.id):
            raise AlreadyDone(Why.ALREADY_APPOINTED)
    rules.check_office(role, _kind(unit, role, place), frozenset(others))
    appointment = Appointment(
        person=person, role=role, place=place, unit=unit, starts_on=starts_on, ends_on=ends_on
    )
    session().add(appointment)
    person.state = PersonState.VERIFIED
    void_cards([person.id])  # whoever printed one did not give this office
    session().flush()
    person.forget()
    ledger.record(
        Fact.APPOINTMENT_MADE,
        about=appointment,
        by=actor,
        pub={
            "role": role.value,
            "place": place.id,
            "unit": unit.id if unit else None,
            "starts_on": starts_on.isoformat(),
            "ends_on": ends_on.isoformat() if ends_on else None,
        },
        secret={"person": person.id},
    )
    return appointment


def _body(actor: Person | None, role: Role, place: Place) -> Unit | None:
    """The committee, or its supervisors, of a place or of what it lies in: the nearest, if it is
    theirs to appoint in."""
    kind = rules.BODIES.get(role)
    found = None if kind is None else session().scalar(models.body_of(kind, place))
    if found is None or actor is None:
        return found
    return found if policy.may(actor, Can.APPOINT, found) else None


def _kind(unit: Unit | None, role: Role, place: Place) -> UnitKind | None:
    """Of the unit of an office; none, where it must be the body of the place and is another's."""
    if unit is None:
        return None
    seat = session().get_one(Place, unit.place_id)
    return unit.kind if role not in rules.BODIES or place.path.startswith(seat.path) else None


def _check_unit(actor: Person, unit: Unit | None) -> None:
    """A unit may answer for many places: who speaks for it is for who appoints where it sits."""
    if unit is not None:
        policy.require(actor, Can.APPOINT, session().get_one(Place, unit.place_id))


def _check_known(actor: Person, person: Person, place: Place) -> None:
    """The committee gives a neighbour's office to a neighbour, or to who belongs nowhere yet:
    once verified, only if they are no stranger.

    Whom another community has in its roster, the office of this one has no business to name.
    """
    if policy.may(actor, Can.APPOINT, place):
        return
    doors = models.read_doors(session().execute(models.doors_of(person.id, clock.today())))
    if (
        not any(policy.may(actor, Can.SEE_ROSTER, door.place) for door in doors)
        if doors
        else person.is_verified and not is_vouched_for(actor, person)
    ):
        raise Invalid(Why.OF_ELSEWHERE, field="login")


def dismiss(actor: Person, appointment: Appointment, *, ends_on: date | None = None) -> Appointment:
    """The term ends, with this day as its last (today if not given)."""
    policy.require(actor, rules.power_to_give(appointment.role), appointment.place)
    hold(appointment.person)
    session().refresh(appointment, ["ends_on"])
    today = clock.today()
    rules.check_unfinished(appointment.ends_on, today)
    ends_on = ends_on or today
    rules.check_end(appointment.starts_on, appointment.ends_on, ends_on, today)
    if appointment.role is Role.ADMINISTRATOR:
        _check_another(appointment, today)
    appointment.ends_on = ends_on
    ledger.record(
        Fact.APPOINTMENT_ENDED,
        about=appointment,
        by=actor,
        pub={"role": appointment.role.value, "ends_on": ends_on.isoformat()},
        secret={"person": appointment.person_id},
    )
    return appointment


def _check_another(appointment: Appointment, today: date) -> None:
    """Somebody must be left who can appoint: whoever else ends such a term waits for this one."""
    place = select(Place.id).where(Place.id == appointment.place_id)
    session().execute(place.with_for_update(key_share=True))
    others = (
        select(func.count())
        .select_from(Appointment)
        .where(
            Appointment.role == Role.ADMINISTRATOR,
            Appointment.place_id == appointment.place_id,
            Appointment.id != appointment.id,
            Appointment.starts_on <= today,
            Appointment.ends_on.is_(None),
        )
    )
    if not session().scalar(others):
        raise OutOfOrder(Why.LAST_ADMINISTRATOR)


def add_unit(actor: Person | None, place: Place, *, name: str, kind: UnitKind) -> Unit:
    """A body that answers through whoever is appointed in it."""
    if actor is not None:
        policy.require(actor, Can.MANAGE_UNITS, place)
    _check_name(place.id, name)
    unit = Unit(name=name, kind=kind, place=place)
    session().add(unit)
    session().flush()
    _take_in(unit)
    ledger.record(Fact.UNIT_ADDED, about=unit, by=actor, pub={"name": name, "kind": kind.value})
    return unit


def _take_in(unit: Unit) -> None:
    """Offices of the place that belong to this body, and were given before it was listed (EV-4)."""
    roles = [role for role, kind in rules.BODIES.items() if kind is unit.kind]
    session().execute(
        update(Appointment)
        .where(
            Appointment.place_id == unit.place_id,
            Appointment.unit_id.is_(None),
            Appointment.role.in_(roles),
        )
        .values(unit_id=unit.id)
        .execution_options(synchronize_session=False)
    )


def change_unit(actor: Person, unit: Unit, *, name: str, kind: UnitKind) -> Unit:
    """A body goes by another name."""
    policy.require(actor, Can.MANAGE_UNITS, unit.place)
    if name != unit.name:
        _check_name(unit.place_id, name)
    unit.name, unit.kind = name, kind
    ledger.record(Fact.UNIT_CHANGED, about=unit, by=actor, pub={"name": name, "kind": kind.value})
    return unit


def _check_name(place_id: int, name: str) -> None:
    same = select(Unit.id).where(Unit.place_id == place_id, Unit.name == name)
    if session().scalar(same) is not None:
        raise Invalid(Why.SAME_UNIT, field="name")
