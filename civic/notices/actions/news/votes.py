"""News of votes: to whoever is on the roll, and to those whom the matter concerns.

That somebody has voted is told to nobody.
"""

from collections.abc import Callable, Iterable
from typing import Any

from civic import ledger
from civic.db import session
from civic.ledger import Entry
from civic.notices.actions.news.parts import CLOSE, Heard, News, concerned, ident, iso, pub
from civic.notices.models import circles
from civic.notices.rules import Because, Event
from civic.voting.models import RollObjection, Vote


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
