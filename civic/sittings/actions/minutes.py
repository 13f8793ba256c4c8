"""The minutes: a text, and those who were there standing by it."""

from sqlalchemy import select

from civic import calendar, clock, ledger, policy
from civic.checks import all_hold
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import Fact
from civic.people.models import Person
from civic.policy import Can
from civic.sittings import rules
from civic.sittings.actions.holding import hold
from civic.sittings.models import Attendance, Confirmation, Minutes, Sitting
from civic.sittings.rules import State, Why


def reckon_anew() -> None:
    """The day of minutes that wait to be confirmed, by the calendar of now (WD-4; ``civic worker``)."""
    days = calendar.current()
    waiting = select(Minutes, Sitting.closed_at).join(Sitting, Sitting.id == Minutes.sitting_id)
    for minutes, closed_at in session().execute(
        waiting.where(Sitting.state == State.MINUTES_DRAFT, Sitting.closed_at.is_not(None))
    ):
        assert closed_at is not None
        minutes.due_on = rules.minutes_due(clock.day_of(closed_at), days).due_on


def draft_minutes(actor: Person, sitting: Sitting, *, text: str) -> Minutes:
    """A text to be confirmed. Another text asks everybody anew; what they said before stays."""
    policy.require(actor, Can.KEEP_MINUTES, sitting)
    hold(sitting)
    text = rules.draft_minutes(sitting.state, text)
    closed_at = sitting.closed_at or clock.now()
    minutes = sitting.minutes
    if minutes is None:
        due = rules.minutes_due(clock.day_of(closed_at), calendar.current())
        minutes = Minutes(sitting=sitting, version=1, due_on=due.due_on, confirmations=[])
        session().add(minutes)
        sitting.state = rules.advance(sitting.state, State.MINUTES_DRAFT)
    elif minutes.text != text:
        minutes.version += 1
    minutes.text, minutes.drafted_at, minutes.drafted_by_id = text, clock.now(), actor.id
    session().flush()
    ledger.record(
        Fact.SITTING_MINUTED,
        about=sitting,
        by=actor,
        pub={"version": minutes.version, "due_on": minutes.due_on.isoformat()},
        secret={"text": text},
    )
    return minutes


def confirm(
    actor: Person, sitting: Sitting, *, version: int, remark: str = "", is_objection: bool = False
) -> Confirmation:
    """Somebody who was there stands by the text, or says what is wrong with it (TM-5).

    ``version``: of the text that they have read. With the last one asked for, the minutes
    are confirmed.
    """
    hold(sitting)
    policy.require(actor, Can.CONFIRM_MINUTES, sitting)
    attendance = next((a for a in sitting.attendances if a.person_id == actor.id), None)
    found = _sign(actor, sitting, attendance, version, remark, is_objection)
    ledger.record(
        Fact.SITTING_MINUTES_SIGNED,
        about=sitting,
        by=actor,
        pub=_signed(found),
        secret=_said(found),
    )
    stand(actor, sitting)
    return found


def enter_confirmation(
    actor: Person,
    sitting: Sitting,
    attendance: Attendance,
    *,
    version: int,
    remark: str = "",
    is_objection: bool = False,
) -> Confirmation:
    """The clerk enters what somebody signed on paper, marked so; ``version`` stands there."""
    policy.require(actor, Can.KEEP_MINUTES, sitting)
    hold(sitting)
    found = _sign(actor, sitting, attendance, version, remark, is_objection)
    ledger.record(
        Fact.SITTING_MINUTES_SIGNED,
        about=sitting,
        by=actor,
        pub=_signed(found),
        secret=_said(found),
    )
    stand(actor, sitting)
    return found


def _sign(
    actor: Person,
    sitting: Sitting,
    attendance: Attendance | None,
    version: int,
    remark: str,
    is_objection: bool,
) -> Confirmation:
    minutes = sitting.minutes
    signed = minutes.signed if minutes is not None else ()
    rules.confirm(
        sitting.state,
        mode=attendance.mode if attendance else None,
        has_confirmed=attendance is not None
        and any(c.attendance_id == attendance.id for c in signed),
    )
    if minutes is None or attendance is None:
        raise OutOfOrder(Why.NOT_OPEN_FOR_CONFIRMING, state=sitting.state)
    rules.check_text_read(version, version=minutes.version)
    rules.object_with_reason(remark, is_objection=is_objection)
    found = Confirmation(
        minutes=minutes,
        attendance=attendance,
        version=minutes.version,
        is_chair=attendance.person_id is not None and attendance.person_id == sitting.chair_id,
        is_on_paper=attendance.person_id != actor.id,
        is_objection=is_objection,
        remark=remark.strip(),
        at=clock.now(),
        by_id=actor.id,
    )
    session().add(found)
    session().flush()
    return found


def stand(actor: Person, sitting: Sitting) -> None:
    """With everybody's word that is asked for, the text stands for good."""
    minutes = sitting.minutes
    if minutes is None or not all_hold(sitting.confirmation):
        return
    sitting.state = rules.advance(sitting.state, State.MINUTES_CONFIRMED)
    minutes.confirmed_at = clock.now()
    ledger.record(
        Fact.SITTING_MINUTES_CONFIRMED,
        about=sitting,
        by=actor,
        pub={
            "version": minutes.version,
            "signed": len(minutes.agreed),
            "objections": len(minutes.signed) - len(minutes.agreed),
        },
        secret={"text": minutes.text},
    )


def _signed(found: Confirmation) -> dict[str, ledger.JSON]:
    return {
        "version": found.version,
        "chair": found.is_chair,
        "objection": found.is_objection,
        "on_paper": found.is_on_paper,
    }


def _said(found: Confirmation) -> dict[str, ledger.JSON] | None:
    return {"remark": found.remark} if found.remark else None
