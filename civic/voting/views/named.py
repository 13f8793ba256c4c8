"""Who chose what in a named vote, for those who verify its count: each look is recorded (B3.4)."""

from flask import Response, url_for

from civic import web
from civic.i18n import gettext as _
from civic.policy import Can
from civic.voting import actions, models
from civic.voting.forms import conducting as forms
from civic.voting.models import Ballot, Vote
from civic.voting.rules import decode
from civic.voting.views import bp, lines, load
from civic.voting.wording import CHANNEL


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
    """What its owner signed, so that the paper took the place of what was cast online."""
    vote = load.mine(id, Can.SEE_BALLOTS)
    kept = web.one_or_404(models.signature(vote.id, ballot_id))
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
    signed = ballot.signature_id and url_for(".signature", id=vote.id, ballot_id=ballot.id)
    return (
        f"{title} {lines.door(voter)} {names}",
        [str(CHANNEL[ballot.channel]), *said],
        signed or None,
    )
