"""Reading a roster (名册): what a row may say, and when rows contradict each other.

Pure: cells in, lines and row-numbered errors out. A line is a person behind a door.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from civic.people.rules.cells import (
    HEADERS,
    HIDDEN,
    KINDS,
    LIVES,
    NEEDED,
    NO,
    OWNS,
    PHONE,
    RENTS,
    YES,
    Column,
    birthday_in,
    door_number,
    header,
    is_document,
    plain,
    read_area,
    read_date,
    read_status,
)
from civic.places.rules import PartKind

MOST_ROWS = 200_000
MOST_SHOWN = 200  # of the errors; all are counted
HEADER_WITHIN = 10  # a title may stand above the header
NAME_MOST, NUMBER_MOST, PHONE_MOST, PLACE_MOST = 60, 20, 20, 80
_MOST = {
    Column.NAME: NAME_MOST,
    Column.NUMBER: NUMBER_MOST,
    Column.PHONE: PHONE_MOST + 10,
    Column.ID_NUMBER: 40,
}


class RowWhy(StrEnum):
    """What is wrong with a row, or with the whole file (row 0)."""

    NOT_A_ROSTER = "not_a_roster"
    BAD_ENCODING = "bad_encoding"
    BROKEN_FILE = "broken_file"
    EMPTY = "empty"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MUCH_TEXT = "too_much_text"
    MISSING_COLUMN = "missing_column"
    SAME_COLUMN = "same_column"
    MISSING_VALUE = "missing_value"
    TOO_LONG = "too_long"
    HIDDEN = "hidden"
    BAD_DATE = "bad_date"
    BAD_AREA = "bad_area"
    BAD_PHONE = "bad_phone"
    BAD_ID_NUMBER = "bad_id_number"
    BIRTHDAY_DIFFERS = "birthday_differs"
    BAD_HEAD = "bad_head"
    BAD_STATUS = "bad_status"
    BAD_KIND = "bad_kind"
    UNKNOWN_BUILDING = "unknown_building"
    UNKNOWN_STAIR = "unknown_stair"
    WHICH_BUILDING = "which_building"
    MISSING_AREA = "missing_area"
    DUPLICATE_PERSON = "duplicate_person"
    TWO_HOMES = "two_homes"
    WHICH_PERSON = "which_person"
    OTHER_NAME = "other_name"
    NAME_ELSEWHERE = "name_elsewhere"
    DUPLICATE_PART = "duplicate_part"
    TWO_HEADS = "two_heads"
    HEAD_ALREADY = "head_already"


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong. ``other`` is the row it contradicts; ``value`` what stood there."""

    row: int
    why: RowWhy
    column: Column | None = None
    value: str = ""
    other: int = 0


@dataclass(slots=True)
class Errors:
    """The first of what is wrong, and how many there are."""

    shown: list[RowError] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        row: int,
        why: RowWhy,
        column: Column | None = None,
        value: object = "",
        other: int = 0,
    ) -> None:
        """One more thing wrong."""
        self.count += 1
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(RowError(row, why, column, str(value)[:40], other))

    def __bool__(self) -> bool:
        return self.count > 0


@dataclass(slots=True)
class Line:
    """A person behind a door. ``place_id`` is known once the building was found."""

    row: int
    name: str
    id_number: str
    born_on: date | None
    phone: str
    building: tuple[str, str, str, str]  # community, estate, building, stair: as compared
    number: str
    area: int | None
    kind: PartKind | None
    is_head: bool
    status: int
    place_id: int = 0

    @property
    def lives(self) -> bool:
        return bool(self.status & LIVES)

    @property
    def owns(self) -> bool:
        return bool(self.status & OWNS)

    @property
    def rents(self) -> bool:
        return bool(self.status & RENTS)

    @property
    def needs_part(self) -> bool:
        """Whether it says something about an exclusive part."""
        return bool(self.status & (OWNS | RENTS)) or self.area is not None

    @property
    def door(self) -> tuple[int, str]:
        return self.place_id, self.number


@dataclass(slots=True)
class Sheet:
    """A roster as read: its lines, what is wrong with it, columns that mean nothing to us."""

    digest: str
    lines: list[Line] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)
    ignored: list[str] = field(default_factory=list)


# --- rows ---------------------------------------------------------------------


