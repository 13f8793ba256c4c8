"""From the draft to the posting, where texts, rule, silence and window lock (G-9)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.ledger import JSON, Fact
from civic.matters.models import Matter
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.holding import hold
from civic.voting.actions.laying import counts_text, lay
from civic.voting.models import Count, Option, Question, Vote
from civic.voting.rules import (
    Electorate,
    QuestionKind,
    Rule,
    Scale,
    Secrecy,
    Silence,
    VoteStage,
    check_length,
    forums,
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
    takes_comments: bool = False,
    party_review_on: date | None = None,
    party_review: str = "",
) -> Vote:
    """A vote nobody sees yet; its place is whose vote it is: community, estate, building (OW-11)."""
    policy.require(actor, Can.DRAFT_VOTE, place)
    _check_rated(rule, unit)
    vote = new(actor, place, matter=matter, unit=unit)
    write(
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
        takes_comments=takes_comments,
        party_review_on=party_review_on,
        party_review=party_review,
    )
    session().add(vote)
    session().flush()
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub=parameters(vote))
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
    takes_comments: bool = False,
    party_review_on: date | None = None,
    party_review: str = "",
) -> Vote:
    """Everything may still change, until it is posted (G-9)."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_by_itself(vote.is_of_a_meeting)
    rules.require_draft(vote.stage)
    _check_rated(rule, vote.unit)
    for question in vote.questions:
        rules.check_kind(rule, question.kind)
    write(
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
        takes_comments=takes_comments,
        party_review_on=party_review_on,
        party_review=party_review,
    )
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub=parameters(vote))
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
    rules.require_by_itself(vote.is_of_a_meeting)
    rules.require_draft(vote.stage)
    question = put(vote, kind=kind, text=text, options=options, most=most, scale=scale)
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub={"question": asked(question)})
    return question


