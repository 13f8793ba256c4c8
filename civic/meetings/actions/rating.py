"""What an evaluation came to: score sheets, the result in public, the archive (AP-2 to AP-10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from civic import calendar, clock, files, ledger, policy
from civic.db import session
from civic.ledger import JSON, Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Stage
from civic.meetings import rules
from civic.meetings.actions import polling
from civic.meetings.actions.holding import enter_result, hold_evaluation, move
from civic.meetings.actions.reporting import hold_party
from civic.meetings.models import (
    Evaluated,
    EvaluationResult,
    Meeting,
    Raters,
    ScoreSheet,
    findings_beside,
    rated_in,
    raters_in,
)
from civic.meetings.rules import Figures, Given
from civic.people.models import Person
from civic.policy import Can
from civic.register.actions import Upload
from civic.register.models import RegisterEntry, unsettled
from civic.register.rules import Kind
from civic.sittings.rules import State
from civic.voting import actions as voting
from civic.voting.rules import Outcome, RaterGroup, Shown, two_places


@dataclass(frozen=True)
class Rated:
    """What one party's ballots came to, as far as it may be shown.

    ``residents``: whose ballots these are; ``shown``: their counts; ``others``: what each group
    beside them brings to the whole.
    """

    evaluated: Evaluated
    residents: Raters
    outcome: Outcome
    returned: int
    shown: Shown
    figures: Figures
    others: Sequence[tuple[Raters, Given]]
    is_second: bool


def enter_score_sheet(
    actor: Person,
    group: Raters,
    evaluated: Evaluated,
    *,
    score: int,
    document: Upload,
    is_redacted: bool,
) -> ScoreSheet:
    """What a small group gave on paper, signed: entered by somebody who is not rated (AP-8).

    ``score`` in hundredths of a point; entered again it replaces what was mistyped, until the first
    paper is read or the first vote reconciled: whoever knows the ballots gives no score any more.
    """
    policy.require(actor, Can.ENTER_SCORE_SHEET, evaluated)
    meeting, evaluated = hold_party(evaluated)
    rules.check_of_meeting(group.meeting_id == meeting.id)
    votes = [each.vote for each in polling.held(meeting) if each.vote is not None]
    sheet = session().get(ScoreSheet, (group.id, evaluated.id))
    if sheet is None:
        sheet = ScoreSheet(group_id=group.id, evaluated_id=evaluated.id)
    sheet.score = rules.enter_sheet(
        meeting.stage,
        votes=group.votes,
        is_rated=actor.id in polling.rated(meeting),
        score=score,
        is_known=any(vote.known_at is not None for vote in votes),
    )
    rules.check_read(is_redacted)
    sheet.document = files.store(*document, by=actor)
    sheet.at, sheet.by_id = clock.now(), actor.id
    session().add(sheet)
    session().flush()
    polling.wait_for_sheets(meeting)
    ledger.record(
        Fact.EVALUATION_SCORED,
        about=evaluated,
        by=actor,
        pub={
            "meeting": meeting.ledger_ref,
            "unit": evaluated.unit.name,
            "office": evaluated.office,
            "group": group.group.value,
            "score": score,
            "document": sheet.document.digest,
        },
    )
    return sheet


def evaluation_results(meeting: Meeting) -> list[Rated]:
    """What it comes to, party by party; OutOfOrder until every vote is counted."""
    parties = list(session().scalars(rated_in(meeting.id)).unique())
    groups = list(session().scalars(raters_in(meeting.id)).unique())
    votes = [group.vote for group in groups if group.vote is not None]
    rules.check_counted(sum(not vote.is_settled for vote in votes))
    return [_rate(party, groups) for party in parties]


def publish_evaluation(
    actor: Person,
    meeting: Meeting,
    *,
    title: str,
    text: str,
    is_redacted: bool,
    figures: Callable[[Sequence[Rated]], str],
) -> RegisterEntry:
    """The result into the register, under one number, with every vote of the evaluation (AP-10).

    Whoever publishes writes the words; ``figures`` puts what was counted into the official text
    below them, that nobody rewrites. A second successive year of 不称职 is said by an entry of its own in the record: by law the
    office ends, and nobody is deleted (JWH25 Art.37; AP-5).
    """
    policy.require(actor, Can.PUBLISH_EVALUATION, meeting)
    meeting = hold_evaluation(meeting, moves=True)
    rules.require_not_rated(actor.id in polling.rated(meeting))
    stage = rules.publish_evaluation(meeting.stage, text=text, is_redacted=is_redacted)
    groups = polling.held(meeting)
    found = evaluation_results(meeting)
    entry = enter_result(
        actor,
        meeting,
        kind=Kind.EVALUATION_RESULT,
        title=title,
        text=text,
        is_redacted=is_redacted,
        rated=[each.evaluated.unit_id for each in found],
        figures=figures(found),
    )
    matter = session().get_one(Matter, meeting.matter_id)
    for group in groups:
        if group.vote is not None and group.vote.is_counted:
            is_residents = group.group is RaterGroup.RESIDENT
            voting.publish_within(actor, group.vote, entry, bears_number=is_residents)
    session().add_all(_kept(each) for each in found)
    session().flush()
    matters.move(matter, Stage.FOLLOW_UP)  # the counting, which the drawing of B1.1 has before it
    due = rules.plan_due(clock.today(), calendar.current()).ends_at
    is_owed = any(rules.owes_plan(each.outcome) for each in found)
    move(meeting, stage, due_at=due if is_owed else None)
    ledger.record(
        Fact.EVALUATION_PUBLISHED,
        about=meeting,
        by=actor,
        pub={
            "matter": matter.ledger_ref,
            "number": entry.number_text,
            "results": [_said(each) for each in found],
        },
    )
    for each in found:
        if each.is_second:
            ledger.record(
                Fact.TWICE_INCOMPETENT,
                about=each.evaluated,
                by=actor,
                pub={
                    "meeting": meeting.ledger_ref,
                    "number": entry.number_text,
                    "unit": each.evaluated.unit.name,
                    "office": each.evaluated.office,
                    "year": each.evaluated.year,
                },
            )
    return entry


def weighted_file(meeting: Meeting) -> bytes | None:
    """What the weighted figures are made of, party by party, as canonical JSON; ``count`` is the very
    input with which ``civic count`` comes to the same, null where there is none (AP-8).

    Scores and figures in hundredths. None until the result is public.
    """
    if meeting.published_at is None:
        return None
    found: list[JSON] = [_weighed(each) for each in evaluation_results(meeting)]
    return ledger.canonical(
        {"format": "civic-evaluation-weighted-v1", "meeting": meeting.id, "rated": found}
    )


def archive_evaluation(actor: Person, meeting: Meeting) -> Meeting:
    """Shown long enough, plans filed or long overdue, looked at again where that is owed, everything
    promised struck off or parked (TM-8; EV-3)."""
    policy.require(actor, Can.ARCHIVE_MATTER, meeting)
    meeting = hold_evaluation(meeting, moves=True)
    parties = list(session().scalars(rated_in(meeting.id)).unique())
    entry = session().get_one(RegisterEntry, meeting.entry_id) if meeting.entry_id else None
    open_promises = len(session().scalars(unsettled(meeting.matter_id)).all())
    without = [party for party in parties if party.is_without_plan]
    stage = rules.archive_evaluation(
        meeting.stage,
        shown_until=entry.shown_until.due_on if entry else clock.today(),
        are_minutes_confirmed=meeting.sitting.state is State.MINUTES_CONFIRMED,
        plans_missing=sum(party.awaits_plan for party in parties) - len(without),
        rechecks_missing=sum(party.awaits_recheck for party in parties),
        unsettled=open_promises,
        at=clock.now(),
    )
    matters.archive(actor, meeting.matter, unsettled=open_promises)
    meeting.stage, meeting.archived_at = stage, clock.now()
    said: dict[str, JSON] = {"matter": meeting.matter.ledger_ref, "round": meeting.round}
    if without:
        said["without_plan"] = polling.offices(without)
    ledger.record(Fact.MEETING_ARCHIVED, about=meeting, by=actor, pub=said)
    return meeting


# -- small steps ----------------------------------------------------------------


def _rate(party: Evaluated, groups: Sequence[Raters]) -> Rated:
    residents = next(group for group in groups if group.group is RaterGroup.RESIDENT)
    others = [group for group in groups if group is not residents and group.weight]
    vote = residents.vote
    assert vote is not None
    question = vote.questions[party.position - 1]
    shown = voting.shown(vote, question)
    given = [(group, _given(group, party)) for group in others]
    outcome = question.outcome or Outcome.NO_QUORUM
    figures = rules.judge(
        party.scale,
        outcome,
        shown.showing,
        counts={count.key: count.heads for count in question.counts},
        weight=residents.weight,
        others=rules.to_weigh((group.group, group.weight, each) for group, each in given),
    )
    beside = session().execute(findings_beside(party)) if figures.is_incompetent else ()
    return Rated(
        evaluated=party,
        residents=residents,
        outcome=outcome,
        returned=vote.took_part_heads or 0,
        shown=shown,
        figures=figures,
        others=given,
        is_second=rules.is_second_year(
            figures.is_incompetent,
            unit=party.unit.kind,
            year=party.year,
            others=[(year, found) for year, found in beside],
        ),
    )


def _weighed(found: Rated) -> JSON:
    others = [(group.group, group.weight, given) for group, given in found.others]
    return {
        "unit": found.evaluated.unit.name,
        "office": found.evaluated.office,
        "year": found.evaluated.year,
        "weight": found.residents.weight,
        "others": [
            [group.value, weight, given.gave.value, given.score] for group, weight, given in others
        ],
        "weighted": found.figures.weighted,
        "count": None if found.figures.weighted is None else _as_asked(found),
    }


def _as_asked(found: Rated) -> JSON:
    """The residents' ballots as they are put to their rule, and beside them the other groups."""
    vote = found.residents.vote
    assert vote is not None
    [recount] = [
        result.recount
        for result in voting.results(vote)
        if result.question.position == found.evaluated.position and result.recount
    ]
    asked = recount.as_asked()
    asked["others"] = [
        {"name": group.group.value, "score": two_places(given.score, 100), "weight": group.weight}
        for group, given in found.others
        if given.score is not None
    ]
    return asked | {"weight": found.residents.weight}