class Reader:
    """Takes rows one after another and makes lines of them."""

    def __init__(self, sheet: Sheet, today: date) -> None:
        self.sheet, self.today = sheet, today
        self.columns: dict[Column, int] | None = None
        self._tried: list[Sequence[object]] = []

    def take(self, row: int, cells: Sequence[object]) -> bool:
        """One row; False: there is no use in reading on."""
        if self.columns is None:
            return self._take_header(row, cells)
        if len(self.sheet.lines) >= MOST_ROWS:
            self.sheet.errors.add(row, RowWhy.TOO_MANY_ROWS, value=MOST_ROWS)
            return False
        if any(cell is not None and cell != "" for cell in cells):
            self._take_line(row, cells)
        return True

    def _take_header(self, row: int, cells: Sequence[object]) -> bool:
        words = [header(cell) for cell in cells]
        known = [HEADERS.get(word) for word in words]
        if Column.NAME in known and sum(column is not None for column in known) > 1:
            self.columns = {}
            for at, column in enumerate(known):
                if column is None:
                    if words[at]:
                        self.sheet.ignored.append(plain(cells[at])[:NAME_MOST])
                elif column in self.columns:
                    self.sheet.errors.add(row, RowWhy.SAME_COLUMN, column)
                else:
                    self.columns[column] = at
            for column in NEEDED:
                if column not in self.columns:
                    self.sheet.errors.add(row, RowWhy.MISSING_COLUMN, column)
            return not self.sheet.errors
        if row >= HEADER_WITHIN:
            self.sheet.errors.add(0, RowWhy.MISSING_COLUMN, Column.NAME)
            return False
        return True

    def end(self) -> Sheet:
        """All rows were taken."""
        if not self.sheet.errors:
            if self.columns is None:
                self.sheet.errors.add(0, RowWhy.MISSING_COLUMN, Column.NAME)
            elif not self.sheet.lines:
                self.sheet.errors.add(0, RowWhy.EMPTY)
        return self.sheet

    def _take_line(self, row: int, cells: Sequence[object]) -> None:
        assert self.columns is not None
        before = self.sheet.errors.count
        texts: dict[Column, str] = {}
        for column, at in self.columns.items():
            text = plain(cells[at]) if at < len(cells) else ""
            if HIDDEN.search(text):
                self.sheet.errors.add(row, RowWhy.HIDDEN, column)
            elif len(text) > _MOST.get(column, PLACE_MOST):
                self.sheet.errors.add(row, RowWhy.TOO_LONG, column, text)
            texts[column] = text
        if self.sheet.errors.count == before:
            line = self._line(row, texts, cells)
            if self.sheet.errors.count == before:
                self.sheet.lines.append(line)

    def _line(self, row: int, texts: dict[Column, str], cells: Sequence[object]) -> Line:
        wrong = self.sheet.errors.add
        get = texts.get
        for column in NEEDED:
            if not texts[column]:
                wrong(row, RowWhy.MISSING_VALUE, column)
        born_on, area = None, None
        id_number = re.sub(r"\s", "", get(Column.ID_NUMBER, "")).upper()
        if id_number and (not is_document(id_number) or self._is_rounded(cells)):
            wrong(row, RowWhy.BAD_ID_NUMBER, Column.ID_NUMBER)
        if said := get(Column.BORN_ON, ""):
            born_on = read_date(said, self.today)
            if born_on is None:
                wrong(row, RowWhy.BAD_DATE, Column.BORN_ON, said)
        if id_number and (known := birthday_in(id_number, self.today)):
            if born_on is not None and born_on != known:
                wrong(row, RowWhy.BIRTHDAY_DIFFERS, Column.BORN_ON, said)
            born_on = known
        phone = re.sub(r"[\s()]", "", get(Column.PHONE, ""))
        if phone and not PHONE.fullmatch(phone):
            wrong(row, RowWhy.BAD_PHONE, Column.PHONE, phone)
        if said := get(Column.AREA, ""):
            area = read_area(re.sub(r"(?i)\s|m2|㎡|平方米|平米", "", said))
            if area is None:
                wrong(row, RowWhy.BAD_AREA, Column.AREA, said)
        head = get(Column.HEAD, "").lower()
        if head not in YES and head not in NO:
            wrong(row, RowWhy.BAD_HEAD, Column.HEAD, head)
        status = read_status(get(Column.STATUS, ""))
        if status is None:
            wrong(row, RowWhy.BAD_STATUS, Column.STATUS, texts[Column.STATUS])
        kind = KINDS.get(get(Column.KIND, "").lower())
        if kind is None and get(Column.KIND):
            wrong(row, RowWhy.BAD_KIND, Column.KIND, texts[Column.KIND])
        return Line(
            row=row,
            name=re.sub(r"\s+", " ", texts[Column.NAME]),
            id_number=id_number,
            born_on=born_on,
            phone=phone,
            building=(
                get(Column.COMMUNITY, ""),
                get(Column.ESTATE, ""),
                texts[Column.BUILDING],
                get(Column.STAIR, ""),
            ),
            number=door_number(texts[Column.NUMBER]),
            area=area,
            kind=kind,
            is_head=head in YES,
            status=(status or 0) | (LIVES if head in YES else 0),
        )

    def _is_rounded(self, cells: Sequence[object]) -> bool:
        """Kept as a number, a document number has lost its last digits."""
        assert self.columns is not None
        return isinstance(cells[self.columns[Column.ID_NUMBER]], float)


