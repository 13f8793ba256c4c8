"""The schema's versions: an empty database comes to head, and head is what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from civic import migrate, search
from civic.db import Base, db


def test_an_empty_database_comes_to_head_and_differs_in_nothing(app: Flask) -> None:
    """The test database itself was made by the migrations."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": search.is_compared}
        )
        assert compare_metadata(context, Base.metadata) == []
    assert migrate.is_current()


def test_where_the_migrations_lead_is_read_once(app: Flask) -> None:
    assert migrate.heads() is migrate.heads()


def test_coming_to_head_twice_changes_nothing(app: Flask) -> None:
    migrate.upgrade()
    assert migrate.is_current()
    assert not migrate.is_empty()
