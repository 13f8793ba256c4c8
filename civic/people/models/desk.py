"""What the committee's desk reads: who lives and owns where, who holds which office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import contains_eager, joinedload

from civic.people.models.tables import (
    Appointment,
    Ownership,
    Person,
    Residence,
    Tenancy,
    Unit,
)
from civic.people.rules import PersonState, UnitKind
from civic.places.models import Household, Part, Place
from civic.policy import BELONGING, Role


@dataclass(frozen=True)
class Door:
    """A person behind a door, and as what."""

    person: Person
    place: Place
    number: str
    lives: bool
    owns: bool
    rents: bool
    is_head: bool

    @property
    def roles(self) -> list[Role]:
        """As what, in the order of ``Role``."""
        held = {Role.RESIDENT: self.lives, Role.OWNER: self.owns, Role.TENANT: self.rents}
        return [role for role in Role if role in BELONGING and held[role]]


def _current(table: Any, today: date) -> Any:
    return and_(table.since_on <= today, or_(table.until_on.is_(None), table.until_on >= today))


def _doors(today: date, *where: Any) -> Subquery:
    """Rows (person, place, number, lives, owns, rents, head), one for each bond."""

    def arm(table: Any, door: Any, link: Any, lives: int, owns: int, rents: int, head: Any) -> Any:
        return (
            select(
                table.person_id.label("person_id"),
                door.place_id.label("place_id"),
                door.number.label("number"),
                literal(lives, Integer).label("lives"),
                literal(owns, Integer).label("owns"),
                literal(rents, Integer).label("rents"),
                head.label("head"),
            )
            .select_from(table)
            .join(door, door.id == link)
            .join(Place, Place.id == door.place_id)
            .join(Person, Person.id == table.person_id)
            .where(_current(table, today), *where)
        )

    none = literal(0, Integer)
    head = cast(Residence.is_head, Integer)
    return union_all(
        arm(Residence, Household, Residence.household_id, 1, 0, 0, head),
        arm(Ownership, Part, Ownership.part_id, 0, 1, 0, none),
        arm(Tenancy, Part, Tenancy.part_id, 0, 0, 1, none),
    ).subquery("doors")


def _grouped(doors: Subquery) -> Select[Any]:
    return (
        select(
            Person,
            Place,
            doors.c.number,
            func.max(doors.c.lives),
            func.max(doors.c.owns),
            func.max(doors.c.rents),
            func.max(doors.c.head),
        )
        .join(Person, Person.id == doors.c.person_id)
        .join(Place, Place.id == doors.c.place_id)
        .group_by(Person.id, Place.id, doors.c.number)
        .order_by(Place.path, func.length(doors.c.number), doors.c.number, Person.id)
    )


def roster(
    path: str, today: date, *, words: str = "", state: PersonState | None = None
) -> Select[Any]:
    """Rows of ``Door`` facts, by building and door, narrowed by words and state."""
    where: list[Any] = [Place.path.startswith(path), Person.state != PersonState.CLOSED]
    if state is not None:
        where.append(Person.state == state)
    doors = _doors(today, *where)
    rows = _grouped(doors)
    for word in words.split()[:4]:
        rows = rows.where(
            or_(
                Person.name.contains(word, autoescape=True),
                Person.phone == word,
                Person.login == word.lower(),
                doors.c.number == word,
            )
        )
    return rows


def read_doors(rows: Iterable[Any]) -> list[Door]:
    """The doors that the rows of a statement made here tell of."""
    return [
        Door(person, place, number, bool(lives), bool(owns), bool(rents), bool(head))
        for person, place, number, lives, owns, rents, head in rows
    ]


def doors_of(person_id: int, today: date) -> Select[Any]:
    """Rows of ``Door`` facts of one person."""
    return _grouped(_doors(today, Person.id == person_id))


def card_receivers(path: str, today: date, *, all_of_them: bool) -> Select[Any]:
    """Rows of ``Door`` facts of those who get a card: without an account yet, or everybody."""
    states = [PersonState.LISTED]
    if all_of_them:
        states += [PersonState.VERIFIED]
    return _grouped(_doors(today, Place.path.startswith(path), Person.state.in_(states)))


def belonging_elsewhere(
    path: str, today: date, reach: Iterable[str], *, all_of_them: bool
) -> Select[Any]:
    """Ids of those among them who live, own or rent outside of this reach too."""
    among = card_receivers(path, today, all_of_them=all_of_them).with_only_columns(Person.id)
    outside = [~Place.path.startswith(within) for within in reach]
    doors = _doors(today, Person.id.in_(among.order_by(None)), *outside)
    return select(doors.c.person_id).distinct()


def by_login(login: str) -> Select[Person]:
    """Whoever signs in with this."""
    return select(Person).where(Person.login == login, Person.state != PersonState.CLOSED)


def _with_place(place: Any) -> Any:
    """Its place, and two steps up, as its label needs them."""
    return place.joinedload(Place.parent).joinedload(Place.parent)


def _bonds(table: Any, door: Any) -> Any:
    person = joinedload(table.person)
    return select(table).options(_with_place(door), person).order_by(table.id)


def residences(*where: Any) -> Select[Residence]:
    """Residences with their doors, past ones too."""
    door = joinedload(Residence.household).joinedload(Household.place)
    found: Select[Residence] = _bonds(Residence, door).where(*where)
    return found


def ownerships(*where: Any) -> Select[Ownership]:
    """Ownerships with their doors, past ones too."""
    door = joinedload(Ownership.part).joinedload(Part.place)
    found: Select[Ownership] = _bonds(Ownership, door).where(*where)
    return found


def tenancies(*where: Any) -> Select[Tenancy]:
    """Tenancies with their doors, past ones too."""
    door = joinedload(Tenancy.part).joinedload(Part.place)
    found: Select[Tenancy] = _bonds(Tenancy, door).where(*where)
    return found


def offices_of(person_id: int, today: date) -> Select[Appointment]:
    """Offices that a person holds or will hold, with place and unit."""
    return (
        select(Appointment)
        .where(
            Appointment.person_id == person_id,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
        )
        .options(joinedload(Appointment.place), joinedload(Appointment.unit))
        .order_by(Appointment.starts_on, Appointment.id)
    )


def terms_of_all(person_ids: Iterable[int]) -> Select[Appointment]:
    """All terms of these people, past ones too."""
    return select(Appointment).where(Appointment.person_id.in_(person_ids))


def terms_of(person_id: int) -> Select[Appointment]:
    """All terms of a person, past ones too."""
    return (
        select(Appointment)
        .where(Appointment.person_id == person_id)
        .options(joinedload(Appointment.place), joinedload(Appointment.unit))
        .order_by(Appointment.starts_on, Appointment.id)
    )


def appointments(path: str, today: date, *, past: bool = False) -> Select[Appointment]:
    """Terms of office in a place, running or (``past``) over."""
    over = and_(Appointment.ends_on.is_not(None), Appointment.ends_on < today)
    return (
        select(Appointment)
        .join(Appointment.place)
        .join(Appointment.person)
        .where(Place.path.startswith(path), over if past else ~over)
        .options(
            contains_eager(Appointment.place),
            contains_eager(Appointment.person),
            joinedload(Appointment.unit),
        )
        .order_by(Place.path, Appointment.role, Appointment.starts_on, Appointment.id)
    )


def units(path: str) -> Select[Unit]:
    """Units in a place, from the top down."""
    return (
        select(Unit)
        .join(Unit.place)
        .where(Place.path.startswith(path))
        .options(contains_eager(Unit.place))
        .order_by(Place.path, Unit.kind, Unit.name)
    )


def body_of(kind: UnitKind, place: Place) -> Select[Unit]:
    """The unit of a kind at a place or at what it lies in, the nearest first."""
    above = [int(i) for i in place.path.strip("/").split("/")]
    return (
        select(Unit)
        .join(Unit.place)
        .where(Unit.kind == kind, Unit.place_id.in_(above))
        .options(contains_eager(Unit.place))
        .order_by(func.length(Place.path).desc(), Unit.id)
        .limit(1)
    )


def units_around(place: Place) -> Select[Unit]:
    """Units of a place, of what lies in it and of what it lies in."""
    above = [int(i) for i in place.path.strip("/").split("/")]
    return (
        select(Unit)
        .join(Unit.place)
        .where(or_(Unit.place_id.in_(above), Place.path.startswith(place.path)))
        .options(contains_eager(Unit.place))
        .order_by(Place.path, Unit.name)
    )


def unit(unit_id: int) -> Select[Unit]:
    """One unit with its place."""
    return select(Unit).where(Unit.id == unit_id).options(joinedload(Unit.place))


def term(appointment_id: int) -> Select[Appointment]:
    """One term of office with person, place and unit."""
    return (
        select(Appointment)
        .where(Appointment.id == appointment_id)
        .options(
            joinedload(Appointment.person),
            joinedload(Appointment.place),
            joinedload(Appointment.unit),
        )
    )
