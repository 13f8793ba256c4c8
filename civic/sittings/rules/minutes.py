"""The minutes, and whose word makes them (TM-5, HR-5)."""

from datetime import date
from typing import Final

from civic.checks import Check, Op
from civic.clock import Calendar, Due
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.sittings.rules.roll import PARTICIPANTS, AttendanceMode
from civic.sittings.rules.stages import OPEN_FOR_MINUTES, State, Why

MINUTES_WORKING_DAYS: Final = 3
MINUTES_LENGTH: Final = (10, 50_000)
LINE_LENGTH: Final = (1, 2000)
REPRESENTATIVES_TO_CONFIRM: Final = 2


def minutes_due(closed_on: date, calendar: Calendar) -> Due:
    """The minutes are confirmed within three working days (TM-5)."""
    return calendar.working_days_after(closed_on, MINUTES_WORKING_DAYS)


def _check_length(text: str, limit: tuple[int, int]) -> str:
    text, (least, most) = text.strip(), limit
    if len(text) < least:
        raise Invalid(Why.MINUTES_TOO_SHORT, field="text", least=least, length=len(text))
    if len(text) > most:
        raise Invalid(Why.MINUTES_TOO_LONG, field="text", most=most, length=len(text))
    return text


def write_minutes(state: State, text: str) -> str:
    """Minutes grow from the sitting until somebody's confirmation makes them stand (TM-5)."""
    if state not in OPEN_FOR_MINUTES:
        raise OutOfOrder(Why.MINUTES_FIXED, state=state)
    return _check_length(text, MINUTES_LENGTH)


def write_line(state: State, text: str) -> str:
    """One speaker's main points, noted until the minutes stand (TM-5)."""
    if state not in OPEN_FOR_MINUTES:
        raise OutOfOrder(Why.MINUTES_FIXED, state=state)
    return _check_length(text, LINE_LENGTH)


def draft_minutes(state: State, text: str) -> str:
    """A text goes out to be confirmed once the sitting is over (TM-5)."""
    text = write_minutes(state, text)
    if state not in {State.CLOSED, State.MINUTES_DRAFT}:
        raise OutOfOrder(Why.NOT_OVER_YET, state=state)
    return text


def object_with_reason(remark: str, *, is_objection: bool) -> None:
    """Who objects says to what (D)."""
    if is_objection and not remark.strip():
        raise Invalid(Why.OBJECTION_WITHOUT_REASON, field="remark")


def confirm(state: State, *, mode: AttendanceMode | None, has_confirmed: bool) -> None:
    """Only those who were there and took part confirm, each once (TM-5)."""
    if state is not State.MINUTES_DRAFT:
        raise OutOfOrder(Why.NOT_OPEN_FOR_CONFIRMING, state=state)
    if mode not in PARTICIPANTS:
        raise NotAllowed(Why.NOT_HERE, article="TM-5")
    if has_confirmed:
        raise AlreadyDone(Why.CONFIRMED_ALREADY)


def check_text_read(read: int, *, version: int) -> None:
    """Whoever signs has read this very text, not an earlier one (TM-5; D)."""
    if read != version:
        raise OutOfOrder(Why.TEXT_CHANGED, version=version, article="TM-5")


def confirmation(
    *, chair_confirmed: bool, representatives: int, participants: int
) -> tuple[Check, ...]:
    """The chair and two of the other participants, or all if there are fewer (TM-5; HR-5).

    ``representatives`` and ``participants`` leave the chair out. Whoever objects to the
    text has not confirmed it. Where nobody else came, the chair's word is enough.
    """
    needed = min(REPRESENTATIVES_TO_CONFIRM, participants)
    return (
        Check("chair", int(chair_confirmed), Op.GE, 1, "TM-5"),
        Check("representatives", representatives, Op.GE, needed, "HR-5"),
    )
