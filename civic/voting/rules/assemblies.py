"""The residents' assemblies (居民会议, 居民代表会议): quorum, decision, request, recall (B2.1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from civic.errors import OutOfOrder
from civic.voting.rules.outcome import Outcome, Reckoned, Threshold, decide, least, take
from civic.voting.rules.why import Why


def residents_assembly(*, base: int, present: int, yes: int) -> Reckoned:
    """More than half take part, more than half of those agree (RB-1, RB-2; JWH25 Art.27).

    ``base``: all adults, or all household representatives. Who abstains or spoils a ballot
    stays among those present.
    """
    return decide(
        (Outcome.NO_QUORUM, (take(Threshold.ASSEMBLY_QUORUM, present, base),)),
        (Outcome.REJECTED, (take(Threshold.ASSEMBLY_MAJORITY, yes, present),)),
    )


def representatives_assembly(
    *, committee: int, representatives: int, present: int, yes: int
) -> Reckoned:
    """Four fifths are representatives, two thirds come, half of those agree (RB-5, RB-8)."""
    members = committee + representatives
    return decide(
        (Outcome.INVALID_COMPOSITION, (take(Threshold.COMPOSITION, representatives, members),)),
        (Outcome.NO_QUORUM, (take(Threshold.REPRESENTATIVES_QUORUM, present, members),)),
        (Outcome.REJECTED, (take(Threshold.REPRESENTATIVES_MAJORITY, yes, present),)),
    )


def check_composition(*, committee: int, representatives: int) -> None:
    """Of an assembly that grades, four fifths are representatives (RB-5; JWH25 Art.28): asked before
    it votes, since grades have no outcome that could say so (D). Whoever is rated belongs to it,
    on the roll or not."""
    members = committee + representatives
    if not take(Threshold.COMPOSITION, representatives, members).holds:
        raise OutOfOrder(
            Why.ASSEMBLY_COMPOSITION,
            members=members,
            representatives=representatives,
            article="JWH25 Art.28",
        )


class Request(StrEnum):
    """Who signs for which assembly (RB-3, RB-6)."""

    ADULTS = "adults"
    HOUSEHOLDS = "households"
    REPS_FOR_RESIDENTS = "reps_for_residents"
    REPS_FOR_REPRESENTATIVES = "reps_for_representatives"


REQUESTED: Final = {
    Request.ADULTS: Threshold.REQUEST_OF_ADULTS,
    Request.HOUSEHOLDS: Threshold.REQUEST_OF_HOUSEHOLDS,
    Request.REPS_FOR_RESIDENTS: Threshold.REQUEST_FOR_RESIDENTS,
    Request.REPS_FOR_REPRESENTATIVES: Threshold.REQUEST_FOR_REPRESENTATIVES,
}


@dataclass(frozen=True, slots=True)
class Requested(Reckoned):
    """Whether a request binds, how many signatures it takes, how many are missing."""

    needed: int
    short_by: int


def convene_request(*, by: Request, signatures: int, base: int) -> Requested:
    """Whether an assembly must be convened (RB-3, RB-6; JWH25 Art.26, 28).

    ``base``: all those of whom some have signed.
    """
    check = take(REQUESTED[by], signatures, base)
    needed = least(REQUESTED[by], base)
    return Requested(
        outcome=Outcome.MUST_CONVENE if check.holds else Outcome.NOT_YET,
        because=(check,),
        needed=needed,
        short_by=max(0, needed - signatures),
    )


class Electors(StrEnum):
    """Who votes for and recalls committee members (RB-16, RB-17; JWH25 Art.19, 20)."""

    VOTERS = "voters"
    HOUSEHOLDS = "households"
    REPRESENTATIVES = "representatives"


def recall(*, mode: Electors, base: int, voting: int, yes: int) -> Reckoned:
    """More than half vote (of representatives more than two thirds); half of them agree (RB-16)."""
    turnout = (
        Threshold.RECALL_TURNOUT_REPRESENTATIVES
        if mode is Electors.REPRESENTATIVES
        else Threshold.RECALL_TURNOUT
    )
    return decide(
        (Outcome.NO_QUORUM, (take(turnout, voting, base),)),
        (Outcome.REJECTED, (take(Threshold.RECALL_MAJORITY, yes, voting),)),
    )
