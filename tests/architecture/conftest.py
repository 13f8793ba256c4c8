"""The street on which every route is asked."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from civic import clock as civic_clock
from civic import create_app, db
from civic.voting import urn
from tests.architecture.prepared import prepare
from tests.architecture.street import Street
from tests.world import World

TODAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def street(
    backend: str,
    founded: tuple[str, World],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp(f"street-{backend}")
    source, world = founded
    name = request.module.__name__.rpartition(".")[2]
    server = request.getfixturevalue("pg_url") if backend == "postgresql" else ""

    def copy(of: str, to: str) -> None:
        """Put a copy of a database in the place of another."""
        if server:
            engine = sa.create_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(sa.text(f"DROP DATABASE IF EXISTS {to} WITH (FORCE)"))
                connection.execute(sa.text(f"CREATE DATABASE {to} TEMPLATE {of}"))
            engine.dispose()
            return
        for old in folder.glob(f"{to}.db*"):
            old.unlink()
        before = (
            Path(sa.make_url(source).database or "") if of == "founded" else folder / f"{of}.db"
        )
        shutil.copy(before, folder / f"{to}.db")

    copy("founded", name)
    url = server.format(name=name) if server else f"sqlite:///{folder}/{name}.db"
    app = create_app(ENV="test", INSTANCE=str(folder), DATABASE=url)
    with civic_clock.stopped(TODAY) as hands, app.app_context():
        prepared = prepare(world, hands)

        def leave() -> None:
            urn.let_go()
            db.db.session.remove()
            if not server:
                with db.db.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.db.engine.dispose()

        leave()
        copy(name, f"{name}_prepared")
        if not server:
            shutil.copy(folder / "urn.db", folder / "urn.prepared")

        def put_back() -> None:
            leave()
            copy(f"{name}_prepared", name)
            if not server:
                shutil.copy(folder / "urn.prepared", folder / "urn.db")

        yield Street(app, world, prepared, hands, put_back)
        leave()
