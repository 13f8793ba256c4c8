"""The hearing (听证会), rule by rule: HR-1 to HR-11 and the guards of B1.1.

A hearing decides nothing. It hears before the decision is taken, and everything said
there is answered. Sources: SH06 = 试行办法 (2006), SH17 = 上海市居民委员会工作条例,
JWH25 = 城市居民委员会组织法 (2025); D = decided by this product.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from civic.checks import Check, Op, all_hold
from civic.clock import Calendar, Due, clear_days, day_of, end_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.meetings.rules.stages import MeetingStage, Why, advance
from civic.opinions.rules import require_all_answered, require_none_contested
from civic.sittings.rules import ShowOfHands, State, check_chair, count_hands

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


def convenor(initiative: Initiative) -> Body:
    """The residents' committee convenes, whoever asked (HR-2; SH06 Art.5)."""
    return Body.RESIDENTS_COMMITTEE


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


# HR-3, HR-6: the panel ---------------------------------------------------------------


class Capacity(StrEnum):
    """In what capacity somebody sits on the hearing panel (听证小组, HR-3)."""

    HEAD = "head"
    AFFECTED_RESIDENT = "affected_resident"
    RESIDENT_REP = "resident_rep"
    COMMUNITY_UNIT = "community_unit"
    OTHER = "other"


PANEL_CAPACITIES: Final = tuple(Capacity)


