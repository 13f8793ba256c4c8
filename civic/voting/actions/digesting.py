"""Ballots by name as they were when voting ended (integrity.md 1): nobody changes them unseen."""

import hashlib

from civic.db import session
from civic.errors import OutOfOrder
from civic.voting.models import Vote, ballots_in_order
from civic.voting.rules import Channel, Why


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


def require_unchanged(vote: Vote) -> None:
    """Raises OutOfOrder where somebody has changed a ballot past every act since voting ended."""
    if vote.ballots_digest is not None and vote.ballots_digest != digested(vote)[1]:
        raise OutOfOrder(Why.BALLOTS_CHANGED, article="integrity 1")
