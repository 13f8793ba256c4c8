"""What acts of an evaluation take: its parties and groups, who writes for whom, what was promised."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from civic.db import session
from civic.demo.actions.story.town import Town
from civic.demo.wording.evaluations import EVALUATIONS
from civic.meetings.models import Evaluated, Meeting, Raters, rated_in, raters_in
from civic.meetings.rules import PaperKind
from civic.people.models import Person
from civic.register.models import Commitment

T = TypeVar("T", Evaluated, Raters)


def parties(here: Town, key: str) -> list[Evaluated]:
    return _of(here, key, session().scalars(rated_in(here.meetings[key])).unique())


def party(here: Town, key: str, login: str) -> Evaluated:
    """A member by their sign-in name, a unit by its key."""
    person = here.people.get(login)
    return next(each for each in parties(here, key) if each.person_id in {person, None})


def groups(here: Town, key: str) -> list[Raters]:
    return _of(here, key, session().scalars(raters_in(here.meetings[key])).unique())


def _of(here: Town, key: str, found: Iterable[T]) -> list[T]:
    """Each with its meeting, which acts on it ask for."""
    parts, meeting = list(found), session().get_one(Meeting, here.meetings[key])
    for part in parts:
        set_committed_value(part, "meeting", meeting)
    return parts


def writer(here: Town, key: str, login: str) -> Person:
    """The member themselves; of a unit, its official."""
    return here.who(EVALUATIONS[key].writer or login)


def measure(here: Town, key: str, login: str, place: int) -> Commitment:
    plan = party(here, key, login).paper(PaperKind.PLAN)
    ident = plan.measures[place].id if plan else 0
    found = (
        select(Commitment)
        .where(Commitment.id == ident)
        .options(
            joinedload(Commitment.entry),
            joinedload(Commitment.unit),
            selectinload(Commitment.evidence),
        )
        .execution_options(populate_existing=True)
    )
    return session().scalars(found).unique().one()
