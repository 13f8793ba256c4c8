"""What the README says that can be checked."""

import re
import tomllib
from pathlib import Path

from civic.cli import main
from civic.config import SETTINGS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_the_settings() -> None:
    rows = re.findall(r"^\| `CIVIC_(\w+)` \| (?:`(.*?)`)? ?\| (.+?) \|$", TEXT, re.M)
    assert rows == [(s.name, str(s.default), s.what) for s in SETTINGS]


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"^(?:.*uv run )?civic ([a-z]+)", TEXT, re.M))
    assert named
    assert named <= set(main.commands)


def test_the_drawing_of_the_floors_is_the_contract() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    floors = contract["tool"]["importlinter"]["contracts"][0]["layers"]
    drawing = TEXT.split("```\ncli\n", 1)[1].split("```", 1)[0]
    drawn = ["cli", *(line for line in drawing.splitlines() if line and "—" not in line)]
    assert drawn == floors


def test_the_first_two_commands_are_the_two() -> None:
    assert "pip install uv && uv run civic demo" in TEXT
    assert "uv run pytest" in (ROOT / ".ci/run").read_text("utf-8")
