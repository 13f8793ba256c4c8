"""The story the demo starts with: two and a half months in three communities, and two years of
evaluations before.

Told through the real acts with the clock stopped at past moments and moved forward, so
that the record tells a true history. Chapters go on side by side: whichever is next in
time has the floor. Each day is a transaction; at its end what fell due is recorded and
people hear of what happened, as a worker would have told them.
"""

from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from sqlalchemy import select, update

from civic import calendar, clock, db
from civic.clock import SEEDED, Hands
from civic.db import session
from civic.demo.actions.story.chapters import BEGINS, chapters
from civic.demo.actions.story.talk import Chapter
from civic.demo.actions.story.town import Town
from civic.demo.models import Founding
from civic.demo.rules import Almanac
from civic.notices import actions as notices
from civic.notices.models import Message, Notification

BREATH = timedelta(minutes=1)
"""Between two scenes of one chapter, whatever the almanac says."""
READ_AFTER = timedelta(days=7)
"""Older news have been read."""


def found() -> None:
    """Found the demo's neighbourhood. The row that says so comes last: half is none."""
    began_at = clock.now()
    town = Town(Almanac(clock.day_of(began_at), SEEDED))
    with clock.stopped(town.at(BEGINS, 8)) as hands:
        with db.transaction():
            calendar.seed()
        _tell(town, hands)
    with db.transaction() as here:
        _read_up(began_at)
        here.add(Founding(one=1, founded_at=began_at, ahead=0))


def is_founded() -> bool:
    """Whether the story was told to its end."""
    return session().get(Founding, 1) is not None


def _tell(town: Town, hands: Hands) -> None:
    waiting: list[tuple[datetime, int, Chapter]] = []
    for number, chapter in enumerate(chapters(town)):
        begins = next(chapter, None)
        if begins is not None:
            waiting.append((begins, number, chapter))
    heapify(waiting)
    while waiting:
        with db.transaction():
            today = clock.day_of(waiting[0][0])
            while waiting and clock.day_of(waiting[0][0]) <= today:
                at, number, chapter = heappop(waiting)
                hands.set(max(at, hands.at))
                goes_on = next(chapter, None)
                if goes_on is not None:
                    heappush(waiting, (max(goes_on, hands.at + BREATH), number, chapter))
        _close_the_day(hands)


def _close_the_day(hands: Hands) -> None:
    """Half an hour before midnight the worker has told everybody."""
    hands.set(max(hands.at, clock.end_of_day(clock.day_of(hands.at)) - timedelta(minutes=30)))
    notices.tick()
    while notices.deliver():
        pass


def _read_up(now: datetime) -> None:
    old = select(Message.id).where(Message.created_at < now - READ_AFTER)
    session().execute(
        update(Notification)
        .where(Notification.read_at.is_(None), Notification.message_id.in_(old))
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )
