"""Hiding what somebody wrote: on which grounds, how its author objects, who decides (B7.1).

Matters, what is attached to them, and opinions are hidden by the same rules.
"""

from collections.abc import Collection, Hashable
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from civic.clock import Calendar, Due, end_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.matters.rules.stages import Why


class HideGround(StrEnum):
    """Why something is hidden; criticism is not among the grounds (CSL25 Art.49; PIPL 25)."""

    INSULT = "insult"
    PRIVACY = "privacy"
    ILLEGAL = "illegal"
    OFF_MATTER = "off_matter"
    MODERATED_AT_SOURCE = "moderated_at_source"


MATTER_GROUNDS: Final = frozenset({HideGround.INSULT, HideGround.PRIVACY, HideGround.ILLEGAL})
"""The grounds on which a matter's words or an attachment are hidden."""


class Objection(StrEnum):
    """Where the author's objection to hiding stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OBJECTION_DAYS: Final = 15
OBJECTION_LENGTH: Final = (2, 1000)
"""Of an objection and of the reason of its decision: 不服 is enough."""
OBJECTION_DECISION_WORKING_DAYS: Final = 5


def is_said_since(decided_at: datetime | None, said_at: datetime | None) -> bool:
    """Whether something was said that the decision on an earlier hiding could not know (D)."""
    return decided_at is not None and said_at is not None and said_at > decided_at


def hide(
    ground: HideGround,
    *,
    hidden: HideGround | None,
    grounds: Collection[HideGround] = MATTER_GROUNDS,
) -> HideGround:
    """What was said is hidden once, on one of the grounds, by a moderator here (B7.1; D)."""
    if ground not in grounds:
        raise Invalid(Why.NOT_A_GROUND, field="ground", ground=ground)
    if hidden is not None:
        raise AlreadyDone(Why.HIDDEN_ALREADY, ground=hidden)
    return ground


def require_shown(hidden: HideGround | None) -> None:
    """What was ever hidden is neither rewritten nor taken away: it stays on the record, and what
    the supervisors brought back stays as they read it (B7.1; D)."""
    if hidden is not None:
        raise OutOfOrder(Why.IS_HIDDEN, ground=hidden)


def objection_due(hidden_on: date, calendar: Calendar) -> Due:
    """The author may object for fifteen days, rolled past rest days (G-8; D)."""
    return calendar.natural_days_after(hidden_on, OBJECTION_DAYS, roll=True)


def object_to_hiding(
    *, hidden: HideGround | None, objection: Objection | None, due_on: date, at: datetime
) -> Objection:
    """The author objects once, in time, to a hiding that stands (B7.1; G-8; D)."""
    if hidden is None:
        raise OutOfOrder(Why.NOT_HIDDEN)
    if objection is not None:
        raise AlreadyDone(Why.OBJECTED_ALREADY, objection=objection)
    if at >= end_of_day(due_on):
        raise TooLate(Why.OBJECTION_TOO_LATE, due_on=due_on)
    return Objection.OPEN


def objection_decision_due(objected_on: date, calendar: Calendar) -> Due:
    """An objection is decided within five working days (D)."""
    return calendar.working_days_after(objected_on, OBJECTION_DECISION_WORKING_DAYS)


def decide_objection(
    objection: Objection | None, *, uphold: bool, hidden_by: Hashable, decided_by: Hashable
) -> Objection:
    """Somebody other than the one who hid it decides (nobody judges their own act; D)."""
    if objection is not Objection.OPEN:
        raise OutOfOrder(Why.NO_OPEN_OBJECTION)
    if decided_by == hidden_by:
        raise NotAllowed(Why.DECIDES_OWN_HIDING)
    return Objection.UPHELD if uphold else Objection.DISMISSED
