"""The database: base class, column types, and the only place that commits.

SQLite (WAL, ``synchronous=FULL``) by default, PostgreSQL by one setting.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from sqlite3 import SQLITE_ERROR
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    URL,
    CheckConstraint,
    Date,
    DateTime,
    Engine,
    Enum,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.sql.compiler import DDLCompiler, SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from civic.together import Act, Writer

A = TypeVar("A")
T = TypeVar("T")


class Base(DeclarativeBase):
    """Every table. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """A moment, always with a zone; stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


LARGEST = 2**31 - 1


def whole(text: object) -> int:
    """A number as a column of integers can hold it; ValueError for any other."""
    number = int(str(text))
    if abs(number) > LARGEST:
        raise ValueError("no column holds this number")
    return number


class local_day(FunctionElement[date]):  # noqa: N801 - reads as the SQL function that it is
    """The day in Shanghai on which a moment falls, in SQL (China has no summer time)."""

    type = Date()
    inherit_cache = True


@compiles(local_day)
def _local_day(element: local_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AT TIME ZONE 'Asia/Shanghai' AS DATE)"


@compiles(local_day, "sqlite")
def _local_day_sqlite(element: local_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+8 hours')"


def choice(kind: type[StrEnum], *, length: int = 32) -> Enum:
    """Column type of a state: the enum's values as text, checked by the schema."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=length,
        name=kind.__name__.lower(),
        values_callable=lambda e: [m.value for m in e],
    )


_LISTED = re.compile(r"CHECK \((\w+) IN \(((?:'[^']*'(?:, )?)+)\)\)")


def spelled_out(ddl: str) -> str:
    """A table's text with ``a = 'x' OR a = 'y'`` for each check ``a IN ('x', 'y')``: SQLite makes
    such a list anew, as a table, for every statement that writes a row."""

    def each(found: re.Match[str]) -> str:
        return f"CHECK ({' OR '.join(f'{found[1]} = {value}' for value in found[2].split(', '))})"

    return _LISTED.sub(each, ddl)


@compiles(CheckConstraint, "sqlite")
def _check(element: CheckConstraint, compiler: DDLCompiler, **kw: Any) -> str:
    written = str(compiler.visit_check_constraint(element, **kw))  # type: ignore[no-untyped-call]
    return spelled_out(written)


db = SQLAlchemy(model_class=Base, engine_options={"pool_pre_ping": False})

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_WRITER = "civic.writer"
_CHANGED = "civic.changed"


def session() -> Session:
    """The session of this request or command."""
    return db.session()


def init_app(app: Flask) -> None:
    """Bind the database of this app's settings."""
    url = make_url(app.config["DATABASE"])
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    elif url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(url)
    db.init_app(app)
    with app.app_context():
        _prepare(db.engine)
        site = db.engine
        app.extensions[_WRITER] = Writer(lambda: begin(site, writing=True))


def engine_apart(url: URL, *, journal: str = "WAL", **more: Any) -> Engine:
    """An engine beside the site's, for what must not lie in its file or schema."""
    engine = create_engine(url, **_options(url, **more))
    _prepare(engine, journal=journal)
    return engine


def _options(url: URL, **more: Any) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        more |= {"connect_args": {"timeout": 30, "check_same_thread": False}}
    # What is bound to a statement is personal; an error that quotes it could reach a log.
    return more | {"hide_parameters": True}


def _prepare(engine: Engine, *, journal: str = "WAL") -> None:
    """On SQLite: its journal, foreign keys, and one fair queue for writers.

    SQLite's own busy handler sleeps and lets late comers pass (p99 of seconds
    under load); ``flock`` queues them, so ``BEGIN IMMEDIATE`` finds no rival.
    """
    if engine.dialect.name != "sqlite":
        return
    path = Path(str(engine.url.database))
    queue = path.with_name(path.name + ".queue")

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            f"journal_mode={journal}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if not _writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        place = os.open(queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        connection.info["queue"] = place
        try:
            fcntl.flock(place, fcntl.LOCK_EX)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            _leave(connection.info)
            raise

    # Pool events come after the COMMIT or ROLLBACK itself.
    @event.listens_for(engine, "checkin")
    def on_checkin(_connection: Any, record: Any) -> None:
        _leave(record.info)


def _leave(info: dict[str, Any]) -> None:
    place = info.pop("queue", None)
    if place is not None:
        fcntl.flock(place, fcntl.LOCK_UN)  # a child of this process may hold it open
        os.close(place)


