"""The sitting itself: opened, closed, gone on with."""

from civic import calendar, clock, ledger, policy
from civic.ledger import JSON, Fact
from civic.meetings import rules
from civic.meetings.actions import polling
from civic.meetings.actions.holding import hold, move, parties
from civic.meetings.actions.panel import check_presides
from civic.meetings.models import Evaluated, Meeting
from civic.meetings.rules import MeetingKind, MeetingStage
from civic.people.models import Person
from civic.policy import Can
from civic.sittings import actions as sittings
from civic.sittings.models import Attendance
from civic.sittings.rules import AttendanceMode, minutes_due


def open_session(actor: Person, meeting: Meeting, *, goes_without: bool = False) -> Meeting:
    """An impartial chair opens, on the day announced, with the roll taken (TM-4); an evaluation
    with every report in, and its ballot with it (EV-2).

    ``goes_without``: also where somebody who is rated has handed in no report; the record says
    who (D).
    """
    policy.require(actor, Can.OPEN_MEETING, meeting)
    meeting = hold(meeting, moves=True)
    wanting = parties(meeting)
    stage = rules.open_session(
        meeting.stage,
        chair=meeting.sitting.chair_id,
        parties=wanting,
        sits_at=meeting.sitting.starts_at,
        at=clock.now(),
    )
    missing: list[Evaluated] = []
    if meeting.kind is MeetingKind.EVALUATION:
        check_presides(meeting, actor)
        missing = polling.open_(actor, meeting, goes_without=goes_without)
    sittings.open_session(actor, meeting.sitting, parties=wanting)
    move(meeting, stage)
    said: dict[str, JSON] = {
        "matter": meeting.matter.ledger_ref,
        "round": meeting.round,
        "present": meeting.sitting.present,
        "observers": meeting.sitting.observers,
    }
    if missing:
        said["without_report"] = polling.offices(missing)
    ledger.record(Fact.MEETING_OPENED, about=meeting, by=actor, pub=said)
    return meeting


def check_in(
    actor: Person,
    meeting: Meeting,
    *,
    mode: AttendanceMode,
    person: Person | None = None,
    guest: str = "",
    group: str = "",
) -> Attendance:
    """At the door: who has a seat or belongs here by account, anybody else by name (TM-4)."""
    policy.require(actor, Can.CHECK_IN, meeting)
    meeting = hold(meeting)
    expected = {m.person_id for m in meeting.panel}
    expected |= {r.person_id for r in meeting.registrations if r.is_taken}
    return sittings.check_in(
        actor,
        meeting.sitting,
        mode=mode,
        person=person,
        guest=guest,
        group=group,
        is_expected=person is not None and person.id in expected,
    )


def close(actor: Person, meeting: Meeting) -> Meeting:
    """The chair closes the sitting; its minutes are still to be confirmed (TM-5)."""
    policy.require(actor, Can.CLOSE_MEETING, meeting)
    meeting = hold(meeting, moves=True)
    stage = rules.close(meeting.stage)
    if meeting.kind is MeetingKind.EVALUATION:
        # before the first word in the record: it holds the votes
        polling.wait_for_sheets(meeting)
    sittings.close(actor, meeting.sitting)
    move(meeting, stage, due_at=minutes_due(clock.today(), calendar.current()).ends_at)
    ledger.record(
        Fact.MEETING_CLOSED,
        about=meeting,
        by=actor,
        pub={
            "matter": meeting.matter.ledger_ref,
            "round": meeting.round,
            "present": meeting.sitting.present,
            "observers": meeting.sitting.observers,
        },
    )
    return meeting


def reopen(actor: Person, meeting: Meeting) -> Meeting:
    """Closed by mistake: it goes on, the same day."""
    policy.require(actor, Can.OPEN_MEETING, meeting)
    meeting = hold(meeting, moves=True)
    stage = rules.advance(meeting.stage, MeetingStage.IN_SESSION)
    sittings.reopen(actor, meeting.sitting)
    move(meeting, stage)
    ledger.record(
        Fact.MEETING_OPENED,
        about=meeting,
        by=actor,
        pub={
            "matter": meeting.matter.ledger_ref,
            "round": meeting.round,
            "present": meeting.sitting.present,
            "again": True,
        },
    )
    return meeting
