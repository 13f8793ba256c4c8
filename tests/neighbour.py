"""A test client that behaves like a browser: it takes forms from pages and sends them back."""

import re
from html.parser import HTMLParser
from typing import Any

from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from civic.db import db


class Form:
    """A form found in a page: where it goes and what it holds before anybody types."""

    def __init__(self, attributes: dict[str, str | None]) -> None:
        self.action = attributes.get("action") or ""
        self.method = (attributes.get("method") or "get").lower()
        self.fields: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.area: str | None = None
        self.select: tuple[str, bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.form = Form(a)
            self.forms.append(self.form)
        if self.form is None:
            return
        name = a.get("name")
        if tag == "input" and name:
            kind = (a.get("type") or "text").lower()
            if kind in {"checkbox", "radio"} and "checked" not in a:
                return
            if kind == "file":
                return
            if kind == "submit":
                self.form.buttons.append((name, a.get("value") or ""))
                return
            self.form.fields.setdefault(name, []).append(a.get("value") or "")
        elif tag == "button" and name:
            self.form.buttons.append((name, a.get("value") or ""))
        elif tag == "textarea" and name:
            self.area = name
            self.form.fields.setdefault(name, []).append("")
        elif tag == "select" and name:
            self.select = (name, False)
        elif tag == "option" and self.select:
            chosen, had = self.select
            if "selected" in a or not had:
                self.form.fields[chosen] = [a.get("value") or ""]
            self.select = (chosen, True)

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.area is not None:
            self.form.fields[self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form is not None and self.area is not None:
            self.form.fields[self.area][-1] = self.form.fields[self.area][-1].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None


def forms(page: TestResponse) -> list[Form]:
    """All forms of a page."""
    parser = _Forms()
    parser.feed(page.text)
    return parser.forms


def words(page: TestResponse | str) -> str:
    """What stands on a page, without its tags; a title in one piece, wherever it may break."""
    text = page if isinstance(page, str) else page.text
    whole = re.sub(r'<span class="phrase">([^<]*)</span>', r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", whole))


class NeighbourClient(FlaskClient):
    """Signs in as somebody, and fills in forms as they stand in the page."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """A request in a context of its own; afterwards the test sees what it changed."""
        db.session.rollback()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.rollback()
        return response

    def be(self, person: Any) -> None:
        """Be signed in as this person (the sign-in itself has tests of its own)."""
        with self.session_transaction() as kept:
            kept["_user_id"] = person.get_id()
            kept["_fresh"] = True
            kept["seen"] = 2**40  # however far a story moves the clock, nobody idles

    def token(self) -> str:
        """A forgery token that fits this browser's session."""
        with self.session_transaction() as kept:
            kept.setdefault("csrf_token", "0" * 40)
            raw = kept["csrf_token"]
        with self.application.app_context(), self.application.test_request_context():
            session["csrf_token"] = raw
            return str(generate_csrf())

    def send(self, path: str, **fields: Any) -> TestResponse:
        """POST as our own page would: with a token."""
        return self.post(path, data={"csrf_token": self.token(), **fields})

    def fill(self, path: str, action: str | None = None, **typed: Any) -> TestResponse:
        """Open a page, type into the form that goes to ``action`` (else the first POST form), send it."""
        page = self.get(path)
        assert page.status_code == 200, (path, page.status_code)
        found = [f for f in forms(page) if f.method == "post" and f.action != "/preferences"]
        if action is not None:
            found = [f for f in found if f.action.split("?")[0] == action]
        assert found, f"no form to {action} on {path}"
        form = found[0]
        data: dict[str, Any] = {**form.fields, **typed}
        return self.post(form.action or path, data=data)
