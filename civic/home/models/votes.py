"""What waits for a person in votes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
)

from civic import clock
from civic.home.models.parts import columns
from civic.home.rules import Wait
from civic.people.models import Person
from civic.people.rules import is_adult
from civic.voting.models import Ballot, Naming, Proxy, Vote, Voter, VoterPerson
from civic.voting.models.casting import rates_themselves
from civic.voting.rules import BY_URN, NAMED, ProxyState, VoteStage


def votes(person: Person) -> Iterable[Select[Any]]:
    """Ballots to cast, also by proxy, and heads for which nobody can cast until their persons
    agree: they have not yet, or whoever was to is rated by now (EV-4).

    Whether somebody has voted secretly is known to the urn alone: an open one stands there for
    whoever has voted in it, too, and for the others of a household whose caster is rated by now.
    """
    now = clock.now()
    behind = select(VoterPerson.voter_id).where(VoterPerson.person_id == person.id)
    held = select(Proxy.voter_id).where(
        Proxy.holder_id == person.id, Proxy.state == ProxyState.CONFIRMED
    )
    named = select(Naming.voter_id).where(
        Naming.person_id == person.id, Naming.state == ProxyState.CONFIRMED
    )
    cast_ = exists().where(Ballot.voter_id == Voter.id, Ballot.is_counted)

    def of(kind: Wait, *conditions: ColumnElement[bool]) -> Select[Any]:
        told = columns(
            kind, Vote.id, Vote.official_title, count=func.count(Voter.id), at=Vote.closes_at
        )
        return (
            select(*told)
            .join(Voter, Voter.vote_id == Vote.id)
            .where(Vote.closes_at > now, Voter.is_struck.is_(False), ~cast_, *conditions)
            .group_by(Vote.id, Vote.official_title, Vote.closes_at)
        )

    mine = and_(or_(Voter.id.in_(behind), Voter.id.in_(named)), Voter.caster_id == person.id)
    is_open = Vote.stage == VoteStage.OPEN
    is_of_age = is_adult(person.born_on, clock.day_of(now))
    may_rate = ~rates_themselves(person.id, clock.day_of(now)) if is_of_age else false()
    is_posted = Vote.stage == VoteStage.POSTED
    is_casters_own = rates_themselves(Voter.caster_id, clock.day_of(now))
    has_none = or_(Voter.caster_id.is_(None), and_(is_posted, is_casters_own))
    is_asked = and_(is_open, Vote.opens_at <= now, or_(mine, Voter.id.in_(held)), may_rate)
    return (
        of(Wait.VOTE, is_asked, Vote.secrecy.in_(NAMED)),
        of(Wait.VOTE_SECRETLY, is_asked, Vote.secrecy.in_(BY_URN)),
        of(
            Wait.NAME_CASTER,
            or_(is_open, is_posted),
            Voter.id.in_(behind),
            has_none,
            may_rate,
        ),
        of(
            Wait.NAME_ANOTHER,
            is_open,
            Voter.id.in_(behind),
            is_casters_own,
            Voter.paper.is_(None),
            may_rate,
        ),
    )
