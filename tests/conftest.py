"""Fixtures: an app on a fresh database, a small neighbourhood, a stopped clock."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from xdist.scheduler import LoadScopeScheduling

from civic import clock as civic_clock
from civic import create_app, migrate
from civic import db as civic_db
from civic.people.models import Person
from civic.voting import urn
from tests import postgres
from tests.neighbour import NeighbourClient
from tests.world import World, build

BACKENDS = ("sqlite", "postgresql")
TODAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 9:00 in Shanghai

# Tests start a site some fifty times: it starts three times as fast from compiled files.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _is_roomy(folder: Path, least: int = 6 * 2**30) -> bool:
    """Whether it can be written to, programs can be started from it, and there is room."""
    return (
        os.access(folder, os.W_OK)
        and not os.statvfs(folder).f_flag & os.ST_NOEXEC
        and shutil.disk_usage(folder).free > least
    )


ROOM, DOOR = Path(__file__), Path(__file__).with_name("world.py")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Whoever measures has the machine to themselves: the others of the run wait at the door."""
    with DOOR.open() as door, ROOM.open() as room:
        is_measured = item.get_closest_marker("measured") is not None
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if is_measured else fcntl.LOCK_SH)
        if not is_measured:
            fcntl.flock(door, fcntl.LOCK_UN)
        try:
            return (yield)
        finally:  # a child of this process may hold them open
            fcntl.flock(room, fcntl.LOCK_UN)
            fcntl.flock(door, fcntl.LOCK_UN)


# A database for each test: where there is memory for it, the disk is left out.
MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and _is_roomy(MEMORY):
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db", default="both", choices=("both", *BACKENDS), help="databases to test on"
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: browsers, and servers that are started and killed, are waited for."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--db")
        metafunc.parametrize(
            "backend", BACKENDS if wanted == "both" else (wanted,), scope="session"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked, elsewhere = [], []
    for item in items:
        on = item.callspec.params.get("backend") if hasattr(item, "callspec") else None
        only = [each for each in BACKENDS if item.get_closest_marker(f"{each}_only")]
        (elsewhere if on and only and on not in only else asked).append(item)
        if on == "postgresql" and (
            item.get_closest_marker("sqlite_first") or item.path.stem.endswith("pages")
        ):
            item.add_marker(pytest.mark.slow)
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = asked


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """A file's tests on one database stay in one process, that builds once what they stand on.

    Each case of what is long goes wherever there is room.
    """

    LONG = ("in_every_look", "bent_in_many_ways")
    SHARING = "tests/demo/"
    """Which stand on one founding of the demo: elsewhere somebody would wait for it idly."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if any(name in test for name in self.LONG):
            return nodeid
        if file.startswith(self.SHARING):
            file = self.SHARING
        # One database after the other, as the tests are collected: each is founded once.
        return file + next((backend for backend in BACKENDS if f"[{backend}" in test), "")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByFile(config, log)


def once_a_run(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that one of the run's processes fills and all of them copy from."""
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


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
        migrate.upgrade()
        with civic_db.transaction():
            world = build()
        if backend == "sqlite":
            civic_db.session().execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        civic_db.db.session.remove()
        civic_db.db.engine.dispose()
    yield url, world


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
    """Templates compiled once for the whole run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self.kept.get(bucket.key + bucket.checksum)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def _copy(url: str, backend: str, folder: Path, name: str, request: pytest.FixtureRequest) -> str:
    """Put a copy of the founded database in the place of whatever is there; its URL."""
    if backend == "sqlite":
        for leftover in (*folder.glob("civic.db*"), *folder.glob("urn.db*")):
            leftover.unlink()
        shutil.copy(Path(sa.make_url(url).database or ""), folder / "civic.db")
        return f"sqlite:///{folder}/civic.db"
    server = request.getfixturevalue("pg_url")
    _admin(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _admin(server, f"CREATE DATABASE {name} TEMPLATE founded")
    return str(server.format(name=name))


_written, _rebuilt, _stands_for = True, True, ""
LOOKS = ("SELECT", "BEGIN", "PRAGMA")
REBUILDS = ("ALTER", "DROP", "CREATE", "TRUNCATE")


@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def _watch(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    """Whether anything may have been written since the database was put back, or its tables
    changed."""
    global _written, _rebuilt
    first = statement.lstrip()[:8].upper()
    _written = _written or not first.startswith(LOOKS)
    _rebuilt = _rebuilt or first.startswith(REBUILDS)


@sa.event.listens_for(sa.Engine, "commit")
def _committed(_connection: object) -> None:
    """Rows that were poured in pass by no cursor that is watched."""
    global _written
    _written = True


@contextmanager
def _open(app: Flask, *, stays_warm: bool = False) -> Iterator[Flask]:
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        yield app
        urn.let_go()
        civic_db.db.session.remove()
        if not stays_warm:
            civic_db.db.engine.dispose()


@pytest.fixture(scope="session")
def house(
    backend: str,
    founded: tuple[str, World],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """The site, built once: building it anew for each test would cost more than the tests."""
    folder = tmp_path_factory.mktemp(f"house-{backend}")
    url = _copy(founded[0], backend, folder, "house", request)
    house = create_app(ENV="test", INSTANCE=str(folder), DATABASE=url)
    yield house
    with house.app_context():
        civic_db.db.engine.dispose()


@pytest.fixture(scope="session")
def put_back(
    backend: str, house: Flask, founded: tuple[str, World], request: pytest.FixtureRequest
) -> Callable[[], None]:
    """Makes the house's database as it was founded."""

    def copied() -> None:
        _copy(founded[0], backend, Path(house.config["INSTANCE"]), "house", request)

    if backend == "sqlite":
        return copied
    rows = postgres.Rows(house.config["DATABASE"])

    def restored() -> None:
        global _rebuilt
        if _rebuilt or not rows.restore():
            civic_db.db.engine.dispose()
            copied()
            rows.keep()
            _rebuilt = False

    return restored


@pytest.fixture
def app(
    backend: str,
    house: Flask,
    put_back: Callable[[], None],
    clock: civic_clock.Hands,
) -> Iterator[Flask]:
    """The site with the small neighbourhood, as it was founded."""
    folder = Path(house.config["INSTANCE"])
    settings, extensions = dict(house.config), dict(house.extensions)
    for kept in ("files", "mail"):
        shutil.rmtree(folder / kept, ignore_errors=True)
    global _stands_for, _written
    # A file is exchanged; to PostgreSQL a new connection costs as much as a test.
    with _open(house, stays_warm=backend == "postgresql"):
        if _written or _stands_for != backend:
            put_back()
            _stands_for, _written = backend, False
        yield house
    house.config.clear()
    house.config.update(settings)
    house.extensions.update(extensions)


@pytest.fixture
def own_app(
    backend: str,
    founded: tuple[str, World],
    tmp_path: Path,
    clock: civic_clock.Hands,
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """A site of one's own, for tests that add something to it."""
    url = _copy(founded[0], backend, tmp_path, "own", request)
    with _open(create_app(ENV="test", INSTANCE=str(tmp_path), DATABASE=url)) as app:
        yield app


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
