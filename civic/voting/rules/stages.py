"""What a vote is, which body's law it follows, when it may do what (B0 G-9, B2.1, B3.3, B3.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from civic import clock
from civic.clock import Calendar, Due
from civic.errors import Invalid, OutOfOrder, TooLate
from civic.voting.rules.owners import Silence


class Why(StrEnum):
    """Why an act on a vote was refused."""

    NOT_NEXT = "voting.not_next"
    TEXTS_LOCKED = "voting.texts_locked"
    ROLL_LOCKED = "voting.roll_locked"
    TOO_SHORT = "voting.too_short"
    TOO_LONG = "voting.too_long"
    REASON_MISSING = "voting.reason_missing"
    ELECTORATE_NOT_PERMITTED = "voting.electorate_not_permitted"
    SECRECY_NOT_PERMITTED = "voting.secrecy_not_permitted"
    SECRET_BY_AREA = "voting.secret_by_area"
    TOO_FEW_FOR_SECRET = "voting.too_few_for_secret"
    KIND_NOT_PERMITTED = "voting.kind_not_permitted"
    SILENCE_NOT_PERMITTED = "voting.silence_not_permitted"
    SILENCE_WITHOUT_BASIS = "voting.silence_without_basis"
    SILENCE_NEEDS_YES_NO = "voting.silence_needs_yes_no"
    NOTICE_TOO_SHORT = "voting.notice_too_short"
    URGENCY_NOT_PERMITTED = "voting.urgency_not_permitted"
    WINDOW_REVERSED = "voting.window_reversed"
    WINDOW_TOO_SHORT = "voting.window_too_short"
    WINDOW_TOO_LONG = "voting.window_too_long"
    NO_QUESTIONS = "voting.no_questions"
    TOO_MANY_QUESTIONS = "voting.too_many_questions"
    NOBODY_ON_THE_ROLL = "voting.nobody_on_the_roll"
    NOT_OPEN_YET = "voting.not_open_yet"
    NOT_OPEN = "voting.not_open"
    STILL_OPEN = "voting.still_open"
    OVER = "voting.over"
    EXTENDED_ALREADY = "voting.extended_already"
    TURNOUT_SUFFICES = "voting.turnout_suffices"
    NOT_LATER = "voting.not_later"
    OBJECTIONS_OVER = "voting.objections_over"
    OBJECTIONS_OPEN = "voting.objections_open"
    OBJECTION_DECIDED = "voting.objection_decided"
    AMENDMENT_OWED = "voting.amendment_owed"
    DECIDES_OWN_OBJECTION = "voting.decides_own_objection"
    STRUCK_ALREADY = "voting.struck_already"
    ON_ROLL_ALREADY = "voting.on_roll_already"
    NOT_ON_ROSTER = "voting.not_on_roster"
    NOT_AN_ADULT = "voting.not_an_adult"
    AREA_MISSING = "voting.area_missing"
    INVITED_ALREADY = "voting.invited_already"
    NOT_BY_INVITATION = "voting.not_by_invitation"
    NOT_ONLINE = "voting.not_online"
    NOT_YOUR_BALLOT = "voting.not_your_ballot"
    CO_OWNERS_DISAGREE = "voting.co_owners_disagree"
    NOT_ONE_OF_THEM = "voting.not_one_of_them"
    DOCUMENT_MISSING = "voting.document_missing"
    VOTED_ALREADY = "voting.voted_already"
    ANSWER_MISSING = "voting.answer_missing"
    ANSWER_UNKNOWN = "voting.answer_unknown"
    ANSWER_DOUBLED = "voting.answer_doubled"
    TOO_MANY_CHOSEN = "voting.too_many_chosen"
    OPTIONS_TOO_FEW = "voting.options_too_few"
    OPTIONS_TOO_MANY = "voting.options_too_many"
    OPTION_TWICE = "voting.option_twice"
    OPTIONS_NOT_ASKED = "voting.options_not_asked"
    MOST_OUT_OF_RANGE = "voting.most_out_of_range"
    SCALE_MISSING = "voting.scale_missing"
    PROXY_NOT_PERMITTED = "voting.proxy_not_permitted"
    PROXY_TO_ONESELF = "voting.proxy_to_oneself"
    PROXY_TO_THE_FIRM = "voting.proxy_to_the_firm"
    PROXY_HOLDER_UNKNOWN = "voting.proxy_holder_unknown"
    PROXY_HOLDER_FULL = "voting.proxy_holder_full"
    PROXY_GIVEN = "voting.proxy_given"
    PROXY_NOT_NEXT = "voting.proxy_not_next"
    PROXY_USED = "voting.proxy_used"
    HANDED_OUT_ALREADY = "voting.handed_out_already"
    NOT_HANDED_OUT = "voting.not_handed_out"
    SIGNATURE_MISSING = "voting.signature_missing"
    BUNDLE_SIZE = "voting.bundle_size"
    BUNDLE_SETTLED = "voting.bundle_settled"
    SAME_CLERK = "voting.same_clerk"
    LINES_WRONG = "voting.lines_wrong"
    LINE_TWICE = "voting.line_twice"
    LINE_NOT_RETURNED = "voting.line_not_returned"
    RECONCILIATION_FAILS = "voting.reconciliation_fails"
    NO_GAP = "voting.no_gap"
    SAME_SIGNATORY = "voting.same_signatory"
    NOT_REDACTED = "voting.not_redacted"
    NO_CHALLENGE_HERE = "voting.no_challenge_here"
    CHALLENGE_TOO_LATE = "voting.challenge_too_late"
    CHALLENGE_ANSWERED = "voting.challenge_answered"
    CHALLENGES_OPEN = "voting.challenges_open"
    NOT_FINAL_YET = "voting.not_final_yet"
    NO_URN = "voting.no_urn"


# What a vote is ----------------------------------------------------------------------


class Rule(StrEnum):
    """Whose law counts the votes: the pack of thresholds, frozen at posting (G-9)."""

    RESIDENTS_ASSEMBLY = "residents_assembly"  # 居民会议
    REPRESENTATIVES_ASSEMBLY = "representatives_assembly"  # 居民代表会议
    OWNERS_ORDINARY = "owners_ordinary"  # 业主共同决定，一般事项
    OWNERS_SPECIAL = "owners_special"  # 业主共同决定，特别事项
    COUNCIL_ORDINARY = "council_ordinary"  # 居民议事会，一般事项
    COUNCIL_MAJOR = "council_major"  # 居民议事会，重大事项
    APPRAISAL = "appraisal"  # 民主评议
    SATISFACTION = "satisfaction"  # 满意度测评


class Electorate(StrEnum):
    """Of whom the roll is made."""

    ADULTS = "adults"  # 满十八周岁的居民
    HOUSEHOLDS = "households"  # 户代表
    REPRESENTATIVES = "representatives"  # 居委会成员和居民代表
    OWNERS = "owners"  # 业主，按人数和面积
    COUNCIL = "council"  # 议事会成员
    INVITED = "invited"  # 按名单邀请的评议人


class Secrecy(StrEnum):
    """Who learns what somebody voted."""

    OPEN = "open"  # everybody, with the name, as soon as it is cast
    CLOSED_NAMED = "closed_named"  # the counting group, and the voter
    SECRET = "secret"  # nobody: the sealed urn
    LIGHT = "light"  # the urn with its key on the server; its operator could


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    GRADES = "grades"


OWNERS: Final = frozenset({Rule.OWNERS_ORDINARY, Rule.OWNERS_SPECIAL})
"""Votes counted by heads and by area (MFD 278)."""

BY_URN: Final = frozenset({Secrecy.SECRET, Secrecy.LIGHT})
NAMED: Final = frozenset({Secrecy.OPEN, Secrecy.CLOSED_NAMED})

_DECIDING = frozenset({QuestionKind.YES_NO, QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF})
_RATING = frozenset({QuestionKind.GRADES})


@dataclass(frozen=True, slots=True)
class Permit:
    """What a rule permits, and its days: clear days of notice, days to object, days of voting."""

    electorates: frozenset[Electorate]
    secrecies: frozenset[Secrecy]
    kinds: frozenset[QuestionKind]
    notice_days: int
    objection_days: int
    window: tuple[int, int]
    shown_days: int
    article: str
    needs_online_basis: bool = False
    can_be_urgent: bool = False


E, S = Electorate, Secrecy

PERMITS: Final[Mapping[Rule, Permit]] = {
    Rule.RESIDENTS_ASSEMBLY: Permit(
        electorates=frozenset({E.ADULTS, E.HOUSEHOLDS}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=10,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="JWH25 Art.26, 27",
        needs_online_basis=True,
        can_be_urgent=True,
    ),
    Rule.REPRESENTATIVES_ASSEMBLY: Permit(
        electorates=frozenset({E.REPRESENTATIVES}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=10,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="JWH25 Art.28, 29",
        needs_online_basis=True,
    ),
    Rule.OWNERS_ORDINARY: Permit(
        electorates=frozenset({E.OWNERS}),
        secrecies=frozenset({S.CLOSED_NAMED}),
        kinds=_DECIDING,
        notice_days=15,
        objection_days=5,
        window=(7, 60),
        shown_days=30,
        article="MFD 278",
    ),
    Rule.OWNERS_SPECIAL: Permit(
        electorates=frozenset({E.OWNERS}),
        secrecies=frozenset({S.CLOSED_NAMED}),
        kinds=_DECIDING,
        notice_days=15,
        objection_days=5,
        window=(7, 60),
        shown_days=30,
        article="MFD 278",
    ),
    Rule.COUNCIL_ORDINARY: Permit(
        electorates=frozenset({E.COUNCIL}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=2,
        objection_days=1,
        window=(0, 15),
        shown_days=15,
        article="CDSQ20 Art.23; CN-6, CN-9",
    ),
    Rule.COUNCIL_MAJOR: Permit(
        electorates=frozenset({E.COUNCIL}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=2,
        objection_days=1,
        window=(0, 15),
        shown_days=15,
        article="CDSQ20 Art.23; CN-6, CN-9",
    ),
    Rule.APPRAISAL: Permit(
        electorates=frozenset({E.ADULTS, E.HOUSEHOLDS, E.REPRESENTATIVES, E.INVITED}),
        secrecies=frozenset({S.SECRET}),
        kinds=_RATING,
        notice_days=7,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="JWH25 Art.37; AP-6, AP-7",
    ),
    Rule.SATISFACTION: Permit(
        electorates=frozenset({E.ADULTS, E.HOUSEHOLDS, E.REPRESENTATIVES, E.INVITED}),
        secrecies=frozenset({S.SECRET, S.LIGHT}),
        kinds=_RATING,
        notice_days=7,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="SH17 Art.12, 29; EV-2",
    ),
}
"""Which electorates, secrecies and questions each rule permits, and its days."""

LEAST_FOR_SECRET: Final = 10
"""With fewer on the roll nobody's vote is secret (integrity.md 2.5)."""


