"""A full disk: it is said, what was typed is kept, nothing changes; with room again, all goes on."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from civic import clock as civic_clock
from civic import create_app, db, ledger, migrate
from civic.ledger import Entry, Fact
from civic.matters.rules import Stage
from civic.opinions.models import Opinion
from civic.web import Submission
from tests.neighbour import NeighbourClient, forms
from tests.opinions import talk
from tests.world import World, build

LONG = "离窗户至少二十米，夜里要有灯。" * 60
MOST = 200


def stands() -> tuple[int, ...]:
    """How much there is of whatever an opinion leaves behind."""
    db.rollback()
    given = sa.select(sa.func.count()).where(Entry.fact == Fact.OPINION_GIVEN)
    counts = [
        db.session().scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in (Opinion, Submission)
    ]
    return *counts, db.session().scalar(given) or 0, ledger.size()


def fill_up(client: NeighbourClient, matter: int) -> tuple[TestResponse, str]:
    """Speak until the disk takes no more; the answer, and what was said then."""
    for n in range(MOST):
        before, text = stands(), f"第{n}句：{LONG}"
        answer = client.fill(
            f"/matters/{matter}/opinions/new", action(matter), kind="suggestion", text=text
        )
        if answer.status_code != 303:
            assert stands() == before, "half of it stands"
            return answer, text
    raise AssertionError("the disk is larger than this test")


def action(matter: int) -> str:
    return f"/matters/{matter}/opinions/"


def goes_on(client: NeighbourClient, matter: int, refused: TestResponse, text: str) -> None:
    """The form of the refusal is sent, twice even: what was typed stands once."""
    (form,) = [form for form in forms(refused) if form.action == action(matter)]
    assert form.fields["text"] == [text]
    before = stands()
    for _ in range(2):
        assert client.post(form.action, data=form.fields).status_code == 303
    assert stands() == tuple(count + 1 for count in before)
    said = sa.select(sa.func.count()).where(Opinion.text == text)
    assert db.session().scalar(said) == 1


@contextmanager
def no_room(app: Flask) -> Iterator[None]:
    """The database may not grow by a page."""

    def limit(connection: Any, pages: int) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    def on_checkout(connection: Any, *_rest: Any) -> None:
        limit(connection, size)

    engine = db.db.engine
    size = db.session().execute(sa.text("PRAGMA page_count")).scalar() or 0
    db.db.session.remove()
    sa.event.listen(engine, "checkout", on_checkout)
    try:
        yield
    finally:
        sa.event.remove(engine, "checkout", on_checkout)
        db.db.session.remove()
        engine.dispose()


@pytest.mark.sqlite_only
def test_a_database_that_cannot_grow_is_said_and_what_was_typed_is_kept(
    own_app: Flask, founded: tuple[str, World]
) -> None:
    own_app.test_client_class = NeighbourClient
    world = founded[1]
    with db.transaction():
        matter = talk.matter(world).id
    client = own_app.test_client()
    client.be(world.neighbour)
    with no_room(own_app):
        refused, text = fill_up(client, matter)
        assert refused.status_code == 507
        assert "存储空间满了" in refused.text
        assert client.get(f"/matters/{matter}").status_code == 200, "what stands can be read"
    goes_on(client, matter, refused, text)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes (which only root can have)."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_full_is_said_and_what_was_typed_is_kept(
    small_disk: Path, as_: Callable[[None], NeighbourClient]
) -> None:
    """The same on a real disk, where nothing says beforehand what will not fit."""
    app = create_app(ENV="test", INSTANCE=str(small_disk))
    app.test_client_class = NeighbourClient
    with app.app_context(), civic_clock.stopped(civic_clock.now()):
        migrate.upgrade()
        with db.transaction():
            world = build()
            matter = talk.matter(world, Stage.SCREENED).id
        client = app.test_client()
        client.be(world.neighbour)
        ballast = small_disk / "ballast"
        free = os.statvfs(small_disk)
        ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - 200_000))
        refused, text = fill_up(client, matter)
        assert refused.status_code == 507
        assert "存储空间满了" in refused.text
        assert client.get(f"/matters/{matter}").status_code == 200, "what stands can be read"
        ballast.unlink()
        goes_on(client, matter, refused, text)
        assert db.session().execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        db.db.session.remove()
        db.db.engine.dispose()
