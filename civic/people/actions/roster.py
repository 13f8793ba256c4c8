"""Bringing a roster in: all of it or nothing, and a second time nothing changes.

Reading and checking the file needs no transaction; only what follows, comparing
with what is there and writing, takes the writers' turn.
"""

import csv
import hashlib
import hmac
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook
from sqlalchemy import select

from civic import clock, config, ledger, policy
from civic.db import session
from civic.ledger import Fact
from civic.people.actions.plan import Outcome, compare
from civic.people.actions.snapshot import take
from civic.people.actions.writing import write
from civic.people.models import Person
from civic.people.rules.buildings import Buildings, Node, find_buildings
from civic.people.rules.cells import csv_delimiter, csv_text
from civic.people.rules.roster import (
    HEADER_WITHIN,
    MOST_ROWS,
    Line,
    Reader,
    RowWhy,
    Sheet,
    check_lines,
)
from civic.people.rules.workbook import (
    MOST_COLUMNS,
    Broken,
    NoWorkbook,
    TooLong,
    TooTall,
    TooWide,
    check_workbook,
)
from civic.places.models import Place
from civic.policy import Can

Progress = Callable[[int, int], None]
MOST_UNPACKED = 400 * 1024 * 1024
STEP = 2000


def _silent(_done: int, _total: int) -> None:
    pass


# --- reading ----------------------------------------------------------------------


def read_roster(source: BinaryIO | bytes, progress: Progress = _silent) -> Sheet:
    """A roster from .xlsx or .csv, judged by its content; what is wrong stands in ``errors``."""
    content = source if isinstance(source, bytes) else source.read()
    sheet = Sheet(hashlib.sha256(content).hexdigest())
    try:
        rows, total = _rows(content, sheet)
        reader = Reader(sheet, clock.today())
        for row, cells in enumerate(rows, start=1):
            if not reader.take(row, cells):
                break
            if row % STEP == 0:
                progress(min(row, total), total * 2)
        return reader.end()
    except (CalamineError, csv.Error, zipfile.BadZipFile, zlib.error, EOFError):
        sheet.errors.add(0, RowWhy.BROKEN_FILE)
    return sheet


def _rows(content: bytes, sheet: Sheet) -> tuple[Iterable[Sequence[object]], int]:
    if content.startswith(b"PK\x03\x04"):
        if not _is_within_bounds(content, sheet):
            return (), 1
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        first = book.get_sheet_by_index(0)
        # iter_rows begins at the first used row; the numbers shall be the spreadsheet's own.
        above = first.start[0] if first.start else 0
        return _after(above, first.iter_rows()), first.total_height
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        sheet.errors.add(0, RowWhy.NOT_A_ROSTER)
        return (), 1
    text = csv_text(content)
    if text is None:
        sheet.errors.add(0, RowWhy.BAD_ENCODING)
        return (), 1
    lines = text.count("\n") + 1
    return csv.reader(io.StringIO(text, newline=""), delimiter=csv_delimiter(text)), lines


def _is_within_bounds(content: bytes, sheet: Sheet) -> bool:
    """Asked before the workbook is unfolded: what is too large would take the process along."""
    try:
        check_workbook(
            io.BytesIO(content),
            rows=MOST_ROWS + HEADER_WITHIN,
            columns=MOST_COLUMNS,
            text=MOST_UNPACKED,
            unpacked=MOST_UNPACKED,
        )
    except TooTall:
        sheet.errors.add(0, RowWhy.TOO_MANY_ROWS, value=MOST_ROWS)
    except TooWide:
        sheet.errors.add(0, RowWhy.TOO_MANY_COLUMNS, value=MOST_COLUMNS)
    except TooLong:
        sheet.errors.add(0, RowWhy.TOO_MUCH_TEXT)
    except NoWorkbook:
        sheet.errors.add(0, RowWhy.NOT_A_ROSTER)
    except (Broken, NotImplementedError, RuntimeError):  # another packing, a password
        sheet.errors.add(0, RowWhy.BROKEN_FILE)
    return not sheet.errors


def _after(above: int, rows: Iterable[Sequence[object]]) -> Iterable[Sequence[object]]:
    for _ in range(above):
        yield ()
    yield from rows


# --- importing ---------------------------------------------------------------------


def import_roster(
    actor: Person | None,
    place: Place,
    source: BinaryIO | bytes | Sheet,
    *,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> Outcome:
    """Households, people, owners and tenants of a place, from a file: all or nothing.

    ``dry_run``: only say what would change. ``actor`` None: the command line.
    """
    if actor is not None:
        policy.require(actor, Can.IMPORT_ROSTER, place)
    sheet = source if isinstance(source, Sheet) else read_roster(source, progress)
    outcome = Outcome(len(sheet.lines), sheet.errors, sheet.ignored)
    nodes = session().execute(
        select(Place.id, Place.level, Place.name, Place.path).where(
            Place.path.startswith(place.path)
        )
    )
    find_buildings(sheet, Buildings([Node(*row) for row in nodes]))
    check_lines(sheet)
    if sheet.errors:
        sheet.errors.shown.sort(key=lambda error: error.row)
        return outcome
    total = len(sheet.lines) * 2
    progress(total // 2, total)
    macs = _macs(sheet.lines)
    there = take(sheet.lines, macs, _roster_of(place))
    plan = compare(sheet, macs, there, outcome)
    if sheet.errors or dry_run or not outcome.changes:
        progress(total, total)
        return outcome
    write(plan, there, lambda part: progress(total // 2 + total // 2 * part // 8, total))
    outcome.is_done = True
    ledger.record(
        Fact.ROSTER_IMPORTED,
        about=place,
        by=actor,
        secret={"digest": sheet.digest, "rows": outcome.rows, "counts": dict(outcome.counts)},
    )
    progress(total, total)
    return outcome


def _roster_of(place: Place) -> str:
    """The path of the community whose people it is about, or of all that it is about."""
    if place.community_id is None:
        return place.path
    return session().get_one(Place, place.community_id).path


def _macs(lines: list[Line]) -> dict[str, str]:
    """Document numbers are kept only under a key: nobody reads them back out."""
    key = config.key("document")
    return {
        number: hmac.new(key, number.encode(), "sha256").hexdigest()
        for number in {line.id_number for line in lines}
        if number
    }
