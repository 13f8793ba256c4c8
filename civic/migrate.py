"""The schema's versions: bring a database to head, or say whether it is there."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from civic.config import resource
from civic.db import db, spelled_out

_BRACKETS = re.compile(r" \((?:[^()']|'[^']*')*\)")


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file."""
    settings = Config()
    settings.set_main_option("script_location", str(resource("migrations")))
    settings.attributes["connection"] = connection
    return settings


def upgrade() -> None:
    """Bring the database to head."""
    with db.engine.connect() as connection:
        command.upgrade(config(connection), "head")


def revise(message: str) -> None:
    """Write the migration that leads from head to what the models say now."""
    with db.engine.connect() as connection:
        command.revision(config(connection), message, autogenerate=True)


def downgrade() -> None:
    """Every migration's way back: none, for what people have done since is not thrown away."""
    raise CommandError("no migration leads back: take a copy of the database from before it")


def let_grow(table: str, check: str, last: str, added: Sequence[str]) -> None:
    """In a migration: a check lets more values of an enum through, which stand after ``last``.

    No row changes, so that no table is written anew.
    """
    link = op.get_bind()
    if link.dialect.name == "sqlite":
        with rewritten(table) as text:
            before, name, after = spelled_out(text[0]).partition(f"CONSTRAINT {check} CHECK")
            own = _BRACKETS.match(after)  # the table's later checks are not meant
            at = own and re.search(rf"(\w+) = '{re.escape(last)}'", own[0])
            _require(name and at, table, check)
            if at:
                more = "".join(f" OR {at[1]} = '{value}'" for value in added)
                text[0] = before + name + after[: at.end()] + more + after[at.end() :]
        return
    asked = (
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conname = %s AND conrelid = %s::regclass"
    )
    written = str(link.exec_driver_sql(asked, (check, table)).scalar())
    column = re.search(r"\((\w+)\)::text = ANY", written)
    values = re.findall(r"'(\w+)'::character varying", written)
    _require(column is not None and last in values, table, check)
    position = values.index(last) + 1
    grown = _quoted([*values[:position], *added, *values[position:]])
    link.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    link.exec_driver_sql(
        f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column and column[1]} IN ({grown}))"
    )


def spell_out() -> None:
    """In a migration: on SQLite every check of a list becomes what new tables are made with."""
    link = op.get_bind()
    if link.dialect.name != "sqlite":
        return
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '% IN (''%'"
    for table in link.exec_driver_sql(tables).scalars().all():
        with rewritten(str(table)) as text:
            text[0] = spelled_out(text[0])


@contextmanager
def rewritten(table: str) -> Iterator[list[str]]:
    """A table's own text in SQLite's schema, alone in a list, to be changed in its place.

    As SQLite's manual describes it for checks and NOT NULL: rebuilding the table would drop its
    other checks and break what points at it.
    """
    link = op.get_bind()
    named = "type = 'table' AND name = ?"
    asked = f"SELECT sql FROM sqlite_schema WHERE {named}"
    text = [str(link.exec_driver_sql(asked, (table,)).scalar())]
    yield text
    version = link.exec_driver_sql("PRAGMA schema_version").scalar_one()
    link.exec_driver_sql("PRAGMA writable_schema=ON")
    link.exec_driver_sql(f"UPDATE sqlite_schema SET sql = ? WHERE {named}", (text[0], table))
    link.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    link.exec_driver_sql("PRAGMA writable_schema=OFF")


def _require(found: object, table: str, check: str) -> None:
    if not found:
        raise RuntimeError(f"{table} has no {check}")


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


@cache
def heads() -> frozenset[str]:
    """Where this version's migrations lead: read once, since anybody may ask whether it is ready."""
    return frozenset(ScriptDirectory.from_config(config()).get_heads())


def is_current() -> bool:
    """Whether the database is at head."""
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads()


def is_empty() -> bool:
    """Whether nothing has been migrated yet."""
    with db.engine.connect() as connection:
        return not MigrationContext.configure(connection).get_current_heads()
