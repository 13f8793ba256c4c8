"""Ballots on paper: handed out, given back."""

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from civic import clock, files, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.ledger import Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.casting import Upload
from civic.voting.actions.holding import (
    conducting,
    rated,
    turn,
)
from civic.voting.models import (
    Ballot,
    Voter,
    counted_ballot,
)
from civic.voting.rules import (
    PAPER,
    Channel,
    RaterGroup,
    Why,
)


def hand_out(actor: Person, voter: Voter, *, channel: Channel) -> Voter:
    """A paper goes to its voter, in a named vote with the head's number; the roll says so, once.

    In a secret vote it is the urn's mark: whoever has it votes online no more. That it reached its
    voter is no part of this: who signed for it is entered with what they signed (B3.6).
    """
    policy.require(actor, conducting(actor, voter.vote, Can.HAND_OUT_BALLOT), voter)
    vote, voter = turn(voter, alone=True)
    rules.require_not_rated(vote.rates(actor))
    rules.require_taking_ballots(vote.stage, vote.opens_at, vote.closes_at, clock.now())
    is_peer = voter.group is RaterGroup.PEER
    rules.check_rates_others(not is_peer and voter.caster_id in rated(vote))
    if channel not in PAPER:
        raise Invalid(Why.ANSWER_UNKNOWN, field="channel")
    rules.hand_out(voter.kind, has_caster=voter.caster_id is not None, is_by_urn=vote.is_by_urn)
    marked = session().execute(
        update(Voter)
        .where(Voter.id == voter.id, Voter.paper.is_(None), Voter.is_struck.is_(False))
        .values(paper=channel, handed_out_at=clock.now())
        .returning(Voter.id)
        .execution_options(synchronize_session=False)
    )
    if marked.first() is None:
        raise AlreadyDone(Why.HANDED_OUT_ALREADY)
    # Marked in the urn and not heard of the last time: the paper is still to be given.
    if vote.is_by_urn and not urn.has_paper(vote.id, voter.number):
        urn.hand_paper(vote.id, voter.number)
    _vote, voter = turn(voter)
    ledger.record(Fact.PAPER_HANDED_OUT, about=voter, by=actor, secret={"channel": channel.value})
    return voter


def take_back(actor: Person, voter: Voter, *, upload: Upload | None = None) -> Ballot:
    """A filled paper is given back before closing: from now on it is the head's ballot.

    It replaces one cast online only with what its owner signed: ``upload`` is its photo (B3.5).
    """
    policy.require(actor, conducting(actor, voter.vote, Can.HAND_OUT_BALLOT), voter)
    vote, voter = turn(voter, alone=True)
    if vote.is_by_urn:
        raise OutOfOrder(Why.PAPER_INTO_THE_BOX, article="integrity 2.6")
    rules.require_taking_ballots(vote.stage, vote.opens_at, vote.closes_at, clock.now())
    rules.check_of_age(not voter.is_cast_by_minor)
    before = session().scalar(counted_ballot(voter.id))
    replaces = rules.give_back(
        has_caster=voter.caster_id is not None,
        is_handed_out=voter.paper is not None,
        has_ballot=before is not None,
        is_ballot_paper=before is not None and before.is_paper,
        has_signature=upload is not None,
        closes_at=vote.closes_at or clock.now(),
        at=clock.now(),
    )
    # Of a paper that takes nobody's place there is nothing to be kept, whatever was sent along.
    signature = files.store(*upload, by=actor) if replaces and upload else None
    if replaces and before is not None:
        before.is_counted, before.replaced_at = False, clock.now()
        session().flush()
    ballot = Ballot(
        vote_id=vote.id,
        voter_id=voter.id,
        channel=voter.paper or Channel.PAPER_SITE,
        cast_by_id=actor.id,
        at=clock.now(),
        is_counted=True,
        signature_id=signature and signature.id,
    )
    _drop_in(ballot)
    ledger.record(
        Fact.PAPER_GIVEN_BACK,
        about=voter,
        by=actor,
        secret={"replaces_online": replaces, "signature": signature.digest if signature else None},
    )
    return ballot


def _drop_in(ballot: Ballot) -> None:
    """The ballot counts, unless one that counts is there already: the key decides."""
    try:
        with session().begin_nested():
            session().add(ballot)
    except IntegrityError:
        raise AlreadyDone(Why.VOTED_ALREADY) from None
