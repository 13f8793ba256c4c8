"""How large a workbook is, found out without unfolding it.

A reader of spreadsheets makes room for every cell between the first and the last:
two cells in opposite corners are seventeen thousand million, and one long text may
stand behind every cell of a column. So the extent is measured first, cell by cell.
"""

import re
import zipfile
from array import array
from typing import IO, BinaryIO
from xml.parsers import expat

MOST_COLUMNS = 64
_PIECE = 1 << 16
_CELLS = b"sheetData"
_REFERENCE = re.compile(r"([A-Za-z]*)([0-9]*)")


class TooTall(Exception):
    """More rows than are read at once."""


class TooWide(Exception):
    """More columns than a roster has."""


class TooLong(Exception):
    """More text in its cells than fits the memory."""


class NoWorkbook(Exception):
    """Something else in the same wrapping: an .ods, an .xlsb."""


class Broken(Exception):
    """A part of it that cannot be read."""


def check_workbook(file: BinaryIO, *, rows: int, columns: int, text: int, unpacked: int) -> None:
    """An .xlsx within these bounds; raises what is wrong as soon as it shows."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        names = {part.filename.replace("\\", "/").lower() for part in parts}
        if "content.xml" in names or any(name.endswith("workbook.bin") for name in names):
            raise NoWorkbook
        if sum(part.file_size for part in parts) > unpacked:
            raise TooLong
        measure = _Measure(rows, columns, text)
        # Texts first: the cells only point at them.
        for part in sorted(parts, key=lambda part: "sharedstrings" not in part.filename.lower()):
            with packed.open(part) as source:
                measure.read(source)


class _Measure:
    """Follows the elements of each part, as a reader of spreadsheets does."""

    def __init__(self, rows: int, columns: int, text: int) -> None:
        self.rows, self.columns, self.text = rows, columns, text
        self.lengths: array[int] = array("L")
        self.longest = 0

    def read(self, source: IO[bytes]) -> None:
        self.row = self.column = self.texts = 0
        self.in_cell = self.is_shared = self.in_text = False
        self.value = ""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.doctype
        before = b""
        try:
            while piece := source.read(_PIECE):
                before = (before + piece)[-2 * _PIECE :]
                parser.Parse(piece)
            parser.Parse(b"", True)
        except expat.ExpatError:
            # A picture is no XML, and need not be; but no cells may hide behind an error.
            while _CELLS not in before:
                if not (piece := source.read(_PIECE)):
                    return
                before = before[-len(_CELLS) :] + piece
            raise Broken from None

    def doctype(self, *_: object) -> None:
        raise Broken

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.in_cell = True
            letters, digits = self._reference(attributes.get("r", ""))
            self.column = _number(letters) if letters else self.column + 1
            self.row = int(digits) if digits else self.row
            self.is_shared = attributes.get("t") == "s"
        elif name == "row":
            _, digits = self._reference(attributes.get("r", ""))
            self.row, self.column = int(digits) if digits else self.row + 1, 0
        elif name == "si":
            self.in_text, self.texts = True, 0
        elif self.in_cell and name in {"v", "is", "f"}:
            self._filled()
            self.value = ""

    def _reference(self, text: str) -> tuple[str, str]:
        found = _REFERENCE.fullmatch(text[:20])
        if found is None:
            raise Broken
        return found[1], found[2]

    def _filled(self) -> None:
        """A cell that only has a colour takes no room; one with something in it does."""
        if self.row > self.rows:
            raise TooTall
        if self.column > self.columns:
            raise TooWide

    def characters(self, words: str) -> None:
        if self.in_text:
            self.texts += len(words)
        elif self.is_shared:
            self.value += words

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.in_text = False
            self.lengths.append(self.texts)
            self.longest = max(self.longest, self.texts)
        elif name == "c":
            self.in_cell = False
            if self.is_shared:
                self.text -= self._length(self.value.strip())
                self.is_shared = False
                if self.text < 0:
                    raise TooLong

    def _length(self, index: str) -> int:
        if index.isdecimal() and int(index) < len(self.lengths):
            return self.lengths[int(index)]
        return self.longest


def _number(letters: str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
