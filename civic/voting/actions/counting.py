"""Counting: the sums behind each answer, and the outcome by the vote's own rule.

The one place where an outcome is computed. It is the same sum whenever it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from civic import clock, ledger, policy
from civic.checks import Check, Op
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import JSON, Fact
from civic.people.models import Person
from civic.places.models import Place, within
from civic.policy import Can
from civic.voting import rules
from civic.voting.actions.holding import hold
from civic.voting.actions.opening import turnout
from civic.voting.models import (
    Count,
    Question,
    Vote,
    answers_by_building,
    answers_of,
    expressed,
    representatives_on,
)
from civic.voting.rules import (
    Answer,
    Cell,
    Electorate,
    Group,
    MatterClass,
    MemberMark,
    Outcome,
    OwnersOpinion,
    QuestionKind,
    Reckoned,
    Rule,
    Scale,
    Shown,
    Sum,
    VoteStage,
    Why,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one thing put to the vote: a question, or an option of it (``key``)."""

    question: Question
    key: str
    reckoned: Reckoned


def count(actor: Person, vote: Vote) -> Vote:
    """Once reconciled: the sums, and what they come to. Nobody has seen any of it before."""
    policy.require(actor, Can.COUNT_VOTE, vote)
    vote = hold(vote)
    vote.stage = rules.advance(vote.stage, VoteStage.COUNTED)
    took_part = turnout(vote)
    vote.counted_at = clock.now()
    vote.took_part_heads, vote.took_part_area = took_part.heads, took_part.area
    for question in vote.questions:
        question.counts = [
            Count(question_id=question.id, key=key, heads=found.heads, area=found.area)
            for key, found in _sums(question).items()
        ]
    session().flush()
    found = results(vote)
    for result in found:
        _write(result)
    ledger.record(
        Fact.VOTE_COUNTED,
        about=vote,
        by=actor,
        pub={
            "heads": vote.heads,
            "area": vote.area,
            "took_part_heads": vote.took_part_heads,
            "took_part_area": vote.took_part_area,
            "questions": [_counted(question, found) for question in vote.questions],
        },
    )
    return vote


def results(vote: Vote) -> list[Result]:
    """What each question, or each of its options, comes to, with every sum behind it."""
    if not vote.is_counted:
        raise OutOfOrder(Why.NOT_NEXT, stage=vote.stage, to=VoteStage.COUNTED)
    beside = _beside(vote)
    return [
        Result(question, key, _reckon(vote, question, key, beside))
        for question in vote.questions
        for key in _decided(question)
    ]


def by_place(vote: Vote, question: Question) -> dict[int, Shown]:
    """A question's counts for the vote's place and each building in it, as they may be shown.

    Nothing is shown but through ``rules.shown``: no group below ten, no unanimity of fewer
    than thirty, nothing that subtraction would give away (integrity.md 2.5).
    """
    if not vote.shows_result:
        return {}
    counts: dict[int, dict[str, int]] = {}
    places = _around(vote)
    for building, value, heads in session().execute(answers_by_building(question.id)):
        at = building if building in places else vote.place_id
        for ident in _up(places, at, vote.place_id):
            of_place = counts.setdefault(ident, dict.fromkeys(question.asked.keys, 0))
            for key in value.split(","):
                of_place[key] += heads
    return rules.shown(
        Cell(ident, None if ident == vote.place_id else places[ident].parent_id, found)
        for ident, found in counts.items()
    )


# The sum -----------------------------------------------------------------------------


def _sums(question: Question) -> dict[str, Sum]:
    rows = session().execute(answers_of(question.id)).all()
    answers: list[tuple[Answer, int, int]] = [
        (rules.decode(question.asked, value.encode()), heads, area) for value, heads, area in rows
    ]
    return rules.tally(question.asked, answers)


