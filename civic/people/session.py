"""Who is signed in. Two queries a page: the person, and (when asked) the roles held."""

from datetime import datetime, timedelta

from flask import Flask
from flask import session as cookie
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import select

from civic import clock
from civic.db import session
from civic.people.models import Person
from civic.people.rules import PersonState

BY_CARD = timedelta(minutes=30)

manager = LoginManager()
# A phone changes its address all day; the cookie is signed, HttpOnly and Lax.
manager.session_protection = None


def init_app(app: Flask) -> None:
    """Teach the app who comes in."""
    manager.init_app(app)


@manager.user_loader  # type: ignore[untyped-decorator]
def load(ident: str) -> Person | None:
    """The person behind a cookie, unless they signed out everywhere or closed the account."""
    number, _, key = ident.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and key):
        return None
    return session().scalar(
        select(Person).where(
            Person.id == int(number),
            Person.session_key == key,
            Person.state != PersonState.CLOSED,
        )
    )


def current_person() -> Person | None:
    """Whoever is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def sign_in(person: Person, *, by_card: bool = False) -> None:
    """From here on this browser speaks for the person. Nothing older stays in its cookie."""
    cookie.clear()
    cookie.permanent = True
    if by_card:
        cookie["by_card"] = clock.now().isoformat()
    login_user(person)


def came_by_card() -> bool:
    """Whether they came with a card just now: proof enough to set a password."""
    at = cookie.get("by_card")
    return at is not None and clock.now() - datetime.fromisoformat(at) < BY_CARD


def sign_out() -> None:
    """This browser speaks for nobody."""
    logout_user()
    cookie.clear()
