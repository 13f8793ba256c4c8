"""Every request: the sign-in wall, the forgery check, replays, one commit, headers.

Deny by default: a view without ``@public`` asks for sign-in.
"""

import time
from typing import Any

from flask import Flask, Response, abort, current_app, g, request
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from jinja2 import StrictUndefined
from werkzeug.routing import IntegerConverter, Map
from wtforms import ValidationError

from civic import db, files
from civic.web import log, refusals
from civic.web.page import YEAR, asset, bp, context
from civic.web.refusals import SAFE, broken, stale, to_sign_in
from civic.web.replies import refuse_replay

FORM_BYTES = 1024 * 1024
WHOLE_OR_PART = frozenset({200, 206, 304})
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)


class _Number(IntegerConverter):
    """A number in an address, as the databases can hold it; any other leads nowhere."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=db.LARGEST)


class _Cookies(SecureCookieSessionInterface):
    """A file is the same for everybody: whoever keeps it must not keep a session with it."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint != "static":
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Hang the door into its hinges."""
    app.session_interface = _Cookies()
    app.url_map.converters["int"] = _Number
    app.register_blueprint(bp)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Globals, not context: what ui.html imports sees no context.
    app.jinja_env.globals |= {
        "asset": asset,
        "csrf_token": generate_csrf,
        "largest_file": files.LARGEST,
    }
    app.before_request(_arrive)
    Compress(app)  # hung first, it is the last to see an answer
    app.after_request(_depart)
    app.teardown_request(lambda _error: db.read())
    app.context_processor(context)
    refusals.init_app(app)
    log.init_app(app)


def _arrive() -> Any:
    g.started = time.perf_counter()
    if request.endpoint == "static":
        return None
    _refuse_bent()
    view = current_app.view_functions.get(request.endpoint or "")
    harmless = request.method in SAFE or getattr(view, "is_harmless", False)
    if harmless:
        db.read()
    else:
        if getattr(view, "is_apart", False):
            db.read()
        else:
            db.write()
        if request.mimetype != "multipart/form-data":  # such a form is taken apart in memory
            request.max_content_length = FORM_BYTES
        try:
            validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
        except ValidationError:
            return stale()
        if getattr(view, "takes_files", False):
            _look_at_files()
    if view is None:
        return None
    came_as_somebody = "_user_id" in cookie
    if not getattr(view, "is_public", False) and not current_user.is_authenticated:
        # Signed out meanwhile: what was typed is not lost.
        return stale() if came_as_somebody and not harmless else to_sign_in()
    if not (harmless or getattr(view, "is_apart", False)):
        refuse_replay(request.form.get("once"))
    return None


def _look_at_files() -> None:
    """Pictures are decoded before this request takes its turn to write, for people we know,
    and only where a form asks for them."""
    streams = [upload.stream for upload in request.files.getlist("file") if upload.filename]
    if streams:
        db.read()
        known = current_user.is_authenticated
        db.rollback()
        if known:
            files.examine(streams)
        db.write()


def _refuse_bent() -> None:
    """An address that no database takes, or that is no text at all."""
    try:
        query = request.query_string.decode()
    except UnicodeDecodeError:
        request.query_string = b""
        abort(400)
    if "\x00" in request.path or "\x00" in query or "%00" in query:
        abort(400)


def _depart(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in WHOLE_OR_PART:
        _keep(response)
        _headers(response)
        return response
    view = current_app.view_functions.get(request.endpoint or "")
    is_apart = getattr(view, "is_apart", False)
    if request.method not in SAFE and response.status_code < 400 and not is_apart:
        try:
            db.commit()
        except Exception as error:
            response = broken(error)
    else:
        db.rollback()
    _headers(response)
    response.vary.update(("Cookie", "Accept-Language", "HX-Request"))
    response.headers.setdefault("Cache-Control", _kept_by())
    if not is_apart:
        log.answered(response)
    return response


def _kept_by() -> str:
    """A page with somebody's name is kept by nobody, one with a visitor's token by them alone."""
    if "_user_id" in cookie:
        return "no-store"
    return "private, no-cache" if cookie else "no-cache"


def _keep(response: Response) -> None:
    """A file with its fingerprint in the address never changes; another is asked for again."""
    response.direct_passthrough = False
    response.make_sequence()  # small enough to be compressed whole
    how_long = f"max-age={YEAR}, immutable" if request.args.get("v") else "no-cache"
    response.headers["Cache-Control"] = f"public, {how_long}"


def _headers(response: Response) -> None:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
    if current_app.config["ENV"] == "production":
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
