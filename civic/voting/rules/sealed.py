"""What of a secret ballot is sealed by itself: each question, and of one that takes several options
each option.

A row with "1,4,7" would be a pattern that a buyer of votes had ordered and found again in the
published counts (integrity.md D4, D8). Hence one says yes, no or abstain to each option, and no row
leads to another. To the urn a slot is a question like any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from civic.errors import Invalid
from civic.voting.rules.permits import QuestionKind
from civic.voting.rules.questions import (
    ABSTAIN,
    NO,
    YES,
    Answer,
    Asked,
    Sum,
    decode,
    encode,
    tally,
)
from civic.voting.rules.why import Why


@dataclass(frozen=True, slots=True)
class Slot:
    """``question``: its place, from 1; ``option``: its key, none where the question is sealed
    whole; ``asked``: what a row of it answers."""

    question: int
    option: str
    asked: Asked

    @property
    def name(self) -> str:
        """``2``, or of its third option ``2.3``."""
        return f"{self.question}.{self.option}" if self.option else str(self.question)


def slots(asked: Sequence[Asked]) -> tuple[Slot, ...]:
    """The slots of a vote, in the order of the urn's rows."""
    return tuple(
        slot for place, question in enumerate(asked, start=1) for slot in _slots(place, question)
    )


def apart(asked: Sequence[Asked], answers: Sequence[Answer]) -> list[bytes]:
    """What goes into each slot of a ballot with these answers."""
    return [encode(_answer(slot, answers[slot.question - 1])) for slot in slots(asked)]


def together(
    asked: Sequence[Asked], opened: Sequence[Sequence[tuple[bytes, int]]]
) -> list[dict[str, Sum]]:
    """Heads behind each key, question by question; ``opened``: of each slot, how often which value
    was in it.

    Raises Invalid: other slots; a value that is no answer; sums that no ballots come to.
    """
    listed = slots(asked)
    if len(opened) != len(listed):
        raise Invalid(Why.NO_SUCH_SUMS, field="certificate")
    found = [
        (slot.question, tally(slot.asked, ((decode(slot.asked, value), n, 0) for value, n in each)))
        for slot, each in zip(listed, opened, strict=True)
    ]
    return [
        _whole(question, [sums for of, sums in found if of == place])
        for place, question in enumerate(asked, start=1)
    ]


# Small steps -----------------------------------------------------------------------------


def _slots(place: int, question: Asked) -> list[Slot]:
    if question.kind is not QuestionKind.SEVERAL_OF:
        return [Slot(place, "", question)]
    return [Slot(place, key, Asked(QuestionKind.YES_NO)) for key in question.keys[:-1]]


def _answer(slot: Slot, answer: Answer) -> Answer:
    if not slot.option or answer == (ABSTAIN,):
        return answer
    return (YES if slot.option in answer else NO,)


def _whole(question: Asked, found: Sequence[dict[str, Sum]]) -> dict[str, Sum]:
    """Of a question that takes several options: each was answered by the same ballots, each of
    which chose one at least and no more than it may."""
    if question.kind is not QuestionKind.SEVERAL_OF:
        return found[0]
    chosen = sum(sums[YES].heads for sums in found)
    answered, abstained = found[0][YES].heads + found[0][NO].heads, found[0][ABSTAIN]
    if (
        any(sums[ABSTAIN] != abstained for sums in found)
        or not answered <= chosen <= answered * question.most
    ):
        raise Invalid(Why.NO_SUCH_SUMS, field="certificate")
    options = zip(question.keys, found, strict=False)
    return {key: sums[YES] for key, sums in options} | {ABSTAIN: abstained}


def agree(marked: int, online: int, paper: int, rows: Iterable[int]) -> bool:
    """Marks = ballots in the urn + papers handed out; a row in each slot for each ballot: what no
    signature explains, where it is not so (2.6)."""
    return marked == online + paper and set(rows) == {online}
