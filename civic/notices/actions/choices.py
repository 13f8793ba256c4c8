"""What somebody reads, follows and does not want to hear: their own affair, in no record."""

from collections.abc import Collection

from sqlalchemy import delete, update

from civic import clock
from civic.db import session
from civic.errors import NotAllowed
from civic.matters.models import Matter
from civic.notices.models import Follow, Mute, Notification
from civic.notices.rules import Channel, Topic, Why, may_be_muted
from civic.people.models import Person


def read(reader: Person, notification: Notification) -> Notification:
    """Opened: it no longer counts as unread."""
    if notification.person_id != reader.id:
        raise NotAllowed(Why.NOT_YOURS)
    if notification.read_at is None:
        notification.read_at = clock.now()
    return notification


def read_all(reader: Person) -> None:
    """Everything counts as read."""
    session().execute(
        update(Notification)
        .where(Notification.person_id == reader.id, Notification.read_at.is_(None))
        .values(read_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def follow(reader: Person, matter: Matter) -> Follow:
    """From now on, its news come. Twice is once."""
    found = session().get(Follow, (reader.id, matter.id))
    if found is None:
        found = Follow(person_id=reader.id, matter_id=matter.id, since_at=clock.now())
        session().add(found)
        session().flush()
    return found


def unfollow(reader: Person, matter: Matter) -> None:
    """No more of it, unless it concerns one anyway."""
    session().execute(
        delete(Follow).where(Follow.person_id == reader.id, Follow.matter_id == matter.id)
    )


def mute(reader: Person, off: Collection[tuple[Topic, Channel]]) -> list[Mute]:
    """Turn off just these headings; what an office or an account brings stays on."""
    session().execute(delete(Mute).where(Mute.person_id == reader.id))
    chosen = [
        Mute(person_id=reader.id, topic=topic, channel=channel)
        for topic, channel in off
        if may_be_muted(topic, channel)
    ]
    session().add_all(chosen)
    session().flush()
    return chosen
