"""All that is said of a unit, or of somebody in office: what page, sheet and exports show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import abort, url_for
from sqlalchemy import CompoundSelect

from civic import clock, web
from civic.db import session
from civic.i18n import gettext as _
from civic.meetings.models import Evaluated
from civic.opinions import models as opinions
from civic.opinions.rules import Answering
from civic.people.models import Appointment, Unit
from civic.people.wording import UNIT_KIND
from civic.places.models import Place
from civic.ratings import models
from civic.ratings.models import ANSWERING, KEEPING
from civic.ratings.views import evaluations, votes
from civic.ratings.views.evaluations import Evaluation, Themes, Trend
from civic.ratings.views.votes import ByItself
from civic.ratings.wording import OFFICE, answers, promises, said, whose
from civic.register import models as register
from civic.register.rules import Keeping
from civic.voting.rules import Scale

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Page:
    """A unit with those who answer for it, or an office-holder with their terms."""

    id: int
    name: str
    kind: str
    path: str
    terms: list[Appointment]
    answered: list[tuple[Unit, dict[int, Answering]]]
    """By unit: somebody may have signed for several."""
    keeping: dict[int, Keeping]
    """Of a unit without what people rated in an office promised, which is in their own (EV-3)."""
    evaluations: list[Evaluation]
    votes: list[ByItself]
    """On a unit alone: nobody in office is rated outside a meeting."""
    scale: Scale

    @property
    def summary(self) -> list[tuple[str, str]]:
        """At a glance: the last ratings, the last year's answers, what is promised now."""
        found = [
            (str(_("%(year)s年测评", year=each.year)), whose(each.told, self.place_of(each)))
            if isinstance(each, ByItself)
            else (
                str(_("%(year)s年度", year=each.evaluated.year)),
                whose(said(self.scale, each.rate), self.place_of(each)),
            )
            for each in self._latest
        ]
        for _unit, years in self.answered[:1]:
            latest, record = next(iter(years.items()))
            found.append((str(_("%(year)s年的答复", year=latest)), answers(record)))
        if self.keeping:
            found.append((str(_("答应的事")), promises(self.keeping.values())))
        return found

    @property
    def _latest(self) -> list[Evaluation | ByItself]:
        """The last rating by each place whose residents rated within a year of the very last one:
        none of them hides another's."""
        found: dict[int, Evaluation | ByItself] = {}
        for each in self.results:
            if self.results[0].published_at - each.published_at <= YEAR:
                found.setdefault(each.place.id, each)
        return list(found.values())

    @property
    def results(self) -> list[Evaluation | ByItself]:
        """Every result, the latest first, whichever way the unit was rated."""
        found: list[Evaluation | ByItself] = [*self.evaluations, *self.votes]
        return sorted(found, key=lambda each: each.published_at, reverse=True)

    @property
    def has_light(self) -> bool:
        """Whether of one of its results somebody could have read the ballots."""
        return any(each.is_light for each in self.results)

    @property
    def has_places(self) -> bool:
        """Whether residents of several places rated: then each result says whose it is."""
        return len({each.place.id for each in self.results}) > 1

    def place_of(self, each: Evaluation | ByItself) -> Place | None:
        """The place whose residents gave a result, where that has to be said."""
        return each.place if self.has_places else None

    @property
    def trends(self) -> list[Trend]:
        """A year is compared with years of the same residents alone."""
        return evaluations.trends(self.evaluations)


def unit(id: int) -> tuple[Unit, Page]:
    """A unit and its page, in as many queries whatever there is."""
    here = session()
    rows = here.execute(models.unit(id, clock.today())).unique().all()
    if not rows:
        abort(404)
    answered, keeping = _records(models.records_of_unit(id))
    found: Unit = rows[0][0]
    rated = web.rows(models.evaluations_of_unit(id))
    by, themes = _rated_by(rated, unit_id=id)
    return found, Page(
        id=id,
        name=found.name,
        kind=str(UNIT_KIND[found.kind]),
        path=url_for("ratings.unit", id=id),
        terms=[term for _unit, term in rows if term is not None],
        answered=[(found, years) for years in answered.values()],
        keeping=keeping.get(id, {}),
        evaluations=evaluations.load(rated, by, themes),
        votes=votes.load(by, themes),
        scale=Scale.UNIT,
    )


def person(id: int) -> Page:
    """The page of an office-holder; 404 for whoever never was one."""
    here = session()
    terms: list[Appointment] = list(here.scalars(models.terms_of(id, clock.today())))
    if not terms:
        abort(404)
    answered, keeping = _records(models.records_of_person(id))
    rated = web.rows(models.evaluations_of_person(id))
    by, themes = _rated_by(rated)
    units = {term.unit.id: term.unit for term in terms if term.unit is not None}
    return Page(
        id=id,
        name=terms[0].person.name,
        kind=str(OFFICE[terms[0].role]),
        path=url_for("ratings.person", id=id),
        terms=terms,
        answered=[(unit, answered[of]) for of, unit in units.items() if of in answered],
        keeping=keeping.get(id, {}),
        evaluations=evaluations.load(rated, by, themes),
        votes=[],
        scale=Scale.MEMBER,
    )


def _records(
    asked: CompoundSelect[Any],
) -> tuple[dict[int, dict[int, Answering]], dict[int, dict[int, Keeping]]]:
    """How opinions were answered, how promises are kept, each by whose it is and year: one query."""
    rows = session().execute(asked).all()
    answered, kept = ([row[:-1] for row in rows if row[-1] == of] for of in (ANSWERING, KEEPING))
    return opinions.read_answering(answered), register.read_keeping(kept)


def _rated_by(
    rated: Sequence[Evaluated], *, unit_id: int | None = None
) -> tuple[Sequence[Any], Themes]:
    """Who rated, and what was written about: one query."""
    asked = models.rated_by([each.id for each in rated], unit_id=unit_id)
    rows = session().execute(asked).unique().all()
    return rows, evaluations.themes_of(rows)
