"""News of votes: to whoever is on the roll, and to those whom the matter concerns.

That somebody has voted is told to nobody.
"""

from collections.abc import Callable, Iterable
from typing import Any

from civic import clock, ledger
from civic.db import session
from civic.ledger import Entry
from civic.notices.actions.news.parts import (
    CLOSE,
    Heard,
    News,
    concerned,
    ident,
    iso,
    pub,
    secret,
)
from civic.notices.models import circles
from civic.notices.models.circles import Circle
from civic.notices.rules import Because, Event
from civic.policy import Role
from civic.voting.models import RollObjection, Vote, Voter, numbered
from civic.voting.models import proxy as proxy_
from civic.voting.models import voter as voter_
from civic.voting.rules import Delivery, VoterKind


def vote(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        found = _vote(entry)
        facts = _facts(found) | {"number": pub(entry).get("entry")}
        yield News(event, _page(found), facts, _heard(found), CLOSE)

    return tell


def cancelled(entry: Entry) -> Iterable[News]:
    """A draft that is dropped was known to nobody."""
    found = _vote(entry)
    if found.posted_at is not None:
        yield News(Event.VOTE_CANCELLED, _page(found), _facts(found), _heard(found), CLOSE)


def roll_amended(entry: Entry) -> Iterable[News]:
    """Those who were added or struck can still object, or ask who decided it (RB-19)."""
    found, told = _vote(entry), ledger.opening(entry.idx, "voter")
    if told is None or not isinstance(told.value, int):
        return
    voter = session().scalars(numbered(found.id, told.value)).unique().one()
    facts = _facts(found) | {"number": voter.number, "amendment": pub(entry)["kind"]}
    heard = ((Because.PERSON, circles.behind(voter.id)),)
    yield News(Event.VOTE_ROLL_AMENDED, f"{_page(found)}/roll", facts, heard, CLOSE)


def ballot_handled(entry: Entry) -> Iterable[News]:
    """Something was done about a ballot: those behind it can say that it was not their will."""
    voter = session().scalars(voter_(ident(entry.ref))).unique().one()
    yield _handled(entry, voter, circles.behind(voter.id))


def caster_named(entry: Entry) -> Iterable[News]:
    """The same of who casts; whom they, or a paper, named hears as well. Whoever came to be rated
    casts for them no more."""
    voter, said = session().scalars(voter_(ident(entry.ref))).unique().one(), secret(entry)
    handled = "caster_rated" if said.get("rated") else None
    yield _handled(entry, voter, circles.behind(voter.id, said.get("names") or 0), handled)


def delivered(entry: Entry) -> Iterable[News]:
    """By what proof it is said to have reached them: their silence may count from now on (B3.6).
    Whoever signed in knows."""
    how = secret(entry).get("how", Delivery.LOGIN)
    if how != Delivery.LOGIN:
        voter = session().scalars(voter_(ident(entry.ref))).unique().one()
        yield _handled(entry, voter, circles.behind(voter.id), how)


def proxy_handled(entry: Entry) -> Iterable[News]:
    """The same of an authorisation; whoever gave it, or holds it, hears as well."""
    found = session().scalars(proxy_(ident(entry.ref))).unique().one()
    parties = (found.principal_id, found.holder_id)
    yield _handled(entry, found.voter, circles.behind(found.voter_id, *parties))


def _handled(entry: Entry, voter: Voter, told: Circle, handled: str | None = None) -> News:
    """``handled``: how, where the fact alone does not say it. Behind the developer's head, which may
    be the largest of all, nobody stands: the supervisors watch over it."""
    said = handled or entry.fact.value
    facts = _facts(voter.vote) | {"number": voter.number, "handled": said}
    heard: tuple[Heard, ...] = ((Because.PERSON, told),)
    if voter.kind is VoterKind.DEVELOPER:
        over = circles.office_holders({Role.SUPERVISOR}, voter.place_path, clock.today())
        heard = (*heard, (Because.OVERSEES, over))
    return News(Event.BALLOT_HANDLED, _page(voter.vote), facts, heard, CLOSE)


def failed(entry: Entry) -> Iterable[News]:
    """Once two have said so."""
    found = _vote(entry)
    if pub(entry).get("signatures") == 2:
        yield News(Event.VOTE_FAILED, _page(found), _facts(found), _heard(found), CLOSE)


def objection_decided(entry: Entry) -> Iterable[News]:
    found, told = _vote(entry), ledger.opening(entry.idx, "objection")
    objection = session().get(RollObjection, told.value) if told is not None else None
    if objection is None:
        return
    heard = ((Because.AUTHOR, circles.person(objection.by_id)),)
    url = f"{_page(found)}/roll"
    yield News(Event.VOTE_OBJECTION_DECIDED, url, _facts(found), heard, CLOSE)


def verified(entry: Entry) -> Iterable[News]:
    found = _vote(entry)
    heard = ((Because.AUTHOR, circles.challengers(found.id)),)
    url = f"{_page(found)}/challenge"
    yield News(Event.VOTE_VERIFIED, url, _facts(found), heard, CLOSE)


def _vote(entry: Entry) -> Vote:
    return session().get_one(Vote, ident(entry.ref))


def _heard(found: Vote) -> tuple[Heard, ...]:
    on_roll = ((Because.ON_ROLL, circles.on_roll(found.id)),)
    return (*on_roll, *(concerned(found.matter_id) if found.matter_id is not None else ()))


def _facts(found: Vote) -> dict[str, Any]:
    return {
        "title": found.official_title,
        "until_on": iso(found.objections_until),
        "opens_at": iso(found.opens_at),
        "closes_at": iso(found.closes_at),
    }


def _page(found: Vote) -> str:
    return f"/votes/{found.id}"