def check_permitted(rule: Rule, electorate: Electorate, secrecy: Secrecy) -> Permit:
    """The rule's own law says who votes, and how secretly (B2.1, B3, B6; integrity.md 1)."""
    permit = PERMITS[rule]
    if electorate not in permit.electorates:
        raise Invalid(
            Why.ELECTORATE_NOT_PERMITTED,
            field="electorate",
            rule=rule,
            electorate=electorate,
            article=permit.article,
        )
    if electorate is E.OWNERS and secrecy in BY_URN:
        raise Invalid(Why.SECRET_BY_AREA, field="secrecy", article="MFD 278")
    if secrecy not in permit.secrecies:
        raise Invalid(
            Why.SECRECY_NOT_PERMITTED,
            field="secrecy",
            rule=rule,
            secrecy=secrecy,
            article=permit.article,
        )
    return permit


def check_roll(secrecy: Secrecy, voters: int) -> None:
    """Somebody votes; and fewer than ten not secretly: each would be known by the rest (2.5)."""
    if voters == 0:
        raise Invalid(Why.NOBODY_ON_THE_ROLL, field="electorate")
    if secrecy in BY_URN and voters < LEAST_FOR_SECRET:
        raise Invalid(
            Why.TOO_FEW_FOR_SECRET, field="secrecy", voters=voters, least=LEAST_FOR_SECRET
        )


