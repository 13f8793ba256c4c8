"""What is written around an evaluation: report, statement, plan, re-check (EV-2, EV-3, AP-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from civic import clock, files, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import JSON, Fact
from civic.meetings import rules
from civic.meetings.actions import polling
from civic.meetings.actions.holding import hold_evaluation
from civic.meetings.models import (
    Evaluated,
    EvaluationResult,
    Meeting,
    Paper,
    rated,
    rated_by,
)
from civic.meetings.rules import PaperKind, RecheckFinding, Why
from civic.people.models import Person
from civic.policy import Can
from civic.register import actions as register
from civic.register.actions import Promise, Upload
from civic.register.models import RegisterEntry
from civic.register.rules import check_length


@dataclass(frozen=True)
class Measure:
    """What is to be mended, until when."""

    what: str
    due_on: date


def hand_in_report(
    actor: Person,
    evaluated: Evaluated,
    *,
    text: str,
    is_redacted: bool,
    document: Upload | None = None,
) -> Paper:
    """What the rated report of their work, before the sitting opens; until then it may be
    handed in anew (EV-2)."""
    policy.require(actor, Can.HAND_IN_REPORT, evaluated)
    meeting, evaluated = hold_party(evaluated)
    rules.hand_in_report(meeting.stage, is_own=evaluated.is_spoken_for_by(actor))
    paper = _report(actor, evaluated, text, is_redacted, document)
    ledger.record(
        Fact.EVALUATION_REPORTED,
        about=evaluated,
        by=actor,
        pub=_said(meeting, evaluated, paper),
        text=[paper.text],
    )
    return paper


def enter_report(
    actor: Person,
    evaluated: Evaluated,
    *,
    text: str,
    is_redacted: bool,
    document: Upload | None,
) -> Paper:
    """A report that came on paper, with its original, by somebody who is not rated (EV-2; D)."""
    policy.require(actor, Can.ENTER_SCORE_SHEET, evaluated)
    meeting, evaluated = _on_paper(actor, evaluated, PaperKind.REPORT, document)
    rules.hand_in_report(meeting.stage, is_own=True)  # they have signed it
    paper = _report(actor, evaluated, text, is_redacted, document, is_paper=True)
    ledger.record(
        Fact.EVALUATION_REPORTED,
        about=evaluated,
        by=actor,
        pub=_said(meeting, evaluated, paper),
        text=[paper.text],
    )
    return paper


def state_on_evaluation(
    actor: Person, evaluated: Evaluated, *, text: str, is_redacted: bool
) -> Paper:
    """The right of reply: what the rated say of their result stands beside it (D)."""
    policy.require(actor, Can.STATE_ON_EVALUATION, evaluated)
    meeting, evaluated = hold_party(evaluated)
    rules.state(
        meeting.stage,
        is_own=evaluated.is_spoken_for_by(actor),
        is_there=evaluated.paper(PaperKind.STATEMENT) is not None,
    )
    paper = _new(evaluated, PaperKind.STATEMENT)
    _write(actor, paper, text, rules.STATEMENT_LENGTH, is_redacted, None)
    ledger.record(
        Fact.EVALUATION_STATED,
        about=evaluated,
        by=actor,
        pub=_said(meeting, evaluated, paper),
        # Somebody's own words about themselves: they can be erased one day.
        secret={"text": paper.text},
    )
    return paper


def file_plan(
    actor: Person,
    evaluated: Evaluated,
    *,
    text: str,
    signed_by: str,
    contact: str,
    measures: Sequence[Measure],
    is_redacted: bool,
    document: Upload | None = None,
    remark: str = "",
) -> Paper:
    """The rectification plan, signed by the head; each measure is a promise in the register
    (EV-3; TM-7).

    One that others entered from paper it replaces: text, signature, contact, document. What that
    one promised stays, with ``remark`` beside it, and the new measures are added: nobody takes
    back or parks what they promised to mend, and whether they did somebody else looks (EV-3).
    """
    policy.require(actor, Can.FILE_PLAN, evaluated)
    meeting, evaluated = hold_party(evaluated)
    before = evaluated.paper(PaperKind.PLAN)
    kept: list[JSON] = [each.ledger_ref for each in before.measures] if before is not None else []
    paper = _plan(
        actor,
        meeting,
        evaluated,
        text=text,
        signed_by=signed_by,
        contact=contact,
        measures=measures,
        is_redacted=is_redacted,
        document=document,
        is_own=evaluated.is_spoken_for_by(actor),
        remark=remark,
    )
    ledger.record(
        Fact.EVALUATION_PLANNED,
        about=evaluated,
        by=actor,
        pub=_said(meeting, evaluated, paper)
        | _planned(evaluated, paper)
        | ({"kept": kept} if kept else {}),
        text=[paper.text, *([remark] if kept else [])],
        secret={"signed_by": paper.signed_by, "contact": paper.contact},
    )
    return paper


def enter_plan(
    actor: Person,
    evaluated: Evaluated,
    *,
    text: str,
    signed_by: str,
    contact: str,
    measures: Sequence[Measure],
    is_redacted: bool,
    document: Upload | None,
) -> Paper:
    """A plan that came on paper, with its original, by somebody who is not rated (EV-3; D)."""
    policy.require(actor, Can.ENTER_SCORE_SHEET, evaluated)
    meeting, evaluated = _on_paper(actor, evaluated, PaperKind.PLAN, document)
    paper = _plan(
        actor,
        meeting,
        evaluated,
        text=text,
        signed_by=signed_by,
        contact=contact,
        measures=measures,
        is_redacted=is_redacted,
        document=document,
        is_own=True,  # they have signed it
        is_paper=True,
    )
    ledger.record(
        Fact.EVALUATION_PLANNED,
        about=evaluated,
        by=actor,
        pub=_said(meeting, evaluated, paper) | _planned(evaluated, paper),
        text=[paper.text],
        secret={"signed_by": paper.signed_by, "contact": paper.contact},
    )
    return paper


def recheck_evaluation(
    actor: Person,
    evaluated: Evaluated,
    *,
    finding: RecheckFinding | None,
    text: str,
    is_redacted: bool,
    document: Upload | None = None,
) -> Paper:
    """Ninety days later: whether it is mended, found by somebody who was not rated there (AP-10)."""
    policy.require(actor, Can.RECHECK_EVALUATION, evaluated)
    meeting, evaluated = hold_party(evaluated)
    due = _result(meeting, evaluated).recheck_due
    found = rules.recheck(
        meeting.stage,
        due_on=due.due_on if due else None,
        today=clock.today(),
        is_rated=was_rated(meeting, actor),
        is_there=evaluated.paper(PaperKind.RECHECK) is not None,
        finding=finding,
    )
    paper = _new(evaluated, PaperKind.RECHECK, finding=found)
    _write(actor, paper, text, rules.FINDING_LENGTH, is_redacted, document)
    ledger.record(
        Fact.EVALUATION_RECHECKED,
        about=evaluated,
        by=actor,
        pub=_said(meeting, evaluated, paper) | {"finding": found.value},
        text=[paper.text],
    )
    return paper


# -- small steps ----------------------------------------------------------------


def hold_party(evaluated: Evaluated) -> tuple[Meeting, Evaluated]:
    """A party's turn: nobody else changes its meeting until the act is committed."""
    meeting = hold_evaluation(evaluated.meeting)
    found = rated(evaluated.id).execution_options(populate_existing=True)
    return meeting, session().scalars(found).unique().one()


