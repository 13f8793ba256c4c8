"""Whose page is where: units and office-holders in the order of the tree and of names."""

from dataclasses import dataclass
from datetime import date

from flask import Response

from civic import clock, web
from civic.db import session
from civic.forms import plain
from civic.i18n import gettext as _
from civic.people.models import Appointment, Unit
from civic.people.wording import UNIT_KIND
from civic.places.models import Place, communities
from civic.ratings import forms, models
from civic.ratings.views import bp
from civic.ratings.wording import OFFICE

PLACES = 15
NAMED = 30
"""Enough of a name finds fewer."""


@dataclass(frozen=True)
class Seat:
    """A unit with those who answer for it."""

    unit: Unit
    terms: list[Appointment]


@dataclass(frozen=True)
class Around:
    """What sits in a place: its units, and offices that belong to none."""

    place: Place
    seats: list[Seat]
    terms: list[Appointment]


@bp.get("/")
@web.public
def index() -> Response:
    """Units and office-holders of a place, or those of a name; never by a figure."""
    form = forms.Find()
    known = {place.id: place for place in session().scalars(communities())}
    form.place.choices = [("", _("全部地方")), *((str(p.id), p.name) for p in known.values())]
    words, today = plain(form.q.data)[:80].strip(), clock.today()
    if words:
        return web.reply(
            "ratings/found.html",
            find=form,
            units=web.rows(models.units_named(words).limit(NAMED)),
            terms=web.rows(models.terms_named(today, words).limit(NAMED)),
            KIND=UNIT_KIND,
            OFFICE=OFFICE,
        )
    found, page = web.paged(models.places(today, known.get(form.place.data)), PLACES)
    return web.reply(
        "ratings/index.html",
        find=form,
        around=_seated(found, today),
        page=page,
        KIND=UNIT_KIND,
        OFFICE=OFFICE,
    )


def _seated(places: list[Place], today: date) -> list[Around]:
    ids = [place.id for place in places]
    units = list(session().scalars(models.units_in(ids)))
    wanted = models.terms_at(today, place_ids=ids, unit_ids=[unit.id for unit in units])
    terms = list(session().scalars(wanted))
    return [
        Around(
            place,
            [
                Seat(unit, [term for term in terms if term.unit_id == unit.id])
                for unit in units
                if unit.place_id == place.id
            ],
            [term for term in terms if term.unit_id is None and term.place_id == place.id],
        )
        for place in places
    ]
