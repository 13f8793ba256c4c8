"""The life of a matter (B1.1), which forum may take it up (B0.1), and its chain on the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from civic.checks import Check, Op
from civic.clock import Calendar, Due
from civic.errors import Invalid, OutOfOrder


class Why(StrEnum):
    """Why an act on a matter was refused."""

    NOT_NEXT = "matters.not_next"
    NOT_OPEN_FOR_OPINIONS = "matters.not_open_for_opinions"
    NOT_OPEN_FOR_SECONDING = "matters.not_open_for_seconding"
    NOT_OPEN_FOR_WITHDRAWAL = "matters.not_open_for_withdrawal"
    NOT_OPEN_FOR_EDITING = "matters.not_open_for_editing"
    NOT_OPEN_FOR_MERGING = "matters.not_open_for_merging"
    OWN_MATTER = "matters.own_matter"
    SECONDED_ALREADY = "matters.seconded_already"
    NOT_SECONDED = "matters.not_seconded"
    NO_CATEGORY = "matters.no_category"
    NO_PLACE = "matters.no_place"
    TOO_SHORT = "matters.too_short"
    TOO_LONG = "matters.too_long"
    REASON_MISSING = "matters.reason_missing"
    DESTINATION_MISSING = "matters.destination_missing"
    QUALIFIED = "matters.qualified"
    NO_FORUM = "matters.no_forum"
    PARTY_REVIEW_MISSING = "matters.party_review_missing"
    SAME_MATTER = "matters.same_matter"
    NOT_SETTLED = "matters.not_settled"


# Stages ------------------------------------------------------------------------------


class Stage(StrEnum):
    """Where a matter stands (B1.1)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENED = "screened"
    PLANNED = "planned"
    NOTICED = "noticed"
    IN_SESSION = "in_session"
    MINUTED = "minuted"
    FOLLOW_UP = "follow_up"
    RESULT_PUBLISHED = "result_published"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    REJECTED = "rejected"
    ROUTED_OUT = "routed_out"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


S = Stage

NEXT: Final[Mapping[Stage, frozenset[Stage]]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.SCREENED, S.WITHDRAWN, S.MERGED}),
    S.SCREENED: frozenset({S.PLANNED, S.REJECTED, S.ROUTED_OUT, S.MERGED}),
    S.PLANNED: frozenset({S.NOTICED, S.MERGED}),
    # postponed or called off: a new notice is needed
    S.NOTICED: frozenset({S.IN_SESSION, S.PLANNED}),
    # back to PLANNED is the next round, at any time before the decision (HR-10)
    S.IN_SESSION: frozenset({S.MINUTED, S.PLANNED}),
    S.MINUTED: frozenset({S.FOLLOW_UP, S.IN_SESSION, S.PLANNED}),
    S.FOLLOW_UP: frozenset({S.RESULT_PUBLISHED, S.PLANNED}),
    # what leaves nothing to carry out is archived without an evaluation
    S.RESULT_PUBLISHED: frozenset({S.EVALUATED, S.ARCHIVED, S.PLANNED}),
    S.EVALUATED: frozenset({S.ARCHIVED, S.FOLLOW_UP}),
    S.ARCHIVED: frozenset(),
    S.REJECTED: frozenset(),
    S.ROUTED_OUT: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.MERGED: frozenset(),
}
"""The drawing of B1.1: from each stage, the stages that may follow."""

FINAL: Final = frozenset(stage for stage, after in NEXT.items() if not after)
STOPPED: Final = FINAL - {S.ARCHIVED}
"""Ended before any forum took it up."""

OPEN_FOR_SECONDING: Final = frozenset({S.SUBMITTED, S.SCREENED})
OPEN_FOR_OPINIONS: Final = frozenset({S.SCREENED, S.PLANNED, S.NOTICED, S.IN_SESSION, S.MINUTED})
OPEN_FOR_WITHDRAWAL: Final = frozenset(
    stage for stage, after in NEXT.items() if S.WITHDRAWN in after
)
OPEN_FOR_MERGING: Final = frozenset(stage for stage, after in NEXT.items() if S.MERGED in after)
PUBLIC: Final = frozenset(Stage) - {S.DRAFT}
"""Seen by everybody; a draft is seen by its author."""


def advance(stage: Stage, to: Stage) -> Stage:
    """The next stage, if the drawing has that arrow."""
    if to not in NEXT[stage]:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=to)
    return to


