"""What the pages of an evaluation show and offer, in as many queries however many are rated."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal, or_, select
from sqlalchemy.orm import joinedload

from civic.meetings.models.evaluation import Evaluated, Paper, Raters, ScoreSheet
from civic.people.models import Appointment, Unit
from civic.places.models import Place
from civic.policy import Role
from civic.voting.models import Box, Question, Vote, Voter, VoterPerson


def rated_with_papers(meeting_id: int) -> Select[Evaluated]:
    """Who is rated, in the order of the notice, with result, papers and measures."""
    return (
        select(Evaluated)
        .where(Evaluated.meeting_id == meeting_id)
        .options(
            joinedload(Evaluated.unit),
            joinedload(Evaluated.person),
            joinedload(Evaluated.result),
            joinedload(Evaluated.papers).options(
                joinedload(Paper.by),
                joinedload(Paper.document),
                joinedload(Paper.original),
                joinedload(Paper.original_by),
                joinedload(Paper.measures),
            ),
        )
        .order_by(Evaluated.position)
        .execution_options(populate_existing=True)
    )


def raters_with_sheets(meeting_id: int, *, with_counts: bool = False) -> Select[*tuple[Any, ...]]:
    """Rows (group, the urn of its vote): the groups that rate, with vote and sheets.

    ``with_counts``: with what stands behind each grade, which is known with the result.
    """
    vote = joinedload(Raters.vote)
    if with_counts:
        vote = vote.joinedload(Vote.questions).joinedload(Question.counts)
    return (
        select(Raters, Box)
        .outerjoin(Box, Box.vote_id == Raters.vote_id)
        .where(Raters.meeting_id == meeting_id)
        .options(
            vote,
            joinedload(Raters.sheets).joinedload(ScoreSheet.document),
        )
        .order_by(Raters.id)
        .execution_options(populate_existing=True)
    )


def of_vote(vote_id: int) -> Select[int]:
    """The evaluation to which a vote belongs."""
    return select(Raters.meeting_id).where(Raters.vote_id == vote_id)


def to_be_rated(path: str) -> Select[Unit]:
    """Units at a place, in it or above it: whose work its residents may rate (EV-1)."""
    return (
        select(Unit)
        .join(Place, Place.id == Unit.place_id)
        .where(
            or_(
                literal(path).startswith(Place.path),
                Place.path.startswith(path, autoescape=True),
            )
        )
        .order_by(Place.path.desc(), Unit.name)
    )


def committee_of(place_id: int, today: date) -> Select[Appointment]:
    """The committee's members now, its chair first (JWH25 Art.37)."""
    return (
        select(Appointment)
        .where(
            Appointment.place_id == place_id,
            Appointment.unit_id.is_not(None),
            Appointment.role.in_((Role.CHAIR, Role.COMMITTEE_MEMBER)),
            Appointment.starts_on <= today,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
        )
        .options(joinedload(Appointment.person), joinedload(Appointment.unit))
        .order_by(Appointment.role != Role.CHAIR, Appointment.id)
    )


def takes_part_in(
    meeting_id: int, person_id: int, unit_ids: Collection[int]
) -> CompoundSelect[int]:
    """Whether somebody is rated, speaks for a unit that is, or stands on a roll of raters."""
    rated = select(Evaluated.id).where(
        Evaluated.meeting_id == meeting_id,
        or_(Evaluated.person_id == person_id, Evaluated.unit_id.in_(unit_ids)),
    )
    rates = (
        select(Raters.id)
        .join(Voter, Voter.vote_id == Raters.vote_id)
        .join(VoterPerson, VoterPerson.voter_id == Voter.id)
        .where(
            Raters.meeting_id == meeting_id,
            VoterPerson.person_id == person_id,
            Voter.is_struck.is_(False),
        )
    )
    return rated.union_all(rates).limit(1)
