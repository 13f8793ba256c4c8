"""Opening the urn, away from the server: what was exported, checked, opened, sorted, certified.

The export is a zip, nothing in it compressed:

    box.json         JCS: format, vote, mode, key (hex), row_length, questions, manifest,
                     roll, marked, paper
    ballots          the commitments to ballots in the urn, 32 bytes each, sorted
    rows/1 … rows/n  a question's rows: row id (16 bytes) and sealed row, sorted by row id
    rows/0           comments, likewise
    logged/ballots   what the public record says of both: commitments, 32 bytes each, sorted
    logged/rows
"""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import rfc8785

from civic.errors import Invalid
from civic.voting.urn.sealing.encoding import digest, fingerprint, number
from civic.voting.urn.sealing.keys import KEY_BYTES, key_fingerprint, public_of
from civic.voting.urn.sealing.rows import (
    COMMENT,
    HASH_BYTES,
    ID_BYTES,
    LONGEST_COMMENT,
    Commitments,
    open_row,
    private_key,
    row_commitment,
    sealed_length,
)
from civic.voting.urn.why import Why

_EXPORT, _CERTIFICATE = "civic-urn-export-v1", "civic-urn-certificate-v1"
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # a zip wants a time; this one tells none
Row = tuple[bytes, bytes]

# What reading a damaged zip, or JSON that is no box of ours, may come to: a runtime error is one
# that says it is encrypted, or nested without end.
_UNREADABLE = (
    zipfile.BadZipFile,
    EOFError,
    RuntimeError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
)


@dataclass(frozen=True)
class Box:
    """The urn's public parameters and the figures of its roll."""

    vote: int
    mode: str
    key: str
    row_length: int
    questions: int
    manifest: int
    roll: int
    marked: int
    paper: int


