"""Small acts of many people at once, committed together; each is answered after its commit.

Whoever comes while nobody works carries out what waits, in one transaction, each job in a
savepoint of its own; who comes meanwhile waits in line, and its first carries out the next
batch. There is no thread of its own that could die unseen or be missing after a fork, nobody
waits for company, and nobody's batch is longer than ``MOST``.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from contextvars import Context
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from sqlalchemy.engine import Connection

T = TypeVar("T")

# PostgreSQL keeps the savepoints of 64 in mind; of more it has to read up.
MOST = 64


class Unsettled(Exception):
    """Who carried out the batch was stopped: whether it stands must be looked up."""


class _AllRefused(Exception):
    """Nothing was done that could be committed."""


class _Waiting(Generic[T]):
    """A job in line, and what became of it."""

    result: T
    problem: BaseException | None = None

    def __init__(self, job: Callable[[Connection], T]) -> None:
        self.job = job
        self.called = threading.Event()

    def answer(self) -> T:
        if self.problem is not None:
            raise self.problem
        return self.result


class Writer:
    """Commits jobs together. ``begin`` opens a transaction that commits at its end."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._begin = begin
        self._anew()
        _writers.add(self)

    def _anew(self) -> None:
        self._door = threading.Lock()
        self._line: deque[_Waiting[Any]] = deque()
        self._leader: _Waiting[Any] | None = None

    def do(self, job: Callable[[Connection], T]) -> T:
        """Carry a job out with those of others; back when it is committed.

        Raises what the job raised, which then has changed nothing; what the commit raised; or
        Unsettled. A job sees nothing of the request it came from: another one may carry it out.
        """
        mine = _Waiting(job)
        with self._door:
            self._line.append(mine)
            if self._leader is None:
                self._call_next()
        try:
            mine.called.wait()
            if self._leader is mine:
                self._lead()
        finally:
            with self._door:
                with suppress(ValueError):  # stopped while it waited in line
                    self._line.remove(mine)
                if self._leader is mine:
                    self._call_next()
        return mine.answer()

    def _call_next(self) -> None:
        self._leader = self._line[0] if self._line else None
        if self._leader is not None:
            self._leader.called.set()

    def _lead(self) -> None:
        batch: list[_Waiting[Any]] = []
        try:
            Context().run(self._carry_out, batch)
        except Exception as problem:
            for waiting in batch or self._those_in_line():
                waiting.problem = waiting.problem or problem
                waiting.called.set()
        except BaseException:
            for waiting in batch:
                waiting.problem = waiting.problem or Unsettled()
            raise
        finally:
            for waiting in batch:
                waiting.called.set()

    def _those_in_line(self) -> list[_Waiting[Any]]:
        with self._door:
            return [self._line.popleft() for _ in range(min(len(self._line), MOST))]

    def _carry_out(self, batch: list[_Waiting[Any]]) -> None:
        with suppress(_AllRefused), self._begin() as connection:
            # Only now: whoever came while it waited for its turn comes along.
            batch += self._those_in_line()
            for waiting in batch:
                # By hand: begin_nested() takes longer than the smallest of jobs.
                connection.exec_driver_sql("SAVEPOINT job")
                try:
                    waiting.result = waiting.job(connection)
                except Exception as problem:
                    waiting.problem = problem
                    connection.exec_driver_sql("ROLLBACK TO SAVEPOINT job")
                connection.exec_driver_sql("RELEASE SAVEPOINT job")
            if all(waiting.problem is not None for waiting in batch):
                raise _AllRefused


_writers: WeakSet[Writer] = WeakSet()


def _after_fork() -> None:
    """Those who waited are threads of the parent, which answers them."""
    for writer in _writers:
        writer._anew()


os.register_at_fork(after_in_child=_after_fork)
