"""The matter's own way as a page shows it: what is done, what is now, what is next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from civic.matters.rules.routing import Forum
from civic.matters.rules.stages import STOPPED, S, Stage


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
_AGREED: Final = (Step.TOPIC, Step.DECISION, Step.CARRYING_OUT, Step.EVALUATION)
"""Each owner concerned agrees in writing; nobody votes (MFD 279)."""
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
    Forum.OWNERS_CONCERNED: _AGREED,
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
