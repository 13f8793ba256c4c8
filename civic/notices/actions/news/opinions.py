"""News of opinions and their answers."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from civic import clock
from civic.db import session
from civic.ledger import Entry
from civic.matters.models import Matter
from civic.notices.actions.news.parts import CLOSE, Heard, News, about, ident, page, pub, secret
from civic.notices.models import circles
from civic.notices.rules import Because, Event
from civic.opinions.models import Hiding, Opinion, Reply
from civic.people.models import Unit
from civic.policy import COMMITTEE, Role


def opinion_sent(entry: Entry) -> Iterable[News]:
    opinion, facts = _opinion(entry)
    said = pub(entry)
    office = circles.officials(said["unit"], clock.today())
    facts |= {"unit": said["unit_name"], "due_on": said["due_on"]}
    yield News(
        Event.OPINION_SENT,
        "/replies/",
        facts,
        ((Because.OFFICE, office),),
        CLOSE,
        thread=f"sent/{opinion.matter_id}/{said['unit']}",
    )


def reply_published(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        reply = session().get_one(Reply, ident(entry.ref))
        matter = session().get_one(Matter, reply.matter_id)
        unit = session().get_one(Unit, reply.unit_id)
        heard = ((Because.AUTHOR, circles.answered(reply.id)),)
        facts = about(matter) | {"unit": unit.name}
        of = (
            session().scalars(select(Opinion.id).where(Opinion.reply_id == reply.id).limit(2)).all()
        )
        url = f"/opinions/{of[0]}" if len(of) == 1 else f"{page(matter)}/opinions/"
        yield News(event, url, facts, heard, CLOSE)

    return tell


def reply_extended(entry: Entry) -> Iterable[News]:
    opinion, facts = _opinion(entry)
    heard = ((Because.AUTHOR, circles.opinion_author(opinion.id)),)
    facts |= {"due_on": pub(entry)["due_on"]}
    yield News(Event.REPLY_EXTENDED, f"/opinions/{opinion.id}", facts, heard)


def reply_reminded(entry: Entry) -> Iterable[News]:
    if said := secret(entry):
        yield from _reply_due(Event.REPLY_DUE, said, ())


def reply_missed(entry: Entry) -> Iterable[News]:
    said = pub(entry)
    over = circles.office_holders(COMMITTEE | {Role.SUPERVISOR}, entry.place_path, clock.today())
    yield from _reply_due(Event.REPLY_MISSED, said, ((Because.OVERSEES, over),))


def _reply_due(event: Event, said: Mapping[str, Any], more: tuple[Heard, ...]) -> Iterable[News]:
    matter = session().get_one(Matter, said["matter"])
    office = circles.officials(said["unit"], clock.today())
    facts = about(matter) | {
        "unit": said["unit_name"],
        "due_on": said["due_on"],
        "count": said["count"],
    }
    yield News(event, "/replies/", facts, ((Because.OFFICE, office),), CLOSE)
    if more:
        yield News(event, f"{page(matter)}/opinions/", facts, more)


def opinion_hidden(entry: Entry) -> Iterable[News]:
    if "decide_until" in pub(entry):  # by somebody who has no account to read it with
        yield from opinion_contested(Event.HIDING_REFERRED)(entry)
        return
    opinion, facts = _opinion(entry)
    heard = ((Because.AUTHOR, circles.opinion_author(opinion.id)),)
    facts |= {"until_on": pub(entry)["object_until"]}
    yield News(Event.OPINION_HIDDEN, f"/opinions/{opinion.id}", facts, heard, CLOSE)


def opinion_contested(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        opinion, facts = _opinion(entry)
        office = circles.office_holders({Role.SUPERVISOR}, entry.place_path, clock.today())
        facts |= {"due_on": pub(entry)["decide_until"]}
        heard = ((Because.OFFICE, office),)
        yield News(event, f"/opinions/{opinion.id}", facts, heard, CLOSE)

    return tell


def objection_decided(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        opinion, facts = _opinion(entry)
        hiding = session().get(Hiding, opinion.id)
        heard: list[Heard] = [(Because.AUTHOR, circles.opinion_author(opinion.id))]
        if hiding is not None:
            heard.append((Because.OFFICE, circles.person(hiding.by_id)))
        yield News(event, f"/opinions/{opinion.id}", facts, tuple(heard), CLOSE)

    return tell


def _opinion(entry: Entry) -> tuple[Opinion, dict[str, Any]]:
    opinion = session().get_one(Opinion, ident(entry.ref))
    return opinion, about(session().get_one(Matter, opinion.matter_id))
