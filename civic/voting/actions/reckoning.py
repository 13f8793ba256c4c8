"""Finding again the last days that were guessed before a year's notice was known (WD-4)."""

from datetime import date

from sqlalchemy import or_, select

from civic import calendar, clock
from civic.clock import Calendar
from civic.db import session
from civic.voting import rules
from civic.voting.actions.holding import hold
from civic.voting.models import Challenge, RollObjection, Vote
from civic.voting.rules import VoteStage


def reckon_anew() -> None:
    """Until when a roll is objected to and a result challenged, and by when either is answered, by
    the calendar of now; the system's own doing (``civic worker``). No day comes sooner than was
    said, and none comes back that is over (G-8)."""
    days, today = calendar.current(), clock.today()
    is_open = or_(Vote.objections_until >= today, Vote.challenges_until >= today)
    for vote in session().scalars(select(Vote).where(is_open).order_by(Vote.id)).all():
        if _until(vote, days) != (vote.objections_until, vote.challenges_until):
            vote = hold(vote)
            vote.objections_until, vote.challenges_until = _until(vote, days)
    undecided = select(RollObjection).join(RollObjection.vote)
    for objection in session().scalars(
        undecided.where(Vote.stage == VoteStage.POSTED, RollObjection.is_upheld.is_(None))
    ):
        due = rules.objection_decision_due(clock.day_of(objection.at), days)
        objection.due_on = max(objection.due_on, due.due_on)
    unanswered = select(Challenge).where(Challenge.answered_at.is_(None))
    for challenge in session().scalars(unanswered):
        due = rules.verification_due(clock.day_of(challenge.at), days)
        challenge.due_on = max(challenge.due_on, due.due_on)


def _until(vote: Vote, days: Calendar) -> tuple[date | None, date | None]:
    objections, challenges = vote.objections_until, vote.challenges_until
    if vote.is_taking_objections and objections and vote.posted_at and vote.opens_at:
        due = rules.objections_due(vote.rule, clock.day_of(vote.posted_at), days).due_on
        # The hour of the voting was given notice of: it stays, and ends what comes before it.
        objections = max(objections, min(due, clock.day_of(vote.opens_at) - clock.ONE_DAY))
    if challenges and vote.published_at and clock.today() <= challenges:
        due = rules.challenge_due(clock.day_of(vote.published_at), days).due_on
        challenges = max(challenges, due)
    return objections, challenges