def _on_paper(
    actor: Person, evaluated: Evaluated, kind: PaperKind, document: Upload | None
) -> tuple[Meeting, Evaluated]:
    """A party's turn, for whoever enters what it signed on paper."""
    meeting, evaluated = hold_party(evaluated)
    before = evaluated.paper(kind)
    rules.enter_on_paper(
        is_rated=actor.id in polling.rated(meeting),
        is_there=before is not None and not before.is_paper,
        has_original=document is not None,
    )
    return meeting, evaluated


def _report(
    actor: Person,
    evaluated: Evaluated,
    text: str,
    is_redacted: bool,
    document: Upload | None,
    *,
    is_paper: bool = False,
) -> Paper:
    paper = evaluated.paper(PaperKind.REPORT) or _new(evaluated, PaperKind.REPORT)
    _write(actor, paper, text, rules.REPORT_LENGTH, is_redacted, document, is_paper=is_paper)
    return paper


def _plan(
    actor: Person,
    meeting: Meeting,
    evaluated: Evaluated,
    *,
    text: str,
    signed_by: str,
    contact: str,
    measures: Sequence[Measure],
    is_redacted: bool,
    document: Upload | None,
    is_own: bool,
    is_paper: bool = False,
    remark: str = "",
) -> Paper:
    result = _result(meeting, evaluated)
    before = evaluated.paper(PaperKind.PLAN)
    rules.file_plan(
        meeting.stage,
        result.outcome,
        is_own=is_own,
        # What they signed on paper they take back themselves, and hand in anew.
        is_there=before is not None and (is_paper or not before.is_paper),
        signed_by=signed_by,
        contact=contact,
        measures=len(measures),
    )
    paper = before or _new(evaluated, PaperKind.PLAN)
    paper.signed_by = check_length(signed_by, rules.SIGNED_LENGTH, "signed_by")
    paper.contact = check_length(contact, rules.CONTACT_LENGTH, "contact")
    _write(actor, paper, text, rules.PLAN_LENGTH, is_redacted, document, is_paper=is_paper)
    paper.measures += register.promise_within(
        actor,
        session().get_one(RegisterEntry, meeting.entry_id),
        [
            Promise(each.what, each.due_on, evaluated.unit, keeper_id=evaluated.person_id)
            for each in measures
        ],
        kept=list(paper.measures),
        remark=remark,
    )
    session().flush()
    return paper


