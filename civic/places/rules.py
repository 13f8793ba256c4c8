"""What may lie in what, and what an exclusive part is."""

from enum import StrEnum

from civic.errors import Invalid


class Level(StrEnum):
    """From the district down; a place lies in one of a higher level."""

    DISTRICT = "district"  # 区
    STREET = "street"  # 街道
    COMMUNITY = "community"  # 社区
    GRID = "grid"  # 网格
    ESTATE = "estate"  # 小区、院落
    BUILDING = "building"  # 楼栋
    STAIR = "stair"  # 单元


class PartKind(StrEnum):
    """Exclusive parts by use; parking counts or not by parameter (OW-10)."""

    HOME = "home"
    SHOP = "shop"
    PARKING = "parking"


class PartState(StrEnum):
    """SPC interpretation Art. 9: unsold and undelivered parts are the developer's."""

    DELIVERED = "delivered"
    UNSOLD = "unsold"
    UNDELIVERED = "undelivered"


class Why(StrEnum):
    """Reasons to refuse."""

    LEVEL = "places.level"
    DUPLICATE = "places.duplicate"
    AREA = "places.area"
    AREA_NEEDED = "places.area_needed"
    AREA_DIFFERS = "places.area_differs"
    NO_NAMES = "places.no_names"
    LONG_NAME = "places.long_name"


ORDER = tuple(Level)
NAME_MOST = 80
NAMES_AT_ONCE = 200


def below(level: Level) -> tuple[Level, ...]:
    """What may lie in a place of this level."""
    return ORDER[ORDER.index(level) + 1 :]


def check_names(names: list[str]) -> None:
    """At least one, not too many, none too long."""
    if not 0 < len(names) <= NAMES_AT_ONCE:
        raise Invalid(Why.NO_NAMES, field="names", most=NAMES_AT_ONCE)
    for name in names:
        if len(name) > NAME_MOST:
            raise Invalid(Why.LONG_NAME, field="names", most=NAME_MOST, name=name[:20])


def check_parent(parent: Level | None, child: Level) -> None:
    """Levels may be left out, never turned round. Only a district has no parent."""
    if parent is None:
        if child is not Level.DISTRICT:
            raise Invalid(Why.LEVEL, field="level")
    elif ORDER.index(parent) >= ORDER.index(child):
        raise Invalid(Why.LEVEL, field="level")


def check_area(area: int) -> None:
    """Areas are in units of 0.01 m² and positive (G-4)."""
    if area <= 0:
        raise Invalid(Why.AREA, field="area")
