"""News of meetings and their minutes."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from civic import calendar, clock
from civic.db import session
from civic.ledger import Entry
from civic.matters.models import Matter
from civic.meetings.models import Evaluated, Meeting, rated
from civic.meetings.rules import MeetingKind, plan_due
from civic.notices.actions.news.parts import (
    CLOSE,
    Heard,
    News,
    about,
    concerned,
    ident,
    iso,
    pub,
    secret,
)
from civic.notices.models import circles
from civic.notices.rules import Because, Event
from civic.places.models import Place
from civic.policy import COMMITTEE, Role
from civic.sittings.models import Attendance, Sitting
from civic.voting.rules import Outcome

OVERSEERS = COMMITTEE | {Role.SUPERVISOR}


def panel_formed(entry: Entry) -> Iterable[News]:
    meeting, facts = _meeting(entry)
    heard = ((Because.PERSON, circles.panel(meeting.id)),)
    yield News(Event.PANEL_NAMED, _page(meeting), facts, heard, CLOSE)


def meeting_noticed(entry: Entry) -> Iterable[News]:
    meeting, facts = _meeting(entry)
    facts |= {"until_at": iso(meeting.registration_until)}
    heard = _invited(meeting)
    if meeting.kind is MeetingKind.EVALUATION:
        yield News(Event.REPORT_ASKED, _page(meeting), facts, _rated(meeting), CLOSE)
    yield News(Event.MEETING_NOTICED, _page(meeting), facts, heard, CLOSE)


def meeting_off(event: Event) -> Callable[[Entry], Iterable[News]]:
    def tell(entry: Entry) -> Iterable[News]:
        meeting, facts = _meeting(entry)
        if meeting.is_public:
            yield News(event, _page(meeting), facts, _invited(meeting), CLOSE)
        else:  # called off before its notice: nobody knew but those on the panel
            heard = ((Because.PERSON, circles.panel(meeting.id)),)
            yield News(event, f"/matters/{meeting.matter_id}", facts, heard, CLOSE)

    return tell


def chair_changed(entry: Entry) -> Iterable[News]:
    meeting, facts = _meeting(entry)
    heard = (
        (Because.OFFICE, circles.chair(meeting.sitting_id)),
        (Because.PERSON, circles.panel(meeting.id)),
        (Because.REGISTERED, circles.registered(meeting.id)),
    )
    yield News(Event.CHAIR_CHANGED, _page(meeting), facts, heard, CLOSE)


def new_round(entry: Entry) -> Iterable[News]:
    meeting, facts = _meeting(entry)
    heard = concerned(meeting.matter_id)
    yield News(Event.NEW_ROUND, f"/matters/{meeting.matter_id}", facts, heard, CLOSE)


def seat_found(entry: Entry) -> Iterable[News]:
    meeting, facts = _meeting(entry)
    heard = ((Because.PERSON, circles.person(secret(entry).get("person"))),)
    yield News(Event.SEAT_FOUND, _page(meeting), facts, heard, CLOSE)


def _invited(meeting: Meeting) -> tuple[Heard, ...]:
    around = (
        session()
        .scalars(
            select(Place.path)
            .join(Matter, Matter.community_id == Place.id)
            .where(Matter.id == meeting.matter_id)
        )
        .one()
    )
    return (
        (Because.REGISTERED, circles.registered(meeting.id)),
        (Because.PERSON, circles.panel(meeting.id)),
        *concerned(meeting.matter_id),
        (Because.RESIDENT, circles.belonging(around, clock.today())),
    )


def minuted(entry: Entry) -> Iterable[News]:
    for meeting, facts in _meeting_of_sitting(entry):
        facts |= {"due_on": pub(entry)["due_on"]}
        heard = (
            (Because.OFFICE, circles.chair(meeting.sitting_id)),
            (Because.TOOK_PART, circles.took_part(meeting.sitting_id)),
        )
        yield News(Event.MINUTES_TO_CONFIRM, _page(meeting), facts, heard, CLOSE)


def minutes_awaited(entry: Entry) -> Iterable[News]:
    said = secret(entry)
    for meeting, facts in _meeting_of_sitting(entry):
        facts |= {"due_on": said.get("due_on")}
        if not said.get("written", True):
            office = circles.office_holders(COMMITTEE, entry.place_path, clock.today())
            told = ((Because.OFFICE, office),)
            yield News(Event.MINUTES_AWAITED, _page(meeting), facts, told, CLOSE)
            continue
        confirmed = circles.has_confirmed(meeting.sitting_id)
        chair = circles.chair(meeting.sitting_id)
        present = circles.took_part(meeting.sitting_id)
        heard = (
            (Because.OFFICE, chair.where(Sitting.chair_id.not_in(confirmed))),
            (Because.TOOK_PART, present.where(Attendance.person_id.not_in(confirmed))),
        )
        yield News(Event.MINUTES_AWAITED, _page(meeting), facts, heard, CLOSE)


def evaluated(entry: Entry) -> Iterable[News]:
    """Whoever was validly rated is asked for a plan; the result itself the register tells."""
    meeting, facts = _meeting(entry)
    due = plan_due(clock.day_of(entry.at), calendar.current())
    facts |= {"number": pub(entry)["number"], "due_on": iso(due.due_on)}
    heard = _rated(meeting, Outcome.VALID)
    yield News(Event.PLAN_ASKED, _page(meeting), facts, heard, CLOSE)


def reported(entry: Entry) -> Iterable[News]:
    """Only what others entered from paper is told: to those whose report it is."""
    party, facts = _party(entry)
    if "paper" in facts:
        yield News(Event.REPORT_ASKED, _page(party.meeting), facts, _own(party), CLOSE)


def planned(entry: Entry) -> Iterable[News]:
    """Entered from paper by others, it is told to those whose plan it is as well."""
    party, facts = _party(entry)
    if "paper" in facts:
        yield News(Event.PLAN_ASKED, _page(party.meeting), facts, _own(party), CLOSE)
    office = circles.office_holders(OVERSEERS, entry.place_path, clock.today())
    heard = ((Because.OVERSEES, office), *concerned(party.meeting.matter_id))
    yield News(Event.PLAN_FILED, _page(party.meeting), facts, heard, CLOSE)


def rechecked(entry: Entry) -> Iterable[News]:
    party, facts = _party(entry)
    heard = (*_rated(party.meeting), *concerned(party.meeting.matter_id))
    yield News(Event.EVALUATION_RECHECKED, _page(party.meeting), facts, heard, CLOSE)


def twice_incompetent(entry: Entry) -> Iterable[News]:
    """The law ends the office: whoever holds it hears, and whoever has to act on it."""
    party, facts = _party(entry)
    office = circles.answerable(OVERSEERS, entry.place_path, clock.today())
    heard = ((Because.PERSON, circles.person(party.person_id)), (Because.OFFICE, office))
    yield News(Event.TWICE_INCOMPETENT, _page(party.meeting), facts, heard, CLOSE)


def _party(entry: Entry) -> tuple[Evaluated, dict[str, Any]]:
    party = session().scalars(rated(ident(entry.ref))).unique().one()
    who = party.office or party.unit.name
    facts = _meeting_facts(party.meeting) | {"who": who}
    return party, facts | ({"paper": True} if pub(entry).get("paper") else {})


def _own(party: Evaluated) -> tuple[Heard, ...]:
    """Who speaks for a party: the person, or whoever serves in the unit."""
    if party.person_id is not None:
        return ((Because.PERSON, circles.person(party.person_id)),)
    return ((Because.OFFICE, circles.officials(party.unit_id, clock.today())),)


def _rated(meeting: Meeting, *outcomes: Outcome) -> tuple[Heard, ...]:
    """Who is rated, with one of these outcomes: the people, or whoever serves in the units."""
    units = circles.of_rated_units(meeting.id, clock.today(), *outcomes)
    return (
        (Because.PERSON, circles.rated(meeting.id, *outcomes)),
        (Because.OFFICE, units),
    )


def _meeting(entry: Entry) -> tuple[Meeting, dict[str, Any]]:
    meeting = session().get_one(Meeting, ident(entry.ref))
    return meeting, _meeting_facts(meeting)


def _meeting_of_sitting(entry: Entry) -> Iterable[tuple[Meeting, dict[str, Any]]]:
    sitting_id = ident(entry.ref)
    for meeting in session().scalars(select(Meeting).where(Meeting.sitting_id == sitting_id)):
        yield meeting, _meeting_facts(meeting)


def _meeting_facts(meeting: Meeting) -> dict[str, Any]:
    matter = session().get_one(Matter, meeting.matter_id)
    sitting = session().get_one(Sitting, meeting.sitting_id)
    return about(matter) | {
        "kind": meeting.kind.value,
        "sits_at": iso(sitting.starts_at),
        "venue": sitting.venue,
    }


def _page(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}"
