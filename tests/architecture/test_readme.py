"""What the README says that can be checked."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from civic.cli import main
from civic.config import SETTINGS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_the_settings() -> None:
    rows = re.findall(r"^\| `CIVIC_(\w+)` \| (?:`(.*?)`)? ?\| (.+?) \|$", TEXT, re.M)
    assert rows == [(s.name, str(s.default), s.what) for s in SETTINGS]


TYPED = "\n".join(re.findall(r"^```sh\n(.*?)^```", TEXT, re.M | re.S))
COMMANDS = re.findall(r"^(?:.*uv run )?civic ([a-z].*?)(?: &)?(?: +#.*)?$", TYPED, re.M)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_it_names_can_be_typed(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command, words = main, shlex.split(line)
    for word in words:
        if word.isupper():  # whatever folder or file it names
            (tmp_path / word).mkdir()
        elif "." in word:
            (tmp_path / word).parent.mkdir(exist_ok=True)
            (tmp_path / word).touch()
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    # What a command asks for at the keyboard need not stand in its line.
    asked = [
        f"--{option.name.replace('_', '-')}=https://x"
        for option in command.params
        if getattr(option, "prompt", None)
    ]
    with command.make_context(line, words + asked):
        pass


def test_it_names_commands() -> None:
    assert {line.split()[0] for line in COMMANDS} >= {"demo", "init", "serve", "worker", "import"}


def test_the_drawing_of_the_floors_is_the_contract() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    floors = contract["tool"]["importlinter"]["contracts"][0]["layers"]
    drawing = TEXT.split("```\ncli\n", 1)[1].split("```", 1)[0]
    drawn = ["cli", *(line for line in drawing.splitlines() if line and "—" not in line)]
    assert drawn == floors


def test_the_first_two_commands_are_the_two() -> None:
    assert "pip install uv && uv run civic demo" in TEXT
    assert "uv run pytest" in (ROOT / ".ci/run").read_text("utf-8")