def require_open_for_opinions(stage: Stage) -> None:
    """Opinions are taken from screening until the minutes are confirmed (SH17 Art.16; D)."""
    if stage not in OPEN_FOR_OPINIONS:
        raise OutOfOrder(Why.NOT_OPEN_FOR_OPINIONS, stage=stage)


def require_open_for_seconding(stage: Stage) -> None:
    """Neighbours second a matter until a forum takes it up (CN-8; D)."""
    if stage not in OPEN_FOR_SECONDING:
        raise OutOfOrder(Why.NOT_OPEN_FOR_SECONDING, stage=stage)


def withdraw(stage: Stage) -> Stage:
    """The author may take a matter back until it has been screened (B1.1)."""
    if stage not in OPEN_FOR_WITHDRAWAL:
        raise OutOfOrder(Why.NOT_OPEN_FOR_WITHDRAWAL, stage=stage)
    return advance(stage, S.WITHDRAWN)


def is_open_for_editing(stage: Stage, supporters: int) -> bool:
    """Words may change as long as nobody has put a name under them (D)."""
    return stage is S.DRAFT or (stage is S.SUBMITTED and supporters == 0)


def require_open_for_editing(stage: Stage, supporters: int) -> None:
    """Refuse a change of words that others have already seconded (D)."""
    if not is_open_for_editing(stage, supporters):
        raise OutOfOrder(Why.NOT_OPEN_FOR_EDITING, stage=stage, supporters=supporters)


# Raising -----------------------------------------------------------------------------


class Category(StrEnum):
    """What a matter is about; at least one (TM-1)."""

    ENVIRONMENT = "environment"
    FACILITIES = "facilities"
    PARKING = "parking"
    SAFETY = "safety"
    RENOVATION = "renovation"
    PROPERTY_SERVICE = "property_service"
    CARE = "care"
    CULTURE = "culture"
    NEIGHBOURS = "neighbours"
    SELF_GOVERNANCE = "self_governance"
    OTHER = "other"


TITLE_LENGTH: Final = (4, 60)
TEXT_LENGTH: Final = (10, 5000)
REASON_LENGTH: Final = (4, 1000)


def check_length(text: str, limit: tuple[int, int], field: str) -> str:
    """The text without its margins, if it is neither too short nor too long."""
    text, (least, most) = text.strip(), limit
    if len(text) < least:
        raise Invalid(Why.TOO_SHORT, field=field, least=least, length=len(text))
    if len(text) > most:
        raise Invalid(Why.TOO_LONG, field=field, most=most, length=len(text))
    return text


def submit(
    stage: Stage, *, title: str, text: str, has_place: bool, categories: frozenset[Category]
) -> Stage:
    """A matter is submitted with text, place and at least one category (TM-1)."""
    check_length(title, TITLE_LENGTH, "title")
    check_length(text, TEXT_LENGTH, "text")
    if not has_place:
        raise Invalid(Why.NO_PLACE, field="place")
    if not categories:
        raise Invalid(Why.NO_CATEGORY, field="categories")
    return advance(stage, S.SUBMITTED)


SUPPORTERS_TO_QUALIFY: Final = 10
HOUSEHOLDS_TO_QUALIFY: Final = 5
"""Households that do in a courtyard (院落) (CN-8)."""


def qualification(
    supporters: int, *, households: int = 0, is_courtyard: bool = False
) -> tuple[Check, ...]:
    """Ten supporters, or five households in a courtyard: either one suffices (CN-8)."""
    checks = [Check("supporters", supporters, Op.GE, SUPPORTERS_TO_QUALIFY, "CN-8")]
    if is_courtyard:
        checks.append(Check("households", households, Op.GE, HOUSEHOLDS_TO_QUALIFY, "CN-8"))
    return tuple(checks)


def qualifies(supporters: int, *, households: int = 0, is_courtyard: bool = False) -> bool:
    """Whether enough neighbours stand behind it that it may not be turned away (CN-8)."""
    checks = qualification(supporters, households=households, is_courtyard=is_courtyard)
    return any(check.holds for check in checks)


# Screening ---------------------------------------------------------------------------


class Screening(StrEnum):
    """What the committee says of a submitted matter (TM-2)."""

    ACCEPT = "accept"
    REJECT = "reject"
    ROUTE_OUT = "route_out"


