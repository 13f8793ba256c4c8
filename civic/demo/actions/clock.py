"""The demo's clock: it runs ahead of the machine's by what the founding row says."""

from datetime import datetime, timedelta
from math import ceil

from flask import current_app
from sqlalchemy import inspect, select

from civic import clock, ledger
from civic.config import Unsafe
from civic.db import db, session
from civic.demo.models import Founding, due_after, in_order
from civic.demo.rules import Deadline, Due, Move, moved
from civic.ledger import Fact
from civic.people.models import Person
from civic.wording import CLI

_ahead = timedelta(0)


def start_clock() -> None:
    """In this process ``clock.now()`` is the demo's time from now on."""
    clock.shift(lambda: _ahead)


def wind() -> timedelta:
    """Take over how far the hands were moved, by whatever process moved them."""
    global _ahead
    if current_app.config["ENV"] == "demo":
        seconds = session().scalar(select(Founding.ahead))
        _ahead = timedelta(seconds=seconds or 0)
    return _ahead


def move_clock(actor: Person | None, move: Move) -> datetime:
    """Move the hands forward; returns the new now. Raises OutOfOrder when nothing is due."""
    founding = session().get_one(Founding, 1, with_for_update=True)
    due = NEXT.get(move, next_deadline)()
    by = moved(clock.now(), move, due.at if due else None)
    founding.ahead += max(0, ceil(by.total_seconds()))
    ledger.record(Fact.CLOCK_MOVED, about=founding, by=actor, secret={"ahead": founding.ahead})
    session().flush()
    wind()
    return clock.now()


def next_deadline() -> Deadline | None:
    """The next moment at which something falls due or begins."""
    return next(iter(_ahead_of_us()), None)


def next_sitting() -> Deadline | None:
    """The hour of the next hearing announced, however much falls due before it."""
    return _next(Due.SITTING)


def next_vote_ends() -> Deadline | None:
    """The hour at which the next open vote takes no more ballots."""
    return _next(Due.VOTE_ENDS)


NEXT = {Move.SITTING: next_sitting, Move.VOTE: next_vote_ends}


def _next(kind: Due) -> Deadline | None:
    return next((due for due in _ahead_of_us() if due.kind is kind), None)


def _ahead_of_us() -> list[Deadline]:
    rows = session().execute(due_after(clock.now())).all()
    return in_order((kind, at, on) for kind, at, on in rows)


def refuse_in_production() -> None:
    """Raise Unsafe where production would open a demo's database."""
    if current_app.config["ENV"] != "production":
        return
    if not inspect(db.engine).has_table(Founding.__tablename__):
        return
    founding: Founding | None = session().get(Founding, 1)
    if founding is not None:
        raise Unsafe(CLI["demo_in_production"])
