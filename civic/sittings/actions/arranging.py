"""Before it begins: time, room, agenda, chair; and who is there."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import Invalid
from civic.ledger import Fact
from civic.people.models import Person
from civic.places.models import Place
from civic.policy import Can
from civic.sittings import rules
from civic.sittings.actions.holding import hold
from civic.sittings.actions.minutes import stand
from civic.sittings.models import AgendaItem, Attendance, Sitting, SpeakingTurn
from civic.sittings.rules import (
    AgendaKind,
    AttendanceMode,
    ItemState,
    SittingKind,
    State,
    Why,
)

Agenda = Sequence[tuple[AgendaKind, str]]
"""The items in their order, each with its title."""


def schedule(
    actor: Person,
    place: Place,
    *,
    kind: SittingKind,
    title: str,
    starts_at: datetime,
    venue: str,
    chair: Person | None,
    recorder: Person | None,
    agenda: Agenda,
    online_url: str | None = None,
) -> Sitting:
    """A sitting to come, with its agenda and its chair."""
    policy.require(actor, rules.convening(kind), place)
    sitting = Sitting(
        place_id=place.id,
        place_path=place.path,
        kind=kind,
        state=State.SCHEDULED,
        title=title,
        starts_at=starts_at,
        venue=venue,
        online_url=online_url or None,
        chair_id=chair.id if chair else None,
        recorder_id=recorder.id if recorder else None,
        arrival_code=secrets.token_urlsafe(12),
        items=_items(kind, agenda),
        attendances=[],
        notes=[],
        hands=[],
        turns=[],
        minutes=None,
    )
    session().add(sitting)
    session().flush()
    ledger.record(Fact.SITTING_SCHEDULED, about=sitting, by=actor, pub=_place_and_time(sitting))
    return sitting


def arrange(
    actor: Person,
    sitting: Sitting,
    *,
    starts_at: datetime,
    venue: str,
    online_url: str | None,
    agenda: Agenda,
) -> Sitting:
    """Time, room and agenda as they are announced; possible until it begins.

    Who came on a day that fell through is not there on the day that follows.
    """
    policy.require(actor, sitting.convening, sitting)
    hold(sitting)
    rules.advance(sitting.state, State.IN_SESSION)
    if starts_at != sitting.starts_at:
        _strike(sitting, *sitting.turns, *sitting.attendances)
    sitting.starts_at, sitting.venue, sitting.online_url = starts_at, venue, online_url or None
    sitting.items.clear()
    session().flush()
    sitting.items.extend(_items(sitting.kind, agenda))
    session().flush()
    ledger.record(Fact.SITTING_SCHEDULED, about=sitting, by=actor, pub=_place_and_time(sitting))
    return sitting


def _strike(sitting: Sitting, *rows: SpeakingTurn | Attendance) -> None:
    for row in rows:
        session().delete(row)
    session().flush()
    session().refresh(sitting, ["turns", "attendances"])


def appoint_chair(actor: Person, sitting: Sitting, chair: Person | None) -> Sitting:
    """Somebody to preside, named before it begins, or to go on with it, or to stand by the minutes
    for a chair who cannot: who has signed them already has done so."""
    policy.require(actor, sitting.convening, sitting)
    hold(sitting)
    rules.appoint_chair(
        sitting.state,
        chair=chair.id if chair else None,
        present={a.person_id for a in sitting.attendances if a.takes_part},
    )
    assert chair is not None
    sitting.chair_id, sitting.chair = chair.id, chair
    ledger.record(
        Fact.SITTING_SCHEDULED,
        about=sitting,
        by=actor,
        pub=_place_and_time(sitting),
        secret={"chair": chair.id},
    )
    for signed in sitting.minutes.signed if sitting.minutes else ():
        theirs = next(a for a in sitting.attendances if a.id == signed.attendance_id)
        signed.is_chair = theirs.person_id == chair.id
    stand(actor, sitting)
    return sitting


def cancel(actor: Person, sitting: Sitting) -> Sitting:
    """Called off before it began."""
    policy.require(actor, sitting.convening, sitting)
    sitting.state = rules.advance(sitting.state, State.CANCELLED)
    ledger.record(
        Fact.SITTING_SCHEDULED,
        about=sitting,
        by=actor,
        pub=_place_and_time(sitting) | {"cancelled": True},
    )
    return sitting


def check_in(
    actor: Person,
    sitting: Sitting,
    *,
    mode: AttendanceMode,
    person: Person | None = None,
    guest: str = "",
    group: str = "",
    is_expected: bool = False,
) -> Attendance:
    """The clerk at the door writes somebody down, by account or by name (TM-4).

    ``is_expected``: has a seat. By account come only these, the chair, and who belongs here.
    """
    policy.require(actor, Can.CHECK_IN, sitting)
    hold(sitting)
    if person is not None:
        rules.check_known(
            is_expected=is_expected or person.id == sitting.chair_id,
            is_of_here=person.is_of(sitting.place_path),
        )
    found = _arrived(sitting, actor, mode=mode, person=person, guest=guest, group=group)
    ledger.record(
        Fact.SITTING_ATTENDED,
        about=sitting,
        by=actor,
        secret={"person": found.person_id, "guest": found.guest, "mode": mode.value},
    )
    return found


def correct_check_in(
    actor: Person, sitting: Sitting, attendance: Attendance, *, mode: AttendanceMode | None
) -> Sitting:
    """Somebody was written down wrongly: otherwise there, or not there at all (``None``; TM-4)."""
    policy.require(actor, Can.CHECK_IN, sitting)
    hold(sitting)
    turns = [turn for turn in sitting.turns if turn.attendance_id == attendance.id]
    noted = any(note.attendance_id == attendance.id for note in sitting.notes)
    before = attendance.mode
    rules.correct_arrival(
        sitting.state,
        before=before,
        mode=mode,
        has_spoken=noted or any(turn.began_at for turn in turns),
        presides=attendance.person_id is not None and attendance.person_id == sitting.chair_id,
    )
    if mode is not None:
        rules.check_online(mode, is_offered=sitting.online_url is not None)
    if mode not in rules.PARTICIPANTS:
        _strike(sitting, *turns)
    if mode is None:
        _strike(sitting, attendance)
    else:
        attendance.mode = mode
    session().flush()
    ledger.record(
        Fact.SITTING_ROLL_CORRECTED,
        about=sitting,
        by=actor,
        secret={
            "person": attendance.person_id,
            "guest": attendance.guest,
            "before": before.value,
            "mode": mode.value if mode else None,
        },
    )
    return sitting


def arrive(
    actor: Person, sitting: Sitting, *, mode: AttendanceMode, code: str, group: str = ""
) -> Attendance:
    """Somebody reports their own presence: in the room with the code that hangs there (TM-4)."""
    policy.require(actor, Can.ATTEND_MEETING, sitting)
    hold(sitting)
    rules.check_code(mode, code, sitting.arrival_code)
    found = _arrived(sitting, actor, mode=mode, person=actor, group=group)
    ledger.record(
        Fact.SITTING_ATTENDED,
        about=sitting,
        by=actor,
        secret={"person": actor.id, "mode": mode.value},
    )
    return found


def _items(kind: SittingKind, agenda: Agenda) -> list[AgendaItem]:
    rules.check_agenda([part for part, _title in agenda], rules.order_of(kind))
    return [
        AgendaItem(position=place, kind=part, title=title, state=ItemState.WAITING)
        for place, (part, title) in enumerate(agenda, start=1)
    ]


def _arrived(
    sitting: Sitting,
    actor: Person,
    *,
    mode: AttendanceMode,
    person: Person | None,
    guest: str = "",
    group: str = "",
) -> Attendance:
    guest = guest.strip()
    if person is None and not guest:
        raise Invalid(Why.NOBODY_NAMED, field="guest")
    here = (
        a for a in sitting.attendances if (a.person_id == person.id if person else a.guest == guest)
    )
    rules.check_online(mode, is_offered=sitting.online_url is not None)
    rules.arrive(
        sitting.state,
        mode=next((a.mode for a in here), None),
        starts_at=sitting.starts_at,
        at=clock.now(),
    )
    found = Attendance(
        sitting=sitting,
        person=person,
        guest=None if person else guest,
        group=group[:80],
        mode=mode,
        at=clock.now(),
        by_id=actor.id,
    )
    session().add(found)
    session().flush()
    return found


def _place_and_time(sitting: Sitting) -> dict[str, ledger.JSON]:
    return {
        "kind": sitting.kind.value,
        "starts_at": sitting.starts_at.isoformat(),
        "venue": sitting.venue,
        "online": sitting.online_url is not None,
    }