class Destination(StrEnum):
    """Where a matter is sent that no forum here may take up (B1.1, B0.1)."""

    HOTLINE_12345 = "hotline_12345"
    COURT = "court"
    OWNERS = "owners"
    DEPARTMENT = "department"


SCREENING_WORKING_DAYS: Final = 5


def screening_due(submitted_on: date, calendar: Calendar) -> Due:
    """The committee screens within five working days (TM-2)."""
    return calendar.working_days_after(submitted_on, SCREENING_WORKING_DAYS)


def screen(
    stage: Stage,
    result: Screening,
    *,
    reason: str,
    is_qualified: bool,
    destination: Destination | None = None,
) -> Stage:
    """Accept, reject or route out, always with a reason that the proposer sees (TM-2).

    A qualified matter (CN-8) is accepted or sent where it belongs, never rejected.
    """
    screened = advance(stage, S.SCREENED)
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    check_length(reason, REASON_LENGTH, "reason")
    match result:
        case Screening.ACCEPT:
            return screened
        case Screening.REJECT:
            if is_qualified:
                raise OutOfOrder(Why.QUALIFIED, article="CN-8")
            return advance(screened, S.REJECTED)
        case Screening.ROUTE_OUT:
            if destination is None:
                raise Invalid(Why.DESTINATION_MISSING, field="destination")
            return advance(screened, S.ROUTED_OUT)


def merge(stage: Stage, into: Stage, *, is_same: bool) -> Stage:
    """A matter joins another one that is still before its sitting (B1.1; D)."""
    if is_same:
        raise Invalid(Why.SAME_MATTER, field="into")
    if into not in OPEN_FOR_MERGING | {S.NOTICED}:
        raise OutOfOrder(Why.NOT_OPEN_FOR_MERGING, stage=into)
    if stage not in OPEN_FOR_MERGING:
        raise OutOfOrder(Why.NOT_OPEN_FOR_MERGING, stage=stage)
    return advance(stage, S.MERGED)


# Routing -----------------------------------------------------------------------------


class Subject(StrEnum):
    """What kind of thing is to be settled: the question the router asks (B0.1)."""

    ALL_RESIDENTS = "all_residents"
    PROJECT = "project"
    DISPUTE = "dispute"
    WORK_OF_A_BODY = "work_of_a_body"
    OWNERS_MATTER = "owners_matter"
    HOME_TO_BUSINESS = "home_to_business"
    MICRO_PROJECT = "micro_project"
    COURTYARD = "courtyard"
    PENALTY_OR_PERMIT = "penalty_or_permit"
    ELECTION_OR_RECALL = "election_or_recall"


class Forum(StrEnum):
    """Who takes a matter up."""

    HEARING = "hearing"
    COORDINATION_MEETING = "coordination_meeting"
    EVALUATION_MEETING = "evaluation_meeting"
    RESIDENTS_COUNCIL = "residents_council"
    COURTYARD_GROUP = "courtyard_group"
    RESIDENTS_ASSEMBLY = "residents_assembly"
    REPRESENTATIVES_ASSEMBLY = "representatives_assembly"
    OWNERS_ASSEMBLY = "owners_assembly"
    OWNERS_CONCERNED = "owners_concerned"
    PAPER_ELECTION = "paper_election"
    GOVERNMENT = "government"


class Effect(StrEnum):
    """What the forum's outcome is worth."""

    BINDING = "binding"
    BINDS_OWNERS = "binds_owners"
    BINDS_PARTIES = "binds_parties"
    BINDS_HOUSEHOLDS = "binds_households"
    WITHIN_MANDATE = "within_mandate"
    ADVISORY = "advisory"
    ROUTED_OUT = "routed_out"
    LISTS_ONLY = "lists_only"


class Electorate(StrEnum):
    """Who decides there; at a hearing nobody does."""

    NOBODY = "nobody"
    PARTIES = "parties"
    RESIDENTS = "residents"
    RESIDENT_REPS = "resident_reps"
    OWNERS = "owners"
    ALL_OWNERS_CONCERNED = "all_owners_concerned"
    COUNCIL_MEMBERS = "council_members"
    COURTYARD_HOUSEHOLDS = "courtyard_households"


@dataclass(frozen=True, slots=True)
class Route:
    """The router's answer: forum, effect, electorate, article, and the Party-review gate."""

    forum: Forum
    effect: Effect
    electorate: Electorate
    article: str
    needs_party_review: bool = False


