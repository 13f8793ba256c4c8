"""The street on which every route is asked."""

import pickle
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from civic import clock as civic_clock
from civic import create_app, db
from civic.voting import urn
from tests import postgres
from tests.architecture.prepared import Prepared, prepare
from tests.architecture.street import Street
from tests.conftest import once_a_run
from tests.world import World

TODAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Databases:
    """Of one kind, by name: files in a folder, or those of a server."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server = folder, server

    def url(self, name: str) -> str:
        if self.server:
            return self.server.format(name=name)
        return f"sqlite:///{self.folder}/{name}.db"

    def make(self, name: str, like: str = "") -> None:
        """A new one in the place of any that bears the name; on a server like another one."""
        engine = sa.create_engine(self.server.format(name="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {like or 'template0'}"))
        engine.dispose()

    def put(self, name: str, url: str) -> None:
        """A copy of the one at that address."""
        if self.server:
            self.make(name, sa.make_url(url).database or "")
            return
        for old in self.folder.glob(f"{name}.db*"):
            old.unlink()
        shutil.copy(Path(sa.make_url(url).database or ""), self.folder / f"{name}.db")


def leave(server: str) -> None:
    """Nobody has the databases open, and they are whole."""
    urn.let_go()
    db.db.session.remove()
    if not server:
        with db.db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.db.engine.dispose()


@pytest.fixture(scope="session")
def prepared(
    backend: str,
    founded: tuple[str, World],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Path:
    """A folder with the street as it was prepared, once a run: its databases, its files, its ids."""
    server = request.getfixturevalue("pg_url") if backend == "postgresql" else ""

    def make(folder: Path) -> None:
        source, world = founded
        databases = Databases(folder, server)
        databases.put("street", source)
        url = databases.url("street")
        app = create_app(ENV="test", INSTANCE=str(folder), DATABASE=url)
        with civic_clock.stopped(TODAY) as hands, app.app_context():
            kept = prepare(world, hands)
            leave(server)
        if server:
            postgres.dump(url, folder / "street.dump")
        (folder / "prepared").write_bytes(pickle.dumps(kept))

    return once_a_run(tmp_path_factory, f"street-{backend}", make)


@pytest.fixture(scope="module")
def street(
    backend: str,
    founded: tuple[str, World],
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Street]:
    server = request.getfixturevalue("pg_url") if backend == "postgresql" else ""
    name = request.module.__name__.rpartition(".")[2]
    folder = tmp_path_factory.mktemp(f"street-{backend}")
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    databases, as_prepared = Databases(folder, server), f"{name}_prepared"
    if server:
        databases.make(as_prepared)
        postgres.load(folder / "street.dump", databases.url(as_prepared))
    else:
        (folder / "street.db").rename(folder / f"{as_prepared}.db")
        shutil.copy(folder / "urn.db", folder / "urn.prepared")
    databases.put(name, databases.url(as_prepared))
    kept: Prepared = pickle.loads((folder / "prepared").read_bytes())
    app = create_app(ENV="test", INSTANCE=str(folder), DATABASE=databases.url(name))
    with civic_clock.stopped(kept.now) as hands, app.app_context():

        def put_back() -> None:
            leave(server)
            databases.put(name, databases.url(as_prepared))
            if not server:
                shutil.copy(folder / "urn.prepared", folder / "urn.db")

        yield Street(app, founded[1], kept, hands, put_back)
        leave(server)
