"""Persons, where they live and what they own, units and appointments."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from flask_login import UserMixin
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    CompoundSelect,
    Date,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    cast,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from civic import clock
from civic.db import Base, Instant, choice, session
from civic.i18n import masked
from civic.people.rules import PersonState, UnitKind
from civic.places.models import Household, Part, Place
from civic.policy import Actor, Held, Role

_WITH_ACCOUNT = (PersonState.REGISTERED, PersonState.VERIFIED)
_BELONGING = (Role.RESIDENT, Role.OWNER, Role.TENANT)


class _Terms(NamedTuple):
    """What somebody holds now, an office in which unit; in which units they have served, until when."""

    now: tuple[tuple[Held, int | None], ...]
    served: tuple[tuple[int, date | None], ...]


class Person(UserMixin, Base):  # type: ignore[misc]
    """A human being; with an account once verified or registered."""

    __tablename__ = "people_persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    born_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(120))
    document_mac: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[PersonState] = mapped_column(choice(PersonState))
    login: Mapped[str | None] = mapped_column(String(120), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(120))
    session_key: Mapped[str] = mapped_column(String(32))
    shows_name: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(String(2), default="zh")
    created_at: Mapped[datetime] = mapped_column(Instant)

    def get_id(self) -> str:
        """What the session cookie keeps; a new ``session_key`` signs out everywhere."""
        return f"{self.id}.{self.session_key}"

    @property
    def is_active(self) -> bool:
        return self.state is not PersonState.CLOSED

    @property
    def is_verified(self) -> bool:
        return self.state is PersonState.VERIFIED

    @property
    def has_account(self) -> bool:
        """Whether they can come in again: a card opens only once, a roster opens nothing."""
        return self.login is not None and self.state in _WITH_ACCOUNT

    @property
    def ledger_ref(self) -> str:
        return f"person/{self.id}"

    @property
    def place_path(self) -> str:
        """Where the person belongs, for the policy; the root when nowhere."""
        paths = {held.role: held.path for held, _unit in reversed(self._found().now)}
        return next((paths[role] for role in _BELONGING if role in paths), "/")

    @property
    def public_name(self) -> str:
        """How the public sees the person: masked, unless the person agreed otherwise (PIPL 25)."""
        return self.name if self.shows_name else masked(self.name)

    def _found(self) -> _Terms:
        cached: _Terms | None = self.__dict__.get("_held")
        if cached is None:
            today = clock.today()
            rows = session().execute(held_by(), {"person": self.id, "today": today}).all()
            cached = self.__dict__["_held"] = _Terms(
                tuple(
                    (Held(Role(role), path), unit)
                    for role, path, unit, ended in rows
                    if ended is None or ended >= today
                ),
                tuple((unit, ended) for _role, _path, unit, ended in rows if unit),
            )
        return cached

    @property
    def holds(self) -> tuple[Held, ...]:
        """Roles now in force, read once per loaded row. Unverified people hold none."""
        return tuple(held for held, _unit in self._found().now) if self.is_verified else ()

    def is_of(self, path: str, roles: Collection[Role] = frozenset(Role)) -> bool:
        """Whether they live, own, rent or hold an office around a place: on the roster, that is,
        with an account or without."""
        return self.is_active and any(
            held.role in roles and held.reaches(path) for held, _unit in self._found().now
        )

    @property
    def unit_ids(self) -> frozenset[int]:
        """Units in which the person holds an office now."""
        if not self.is_verified:
            return frozenset()
        return frozenset(unit for _held, unit in self._found().now if unit)

    def unit_ids_since(self, day: date) -> frozenset[int]:
        """Units in which they hold an office now, or held one on that day or after it."""
        served = self._found().served
        return frozenset(unit for unit, ended in served if ended is None or ended >= day)

    def forget(self) -> None:
        """After a change of residence or office: read the roles anew."""
        self.__dict__.pop("_held", None)

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset({Role.AUTHOR}) if actor is self else frozenset()


class Residence(Base):
    """Who lives in which household. One head for each household."""

    __tablename__ = "people_residences"
    __table_args__ = (UniqueConstraint("person_id", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("places_households.id"), index=True)
    is_head: Mapped[bool] = mapped_column(default=False)
    since_on: Mapped[date]
    until_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    household: Mapped[Household] = relationship(lazy="raise_on_sql")


Index(
    "uq_people_residences_one_head",
    Residence.household_id,
    unique=True,
    sqlite_where=text("is_head AND until_on IS NULL"),
    postgresql_where=text("is_head AND until_on IS NULL"),
)


class Ownership(Base):
    """Who owns which exclusive part (co-owners: a row each)."""

    __tablename__ = "people_ownerships"
    __table_args__ = (UniqueConstraint("part_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("places_parts.id"), index=True)
    since_on: Mapped[date]
    until_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    part: Mapped[Part] = relationship(lazy="raise_on_sql")


class Tenancy(Base):
    """Who rents which exclusive part."""

    __tablename__ = "people_tenancies"
    __table_args__ = (UniqueConstraint("part_id", "person_id", "since_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("places_parts.id"), index=True)
    since_on: Mapped[date]
    until_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    part: Mapped[Part] = relationship(lazy="raise_on_sql")


class Unit(Base):
    """单位: a body that answers through the officials appointed in it."""

    __tablename__ = "people_units"
    __table_args__ = (UniqueConstraint("place_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[UnitKind] = mapped_column(choice(UnitKind))
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)

    place: Mapped[Place] = relationship(lazy="raise_on_sql")

    @property
    def ledger_ref(self) -> str:
        return f"unit/{self.id}"

    @property
    def place_path(self) -> str:
        """Where it sits; its place must be loaded."""
        return self.place.path

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset()


class Appointment(Base):
    """任职: a role, at a place, for a term, perhaps in a unit."""

    __tablename__ = "people_appointments"
    __table_args__ = (UniqueConstraint("person_id", "role", "place_id", "unit_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("people_units.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")

    @property
    def ledger_ref(self) -> str:
        return f"appointment/{self.id}"

    @property
    def place_path(self) -> str:
        """Where the office is held; its place must be loaded."""
        return self.place.path

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset()

    def is_in_force(self, today: date) -> bool:
        """Whether the term runs today."""
        return self.starts_on <= today and (self.ends_on is None or today <= self.ends_on)

    def is_over(self, today: date) -> bool:
        """Whether the term has ended."""
        return self.ends_on is not None and self.ends_on < today


_RAN = text("unit_id IS NULL AND (ends_on IS NULL OR ends_on >= starts_on)")
Index(  # to a constraint no two terms without a unit are the same
    "uq_people_appointments_without_unit",
    Appointment.person_id,
    Appointment.role,
    Appointment.place_id,
    Appointment.starts_on,
    unique=True,
    sqlite_where=_RAN,
    postgresql_where=_RAN,
)


class Card(Base):
    """A printed card with a one-time code, kept as HMAC only."""

    __tablename__ = "people_cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), index=True)
    code_mac: Mapped[str] = mapped_column(String(64), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])

    @property
    def is_used(self) -> bool:
        return self.claimed_at is not None


class Failure(Base):
    """Failed sign-ins, counted in a transaction of their own. The key is an HMAC."""

    __tablename__ = "people_failures"
    __table_args__ = (CheckConstraint("count > 0", name="counted"),)

    key_mac: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    since_at: Mapped[datetime] = mapped_column(Instant)


class EndedSession(Base):
    """A device on which somebody signed out: whoever kept its cookie speaks for nobody."""

    __tablename__ = "people_ended_sessions"

    device: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)


def held_since(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Of an appointment: that its term has begun, and ran on that day or after it."""
    until = Appointment.ends_on
    return and_(Appointment.starts_on <= clock.today(), or_(until.is_(None), until >= day))


