"""Which matter may be put to which body, and what the Party organisation studies first (B0.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from civic.errors import Invalid, OutOfOrder
from civic.matters.rules import FINAL, Forum
from civic.matters.rules import Stage as MatterStage
from civic.voting.rules.permits import OWNERS, RATINGS, REASON_LENGTH, Rule, check_length
from civic.voting.rules.why import Why

ASSEMBLIES: Final = frozenset({Rule.RESIDENTS_ASSEMBLY, Rule.REPRESENTATIVES_ASSEMBLY})
"""Whose matters the community's Party organisation studies first (JWH25 Art.30 last para.)."""

_COUNCIL: Final = frozenset({Rule.COUNCIL_ORDINARY, Rule.COUNCIL_MAJOR})
_NOBODY: Final = frozenset[Rule]()
_ANY: Final = frozenset(Rule)

DECIDES: Final[Mapping[Forum, frozenset[Rule]]] = {
    Forum.RESIDENTS_ASSEMBLY: frozenset({Rule.RESIDENTS_ASSEMBLY}),
    # What the representatives are authorised to decide, the residents may still decide (RB-12).
    Forum.REPRESENTATIVES_ASSEMBLY: ASSEMBLIES,
    Forum.OWNERS_ASSEMBLY: OWNERS,
    # Each of them agrees, in writing: no count takes the place of that (MFD 279; SPC Art.10-11).
    Forum.OWNERS_CONCERNED: _NOBODY,
    Forum.RESIDENTS_COUNCIL: _COUNCIL,
    Forum.COURTYARD_GROUP: _COUNCIL,
    Forum.PAPER_ELECTION: _NOBODY,
    Forum.GOVERNMENT: _NOBODY,
}
"""By which rules a body that decides votes. What was only heard or talked over may go to any."""

_UNACCEPTED: Final = frozenset({MatterStage.DRAFT, MatterStage.SUBMITTED})


def fitting(stage: MatterStage, forum: Forum | None) -> frozenset[Rule]:
    """By which rules a matter may be voted on: those of the body to which it was routed, while it
    is open (B0.1). Whoever rates decides nothing, so that it concerns no body.
    """
    if not _is_open(stage):
        return RATINGS
    return RATINGS | (DECIDES.get(forum, _ANY) if forum is not None else _ANY)


def check_matter(rule: Rule, stage: MatterStage, forum: Forum | None) -> None:
    """OutOfOrder: this rule does not fit the matter."""
    if rule in fitting(stage, forum):
        return
    if not _is_open(stage):
        raise OutOfOrder(Why.MATTER_NOT_OPEN, stage=stage)
    if forum is Forum.OWNERS_CONCERNED:
        raise OutOfOrder(Why.EACH_OWNER_AGREES, article="MFD 279")
    raise OutOfOrder(Why.OTHER_BODYS_MATTER, forum=forum, article="B0.1")


def _is_open(stage: MatterStage) -> bool:
    return stage not in _UNACCEPTED and stage not in FINAL


def check_study(rule: Rule, on: date | None, note: str, today: date) -> tuple[date | None, str]:
    """What a draft declares: on which day the Party organisation studied it, and what it said.
    Nothing yet: neither; of what goes to other bodies nothing is declared."""
    if rule not in ASSEMBLIES or (on is None and not note.strip()):
        return None, ""
    if on is None:
        raise Invalid(Why.STUDY_WITHOUT_DAY, field="party_review_on", article="JWH25 Art.30")
    if on > today:
        raise Invalid(Why.STUDIED_IN_FUTURE, field="party_review_on", article="JWH25 Art.30")
    return on, check_length(note, REASON_LENGTH, "party_review")


def is_studied(rule: Rule, forum: Forum | None, reviewed_on: date | None) -> bool:
    """Whether the matter itself was routed to this assembly and studied."""
    routed = forum is not None and rule in DECIDES.get(forum, _NOBODY)
    return routed and reviewed_on is not None


def require_studied(rule: Rule, *, is_studied: bool) -> None:
    """Before it is posted (JWH25 Art.30 last para.)."""
    if rule in ASSEMBLIES and not is_studied:
        raise OutOfOrder(Why.NOT_STUDIED, article="JWH25 Art.30")
