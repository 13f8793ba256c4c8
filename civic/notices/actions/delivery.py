"""Draining the outbox: entries become messages, messages reach people, mail goes out.

Each batch is a transaction of its own. Killed half-way, the batch has never been;
told again, nobody hears twice: one person, one entry, one notice.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, insert, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from civic import clock, db, ledger
from civic.db import session
from civic.errors import trail
from civic.ledger import Entry, Outbox
from civic.notices.actions import post
from civic.notices.actions.moving import go_along
from civic.notices.actions.news import News, news
from civic.notices.models import Mail, Message, Mute, Notification
from civic.notices.models.circles import Circle
from civic.notices.rules import TOPIC, Because, Channel, MailState, next_try
from civic.people.models import Person
from civic.people.rules import PersonState

BATCH = 200

log = logging.getLogger("civic.notices")


def deliver(limit: int = BATCH, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Tell of the next entries and send the next mails; how many there were. Call it again.

    Between two letters ``stop`` is asked whether to leave the others for later.
    """
    return _drain(limit) + post.send(min(limit, post.BATCH), stop)


def _drain(limit: int) -> int:
    if session().scalar(select(ledger.waiting(1).subquery().c.idx)) is None:
        return 0  # nobody's turn to write is taken for nothing
    with db.transaction() as here:
        waiting: Sequence[Outbox] = here.scalars(ledger.waiting(limit)).all()
        entries = {
            entry.idx: entry
            for entry in here.scalars(
                select(Entry).where(Entry.idx.in_([row.idx for row in waiting]))
            )
        }
        for row in waiting:
            _tell(row, entries[row.idx])
        return len(waiting)


def _tell(row: Outbox, entry: Entry) -> None:
    """One entry; if it fails, the others are told all the same, and it is tried again later.

    Where the database fails it is no entry's fault: the whole batch has never been.
    """
    try:
        with session().begin_nested():
            for piece in news(entry):
                _spread(entry, piece)
            go_along(entry)
            row.done_at = clock.now()
    except Exception as problem:
        if isinstance(problem, DBAPIError) and db.is_down(problem):
            raise
        # No message: it could quote what somebody wrote.
        kind, way = type(problem).__name__, " > ".join(trail(problem))
        log.error("entry %s (%s) could not be told: %s, %s", entry.idx, entry.fact, kind, way)
        row.tries += 1
        row.next_at = next_try(row.tries, clock.now())
        if row.next_at is None:
            log.error("entry %s is left untold", entry.idx)
            row.done_at = clock.now()


def _spread(entry: Entry, piece: News) -> None:
    """A message for each circle, and in one statement everybody in it who is to get it."""
    for because, circle in piece.circles:
        message = _message(entry, piece, because)
        in_inbox = _reached(circle, entry, message, Channel.INBOX).add_columns(
            literal(entry.idx), literal(message.id)
        )
        session().execute(
            insert(Notification).from_select(["person_id", "ledger_idx", "message_id"], in_inbox)
        )
        if because in piece.mailed:
            by_mail = _reached(circle, entry, message, Channel.MAIL).add_columns(
                literal(entry.idx),
                literal(message.id),
                Person.email,
                Person.locale,
                literal(MailState.WAITING.value),
                literal(0),
            )
            session().execute(
                insert(Mail).from_select(
                    [
                        "person_id",
                        "ledger_idx",
                        "message_id",
                        "address",
                        "locale",
                        "state",
                        "tries",
                    ],
                    by_mail.where(Person.email.is_not(None)),
                )
            )


def _message(entry: Entry, piece: News, because: Because) -> Message:
    message = Message(
        ledger_idx=entry.idx,
        event=piece.event,
        topic=TOPIC[piece.event],
        because=because,
        place_path=entry.place_path,
        url=piece.url,
        thread=piece.thread,
        facts=dict(piece.facts),
        created_at=entry.at,
    )
    session().add(message)
    session().flush()
    return message


def _reached(circle: Circle, entry: Entry, message: Message, channel: Channel) -> Select[Any]:
    """Who of a circle is to get it: not whoever did it, not twice, not who turned it off."""
    table: Any = Notification if channel is Channel.INBOX else Mail
    is_open = (
        table.read_at.is_(None) if channel is Channel.INBOX else table.state == MailState.WAITING
    )
    reached = select(Person.id).where(
        Person.id.in_(circle),
        Person.state.in_((PersonState.VERIFIED, PersonState.REGISTERED)),
        ~select(table.id)
        .where(table.person_id == Person.id, table.ledger_idx == entry.idx)
        .exists(),
        ~select(Mute.person_id)
        .where(Mute.person_id == Person.id, Mute.topic == message.topic, Mute.channel == channel)
        .exists(),
    )
    if entry.by_id is not None:
        reached = reached.where(Person.id != entry.by_id)
    if message.thread is not None:
        earlier = aliased(Message)
        reached = reached.where(
            ~select(table.id)
            .join(earlier, earlier.id == table.message_id)
            .where(table.person_id == Person.id, is_open, earlier.thread == message.thread)
            .exists()
        )
    return reached