def _decided(question: Question) -> tuple[str, ...]:
    """What the outcome is said of: yes, each option, or the grades together."""
    match question.kind:
        case QuestionKind.YES_NO:
            return (rules.YES,)
        case QuestionKind.GRADES:
            return ("",)
        case QuestionKind.ONE_OF | QuestionKind.SEVERAL_OF:
            return question.asked.keys[:-1]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the sums of one question don't say: representatives on the roll, silent owners to whom
    a ballot was delivered, who expressed something on each question."""

    elected: int = 0
    silent: Sum = field(default_factory=Sum)
    expressed: Mapping[int, Sum] = field(default_factory=dict)


def _beside(vote: Vote) -> _Beside:
    """Asked once, however many questions there are."""
    if vote.rule is Rule.REPRESENTATIVES_ASSEMBLY:
        opened = clock.day_of(vote.opened_at or clock.now())
        return _Beside(elected=session().scalar(representatives_on(vote.id, opened)) or 0)
    if vote.is_by_area:
        rows = session().execute(expressed(vote.id, [question.id for question in vote.questions]))
        found = {ident: Sum(heads, area) for ident, heads, area in rows}
        return _Beside(silent=found.pop(0), expressed=found)
    return _Beside()


def _reckon(vote: Vote, question: Question, key: str, beside: _Beside) -> Reckoned:
    """The outcome by the vote's own rule (B2.1, B3.1, B3.6, CN-9, B6)."""
    sums = {count.key: Sum(count.heads, count.area) for count in question.counts}
    present = vote.took_part_heads or 0
    match vote.rule:
        case Rule.RESIDENTS_ASSEMBLY:
            return rules.residents_assembly(base=vote.heads, present=present, yes=sums[key].heads)
        case Rule.REPRESENTATIVES_ASSEMBLY:
            return rules.representatives_assembly(
                committee=vote.heads - beside.elected,
                representatives=beside.elected,
                present=present,
                yes=sums[key].heads,
            )
        case Rule.OWNERS_ORDINARY | Rule.OWNERS_SPECIAL:
            return _owners(vote, key, sums, beside.expressed.get(question.id, Sum()), beside.silent)
        case Rule.COUNCIL_ORDINARY | Rule.COUNCIL_MAJOR:
            return rules.council_motion(
                members=vote.heads,
                present=present,
                yes=sums[key].heads,
                major=vote.rule is Rule.COUNCIL_MAJOR,
            )
        case Rule.APPRAISAL | Rule.SATISFACTION:
            return _graded(vote, question, sums)


def _owners(vote: Vote, key: str, sums: Mapping[str, Sum], expressed: Sum, silent: Sum) -> Reckoned:
    """By area and by heads; who chose something else than this is against it (MFD 278)."""
    agreed, abstained = sums[key], sums[rules.ABSTAIN]
    against = expressed.plus(-agreed.heads - abstained.heads, -agreed.area - abstained.area)
    groups = (
        (OwnersOpinion.YES, agreed),
        (OwnersOpinion.NO, against),
        (OwnersOpinion.ABSTAIN, abstained),
        (OwnersOpinion.SILENT_DELIVERED, silent),
    )
    return rules.owners_vote(
        area=vote.area,
        heads=vote.heads,
        kind=MatterClass.SPECIAL if vote.rule is Rule.OWNERS_SPECIAL else MatterClass.ORDINARY,
        silence=vote.silence,
        groups=[Group(found.area, found.heads, opinion) for opinion, found in groups],
    )


def _graded(vote: Vote, question: Question, sums: Mapping[str, Sum]) -> Reckoned:
    """Grades come to a score, not to a decision; an assembly that gives them needs its quorum."""
    returned = vote.took_part_heads or 0
    graded = sum(found.heads for key, found in sums.items() if key != rules.ABSTAIN)
    if question.scale is Scale.MEMBER and vote.electorate is Electorate.REPRESENTATIVES:
        return rules.appraisal(
            members=vote.heads,
            returned=returned,
            invalid=returned - graded,
            ballots={mark: sums[mark.value].heads for mark in MemberMark},
        )
    checks = [Check("graded", graded, Op.GE, rules.LEAST, "AP-7")]
    if vote.electorate in {Electorate.ADULTS, Electorate.HOUSEHOLDS}:
        checks.append(Check("assembly_quorum", 2 * returned, Op.GT, vote.heads, "AP-6"))
    is_valid = all(check.holds for check in checks)
    return Reckoned(Outcome.VALID if is_valid else Outcome.NO_QUORUM, tuple(checks))


def _write(result: Result) -> None:
    outcome = result.reckoned.outcome
    if result.question.options:
        result.question.options[int(result.key) - 1].outcome = outcome
    else:
        result.question.outcome = outcome


def _counted(question: Question, found: list[Result]) -> Mapping[str, JSON]:
    return {
        "position": question.position,
        "counts": [[count.key, count.heads, count.area] for count in question.counts],
        "outcomes": [
            [result.key, result.reckoned.outcome.value]
            for result in found
            if result.question is question
        ],
    }


def _around(vote: Vote) -> dict[int, Place]:
    found = session().scalars(within(vote.place_path)).all()
    return {place.id: place for place in found}


def _up(places: Mapping[int, Place], at: int | None, top: int) -> list[int]:
    ids = []
    while at is not None and at in places:
        ids.append(at)
        if at == top:
            break
        at = places[at].parent_id
    return ids
