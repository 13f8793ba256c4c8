"""What a matter's own page shows of its opinions, and offers."""

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.i18n import until
from civic.matters.models import Matter
from civic.matters.rules import Stage
from civic.matters.views import Offer
from civic.opinions import forms, models
from civic.opinions.models import Counts
from civic.opinions.views.lines import is_open, lines
from civic.policy import Can, may

SHORT = 10
NONE = Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None)
_BEFORE = frozenset({Stage.DRAFT, Stage.SUBMITTED})


def panel(matter: Matter) -> Markup | None:
    """The newest opinions with their answers: one query, however many there are."""
    if matter.stage in _BEFORE:
        return None
    reader = web.person()
    found = session().execute(models.newest(matter.id, reader.id if reader else None).limit(SHORT))
    rows = found.all()
    if not rows and not is_open(matter):
        return None
    counts = Counts(*rows[0][3:]) if rows else NONE
    return Markup(
        render_template(
            "opinions/_panel.html",
            matter=matter,
            counts=counts,
            due=due(counts),
            find=forms.Find(),
            is_open=is_open(matter),
            lines=lines(((row[0], row[1]) for row in rows), matter, reader),
        )
    )


def counted(matter_id: int) -> Counts:
    """How a matter's opinions stand."""
    return Counts(*session().execute(models.counts(matter_id)).one())


def due(counts: Counts) -> tuple[str, bool] | None:
    """The next answer that is due, or how many are late, in words."""
    if counts.overdue:
        return _("%(n)s条意见逾期没有答复", n=counts.overdue), True
    if counts.next_due_at is not None:
        return _("最近一条答复：%(until)s", until=until(counts.next_due_at)), False
    return None


# Offers on the matter's page: the lowest order is its main action, from 100 on never.


def give(matter: Matter, reader: Any) -> Offer | None:
    """Say something."""
    if not is_open(matter) or not may(reader, Can.GIVE_OPINION, matter):
        return None
    order = 32 if matter.stage is Stage.SCREENED else 25
    url = url_for("opinions.new", id=matter.id)
    return Offer(order, _("我来说一句"), url, "speak", _("批评、意见、建议都可以，每条都会答复。"))


def enter(matter: Matter, reader: Any) -> Offer | None:
    """Write down what somebody said."""
    if not is_open(matter) or not may(reader, Can.ENTER_OPINION, matter):
        return None
    return Offer(120, _("代录意见"), url_for("opinions.entry", id=matter.id), "edit")


def send(matter: Matter, reader: Any) -> Offer | None:
    """Send opinions to whoever must answer."""
    if matter.stage in _BEFORE or not may(reader, Can.ADDRESS_OPINION, matter):
        return None
    return Offer(121, _("送交意见"), url_for("opinions.sending", id=matter.id), "arrow-right")
