"""The schema's versions: bring a database to head, or say whether it is there."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from civic.config import resource
from civic.db import db


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
