"""What waits is done: notices and mail, imports, what falls due."""

import signal
import time
from datetime import timedelta

import click

from civic import db, files
from civic.cli.instance import at_head, opened
from civic.demo import actions as demo
from civic.notices import actions as notices
from civic.people import actions as people
from civic.web import forget_submissions
from civic.web.log import trouble

TICK_SECONDS = 60
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then stop (for cron).")
def worker(once: bool) -> None:
    """Deliver notices and mail, work on imports, record what fell due."""
    work = _Work(once)
    signal.signal(signal.SIGTERM, work.leave)
    signal.signal(signal.SIGINT, work.leave)
    with opened():
        at_head()
        work.go_on()


class _Work:
    """Task after task, until a signal comes or, ``once``, until nothing waits."""

    def __init__(self, once: bool) -> None:
        self.once = once
        self.is_leaving = False
        self.next_tick = 0.0
        self.ahead = timedelta()

    def leave(self, _signal: int, _frame: object) -> None:
        self.is_leaving = True

    def go_on(self) -> None:
        while not self.is_leaving:
            busy, problems = self.do_each()
            if self.once and problems:
                raise problems[0]
            if problems:
                self.rest(TROUBLE_SECONDS)
            elif self.once and not busy:
                break
            elif not busy:
                self.rest(IDLE_SECONDS)

    def do_each(self) -> tuple[int, list[Exception]]:
        """How much there was to do, and what went wrong with it."""
        busy, problems = 0, []
        for task in (self.tick, self.deliver, people.work_on_rosters):
            try:  # what keeps one from its work keeps no other
                db.rollback()  # what was read a moment ago is old
                busy += task()
            except Exception as problem:
                # A database that restarts, a full disk: notices come late, and they come.
                problems.append(problem)
                if not self.once:
                    trouble(problem)
                db.let_go()
        return busy, problems

    def tick(self) -> int:
        """What the clock alone brings; at once where the demo's hands were moved."""
        moved, self.ahead = self.ahead, demo.wind()
        if self.once or moved != self.ahead or time.monotonic() >= self.next_tick:
            self.next_tick = time.monotonic() + TICK_SECONDS
            try:
                notices.tick()
            finally:  # what keeps a vote from its hour keeps nothing from being forgotten
                db.rollback()
                forget_submissions()
                files.sweep()
        return 0

    def deliver(self) -> int:
        return notices.deliver(stop=lambda: self.is_leaving)

    def rest(self, seconds: float) -> None:
        """Piece by piece, so that nobody who stops it waits for long."""
        until = time.monotonic() + seconds
        while not self.is_leaving and time.monotonic() < until:
            time.sleep(IDLE_SECONDS / 2)
