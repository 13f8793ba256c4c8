"""Acts of notices: telling people, reminding them, and what they choose to hear."""

from civic.notices.actions.choices import follow, mute, read, read_all, unfollow
from civic.notices.actions.delivery import deliver
from civic.notices.actions.reminders import reckon_anew, remind, tick
