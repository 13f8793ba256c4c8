"""Taking turns on a vote: those who change it one by one, those who vote all at once."""

from sqlalchemy import select

from civic.db import session
from civic.voting.models import Vote, Voter, whole
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


def _anew(vote: Vote) -> Vote:
    found = whole(vote.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()