def _given(group: Raters, party: Evaluated) -> Given:
    """What another group gives a party: its sheet, or what its own ballots come to."""
    if group.vote is None:
        return rules.given_on_a_sheet(group.score_of(party))
    question = group.vote.questions[party.position - 1]
    outcome = question.outcome or Outcome.NO_QUORUM
    return rules.given_by_ballots(party.scale, outcome, voting.shown(group.vote, question))


def _kept(found: Rated) -> EvaluationResult:
    figures = found.figures
    return EvaluationResult(
        evaluated=found.evaluated,
        outcome=found.outcome,
        returned=found.returned,
        valid=figures.valid,
        score=figures.score,
        rate=figures.rate,
        strict_rate=figures.strict_rate,
        weighted=figures.weighted,
        is_incompetent=figures.is_incompetent,
        is_second=found.is_second,
        owes_recheck=figures.owes_recheck,
        published_at=clock.now(),
    )


def _said(found: Rated) -> dict[str, JSON]:
    """As it may be shown, in whole hundredths."""
    figures = found.figures
    return {
        "unit": found.evaluated.unit.name,
        "office": found.evaluated.office,
        "year": found.evaluated.year,
        "outcome": found.outcome.value,
        "returned": found.returned,
        "valid": figures.valid,
        "score": figures.score,
        "rate": figures.rate,
        "strict_rate": figures.strict_rate,
        "weighted": figures.weighted,
        "incompetent": figures.is_incompetent,
        "second": found.is_second,
        "recheck": figures.owes_recheck,
        "without_report": found.evaluated.is_without_report,
        "others": [[raters.group.value, given.gave.value] for raters, given in found.others],
    }
