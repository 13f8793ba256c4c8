"""Processes that cast ballots, each started quickly from one that has imported everything.

``python -m tests.voting.caster DATABASE INSTANCE [named]``: a line of JSON is a child, whose number is the
answer. It waits for the moment ``at`` (of the monotonic clock), then ``threads`` of it cast for
``units``, one after the other, and write what became of each into the file ``told``, a line at once.
``named``: units are heads on the roll of a named vote, and its hour is ``now``.
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
from datetime import datetime
from subprocess import PIPE, Popen
from typing import Any

from flask import Flask

from civic import clock, create_app, db
from civic.errors import AlreadyDone
from civic.people.models import Person
from civic.voting import actions, urn
from civic.voting.models import voter as voter_
from tests.voting.ballot import coming


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


def cast_named(app: Flask, heads: Sequence[int], tell: Callable[[str, str], None]) -> None:
    """Cast by name for each head in turn; what was acknowledged is told with the head's id."""
    for head in heads:
        with app.app_context():
            voter = db.session().scalars(voter_(head)).unique().one()
            actor = db.session().get_one(Person, voter.caster_id)
            try:
                actions.cast(actor, coming(actor, voter), [["yes"], ["no"]])
            except AlreadyDone:
                tell("voted already", str(head))
            else:
                tell("cast", str(head))


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
        if order["now"] is None:
            cast_all(app, order["vote"], units, tell)
        else:
            clock.source = clock.Hands(datetime.fromisoformat(order["now"]))
            cast_named(app, units, tell)

    time.sleep(max(0, order["at"] - time.monotonic()))
    all_at_once(work, order["threads"])


def site(url: str, instance: str) -> Flask:
    """As much of the site as the urn needs."""
    app = Flask("urn")
    app.config.update(DATABASE=url, INSTANCE=instance, CARD_KEY="", SECRET_KEY="not-secret")
    db.init_app(app)
    return app


@contextmanager
def casters(app: Flask, *more: str) -> Iterator[Callable[..., int]]:
    """What starts a process that casts; its number."""
    command = [sys.executable, "-m", "tests.voting.caster"]
    starter = Popen(
        [*command, app.config["DATABASE"], app.config["INSTANCE"], *more],
        stdin=PIPE,
        stdout=PIPE,
        text=True,
    )

    def start(**order: Any) -> int:
        assert starter.stdin and starter.stdout
        defaults = {"vote": 1, "threads": 1, "race": False, "at": 0, "now": None}
        starter.stdin.write(json.dumps(defaults | order) + "\n")
        starter.stdin.flush()
        return int(starter.stdout.readline())

    try:
        yield start
    finally:
        starter.communicate(timeout=60)


if __name__ == "__main__":
    url, instance, *named = sys.argv[1:]
    whole = (
        create_app(ENV="test", INSTANCE=instance, DATABASE=url) if named else site(url, instance)
    )
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
