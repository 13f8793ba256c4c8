"""Who is signed in. Two queries a page: the person, and (when asked) the roles held."""

from datetime import datetime, timedelta

from flask import Flask, current_app, flash, request
from flask import session as cookie
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import bindparam, exists, select

from civic import clock
from civic.db import session
from civic.i18n import gettext as _
from civic.people import rules
from civic.people.models import EndedSession, Person
from civic.people.rules import PersonState

BY_CARD = timedelta(minutes=30)
NOTED = timedelta(minutes=1)  # how exactly the last step is known

manager = LoginManager()
# A phone changes its address all day; the cookie is signed, HttpOnly and Lax.
manager.session_protection = None


def init_app(app: Flask) -> None:
    """Teach the app who comes in."""
    manager.init_app(app)


_WHO = select(Person).where(
    Person.id == bindparam("id"),
    Person.session_key == bindparam("key"),
    Person.state != PersonState.CLOSED,
    ~exists().where(EndedSession.device == bindparam("device")),
)


@manager.user_loader  # type: ignore[untyped-decorator]
def load(ident: str) -> Person | None:
    """The person behind a cookie, unless it was ended: here, everywhere, by closing, by idling."""
    number, _dot, key = ident.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and key):
        return None
    came = {"id": int(number), "key": key, "device": device() or ""}
    found = session().scalar(_WHO, came)
    return None if found is None or _has_idled(found) else found


def _has_idled(person: Person) -> bool:
    """Office-holders sit at computers that others use, too (B7.2). The demo keeps no secrets."""
    now = int(clock.now().timestamp())
    away = timedelta(seconds=now - int(cookie.setdefault("seen", now)))
    if away >= rules.IDLE_ADMINISTRATOR and current_app.config["ENV"] != "demo":
        limit = rules.idle_limit({held.role for held in person.holds})
        if limit is not None and away >= limit:
            cookie.pop("_user_id", None)
            minutes = int(limit.total_seconds() // 60)
            flash(
                _("%(n)s分钟没有操作，为安全起见已经退出登录。请重新登录。", n=minutes), "warning"
            )
            return True
    view = current_app.view_functions.get(request.endpoint or "")
    if away >= NOTED and not getattr(view, "is_quiet", False):
        cookie["seen"] = now
    return False


def device() -> str | None:
    """The mark of this browser's signing in, by which it is ended."""
    mark = cookie.get("device")
    return mark if isinstance(mark, str) else None


def current_person() -> Person | None:
    """Whoever is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def sign_in(person: Person, *, by_card: bool = False) -> None:
    """From here on this browser speaks for the person. Nothing older stays in its cookie."""
    cookie.clear()
    cookie.permanent = True
    cookie["device"], cookie["seen"] = rules.new_key(), int(clock.now().timestamp())
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
