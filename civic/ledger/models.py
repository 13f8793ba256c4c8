"""The ledger's tables, and the triggers that make them append-only on both databases."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    event,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from civic import clock
from civic.db import Base, Instant
from civic.ledger.facts import Fact

Count = BigInteger().with_variant(Integer, "sqlite")
# No CHECK over the values: a feature's new fact must not rebuild an append-only table.
FactName = Enum(
    Fact,
    native_enum=False,
    create_constraint=False,
    validate_strings=True,
    length=48,
    values_callable=lambda e: [m.value for m in e],
)


class Entry(Base):
    """One leaf of the record. Only ``body`` is ever published; the rest finds it again.

    A private entry that was forgotten has only its day: ``ref`` is empty then.
    """

    __tablename__ = "log_entries"
    __table_args__ = (
        Index(None, "ref", "idx"),
        Index(None, "fact", "idx"),
        Index(None, "by_id", "idx"),
        Index(None, "place_path", "idx"),
    )

    idx: Mapped[int] = mapped_column(Count, primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column("entry", LargeBinary)
    fact: Mapped[Fact] = mapped_column(FactName)
    ref: Mapped[str] = mapped_column(String(64))
    place_path: Mapped[str] = mapped_column(String(255))
    # No foreign key: people stand above. Erasing an author empties it.
    by_id: Mapped[int | None] = mapped_column(Count)
    at: Mapped[datetime] = mapped_column(Instant)

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing but the day is left of it."""
        return not self.ref


class LogNode(Base):
    """The hash of a complete subtree; written once."""

    __tablename__ = "log_nodes"
    __table_args__ = {"sqlite_with_rowid": False}

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    idx: Mapped[int] = mapped_column(Count, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class LogSecret(Base):
    """What opens a commitment. Erasing the row erases the value; the tree stays."""

    __tablename__ = "log_secrets"

    idx: Mapped[int] = mapped_column(Count, ForeignKey("log_entries.idx"), primary_key=True)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class LogText(Base):
    """An official text too long for its entry, which names it by hash."""

    __tablename__ = "log_texts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class LogHead(Base):
    """How many entries there are. Its lock is the queue of writers."""

    __tablename__ = "log_head"
    __table_args__ = (
        CheckConstraint("one = 1", name="one_row"),
        CheckConstraint("size >= 0", name="size"),
    )

    one: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Count)


