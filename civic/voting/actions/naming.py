"""Who casts for a head, as a paper says: entered by one person, confirmed by another (OW-4, OW-5)."""

from civic import clock, files, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid
from civic.ledger import Fact
from civic.people.models import Person
from civic.people.rules import is_adult
from civic.policy import Can
from civic.voting import rules
from civic.voting.actions.casting import (
    Upload,
    end_namings,
    end_proxies,
    require_before_closing,
    require_not_cast,
)
from civic.voting.actions.holding import conducting, rated, turn
from civic.voting.models import Naming, Voter, is_of_a_firm, namings_of
from civic.voting.models import naming as naming_
from civic.voting.rules import ProxyState, Why, check_reason


def enter_caster(actor: Person, voter: Voter, person: Person, *, upload: Upload | None) -> Naming:
    """The co-owners' written agreement, the developer's letter, or what proves who a minor's guardian
    is, names who casts; nothing changes until somebody else has read it (OW-4, OW-5; B7.1)."""
    policy.require(actor, conducting(actor, voter.vote, Can.ENTER_CASTER), voter)
    vote, voter = turn(voter, alone=True)
    rules.require_not_rated(vote.rates(actor))
    require_before_closing(vote)
    require_not_cast(voter)
    firm = session().scalar(is_of_a_firm(person.id, clock.today()))
    rules.check_entered(
        voter.kind,
        person.id,
        voter.person_ids,
        clerk=actor.id,
        is_of_the_firm=firm is not None,
        is_minors=voter.is_minors,
    )
    rules.check_named_of_age(is_adult(person.born_on, clock.today()))
    rules.check_named_rates_others(person.id in rated(vote))
    rules.check_undisputed(person.id, voter.named_themselves)
    if voter.naming is not None:
        raise AlreadyDone(Why.NAMING_WAITS)
    if upload is None:
        raise Invalid(Why.DOCUMENT_MISSING, field="file", article="OW-5")
    document = files.store(*upload, by=actor)
    naming = Naming(
        vote_id=vote.id,
        voter=voter,
        person=person,
        document=document,
        state=ProxyState.GIVEN,
        entered_at=clock.now(),
        entered_by_id=actor.id,
    )
    session().add(naming)
    session().flush()
    ledger.record(
        Fact.VOTE_CASTER_ENTERED,
        about=voter,
        by=actor,
        secret={"names": person.id, "document": document.digest},
    )
    return naming


def confirm_caster(actor: Person, naming: Naming) -> Voter:
    """Somebody who did not enter it has read the paper: from now on this one casts."""
    policy.require(actor, conducting(actor, naming.voter.vote, Can.ENTER_CASTER), naming.voter)
    naming = _held(actor, naming)
    voter = naming.voter
    require_not_cast(voter)
    naming.state = rules.advance_proxy(
        naming.state,
        ProxyState.CONFIRMED,
        is_party=actor.id in {naming.person_id, naming.entered_by_id, *voter.person_ids},
    )
    rules.check_named_rates_others(naming.person_id in rated(voter.vote))
    rules.check_undisputed(naming.person_id, voter.named_themselves)
    naming.checked_at, naming.checked_by_id = clock.now(), actor.id
    for each in voter.persons:
        if each.names_id != naming.person_id:
            each.names_id, each.is_by_paper = naming.person_id, True
    voter.caster_id, voter.caster_document_id = naming.person_id, naming.document_id
    of_it = session().scalars(namings_of(voter.id))
    ended = end_namings(paper for paper in of_it if paper.id != naming.id)
    end_proxies(actor, voter)
    ledger.record(
        Fact.VOTE_CASTER_NAMED,
        about=voter,
        by=actor,
        secret={"names": naming.person_id, "naming": naming.id, "ended": ended},
    )
    return voter


def refuse_caster(actor: Person, naming: Naming, *, reason: str) -> Voter:
    """The paper does not say it, or was entered wrongly: everything stays as it was."""
    policy.require(actor, conducting(actor, naming.voter.vote, Can.ENTER_CASTER), naming.voter)
    naming = _held(actor, naming)
    naming.state = rules.advance_proxy(naming.state, ProxyState.REFUSED)
    naming.checked_at, naming.checked_by_id = clock.now(), actor.id
    ledger.record(
        Fact.VOTE_CASTER_REFUSED,
        about=naming.voter,
        by=actor,
        secret={
            "reason": check_reason(reason),
            "names": naming.person_id,
            "naming": naming.id,
        },
    )
    return naming.voter


def _held(actor: Person, naming: Naming) -> Naming:
    """Its turn: the head is locked, as it is while somebody names for it."""
    vote, _voter = turn(naming.voter, alone=True)
    rules.require_not_rated(vote.rates(actor))
    require_before_closing(vote)
    found = naming_(naming.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()
