"""Acts on opinions: saying, hiding, answering."""

from civic.matters.actions import followers
from civic.opinions.actions.answering import (
    address,
    classify,
    correct,
    extend,
    reckon_anew,
    reply,
)
from civic.opinions.actions.hiding import decide_objection, hide, object_to_hiding
from civic.opinions.actions.joining import go_along
from civic.opinions.actions.saying import enter, give, react

followers.append(go_along)
