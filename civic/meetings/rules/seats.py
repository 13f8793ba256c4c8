"""Who sits where: places for speakers, group by group, and for observers (HR-6, HR-11)."""

from datetime import datetime
from enum import StrEnum

from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.meetings.rules.stages import MeetingStage, Why, require_open_for_registration
from civic.sittings.rules import AttendanceMode


class Part(StrEnum):
    """What somebody registers for."""

    SPEAK = "speak"
    OBSERVE = "observe"


class SeatState(StrEnum):
    """Where a registration stands."""

    SEATED = "seated"
    WAITING = "waiting"
    GIVEN_BACK = "given_back"


TAKEN = frozenset({SeatState.SEATED, SeatState.WAITING})


def register(
    stage: MeetingStage,
    *,
    is_verified: bool,
    state: SeatState | None,
    until: datetime,
    at: datetime,
) -> None:
    """Verified people register once, from the notice until registration ends (HR-4, HR-11)."""
    require_open_for_registration(stage)
    if not is_verified:
        raise NotAllowed(Why.NOT_VERIFIED, article="HR-11")
    if state in TAKEN:
        raise AlreadyDone(Why.SEATED_ALREADY)
    if at >= until:
        raise TooLate(Why.REGISTRATION_OVER, until=until)


def speak(
    stage: MeetingStage,
    *,
    is_verified: bool,
    state: SeatState | None,
    has_group: bool,
    seats: int,
    taken: int,
    until: datetime,
    at: datetime,
) -> SeatState:
    """A speaker's seat of an interest group; when they are taken one waits in line (HR-11; D)."""
    register(stage, is_verified=is_verified, state=state, until=until, at=at)
    if not has_group:
        raise Invalid(Why.GROUP_MISSING, field="group_id", article="HR-6")
    return SeatState.SEATED if taken < seats else SeatState.WAITING


def check_impartial(*, presides: bool) -> None:
    """Whoever presides speaks for no side (TM-4)."""
    if presides:
        raise OutOfOrder(Why.CHAIR_SPEAKS_FOR_NOBODY, article="TM-4")


def give_back(stage: MeetingStage, state: SeatState | None) -> SeatState:
    """A place that is not needed goes to the next in line, until the sitting begins (D)."""
    if stage is not MeetingStage.NOTICED:
        raise OutOfOrder(Why.NOT_OPEN_FOR_REGISTRATION, stage=stage)
    if state not in TAKEN:
        raise OutOfOrder(Why.NOT_SEATED)
    return SeatState.GIVEN_BACK


def comes_as(part: Part, state: SeatState, *, is_online: bool) -> AttendanceMode:
    """Whoever has a speaker's seat takes part; whoever waits for one listens meanwhile (HR-11; D)."""
    if part is not Part.SPEAK or state is not SeatState.SEATED:
        return AttendanceMode.OBSERVER
    return AttendanceMode.ONLINE if is_online else AttendanceMode.ON_SITE


def check_from_here(*, is_of_here: bool) -> None:
    """The clerk takes a seat for whoever belongs to the matter's community (HR-11)."""
    if not is_of_here:
        raise Invalid(Why.NOT_FROM_HERE, field="person_id", article="HR-11")


def check_online(*, is_online: bool, is_offered: bool) -> None:
    """Online only where the notice offers it (B2.1, online attendance)."""
    if is_online and not is_offered:
        raise Invalid(Why.ONLINE_NOT_OFFERED, field="is_online")
