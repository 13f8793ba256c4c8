"""A demo founded once, on Monday 2026-11-23, and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from civic import clock, create_app, db, migrate
from civic.demo import actions
from tests.conftest import TODAY, once_a_run
from tests.neighbour import NeighbourClient


@pytest.fixture(scope="session")
def founded_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder: database, files, mail."""
    return once_a_run(tmp_path_factory, "founded-demo", lambda folder: found(folder, TODAY))


def found(folder: Path, at: datetime) -> None:
    """A demo in a folder, founded at a moment."""
    before = clock.source
    app = create_app(ENV="demo", INSTANCE=str(folder))
    try:
        with app.app_context(), clock.stopped(at):
            migrate.upgrade()
            actions.found()
            db.session().execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.db.session.remove()
            db.db.engine.dispose()
    finally:
        clock.source = before


@pytest.fixture
def demo(founded_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The demo's site; the machine's own clock stands at the moment of founding."""
    shutil.copytree(founded_demo, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(clock, "machine", lambda: TODAY)
    monkeypatch.setattr(clock, "source", clock.source)
    app = create_app(ENV="demo", INSTANCE=str(tmp_path))
    app.test_client_class = NeighbourClient
    with app.app_context():
        actions.wind()
        yield app
        db.db.session.remove()
        db.db.engine.dispose()


@pytest.fixture
def visitor(demo: Flask) -> Callable[[], NeighbourClient]:
    """A browser in which nobody is signed in."""

    def open_() -> NeighbourClient:
        client = demo.test_client()
        assert isinstance(client, NeighbourClient)
        return client

    return open_
