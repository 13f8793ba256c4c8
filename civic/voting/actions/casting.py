"""Casting a ballot, and who casts it for a head (OW-5; B3.5; integrity.md 2.2)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import ReturningInsert

from civic import clock, db, files, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, Refused, TooLate
from civic.ledger import Fact
from civic.people.models import Person
from civic.people.rules import is_adult
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.holding import conducting, rated, turn
from civic.voting.models import (
    HELD,
    PROXIES,
    Answer,
    Ballot,
    Casting,
    Held,
    Naming,
    Vote,
    Voter,
    counted_ballot,
    head_of_household,
    namings_of,
)
from civic.voting.rules import (
    IN_HAND,
    Channel,
    Delivery,
    ProxyState,
    VoterKind,
    VoteStage,
    Why,
    sealed,
)
from civic.voting.urn import Receipt, sealing

Upload = tuple[BinaryIO, str | None]

_PUT_ANSWERS = insert(Answer)


@cache
def _put_ballots(dialect: str) -> ReturningInsert[int, int]:
    """Leaves out, without an error, those whom the key of one counted ballot refuses."""
    put = postgresql.insert(Ballot) if dialect == "postgresql" else sqlite.insert(Ballot)
    return put.on_conflict_do_nothing().returning(Ballot.id, Ballot.voter_id)


class _Paper(NamedTuple):
    """Who casts for which head, and what they choose at each question."""

    head: int
    vote: int
    person: int
    chosen: Mapping[int, rules.Answer]


def cast(
    actor: Person,
    head: Casting,
    answers: Sequence[Iterable[str]],
    *,
    word: str = "",
    comment: str = "",
) -> Receipt | None:
    """One ballot for one head, online; back when it stands. What was chosen is no entry of the
    record, and a secret ballot, which has a receipt, leaves no row in the site's own database.

    Ballots of many are committed together, so that the request of each must not have changed
    anything. However many try at once, a key lets one through: nobody asks before whether they have
    voted, so that nothing can come between. ``word`` and ``comment`` go with a secret one.
    """
    policy.require(actor, Can.CAST_BALLOT, head)
    if actor.id != head.comes_id:
        raise NotAllowed(Why.NOT_YOUR_BALLOT)
    _require_castable(head.held, actor.id, head.holder_id)
    if not head.is_online:
        raise OutOfOrder(Why.NOT_ONLINE, article="B2.1")
    rules.check_rates_others(head.rates_themselves)
    rules.check_of_age(is_adult(head.born_on, clock.today()))
    chosen = rules.check_ballot(list(head.questions.values()), answers)
    if head.is_by_urn:
        return _seal(head, chosen, word, comment)
    by_question = dict(zip(head.questions, chosen, strict=True))
    db.together(_put, _Paper(head.id, head.vote_id, actor.id, by_question))
    return None


def stands(head: Casting) -> bool:
    """Whether a ballot of this head was cast online and counts: looked up where a commit's answer
    never came."""
    session().rollback()
    if head.is_by_urn:
        of_it = (head.vote_id, head.number)
        return bool(urn.has_voted(*of_it)) and not urn.has_paper(*of_it)
    return session().scalar(counted_ballot(head.id)) is not None


def _require_castable(held: Held, person: int, holder: int | None) -> None:
    """This is the hour, and they are who casts for the head."""
    rules.require_taking_ballots(held.stage, held.opens_at, held.closes_at, clock.now())
    if held.is_struck:
        raise NotAllowed(Why.NOT_YOUR_BALLOT)
    rules.check_caster(person, held.caster_id, holds_proxy=person == holder)


def _put(link: Connection, papers: Sequence[_Paper]) -> list[Refused | None]:
    """Several ballots: what others may change is held, and all are put down at once."""
    found: list[Refused | None] = [None] * len(papers)
    places: dict[int, int] = {}
    ballots: list[dict[str, Any]] = []
    asked = {"heads": [paper.head for paper in papers]}
    heads = {row.id: Held._make(row) for row in link.execute(HELD, asked)}
    proxies = _proxies(link, [p for p in papers if p.person != heads[p.head].caster_id])
    # In the order of their heads: whoever else puts some of the same waits for us, or we for them.
    for place in sorted(range(len(papers)), key=lambda place: papers[place].head):
        paper = papers[place]
        held = heads[paper.head]
        holder, proxy = proxies.get(paper.head, (None, None))
        try:
            _require_castable(held, paper.person, holder)
            if paper.head in places:
                raise AlreadyDone(Why.VOTED_ALREADY)
        except Refused as refusal:
            found[place] = refusal
            continue
        places[paper.head] = place
        ballots.append(
            {
                "vote_id": paper.vote,
                "voter_id": paper.head,
                "channel": Channel.ONLINE,
                "cast_by_id": paper.person,
                "proxy_id": proxy if paper.person != held.caster_id else None,
                "at": clock.now(),
            }
        )
    new = link.execute(_put_ballots(link.dialect.name), ballots).all() if ballots else []
    put = {row.voter_id: row.id for row in new}
    if put:
        link.execute(
            _PUT_ANSWERS,
            [
                {
                    "ballot_id": ident,
                    "question_id": question,
                    "value": rules.encode(answer).decode(),
                }
                for head, ident in put.items()
                for question, answer in papers[places[head]].chosen.items()
            ],
        )
    for head in places.keys() - put.keys():
        found[places[head]] = AlreadyDone(Why.VOTED_ALREADY)
    return found


def _proxies(link: Connection, papers: Sequence[_Paper]) -> dict[int, tuple[int, int]]:
    """Who holds a proxy for each of these heads, and which."""
    if not papers:
        return {}
    asked = {"heads": [paper.head for paper in papers], "today": clock.today()}
    return {head: (holder, proxy) for head, holder, proxy in link.execute(PROXIES, asked)}


def _seal(head: Casting, chosen: Sequence[rules.Answer], word: str, comment: str) -> Receipt:
    """Into the urn: the site's database is looked at, not locked, so that nobody waits."""
    said = rules.check_comment(head.takes_comments, comment)
    size = ledger.size()
    record = f"{size} {sealing.fingerprint(ledger.root(size))}"
    given = sealed.apart(list(head.questions.values()), chosen)
    return urn.cast(head.vote_id, head.number, given, word=word, comment=said, record=record)


