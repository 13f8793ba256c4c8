"""Acts on matters: by the author, by neighbours, by the committee, by the Party organisation.

``hold`` and ``move`` are for the acts of higher rooms: they take turns with a matter, carry
it on, and leave policy and record to those; ``followers`` go along when a matter joins another.
"""

from civic.matters.actions.deciding import archive, followers, merge, review, route, screen
from civic.matters.actions.forgetting import forget_drafts
from civic.matters.actions.hiding import decide_objection, hide, object_to_hiding
from civic.matters.actions.raising import (
    attach,
    detach,
    edit,
    raise_matter,
    second,
    submit,
    take_back_second,
    withdraw,
)
from civic.matters.actions.reckoning import reckon_anew
from civic.matters.actions.turn import Upload, hear_again, hold, move
