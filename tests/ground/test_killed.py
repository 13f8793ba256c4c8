"""Killing the server at any moment loses nothing that was acknowledged.

Neighbours sign in and write opinions as fast as they can; every so often the server is
killed (SIGKILL: what the system has taken it keeps, so that a power cut is another matter, for
which ``test_db.py`` asks that each commit is on the disk).
What got its 303 stands afterwards, once. Whoever got no answer sends the same form again,
and it stands once as well. The record's tree is what its entries say.
"""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from civic import db, ledger
from civic.clock import Hands
from civic.ledger import Entry, Fact, Outbox, tree
from civic.ledger.models import LogHead, LogNode
from civic.matters.rules import Stage
from civic.opinions.models import SEARCHED, Opinion
from civic.people.actions import hashed
from civic.search import Document
from tests.neighbour import Form, forms
from tests.opinions import talk
from tests.world import World

ROOT = Path(__file__).parents[2]
WRITERS = ("resident", "neighbour", "owner", "tenant")
PASSWORD = "楼下的桂花开了两次"
PATIENCE = 60
SECRETS = {"CIVIC_SECRET_KEY": "s" * 40, "CIVIC_CARD_KEY": "c" * 40}


@dataclass
class Answer:
    status: int
    text: str


@dataclass
class Neighbour:
    """Somebody at a browser, who writes one opinion after the other."""

    login: str
    matters: list[int]
    cookies: dict[str, str] = field(default_factory=dict)
    is_signed_in: bool = False
    count: int = 0
    tried: set[str] = field(default_factory=set)
    acknowledged: list[str] = field(default_factory=list)
    unanswered: dict[str, list[str]] | None = None
    sent_again: int = 0
    refused: list[Answer] = field(default_factory=list)

    def evening(self, port: int, first: threading.Event, stop: Callable[[], bool]) -> None:
        """Write until nobody answers any more, or until it is time to stop."""
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with suppress(OSError, http.client.HTTPException):
            if not self.is_signed_in:
                self.sign_in()
            if self.unanswered is not None:
                self.sent_again += 1
                self.send(self.unanswered)
            while not stop() and not self.refused:
                self.say_something()
                first.set()
        if self.refused:
            first.set()  # and the evening is over
        self.link.close()

    def sign_in(self) -> None:
        page = self.form("/sign-in", "/sign-in")
        typed = page.fields | {"login": [self.login], "password": [PASSWORD]}
        answer = self.ask("POST", "/sign-in", typed)
        self.is_signed_in = answer.status == 303
        if not self.is_signed_in:
            self.refused.append(answer)

    def say_something(self) -> None:
        self.count += 1
        written = self.form(f"/matters/{self.matter}/opinions/new", self.address)
        text = f"{self.login}说的第{self.count}句：离窗户至少二十米。"
        self.tried.add(text)
        self.send(written.fields | {"kind": ["suggestion"], "text": [text]})

    def send(self, typed: dict[str, list[str]]) -> None:
        self.unanswered = typed
        answer = self.ask("POST", self.address, typed)
        self.unanswered = None
        if answer.status == 303:
            self.acknowledged += typed["text"]
        else:
            self.refused.append(answer)

    @property
    def matter(self) -> int:
        """A neighbour says twenty things a day on a matter, and then goes on with the next."""
        return self.matters[self.count // 18]

    @property
    def address(self) -> str:
        return f"/matters/{self.matter}/opinions/"

    def form(self, path: str, action: str) -> Form:
        page = self.ask("GET", path)
        assert page.status == 200, page
        (found,) = [
            form for form in forms(SimpleNamespace(text=page.text)) if form.action == action
        ]
        return found

    def ask(self, method: str, path: str, typed: dict[str, list[str]] | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if typed is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, path, urlencode(typed or {}, doseq=True), headers)
        answer = self.link.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {key: kept.value for key, kept in SimpleCookie(value).items()}
        return Answer(answer.status, answer.read().decode())


@dataclass
class Town:
    """A small neighbourhood, those who write in it, and what starts its server."""

    app: Flask
    starter: "subprocess.Popen[str]"
    writers: list[Neighbour]
    seen: tuple[int, bytes] = (0, ledger.EMPTY_ROOT)

    def serve(self) -> tuple[int, int]:
        """Process group and port of a server that answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        assert self.starter.stdin and self.starter.stdout
        self.starter.stdin.write(f"{port}\n")
        self.starter.stdin.flush()
        group = int(self.starter.stdout.readline())
        until = time.monotonic() + PATIENCE
        while True:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            try:
                link.request("GET", "/healthz")
                link.getresponse().read()
                return group, port
            except OSError:
                assert time.monotonic() < until, self.said()
                time.sleep(0.01)
            finally:
                link.close()

    def said(self) -> str:
        return (Path(self.app.config["INSTANCE"]) / "serve.log").read_text("utf-8", "replace")

    def evening(self, ends: Callable[[threading.Event], None]) -> None:
        """Everybody writes; ``ends`` waits for the end, at which everything is killed."""
        first, over = threading.Event(), threading.Event()
        group, port = self.serve()
        try:
            threads = [
                threading.Thread(target=who.evening, args=(port, first, over.is_set))
                for who in self.writers
            ]
            for thread in threads:
                thread.start()
            ends(first)
        finally:
            os.killpg(group, signal.SIGKILL)
            over.set()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        assert not [who.refused for who in self.writers if who.refused], self.said()

    def last_evening(self) -> None:
        """Nobody is killed: whoever waits for an answer gets one."""
        group, port = self.serve()
        try:
            for who in self.writers:
                who.evening(port, threading.Event(), lambda: True)
                assert who.unanswered is None and not who.refused
        finally:
            os.killpg(group, signal.SIGKILL)


@pytest.fixture
def town(own_app: Flask, founded: tuple[str, World], clock: Hands) -> Iterator[Town]:
    world = founded[1]
    now = datetime.now(UTC)
    matters: list[int] = []
    for days in (4, 3, 2, 1):  # ten a day, and no more
        clock.set(now - timedelta(days=days))
        with db.transaction():
            matters += [talk.matter(world, Stage.SCREENED).id for _ in range(10)]
    clock.set(now)  # the server's clock goes on
    with db.transaction():
        for name in WRITERS:
            getattr(world.here, name).password_hash = hashed(PASSWORD)
        writers = [Neighbour(getattr(world.here, name).login, matters) for name in WRITERS]
    with server_of(own_app) as starter:
        yield Town(own_app, starter, writers)


@contextmanager
def server_of(app: Flask) -> Iterator["subprocess.Popen[str]"]:
    db.db.session.remove()
    db.db.engine.dispose()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CIVIC_")} | SECRETS
    environment |= {
        "CIVIC_ENV": "production",
        "CIVIC_BASE_URL": "https://yishi.example.cn",
        "CIVIC_INSTANCE": app.config["INSTANCE"],
        "CIVIC_DATABASE": app.config["DATABASE"],
    }
    starter = subprocess.Popen(
        [sys.executable, "-m", "tests.ground.starter"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield starter
    finally:
        starter.communicate(timeout=PATIENCE)  # it ends when nobody asks any more


def check(town: Town) -> Counter[str]:
    """Everything that must be so once it is started anew; the opinions that stand."""
    db.rollback()
    asked = db.session()
    if asked.get_bind().dialect.name == "sqlite":
        assert asked.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        assert asked.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    said = {f"opinion/{ident}": text for ident, text in asked.execute(_SAID)}
    entries = asked.scalars(sa.select(Entry).order_by(Entry.idx)).all()
    assert [entry.idx for entry in entries] == list(range(len(entries)))
    assert asked.scalar(sa.select(LogHead.size)) == len(entries)
    assert set(asked.scalars(sa.select(Outbox.idx))) <= set(range(len(entries)))
    # No half opinion: its entry, its place in the search and itself stand, or none of them.
    given = [entry for entry in entries if entry.fact is Fact.OPINION_GIVEN]
    assert Counter(entry.ref for entry in given) == Counter(list(said))
    found = sa.select(Document.ref_id).where(Document.kind == SEARCHED)
    assert Counter(f"opinion/{ident}" for ident in asked.scalars(found)) == Counter(list(said))
    # The tree is what its entries say, and each entry is proven to stand in it.
    grown: dict[tuple[int, int], bytes] = {}
    for entry in entries:
        for level, idx, value in tree.grow(entry.idx, tree.leaf_hash(entry.body), grown):
            grown[level, idx] = value
    assert {(n.level, n.idx): n.hash for n in asked.scalars(sa.select(LogNode))} == grown
    size, root = len(entries), ledger.root()
    assert root == tree.fold((0, size), grown)
    for entry in given[-20:]:
        found, leaf = ledger.standing(entry.idx), tree.leaf_hash(entry.body)
        assert (found.size, found.root) == (size, root)
        assert ledger.verify_inclusion(entry.idx, size, leaf, found.proof, root)
    before, old = town.seen
    if before:
        path = ledger.consistency_proof(before, size)
        assert ledger.verify_consistency(before, size, old, root, path)
    town.seen = size, root
    db.db.session.remove()
    db.db.engine.dispose()
    return Counter(said.values())


_SAID = sa.select(Opinion.id, Opinion.text)


def kill_the_server(town: Town, times: int) -> None:
    """Evening after evening is cut off at some moment, and nothing that stood is gone."""
    chance = random.Random(20261123)

    def somewhen(first: threading.Event) -> None:
        assert first.wait(PATIENCE), town.said()
        time.sleep(chance.uniform(0, 0.4))

    began = time.monotonic()
    for night in range(times):
        town.evening(somewhen)
        if night % 10 == 0:
            check(town)
    cut_off = sum(who.unanswered is not None for who in town.writers)
    town.last_evening()
    stands = check(town)
    acknowledged = Counter(text for who in town.writers for text in who.acknowledged)
    assert len(acknowledged) >= times
    assert acknowledged - stands == Counter(), "acknowledged, and lost or acknowledged twice"
    assert set(stands.values()) == {1}, "what was sent twice stands twice"
    assert set(stands) <= set().union(*(who.tried for who in town.writers))
    again = sum(who.sent_again for who in town.writers)
    sys.stdout.write(
        f"\n{times} kills, {len(acknowledged)} opinions acknowledged, none lost; "
        f"{again} forms sent again, {cut_off} of them at the end; {time.monotonic() - began:.0f} s\n"
    )


def test_killed_three_times_the_server_loses_nothing_that_was_acknowledged(town: Town) -> None:
    kill_the_server(town, 3)


@pytest.mark.slow
def test_killed_fifty_times_the_server_loses_nothing_that_was_acknowledged(town: Town) -> None:
    kill_the_server(town, 50)
