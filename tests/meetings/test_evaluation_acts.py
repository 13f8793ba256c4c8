"""An evaluation (评议会) from its convening to what became of it."""

from civic.clock import Hands
from civic.meetings.rules import MeetingStage
from tests.meetings import evaluation
from tests.world import World


def test_a_department_is_rated(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)
    party = evaluation.parties(meeting)[0]
    assert meeting.stage is MeetingStage.PUBLISHED
    assert party.result is not None
    assert (party.result.rate, party.result.valid) == (6667, 12)
