"""Hiding an opinion, objecting to that, deciding the objection."""

from flask import Response, url_for

from civic import calendar, clock, web
from civic.i18n import day
from civic.i18n import gettext as _
from civic.opinions import actions, forms, rules, wording
from civic.opinions.models import Opinion
from civic.opinions.views import bp
from civic.opinions.views.lines import hidden, line
from civic.opinions.views.reading import opinion_of
from civic.policy import Can


@bp.get("/opinions/<int:id>/hiding")
def hiding(id: int) -> Response:
    """The moderator's form: on which ground."""
    opinion, _stance = opinion_of(id)
    web.require(Can.HIDE_OPINION, opinion)
    return _hiding(forms.Hide(), opinion)


@bp.post("/opinions/<int:id>/hiding")
def hide(id: int) -> Response:
    """Hide it."""
    opinion, _stance = opinion_of(id)
    web.require(Can.HIDE_OPINION, opinion)
    form = forms.Hide()
    done = web.attempt(form, actions.hide, web.person(), opinion, **form.values())
    if done is None:
        return _hiding(form, opinion)
    return web.done(url_for(".show", id=opinion.id), _("已经隐藏，理由公开。作者可以提出异议。"))


def _hiding(form: forms.Hide, opinion: Opinion) -> Response:
    until = rules.objection_due(clock.today(), calendar.current())
    return web.reply(
        "opinions/hiding.html",
        form=form,
        opinion=opinion,
        line=line(opinion, reveal=True),
        until=day(until.due_on),
        MEANS=wording.GROUND_MEANS,
    )


@bp.get("/opinions/<int:id>/objection")
def objection(id: int) -> Response:
    """The author's form."""
    opinion, _stance = opinion_of(id)
    web.require(Can.OBJECT_TO_HIDING, opinion)
    return web.reply(
        "opinions/objection.html",
        form=forms.Objection(),
        opinion=opinion,
        line=line(opinion, reveal=True),
    )


@bp.post("/opinions/<int:id>/objection")
def object_to_hiding(id: int) -> Response:
    """Object."""
    opinion, _stance = opinion_of(id)
    web.require(Can.OBJECT_TO_HIDING, opinion)
    form = forms.Objection()
    done = web.attempt(form, actions.object_to_hiding, web.person(), opinion, **form.values())
    if done is None:
        return web.reply(
            "opinions/objection.html", form=form, opinion=opinion, line=line(opinion, reveal=True)
        )
    return web.done(
        url_for(".show", id=opinion.id), _("异议收到了，居务监督委员会会裁定并通知您。")
    )


@bp.get("/opinions/<int:id>/objection/decision")
def decision(id: int) -> Response:
    """The supervisors' form: what was said, on which ground it was hidden, why not."""
    opinion, _stance = opinion_of(id)
    web.require(Can.DECIDE_OBJECTION, opinion)
    return _decision(forms.Decision(), opinion)


@bp.post("/opinions/<int:id>/objection/decision")
def decide(id: int) -> Response:
    """Decide."""
    opinion, _stance = opinion_of(id)
    web.require(Can.DECIDE_OBJECTION, opinion)
    form = forms.Decision()
    done = web.attempt(
        form,
        actions.decide_objection,
        web.person(),
        opinion,
        uphold=form.uphold.data == "yes",
        reason=form.reason.data,
    )
    if done is None:
        return _decision(form, opinion)
    return web.done(url_for(".show", id=opinion.id), _("裁定已公开，并通知作者。"))


def _decision(form: forms.Decision, opinion: Opinion) -> Response:
    return web.reply(
        "opinions/decision.html",
        form=form,
        opinion=opinion,
        line=line(opinion, reveal=True),
        hiding=opinion.hiding,
        hidden=hidden(opinion.hiding),
    )
