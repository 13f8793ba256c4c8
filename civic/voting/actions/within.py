"""A vote that a meeting asks: its draft, its posting, its end are that meeting's acts (EV-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import Invalid
from civic.ledger import Fact
from civic.matters.models import Matter
from civic.people.models import Person, Unit
from civic.places.models import Place
from civic.policy import Can
from civic.register.models import RegisterEntry
from civic.voting import rules
from civic.voting.actions.drafting import (
    announced,
    asked,
    call_off,
    check_light,
    lay_open,
    new,
    parameters,
    put,
    write,
)
from civic.voting.actions.holding import hold
from civic.voting.actions.listing import put_on_list
from civic.voting.models import Invitation, Question, Vote
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

RULE = {Scale.MEMBER: Rule.APPRAISAL, Scale.UNIT: Rule.SATISFACTION}
"""By which rule parties on a scale are rated (B6)."""


@dataclass(frozen=True)
class Rating:
    """A question of the ballot paper: who is rated, under which name."""

    name: str
    unit: Unit
    person: Person | None


def draft_within(
    actor: Person,
    place: Place,
    *,
    scale: Scale,
    electorate: Electorate,
    secrecy: Secrecy,
    official_title: str,
    ratings: Sequence[Rating],
    matter: Matter,
    takes_comments: bool,
    noticed_on: date | None = None,
) -> Vote:
    """A meeting's ballot: a grade for each party, in their order.

    ``noticed_on``: the day of a notice that was withdrawn, once there was one.
    """
    policy.require(actor, Can.CONVENE_EVALUATION, place)
    check_light(secrecy, [rating.unit for rating in ratings])
    vote = new(actor, place, matter=matter)
    vote.is_of_a_meeting, vote.noticed_on = True, noticed_on
    write(
        vote,
        rule=RULE[scale],
        electorate=electorate,
        secrecy=secrecy,
        official_title=official_title,
        explanation="",
        silence=Silence.STRICT,
        silence_basis="",
        online_basis="",
        counts_parking=False,
        takes_comments=takes_comments,
    )
    session().add(vote)
    session().flush()
    for rating in ratings:
        put(
            vote,
            kind=QuestionKind.GRADES,
            text=rating.name,
            scale=scale,
            unit=rating.unit,
            person=rating.person,
        )
    said = [asked(question) for question in vote.questions]
    ledger.record(
        Fact.VOTE_DRAFTED, about=vote, by=actor, pub=parameters(vote) | {"questions": said}
    )
    return vote


def drop_within(actor: Person, vote: Vote) -> None:
    """A draft that its meeting asks otherwise: nobody has seen it, nothing is left of it."""
    policy.require(actor, Can.CONVENE_EVALUATION, vote)
    vote = hold(vote)
    rules.require_draft(vote.stage)
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, pub={"dropped": "all"})
    session().execute(delete(Invitation).where(Invitation.vote_id == vote.id))
    session().execute(delete(Question).where(Question.vote_id == vote.id))
    session().expunge(vote)
    session().execute(delete(Vote).where(Vote.id == vote.id))


def invite_within(actor: Person, vote: Vote, person: Person, *, group: RaterGroup) -> Invitation:
    """Somebody on the list of the group whose vote it is (AP-8)."""
    policy.require(actor, Can.CONVENE_EVALUATION, vote)
    invitation = put_on_list(hold(vote), person, group)
    ledger.record(
        Fact.VOTE_DRAFTED,
        about=vote,
        by=actor,
        secret={"invited": person.id, "group": group.value},
    )
    return invitation


def uninvite_within(actor: Person, vote: Vote, person: Person) -> Vote:
    """Off the list, until it is posted."""
    policy.require(actor, Can.CONVENE_EVALUATION, vote)
    vote = hold(vote)
    rules.require_draft(vote.stage)
    invitation = session().get(Invitation, (vote.id, person.id))
    if invitation is None:
        raise Invalid(Why.NOT_INVITED, field="person_id")
    session().delete(invitation)
    session().flush()
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, secret={"uninvited": person.id})
    return vote


def post_within(
    actor: Person,
    vote: Vote,
    *,
    official_title: str,
    explanation: str,
    opens_at: datetime,
    closes_at: datetime,
) -> Vote:
    """Posted with the meeting's notice, under its title and with its words (G-9; RB-19)."""
    policy.require(actor, Can.CONVENE_EVALUATION, vote)
    vote = hold(vote)
    rated = {question.unit_id for question in vote.questions}
    check_light(vote.secrecy, session().scalars(select(Unit).where(Unit.id.in_(rated))))
    vote.official_title = check_length(official_title, rules.TITLE_LENGTH, "official_title")
    vote.explanation = check_length(explanation, rules.EXPLANATION_LENGTH, "explanation")
    lay_open(vote, opens_at=opens_at, closes_at=closes_at)
    ledger.record(Fact.VOTE_POSTED, about=vote, by=actor, **announced(vote))
    return vote


def wait(vote: Vote, until: date | None) -> None:
    """Counting waits for what other groups hand in, through this day: said by an act of its meeting,
    which holds the vote (AP-8)."""
    vote.waits_until = until


def cancel_within(actor: Person, vote: Vote, *, reason: str) -> Vote:
    """Called off with the notice, before it has opened."""
    policy.require(actor, Can.CONVENE_EVALUATION, vote)
    vote = hold(vote)
    call_off(vote, reason)
    ledger.record(Fact.VOTE_CANCELLED, about=vote, by=actor, text=[vote.cancelled_reason or ""])
    return vote


def publish_within(actor: Person, vote: Vote, entry: RegisterEntry, *, bears_number: bool) -> Vote:
    """Its result stands in the entry of the meeting, that several votes may share; one of them
    bears its number."""
    policy.require(actor, Can.PUBLISH_EVALUATION, vote)
    vote = hold(vote)
    vote.stage = rules.advance(vote.stage, VoteStage.PUBLISHED)
    vote.published_at = clock.now()
    vote.entry = entry if bears_number else None
    session().flush()
    ledger.record(
        Fact.VOTE_PUBLISHED,
        about=vote,
        by=actor,
        pub={"entry": entry.number_text, "challenges_until": None},
    )
    return vote
