"""The one door to the database: it commits in one place, writers queue, counters stand apart."""

import threading
import time
from datetime import UTC, datetime
from enum import StrEnum

import pytest
import sqlalchemy as sa
from flask import Flask

from civic import clock, db
from civic.db import Base, session
from civic.web.replies import Submission


def note(name: str) -> Submission:
    return Submission(once=name, at=clock.now())


def every() -> list[str]:
    db.rollback()
    return sorted(session().scalars(sa.select(Submission.once)))


# One transaction ---------------------------------------------------------------------


def test_a_command_stands_whole_or_not_at_all(app: Flask) -> None:
    with db.transaction() as kept:
        kept.add(note("a"))
    with pytest.raises(ZeroDivisionError), db.transaction() as kept:
        kept.add(note("b"))
        kept.flush()
        raise ZeroDivisionError
    assert every() == ["a"]


def test_a_command_that_is_stopped_leaves_nothing(app: Flask) -> None:
    with pytest.raises(KeyboardInterrupt), db.transaction() as kept:
        kept.add(note("a"))
        kept.flush()
        raise KeyboardInterrupt
    assert every() == []


def test_many_rows_at_once_are_stored_as_single_ones_are(app: Flask) -> None:
    odd = ["plain", "tab\tand\nline", "back\\slash \\N \\.", "引号'\"", ""]
    table, columns = Submission.__table__, ("once", "by_id", "url", "at")
    assert isinstance(table, sa.Table)
    with db.transaction() as kept:
        kept.add(Submission(once="one by one", by_id=7, url=None, at=clock.now()))
        db.pour(
            table,
            columns,
            ((f"p{n}", None if n else 7, url, clock.now()) for n, url in enumerate(odd)),
        )
        db.pour(table, columns, [])
    db.rollback()
    poured = session().scalars(
        sa.select(Submission).where(Submission.once.like("p_")).order_by(Submission.once)
    )
    assert [(row.url, row.by_id, row.at) for row in poured] == [
        (url, None if n else 7, clock.now()) for n, url in enumerate(odd)
    ]


def test_rows_may_ask_the_database_while_they_are_made(app: Flask) -> None:
    table = Submission.__table__
    assert isinstance(table, sa.Table)
    with db.transaction() as kept:
        others = sa.select(sa.func.count()).select_from(Submission)
        made = ((f"n{n} of {kept.scalar(others)}", clock.now()) for n in range(2))
        db.pour(table, ("once", "at"), made)
    assert every() == ["n0 of 0", "n1 of 0"]


def test_many_rows_at_once_stand_or_fall_with_what_they_belong_to(app: Flask) -> None:
    table = Submission.__table__
    assert isinstance(table, sa.Table)
    with pytest.raises(ZeroDivisionError), db.transaction():
        db.pour(table, ("once", "at"), [("a", clock.now())])
        raise ZeroDivisionError
    with pytest.raises(Exception, match=r"(?i)unique"), db.transaction():
        db.pour(table, ("once", "at"), [("b", clock.now()), ("b", clock.now())])
    assert every() == []


