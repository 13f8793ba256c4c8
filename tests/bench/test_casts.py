"""Ballots a second through the web, beside an empty form on the same server in the same run.

Two workers, fifty phones at once, each voter with a session of their own; on a disk, so that a
commit is one. Only the share counts: seconds are the machine's.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from civic import clock, create_app, db, migrate
from civic.db import session as session_
from civic.people.models import Person
from civic.people.rules import new_key
from civic.voting import urn
from civic.voting.models import Vote, Voter, took_part
from civic.voting.rules import Electorate, Rule, Secrecy
from tests import postgres
from tests.browser.town import free_port
from tests.voting import ballot, secrecy
from tests.world import build

VOTERS, PHONES, WORKERS = 600, 50, 2
DISK = Path("/var/tmp")
SECRETS = {"CIVIC_SECRET_KEY": "s" * 40, "CIVIC_CARD_KEY": "c" * 40}


@pytest.fixture
def instance() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="civic-casts-", dir=DISK))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(backend: str, instance: Path) -> Iterator[str]:
    if backend == "sqlite":
        yield f"sqlite:///{instance}/civic.db"
        return
    with postgres.server(durable=True, at=DISK) as server:
        engine = sa.create_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as link:
            link.exec_driver_sql("CREATE DATABASE casts")
        engine.dispose()
        yield server.format(name="casts")


def vote_of(kind: Secrecy, hands: clock.Hands) -> tuple[Vote, list[Person]]:
    """A vote that is open now, and who may vote in it."""
    with db.transaction():
        world = build()
    if kind is Secrecy.SECRET:
        secret = secrecy.opened_secretly(world, hands, VOTERS, questions=2)
        return secret.vote, secret.who
    who = ballot.council(world, VOTERS)
    vote = ballot.drafted(
        world, world.place, rule=Rule.COUNCIL_ORDINARY, electorate=Electorate.COUNCIL, secrecy=kind
    )
    return ballot.opened(world, vote, hands), who


def requests(app: Flask, vote: Vote, who: Sequence[Person]) -> tuple[list[bytes], list[bytes]]:
    """Each voter's ballot as their phone sends it, and the same phones' empty forms."""
    with app.test_request_context():
        token = generate_csrf()
        raw = session["csrf_token"]
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    answers = {f"answers-{n}": "yes" for n in range(len(vote.questions))}
    if vote.is_by_urn:
        answers = dict.fromkeys(answers, "satisfied")
    heads = dict(
        session_().execute(select(Voter.caster_id, Voter.id).where(Voter.vote_id == vote.id)).all()
    )
    casts, empty = [], []
    for person in who:
        form = {"csrf_token": token, "once": new_key(), "voter": heads[person.id], **answers}
        body = urlencode(form).encode()
        kept = {"_user_id": person.get_id(), "csrf_token": raw, "seen": int(time.time())}
        cookie = f"session={signer.dumps(kept)}"
        casts.append(_post(f"/votes/{vote.id}/ballot", cookie, body))
        empty.append(_post("/preferences", cookie, b""))
    return casts, empty


def _post(path: str, cookie: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def send_all(port: int, waiting: list[bytes]) -> tuple[float, list[float], list[int]]:
    """All of them, fifty at a time: how long it took, each one's wait, each one's answer."""
    line, waits, answers = list(reversed(waiting)), list[float](), list[int]()

    async def phone() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while line:
            sent = time.perf_counter()
            writer.write(line.pop())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            await reader.readexactly(length)
            waits.append(time.perf_counter() - sent)
            answers.append(int(head.split()[1]))
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(phone() for _ in range(PHONES)))
    return time.perf_counter() - began, waits, answers


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Secrecy.OPEN, Secrecy.CLOSED_NAMED, Secrecy.SECRET])
def test_every_ballot_that_fifty_phones_at_once_were_answered_stands_once(
    kind: Secrecy, backend: str, database: str, instance: Path
) -> None:
    environment = SECRETS | {
        "CIVIC_ENV": "test",
        "CIVIC_INSTANCE": str(instance),
        "CIVIC_DATABASE": database,
    }
    app = create_app(**{name.removeprefix("CIVIC_"): value for name, value in environment.items()})
    with app.app_context(), clock.stopped(clock.machine() - timedelta(days=21)) as hands:
        migrate.upgrade()
        vote, who = vote_of(kind, hands)
        casts, empty = requests(app, vote, who)
        vote_id = vote.id
        db.db.session.remove()
    port = free_port()
    command = [sys.executable, "-m", "civic", "serve", "--port", str(port)]
    with (instance / "serve.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, "--workers", str(WORKERS)],
            env=os.environ | environment,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(port)
        asyncio.run(send_all(port, empty[: PHONES * 4]))  # warm
        bare, _waits, _answers = asyncio.run(send_all(port, empty))
        took, waits, answers = asyncio.run(send_all(port, casts))
        again, _waits, _answers = asyncio.run(send_all(port, empty))
        memory = _megabytes(server.pid)
    finally:
        server.terminate()
        server.wait(30)
    with app.app_context():
        counted = (
            urn.counts(vote_id).marked
            if kind is Secrecy.SECRET
            else db.session().execute(took_part(vote_id)).one()[0]
        )
        urn.let_go()
        db.db.session.remove()
        db.db.engine.dispose()
    assert set(answers) <= {200, 303}
    assert counted == VOTERS, "every ballot that was answered is there, once"
    share = round(100 * statistics.fmean((bare, again)) / took)
    slowest = round(1000 * statistics.quantiles(waits, n=100)[-1])
    sys.stdout.write(
        f"{backend} {kind.value}: {VOTERS / took:.0f} ballots/s, {share} % of an empty form "
        f"({VOTERS / bare:.0f}/s), p99 {slowest} ms, {memory} MB in all\n"
    )


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            asyncio.run(send_all(port, [b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"]))
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server gave no answer")


def _megabytes(pid: int) -> int:
    """Of a server and its workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = [
        int(line.split()[1])
        for each in (str(pid), *children)
        for line in Path(f"/proc/{each}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]
    return sum(sizes) // 1024