@dataclass(frozen=True)
class Export:
    """A closed urn on its way to the ceremony; ``rows`` by question, comments first."""

    box: Box
    ballots: tuple[bytes, ...]
    rows: tuple[tuple[Row, ...], ...]
    logged: Commitments

    def pack(self) -> bytes:
        """The file."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as target:

            def put(name: str, content: bytes) -> None:
                target.writestr(zipfile.ZipInfo(name, _BEGINNING), content)

            put("box.json", rfc8785.dumps({"format": _EXPORT} | asdict(self.box)))
            put("ballots", b"".join(self.ballots))
            for question, rows in enumerate(self.rows):
                put(f"rows/{question}", b"".join(part for row in rows for part in row))
            put("logged/ballots", b"".join(self.logged.ballots))
            put("logged/rows", b"".join(self.logged.rows))
        return file.getvalue()

    @classmethod
    def unpack(cls, file: bytes) -> "Export":
        """The export in a file. Raises Invalid: it is none."""
        try:
            with zipfile.ZipFile(io.BytesIO(file)) as source:
                if any(member.compress_type for member in source.infolist()):
                    raise ValueError("nothing is compressed")
                box = _box(json.loads(source.read("box.json")))
                rows = (
                    _cut(source.read(f"rows/{question}"), ID_BYTES + _sealed(box, question))
                    for question in range(box.questions + 1)
                )
                return cls(
                    box,
                    tuple(_cut(source.read("ballots"), HASH_BYTES)),
                    tuple(tuple((row[:ID_BYTES], row[ID_BYTES:]) for row in each) for each in rows),
                    Commitments(
                        tuple(_cut(source.read("logged/ballots"), HASH_BYTES)),
                        tuple(_cut(source.read("logged/rows"), HASH_BYTES)),
                    ),
                )
        except _UNREADABLE:
            raise Invalid(Why.EXPORT_UNREADABLE) from None


def _box(said: dict[str, Any]) -> Box:
    if said.pop("format") != _EXPORT:
        raise ValueError("something else")
    box = Box(**said)
    for name, kind in Box.__annotations__.items():
        if type(said[name]) is not kind:
            raise ValueError("no such box")
        if kind is int:
            number(said[name])
    if len(bytes.fromhex(box.key)) != KEY_BYTES:
        raise ValueError("no such key")
    return box


def _sealed(box: Box, question: int) -> int:
    return sealed_length(LONGEST_COMMENT if question == COMMENT else box.row_length)


def _cut(content: bytes, length: int) -> Iterator[bytes]:
    if len(content) % length:
        raise ValueError("half a record")
    return (content[at : at + length] for at in range(0, len(content), length))


# Tallies -----------------------------------------------------------------------------

Tally = tuple[tuple[bytes, int], ...]


def tallied(values: Sequence[bytes]) -> Tally:
    """The values, sorted, each with how often it is there: no order is left."""
    return tuple(sorted(Counter(values).items()))


@dataclass(frozen=True)
class Certificate:
    """What the observers sign: the figures, and what they were counted from.

    ``tallies``: for each question the values, sorted, with how often each was given.
    """

    vote: int
    key: str
    manifest: int
    roll: int
    marked: int
    paper: int
    ballots: int
    comments: int
    comments_digest: str
    commitments: str
    tallies: tuple[Tally, ...]

    def encode(self) -> bytes:
        """Canonical JSON (RFC 8785), values in hex: the same on every machine, ready to sign."""
        said = asdict(self) | {
            "format": _CERTIFICATE,
            "tallies": [[[value.hex(), n] for value, n in tally] for tally in self.tallies],
        }
        return rfc8785.dumps(said)

    @property
    def fingerprint(self) -> str:
        """What observers compare and read out."""
        return fingerprint(self.encode())


def read_certificate(file: bytes) -> Certificate:
    """A certificate as it was written. Raises Invalid: it is none, or not in its own form."""
    try:
        said = json.loads(file)
        if said.pop("format") != _CERTIFICATE:
            raise ValueError("something else")
        told = tuple(
            tuple((bytes.fromhex(value), n) for value, n in tally) for tally in said.pop("tallies")
        )
        if any(type(n) is not int or n < 1 for tally in told for _value, n in tally):
            raise ValueError("no such count")
        certificate = Certificate(**said, tallies=told)
        if certificate.encode() != file:
            raise ValueError("not in its own form")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Invalid(Why.CERTIFICATE_UNREADABLE) from None
    return certificate


@dataclass(frozen=True)
class Opened:
    """An opened urn: sorted values, sorted comments, and no row any more."""

    tallies: tuple[Tally, ...]
    comments: tuple[bytes, ...]
    certificate: Certificate


def comments_digest(comments: Sequence[bytes]) -> str:
    """What the certificate calls the comments by."""
    return digest("civic-comments-v1", *comments).hex()


def open_export(file: bytes, private: bytes) -> Opened:
    """Check, open, sort, count.

    Raises Invalid: not the key; a row dropped, added, twice, or tampered with since it was in the
    record; rows of a question and ballots that are not equally many; a row that does not open.
    """
    export = Export.unpack(file)
    box = export.box
    public = bytes.fromhex(box.key)
    if public_of(private) != public:
        raise Invalid(Why.WRONG_KEY)
    _check(export)
    key = private_key(private)
    comments, *values = (
        sorted(open_row(key, box.vote, question, sealed) for _row_id, sealed in rows)
        for question, rows in enumerate(export.rows)
    )
    tallies = tuple(tallied(each) for each in values)
    certificate = Certificate(
        vote=box.vote,
        key=key_fingerprint(public),
        manifest=box.manifest,
        roll=box.roll,
        marked=box.marked,
        paper=box.paper,
        ballots=len(export.ballots),
        comments=len(comments),
        comments_digest=comments_digest(comments),
        commitments=export.logged.digest().hex(),
        tallies=tallies,
    )
    return Opened(tallies, tuple(comments), certificate)


def _check(export: Export) -> None:
    """Every row and ballot is in the record, and everything in the record is here, once."""
    here = [
        row_commitment(export.box.vote, question, *row)
        for question, rows in enumerate(export.rows)
        for row in rows
    ]
    sealed = {row[1] for rows in export.rows for row in rows}
    if twice := len(here) - min(len(set(here)), len(sealed)):
        raise Invalid(Why.ROWS_TWICE, count=twice)
    logged = set(export.logged.rows)
    dropped, added = len(logged.difference(here)), len(set(here) - logged)
    if dropped and added:
        raise Invalid(Why.ROWS_TAMPERED, count=max(dropped, added))
    if dropped:
        raise Invalid(Why.ROWS_DROPPED, count=dropped)
    if added:
        raise Invalid(Why.ROWS_ADDED, count=added)
    inside, recorded = Counter(export.ballots), Counter(export.logged.ballots)
    if inside != recorded or len(inside) != len(export.ballots):
        missing, more = (recorded - inside).total(), (inside - recorded).total()
        raise Invalid(Why.BALLOTS_DIFFER, missing=missing, added=more)
    for question, rows in enumerate(export.rows):
        if question != COMMENT and len(rows) != len(export.ballots):
            raise Invalid(
                Why.ROWS_UNEQUAL, question=question, rows=len(rows), ballots=len(export.ballots)
            )
