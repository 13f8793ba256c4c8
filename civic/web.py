"""The door: sign-in wall, forgery check, one commit per request, refusals → pages.

Deny by default: a view without ``@public`` asks for sign-in.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    get_flashed_messages,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from jinja2 import StrictUndefined
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from wtforms import ValidationError

from civic import clock, db, policy
from civic.db import Base, Instant, session
from civic.errors import NotAllowed, Refused
from civic.forms import Form
from civic.i18n import LOCALES, chosen
from civic.i18n import gettext as _
from civic.migrate import is_current
from civic.policy import Can, Role

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EDITIONS = ("normal", "elder")
THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600

log = logging.getLogger("civic.web")
bp = Blueprint("web", __name__)

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])


class Submission(Base):
    """A form that was carried out: the same form again leads to the same place."""

    __tablename__ = "web_submissions"

    once: Mapped[str] = mapped_column(String(32), primary_key=True)
    by_id: Mapped[int | None]
    url: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Instant)


class _Replayed(Exception):
    """This very form was carried out before."""

    def __init__(self, url: str | None) -> None:
        super().__init__("replayed form")
        self.url = url


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def harmless(view: View) -> View:
    """Changes nothing that is stored, so it needs no forgery token (and makes no session)."""
    view.is_harmless = True  # type: ignore[attr-defined]
    return view


def person() -> Any:
    """Whoever is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


# --- replies ---------------------------------------------------------------


def reply(template: str, *, form: Form | None = None, status: int = 200, **facts: Any) -> Response:
    """A page; 422 (or the refusal's own status) when its form was refused."""
    if form is not None:
        facts["form"] = form
        if form.errors:
            status = g.get("refusal_status", 422)
    return make_response(render_template(template, **facts), status)


def fragment_or_page(fragment: str, page: str, **facts: Any) -> Response:
    """A fragment alone for htmx, the page around it otherwise (for safe requests)."""
    wanted = request.headers.get("HX-Request") and request.headers.get("HX-Request-Type") != "full"
    return reply(fragment if wanted else page, **facts)


def done(url: str, said: Any = None, *, fragment: str | None = None, **facts: Any) -> Response:
    """After an act: 303 to ``url``; for htmx the changed ``fragment``, if one is named."""
    if once := g.pop("once", None):
        once.url = url
    if fragment and request.headers.get("HX-Request"):
        session().flush()
        return make_response(render_template(fragment, **facts))
    if said is not None:
        flash(str(said), "done")
    return redirect(url, 303)  # type: ignore[return-value]


def attempt(form: Form, act: Callable[..., T], *args: Any, **facts: Any) -> T | None:
    """Carry out an act with a valid form. None: refused, and the form says why.

    Whatever the act changed before it refused is undone; what was typed stays.
    """
    if not form.validate():
        return None
    try:
        with session().begin_nested():
            _once(form)
            result = act(*args, **facts)
    except Refused as refusal:
        if isinstance(refusal, NotAllowed):
            raise
        form_refused(form, refusal)
        return None
    return result


def form_refused(form: Form, refusal: Refused) -> None:
    """Write a refusal into its form: at its field, or at the head."""
    g.refusal_status = refusal.status
    words = sentence(refusal)
    field = form._fields.get(refusal.field) if refusal.field else None
    if field is not None:
        field.errors = [*field.errors, words]
    else:
        form.form_errors.append(words)


def _once(form: Form) -> None:
    token = (form.once.data or "")[:32]
    if not token:
        return
    if (before := session().get(Submission, token)) is not None:
        raise _Replayed(before.url)
    by = person()
    once = Submission(once=token, by_id=by.id if by else None, at=clock.now())
    session().add(once)
    try:
        session().flush()
    except IntegrityError:
        raise _Replayed(None) from None
    g.once = once


def get_or_404(entity: type[T], ident: int, *options: Any) -> T:
    """The row with this id, loaded with ``options``; 404 where there is none."""
    if not 0 < ident < 2**31:
        abort(404)
    found = session().get(entity, ident, options=options)
    return found if found is not None else abort(404)


def one_or_404(statement: Any) -> Any:
    """The one row of a select; 404 where there is none."""
    found = session().scalars(statement).unique().one_or_none()
    return found if found is not None else abort(404)


def require(can: Can, subject: policy.Subject) -> None:
    """For pages that only some may see: 403, or the way to sign in."""
    if person() is None:
        raise SignInNeeded
    policy.require(person(), can, subject)


class SignInNeeded(Exception):
    """Nobody is signed in, and this needs somebody."""


def sentence(refusal: Refused) -> str:
    """A refusal in words of the reader's language."""
    words = current_app.extensions["civic.refusals"].get(refusal.why)
    facts = {k: v() if callable(v) else v for k, v in refusal.facts.items()}
    if refusal.why is policy.Why.NOT_ALLOWED:
        can = facts["can"]
        roles = current_app.extensions["civic.roles"]
        facts = {
            "can": current_app.extensions["civic.powers"][can],
            "who": _("、").join(str(roles[r]) for r in policy.holders(can)),
        }
    return str(words) % facts


