"""How the demo's clock may be moved, forward only; and the days on which its story was."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from civic.clock import ONE_DAY, Calendar, start_of_day
from civic.errors import OutOfOrder


class Move(StrEnum):
    """A push of the hands."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    DEADLINE = "deadline"
    SITTING = "sitting"


class Due(StrEnum):
    """What falls due, or begins."""

    SCREENING = "screening"
    REGISTRATION = "registration"
    SITTING = "sitting"
    MINUTES = "minutes"
    REPLY = "reply"
    OBJECTION = "objection"
    DECISION = "decision"
    COMMITMENT = "commitment"


@dataclass(frozen=True, order=True)
class Deadline:
    """The moment, and what it is of."""

    at: datetime
    kind: Due


class Why(StrEnum):
    """Reasons to refuse."""

    NOTHING_DUE = "demo.nothing_due"


SPANS = {Move.HOUR: timedelta(hours=1), Move.DAY: timedelta(days=1), Move.WEEK: timedelta(days=7)}


def moved(now: datetime, move: Move, next_at: datetime | None) -> timedelta:
    """How far to push. To a moment means one minute past it, so that it takes effect."""
    if move in SPANS:
        return SPANS[move]
    if next_at is None:
        raise OutOfOrder(Why.NOTHING_DUE)
    return next_at - now + timedelta(minutes=1)


class Almanac:
    """The story's days, counted back from today in working days: offices act when open."""

    def __init__(self, today: date, calendar: Calendar) -> None:
        self.today = today
        self.calendar = calendar
        self._back = [today]

    def day(self, ago: int) -> date:
        """The working day that many working days ago; 0 is today, working day or not."""
        while len(self._back) <= ago:
            day = self._back[-1] - ONE_DAY
            while not self.calendar.is_working_day(day):
                day -= ONE_DAY
            self._back.append(day)
        return self._back[ago]

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment of that day."""
        return start_of_day(self.day(ago)) + timedelta(hours=hour, minutes=minute)

    def ahead(self, days: int, hour: int, minute: int = 0) -> datetime:
        """A moment still to come, in days of the common calendar."""
        day = self.today + days * ONE_DAY
        return start_of_day(day) + timedelta(hours=hour, minutes=minute)
