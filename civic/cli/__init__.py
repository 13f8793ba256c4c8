"""The ``civic`` command: thin, each command opens its own transaction."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server as Granian
from sqlalchemy.exc import OperationalError

from civic import _build, calendar, config, create_app, db, files, migrate
from civic.cli.counting import answer
from civic.cli.running import STOP_SECONDS, free, reached_at, run_together, settle
from civic.cli.urn import urn
from civic.demo import actions as demo_actions
from civic.errors import Refused
from civic.meetings import actions as meetings
from civic.notices import actions as notices
from civic.people import actions as people
from civic.people.wording import roster_lines
from civic.web import forget_submissions, sentence
from civic.web.log import trouble
from civic.wording import CLI

TICK_SECONDS = 60
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Neighbourhoods governing themselves in the open."""


@contextlib.contextmanager
def _site(**overrides: Any) -> Iterator[Flask]:
    """The app of this instance; whatever it refuses is one clear line."""
    with _said():
        app = create_app(**overrides)
        settle()
        with app.app_context():
            try:
                yield app
            except Refused as refusal:
                raise click.ClickException(sentence(refusal)) from None


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """What keeps the site from running is one clear line, not a traceback."""
    try:
        yield
    except config.Unsafe as problem:
        raise click.ClickException(str(problem)) from None
    except (PermissionError, FileExistsError, NotADirectoryError) as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}") from None
    except OperationalError as problem:
        said = str(problem.orig).strip().splitlines()[0]
        raise click.ClickException(CLI["no_database"] % {"problem": said}) from None


def _at_head() -> None:
    """The database is as this version knows it, and no demo's in production; in the demo, its
    time holds from here."""
    if not migrate.is_current():
        raise click.ClickException(CLI["old_database"])
    demo_actions.refuse_in_production()
    demo_actions.wind()


# --- founding ----------------------------------------------------------------


@main.command()
@click.option("--district", prompt=True, help="The district (区) at the top of the tree.")
@click.option("--name", prompt=True, help="Name of the first administrator.")
@click.option("--login", prompt=True, help="What the administrator signs in with.")
@click.password_option(help="At least 8 characters.")
@click.option("--base-url", prompt=True, help="The https:// address residents will see.")
@click.option(
    "--proxies",
    default=1,
    show_default=True,
    type=click.IntRange(0, config.MOST_PROXIES),
    help="Reverse proxies in front.",
)
def init(district: str, name: str, login: str, password: str, base_url: str, proxies: int) -> None:
    """Write production secrets, make the database, open the first account."""
    if not all(answer.strip() for answer in (district, name, login)):
        raise click.ClickException(CLI["init_blank"])
    with _said():
        instance = Path(config.load(ENV="test")["INSTANCE"])
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = instance / "civic.toml"
        with _site(ENV="test"):
            if "env" in _settings(instance) or people.is_founded():
                raise click.ClickException(CLI["init_exists"] % {"folder": instance})
        instance.chmod(0o700)  # it may have been there before, open to everybody
        # What an init that was killed has left is taken up: nobody has come in under it yet.
        kept = _settings(instance)
        asked = {"base_url": base_url, "trusted_proxies": proxies}
        _write_settings(file, _new_secrets() | kept | asked)
    try:
        with _site():
            migrate.upgrade()
            with db.transaction():
                people.found(
                    district=district.strip(), name=name.strip(), login=login, password=password
                )
    except BaseException:  # stopped by hand, too: a second try must not be in the way of itself
        if not kept:
            file.unlink()
        raise
    click.echo(CLI["init_done"] % {"file": file})


def _new_secrets() -> dict[str, Any]:
    return {key: secrets.token_urlsafe(48) for key in ("secret_key", "card_key")}


