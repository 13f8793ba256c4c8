"""Whether an urn will ever be counted, or can only be given up (integrity.md 2.4, 2.6)."""

from collections.abc import Collection, Mapping
from typing import Final

from civic.db import session
from civic.errors import OutOfOrder, Refused
from civic.voting import urn
from civic.voting.actions.sealing import logged
from civic.voting.models import Box, Vote
from civic.voting.rules import Secrecy, VoteStage, Why, sealed
from civic.voting.rules.stages import UNCOUNTED
from civic.voting.urn import BoxState

_LEFT: Final[Mapping[VoteStage, Collection[BoxState]]] = {
    VoteStage.OPEN: (BoxState.OPEN, BoxState.CLOSED),
    VoteStage.CLOSED: (BoxState.CLOSED, BoxState.RECONCILED),
    VoteStage.RECONCILED: (BoxState.RECONCILED, BoxState.OPENED, BoxState.CERTIFIED),
}
"""How the site left its urn, or is about to leave it: the urn goes first."""


def is_lost(vote: Vote) -> bool:
    """Whether all that is left is to give the urn up: nobody votes any more, and it is gone, its
    figures differ or its own key does not open it. Of one whose key is not on the server, its
    holders say that."""
    return differs(vote) or unopened(vote) is not None


def gone(vote: Vote) -> Refused | None:
    """Nobody votes any more, nobody has certified what was in the urn, and it is not there as the
    site left it: its file is lost, damaged, or a copy of an earlier day."""
    if not _is_uncounted(vote):
        return None
    try:
        urn.counts(vote.id)
        is_there = urn.state(vote.id) in _LEFT[vote.stage]
    except OutOfOrder:
        is_there = False
    lost = OutOfOrder(Why.URN_GONE, article="integrity 2.6")
    return None if is_there or _is_certified(vote) else lost


def differs(vote: Vote) -> bool:
    """Nobody votes any more, nobody can sign that the urn's figures agree, and nobody has certified
    what was in it."""
    if not _is_uncounted(vote):
        return False
    try:
        agrees = urn.counts(vote.id).agree
    except OutOfOrder:
        return False
    return not agrees and gone(vote) is None and not _is_certified(vote)


def _is_uncounted(vote: Vote) -> bool:
    is_over = vote.stage is VoteStage.OPEN and vote.is_over
    return vote.is_by_urn and (vote.stage in UNCOUNTED or is_over)


def _is_certified(vote: Vote) -> bool:
    box = session().get(Box, vote.id)
    return box is not None and box.is_certified


def unopened(vote: Vote) -> Refused | None:
    """Why the urn does not open: it is gone; or, though everything adds up, the server's own has
    another key, or a row tampered with. That one is tried, so that it is asked of a reconciled
    light vote only."""
    if (why := gone(vote)) is not None:
        return why
    if vote.secrecy is not Secrecy.LIGHT or vote.stage is not VoteStage.RECONCILED:
        return None
    try:
        sealed.together(vote.asked, urn.open_light(vote.id, logged(vote)).tallies)
    except Refused as why:
        return why
    return None