def was_rated(meeting: Meeting, person: Person) -> bool:
    """Whether they were rated in a meeting whose result is public, in an office or with a unit, wherever
    they serve now (EV-3, EV-4)."""
    entry = session().get(RegisterEntry, meeting.entry_id) if meeting.entry_id else None
    return entry is not None and register.concerns(entry, person)


def _parties(entry_id: int, person_id: int) -> bool:
    return session().scalar(rated_by(entry_id, person_id)) is not None


register.parties.append(_parties)


def _planned(evaluated: Evaluated, paper: Paper) -> dict[str, JSON]:
    """What the record says of a plan beside that."""
    due = evaluated.result.plan_due if evaluated.result else None
    return {
        "measures": len(paper.measures),
        "due_on": due.due_on.isoformat() if due else None,
    }


def _result(meeting: Meeting, evaluated: Evaluated) -> EvaluationResult:
    rules.require_result(meeting.stage)
    if evaluated.result is None:
        raise OutOfOrder(Why.NO_RESULT_YET, stage=meeting.stage, article="EV-3")
    return evaluated.result


def _new(evaluated: Evaluated, kind: PaperKind, **more: Any) -> Paper:
    return Paper(
        evaluated=evaluated, kind=kind, contact="", signed_by="", document=None, measures=[], **more
    )


def _write(
    actor: Person,
    paper: Paper,
    text: str,
    limit: tuple[int, int],
    is_redacted: bool,
    document: Upload | None,
    *,
    is_paper: bool = False,
) -> None:
    paper.text = check_length(text, limit, "text")
    rules.check_read(is_redacted)
    if paper.is_paper:  # the original of other words
        if not is_paper:
            paper.original, paper.original_by_id = paper.document, paper.by_id
        paper.document = None
    paper.at, paper.by_id, paper.is_paper = clock.now(), actor.id, is_paper
    session().add(paper)
    if document is not None:
        paper.document = files.store(*document, by=actor)
    session().flush()


def _said(meeting: Meeting, evaluated: Evaluated, paper: Paper) -> dict[str, JSON]:
    """What the record says of a paper in the clear: the office, nobody's name."""
    return {
        "meeting": meeting.ledger_ref,
        "unit": evaluated.unit.name,
        "office": evaluated.office,
        "document": paper.document.digest if paper.document else None,
        **({"paper": True} if paper.is_paper else {}),
    }
