"""Sending opinions to whoever must answer, classifying and answering them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import update

from civic import calendar, clock, ledger, policy
from civic.clock import Calendar, Due
from civic.db import session
from civic.errors import AlreadyDone, Invalid
from civic.ledger import Fact
from civic.matters.actions.reckoning import reckon
from civic.opinions import models, rules
from civic.opinions.actions.turn import hold, make_findable
from civic.opinions.models import Hiding, Opinion, Passing, Reply
from civic.opinions.rules import Disposition, Why
from civic.people.models import Person, Unit
from civic.policy import Can


def address(actor: Person, opinions: Iterable[Opinion], unit: Unit) -> list[Opinion]:
    """Send opinions to the unit that must answer; the fifteen working days begin (HR-9).

    Sent to the wrong one, an opinion may go to another as long as nobody answered. Its author
    waits no longer for that: the day of its answer stays, and so does an extension, used once. But
    the record of whoever gets it counts fifteen working days from now, or to the author's day if
    that is later; and days that the unit before let pass stay in the record of that unit, and are
    given to it no second time when the opinion comes back (D).
    """
    sent = list(opinions)
    for opinion in sent:
        policy.require(actor, Can.ADDRESS_OPINION, opinion)
    hold(sent)
    if not sent:
        raise Invalid(Why.NOTHING_TICKED)
    for path in {opinion.place_path for opinion in sent}:
        if unit.id not in {u.id for u in session().scalars(models.units_around(path))}:
            raise Invalid(Why.UNIT_ELSEWHERE, field="unit")
    due = rules.reply_due(clock.today(), calendar.current())
    for opinion in sent:
        rules.send(
            unit.id,
            before=opinion.unit_id,
            hidden=opinion.hidden,
            is_answered=opinion.is_answered,
        )
        if opinion.due_on is None:
            opinion.sent_at, opinion.sent_by_id = clock.now(), actor.id
            opinion.put_due(due, calendar.version())
        else:
            _pass_on(opinion, unit, due)
        opinion.unit_id = unit.id
        ledger.record(
            Fact.OPINION_ADDRESSED,
            about=opinion,
            by=actor,
            pub={
                "matter": opinion.matter_id,
                "unit": unit.id,
                "unit_name": unit.name,
                **_deadline(opinion),
            },
        )
    return sent


def classify(actor: Person, opinion: Opinion, *, disposition: Disposition, reason: str) -> Opinion:
    """Say what becomes of it, and why; the unit's answer follows (HR-8)."""
    policy.require(actor, Can.CLASSIFY_OPINION, opinion)
    hold([opinion])
    reason = rules.reply(
        disposition, reason, hidden=opinion.hidden, is_answered=opinion.is_answered
    )
    opinion.disposition, opinion.reason = disposition, reason
    opinion.classified_by_id, opinion.classified_at = actor.id, clock.now()
    ledger.record(
        Fact.OPINION_CLASSIFIED,
        about=opinion,
        by=actor,
        pub={"matter": opinion.matter_id, "disposition": disposition.value},
        text=[reason],
    )
    return opinion


def reply(
    actor: Person, opinions: Iterable[Opinion], *, disposition: Disposition, text: str
) -> Reply:
    """Answer one opinion, or many alike at once: what becomes of them, and why (HR-8)."""
    answered = list(opinions)
    for opinion in answered:
        policy.require(actor, Can.REPLY, opinion)
    hold(answered)
    rules.answer_together([(opinion.matter_id, opinion.unit_id) for opinion in answered])
    for opinion in answered:
        text = rules.reply(
            disposition, text, hidden=opinion.hidden, is_answered=opinion.is_answered
        )
    first = answered[0]
    now = clock.now()
    answer = Reply(
        matter_id=first.matter_id,
        place_path=first.place_path,
        unit_id=first.unit_id,
        author_id=actor.id,
        disposition=disposition,
        text=text,
        published_at=now,
    )
    session().add(answer)
    session().flush()
    for opinion in answered:
        opinion.disposition, opinion.reason = disposition, text
        opinion.classified_by_id, opinion.classified_at = actor.id, now
        opinion.reply_id, opinion.answered_at = answer.id, now
        make_findable(opinion, text)
    ledger.record(
        Fact.REPLY_PUBLISHED,
        about=answer,
        by=actor,
        pub=_answer(answer, answered),
        text=[text],
    )
    return answer


def extend(actor: Person, opinions: Iterable[Opinion], *, days: int, reason: str) -> list[Opinion]:
    """Take longer, once, with a reason everybody reads, before the time is over (HR-9)."""
    extended = list(opinions)
    for opinion in extended:
        policy.require(actor, Can.EXTEND_REPLY, opinion)
    hold(extended)
    if not extended:
        raise Invalid(Why.NOTHING_TICKED)
    for opinion in extended:
        assert opinion.due_on is not None
        due = rules.extend(
            opinion.due_on,
            days,
            reason,
            at=clock.now(),
            calendar=calendar.current(),
            is_extended=opinion.extended_at is not None,
            is_answered=opinion.is_answered,
        )
        opinion.first_due_on = opinion.due_on
        opinion.extended_at, opinion.extension_reason = clock.now(), reason.strip()
        opinion.put_due(due, calendar.version())
        if opinion.unit_due_on is not None:
            own = calendar.current().working_days_after(opinion.unit_due_on, days)
            opinion.unit_due_on = own.due_on
        ledger.record(
            Fact.REPLY_EXTENDED,
            about=opinion,
            by=actor,
            pub={"matter": opinion.matter_id, **_deadline(opinion)},
            text=[opinion.extension_reason],
        )
    return extended


