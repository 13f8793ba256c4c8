"""The page of a unit, and that of an office-holder."""

from dataclasses import dataclass

from flask import Response, abort

from civic import clock, web
from civic.db import session
from civic.opinions import models as opinions
from civic.opinions.rules import Answering
from civic.people.models import Appointment, Person, Unit
from civic.people.wording import UNIT_KIND
from civic.ratings import models
from civic.ratings.views import bp
from civic.ratings.wording import OFFICE
from civic.register import models as register
from civic.register.models import Commitment
from civic.register.rules import Keeping
from civic.register.wording import COMMITMENT_STATE

PROMISES = 12
"""What is not settled stands first; the register has the rest."""


@dataclass(frozen=True)
class UnitPage:
    """Everything that the page, the sheet and the exports of a unit say."""

    unit: Unit
    terms: list[Appointment]
    answering: dict[int, Answering]
    keeping: dict[int, Keeping]


@dataclass(frozen=True)
class PersonPage:
    """The same of an office-holder: what they signed, by the unit that they signed for."""

    person: Person
    terms: list[Appointment]
    answering: list[tuple[Unit, dict[int, Answering]]]


@bp.get("/units/<int:id>")
@web.public
def unit(id: int) -> Response:
    """How a unit answers, what it promised, how it was rated."""
    found = load_unit(id)
    return web.reply(
        "ratings/unit.html",
        page=found,
        promises=promises(id),
        KIND=UNIT_KIND,
        OFFICE=OFFICE,
        STATE=COMMITMENT_STATE,
    )


@bp.get("/people/<int:id>")
@web.public
def person(id: int) -> Response:
    """The same of whoever holds or held a public office; of a neighbour there is no page."""
    return web.reply("ratings/person.html", page=load_person(id), OFFICE=OFFICE)


# What several pages share ----------------------------------------------------------------


def load_unit(id: int) -> UnitPage:
    """All that is said of a unit, in as many queries whatever there is."""
    here = session()
    rows = here.execute(models.unit(id, clock.today())).unique().all()
    if not rows:
        abort(404)
    answered = opinions.read_answering(here.execute(opinions.answering_of_units([id])))
    kept = register.read_keeping(here.execute(register.keeping_of_units([id])))
    return UnitPage(
        rows[0][0],
        [term for _unit, term in rows if term is not None],
        answered.get(id, {}),
        kept.get(id, {}),
    )


def promises(id: int) -> list[Commitment]:
    """What a unit promised: what is not settled, then the latest."""
    return list(session().scalars(register.promised_by(id).limit(PROMISES)))


def load_person(id: int) -> PersonPage:
    """All that is said of an office-holder; 404 for whoever never was one."""
    here = session()
    terms = list(here.scalars(models.terms_of(id, clock.today())))
    if not terms:
        abort(404)
    answered = opinions.read_answering(here.execute(opinions.answering_of_official(id)))
    units = {term.unit_id: term.unit for term in terms if term.unit is not None}
    return PersonPage(
        terms[0].person,
        terms,
        [(unit, answered[ident]) for ident, unit in units.items() if ident in answered],
    )
