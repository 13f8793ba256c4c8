"""Named selects: what each list and each page of matters shows, in how many queries."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from civic import clock, search
from civic.ledger import Entry, entries_about
from civic.matters.models.tables import Matter, MatterAttachment, Seconding
from civic.matters.rules import (
    OPEN_FOR_JOINING,
    Category,
    Sort,
    Stage,
)
from civic.people.models import Residence, Unit
from civic.people.rules import UnitKind
from civic.places.models import Household, Place
from civic.places.rules import Level

PLACES = (joinedload(Matter.place).joinedload(Place.parent), joinedload(Matter.community))
"""What a line about a matter says of where it lies."""


def in_paths(
    paths: Iterable[str], column: InstrumentedAttribute[str] = Matter.place_path
) -> ColumnElement[bool]:
    """Within any of these places; within none, if there are none."""
    return or_(false(), *(column.startswith(path, autoescape=True) for path in paths))


def page(matter_id: int, reader_id: int | None) -> Select[Matter, bool]:
    """A matter with all that its page shows, and whether the reader seconds it: one query."""
    mine = exists().where(Seconding.matter_id == Matter.id, Seconding.person_id == reader_id)
    return (
        select(Matter, mine)
        .where(Matter.id == matter_id)
        .options(
            *PLACES,
            joinedload(Matter.author),
            joinedload(Matter.merged_into),
            joinedload(Matter.merged),
            joinedload(Matter.hiding),
            joinedload(Matter.attachments).options(
                joinedload(MatterAttachment.attachment), joinedload(MatterAttachment.hiding)
            ),
        )
    )


def public() -> Select[Matter]:
    """Every matter that everybody may read, newest first."""
    return _list(Matter.number.is_not(None)).order_by(Matter.raised_at.desc(), Matter.id.desc())


def around(path: str) -> Select[Matter]:
    """Public matters of a place and all that lies in it, newest first."""
    return public().where(in_paths([path]))


def wanted(
    *, path: str | None = None, category: Category | None = None, query: str | None = None
) -> list[ColumnElement[bool]]:
    """What a reader of the list looks for, stages aside."""
    conditions: list[ColumnElement[bool]] = [Matter.number.is_not(None)]
    if path:
        conditions.append(in_paths([path]))
    if category:
        conditions.append(Matter.category == category)
    if query:
        conditions.append(Matter.id.in_(search.matching("matter", query)))
    return conditions


def listing(
    conditions: Iterable[ColumnElement[bool]], stages: Iterable[Stage], sort: Sort
) -> Select[Matter]:
    """The list itself, without its page's limits."""
    orders: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        Sort.NEWEST: (),
        Sort.SECONDED: (Matter.supporters.desc(),),
        Sort.DUE: (Matter.due_at.is_(None), Matter.due_at.asc()),
    }
    return _list(*conditions, Matter.stage.in_(stages)).order_by(
        *orders[sort], Matter.raised_at.desc(), Matter.id.desc()
    )


def per_stage(conditions: Iterable[ColumnElement[bool]]) -> Select[Stage, int]:
    """How many stand at each stage."""
    return select(Matter.stage, func.count()).where(*conditions).group_by(Matter.stage)


def reachable(paths: Iterable[str]) -> Select[Place]:
    """Communities that lie in, or around, any of these places."""
    near = (
        or_(Place.path.startswith(path), literal(path).startswith(Place.path)) for path in paths
    )
    return (
        select(Place)
        .where(Place.level == Level.COMMUNITY, or_(false(), *near))
        .order_by(Place.name, Place.id)
    )


def raisable(community_id: int, paths: Iterable[str]) -> Select[Place]:
    """Places of a community about which somebody with a say in ``paths`` may raise a matter."""
    levels = (Level.COMMUNITY, Level.ESTATE, Level.BUILDING)
    inside = (Place.path.startswith(path) for path in paths)
    return (
        select(Place)
        .where(Place.community_id == community_id, Place.level.in_(levels))
        .where(or_(false(), *inside))
        .options(joinedload(Place.parent))
    )


def of_author(person_id: int) -> Select[Matter]:
    """What a person has raised, drafts too unless thrown away, newest first."""
    kept = or_(Matter.number.is_not(None), Matter.stage == Stage.DRAFT)
    return _list(Matter.author_id == person_id, kept).order_by(
        Matter.created_at.desc(), Matter.id.desc()
    )


def seconded_by(person_id: int) -> Select[Matter]:
    """What a person stands behind, newest first."""
    return (
        _list()
        .join(Seconding, Seconding.matter_id == Matter.id)
        .where(Seconding.person_id == person_id)
        .order_by(Seconding.at.desc(), Matter.id.desc())
    )


def mergeable(matter: Matter) -> Select[Matter]:
    """Other matters of the community that it could join, alike ones first."""
    return (
        _list(
            Matter.community_id == matter.community_id,
            Matter.id != matter.id,
            Matter.stage.in_(OPEN_FOR_JOINING),
        )
        .order_by((Matter.category == matter.category).desc(), Matter.raised_at.desc())
        .limit(50)
    )


def alike(matter: Matter) -> Select[Matter]:
    """Others of the same kind that it might be the same as."""
    return mergeable(matter).where(Matter.category == matter.category).limit(5)


def seconders(matter_id: int) -> Select[Seconding]:
    """Who stands behind a matter, in the order of their names being put down."""
    return (
        select(Seconding)
        .where(Seconding.matter_id == matter_id)
        .options(joinedload(Seconding.person))
        .order_by(Seconding.id)
    )


def seconder_ids(matter_id: int) -> Select[int]:
    """The persons behind a matter: whom its news concern."""
    return select(Seconding.person_id).where(Seconding.matter_id == matter_id)


def standing(matter: Matter) -> Select[int, int]:
    """Whether it lies in a courtyard (1: an estate without a property firm), and how many
    households of that courtyard second it (CN-8)."""
    estate, firm_place, home = aliased(Place), aliased(Place), aliased(Place)
    around = (estate.level == Level.ESTATE, literal(matter.place_path).startswith(estate.path))
    today = clock.today()
    courtyard = (
        select(func.count())
        .select_from(estate)
        .where(
            *around,
            ~exists()
            .where(Unit.kind == UnitKind.PROPERTY_FIRM, firm_place.id == Unit.place_id)
            .where(firm_place.path.startswith(estate.path)),
        )
    )
    households = (
        select(func.count(Residence.household_id.distinct()))
        .select_from(Seconding)
        .join(Residence, Residence.person_id == Seconding.person_id)
        .join(Household, Household.id == Residence.household_id)
        .join(home, home.id == Household.place_id)
        .join(estate, home.path.startswith(estate.path))
        .where(
            Seconding.matter_id == matter.id,
            or_(Residence.until_on.is_(None), Residence.until_on >= today),
            *around,
        )
    )
    return select(courtyard.scalar_subquery(), households.scalar_subquery())


def happened(matter: Matter) -> Select[Entry]:
    """What the public record says of a matter, oldest first."""
    return entries_about([matter.ledger_ref])


def last_number(community_id: int, year: int) -> Select[int | None]:
    """The last number given in a community in a year; 0 before the first."""
    return select(func.coalesce(func.max(Matter.number), 0)).where(
        Matter.community_id == community_id, Matter.year == year
    )


def _list(*conditions: ColumnElement[bool]) -> Select[Matter]:
    return select(Matter).where(*conditions).options(*PLACES)
