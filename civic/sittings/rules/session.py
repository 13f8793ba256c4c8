"""What happens in session: the agenda, who speaks, counted hands (HR-5, HR-7, HR-11)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.sittings.rules.roll import AttendanceMode
from civic.sittings.rules.stages import OPEN_FOR_ARRIVALS, SittingKind, State, Why, advance

# Agenda ------------------------------------------------------------------------------


class AgendaKind(StrEnum):
    """What an agenda item is."""

    OPENING = "opening"
    EXPLANATION = "explanation"
    REPORT = "report"
    QUESTIONS = "questions"
    STATEMENTS = "statements"
    REPLIES = "replies"
    BALLOT = "ballot"
    SHOW_OF_HANDS = "show_of_hands"
    SUMMING_UP = "summing_up"
    OTHER = "other"


HEARING_ORDER: Final = (
    AgendaKind.EXPLANATION,
    AgendaKind.QUESTIONS,
    AgendaKind.STATEMENTS,
    AgendaKind.REPLIES,
    AgendaKind.SUMMING_UP,
)
"""A hearing's session order (HR-5); other items may stand between."""

EVALUATION_ORDER: Final = (
    AgendaKind.REPORT,
    AgendaKind.QUESTIONS,
    AgendaKind.BALLOT,
    AgendaKind.SUMMING_UP,
)
"""An evaluation's: who is rated reports, is asked, and then the ballot begins (EV-2)."""


def _article(order: tuple[AgendaKind, ...]) -> str:
    return "EV-2" if order is EVALUATION_ORDER else "HR-5"


def order_of(kind: SittingKind) -> tuple[AgendaKind, ...]:
    """The parts that a sitting of this kind has, in their order (HR-5, EV-2)."""
    return EVALUATION_ORDER if kind is SittingKind.EVALUATION else HEARING_ORDER


def check_agenda(
    items: Iterable[AgendaKind], order: tuple[AgendaKind, ...] = HEARING_ORDER
) -> None:
    """Every part of the order is there, and the parts come in that order (HR-5, EV-2)."""
    parts = [item for item in items if item in order]
    missing = tuple(part for part in order if part not in parts)
    if missing:
        raise Invalid(
            Why.AGENDA_INCOMPLETE, field="agenda", missing=missing, article=_article(order)
        )
    places = [order.index(part) for part in parts]
    if places != sorted(places):
        raise Invalid(Why.AGENDA_OUT_OF_ORDER, field="agenda", order=order, article=_article(order))


class ItemState(StrEnum):
    """Where an item of the agenda stands."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"


def open_item(state: State, agenda: Sequence[ItemState], place: int) -> ItemState:
    """The chair takes up the next item, or comes back to one that is done (HR-5; D).

    ``agenda`` is every item in its order, ``place`` counts from one.
    """
    if state is not State.IN_SESSION:
        raise OutOfOrder(Why.NOT_IN_SESSION, state=state)
    item = agenda[place - 1]
    if item is ItemState.OPEN:
        raise AlreadyDone(Why.ITEM_OPEN_ALREADY)
    following = next_item(agenda)
    if item is ItemState.WAITING and place != following:
        raise OutOfOrder(Why.ITEM_NOT_NEXT, next=following, article="HR-5")
    return ItemState.OPEN


def next_item(agenda: Sequence[ItemState]) -> int | None:
    """The place of the first item that nobody has taken up, counted from one."""
    waiting = (n for n, item in enumerate(agenda, start=1) if item is ItemState.WAITING)
    return next(waiting, None)


def close(
    state: State,
    agenda: Sequence[tuple[AgendaKind, ItemState]],
    order: tuple[AgendaKind, ...] = HEARING_ORDER,
) -> State:
    """Closed once every part of the order has had its turn (HR-5, EV-2); others may be left."""
    to = advance(state, State.CLOSED)
    for place, (kind, item) in enumerate(agenda, start=1):
        if item is ItemState.WAITING and kind in order:
            raise OutOfOrder(Why.ITEMS_WAITING, next=place, article=_article(order))
    return to


# Speaking ----------------------------------------------------------------------------


class Turn(StrEnum):
    """Where a registered speaking turn stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    WAIVED = "waived"


TURN_NEXT: Final[Mapping[Turn, frozenset[Turn]]] = {
    Turn.WAITING: frozenset({Turn.SPEAKING, Turn.WAIVED}),
    Turn.SPEAKING: frozenset({Turn.SPOKEN}),
    Turn.SPOKEN: frozenset(),
    Turn.WAIVED: frozenset(),
}


def register_to_speak(
    state: State, *, mode: AttendanceMode | None, turns: Collection[Turn]
) -> Turn:
    """Participants speak by registration, one waiting turn each; observers listen (HR-11)."""
    if state not in OPEN_FOR_ARRIVALS:
        raise OutOfOrder(Why.NOT_IN_SESSION, state=state)
    if mode is AttendanceMode.OBSERVER:
        raise NotAllowed(Why.OBSERVERS_DO_NOT_SPEAK, article="HR-11")
    if not {Turn.WAITING, Turn.SPEAKING}.isdisjoint(turns):
        raise AlreadyDone(Why.WAITING_ALREADY)
    return Turn.WAITING


def advance_turn(turn: Turn, to: Turn, *, state: State, is_somebody_speaking: bool) -> Turn:
    """One speaks at a time, while the sitting is in session (HR-5; D)."""
    if state is not State.IN_SESSION:
        raise OutOfOrder(Why.NOT_IN_SESSION, state=state)
    if to not in TURN_NEXT[turn]:
        raise OutOfOrder(Why.NOT_NEXT, state=turn, to=to)
    if to is Turn.SPEAKING and is_somebody_speaking:
        raise OutOfOrder(Why.SOMEBODY_SPEAKS)
    return to


# Show of hands -----------------------------------------------------------------------


class Standing(StrEnum):
    """What a count is worth: an indication is not a decision (HR-7; JWH25 Art.32)."""

    INDICATIVE = "indicative"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class ShowOfHands:
    """A counted show of hands among those present."""

    present: int
    yes: int
    no: int
    abstain: int
    standing: Standing = Standing.INDICATIVE

    @property
    def not_shown(self) -> int:
        """Those present who raised no hand at all."""
        return self.present - self.yes - self.no - self.abstain


def count_hands(state: State, *, present: int, yes: int, no: int, abstain: int) -> ShowOfHands:
    """An indicative count during the sitting; never more hands than people (HR-7)."""
    if state is not State.IN_SESSION:
        raise OutOfOrder(Why.NOT_IN_SESSION, state=state)
    if min(present, yes, no, abstain) < 0:
        raise Invalid(Why.HANDS_NEGATIVE, field="yes")
    hands = yes + no + abstain
    if hands > present:
        raise Invalid(Why.MORE_HANDS_THAN_PEOPLE, field="yes", hands=hands, present=present)
    return ShowOfHands(present, yes, no, abstain)
