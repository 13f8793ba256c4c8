"""Taking turns on a vote: those who change it one by one, those who vote all at once."""

from typing import Final

from sqlalchemy import select

from civic.db import session
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.policy import Can, may
from civic.voting.models import Vote, Voter, rating_a, whole
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
    if _rates_a(UnitKind.SUPERVISORY_COMMITTEE, vote):
        return Can.STAND_IN_FOR_SUPERVISORS
    return can


STOOD_IN: Final = frozenset(
    {
        Can.AMEND_ROLL,
        Can.EXTEND_VOTE,
        Can.ENTER_CASTER,
        Can.HAND_OUT_BALLOT,
        Can.CLOSE_VOTE,
    }
)
"""What the supervisors do in the committee's stead where it is rated, and nowhere else: who decides
an objection to a roll does not carry it out as well (RB-19)."""


def conducting(person: Person | None, vote: Vote, can: Can) -> Can:
    """A power of the committee over a vote: where it is rated itself, the supervisors' to stand in
    for it (EV-4; D); whoever else has the power keeps it."""
    if (
        can in STOOD_IN
        and may(person, Can.STAND_IN_FOR_COMMITTEE, vote)
        and _rates_a(UnitKind.COMMITTEE, vote)
    ):
        return Can.STAND_IN_FOR_COMMITTEE
    return can


def _rates_a(kind: UnitKind, vote: Vote) -> bool:
    if not vote.is_of_a_meeting and vote.unit_id is None:
        return False
    return session().scalar(select(Vote.id).where(Vote.id == vote.id, rating_a(kind))) is not None


def _anew(vote: Vote) -> Vote:
    found = whole(vote.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()