@cache
def held_by() -> CompoundSelect[Any]:
    """Rows (role, path, unit_id, ends_on) of every role of :person in force :today, and of the
    offices that they had before, in one query.

    Every page of whoever is signed in asks this, so it is put together once.
    Who lives or owns somewhere has a say in the whole community; estates and
    buildings narrow an electorate, not a voice.
    """
    person_id, today = bindparam("person", type_=Integer), bindparam("today", type_=Date)
    home, around = aliased(Place), aliased(Place)

    def living(role: Role, table: Any, door: Any) -> Select[str, str, int, date]:
        return (
            select(literal(role.value), around.path, literal(None, Integer), literal(None, Date))
            .select_from(table)
            .join(door, door.id == (table.household_id if door is Household else table.part_id))
            .join(home, home.id == door.place_id)
            .join(around, around.id == home.community_id)
            .where(
                table.person_id == person_id,
                table.since_on <= today,
                or_(table.until_on.is_(None), table.until_on >= today),
            )
        )

    offices = (
        select(cast(Appointment.role, String), Place.path, Appointment.unit_id, Appointment.ends_on)
        .join(Place, Place.id == Appointment.place_id)
        .where(Appointment.person_id == person_id, Appointment.starts_on <= today)
    )
    return union_all(
        offices,
        living(Role.RESIDENT, Residence, Household),
        living(Role.OWNER, Ownership, Part),
        living(Role.TENANT, Tenancy, Part),
    )
