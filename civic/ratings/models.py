"""What the public pages of units and office-holders read. The room has no table of its own."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import contains_eager, joinedload

from civic.meetings.models import Evaluated, EvaluationResult, Meeting, Paper, Raters, ScoreSheet
from civic.opinions.models import answering_of_official, answering_of_units
from civic.people.models import Appointment, Person, Unit
from civic.places.models import Place
from civic.ratings.rules import PUBLIC_OFFICES
from civic.register.models import keeping_of_people, keeping_of_units
from civic.voting.models import Box, Question, Vote, comments_by_theme
from civic.voting.rules import RATINGS, RESULT_PUBLIC

PUBLIC = Appointment.role.in_(PUBLIC_OFFICES)
ANSWERING, KEEPING = "answering", "keeping"


def _in_force(today: date) -> ColumnElement[bool]:
    return and_(
        PUBLIC,
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )


def places(today: date, around: Place | None) -> Select[Place]:
    """Places with a unit or an office of their own, from the top down: of a place, of what lies
    in it and of what it lies in."""
    has_unit = exists().where(Unit.place_id == Place.id)
    has_office = exists().where(
        Appointment.place_id == Place.id, Appointment.unit_id.is_(None), _in_force(today)
    )
    found = select(Place).where(or_(has_unit, has_office)).order_by(Place.path)
    if around is not None:
        above = [int(ident) for ident in around.path.strip("/").split("/")]
        inside = Place.path.startswith(around.path, autoescape=True)
        found = found.where(or_(Place.id.in_(above), inside))
    return found


def units_in(place_ids: Collection[int]) -> Select[Unit]:
    """The units that sit in these places, by name."""
    return select(Unit).where(Unit.place_id.in_(place_ids)).order_by(Unit.name, Unit.id)


def units_named(words: str) -> Select[Unit]:
    """Units by a part of their name, from the top down."""
    return (
        select(Unit)
        .join(Unit.place)
        .where(Unit.name.contains(words, autoescape=True))
        .options(contains_eager(Unit.place))
        .order_by(Place.path, Unit.name, Unit.id)
    )


def terms_at(
    today: date, *, place_ids: Collection[int], unit_ids: Collection[int]
) -> Select[Appointment]:
    """Public offices in these units, or at these places and in no unit, by name."""
    at = or_(
        Appointment.unit_id.in_(unit_ids),
        and_(Appointment.unit_id.is_(None), Appointment.place_id.in_(place_ids)),
    )
    return _terms(_in_force(today), at)


def terms_named(today: date, words: str) -> Select[Appointment]:
    """Public offices by a part of their holder's name."""
    return _terms(_in_force(today), Person.name.contains(words, autoescape=True))


def terms_of(person_id: int, today: date) -> Select[Appointment]:
    """The public offices that somebody holds or held, the latest first; any other office, too, in
    which they were rated, or a vote asks how they are: its page leads here."""
    is_rated = exists().where(
        Evaluated.person_id == person_id,
        Evaluated.unit_id == Appointment.unit_id,
        EvaluationResult.evaluated_id == Evaluated.id,
    )
    is_asked_about = exists().where(
        Question.person_id == person_id,
        Question.unit_id == Appointment.unit_id,
        Question.vote_id == Vote.id,
        Vote.is_public,
    )
    is_public = or_(PUBLIC, is_rated, is_asked_about)
    return _terms(is_public, Appointment.starts_on <= today, Appointment.person_id == person_id)


def unit(unit_id: int, today: date) -> Select[*tuple[Any, ...]]:
    """Rows (unit, a term of office in it or none): who answers for it."""
    return (
        select(Unit, Appointment)
        .outerjoin(Appointment, and_(Appointment.unit_id == Unit.id, _in_force(today)))
        .outerjoin(Appointment.person)
        .where(Unit.id == unit_id)
        .options(joinedload(Unit.place), contains_eager(Appointment.person))
        .order_by(Appointment.role, Person.name, Appointment.id)
    )


def _terms(*where: ColumnElement[bool]) -> Select[Appointment]:
    return (
        select(Appointment)
        .join(Appointment.person)
        .join(Appointment.place)
        .where(*where)
        .options(
            contains_eager(Appointment.person),
            contains_eager(Appointment.place),
            joinedload(Appointment.unit),
        )
        .order_by(Person.name, Appointment.starts_on.desc(), Appointment.id)
    )


def records_of_unit(unit_id: int) -> CompoundSelect[Any]:
    """Both records of a unit in one query, each row with which one it is of at its end."""
    return _records(answering_of_units([unit_id]), keeping_of_units([unit_id]))


