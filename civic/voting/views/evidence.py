"""Beside a question that rates somebody: how they, and their unit, answered and kept their promises."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import literal, union_all

from civic import clock
from civic.db import session
from civic.opinions import models as opinions
from civic.opinions.rules import Answering
from civic.people.models import Person, Unit
from civic.register import models as register
from civic.register.rules import Keeping
from civic.voting.models import Question, Vote
from civic.voting.rules import QuestionKind

YEARS = 3
"""As far back as a rating is compared (AP-11)."""

R = TypeVar("R")


@dataclass(frozen=True)
class Evidence:
    """The record of a unit, or of somebody in office, by year, the latest first."""

    of: Unit | Person
    answering: dict[int, Answering]
    keeping: dict[int, Keeping]

    @property
    def is_own(self) -> bool:
        """Whether it is what somebody signed and promised themselves, in no unit's record (EV-3)."""
        return isinstance(self.of, Person)


def evidence(vote: Vote, *, at_each: bool = False) -> list[list[Evidence]]:
    """For each question the record of whoever is rated by it, and then of their unit, until the
    result is public: one query, whatever is asked.

    Where several questions rate people of one unit its own stands beside the first, or ``at_each``.
    """
    graded = [question.kind is QuestionKind.GRADES for question in vote.questions]
    if vote.shows_result or not any(graded):
        return [[] for _question in vote.questions]
    rated = [
        _rated(vote, question) if is_graded else []
        for question, is_graded in zip(vote.questions, graded, strict=True)
    ]
    known = _records(
        units={each.id for several in rated for each in several if isinstance(each, Unit)},
        people={each.id for several in rated for each in several if isinstance(each, Person)},
    )
    seen: set[Unit | Person] = set()
    found = []
    for several in rated:
        new = [each for each in several if at_each or each not in seen]
        seen.update(new)
        found.append([Evidence(each, *known(each)) for each in new])
    return found


def _rated(vote: Vote, question: Question) -> list[Unit | Person]:
    return [each for each in (question.person, question.unit or vote.unit) if each is not None]


def _records(
    units: Collection[int], people: Collection[int]
) -> Callable[[Unit | Person], tuple[dict[int, Answering], dict[int, Keeping]]]:
    """Both records of each of these, out of one query."""
    asked = (
        opinions.answering_of_units(units),
        opinions.answering_of_officials(people),
        register.keeping_of_units(units),
        register.keeping_of_people(people),
    )
    each_marked = (of.add_columns(literal(number)) for number, of in enumerate(asked))
    rows = session().execute(union_all(*each_marked)).all()
    found = [[row[:-1] for row in rows if row[-1] == number] for number in range(len(asked))]
    answered = [opinions.read_answering(of) for of in found[:2]]
    kept = [register.read_keeping(of) for of in found[2:]]

    def known(of: Unit | Person) -> tuple[dict[int, Answering], dict[int, Keeping]]:
        at = int(isinstance(of, Person))
        return _lately(answered[at].get(of.id, {})), _lately(kept[at].get(of.id, {}))

    return known


def _lately(record: dict[int, R]) -> dict[int, R]:
    first = clock.today().year - YEARS + 1
    return {year: found for year, found in record.items() if year >= first}