ROUTES: Final[Mapping[Subject, Route]] = {
    Subject.ALL_RESIDENTS: Route(
        Forum.RESIDENTS_ASSEMBLY,
        Effect.BINDING,
        Electorate.RESIDENTS,
        "JWH25 Art.30",
        needs_party_review=True,
    ),
    Subject.PROJECT: Route(
        Forum.HEARING, Effect.ADVISORY, Electorate.NOBODY, "JWH25 Art.32; SH17 Art.16"
    ),
    Subject.DISPUTE: Route(
        Forum.COORDINATION_MEETING, Effect.BINDS_PARTIES, Electorate.PARTIES, "RMTJ Art.31"
    ),
    Subject.WORK_OF_A_BODY: Route(
        Forum.EVALUATION_MEETING, Effect.ADVISORY, Electorate.RESIDENTS, "SH17 Art.12, 29"
    ),
    Subject.OWNERS_MATTER: Route(
        Forum.OWNERS_ASSEMBLY, Effect.BINDS_OWNERS, Electorate.OWNERS, "MFD 278"
    ),
    Subject.HOME_TO_BUSINESS: Route(
        Forum.OWNERS_CONCERNED,
        Effect.BINDS_OWNERS,
        Electorate.ALL_OWNERS_CONCERNED,
        "MFD 279; SPC Art.10-11",
    ),
    Subject.MICRO_PROJECT: Route(
        Forum.RESIDENTS_COUNCIL,
        Effect.WITHIN_MANDATE,
        Electorate.COUNCIL_MEMBERS,
        "CDSQ20 Art.23",
    ),
    Subject.COURTYARD: Route(
        Forum.COURTYARD_GROUP,
        Effect.BINDS_HOUSEHOLDS,
        Electorate.COURTYARD_HOUSEHOLDS,
        "B0.1",
    ),
    Subject.PENALTY_OR_PERMIT: Route(
        Forum.GOVERNMENT, Effect.ROUTED_OUT, Electorate.NOBODY, "LZ24 Art.15"
    ),
    Subject.ELECTION_OR_RECALL: Route(
        Forum.PAPER_ELECTION, Effect.LISTS_ONLY, Electorate.RESIDENTS, "JWH25 Art.19"
    ),
}

REPRESENTATIVES_ROUTE: Final = Route(
    Forum.REPRESENTATIVES_ASSEMBLY,
    Effect.BINDING,
    Electorate.RESIDENT_REPS,
    "JWH25 Art.30",
    needs_party_review=True,
)
"""For all residents' matters, if the residents' assembly has authorised it."""


def route(
    subject: Subject, *, is_authorised: bool = False, touches_owners_matter: bool = False
) -> Route:
    """Which forum may settle a subject (B0.1).

    The representatives' assembly acts only if authorised (JWH25 Art.30); whatever touches
    the nine matters of MFD 278 goes to the owners, also out of a council or a courtyard.
    """
    if touches_owners_matter and subject in {Subject.COURTYARD, Subject.MICRO_PROJECT}:
        return ROUTES[Subject.OWNERS_MATTER]
    if is_authorised and subject is Subject.ALL_RESIDENTS:
        return REPRESENTATIVES_ROUTE
    return ROUTES[subject]


def needs_party_review(forum: Forum, *, is_important: bool) -> bool:
    """Whether the Party organisation studies it first (JWH25 Art.30 last para.; TM-2)."""
    return is_important or forum in {Forum.RESIDENTS_ASSEMBLY, Forum.REPRESENTATIVES_ASSEMBLY}


def plan(
    stage: Stage, forum: Forum | None, *, is_important: bool, party_reviewed_on: date | None
) -> Stage:
    """A forum takes the matter up, after Party review where it is asked (JWH25 Art.30)."""
    to = advance(stage, S.PLANNED)
    if forum is None:
        raise OutOfOrder(Why.NO_FORUM)
    if needs_party_review(forum, is_important=is_important) and party_reviewed_on is None:
        raise OutOfOrder(Why.PARTY_REVIEW_MISSING, article="JWH25 Art.30")
    return to


def archive(stage: Stage, *, unsettled: int) -> Stage:
    """Archived when every task is struck off or parked with a reason (TM-8; JWH25 Art.39)."""
    to = advance(stage, S.ARCHIVED)
    if unsettled:
        raise OutOfOrder(Why.NOT_SETTLED, unsettled=unsettled, article="JWH25 Art.39")
    return to


