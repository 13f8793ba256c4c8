"""Which forum may settle what, and what its outcome is worth (B0.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


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


MEETINGS: Final = frozenset({Forum.HEARING, Forum.COORDINATION_MEETING, Forum.EVALUATION_MEETING})
"""The three meetings (三会); everywhere else people vote."""

PARTY_REVIEWED: Final = frozenset({Forum.RESIDENTS_ASSEMBLY, Forum.REPRESENTATIVES_ASSEMBLY})
"""Forums whose matters the Party organisation studies first (JWH25 Art.30 last para.)."""


class Effect(StrEnum):
    """What the forum's outcome is worth."""

    BINDING = "binding"
    BINDS_OWNERS = "binds_owners"
    BINDS_PARTIES = "binds_parties"
    BINDS_HOUSEHOLDS = "binds_households"
    WITHIN_MANDATE = "within_mandate"
    ADVISORY = "advisory"
    RATES = "rates"
    ROUTED_OUT = "routed_out"
    LISTS_ONLY = "lists_only"


class Electorate(StrEnum):
    """Who decides there; at a hearing nobody does."""

    NOBODY = "nobody"
    PARTIES = "parties"
    RESIDENTS = "residents"
    RESIDENT_REPS = "resident_reps"
    RATERS = "raters"
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

    @property
    def needs_party_review(self) -> bool:
        """Whether the Party organisation studies it first (JWH25 Art.30 last para.)."""
        return self.forum in PARTY_REVIEWED


ROUTES: Final[Mapping[Subject, Route]] = {
    Subject.ALL_RESIDENTS: Route(
        Forum.RESIDENTS_ASSEMBLY,
        Effect.BINDING,
        Electorate.RESIDENTS,
        "JWH25 Art.30",
    ),
    Subject.PROJECT: Route(
        Forum.HEARING, Effect.ADVISORY, Electorate.NOBODY, "JWH25 Art.32; SH17 Art.16"
    ),
    Subject.DISPUTE: Route(
        Forum.COORDINATION_MEETING, Effect.BINDS_PARTIES, Electorate.PARTIES, "RMTJ Art.31"
    ),
    Subject.WORK_OF_A_BODY: Route(
        Forum.EVALUATION_MEETING, Effect.RATES, Electorate.RATERS, "SH17 Art.12, 29"
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


def needs_party_review(forum: Forum | None, *, is_important: bool) -> bool:
    """Whether the Party organisation studies it first (JWH25 Art.30 last para.; TM-2)."""
    return is_important or forum in PARTY_REVIEWED
