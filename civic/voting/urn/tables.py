"""The urn's own tables, in a file or schema of their own: nothing in them tells who voted what.

No column for a time, an address, a device, a session or a sequence, and no hidden one either
(WITHOUT ROWID): ballots and rows are found by random keys only. The one-ballot rule is the primary
key of the roll.
"""

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from civic.db import Base


class Mode(StrEnum):
    """Where the private key is."""

    SEALED = "sealed"  # with three holders, off the server
    LIGHT = "light"  # on the server, which could read votes: for low stakes, and it is said


class BoxState(StrEnum):
    """How far a box (票箱) has come."""

    DRAFT = "draft"
    REHEARSED = "rehearsed"
    OPEN = "open"
    CLOSED = "closed"
    RECONCILED = "reconciled"
    OPENED = "opened"
    CERTIFIED = "certified"
    DESTROYED = "destroyed"


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", column)


metadata = MetaData(naming_convention=Base.metadata.naming_convention)

box = Table(
    "ballot_box",
    metadata,
    Column("vote_id", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("hpke_pub", LargeBinary, nullable=False),
    Column("row_len", Integer, nullable=False),
    Column("n_questions", Integer, nullable=False),
    Column("manifest_leaf", Integer, nullable=False),
    _one_of("state", *BoxState),
    # Tickets and trackers may come; SQLite cannot change a check.
    _one_of("mode", *Mode, "ticket", "tracker"),
)

# unit_no: person, household or property unit, a number without a name.
roll = Table(
    "roll",
    metadata,
    Column("vote_id", Integer, autoincrement=False),
    Column("unit_no", Integer, autoincrement=False),
    # 0 and 1 take no bytes on SQLite: a mark is set in its place.
    Column("state", Integer, nullable=False, server_default="0"),
    Column("channel", Integer, nullable=False, server_default="0"),  # 1: paper handed out
    PrimaryKeyConstraint("vote_id", "unit_no"),
    CheckConstraint("state IN (0, 1)", "state"),
    CheckConstraint("channel IN (0, 1)", "channel"),
    sqlite_with_rowid=False,
)

ballots = Table(
    "urn",
    metadata,
    Column("vote_id", Integer, autoincrement=False),
    Column("ballot_id", LargeBinary),
    Column("commitment", LargeBinary, nullable=False),
    PrimaryKeyConstraint("vote_id", "ballot_id"),
    CheckConstraint("length(ballot_id) = 16", "ballot_id"),
    CheckConstraint("length(commitment) = 32", "commitment"),
    sqlite_with_rowid=False,
)

# One row for each question, joined neither to one another nor to a ballot. What is a question here
# is said outside: of one that takes several options it is each option (integrity.md D8).
answers = Table(
    "urn_answer",
    metadata,
    Column("vote_id", Integer, autoincrement=False),
    Column("question", Integer, autoincrement=False),
    Column("row_id", LargeBinary),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("vote_id", "question", "row_id"),
    CheckConstraint("length(row_id) = 16", "row_id"),
    sqlite_with_rowid=False,
)

comments = Table(
    "urn_comment",
    metadata,
    Column("vote_id", Integer, autoincrement=False),
    Column("row_id", LargeBinary),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("vote_id", "row_id"),
    CheckConstraint("length(row_id) = 16", "row_id"),
    sqlite_with_rowid=False,
)

# In the order in which a ballot touches them: whoever locks several does so in this order.
TABLES = (roll, ballots, answers, comments)
ALL = ", ".join(table.name for table in TABLES)