def check_silence(
    rule: Rule, mode: Silence, basis: str, kinds: frozenset[QuestionKind] = frozenset()
) -> None:
    """Silence counts only among owners, only by a clause that is named (B3.6).

    Following the majority is a matter of yes and no, never of choosing people.
    """
    if mode is Silence.STRICT:
        return
    if rule not in OWNERS:
        raise Invalid(Why.SILENCE_NOT_PERMITTED, field="silence", article="B3.6")
    if not basis.strip():
        raise Invalid(Why.SILENCE_WITHOUT_BASIS, field="silence_basis", article="B3.6")
    if mode is Silence.FOLLOW_MAJORITY and kinds - {QuestionKind.YES_NO}:
        raise Invalid(Why.SILENCE_NEEDS_YES_NO, field="silence", article="B3.6")


# Its words ---------------------------------------------------------------------------

TITLE_LENGTH: Final = (2, 120)
EXPLANATION_LENGTH: Final = (0, 20_000)
QUESTION_LENGTH: Final = (2, 500)
OPTION_LENGTH: Final = (1, 200)
BASIS_LENGTH: Final = (0, 200)
REASON_LENGTH: Final = (2, 1000)
QUESTIONS_MOST: Final = 30


def check_length(text: str, limit: tuple[int, int], field: str) -> str:
    """The text without its margins, if it is neither too short nor too long."""
    text, (least, most) = text.strip(), limit
    if len(text) < least:
        raise Invalid(Why.TOO_SHORT, field=field, least=least, length=len(text))
    if len(text) > most:
        raise Invalid(Why.TOO_LONG, field=field, most=most, length=len(text))
    return text


