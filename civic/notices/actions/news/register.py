"""News of the register and of what was promised in it."""

from collections.abc import Callable, Iterable
from typing import Any

from civic import clock, ledger
from civic.db import session
from civic.ledger import Entry
from civic.notices.actions.news.parts import CLOSE, Heard, News, concerned, ident, pub
from civic.notices.models import circles
from civic.notices.rules import Because, Event
from civic.people.models import Appointment, Person
from civic.policy import COMMITTEE, Role
from civic.register import actions as register
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import CommitmentState


def registered(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        found = session().get_one(RegisterEntry, ident(entry.ref))
        facts = {"number": found.number_text, "title": found.title}
        if found.corrects_id is not None:
            old = session().get_one(RegisterEntry, found.corrects_id)
            facts["old"] = old.number_text
        if found.matter_id is not None:
            there = (
                (Because.TOOK_PART, circles.took_part_on(found.matter_id)),
                (Because.REGISTERED, circles.registered_on(found.matter_id)),
            )
            heard = concerned(found.matter_id) + there
            yield News(event, f"/register/{found.id}", facts, heard, CLOSE)

    return tell


def promised(entry: Entry) -> Iterable[News]:
    commitment, facts, _matter_id = _commitment(entry)
    yield News(Event.COMMITMENT_MADE, _page(commitment), facts, _owner(commitment), CLOSE)


def progressed(entry: Entry) -> Iterable[News]:
    commitment, facts, _matter_id = _commitment(entry)
    url = _page(commitment)
    if pub(entry)["state"] == CommitmentState.REPORTED_DONE.value:
        if not _is_own_word(commitment):
            others = facts | {"by_others": True}
            yield News(Event.COMMITMENT_REPORTED, url, others, _owner(commitment), CLOSE)
        yield News(Event.COMMITMENT_REPORTED, url, facts, _overseers(commitment, entry))
    elif ledger.content(entry).get("text"):
        told = _owner(commitment) + _instead(commitment, entry)
        yield News(Event.COMMITMENT_RETURNED, url, facts, told, CLOSE)


def settled(entry: Entry) -> Iterable[News]:
    commitment, facts, matter_id = _commitment(entry)
    parked = pub(entry)["state"] == CommitmentState.PARKED.value
    event = Event.COMMITMENT_PARKED if parked else Event.COMMITMENT_STRUCK_OFF
    if matter_id is not None:
        yield News(event, _page(commitment), facts, concerned(matter_id))


def commitment_due(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        commitment, facts, _matter_id = _commitment(entry)
        url = _page(commitment)
        yield News(event, url, facts, _owner(commitment), CLOSE)
        yield News(event, url, facts, _overseers(commitment, entry))

    return tell


def _overseers(commitment: Commitment, entry: Entry) -> tuple[Heard, ...]:
    """Who looks whether it is done: at what mends a rating nobody whom it rated (EV-3)."""
    roles = COMMITTEE | {Role.SUPERVISOR}
    found = circles.office_holders(roles, entry.place_path, clock.today())
    under = session().get_one(RegisterEntry, commitment.entry_id)
    rated = [
        each
        for each in session().scalars(found)
        if register.concerns(under, session().get_one(Person, each))
    ]
    return ((Because.OVERSEES, found.where(Appointment.person_id.not_in(rated))),)


def _is_own_word(commitment: Commitment) -> bool:
    """Whether whoever answers for it reported it done; of what nobody with an account promised, all
    reports are."""
    owner = _owner(commitment)
    return not owner or any(
        commitment.reported_by_id in session().scalars(circle).all() for _because, circle in owner
    )


def _instead(commitment: Commitment, entry: Entry) -> tuple[Heard, ...]:
    """Who enters how far it is once whoever promised it as their own serves there no more."""
    own = commitment.keeper_id
    if own is None or commitment.unit_id is None:
        return ()
    there = circles.officials(commitment.unit_id, clock.today())
    if own in session().scalars(there).all():
        return ()
    [(because, over)] = _overseers(commitment, entry)
    return ((because, over.where(Appointment.person_id.not_in(there))),)


def _owner(commitment: Commitment) -> tuple[Heard, ...]:
    """Who carries it out: whoever promised it as their own (EV-3), or who serves in the unit."""
    if commitment.keeper_id is not None:
        return ((Because.PERSON, circles.person(commitment.keeper_id)),)
    if commitment.unit_id is not None:
        return ((Because.OFFICE, circles.officials(commitment.unit_id, clock.today())),)
    return ()


def _commitment(entry: Entry) -> tuple[Commitment, dict[str, Any], int | None]:
    found = session().get_one(Commitment, ident(entry.ref))
    held = session().get_one(RegisterEntry, found.entry_id)
    facts = {"what": found.what, "due_on": found.due_on.isoformat(), "number": held.number_text}
    own = {"own": True} if found.keeper_id is not None else {}
    return found, facts | own, held.matter_id


def _page(commitment: Commitment) -> str:
    return f"/register/commitments/{commitment.id}"
