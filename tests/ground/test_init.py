"""From an empty machine to a production site that answers: ``civic init``, ``serve``, ``worker``."""

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from civic import _build, clock, config, create_app, db, migrate
from civic.cli import main, site
from civic.demo.models import Founding
from civic.ledger import Entry, Fact
from civic.people.models import Person, RosterFile, RosterJob
from civic.people.rules import JobState
from civic.places.models import Place
from civic.policy import Role
from civic.web import Submission
from tests.browser.town import free_port
from tests.neighbour import NeighbourClient, forms

ANSWERS = {
    "--district": "黄浦区",
    "--name": "何管理",
    "--login": "admin@example.org",
    "--password": "桂花开了两次才下雨",
    "--base-url": "https://yishi.example.cn",
}
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which nobody has set anything."""
    for name in [name for name in os.environ if name.startswith("CIVIC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CIVIC_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture
def run() -> Run:
    """``civic …`` as one types it."""
    return typed


def typed(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(main, list(words), **more)


@pytest.fixture(scope="module")
def first_init(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The folder after ``civic init``, and what it said."""
    folder = tmp_path_factory.mktemp("init") / "instance"
    env = {name: None for name in os.environ if name.startswith("CIVIC_")}
    return folder, typed(*founding(), env=env | {"CIVIC_INSTANCE": str(folder)})


@pytest.fixture
def founded(alone: Path, first_init: tuple[Path, Result]) -> Path:
    """The folder of a site that was just founded."""
    folder, said = first_init
    assert said.exit_code == 0, said.output
    shutil.copytree(folder, alone)
    return alone


def founding(**changes: str) -> list[str]:
    answers = ANSWERS | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return ["init", *(part for pair in answers.items() for part in pair)]


def one_line(result: Result) -> str:
    """What was said instead of doing it: a line, and no traceback."""
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    (line,) = result.output.strip().splitlines()
    assert line.startswith("Error: ")
    return line


# Founding ----------------------------------------------------------------------------


