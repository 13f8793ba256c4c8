"""What may be said when, what may be hidden, and by when each opinion is answered (HR-8, HR-9)."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import add
from typing import Final

from civic.clock import Calendar, Due, end_of_day
from civic.errors import AlreadyDone, Invalid, OutOfOrder, TooLate, TooOften
from civic.matters.rules import HideGround as HideGround
from civic.matters.rules import Objection as Objection
from civic.matters.rules import Stage, hiding
from civic.matters.rules import decide_objection as decide_objection
from civic.matters.rules import object_to_hiding as object_to_hiding
from civic.matters.rules import objection_decision_due as objection_decision_due
from civic.matters.rules import objection_due as objection_due


class Why(StrEnum):
    """Why an act on an opinion was refused."""

    CLOSED = "opinions.closed"
    TOO_SHORT = "opinions.too_short"
    TOO_LONG = "opinions.too_long"
    SAID_BEFORE = "opinions.said_before"
    MANY_TODAY = "opinions.many_today"
    SOMEBODY_OF_THAT_NAME = "opinions.somebody_of_that_name"
    IS_HIDDEN = "opinions.is_hidden"
    SENT_ALREADY = "opinions.sent_already"
    NOTHING_TICKED = "opinions.nothing_ticked"
    NOT_ALIKE = "opinions.not_alike"
    UNIT_ELSEWHERE = "opinions.unit_elsewhere"
    CORRECTED_ALREADY = "opinions.corrected_already"
    REASON_MISSING = "opinions.reason_missing"
    ANSWERED_ALREADY = "opinions.answered_already"
    NOT_ANSWERED = "opinions.not_answered"
    UNANSWERED = "opinions.unanswered"
    CONTESTED = "opinions.contested"
    EXTENDED_ALREADY = "opinions.extended_already"
    EXTENSION_TOO_LONG = "opinions.extension_too_long"
    EXTENSION_TOO_LATE = "opinions.extension_too_late"
    SAME_TEXT = "opinions.same_text"


OPINIONS_A_DAY: Final = 20

# Saying ------------------------------------------------------------------------------


class Kind(StrEnum):
    """What an opinion is: 批评、意见、建议 (S0)."""

    CRITICISM = "criticism"
    OPINION = "opinion"
    SUGGESTION = "suggestion"


class Phase(StrEnum):
    """When it was said, seen from the sitting."""

    BEFORE = "before"
    AT = "at"
    AFTER = "after"


class Channel(StrEnum):
    """How it came; all but online are entered by a clerk and marked so."""

    ONLINE = "online"
    ON_SITE = "on_site"
    PAPER = "paper"
    PHONE = "phone"


BY_CLERK: Final = frozenset(Channel) - {Channel.ONLINE}


class Stance(StrEnum):
    """What a neighbour makes of somebody's opinion."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"


class Sort(StrEnum):
    """In which order opinions are read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    DIVIDED = "divided"
    UNANSWERED = "unanswered"


TEXT_LENGTH: Final = (2, 2000)
REPLY_LENGTH: Final = (2, 5000)
REASON_LENGTH: Final = (2, 1000)

PHASES: Final[Mapping[Stage, Phase]] = {
    Stage.SCREENED: Phase.BEFORE,
    Stage.PLANNED: Phase.BEFORE,
    Stage.NOTICED: Phase.BEFORE,
    Stage.IN_SESSION: Phase.AT,
    Stage.MINUTED: Phase.AFTER,
}
"""The phase that a matter's stage puts an opinion in; at other stages none is taken."""


def phase_at(stage: Stage) -> Phase:
    """The phase of what is said now; refused once opinions are closed (SH17 Art.16; D)."""
    if stage not in PHASES:
        raise OutOfOrder(Why.CLOSED, stage=stage)
    return PHASES[stage]


def check_text(text: str, limit: tuple[int, int] = TEXT_LENGTH, field: str = "text") -> str:
    """The text without its margins, if it is neither too short nor too long."""
    text, (least, most) = text.strip(), limit
    if len(text) < least:
        raise Invalid(Why.TOO_SHORT, field=field, least=least, length=len(text))
    if len(text) > most:
        raise Invalid(Why.TOO_LONG, field=field, most=most, length=len(text))
    return text


def say(stage: Stage, text: str, *, said: Collection[str]) -> tuple[Phase, str]:
    """An opinion while opinions are open, not word for word what one has said already (D)."""
    phase, text = phase_at(stage), check_text(text)
    if text in said:
        raise AlreadyDone(Why.SAID_BEFORE, field="text")
    return phase, text


def check_often(said_today: int) -> None:
    """So many on one matter in a day: each is owed an answer before the round can close (HR-8; D)."""
    if said_today >= OPINIONS_A_DAY:
        raise TooOften(Why.MANY_TODAY, most=OPINIONS_A_DAY)


def check_reason(reason: str) -> str:
    """A reason is given in words (HR-8, HR-9)."""
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    return check_text(reason, REASON_LENGTH, "reason")


# Hiding ------------------------------------------------------------------------------


GROUNDS_HERE: Final = frozenset(HideGround) - {HideGround.MODERATED_AT_SOURCE}
"""The grounds a moderator may take; the other one comes with an imported consultation."""

OWED_A_REPLY_WHEN_HIDDEN: Final = frozenset({HideGround.PRIVACY})
"""Hidden for what it shows of a person, not for what it says: the answer is still due."""


def hide(ground: HideGround, *, hidden: HideGround | None) -> HideGround:
    """An opinion is hidden once, on one of the grounds, by a moderator here (B7.1; D)."""
    return hiding.hide(ground, hidden=hidden, grounds=GROUNDS_HERE)


