"""Acts on the register: its entries, and what was promised under them."""

from civic.register.actions.entries import (
    Elsewhere,
    correct,
    docket,
    enter,
    enter_decision,
    is_by_vote,
    powers,
    take_down,
    votes,
)
from civic.register.actions.promises import (
    Promise,
    Upload,
    begin,
    commit_to,
    concerns,
    is_concerned,
    keeping,
    may_keep,
    park,
    parties,
    promise_within,
    report,
    send_back,
    settle,
)
