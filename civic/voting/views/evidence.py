"""Beside a question that rates somebody: how their unit answered and kept its promises."""

from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from civic.db import session
from civic.opinions import models as opinions
from civic.opinions.rules import Answering
from civic.people.models import Unit
from civic.register import models as register
from civic.register.rules import Keeping
from civic.voting.models import Question, Vote
from civic.voting.rules import QuestionKind

YEARS = 3
"""As far back as a rating is compared (AP-11)."""

R = TypeVar("R")


@dataclass(frozen=True)
class Evidence:
    """The record of a unit by year, the latest first."""

    unit: Unit
    answering: dict[int, Answering]
    keeping: dict[int, Keeping]


def evidence(vote: Vote, *, at_each: bool = False) -> list[Evidence | None]:
    """For each question the record of the unit that it rates, until the result is public: two
    queries, whatever is asked.

    Where several questions rate people of one unit it stands beside the first, or ``at_each``.
    """
    rated = [_rated(vote, question) for question in vote.questions]
    units = {unit.id: unit for unit in rated if unit is not None}
    if not units or vote.shows_result:
        return [None] * len(rated)
    here = session()
    answered = opinions.read_answering(here.execute(opinions.answering_of_units(units)))
    kept = register.read_keeping(here.execute(register.keeping_of_units(units)))
    found = {
        ident: Evidence(unit, _lately(answered.get(ident, {})), _lately(kept.get(ident, {})))
        for ident, unit in units.items()
    }
    take = found.get if at_each else found.pop
    return [None if unit is None else take(unit.id, None) for unit in rated]


def _rated(vote: Vote, question: Question) -> Unit | None:
    return (question.unit or vote.unit) if question.kind is QuestionKind.GRADES else None


def _lately(record: dict[int, R]) -> dict[int, R]:
    return dict(islice(record.items(), YEARS))