def check_reason(reason: str, field: str = "reason") -> str:
    """What is done for a reason says which."""
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field=field)
    return check_length(reason, REASON_LENGTH, field)


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


V = VoteStage

NEXT: Final[Mapping[VoteStage, frozenset[VoteStage]]] = {
    V.DRAFT: frozenset({V.POSTED, V.CANCELLED}),
    V.POSTED: frozenset({V.OPEN, V.CANCELLED}),
    # open to open: extended once, for want of turnout
    V.OPEN: frozenset({V.OPEN, V.CLOSED}),
    V.CLOSED: frozenset({V.RECONCILED}),
    V.RECONCILED: frozenset({V.COUNTED}),
    V.COUNTED: frozenset({V.PUBLISHED}),
    # challenged and final: owners' votes only (B3.4)
    V.PUBLISHED: frozenset({V.CHALLENGED, V.FINAL}),
    V.CHALLENGED: frozenset({V.CHALLENGED, V.VERIFIED}),
    V.VERIFIED: frozenset({V.CHALLENGED, V.FINAL}),
    V.FINAL: frozenset(),
    V.CANCELLED: frozenset(),
}
"""The drawing: from each stage, the stages that may follow."""

PUBLIC: Final = frozenset(VoteStage) - {V.DRAFT}
"""Seen by everybody: from the posting on."""

COUNTED: Final = frozenset({V.COUNTED, V.PUBLISHED, V.CHALLENGED, V.VERIFIED, V.FINAL})
"""When there is a result."""

RESULT_PUBLIC: Final = COUNTED - {V.COUNTED}
"""When everybody may know it."""


def advance(stage: VoteStage, to: VoteStage) -> VoteStage:
    """The next stage, if the drawing has that arrow."""
    if to not in NEXT[stage]:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=to)
    return to


def require_draft(stage: VoteStage) -> None:
    """Texts, options, rule, silence and window may change until they are posted (G-9)."""
    if stage is not V.DRAFT:
        raise OutOfOrder(Why.TEXTS_LOCKED, stage=stage, article="G-9")


def require_posted(stage: VoteStage) -> None:
    """The roll may be objected to and amended from its posting until the opening (G-9)."""
    if stage is not V.POSTED:
        raise OutOfOrder(Why.ROLL_LOCKED, stage=stage, article="G-9")


def cancel(stage: VoteStage, reason: str) -> tuple[VoteStage, str]:
    """Called off before it opens, with a reason everybody can read; never afterwards (G-9)."""
    return advance(stage, V.CANCELLED), check_reason(reason)


# Days --------------------------------------------------------------------------------

PUBLISH_DAYS: Final = 3
CHALLENGE_DAYS: Final = 30
VERIFY_DAYS: Final = 30
OBJECTION_DECIDED_DAYS: Final = 3


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


def lacks_turnout(rule: Rule, turnout: Turnout) -> bool:
    """Whether too few have taken part for the vote to be valid (MFD 278; Art.27, 29; CN-9)."""
    t = turnout
    match rule:
        case Rule.OWNERS_ORDINARY | Rule.OWNERS_SPECIAL:
            return 3 * t.heads < 2 * t.of_heads or 3 * t.area < 2 * t.of_area
        case Rule.REPRESENTATIVES_ASSEMBLY | Rule.COUNCIL_ORDINARY | Rule.COUNCIL_MAJOR:
            return 3 * t.heads < 2 * t.of_heads
        case Rule.RESIDENTS_ASSEMBLY | Rule.APPRAISAL | Rule.SATISFACTION:
            return 2 * t.heads <= t.of_heads


def extend(
    rule: Rule,
    stage: VoteStage,
    *,
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
    if not lacks_turnout(rule, turnout):
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
