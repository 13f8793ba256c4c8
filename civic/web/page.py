"""What every page knows: who reads, in which edition; static files; liveness."""

import hashlib
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    get_flashed_messages,
    redirect,
    request,
    url_for,
)
from sqlalchemy import select

from civic import clock, policy, qr
from civic.db import session
from civic.i18n import LOCALES, chosen
from civic.migrate import is_current
from civic.policy import Can
from civic.web import log
from civic.web.replies import harmless, person, public

EDITIONS = ("normal", "elder")
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600

bp = Blueprint("web", __name__)


def context() -> dict[str, Any]:
    return {
        "person": person(),
        "may": may,
        "holders": lambda can: [
            current_app.extensions["civic.roles"][r] for r in policy.holders(Can(can))
        ],
        "edition": preference("edition", EDITIONS),
        "theme": preference("theme", THEMES),
        "locale": chosen(),
        "site_name": current_app.config["SITE_NAME"],
        "demo": current_app.config["ENV"] == "demo",
        "foot": {k: current_app.config[k] for k in ("COMPLAINTS", "ICP")},
        "flashes": lambda: get_flashed_messages(with_categories=True),
        "now": clock.now(),
        "today": clock.today(),
    } | {k: v() for k, v in current_app.extensions["civic.context"].items()}


def may(can: str, subject: policy.Subject) -> bool:
    """The policy's answer for whoever is signed in (templates ask this)."""
    return policy.may(person(), Can(can), subject)


def preference(name: str, allowed: tuple[str, ...]) -> str:
    """A choice kept in a cookie of its own; the first one if there is none."""
    value = request.cookies.get(name)
    return value if value in allowed else allowed[0]


_fingerprints: dict[tuple[str, int], str] = {}


def asset(name: str) -> str:
    """The address of a static file, with its fingerprint, so that it may be kept for a year."""
    # A page has dozens of icons, all from one file.
    known: dict[str, str] = g.setdefault("assets", {})
    if name not in known:
        known[name] = _address(name)
    return known[name]


def _address(name: str) -> str:
    file = Path(current_app.static_folder or "") / name
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return url_for("static", filename=name)
    key = (name, changed)
    if key not in _fingerprints:
        _fingerprints[key] = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    return url_for("static", filename=name, v=_fingerprints[key])


def on_paper(path: str) -> str:
    """A path's whole address as it is printed: the site's own, whatever name a request came by."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def qr_drawing(address: str) -> Response:
    """A QR code by itself, to be printed or passed on."""
    return Response(qr.drawing(address), mimetype="image/svg+xml")


@bp.post("/preferences")
@public
@harmless
def preferences() -> Response:
    """Language, edition and theme: a cookie each, nothing stored about the person."""
    target = request.form.get("next", "/")
    response = redirect(safe_next(target), 303)
    for name, allowed in (("edition", EDITIONS), ("theme", THEMES), ("locale", LOCALES)):
        if (value := request.form.get(name)) in allowed:
            response.set_cookie(
                name,
                str(value),
                max_age=YEAR,
                samesite="Lax",
                secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            )
    return response  # type: ignore[return-value]


def safe_next(target: str | None) -> str:
    """A path of this site, else the home page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    return target if target.isprintable() and "\\" not in target else "/"


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers and its migrations are at head."""
    try:
        session().execute(select(1))
        ready = is_current()
    except Exception as error:
        log.trouble(error)
        ready = False
    return Response(
        "ready\n" if ready else "not ready\n", 200 if ready else 503, mimetype="text/plain"
    )
