"""What fell due is recorded and told. Deadlines take effect by the clock, never by this."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from civic import calendar, clock, db, ledger
from civic.clock import ONE_DAY
from civic.db import session
from civic.ledger import JSON, Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Stage, screening_due
from civic.meetings import actions as meetings
from civic.notices.models import Reminder
from civic.opinions import actions as opinions
from civic.opinions.models import UNANSWERED, Opinion
from civic.people import actions as people
from civic.people.models import Unit
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import CommitmentState
from civic.sittings import actions as sittings
from civic.sittings.models import Minutes, Sitting
from civic.sittings.rules import State, minutes_due
from civic.voting import actions as voting


@dataclass(frozen=True)
class _About:
    ledger_ref: str
    place_path: str


def tick() -> int:
    """Open and close votes at their hour, find provisional dates again, record what fell due.

    What was kept long enough is forgotten. How many entries were made of what fell due.
    """
    with db.transaction():
        made = reckon_anew() + remind()
    people.sweep()
    voting.fall_due()  # last: a vote that cannot be moved keeps nothing else from being done
    return made


def reckon_anew() -> int:
    """Every open date by the calendar of now (WD-4); how many answers fall due on another day."""
    meetings.reckon_anew()  # these two first: they hold votes, before a word is in the record
    voting.reckon_anew()
    matters.reckon_anew()
    sittings.reckon_anew()
    return len(opinions.reckon_anew())


def remind() -> int:
    """Record each thing that is due by tomorrow or late, once for each due date."""
    return _replies() + _screenings() + _minutes() + _commitments()


def _replies() -> int:
    """What a unit still owes on a matter by one day is one reminder, however many opinions."""
    owed = (
        session()
        .execute(
            select(Matter.id, Matter.place_path, Unit.id, Unit.name, Opinion.due_on, func.count())
            .join(Matter, Matter.id == Opinion.matter_id)
            .join(Unit, Unit.id == Opinion.unit_id)
            .where(UNANSWERED, Opinion.due_on <= clock.today() + ONE_DAY)
            .group_by(Matter.id, Matter.place_path, Unit.id, Unit.name, Opinion.due_on)
            .order_by(Opinion.due_on, Matter.id, Unit.id)
        )
        .all()
    )
    recorded = 0
    for matter_id, path, unit_id, name, due_on, count in owed:
        assert due_on is not None
        said: dict[str, JSON] = {
            "matter": matter_id,
            "unit": unit_id,
            "unit_name": name,
            "due_on": due_on.isoformat(),
            "count": count,
        }
        fact = Fact.REPLY_MISSED if _is_late(due_on) else Fact.REPLY_REMINDED
        about = _About(f"unit/{unit_id}", path)
        recorded += _record(fact, f"matter/{matter_id}/unit/{unit_id}", due_on, about, said)
    return recorded


def _screenings() -> int:
    recorded = 0
    waiting = session().scalars(
        select(Matter).where(Matter.stage == Stage.SUBMITTED, Matter.raised_at.is_not(None))
    )
    for matter in waiting.all():
        assert matter.raised_at is not None
        due = screening_due(clock.day_of(matter.raised_at), calendar.current())
        if _is_late(due.due_on):
            said: dict[str, JSON] = {"due_on": due.due_on.isoformat()}
            recorded += _record(Fact.SCREENING_MISSED, matter.ledger_ref, due.due_on, matter, said)
    return recorded


def _minutes() -> int:
    """Minutes not confirmed, and those that nobody has written: version 0 (TM-5)."""
    recorded = 0
    open_ = session().execute(
        select(Sitting.id, Sitting.place_path, Sitting.closed_at, Minutes.version, Minutes.due_on)
        .outerjoin(Minutes, Minutes.sitting_id == Sitting.id)
        .where(
            Sitting.state.in_((State.CLOSED, State.MINUTES_DRAFT)),
            Minutes.confirmed_at.is_(None),
        )
    )
    for sitting_id, path, closed_at, version, due_on in open_.all():
        if due_on is None:
            due_on = minutes_due(clock.day_of(closed_at), calendar.current()).due_on
        if due_on > clock.today() + ONE_DAY:
            continue
        recorded += _record(
            Fact.SITTING_MINUTES_AWAITED,
            f"sitting/{sitting_id}/{version or 0}",
            due_on,
            _About(f"sitting/{sitting_id}", path),
            {"due_on": due_on.isoformat(), "written": version is not None},
        )
    return recorded


def _commitments() -> int:
    recorded = 0
    open_ = session().execute(
        select(Commitment.id, RegisterEntry.place_path, Commitment.due_on)
        .join(RegisterEntry, RegisterEntry.id == Commitment.entry_id)
        .where(
            Commitment.state.in_((CommitmentState.PROMISED, CommitmentState.IN_PROGRESS)),
            Commitment.due_on <= clock.today() + ONE_DAY,
        )
    )
    for ident, path, due_on in open_.all():
        fact = Fact.COMMITMENT_MISSED if _is_late(due_on) else Fact.COMMITMENT_REMINDED
        about = _About(f"commitment/{ident}", path)
        said: dict[str, JSON] = {"due_on": due_on.isoformat()}
        recorded += _record(fact, about.ledger_ref, due_on, about, said)
    return recorded


def _is_late(due_on: date) -> bool:
    return clock.now() >= clock.end_of_day(due_on)


def _record(
    fact: Fact, ref: str, due_on: date, about: ledger.Subject, said: Mapping[str, JSON]
) -> int:
    """What falls due stands in the clear when it was missed; a mere reminder is between two."""
    if session().get(Reminder, (fact, ref, due_on)) is not None:
        return 0
    try:
        with session().begin_nested():
            session().add(Reminder(fact=fact, ref=ref, due_on=due_on, recorded_at=clock.now()))
    except IntegrityError:
        return 0  # another worker was a moment earlier
    if fact.is_public:
        ledger.record(fact, about=about, by=None, pub=said)
    else:
        ledger.record(fact, about=about, by=None, secret=said)
    return 1
