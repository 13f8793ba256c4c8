"""What people are told, and which people."""

from civic.notices.models.own import OWN_DATA
from civic.notices.models.tables import (
    Follow,
    Mail,
    Message,
    Mute,
    Notification,
    Reminder,
    followed,
    inbox,
    mutes,
    own,
    unread_count,
)
