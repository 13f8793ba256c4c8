"""Who is there, and how (TM-4, HR-11)."""

from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from typing import Final

from civic.clock import day_of
from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.sittings.rules.stages import OPEN_FOR_ARRIVALS, State, Why


class AttendanceMode(StrEnum):
    """How somebody attends; observers listen (旁听, HR-11)."""

    ON_SITE = "on_site"
    ONLINE = "online"
    OBSERVER = "observer"


PARTICIPANTS: Final = frozenset({AttendanceMode.ON_SITE, AttendanceMode.ONLINE})
"""Those who take part, and so may confirm the minutes."""


def check_arrivals(state: State, *, starts_at: datetime, at: datetime) -> None:
    """The roll is that of the sitting itself: from its day on, until it closes (TM-4)."""
    if state not in OPEN_FOR_ARRIVALS:
        raise OutOfOrder(Why.NOT_OPEN_FOR_ARRIVALS, state=state)
    if day_of(at) < day_of(starts_at):
        raise OutOfOrder(Why.BEFORE_ITS_DAY, sits_on=day_of(starts_at), article="TM-4")


def arrive(state: State, *, mode: AttendanceMode | None, starts_at: datetime, at: datetime) -> None:
    """Arrivals are recorded on the day until the sitting closes, each person once (TM-4)."""
    check_arrivals(state, starts_at=starts_at, at=at)
    if mode is not None:
        raise AlreadyDone(Why.HERE_ALREADY, mode=mode)


def correct_arrival(
    state: State,
    *,
    before: AttendanceMode,
    mode: AttendanceMode | None,
    has_spoken: bool,
    presides: bool,
) -> None:
    """What was written down wrongly is put right until the sitting closes (TM-4; D).

    ``mode`` None: nobody of that name came. Whoever has spoken took part; whoever presides
    over a sitting stays, or somebody stands in first.
    """
    if state not in OPEN_FOR_ARRIVALS:
        raise OutOfOrder(Why.NOT_OPEN_FOR_ARRIVALS, state=state)
    if mode is before:
        raise AlreadyDone(Why.SAME_MODE, field="mode", mode=mode)
    if mode in PARTICIPANTS:
        return
    if has_spoken:
        raise OutOfOrder(Why.HAS_SPOKEN, field="mode")
    if presides and state is State.IN_SESSION:
        raise OutOfOrder(Why.PRESIDES, field="mode", article="TM-4")


def check_known(*, is_expected: bool, is_of_here: bool) -> None:
    """On the roll stands, by account, who is expected or belongs here; others by name (D)."""
    if not (is_expected or is_of_here):
        raise Invalid(Why.NOT_FROM_HERE, field="person_id")


def check_online(mode: AttendanceMode, *, is_offered: bool) -> None:
    """Online is only where a room online was announced (TM-3, TM-4)."""
    if mode is AttendanceMode.ONLINE and not is_offered:
        raise Invalid(Why.ONLINE_NOT_OFFERED, field="mode", article="TM-4")


def check_code(mode: AttendanceMode, code: str, posted: str) -> None:
    """Whoever reports their own presence in the room has read the code that hangs there (D)."""
    if mode is not AttendanceMode.ONLINE and not compare_digest(code.encode(), posted.encode()):
        raise Invalid(Why.WRONG_CODE, field="code")
