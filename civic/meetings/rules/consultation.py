"""A consultation held elsewhere, as its export tells it: read, checked, counted. PURE.

An export is a folder: ``summary.csv`` (topic, address, description), ``comments.csv``
(what was said), ``votes.csv`` (what others made of it; of two votes of one person on one
statement the later one counts, of two at the same moment the one further down), and
``ATTRIBUTION.md`` (whose work it is and under which licence). Counts that the export
carries are from before such changes of mind, so they are not compared.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from civic.errors import Invalid
from civic.meetings.rules.stages import Why
from civic.opinions.rules import TEXT_LENGTH, Stance

ATTRIBUTION: Final = "ATTRIBUTION.md"
SUMMARY: Final = "summary.csv"
COMMENTS: Final = "comments.csv"
VOTES: Final = "votes.csv"
EXPORT_FILES: Final = (ATTRIBUTION, SUMMARY, COMMENTS, VOTES)
"""What an export must hold; whatever else lies in the folder is left alone."""

COMMENT_COLUMNS: Final = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS: Final = ("timestamp", "comment-id", "voter-id", "vote")
STANCES: Final[Mapping[str, Stance]] = {
    "1": Stance.AGREE,
    "-1": Stance.DISAGREE,
    "0": Stance.PASS,
}
MODERATED: Final[Mapping[str, bool]] = {"-1": True, "0": False, "1": False}
"""Whether a statement was moderated out at source; not looked at counts as let in."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = 4_102_444_800_000  # 2100, in milliseconds
_LARGEST: Final = 2**31
_SHOWN: Final = 40
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_LINES: Final = re.compile(r"\r\n?|\u2028|\u2029")
_ITEM: Final = re.compile(r"\s*[*-] ")
_LINK: Final = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: by whom, when, and whether it was moderated out at source."""

    key: int
    author: int
    at: datetime
    text: str
    is_out: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """The last word of one person on one statement."""

    statement: int
    person: int
    stance: Stance
    at: datetime


@dataclass(frozen=True)
class Export:
    """A consultation as it was held elsewhere."""

    digest: str
    topic: str
    url: str
    description: str
    attribution: str
    statements: Sequence[Statement]
    votes: Sequence[Vote]

    @property
    def people(self) -> list[int]:
        """Everybody who said something or reacted, as the export numbers them."""
        said = {statement.author for statement in self.statements}
        return sorted(said | {vote.person for vote in self.votes})

    @property
    def began_at(self) -> datetime:
        """When the first thing was said."""
        return min(statement.at for statement in self.statements)

    @property
    def ended_at(self) -> datetime:
        """When the last word was said or the last reaction given."""
        last = max(statement.at for statement in self.statements)
        return max([last, *(vote.at for vote in self.votes)])


def read_export(files: Mapping[str, bytes]) -> Export:
    """The export in these files, or the first thing wrong with it, with file and line."""
    for name in EXPORT_FILES:
        if name not in files:
            raise Invalid(Why.EXPORT_FILE_MISSING, file=name)
    facts = _facts(files[SUMMARY])
    statements = _statements(files[COMMENTS])
    known = {statement.key for statement in statements}
    return Export(
        digest=digest(files),
        topic=facts["topic"],
        url=facts.get("url", ""),
        description=plain(facts.get("conversation-description", "")),
        attribution=credit(_decoded(ATTRIBUTION, files[ATTRIBUTION])),
        statements=statements,
        votes=_votes(files[VOTES], known),
    )


def digest(files: Mapping[str, bytes]) -> str:
    """What tells one consultation from another: its words and votes, whatever lies beside."""
    found = hashlib.sha256()
    for name in (SUMMARY, COMMENTS, VOTES):
        found.update(len(files[name]).to_bytes(8, "big") + files[name])
    return found.hexdigest()


def plain(text: str) -> str:
    """Running text without the marks of its markup; links keep their address."""
    text = _LINK.sub(r"\1（\2）", clean(text)).replace("**", "").replace("`", "")
    lines = [re.sub(r"^(#+|[*-]) +", "・", line).rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def credit(text: str) -> str:
    """Whose work it is and under which licence; the list of files is left out."""
    return plain("\n".join(line for line in text.splitlines() if not _ITEM.match(line)))


def clean(text: str) -> str:
    """One newline, one form of each character, nothing invisible, no blank ends."""
    return _HIDDEN.sub("", unicodedata.normalize("NFC", _LINES.sub("\n", text))).strip()


# -- one file each ----------------------------------------------------------------------


def _facts(content: bytes) -> dict[str, str]:
    facts = {}
    for line, row in _records(SUMMARY, content):
        if len(row) != 2:
            raise Invalid(Why.EXPORT_ROW_BROKEN, file=SUMMARY, line=line)
        facts[row[0].strip()] = row[1]
    topic = clean(facts.get("topic", ""))
    if not topic:
        raise Invalid(Why.EXPORT_COLUMN_MISSING, file=SUMMARY, line=1, column="topic")
    return facts | {"topic": " ".join(topic.split())}


def _statements(content: bytes) -> list[Statement]:
    found: dict[int, Statement] = {}
    for line, row in _rows(COMMENTS, content, COMMENT_COLUMNS):
        at, key, author, moderated, text = row
        say = _Cell(COMMENTS, line)
        statement = Statement(
            key=say.number("comment-id", key),
            author=say.number("author-id", author),
            at=say.moment("timestamp", at),
            is_out=say.one_of("moderated", moderated, MODERATED),
            text=say.words("comment-body", text),
        )
        if statement.key in found:
            raise Invalid(Why.EXPORT_TWICE, file=COMMENTS, line=line, value=key)
        found[statement.key] = statement
    if not found:
        raise Invalid(Why.EXPORT_EMPTY, file=COMMENTS)
    return sorted(found.values(), key=lambda statement: statement.key)


def _votes(content: bytes, known: set[int]) -> list[Vote]:
    last: dict[tuple[int, int], Vote] = {}
    for line, row in _rows(VOTES, content, VOTE_COLUMNS):
        at, key, person, stance = row
        say = _Cell(VOTES, line)
        vote = Vote(
            say.number("comment-id", key),
            say.number("voter-id", person),
            say.one_of("vote", stance, STANCES),
            say.moment("timestamp", at),
        )
        if vote.statement not in known:
            raise Invalid(Why.EXPORT_UNKNOWN_STATEMENT, file=VOTES, line=line, value=key)
        pair = (vote.statement, vote.person)
        before = last.get(pair)
        if before is None or vote.at >= before.at:
            last[pair] = vote
    return [last[pair] for pair in sorted(last)]


# -- cells, rows, characters --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cell:
    """Reads one value of a row, or says in which file and line it is wrong."""

    file: str
    line: int

    def number(self, column: str, value: str) -> int:
        return self._read(column, value, _whole)

    def moment(self, column: str, value: str) -> datetime:
        return self._read(column, value, _instant)

    def one_of(self, column: str, value: str, known: Mapping[str, T]) -> T:
        return self._read(column, value, lambda said: known[said.strip()])

    def words(self, column: str, value: str) -> str:
        text, (least, most) = clean(value), TEXT_LENGTH
        if not least <= len(text) <= most:
            raise self._wrong(column, text)
        return text

    def _read(self, column: str, value: str, reader: Callable[[str], T]) -> T:
        try:
            return reader(value)
        except (ValueError, KeyError):
            raise self._wrong(column, value) from None

    def _wrong(self, column: str, value: str) -> Invalid:
        shown = " ".join(clean(value).split())[:_SHOWN]
        return Invalid(
            Why.EXPORT_BAD_VALUE, file=self.file, line=self.line, column=column, value=shown
        )


def _whole(value: str) -> int:
    number = int(value) if value.isascii() and value.strip().isdigit() else -1
    if not 0 <= number < _LARGEST:
        raise ValueError(value)
    return number


def _instant(value: str) -> datetime:
    """Milliseconds since 1970."""
    number = int(value) if value.isascii() and value.strip().isdigit() else -1
    if not 0 < number < _LATEST:
        raise ValueError(value)
    return _EPOCH + timedelta(milliseconds=number)


def _rows(name: str, content: bytes, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The wanted columns of each row, with the line it begins in."""
    records = _records(name, content)
    _line, head = next(records, (1, []))
    places = []
    for column in columns:
        if column not in head:
            raise Invalid(Why.EXPORT_COLUMN_MISSING, file=name, line=1, column=column)
        places.append(head.index(column))
    for line, row in records:
        if len(row) != len(head):
            raise Invalid(Why.EXPORT_ROW_BROKEN, file=name, line=line)
        yield line, [row[place] for place in places]


def _records(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows as they stand, empty ones left out, with the line each begins in."""
    reader = csv.reader(io.StringIO(_decoded(name, content), newline=""), strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Invalid(Why.EXPORT_ROW_BROKEN, file=name, line=line) from None
        if row:
            yield line, row
        line = reader.line_num + 1


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise Invalid(Why.EXPORT_ENCODING, file=name, line=line) from None
