"""Acts on votes, from the draft to the final result.

``fall_due`` does what the clock asks for; ``results`` and ``shown`` are what may be shown.
"""

from civic.voting.actions.bundling import (
    bundle,
    enter_paper,
    has_read_anew,
    loose_papers,
    papers_to_tie,
    read_anew,
    unbundle,
)
from civic.voting.actions.casting import (
    cast,
    deliver,
    name_caster,
    receive,
    stands,
    withdraw_delivery,
)
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
from civic.voting.actions.digesting import is_changed
from civic.voting.actions.drafting import (
    ask,
    cancel,
    draft,
    drop_question,
    post,
    redraft,
)
from civic.voting.actions.files import FileName, file
from civic.voting.actions.holding import (
    bodies,
    conducting,
    rated,
    require_awaiting_nobody,
    scrutinising,
)
from civic.voting.actions.listing import invite, uninvite
from civic.voting.actions.losing import differs, gone, unopened
from civic.voting.actions.naming import confirm_caster, enter_caster, refuse_caster
from civic.voting.actions.opening import close, extend, fall_due, open_, open_within, turnout
from civic.voting.actions.papering import hand_out, take_back
from civic.voting.actions.proxying import (
    confirm_proxy,
    give_proxy,
    refuse_proxy,
    revoke_proxy,
)
from civic.voting.actions.publishing import challenge, finish, publish, read_ballots, verify
from civic.voting.actions.reckoning import reckon_anew
from civic.voting.actions.reconciling import explain_gap, figures, reconcile, sign_gap
from civic.voting.actions.roll import (
    add_to_roll,
    carry_out,
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
    watched,
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
