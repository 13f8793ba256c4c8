"""What stands in the public register, under which number, how long, and what was promised."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from civic import clock
from civic.clock import Due, end_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.matters.rules import Stage


class Why(StrEnum):
    """Why an act on the register was refused."""

    STILL_SHOWN = "register.still_shown"
    SHOWN_TOO_SHORT = "register.shown_too_short"
    TAKEN_DOWN = "register.taken_down"
    CORRECTED_ALREADY = "register.corrected_already"
    SAME_TEXT = "register.same_text"
    REASON_MISSING = "register.reason_missing"
    TOO_SHORT = "register.too_short"
    TOO_LONG = "register.too_long"
    DOCUMENT_MISSING = "register.document_missing"
    NOT_DECIDED_YET = "register.not_decided_yet"
    NOT_NEXT = "register.not_next"
    EVIDENCE_MISSING = "register.evidence_missing"
    DUE_IN_THE_PAST = "register.due_in_the_past"
    PROMISE_WITHOUT_OWNER = "register.promise_without_owner"
    PROMISE_WITHOUT_DAY = "register.promise_without_day"
    RESULT_COMES_FIRST = "register.result_comes_first"
    NEW_ROUND_COMES_FIRST = "register.new_round_comes_first"
    SETTLES_OWN_REPORT = "register.settles_own_report"
    NOT_YOUR_UNIT = "register.not_your_unit"
    NOT_REDACTED = "register.not_redacted"
    NO_LONGER_STANDS = "register.no_longer_stands"
    CONCERNS_YOU = "register.concerns_you"
    ANOTHERS_WORD = "register.anothers_word"


# Entries -----------------------------------------------------------------------------


class Kind(StrEnum):
    """What an entry is: the seven kinds of JWH25 Art.34, and the finer ones acts write."""

    ASSEMBLY_DECISION = "assembly_decision"
    PUBLIC_MONEY = "public_money"
    FACILITIES = "facilities"
    SERVICE_PROJECT = "service_project"
    CONSULTATION_OUTCOME = "consultation_outcome"
    HELP_TO_GOVERNMENT = "help_to_government"
    COMMON_CONCERN = "common_concern"
    HEARING_OUTCOME = "hearing_outcome"
    COORDINATION_OUTCOME = "coordination_outcome"
    EVALUATION_RESULT = "evaluation_result"
    DEPARTMENT_DECISION = "department_decision"
    OWNERS_DECISION = "owners_decision"
    COUNCIL_DECISION = "council_decision"


ITEM_OF_ARTICLE_34: Final[Mapping[Kind, int]] = {
    Kind.ASSEMBLY_DECISION: 1,
    Kind.PUBLIC_MONEY: 2,
    Kind.FACILITIES: 3,
    Kind.SERVICE_PROJECT: 4,
    Kind.CONSULTATION_OUTCOME: 5,
    Kind.HELP_TO_GOVERNMENT: 6,
    Kind.COMMON_CONCERN: 7,
    Kind.HEARING_OUTCOME: 5,
    Kind.COORDINATION_OUTCOME: 5,
    Kind.EVALUATION_RESULT: 7,
    Kind.DEPARTMENT_DECISION: 5,
    Kind.OWNERS_DECISION: 7,
    Kind.COUNCIL_DECISION: 5,
}
"""Under which of the seven kinds of JWH25 Art.34 an entry falls."""

DECIDED_BY_VOTE: Final = frozenset(
    {Kind.ASSEMBLY_DECISION, Kind.OWNERS_DECISION, Kind.COUNCIL_DECISION}
)
"""What a body decides, and nothing but the count of its vote says (JWH25 Art.27, 29; MFD 278)."""

TITLE_LENGTH: Final = (2, 120)
TEXT_LENGTH: Final = (2, 20_000)
REASON_LENGTH: Final = (2, 1000)
DOCUMENT_LENGTH: Final = (2, 120)
WHAT_LENGTH: Final = (2, 500)
OWNER_LENGTH: Final = (2, 80)
REPORT_LENGTH: Final = (2, 2000)


def check_length(text: str, limit: tuple[int, int], field: str) -> str:
    """The text without its margins, if it is neither too short nor too long."""
    text, (least, most) = text.strip(), limit
    if len(text) < least:
        raise Invalid(Why.TOO_SHORT, field=field, least=least, length=len(text))
    if len(text) > most:
        raise Invalid(Why.TOO_LONG, field=field, most=most, length=len(text))
    return text


def number_text(place_name: str, year: int, number: int) -> str:
    """The entry's number as offices write it: place, year, number."""
    return f"{place_name}〔{year}〕{number}号"


