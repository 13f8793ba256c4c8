"""Taking turns on a vote: those who change it one by one, those who vote all at once."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select

from civic import clock
from civic.db import session
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.policy import Can, may
from civic.voting import rules
from civic.voting.models import (
    Vote,
    Voter,
    beside,
    others_until,
    rated_themselves,
    rating_a,
    whole,
)
from civic.voting.models import voter as voter_
from civic.voting.rules import Electorate


def hold(vote: Vote) -> Vote:
    """Its turn: nobody else changes this vote, and nobody votes, until the act is committed."""
    session().flush()
    session().execute(select(Vote.id).where(Vote.id == vote.id).with_for_update())
    return _anew(vote)


def hold_with_groups(vote: Vote) -> Vote:
    """Its turn, and that of the other groups' votes of its meeting: of two who are about to put
    somebody on two rolls the second sees what the first has done. All in the order of their ids."""
    if vote.is_of_a_meeting:
        session().flush()
        group = select(Vote.id).where(or_(Vote.id == vote.id, Vote.id.in_(beside(vote))))
        session().execute(group.order_by(Vote.id).with_for_update())
    return hold(vote)


def require_awaiting_nobody(vote: Vote) -> None:
    """Whoever reads its ballots waits for the sheets and the votes of its meeting's other groups."""
    others = select(others_until(clock.now())).where(Vote.id == vote.id)
    rules.require_others_over(session().scalar(others) if vote.is_of_a_meeting else None)
    rules.require_waiting_over(vote.is_waiting, vote.waits_until)


def rated(vote: Vote) -> frozenset[int]:
    """Whoever is rated by it, and so is asked nothing by it but among peers (EV-4; AP-8)."""
    if vote.rule not in rules.RATINGS:
        return frozenset()
    on_list = vote.electorate is Electorate.INVITED
    found = rated_themselves(vote.id, clock.today(), with_colleagues=on_list)
    return frozenset(session().scalars(found))


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


@dataclass(frozen=True)
class Bodies:
    """Who conducts a vote, and who scrutinises it."""

    conductors: UnitKind
    scrutineers: UnitKind

    def scrutinising(self, can: Can) -> Can:
        """A power of the supervisors: the committee's to stand in for them, where it scrutinises.
        Else who is rated could keep their own vote from being held."""
        return Can.STAND_IN_FOR_SUPERVISORS if self.scrutineers is UnitKind.COMMITTEE else can


def bodies(vote: Vote) -> Bodies:
    """Committee and supervisors; where the one is rated itself, the other stands in for it
    (EV-4; D)."""
    committee, supervisors = UnitKind.COMMITTEE, UnitKind.SUPERVISORY_COMMITTEE
    if not vote.is_of_a_meeting and vote.unit_id is None:
        return Bodies(committee, supervisors)
    asked = select(rating_a(committee), rating_a(supervisors)).where(Vote.id == vote.id)
    rates_committee, rates_supervisors = session().execute(asked).one()
    return Bodies(
        supervisors if rates_committee else committee,
        committee if rates_supervisors else supervisors,
    )


def scrutinising(vote: Vote, can: Can) -> Can:
    """A power of the supervisors over this vote, or the committee's to stand in for them."""
    return bodies(vote).scrutinising(can)


STOOD_IN: Final = frozenset(
    {
        Can.AMEND_ROLL,
        Can.EXTEND_VOTE,
        Can.ENTER_CASTER,
        Can.HAND_OUT_BALLOT,
        Can.DELIVER_BALLOT,
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
        and bodies(vote).conductors is UnitKind.SUPERVISORY_COMMITTEE
    ):
        return Can.STAND_IN_FOR_COMMITTEE
    return can


def _anew(vote: Vote) -> Vote:
    found = whole(vote.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()
