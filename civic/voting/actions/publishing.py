"""The result in public, and what owners may have verified about it (B3.3, B3.4)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid
from civic.ledger import Fact
from civic.people.models import Person
from civic.places.models import Place
from civic.policy import Can
from civic.register import actions as register
from civic.register.rules import Kind
from civic.voting import rules
from civic.voting.actions.counting import Result, results
from civic.voting.actions.holding import hold
from civic.voting.models import (
    Ballot,
    Challenge,
    Vote,
    Voter,
    ballots_for_counting_group,
    of_entry,
    unanswered,
)
from civic.voting.rules import Rule, VoteStage, Why, check_reason

AT_ONCE: Final = 50
"""Ballots that are read at a time."""

KIND: Final[Mapping[Rule, Kind]] = {
    Rule.RESIDENTS_ASSEMBLY: Kind.ASSEMBLY_DECISION,
    Rule.REPRESENTATIVES_ASSEMBLY: Kind.ASSEMBLY_DECISION,
    Rule.OWNERS_ORDINARY: Kind.OWNERS_DECISION,
    Rule.OWNERS_SPECIAL: Kind.OWNERS_DECISION,
    Rule.COUNCIL_ORDINARY: Kind.COUNCIL_DECISION,
    Rule.COUNCIL_MAJOR: Kind.COUNCIL_DECISION,
    Rule.APPRAISAL: Kind.EVALUATION_RESULT,
    Rule.SATISFACTION: Kind.EVALUATION_RESULT,
}
"""As what a result stands in the public register."""


def publish(
    actor: Person,
    vote: Vote,
    *,
    title: str,
    text: str,
    is_redacted: bool,
    figures: Callable[[Vote, Sequence[Result]], str],
) -> Vote:
    """Under a number in the public register, as long as its law asks (JWH25 Art.34; CD24).

    Whoever publishes writes the words; ``figures`` puts what was counted, and what it comes to,
    into the official text below them, that nobody rewrites.
    """
    policy.require(actor, Can.PUBLISH_VOTE, vote)
    vote = hold(vote)
    rules.require_by_itself(vote.is_of_a_meeting)
    stage = rules.advance(vote.stage, VoteStage.PUBLISHED)
    if not is_redacted:
        raise Invalid(Why.NOT_REDACTED, field="is_redacted", article="PIPL 25")
    vote.entry = register.enter(
        actor,
        session().get_one(Place, vote.place_id),
        kind=KIND[vote.rule],
        title=title,
        text=text,
        matter=vote.matter,
        rated=[] if vote.unit_id is None else [vote.unit_id],
        figures=figures(vote, results(vote)),
        shown_days=vote.permit.shown_days,
    )
    vote.stage, vote.published_at = stage, clock.now()
    if vote.is_by_area:
        until = rules.challenge_due(clock.today(), calendar.current())
        vote.challenges_until = until.due_on
    session().flush()
    ledger.record(
        Fact.VOTE_PUBLISHED,
        about=vote,
        by=actor,
        pub={
            "entry": vote.entry.number_text,
            "challenges_until": vote.challenges_until.isoformat()
            if vote.challenges_until
            else None,
        },
    )
    return vote


def challenge(actor: Person, voter: Voter, *, text: str) -> Challenge:
    """An owner asks in writing for the count to be verified, within thirty days (B3.4)."""
    policy.require(actor, Can.CHALLENGE_VOTE, voter)
    vote = hold(voter.vote)
    today = clock.today()
    vote.stage = rules.challenge(vote.rule, vote.stage, until=vote.challenges_until, on=today)
    made = Challenge(
        vote=vote,
        by_id=actor.id,
        text=check_reason(text, "text"),
        at=clock.now(),
        due_on=rules.verification_due(today, calendar.current()).due_on,
    )
    session().add(made)
    session().flush()
    ledger.record(
        Fact.VOTE_CHALLENGED,
        about=vote,
        by=actor,
        pub={"due_on": made.due_on.isoformat()},
        secret={"text": made.text, "challenge": made.id},
    )
    return made


def read_ballots(actor: Person, vote: Vote, *, since: int, reason: str) -> list[Ballot]:
    """Who chose what, from a number on, for those who verify the count; that they looked stands in
    the record (B3.4)."""
    policy.require(actor, Can.SEE_BALLOTS, vote)
    vote = hold(vote)
    rules.require_readable(is_by_urn=vote.is_by_urn, stage=vote.stage)
    reason = check_reason(reason)
    asked = ballots_for_counting_group(vote.id, since).limit(AT_ONCE)
    found = list(session().scalars(asked).unique())
    ledger.record(
        Fact.BALLOTS_SEEN,
        about=vote,
        by=actor,
        pub={"ballots": len(found)},
        secret={"reason": reason, "numbers": [ballot.voter.number for ballot in found]},
    )
    return found


def verify(actor: Person, challenge: Challenge, *, answer: str) -> Challenge:
    """What the verification found, in writing (B3.4). A wrong count is corrected in the register."""
    policy.require(actor, Can.VERIFY_VOTE, challenge)
    vote = hold(challenge.vote)
    session().refresh(challenge, ("answer", "answered_at"))
    if challenge.answered_at is not None:
        raise AlreadyDone(Why.CHALLENGE_ANSWERED)
    challenge.answer = check_reason(answer, "answer")
    challenge.answered_at, challenge.answered_by_id = clock.now(), actor.id
    session().flush()
    if not session().scalar(unanswered(vote.id)):
        vote.stage = rules.advance(vote.stage, VoteStage.VERIFIED)
    ledger.record(Fact.VOTE_VERIFIED, about=vote, by=actor, secret={"answer": challenge.answer})
    return challenge


def finish(actor: Person, vote: Vote) -> Vote:
    """Final: nobody may challenge it any more, and every challenge is answered (B3.5)."""
    policy.require(actor, Can.PUBLISH_VOTE, vote)
    vote = hold(vote)
    vote.stage = rules.finish(vote.rule, vote.stage, until=vote.challenges_until, on=clock.today())
    ledger.record(Fact.VOTE_FINAL, about=vote, by=actor)
    return vote


def _bears(entry_id: int) -> bool:
    return session().scalar(of_entry(entry_id)) is not None


register.votes.append(_bears)
