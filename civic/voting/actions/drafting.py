"""From the draft to the posting, where texts, rule, silence and window lock (G-9)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid
from civic.ledger import JSON, Fact
from civic.matters.models import Matter
from civic.people.models import Person, Unit
from civic.places.models import Place
from civic.policy import Can
from civic.voting import rules
from civic.voting.actions.holding import hold
from civic.voting.actions.laying import counts_text, lay
from civic.voting.models import Count, Invitation, Option, Question, Vote
from civic.voting.rules import (
    Electorate,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    Silence,
    VoteStage,
    Why,
    check_length,
)


def draft(
    actor: Person,
    place: Place,
    *,
    rule: Rule,
    electorate: Electorate,
    secrecy: Secrecy,
    official_title: str,
    explanation: str = "",
    matter: Matter | None = None,
    unit: Unit | None = None,
    silence: Silence = Silence.STRICT,
    silence_basis: str = "",
    online_basis: str = "",
    counts_parking: bool = False,
) -> Vote:
    """A vote nobody sees yet; its place is whose vote it is: community, estate, building (OW-11)."""
    policy.require(actor, Can.DRAFT_VOTE, place)
    vote = Vote(
        place=place,
        place_path=place.path,
        matter=matter,
        unit=unit,
        entry=None,
        stage=VoteStage.DRAFT,
        created_at=clock.now(),
        created_by_id=actor.id,
        questions=[],
        heads=0,
        area=0,
    )
    _write(
        vote,
        rule=rule,
        electorate=electorate,
        secrecy=secrecy,
        official_title=official_title,
        explanation=explanation,
        silence=silence,
        silence_basis=silence_basis,
        online_basis=online_basis,
        counts_parking=counts_parking,
    )
    session().add(vote)
    session().flush()
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub=_parameters(vote))
    return vote


def redraft(
    actor: Person,
    vote: Vote,
    *,
    rule: Rule,
    electorate: Electorate,
    secrecy: Secrecy,
    official_title: str,
    explanation: str = "",
    silence: Silence = Silence.STRICT,
    silence_basis: str = "",
    online_basis: str = "",
    counts_parking: bool = False,
) -> Vote:
    """Everything may still change, until it is posted (G-9)."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_draft(vote.stage)
    for question in vote.questions:
        rules.check_kind(rule, question.kind)
    _write(
        vote,
        rule=rule,
        electorate=electorate,
        secrecy=secrecy,
        official_title=official_title,
        explanation=explanation,
        silence=silence,
        silence_basis=silence_basis,
        online_basis=online_basis,
        counts_parking=counts_parking,
    )
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub=_parameters(vote))
    return vote


def ask(
    actor: Person,
    vote: Vote,
    *,
    kind: QuestionKind,
    text: str,
    options: Sequence[str] = (),
    most: int = 1,
    scale: Scale | None = None,
) -> Question:
    """One more question on the ballot paper."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_draft(vote.stage)
    rules.check_kind(vote.rule, kind)
    rules.check_questions(len(vote.questions) + 1)
    written = rules.check_question(kind, options, most, scale)
    question = Question(
        vote=vote,
        position=len(vote.questions) + 1,
        kind=kind,
        text=check_length(text, rules.QUESTION_LENGTH, "text"),
        most=most,
        scale=scale,
        options=[Option(position=n, text=option) for n, option in enumerate(written, start=1)],
        counts=[],
    )
    session().add(question)
    session().flush()
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub={"question": _asked(question)})
    return question


def drop_question(actor: Person, vote: Vote, question: Question) -> Vote:
    """A question is taken off; those after it move up."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_draft(vote.stage)
    dropped = question.position
    session().execute(delete(Count).where(Count.question_id == question.id))
    session().delete(question)
    session().flush()
    vote = hold(vote)
    for later in vote.questions:
        if later.position > dropped:
            later.position -= 1
            session().flush()
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub={"dropped": dropped})
    return vote


def invite(actor: Person, vote: Vote, person: Person, *, group: RaterGroup) -> Invitation:
    """Somebody is put on the list of raters, and as what (AP-8)."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_draft(vote.stage)
    if vote.electorate is not Electorate.INVITED:
        raise Invalid(Why.NOT_BY_INVITATION, field="person_id")
    if not person.is_of(vote.place_path):
        raise Invalid(Why.NOT_ON_ROSTER, field="person_id")
    if session().get(Invitation, (vote.id, person.id)) is not None:
        raise AlreadyDone(Why.INVITED_ALREADY, field="person_id")
    invitation = Invitation(vote_id=vote.id, person_id=person.id, group=group)
    session().add(invitation)
    session().flush()
    ledger.record(
        Fact.VOTE_DRAFTED,
        about=vote,
        by=actor,
        secret={"invited": person.id, "group": group.value},
    )
    return invitation


def uninvite(actor: Person, vote: Vote, invitation: Invitation) -> Vote:
    """Off the list of raters, until it is posted."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_draft(vote.stage)
    person = invitation.person_id
    session().delete(invitation)
    session().flush()
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, secret={"uninvited": person})
    return vote


