"""Small acts of many people at once, committed together; each is answered after its commit.

Whoever comes while nobody works carries out what waits, in one transaction; who comes meanwhile
waits in line, and its first carries out the next batch. There is no thread of its own that could
die unseen or be missing after a fork, nobody waits for company, and nobody's batch is longer than
``MOST``.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from contextvars import Context
from typing import Any, TypeVar
from weakref import WeakSet

from sqlalchemy.engine import Connection

A = TypeVar("A")
T = TypeVar("T")

Act = Callable[[Connection, Sequence[A]], Sequence[T | Exception]]
"""What several asked for, carried out at once: to each a result, or why nothing of theirs was done.

Whatever it raises is nobody's fault yet: all is undone, and each is carried out alone. So it keeps
back nothing that the database raises: what is left of a transaction then would be committed.
"""

MOST = 64
"""Nobody waits for more than so many others before the answer comes."""


class Unsettled(Exception):
    """Who carried out the batch was stopped: whether it stands must be looked up."""


class _AllRefused(Exception):
    """Nothing was done that could be committed."""


class _Spoilt(Exception):
    """An act raised this one's cause."""


class _Waiting:
    """One in line, what they ask for, and what became of it."""

    result: Any
    problem: BaseException | None = None

    def __init__(self, act: Act[Any, Any], asked: Any) -> None:
        self.act = act
        self.asked = asked
        # An Event does the same, for a call that is heard once, and takes twelve times as long.
        self._gate = threading.Lock()
        self._gate.acquire()

    def wait(self) -> None:
        """Until called."""
        self._gate.acquire()

    def call(self) -> None:
        if self._gate.locked():
            self._gate.release()

    def settle(self, found: Any) -> None:
        self.problem = found if isinstance(found, Exception) else None
        self.result = found

    def answer(self) -> Any:
        if self.problem is not None:
            raise self.problem
        return self.result


class Writer:
    """Commits acts together. ``begin`` opens a transaction that commits at its end."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._begin = begin
        self._anew()
        _writers.add(self)

    def _anew(self) -> None:
        self._door = threading.Lock()
        self._line: deque[_Waiting] = deque()
        self._leader: _Waiting | None = None

    def do(self, act: Act[A, T], asked: A) -> T:
        """Carry out what is asked, with what others ask; back when it is committed.

        Raises what the act answered or raised, which then has changed nothing; what the commit
        raised; or Unsettled. An act sees nothing of the request it came from: another one may carry
        it out.
        """
        mine = _Waiting(act, asked)
        with self._door:
            self._line.append(mine)
            if self._leader is None:
                self._call_next()
        try:
            mine.wait()
            if self._leader is mine:
                self._lead()
        finally:
            with self._door:
                with suppress(ValueError):  # stopped while it waited in line
                    self._line.remove(mine)
                if self._leader is mine:
                    self._call_next()
        answer: T = mine.answer()
        return answer

    def _call_next(self) -> None:
        self._leader = self._line[0] if self._line else None
        if self._leader is not None:
            self._leader.call()

    def _lead(self) -> None:
        batch: list[_Waiting] = []
        try:
            Context().run(self._carry_out, batch)
        except Exception as problem:
            # Of a transaction that did not end no refusal is known to be true either.
            for waiting in batch or self._those_in_line():
                waiting.problem = problem
                waiting.call()
        except BaseException:
            for waiting in batch:
                waiting.problem = Unsettled()
            raise
        finally:
            for waiting in batch:
                waiting.call()

    def _those_in_line(self) -> list[_Waiting]:
        with self._door:
            return [self._line.popleft() for _ in range(min(len(self._line), MOST))]

    def _carry_out(self, batch: list[_Waiting]) -> None:
        try:
            with suppress(_AllRefused), self._begin() as connection:
                # Only now: whoever came while it waited for its turn comes along.
                batch += self._those_in_line()
                _act(connection, batch)
            return
        except _Spoilt:
            pass
        # Not in there: what then fails would be told as if this had led to it.
        while batch:
            self._carry_out_alone(batch[0])
            batch.pop(0).call()

    def _carry_out_alone(self, waiting: _Waiting) -> None:
        """Raises what no act did: then the others need not try."""
        try:
            with suppress(_AllRefused), self._begin() as connection:
                _act(connection, [waiting])
        except _Spoilt as spoilt:
            waiting.problem = spoilt.__cause__


def _act(connection: Connection, batch: Sequence[_Waiting]) -> None:
    those_of: dict[Act[Any, Any], list[_Waiting]] = {}
    for waiting in batch:
        those_of.setdefault(waiting.act, []).append(waiting)
    for act, those in those_of.items():
        try:
            found = act(connection, [waiting.asked for waiting in those])
        except Exception as problem:
            raise _Spoilt from problem
        for waiting, each in zip(those, found, strict=True):
            waiting.settle(each)
    if all(waiting.problem is not None for waiting in batch):
        raise _AllRefused


_writers: WeakSet[Writer] = WeakSet()


def _after_fork() -> None:
    """Those who waited are threads of the parent, which answers them."""
    for writer in _writers:
        writer._anew()


os.register_at_fork(after_in_child=_after_fork)
