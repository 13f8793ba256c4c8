"""Acts on meetings, from convening to the archive."""

from civic.meetings.actions.consultation import Imported, import_consultation
from civic.meetings.actions.convening import cancel, convene, explain, notify, postpone
from civic.meetings.actions.evaluating import (
    Party,
    change_evaluation,
    convene_evaluation,
    invite_rater,
    notify_evaluation,
    uninvite_rater,
)
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
from civic.meetings.actions.polling import sheets_due
from civic.meetings.actions.rating import (
    Rated,
    archive_evaluation,
    enter_score_sheet,
    evaluation_results,
    publish_evaluation,
    weighted_file,
)
from civic.meetings.actions.reporting import (
    Measure,
    enter_plan,
    enter_report,
    file_plan,
    hand_in_report,
    recheck_evaluation,
    state_on_evaluation,
)
from civic.meetings.actions.seats import (
    enter_registration,
    enter_withdrawal,
    give_back,
    register_to_observe,
    register_to_speak,
)
from civic.meetings.actions.session import check_in, close, open_session, reopen
from civic.meetings.rules import Poll

__all__ = [
    "Imported",
    "Measure",
    "Party",
    "Poll",
    "Rated",
    "another_round",
    "archive",
    "archive_evaluation",
    "body",
    "cancel",
    "change_evaluation",
    "change_plan",
    "check_in",
    "close",
    "convene",
    "convene_evaluation",
    "drop_group",
    "enter_plan",
    "enter_registration",
    "enter_report",
    "enter_score_sheet",
    "enter_withdrawal",
    "evaluation_results",
    "explain",
    "file_plan",
    "form_panel",
    "give_back",
    "hand_in_report",
    "import_consultation",
    "invite_rater",
    "name_chair",
    "name_group",
    "notify",
    "notify_evaluation",
    "open_session",
    "postpone",
    "publish",
    "publish_evaluation",
    "recheck_evaluation",
    "register_to_observe",
    "register_to_speak",
    "reopen",
    "seat_member",
    "send_opinions",
    "sheets_due",
    "state_on_evaluation",
    "uninvite_rater",
    "unseat_member",
    "weighted_file",
]