class Outbox(Base):
    """An entry whose notices have not been delivered yet."""

    __tablename__ = "log_outbox"
    __table_args__ = (
        Index(
            "ix_log_outbox_waiting",
            "idx",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    idx: Mapped[int] = mapped_column(Count, ForeignKey("log_entries.idx"), primary_key=True)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    next_at: Mapped[datetime | None] = mapped_column(Instant)


def waiting(limit: int) -> Select[Any]:
    """The next entries to tell people about; two workers never get the same."""
    return (
        select(Outbox)
        .where(
            Outbox.done_at.is_(None),
            or_(Outbox.next_at.is_(None), Outbox.next_at <= clock.now()),
        )
        .order_by(Outbox.tries, Outbox.idx)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def entries_in(
    paths: Collection[str],
    *,
    fact: Fact | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> Select[Any]:
    """What was done in these places, the latest first.

    What lies nowhere (an account not yet verified, the site itself) is seen from the top.
    """
    is_within = [Entry.place_path.startswith(path, autoescape=True) for path in paths]
    if any(path.count("/") == 2 for path in paths):
        is_within.append(Entry.place_path == "/")
    found = select(Entry).where(or_(*is_within)).order_by(Entry.idx.desc())
    if fact is not None:
        found = found.where(Entry.fact == fact)
    if since is not None:
        found = found.where(Entry.at >= since)
    if before is not None:
        found = found.where(Entry.at < before)
    return found


def entries_about(refs: Collection[str]) -> Select[Entry]:
    """What everybody may read of these subjects, in the order in which it happened."""
    private = [fact for fact in Fact if not fact.is_public]
    return select(Entry).where(Entry.ref.in_(refs), Entry.fact.not_in(private)).order_by(Entry.idx)


# -- append-only ------------------------------------------------------------

FIRST_ROW = "INSERT INTO log_head (one, size) VALUES (1, 0)"

_FROZEN = {
    "log_entries": ("idx, entry, fact", "idx = NEW.idx"),
    "log_nodes": ("level, idx, hash", "level = NEW.level AND idx = NEW.idx"),
    "log_texts": ("digest, text", "digest = NEW.digest"),
}


def _sqlite(table: str, columns: str, same: str) -> tuple[str, ...]:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only');"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} "
        f"BEGIN {refuse} END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse} END",
        # INSERT OR REPLACE deletes without asking the trigger above.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN {refuse} END",
    )


SQLITE_TRIGGERS: dict[str, tuple[str, ...]] = {
    table: _sqlite(table, columns, same) for table, (columns, same) in _FROZEN.items()
}
# The author of an entry can be forgotten, never exchanged; of what, where and when it
# was, all but the day (its first moment, 0:00 in Shanghai).
_ONLY_THE_DAY = (
    "NEW.ref = '' AND NEW.place_path = '/' AND NEW.by_id IS NULL AND NEW.at <= OLD.at AND "
)
_SQLITE_DAY = (
    _ONLY_THE_DAY + "datetime(NEW.at) > datetime(OLD.at, '-1 day') AND time(NEW.at) = '16:00:00'"
)
_POSTGRESQL_DAY = (
    _ONLY_THE_DAY + "NEW.at > OLD.at - interval '1 day' "
    "AND CAST(NEW.at AT TIME ZONE 'UTC' AS time) = '16:00:00'"
)
SQLITE_TRIGGERS["log_entries"] += (
    "CREATE TRIGGER log_entries_only_the_day BEFORE UPDATE OF ref, place_path, at ON log_entries "
    f"WHEN ({_SQLITE_DAY}) IS NOT TRUE BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END",
    "CREATE TRIGGER log_entries_no_author BEFORE UPDATE OF by_id ON log_entries "
    "WHEN NEW.by_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END",
)
SQLITE_TRIGGERS["log_head"] = (
    "CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head "
    "BEGIN SELECT RAISE(ABORT, 'log_head only grows'); END",
    "CREATE TRIGGER log_head_grows BEFORE UPDATE ON log_head WHEN NEW.size < OLD.size "
    "BEGIN SELECT RAISE(ABORT, 'log_head only grows'); END",
)

_POSTGRESQL_REFUSE = (
    "CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)


def _postgresql(table: str, columns: str) -> tuple[str, ...]:
    return (
        _POSTGRESQL_REFUSE,
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
    )


POSTGRESQL_TRIGGERS: dict[str, tuple[str, ...]] = {
    table: _postgresql(table, columns) for table, (columns, _same) in _FROZEN.items()
}
POSTGRESQL_TRIGGERS["log_entries"] += (
    "CREATE TRIGGER log_entries_only_the_day BEFORE UPDATE OF ref, place_path, at ON log_entries "
    f"FOR EACH ROW WHEN (NOT ({_POSTGRESQL_DAY})) EXECUTE FUNCTION log_refuse()",
    "CREATE TRIGGER log_entries_no_author BEFORE UPDATE OF by_id ON log_entries "
    "FOR EACH ROW WHEN (NEW.by_id IS NOT NULL) EXECUTE FUNCTION log_refuse()",
)
POSTGRESQL_TRIGGERS["log_head"] = (
    _POSTGRESQL_REFUSE,
    "CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head "
    "FOR EACH ROW EXECUTE FUNCTION log_refuse()",
    "CREATE TRIGGER log_head_no_truncate BEFORE TRUNCATE ON log_head "
    "FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
    "CREATE TRIGGER log_head_grows BEFORE UPDATE ON log_head "
    "FOR EACH ROW WHEN (NEW.size < OLD.size) EXECUTE FUNCTION log_refuse()",
)


def triggers(dialect: str) -> list[str]:
    """Every statement that a migration runs after creating the ledger's tables.

    Rebuilding one of these tables (batch mode) drops its triggers: run them again.
    """
    named = SQLITE_TRIGGERS if dialect == "sqlite" else POSTGRESQL_TRIGGERS
    return [FIRST_ROW, *(statement for table in named.values() for statement in table)]


def _attach() -> None:
    first: Table = Base.metadata.tables[LogHead.__tablename__]
    event.listen(first, "after_create", DDL(FIRST_ROW))  # type: ignore[no-untyped-call]
    for dialect, named in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
        for table, statements in named.items():
            for statement in statements:
                ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
                event.listen(
                    Base.metadata.tables[table],
                    "after_create",
                    ddl.execute_if(dialect=dialect),
                )


_attach()
