"""Where a sitting stands, who presides, and why an act at one is refused (TM-4)."""

from collections.abc import Collection, Hashable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from civic.clock import day_of
from civic.errors import Invalid, OutOfOrder
from civic.policy import Can


class Why(StrEnum):
    """Why an act at a sitting was refused."""

    NOT_NEXT = "sittings.not_next"
    NOT_OPEN_FOR_ARRIVALS = "sittings.not_open_for_arrivals"
    BEFORE_ITS_DAY = "sittings.before_its_day"
    HERE_ALREADY = "sittings.here_already"
    NOT_FROM_HERE = "sittings.not_from_here"
    ONLINE_NOT_OFFERED = "sittings.online_not_offered"
    SAME_MODE = "sittings.same_mode"
    HAS_SPOKEN = "sittings.has_spoken"
    PRESIDES = "sittings.presides"
    NOBODY_NAMED = "sittings.nobody_named"
    WRONG_CODE = "sittings.wrong_code"
    NOT_HERE = "sittings.not_here"
    NOBODY_HERE = "sittings.nobody_here"
    NO_CHAIR = "sittings.no_chair"
    CHAIR_NOT_HERE = "sittings.chair_not_here"
    STAND_IN_NOT_HERE = "sittings.stand_in_not_here"
    CHAIR_IS_PARTY = "sittings.chair_is_party"
    AGENDA_INCOMPLETE = "sittings.agenda_incomplete"
    AGENDA_OUT_OF_ORDER = "sittings.agenda_out_of_order"
    ITEM_OPEN_ALREADY = "sittings.item_open_already"
    ITEM_NOT_NEXT = "sittings.item_not_next"
    ITEMS_WAITING = "sittings.items_waiting"
    MINUTES_TOO_SHORT = "sittings.minutes_too_short"
    MINUTES_TOO_LONG = "sittings.minutes_too_long"
    MINUTES_FIXED = "sittings.minutes_fixed"
    NOT_OVER_YET = "sittings.not_over_yet"
    OBJECTION_WITHOUT_REASON = "sittings.objection_without_reason"
    NOT_OPEN_FOR_CONFIRMING = "sittings.not_open_for_confirming"
    CONFIRMED_ALREADY = "sittings.confirmed_already"
    TEXT_CHANGED = "sittings.text_changed"
    REOPENING_TOO_LATE = "sittings.reopening_too_late"
    NOT_IN_SESSION = "sittings.not_in_session"
    OBSERVERS_DO_NOT_SPEAK = "sittings.observers_do_not_speak"
    WAITING_ALREADY = "sittings.waiting_already"
    SPEAKER_MISSING = "sittings.speaker_missing"
    SOMEBODY_SPEAKS = "sittings.somebody_speaks"
    HANDS_NEGATIVE = "sittings.hands_negative"
    MORE_HANDS_THAN_PEOPLE = "sittings.more_hands_than_people"


# The sitting -------------------------------------------------------------------------


class SittingKind(StrEnum):
    """Which body's meeting it is a sitting of."""

    HEARING = "hearing"
    COORDINATION = "coordination"
    EVALUATION = "evaluation"
    COUNCIL = "council"
    ASSEMBLY = "assembly"


def convening(kind: SittingKind) -> Can:
    """The power to convene and arrange it: an evaluation's is the supervisors' too (EV-4)."""
    return Can.CONVENE_EVALUATION if kind is SittingKind.EVALUATION else Can.CONVENE_MEETING


class State(StrEnum):
    """Where a sitting stands."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    IN_SESSION = "in_session"
    CLOSED = "closed"
    MINUTES_DRAFT = "minutes_draft"
    MINUTES_CONFIRMED = "minutes_confirmed"


NEXT: Final[Mapping[State, frozenset[State]]] = {
    State.SCHEDULED: frozenset({State.IN_SESSION, State.CANCELLED}),
    State.IN_SESSION: frozenset({State.CLOSED}),
    # reopened only on the same day
    State.CLOSED: frozenset({State.MINUTES_DRAFT, State.IN_SESSION}),
    State.MINUTES_DRAFT: frozenset({State.MINUTES_CONFIRMED}),
    State.MINUTES_CONFIRMED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""The drawing: from each state, the states that may follow."""

OPEN_FOR_ARRIVALS: Final = frozenset({State.SCHEDULED, State.IN_SESSION})
OPEN_FOR_MINUTES: Final = frozenset({State.IN_SESSION, State.CLOSED, State.MINUTES_DRAFT})


def advance(state: State, to: State) -> State:
    """The next state, if the drawing has that arrow."""
    if to not in NEXT[state]:
        raise OutOfOrder(Why.NOT_NEXT, state=state, to=to)
    return to


def check_chair(chair: Hashable | None, parties: Collection[Hashable]) -> None:
    """The chair is somebody, and not a party to the matter (TM-4)."""
    if chair is None:
        raise Invalid(Why.NO_CHAIR, field="chair")
    if chair in parties:
        raise OutOfOrder(Why.CHAIR_IS_PARTY, field="chair", article="TM-4")


def appoint_chair(state: State, *, chair: Hashable | None, present: Collection[Hashable]) -> None:
    """Somebody is named to preside; under way and afterwards, until the minutes stand, somebody
    who takes or took part in it (TM-4, TM-5; D)."""
    if state not in OPEN_FOR_ARRIVALS | OPEN_FOR_MINUTES:
        raise OutOfOrder(Why.NOT_NEXT, state=state)
    if chair is None:
        raise Invalid(Why.NO_CHAIR, field="chair_id")
    if state in OPEN_FOR_MINUTES and chair not in present:
        raise OutOfOrder(Why.STAND_IN_NOT_HERE, field="chair_id", article="TM-4")


def open_session(
    state: State,
    *,
    chair: Hashable | None,
    parties: Collection[Hashable],
    present: Collection[Hashable],
) -> State:
    """Opened by a chair who is present and no party, with the roll taken (TM-4)."""
    to = advance(state, State.IN_SESSION)
    check_chair(chair, parties)
    if not present:
        raise OutOfOrder(Why.NOBODY_HERE, article="TM-4")
    if chair not in present:
        raise OutOfOrder(Why.CHAIR_NOT_HERE, article="TM-4")
    return to


def reopen(state: State, *, closed_at: datetime, at: datetime) -> State:
    """A sitting closed by mistake goes on the same day, before minutes are drafted (D)."""
    to = advance(state, State.IN_SESSION)
    if day_of(closed_at) != day_of(at):
        raise OutOfOrder(Why.REOPENING_TOO_LATE, closed_on=day_of(closed_at))
    return to
