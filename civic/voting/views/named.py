"""Who chose what in a named vote, for those who verify its count: each look is recorded (B3.4)."""

from datetime import timedelta

from flask import Response, abort, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from civic import clock, config, web
from civic.db import session
from civic.errors import NotAllowed
from civic.i18n import gettext as _
from civic.policy import Can, may
from civic.voting import actions, models
from civic.voting.forms import conducting as forms
from civic.voting.models import Ballot, Vote
from civic.voting.rules import Why, decode
from civic.voting.views import bp, lines, load
from civic.voting.wording import CHANNEL

ASKED_FOR = timedelta(minutes=30)
"""How long whoever asked for ballots may open what was signed for them."""


@bp.get("/<int:id>/ballots/desk")
def named(id: int) -> Response:
    """What looking means, and why one asks."""
    return _page(load.mine(id, Can.SEE_BALLOTS), forms.ReadBallots())


@bp.post("/<int:id>/ballots/desk")
def read_named(id: int) -> Response:
    """The ballots themselves, in this answer alone."""
    vote, form = load.mine(id, Can.SEE_BALLOTS), forms.ReadBallots()
    found = web.attempt(form, actions.read_ballots, web.person(), vote, **form.values())
    return _page(load.mine(id, Can.SEE_BALLOTS), form, found)


@bp.get("/<int:id>/ballots/<int:ballot_id>/signature")
def signature(id: int, ballot_id: int) -> Response:
    """What was signed, so that the paper took the place of what was cast online.

    Whoever stands behind the head sees it at once: nobody else knows a forgery. Whoever verifies
    the count sees it after it, out of the ballots that they asked for with a reason.
    """
    vote, reader = load.bare(id), web.person()
    own = {h.voter.id for h in load.heads(vote, reader) if may(reader, Can.CAST_BALLOT, h.voter)}
    row = session().execute(models.signature(vote.id, ballot_id)).one_or_none()
    head, kept = row or (None, None)
    if kept is None or head not in own:
        vote = load.mine(id, Can.SEE_BALLOTS)
        if kept is None or not vote.is_counted:
            abort(404)
        _require_asked(ballot_id)
    return web.document(kept, cache="no-store")


def _page(vote: Vote, form: forms.ReadBallots, found: list[Ballot] | None = None) -> Response:
    if found:
        form.since.data = found[-1].voter.number + 1
    reply = web.reply(
        "voting/named.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        is_open=vote.is_counted and not vote.is_by_urn,
        rows=None if found is None else [_row(vote, ballot) for ballot in found],
    )
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _asked(ballot_id: int) -> str:
    """That the reader asked for this ballot, with a reason which is in the record."""
    until = int((clock.now() + ASKED_FOR).timestamp())
    return str(_signer().dumps([web.person().id, ballot_id, until]))


def _require_asked(ballot_id: int) -> None:
    try:
        who, which, until = _signer().loads(request.args.get("asked", ""))
    except BadSignature:
        raise NotAllowed(Why.SIGNATURE_UNASKED, article="B3.4") from None
    is_theirs = (who, which) == (web.person().id, ballot_id)
    if not is_theirs or clock.now().timestamp() >= until:
        raise NotAllowed(Why.SIGNATURE_UNASKED, article="B3.4")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config.key("signature"))


def _row(vote: Vote, ballot: Ballot) -> tuple[str, list[str], str | None]:
    """Its number, door and names; how it came, and what it says; where a signature is to be seen."""
    voter = ballot.voter
    names = _("、").join(person.person.name for person in voter.persons)
    given = {answer.question_id: answer.value.encode() for answer in ballot.answers}
    said = [
        lines.answer(question, decode(question.asked, given[question.id]))
        for question in vote.questions
        if question.id in given
    ]
    if not said:
        said = [str(_("废票")) if ballot.is_spoiled else str(_("没有录入"))]
    title = _("%(n)s号", n=voter.number)
    signed = ballot.signature_id and url_for(
        ".signature", id=vote.id, ballot_id=ballot.id, asked=_asked(ballot.id)
    )
    return (
        f"{title} {lines.door(voter)} {names}",
        [str(CHANNEL[ballot.channel]), *said],
        signed or None,
    )
