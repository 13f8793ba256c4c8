"""Acts on votes, from the draft to the final result.

``fall_due`` does what the clock asks for; ``results`` and ``shown`` are what may be shown.
"""

from civic.voting.actions.casting import cast, deliver, name_caster, receive, stands
from civic.voting.actions.ceremony import (
    certificate,
    destroy_urn,
    export,
    give_up_urn,
    hand_in_certificate,
    kept_until,
    reads_comments,
    shown_certificate,
    shows_comments,
    sift_comments,
    sign_certificate,
)
from civic.voting.actions.counting import Result, count, results, shown
from civic.voting.actions.drafting import (
    ask,
    cancel,
    draft,
    drop_question,
    post,
    redraft,
)
from civic.voting.actions.files import FileName, file
from civic.voting.actions.holding import bodies, conducting, scrutinising
from civic.voting.actions.listing import invite, uninvite
from civic.voting.actions.naming import confirm_caster, enter_caster, refuse_caster
from civic.voting.actions.opening import close, extend, fall_due, open_, open_within, turnout
from civic.voting.actions.papering import (
    bundle,
    enter_paper,
    hand_out,
    loose_papers,
    read_anew,
    take_back,
    unbundle,
)
from civic.voting.actions.proxying import (
    confirm_proxy,
    give_proxy,
    refuse_proxy,
    revoke_proxy,
)
from civic.voting.actions.publishing import challenge, finish, publish, read_ballots, verify
from civic.voting.actions.reconciling import explain_gap, figures, reconcile, sign_gap
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
from civic.voting.actions.within import (
    Rating,
    cancel_within,
    draft_within,
    drop_within,
    invite_within,
    post_within,
    publish_within,
    uninvite_within,
    wait,
)

__all__ = [
    "FileName",
    "Rating",
    "Result",
    "add_to_roll",
    "ask",
    "bodies",
    "box_of",
    "bundle",
    "cancel",
    "cancel_within",
    "cast",
    "certificate",
    "challenge",
    "close",
    "conducting",
    "confirm_caster",
    "confirm_proxy",
    "count",
    "decide_objection",
    "deliver",
    "destroy_urn",
    "draft",
    "draft_within",
    "drop_question",
    "drop_within",
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
    "give_up_urn",
    "hand_in_certificate",
    "hand_out",
    "invite",
    "invite_within",
    "kept_until",
    "lay_urn",
    "log_ballots",
    "logged",
    "loose_papers",
    "name_caster",
    "object_to_roll",
    "open_",
    "open_within",
    "post",
    "post_within",
    "publish",
    "publish_within",
    "read_anew",
    "read_ballots",
    "reads_comments",
    "receive",
    "reconcile",
    "redraft",
    "refuse_caster",
    "refuse_proxy",
    "rehearsal",
    "rehearse_urn",
    "results",
    "revoke_proxy",
    "scrutinising",
    "shown",
    "shown_certificate",
    "shows_comments",
    "sift_comments",
    "sign_certificate",
    "sign_gap",
    "stands",
    "strike_from_roll",
    "take_back",
    "turnout",
    "unbundle",
    "uninvite",
    "uninvite_within",
    "verify",
    "wait",
]
