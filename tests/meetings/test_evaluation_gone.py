"""The urn of an evaluation is lost with all that was in it: it is published that nobody knows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from civic.clock import Hands
from civic.db import transaction
from civic.people.models import Person
from civic.voting import actions as voting
from civic.voting import rules as voting_rules
from tests.meetings import evaluation
from tests.neighbour import NeighbourClient
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.secrecy import supervisors
from tests.voting.test_gone_urn import befall, missing
from tests.world import World

pytestmark = [pytest.mark.sqlite_first, pytest.mark.sqlite_only]


def test_nobody_says_that_none_came_back(
    world: World, as_: Callable[[Person | None], NeighbourClient], clock: Hands, tmp_path: Path
) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    vote = evaluation.opened(world, evaluation.noticed(world, meeting))[0].vote
    evaluation.closed(world, meeting)
    for each in who:
        evaluation.cast(vote, each, "satisfied")
    closes_at = fresh_vote(vote).closes_at
    assert closes_at is not None
    clock.set(closes_at)
    befall(missing, tmp_path / "none.db")
    gone, (first, second) = "票箱的盘坏了，找不到备份。", supervisors(world)
    with transaction():
        voting.give_up_urn(first, fresh_vote(vote), reason=gone)
    with transaction():
        voting.give_up_urn(second, fresh_vote(vote), shown=voting_rules.text_shown(gone))
    entry = evaluation.publish(world, meeting)
    assert "收回居民评议票多少票，没有人知道了" in str(entry.figures)
    page = as_(None).get(f"/meetings/{meeting.id}").text
    assert "收回评议票" not in page