def drop_question(actor: Person, vote: Vote, question: Question) -> Vote:
    """A question is taken off; those after it move up."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_by_itself(vote.is_of_a_meeting)
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


def post(
    actor: Person, vote: Vote, *, opens_at: datetime, closes_at: datetime, urgency: str = ""
) -> Vote:
    """Texts lock, the roll is made and posted, the days to object begin (G-9; RB-19)."""
    policy.require(actor, Can.POST_VOTE, vote)
    vote = hold(vote)
    rules.require_by_itself(vote.is_of_a_meeting)
    _check_rated(vote.rule, vote.unit)  # a draft may be older than these rules
    _check_matter(vote.rule, vote.matter)  # it may have been routed anew
    forums.require_studied(vote.rule, is_studied=vote.study[0] is not None)
    check_light(vote.secrecy, [vote.unit])
    lay_open(vote, opens_at=opens_at, closes_at=closes_at, urgency=urgency)
    ledger.record(Fact.VOTE_POSTED, about=vote, by=actor, **announced(vote))
    return vote


def cancel(actor: Person, vote: Vote, *, reason: str) -> Vote:
    """Called off before it opens, for a reason that everybody can read."""
    policy.require(actor, Can.CANCEL_VOTE, vote)
    vote = hold(vote)
    rules.require_by_itself(vote.is_of_a_meeting)
    call_off(vote, reason)
    ledger.record(Fact.VOTE_CANCELLED, about=vote, by=actor, text=[vote.cancelled_reason or ""])
    return vote


# Beats that acts share, here and of votes within a meeting ----------------------------------


def new(
    actor: Person, place: Place, *, matter: Matter | None = None, unit: Unit | None = None
) -> Vote:
    """A vote with nothing written on it yet."""
    return Vote(
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


def put(
    vote: Vote,
    *,
    kind: QuestionKind,
    text: str,
    options: Sequence[str] = (),
    most: int = 1,
    scale: Scale | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
) -> Question:
    """A question at the end of the ballot paper; ``unit`` and ``person``: who is rated by it."""
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
        unit=unit,
        person=person,
        options=[Option(position=n, text=option) for n, option in enumerate(written, start=1)],
        counts=[],
    )
    session().add(question)
    session().flush()
    return question


def lay_open(vote: Vote, *, opens_at: datetime, closes_at: datetime, urgency: str = "") -> None:
    """What is asked of whom, and when: checked, fixed, the roll laid (G-9; RB-19)."""
    stage = rules.advance(vote.stage, VoteStage.POSTED)
    rules.check_questions(len(vote.questions))
    rules.check_level(vote.rule, vote.place.level)
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
    vote.noticed_on = vote.noticed_on or today
    vote.objections_until = rules.objections_due(vote.rule, today, days).due_on
    vote.opens_at, vote.closes_at, vote.urgency = opens_at, closes_at, urgency.strip()


def announced(vote: Vote) -> dict[str, Any]:
    """What the record says of a posted vote: parameters, denominators, days; its words."""
    return {
        "pub": parameters(vote)
        | {
            "heads": vote.heads,
            "area": vote.area,
            "objections_until": iso(vote.objections_until),
            "opens_at": iso(vote.opens_at),
            "closes_at": iso(vote.closes_at),
            "urgency": vote.urgency,
        },
        "text": [
            vote.official_title,
            vote.explanation,
            json.dumps([asked(q) for q in vote.questions], ensure_ascii=False),
            counts_text(vote),
            *([vote.party_review] if vote.party_review else []),
        ],
    }


def iso(at: date | None) -> str | None:
    return at.isoformat() if at else None


def call_off(vote: Vote, reason: str) -> None:
    """Given up, and its urn with it, should there be one already."""
    vote.stage, vote.cancelled_reason = rules.cancel(vote.stage, reason)
    if vote.is_by_urn and urn.state(vote.id) is not None:
        urn.destroy(vote.id)


def _check_rated(rule: Rule, unit: Unit | None) -> None:
    is_committee = unit is not None and unit.kind is UnitKind.COMMITTEE
    rules.check_rated(rule, has_unit=unit is not None, is_committee=is_committee)


def _check_matter(rule: Rule, matter: Matter | None) -> None:
    if matter is not None:
        forums.check_matter(rule, matter.stage, matter.forum)


def check_light(secrecy: Secrecy, rated: Iterable[Unit | None]) -> None:
    """Where an authority is rated the key is not on the server."""
    rules.check_light(secrecy, [unit.kind for unit in rated if unit is not None])


def write(
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
    takes_comments: bool,
    party_review_on: date | None = None,
    party_review: str = "",
) -> None:
    _check_matter(rule, vote.matter)
    rules.check_permitted(rule, electorate, secrecy)
    rules.check_level(rule, vote.place.level)
    check_light(secrecy, [vote.unit])
    rules.check_silence(rule, silence, silence_basis)
    rules.check_takes_comments(secrecy, takes_comments)
    vote.rule, vote.electorate, vote.secrecy = rule, electorate, secrecy
    vote.official_title = check_length(official_title, rules.TITLE_LENGTH, "official_title")
    vote.explanation = check_length(explanation, rules.EXPLANATION_LENGTH, "explanation")
    vote.silence = silence
    vote.silence_basis = check_length(silence_basis, rules.BASIS_LENGTH, "silence_basis")
    vote.online_basis = check_length(online_basis, rules.BASIS_LENGTH, "online_basis")
    vote.counts_parking, vote.takes_comments = counts_parking, takes_comments
    studied = forums.check_study(rule, party_review_on, party_review, clock.today())
    vote.party_review_on, vote.party_review = studied


def parameters(vote: Vote) -> dict[str, JSON]:
    """What decides how it is counted: locked with the posting, printed on the notice."""
    found: dict[str, Any] = {
        "rule": vote.rule.value,
        "electorate": vote.electorate.value,
        "secrecy": vote.secrecy.value,
        "silence": vote.silence.value,
        "silence_basis": vote.silence_basis,
        "online_basis": vote.online_basis,
        "counts_parking": vote.counts_parking,
        "takes_comments": vote.takes_comments,
    }
    if vote.matter is not None:
        found["matter"] = vote.matter.ledger_ref
    if vote.party_review_on is not None:
        found["party_review_on"] = vote.party_review_on.isoformat()
    return found


def asked(question: Question) -> Mapping[str, JSON]:
    return {
        "position": question.position,
        "kind": question.kind.value,
        "text": question.text,
        "options": [option.text for option in question.options],
        "most": question.most,
        "scale": question.scale.value if question.scale else None,
    }
