"""The sealed urn (票箱): ballots nobody can trace, sealed to a key that is not on the server.

What comes in and goes out are numbers of units and bytes: no person, no name, no time. Every step
may be taken again by whoever did not hear that it was done. Whoever casts holds no transaction that
writes to the site's own database: everybody else's ballot would wait for it.
"""

from civic.voting.urn.casting import cast, hand_paper
from civic.voting.urn.closing import (
    accept,
    certify,
    close,
    destroy,
    export,
    open_light,
    rebuild,
    reconcile,
)
from civic.voting.urn.counting import Counts, batch, contents, counts, has_paper, has_voted, state
from civic.voting.urn.laying import lay, open_, rehearsal, rehearse, watched
from civic.voting.urn.place import let_go
from civic.voting.urn.sealing import Commitments, Receipt
from civic.voting.urn.tables import BoxState, Mode
from civic.voting.urn.why import Why
