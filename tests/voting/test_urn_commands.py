"""The commands that the urn's page names, followed to the letter in one folder."""

import html
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from civic.cli import main
from civic.clock import Hands
from civic.db import session, transaction
from civic.people.models import Person
from civic.voting import actions
from civic.voting.models import Box
from tests.neighbour import NeighbourClient
from tests.voting.ballot import fresh, over
from tests.voting.secrecy import laid, seal, supervisors
from tests.voting.test_secret import reconciled
from tests.voting.test_secret_pages import press
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[[Person | None], NeighbourClient]


def followed(page: TestResponse, command: str) -> str:
    """What a command of the page shows to whoever runs it as it stands there."""
    named = re.findall(r'<pre class="program" tabindex="0">civic (urn .*?)</pre>', page.text)
    lines = [html.unescape(line) for line in named if line.split()[1] == command]
    assert len(lines) == 1, named
    done = CliRunner().invoke(main, shlex.split(lines[0]))
    assert done.exit_code == 0, done.output
    return done.output


def made_key(page: TestResponse, folder: Path) -> str:
    """The key that the page's command makes, from a folder of its own."""
    before = set(folder.iterdir())
    followed(page, "keygen")
    (new,) = set(folder.iterdir()) - before
    return (new / "key.txt").read_text("utf-8")


def test_every_command_of_the_page_does_what_the_page_says(
    world: World, clock: Hands, as_: As, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key, another one in its place, its rehearsal, and an opening by each who signs."""
    monkeypatch.chdir(tmp_path)
    secret = laid(world)
    vote, at = secret.vote, f"/votes/{secret.vote.id}/urn"
    one, other = map(as_, supervisors(world))
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    for _each in range(2):
        page = one.get(at)
        key = made_key(page, tmp_path)
        assert press(one, page, f"{at}/key", key=key).status_code == 303

    page = one.get(at)
    Path(f"rehearsal-{vote.id}.txt").write_bytes(one.get(f"{at}/rehearsal.txt").data)
    read = dict(line.split("  ") for line in followed(page, "rehearse").splitlines())
    typed = {f"pair_{pair.replace('+', '_')}": code for pair, code in read.items()}
    assert press(one, page, f"{at}/rehearsal", **typed).status_code == 303
    with transaction():
        actions.open_(world.clerk, fresh(vote))

    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied", comment="路灯亮了")
    with transaction():
        actions.close(world.clerk, over(fresh(vote), clock))
    reconciled(world, vote)
    one, other = map(as_, supervisors(world))
    Path(f"urn-{vote.id}.zip").write_bytes(one.get(f"{at}/export.zip").data)
    for signs in (one, other):
        page = signs.get(at)
        fingerprint = followed(page, "open").strip().splitlines()[-1].rsplit(": ", 1)[1]
        if signs is one:
            written = Path(f"opened-{vote.id}")
            with (
                (written / "certificate.json").open("rb") as certificate,
                (written / "tally.json").open("rb") as tally,
            ):
                sent = one.send(f"{at}/certificate", certificate=certificate, tally=tally)
            assert sent.status_code == 303
            page = one.get(at)
        signed = press(signs, page, f"{at}/signature", fingerprint=fingerprint)
        assert signed.status_code == 303
    assert session().get_one(Box, vote.id).is_certified
