"""Written authorisations of owners (B3.4)."""

from datetime import date

from sqlalchemy import select

from civic import clock, files, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.ledger import Fact
from civic.people.models import Person
from civic.people.rules import is_adult
from civic.policy import COMMITTEE, Can
from civic.voting import rules
from civic.voting.actions.casting import Upload, require_before_closing
from civic.voting.actions.holding import turn
from civic.voting.models import Ballot, Proxy, Voter, is_of_a_firm, places_taken
from civic.voting.models import proxy as proxy_
from civic.voting.rules import IN_HAND, ProxyState, Why, check_reason


def give_proxy(
    actor: Person,
    voter: Voter,
    holder: Person,
    *,
    scope: str,
    until: date,
    upload: Upload | None,
) -> Proxy:
    """By whoever casts for the head, or entered by the committee from the paper they signed."""
    policy.require(actor, Can.GIVE_PROXY, voter)
    vote, voter = turn(voter, alone=True)
    require_before_closing(vote)
    if voter.caster_id is None:
        raise OutOfOrder(Why.CO_OWNERS_DISAGREE, article="OW-5")
    rules.check_of_age(not voter.is_cast_by_minor)
    if policy.roles(actor, voter).isdisjoint(COMMITTEE):
        rules.check_caster(actor.id, voter.caster_id, holds_proxy=False)
    if any(proxy.state in IN_HAND for proxy in voter.proxies):
        raise AlreadyDone(Why.PROXY_GIVEN)
    today = clock.today()
    slot = rules.give(
        vote.rule,
        principal=voter.caster_id,
        holder=holder.id,
        is_holder_adult=is_adult(holder.born_on, today),
        is_of_the_firm=session().scalar(is_of_a_firm(holder.id, today)) is not None,
        taken=session().scalars(places_taken(vote.id, holder.id)).all(),
        scope=scope,
        has_document=upload is not None,
        until=until,
        closes_on=clock.day_of(vote.closes_at) if vote.closes_at else until,
    )
    if upload is None:
        raise Invalid(Why.DOCUMENT_MISSING, field="file")
    document = files.store(*upload, by=actor)
    proxy = Proxy(
        vote_id=vote.id,
        voter=voter,
        principal_id=voter.caster_id,
        holder=holder,
        slot=slot,
        scope=scope.strip(),
        until=until,
        document=document,
        state=ProxyState.GIVEN,
        given_at=clock.now(),
        given_by_id=actor.id,
    )
    session().add(proxy)
    session().flush()  # whoever took the same place at the same moment tries again
    ledger.record(
        Fact.PROXY_GIVEN,
        about=proxy,
        by=actor,
        secret={"voter": voter.number, "holder": holder.id, "document": document.digest},
    )
    return proxy


def confirm_proxy(actor: Person, proxy: Proxy) -> Proxy:
    """Somebody of the committee, who did not enter it, has read the paper and asked back."""
    policy.require(actor, Can.CONFIRM_PROXY, proxy)
    proxy = _held(proxy)
    proxy.state = rules.advance_proxy(
        proxy.state,
        ProxyState.CONFIRMED,
        is_party=actor.id in {proxy.holder_id, proxy.given_by_id},
    )
    proxy.checked_at, proxy.checked_by_id = clock.now(), actor.id
    ledger.record(Fact.PROXY_CONFIRMED, about=proxy, by=actor)
    return proxy


def refuse_proxy(actor: Person, proxy: Proxy, *, reason: str) -> Proxy:
    """The paper is not what the law asks for; the head votes itself, or hands in another."""
    policy.require(actor, Can.CONFIRM_PROXY, proxy)
    proxy = _held(proxy)
    proxy.state = rules.advance_proxy(proxy.state, ProxyState.REFUSED)
    proxy.checked_at, proxy.checked_by_id = clock.now(), actor.id
    ledger.record(
        Fact.PROXY_REFUSED, about=proxy, by=actor, secret={"reason": check_reason(reason)}
    )
    return proxy


def revoke_proxy(actor: Person, proxy: Proxy) -> Proxy:
    """Taken back by who gave it, as long as it was not used."""
    policy.require(actor, Can.GIVE_PROXY, proxy)
    proxy = _held(proxy)
    used = session().scalar(select(Ballot.id).where(Ballot.proxy_id == proxy.id))
    proxy.state = rules.advance_proxy(proxy.state, ProxyState.REVOKED, is_used=used is not None)
    ledger.record(Fact.PROXY_REVOKED, about=proxy, by=actor)
    return proxy


def _held(proxy: Proxy) -> Proxy:
    """Its turn: the head is locked, as it is while somebody gives or names for it."""
    vote, _voter = turn(proxy.voter, alone=True)
    require_before_closing(vote)
    found = proxy_(proxy.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()