def receive(actor: Person, voter: Voter) -> Voter:
    """An owner has the ballot before them, signed in: it is delivered (B3.6). Once is enough, and
    takes the place of what the committee entered, so that nobody withdraws it.

    In any other vote nobody writes down who opened the ballot, and when.
    """
    policy.require(actor, Can.CAST_BALLOT, voter)
    vote, voter = turn(voter, alone=True)
    if not vote.is_by_area:
        raise OutOfOrder(Why.OPENING_NOT_KEPT, article="integrity 1")
    require_before_closing(vote)
    if voter.delivery is not Delivery.LOGIN:
        voter.delivery, voter.delivered_at = Delivery.LOGIN, clock.now()
        ledger.record(Fact.VOTE_DELIVERED, about=voter, by=actor, secret={"how": Delivery.LOGIN})
    return voter


def deliver(actor: Person, voter: Voter, *, how: Delivery, upload: Upload | None) -> Voter:
    """The committee hands in the proof that the ballot reached its voter: where silence counts,
    theirs does from now on, so that they hear of it (B3.6)."""
    policy.require(actor, conducting(actor, voter.vote, Can.DELIVER_BALLOT), voter)
    vote, voter = turn(voter, alone=True)
    rules.require_not_rated(vote.rates(actor))
    require_before_closing(vote)
    rules.check_delivery(voter.kind, how, voter.delivery, is_by_area=vote.is_by_area)
    if upload is None:
        raise Invalid(Why.DOCUMENT_MISSING, field="file", article="B3.6")
    document = files.store(*upload, by=actor)
    voter.delivery, voter.delivered_at = how, clock.now()
    voter.delivery_document_id = document.id
    ledger.record(
        Fact.VOTE_DELIVERED,
        about=voter,
        by=actor,
        secret={"how": how.value, "document": document.digest},
    )
    return voter


def withdraw_delivery(actor: Person, voter: Voter, *, reason: str) -> Voter:
    """What the committee entered was wrong: it reached nobody, or is proven anew (B3.6)."""
    policy.require(actor, conducting(actor, voter.vote, Can.DELIVER_BALLOT), voter)
    vote, voter = turn(voter, alone=True)
    rules.require_not_rated(vote.rates(actor))
    require_before_closing(vote)
    rules.withdraw_delivery(voter.delivery)
    said = {"how": voter.delivery, "reason": rules.check_reason(reason)}
    voter.delivery = voter.delivered_at = voter.delivery_document_id = None
    ledger.record(Fact.VOTE_DELIVERY_WITHDRAWN, about=voter, by=actor, secret=said)
    return voter


