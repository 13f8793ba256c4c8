"""When a vote may do what: stages, days, windows, turnout (B0 G-9, B2.1, B3.3, B3.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from civic import clock
from civic.checks import Check, all_hold
from civic.clock import Calendar, Due
from civic.errors import Invalid, NotAllowed, OutOfOrder, TooLate
from civic.voting.rules.outcome import Threshold, take
from civic.voting.rules.permits import (
    BY_THEMSELVES,
    OWNERS,
    PERMITS,
    RATINGS,
    Electorate,
    Rule,
    check_reason,
)
from civic.voting.rules.small import LEAST
from civic.voting.rules.why import Why

# Stages ------------------------------------------------------------------------------


class VoteStage(StrEnum):
    """Where a vote stands (B3.5)."""

    DRAFT = "draft"
    POSTED = "posted"
    OPEN = "open"
    CLOSED = "closed"
    RECONCILED = "reconciled"
    COUNTED = "counted"
    PUBLISHED = "published"
    CHALLENGED = "challenged"
    VERIFIED = "verified"
    FINAL = "final"
    CANCELLED = "cancelled"
    FAILED = "failed"


V = VoteStage

NEXT: Final[Mapping[VoteStage, frozenset[VoteStage]]] = {
    V.DRAFT: frozenset({V.POSTED, V.CANCELLED}),
    V.POSTED: frozenset({V.OPEN, V.CANCELLED}),
    # open to open: extended once, for want of turnout
    V.OPEN: frozenset({V.OPEN, V.CLOSED}),
    # failed: the figures of its urn differ, or nobody can open it any more (integrity.md 2.4, 2.6)
    V.CLOSED: frozenset({V.RECONCILED, V.FAILED}),
    V.RECONCILED: frozenset({V.COUNTED, V.FAILED}),
    V.COUNTED: frozenset({V.PUBLISHED}),
    # challenged and final: owners' votes only (B3.4)
    V.PUBLISHED: frozenset({V.CHALLENGED, V.FINAL}),
    V.CHALLENGED: frozenset({V.CHALLENGED, V.VERIFIED}),
    V.VERIFIED: frozenset({V.CHALLENGED, V.FINAL}),
    V.FINAL: frozenset(),
    V.CANCELLED: frozenset(),
    V.FAILED: frozenset(),
}
"""The drawing: from each stage, the stages that may follow."""

UNCOUNTED: Final = frozenset({V.CLOSED, V.RECONCILED})
"""When nobody votes any more, and nobody knows what came of it."""

COUNTED: Final = frozenset({V.COUNTED, V.PUBLISHED, V.CHALLENGED, V.VERIFIED, V.FINAL})
"""When there is a result."""

RESULT_PUBLIC: Final = COUNTED - {V.COUNTED}
"""When everybody may know it."""


def advance(stage: VoteStage, to: VoteStage) -> VoteStage:
    """The next stage, if the drawing has that arrow."""
    if to not in NEXT[stage]:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=to)
    return to


def require_waiting_over(is_waiting: bool, until: date | None) -> None:
    """Nothing of a meeting's vote is counted while a group's score sheets are waited for: whoever
    knew the figures could still choose what stands on them (AP-8; D)."""
    if is_waiting:
        raise OutOfOrder(Why.SHEETS_AWAITED, until=until, article="AP-8")


def require_others_over(until: datetime | None) -> None:
    """Nothing of a meeting's vote is known to anybody while another group still votes: there are no
    results before the end (integrity.md 1; D). ``until``: when that group's hour comes, if one still votes."""
    if until is not None:
        raise OutOfOrder(Why.OTHERS_STILL_VOTE, until=until, article="integrity 1")


def require_not_rated(is_rated: bool) -> None:
    """Nobody who is rated, or serves where somebody is, has a hand in the vote: neither in its roll
    and its papers nor in its urn, its count and its words (EV-4; D)."""
    if is_rated:
        raise NotAllowed(Why.RATES_YOU, article="EV-4")