def _write_settings(file: Path, settings: dict[str, Any]) -> None:
    """The whole file or nothing of it, for its owner's eyes only."""
    draft = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            for key, value in settings.items():
                # JSON's quoting is TOML's, and its numbers are.
                target.write(f"{key} = {json.dumps(value, ensure_ascii=False)}\n")
            target.flush()
            os.fsync(target.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@main.command("migrate")
def upgrade() -> None:
    """Bring the database to head."""
    with _site():
        demo_actions.refuse_in_production()
        migrate.upgrade()


@main.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from head to what the models say now (for developers)."""
    with _site(ENV="test"):
        migrate.revise(message)


@main.command()
def assets() -> None:
    """Build the front-end assets anew."""
    root = config.resource("static").parent
    try:
        _build.build(root, strict=True, fresh=True)
    except _build.Unbuilt as problem:
        raise click.ClickException(str(problem)) from None


# --- running -----------------------------------------------------------------


def site() -> Flask:
    """The site for a server."""
    with _site() as app:
        _at_head()
    return app


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site (granian). Run ``civic worker`` beside it."""
    free(host, port)
    if not _build.is_built(config.resource("static").parent):
        click.echo(CLI["no_assets"], err=True)
    site()
    Granian(
        "civic.cli:site",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        factory=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # A worker that hears the signal twice (Ctrl-C and its master's word) does not stop alone.
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


@main.command()
@click.option("--once", is_flag=True, help="Do what waits, then stop (for cron).")
def worker(once: bool) -> None:
    """Deliver notices and mail, work on imports, record what fell due."""
    stop = False

    def leave(_signal: int, _frame: object) -> None:
        nonlocal stop
        stop = True

    def rest(seconds: float) -> None:
        until = time.monotonic() + seconds
        while not stop and time.monotonic() < until:
            time.sleep(IDLE_SECONDS / 2)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    with _site():
        _at_head()
        ticked, ahead = 0.0, demo_actions.wind()

        def tick() -> int:
            nonlocal ticked, ahead
            moved, ahead = ahead, demo_actions.wind()
            if time.monotonic() - ticked >= TICK_SECONDS or once or moved != ahead:
                ticked = time.monotonic()
                notices.tick()
                forget_submissions()
                files.sweep()
            return 0

        tasks = (tick, lambda: notices.deliver(stop=lambda: stop), people.work_on_rosters)
        while not stop:
            busy, problems = 0, []
            for task in tasks:  # what keeps one from its work keeps no other
                try:
                    db.rollback()  # what was read a moment ago is old
                    busy += task()
                except Exception as problem:
                    # A database that restarts, a full disk: notices come late, and they come.
                    problems.append(problem)
                    if not once:
                        trouble(problem)
                    db.let_go()
            if once and problems:
                raise problems[0]
            if problems:
                rest(TROUBLE_SECONDS)
            elif once and not busy:
                break
            elif not busy:
                rest(IDLE_SECONDS)


# --- bringing things in ------------------------------------------------------


@main.group("import")
def bring() -> None:
    """Bring in a roster or a consultation."""


@bring.command("roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", "place_name", required=True, help="The place the roster is of, by name.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def import_roster(file: Path, place_name: str, dry_run: bool) -> None:
    """Households, owners and tenants from an .xlsx or .csv FILE: all or nothing."""
    with _site():
        _at_head()
        with _progress() as progress:
            sheet = people.read_roster(file.read_bytes(), progress)
            with db.transaction():
                place = people.place_named(place_name)
                outcome = people.import_roster(
                    None, place, sheet, dry_run=dry_run, progress=progress
                )
        for line in roster_lines(outcome):
            click.echo(line)
    if outcome.errors:
        raise SystemExit(1)


@bring.command("consultation")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--place", "place_name", default=None, help="The community that takes it up.")
def import_consultation(folder: Path, place_name: str | None) -> None:
    """A consultation exported as CSV files, as a hearing with opinions and reactions."""
    with _site() as app:
        _at_head()
        with db.transaction():
            place = people.place_named(place_name) if place_name else None
            found = meetings.import_consultation(None, place, folder)
        if not found.is_new:
            click.echo(CLI["unchanged"])
        url = f"{app.config['BASE_URL']}/matters/{found.matter_id}"
        click.echo(CLI["consultation"] % (asdict(found) | {"url": url}))


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    with click.progressbar(length=1, file=sys.stderr) as bar:

        def report(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield report


@main.group("calendar")
def days() -> None:
    """Holidays and make-up workdays."""


@days.command("load")
@click.argument("year", type=int)
@click.argument("file", type=click.File("rb"))
def load_calendar(year: int, file: Any) -> None:
    """A YEAR's notice as JSON: dates computed provisionally are computed anew."""
    with _site(), db.transaction():
        _at_head()
        calendar.load(None, year, file.read())
        notices.reckon_anew()
        click.echo(CLI["calendar"] % {"year": year})


main.add_command(urn)


# --- reckoning ---------------------------------------------------------------


@main.command()
@click.argument("file", default="-")
@click.option(
    "--calendar",
    "notices_",
    multiple=True,
    metavar="FILE",
    help="A year's notice, as `civic calendar load` takes it; again for another year.",
)
def count(file: str, notices_: tuple[str, ...]) -> None:
    """Reckon a rule: a JSON object in (FILE, or standard input), the outcome and its sum out.

    It asks neither a database nor an instance folder; the rules are those of /reckoner, the
    calendar is the shipped one and what --calendar adds to it.
    """
    said, refused = answer(file, notices_)
    click.echo(json.dumps(said, ensure_ascii=False).encode())
    raise SystemExit(2 if refused else 0)


# --- the demo ----------------------------------------------------------------


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fresh", is_flag=True, help="Throw the old demo away and start anew (asks).")
def demo(host: str, port: int, fresh: bool) -> None:
    """A whole neighbourhood to try everything in, on this machine."""
    instance = Path(os.environ.get("CIVIC_INSTANCE", "instance/demo")).resolve()
    address = f"http://{reached_at(host)}:{port}"
    free(host, port)
    if (instance / "civic.toml").exists() and not _is_demo(instance):
        raise click.ClickException(CLI["demo_not_here"] % {"folder": instance})
    if fresh and instance.exists():
        click.confirm(CLI["demo_fresh"] % {"folder": instance}, abort=True)
        shutil.rmtree(instance)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    _build.build(config.resource("static").parent, strict=False)
    if not (instance / "civic.toml").exists():
        _write_settings(instance / "civic.toml", _new_secrets() | {"env": "demo"})
    # Other commands on this demo (an import) name the same address.
    _write_settings(instance / "civic.toml", _settings(instance) | {"base_url": address})
    os.environ |= {"CIVIC_ENV": "demo", "CIVIC_INSTANCE": str(instance), "CIVIC_BASE_URL": address}
    with _site():
        if migrate.is_empty():
            click.echo(CLI["demo_founding"])
            migrate.upgrade()
            demo_actions.found()
        elif not migrate.is_current():
            raise click.ClickException(CLI["demo_old"])
        elif not demo_actions.is_founded():
            raise click.ClickException(CLI["demo_half"])
    run_together(host, port, address)


def _is_demo(instance: Path) -> bool:
    """Whether what stands in the folder is a demo, which may be thrown away."""
    return _settings(instance).get("env") == "demo"


def _settings(instance: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((instance / "civic.toml").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
