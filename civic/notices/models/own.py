"""What is kept here about one person, for that person (PIPL 45)."""

from typing import Any

from sqlalchemy import Select, select

from civic.notices.models.tables import Follow, Message, Notification


def own_notifications(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person was told, and when they read it."""
    return (
        select(Message.event, Message.facts, Message.created_at, Notification.read_at)
        .join(Message, Message.id == Notification.message_id)
        .where(Notification.person_id == person_id)
        .order_by(Notification.id)
    )


def own_follows(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person follows."""
    return select(Follow.matter_id, Follow.since_at).where(Follow.person_id == person_id)


OWN_DATA = {"notifications": own_notifications, "follows": own_follows}