def check_rated(rule: Rule, *, has_unit: bool, is_committee: bool) -> None:
    """The committee and its members are rated in a meeting over which the supervisors preside, by no
    vote that it conducts itself (JWH25 Art.37; D); what else is rated is a unit, and named."""
    if is_committee or rule not in BY_THEMSELVES:
        raise Invalid(Why.RATED_BY_A_MEETING, field="unit_id", article="JWH25 Art.37")
    if rule in RATINGS and not has_unit:
        raise Invalid(Why.UNIT_MISSING, field="unit_id", article="EV-4")


def require_draft(stage: VoteStage) -> None:
    """Texts, options, rule, silence and window may change until they are posted (G-9)."""
    if stage is not V.DRAFT:
        raise OutOfOrder(Why.TEXTS_LOCKED, stage=stage, article="G-9")


def require_posted(stage: VoteStage) -> None:
    """The roll may be objected to and amended from its posting until the opening (G-9)."""
    if stage is not V.POSTED:
        raise OutOfOrder(Why.ROLL_LOCKED, stage=stage, article="G-9")


def require_by_itself(is_of_a_meeting: bool) -> None:
    """What a meeting asks is drafted, posted, opened, called off and published by its acts (EV-2)."""
    if is_of_a_meeting:
        raise OutOfOrder(Why.OF_A_MEETING, article="EV-2")


def cancel(stage: VoteStage, reason: str) -> tuple[VoteStage, str]:
    """Called off before it opens, with a reason everybody can read; never afterwards (G-9)."""
    return advance(stage, V.CANCELLED), check_reason(reason)


# Days --------------------------------------------------------------------------------

PUBLISH_DAYS: Final = 3
CHALLENGE_DAYS: Final = 30
VERIFY_DAYS: Final = 30
OBJECTION_DECIDED_DAYS: Final = 3
LAST_DAY: Final = timedelta(days=1)


def objections_due(rule: Rule, posted_on: date, calendar: Calendar) -> Due:
    """Until when the posted roll may be objected to; rolled past rest days (RB-19; G-8)."""
    return calendar.natural_days_after(posted_on, PERMITS[rule].objection_days, roll=True)


def objection_decision_due(objected_on: date, calendar: Calendar) -> Due:
    """An objection to the roll is decided within three days (RB-19)."""
    return calendar.natural_days_after(objected_on, OBJECTION_DECIDED_DAYS, roll=True)


def earliest_opening(
    rule: Rule, posted_on: date, calendar: Calendar, *, is_urgent: bool = False
) -> date:
    """Clear days of notice, and never before the time to object is over (RB-4, B3.3; G-6)."""
    after_objections = objections_due(rule, posted_on, calendar).due_on + clock.ONE_DAY
    if is_urgent:
        return after_objections
    noticed = clock.clear_days(posted_on, PERMITS[rule].notice_days)
    return max(noticed.due_on, after_objections)


def check_window(
    rule: Rule,
    *,
    posted_on: date,
    opens_at: datetime,
    closes_at: datetime,
    calendar: Calendar,
    urgency: str = "",
) -> None:
    """Notice and window as the rule's law asks (RB-4; B3.3 CN_DEFAULT; CN-6; EV-2).

    Only a residents' assembly may be called at shorter notice, for a reason (RB-4).
    """
    permit = PERMITS[rule]
    is_urgent = bool(urgency.strip())
    if is_urgent and not permit.can_be_urgent:
        raise Invalid(Why.URGENCY_NOT_PERMITTED, field="urgency", article=permit.article)
    earliest = earliest_opening(rule, posted_on, calendar, is_urgent=is_urgent)
    if clock.day_of(opens_at) < earliest:
        raise Invalid(
            Why.NOTICE_TOO_SHORT,
            field="opens_at",
            earliest=earliest,
            days=permit.notice_days,
            article=permit.article,
        )
    check_length_of_window(rule, opens_at, closes_at)


