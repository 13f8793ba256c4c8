"""How the demo's clock may be moved, forward only; the days on which its story was; how those
vote whom nobody plays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from civic.clock import ONE_DAY, Calendar, start_of_day
from civic.errors import OutOfOrder
from civic.voting.rules import NO, YES, Answer, Asked, QuestionKind


class Move(StrEnum):
    """A push of the hands."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    DEADLINE = "deadline"
    SITTING = "sitting"
    VOTE = "vote"


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
    ROLL = "roll"
    ROLL_DECISION = "roll_decision"
    VOTE_BEGINS = "vote_begins"
    VOTE_ENDS = "vote_ends"
    CHALLENGE = "challenge"
    VERIFICATION = "verification"


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


# Whom nobody plays -------------------------------------------------------------------

STAYS_AWAY = 12
LARGE_PERCENT = 42
_TASTES = (0, 0, 1, 0, 2, 0, 1, 0)


def comes(rank: int) -> bool:
    """One in twelve has no time to vote."""
    return rank % STAYS_AWAY != STAYS_AWAY - 1


def filled_in(asked: Sequence[Asked], *, rank: int, heads: int, by_area: bool) -> list[Answer]:
    """What somebody votes, always the same; ``rank`` counts from the largest flat to the smallest.

    Of what owners are asked first the large flats are in favour, the small ones against: most
    of the area, and not most of the heads. Anything else most people like.
    """
    answers = [_liked(question, rank + place) for place, question in enumerate(asked)]
    if by_area and asked[0].kind is QuestionKind.YES_NO:
        answers[0] = (YES if 100 * rank < LARGE_PERCENT * heads else NO,)
    return answers


def _liked(asked: Asked, taste: int) -> Answer:
    keys = asked.keys[:-1]
    favourite = min(_TASTES[taste % len(_TASTES)], len(keys) - 1)
    return keys[favourite : favourite + asked.most]
