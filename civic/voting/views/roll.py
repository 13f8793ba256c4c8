"""The posted roll: how many stand on it where, oneself, and what is wrong with it."""

from typing import Any

from flask import Response, url_for

from civic import clock, web
from civic.db import session
from civic.i18n import day, number
from civic.i18n import gettext as _
from civic.places.models import Place
from civic.policy import Can, may
from civic.voting import actions, models
from civic.voting.forms import ballot as forms
from civic.voting.models import Vote
from civic.voting.rules import VoteStage
from civic.voting.views import bp, load
from civic.voting.views.lines import back, building, door, may_move, size, who
from civic.voting.views.offers import Now, status
from civic.voting.wording import AMENDMENT


@bp.get("/<int:id>/roll")
@web.public
def roll(id: int) -> Response:
    """Counts for each building, one's own entry, and how to object while it may be objected to."""
    return _page(load.bare(id), forms.ObjectToRoll())


@bp.post("/<int:id>/roll/objections")
def object_to_roll(id: int) -> Response:
    """Say who is missing, or stands there wrongly."""
    vote, form = load.bare(id), forms.ObjectToRoll()
    web.require(Can.OBJECT_TO_ROLL, vote)
    made = web.attempt(form, lambda: actions.object_to_roll(web.person(), vote, text=_text(form)))
    if made is None:
        return _page(load.bare(id), form)
    said = _("异议收到了，%(day)s前裁定，结果会通知您。", day=day(made.due_on))
    return web.done(url_for(".roll", id=id), said)


def _text(form: forms.ObjectToRoll) -> str:
    return str(form.text.data)


def _page(vote: Vote, form: forms.ObjectToRoll) -> Response:
    reader = web.person()
    heads = load.heads(vote, reader)
    now = Now(vote, reader, heads)
    own = models.own_objections(vote.id, reader.id) if reader else None
    return web.reply(
        "voting/roll.html",
        form=form,
        vote=vote,
        crumbs=back(vote),
        who=who(vote),
        size=size(vote),
        is_posted=vote.stage is not VoteStage.DRAFT,
        buildings=[
            (building(place), number(count))
            for place, count in sorted(
                session().execute(models.per_building(vote.id)), key=_by_name
            )
        ],
        amended=[
            (AMENDMENT[kind], n, reason, day(clock.day_of(at)))
            for kind, n, reason, at in session().execute(models.amended(vote.id))
        ],
        mine=[(head.voter.number, door(head.voter), *status(now, head)) for head in heads],
        objections=session().scalars(own).all() if own is not None else [],
        may_move=may_move(vote),
        may_object=vote.is_taking_objections and may(reader, Can.OBJECT_TO_ROLL, vote),
    )


def _by_name(row: Any) -> tuple[str, int, str]:
    """紫荆小区 before 铁工新村, its 2号楼 before its 10号楼."""
    place: Place = row[0]
    return place.parent.path if place.parent else "", len(place.name), place.name
