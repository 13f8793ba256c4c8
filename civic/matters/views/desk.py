"""The desks: the committee screens, merges and routes; the Party organisation studies."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, url_for

from civic import clock, web
from civic.db import session
from civic.i18n import gettext as _
from civic.matters import actions, forms, models, rules
from civic.matters.models import Matter
from civic.matters.rules import ROUTES, Stage, Subject
from civic.matters.views import bp, page
from civic.matters.wording import EFFECT, ELECTORATE, FORUM
from civic.policy import Can
from civic.wording import cite


@bp.get("/matters/<int:id>/screening")
def screening(id: int) -> Response:
    """What the committee needs to know before it says yes or no."""
    matter = _mine(id, Can.SCREEN_MATTER)
    rules.advance(matter.stage, Stage.SCREENED)
    return _screening(matter, forms.Screen())


@bp.post("/matters/<int:id>/screening")
def screen(id: int) -> Response:
    """Say yes, no, or elsewhere."""
    matter, form = _mine(id, Can.SCREEN_MATTER), forms.Screen()
    if web.attempt(form, actions.screen, web.person(), matter, **form.values()) is None:
        return _screening(_mine(id, Can.SCREEN_MATTER), form)
    return web.done(url_for(".show", id=id), _("审核结果已经公布，提出人会收到通知。"))


@bp.get("/matters/<int:id>/route")
def routing(id: int) -> Response:
    """The router's advice for every kind of subject."""
    matter = _mine(id, Can.ROUTE_MATTER)
    rules.require_open_for_routing(matter.stage)
    return _routing(matter, forms.Send(obj=matter))


@bp.post("/matters/<int:id>/route")
def route(id: int) -> Response:
    """Give it its forum."""
    matter, form = _mine(id, Can.ROUTE_MATTER), forms.Send()
    advice = web.attempt(form, actions.route, web.person(), matter, **form.values())
    if advice is None:
        return _routing(_mine(id, Can.ROUTE_MATTER), form)
    said = _(
        "已确定：%(forum)s。%(effect)s。", forum=FORUM[advice.forum], effect=EFFECT[advice.effect]
    )
    return web.done(url_for(".show", id=id), said)


@bp.get("/matters/<int:id>/party-review")
def party_review(id: int) -> Response:
    """When it was studied, and what was said."""
    matter = _mine(id, Can.REVIEW_MATTER)
    rules.require_open_for_review(matter.stage, has_review=matter.party_review_on is not None)
    return _reviewing(matter, forms.Review(data={"reviewed_on": clock.today()}))


@bp.post("/matters/<int:id>/party-review")
def review(id: int) -> Response:
    """Note it."""
    matter, form = _mine(id, Can.REVIEW_MATTER), forms.Review()
    if web.attempt(form, actions.review, web.person(), matter, **form.values()) is None:
        return _reviewing(_mine(id, Can.REVIEW_MATTER), form)
    return web.done(url_for(".show", id=id), _("研究意见已经登记。"))


@bp.get("/matters/<int:id>/merger")
def merger(id: int) -> Response:
    """Which matter it could join."""
    matter, form = _mine(id, Can.MERGE_MATTER), forms.Merge()
    rules.advance(matter.stage, Stage.MERGED)
    return _merging(matter, form, _mergeable(matter, form))


@bp.post("/matters/<int:id>/merger")
def merge(id: int) -> Response:
    """Let it join another."""
    matter, form = _mine(id, Can.MERGE_MATTER), forms.Merge()
    others = _mergeable(matter, form)
    into = web.attempt(
        form, lambda: actions.merge(web.person(), matter, _one_of(others, form.into.data))
    )
    if into is None:
        matter = _mine(id, Can.MERGE_MATTER)
        return _merging(matter, form, _mergeable(matter, form))
    return web.done(
        url_for(".show", id=into.id), _("已经并案，双方的提出人和附议的邻居会收到通知。")
    )


# -- small steps --------------------------------------------------------------


@dataclass(frozen=True)
class Advice:
    """What the router says of one kind of subject."""

    option: Any
    forum: str
    effect: str
    electorate: str
    article: str


def _mine(id: int, can: Can) -> Matter:
    matter, _seconded = page.find(id, web.person())
    web.require(can, matter)
    return matter


def _screening(matter: Matter, form: forms.Screen) -> Response:
    courtyard, households = session().execute(models.standing(matter)).one()
    checks = rules.qualification(
        matter.supporters, households=households, is_courtyard=bool(courtyard)
    )
    return web.reply(
        "matters/screening.html",
        form=form,
        matter=matter,
        number=page.number(matter),
        deadline=page.deadline(matter),
        checks=[page.told(check) for check in checks],
        must_accept=any(check.holds for check in checks),
        alike=web.rows(models.alike(matter)),
    )


def _routing(matter: Matter, form: forms.Send) -> Response:
    advice = [
        Advice(
            option,
            str(FORUM[found.forum]),
            str(EFFECT[found.effect]),
            str(ELECTORATE[found.electorate]),
            cite(found.article),
        )
        for option in form.subject
        if (found := ROUTES[Subject(option.data)])
    ]
    return web.reply(
        "matters/route.html", form=form, matter=matter, number=page.number(matter), advice=advice
    )


def _reviewing(matter: Matter, form: forms.Review) -> Response:
    return web.reply(
        "matters/party_review.html", form=form, matter=matter, number=page.number(matter)
    )


def _mergeable(matter: Matter, form: forms.Merge) -> list[Matter]:
    others: list[Matter] = list(web.rows(models.mergeable(matter)))
    form.into.choices = [(str(other.id), f"{other.code} {other.title}") for other in others]
    return others


def _one_of(others: list[Matter], id: int) -> Matter:
    return next((other for other in others if other.id == id), None) or abort(404)


def _merging(matter: Matter, form: forms.Merge, others: list[Matter]) -> Response:
    return web.reply(
        "matters/merger.html",
        form=form,
        matter=matter,
        number=page.number(matter),
        others=others,
    )
