"""The page of a unit with all that it promised, that of an office-holder, and both on paper."""

from typing import Any

from flask import Response, abort

from civic import clock, web
from civic.db import session
from civic.ratings import models, wording
from civic.ratings.views import bp, load
from civic.ratings.views.load import Page
from civic.ratings.wording import OFFICE
from civic.register.models import promised_by
from civic.register.wording import COMMITMENT_STATE
from civic.voting import actions as voting
from civic.wording import cite

PROMISES = 20


@bp.get("/units/<int:id>")
@web.public
def unit(id: int) -> Response:
    """How a unit answers, what it promised, how it was rated."""
    unit, page = load.unit(id)
    return web.reply("ratings/unit.html", unit=unit, page=page, **_words())


@bp.get("/units/<int:id>/promises")
@web.public
def promises(id: int) -> Response:
    """All that a unit promised: what is not settled first, then the latest."""
    rows = session().execute(models.unit(id, clock.today())).unique().all()
    found, page = web.paged(promised_by(id), PROMISES)
    return web.reply(
        "ratings/promises.html",
        unit=rows[0][0] if rows else abort(404),
        promises=found,
        page=page,
        STATE=COMMITMENT_STATE,
    )


@bp.get("/people/<int:id>")
@web.public
def person(id: int) -> Response:
    """The same of whoever holds or held a public office; of a neighbour there is no page."""
    return web.reply("ratings/person.html", page=load.person(id), **_words())


@bp.get("/units/<int:id>/sheet")
@web.public
def unit_sheet(id: int) -> Response:
    """A unit's page on A4."""
    return _sheet(load.unit(id)[1])


@bp.get("/people/<int:id>/sheet")
@web.public
def person_sheet(id: int) -> Response:
    """An office-holder's page on A4."""
    return _sheet(load.person(id))


def _sheet(page: Page) -> Response:
    qr = web.qr(web.on_paper(page.path))
    return web.reply("ratings/sheet.html", page=page, qr=qr, **_words())


def _words() -> dict[str, Any]:
    """What the parts of these pages are told in."""
    return {
        "OFFICE": OFFICE,
        "STATE": COMMITMENT_STATE,
        "words": wording,
        "cite": cite,
        "shows_comments": voting.shows_comments,
    }
