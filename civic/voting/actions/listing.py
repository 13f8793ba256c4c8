"""The list of raters: who grades, and as what (AP-8)."""

from civic import ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid
from civic.ledger import Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules
from civic.voting.actions.holding import hold
from civic.voting.models import Invitation, Vote, listed_beside
from civic.voting.rules import (
    Electorate,
    RaterGroup,
    Why,
)


def invite(actor: Person, vote: Vote, person: Person, *, group: RaterGroup) -> Invitation:
    """Somebody is put on the list of raters, and as what (AP-8)."""
    policy.require(actor, Can.DRAFT_VOTE, vote)
    vote = hold(vote)
    rules.require_by_itself(vote.is_of_a_meeting)
    invitation = put_on_list(vote, person, group)
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
    rules.require_by_itself(vote.is_of_a_meeting)
    rules.require_draft(vote.stage)
    person = invitation.person_id
    session().delete(invitation)
    session().flush()
    ledger.record(Fact.VOTE_DRAFTED, about=vote, by=actor, secret={"uninvited": person})
    return vote


def put_on_list(vote: Vote, person: Person, group: RaterGroup) -> Invitation:
    """Somebody of here among the raters of a draft, once, and in one group of a meeting (AP-8)."""
    rules.require_draft(vote.stage)
    if vote.electorate is not Electorate.INVITED:
        raise Invalid(Why.NOT_BY_INVITATION, field="person_id")
    if not person.is_of(vote.place_path):
        raise Invalid(Why.NOT_ON_ROSTER, field="person_id")
    if session().get(Invitation, (vote.id, person.id)) is not None:
        raise AlreadyDone(Why.INVITED_ALREADY, field="person_id")
    if vote.is_of_a_meeting:
        other = session().scalar(listed_beside(vote, person.id))
        rules.check_one_group(other, "person_id")
    invitation = Invitation(vote_id=vote.id, person_id=person.id, group=group)
    session().add(invitation)
    session().flush()
    return invitation
