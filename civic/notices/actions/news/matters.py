"""News of matters and of people."""

from collections.abc import Callable, Iterable

from civic import clock
from civic.db import session
from civic.ledger import Entry
from civic.matters.models import AttachmentHiding, Matter, MatterHiding
from civic.matters.rules import Screening
from civic.notices.actions.news.parts import (
    CLOSE,
    Heard,
    News,
    about,
    concerned,
    ident,
    iso,
    matter_of,
    page,
    pub,
)
from civic.notices.models import circles
from civic.notices.rules import Because, Event
from civic.people.models import Appointment
from civic.places.models import Place
from civic.policy import COMMITTEE, Role


def matter_raised(entry: Entry) -> Iterable[News]:
    matter = matter_of(entry)
    office = circles.office_holders(COMMITTEE, matter.place_path, clock.today())
    facts = about(matter) | {"due_at": iso(matter.due_at)}
    yield News(Event.MATTER_RAISED, page(matter), facts, ((Because.OFFICE, office),))


_SCREENED = {
    Screening.ACCEPT: Event.MATTER_ACCEPTED,
    Screening.REJECT: Event.MATTER_REJECTED,
    Screening.ROUTE_OUT: Event.MATTER_SENT_ELSEWHERE,
}


def matter_screened(entry: Entry) -> Iterable[News]:
    matter = matter_of(entry)
    event = _SCREENED[Screening(pub(entry)["result"])]
    yield News(event, page(matter), about(matter), concerned(matter.id), CLOSE)


def matter_merged(entry: Entry) -> Iterable[News]:
    into = pub(entry).get("into")
    if into is None:
        return  # the other side of the same merging
    matter, other = matter_of(entry), session().get_one(Matter, ident(into))
    facts = about(matter) | {"into": other.title, "into_of": other.id}
    heard = concerned(matter.id, other.id)
    yield News(Event.MATTER_MERGED, page(other), facts, heard, CLOSE)


def matter_routed(entry: Entry) -> Iterable[News]:
    matter = matter_of(entry)
    if "destination" in pub(entry):
        event = Event.MATTER_SENT_ELSEWHERE
        yield News(event, page(matter), about(matter), concerned(matter.id), CLOSE)
        return
    if matter.needs_party_review:
        branch = circles.office_holders({Role.PARTY_BRANCH}, matter.place_path, clock.today())
        heard = ((Because.OFFICE, branch),)
        yield News(Event.MATTER_TO_REVIEW, page(matter), about(matter), heard, CLOSE)
    yield News(Event.MATTER_ROUTED, page(matter), about(matter), concerned(matter.id), CLOSE)


def matter_ended(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        matter = matter_of(entry)
        yield News(event, page(matter), about(matter), concerned(matter.id))

    return tell


def matter_hidden(entry: Entry) -> Iterable[News]:
    matter = matter_of(entry)
    heard = ((Because.AUTHOR, circles.author(matter.id)),)
    facts = about(matter) | {"until_on": pub(entry)["object_until"]}
    yield News(Event.MATTER_HIDDEN, page(matter), facts, heard, CLOSE)


def matter_objected(entry: Entry) -> Iterable[News]:
    matter = matter_of(entry)
    office = circles.office_holders({Role.SUPERVISOR}, matter.place_path, clock.today())
    facts = about(matter) | {"due_on": pub(entry)["decide_until"]}
    yield News(Event.MATTER_OBJECTED, page(matter), facts, ((Because.OFFICE, office),), CLOSE)


def objection_decided(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        matter, said = matter_of(entry), pub(entry)
        hiding = (
            session().get(AttachmentHiding, said["file"])
            if "file" in said
            else session().get(MatterHiding, matter.id)
        )
        heard: list[Heard] = [(Because.AUTHOR, circles.author(matter.id))]
        if hiding is not None:
            heard.append((Because.OFFICE, circles.person(hiding.by_id)))
        yield News(event, page(matter), about(matter), tuple(heard), CLOSE)

    return tell


def screening_missed(entry: Entry) -> Iterable[News]:
    matter = matter_of(entry)
    roles = COMMITTEE | {Role.SUPERVISOR}
    office = circles.office_holders(roles, matter.place_path, clock.today())
    facts = about(matter) | {"due_on": pub(entry)["due_on"]}
    yield News(Event.SCREENING_MISSED, page(matter), facts, ((Because.OFFICE, office),), CLOSE)


def appointed(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        held = session().get(Appointment, ident(entry.ref))
        if held is None:
            return
        place = session().get_one(Place, held.place_id)
        facts = {"role": held.role.value, "place": place.name}
        heard = ((Because.PERSON, circles.person(held.person_id)),)
        yield News(event, "/account", facts, heard, CLOSE)

    return tell


def verified(entry: Entry) -> Iterable[News]:
    heard = ((Because.PERSON, circles.person(ident(entry.ref))),)
    yield News(Event.VERIFIED, "/", {}, heard, CLOSE)
