"""Reading: the list of votes, and the one page of a vote."""

from flask import Response

from civic import web
from civic.voting import models
from civic.voting.views import bp, load
from civic.voting.views.lines import line

PAGE = 30


@bp.get("/")
@web.public
def index() -> Response:
    """Votes, the latest first."""
    found, page_at = web.paged(models.votes_in("/"), PAGE)
    return web.reply("voting/index.html", lines=[line(vote) for vote in found], page=page_at)


@bp.get("/<int:id>")
@web.public
def show(id: int) -> Response:
    """The one page of a vote."""
    return web.reply("voting/show.html", vote=load.shown(id))
