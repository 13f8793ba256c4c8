"""Where the urn is: ``urn.db`` beside the site's file, or the schema ``urn`` of its database.

A file of its own because the site's keeps a write-ahead log, whose pages tell who cast what; here
the journal is emptied at each commit and what is deleted is overwritten. Ballots of many voters are
committed together (``together.Writer``).
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakSet

from flask import current_app
from sqlalchemy import URL, Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from civic import db
from civic.errors import OutOfOrder
from civic.together import Writer
from civic.voting.urn.tables import ALL, Mode, metadata
from civic.voting.urn.why import Why

_NAME = "civic.urn"
_FOUNDING = 20261121  # a lock of PostgreSQL: two processes may start at once


@dataclass(frozen=True)
class Parameters:
    """What of a box no longer changes once it is rehearsed."""

    mode: Mode
    public: bytes
    row_length: int
    questions: int


@dataclass(eq=False)
class Place:
    """One app's urn: its engine, its writer, and the parameters of boxes that are fixed."""

    engine: Engine
    parameters: dict[int, Parameters] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writer = Writer(self.changing)
        _places.add(self)

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction that changes the urn, after its turn. Raises OutOfOrder: damaged."""
        with readable(), db.begin(self.engine, writing=True) as link:
            yield link

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A transaction that only looks, and for which nothing moves: its figures belong together.

        Raises OutOfOrder: damaged.
        """
        with readable(), db.begin(self.engine, writing=False) as link:
            if link.dialect.name == "postgresql":
                link.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                # Before the first look: what is written anew meanwhile would seem empty to it.
                link.exec_driver_sql(f"LOCK TABLE {ALL} IN ACCESS SHARE MODE")
            yield link


@contextmanager
def readable() -> Iterator[None]:
    """Raises OutOfOrder where the file is damaged, or none at all; a disk that is full and a lock are
    told apart from that."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as problem:
        if type(problem) not in (DatabaseError, sqlite3.DatabaseError):
            raise
        raise OutOfOrder(Why.UNREADABLE) from problem


_places: WeakSet[Place] = WeakSet()
_opening = threading.Lock()


def _after_fork() -> None:
    global _opening
    _opening = threading.Lock()
    for place in _places:
        place.engine.dispose(close=False)  # its connections are the parent's


os.register_at_fork(after_in_child=_after_fork)


def here() -> Place:
    """The urn of this app; its tables are made when it is first asked for."""
    found: Place | None = current_app.extensions.get(_NAME)
    if found is None:
        with _opening:
            found = current_app.extensions.get(_NAME)
            if found is None:
                found = current_app.extensions[_NAME] = _found(
                    current_app.config["SQLALCHEMY_DATABASE_URI"]
                )
    return found


def let_go() -> None:
    """Close what is open; the next one asks for a new connection."""
    found: Place | None = current_app.extensions.pop(_NAME, None)
    if found is not None:
        found.engine.dispose()


def _found(site: URL) -> Place:
    if site.get_backend_name() == "sqlite":
        path = Path(str(site.database)).with_name("urn.db")
        path.touch(0o600)
        engine = db.engine_apart(site.set(database=str(path)), journal="TRUNCATE")
    else:
        engine = db.engine_apart(
            site,
            isolation_level="READ COMMITTED",
            connect_args={"options": "-c search_path=urn"},
        )
    place = Place(engine)
    with place.changing() as link:
        if engine.dialect.name == "postgresql":
            link.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_FOUNDING})")
            if link.exec_driver_sql("SELECT to_regnamespace('urn')").scalar() is None:
                link.exec_driver_sql("CREATE SCHEMA urn")
        metadata.create_all(link)
    return place
