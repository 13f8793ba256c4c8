"""Nobody can tell from what the urn stores in which order ballots came, nor which is whose.

The same attacks on a table as one would write it find everything: they are real.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from civic.voting import urn
from civic.voting.urn.place import here
from civic.voting.urn.sealing import Export
from civic.voting.urn.tables import answers, ballots, comments, roll
from tests.voting.box import open_box

VOTERS = 400


@pytest.fixture
def cast_order(app: Flask) -> list[int]:
    """Ballots of 400 units, cast one by one in a random order."""
    open_box(units=VOTERS, questions=1)
    order = list(range(1, VOTERS + 1))
    random.Random(20261123).shuffle(order)
    return order


def ballot_ids(order: list[int]) -> list[bytes]:
    return [urn.cast(1, unit, [b"yes"]).ballot_id for unit in order]


# SQLite: where in the file ------------------------------------------------------------


def in_true_order(file: Path, ids: list[bytes]) -> float:
    """Of neighbours in time on the same page, the share whose places in the file are in time's order."""
    content = file.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    places = [content.find(each) for each in ids]
    assert -1 not in places
    same_page = [
        (one, other)
        for n, one in enumerate(places)
        for other in places[n + 1 :]
        if one // size == other // size
    ]
    assert len(same_page) > 500
    # Cells grow from the end of a page to its beginning.
    return sum(one > other for one, other in same_page) / len(same_page)


@pytest.mark.sqlite_only
def test_the_place_of_a_ballot_in_the_file_tells_nothing_of_its_time(
    app: Flask, cast_order: list[int]
) -> None:
    ids = ballot_ids(cast_order)
    folder = Path(app.config["INSTANCE"])
    assert in_true_order(folder / "urn.db", sorted(ids)) < 0.8
    urn.close(1)
    # Places follow from the random key alone (but for the last pages), so that time has no part.
    assert in_true_order(folder / "urn.db", sorted(ids)) > 0.95
    share = in_true_order(folder / "urn.db", ids)
    assert 0.42 < share < 0.58, "four times as far from one half as chance would be"
    left = {file.name for file in folder.glob("urn.db*")}
    assert left <= {"urn.db", "urn.db-journal", "urn.db.queue"}
    journal = folder / "urn.db-journal"
    assert not journal.exists() or journal.stat().st_size == 0


def test_the_same_attack_reads_the_order_off_a_plain_table(tmp_path: Path) -> None:
    ids = [random.randbytes(16) for _ in range(VOTERS)]
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE urn (ballot_id BLOB, commitment BLOB)")
    for each in ids:
        plain.execute("INSERT INTO urn VALUES (?, zeroblob(32))", (each,))
        plain.commit()
    found = [row[0] for row in plain.execute("SELECT ballot_id FROM urn ORDER BY rowid")]
    plain.close()
    assert found == ids
    assert in_true_order(tmp_path / "plain.db", ids) == 1


@pytest.mark.sqlite_only
def test_a_ballot_that_was_destroyed_is_gone_from_the_file(
    app: Flask, cast_order: list[int]
) -> None:
    ids = ballot_ids(cast_order[:50])
    urn.close(1)
    with here().changing() as link:
        link.exec_driver_sql("UPDATE ballot_box SET state = 'certified'")
    urn.destroy(1)
    content = (Path(app.config["INSTANCE"]) / "urn.db").read_bytes()
    assert not [each for each in ids if each in content]


# PostgreSQL: in which transaction -------------------------------------------------------


def relinked(order: list[int], ids: list[bytes]) -> int:
    """Voters whose ballot a join over the transaction's number names, it alone and rightly."""
    attack = sa.text(
        "SELECT r.unit_no, u.ballot_id FROM roll r JOIN urn u ON r.xmin = u.xmin WHERE r.state = 1"
    )
    named: dict[int, list[bytes]] = {}
    with here().looking() as link:
        for unit, ballot in link.execute(attack):
            named.setdefault(unit, []).append(bytes(ballot))
    return sum(named.get(unit) == [ballot] for unit, ballot in zip(order, ids, strict=True))


