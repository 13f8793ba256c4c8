"""What pages read: few queries, however many questions, heads, ballots there are."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, extract, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, with_expression

from civic.calendar import CalendarYear
from civic.clock import SEEDED
from civic.places.models import Place
from civic.voting.models.ballots import Ballot
from civic.voting.models.casting import CASTER_IS_RATED, RATES_THEMSELVES
from civic.voting.models.challenges import Challenge
from civic.voting.models.eligible import over_at
from civic.voting.models.questions import Question
from civic.voting.models.rolls import (
    Naming,
    Proxy,
    RollAmendment,
    RollObjection,
    Voter,
    VoterPerson,
)
from civic.voting.models.selects import unamended, undecided
from civic.voting.models.tables import Vote
from civic.voting.rules import (
    COUNTED,
    RESULT_PUBLIC,
    Electorate,
    Phase,
    ProxyState,
    VoteStage,
)


def listed(
    at: datetime, *, path: str | None, phase: Phase | None, prepared_in: Iterable[str]
) -> Select[Vote]:
    """Votes to take part in first, then those to come, being counted, decided, called off."""
    stands = _phase(at)
    drafts = [Vote.place_path.startswith(reach, autoescape=True) for reach in prepared_in]
    found = select(Vote).where(or_(Vote.is_public, or_(false(), *drafts)))
    if path is not None:
        found = found.where(Vote.place_path.startswith(path, autoescape=True))
    order = {each: number for number, each in enumerate(Phase)}
    if phase is not None:
        found = found.where(stands == order[phase])
    soonest = case((stands == order[Phase.NOW], Vote.closes_at))
    return found.options(joinedload(Vote.place)).order_by(stands, soonest, Vote.id.desc())


def _phase(at: datetime) -> Any:
    """The number of a vote's phase: what ``rules.phase`` says, for the database."""
    order = {each: number for number, each in enumerate(Phase)}
    return case(
        (and_(Vote.stage == VoteStage.OPEN, Vote.closes_at > at), order[Phase.NOW]),
        (and_(Vote.stage == VoteStage.POSTED, Vote.closes_at <= at), order[Phase.CANCELLED]),
        (Vote.stage.in_([VoteStage.DRAFT, VoteStage.POSTED]), order[Phase.COMING]),
        (Vote.stage == VoteStage.CANCELLED, order[Phase.CANCELLED]),
        (Vote.stage.in_(RESULT_PUBLIC | {VoteStage.FAILED}), order[Phase.RESULT]),
        else_=order[Phase.COUNTING],
    )


def on_page(vote_id: int) -> Select[Vote]:
    """A vote as it stands, without what is asked."""
    return (
        select(Vote)
        .where(Vote.id == vote_id)
        .options(
            joinedload(Vote.place),
            joinedload(Vote.matter),
            joinedload(Vote.unit),
            joinedload(Vote.entry),
            with_expression(Vote.over_at, over_at()),
            with_expression(Vote.is_until_guessed, _is_until_guessed()),
            with_expression(
                Vote.is_roll_unsettled,
                or_(*(each(vote_id).scalar_subquery() > 0 for each in (undecided, unamended))),
            ),
        )
    )


def _is_until_guessed() -> Any:
    year = extract("year", func.coalesce(Vote.challenges_until, Vote.objections_until))
    is_announced = exists().where(CalendarYear.year == year)
    return and_(year.not_in(SEEDED.known_years), ~is_announced)


def with_questions(vote_id: int) -> Select[Vote]:
    """A vote with what is asked; what was counted is no part of it."""
    questions = selectinload(Vote.questions)
    return on_page(vote_id).options(
        questions.joinedload(Question.options),
        questions.joinedload(Question.unit),
        questions.joinedload(Question.person),
    )


def questions_with_counts(vote_id: int) -> Select[Question]:
    """The questions of a vote with their sums: for results, once they may be known."""
    return (
        select(Question)
        .join(Vote, Vote.id == Question.vote_id)
        .where(Question.vote_id == vote_id, Vote.stage.in_(COUNTED))
        .options(joinedload(Question.counts))
        .order_by(Question.position)
    )


def own(vote: Vote, person_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (head, its ballot or none, whether whoever reads would rate themselves, whether whoever
    casts for it would): behind which somebody stands, or whose proxy they hold; asked with
    ``person`` and ``today``.

    Found from the person, not by going through a roll of tens of thousands. For a developer's head,
    that has no persons, and for a minor's somebody else casts, whom a paper names (OW-4; B7.1).
    """
    stands = select(VoterPerson.voter_id).where(VoterPerson.person_id == person_id)
    holds = select(Proxy.voter_id).where(
        Proxy.holder_id == person_id, Proxy.state == ProxyState.CONFIRMED
    )
    ways: list[Any] = [Voter.id.in_(stands), Voter.id.in_(holds)]
    if vote.electorate is Electorate.OWNERS:
        named = select(Naming.voter_id).where(
            Naming.person_id == person_id, Naming.state == ProxyState.CONFIRMED
        )
        ways.append(and_(Voter.id.in_(named), Voter.caster_id == person_id))
    counts = and_(Ballot.voter_id == Voter.id, Ballot.is_counted)
    return (
        select(Voter, Ballot, RATES_THEMSELVES, CASTER_IS_RATED)
        .join(Vote, Vote.id == Voter.vote_id)
        .outerjoin(Ballot, counts)
        .where(Voter.vote_id == vote.id, Voter.is_struck.is_(False), or_(*ways))
        .options(
            joinedload(Voter.building).joinedload(Place.parent),
            joinedload(Voter.persons).joinedload(VoterPerson.person),
            joinedload(Voter.proxies).joinedload(Proxy.holder),
            joinedload(Ballot.cast_by),
        )
        .order_by(Voter.id.in_(holds), Voter.number)
    )


def own_objections(vote_id: int, person_id: int) -> Select[RollObjection]:
    """What somebody said against a roll, with what was decided."""
    return (
        select(RollObjection)
        .where(RollObjection.vote_id == vote_id, RollObjection.by_id == person_id)
        .order_by(RollObjection.id)
    )


def own_challenges(vote_id: int, person_id: int) -> Select[Challenge]:
    """What somebody asked to have verified, with the answers."""
    return (
        select(Challenge)
        .where(Challenge.vote_id == vote_id, Challenge.by_id == person_id)
        .order_by(Challenge.id)
    )


def amended(vote_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (kind, number on the roll, why, when) of a roll's amendments, oldest first."""
    return (
        select(RollAmendment.kind, Voter.number, RollAmendment.reason, RollAmendment.at)
        .join(Voter, Voter.id == RollAmendment.voter_id)
        .where(RollAmendment.vote_id == vote_id)
        .order_by(RollAmendment.id)
    )
