"""Fixtures: an app on a fresh database, a small neighbourhood, a stopped clock."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from civic import clock as civic_clock
from civic import create_app
from civic import db as civic_db
from civic import migrate
from civic.people.models import Person
from tests import postgres
from tests.neighbour import NeighbourClient
from tests.world import World, build

BACKENDS = ("sqlite", "postgresql")
TODAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 9:00 in Shanghai


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db", default="both", choices=("both", *BACKENDS), help="databases to test on"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--db")
        metafunc.parametrize(
            "backend", BACKENDS if wanted == "both" else (wanted,), scope="session"
        )


@pytest.fixture(scope="session")
def pg_url() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def founded(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, World]]:
    """A database at head with the neighbourhood in it, to be copied for each test."""
    folder = tmp_path_factory.mktemp(f"founded-{backend}")
    if backend == "sqlite":
        url = f"sqlite:///{folder}/civic.db"
    else:
        server = request.getfixturevalue("pg_url")
        _admin(server, "CREATE DATABASE founded")
        url = server.format(name="founded")
    app = create_app(ENV="test", INSTANCE=str(folder), DATABASE=url)
    with app.app_context(), civic_clock.stopped(TODAY):
        schema()
        with civic_db.transaction():
            world = build()
        if backend == "sqlite":
            civic_db.session().execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        civic_db.db.session.remove()
        civic_db.db.engine.dispose()
    yield url, world


def schema() -> None:
    migrate.upgrade()


def _admin(server: str, statement: str) -> None:
    engine = sa.create_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture
def clock() -> Iterator[civic_clock.Hands]:
    """The clock stands at Monday 2026-11-23, 9:00 in Shanghai, until a test moves its hands."""
    with civic_clock.stopped(TODAY) as hands:
        yield hands


class _Compiled(BytecodeCache):
    """Templates compiled once for the whole run; each test has an app of its own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self.kept.get(bucket.key + bucket.checksum)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = _Compiled()


@pytest.fixture
def app(
    backend: str,
    founded: tuple[str, World],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    clock: civic_clock.Hands,
) -> Iterator[Flask]:
    """The site with the small neighbourhood, on a database of its own."""
    url, _world = founded
    name = f"t{uuid4().hex[:12]}"
    if backend == "sqlite":
        source = Path(sa.make_url(url).database or "")
        shutil.copy(source, tmp_path / "civic.db")
        own = f"sqlite:///{tmp_path}/civic.db"
    else:
        server = request.getfixturevalue("pg_url")
        _admin(server, f"CREATE DATABASE {name} TEMPLATE founded")
        own = server.format(name=name)
    app = create_app(ENV="test", INSTANCE=str(tmp_path), DATABASE=own)
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        yield app
        civic_db.db.session.remove()
        civic_db.db.engine.dispose()
    if backend == "postgresql":
        _admin(request.getfixturevalue("pg_url"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(app: Flask, founded: tuple[str, World]) -> World:
    """Who lives there: one person per role, and the same in a second community."""
    return founded[1]


@pytest.fixture
def as_(app: Flask) -> Callable[[Person | None], NeighbourClient]:
    """A browser in which somebody is signed in; ``None`` is a visitor."""
    app.test_client_class = NeighbourClient

    def open_(person: Person | None) -> NeighbourClient:
        client = app.test_client()
        if person is not None:
            client.be(person)
        return client

    return open_
