"""Finding again the dates that were guessed before a year's notice was known (WD-4)."""

from sqlalchemy import and_, or_, select

from civic import calendar, clock
from civic.db import session
from civic.matters import rules
from civic.matters.models import AttachmentHiding, Hides, Matter, MatterHiding
from civic.matters.rules import Objection, Stage


def reckon_anew() -> None:
    """Screenings and hidings by the calendar of now; the system's own doing (``civic worker``)."""
    days = calendar.current()
    waiting = select(Matter).where(Matter.stage == Stage.SUBMITTED, Matter.raised_at.is_not(None))
    for matter in session().scalars(waiting):
        assert matter.raised_at is not None
        matter.due_at = rules.screening_due(clock.day_of(matter.raised_at), days).ends_at
    reckon(MatterHiding)
    reckon(AttachmentHiding)


def reckon(kind: type[Hides]) -> None:
    """The days of open hidings. Whoever was told until when to object keeps that day at least."""
    days, version = calendar.current(), calendar.version()
    may_object = and_(kind.objection.is_(None), kind.object_until_on >= clock.today())
    is_open = or_(may_object, kind.objection == Objection.OPEN)
    for hiding in session().scalars(select(kind).where(is_open, kind.calendar != version)):
        if hiding.objection is None:
            until = rules.objection_due(clock.day_of(hiding.at), days).due_on
            hiding.object_until_on = max(hiding.object_until_on, until)
        elif hiding.objected_at is not None:
            objected_on = clock.day_of(hiding.objected_at)
            hiding.decide_until_on = rules.objection_decision_due(objected_on, days).due_on
        hiding.calendar = version
