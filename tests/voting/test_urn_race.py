"""One unit, many at once: one ballot counts. Without what guards it, more would: the test can fail."""

import os
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from civic.errors import AlreadyDone, OutOfOrder
from civic.voting import urn
from civic.voting.urn import casting
from civic.voting.urn.place import here
from civic.voting.urn.tables import roll
from tests.voting.box import open_box
from tests.voting.caster import all_at_once, cast_all, casters

PATIENCE = 60


def race_of_threads(app: Flask, unit: int, many: int) -> Counter[str]:
    """What became of each who cast for the same unit."""
    became: list[str] = []
    all_at_once(lambda: cast_all(app, 1, [unit], lambda what, _: became.append(what)), many)
    return Counter(became)


def ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def wait_for(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


# It holds ----------------------------------------------------------------------------


def test_fifty_threads_cast_for_one_unit_and_one_ballot_counts(app: Flask) -> None:
    open_box()
    assert race_of_threads(app, 7, 50) == {"cast": 1, "voted already": 49}
    assert urn.counts(1) == urn.Counts(30, 1, 1, 0, 0, (1, 1))


def test_ten_processes_of_five_threads_cast_for_the_same_units(app: Flask, tmp_path: Path) -> None:
    """Fifty at once for each of three units, one after the other."""
    open_box()
    told = tmp_path / "told"
    with casters(app) as start:
        at = time.monotonic() + 1
        order = {"units": [7, 8, 9], "threads": 5, "race": True, "at": at, "told": str(told)}
        children = [start(**order) for _ in range(10)]
        wait_for(lambda: all(map(ended, children)))
    became = Counter(line.split("\t")[0] for line in told.read_text().splitlines())
    assert became == {"cast": 3, "voted already": 147}
    assert urn.counts(1) == urn.Counts(30, 3, 3, 0, 0, (3, 3))


def test_of_paper_and_online_at_once_one_counts(app: Flask) -> None:
    open_box()
    became: list[str] = []

    def work() -> None:
        with app.app_context():
            for act in (lambda: urn.hand_paper(1, 7), lambda: urn.cast(1, 7, [b"yes", b"no"])):
                try:
                    act()
                except AlreadyDone:
                    became.append("refused")
                else:
                    became.append("done")

    all_at_once(work, 20)
    assert Counter(became) == {"done": 1, "refused": 39}
    found = urn.counts(1)
    assert found.marked == 1 and found.agree


def test_closing_while_ballots_come_in_loses_none_that_was_acknowledged(app: Flask) -> None:
    open_box(units=400)
    became: list[str] = []
    units = iter(range(1, 401))

    def work() -> None:
        with app.app_context():
            for unit in units:
                try:
                    urn.cast(1, unit, [b"yes", b"no"])
                except OutOfOrder:
                    return
                became.append("cast")

    def close() -> None:
        with app.app_context():
            wait_for(lambda: len(became) > 20)
            closed.append(urn.close(1))

    closed: list[urn.Counts] = []
    closing = threading.Thread(target=close)
    closing.start()
    all_at_once(work, 8)
    closing.join(PATIENCE)
    (found,) = closed
    assert found == urn.counts(1) and found.agree
    assert found.online == len(became) < 400


def test_a_process_that_was_forked_has_connections_of_its_own(app: Flask) -> None:
    open_box()
    urn.cast(1, 1, [b"yes", b"no"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads that have ended
        if (child := os.fork()) == 0:
            try:
                urn.cast(1, 2, [b"yes", b"no"])
                os._exit(0)
            finally:
                os._exit(1)
    urn.cast(1, 3, [b"yes", b"no"])
    assert os.waitpid(child, 0) == (child, 0)
    assert [urn.has_voted(1, unit) for unit in (1, 2, 3)] == [True] * 3
    assert urn.counts(1).agree


# Without its guards it would not --------------------------------------------------------


def test_without_the_condition_of_the_mark_two_ballots_would_count(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_box()
    unguarded = sa.update(roll).where(casting._VOTER).values(state=1, channel=sa.bindparam("paper"))
    monkeypatch.setattr(casting, "_MARK", unguarded)
    became = race_of_threads(app, 7, 50)
    assert became["cast"] > 1
    found = urn.counts(1)
    assert found.online == became["cast"] and found.marked == 1 and not found.agree


def test_a_unit_stands_on_the_roll_once_because_of_its_key(app: Flask) -> None:
    """The key is the rule: without it, a unit put on the roll twice has two marks to set."""
    open_box()
    twice = "INSERT INTO roll (vote_id, unit_no) VALUES (1, 7)"
    with pytest.raises(sa.exc.IntegrityError), here().changing() as link:
        link.exec_driver_sql(twice)
    with here().changing() as link:
        link.exec_driver_sql("CREATE TABLE keyless AS SELECT * FROM roll")
        link.exec_driver_sql("DROP TABLE roll")
        link.exec_driver_sql("ALTER TABLE keyless RENAME TO roll")
        link.exec_driver_sql("INSERT INTO roll SELECT * FROM roll WHERE unit_no = 7")
    with here().changing() as link:
        marks = link.execute(casting._MARK, {"of": 1, "unit": 7, "paper": 0}).rowcount
    assert marks == 2
