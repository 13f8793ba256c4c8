"""Ballots by name as they were when voting ended (integrity.md 1): nobody changes them unseen."""

import hashlib

from sqlalchemy import select

from civic import ledger
from civic.db import session
from civic.ledger import Entry, Fact
from civic.voting.models import Vote, ballots_in_order
from civic.voting.rules import Channel

DIGEST = "ballots"
"""Under which the record commits to it: before 2026-11-29 to another, under another name, whose salt
nobody kept."""


def digested(vote: Vote) -> tuple[int, str]:
    """How many ballots count, and the digest of their leaves in the order of the roll: SHA-256 over
    the voter's salt, the ballot's channel and what it says.

    Of a paper only that it is there: what it says is read later, and stands in its readings.
    """
    whole, leaf, last = hashlib.sha256(), hashlib.sha256(), None
    number = 0
    for voter, salt, channel, question, value in session().execute(ballots_in_order(vote.id)):
        if voter != last:
            whole.update(leaf.digest())
            leaf = hashlib.sha256(salt + f"{voter},{channel}\n".encode())
            last, number = voter, number + 1
        if channel is Channel.ONLINE:
            leaf.update(f"{question},{value}\n".encode())
    whole.update(leaf.digest())
    return number, whole.hexdigest()


def is_changed(vote: Vote) -> bool:
    """Whether somebody has changed a ballot by name past every act since voting ended: by what the
    record committed to then."""
    if vote.is_by_urn:
        return False
    asked = select(Entry).where(Entry.ref == vote.ledger_ref, Entry.fact == Fact.VOTE_CLOSED)
    closed = session().scalars(asked.order_by(Entry.idx.desc()).limit(1)).first()
    committed = ledger.content(closed)["commit"].get(DIGEST) if closed is not None else None
    if closed is None or committed is None:
        return False
    then = ledger.opening(closed.idx, DIGEST)
    return then is None or not ledger.opens(committed, then.salt, DIGEST, digested(vote)[1])