def check_length_of_window(rule: Rule, opens_at: datetime, closes_at: datetime) -> None:
    """Long enough for everybody to take part, and not for ever (B3.3)."""
    least, most = PERMITS[rule].window
    if closes_at <= opens_at:
        raise Invalid(Why.WINDOW_REVERSED, field="closes_at")
    if closes_at - opens_at < timedelta(days=least):
        raise Invalid(Why.WINDOW_TOO_SHORT, field="closes_at", least=least, most=most)
    if closes_at - opens_at > timedelta(days=most):
        raise Invalid(Why.WINDOW_TOO_LONG, field="closes_at", least=least, most=most)


def open_(stage: VoteStage, *, opens_at: datetime, closes_at: datetime, at: datetime) -> VoteStage:
    """Opened at its hour, not before, and never once its window has passed."""
    to = advance(stage, V.OPEN)
    if stage is V.OPEN:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=to)
    if at < opens_at:
        raise OutOfOrder(Why.NOT_OPEN_YET, opens_at=opens_at)
    if at >= closes_at:
        raise TooLate(Why.OVER, closes_at=closes_at)
    return to


def is_taking_ballots(
    stage: VoteStage, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> bool:
    """Whether ballots are taken now: by the clock, whatever the stage still says."""
    if stage is not V.OPEN or opens_at is None or closes_at is None:
        return False
    return opens_at <= at < closes_at


def require_taking_ballots(
    stage: VoteStage, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> None:
    """A ballot counts from the opening until the very moment of closing, by the clock."""
    if stage in {V.DRAFT, V.POSTED}:
        raise OutOfOrder(Why.NOT_OPEN_YET, opens_at=opens_at)
    if not is_taking_ballots(stage, opens_at, closes_at, at):
        raise TooLate(Why.OVER, closes_at=closes_at)


def close(stage: VoteStage, *, closes_at: datetime, at: datetime) -> VoteStage:
    """Closed at its hour, never earlier: whoever still wants to vote may rely on it (G-9)."""
    to = advance(stage, V.CLOSED)
    if at < closes_at:
        raise OutOfOrder(Why.STILL_OPEN, closes_at=closes_at)
    return to


# Turnout -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turnout:
    """Heads and area (0.01 m²) that took part, of how many; no area in votes by heads."""

    heads: int
    of_heads: int
    area: int = 0
    of_area: int = 0


_QUORUM: Final[Mapping[Electorate, Threshold]] = {
    Electorate.ADULTS: Threshold.ASSEMBLY_QUORUM,
    Electorate.HOUSEHOLDS: Threshold.ASSEMBLY_QUORUM,
    Electorate.REPRESENTATIVES: Threshold.REPRESENTATIVES_QUORUM,
    Electorate.COUNCIL: Threshold.COUNCIL_QUORUM,
}
"""Of which body how many must come, whatever it votes on; who is on a list is no body."""


def quorum(electorate: Electorate, turnout: Turnout) -> tuple[Check, ...]:
    """Whether enough take part: asked alike for an extension, at the desk and in the count
    (MFD 278; JWH25 Art.27, 29; CN-9; AP-6)."""
    t = turnout
    if electorate is Electorate.OWNERS:
        return (
            take(Threshold.OWNERS_AREA, t.area, t.of_area),
            take(Threshold.OWNERS_HEADS, t.heads, t.of_heads),
        )
    threshold = _QUORUM.get(electorate)
    return () if threshold is None else (take(threshold, t.heads, t.of_heads),)


def lacks_turnout(rule: Rule, electorate: Electorate, turnout: Turnout) -> bool:
    """Whether too few have taken part: for a quorum, or for grades to be shown (AP-7)."""
    is_shown = rule not in RATINGS or turnout.heads >= LEAST
    return not (is_shown and all_hold(quorum(electorate, turnout)))


def turnout_told_from(closes_at: datetime, *, is_by_urn: bool) -> datetime | None:
    """From when on the desk hears whether enough have taken part; None: at any time. Of an urn not
    before its last day: asked after every voter, the answer would turn with one of them (D8)."""
    return closes_at - LAST_DAY if is_by_urn else None


def extend(
    rule: Rule,
    electorate: Electorate,
    stage: VoteStage,
    *,
    is_by_urn: bool,
    opens_at: datetime,
    closes_at: datetime,
    until: datetime,
    at: datetime,
    turnout: Turnout,
    is_extended: bool,
    reason: str,
) -> tuple[VoteStage, str]:
    """Once, before closing, for want of turnout, within the longest window (B3.5)."""
    to = advance(stage, V.OPEN)
    if stage is not V.OPEN:
        raise OutOfOrder(Why.NOT_OPEN, stage=stage)
    if at >= closes_at:
        raise TooLate(Why.OVER, closes_at=closes_at)
    if is_extended:
        raise OutOfOrder(Why.EXTENDED_ALREADY, article="B3.5")
    told_from = turnout_told_from(closes_at, is_by_urn=is_by_urn)
    if told_from is not None and at < told_from:
        raise OutOfOrder(Why.TURNOUT_SEALED, since=told_from, article="integrity D8")
    if not lacks_turnout(rule, electorate, turnout):
        raise OutOfOrder(Why.TURNOUT_SUFFICES, article="B3.5")
    if until <= closes_at:
        raise Invalid(Why.NOT_LATER, field="until", closes_at=closes_at)
    check_length_of_window(rule, opens_at, until)
    return to, check_reason(reason)


# After the result --------------------------------------------------------------------


def publish_due(closed_on: date) -> Due:
    """The result stands in public within three days (B3.3; CN-10)."""
    return clock.shown_until(closed_on, PUBLISH_DAYS)


def challenge_due(published_on: date, calendar: Calendar) -> Due:
    """Until when an owner may ask for the count to be verified (B3.3 CN_DEFAULT; G-8)."""
    return calendar.natural_days_after(published_on, CHALLENGE_DAYS, roll=True)


def verification_due(challenged_on: date, calendar: Calendar) -> Due:
    """A challenge is verified and answered within thirty days (遂宁; B3.4)."""
    return calendar.natural_days_after(challenged_on, VERIFY_DAYS, roll=True)


def require_readable(*, is_by_urn: bool, stage: VoteStage) -> None:
    """Named ballots are read by those who count and scrutinise, once they are counted (B3.4)."""
    if is_by_urn or stage not in COUNTED:
        raise OutOfOrder(Why.BALLOTS_SHUT, stage=stage, article="B3.4")


def challenge(rule: Rule, stage: VoteStage, *, until: date | None, on: date) -> VoteStage:
    """An owner's written request, within its days (B3.4)."""
    if rule not in OWNERS or stage not in RESULT_PUBLIC:
        raise OutOfOrder(Why.NO_CHALLENGE_HERE, stage=stage, article="B3.4")
    if until is None or on > until or stage is V.FINAL:
        raise TooLate(Why.CHALLENGE_TOO_LATE, until=until, article="B3.4")
    return advance(stage, V.CHALLENGED)


def finish(rule: Rule, stage: VoteStage, *, until: date | None, on: date) -> VoteStage:
    """Final once nobody may challenge it any more and every challenge is answered (B3.5)."""
    if rule not in OWNERS:
        raise OutOfOrder(Why.NO_CHALLENGE_HERE, stage=stage, article="B3.5")
    if stage is V.CHALLENGED:
        raise OutOfOrder(Why.CHALLENGES_OPEN, article="B3.5")
    to = advance(stage, V.FINAL)
    if until is None or on <= until:
        raise OutOfOrder(Why.NOT_FINAL_YET, until=until, article="B3.5")
    return to
