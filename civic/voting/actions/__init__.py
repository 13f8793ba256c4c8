"""Acts on votes, from the draft to the final result.

``fall_due`` does what the clock asks for; ``results`` and ``by_place`` are what may be shown.
"""

from civic.voting.actions.casting import cast, deliver, enter_caster, name_caster, receive
from civic.voting.actions.counting import Result, by_place, count, results
from civic.voting.actions.drafting import (
    ask,
    cancel,
    draft,
    drop_question,
    invite,
    post,
    redraft,
    uninvite,
)
from civic.voting.actions.opening import close, extend, fall_due, open_, turnout
from civic.voting.actions.papering import (
    bundle,
    enter_paper,
    explain_gap,
    figures,
    hand_out,
    reconcile,
    sign_gap,
    take_back,
)
from civic.voting.actions.proxying import (
    confirm_proxy,
    give_proxy,
    refuse_proxy,
    revoke_proxy,
)
from civic.voting.actions.publishing import challenge, finish, publish, verify
from civic.voting.actions.roll import (
    add_to_roll,
    decide_objection,
    object_to_roll,
    strike_from_roll,
)

__all__ = [
    "Result",
    "add_to_roll",
    "ask",
    "bundle",
    "by_place",
    "cancel",
    "cast",
    "challenge",
    "close",
    "confirm_proxy",
    "count",
    "decide_objection",
    "deliver",
    "draft",
    "drop_question",
    "enter_caster",
    "enter_paper",
    "explain_gap",
    "extend",
    "fall_due",
    "figures",
    "finish",
    "give_proxy",
    "hand_out",
    "invite",
    "name_caster",
    "object_to_roll",
    "open_",
    "post",
    "publish",
    "receive",
    "reconcile",
    "redraft",
    "refuse_proxy",
    "results",
    "revoke_proxy",
    "sign_gap",
    "strike_from_roll",
    "take_back",
    "turnout",
    "uninvite",
    "verify",
]
