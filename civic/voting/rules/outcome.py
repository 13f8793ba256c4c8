"""What a count comes to, and the thresholds that decide it: integers, multiplied crosswise (G-3, G-4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from civic.checks import Check, Op, all_hold


class Outcome(StrEnum):
    """What a count comes to."""

    NO_QUORUM = "no_quorum"
    INVALID_COMPOSITION = "invalid_composition"
    INVALID_TURNOUT = "invalid_turnout"
    REJECTED = "rejected"
    PASSED = "passed"
    MUST_CONVENE = "must_convene"
    NOT_YET = "not_yet"
    FILLED = "filled"
    SEATS_LEFT = "seats_left"
    VALID = "valid"
    UNOPENED = "unopened"


GOOD: Final = frozenset({Outcome.PASSED, Outcome.MUST_CONVENE, Outcome.FILLED, Outcome.VALID})
"""What was asked for has come about."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An outcome with the checks that led to it, in the order taken."""

    outcome: Outcome
    because: tuple[Check, ...]


class Threshold(StrEnum):
    """A share that some number must reach."""

    ASSEMBLY_QUORUM = "assembly_quorum"
    ASSEMBLY_MAJORITY = "assembly_majority"
    COMPOSITION = "composition"
    REPRESENTATIVES_QUORUM = "representatives_quorum"
    REPRESENTATIVES_MAJORITY = "representatives_majority"
    REQUEST_OF_ADULTS = "request_of_adults"
    REQUEST_OF_HOUSEHOLDS = "request_of_households"
    REQUEST_FOR_RESIDENTS = "request_for_residents"
    REQUEST_FOR_REPRESENTATIVES = "request_for_representatives"
    RECALL_TURNOUT = "recall_turnout"
    RECALL_TURNOUT_REPRESENTATIVES = "recall_turnout_representatives"
    RECALL_MAJORITY = "recall_majority"
    ELECTION_TURNOUT = "election_turnout"
    ELECTION_TURNOUT_HOUSEHOLDS = "election_turnout_households"
    ELECTION_TURNOUT_REPRESENTATIVES = "election_turnout_representatives"
    ELECTED = "elected"
    ELECTED_IN_RUNOFF = "elected_in_runoff"
    OWNERS_AREA = "owners_area"
    OWNERS_HEADS = "owners_heads"
    ORDINARY_AREA = "ordinary_area"
    ORDINARY_HEADS = "ordinary_heads"
    SPECIAL_AREA = "special_area"
    SPECIAL_HEADS = "special_heads"
    COUNCIL_QUORUM = "council_quorum"
    COUNCIL_MAJORITY = "council_majority"
    COUNCIL_MAJOR = "council_major"
    APPRAISAL_QUORUM = "appraisal_quorum"
    INCOMPETENT = "incompetent"


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``: reached (GE, 以上) or exceeded (GT, 过半数、超过; G-1, G-2)."""

    part: int
    whole: int
    op: Op
    article: str


SHARES: Final[Mapping[Threshold, Share]] = {
    Threshold.ASSEMBLY_QUORUM: Share(1, 2, Op.GT, "JWH25 Art.27"),
    Threshold.ASSEMBLY_MAJORITY: Share(1, 2, Op.GT, "JWH25 Art.27"),
    Threshold.COMPOSITION: Share(4, 5, Op.GE, "JWH25 Art.28"),
    Threshold.REPRESENTATIVES_QUORUM: Share(2, 3, Op.GE, "JWH25 Art.29"),
    Threshold.REPRESENTATIVES_MAJORITY: Share(1, 2, Op.GT, "JWH25 Art.29"),
    Threshold.REQUEST_OF_ADULTS: Share(1, 10, Op.GE, "JWH25 Art.26"),
    Threshold.REQUEST_OF_HOUSEHOLDS: Share(1, 10, Op.GE, "JWH25 Art.26"),
    Threshold.REQUEST_FOR_RESIDENTS: Share(1, 3, Op.GE, "JWH25 Art.26"),
    Threshold.REQUEST_FOR_REPRESENTATIVES: Share(1, 5, Op.GE, "JWH25 Art.28"),
    Threshold.RECALL_TURNOUT: Share(1, 2, Op.GT, "JWH25 Art.20"),
    Threshold.RECALL_TURNOUT_REPRESENTATIVES: Share(2, 3, Op.GT, "JWH25 Art.20"),
    Threshold.RECALL_MAJORITY: Share(1, 2, Op.GT, "JWH25 Art.20"),
    Threshold.ELECTION_TURNOUT: Share(1, 2, Op.GT, "JWH25 Art.19"),
    Threshold.ELECTION_TURNOUT_HOUSEHOLDS: Share(1, 2, Op.GT, "JWH25 Art.19"),
    Threshold.ELECTION_TURNOUT_REPRESENTATIVES: Share(2, 3, Op.GT, "JWH25 Art.19"),
    Threshold.ELECTED: Share(1, 2, Op.GT, "JWH25 Art.19"),
    Threshold.ELECTED_IN_RUNOFF: Share(1, 3, Op.GE, "JWH25 Art.19"),
    Threshold.OWNERS_AREA: Share(2, 3, Op.GE, "MFD 278"),
    Threshold.OWNERS_HEADS: Share(2, 3, Op.GE, "MFD 278"),
    Threshold.ORDINARY_AREA: Share(1, 2, Op.GT, "MFD 278"),
    Threshold.ORDINARY_HEADS: Share(1, 2, Op.GT, "MFD 278"),
    Threshold.SPECIAL_AREA: Share(3, 4, Op.GE, "MFD 278"),
    Threshold.SPECIAL_HEADS: Share(3, 4, Op.GE, "MFD 278"),
    Threshold.COUNCIL_QUORUM: Share(2, 3, Op.GE, "CN-9"),
    Threshold.COUNCIL_MAJORITY: Share(1, 2, Op.GT, "CN-9"),
    Threshold.COUNCIL_MAJOR: Share(1, 2, Op.GT, "CN-9"),
    Threshold.APPRAISAL_QUORUM: Share(2, 3, Op.GE, "JWH25 Art.29"),
    Threshold.INCOMPETENT: Share(1, 2, Op.GT, "AP-4"),
}


class Step(StrEnum):
    """A comparison that is no share of anything."""

    LAST_SEAT = "last_seat"
    SEATS = "seats"
    HEADS = "heads"
    RATED = "rated"
    GRADED = "graded"
    TOOK_PART = "took_part"
    GRADE = "grade"
    NO_BAD_RECORD = "no_bad_record"


def take(threshold: Threshold, number: int, base: int, about: str = "") -> Check:
    """Whether ``number`` is enough of ``base``: ``whole × number`` against ``part × base``."""
    share = SHARES[threshold]
    return Check(threshold, share.whole * number, share.op, share.part * base, share.article, about)


def least(threshold: Threshold, base: int) -> int:
    """The smallest number that is enough of ``base``."""
    share = SHARES[threshold]
    if share.op is Op.GT:
        return share.part * base // share.whole + 1
    return -(-share.part * base // share.whole)


def decide(*stages: tuple[Outcome, tuple[Check, ...]]) -> Reckoned:
    """Passed, unless a stage's checks do not all hold: then what that stage says.

    Later stages are not taken: where there is no quorum, nobody asks for the majority.
    """
    taken: tuple[Check, ...] = ()
    for otherwise, checks in stages:
        taken += checks
        if not all_hold(checks):
            return Reckoned(otherwise, taken)
    return Reckoned(Outcome.PASSED, taken)


def two_places(top: int, bottom: int) -> str | None:
    """``top / bottom`` with two decimals, rounded half up here and nowhere before; of 0 none.

    To be shown, never to decide by (G-4). ``bottom`` is not negative.
    """
    if bottom == 0:
        return None
    hundredths = (200 * abs(top) + bottom) // (2 * bottom)
    sign = "-" if top < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def as_hundredths(figure: str | None) -> int | None:
    """What ``two_places`` wrote, as whole hundredths: how a figure is kept."""
    return None if figure is None else int(figure.replace(".", ""))


def percent(part: int, whole: int) -> str | None:
    """A share in percent with two decimals; of nothing none."""
    return two_places(100 * part, whole)
