"""The urn was told and the site's transaction failed: no vote is stuck, no roll is another one."""

import pytest
from sqlalchemy.exc import DBAPIError

from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import OutOfOrder, TooLate
from civic.ledger import Fact
from civic.voting import actions, urn
from civic.voting.models import Vote
from civic.voting.rules import Secrecy, VoteStage
from civic.voting.urn import BoxState
from civic.voting.urn.place import here
from tests.voting.ballot import drafted, example_one, fresh, over, posted, residents
from tests.voting.box import answered
from tests.voting.secrecy import (
    Secret,
    closed_secretly,
    drafted_secretly,
    laid,
    opened_secretly,
    seal,
    with_key,
)
from tests.world import World


def opened_unheard(world: World, vote: Vote) -> None:
    """The urn opens, and the site's commit fails."""
    actions.open_(world.clerk, fresh(vote))
    session().rollback()
    assert urn.state(vote.id) is BoxState.OPEN
    assert fresh(vote).stage is VoteStage.POSTED


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.LIGHT])
def test_a_vote_whose_opening_was_not_heard_of_until_its_window_passed_is_called_off(
    world: World, clock: Hands, secrecy: Secrecy
) -> None:
    secret = laid(world, 12, secrecy=secrecy)
    vote = secret.vote
    assert vote.opens_at is not None and vote.closes_at is not None
    clock.set(vote.opens_at)
    if secrecy is Secrecy.SECRET:
        with_key(world, secret, clock)
        with transaction():
            codes = answered(vote.id, secret.sheets)
            actions.rehearse_urn(world.supervisor, fresh(vote), answered=codes)
    closes_at = vote.closes_at
    opened_unheard(world, vote)
    clock.set(closes_at)
    with pytest.raises(TooLate):
        actions.open_(world.clerk, fresh(vote))
    session().rollback()
    with transaction():
        actions.cancel(world.clerk, fresh(vote), reason="服务器坏了，错过了投票的时间。")
    assert fresh(vote).stage is VoteStage.CANCELLED
    assert urn.state(vote.id) is BoxState.DESTROYED and urn.counts(vote.id).roll == 0


def test_an_urn_with_a_ballot_in_it_is_not_given_up(world: World, clock: Hands) -> None:
    secret = opened_secretly(world, clock)
    seal(secret, secret.who[0], "satisfied", "satisfied")
    with pytest.raises(OutOfOrder):
        urn.destroy(secret.vote.id)
    assert urn.state(secret.vote.id) is BoxState.OPEN and urn.counts(secret.vote.id).marked == 1


def test_in_light_mode_the_urn_is_laid_anew_for_the_opening_that_stands(
    world: World, clock: Hands
) -> None:
    """The opening that failed took its freezing and its manifest with it."""
    who = residents(world, 12)
    vote = posted(world, drafted_secretly(world, who, secrecy=Secrecy.LIGHT))
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    opened_unheard(world, vote)
    with transaction():
        ledger.record(Fact.CALENDAR_LOADED, about=ledger.SITE, by=None, pub={"year": 2027})
    with transaction():
        actions.open_(world.clerk, fresh(vote))
    vote = fresh(vote)
    assert (urn.counts(vote.id).roll, vote.heads) == (12, 12)
    secret = Secret(vote, who)
    for each in who:
        seal(secret, each, "satisfied", "satisfied")
    closed_secretly(world, secret, clock)
    with transaction():
        actions.reconcile(world.supervisor, fresh(vote))
        actions.count(world.clerk, fresh(vote))
    box = actions.box_of(fresh(vote))
    found = actions.certificate(box)
    assert found is not None and found.manifest == box.manifest, "what is bound is what stands"


def renamed(table: str, name: str) -> None:
    with here().changing() as link:
        link.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


def test_one_vote_that_cannot_be_closed_keeps_no_other_from_opening(
    world: World, clock: Hands
) -> None:
    """Its urn answers with an error: the worker says so, and the other vote has opened all the same."""
    other = posted(world, drafted(world, example_one(world)[0]), after=30)
    broken = opened_secretly(world, clock).vote
    renamed("roll", "elsewhere")
    over(broken, clock)
    assert broken.closes_at == other.opens_at
    with pytest.raises(DBAPIError):
        actions.fall_due()
    renamed("elsewhere", "roll")
    assert fresh(broken).stage is VoteStage.OPEN and fresh(other).stage is VoteStage.OPEN