def post(
    actor: Person, vote: Vote, *, opens_at: datetime, closes_at: datetime, urgency: str = ""
) -> Vote:
    """Texts lock, the roll is made and posted, the days to object begin (G-9; RB-19)."""
    policy.require(actor, Can.POST_VOTE, vote)
    vote = hold(vote)
    stage = rules.advance(vote.stage, VoteStage.POSTED)
    rules.check_questions(len(vote.questions))
    rules.check_permitted(vote.rule, vote.electorate, vote.secrecy)
    kinds = frozenset(question.kind for question in vote.questions)
    rules.check_silence(vote.rule, vote.silence, vote.silence_basis, kinds)
    today, days = clock.today(), calendar.current()
    rules.check_window(
        vote.rule,
        posted_on=today,
        opens_at=opens_at,
        closes_at=closes_at,
        calendar=days,
        urgency=urgency,
    )
    lay(vote)
    rules.check_roll(vote.secrecy, vote.heads)
    vote.stage, vote.posted_at = stage, clock.now()
    vote.objections_until = rules.objections_due(vote.rule, today, days).due_on
    vote.opens_at, vote.closes_at, vote.urgency = opens_at, closes_at, urgency.strip()
    ledger.record(
        Fact.VOTE_POSTED,
        about=vote,
        by=actor,
        pub=_parameters(vote)
        | {
            "heads": vote.heads,
            "area": vote.area,
            "objections_until": vote.objections_until.isoformat(),
            "opens_at": opens_at.isoformat(),
            "closes_at": closes_at.isoformat(),
            "urgency": vote.urgency,
        },
        text=[
            vote.official_title,
            vote.explanation,
            json.dumps([_asked(q) for q in vote.questions], ensure_ascii=False),
            counts_text(vote),
        ],
    )
    return vote


def cancel(actor: Person, vote: Vote, *, reason: str) -> Vote:
    """Called off before it opens, for a reason that everybody can read."""
    policy.require(actor, Can.CANCEL_VOTE, vote)
    vote = hold(vote)
    vote.stage, vote.cancelled_reason = rules.cancel(vote.stage, reason)
    ledger.record(Fact.VOTE_CANCELLED, about=vote, by=actor, text=[vote.cancelled_reason])
    return vote


# Beats that several acts share -----------------------------------------------------------


def _write(
    vote: Vote,
    *,
    rule: Rule,
    electorate: Electorate,
    secrecy: Secrecy,
    official_title: str,
    explanation: str,
    silence: Silence,
    silence_basis: str,
    online_basis: str,
    counts_parking: bool,
) -> None:
    rules.check_permitted(rule, electorate, secrecy)
    rules.check_silence(rule, silence, silence_basis)
    vote.rule, vote.electorate, vote.secrecy = rule, electorate, secrecy
    vote.official_title = check_length(official_title, rules.TITLE_LENGTH, "official_title")
    vote.explanation = check_length(explanation, rules.EXPLANATION_LENGTH, "explanation")
    vote.silence = silence
    vote.silence_basis = check_length(silence_basis, rules.BASIS_LENGTH, "silence_basis")
    vote.online_basis = check_length(online_basis, rules.BASIS_LENGTH, "online_basis")
    vote.counts_parking = counts_parking


def _parameters(vote: Vote) -> dict[str, JSON]:
    """What decides how it is counted: locked with the posting, printed on the notice."""
    found: dict[str, Any] = {
        "rule": vote.rule.value,
        "electorate": vote.electorate.value,
        "secrecy": vote.secrecy.value,
        "silence": vote.silence.value,
        "silence_basis": vote.silence_basis,
        "online_basis": vote.online_basis,
        "counts_parking": vote.counts_parking,
    }
    if vote.matter is not None:
        found["matter"] = vote.matter.ledger_ref
    return found


def _asked(question: Question) -> Mapping[str, JSON]:
    return {
        "position": question.position,
        "kind": question.kind.value,
        "text": question.text,
        "options": [option.text for option in question.options],
        "most": question.most,
        "scale": question.scale.value if question.scale else None,
    }
