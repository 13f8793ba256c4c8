"""One sitting of any body: who is there, in which order, and whose word makes the minutes."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hmac import compare_digest
from typing import Final

from civic.checks import Check, Op
from civic.clock import Calendar, Due, day_of
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder


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
    """Somebody is named to preside; under way, somebody who takes part in it (TM-4; D)."""
    if state not in OPEN_FOR_ARRIVALS:
        raise OutOfOrder(Why.NOT_NEXT, state=state)
    if chair is None:
        raise Invalid(Why.NO_CHAIR, field="chair_id")
    if state is State.IN_SESSION and chair not in present:
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


# Attendance --------------------------------------------------------------------------


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


# Agenda ------------------------------------------------------------------------------


class AgendaKind(StrEnum):
    """What an agenda item is."""

    OPENING = "opening"
    EXPLANATION = "explanation"
    QUESTIONS = "questions"
    STATEMENTS = "statements"
    REPLIES = "replies"
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


def check_agenda(
    items: Iterable[AgendaKind], order: tuple[AgendaKind, ...] = HEARING_ORDER
) -> None:
    """Every part of the order is there, and the parts come in that order (HR-5)."""
    parts = [item for item in items if item in order]
    missing = tuple(part for part in order if part not in parts)
    if missing:
        raise Invalid(Why.AGENDA_INCOMPLETE, field="agenda", missing=missing, article="HR-5")
    places = [order.index(part) for part in parts]
    if places != sorted(places):
        raise Invalid(Why.AGENDA_OUT_OF_ORDER, field="agenda", order=order, article="HR-5")


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
    """Closed once every part of the order has had its turn (HR-5); other items may be left."""
    to = advance(state, State.CLOSED)
    for place, (kind, item) in enumerate(agenda, start=1):
        if item is ItemState.WAITING and kind in order:
            raise OutOfOrder(Why.ITEMS_WAITING, next=place, article="HR-5")
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


# Minutes -----------------------------------------------------------------------------


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
