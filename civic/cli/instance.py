"""The instance that a command works on: its settings, and the site that they make."""

import contextlib
import json
import os
import secrets
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from civic import config, create_app, migrate
from civic.cli.running import settle
from civic.demo import actions as demo
from civic.errors import Refused
from civic.web import sentence
from civic.wording import CLI


@contextlib.contextmanager
def opened(**overrides: Any) -> Iterator[Flask]:
    """The app of this instance; whatever it refuses is one clear line."""
    with said():
        app = create_app(**overrides)
        settle()
        with app.app_context():
            try:
                yield app
            except Refused as refusal:
                raise click.ClickException(sentence(refusal)) from None


@contextlib.contextmanager
def said() -> Iterator[None]:
    """What keeps the site from running is one clear line, not a traceback."""
    try:
        yield
    except config.Unsafe as problem:
        raise click.ClickException(str(problem)) from None
    except (PermissionError, FileExistsError, NotADirectoryError) as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}") from None
    except OperationalError as problem:
        line = str(problem.orig).strip().splitlines()[0]
        raise click.ClickException(CLI["no_database"] % {"problem": line}) from None


def at_head() -> None:
    """The database is as this version knows it, and no demo's in production; in the demo, its
    time holds from here."""
    if not migrate.is_current():
        raise click.ClickException(CLI["old_database"])
    demo.refuse_in_production()
    demo.wind()


def settings_in(instance: Path) -> dict[str, Any]:
    """What stands in the folder's ``civic.toml``."""
    try:
        return tomllib.loads((instance / "civic.toml").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def new_secrets() -> dict[str, Any]:
    """Keys that nobody has had before."""
    return {key: secrets.token_urlsafe(48) for key in ("secret_key", "card_key")}


def write_settings(file: Path, settings: dict[str, Any]) -> None:
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
