"""Killed at any moment (SIGKILL), the urn holds whole ballots only, and all that were acknowledged."""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from civic.voting import urn
from civic.voting.urn.place import here
from tests.voting.box import in_the_record, open_box
from tests.voting.caster import casters
from tests.voting.test_urn_race import ended, wait_for

UNITS = 20_000


def kill(app: Flask, tmp_path: Path, times: int) -> None:
    """Evening after evening is cut off at some moment while six threads cast."""
    open_box(units=UNITS)
    told = tmp_path / "told"
    chance = random.Random(20261123)
    share = UNITS // times
    began = time.monotonic()
    with casters(app) as start:
        for night in range(times):
            before = told.stat().st_size if told.exists() else 0
            units = list(range(night * share + 1, (night + 1) * share + 1))
            child = start(units=units, threads=6, told=str(told))
            wait_for(lambda before=before: told.exists() and told.stat().st_size > before)
            time.sleep(chance.uniform(0, 0.08))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            wait_for(lambda child=child: ended(child))
            if night % 20 == 0:
                check(told)
    acknowledged = check(told)
    assert acknowledged >= times
    found = urn.close(1)
    assert found.agree
    sys.stdout.write(
        f"\n{times} kills, {acknowledged} ballots acknowledged, {found.online} in the urn, "
        f"{time.monotonic() - began:.0f} s\n"
    )


def check(told: Path) -> int:
    """Marks = ballots = rows of each question; every acknowledged ballot is there; how many were."""
    with here().looking() as link:
        if link.dialect.name == "sqlite":
            assert link.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    found = urn.counts(1)
    assert found.agree and found.paper == 0, found
    lines = [line.split("\t") for line in told.read_text().splitlines()]
    assert {what for what, _ in lines} == {"cast"}
    acknowledged = {bytes.fromhex(commitment) for _, commitment in lines}
    assert len(acknowledged) == len(lines)
    assert acknowledged <= set(in_the_record().ballots), "acknowledged, and lost"
    return len(acknowledged)


def test_killed_five_times_it_holds_whole_ballots_and_all_that_were_acknowledged(
    app: Flask, tmp_path: Path
) -> None:
    kill(app, tmp_path, 5)


@pytest.mark.slow
def test_killed_two_hundred_times_it_holds_whole_ballots_and_all_that_were_acknowledged(
    app: Flask, tmp_path: Path
) -> None:
    kill(app, tmp_path, 200)


def test_the_check_would_notice_a_lost_ballot_and_half_of_one(app: Flask, tmp_path: Path) -> None:
    open_box()
    receipts = [urn.cast(1, unit, [b"yes", b"no"]) for unit in (1, 2, 3)]
    told = tmp_path / "told"
    told.write_text("".join(f"cast\t{receipt.commitment.hex()}\n" for receipt in receipts))
    assert check(told) == 3
    told.write_text(told.read_text() + f"cast\t{'ab' * 32}\n")
    with pytest.raises(AssertionError, match="lost"):
        check(told)
    with here().changing() as link:
        link.execute(sa.text("DELETE FROM urn_answer WHERE question = 2"))
    with pytest.raises(AssertionError):
        check(told)
