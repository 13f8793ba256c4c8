"""Taking turns on a vote: those who change it one by one, those who vote all at once."""

from sqlalchemy import select

from civic.db import session
from civic.policy import Can
from civic.voting.models import Vote, Voter, rating_supervisors, whole
from civic.voting.models import voter as voter_


def hold(vote: Vote) -> Vote:
    """Its turn: nobody else changes this vote, and nobody votes, until the act is committed."""
    session().flush()
    session().execute(select(Vote.id).where(Vote.id == vote.id).with_for_update())
    return _anew(vote)


def turn(voter: Voter, *, alone: bool = False) -> tuple[Vote, Voter]:
    """A head's turn in its vote: both as they stand now, the vote shared with everybody else's.

    ``alone``: nobody else changes this head until the act is committed.
    """
    session().flush()
    session().execute(select(Vote.id).where(Vote.id == voter.vote_id).with_for_update(read=True))
    if alone:
        session().execute(select(Voter.id).where(Voter.id == voter.id).with_for_update())
    found = voter_(voter.id).execution_options(populate_existing=True)
    voter = session().scalars(found).unique().one()
    return _anew(voter.vote), voter


def scrutinising(vote: Vote, can: Can) -> Can:
    """A power of the supervisors over a vote: the committee's to stand in for them, where they are
    rated themselves (EV-4; D). Else who is rated could keep their own vote from being held."""
    asked = select(Vote.id).where(Vote.id == vote.id, rating_supervisors())
    is_rating = vote.is_of_a_meeting or vote.unit_id is not None
    if is_rating and session().scalar(asked) is not None:
        return Can.STAND_IN_FOR_SUPERVISORS
    return can


def _anew(vote: Vote) -> Vote:
    found = whole(vote.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()
