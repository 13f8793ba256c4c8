"""On paper: the notice for the board, the ballot paper of a head (A4, with a code)."""

from typing import Any

from flask import Response, abort, url_for

from civic import web
from civic.i18n import area
from civic.people.wording import UNIT_KIND
from civic.policy import Can
from civic.voting import actions, models
from civic.voting.models import Vote
from civic.voting.rules import Silence, VoteStage
from civic.voting.views import bp, lines, load
from civic.voting.views.bundles import codes
from civic.voting.wording import AREAS_TELL, QUESTION_KIND, RULE, RULE_SAYS, SECRECY, SILENCE
from civic.wording import cite


@bp.get("/<int:id>/notice")
@web.public
def notice(id: int) -> Response:
    """What hangs on the board: everything that was locked at the posting."""
    vote = load.shown(id)
    if vote.posted_at is None:
        abort(404)
    bodies = actions.bodies(vote)
    return web.reply(
        "voting/notice.html",
        **_printed(vote),
        is_lost=vote.stage is VoteStage.FAILED,
        who_conducts=UNIT_KIND[bodies.conductors],
        who_decides=UNIT_KIND[bodies.scrutineers],
    )


@bp.get("/<int:id>/heads/<int:number>/sheet")
def paper(id: int, number: int) -> Response:
    """The ballot paper of one head; in a secret vote without a number."""
    vote = load.mine(id, Can.HAND_OUT_BALLOT)
    if vote.posted_at is None:
        abort(404)
    voter = web.one_or_404(models.numbered(vote.id, number))
    return web.reply(
        "voting/paper.html",
        **_printed(vote),
        voter=None if vote.is_by_urn else voter,
        number=number,
        door=lines.door(voter),
    )


def _printed(vote: Vote) -> dict[str, Any]:
    return {
        "vote": vote,
        "asked": [(q, QUESTION_KIND[q.kind], codes(q)) for q in vote.questions],
        "rule_name": RULE[vote.rule],
        "rule_says": RULE_SAYS[vote.rule],
        "article": cite(vote.permit.article),
        "who": lines.who(vote),
        "size": lines.size(vote),
        "area": area(vote.area),
        "secrecy": SECRECY[vote.secrecy],
        "silence": SILENCE[vote.silence],
        "areas_tell": AREAS_TELL if vote.is_by_area else None,
        "warns": vote.silence is not Silence.STRICT,
        "window": lines.window(vote, dated=True),
        "qr": web.qr(web.on_paper(url_for(".show", id=vote.id))),
    }