def test_init_writes_secrets_for_the_owners_eyes_only(
    founded: Path, first_init: tuple[Path, Result]
) -> None:
    written, result = first_init
    file = founded / "civic.toml"
    assert stat.S_IMODE((written / "civic.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE(written.stat().st_mode) == 0o700
    assert not [left.name for left in written.iterdir() if left.name.startswith(".")]
    kept = tomllib.loads(file.read_text("utf-8"))
    assert kept["base_url"] == ANSWERS["--base-url"]
    assert len(kept["secret_key"]) >= 32
    assert len(kept["card_key"]) >= 32
    assert kept["secret_key"] != kept["card_key"]
    for value in (kept["secret_key"], kept["card_key"], ANSWERS["--password"]):
        assert value not in result.output
    assert config.load()["ENV"] == "production"


def test_a_folder_that_was_there_before_is_closed_to_others(run: Run, alone: Path) -> None:
    alone.mkdir(mode=0o755)
    assert run(*founding()).exit_code == 0
    assert stat.S_IMODE(alone.stat().st_mode) == 0o700


def test_init_brings_the_database_to_head(founded: Path) -> None:
    app = create_app()
    with app.app_context():
        assert migrate.is_current()
        assert app.test_client().get("/readyz").status_code == 200
        db.db.engine.dispose()


def test_the_first_administrator_can_sign_in_and_appoint(founded: Path) -> None:
    app = create_app()
    app.test_client_class = NeighbourClient
    with app.app_context():
        browser = app.test_client()
        over_https = {"base_url": "https://yishi.example.cn"}
        page = browser.get("/sign-in", **over_https)
        (form,) = [f for f in forms(page) if f.action == "/sign-in"]
        typed = form.fields | {"login": ANSWERS["--login"], "password": ANSWERS["--password"]}
        answer = browser.post("/sign-in", data=typed, **over_https)
        assert answer.status_code == 303, answer.text
        cookie = answer.headers["Set-Cookie"]
        assert "Secure" in cookie and "HttpOnly" in cookie
        assert browser.get("/people/appointments", **over_https).status_code == 200
        wrong = app.test_client().post("/sign-in", data=typed, **over_https)
        assert wrong.status_code == 400
        for demo_only in ("/demo/sign-ins", "/demo/clock"):
            assert browser.send(demo_only, login="resident", move="day").status_code == 404
        person = db.session().scalars(sa.select(Person)).one()
        place = db.session().scalars(sa.select(Place)).one()
        assert (person.name, place.name) == (ANSWERS["--name"], ANSWERS["--district"])
        assert {(h.role, h.path) for h in person.holds} == {(Role.ADMINISTRATOR, place.path)}
        assert ANSWERS["--password"] not in str(person.password_hash)
        assert str(person.password_hash).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        facts = list(db.session().scalars(sa.select(Entry.fact).order_by(Entry.idx)))
        assert Fact.SITE_OPENED in facts
        db.db.session.remove()
        db.db.engine.dispose()


def test_a_second_init_is_refused_and_changes_nothing(run: Run, founded: Path) -> None:
    def stands() -> tuple[bytes, list[str]]:
        with sqlite3.connect(founded / "civic.db") as connection:
            return (founded / "civic.toml").read_bytes(), list(connection.iterdump())

    before = stands()
    assert "holds a site already" in one_line(run(*founding(name="李四")))
    assert stands() == before


def test_a_site_whose_settings_are_lost_is_not_founded_a_second_time(
    run: Run, founded: Path
) -> None:
    (founded / "civic.toml").unlink()
    assert "holds a site already" in one_line(run(*founding()))
    assert not (founded / "civic.toml").exists()


def test_the_demos_folder_does_not_become_a_real_site(run: Run, alone: Path) -> None:
    alone.mkdir()
    (alone / "civic.toml").write_text('env = "demo"\n', "utf-8")
    assert "holds a site already" in one_line(run(*founding()))
    assert (alone / "civic.toml").read_text("utf-8") == 'env = "demo"\n'


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://yishi.example.cn"},
        {"base_url": "yishi"},
        {"password": "short"},
        {"name": " "},
        {"district": " "},
        {"login": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_init_that_is_refused_leaves_nothing_that_stands_in_the_way(
    run: Run, alone: Path, change: dict[str, str]
) -> None:
    one_line(run(*founding(**change)))
    assert not (alone / "civic.toml").exists()


@pytest.mark.parametrize("count", ["-1", "11", "x"])
def test_init_takes_no_number_of_proxies_that_there_cannot_be(
    run: Run, alone: Path, count: str
) -> None:
    assert run(*founding(proxies=count)).exit_code == 2
    assert not (alone / "civic.toml").exists()


def test_after_a_refused_init_another_one_goes_through(run: Run, alone: Path) -> None:
    one_line(run(*founding(password="short")))
    assert run(*founding()).exit_code == 0


def test_an_init_that_is_interrupted_can_be_begun_again(
    run: Run, alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(**_facts: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("civic.people.actions.found", interrupt)
        assert run(*founding()).exit_code != 0
    assert not (alone / "civic.toml").exists()
    assert run(*founding()).exit_code == 0


@pytest.mark.slow
def test_an_init_that_is_killed_at_any_moment_can_be_begun_again(run: Run, alone: Path) -> None:
    chance = random.Random(20261123)
    command = [sys.executable, "-m", "civic", *founding()]
    left = set()
    for _ in range(5):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (alone / "civic.toml").exists():
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 1.2))
        process.kill()
        process.wait(20)
        left.add((alone / "civic.toml").exists())
        again = run(*founding())
        if process.returncode == 0:
            assert "holds a site already" in one_line(again)
        else:
            assert again.exit_code == 0 or "holds a site already" in one_line(again)
        with sqlite3.connect(alone / "civic.db") as connection:
            assert connection.execute("SELECT count(*) FROM people_persons").fetchone() == (1,)
            assert connection.execute("SELECT count(*) FROM places_places").fetchone() == (1,)
        assert config.load()["BASE_URL"] == ANSWERS["--base-url"]
        shutil.rmtree(alone)
    assert any(left), "at least one of them was killed after it had written its settings"


def test_what_a_killed_init_left_is_taken_up(run: Run, alone: Path) -> None:
    """It was killed between its settings and its database."""
    alone.mkdir()
    kept = {"secret_key": "s" * 40, "card_key": "c" * 40, "base_url": "https://old.example.cn"}
    lines = "".join(f'{name} = "{value}"\n' for name, value in kept.items())
    (alone / "civic.toml").write_text(f"{lines}trusted_proxies = 1\n", "utf-8")
    assert run(*founding()).exit_code == 0
    found = tomllib.loads((alone / "civic.toml").read_text("utf-8"))
    assert found == kept | {"base_url": ANSWERS["--base-url"], "trusted_proxies": 1}


def test_a_folder_that_cannot_be_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    assert str(tmp_path / "instance") in one_line(run(*founding()))


def test_a_quote_in_an_answer_does_not_break_the_file(run: Run, alone: Path) -> None:
    address = 'https://yishi.example.cn/"\\'
    assert run(*founding(base_url=address)).exit_code == 0
    assert tomllib.loads((alone / "civic.toml").read_text("utf-8"))["base_url"] == address


def test_init_asks_for_what_was_not_said(run: Run) -> None:
    said = "\n".join(
        [
            ANSWERS["--district"],
            ANSWERS["--name"],
            ANSWERS["--login"],
            ANSWERS["--password"],
            ANSWERS["--password"],
            ANSWERS["--base-url"],
            "",
        ]
    )
    result = run("init", input=said)
    assert result.exit_code == 0, result.output
    assert ANSWERS["--password"] not in result.output


# Refusing to run ---------------------------------------------------------------------


@pytest.mark.parametrize("command", [["serve"], ["worker", "--once"], ["migrate"]])
def test_production_without_secrets_says_what_to_do(run: Run, command: list[str]) -> None:
    assert "civic init" in one_line(run(*command))


def test_a_port_that_is_taken_is_said(run: Run, founded: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f":{port} cannot be used" in one_line(run("serve", "--port", port))
        assert f":{port} cannot be used" in one_line(run("demo", "--port", port))


@pytest.mark.parametrize("command", [["serve"], ["worker", "--once"]])
def test_an_old_database_is_said(run: Run, founded: Path, command: list[str]) -> None:
    engine = sa.create_engine(f"sqlite:///{founded}/civic.db")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()
    assert "civic migrate" in one_line(run(*command))


@pytest.mark.parametrize("command", [["serve"], ["worker", "--once"], ["migrate"]])
def test_a_database_that_does_not_answer_is_said(
    run: Run, founded: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("CIVIC_DATABASE", "postgresql://civic:geheim@127.0.0.1:1/civic")
    line = one_line(run(*command))
    assert "database" in line
    assert "geheim" not in line


def test_a_demo_in_production_is_refused(run: Run, founded: Path, tmp_path: Path) -> None:
    """Whoever points production at the demo's folder is told, and nothing is served."""
    app = create_app()
    with app.app_context():
        with db.transaction() as kept:
            kept.add(Founding(founded_at=clock.now()))
        db.db.session.remove()
        db.db.engine.dispose()
    (tmp_path / "file").touch()
    file = str(tmp_path / "file")
    for command in (
        ["serve"],
        ["worker", "--once"],
        ["migrate"],
        ["calendar", "load", "2027", file],
        ["import", "roster", file, "--place", "黄浦区"],
        ["import", "consultation", str(tmp_path)],
    ):
        assert "demo's" in one_line(run(*command))
    with pytest.raises(click.ClickException, match="demo"):
        site()  # what another server asks for


def test_missing_assets_are_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_build.FILES, "another/script.js", "another.js")
    first, last = run("serve", "--port", str(free_port())).output.strip().splitlines()
    assert "civic assets" in first
    assert "civic init" in last, "and there is nothing to serve yet"


def test_the_worker_does_what_waits_and_stops(run: Run, founded: Path) -> None:
    result = run("worker", "--once")
    assert (result.exit_code, result.output) == (0, "")


def test_a_database_that_fails_for_a_while_does_not_end_the_worker(
    founded: Path, tmp_path: Path
) -> None:
    """It says so in one line, waits, and goes on with what is waiting; a signal ends it."""
    engine = sa.create_engine(f"sqlite:///{founded}/civic.db", poolclass=sa.NullPool)

    def ask(statement: str) -> Any:
        with engine.begin() as connection:
            answer = connection.execute(sa.text(statement))
            return answer.scalar() if answer.returns_rows else None

    waiting = "SELECT count(*) FROM log_outbox WHERE done_at IS NULL"
    assert ask(waiting)
    ask("ALTER TABLE log_outbox RENAME TO elsewhere")
    log = tmp_path / "worker.log"
    with (
        log.open("w") as said,
        subprocess.Popen(
            [sys.executable, "-m", "civic", "worker"], stdout=said, stderr=said
        ) as process,
    ):
        try:
            until(lambda: log.read_text("utf-8"))
            ask("ALTER TABLE elsewhere RENAME TO log_outbox")
            until(lambda: not ask(waiting))
            assert process.poll() is None
        finally:
            process.terminate()
        assert process.wait(20) == 0
    for line in log.read_text("utf-8").splitlines():
        assert json.loads(line)["error"] == "OperationalError"
        assert "log_outbox" in json.loads(line)["problem"]


def test_what_keeps_the_notices_waiting_does_not_keep_a_roster_waiting(
    run: Run, founded: Path
) -> None:
    app = create_app()
    with app.app_context(), db.transaction() as here:
        place, person = here.scalars(sa.select(Place)).one(), here.scalars(sa.select(Person)).one()
        now = clock.now()
        job = RosterJob(
            place_id=place.id,
            by_id=person.id,
            state=JobState.HANDED_IN,
            name="a.csv",
            created_at=now,
            touched_at=now,
        )
        here.add(job)
        here.flush()
        here.add(RosterFile(job_id=job.id, content="姓名\n王秀英".encode()))
    engine = sa.create_engine(f"sqlite:///{founded}/civic.db", poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE log_outbox RENAME TO elsewhere"))
    assert "log_outbox" in one_line(run("worker", "--once"))
    with engine.begin() as connection:
        states = connection.execute(sa.text("SELECT state FROM people_roster_jobs")).all()
    assert states != [("handed_in",)]


def test_what_keeps_votes_from_their_hour_does_not_keep_old_marks_from_being_forgotten(
    run: Run, founded: Path
) -> None:
    app = create_app()
    with app.app_context(), db.transaction() as here:
        here.add(Submission(once="long ago", url="/", at=clock.now() - timedelta(days=40)))
    engine = sa.create_engine(f"sqlite:///{founded}/civic.db", poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE voting_votes RENAME TO elsewhere"))
    assert "voting_votes" in one_line(run("worker", "--once"))
    with engine.begin() as connection:
        assert connection.execute(sa.select(Submission.once)).all() == []


def until(so: Callable[[], object]) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + 60
    while not so():
        assert time.monotonic() < end
        time.sleep(0.1)


# Serving -----------------------------------------------------------------------------


@dataclass
class Server:
    """A production server as a reverse proxy sees it."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(
            "GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer


@contextlib.contextmanager
def serving(folder: Path, port: int, *command: str) -> Iterator[Server]:
    """A server in a process group of its own, once it answers."""
    log = folder / "serve.log"
    with log.open("wb") as target:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            stdout=target,
            stderr=target,
            start_new_session=True,
            env=os.environ | {"HOME": str(folder)},
        )
    server = Server(port, process, log)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text("utf-8", "replace")
            try:
                server.get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


@pytest.fixture
def served(founded: Path) -> Iterator[Server]:
    port = free_port()
    with serving(founded, port, "civic", "serve", "--port", str(port), "--workers", "1") as server:
        yield server


def test_another_server_serves_it_too(founded: Path) -> None:
    port = free_port()
    with serving(
        founded, port, "gunicorn", "civic.cli:site()", "--bind", f"127.0.0.1:{port}"
    ) as server:
        assert server.get("/readyz").status == 200


def test_production_answers_behind_its_proxy(served: Server) -> None:
    proxied = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "yishi.example.cn"}
    assert served.get("/healthz", **proxied).status == 200
    assert served.get("/readyz", **proxied).status == 200
    page = served.get("/sign-in", **proxied)
    assert page.status == 200
    assert "Secure" in page.headers["Set-Cookie"]
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    private = served.get("/desk?secret=1", **proxied)
    assert (private.status, private.headers["Location"]) == (303, "/sign-in?next=/desk?secret%3D1")
    assert served.get("/demo/").status == 404
    assert "Server" not in page.headers or "Python" not in page.headers["Server"]
    # One line for each request, and nothing of who asked for what.
    served.get("/matters/?q=geheim")
    served.get("/nowhere/geheim")
    time.sleep(0.5)
    lines = served.log.read_text("utf-8", "replace").splitlines()
    requests = [json.loads(line) for line in lines if line.startswith("{")]
    assert {"route": "/matters/", "status": 200}.items() <= requests[-2].items()
    assert {"route": "-", "status": 404}.items() <= requests[-1].items()
    assert "geheim" not in "\n".join(lines)
    assert "127.0.0.1" not in "\n".join(lines)


def test_a_server_whose_database_grows_old_is_not_ready_and_stops_when_it_is_told_to(
    served: Server, founded: Path
) -> None:
    with sqlite3.connect(founded / "civic.db", timeout=20) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    assert served.get("/readyz").status == 503
    assert served.get("/healthz").status == 200
    os.killpg(served.process.pid, signal.SIGTERM)
    assert served.process.wait(20) is not None
    with pytest.raises(OSError):
        served.get("/healthz")
