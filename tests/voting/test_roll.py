"""The posted roll: each head stands there once, and whom it concerns hears when it is amended."""

from civic.clock import Hands
from civic.db import transaction
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import Electorate, Rule, Secrecy, VoterKind, Why
from tests.voting.ballot import drafted, example_one, fresh, posted, voter_of
from tests.voting.test_actions import refused
from tests.world import World, live, person


def of_households(world: World) -> Vote:
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.HOUSEHOLDS,
        online_basis="议事规则三",
    )
    return posted(world, vote)


def test_the_same_owners_are_one_head_however_often_they_are_added(
    world: World, clock: Hands
) -> None:
    """OW-6, OW-7; SPC 9: one buyer with several parts is one person."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    found = refused(
        Why.ON_ROLL_ALREADY,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[who["o0"]],
        kind=VoterKind.OWNER,
        area=100_00,
        reason="还有一套",
    )
    assert found.facts["number"] == voter_of(vote, who["o0"]).number
    refused(
        Why.ON_ROLL_ALREADY,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[who["wife"], who["husband"]],
        kind=VoterKind.CO_OWNERS,
        area=100_00,
        reason="还有一套",
    )
    assert fresh(vote).heads == 14
    # A couple is another head than one of them (OW-6).
    with transaction():
        actions.add_to_roll(
            world.clerk, vote, persons=[who["wife"]], kind=VoterKind.OWNER, area=1, reason="漏了"
        )
    assert fresh(vote).heads == 15


def test_an_area_that_was_forgotten_comes_with_its_owners_under_a_new_number(
    world: World, clock: Hands
) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    with transaction():
        actions.strike_from_roll(world.clerk, voter_of(vote, who["o0"]), reason="少算了一套")
        actions.add_to_roll(
            world.clerk,
            vote,
            persons=[who["o0"]],
            kind=VoterKind.OWNER,
            area=200_00,
            reason="两套合起来",
        )
    assert (fresh(vote).heads, fresh(vote).area) == (14, 2100_00)


def test_a_household_has_one_ballot_whichever_of_its_adults_was_forgotten(
    world: World, clock: Hands
) -> None:
    vote = of_households(world)
    heads = vote.heads
    with transaction():
        newcomer = live(person("刚搬来", "newcomer"), world.here.building, "101")
        alone = live(person("另一户", "alone"), world.here.building, "909")
    assert "101" in {voter_of(vote, world.resident).door}
    refused(
        Why.ON_ROLL_ALREADY,
        actions.add_to_roll,
        world.clerk,
        vote,
        persons=[newcomer],
        kind=VoterKind.HOUSEHOLD,
        reason="漏了",
    )
    with transaction():
        actions.add_to_roll(
            world.clerk, vote, persons=[alone], kind=VoterKind.HOUSEHOLD, reason="漏了一户"
        )
    assert fresh(vote).heads == heads + 1
