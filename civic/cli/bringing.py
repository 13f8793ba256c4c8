"""Bringing things in: a roster, a consultation, a year's working days."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from civic import calendar, db
from civic.cli.instance import at_head, opened
from civic.meetings import actions as meetings
from civic.notices import actions as notices
from civic.people import actions as people
from civic.people.wording import roster_lines
from civic.wording import CLI


@click.group("import")
def bring() -> None:
    """Bring in a roster or a consultation."""


@bring.command("roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", "place_name", required=True, help="The place the roster is of, by name.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def import_roster(file: Path, place_name: str, dry_run: bool) -> None:
    """Households, owners and tenants from an .xlsx or .csv FILE: all or nothing."""
    with opened():
        at_head()
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
    with opened() as app:
        at_head()
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


@click.group("calendar")
def days() -> None:
    """Holidays and make-up workdays."""


@days.command("load")
@click.argument("year", type=int)
@click.argument("file", type=click.File("rb"))
def load_calendar(year: int, file: Any) -> None:
    """A YEAR's notice as JSON: dates computed provisionally are computed anew."""
    with opened():
        at_head()
        with db.transaction():
            calendar.load(None, year, file.read())
        with db.transaction():  # of its own: votes are held before there is a word in the record
            notices.reckon_anew()
        click.echo(CLI["calendar"] % {"year": year})
