"""The officials' desk: what waits for an answer, by when; answering, extending, correcting."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Response, abort, url_for

from civic import policy, web
from civic.db import session
from civic.errors import NotAllowed
from civic.i18n import day
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.opinions import actions, forms, models
from civic.opinions.models import Opinion, Reply
from civic.opinions.views import bp
from civic.opinions.views.answering import asked_for, tick
from civic.opinions.views.lines import Line, outcome, plain
from civic.policy import Can

PAGE = 60
RECENT = 10


@dataclass(frozen=True)
class Group:
    """What waits on one matter."""

    matter: Matter
    lines: list[Line]


@dataclass(frozen=True)
class Sent:
    """An answer of the unit, as one line."""

    url: str
    title: str
    lines: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]


def units() -> frozenset[int]:
    """The units that the reader answers for; whoever has none has no desk."""
    found: frozenset[int] = web.person().unit_ids
    if not found:
        raise NotAllowed(policy.Why.NOT_ALLOWED, can=Can.REPLY)
    return found


@bp.get("/replies/")
def desk() -> Response:
    """The queue, what is due first at the head; late ones say so."""
    mine = units()
    total, overdue = session().execute(models.queue_counts(mine)).one()
    page = web.at_page(total, PAGE)
    waiting = models.queue(mine).offset(page.offset).limit(PAGE)
    return web.reply(
        "opinions/desk.html",
        groups=grouped(web.rows(waiting)),
        page=page,
        overdue=overdue,
        sent=[_sent(reply) for reply in web.rows(models.replies_of(mine).limit(RECENT))],
    )


def grouped(opinions: Iterable[Opinion]) -> list[Group]:
    """By matter, the one with the earliest date first."""
    rows = list(opinions)
    order = list(dict.fromkeys(opinion.matter_id for opinion in rows))
    rows.sort(key=lambda opinion: order.index(opinion.matter_id))
    groups = (list(group) for _id, group in groupby(rows, key=lambda o: o.matter_id))
    return [Group(group[0].matter, plain(group, reveal=True)) for group in groups]


def _sent(reply: Reply) -> Sent:
    tags = [outcome(reply.disposition)]
    if reply.corrects_id is not None:
        tags.append((_("更正"), "plain"))
    return Sent(
        url_for(".correction", id=reply.id),
        reply.text[:60],
        (reply.matter.title, day(reply.published_at)),
        tuple(tags),
    )


# -- answering ----------------------------------------------------------------


@bp.get("/replies/new")
def answering() -> Response:
    """The form: the opinions ticked on the desk, and those of the same matter beside them."""
    form = forms.Answer()
    return _answering(form, _alike(form))


@bp.post("/replies/")
def reply() -> Response:
    """Answer them."""
    form = forms.Answer()
    opinions = _alike(form)
    answer = web.attempt(
        form,
        actions.reply,
        web.person(),
        _ticked(form, opinions),
        disposition=form.disposition.data,
        text=form.text.data,
    )
    if answer is None:
        return _answering(form, opinions)
    return web.done(url_for(".desk"), _("答复已公开，提意见的人会收到通知。"))


def _answering(form: forms.Answer, opinions: list[Opinion]) -> Response:
    return web.reply(
        "opinions/answer.html",
        form=form,
        matter=opinions[0].matter,
        lines=plain(opinions, reveal=True),
    )


@bp.get("/replies/extension")
def extension() -> Response:
    """The form for more time."""
    form = forms.Extend()
    return _extension(form, _alike(form))


@bp.post("/replies/extension")
def extend() -> Response:
    """Take more time."""
    form = forms.Extend()
    opinions = _alike(form)
    extended = web.attempt(
        form,
        actions.extend,
        web.person(),
        _ticked(form, opinions),
        days=form.days.data,
        reason=form.reason.data,
    )
    if extended is None:
        return _extension(form, opinions)
    return web.done(url_for(".desk"), _("延期和理由已公开。"))


def _extension(form: forms.Extend, opinions: list[Opinion]) -> Response:
    return web.reply(
        "opinions/extension.html",
        form=form,
        matter=opinions[0].matter,
        lines=plain(opinions, reveal=True),
    )


def _alike(form: forms.Answer | forms.Extend) -> list[Opinion]:
    """What waits for the same unit on the same matter as the first one asked for.

    Where none is ticked, the form says beside which it stood: it is shown again, not lost.
    """
    mine = units()
    asked = asked_for() or asked_for("beside")
    if not asked:
        abort(404)
    opinions: list[Opinion] = web.rows(models.alike(asked, mine))
    if not opinions:
        abort(404)
    tick(form, opinions)
    return opinions


def _ticked(form: forms.Answer | forms.Extend, opinions: list[Opinion]) -> list[Opinion]:
    return [opinion for opinion in opinions if opinion.id in (form.opinion.data or ())]


# -- correcting ---------------------------------------------------------------


@bp.get("/replies/<int:id>/correction")
def correction(id: int) -> Response:
    """The form, the present text in it."""
    reply = _reply(id)
    web.require(Can.CORRECT_REPLY, reply)
    form = forms.Correct(disposition=reply.disposition, text=reply.text)
    return _correction(form, reply)


@bp.post("/replies/<int:id>/correction")
def correct(id: int) -> Response:
    """Put it right."""
    reply, form = _reply(id), forms.Correct()
    web.require(Can.CORRECT_REPLY, reply)
    answer = web.attempt(form, actions.correct, web.person(), reply, **form.values())
    if answer is None:
        return _correction(form, reply)
    return web.done(url_for(".desk"), _("更正已公开，原来的答复仍然看得到。"))


def _reply(id: int) -> Reply:
    found: Reply = web.one_or_404(models.reply_of(id))
    return found


def _correction(form: forms.Correct, reply: Reply) -> Response:
    opinions = web.rows(models.answered_by(reply.id))
    return web.reply(
        "opinions/correction.html",
        form=form,
        reply=reply,
        matter=reply.matter,
        when=day(reply.published_at),
        outcome=outcome(reply.disposition),
        lines=plain(opinions, reveal=True),
    )
