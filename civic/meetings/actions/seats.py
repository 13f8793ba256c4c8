"""Registering to speak or to observe, and giving a place back (HR-4, HR-11)."""

import secrets

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import Fact
from civic.meetings import rules
from civic.meetings.actions.holding import hold
from civic.meetings.models import InterestGroup, Meeting, Registration
from civic.meetings.rules import Part, SeatState, Why
from civic.people.models import Person
from civic.policy import Can


def register_to_speak(
    actor: Person, meeting: Meeting, *, group: InterestGroup | None, is_online: bool = False
) -> Registration:
    """A seat to speak for an interest group, or a place in its line (HR-11)."""
    policy.require(actor, Can.REGISTER_FOR_MEETING, meeting)
    found = _speak(hold(meeting), actor, group, is_online, is_verified=actor.is_verified)
    ledger.record(Fact.PARTICIPANT_REGISTERED, about=meeting, by=actor, secret=_said(found))
    return found


def register_to_observe(
    actor: Person, meeting: Meeting, *, is_online: bool = False
) -> Registration:
    """A seat to listen; online there is room for everybody (HR-11)."""
    policy.require(actor, Can.REGISTER_FOR_MEETING, meeting)
    found = _observe(hold(meeting), actor, is_online, is_verified=actor.is_verified)
    ledger.record(Fact.PARTICIPANT_REGISTERED, about=meeting, by=actor, secret=_said(found))
    return found


def enter_registration(
    actor: Person,
    meeting: Meeting,
    person: Person,
    *,
    part: Part,
    group: InterestGroup | None = None,
) -> Registration:
    """The clerk registers somebody who came or called, whom the clerk knows or has checked."""
    policy.require(actor, Can.ENTER_REGISTRATION, meeting)
    meeting = hold(meeting)
    rules.check_from_here(is_of_here=person.is_of(meeting.place_path))
    found = (
        _speak(meeting, person, group, False, is_verified=True)
        if part is Part.SPEAK
        else _observe(meeting, person, False, is_verified=True)
    )
    found.entered_by_id = actor.id
    ledger.record(Fact.PARTICIPANT_REGISTERED, about=meeting, by=actor, secret=_said(found))
    return found


def give_back(actor: Person, meeting: Meeting) -> Registration:
    """A place not needed goes to whoever is next in line."""
    policy.require(actor, Can.REGISTER_FOR_MEETING, meeting)
    found = _leave(hold(meeting), actor)
    ledger.record(Fact.PARTICIPANT_WITHDRAWN, about=meeting, by=actor, secret=_said(found))
    return found


def enter_withdrawal(actor: Person, meeting: Meeting, person: Person) -> Registration:
    """The clerk gives back the place of somebody who came or called."""
    policy.require(actor, Can.ENTER_REGISTRATION, meeting)
    found = _leave(hold(meeting), person)
    ledger.record(Fact.PARTICIPANT_WITHDRAWN, about=meeting, by=actor, secret=_said(found))
    return found


# -- small steps ----------------------------------------------------------------


def _speak(
    meeting: Meeting,
    person: Person,
    group: InterestGroup | None,
    is_online: bool,
    *,
    is_verified: bool,
) -> Registration:
    mine = _of(meeting, person)
    rules.check_impartial(presides=person.id == meeting.sitting.chair_id)
    rules.check_online(is_online=is_online, is_offered=meeting.sitting.online_url is not None)
    until = meeting.registration_until
    state = rules.speak(
        meeting.stage,
        is_verified=is_verified,
        state=mine.state if mine else None,
        has_group=group is not None,
        seats=group.seats if group else 0,
        taken=sum(r.speaks and r.group_id == (group and group.id) for r in meeting.registrations),
        until=until if until is not None else clock.now(),
        at=clock.now(),
    )
    return _write(meeting, person, mine, Part.SPEAK, group, is_online, state)


def _observe(
    meeting: Meeting, person: Person, is_online: bool, *, is_verified: bool
) -> Registration:
    mine = _of(meeting, person)
    rules.check_online(is_online=is_online, is_offered=meeting.sitting.online_url is not None)
    rules.observe(
        meeting.stage,
        is_verified=is_verified,
        has_seat=mine is not None and mine.is_taken,
        seats=meeting.observer_seats,
        # Online there is room for everybody: as if no seat were taken, and one were there.
        taken=-1 if is_online else sum(r.takes_observer_seat for r in meeting.registrations),
    )
    return _write(meeting, person, mine, Part.OBSERVE, None, is_online, SeatState.SEATED)


def _write(
    meeting: Meeting,
    person: Person,
    mine: Registration | None,
    part: Part,
    group: InterestGroup | None,
    is_online: bool,
    state: SeatState,
) -> Registration:
    if mine is None:
        mine = Registration(meeting=meeting, person=person, ticket=secrets.token_urlsafe(12))
        session().add(mine)
    mine.part, mine.group, mine.is_online = part, group, is_online
    mine.state, mine.at, mine.entered_by_id = state, clock.now(), None
    session().flush()
    return mine


def _leave(meeting: Meeting, person: Person) -> Registration:
    mine = _of(meeting, person)
    state = rules.give_back(meeting.stage, mine.state if mine else None)
    if mine is None:
        raise OutOfOrder(Why.NOT_SEATED)
    had_seat, mine.state = mine.speaks, state
    session().flush()
    if had_seat:
        _call_next(meeting, mine.group_id)
    return mine


def _call_next(meeting: Meeting, group_id: int | None) -> None:
    """Whoever has waited longest for this group's seat has it now."""
    line = [r for r in meeting.registrations if r.is_taken and not r.speaks]
    waiting = [r for r in line if r.part is Part.SPEAK and r.group_id == group_id]
    if waiting:
        following = min(waiting, key=lambda r: (r.at, r.id))
        following.state = SeatState.SEATED
        ledger.record(Fact.PARTICIPANT_ADMITTED, about=meeting, by=None, secret=_said(following))


def _of(meeting: Meeting, person: Person) -> Registration | None:
    return next((r for r in meeting.registrations if r.person_id == person.id), None)


def _said(registration: Registration) -> dict[str, ledger.JSON]:
    return {
        "person": registration.person_id,
        "part": registration.part.value,
        "group": registration.group_id,
        "state": registration.state.value,
    }
