"""What pages show of the register: entries, their numbers, what was promised in them."""

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from civic import search
from civic.db import local_day
from civic.opinions.models import Opinion
from civic.people.models import Appointment, Unit, held_since
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.register.models.tables import SEARCHED, Commitment, Counter, RegisterEntry, concerned
from civic.register.rules import SETTLED, Kind

WHOLE = (
    joinedload(RegisterEntry.record),
    joinedload(RegisterEntry.place),
    joinedload(RegisterEntry.matter),
    joinedload(RegisterEntry.unit),
    joinedload(RegisterEntry.corrects),
    joinedload(RegisterEntry.corrected_by),
    joinedload(RegisterEntry.documents),
    selectinload(RegisterEntry.commitments).options(
        joinedload(Commitment.unit), joinedload(Commitment.evidence)
    ),
)
"""An entry with all that its own page shows: two queries."""


def shown(entry_id: int) -> Select[RegisterEntry]:
    """An entry by its id."""
    return select(RegisterEntry).where(RegisterEntry.id == entry_id).options(*WHOLE)


def numbered(place_id: int, year: int, number: int) -> Select[RegisterEntry]:
    """The entry under this number."""
    return (
        select(RegisterEntry)
        .where(
            RegisterEntry.place_id == place_id,
            RegisterEntry.year == year,
            RegisterEntry.number == number,
        )
        .options(*WHOLE)
    )


def proved(entry_id: int) -> Select[RegisterEntry]:
    """An entry with its bytes in the public record."""
    return (
        select(RegisterEntry)
        .where(RegisterEntry.id == entry_id)
        .options(joinedload(RegisterEntry.record), joinedload(RegisterEntry.place))
    )


def with_documents(entry_id: int) -> Select[RegisterEntry]:
    """An entry with its files."""
    return (
        select(RegisterEntry)
        .where(RegisterEntry.id == entry_id)
        .options(joinedload(RegisterEntry.documents))
    )


def listed(
    *,
    query: str = "",
    place: Place | None = None,
    kind: Kind | None = None,
    year: int | None = None,
    with_archive: bool = False,
) -> Select[RegisterEntry]:
    """Entries by words, place (and all below it), kind and year; newest first."""
    found = (
        select(RegisterEntry)
        .options(joinedload(RegisterEntry.corrected_by), joinedload(RegisterEntry.place))
        .order_by(RegisterEntry.published_at.desc(), RegisterEntry.id.desc())
    )
    if query:
        found = found.where(RegisterEntry.id.in_(search.matching(SEARCHED, query)))
    if place is not None:
        found = found.where(RegisterEntry.place_path.startswith(place.path, autoescape=True))
    if kind is not None:
        found = found.where(RegisterEntry.kind == kind)
    if year is not None:
        found = found.where(RegisterEntry.year == year)
    if not with_archive:
        found = found.where(RegisterEntry.taken_down_at.is_(None))
    return found


def registers() -> Select[Place]:
    """Places that have a register."""
    return select(Place).where(Place.id.in_(select(Counter.place_id))).order_by(Place.path)


def years() -> Select[int]:
    """Years that have entries, the latest first."""
    return select(Counter.year).distinct().order_by(Counter.year.desc())


def of_matter(matter_id: int) -> Select[RegisterEntry]:
    """What the register says about a matter, oldest first."""
    return (
        select(RegisterEntry)
        .where(RegisterEntry.matter_id == matter_id)
        .options(joinedload(RegisterEntry.corrected_by))
        .order_by(RegisterEntry.id)
    )


def promised() -> Select[Commitment]:
    """What was promised and is not settled, by due date: what is late comes first."""
    return (
        select(Commitment)
        .where(Commitment.state.not_in(SETTLED))
        .options(
            joinedload(Commitment.unit),
            joinedload(Commitment.entry),
            selectinload(Commitment.evidence),
        )
        .order_by(Commitment.due_on, Commitment.id)
    )


def corrected_by(entry_id: int) -> Select[int]:
    """The entry that puts this one right, if there is one."""
    return select(RegisterEntry.id).where(RegisterEntry.corrects_id == entry_id)


def correction(entry_id: int) -> Select[RegisterEntry]:
    """The entry that puts this one right, whole."""
    return select(RegisterEntry).where(RegisterEntry.corrects_id == entry_id)


def concerned_by(entry_id: int) -> Select[int]:
    """Units that were rated by what an entry tells."""
    return select(concerned.c.unit_id).where(concerned.c.entry_id == entry_id)


first_of = func.coalesce(RegisterEntry.first_id, RegisterEntry.id)
"""Of an entry: the id of the one whose words it puts right, from the first on, or its own."""


def tells_of(person_id: int) -> ColumnElement[bool]:
    """Of an entry: that it tells how a unit was rated, or people in it, in which somebody has served
    since its first words (EV-4)."""
    first = aliased(RegisterEntry)
    return exists().where(
        concerned.c.entry_id == RegisterEntry.id,
        first.id == first_of,
        Appointment.unit_id == concerned.c.unit_id,
        Appointment.person_id == person_id,
        held_since(local_day(first.published_at)),
    )


def told_of(entry_id: int, person_id: int) -> Select[int]:
    """The entry, if it tells of somebody's unit."""
    return select(RegisterEntry.id).where(RegisterEntry.id == entry_id, tells_of(person_id))


def rates_supervisors(entry_id: int) -> Select[int]:
    """Units of supervisors among those that were rated by what an entry tells."""
    return (
        select(Unit.id)
        .join(concerned, concerned.c.unit_id == Unit.id)
        .where(concerned.c.entry_id == entry_id, Unit.kind == UnitKind.SUPERVISORY_COMMITTEE)
        .limit(1)
    )


def promised_in(entry_id: int) -> Select[Commitment]:
    """What was promised under an entry."""
    return select(Commitment).where(Commitment.entry_id == entry_id).order_by(Commitment.id)


def commitment(commitment_id: int) -> Select[Commitment]:
    """A commitment with its entry, its evidence, and who reported it done."""
    return (
        select(Commitment)
        .where(Commitment.id == commitment_id)
        .options(
            joinedload(Commitment.unit),
            joinedload(Commitment.reported_by),
            joinedload(Commitment.entry),
            joinedload(Commitment.evidence),
        )
    )


def unsettled(matter_id: int) -> Select[Commitment]:
    """What keeps a matter from being archived (TM-8)."""
    return (
        select(Commitment)
        .join(RegisterEntry)
        .where(RegisterEntry.matter_id == matter_id, Commitment.state.not_in(SETTLED))
        .order_by(Commitment.due_on, Commitment.id)
    )


def addressed_units(matter_id: int) -> Select[Unit]:
    """Units that opinions on a matter were sent to."""
    return (
        select(Unit)
        .where(exists().where(Opinion.matter_id == matter_id, Opinion.unit_id == Unit.id))
        .order_by(Unit.name, Unit.id)
    )


def units_around(place: Place) -> Select[Unit]:
    """Units of a place and of whatever it lies in, which may promise something there."""
    around = [int(ident) for ident in place.path.strip("/").split("/")]
    return select(Unit).where(Unit.place_id.in_(around)).order_by(Unit.name, Unit.id)
