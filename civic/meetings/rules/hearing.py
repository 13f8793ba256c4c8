"""The hearing (听证会), rule by rule: HR-1 to HR-11 and the guards of B1.1.

A hearing decides nothing. It hears before the decision is taken, and everything said
there is answered. Sources: SH06 = 试行办法 (2006), SH17 = 上海市居民委员会工作条例,
JWH25 = 城市居民委员会组织法 (2025); D = decided by this product.
"""

from collections.abc import Collection, Hashable
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from civic.clock import Due, clear_days, day_of
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.meetings.rules.stages import MeetingKind, MeetingStage, Why, advance
from civic.sittings.rules import check_chair

# HR-1, HR-2: what is heard, who convenes ---------------------------------------------


class Scope(StrEnum):
    """What a hearing may be about (HR-1)."""

    GOVERNMENT_PROJECT = "government_project"
    COMMITTEE_PROJECT = "committee_project"
    VITAL_INTEREST = "vital_interest"


class Initiative(StrEnum):
    """Who started it (HR-2)."""

    DEPARTMENT_ASKS = "department_asks"
    COMMITTEE_PROPOSES = "committee_proposes"
    OWN_AFFAIRS = "own_affairs"


class Body(StrEnum):
    """A body with a part to play at a hearing."""

    RESIDENTS_COMMITTEE = "residents_committee"
    COMMITTEE_CHAIR = "committee_chair"
    SUPERVISION_COMMITTEE = "affairs_supervision_committee"
    DEPARTMENT = "department"


def check_scope(scope: Scope | None, *, decided_on: date | None) -> Scope:
    """A project or a matter of vital interest, heard before the decision (HR-1; SH06 Art.4)."""
    if scope is None:
        raise Invalid(Why.OUT_OF_SCOPE, field="scope", article="SH06 Art.4")
    if decided_on is not None:
        raise OutOfOrder(Why.DECIDED_ALREADY, decided_on=decided_on, article="SH06 Art.4")
    return scope


def must_agree(initiative: Initiative) -> Body | None:
    """Who has to say yes to the proposal; on its own affairs the committee acts alone (HR-2)."""
    match initiative:
        case Initiative.DEPARTMENT_ASKS:
            return Body.RESIDENTS_COMMITTEE
        case Initiative.COMMITTEE_PROPOSES:
            return Body.DEPARTMENT
        case Initiative.OWN_AFFAIRS:
            return None


def agree_to_convene(initiative: Initiative, *, has_agreed: bool) -> None:
    """No hearing before the other side of the proposal has agreed (HR-2; SH06 Art.5)."""
    body = must_agree(initiative)
    if body is not None and not has_agreed:
        raise OutOfOrder(Why.NOT_AGREED, body=body, article="SH06 Art.5")


# HR-4: the notice --------------------------------------------------------------------


class NoticePart(StrEnum):
    """What a notice says (TM-3, HR-4)."""

    MATTER = "matter"
    TIME = "time"
    PLACE = "place"
    AGENDA = "agenda"
    MATERIALS = "materials"
    WHO_MAY_ATTEND = "who_may_attend"
    OBSERVER_SEATS = "observer_seats"
    HOW_TO_REGISTER = "how_to_register"


NOTICE_DAYS: Final = 10
NOTICE_DAYS_RANGE: Final = (7, 30)
PLACE_LENGTH: Final = (2, 200)
MATERIALS_LENGTH: Final = (2, 5000)
CHANGE_LENGTH: Final = (4, 2000)


def check_notice_days(days: int) -> int:
    """A place may ask for seven to thirty days of notice (HR-4)."""
    least, most = NOTICE_DAYS_RANGE
    if not least <= days <= most:
        raise Invalid(
            Why.NOTICE_DAYS_OUT_OF_RANGE,
            field="notice_days",
            days=days,
            least=least,
            most=most,
            article="HR-4",
        )
    return days


def earliest_sitting(noticed_on: date, days: int = NOTICE_DAYS) -> Due:
    """The first day on which the hearing may sit: clear days between (HR-4; G-6)."""
    return clear_days(noticed_on, check_notice_days(days))


def give_notice(
    stage: MeetingStage,
    *,
    noticed_on: date,
    sits_at: datetime,
    given: Collection[NoticePart],
    days: int = NOTICE_DAYS,
    kind: MeetingKind = MeetingKind.HEARING,
) -> MeetingStage:
    """A complete notice, on board and online, enough clear days before (HR-4, EV-2; TM-3; G-6)."""
    to = advance(stage, MeetingStage.NOTICED, kind)
    missing = tuple(part for part in NoticePart if part not in given)
    if missing:
        raise Invalid(Why.NOTICE_INCOMPLETE, missing=missing, article="TM-3")
    check_clear_days(noticed_on, sits_at, days, kind)
    return to


