"""Refusals and errors as pages: what went wrong, what stands, what to do next."""

import errno
from sqlite3 import SQLITE_FULL
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from civic import db, files
from civic.errors import NotAllowed, Refused
from civic.forms import is_secret
from civic.i18n import chosen
from civic.i18n import gettext as _
from civic.web import log
from civic.web.page import safe_next
from civic.web.replies import (
    Replayed,
    SignInNeeded,
    clash,
    is_crossed,
    person,
    sentence,
    where_it_led,
)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
POSTGRESQL_FULL = "53100"


def init_app(app: Flask) -> None:
    """Every way in which a request may fail has a page."""
    app.register_error_handler(Replayed, _again)
    app.register_error_handler(SignInNeeded, lambda _e: to_sign_in())
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(StaleDataError, _clash)
    app.register_error_handler(OperationalError, _stopped)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, broken)


def to_sign_in() -> Any:
    """The way to the door, and back to where one wanted to go."""
    back = request.full_path.rstrip("?") if request.method in SAFE else "/"
    way = url_for("people.sign_in", next=back)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": way})
    return redirect(way, 303)


def stale() -> Any:
    """An expired forgery token: show what was typed with a fresh one, ask to press again.

    Only for a form of our own page; a stranger's page gets a plain refusal.
    """
    db.rollback()
    if not _is_ours():
        return _page(_("这个请求不是从本站页面发出的，没有生效。"), 400)
    view = current_app.view_functions.get(request.endpoint or "")
    words = _("这一页打开太久，已经过期。您写的内容还在下面，请再按一次。")
    if is_signed_out := person() is None and not getattr(view, "is_public", False):
        words = _("您已经退出登录。您写的内容还在下面：请在新窗口先登录，再回到这里按一次。")
    return _page(words, 400, is_signed_out=is_signed_out, **_typed())


def _typed() -> dict[str, Any]:
    """What was sent, so that it can be sent once more; a form's ``once`` keeps it from being two."""
    typed = [(k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"]
    return {
        "kept": [(name, value) for name, value in typed if not is_secret(name)],
        "secrets": [name for name, _value in typed if is_secret(name)],
        "files": list(dict.fromkeys(k for k, f in request.files.items(multi=True) if f.filename)),
        "resend": safe_next(request.full_path.rstrip("?")),
    }


def _is_ours() -> bool:
    """Whether the browser says that the form stood on a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin"}:
        return False
    # A proxy may ask us under another name than people do.
    ours = {request.host, urlsplit(current_app.config["BASE_URL"]).netloc.lower()}
    for name in ("Origin", "Referer"):
        if (came := request.headers.get(name)) is not None:
            try:
                return urlsplit(came).netloc in ours
            except ValueError:
                return False
    return site is not None


def _refused(refusal: Refused) -> Any:
    db.rollback()
    if isinstance(refusal, NotAllowed) and person() is None:
        return to_sign_in()
    return _page(sentence(refusal), refusal.status)


def _again(replay: Replayed) -> Any:
    db.rollback()
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "signs_in", False):  # words in the cookie would sign them out again
        flash(_("这一份已经收到过了，没有重复提交。"), "done")
    return redirect(where_it_led(replay) or "/", 303)


def _clash(error: Exception) -> Any:
    db.rollback()
    log.trouble(error)
    typed = {} if request.method in SAFE else _typed()
    return _page(clash(error), 409, **typed)


def _stopped(error: Exception) -> Any:
    return _clash(error) if is_crossed(error) else broken(error)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error
    code = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        words = _too_much()
    elif code == 404:
        words = _("没有找到这一页。可能网址抄错了，或者它已经不在这里。")
    elif code == 405:
        words = _("这个地址不能这样用。请回到上一页重试。")
    elif code < 500:
        words = _("这个请求看不懂。请回到上一页重试。")
    else:
        words = _("系统出了问题，您的操作没有生效。请稍后再试。")
    page = _page(words, code)
    # What would be allowed, when to come again.
    page.headers.extend([(k, v) for k, v in error.get_headers() if k != "Content-Type"])
    return page


def _too_much() -> str:
    if request.mimetype == "multipart/form-data":
        return str(_("文件太大了，每个不超过%(n)s兆。", n=files.LARGEST // (1024 * 1024)))
    return str(_("一次提交的内容太多了。请分几次提交。"))


def broken(error: Exception) -> Response:
    """A fault of ours: nothing stands, and nothing is told of how it came about."""
    db.rollback()
    log.trouble(error)
    # Nothing that was said in good faith is true any more.
    cookie.pop("_flashes", None)
    if request.method in SAFE:
        return _page(_("系统出了问题，这一页打不开。请稍后再试。"), 500)
    if _is_full(error):
        words = _(
            "服务器的存储空间满了，您的操作没有生效。您写的内容还在下面：请稍后再按一次，并告诉管理员。"
        )
        return _page(words, 507, **_typed())
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_apart", False):  # it may stand all the same
        words = _(
            "系统出了问题，不知道刚才那一步有没有生效。请先看一看；没有生效的，您写的内容还在下面，再按一次。"
        )
        is_shown = current_app.url_map.bind("").test(request.path, "GET")
        return _page(words, 500, is_unsure=is_shown, **_typed())
    words = _("系统出了问题，您的操作没有生效。您写的内容还在下面：请稍后再按一次。")
    return _page(words, 500, **_typed())


def _is_full(error: BaseException | None) -> bool:
    """Whether it all began with a disk that takes no more.

    Undoing a transaction that SQLite has undone already fails as well, and would hide it.
    """
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            return True
        if isinstance(error, DBAPIError) and (
            getattr(error.orig, "sqlite_errorcode", None) == SQLITE_FULL
            or getattr(error.orig, "sqlstate", None) == POSTGRESQL_FULL
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _page(words: Any, status: int, **facts: Any) -> Response:
    facts = {
        "words": str(words),
        "status": status,
        "kept": [],
        "secrets": [],
        "files": [],
        "is_signed_out": False,
        "is_unsure": False,
        "resend": None,
    } | facts
    if request.endpoint == "static":  # what may be kept for everybody names nobody
        return _bare(words, status)
    try:
        if request.headers.get("HX-Request"):
            return _fragment(facts)
        page = make_response(render_template("refused.html", **facts), status)
        if facts["kept"]:
            page.headers["Cache-Control"] = "no-store"  # what somebody typed is theirs alone
        return page
    except Exception as error:  # the page's frame asks the database, which may be what broke
        log.trouble(error)
        db.rollback()
        return _bare(words, status)


def _bare(words: Any, status: int) -> Response:
    bare = current_app.jinja_env.get_template("broken.html")
    home = f"{request.script_root}/"
    return make_response(bare.render(words=words, locale=chosen(), home=home), status)


def _fragment(facts: dict[str, Any]) -> Response:
    """Part of a page was asked for: the refusal goes to its head, and the page stays."""
    template, where, how = "_refused.html", ".flashes", "beforeend show:top"
    if facts["resend"]:
        template, where, how = "refused.html", "#content", "outerHTML show:top"
    response = make_response(render_template(template, **facts), facts["status"])
    response.headers["HX-Retarget"] = where
    response.headers["HX-Reselect"] = "#content" if facts["resend"] else ".flash"
    response.headers["HX-Reswap"] = how
    return response
