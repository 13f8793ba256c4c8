"""The page of a unit with all that it promised, and that of an office-holder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort

from civic import clock, web
from civic.db import session
from civic.opinions import models as opinions
from civic.opinions.rules import Answering
from civic.people.models import Appointment, Person, Unit
from civic.people.wording import UNIT_KIND
from civic.ratings import models, wording
from civic.ratings.models import ANSWERING, KEEPING
from civic.ratings.rules import Rate
from civic.ratings.views import bp, evaluations
from civic.ratings.views.evaluations import Evaluation, Point
from civic.ratings.wording import OFFICE
from civic.register import models as register
from civic.register.rules import Keeping
from civic.register.wording import COMMITMENT_STATE
from civic.voting import actions as voting
from civic.voting.rules import Scale
from civic.voting.wording import RATER_GROUP
from civic.wording import cite

PROMISES = 20


@dataclass(frozen=True)
class Rated:
    """What a page says of whoever was rated, unit or person."""

    terms: list[Appointment]
    evaluations: list[Evaluation]
    scale: Scale

    @property
    def trend(self) -> dict[int, Rate | None]:
        return evaluations.trend(self.evaluations)

    @property
    def lines(self) -> list[list[Point]]:
        return evaluations.drawn(self.trend)


@dataclass(frozen=True)
class UnitPage(Rated):
    """Everything that the page, the sheet and the exports of a unit say."""

    unit: Unit
    answering: dict[int, Answering]
    keeping: dict[int, Keeping]


@dataclass(frozen=True)
class PersonPage(Rated):
    """The same of an office-holder: what they signed, by the unit that they signed for."""

    person: Person
    answering: list[tuple[Unit, dict[int, Answering]]]


@bp.get("/units/<int:id>")
@web.public
def unit(id: int) -> Response:
    """How a unit answers, what it promised, how it was rated."""
    return web.reply("ratings/unit.html", page=load_unit(id), KIND=UNIT_KIND, **facts())


@bp.get("/units/<int:id>/promises")
@web.public
def promises(id: int) -> Response:
    """All that a unit promised: what is not settled first, then the latest."""
    rows = session().execute(models.unit(id, clock.today())).unique().all()
    found, page = web.paged(register.promised_by(id), PROMISES)
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
    return web.reply("ratings/person.html", page=load_person(id), **facts())


# What several pages share ----------------------------------------------------------------


def load_unit(id: int) -> UnitPage:
    """All that is said of a unit, in as many queries whatever there is."""
    here = session()
    rows = here.execute(models.unit(id, clock.today())).unique().all()
    if not rows:
        abort(404)
    records = here.execute(models.records(id)).all()
    answered, kept = ([row[:-1] for row in records if row[-1] == of] for of in (ANSWERING, KEEPING))
    return UnitPage(
        unit=rows[0][0],
        terms=[term for _unit, term in rows if term is not None],
        answering=opinions.read_answering(answered).get(id, {}),
        keeping=register.read_keeping(kept).get(id, {}),
        evaluations=evaluations.load(web.rows(models.evaluations_of_unit(id))),
        scale=Scale.UNIT,
    )


def load_person(id: int) -> PersonPage:
    """All that is said of an office-holder; 404 for whoever never was one."""
    here = session()
    terms: Sequence[Appointment] = web.rows(models.terms_of(id, clock.today()))
    if not terms:
        abort(404)
    answered = opinions.read_answering(here.execute(opinions.answering_of_official(id)))
    units = {term.unit_id: term.unit for term in terms if term.unit is not None}
    return PersonPage(
        person=terms[0].person,
        terms=list(terms),
        answering=[(unit, answered[of]) for of, unit in units.items() if of in answered],
        evaluations=evaluations.load(web.rows(models.evaluations_of_person(id))),
        scale=Scale.MEMBER,
    )


def facts() -> dict[str, Any]:
    """The words that the parts of these pages are told in."""
    return {
        "OFFICE": OFFICE,
        "STATE": COMMITMENT_STATE,
        "RATER_GROUP": RATER_GROUP,
        "words": wording,
        "cite": cite,
        "shows_comments": voting.shows_comments,
    }