def check_clear_days(noticed_on: date, sits_at: datetime, days: int, kind: MeetingKind) -> None:
    """So many clear days between the notice and the sitting (HR-4, EV-2; G-6)."""
    earliest = earliest_sitting(noticed_on, days)
    if day_of(sits_at) < earliest.due_on:
        raise OutOfOrder(
            Why.NOTICE_TOO_SHORT,
            field="starts_at",
            days=days,
            noticed_on=noticed_on,
            earliest=earliest.due_on,
            article="EV-2" if kind is MeetingKind.EVALUATION else "HR-4",
        )


def postpone(stage: MeetingStage, reason: str) -> MeetingStage:
    """Postponed with a reason; a new notice starts the days anew (B1.1)."""
    to = advance(stage, MeetingStage.POSTPONED)
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    return to


# HR-5, HR-7, HR-11: the session ------------------------------------------------------


class ExplanationPart(StrEnum):
    """What the organiser explains first (HR-5)."""

    NECESSITY = "necessity"
    FEASIBILITY = "feasibility"
    CONTENT = "content"
    COST = "cost"
    IMPACT = "impact"


def check_explanation(given: Collection[ExplanationPart]) -> None:
    """The organiser explains all five: necessity, feasibility, content, cost, impact (HR-5)."""
    missing = tuple(part for part in ExplanationPart if part not in given)
    if missing:
        raise Invalid(Why.EXPLANATION_INCOMPLETE, missing=missing, article="HR-5")


def open_session(
    stage: MeetingStage,
    *,
    chair: Hashable | None,
    parties: Collection[Hashable],
    sits_at: datetime,
    at: datetime,
) -> MeetingStage:
    """Opened by an impartial chair at the hour that the notice named (TM-4; HR-4)."""
    to = advance(stage, MeetingStage.IN_SESSION)
    check_chair(chair, parties)
    check_hour(sits_at, at=at)
    return to


def check_hour(sits_at: datetime, *, at: datetime) -> None:
    """Not before the hour announced, and on that day only: people came for it (HR-4; D)."""
    if at < sits_at:
        raise OutOfOrder(Why.TOO_EARLY, sits_at=sits_at, article="HR-4")
    if day_of(at) != day_of(sits_at):
        raise OutOfOrder(Why.ITS_DAY_IS_OVER, sits_on=day_of(sits_at), article="HR-4")


OPEN_FOR_ANOTHER_CHAIR: Final = frozenset(
    {MeetingStage.NOTICED, MeetingStage.POSTPONED, MeetingStage.IN_SESSION, MeetingStage.SAT}
)


def stand_in(
    stage: MeetingStage,
    *,
    chair: Hashable | None,
    before: Hashable | None,
    parties: Collection[Hashable],
    reason: str,
) -> str:
    """Another impartial chair once a notice is out, put off or not, or people sit together, or has to
    stand by the minutes (HR-3, TM-4, TM-5; D).

    With a reason that everybody reads: it comes back trimmed.
    """
    if stage not in OPEN_FOR_ANOTHER_CHAIR:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage)
    check_chair(chair, parties)
    if chair == before:
        raise AlreadyDone(Why.PRESIDES_ALREADY, field="chair_id")
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    return reason.strip()


OBSERVER_SEATS: Final = 20


def is_free_to_observe(seats: int, taken: int) -> bool:
    """Whether an observer seat in the room is left; the live text has no limit (HR-11)."""
    return taken < seats


def observe(
    stage: MeetingStage, *, is_verified: bool, has_seat: bool, seats: int, taken: int
) -> None:
    """Observer seats are open to every verified resident while they last (HR-11)."""
    if stage is not MeetingStage.NOTICED and stage is not MeetingStage.IN_SESSION:
        raise OutOfOrder(Why.NOT_OPEN_FOR_REGISTRATION, stage=stage)
    if not is_verified:
        raise NotAllowed(Why.NOT_VERIFIED, article="HR-11")
    if has_seat:
        raise AlreadyDone(Why.SEATED_ALREADY)
    if not is_free_to_observe(seats, taken):
        raise OutOfOrder(Why.OBSERVER_SEATS_TAKEN, seats=seats)


def close(stage: MeetingStage) -> MeetingStage:
    """The sitting is over; its minutes are still to be confirmed (TM-5)."""
    return advance(stage, MeetingStage.SAT)