def panel_head(initiative: Initiative) -> Body:
    """The committee's chair; for its own affairs the supervision committee (HR-3; SH06 Art.6)."""
    if initiative is Initiative.OWN_AFFAIRS:
        return Body.SUPERVISION_COMMITTEE
    return Body.COMMITTEE_CHAIR


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat: the interest group it speaks for, and whether its holder is directly affected."""

    group: str
    is_affected: bool


def check_capacity(capacity: Capacity, *, has_group: bool, is_neighbour: bool) -> None:
    """The head is chosen apart; an affected resident lives, owns or rents here (HR-3, HR-6)."""
    if capacity is Capacity.HEAD:
        raise Invalid(Why.HEAD_STAYS, field="capacity", article="SH06 Art.6")
    if capacity is Capacity.AFFECTED_RESIDENT and not has_group:
        raise Invalid(Why.GROUP_MISSING, field="group_id", article=COMPOSITION_ARTICLE)
    if capacity is Capacity.AFFECTED_RESIDENT and not is_neighbour:
        raise Invalid(Why.NOT_ON_ROSTER, field="who", article=COMPOSITION_ARTICLE)


AFFECTED_SHARE: Final = (1, 2)
COMPOSITION_ARTICLE: Final = "HR-6"


def composition(groups: Sequence[str], seats: Sequence[Seat]) -> tuple[Check, ...]:
    """Every group with a stake has a seat; half the seats are directly affected (HR-6).

    The half is taken crosswise: ``2 × affected >= 1 × seats``.
    """
    held = Counter(seat.group for seat in seats)
    affected = sum(seat.is_affected for seat in seats)
    part, whole = AFFECTED_SHARE
    return (
        *(
            Check("group_has_seat", held[group], Op.GE, 1, COMPOSITION_ARTICLE, group)
            for group in dict.fromkeys(groups)
        ),
        Check("affected_half", whole * affected, Op.GE, part * len(seats), COMPOSITION_ARTICLE),
    )


def check_composition(groups: Sequence[str], seats: Sequence[Seat]) -> tuple[Check, ...]:
    """The checks of a panel that may go on the notice; refused with the sum (HR-6)."""
    if not groups:
        raise Invalid(Why.NO_GROUPS, field="groups", article=COMPOSITION_ARTICLE)
    if not seats:
        raise Invalid(Why.NO_SEATS, field="seats", article=COMPOSITION_ARTICLE)
    checks = composition(groups, seats)
    if not all_hold(checks):
        raise OutOfOrder(Why.COMPOSITION, checks=checks, article=COMPOSITION_ARTICLE)
    return checks


def form_panel(
    stage: MeetingStage,
    initiative: Initiative,
    *,
    head: Body | None,
    groups: Sequence[str],
    seats: Sequence[Seat],
) -> MeetingStage:
    """The panel stands with its right head and a fair composition (HR-3, HR-6)."""
    to = advance(stage, MeetingStage.PANEL_FORMED)
    if head is None:
        raise Invalid(Why.NO_HEAD, field="head", article="SH06 Art.6")
    if head is not panel_head(initiative):
        raise OutOfOrder(
            Why.WRONG_HEAD, field="head", body=panel_head(initiative), article="SH06 Art.6"
        )
    check_composition(groups, seats)
    return to


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


def latest_notice(sits_on: date, days: int = NOTICE_DAYS) -> date:
    """The last day on which notice of a sitting can still be given (HR-4; G-6)."""
    return sits_on - timedelta(days=check_notice_days(days) + 1)


def give_notice(
    stage: MeetingStage,
    *,
    noticed_on: date,
    sits_at: datetime,
    given: Collection[NoticePart],
    days: int = NOTICE_DAYS,
) -> MeetingStage:
    """A complete notice, on board and online, enough clear days before (HR-4; TM-3; G-6)."""
    to = advance(stage, MeetingStage.NOTICED)
    missing = tuple(part for part in NoticePart if part not in given)
    if missing:
        raise Invalid(Why.NOTICE_INCOMPLETE, missing=missing, article="TM-3")
    earliest = earliest_sitting(noticed_on, days)
    if day_of(sits_at) < earliest.due_on:
        raise OutOfOrder(
            Why.NOTICE_TOO_SHORT,
            field="sits_at",
            days=days,
            noticed_on=noticed_on,
            earliest=earliest.due_on,
            article="HR-4",
        )
    return to


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


def show_of_hands(state: State, *, present: int, yes: int, no: int, abstain: int) -> ShowOfHands:
    """An indicative vote, which is never a decision (HR-7; JWH25 Art.32)."""
    return count_hands(state, present=present, yes=yes, no=no, abstain=abstain)


def close(stage: MeetingStage) -> MeetingStage:
    """The sitting is over; its minutes are still to be confirmed (TM-5)."""
    return advance(stage, MeetingStage.SAT)


# HR-8, HR-10: the answers, and another round -----------------------------------------


class PlanChange(StrEnum):
    """How far the plan moved after a round (HR-10)."""

    NONE = "none"
    MINOR = "minor"
    SUBSTANTIAL = "substantial"


def is_new_round_required(change: PlanChange, *, decided_on: date | None = None) -> bool:
    """A substantial change is heard again before the decision (HR-10)."""
    return change is PlanChange.SUBSTANTIAL and decided_on is None


def another_round(
    stage: MeetingStage, change: PlanChange, *, decided_on: date | None = None
) -> MeetingStage:
    """This round ends and the next one begins with its own notice (HR-10)."""
    if decided_on is not None:
        raise OutOfOrder(Why.DECIDED_ALREADY, decided_on=decided_on, article="HR-10")
    if not is_new_round_required(change):
        raise OutOfOrder(Why.NO_NEW_ROUND_NEEDED, change=change, article="HR-10")
    return advance(stage, MeetingStage.ANOTHER_ROUND)


def send_opinions(stage: MeetingStage, *, are_minutes_confirmed: bool) -> MeetingStage:
    """With the minutes confirmed, the opinions go to whoever must answer (TM-5; S0)."""
    to = advance(stage, MeetingStage.REPLIES_AWAITED)
    if not are_minutes_confirmed:
        raise OutOfOrder(Why.MINUTES_NOT_CONFIRMED, article="TM-5")
    return to


def complete_answers(stage: MeetingStage, *, unanswered: int) -> MeetingStage:
    """Every opinion has its class, reason and replier; one missing blocks (HR-8; SH17 Art.23)."""
    to = advance(stage, MeetingStage.ANSWERS_COMPLETE)
    require_all_answered(unanswered)
    return to


# TM-6, TM-8: the result --------------------------------------------------------------


PUBLISH_WORKING_DAYS: Final = 5


def publish_due(
    *, sent_on: date, last_due_on: date | None, last_answer_on: date | None, calendar: Calendar
) -> Due:
    """Published within five working days after the last due reply (TM-6).

    After the last answer, where that came later; where nobody was owed one, after the
    opinions were sent (D).
    """
    begins = max(day for day in (sent_on, last_due_on, last_answer_on) if day is not None)
    return calendar.working_days_after(begins, PUBLISH_WORKING_DAYS)


def publish(
    stage: MeetingStage,
    *,
    outcome: str,
    unanswered: int,
    contested: int,
    change: PlanChange,
    is_redacted: bool,
) -> MeetingStage:
    """The outcome goes into the register, every answer beside it (TM-6; JWH25 Art.34).

    Somebody has read it for names and other personal data first (PIPL 25).
    """
    to = advance(stage, MeetingStage.PUBLISHED)
    require_all_answered(unanswered)
    require_none_contested(contested)
    if is_new_round_required(change):
        raise OutOfOrder(Why.NEW_ROUND_REQUIRED, article="HR-10")
    if not outcome.strip():
        raise Invalid(Why.OUTCOME_MISSING, field="outcome", article="JWH25 Art.34")
    if not is_redacted:
        raise Invalid(Why.NOT_REDACTED, field="is_redacted", article="PIPL 25")
    return to


def decide(stage: MeetingStage, change: PlanChange) -> None:
    """What was decided afterwards is entered only after the answers, on the plan that was heard.

    HR-1 (before the decision), HR-10 (heard again if it changed), SH17 Art.23 (answered).
    """
    if stage not in {MeetingStage.PUBLISHED, MeetingStage.ARCHIVED}:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=MeetingStage.PUBLISHED)
    if change is PlanChange.SUBSTANTIAL:
        raise OutOfOrder(Why.NEW_ROUND_REQUIRED, article="HR-10")


def archive(
    stage: MeetingStage, *, shown_until: date, unanswered: int, unsettled: int, at: datetime
) -> MeetingStage:
    """Archived when shown long enough, all answered, every task struck off or parked (TM-8)."""
    to = advance(stage, MeetingStage.ARCHIVED)
    require_all_answered(unanswered)
    if at < end_of_day(shown_until):
        raise OutOfOrder(Why.STILL_SHOWN, until=shown_until, article="JWH25 Art.34")
    if unsettled:
        raise OutOfOrder(Why.NOT_SETTLED, unsettled=unsettled, article="JWH25 Art.39")
    return to
