"""The urn's key and its opening: offline, without a database, on a machine that is nobody's server."""

import contextlib
import json
import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import click

from civic import qr
from civic.errors import Refused
from civic.voting.urn import sealing
from civic.voting.urn.sealing import Opened
from civic.wording import CLI, KEY_SHEET

FILE: Any = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Any = click.Path(file_okay=False, path_type=Path)


class _Plain(click.ClickException):
    """One clear line, as for a command that was typed wrongly."""

    exit_code = 2


@contextlib.contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise _Plain(CLI[refusal.why.value] % refusal.facts) from None
    except OSError as problem:
        raise _Plain(f"{problem.filename}: {problem.strerror}") from None


@click.group()
def urn() -> None:
    """A vote's key, its rehearsal and its opening (offline)."""


@urn.command()
@click.option("--vote", required=True, type=click.IntRange(1), help="The vote's number.")
@click.option(
    "--out", type=FOLDER, help="A folder that is not there yet, if not one named after the key."
)
def keygen(vote: int, out: Path | None) -> None:
    """A key for one vote: its public half, and a sheet for each of three holders.

    The private half is written nowhere: any two of the sheets make it again.
    """
    private = sealing.new_key()
    public = sealing.public_of(private)
    key = sealing.key_fingerprint(public)
    out = out or Path(sealing.key_folder(vote, key))
    with _said():
        out.mkdir(parents=True, mode=0o700)
        _write(out / "key.txt", sealing.key_file(public, vote).encode())
        for sheet in sealing.split(private, vote):
            text = sheet.text()
            head = KEY_SHEET % {"vote": vote, "holder": sheet.holder}
            _write(out / f"holder-{sheet.holder}.txt", (head + text).encode())
            _write(out / f"holder-{sheet.holder}.svg", qr.drawing(text))
    click.echo(CLI["urn_key"] % {"folder": out, "vote": vote, "key": key})


@urn.command()
@click.argument("rehearsal", type=FILE)
@click.argument("sheets", nargs=-1, required=True, type=FILE)
def rehearse(rehearsal: Path, sheets: tuple[Path, ...]) -> None:
    """What each pair among two or three SHEETS reads of the site's REHEARSAL, to be typed in there."""
    if len(sheets) < 2:
        raise click.UsageError(CLI["urn_two_sheets"])
    with _said():
        asked = sealing.read_rehearsal(_typed(rehearsal))
        kept = [sealing.read_sheet(_typed(file)) for file in sheets]
        for one, other in combinations(kept, 2):
            click.echo("  ".join(sealing.answer_rehearsal(asked, one, other)))


@urn.command("open")
@click.argument("export", type=FILE)
@click.argument("sheets", nargs=2, type=FILE)
@click.option("--out", type=FOLDER, help="Where tally.json and certificate.json go.")
def open_(export: Path, sheets: tuple[Path, Path], out: Path | None) -> None:
    """Check an EXPORT against the record, open it with two SHEETS, count, write the certificate.

    Whoever signs opens it anew: what is found is told before anything is written.

    Its tallies are numbered as the ballot is: the questions in their order, and in place of one that
    takes several options each of its options, yes for whoever chose it.
    """
    with _said():
        one, other = (sealing.read_sheet(_typed(file)) for file in sheets)
        opened = sealing.open_export(export.read_bytes(), sealing.combine(one, other))
    out = out or Path(f"opened-{opened.certificate.vote}")
    for question, tally in enumerate(opened.tallies, 1):
        for value, count in tally:
            click.echo(f"{question}\t{_shown(value)}\t{count}")
    click.echo(
        CLI["urn_opened"]
        % {
            "ballots": opened.certificate.ballots,
            "marked": opened.certificate.marked,
            "roll": opened.certificate.roll,
            "paper": opened.certificate.paper,
            "comments": opened.certificate.comments,
            "file": out / "certificate.json",
            "fingerprint": opened.certificate.fingerprint,
        }
    )
    with _said():
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "tally.json", _tally(opened))
        _write(out / "certificate.json", opened.certificate.encode())


def _tally(opened: Opened) -> bytes:
    """The counts and the comments as people and other programs read them."""
    said = {
        "questions": [[[_shown(value), n] for value, n in tally] for tally in opened.tallies],
        "comments": [_shown(comment) for comment in opened.comments],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def _shown(value: bytes) -> str:
    return value.decode("utf-8", "backslashreplace")


def _typed(file: Path) -> str:
    return file.read_text("utf-8", "replace")


def _write(file: Path, content: bytes) -> None:
    """A new file for its owner's eyes: what stands there already stays, and must be the same."""
    try:
        target = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if file.read_bytes() != content:
            raise _Plain(CLI["urn_differs"] % {"file": file}) from None
        return
    with os.fdopen(target, "wb") as new:
        new.write(content)
