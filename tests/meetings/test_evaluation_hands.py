"""Who may touch an evaluation (评议会), and who may not: whoever is rated keeps their hands off it."""

from civic.clock import Hands
from civic.db import session
from civic.register.models import concerned_by
from tests.meetings import evaluation
from tests.world import World


# -- EV-4: what it came to ------------------------------------------------------------------


def test_the_register_keeps_whom_a_result_concerns(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)
    assert meeting.entry_id is not None
    concerned = session().scalars(concerned_by(meeting.entry_id)).all()
    assert concerned == [world.here.unit("greening").id]