def next_number(last: int | None) -> int:
    """Numbers run from one per place and year, without gaps (D)."""
    return 1 if last is None else last + 1


AFTER_THE_RESULT: Final = frozenset(
    {Stage.RESULT_PUBLISHED, Stage.EVALUATED, Stage.ARCHIVED, Stage.ROUTED_OUT}
)
"""When a decision on the matter can follow: its answers stand, or it went to who decides."""


def require_result(stage: Stage, *, is_to_be_heard_again: bool) -> None:
    """The answers stand in public before the decision that they lead to (HR-8, HR-10; D).

    A plan that changed substantially since is heard again first (HR-10).
    """
    if stage not in AFTER_THE_RESULT:
        raise OutOfOrder(Why.RESULT_COMES_FIRST, stage=stage, article="HR-10")
    if is_to_be_heard_again:
        raise OutOfOrder(Why.NEW_ROUND_COMES_FIRST, article="HR-10")


def enter_decision(*, document: str, decided_on: date, today: date) -> str:
    """A decision taken elsewhere is entered with its document, once taken (SH17 Art.17; D)."""
    if not document.strip():
        raise Invalid(Why.DOCUMENT_MISSING, field="document")
    if decided_on > today:
        raise Invalid(Why.NOT_DECIDED_YET, field="decided_on", decided_on=decided_on)
    return check_length(document, DOCUMENT_LENGTH, "document")


# Showing -----------------------------------------------------------------------------


SHOWN_DAYS: Final = 15


def check_shown_days(days: int) -> int:
    """A place may show entries longer than fifteen days, not shorter (JWH25 Art.34)."""
    if days < SHOWN_DAYS:
        raise Invalid(
            Why.SHOWN_TOO_SHORT, field="days", days=days, least=SHOWN_DAYS, article="JWH25 Art.34"
        )
    return days


def shown_until(published_on: date, days: int = SHOWN_DAYS) -> Due:
    """The last day on which an entry must be shown (JWH25 Art.34; G-8)."""
    return clock.shown_until(published_on, check_shown_days(days))


def is_due_to_be_shown(published_on: date, at: datetime, days: int = SHOWN_DAYS) -> bool:
    """Whether the minimum showing period still runs (JWH25 Art.34)."""
    return at < shown_until(published_on, days).ends_at


def take_down(
    published_on: date,
    reason: str,
    *,
    at: datetime,
    is_taken_down: bool = False,
    days: int = SHOWN_DAYS,
) -> str:
    """Off the front page after its days, with a reason; the archive keeps it (JWH25 Art.34, 39)."""
    if is_taken_down:
        raise AlreadyDone(Why.TAKEN_DOWN)
    until = shown_until(published_on, days)
    if at < until.ends_at:
        raise OutOfOrder(
            Why.STILL_SHOWN, until=until.due_on, days=until.days, article="JWH25 Art.34"
        )
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    return check_length(reason, REASON_LENGTH, "reason")


def correct(old: str, new: str, reason: str, *, is_corrected: bool, is_redacted: bool) -> str:
    """A mistake is set right by a new entry with a reason; the old stays, once corrected (D).

    Somebody has read the new words for names first, as those of every entry (PIPL 25).
    """
    if is_corrected:
        raise AlreadyDone(Why.CORRECTED_ALREADY)
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    check_length(reason, REASON_LENGTH, "reason")
    new = check_length(new, TEXT_LENGTH, "text")
    if new == old.strip():
        raise Invalid(Why.SAME_TEXT, field="text")
    if not is_redacted:
        raise Invalid(Why.NOT_REDACTED, field="is_redacted", article="PIPL 25")
    return new


def check_hands(kind: Kind, *, is_concerned: bool) -> None:
    """What an evaluation came to, and whether it is mended, is in nobody's hands who serves where
    was rated (EV-3, EV-4; D)."""
    if kind is Kind.EVALUATION_RESULT and is_concerned:
        raise NotAllowed(Why.CONCERNS_YOU, article="EV-4")


def check_own_word(*, is_rated: bool) -> None:
    """What the rated promised, nobody else who is rated says is begun or done (EV-3; D)."""
    if is_rated:
        raise NotAllowed(Why.ANOTHERS_WORD, article="EV-3")


# Commitments -------------------------------------------------------------------------


