"""Reading: the list of votes, the one page of a vote, its roll, openly cast ballots."""

from itertools import groupby
from typing import Any

from flask import Response, abort
from sqlalchemy import Select

from civic import clock, policy, web
from civic.db import session
from civic.i18n import gettext as _
from civic.places.models import communities
from civic.policy import Can
from civic.voting import models, rules
from civic.voting.forms import ballot as forms
from civic.voting.models import Vote
from civic.voting.rules import Phase, Secrecy
from civic.voting.views import bp, load, page
from civic.voting.views.lines import answer, back, door, line
from civic.voting.wording import PHASE

PAGE = 30


@bp.get("/")
@web.public
def index() -> Response:
    """What can be voted on first, then what comes, what is counted, what came of it."""
    form, statement = _narrowed()
    found, page_at = web.paged(statement, PAGE)
    return web.reply(
        "voting/index.html",
        find=form,
        groups=[
            (PHASE[phase], [line(vote) for vote in votes])
            for phase, votes in groupby(found, _phase)
        ],
        page=page_at,
        may_draft=policy.anywhere(web.person(), Can.DRAFT_VOTE),
    )


@bp.get("/<int:id>")
@web.public
def show(id: int) -> Response:
    """The one page of a vote."""
    return web.reply("voting/show.html", page=page.build(load.shown(id), web.person()))


@bp.get("/entries/<int:id>")
@web.public
def of_entry(id: int) -> Response:
    """The vote whose result stands in an entry of the register, corrected or not."""
    return show(web.one_or_404(models.of_entry(id)))


@bp.get("/<int:id>/ballots")
@web.public
def ballots(id: int) -> Response:
    """Who chose what, in a vote held openly; without sums, until it is counted."""
    vote = load.shown(id)
    if vote.secrecy is not Secrecy.OPEN or vote.opened_at is None:
        abort(404)
    found, page_at = web.paged(models.shown_ballots(vote.id), PAGE)
    return web.reply(
        "voting/ballots.html",
        vote=vote,
        crumbs=back(vote),
        page=page_at,
        rows=[
            (
                _("、").join(p.person.public_name for p in ballot.voter.persons)
                or door(ballot.voter),
                [
                    answer(vote.questions[n], rules.decode(vote.asked[n], each.value.encode()))
                    for n, each in enumerate(ballot.answers)
                ],
            )
            for ballot in found
        ],
    )


def _phase(vote: Vote) -> Phase:
    return rules.phase(vote.stage, vote.closes_at, clock.now())


def _narrowed() -> tuple[forms.Find, Select[Any]]:
    """The filter as it was typed, and what it leaves. What is not on its lists is ignored."""
    form, reader = forms.Find(), web.person()
    places = {place.id: place for place in session().scalars(communities())}
    form.place.choices = [("", _("全部地方")), *((str(p.id), p.name) for p in places.values())]
    place = places.get(form.place.data)
    found = models.listed(
        clock.now(),
        path=place.path if place else None,
        phase=form.phase.data if form.phase.data in PHASE else None,
        prepared_in=[
            held.path
            for held in (reader.holds if reader else ())
            if held.role in policy.GRANTS[Can.DRAFT_VOTE]
        ],
    )
    return form, found
