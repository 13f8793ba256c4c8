"""Acts of a sitting: the roll, the agenda, what was said, and the minutes."""

from civic.sittings.actions.arranging import (
    Agenda,
    appoint_chair,
    arrange,
    arrive,
    cancel,
    check_in,
    correct_check_in,
    schedule,
)
from civic.sittings.actions.minutes import (
    confirm,
    draft_minutes,
    enter_confirmation,
    reckon_anew,
)
from civic.sittings.actions.session import (
    ask_to_speak,
    close,
    count_hands,
    move_turn,
    note,
    open_session,
    reopen,
    take_up,
)