def in_order_of_storage(table: sa.Table, column: str) -> list[object]:
    with here().looking() as link:
        return list(link.scalars(sa.text(f"SELECT {column} FROM {table.name} ORDER BY ctid")))


@pytest.mark.postgresql_only
def test_no_join_over_transactions_finds_a_voters_ballot(app: Flask, cast_order: list[int]) -> None:
    ids = ballot_ids(cast_order)
    assert relinked(cast_order, ids) == VOTERS, "the attack is real while the vote is open"
    urn.close(1)
    assert relinked(cast_order, ids) == 0
    with here().looking() as link:
        for table in (roll, ballots, answers):
            numbers = f"SELECT count(DISTINCT xmin::text) FROM {table.name}"
            assert link.exec_driver_sql(numbers).scalar() == 1


@pytest.mark.postgresql_only
def test_what_is_committed_together_does_not_lie_side_by_side(app: Flask) -> None:
    """Whoever reads the tables while the vote is open does not see which rows came in one ballot."""
    open_box()
    writer, gate = here().writer, threading.Event()

    def hold(_link: Connection, asked: Sequence[None]) -> Sequence[None]:
        assert gate.wait(60)
        return asked

    def voter(unit: int) -> None:
        with app.app_context():
            urn.cast(1, unit, [b"yes", b"no"], comment=b"x")

    waiting = [threading.Thread(target=writer.do, args=(hold, None))]
    waiting += [threading.Thread(target=voter, args=(unit,)) for unit in range(1, 13)]
    for thread in waiting:
        thread.start()
    until = time.monotonic() + 60
    while len(writer._line) < 12 and time.monotonic() < until:
        time.sleep(0.01)
    gate.set()
    for thread in waiting:
        thread.join(60)
    with here().looking() as link:
        batches = "SELECT count(DISTINCT xmin::text) FROM urn"
        assert link.exec_driver_sql(batches).scalar() == 1, "all in one"
    for table, key in ((ballots, "ballot_id"), (answers, "row_id"), (comments, "row_id")):
        stored = [bytes(each) for each in in_order_of_storage(table, key)]  # type: ignore[call-overload]
        assert stored == sorted(stored) and len(stored) >= 12, table.name


@pytest.mark.postgresql_only
def test_rows_lie_in_the_order_of_their_keys_whenever_they_came(
    app: Flask, cast_order: list[int]
) -> None:
    ids = ballot_ids(cast_order)
    stored = [bytes(each) for each in in_order_of_storage(ballots, "ballot_id")]  # type: ignore[call-overload]
    assert stored == ids, "the attack is real while the vote is open"
    urn.close(1)
    for table, column in ((ballots, "ballot_id"), (answers, "row_id"), (roll, "unit_no")):
        kept = in_order_of_storage(table, column)
        assert kept == sorted(kept) and len(kept) == VOTERS  # type: ignore[type-var]


def test_what_is_written_anew_is_what_was_there(app: Flask) -> None:
    open_box(1)
    open_box(2)
    for unit in range(1, 13):
        urn.cast(1, unit, [b"yes", b"no"], comment=b"x")
        urn.cast(2, unit, [b"yes", b"no"])
    before = [urn.counts(n) for n in (1, 2)], [urn.contents(n) for n in (1, 2)]
    urn.rebuild()
    assert before == (
        [urn.counts(n) for n in (1, 2)],
        [urn.contents(n) for n in (1, 2)],
    )
    urn.cast(1, 13, [b"yes", b"no"])
    with pytest.raises(sa.exc.IntegrityError), here().changing() as link:
        link.exec_driver_sql("INSERT INTO roll (vote_id, unit_no) VALUES (1, 13)")


def test_the_order_of_an_export_is_that_of_random_keys(app: Flask, cast_order: list[int]) -> None:
    ballot_ids(cast_order[:50])
    urn.close(1)
    urn.reconcile(1)
    export = Export.unpack(urn.export(1, urn.contents(1)))
    ids = [row_id for row_id, _ in export.rows[1]]
    assert ids == sorted(ids) and list(export.ballots) == sorted(export.ballots)
    assert all(one < other for one, other in pairwise(ids))