# The chain on the page ---------------------------------------------------------------


class Step(StrEnum):
    """One link of the chain that a page shows as the matter's way."""

    TOPIC = "topic"
    ORDER = "order"
    FOUR_PARTY_TALK = "four_party_talk"
    HEARING = "hearing"
    COORDINATION = "coordination"
    DELIBERATION = "deliberation"
    VOTE = "vote"
    EVALUATION_MEETING = "evaluation_meeting"
    DECISION = "decision"
    REFERRAL = "referral"
    CARRYING_OUT = "carrying_out"
    RECTIFICATION = "rectification"
    EVALUATION = "evaluation"


class Progress(StrEnum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    STOPPED = "stopped"


_VOTED: Final = (Step.TOPIC, Step.VOTE, Step.CARRYING_OUT, Step.EVALUATION)
_TALKED: Final = (
    Step.TOPIC,
    Step.DELIBERATION,
    Step.DECISION,
    Step.CARRYING_OUT,
    Step.EVALUATION,
)

CHAINS: Final[Mapping[Forum, tuple[Step, ...]]] = {
    Forum.HEARING: (
        Step.TOPIC,
        Step.HEARING,
        Step.DECISION,
        Step.CARRYING_OUT,
        Step.EVALUATION,
    ),
    Forum.COORDINATION_MEETING: (
        Step.ORDER,
        Step.FOUR_PARTY_TALK,
        Step.COORDINATION,
        Step.CARRYING_OUT,
        Step.EVALUATION,
    ),
    Forum.EVALUATION_MEETING: (Step.TOPIC, Step.EVALUATION_MEETING, Step.RECTIFICATION),
    Forum.RESIDENTS_COUNCIL: _TALKED,
    Forum.COURTYARD_GROUP: _TALKED,
    Forum.RESIDENTS_ASSEMBLY: _VOTED,
    Forum.REPRESENTATIVES_ASSEMBLY: _VOTED,
    Forum.OWNERS_ASSEMBLY: _VOTED,
    Forum.OWNERS_CONCERNED: _VOTED,
    Forum.PAPER_ELECTION: (Step.TOPIC, Step.VOTE),
    Forum.GOVERNMENT: (Step.TOPIC, Step.REFERRAL),
}

BEGINS: Final[Mapping[Step, Stage]] = {
    Step.TOPIC: S.DRAFT,
    Step.ORDER: S.DRAFT,
    Step.FOUR_PARTY_TALK: S.SCREENED,
    Step.HEARING: S.PLANNED,
    Step.COORDINATION: S.PLANNED,
    Step.DELIBERATION: S.PLANNED,
    Step.VOTE: S.PLANNED,
    Step.EVALUATION_MEETING: S.PLANNED,
    Step.REFERRAL: S.ROUTED_OUT,
    Step.DECISION: S.FOLLOW_UP,
    Step.CARRYING_OUT: S.RESULT_PUBLISHED,
    Step.RECTIFICATION: S.RESULT_PUBLISHED,
    Step.EVALUATION: S.EVALUATED,
}
"""The stage at which a step becomes the present one."""

_LINE: Final = tuple(Stage)[: tuple(Stage).index(S.ARCHIVED) + 1]


def route_chain(forum: Forum | None) -> tuple[Step, ...]:
    """The steps of a matter's way; before routing, those of a project."""
    return CHAINS[forum or Forum.HEARING]


def progress(forum: Forum | None, stage: Stage) -> tuple[tuple[Step, Progress], ...]:
    """The chain with what is done, what is now, what is next; a stopped matter ends early."""
    chain = route_chain(forum)
    if stage is S.ROUTED_OUT:
        return ((chain[0], Progress.DONE), (Step.REFERRAL, Progress.NOW))
    if stage in STOPPED:
        return ((chain[0], Progress.STOPPED),)
    if stage is S.ARCHIVED:
        return tuple((step, Progress.DONE) for step in chain)
    begun = sum(BEGINS[step] in _LINE[: _LINE.index(stage) + 1] for step in chain)
    return tuple(
        (
            step,
            Progress.DONE if place < begun else Progress.NOW if place == begun else Progress.NEXT,
        )
        for place, step in enumerate(chain, start=1)
    )
