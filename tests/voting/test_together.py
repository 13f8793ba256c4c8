"""Small acts of many at once: each is answered after its commit, and a failure is nobody else's."""

import ctypes
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from civic import db
from civic.together import MOST, Unsettled, Writer

noted = sa.Table("noted", sa.MetaData(), sa.Column("name", sa.Text, primary_key=True))
PATIENCE = 30
T = TypeVar("T")


class Town:
    """An engine, its writer, and how many jobs each transaction held."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.writer = Writer(self.begin)
        self.batches: list[int] = []
        self.begun = 0
        self.fails = False
        self.may_commit = threading.Event()
        self.may_commit.set()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with db.begin(self.engine, writing=True) as link:
            self.begun += 1
            before = self.count(link)
            yield link
            self.batches.append(self.count(link) - before)
            assert self.may_commit.wait(PATIENCE)
            if self.fails:
                raise OSError("no space left")

    def count(self, link: Connection) -> int:
        if not sa.inspect(link).has_table(noted.name):
            return 0
        return link.scalar(sa.select(sa.func.count()).select_from(noted)) or 0

    def note(self, name: str) -> str:
        return self.writer.do(add, name)

    def do(self, job: Callable[[Connection], T]) -> T:
        """An act of one's own."""
        return self.writer.do(lambda link, asked: [job(link) for _ in asked], None)

    def stands(self) -> set[str]:
        with db.begin(self.engine, writing=False) as link:
            return set(link.scalars(sa.select(noted.c.name)))

    @contextmanager
    def lined_up(self, *jobs: Callable[[], object]) -> Iterator[list[object]]:
        """While one holds the door, the others line up in order; what became of each."""
        holding, gate = threading.Event(), threading.Event()

        def hold(link: Connection) -> None:
            holding.set()
            assert gate.wait(PATIENCE)
            add(link, ["holder"])

        outcomes: list[object] = [None] * len(jobs)

        def carry(n: int, job: Callable[[], object]) -> None:
            try:
                outcomes[n] = job()
            except BaseException as problem:
                outcomes[n] = problem

        def first() -> None:
            with suppress(OSError):
                self.do(hold)

        threads = [threading.Thread(target=first)]
        threads[0].start()
        assert holding.wait(PATIENCE)
        for n, job in enumerate(jobs):
            threads.append(threading.Thread(target=carry, args=(n, job)))
            threads[-1].start()
            until = time.monotonic() + PATIENCE
            while len(self.writer._line) <= n and time.monotonic() < until:
                time.sleep(0.001)
        self.threads, self.gate = threads, gate
        try:
            yield outcomes
        finally:
            gate.set()
            for thread in threads:
                thread.join(PATIENCE)
                assert not thread.is_alive()


def add(link: Connection, names: Sequence[str]) -> list[str | Exception]:
    """All of them, whoever asked; one with a space is refused."""
    kept = [name for name in names if " " not in name]
    if kept:
        link.execute(sa.insert(noted), [{"name": name} for name in kept])
    return [name if name in kept else ValueError(name) for name in names]


