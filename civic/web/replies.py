"""What a view answers: a page, a fragment, a way on; and forms that are carried out once."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_login import current_user
from sqlalchemy import String, delete, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from civic import clock, policy
from civic.db import LARGEST, Base, Instant, session, transaction
from civic.errors import NotAllowed, Refused
from civic.forms import Form
from civic.i18n import day, moment
from civic.i18n import gettext as _
from civic.policy import Can
from civic.web import log

LONGEST = 500
KEPT = timedelta(days=31)
CROSSED = frozenset({"40P01", "40001"})
"""PostgreSQL of two acts that waited for each other, or cannot both be: this one is undone."""
_MARK = re.compile("[A-Za-z0-9_-]{8,20}")

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])


class Submission(Base):
    """A form that somebody had carried out: the same form again leads to the same place."""

    __tablename__ = "web_submissions"

    once: Mapped[str] = mapped_column(String(32), primary_key=True)
    by_id: Mapped[int | None]
    url: Mapped[str | None] = mapped_column(String(LONGEST))
    at: Mapped[datetime] = mapped_column(Instant)


class Replayed(Exception):
    """This very form was carried out before."""

    def __init__(self, key: str) -> None:
        super().__init__("replayed form")
        self.key = key


class SignInNeeded(Exception):
    """Nobody is signed in, and this needs somebody."""


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def harmless(view: View) -> View:
    """Changes nothing that is stored, so it needs no forgery token (and makes no session)."""
    view.is_harmless = True  # type: ignore[attr-defined]
    return view


def signs_in(view: View) -> View:
    """Who sends its form a second time is somebody by then: that answer leaves the cookie alone."""
    view.signs_in = True  # type: ignore[attr-defined]
    return view


def quiet(view: View) -> View:
    """Fetched by pages of themselves, which says nothing of whoever may sit before them."""
    view.is_quiet = True  # type: ignore[attr-defined]
    return view


def apart(view: View) -> View:
    """Its act is committed apart from the request, which itself only looks: whoever else acts
    waits for none of it, a form sent twice leaves no mark, and no line of the log tells when."""
    view.is_apart = True  # type: ignore[attr-defined]
    return view


def takes_files(view: View) -> View:
    """Its form has a field ``file`` for pictures and papers, which are judged before its turn."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def person() -> Any:
    """Whoever is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


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
        once.url = url if len(url) <= LONGEST else None
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
            only_once(form)
            result = act(*args, **facts)
    except Refused as refusal:
        if isinstance(refusal, NotAllowed):
            raise
        form_refused(form, refusal)
        return None
    except (IntegrityError, StaleDataError, OperationalError) as error:
        if isinstance(error, OperationalError) and not is_crossed(error):
            raise
        log.trouble(error)
        g.refusal_status = 409
        form.form_errors.append(clash(error))
        return None
    return result


def is_crossed(error: Exception) -> bool:
    """Whether the database undid this so that somebody else's act could go on."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in CROSSED


def clash(error: Exception) -> str:
    """The schema held what the rules could not see; or nothing was wrong but the moment."""
    if is_crossed(error):
        return str(_("刚才有人和您同时在办，您的这一步没有生效，也没有做错什么。请再按一次。"))
    return str(_("刚才有人同时改了同一件事，您的这一步没有生效。请看看现在的情况，再试一次。"))


def form_refused(form: Form, refusal: Refused) -> None:
    """Write a refusal into its form: at its field, or at the head."""
    g.refusal_status = refusal.status
    words = sentence(refusal)
    field = form._fields.get(refusal.field) if refusal.field else None
    if field is not None:
        field.errors = [*field.errors, words]
    else:
        form.form_errors.append(words)


def only_once(form: Form) -> None:
    """This form is carried out now: the same one again leads to the same place."""
    key = _key(form.once.data)
    if key is None:
        return
    by = person()
    once = Submission(once=key, by_id=by.id if by else None, at=clock.now())
    session().add(once)
    try:
        session().flush()
    except IntegrityError:  # a second click, while the first was still under way
        raise Replayed(key) from None
    g.once = once


def refuse_replay(once: str | None) -> None:
    """Before anything else: a form that was carried out leads to where it led."""
    key = _key(once)
    if key is not None and session().get(Submission, key) is not None:
        raise Replayed(key)


def forget_submissions() -> None:
    """No page is kept open for a month: marks older than that stop nothing any more."""
    old = Submission.at <= clock.now() - KEPT
    if session().scalar(select(Submission.once).where(old).limit(1)) is not None:
        with transaction() as here:
            here.execute(delete(Submission).where(old))


def where_it_led(replay: Replayed) -> str | None:
    """The place to which the form led when it was carried out."""
    before = session().get(Submission, replay.key)
    return before.url if before else None


def _key(once: str | None) -> str | None:
    """A form's mark is its sender's own; what the site cannot have written is none."""
    if not once or not _MARK.fullmatch(once):
        return None
    by = person()
    return f"{by.id if by else 0}.{once}"


def get_or_404(entity: type[T], ident: int, *options: Any) -> T:
    """The row with this id, loaded with ``options``; 404 where there is none."""
    if not 0 < ident <= LARGEST:
        abort(404)
    found = session().get(entity, ident, options=options)
    return found if found is not None else abort(404)


def one_or_404(statement: Any) -> Any:
    """The one row of a select; 404 where there is none."""
    found = session().scalars(statement).unique().one_or_none()
    return found if found is not None else abort(404)


def rows(statement: Any) -> Any:
    """All rows of a select."""
    return session().scalars(statement).unique().all()


def require(can: Can, subject: policy.Subject) -> None:
    """For pages that only some may see: 403, or the way to sign in."""
    if person() is None:
        raise SignInNeeded
    policy.require(person(), can, subject)


def sentence(refusal: Refused) -> str:
    """A refusal in words of the reader's language."""
    words = current_app.extensions["civic.refusals"].get(refusal.why)
    facts = {k: _told(v) for k, v in refusal.facts.items()}
    if refusal.why is policy.Why.NOT_ALLOWED:
        can = facts["can"]
        roles = current_app.extensions["civic.roles"]
        facts = {
            "can": current_app.extensions["civic.powers"][can],
            "who": _("、").join(str(roles[r]) for r in policy.holders(can)),
        }
    return str(words) % facts


def _told(fact: Any) -> Any:
    """A fact of a refusal as a sentence takes it."""
    if isinstance(fact, datetime):
        return moment(fact)
    if isinstance(fact, date):
        return day(fact)
    return fact() if callable(fact) else fact
