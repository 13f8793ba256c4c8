"""Acts on the register: its entries, and what was promised under them."""

from civic.register.actions.entries import (
    Elsewhere,
    concerns,
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
    park,
    promise_within,
    remark_within,
    report,
    send_back,
    settle,
)

__all__ = [
    "Elsewhere",
    "Promise",
    "Upload",
    "begin",
    "commit_to",
    "concerns",
    "correct",
    "docket",
    "enter",
    "enter_decision",
    "park",
    "powers",
    "promise_within",
    "remark_within",
    "report",
    "send_back",
    "settle",
    "take_down",
]