# --- every request ----------------------------------------------------------


def init_app(app: Flask) -> None:
    """Hang the door into its hinges."""
    app.register_blueprint(bp)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Globals, not context: what ui.html imports sees no context.
    app.jinja_env.globals |= {"asset": asset, "csrf_token": generate_csrf}
    app.before_request(_arrive)
    app.after_request(_depart)
    app.teardown_request(lambda _error: db.read())
    app.context_processor(_context)
    app.register_error_handler(_Replayed, _again)
    app.register_error_handler(SignInNeeded, lambda _e: _to_sign_in())
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)


def _arrive() -> Any:
    g.started = time.perf_counter()
    if request.endpoint == "static":
        return None
    if "\x00" in request.full_path:
        abort(400)
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE or getattr(view, "is_harmless", False):
        db.read()
    else:
        db.write()
        try:
            validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
        except ValidationError:
            return _stale()
    if view is None:
        return None
    if not getattr(view, "is_public", False) and not current_user.is_authenticated:
        return _to_sign_in()
    return None


def _to_sign_in() -> Any:
    back = request.full_path.rstrip("?") if request.method in SAFE else "/"
    return redirect(url_for("people.sign_in", next=back), 303)


def _depart(response: Response) -> Response:
    if request.endpoint != "static":
        if request.method not in SAFE and response.status_code < 400:
            db.commit()
        else:
            db.rollback()
    _headers(response)
    if request.endpoint != "static":
        log.info(
            json.dumps(
                {
                    "at": clock.now().isoformat(timespec="milliseconds"),
                    "method": request.method,
                    "route": str(request.url_rule or "-"),
                    "status": response.status_code,
                    "ms": round(
                        (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
                    ),
                }
            )
        )
    return response


def _headers(response: Response) -> None:
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
    if current_app.config["ENV"] == "production":
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store" if current_user else "no-cache")
        response.vary.update(("Cookie", "Accept-Language", "HX-Request"))


# --- refusals and errors as pages --------------------------------------------


def _refused(refusal: Refused) -> Response:
    db.rollback()
    if isinstance(refusal, NotAllowed) and person() is None:
        return _to_sign_in()  # type: ignore[no-any-return]
    return _refusal_page(sentence(refusal), refusal.status)


def _again(replay: _Replayed) -> Any:
    db.rollback()
    flash(_("这一份已经收到过了，没有重复提交。"), "done")
    return redirect(replay.url or request.referrer or "/", 303)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error
    code = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        limit = current_app.config["UPLOAD_BYTES"] // (1024 * 1024)
        words = _("文件太大了，每个不超过%(n)s兆。", n=limit)
    elif code == 404:
        words = _("没有找到这一页。可能网址抄错了，或者它已经不在这里。")
    elif code == 405:
        words = _("这个地址不能这样用。请回到上一页重试。")
    elif code < 500:
        words = _("这个请求看不懂。请回到上一页重试。")
    else:
        words = _("系统出了问题，您的操作没有生效。请稍后再试。")
    return _refusal_page(words, code)


def _broken(error: Exception) -> Any:
    db.rollback()
    log.exception("unhandled error on %s", request.url_rule)
    if current_app.testing and current_app.config.get("PROPAGATE"):
        raise error
    return _refusal_page(_("系统出了问题，您的操作没有生效。请稍后再试。"), 500)


def _refusal_page(words: str, status: int, **facts: Any) -> Response:
    facts = {"words": words, "status": status, "kept": [], "resend": None} | facts
    return make_response(render_template("refused.html", **facts), status)


def _stale() -> Any:
    """An expired forgery token: show what was typed with a fresh one, ask to press again.

    Only for a form of our own page; a stranger's page gets a plain refusal.
    """
    db.rollback()
    origin = request.headers.get("Origin")
    ours = (
        request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and (origin is None or urlsplit(origin).netloc == request.host)
        and (
            origin is not None
            or "Sec-Fetch-Site" in request.headers
            or "Referer" in request.headers
        )
    )
    words = _("这一页打开太久，已经过期。您写的内容还在下面，请再按一次。")
    if not ours:
        return _refusal_page(_("这个请求不是从本站页面发出的，没有生效。"), 400)
    kept = [(k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"]
    return _refusal_page(words, 400, kept=kept, resend=request.full_path.rstrip("?"))


# --- what every template knows ------------------------------------------------


def _context() -> dict[str, Any]:
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
    file = Path(current_app.static_folder or "") / name
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return url_for("static", filename=name)
    key = (name, changed)
    if key not in _fingerprints:
        _fingerprints[key] = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    return url_for("static", filename=name, v=_fingerprints[key])


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
                max_age=_YEAR,
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
    except Exception:
        log.exception("not ready")
        ready = False
    return Response(
        "ready\n" if ready else "not ready\n", 200 if ready else 503, mimetype="text/plain"
    )


def role_words(roles: dict[Role, Any]) -> list[str]:
    """Names of roles in the order of the policy."""
    return [str(roles[r]) for r in Role if r in roles]