def correct(actor: Person, reply: Reply, *, disposition: Disposition, text: str) -> Reply:
    """Put an answer right: a new one beside the old one, which stays readable (D)."""
    policy.require(actor, Can.CORRECT_REPLY, reply)
    session().refresh(reply, ("text",), with_for_update=True)
    if session().scalar(models.corrected_by(reply.id)) is not None:
        raise AlreadyDone(Why.CORRECTED_ALREADY)
    text = rules.correct(reply.text, text)
    answer = Reply(
        matter_id=reply.matter_id,
        place_path=reply.place_path,
        unit_id=reply.unit_id,
        author_id=actor.id,
        disposition=disposition,
        text=text,
        published_at=clock.now(),
        corrects_id=reply.id,
    )
    session().add(answer)
    session().flush()
    answered = session().scalars(models.answered_by(reply.id)).all()
    session().execute(
        update(Opinion)
        .where(Opinion.reply_id == reply.id)
        .values(reply_id=answer.id, disposition=disposition, reason=text)
    )
    for opinion in answered:
        make_findable(opinion, text)
    ledger.record(
        Fact.REPLY_CORRECTED,
        about=answer,
        by=actor,
        pub={
            **_answer(answer, answered),
            "corrects": reply.ledger_ref,
        },
        text=[text],
    )
    return answer


def reckon_anew() -> list[Opinion]:
    """Once a year's notice is loaded, find again the open deadlines guessed before it (WD-4).

    The system's own doing (``civic worker``); each date that moves is recorded, so that
    whoever waits for it is told. The days of open hidings move with them.
    """
    days, version = calendar.current(), calendar.version()
    waiting = models.provisional(version).order_by(Opinion.id).with_for_update()
    # Held before the first word in the record, like everywhere (PostgreSQL).
    found = session().scalars(waiting, execution_options={"populate_existing": True}).all()
    reckon(Hiding)
    moved = []
    for opinion in found:
        if opinion.sent_at is None or opinion.due_days is None:
            continue
        before = opinion.due_on
        due = rules.reply_due(clock.day_of(opinion.sent_at), days)
        if opinion.extended_at is not None:
            opinion.first_due_on = due.due_on
            due = days.working_days_after(due.due_on, opinion.due_days)
        opinion.put_due(due, version)
        if opinion.came_at is not None:
            _reckon_passings(opinion, days)
        if opinion.due_on != before:
            moved.append(opinion)
            ledger.record(
                Fact.REPLY_DUE_MOVED,
                about=opinion,
                by=None,
                pub={"matter": opinion.matter_id, **_deadline(opinion)},
            )
    return moved


def _pass_on(opinion: Opinion, unit: Unit, due: Due) -> None:
    """What the unit before owed is kept of it; the next one's own time begins, unless it had it
    once: what comes back is owed by the day that it went away with."""
    assert opinion.unit_id is not None and opinion.counted_by is not None
    session().add(
        Passing(
            opinion_id=opinion.id,
            unit_id=opinion.unit_id,
            due_on=opinion.counted_by,
            at=clock.now(),
        )
    )
    before = session().scalars(models.passings(opinion.id).where(Passing.unit_id == unit.id)).all()
    opinion.came_at = clock.now()
    opinion.unit_due_on = before[-1].due_on if before else due.due_on


def _reckon_passings(opinion: Opinion, days: Calendar) -> None:
    """The days of every unit that had it, in their order, and of the one that has it now."""
    assert opinion.sent_at and opinion.came_at and opinion.due_on
    kept: dict[int, date] = {}
    came_at = opinion.sent_at
    for passing in session().scalars(models.passings(opinion.id)):
        own = _own_day(opinion, days, kept.get(passing.unit_id), came_at, passing.at)
        is_extended = opinion.extended_at is not None and opinion.extended_at < passing.at
        authors = opinion.due_on if is_extended else opinion.first_due_on or opinion.due_on
        passing.due_on = kept[passing.unit_id] = max(own, authors)
        came_at = passing.at
    before = kept.get(opinion.unit_id) if opinion.unit_id else None
    opinion.unit_due_on = _own_day(opinion, days, before, opinion.came_at, clock.now())


def _own_day(
    opinion: Opinion, days: Calendar, kept: date | None, came_at: datetime, left_at: datetime
) -> date:
    """By when a unit answers what came to it then; ``kept``: the day it went away with before."""
    own = kept or rules.reply_due(clock.day_of(came_at), days).due_on
    extended_at = opinion.extended_at
    if opinion.due_days is None or extended_at is None or not came_at < extended_at <= left_at:
        return own
    return days.working_days_after(own, opinion.due_days).due_on


def _deadline(opinion: Opinion) -> dict[str, ledger.JSON]:
    """A deadline with all that it was computed from (WD-5)."""
    assert opinion.due_on and opinion.due_rule and opinion.due_from_on
    return {
        "due_on": opinion.due_on.isoformat(),
        "rule": opinion.due_rule.value,
        "from": opinion.due_from_on.isoformat(),
        "days": opinion.due_days,
        "provisional": opinion.due_is_provisional,
        "calendar": opinion.due_calendar,
    }


def _answer(answer: Reply, opinions: Sequence[Opinion]) -> dict[str, ledger.JSON]:
    return {
        "matter": answer.matter_id,
        "unit": answer.unit_id,
        "unit_name": session().get_one(Unit, answer.unit_id).name,
        "disposition": answer.disposition.value,
        "opinions": [opinion.id for opinion in opinions],
    }