class CommitmentState(StrEnum):
    """Where a promised thing (落实事项) stands (TM-7)."""

    PROMISED = "promised"
    IN_PROGRESS = "in_progress"
    REPORTED_DONE = "reported_done"
    STRUCK_OFF = "struck_off"
    PARKED = "parked"


C = CommitmentState

COMMITMENT_NEXT: Final[Mapping[CommitmentState, frozenset[CommitmentState]]] = {
    C.PROMISED: frozenset({C.IN_PROGRESS, C.REPORTED_DONE, C.PARKED}),
    C.IN_PROGRESS: frozenset({C.REPORTED_DONE, C.PARKED}),
    # the supervisor strikes it off, or sends it back
    C.REPORTED_DONE: frozenset({C.STRUCK_OFF, C.IN_PROGRESS}),
    C.PARKED: frozenset({C.IN_PROGRESS}),
    C.STRUCK_OFF: frozenset(),
}
"""The drawing: reported done by its owner, struck off by its supervisor, or parked."""

TO_KEEP: Final = frozenset({C.PROMISED, C.IN_PROGRESS})
"""What its owner still has to do or report."""

SETTLED: Final = frozenset({C.STRUCK_OFF, C.PARKED})
"""What lets a matter be archived (TM-8)."""


def check_promise(what: str, due_on: date | None, *, has_owner: bool = True) -> None:
    """Something promised has an owner and a day, or nothing is promised (TM-7)."""
    if what.strip() and not has_owner:
        raise Invalid(Why.PROMISE_WITHOUT_OWNER, field="unit_id", article="TM-7")
    if what.strip() and due_on is None:
        raise Invalid(Why.PROMISE_WITHOUT_DAY, field="due_on", article="TM-7")
    if due_on is not None:
        check_length(what, WHAT_LENGTH, "what")


def require_standing(*, is_corrected: bool, is_taken_down: bool) -> None:
    """Nothing more is promised under words that hold no longer: it goes with those that do (D)."""
    if is_corrected or is_taken_down:
        raise OutOfOrder(Why.NO_LONGER_STANDS)


def promise(due_on: date, *, today: date) -> CommitmentState:
    """A commitment has an owner and a due date still to come (TM-7)."""
    if due_on < today:
        raise Invalid(Why.DUE_IN_THE_PAST, field="due_on", due_on=due_on)
    return C.PROMISED


def advance_commitment(
    state: CommitmentState, to: CommitmentState, *, reason: str = "", has_evidence: bool = False
) -> CommitmentState:
    """Done needs evidence (TM-7); parking and sending back need a reason (TM-8)."""
    if to not in COMMITMENT_NEXT[state]:
        raise OutOfOrder(Why.NOT_NEXT, state=state, to=to)
    if to is C.REPORTED_DONE and not has_evidence:
        raise Invalid(Why.EVIDENCE_MISSING, field="evidence")
    needs_reason = to is C.PARKED or (state, to) == (C.REPORTED_DONE, C.IN_PROGRESS)
    if needs_reason and not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    return to


def settle(reported_by: Hashable | None, settled_by: Hashable) -> None:
    """Somebody other than the one who reported it done strikes it off (TM-7; D)."""
    if reported_by is not None and reported_by == settled_by:
        raise NotAllowed(Why.SETTLES_OWN_REPORT)


def is_overdue(state: CommitmentState, due_on: date, at: datetime) -> bool:
    """Whether a promise is unkept after 24:00 of its due date (G-5)."""
    return state in {C.PROMISED, C.IN_PROGRESS} and at >= end_of_day(due_on)


# The record of promises --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keeping:
    """How what somebody promised has been kept, by the clock of now: numbers of commitments.

    Each is kept in time or late (struck off, reported by its day or after it), reported and
    still to be looked at, overdue, open within its time, or parked.
    """

    in_time: int = 0
    late: int = 0
    reported: int = 0
    overdue: int = 0
    open: int = 0
    parked: int = 0

    @property
    def kept(self) -> int:
        return self.in_time + self.late

    @property
    def judged(self) -> int:
        """Of how many it can be said whether they were kept in time: what is overdue was not."""
        return self.kept + self.overdue

    @property
    def made(self) -> int:
        return self.judged + self.reported + self.open + self.parked

    @property
    def in_time_percent(self) -> int | None:
        """Rounded down, so that nearly all never reads as all; of nothing none."""
        return 100 * self.in_time // self.judged if self.judged else None
