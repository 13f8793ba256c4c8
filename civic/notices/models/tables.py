"""Messages, who got them, what went out by mail, what is followed and what is turned off."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from civic.db import Base, Instant, choice
from civic.ledger import Fact
from civic.ledger.models import FactName
from civic.matters.models import Matter
from civic.notices.rules import Because, Channel, Event, MailError, MailState, Topic


class Message(Base):
    """What is told of one entry of the record, for one reason: stored once for everybody."""

    __tablename__ = "notices_messages"
    __table_args__ = (UniqueConstraint("ledger_idx", "event", "because"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ledger_idx: Mapped[int] = mapped_column(ForeignKey("log_entries.idx"))
    event: Mapped[Event] = mapped_column(choice(Event))
    topic: Mapped[Topic] = mapped_column(choice(Topic))
    because: Mapped[Because] = mapped_column(choice(Because))
    place_path: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(200))
    thread: Mapped[str | None] = mapped_column(String(80), index=True)
    """Of one thread, nobody has two unread at a time: 197 opinions sent are one piece of news."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Notification(Base):
    """通知: one person hears of one entry, once."""

    __tablename__ = "notices_notifications"
    __table_args__ = (
        UniqueConstraint("person_id", "ledger_idx"),
        Index(None, "person_id", "id"),
        Index(
            "ix_notices_notifications_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    ledger_idx: Mapped[int] = mapped_column(ForeignKey("log_entries.idx"))
    message_id: Mapped[int] = mapped_column(ForeignKey("notices_messages.id"), index=True)
    read_at: Mapped[datetime | None] = mapped_column(Instant)

    message: Mapped[Message] = relationship(lazy="raise_on_sql")

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class Mail(Base):
    """邮件: a message on its way to an address."""

    __tablename__ = "notices_mails"
    __table_args__ = (
        UniqueConstraint("person_id", "ledger_idx"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_when"),
        Index(None, "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    ledger_idx: Mapped[int] = mapped_column(ForeignKey("log_entries.idx"))
    message_id: Mapped[int] = mapped_column(ForeignKey("notices_messages.id"), index=True)
    address: Mapped[str] = mapped_column(String(120))
    locale: Mapped[str] = mapped_column(String(2))
    state: Mapped[MailState] = mapped_column(choice(MailState))
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[MailError | None] = mapped_column(choice(MailError))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)

    message: Mapped[Message] = relationship(lazy="raise_on_sql")


class Follow(Base):
    """关注: somebody wants to hear of a matter."""

    __tablename__ = "notices_follows"

    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), primary_key=True)
    matter_id: Mapped[int] = mapped_column(
        ForeignKey("matters_matters.id"), primary_key=True, index=True
    )
    since_at: Mapped[datetime] = mapped_column(Instant)

    matter: Mapped[Matter] = relationship(lazy="raise_on_sql")


class Mute(Base):
    """不再通知: a heading turned off, in the inbox or by mail."""

    __tablename__ = "notices_mutes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(choice(Topic), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), primary_key=True)


class Reminder(Base):
    """提醒: that something fell due was recorded, once for each due date."""

    __tablename__ = "notices_reminders"

    fact: Mapped[Fact] = mapped_column(FactName, primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


# What pages show -----------------------------------------------------------------------


def inbox(person_id: int, *, only_unread: bool = False) -> Select[Notification]:
    """Somebody's notices: unread first, the newest first."""
    found = (
        select(Notification)
        .where(Notification.person_id == person_id)
        .options(joinedload(Notification.message))
        .order_by(Notification.read_at.is_not(None), Notification.id.desc())
    )
    return found.where(Notification.read_at.is_(None)) if only_unread else found


def unread_count(person_id: int, most: int) -> Select[int]:
    """How many are unread; counting stops at ``most``."""
    unread = (
        select(Notification.id)
        .where(Notification.person_id == person_id, Notification.read_at.is_(None))
        .limit(most)
        .subquery()
    )
    return select(func.count()).select_from(unread)


def own(person_id: int, notification_id: int) -> Select[Notification]:
    """One notice, if it is this person's."""
    return (
        select(Notification)
        .where(Notification.id == notification_id, Notification.person_id == person_id)
        .options(joinedload(Notification.message))
    )


def followed(person_id: int) -> Select[Matter]:
    """The matters that somebody follows, the latest first."""
    return (
        select(Matter)
        .join(Follow, Follow.matter_id == Matter.id)
        .where(Follow.person_id == person_id)
        .order_by(Follow.since_at.desc(), Matter.id.desc())
    )


def mutes(person_id: int) -> Select[Mute]:
    """What somebody has turned off."""
    return select(Mute).where(Mute.person_id == person_id)


def mails_due(now: datetime, limit: int) -> Select[Mail]:
    """The next mails to send; two workers never get the same."""
    return (
        select(Mail)
        .where(
            Mail.state.in_((MailState.WAITING, MailState.SENDING)),
            or_(Mail.next_at.is_(None), Mail.next_at <= now),
        )
        .options(joinedload(Mail.message))
        .order_by(Mail.next_at.is_not(None), Mail.next_at, Mail.id)
        .limit(limit)
        .with_for_update(of=Mail, skip_locked=True)
    )
