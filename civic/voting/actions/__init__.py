"""Acts on votes, from the draft to the final result.

``fall_due`` does what the clock asks for; ``results`` and ``by_place`` are what may be shown.
"""

from civic.voting.actions.casting import cast, deliver, enter_caster, name_caster, receive
from civic.voting.actions.ceremony import (
    certificate,
    destroy_urn,
    export,
    hand_in_certificate,
    hide_comments,
    kept_until,
    shown_certificate,
    shows_comments,
    sign_certificate,
)
from civic.voting.actions.counting import Result, by_place, count, results, shown
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
from civic.voting.actions.files import FileName, file
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
from civic.voting.actions.sealing import (
    box_of,
    lay_urn,
    log_ballots,
    logged,
    rehearsal,
    rehearse_urn,
)

__all__ = [
    "FileName",
    "Result",
    "add_to_roll",
    "ask",
    "box_of",
    "bundle",
    "by_place",
    "cancel",
    "cast",
    "certificate",
    "challenge",
    "close",
    "confirm_proxy",
    "count",
    "decide_objection",
    "deliver",
    "destroy_urn",
    "draft",
    "drop_question",
    "enter_caster",
    "enter_paper",
    "explain_gap",
    "export",
    "extend",
    "fall_due",
    "figures",
    "file",
    "finish",
    "give_proxy",
    "hand_in_certificate",
    "hand_out",
    "hide_comments",
    "invite",
    "kept_until",
    "lay_urn",
    "log_ballots",
    "logged",
    "name_caster",
    "object_to_roll",
    "open_",
    "post",
    "publish",
    "receive",
    "reconcile",
    "redraft",
    "refuse_proxy",
    "rehearsal",
    "rehearse_urn",
    "results",
    "revoke_proxy",
    "shown",
    "shown_certificate",
    "shows_comments",
    "sign_certificate",
    "sign_gap",
    "strike_from_roll",
    "take_back",
    "turnout",
    "uninvite",
    "verify",
]
