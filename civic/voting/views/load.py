"""Finding a vote, and one's own place on its roll, for whoever may see it."""

from collections.abc import Sequence
from typing import Any

from flask import abort, request

from civic import web
from civic.db import session, whole
from civic.policy import Can, may
from civic.voting import models
from civic.voting.models import Vote, Voter


def shown(id: int) -> Vote:
    """The vote with all that is asked, fresh; a draft is there for those who prepare it alone."""
    vote = (
        session()
        .scalars(models.whole(id).execution_options(populate_existing=True))
        .unique()
        .one_or_none()
    )
    if vote is None or not is_seen(vote):
        abort(404)
    return vote


def is_seen(vote: Vote) -> bool:
    """From the posting on by everybody; before, by those who prepare it."""
    return vote.is_public or may(web.person(), Can.DRAFT_VOTE, vote)


def mine(id: int, can: Can) -> Vote:
    """The vote, for whoever has the power over it and may see it."""
    vote = shown(id)
    web.require(can, vote)
    return vote


def heads(vote: Vote, reader: Any) -> Sequence[Voter]:
    """The heads for which the reader may speak here: own ones, the household's, those of proxies."""
    if reader is None:
        return ()
    found = models.voters_for(reader.id, vote_id=vote.id)
    return session().scalars(found.execution_options(populate_existing=True)).unique().all()


def head(vote: Vote, reader: Any) -> Voter:
    """The one that the address or the form names, else the only one there is; 404 for any other's."""
    asked = request.values.get("voter", type=whole)
    own = heads(vote, reader)
    found = own if asked is None else [voter for voter in own if voter.id == asked]
    return found[0] if len(found) == 1 else abort(404)


def belongs(part: Any, vote: Vote) -> None:
    """What belongs to another vote is not there."""
    if part.vote_id != vote.id:
        abort(404)
