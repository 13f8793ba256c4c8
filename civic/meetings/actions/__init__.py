"""Acts on meetings, from convening to the archive."""

from civic.meetings.actions.consultation import Imported, import_consultation
from civic.meetings.actions.convening import cancel, convene, explain, notify, postpone
from civic.meetings.actions.outcome import (
    another_round,
    archive,
    change_plan,
    publish,
    send_opinions,
)
from civic.meetings.actions.panel import (
    body,
    drop_group,
    form_panel,
    name_chair,
    name_group,
    seat_member,
    unseat_member,
)
from civic.meetings.actions.seats import (
    enter_registration,
    enter_withdrawal,
    give_back,
    register_to_observe,
    register_to_speak,
)
from civic.meetings.actions.session import check_in, close, open_session, reopen

__all__ = [
    "Imported",
    "another_round",
    "archive",
    "body",
    "cancel",
    "change_plan",
    "check_in",
    "close",
    "convene",
    "drop_group",
    "enter_registration",
    "enter_withdrawal",
    "explain",
    "form_panel",
    "give_back",
    "import_consultation",
    "name_chair",
    "name_group",
    "notify",
    "open_session",
    "postpone",
    "publish",
    "register_to_observe",
    "register_to_speak",
    "reopen",
    "seat_member",
    "send_opinions",
    "unseat_member",
]
