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
from civic.meetings.actions.polling import reckon_anew, sheets_due
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
    was_rated,
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