def test_apart_survives_what_comes_after(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction() as kept:
        kept.scalars(sa.select(Submission)).all()
        with db.apart() as own:
            own.add(note("apart"))
        kept.add(note("after"))
        kept.flush()
        raise ZeroDivisionError
    assert every() == ["apart"]


def test_apart_that_fails_leaves_nothing_and_the_rest_goes_on(app: Flask) -> None:
    with db.transaction() as kept:
        with pytest.raises(ZeroDivisionError), db.apart() as own:
            own.add(note("apart"))
            own.flush()
            raise ZeroDivisionError
        kept.add(note("after"))
    assert every() == ["after"]


def test_apart_after_a_change_is_a_mistake_of_ours_and_says_so(app: Flask) -> None:
    """The two would wait for each other for ever."""
    with pytest.raises(RuntimeError, match="before the changes"), db.transaction() as kept:
        kept.add(note("mine"))
        with db.apart():
            pass
    assert every() == []


@pytest.mark.sqlite_only
def test_what_is_only_read_in_one_moment_belongs_together(app: Flask) -> None:
    """On SQLite, a reader sees one state however long the page takes."""
    db.rollback()
    assert session().scalars(sa.select(Submission.once)).all() == []
    other = threading.Thread(target=_write, args=(app, "meanwhile"))
    other.start()
    other.join(10)
    assert session().scalars(sa.select(Submission.once)).all() == []
    assert every() == ["meanwhile"]


def _write(app: Flask, name: str) -> None:
    with app.app_context(), db.transaction() as kept:
        kept.add(note(name))


# Many at once ------------------------------------------------------------------------


def test_writers_queue_and_nobody_is_turned_away(app: Flask) -> None:
    """Eight at once, fifteen times each: all of it stands, nobody hears of a lock."""
    problems, waits = [], []

    def work(who: int) -> None:
        try:
            with app.app_context():
                for n in range(15):
                    began = time.perf_counter()
                    with db.transaction() as kept:
                        kept.scalars(sa.select(Submission.once).limit(1)).all()
                        kept.add(note(f"{who}-{n}"))
                    waits.append(time.perf_counter() - began)
        except Exception as problem:
            problems.append(problem)

    workers = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert not problems
    assert len(every()) == 120
    waits.sort()
    assert waits[-1] < max(5, 40 * waits[len(waits) // 2]), (
        "somebody was let wait while others passed"
    )


def test_readers_do_not_wait_for_a_writer(app: Flask) -> None:
    began, done = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), db.transaction() as kept:
            kept.add(note("slow"))
            kept.flush()
            began.set()
            done.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert began.wait(20)
        assert every() == []
    finally:
        done.set()
        writer.join(20)
    assert every() == ["slow"]


def test_a_writer_that_dies_lets_the_next_one_in(app: Flask) -> None:
    def die() -> None:
        with app.app_context(), pytest.raises(ZeroDivisionError), db.transaction() as kept:
            kept.add(note("dead"))
            kept.flush()
            raise ZeroDivisionError

    writer = threading.Thread(target=die)
    writer.start()
    writer.join(20)
    began = time.perf_counter()
    _write(app, "next")
    assert time.perf_counter() - began < 5
    assert every() == ["next"]


@pytest.mark.sqlite_only
def test_writers_are_first_come_first_served(app: Flask) -> None:
    """While one holds the door, the others line up in the order in which they came."""
    order: list[int] = []
    gate = threading.Event()

    def hold() -> None:
        with app.app_context(), db.transaction() as kept:
            kept.execute(sa.text("SELECT 1"))
            gate.wait(20)

    def write(who: int) -> None:
        with app.app_context(), db.transaction() as kept:
            kept.add(note(str(who)))
            kept.flush()
            order.append(who)

    holder = threading.Thread(target=hold)
    holder.start()
    time.sleep(0.3)
    line = [threading.Thread(target=write, args=(n,)) for n in range(5)]
    for writer in line:
        writer.start()
        time.sleep(0.2)
    gate.set()
    for writer in [holder, *line]:
        writer.join(20)
    assert order == [0, 1, 2, 3, 4]


# How it is set up --------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_sqlite_keeps_what_it_acknowledged(app: Flask) -> None:
    def setting(name: str) -> object:
        return session().execute(sa.text(f"PRAGMA {name}")).scalar()

    assert setting("journal_mode") == "wal"
    assert setting("synchronous") == 2
    assert setting("foreign_keys") == 1
    assert setting("secure_delete") == 1


@pytest.mark.postgresql_only
def test_postgresql_keeps_what_it_acknowledged(app: Flask) -> None:
    assert session().execute(sa.text("SHOW synchronous_commit")).scalar() != "off"


def test_an_error_of_the_database_quotes_nothing_that_was_typed(app: Flask) -> None:
    """What is bound to a statement would else stand in whatever log the error reaches."""
    with pytest.raises(sa.exc.DBAPIError) as problem, db.transaction() as kept:
        kept.execute(sa.text("SELECT nothing(:name)"), {"name": "王秀英，住301"})
    assert "王秀英" not in str(problem.value)


def test_after_a_failure_a_new_connection_is_asked_and_the_turn_to_write_is_free(
    app: Flask, backend: str
) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        db.write()
        session().add(note("lost"))
        session().flush()
        if backend == "postgresql":  # as when the server is started anew
            session().execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
        session().execute(sa.text("SELECT nothing"))
    db.let_go()
    db.read()
    _write(app, "kept")
    assert every() == ["kept"]


def test_every_constraint_has_a_name_that_migrations_can_say() -> None:
    nameless = [
        (table.name, type(constraint).__name__)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert not nameless


def test_every_moment_is_kept_with_its_zone() -> None:
    naive = [
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.DateTime)
    ]
    assert not naive, "a column of moments is an Instant"


def test_a_moment_comes_back_as_it_went_in_and_never_without_zone(app: Flask) -> None:
    moment = datetime(2026, 11, 23, 19, 30, 15, 123456, tzinfo=clock.SHANGHAI)
    with db.transaction() as kept:
        kept.add(Submission(once="zoned", at=moment))
    db.rollback()
    kept_at = session().get_one(Submission, "zoned").at
    assert kept_at == moment
    assert kept_at.tzinfo is UTC
    with pytest.raises(sa.exc.StatementError, match="zone"), db.transaction() as kept:
        kept.add(Submission(once="naive", at=datetime(2026, 11, 23)))  # noqa: DTZ001
        kept.flush()


def test_a_state_that_there_is_not_is_kept_out_by_the_schema(app: Flask) -> None:
    statement = sa.text(
        "INSERT INTO people_persons (name, state, session_key, shows_name, locale, created_at)"
        " VALUES ('x', 'omnipotent', 'k', :no, 'zh', :now)"
    )
    with pytest.raises(sa.exc.IntegrityError), db.transaction() as kept:
        kept.execute(statement, {"no": False, "now": clock.now().replace(tzinfo=None)})


class Mood(StrEnum):
    GOOD = "good"


def test_a_choice_takes_only_members() -> None:
    kind = db.choice(Mood)
    assert kind.enums == ["good"]
    assert kind.name == "mood"
    with pytest.raises(LookupError):
        kind.bind_processor(sa.create_engine("sqlite://").dialect)("bad")
