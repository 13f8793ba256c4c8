"""Sending opinions to whoever must answer, and classifying them: the committee's part."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, request, url_for

from civic import calendar, clock, web
from civic.clock import Due
from civic.i18n import day
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.opinions import actions, forms, models, rules
from civic.opinions.models import Opinion
from civic.opinions.views import bp
from civic.opinions.views.lines import line, plain
from civic.opinions.views.reading import matter_of, opinion_of
from civic.people.models import Unit
from civic.policy import Can
from civic.wording import cite, computed


def asked_for(name: str = "opinion") -> set[int]:
    """Ids of opinions named in the address or ticked in the form."""
    typed = request.values.getlist(name)[:1000]
    return {int(v) for v in typed if v.isascii() and v.isdigit() and len(v) < 10}


def tick(form: Any, opinions: Sequence[Opinion]) -> None:
    """Offer these, those asked for ticked already."""
    form.opinion.choices = [(str(opinion.id), opinion.text) for opinion in opinions]
    if request.method == "GET":
        form.opinion.data = [o.id for o in opinions if o.id in asked_for()]


@bp.get("/matters/<int:id>/opinions/sending")
def sending(id: int) -> Response:
    """The committee's form: which opinions go to which unit, and by when it must answer."""
    matter = matter_of(id)
    web.require(Can.ADDRESS_OPINION, matter)
    form = forms.Send()
    opinions, _units = _offered(form, matter)
    return _sending(form, matter, opinions)


@bp.post("/matters/<int:id>/opinions/sending")
def address(id: int) -> Response:
    """Send them."""
    matter = matter_of(id)
    web.require(Can.ADDRESS_OPINION, matter)
    form = forms.Send()
    opinions, units = _offered(form, matter)
    sent = web.attempt(
        form,
        actions.address,
        web.person(),
        [opinion for opinion in opinions if opinion.id in (form.opinion.data or ())],
        next((unit for unit in units if unit.id == form.unit.data), None),
    )
    if sent is None:
        return _sending(form, matter, opinions)
    said = _("送交了%(n)s条，%(unit)s应在%(day)s前答复。", **_sent(sent, units))
    return web.done(url_for(".index", id=matter.id), said)


def _offered(form: forms.Send, matter: Matter) -> tuple[list[Opinion], list[Unit]]:
    """What may be sent: all that nobody was asked about yet, and those asked for."""
    units = web.rows(models.units_around(matter.place_path))
    opinions = web.rows(models.sendable(matter.id, asked_for()))
    form.unit.choices = [(str(unit.id), unit.name) for unit in units]
    tick(form, opinions)
    return opinions, units


def _sent(sent: list[Opinion], units: list[Unit]) -> dict[str, Any]:
    first = sent[0]
    name = next(unit.name for unit in units if unit.id == first.unit_id)
    return {"n": len(sent), "unit": name, "day": day(_earliest(sent))}


def _earliest(sent: list[Opinion]) -> date:
    return min(opinion.due_on or clock.today() for opinion in sent)


def _sending(form: forms.Send, matter: Matter, opinions: list[Opinion]) -> Response:
    return web.reply(
        "opinions/sending.html",
        form=form,
        matter=matter,
        lines=plain(opinions, reveal=True),
        due=day(limit().due_on),
        how=[*computed(limit()), cite("HR-9")],
        is_sent_on=any(opinion.is_sent for opinion in opinions),
    )


def limit() -> Due:
    """By when an opinion sent today is answered."""
    return rules.reply_due(clock.today(), calendar.current())


@bp.get("/opinions/<int:id>/classification")
def classification(id: int) -> Response:
    """The form: what becomes of an opinion, and why."""
    opinion, _stance = opinion_of(id)
    web.require(Can.CLASSIFY_OPINION, opinion)
    return _classification(forms.Classify(), opinion)


@bp.post("/opinions/<int:id>/classification")
def classify(id: int) -> Response:
    """Classify it."""
    opinion, _stance = opinion_of(id)
    web.require(Can.CLASSIFY_OPINION, opinion)
    form = forms.Classify()
    done = web.attempt(form, actions.classify, web.person(), opinion, **form.values())
    if done is None:
        return _classification(form, opinion)
    return web.done(url_for(".show", id=opinion.id), _("分类和理由已公开。"))


def _classification(form: forms.Classify, opinion: Opinion) -> Response:
    return web.reply(
        "opinions/classification.html",
        form=form,
        opinion=opinion,
        line=line(opinion, reveal=True),
    )
