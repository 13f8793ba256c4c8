"""Every request: the sign-in wall, the forgery check, one commit, refusals as pages.

Deny by default: a view without ``@public`` asks for sign-in.
"""

import json
import logging
import time
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from wtforms import ValidationError

from civic import clock, db
from civic.errors import NotAllowed, Refused
from civic.i18n import gettext as _
from civic.web.page import YEAR, asset, bp, context
from civic.web.replies import Replayed, SignInNeeded, person, sentence

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)

log = logging.getLogger("civic.web")


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
    app.context_processor(context)
    app.register_error_handler(Replayed, _again)
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
        CONTENT_POLICY,
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
    if current_app.config["ENV"] == "production":
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store" if current_user else "no-cache")
        response.vary.update(("Cookie", "Accept-Language", "HX-Request"))


def _refused(refusal: Refused) -> Response:
    db.rollback()
    if isinstance(refusal, NotAllowed) and person() is None:
        return _to_sign_in()  # type: ignore[no-any-return]
    return _refusal_page(sentence(refusal), refusal.status)


def _again(replay: Replayed) -> Any:
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
    if not request.headers.get("HX-Request"):
        return make_response(render_template("refused.html", **facts), status)
    # Part of a page was asked for: the refusal goes to its head, and the page stays.
    template, where, how = "_refused.html", ".flashes", "beforeend show:top"
    if facts["resend"]:
        template, where, how = "refused.html", "#content", "outerHTML show:top"
    response = make_response(render_template(template, **facts), status)
    response.headers["HX-Retarget"] = where
    response.headers["HX-Reselect"] = "#content" if facts["resend"] else ".flash"
    response.headers["HX-Reswap"] = how
    return response


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