@pytest.fixture
def town(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    if backend == "sqlite":
        engine = db.engine_apart(sa.make_url(f"sqlite:///{tmp_path}/noted.db"))
    else:
        engine = db.engine_apart(
            sa.make_url(request.getfixturevalue("pg_url").format(name="postgres"))
        )
    with db.begin(engine, writing=True) as link:
        noted.drop(link, checkfirst=True)
        noted.create(link)
    yield Town(engine)
    engine.dispose()


# Answered after the commit -----------------------------------------------------------


def test_whoever_is_answered_finds_it_standing(town: Town) -> None:
    assert town.note("a") == "a"
    assert town.stands() == {"a"}


def test_nobody_is_answered_before_the_commit(town: Town) -> None:
    carried_out = threading.Event()

    def last() -> object:
        def job(_link: Connection) -> str:
            town.may_commit.clear()
            carried_out.set()
            return "last"

        return town.do(job)

    with town.lined_up(lambda: town.note("a"), last) as outcomes:
        town.gate.set()
        assert carried_out.wait(PATIENCE)
        time.sleep(0.1)
        assert outcomes == [None, None]
        assert town.stands() == {"holder"}
        town.may_commit.set()
    assert outcomes == ["a", "last"] and town.stands() == {"holder", "a"}


def test_who_comes_while_others_wait_is_committed_with_them(town: Town) -> None:
    jobs = [lambda n=n: town.note(f"n{n}") for n in range(20)]
    with town.lined_up(*jobs) as outcomes:
        pass
    assert outcomes == [f"n{n}" for n in range(20)]
    assert town.batches == [1, 20]


def test_nobodys_batch_is_longer_than_most(town: Town) -> None:
    jobs = [lambda n=n: town.note(f"n{n}") for n in range(MOST + 5)]
    with town.lined_up(*jobs):
        pass
    assert town.batches == [1, MOST, 5]


def test_many_threads_lose_nothing_and_mix_nothing_up(town: Town) -> None:
    wrong = []

    def work(who: int) -> None:
        wrong.extend(name for n in range(15) if town.note(name := f"{who}-{n}") != name)

    workers = [threading.Thread(target=work, args=(who,)) for who in range(30)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE * 4)
        assert not worker.is_alive()
    assert not wrong
    assert town.stands() == {f"{who}-{n}" for who in range(30) for n in range(15)}
    assert len(town.batches) < 450, "nobody shared a commit"


def test_who_is_alone_waits_for_nobody(town: Town) -> None:
    """Whoever comes carries their own job out, and it is committed without another's."""

    def job(link: Connection) -> int:
        add(link, [f"alone-{len(town.batches)}"])
        return threading.get_ident()

    assert {town.do(job) for _ in range(30)} == {threading.get_ident()}
    assert town.batches == [1] * 30


# Who fails fails alone ---------------------------------------------------------------


def test_one_who_is_refused_is_told_so_and_the_others_stand(town: Town) -> None:
    with town.lined_up(
        lambda: town.note("a"), lambda: town.note("no name"), lambda: town.note("b")
    ) as outcomes:
        pass
    assert isinstance(outcomes[1], ValueError) and (outcomes[0], outcomes[2]) == ("a", "b")
    assert town.stands() == {"holder", "a", "b"} and town.batches == [1, 2]


def test_where_all_are_refused_nothing_is_committed(town: Town) -> None:
    with pytest.raises(ValueError, match="no name"):
        town.note("no name")
    assert town.stands() == set() and town.batches == []


def test_an_act_that_raises_fails_alone_and_leaves_nothing(town: Town) -> None:
    def half() -> object:
        def job(link: Connection) -> None:
            add(link, ["half"])
            raise ZeroDivisionError

        return town.do(job)

    with town.lined_up(lambda: town.note("a"), half, lambda: town.note("b")) as outcomes:
        pass
    assert isinstance(outcomes[1], ZeroDivisionError)
    assert (outcomes[0], outcomes[2]) == ("a", "b")
    assert town.stands() == {"holder", "a", "b"} and town.batches == [1, 1, 1]


def test_a_clash_fails_alone(town: Town) -> None:
    town.note("taken")
    with town.lined_up(
        lambda: town.note("a"), lambda: town.note("taken"), lambda: town.note("b")
    ) as outcomes:
        pass
    assert isinstance(outcomes[1], sa.exc.IntegrityError)
    assert town.stands() == {"holder", "taken", "a", "b"}


def test_a_commit_that_fails_fails_everybody_in_it_and_nobody_after(town: Town) -> None:
    with town.lined_up(lambda: town.note("a"), lambda: town.note("b")) as outcomes:
        town.fails = True
    assert [type(outcome) for outcome in outcomes] == [OSError, OSError]
    assert town.stands() == set()
    town.fails = False
    town.note("c")
    assert town.stands() == {"c"}


def test_where_the_commit_fails_no_refusal_is_believed_either(town: Town) -> None:
    """Pressed twice: the second was told "already" because of the first, which does not stand."""
    with town.lined_up(lambda: town.note("a"), lambda: town.note("no name")) as outcomes:
        town.fails = True
    assert [type(outcome) for outcome in outcomes] == [OSError, OSError]


def test_a_database_that_goes_away_is_not_asked_again_for_each(town: Town) -> None:
    def lose() -> object:
        def job(_link: Connection) -> None:
            town.fails = True
            raise OSError("the line went dead")

        return town.do(job)

    names = [lambda n=n: town.note(f"n{n}") for n in range(20)]
    with town.lined_up(lose, *names) as outcomes:
        pass
    assert [type(outcome) for outcome in outcomes] == [OSError] * 21
    assert town.begun <= 4, "the holder's, the batch, who lost it, the first of the others"


def test_a_transaction_lost_under_way_is_the_loss_of_who_lost_it(town: Town) -> None:
    """As SQLite does by itself where a disk is full in the midst of a statement."""

    def lose() -> object:
        def job(link: Connection) -> None:
            link.exec_driver_sql("ROLLBACK")
            raise OSError("no space left")

        return town.do(job)

    with town.lined_up(lambda: town.note("a"), lose, lambda: town.note("b")) as outcomes:
        pass
    assert isinstance(outcomes[1], OSError) and (outcomes[0], outcomes[2]) == ("a", "b")
    assert town.stands() == {"holder", "a", "b"}
    town.note("c")
    assert town.stands() == {"holder", "a", "b", "c"}


def test_a_database_that_is_gone_is_told_and_asked_again(town: Town) -> None:
    real, town.engine = town.engine, sa.create_engine("sqlite:////nowhere/at/all.db")
    with pytest.raises(sa.exc.OperationalError):
        town.note("a")
    town.engine = real
    assert town.note("b") == "b"


# Who is stopped holds up nobody ------------------------------------------------------


def stop(thread: threading.Thread) -> None:
    assert thread.ident is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident), ctypes.py_object(KeyboardInterrupt)
    )


