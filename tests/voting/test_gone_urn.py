"""The urn's file is lost, damaged, or a copy of an earlier day is put in its place: the vote still ends,
in the open (integrity.md 2.4, 2.6)."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import Refused
from civic.ledger import Fact
from civic.people.models import Person
from civic.voting import actions, urn
from civic.voting.models import Vote
from civic.voting.rules import Secrecy, VoteStage, Why
from civic.voting.urn import Why as UrnWhy
from civic.voting.urn.place import here
from tests.neighbour import NeighbourClient
from tests.voting import ballot
from tests.voting.ballot import fresh
from tests.voting.secrecy import (
    Secret,
    ceremony,
    certified,
    closed_secretly,
    seal,
    supervisors,
)
from tests.voting.test_lost_urn import REASON, given_up, lost, voting_now, waiting
from tests.voting.test_secret import entries, pub, reconciled, refused
from tests.world import World

pytestmark = [pytest.mark.sqlite_first, pytest.mark.sqlite_only]

As = Callable[[Person | None], NeighbourClient]
Loss = Callable[[Path, Path], None]


def missing(file: Path, _earlier: Path) -> None:
    """The disk is a new one."""
    file.unlink()


def damaged(file: Path, _earlier: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + os.urandom(len(content) - 4096))


def no_file_of_ours(file: Path, _earlier: Path) -> None:
    file.write_bytes(b"quite another file" * 500)


def restored(file: Path, earlier: Path) -> None:
    """From the night before."""
    shutil.copyfile(earlier, file)


HOW = [missing, damaged, no_file_of_ours, restored]


def befall(loss: Loss, earlier: Path) -> None:
    file = Path(str(here().engine.url.database))
    urn.let_go()
    loss(file, earlier)


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    return tmp_path / "earlier.db"


def kept(at: Path) -> None:
    with closing(sqlite3.connect(str(here().engine.url.database))) as link:
        link.execute("VACUUM INTO ?", (str(at),))


def all_voted(world: World, clock: Hands, earlier: Path, secrecy: Secrecy) -> Secret:
    """Twelve have voted; the copy is of the moment before the last two."""
    secret = voting_now(world, clock, secrecy)
    for n, each in enumerate(secret.who):
        if n == 10:
            kept(earlier)
        seal(secret, each, "satisfied", "basically")
    return secret


def pages(vote: Vote, reader: NeighbourClient) -> dict[str, int]:
    ways = ("", "/desk", "/urn", "/figures", "/counting")
    return {way: reader.get(f"/votes/{vote.id}{way}").status_code for way in ways}


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.LIGHT])
@pytest.mark.parametrize("loss", HOW[:3])
def test_lost_while_people_vote_two_give_it_up_once_its_hour_is_over(
    world: World, clock: Hands, as_: As, earlier: Path, loss: Loss, secrecy: Secrecy
) -> None:
    secret = all_voted(world, clock, earlier, secrecy)
    befall(loss, earlier)
    voter = as_(secret.who[0])
    assert voter.get(f"/votes/{secret.vote.id}").status_code == 200
    with pytest.raises(Refused) as said:
        seal(secret, secret.who[0], "satisfied", "basically")
    session().rollback()
    assert said.value.why in {UrnWhy.NO_BOX, UrnWhy.UNREADABLE}
    vote = ballot.over(secret.vote, clock)
    refused(Why.URN_GONE, actions.fall_due)
    assert fresh(vote).stage is VoteStage.OPEN, "it may be found yet"
    refused(Why.URN_GONE, lambda: actions.close(world.clerk, fresh(vote)))
    refused(Why.URN_GONE, lambda: actions.reconcile(world.supervisor, fresh(vote)))
    assert set(pages(vote, as_(supervisors(world)[0])).values()) == {200}
    assert "找回最后的那一份票箱" in as_(supervisors(world)[0]).get(f"/votes/{vote.id}/urn").text
    vote = given_up(world, fresh(vote))
    assert vote.stage is VoteStage.FAILED and vote.took_part_heads is None
    assert pub(entries(vote, Fact.VOTE_CLOSED)[-1])["ballots"] is None
    assert pub(entries(vote, Fact.VOTE_FAILED)[-1])["figures"] is None
    assert REASON in voter.get(f"/votes/{vote.id}").text


@pytest.mark.parametrize("loss", HOW)
def test_lost_after_the_closing_nobody_signs_for_it_and_two_give_it_up(
    world: World, clock: Hands, as_: As, earlier: Path, loss: Loss
) -> None:
    secret = all_voted(world, clock, earlier, Secrecy.SECRET)
    vote = closed_secretly(world, secret, clock)
    befall(loss, earlier)
    refused(Why.URN_GONE, lambda: actions.reconcile(world.supervisor, fresh(vote)))
    assert set(pages(vote, as_(world.clerk)).values()) == {200}
    assert given_up(world, fresh(vote)).stage is VoteStage.FAILED


@pytest.mark.parametrize("loss", HOW)
def test_lost_after_it_was_reconciled_the_figures_of_then_stand(
    world: World, clock: Hands, as_: As, earlier: Path, loss: Loss
) -> None:
    secret = all_voted(world, clock, earlier, Secrecy.LIGHT)
    vote = reconciled(world, closed_secretly(world, secret, clock))
    befall(loss, earlier)
    assert set(pages(vote, as_(world.supervisor)).values()) == {200}
    with pytest.raises(Refused):
        actions.count(world.clerk, fresh(vote))
    session().rollback()
    vote = given_up(world, fresh(vote))
    assert vote.stage is VoteStage.FAILED and vote.took_part_heads == 12


def test_away_at_its_hour_and_whole_again_it_is_closed_then(
    world: World, clock: Hands, earlier: Path
) -> None:
    """The disk was not there for a night; one of the supervisors had given it up already."""
    secret = all_voted(world, clock, earlier, Secrecy.SECRET)
    kept(earlier.with_name("whole.db"))
    befall(missing, earlier)
    vote = ballot.over(secret.vote, clock)
    refused(Why.URN_GONE, actions.fall_due)
    with transaction():
        lost(supervisors(world)[0], vote, REASON)
    befall(restored, earlier.with_name("whole.db"))
    actions.fall_due()
    assert pub(entries(vote, Fact.VOTE_CLOSED)[-1])["ballots"] == 12
    assert reconciled(world, fresh(vote)).stage is VoteStage.RECONCILED


def test_found_again_the_vote_goes_on(
    world: World, clock: Hands, as_: As, earlier: Path, tmp_path: Path
) -> None:
    secret = all_voted(world, clock, earlier, Secrecy.SECRET)
    vote = closed_secretly(world, secret, clock)
    safe = tmp_path / "safe.db"
    kept(safe)
    befall(missing, earlier)
    with transaction():
        lost(supervisors(world)[0], vote, REASON)
    befall(restored, safe)
    assert reconciled(world, fresh(vote)).stage is VoteStage.RECONCILED


def test_what_two_have_certified_needs_the_urn_no_more(
    world: World, clock: Hands, earlier: Path
) -> None:
    secret, vote = waiting(world, clock)
    certified(world, secret, ceremony(secret))
    befall(missing, earlier)
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert fresh(vote).stage is VoteStage.COUNTED and fresh(vote).took_part_heads == 12
