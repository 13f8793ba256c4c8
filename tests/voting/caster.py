"""Processes that cast ballots, each started quickly from one that has imported everything.

``python -m tests.voting.caster DATABASE INSTANCE``: a line of JSON is a child, whose number is the
answer. It waits for the moment ``at`` (of the monotonic clock), then ``threads`` of it cast for
``units``, one after the other, and write what became of each into the file ``told``, a line at once.
"""

import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import Any

from flask import Flask

from civic import db
from civic.errors import AlreadyDone
from civic.voting import urn


def cast_all(app: Flask, vote: int, units: Sequence[int], tell: Callable[[str, str], None]) -> None:
    """Cast for each unit in turn; what was acknowledged is told with the ballot's commitment."""
    with app.app_context():
        for unit in units:
            try:
                receipt = urn.cast(vote, unit, [b"yes", b"%d" % (unit % 9)])
            except AlreadyDone:
                tell("voted already", "")
            else:
                tell("cast", receipt.commitment.hex())


def all_at_once(work: Callable[[], None], threads: int) -> None:
    """The same work in so many threads."""
    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def _child(app: Flask, order: dict[str, Any]) -> None:
    told = os.open(order["told"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    lock, rest = threading.Lock(), iter(order["units"])

    def tell(what: str, commitment: str) -> None:
        os.write(told, f"{what}\t{commitment}\n".encode())

    def next_units() -> Iterator[int]:
        while True:
            with lock:
                unit = next(rest, None)
            if unit is None:
                return
            yield unit

    def work() -> None:
        # In a race everybody casts for everybody; otherwise each takes the next in line.
        units = order["units"] if order["race"] else next_units()
        cast_all(app, order["vote"], units, tell)

    time.sleep(max(0, order["at"] - time.monotonic()))
    all_at_once(work, order["threads"])


def site(url: str, instance: str) -> Flask:
    """As much of the site as the urn needs."""
    app = Flask("urn")
    app.config.update(DATABASE=url, INSTANCE=instance, CARD_KEY="", SECRET_KEY="not-secret")
    db.init_app(app)
    return app


@contextmanager
def casters(app: Flask) -> Iterator[Callable[..., int]]:
    """What starts a process that casts; its number."""
    command = [sys.executable, "-m", "tests.voting.caster"]
    starter = Popen(
        [*command, app.config["DATABASE"], app.config["INSTANCE"]],
        stdin=PIPE,
        stdout=PIPE,
        text=True,
    )

    def start(**order: Any) -> int:
        assert starter.stdin and starter.stdout
        defaults = {"vote": 1, "threads": 1, "race": False, "at": 0}
        starter.stdin.write(json.dumps(defaults | order) + "\n")
        starter.stdin.flush()
        return int(starter.stdout.readline())

    try:
        yield start
    finally:
        starter.communicate(timeout=60)


if __name__ == "__main__":
    whole = site(*sys.argv[1:3])
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever was killed needs no waiting for
    for line in iter(sys.stdin.readline, ""):
        if (child := os.fork()) == 0:
            try:
                _child(whole, json.loads(line))
            finally:
                os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