def write() -> None:
    """What follows in this context may change data: its transaction takes its turn first."""
    _writing.set(True)


def read() -> None:
    """What follows in this context only looks."""
    _writing.set(False)


def commit() -> None:
    """End this request's transaction: everything it did stands, or nothing."""
    db.session.commit()


def rollback() -> None:
    """Undo everything that this request did."""
    db.session.rollback()


def let_go() -> None:
    """After a failure: no connection is asked again that may be broken."""
    db.session().invalidate()
    db.session.remove()
    db.engine.dispose()


def is_down(error: DBAPIError) -> bool:
    """Whether the database itself failed, and not what it was asked, which would fail again.

    A lock, a full disk, a restart; SQLite gives a statement that makes no sense the same name.
    """
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlite_errorcode", None) != SQLITE_ERROR
    return isinstance(error, (InterfaceError, InternalError))


_MARKS = 9_000
"""What a statement may bind: SQLite takes 32,766."""


def pour(
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    link: Connection | None = None,
) -> None:
    """Tens of thousands of new rows in this transaction, or in that of ``link``: COPY on
    PostgreSQL, which takes a statement for each row otherwise; on SQLite a thousand to one.
    """
    if link is None:
        session().flush()
        link = session().connection()
    named = link.dialect.identifier_preparer
    target = f"{named.format_table(table)} ({', '.join(map(named.quote, columns))})"
    types = [table.c[name].type.dialect_impl(link.dialect) for name in columns]
    # Both drivers take bytes as they are.
    processors = {
        place: convert
        for place, kind in enumerate(types)
        if not isinstance(kind, LargeBinary) and (convert := kind.bind_processor(link.dialect))
    }
    if link.dialect.name == "postgresql":
        cursor = cast(Any, link.connection.cursor())
        # Before the copy begins: a row that asks the database for something would wait for it.
        ready = list(rows)
        with cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in ready:
                copy.write_row(_stored(row, processors))
        return
    # Many to a statement: SQLite makes the lists of its checks ("IN …") anew for each one.
    row = f"({', '.join('?' * len(columns))})"
    width, remaining = len(columns), iter(rows)
    while several := list(islice(remaining, _MARKS // width)):
        marks = ", ".join([row] * len(several))
        values = list(chain(*several))
        for place, convert in processors.items():  # a column at a time
            values[place::width] = map(convert, values[place::width])
        link.exec_driver_sql(f"INSERT INTO {target} VALUES {marks}", tuple(values))


def _stored(row: Sequence[Any], processors: Mapping[int, Callable[[Any], Any]]) -> list[Any]:
    """A row as the database keeps it; most columns need nothing done, which is faster undone."""
    changed = list(row)
    for place, convert in processors.items():
        changed[place] = convert(changed[place])
    return changed


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction of a command: commits at the end, rolls back on any error."""
    db.session.rollback()
    token = _writing.set(True)
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def begin(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """A transaction of an engine apart: commits at the end, rolls back on any error."""
    token = _writing.set(writing)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(token)


def vacuum(engine: Engine) -> None:
    """Write an SQLite file apart anew. No transaction may hold this; the turn is kept all the same."""
    with begin(engine, writing=True) as connection:
        for statement in ("COMMIT", "VACUUM", "BEGIN"):
            connection.exec_driver_sql(statement)


@contextmanager
def apart() -> Iterator[Session]:
    """A transaction of its own, for counters that must survive a refusal.

    It comes before the request's own changes: whatever the request has only
    read is let go first, so that the two never wait for each other.
    """
    _let_go_of_what_was_read()
    token = _writing.set(True)
    try:
        with Session(db.engine, expire_on_commit=False) as own, own.begin():
            yield own
    finally:
        _writing.reset(token)


def together(act: Act[A, T], asked: A) -> T:
    """A small act of many people at once, carried out and committed with those of others; back
    when it stands.

    What the request has changed itself would wait for it for ever, so that there must be
    nothing of the kind.
    """
    _let_go_of_what_was_read()
    writer: Writer = current_app.extensions[_WRITER]
    return writer.do(act, asked)


def _let_go_of_what_was_read() -> None:
    current = db.session()
    if current.new or current.dirty or current.deleted or _CHANGED in current.info:
        raise RuntimeError("a transaction apart comes before the changes of the request")
    current.rollback()


@event.listens_for(Session, "after_flush")
def _changed(current: Session, _context: object) -> None:
    current.info[_CHANGED] = True


@event.listens_for(Session, "after_transaction_end")
def _ended(current: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        current.info.pop(_CHANGED, None)
