"""The next moment that matters to a meeting, and how it was computed."""

from datetime import date, datetime

from civic import calendar, clock
from civic.clock import Due
from civic.i18n import gettext as _
from civic.i18n import moment, until
from civic.meetings import rules
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingStage
from civic.meetings.views.parts import Deadline
from civic.opinions.models import Counts
from civic.sittings import rules as sitting_rules
from civic.wording import cite, computed

M = MeetingStage


def deadline(
    meeting: Meeting, counts: Counts, last_due: date | None, last_answer: datetime | None
) -> Deadline | None:
    """The next moment that matters, and how it was computed."""
    now, sitting = clock.now(), meeting.sitting
    if meeting.stage is M.NOTICED:
        open_until = meeting.registration_until
        if open_until is not None and now < open_until:
            return Deadline(_("报名：%(until)s", until=until(open_until)))
        return Deadline(_("%(moment)s开会", moment=moment(sitting.starts_at)))
    if meeting.stage in {M.SAT, M.ANOTHER_ROUND}:
        return minutes_due(meeting)
    if meeting.stage is M.REPLIES_AWAITED:
        return _answers_due(counts) or _result_due(meeting, counts, last_due, last_answer)
    return None


def minutes_due(meeting: Meeting) -> Deadline | None:
    """Until when the minutes are to be confirmed, written or not (TM-5)."""
    kept, closed_at = meeting.sitting.minutes, meeting.sitting.closed_at
    if closed_at is None or (kept is not None and kept.confirmed_at is not None):
        return None
    due_on = kept.due_on if kept else after_closing(closed_at).due_on
    ends_at = clock.end_of_day(due_on)
    how = (_("散会后3个工作日内由主持人和到会代表确认。"), cite("TM-5"))
    text = _("确认会议纪要：%(until)s", until=until(ends_at))
    return Deadline(text, clock.now() >= ends_at, how)


def after_closing(closed_at: datetime) -> Due:
    """When minutes are due that nobody has written yet."""
    return sitting_rules.minutes_due(clock.day_of(closed_at), calendar.current())


def _answers_due(counts: Counts) -> Deadline | None:
    how = (_("送交后15个工作日内逐条答复，可以说明理由延长一次。"), cite("HR-9"))
    if counts.overdue:
        return Deadline(_("%(n)s条意见逾期没有答复", n=counts.overdue), True, how)
    if counts.unanswered and counts.next_due_at:
        return Deadline(_("答复：%(until)s", until=until(counts.next_due_at)), False, how)
    return None


def _result_due(
    meeting: Meeting, counts: Counts, last_due: date | None, last_answer: datetime | None
) -> Deadline | None:
    """Everything answered: the result's days run, whether anybody looks or not (TM-6).

    As long as something hidden may come back, nobody can publish, and nobody is late.
    """
    if counts.unanswered or counts.contested or meeting.opinions_sent_at is None:
        return None
    due = rules.publish_due(
        sent_on=clock.day_of(meeting.opinions_sent_at),
        last_due_on=last_due,
        last_answer_on=clock.day_of(last_answer) if last_answer else None,
        calendar=calendar.current(),
    )
    text = _("公布结果：%(until)s", until=until(due.ends_at))
    return Deadline(text, clock.now() >= due.ends_at, (*computed(due), cite("TM-6")))
