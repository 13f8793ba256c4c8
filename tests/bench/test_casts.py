"""Ballots a second through the web, as a share of empty forms on the same server in the same run.

Two workers, fifty phones at once, each voter with a session of their own; on a disk, so that a
commit is one. An empty form pays at the same door: signed in, its token checked, nothing done.
Only the share counts: seconds are the machine's. Rounds of forms and of ballots alternate, so that
whatever else the machine does comes over both.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from civic import clock, create_app, db, migrate
from civic.db import pour
from civic.people.models import Appointment
from civic.people.rules import new_key
from civic.policy import Role
from civic.voting import urn
from civic.voting.models import Invitation, Vote, Voter, took_part
from civic.voting.rules import Electorate, RaterGroup, Rule, Secrecy
from tests import postgres
from tests.bench import crowd
from tests.browser.town import free_port
from tests.voting import ballot, secrecy
from tests.world import SINCE, build

ROUNDS: Final = 5
VOTERS, PHONES, WORKERS = 3_000, 50, 2
SHARE: Final = {
    "sqlite": {Secrecy.OPEN: 35, Secrecy.CLOSED_NAMED: 35, Secrecy.SECRET: 10},
    "postgresql": {Secrecy.OPEN: 25, Secrecy.CLOSED_NAMED: 25, Secrecy.SECRET: 10},
}
"""At least so many ballots for a hundred empty forms (performance.md)."""
FAIR: Final = 1.6
"""Of a hundred voters by name, ninety-nine wait no longer than so many times the average, on SQLite:
fifty phones that never rest wait fifty ballots each, however fast the machine is."""
LEFT_ALONE: Final = 0.2
"""Of one core: more than that taken by others says nothing about our waits."""
DISK = Path("/var/tmp")
SECRETS = {"CIVIC_SECRET_KEY": "s" * 40, "CIVIC_CARD_KEY": "c" * 40}
ROOT = Path(__file__).parents[2]


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


def vote_of(kind: Secrecy, hands: clock.Hands) -> tuple[Vote, list[int]]:
    """A vote that is open now, and who may vote in it."""
    with db.transaction():
        world = build()
        who = crowd.people(VOTERS)
    if kind is Secrecy.SECRET:
        vote = secrecy.drafted_secretly(world, [])
        with db.transaction():
            pour(
                cast(sa.Table, Invitation.__table__),
                ("vote_id", "person_id", "rater_group"),
                ((vote.id, person, RaterGroup.RESIDENT) for person in who),
            )
        secret = secrecy.Secret(ballot.posted(world, vote), [])
        return secrecy.opened(world, secret, hands).vote, who
    with db.transaction():
        place = world.place.id
        pour(
            cast(sa.Table, Appointment.__table__),
            ("person_id", "role", "place_id", "starts_on"),
            ((person, Role.COUNCIL_MEMBER, place, SINCE) for person in who),
        )
    vote = ballot.drafted(
        world, world.place, rule=Rule.COUNCIL_ORDINARY, electorate=Electorate.COUNCIL, secrecy=kind
    )
    return ballot.opened(world, vote, hands), who


def requests(app: Flask, vote: Vote, who: Sequence[int]) -> tuple[list[bytes], list[bytes]]:
    """Each voter's ballot as their phone sends it, and the same phones' empty forms."""
    with app.test_request_context():
        token = generate_csrf()
        raw = session["csrf_token"]
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    answers = {f"answers-{n}": "yes" for n in range(len(vote.questions))}
    if vote.is_by_urn:
        answers = dict.fromkeys(answers, "satisfied") | {"word": "", "comment": ""}
    rows = sa.select(Voter.caster_id, Voter.id).where(Voter.vote_id == vote.id)
    heads = dict(db.session().execute(rows).all())
    casts, empty = [], []
    for n, person in enumerate(who):
        user = f"{person}.{crowd.key(n)}"
        kept = {"_user_id": user, "csrf_token": raw, "seen": int(time.time())}
        cookie = f"session={signer.dumps(kept)}"
        form = {"csrf_token": token, "once": new_key()}
        casts.append(
            _post(f"/votes/{vote.id}/ballot", cookie, {**form, "voter": heads[person], **answers})
        )
        empty.append(_post("/empty", cookie, form))
    return casts, empty


def _post(path: str, cookie: str, form: dict[str, object]) -> bytes:
    body = urlencode(form)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


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


@dataclass(frozen=True)
class Round:
    """Empty forms, then as many ballots: how long each took, and how long the workers worked."""

    number: int
    seconds: tuple[float, float]
    work: tuple[float, float]
    waits: list[float]
    answers: set[int]

    @property
    def share(self) -> float:
        """By the clock, in hundredths."""
        return 100 * self.seconds[0] / self.seconds[1]

    @property
    def share_of_work(self) -> float:
        """By what the workers did, whoever else was busy meanwhile."""
        return 100 * self.work[0] / self.work[1]

    @property
    def slowest(self) -> float:
        """What ninety-nine of a hundred waited at most, in ms."""
        return 1000 * statistics.quantiles(self.waits, n=100)[-1]

    @property
    def fairness(self) -> float:
        """The same in times of what they waited on average."""
        return self.slowest / 1000 / statistics.fmean(self.waits)


def round_of(port: int, pid: int, empty: list[bytes], casts: list[bytes]) -> Round:
    at = [worked(pid)]
    bare, _waits, _answers = asyncio.run(send_all(port, empty))
    at.append(worked(pid))
    took, waits, answers = asyncio.run(send_all(port, casts))
    at.append(worked(pid))
    return Round(len(casts), (bare, took), (at[1] - at[0], at[2] - at[1]), waits, set(answers))


@pytest.mark.measured
@pytest.mark.slow
@pytest.mark.parametrize("kind", [Secrecy.OPEN, Secrecy.CLOSED_NAMED, Secrecy.SECRET])
def test_every_ballot_that_fifty_phones_at_once_were_answered_stands_once_and_soon(
    kind: Secrecy, backend: str, database: str, instance: Path
) -> None:
    is_idle = os.getloadavg()[0] < WORKERS
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
    command = [sys.executable, "-m", "tests.bench.served", "--port", str(port)]
    with (instance / "serve.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, "--workers", str(WORKERS)],
            env=os.environ | environment | {"PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
    each = VOTERS // (ROUNDS + 1)
    parts = [slice(n * each, (n + 1) * each) for n in range(ROUNDS + 1)]
    try:
        _wait_for(port)
        before, began = elsewhere(server.pid), time.monotonic()
        warm, *rounds = [round_of(port, server.pid, empty[part], casts[part]) for part in parts]
        others = (elsewhere(server.pid) - before) / (time.monotonic() - began)
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
    assert set().union(*(found.answers for found in (warm, *rounds))) <= {200, 303}
    assert counted == each * len(parts), "every ballot that was answered is there, once"
    share = statistics.median(found.share for found in rounds)
    of_work = statistics.median(found.share_of_work for found in rounds)
    slowest = statistics.median(found.slowest for found in rounds)
    fairness = statistics.median(found.fairness for found in rounds)
    bare, took = (statistics.median(found.seconds[n] for found in rounds) for n in (0, 1))
    sys.stdout.write(
        f"{backend} {kind.value}: {each / took:.0f} ballots/s, {share:.0f} % of an empty form "
        f"({each / bare:.0f}/s), {of_work:.0f} % by the work of the workers, "
        f"p99 {slowest:.0f} ms, {fairness:.1f} times the average, {memory} MB in all\n"
    )
    # What PostgreSQL's own processes do is no worker's work, so that there the clock decides; but
    # a machine or a disk that others keep busy says nothing about ours.
    counts_work = backend == "sqlite" or not is_idle
    assert (max(share, of_work) if counts_work else share) >= SHARE[backend][kind]
    if backend == "sqlite" and kind is not Secrecy.SECRET and others < LEFT_ALONE:
        assert fairness <= FAIR


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server gave no answer")


def worked(pid: int) -> float:
    """Seconds that a server and its workers have worked."""
    ticks = [
        int(n)
        for each in _processes(pid)
        for n in Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:13]
    ]
    return sum(ticks) / os.sysconf("SC_CLK_TCK")


def elsewhere(pid: int) -> float:
    """Seconds that the whole machine has worked, but for a server and for us who ask it."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, _idle, _waiting, irq, softirq, steal = (int(n) for n in fields)
    all_of_it = (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
    return all_of_it - worked(pid) - time.process_time()


def _megabytes(pid: int) -> int:
    """Of a server and its workers."""
    sizes = [
        int(line.split()[1])
        for each in _processes(pid)
        for line in Path(f"/proc/{each}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]
    return sum(sizes) // 1024


def _processes(pid: int) -> list[str]:
    return [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
