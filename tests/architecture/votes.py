"""Votes in the prepared neighbourhood: one for each stage that a route asks for."""

from datetime import timedelta
from typing import Any

from civic import clock
from civic.db import transaction
from civic.people.models import Person
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import Electorate, Rule, Secrecy
from civic.voting.wording import result_text
from tests.voting import ballot
from tests.world import World

AGO = timedelta(days=30)
"""When they were drafted: twenty days of notice lie behind them, some of the voting ahead."""


def residents(world: World, **more: Any) -> Vote:
    """All residents, online by a clause."""
    return ballot.drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        online_basis="居民公约第5条",
        **more,
    )


def prepare(world: World, kept: Any, hands: clock.Hands) -> None:
    """A draft, a posted one, open ones, a published one; the clock stays where it was."""
    now, here = clock.now(), world.here

    def under_way(name: str, vote: Vote, days: int = 30) -> Vote:
        hands.set(now - AGO)
        vote = ballot.posted(world, vote, days=days)
        assert vote.opens_at is not None
        hands.set(vote.opens_at)
        with transaction():
            actions.open_(here.clerk, vote)
        return kept.keep(f"vote_{name}", ballot.fresh(vote))

    def stands(name: str, vote: Vote, who: Person) -> None:
        kept.keep(f"voter_{name}", ballot.voter_of(vote, who))

    hands.set(now - AGO)
    kept.keep("vote_draft", residents(world))
    opened = under_way("open", residents(world, questions=2))
    stands("resident", opened, here.resident)
    ballot.cast(opened, here.neighbour, "yes", "no")
    stands("neighbour", opened, here.neighbour)
    openly = under_way("openly", residents(world, secrecy=Secrecy.OPEN))
    ballot.cast(openly, here.neighbour, "yes")
    stands("resident_openly", openly, here.resident)
    stands("owner", under_way("owners", ballot.drafted(world, here.building)), here.owner)
    entrusted = under_way("entrusted", ballot.drafted(world, here.building))
    with transaction():
        given = actions.give_proxy(
            here.owner,
            ballot.voter_of(entrusted, here.owner),
            here.neighbour,
            scope="全部事项。",
            until=clock.day_of(now) + 2 * AGO,
            upload=ballot.upload(),
        )
        kept.keep("proxy", given)
    decided = under_way("published", ballot.drafted(world, here.building), days=7)
    ballot.counted(world, decided, hands)
    with transaction():
        actions.publish(
            here.clerk,
            ballot.fresh(decided),
            title="表决结果",
            text="没有通过。",
            is_redacted=True,
            figures=result_text,
        )
    stands("owner_published", decided, here.owner)
    hands.set(now)
    kept.keep("vote_posted", ballot.posted(world, residents(world)))