# --- rows against each other -------------------------------------------------------


class Identities:
    """Who each line is about: by document, else by name and telephone, else by name and door.

    A birthday alone would make one of two people; a telephone in a family is shared, but not
    the name with it. A row without a document is about who has one in another row under that
    name and telephone: the next time they would be found to be one.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._known: dict[tuple[str, str], dict[str, date | None]] = {}
        for line in lines:
            if line.id_number and line.phone:
                known = self._known.setdefault((line.name, line.phone), {})
                known[line.id_number] = line.born_on

    def documents(self, line: Line) -> list[str]:
        """The documents that the line may be about; several say nothing."""
        if line.id_number:
            return [line.id_number]
        known = self._known.get((line.name, line.phone), {}) if line.phone else {}
        return [
            number
            for number, born_on in known.items()
            if not (born_on and line.born_on and born_on != line.born_on)
        ]

    def of(self, line: Line) -> tuple[object, ...]:
        """Equal for two lines about one person."""
        if found := self.documents(line):
            return ("document", found[0])
        if line.phone:
            return ("phone", line.name, line.phone)
        return ("door", line.name, line.door)


def check_lines(sheet: Sheet) -> None:
    """Nobody twice behind one door or at home behind two; one head, one area for each door."""
    wrong, people = sheet.errors.add, Identities(sheet.lines)
    at_door: dict[tuple[object, ...], Line] = {}
    named: dict[tuple[object, ...], Line] = {}
    homes: dict[tuple[object, ...], Line] = {}
    first: dict[tuple[object, ...], Line] = {}
    heads: dict[tuple[int, str], Line] = {}
    areas: dict[tuple[int, str], Line] = {}
    kinds: dict[tuple[int, str], Line] = {}
    for line in sheet.lines:
        if not line.place_id:  # said already: its building is not known
            continue
        who, door = people.of(line), line.door
        if len(people.documents(line)) > 1:
            wrong(line.row, RowWhy.WHICH_PERSON, Column.ID_NUMBER, line.name)
        before = first.setdefault(who, line)
        if before.name != line.name:
            wrong(line.row, RowWhy.OTHER_NAME, Column.NAME, line.name, before.row)
        before = at_door.setdefault((who, door), line)
        if before is line:
            namesake = named.setdefault((line.name, door), line)
            # Two of one name behind one door are two people only if their documents say so.
            if not (namesake.id_number and line.id_number):
                before = namesake
        if before is not line:
            wrong(line.row, RowWhy.DUPLICATE_PERSON, Column.NAME, line.name, before.row)
        elif line.lives and (before := homes.setdefault(who, line)) is not line:
            wrong(line.row, RowWhy.TWO_HOMES, Column.NAME, line.name, before.row)
        if line.is_head and (before := heads.setdefault(door, line)) is not line:
            wrong(line.row, RowWhy.TWO_HEADS, Column.HEAD, line.number, before.row)
        if line.area is not None and ((before := areas.setdefault(door, line)).area != line.area):
            wrong(line.row, RowWhy.DUPLICATE_PART, Column.AREA, line.number, before.row)
        if line.kind is not None and (
            (before := kinds.setdefault(door, line)).kind is not line.kind
        ):
            wrong(line.row, RowWhy.DUPLICATE_PART, Column.KIND, line.number, before.row)
