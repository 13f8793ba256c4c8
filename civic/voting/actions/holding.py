"""Taking turns on a vote: those who change it one by one, those who vote all at once."""

from sqlalchemy import select

from civic.db import session
from civic.voting.models import Vote, whole


def hold(vote: Vote) -> Vote:
    """Its turn: nobody else changes this vote, and nobody votes, until the act is committed."""
    session().flush()
    session().execute(select(Vote.id).where(Vote.id == vote.id).with_for_update())
    return _anew(vote)


def share(vote: Vote) -> Vote:
    """As it stands, and so it stays while a ballot is cast: many may hold it like this at once."""
    session().flush()
    session().execute(select(Vote.id).where(Vote.id == vote.id).with_for_update(read=True))
    return _anew(vote)


def _anew(vote: Vote) -> Vote:
    found = whole(vote.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()
