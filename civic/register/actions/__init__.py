"""Acts on the register: its entries, and what was promised under them."""

from civic.register.actions.entries import (
    Elsewhere,
    correct,
    docket,
    enter,
    enter_decision,
    powers,
    take_down,
)
from civic.register.actions.promises import (
    Promise,
    Upload,
    begin,
    commit_to,
    concerns,
    keepers,
    keeping,
    kept,
    may_keep,
    park,
    parties,
    promise_within,
    remark_within,
    report,
    send_back,
    settle,
)
