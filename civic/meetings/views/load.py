"""Finding a meeting, fresh, for whoever may see it."""

from datetime import date, datetime
from typing import Any

from flask import abort
from sqlalchemy.sql.base import ExecutableOption

from civic import web
from civic.db import session
from civic.meetings import models, rules
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingKind
from civic.opinions.models import Counts, counts, last_due
from civic.policy import Can, may
from civic.register.models import RegisterEntry


def shown(id: int) -> tuple[Meeting, RegisterEntry | None]:
    """The meeting with its entry; one in preparation is the committee's alone."""
    row = (
        session()
        .execute(models.shown(id).execution_options(populate_existing=True))
        .unique()
        .one_or_none()
    )
    if row is None or not is_seen(row[0]):
        abort(404)
    return row[0], row[1]


def fresh(id: int) -> Meeting:
    """The meeting with its sitting, whatever an act that was refused has left behind."""
    return shown(id)[0]


def hearing(id: int, can: Can, *options: ExecutableOption) -> Meeting:
    """The same of a hearing: an evaluation has no plan, no panel and no opinions to send."""
    return _of(MeetingKind.HEARING, mine(id, can, *options))


def evaluation(id: int, can: Can, *options: ExecutableOption) -> Meeting:
    """The same of an evaluation."""
    return _of(MeetingKind.EVALUATION, mine(id, can, *options))


def evaluation_of_others(id: int, can: Can) -> Meeting:
    """The same, for whoever is not rated by it: who rates, and what it comes to before everybody
    reads it, is in others' hands (EV-4)."""
    meeting = evaluation(id, can)
    rules.require_not_rated(is_rated(id))
    return meeting


def is_rated(id: int) -> bool:
    """Whether the reader is rated in it, or has served where somebody is since the notice."""
    person = web.person()
    rated = session().scalars(models.rated_people(id))
    return person is not None and person.id in set(rated)


def _of(kind: MeetingKind, meeting: Meeting) -> Meeting:
    return meeting if meeting.kind is kind else abort(404)


def mine(id: int, can: Can, *options: ExecutableOption) -> Meeting:
    """The meeting, for whoever has the power over it and may see it; with what else is needed."""
    wanted = models.shown(id).options(*options)
    found = session().scalars(wanted.execution_options(populate_existing=True))
    meeting: Meeting | None = found.unique().one_or_none()
    if meeting is None:
        abort(404)
    web.require(power(meeting, can), meeting)
    if not is_seen(meeting):
        abort(404)
    return meeting


_CONDUCTING = frozenset(
    {Can.CONVENE_MEETING, Can.FORM_PANEL, Can.NOTIFY_MEETING, Can.POSTPONE_MEETING}
)


def power(meeting: Meeting, can: Can) -> Can:
    """Whoever conducts an evaluation holds one power for all of it (EV-4)."""
    return meeting.power(can) if can in _CONDUCTING else can


def is_seen(meeting: Meeting) -> bool:
    """From the notice on by everybody; before, by those who prepare it."""
    return meeting.is_public or may(web.person(), meeting.power(Can.CONVENE_MEETING), meeting)


def counted(meeting: Meeting) -> tuple[Counts, date | None, datetime | None]:
    """How the matter's opinions stand; when the last answer is due, and when the last one came."""
    last = (last_due(meeting.matter_id), models.last_answer(meeting.matter_id))
    asked = counts(meeting.matter_id).add_columns(*(each.scalar_subquery() for each in last))
    *row, due_on, answered_at = session().execute(asked).one()
    return Counts(*row), due_on, answered_at


def belongs(part: Any, id: int) -> None:
    """What belongs to another meeting is not there."""
    if part.meeting_id != id:
        abort(404)
