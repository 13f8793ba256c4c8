"""Which building, or which stair unit in it, a roster means."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from civic.people.rules.cells import Column
from civic.people.rules.roster import RowWhy, Sheet

_BUILDING_ENDS = re.compile(r"(号楼|号|楼|幢|栋|座|单元|门|社区|居委会)$")


def place_key(name: str) -> str:
    """A place's name as compared: 03号楼 = 3幢 = 3."""
    key = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).lower()
    shorter = _BUILDING_ENDS.sub("", key)
    return (shorter or key).lstrip("0") or "0"


@dataclass(frozen=True, slots=True)
class Node:
    """A place as the search for buildings sees it."""

    id: int
    level: str
    name: str
    path: str


class Buildings:
    """Finds the building, or the stair unit in it, that a line names."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        listed = list(nodes)
        keys = {str(node.id): place_key(node.name) for node in listed}
        levels = {str(node.id): node.level for node in listed}
        self._found: dict[tuple[str, str, str, str], int | RowWhy] = {}
        self._buildings: dict[str, list[tuple[int, str, str]]] = {}
        self._stairs: dict[tuple[int, str], int] = {}
        for node in listed:
            above = node.path.strip("/").split("/")[:-1]
            by_level = {levels[i]: keys[i] for i in above if i in keys}
            if node.level == "building":
                around = (node.id, by_level.get("community", ""), by_level.get("estate", ""))
                self._buildings.setdefault(keys[str(node.id)], []).append(around)
            elif node.level == "stair":
                within = [int(i) for i in above if levels.get(i) == "building"]
                if within:
                    self._stairs[within[-1], keys[str(node.id)]] = node.id

    def find(self, named: tuple[str, str, str, str]) -> int | RowWhy:
        """The id of the place, or why it is not found."""
        if named not in self._found:
            self._found[named] = self._find(named)
        return self._found[named]

    def _find(self, named: tuple[str, str, str, str]) -> int | RowWhy:
        community, estate, building, stair = (place_key(n) if n else "" for n in named)
        fits = [
            ident
            for ident, in_community, in_estate in self._buildings.get(building, [])
            if (not community or community == in_community) and (not estate or estate == in_estate)
        ]
        if not fits:
            return RowWhy.UNKNOWN_BUILDING
        if len(fits) > 1:
            return RowWhy.WHICH_BUILDING
        if not stair:
            return fits[0]
        return self._stairs.get((fits[0], stair), RowWhy.UNKNOWN_STAIR)


def find_buildings(sheet: Sheet, buildings: Buildings) -> None:
    """Give each line its place, or an error."""
    for line in sheet.lines:
        found = buildings.find(line.building)
        if isinstance(found, RowWhy):
            stair = found is RowWhy.UNKNOWN_STAIR
            said = " ".join(part for part in line.building if part)
            sheet.errors.add(line.row, found, Column.STAIR if stair else Column.BUILDING, said)
        else:
            line.place_id = found
