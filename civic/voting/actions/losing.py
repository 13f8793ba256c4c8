"""Whether an urn will ever be counted, or can only be given up (integrity.md 2.4, 2.6)."""

from civic.db import session
from civic.errors import Refused
from civic.voting import urn
from civic.voting.actions.sealing import logged
from civic.voting.models import Box, Vote
from civic.voting.rules import Secrecy, VoteStage, sealed
from civic.voting.rules.stages import UNCOUNTED


def is_lost(vote: Vote) -> bool:
    """Whether all that is left is to give the urn up: nobody votes any more, and its figures differ
    or its own key does not open it. Of one whose key is not on the server, its holders say that."""
    return differs(vote) or unopened(vote) is not None


def differs(vote: Vote) -> bool:
    """Nobody votes any more, nobody can sign that the urn's figures agree, and nobody has certified
    what was in it."""
    is_uncounted = vote.stage in UNCOUNTED or (vote.stage is VoteStage.OPEN and vote.is_over)
    if not (vote.is_by_urn and is_uncounted):
        return False
    box = session().get(Box, vote.id)
    return not (box and box.is_certified) and not urn.counts(vote.id).agree


def unopened(vote: Vote) -> Refused | None:
    """Why the server's own urn does not open though everything adds up: another key, a row tampered
    with. It is tried, so that this is asked of a reconciled light vote only."""
    if vote.secrecy is not Secrecy.LIGHT or vote.stage is not VoteStage.RECONCILED:
        return None
    try:
        sealed.together(vote.asked, urn.open_light(vote.id, logged(vote)).tallies)
    except Refused as why:
        return why
    return None
