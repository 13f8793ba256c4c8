"""What a matter's own page shows of its rounds, and offers."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, url_for
from markupsafe import Markup

from civic import clock
from civic.db import session
from civic.i18n import day
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.matters.rules import MEETINGS, Forum, Stage
from civic.matters.views import Offer
from civic.meetings import models, rules
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingStage
from civic.meetings.views.lines import named, tone
from civic.meetings.wording import KIND, where
from civic.policy import Can, may

_CONVENABLE = frozenset({Stage.SCREENED, Stage.PLANNED})
_CONVENED_BY = {
    Forum.HEARING: Can.CONVENE_MEETING,
    Forum.EVALUATION_MEETING: Can.CONVENE_EVALUATION,
}
_BUSY = frozenset({MeetingStage.NOTICED, MeetingStage.IN_SESSION})


def panel(matter: Matter) -> Markup | None:
    """Every round with where it stands; one query, however many there were."""
    rounds = _seen(matter)
    if not rounds:
        return None
    return Markup(
        render_template(
            "meetings/_panel.html",
            matter=matter,
            rounds=[
                (url_for("meetings.show", id=m.id), named(m), where(m), tone(m), m) for m in rounds
            ],
        )
    )


def convene(matter: Matter, reader: Any) -> Offer | None:
    """Convene what the matter was given to, a hearing or an evaluation, if nothing runs yet."""
    can = _CONVENED_BY.get(matter.forum) if matter.forum else None
    if can is None or matter.stage not in _CONVENABLE:
        return None
    if matter.needs_party_review or not may(reader, can, matter):
        return None
    if any(m.stage not in rules.FINAL for m in _rounds(matter)):
        return None
    if matter.forum is Forum.EVALUATION_MEETING:
        url = url_for("meetings.new_evaluation", matter=matter.id)
        why = _("公告要满7天：被评议的先报告、答问，居民再无记名评议。")
        return Offer(18, _("召集评议会"), url, "meeting", why)
    url = url_for("meetings.new", matter=matter.id)
    earliest = rules.earliest_sitting(clock.today()).due_on
    why = _("公告要满10天，最早%(day)s开会。", day=day(earliest))
    return Offer(18, _("召集听证会"), url, "meeting", why)


def go(matter: Matter, reader: Any) -> Offer | None:
    """On to the round that runs."""
    running = next((m for m in _rounds(matter) if m.stage not in rules.FINAL), None)
    if running is None:
        return None
    prepares = may(reader, running.power(Can.CONVENE_MEETING), matter)
    if not running.is_public and not prepares:
        return None
    url = url_for("meetings.show", id=running.id)
    order = 22 if prepares or running.stage in _BUSY else 110
    return Offer(order, _("去%(kind)s页面", kind=KIND[running.kind]), url, "meeting")


def _rounds(matter: Matter) -> Sequence[Meeting]:
    kept: dict[int, Sequence[Meeting]] = g.setdefault("rounds", {})
    if matter.id not in kept:
        is_met = matter.forum in MEETINGS
        kept[matter.id] = session().scalars(models.of_matter(matter.id)).all() if is_met else ()
    return kept[matter.id]


def _seen(matter: Matter) -> list[Meeting]:
    return [m for m in _rounds(matter) if m.is_public]
