"""Alembic's way into the database: our own connection, batch mode for SQLite."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from alembic import context

from civic import FEATURES, search
from civic.db import Base, Instant

for feature in (*FEATURES, "demo"):
    if find_spec(f"civic.{feature}.models"):
        import_module(f"civic.{feature}.models")


def render_item(kind: str, item: Any, autogenerate: Any) -> str | bool:
    """A migration stands alone: it names no class of ours."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, search.Tokens):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")'
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    include_name=search.is_compared,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
