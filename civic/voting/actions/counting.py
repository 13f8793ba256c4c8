"""Counting: the sums behind each answer, and the outcome by the vote's own rule.

The one place where an outcome is computed. It is the same sum whenever it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import JSON, Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules
from civic.voting.actions.ceremony import (
    cell,
    counted_secretly,
    counts_of,
    require_opened,
    secret_sums,
    voted_secretly,
)
from civic.voting.actions.holding import hold
from civic.voting.actions.opening import turnout
from civic.voting.models import (
    Count,
    Question,
    Vote,
    answers_of,
    delivered_silent,
    expressed,
)
from civic.voting.rules import (
    Answer,
    Group,
    MatterClass,
    MemberMark,
    OwnersOpinion,
    QuestionKind,
    Reckoned,
    Recount,
    Rule,
    Scale,
    Showing,
    Shown,
    Sum,
    Turnout,
    UnitMark,
    VoteStage,
    Why,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one thing put to the vote: a question, or an option of it (``key``); and how to
    reckon it again. Grades of fewer than ten who judged come to nothing that could be (AP-7)."""

    question: Question
    key: str
    reckoned: Reckoned
    recount: Recount | None


def count(actor: Person, vote: Vote) -> Vote:
    """Once reconciled: the sums, and what they come to. Nobody has seen any of it before."""
    policy.require(actor, Can.COUNT_VOTE, vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    stage = rules.advance(vote.stage, VoteStage.COUNTED)
    if vote.is_by_urn:
        require_opened(actor, vote)
        took_part = Turnout(voted_secretly(vote), vote.heads)
    else:
        took_part = turnout(vote)
    vote.stage, vote.counted_at = stage, clock.now()
    vote.took_part_heads, vote.took_part_area = took_part.heads, took_part.area
    if vote.is_by_area:
        silent = session().execute(delivered_silent(vote.id)).one()
        vote.silent_heads, vote.silent_area = silent
    for question, sums in zip(vote.questions, _counted(vote), strict=True):
        question.counts = [
            Count(question_id=question.id, key=key, heads=found.heads, area=found.area)
            for key, found in sums.items()
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
            "questions": [
                _came_to(question, found, shown(vote, question)) for question in vote.questions
            ],
        },
        # What would give somebody away stands behind a commitment (integrity.md 2.5).
        secret={
            f"counts.{question.position}": _counts(question)
            for question in vote.questions
            if shown(vote, question).showing is not Showing.WHOLE
        },
    )
    return vote


def results(vote: Vote) -> list[Result]:
    """What each question, or each of its options, comes to, with every sum behind it."""
    if not vote.is_counted:
        raise OutOfOrder(Why.NOT_NEXT, stage=vote.stage, to=VoteStage.COUNTED)
    said = _expressed(vote)
    return [
        _result(vote, question, key, said.get(question.id, Sum()))
        for question in vote.questions
        for key in _decided(question)
    ]


def shown(vote: Vote, question: Question) -> Shown:
    """A question's counts as anybody may see them: of what was cast secretly, and of grades, no
    more than small groups may show (integrity.md 2.5)."""
    counts = counts_of(question)
    if not vote.is_by_urn and question.kind is not QuestionKind.GRADES:
        return Shown(Showing.WHOLE, sum(counts.values()), counts)
    ballots = counted_secretly(vote) if vote.is_by_urn else None
    return rules.shown([cell(question, 0, None, counts, ballots)])[0]


# The sum -----------------------------------------------------------------------------


def _counted(vote: Vote) -> list[dict[str, Sum]]:
    """The sums behind each key, question by question."""
    return secret_sums(vote) if vote.is_by_urn else [_sums(q) for q in vote.questions]


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


def _expressed(vote: Vote) -> Mapping[int, Sum]:
    """Who expressed something on each question, where it counts; asked once, however many there
    are."""
    if not vote.is_by_area:
        return {}
    rows = session().execute(expressed([question.id for question in vote.questions]))
    return {ident: Sum(heads, area) for ident, heads, area in rows}


