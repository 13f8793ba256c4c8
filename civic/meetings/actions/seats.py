"""Registering to speak or to observe, and giving a place back (HR-4, HR-11)."""

import secrets

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import NotAllowed
from civic.ledger import Fact
from civic.meetings import rules
from civic.meetings.actions.holding import hold
from civic.meetings.models import InterestGroup, Meeting, Registration
from civic.meetings.rules import Part, SeatState, Why
from civic.people.models import Person
from civic.policy import Can


def register_to_speak(
    actor: Person,
    meeting: Meeting,
    *,
    group: InterestGroup | None,
    is_online: bool = False,
) -> Registration:
    """A seat to speak for an interest group, or a place in its line (HR-11)."""
    policy.require(actor, Can.REGISTER_FOR_MEETING, meeting)
    meeting = hold(meeting)
    mine = _mine(meeting, actor)
    rules.check_online(is_online=is_online, is_offered=meeting.sitting.online_url is not None)
    until = meeting.registration_until
    state = rules.speak(
        meeting.stage,
        is_verified=actor.is_verified,
        state=mine.state if mine else None,
        has_group=group is not None,
        seats=group.seats if group else 0,
        taken=sum(_is_seated(r, group) for r in meeting.registrations),
        until=until if until is not None else clock.now(),
        at=clock.now(),
    )
    found = _register(meeting, actor, mine, Part.SPEAK, group, is_online, state)
    ledger.record(Fact.PARTICIPANT_REGISTERED, about=meeting, by=actor, secret=_said(found))
    return found


def register_to_observe(
    actor: Person, meeting: Meeting, *, is_online: bool = False
) -> Registration:
    """A seat to listen; online there is room for everybody (HR-11)."""
    policy.require(actor, Can.REGISTER_FOR_MEETING, meeting)
    meeting = hold(meeting)
    mine = _mine(meeting, actor)
    rules.check_online(is_online=is_online, is_offered=meeting.sitting.online_url is not None)
    rules.observe(
        meeting.stage,
        is_verified=actor.is_verified,
        has_seat=mine is not None and mine.is_taken,
        seats=meeting.observer_seats,
        taken=0 if is_online else sum(r.takes_observer_seat for r in meeting.registrations),
    )
    found = _register(meeting, actor, mine, Part.OBSERVE, None, is_online, SeatState.SEATED)
    ledger.record(Fact.PARTICIPANT_REGISTERED, about=meeting, by=actor, secret=_said(found))
    return found


def give_back(actor: Person, meeting: Meeting) -> Registration:
    """A place not needed goes to whoever is next in line."""
    policy.require(actor, Can.REGISTER_FOR_MEETING, meeting)
    meeting = hold(meeting)
    mine = _mine(meeting, actor)
    was_seated = mine is not None and mine.state is SeatState.SEATED
    state = rules.give_back(meeting.stage, mine.state if mine else None)
    if mine is None:
        raise NotAllowed(Why.NOT_SEATED)
    mine.state = state
    ledger.record(Fact.PARTICIPANT_WITHDRAWN, about=meeting, by=actor, secret=_said(mine))
    if was_seated and mine.part is Part.SPEAK:
        following = next(
            (
                r
                for r in sorted(meeting.registrations, key=lambda r: (r.at, r.id))
                if r.state is SeatState.WAITING and r.group_id == mine.group_id
            ),
            None,
        )
        if following is not None:
            following.state = SeatState.SEATED
            ledger.record(
                Fact.PARTICIPANT_ADMITTED, about=meeting, by=None, secret=_said(following)
            )
    return mine


def _mine(meeting: Meeting, actor: Person) -> Registration | None:
    return next((r for r in meeting.registrations if r.person_id == actor.id), None)


def _is_seated(registration: Registration, group: InterestGroup | None) -> bool:
    return (
        group is not None
        and registration.group_id == group.id
        and registration.state is SeatState.SEATED
    )


def _register(
    meeting: Meeting,
    actor: Person,
    mine: Registration | None,
    part: Part,
    group: InterestGroup | None,
    is_online: bool,
    state: SeatState,
) -> Registration:
    if mine is None:
        mine = Registration(meeting=meeting, person=actor, ticket=secrets.token_urlsafe(12))
        session().add(mine)
    mine.part, mine.group, mine.is_online = part, group, is_online
    mine.state, mine.at = state, clock.now()
    session().flush()
    return mine


def _said(registration: Registration) -> dict[str, ledger.JSON]:
    return {
        "person": registration.person_id,
        "part": registration.part.value,
        "group": registration.group_id,
        "state": registration.state.value,
    }