def react(stage: Stage, *, hidden: HideGround | None) -> None:
    """Agree, disagree or pass, and change one's mind, while the opinion can be read (D)."""
    phase_at(stage)
    if hidden is not None:
        raise OutOfOrder(Why.IS_HIDDEN, ground=hidden)


# Answering ---------------------------------------------------------------------------


class Disposition(StrEnum):
    """What becomes of an opinion (HR-8)."""

    ADOPT = "adopt"
    PARTLY = "partly"
    NOT_ADOPT = "not_adopt"
    NOT_WITHIN_COMPETENCE = "not_within_competence"


REPLY_WORKING_DAYS: Final = 15
EXTENSION_WORKING_DAYS: Final = 15
"""The longest extension, once (HR-9)."""


def is_owed_a_reply(hidden: HideGround | None) -> bool:
    """Every opinion is answered, also one hidden only to protect somebody (HR-8; D)."""
    return hidden is None or hidden in OWED_A_REPLY_WHEN_HIDDEN


def send(
    to: Hashable, *, before: Hashable | None, hidden: HideGround | None, is_answered: bool
) -> None:
    """An opinion goes to the unit that must answer; a wrong address may be put right (S0; D)."""
    if not is_owed_a_reply(hidden):
        raise OutOfOrder(Why.IS_HIDDEN, ground=hidden)
    if is_answered:
        raise AlreadyDone(Why.ANSWERED_ALREADY)
    if before == to:
        raise AlreadyDone(Why.SENT_ALREADY, field="unit")


def answer_together(opinions: Collection[Hashable]) -> None:
    """One answer serves opinions of one matter that wait for one unit (HR-8; D)."""
    if not opinions:
        raise Invalid(Why.NOTHING_TICKED)
    if len(set(opinions)) > 1:
        raise Invalid(Why.NOT_ALIKE)


def reply(
    disposition: Disposition, reason: str, *, hidden: HideGround | None, is_answered: bool
) -> str:
    """An answer is a class and a reason, given once; the reason comes back trimmed (HR-8)."""
    if not is_owed_a_reply(hidden):
        raise OutOfOrder(Why.IS_HIDDEN, ground=hidden)
    if is_answered:
        raise AlreadyDone(Why.ANSWERED_ALREADY)
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason", disposition=disposition)
    return check_text(reason, REPLY_LENGTH, "reason")


def correct(old: str | None, new: str) -> str:
    """A corrected answer is a new entry and says something else; the old stays readable (D)."""
    if old is None:
        raise OutOfOrder(Why.NOT_ANSWERED)
    if not new.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    new = check_text(new, REPLY_LENGTH, "reason")
    if new == old.strip():
        raise Invalid(Why.SAME_TEXT, field="reason")
    return new


def reply_due(sent_on: date, calendar: Calendar) -> Due:
    """The department answers within fifteen working days of being sent an opinion (HR-9)."""
    return calendar.working_days_after(sent_on, REPLY_WORKING_DAYS)


def extend(
    due_on: date,
    days: int,
    reason: str,
    *,
    at: datetime,
    calendar: Calendar,
    is_extended: bool,
    is_answered: bool = False,
) -> Due:
    """One extension of at most fifteen working days, reasoned, asked before expiry (HR-9)."""
    if is_answered:
        raise AlreadyDone(Why.ANSWERED_ALREADY)
    if is_extended:
        raise AlreadyDone(Why.EXTENDED_ALREADY, article="HR-9")
    if at >= end_of_day(due_on):
        raise TooLate(Why.EXTENSION_TOO_LATE, due_on=due_on, article="HR-9")
    if not 1 <= days <= EXTENSION_WORKING_DAYS:
        raise Invalid(Why.EXTENSION_TOO_LONG, field="days", most=EXTENSION_WORKING_DAYS, days=days)
    check_reason(reason)
    return calendar.working_days_after(due_on, days)


def is_overdue(due_on: date, answered_at: datetime | None, at: datetime) -> bool:
    """Whether an answer is still missing after 24:00 of its due date (G-5)."""
    return answered_at is None and at >= end_of_day(due_on)


def was_late(due_on: date, answered_at: datetime) -> bool:
    """Whether an answer came after 24:00 of its due date (G-5)."""
    return answered_at >= end_of_day(due_on)


def require_all_answered(unanswered: int) -> None:
    """Unanswered opinions block closing (HR-8; SH17 Art.23)."""
    if unanswered:
        raise OutOfOrder(Why.UNANSWERED, unanswered=unanswered, article="SH17 Art.23")


def require_none_contested(contested: int) -> None:
    """Nor does hiding what is unanswered open the way, while it may still come back (HR-8; D)."""
    if contested:
        raise OutOfOrder(Why.CONTESTED, contested=contested, article="SH17 Art.23")


# The record of answers ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answering:
    """How what was sent to somebody has been answered, by the clock of now: numbers of opinions.

    Each is answered on time or late, overdue, or still waiting within its time. Late is also what
    was passed on to another unit when its day was over.
    """

    on_time: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0
    extended: int = 0
    corrected: int = 0

    def __add__(self, other: "Answering") -> "Answering":
        return Answering(*map(add, astuple(self), astuple(other)))

    @property
    def answered(self) -> int:
        return self.on_time + self.late

    @property
    def judged(self) -> int:
        """Of how many it can be said whether they came in time: what is overdue did not."""
        return self.answered + self.overdue

    @property
    def sent(self) -> int:
        return self.judged + self.waiting

    @property
    def on_time_percent(self) -> int | None:
        """Rounded down, so that nearly all never reads as all; of nothing none."""
        return 100 * self.on_time // self.judged if self.judged else None