def test_one_who_is_stopped_in_line_holds_up_nobody(town: Town) -> None:
    with town.lined_up(lambda: town.note("a"), lambda: town.note("b")) as outcomes:
        stop(town.threads[1])
    assert isinstance(outcomes[0], KeyboardInterrupt) and outcomes[1] == "b"
    assert town.note("c") == "c"


def test_one_who_is_stopped_at_work_tells_those_whose_jobs_it_had(town: Town) -> None:
    def stopped() -> object:
        def job(link: Connection) -> None:
            raise KeyboardInterrupt

        return town.do(job)

    with town.lined_up(stopped, lambda: town.note("a")) as outcomes:
        pass
    assert isinstance(outcomes[0], KeyboardInterrupt) and isinstance(outcomes[1], Unsettled)
    assert town.stands() == {"holder"}
    assert town.note("c") == "c"


def test_a_job_sees_nothing_of_the_request_it_came_from(town: Town) -> None:
    """Another request may carry it out: what it took from its own would be a stranger's."""
    whose = ContextVar("whose", default="nobody's")
    whose.set("mine")
    assert town.do(lambda _link: whose.get()) == "nobody's"


def test_a_child_does_not_wait_for_its_parents_threads(town: Town, tmp_path: Path) -> None:
    """SQLite itself must not be carried over in the midst of a transaction: the child has its own."""
    own = db.engine_apart(sa.make_url(f"sqlite:///{tmp_path}/child.db"))
    with town.lined_up(lambda: town.note("a")) as outcomes, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads run: that is the point
        if (child := os.fork()) == 0:
            try:
                town.engine = own
                town.do(noted.create)
                os._exit(town.note("child") != "child")
            finally:
                os._exit(2)
    assert outcomes == ["a"] and town.stands() == {"holder", "a"}
    until, done = time.monotonic() + PATIENCE, (0, 0)
    while not done[0] and time.monotonic() < until:
        done = os.waitpid(child, os.WNOHANG)
        time.sleep(0.01)
    if not done[0]:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert done == (child, 0)