def _result(vote: Vote, question: Question, key: str, expressed: Sum) -> Result:
    """The outcome by the vote's own rule (B2.1, B3.1, B3.6, CN-9, B6)."""
    sums = {count.key: Sum(count.heads, count.area) for count in question.counts}
    found = _recount(vote, question, key, sums, expressed)
    return Result(question, key, found.reckon(), found if has_figures(question) else None)


def has_figures(question: Question) -> bool:
    """Whether its counts come to anything but themselves: of grades, if ten at least have judged."""
    counts = {count.key: count.heads for count in question.counts}
    return question.scale is None or rules.judgement(question.scale, counts).is_enough


def _recount(
    vote: Vote, question: Question, key: str, sums: Mapping[str, Sum], expressed: Sum
) -> Recount:
    """What is put to the rule."""
    present = vote.took_part_heads or 0
    match vote.rule:
        case Rule.RESIDENTS_ASSEMBLY:
            given = {"base": vote.heads, "present": present, "yes": sums[key].heads}
            return Recount("residents_assembly", given)
        case Rule.REPRESENTATIVES_ASSEMBLY:
            given = {
                "committee": vote.heads - vote.representatives,
                "representatives": vote.representatives,
                "present": present,
                "yes": sums[key].heads,
            }
            return Recount("representatives_assembly", given)
        case Rule.OWNERS_ORDINARY | Rule.OWNERS_SPECIAL:
            return _owners(vote, key, sums, expressed)
        case Rule.COUNCIL_ORDINARY | Rule.COUNCIL_MAJOR:
            given = {
                "members": vote.heads,
                "present": present,
                "yes": sums[key].heads,
                "major": vote.rule is Rule.COUNCIL_MAJOR,
            }
            return Recount("council_motion", given)
        case Rule.APPRAISAL | Rule.SATISFACTION:
            return _graded(vote, question, sums)


def _owners(vote: Vote, key: str, sums: Mapping[str, Sum], expressed: Sum) -> Recount:
    """By area and by heads; who chose something else than this is against it (MFD 278)."""
    silent = Sum(vote.silent_heads or 0, vote.silent_area or 0)
    agreed, abstained = sums[key], sums[rules.ABSTAIN]
    against = expressed.plus(-agreed.heads - abstained.heads, -agreed.area - abstained.area)
    groups = (
        (OwnersOpinion.YES, agreed),
        (OwnersOpinion.NO, against),
        (OwnersOpinion.ABSTAIN, abstained),
        (OwnersOpinion.SILENT_DELIVERED, silent),
    )
    given = {
        "area": vote.area,
        "heads": vote.heads,
        "kind": MatterClass.SPECIAL if vote.rule is Rule.OWNERS_SPECIAL else MatterClass.ORDINARY,
        "silence": vote.silence,
        "groups": [Group(found.area, found.heads, opinion) for opinion, found in groups],
    }
    return Recount("owners_vote", given)


def _graded(vote: Vote, question: Question, sums: Mapping[str, Sum]) -> Recount:
    """Grades come to a score or a rate, not to a decision. Of a member, whichever body grades, more
    than half may say 不称职 (AP-4, AP-6, AP-7)."""
    returned = vote.took_part_heads or 0
    given = {"electorate": vote.electorate, "members": vote.heads, "returned": returned}
    if question.scale is Scale.UNIT:
        ballots = {mark: sums[mark.value].heads for mark in UnitMark}
        return Recount("satisfaction", given | {"ballots": ballots})
    marks = {mark: sums[mark.value].heads for mark in MemberMark}
    invalid = returned - sum(marks.values())
    return Recount("appraisal", given | {"invalid": invalid, "ballots": marks})


def _write(result: Result) -> None:
    outcome = result.reckoned.outcome
    if result.question.options:
        result.question.options[int(result.key) - 1].outcome = outcome
    else:
        result.question.outcome = outcome


def _came_to(question: Question, found: list[Result], shown: Shown) -> Mapping[str, JSON]:
    said: dict[str, JSON] = {
        "position": question.position,
        "outcomes": [
            [result.key, result.reckoned.outcome.value]
            for result in found
            if result.question is question
        ],
    }
    if shown.showing is Showing.WHOLE:
        said["counts"] = _counts(question)
    return said


def _counts(question: Question) -> JSON:
    return [[count.key, count.heads, count.area] for count in question.counts]
