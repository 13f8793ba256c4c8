"""The demo's post: what went out, read from the files. Exists only where ENV is demo."""

import re
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, url_for

from civic import web
from civic.notices.actions.post import folder

bp = Blueprint("mailbox", __name__, url_prefix="/demo/mail")

NAME = re.compile(r"[0-9]{1,18}\.[0-9a-f]{16}\.eml")
MOST = 200


@dataclass(frozen=True)
class Letter:
    """A mail as it lies there."""

    name: str
    subject: str
    to: str
    at: Any
    text: str


@bp.get("")
@web.public
def index() -> Response:
    """The newest mails."""
    letters = [_read(file) for file in _files()[:MOST]]
    return web.reply("notices/mailbox.html", letters=letters)


@bp.get("/<name>")
@web.public
def show(name: str) -> Response:
    """One mail, with links that stay here."""
    file = folder() / name
    if not NAME.fullmatch(name) or not file.is_file():
        abort(404)
    letter = _read(file)
    base = current_app.config["BASE_URL"].rstrip("/")
    lines = [
        (line, line.removeprefix(base) if line.startswith(f"{base}/") else None)
        for line in letter.text.splitlines()
    ]
    return web.reply("notices/mail.html", letter=letter, lines=lines, back=url_for(".index"))


def _files() -> list[Path]:
    """Newest first: the record's numbers only grow."""
    found = (file for file in folder().glob("*.eml") if NAME.fullmatch(file.name))
    return sorted(found, key=lambda file: (-int(file.name.partition(".")[0]), file.name))


def _read(file: Path) -> Letter:
    mail = BytesParser(policy=default).parsebytes(file.read_bytes())
    body = mail.get_body(("plain",))
    return Letter(
        file.name,
        str(mail["Subject"]),
        str(mail["To"]),
        mail["Date"].datetime,
        body.get_content() if body else "",
    )
