"""A real browser before a running demo: server and worker as residents meet them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.town import Town, copy_of, start
from tests.browser.visit import Checker, Visit
from tests.conftest import once_a_run

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """axe and, where needed, a browser, as pinned in package-lock.json."""
    npm = shutil.which("npm")
    if npm is None:
        _missing("npm is not installed, and the tests of pages need axe from it")
    install = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]

    def bring(folder: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        subprocess.run(install, cwd=folder, check=True, timeout=300)

    return once_a_run(tmp_path_factory, "npm", bring) / "node_modules"


def _missing(why: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    """CIVIC_CHROMIUM, else the system's (the one without windows first: it is three times as
    fast), else the copy that npm ships."""
    if named := os.environ.get("CIVIC_CHROMIUM"):
        return named
    shell = "chromium-headless-shell"
    for name in (shell, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    modules: Path = request.getfixturevalue("node_modules")
    script = "import('@sparticuz/chromium').then(c => c.default.executablePath()).then(console.log)"
    unpacked = subprocess.run(
        ["node", "-e", script], cwd=modules.parent, capture_output=True, text=True, check=False
    )
    if unpacked.returncode or not unpacked.stdout.strip():
        _missing("no Chromium: set CIVIC_CHROMIUM, or install Debian's chromium")
    return unpacked.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def founded_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as ``civic demo`` founds it, once; tests take copies.

    CIVIC_TEST_DEMO names a folder in which it is kept between runs, for whoever writes tests.
    """
    script = (
        "from civic import create_app, migrate\n"
        "from civic.demo import actions\n"
        "app = create_app()\n"
        "with app.app_context():\n"
        "    migrate.upgrade()\n"
        "    actions.found()\n"
    )

    def found(instance: Path) -> None:
        environment = os.environ | {
            "CIVIC_ENV": "demo",
            "CIVIC_INSTANCE": str(instance),
            "CIVIC_SECRET_KEY": "x" * 40,
            "CIVIC_CARD_KEY": "y" * 40,
        }
        command = [sys.executable, "-c", script]
        subprocess.run(command, env=environment, check=True, timeout=180)

    if not (kept := os.environ.get("CIVIC_TEST_DEMO")):
        return once_a_run(tmp_path_factory, "demo", found)
    if not Path(kept, "civic.db").exists():
        found(Path(kept))
    return Path(kept)


@pytest.fixture(scope="session")
def town(
    script: str, founded_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A running demo in which stories are told one after the other, its worker brings the news.

    There is one for those told with JavaScript and one for those without.
    """
    town = start(copy_of(founded_demo, tmp_path_factory.mktemp(script)))
    yield town
    town.stop()


@pytest.fixture(scope="session")
def checker(browser: Browser, axe: Any) -> Checker:
    return Checker(browser, axe)


@pytest.fixture
def come(
    browser: Browser, town: Town, checker: Checker, script: str
) -> Iterator[Callable[..., Visit]]:
    """``come()``: a visitor; ``come("王秀英")``: somebody with a card of the demo."""
    visits: list[Visit] = []

    def new(name: str = "") -> Visit:
        visit = Visit(browser, town, checker, script)
        visits.append(visit)
        return visit.become(name) if name else visit

    yield new
    for visit in visits:
        visit.close()


@pytest.fixture(scope="session")
def axe(node_modules: Path) -> Any:
    """``axe(page)``: what the accessibility checker finds, in short lines; ``axe(page, rules)``:
    by these rules alone."""
    source = (node_modules / "axe-core" / "axe.min.js").read_text("utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def check(page: Page, rules: Sequence[str] = ()) -> list[str]:
        only = {"type": "rule", "values": rules} if rules else tags
        options = json.dumps({"runOnly": only, "resultTypes": ["violations"]})
        page.evaluate(source)
        found = page.evaluate(f"axe.run(document, {options}).then(r => r.violations)")
        return [
            f"{page.url}: {v['id']}: {v['help']}: {n['target']} {n['html'][:160]}"
            for v in found
            for n in v["nodes"]
        ]

    return check
