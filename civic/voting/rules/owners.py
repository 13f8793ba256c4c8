"""Decisions of the owners (业主共同决定): turnout and majority by area and heads, silence (B3).

Areas are integers of 0.01 m². The old test of 物业管理条例 Art.12 is never applied (B3.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from civic.checks import Check, Op
from civic.places.rules import PartState
from civic.voting.rules.outcome import Outcome, Reckoned, Step, Threshold, decide, least, take


class MatterClass(StrEnum):
    """How much agreement a matter takes (MFD 278)."""

    ORDINARY = "ordinary"
    SPECIAL = "special"


class Silence(StrEnum):
    """What counts as taking part, and what becomes of silence (B3.6)."""

    STRICT = "strict"
    DELIVERED_ABSTAIN = "delivered_abstain"
    FOLLOW_MAJORITY = "follow_majority"


class OwnersOpinion(StrEnum):
    """What became of an owner's ballot: expressed, delivered without an answer, nothing at all."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    SILENT_DELIVERED = "silent_delivered"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Weight:
    """Area in 0.01 m² and heads."""

    area: int
    heads: int


@dataclass(frozen=True, slots=True)
class Group(Weight):
    """Owners of one opinion: a single one, some, or all of them together."""

    opinion: OwnersOpinion


@dataclass(frozen=True, slots=True)
class OwnersVote(Reckoned):
    """The outcome under the vote's own mode of silence, and under each of the three."""

    outcomes: Mapping[Silence, Outcome]


EXPRESSED: Final = (OwnersOpinion.YES, OwnersOpinion.NO, OwnersOpinion.ABSTAIN)
AGREED: Final = {
    MatterClass.ORDINARY: (Threshold.ORDINARY_AREA, Threshold.ORDINARY_HEADS),
    MatterClass.SPECIAL: (Threshold.SPECIAL_AREA, Threshold.SPECIAL_HEADS),
}


def owners_vote(
    *,
    area: int,
    heads: int,
    kind: MatterClass,
    silence: Silence,
    groups: Sequence[Group],
) -> OwnersVote:
    """Two thirds take part, then half or three quarters of them agree, by area and by heads."""
    whole = Weight(area, heads)
    counted = {mode: _count(whole, kind, mode, groups) for mode in Silence}
    own = counted[silence]
    return OwnersVote(
        own.outcome, own.because, {mode: found.outcome for mode, found in counted.items()}
    )


def _count(whole: Weight, kind: MatterClass, silence: Silence, groups: Sequence[Group]) -> Reckoned:
    yes, no = _sum(groups, OwnersOpinion.YES), _sum(groups, OwnersOpinion.NO)
    silent = _sum(groups, OwnersOpinion.SILENT_DELIVERED)
    took_part = _sum(groups, *EXPRESSED)
    if silence is not Silence.STRICT:
        took_part = _plus(took_part, silent)
    # Abstention is no side: the silent follow yes or no, or else abstain. With no they add
    # nothing to yes, which is all that is asked for.
    leads = yes.area > no.area and yes.heads > no.heads
    if silence is Silence.FOLLOW_MAJORITY and leads:
        yes = _plus(yes, silent)
    by_area, by_heads = AGREED[kind]
    return decide(
        (
            Outcome.INVALID_TURNOUT,
            (
                take(Threshold.OWNERS_AREA, took_part.area, whole.area),
                take(Threshold.OWNERS_HEADS, took_part.heads, whole.heads),
            ),
        ),
        (
            Outcome.REJECTED,
            (
                take(by_area, yes.area, took_part.area),
                take(by_heads, yes.heads, took_part.heads),
            ),
        ),
    )


def _sum(groups: Sequence[Group], *opinions: OwnersOpinion) -> Weight:
    counted = [group for group in groups if group.opinion in opinions]
    return Weight(sum(group.area for group in counted), sum(group.heads for group in counted))


def _plus(one: Weight, other: Weight) -> Weight:
    return Weight(one.area + other.area, one.heads + other.heads)


@dataclass(frozen=True, slots=True)
class OwnedPart:
    """An exclusive part: its area, whose it is, and whether it has been handed over."""

    area: int
    owners: frozenset[str]
    state: PartState


@dataclass(frozen=True, slots=True)
class OwnersHeads:
    """All area and heads, and the smallest of each with which a vote is valid."""

    area: int
    heads: int
    quorum_area: int
    quorum_heads: int
    because: tuple[Check, ...]


def owners_heads(*, parts: Sequence[OwnedPart]) -> OwnersHeads:
    """How many heads there are (OW-2, OW-3, OW-6; SPC 9).

    One for each different set of owners, however many parts they hold; one for the developer
    with all that is unsold or not handed over, whoever is named there.
    """
    delivered = {part.owners for part in parts if part.state is PartState.DELIVERED}
    developer = any(part.state is not PartState.DELIVERED for part in parts)
    area, heads = sum(part.area for part in parts), len(delivered) + developer
    quorum_area = least(Threshold.OWNERS_AREA, area)
    quorum_heads = least(Threshold.OWNERS_HEADS, heads)
    return OwnersHeads(
        area,
        heads,
        quorum_area,
        quorum_heads,
        (
            Check(Step.HEADS, heads, Op.LE, len(parts), "SPC 9"),
            take(Threshold.OWNERS_AREA, quorum_area, area),
            take(Threshold.OWNERS_HEADS, quorum_heads, heads),
        ),
    )