def records_of_person(person_id: int) -> CompoundSelect[Any]:
    """The same of somebody in office: what they signed, what they promised as their own."""
    return _records(answering_of_official(person_id), keeping_of_people([person_id]))


def _records(answering: Select[Any], keeping: Select[Any]) -> CompoundSelect[Any]:
    return union_all(
        answering.add_columns(literal(ANSWERING)), keeping.add_columns(literal(KEEPING))
    )


def evaluations_of_unit(unit_id: int) -> Select[Evaluated]:
    """How a unit was rated, the latest first; of its people their own pages tell."""
    return _evaluations(Evaluated.unit_id == unit_id, Evaluated.person_id.is_(None))


def evaluations_of_person(person_id: int) -> Select[Evaluated]:
    """How somebody was rated in office, the latest first."""
    return _evaluations(Evaluated.person_id == person_id)


def rated_on(matter_id: int) -> Select[Evaluated]:
    """Who was rated in the evaluation of a matter, once the result is public."""
    return (
        select(Evaluated)
        .join(Evaluated.result)
        .join(Evaluated.meeting)
        .where(Meeting.matter_id == matter_id)
        .options(joinedload(Evaluated.unit), joinedload(Evaluated.person))
        .order_by(Evaluated.meeting_id, Evaluated.position)
    )


def _evaluations(*where: ColumnElement[bool]) -> Select[Evaluated]:
    """Published ones, with their result and what was written."""
    return (
        select(Evaluated)
        .join(Evaluated.result)
        .where(*where)
        .options(
            contains_eager(Evaluated.result),
            joinedload(Evaluated.meeting),
            joinedload(Evaluated.unit),
            joinedload(Evaluated.person),
            joinedload(Evaluated.papers).options(
                joinedload(Paper.by), joinedload(Paper.measures), joinedload(Paper.document)
            ),
        )
        .order_by(Evaluated.year.desc(), EvaluationResult.published_at.desc(), Evaluated.id)
    )


def rated_by(
    evaluated_ids: Collection[int], *, unit_id: int | None = None
) -> Select[*tuple[Any, ...]]:
    """Rows (id of who is rated, raters, their vote, its question with its counts, its box, their
    sheet where they hand one in; a theme of what was written with the ballots, how often): the
    heaviest group first, and the most frequent theme.

    ``unit_id``: also its votes by themselves, once their result is public, the latest first; who is
    rated and the raters are None there.
    """
    asked = and_(Question.vote_id == Raters.vote_id, Question.position == Evaluated.position)
    groups = (
        select(
            Evaluated.id.label("evaluated"),
            Raters.id.label("raters"),
            Raters.vote_id.label("vote"),
            Question.id.label("question"),
        )
        .join(Raters, Raters.meeting_id == Evaluated.meeting_id)
        .outerjoin(Question, asked)
        .where(Evaluated.id.in_(evaluated_ids))
    )
    alone = (
        select(null(), null(), Vote.id, Question.id)
        .join(Question, Question.vote_id == Vote.id)
        .where(
            Vote.unit_id == unit_id,
            Vote.rule.in_(RATINGS),
            Vote.is_of_a_meeting.is_(False),
            Vote.stage.in_(RESULT_PUBLIC),
        )
    )
    of = union_all(groups, alone).cte("rated")
    sheet = and_(ScoreSheet.group_id == of.c.raters, ScoreSheet.evaluated_id == of.c.evaluated)
    said = comments_by_theme(select(of.c.vote)).subquery("said")
    return (
        select(of.c.evaluated, Raters, Vote, Question, Box, ScoreSheet, said.c.theme, said.c.number)
        .select_from(of)
        .outerjoin(Raters, Raters.id == of.c.raters)
        .outerjoin(Vote, Vote.id == of.c.vote)
        .outerjoin(Question, Question.id == of.c.question)
        .outerjoin(Box, Box.vote_id == of.c.vote)
        .outerjoin(ScoreSheet, sheet)
        .outerjoin(said, said.c.vote_id == of.c.vote)
        .options(
            contains_eager(Raters.vote),
            joinedload(Vote.entry),
            joinedload(Vote.place),
            joinedload(Question.counts),
            joinedload(ScoreSheet.document),
        )
        .order_by(
            of.c.evaluated,
            Raters.weight.desc(),
            Raters.id,
            Vote.published_at.desc(),
            Vote.id.desc(),
            Question.position,
            said.c.number.desc(),
            said.c.theme,
        )
    )
