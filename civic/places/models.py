"""Places, households and exclusive parts."""

from collections.abc import Iterable

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    ScalarSelect,
    Select,
    String,
    UniqueConstraint,
    and_,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from civic.db import Base, choice
from civic.places.rules import ORDER, Level, PartKind, PartState
from civic.policy import Actor, Role


class Place(Base):
    """A node of the tree. ``path`` holds the ids from the root down: ``/1/4/9/``."""

    __tablename__ = "places_places"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places_places.id"), index=True)
    level: Mapped[Level] = mapped_column(choice(Level), index=True)
    name: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(120), unique=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("places_places.id"), index=True)
    outline: Mapped[str | None] = mapped_column(String(4000))

    parent: Mapped["Place | None"] = relationship(
        remote_side=[id], foreign_keys=[parent_id], lazy="raise_on_sql"
    )

    @property
    def place_path(self) -> str:
        return self.path

    @property
    def ledger_ref(self) -> str:
        return f"place/{self.id}"

    @property
    def short_name(self) -> str:
        """五里桥社区 → 五里桥: as it stands in a register number."""
        return self.name.removesuffix("社区").removesuffix("街道") or self.name

    def relations(self, actor: Actor) -> frozenset[Role]:
        return frozenset()


class Household(Base):
    """户: who lives behind one door."""

    __tablename__ = "places_households"
    __table_args__ = (UniqueConstraint("place_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))

    place: Mapped[Place] = relationship(lazy="raise_on_sql")


class Part(Base):
    """专有部分: what can be owned alone. ``area`` in units of 0.01 m²."""

    __tablename__ = "places_parts"
    __table_args__ = (
        UniqueConstraint("place_id", "number"),
        CheckConstraint("area > 0", name="area_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    area: Mapped[int]
    kind: Mapped[PartKind] = mapped_column(choice(PartKind), default=PartKind.HOME)
    state: Mapped[PartState] = mapped_column(choice(PartState), default=PartState.DELIVERED)

    place: Mapped[Place] = relationship(lazy="raise_on_sql")


Index("ix_places_places_path_pattern", Place.path, postgresql_ops={"path": "text_pattern_ops"})


def communities() -> Select[Place]:
    """All communities, by name."""
    return select(Place).where(Place.level == Level.COMMUNITY).order_by(Place.name)


def communities_in(paths: Iterable[str]) -> Select[Place]:
    """The communities that lie in (or are) one of these places, from the top down."""
    return (
        select(Place)
        .where(
            Place.level == Level.COMMUNITY,
            or_(false(), *(Place.path.startswith(path) for path in paths)),
        )
        .order_by(Place.path)
    )


def within(path: str) -> Select[Place]:
    """A place and all that lies in it, from the top down."""
    return select(Place).where(Place.path.startswith(path)).order_by(Place.path)


def down_to(path: str, lowest: Level) -> Select[Place]:
    """A place and what lies in it, no lower than this level."""
    levels = ORDER[: ORDER.index(lowest) + 1]
    return within(path).where(Place.level.in_(levels))


def chain(place: Place) -> Select[Place]:
    """A place and all that it lies in, from the top down."""
    ids = [int(i) for i in place.path.strip("/").split("/")]
    return select(Place).where(Place.id.in_(ids)).order_by(Place.path)


def households_below(place: Place) -> Select[Place, int, int]:
    """What lies directly in a place, each with its number of households and of parts.

    From a street downwards: a whole district is not counted for each reader.
    """
    child, home = aliased(Place), aliased(Place)
    inside: ColumnElement[bool] = false()
    if place.level is Level.STREET:
        inside = home.community_id == child.id
    elif place.community_id is not None:
        inside = and_(home.community_id == place.community_id, home.path.startswith(child.path))

    def counted(table: type[Household] | type[Part]) -> ScalarSelect[int]:
        rows = select(func.count(table.id)).join(home, home.id == table.place_id)
        return rows.where(inside).correlate(child).scalar_subquery()

    return (
        select(child, counted(Household), counted(Part))
        .where(child.parent_id == place.id)
        .order_by(child.level, func.length(child.name), child.name)
    )


def labels(places: Iterable[Place], beside: Iterable[Place] = ()) -> dict[int, str]:
    """How each of some places is called among them: 紫荆小区 1号楼 2单元.

    Grids are left out of the name of what lies in them: nobody says them at the door.
    """
    known = {place.id: place for place in (*places, *beside)}
    words: dict[int, str] = {}
    for place in known.values():
        ids = [int(i) for i in place.path.strip("/").split("/")]
        parts = [
            known[i].name
            for i in ids
            if i in known and (i == place.id or known[i].level in (Level.ESTATE, Level.BUILDING))
        ]
        words[place.id] = " ".join(parts)
    return words


def door_label(place: Place) -> str:
    """紫荆小区 1号楼 2单元, as far as what lies above was loaded with the place."""
    words, at = [place.name], place
    while (above := at.__dict__.get("parent")) is not None:
        if above.level in (Level.ESTATE, Level.BUILDING):
            words.append(above.name)
        at = above
    return " ".join(reversed(words))
