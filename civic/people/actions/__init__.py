"""Acts on people: accounts, cards, homes, offices, the roster."""

from civic.people.actions.accounts import (
    Password,
    change,
    change_password,
    choose_password,
    close,
    hashed,
    register,
    set_password,
    show_name,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from civic.people.actions.cards import (
    Printed,
    claim_card,
    issue_card,
    issue_cards,
    look_up,
)
from civic.people.actions.homes import (
    account_named,
    admit,
    correct,
    enrol,
    give_up,
    leave,
    let,
    own,
    settle,
    verify,
)
from civic.people.actions.jobs import confirm, drop, hand_in, outcome_of, work_on_rosters
from civic.people.actions.offices import (
    add_unit,
    appoint,
    change_unit,
    dismiss,
    found,
    is_founded,
    place_named,
)
from civic.people.actions.plan import Outcome
from civic.people.actions.powers import powers_needed, powers_over
from civic.people.actions.roster import import_roster, read_roster
from civic.people.actions.sweeping import sweep
from civic.people.actions.throttle import count_try
