"""After the result: an owner asks for the count to be verified (B3.4)."""

from flask import Response, url_for

from civic import clock, web
from civic.db import session
from civic.i18n import day, until
from civic.i18n import gettext as _
from civic.policy import Can
from civic.voting import actions, models
from civic.voting.forms import ballot as forms
from civic.voting.models import Vote
from civic.voting.views import bp, load
from civic.voting.views.lines import back, may_move
from civic.voting.views.load import Head


@bp.get("/<int:id>/challenge")
def challenge(id: int) -> Response:
    """What one asked already, with its answer, and the form."""
    vote, head = _mine(id)
    return _page(vote, head, forms.Challenge())


@bp.post("/<int:id>/challenge")
def challenge_count(id: int) -> Response:
    """Ask in writing, within thirty days."""
    _vote, head = _mine(id)
    form = forms.Challenge()
    made = web.attempt(
        form,
        lambda: actions.challenge(web.person(), head.voter, text=str(form.text.data)),
    )
    if made is None:
        return _page(*_mine(id), form)
    said = _("申请收到了，%(day)s前书面答复您。", day=day(made.due_on))
    return web.done(url_for(".challenge", id=id, voter=head.voter.id), said)


def _mine(id: int) -> tuple[Vote, Head]:
    vote = load.shown(id)
    head = load.head(vote, web.person())
    web.require(Can.CHALLENGE_VOTE, head.voter)
    return vote, head


def _page(vote: Vote, head: Head, form: forms.Challenge) -> Response:
    ends = clock.end_of_day(vote.challenges_until) if vote.challenges_until else None
    own = models.own_challenges(vote.id, web.person().id)
    return web.reply(
        "voting/challenge.html",
        form=form,
        vote=vote,
        voter=head.voter,
        crumbs=back(vote),
        challenges=session().scalars(own).all(),
        until=until(ends) if ends and not vote.is_final else None,
        may_move=may_move(vote),
    )
