"""Questions, what answers them, and the plain sum of the answers.

An answer is a tuple of keys in the order of the ballot paper: ``("yes",)``, ``("1", "3")``,
``("excellent",)``. ``ABSTAIN`` stands alone, and is always possible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from civic.errors import Invalid
from civic.voting.rules.appraisal import GRADES, JUDGING, Scale
from civic.voting.rules.permits import (
    OPTION_LENGTH,
    PERMITS,
    QUESTIONS_MOST,
    QuestionKind,
    Rule,
    check_length,
)
from civic.voting.rules.why import Why

YES: Final = "yes"
NO: Final = "no"
ABSTAIN: Final = "abstain"
SILENT: Final[Mapping[Scale, frozenset[str]]] = {
    scale: frozenset({*GRADES[scale], ABSTAIN}) - frozenset(JUDGING[scale]) for scale in Scale
}
"""What a ballot may say that judges nobody (AP-3, AP-7)."""

OPTIONS_LEAST, OPTIONS_MOST = 2, 30

Answer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as counting sees it: its kind, how many options, how many of them at most."""

    kind: QuestionKind
    options: int = 0
    most: int = 1
    scale: Scale | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What can be chosen, in the order of the ballot paper, abstaining last."""
        match self.kind:
            case QuestionKind.YES_NO:
                return (YES, NO, ABSTAIN)
            case QuestionKind.ONE_OF | QuestionKind.SEVERAL_OF:
                return (*(str(n) for n in range(1, self.options + 1)), ABSTAIN)
            case QuestionKind.GRADES:
                grades = GRADES[self.scale] if self.scale is not None else ()
                return (*grades, ABSTAIN)

    @property
    def length(self) -> int:
        """Bytes of the longest key: every sealed row is padded to it."""
        return max(map(len, self.keys))


@dataclass(frozen=True, slots=True)
class Sum:
    """What stands behind a key: heads, and area in 0.01 m²."""

    heads: int = 0
    area: int = 0

    def plus(self, heads: int, area: int) -> "Sum":
        """With somebody more."""
        return Sum(self.heads + heads, self.area + area)


def check_kind(rule: Rule, kind: QuestionKind) -> None:
    """Bodies decide, raters grade: neither asks the other's questions (AP-1; B2.1, B3.1)."""
    if kind not in PERMITS[rule].kinds:
        raise Invalid(Why.KIND_NOT_PERMITTED, field="kind", rule=rule, kind=kind)


def check_question(
    kind: QuestionKind, options: Sequence[str], most: int, scale: Scale | None
) -> tuple[str, ...]:
    """The options as they will stand on the ballot; each once, and something to choose from."""
    written = tuple(check_length(option, OPTION_LENGTH, "options") for option in options)
    if kind in {QuestionKind.YES_NO, QuestionKind.GRADES}:
        if written:
            raise Invalid(Why.OPTIONS_NOT_ASKED, field="options")
        if kind is QuestionKind.GRADES and scale is None:
            raise Invalid(Why.SCALE_MISSING, field="scale", article="AP-1")
        if most != 1:
            raise Invalid(Why.MOST_OUT_OF_RANGE, field="most", most=1)
        return written
    if len(written) < OPTIONS_LEAST:
        raise Invalid(Why.OPTIONS_TOO_FEW, field="options", least=OPTIONS_LEAST)
    if len(written) > OPTIONS_MOST:
        raise Invalid(Why.OPTIONS_TOO_MANY, field="options", most=OPTIONS_MOST)
    if len(set(written)) < len(written):
        raise Invalid(Why.OPTION_TWICE, field="options")
    highest = 1 if kind is QuestionKind.ONE_OF else len(written)
    if not 1 <= most <= highest:
        raise Invalid(Why.MOST_OUT_OF_RANGE, field="most", most=highest)
    return written


def check_questions(number: int) -> None:
    """A vote asks something, and not more than fits a ballot paper."""
    if number == 0:
        raise Invalid(Why.NO_QUESTIONS, field="questions")
    if number > QUESTIONS_MOST:
        raise Invalid(Why.TOO_MANY_QUESTIONS, field="questions", most=QUESTIONS_MOST)


def check_answer(asked: Asked, chosen: Iterable[str], *, field: str = "answers") -> Answer:
    """The answer in the order of the ballot paper, if it answers this question."""
    listed = list(chosen)
    if not listed:
        raise Invalid(Why.ANSWER_MISSING, field=field)
    if len(set(listed)) < len(listed):
        raise Invalid(Why.ANSWER_DOUBLED, field=field)
    order = asked.keys
    if not set(listed) <= set(order):
        raise Invalid(Why.ANSWER_UNKNOWN, field=field)
    if ABSTAIN in listed and len(listed) > 1:
        raise Invalid(Why.ANSWER_DOUBLED, field=field)
    if len(listed) > asked.most:
        raise Invalid(Why.TOO_MANY_CHOSEN, field=field, most=asked.most)
    return tuple(key for key in order if key in listed)


def check_ballot(asked: Sequence[Asked], answers: Sequence[Iterable[str]]) -> tuple[Answer, ...]:
    """One answer to each question, in their order."""
    if len(answers) != len(asked):
        raise Invalid(Why.ANSWER_MISSING, field="answers")
    return tuple(
        check_answer(question, chosen, field=f"answers-{place}")
        for place, (question, chosen) in enumerate(zip(asked, answers, strict=True))
    )


def encode(answer: Answer) -> bytes:
    """An answer in its one canonical form, for the table and for the urn."""
    return ",".join(answer).encode("ascii")


def decode(asked: Asked, encoded: bytes) -> Answer:
    """The answer that was encoded; Invalid for anything else, also in another order."""
    answer = check_answer(asked, encoded.decode("ascii", "replace").split(","))
    if encode(answer) != encoded:
        raise Invalid(Why.ANSWER_UNKNOWN, field="answers")
    return answer


def tally(asked: Asked, answers: Iterable[tuple[Answer, int, int]]) -> dict[str, Sum]:
    """Heads and area behind each key, from (answer, heads, area); every key is there.

    Who chooses several stands behind each of them.
    """
    sums = {key: Sum() for key in asked.keys}
    for answer, heads, area in answers:
        for key in answer:
            sums[key] = sums[key].plus(heads, area)
    return sums
