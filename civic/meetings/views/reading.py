"""Reading: the list, the heart page, its live state."""

from typing import Any

from flask import Response
from sqlalchemy import Select

from civic import policy, web
from civic.db import session
from civic.i18n import gettext as _
from civic.meetings import forms, models
from civic.meetings.rules import STEP, MeetingKind, MeetingStage
from civic.meetings.views import bp, load, page
from civic.meetings.views.evaluation import page as evaluation
from civic.meetings.views.lines import line
from civic.meetings.wording import KIND
from civic.meetings.wording import STEP as STEP_WORDS
from civic.places.models import Place, communities
from civic.policy import Can

PAGE = 20

PREPARES = dict.fromkeys(MeetingKind, Can.CONVENE_MEETING) | {
    MeetingKind.EVALUATION: Can.CONVENE_EVALUATION
}
"""Who sees one that no notice has told of yet."""


@bp.get("/")
@web.public
def index() -> Response:
    """Meetings to come first, narrowed by place, kind and how far they are."""
    form, statement = _narrowed()
    found, page_at = web.paged(statement, PAGE)
    return web.reply(
        "meetings/index.html",
        find=form,
        lines=[line(meeting) for meeting in found],
        page=page_at,
        may_convene=policy.anywhere(web.person(), Can.CONVENE_MEETING),
    )


@bp.get("/<int:id>")
@web.public
def show(id: int) -> Response:
    """The heart page of a meeting."""
    meeting, entry = load.shown(id)
    if meeting.kind is MeetingKind.EVALUATION:
        found = evaluation.build(meeting, entry, web.person())
        return web.reply("meetings/evaluation.html", page=found)
    return web.reply("meetings/show.html", page=page.build(meeting, entry, web.person()))


@bp.get("/votes/<int:id>")
@web.public
def of_vote(id: int) -> Response:
    """The evaluation to which a vote belongs."""
    return show(web.one_or_404(models.of_vote(id)))


@bp.get("/<int:id>/live")
@web.public
@web.quiet
def live(id: int) -> Response:
    """What is going on in the room, as a piece of the heart page; it fetches itself anew."""
    meeting = load.fresh(id)
    _seat, _arrival, _observing, present, observers, _next, _materials = (
        session().execute(models.standing(meeting, None)).one()
    )
    return web.fragment_or_page(
        "meetings/_live.html",
        "meetings/live.html",
        meeting=meeting,
        is_live=meeting.sitting.is_open,
        items=page.items(meeting.sitting),
        hands=[page.tally(hands) for hands in meeting.sitting.hands],
        roll=page.roll(meeting, present, observers),
    )


def _narrowed() -> tuple[forms.Find, Select[Any]]:
    """The filter as it was typed, and what it leaves. What is not on its lists is ignored."""
    form = forms.Find()
    places = {place.id: place for place in session().scalars(communities())}
    form.place.choices = [("", _("全部地方")), *((str(p.id), p.name) for p in places.values())]
    place: Place | None = places.get(form.place.data)
    step = form.step.data if form.step.data in STEP_WORDS else None
    reader = web.person()
    stages: set[MeetingStage] = {s for s, each in STEP.items() if each is step}
    found = models.listed(
        path=place.path if place else None,
        kind=form.kind.data if form.kind.data in KIND else None,
        stages=stages,
        prepared_in=[
            (kind, held.path)
            for held in (reader.holds if reader else ())
            for kind, can in PREPARES.items()
            if held.role in policy.GRANTS[can]
        ],
    )
    return form, models.upcoming_first(found)