def name_caster(actor: Person, voter: Voter, person: Person) -> Voter:
    """A co-owner, or an adult of a household, names who casts; all the same one, or nobody
    casts (OW-5), for a household its head (RB-1). Whoever is rated neither names nor is (EV-4)."""
    policy.require(actor, Can.NAME_CASTER, voter)
    vote, voter = turn(voter, alone=True)
    require_before_closing(vote)
    require_not_cast(voter)
    mine = next((p for p in voter.persons if p.person_id == actor.id), None)
    if mine is None:
        raise NotAllowed(Why.NOT_ONE_OF_THEM, article="OW-5")
    rules.check_of_age(actor.id in voter.adult_ids)
    rules.check_named(person.id, voter.person_ids)
    rules.check_named_of_age(person.id in voter.adult_ids)
    own = rated(vote)
    rules.check_rates_others(actor.id in own)
    rules.check_named_rates_others(person.id in own)
    mine.names_id, mine.is_by_paper = person.id, False
    papers = session().scalars(namings_of(voter.id)).all()
    # A paper that one of them denies says nothing of the others either.
    if any(p.state is ProxyState.CONFIRMED and p.person_id != person.id for p in papers):
        for each in voter.persons:
            if each.is_by_paper:
                each.names_id, each.is_by_paper = None, False
    agreed, caster = who_casts(vote, voter, own)
    if agreed != voter.caster_id:
        voter.caster_document_id = None
    voter.caster_id = caster
    # One of them denies a paper, or what they say themselves takes the place of one that waits.
    ended = end_namings(
        paper
        for paper in papers
        if paper.person_id != person.id or (agreed and paper.state is ProxyState.GIVEN)
    )
    end_proxies(actor, voter)
    ledger.record(
        Fact.VOTE_CASTER_NAMED,
        about=voter,
        by=actor,
        secret={"names": person.id, "ended": ended},
    )
    return voter


# Beats that several acts share -----------------------------------------------------------


def require_before_closing(vote: Vote) -> None:
    """From the posting until its hour: whoever prepares to vote may do so until then."""
    if vote.stage is VoteStage.DRAFT:
        raise OutOfOrder(Why.NOT_OPEN_YET, opens_at=vote.opens_at)
    if vote.stage is not VoteStage.POSTED and not vote.is_taking_ballots:
        raise TooLate(Why.OVER, closes_at=vote.closes_at)


def who_casts(vote: Vote, voter: Voter, own: Collection[int]) -> tuple[int | None, int | None]:
    """On whom its persons agree, and who casts then: for a household whose adults do not agree its
    head. Whoever is rated (``own``) neither agrees with the others nor casts, nor does a minor, who
    stands behind an owner's head alone (OW-5; RB-1; EV-4; B7.1)."""
    able = (voter.adult_ids if vote.is_by_area else voter.person_ids) - set(own)
    others = [p for p in voter.persons if p.person_id in able]
    named = {p.person_id: None if p.names_id in own else p.names_id for p in others}
    agreed = rules.caster_of(voter.kind, named)
    if agreed is not None or voter.kind is not VoterKind.HOUSEHOLD:
        return agreed, agreed
    posted_on = clock.day_of(vote.posted_at or clock.now())
    return None, session().scalar(head_of_household(voter, named, posted_on))


def end_proxies(actor: Person, voter: Voter) -> None:
    """What somebody gave who casts for it no more is at its end (OW-5; B3.4)."""
    for proxy in voter.proxies:
        if proxy.state in IN_HAND and proxy.principal_id != voter.caster_id:
            proxy.state = rules.advance_proxy(proxy.state, ProxyState.REVOKED)
            ledger.record(Fact.PROXY_REVOKED, about=proxy, by=actor)


def end_namings(papers: Iterable[Naming]) -> list[int]:
    """Papers that say no more who casts; which."""
    ended = list(papers)
    for paper in ended:
        paper.state = rules.advance_proxy(paper.state, ProxyState.REVOKED)
    return [paper.id for paper in ended]


def require_not_cast(voter: Voter) -> None:
    if session().scalar(counted_ballot(voter.id)) is not None:
        raise AlreadyDone(Why.VOTED_ALREADY)
