"""A real browser before a running demo: server and worker as residents meet them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
PHONE, DESK, NARROW = (390, 844), (1280, 900), (320, 720)


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """axe and, where needed, a browser, as pinned in package-lock.json."""
    folder = tmp_path_factory.mktemp("npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    npm = shutil.which("npm")
    if npm is None:
        _missing("npm is not installed, and the tests of pages need axe from it")
    subprocess.run(
        [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
        cwd=folder,
        check=True,
        timeout=300,
    )
    return folder / "node_modules"


def _missing(why: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> str:
    """CIVIC_CHROMIUM, else the system's, else the copy that npm ships."""
    if named := os.environ.get("CIVIC_CHROMIUM"):
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
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


@dataclass
class Town:
    """A running demo: its address, its folder, its processes."""

    url: str
    instance: Path
    environment: dict[str, str]
    children: list[subprocess.Popen[bytes]]

    def stop(self) -> None:
        for child in self.children:
            child.send_signal(signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(instance: Path, *, worker: bool = True) -> Town:
    """Serve an instance folder that has been founded."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "CIVIC_ENV": "demo",
        "CIVIC_INSTANCE": str(instance),
        "CIVIC_BASE_URL": url,
    }
    command = [sys.executable, "-m", "civic"]
    server = [*command, "serve", "--port", str(port), "--workers", "1"]
    with (instance / "serve.log").open("ab") as log:
        children = [
            subprocess.Popen(c, env=environment, stdout=log, stderr=log)
            for c in ([server, [*command, "worker"]] if worker else [server])
        ]
    town = Town(url, instance, environment, children)
    for _ in range(900):
        if any(child.poll() is not None for child in children):
            raise RuntimeError((instance / "serve.log").read_text("utf-8", "replace"))
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=1).close()
            return town
        except OSError:
            time.sleep(0.1)
    town.stop()
    raise RuntimeError("the server gave no answer")


@pytest.fixture(scope="session")
def founded_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as ``civic demo`` founds it, once; tests take copies.

    CIVIC_TEST_DEMO names a folder in which it is kept between runs, for whoever writes tests.
    """
    kept = os.environ.get("CIVIC_TEST_DEMO")
    instance = Path(kept) if kept else tmp_path_factory.mktemp("demo")
    if (instance / "civic.db").exists():
        return instance
    script = (
        "from civic import create_app, migrate\n"
        "from civic.demo import actions\n"
        "app = create_app()\n"
        "with app.app_context():\n"
        "    migrate.upgrade()\n"
        "    actions.found()\n"
    )
    environment = os.environ | {
        "CIVIC_ENV": "demo",
        "CIVIC_INSTANCE": str(instance),
        "CIVIC_SECRET_KEY": "x" * 40,
        "CIVIC_CARD_KEY": "y" * 40,
    }
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=180)
    return instance


def copy_of(founded: Path, folder: Path) -> Path:
    """A demo of one's own, to change as one likes."""
    instance = folder / "instance"
    shutil.copytree(founded, instance)
    return instance


@pytest.fixture(scope="module")
def town(founded_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A running demo for the stories of one file."""
    town = start(copy_of(founded_demo, tmp_path_factory.mktemp("town")))
    yield town
    town.stop()


@dataclass(frozen=True)
class Look:
    """How somebody looks at the site."""

    size: tuple[int, int] = PHONE
    locale: str = "zh"
    edition: str = "normal"
    theme: str = "light"
    javascript: bool = True

    def open(self, browser: Browser, url: str) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": self.size[0], "height": self.size[1]},
            java_script_enabled=self.javascript,
            base_url=url,
            locale="zh-CN",
            color_scheme="dark" if self.theme == "dark" else "light",
        )
        context.add_cookies(
            [
                {"name": name, "value": getattr(self, name), "url": url}
                for name in ("locale", "edition", "theme")
            ]
        )
        return context


def be(page: Page, login: str) -> None:
    """Sign in with one of the demo's cards."""
    page.goto("/demo/")
    page.locator(f"button[name=login][value={login}]").click()
    page.wait_for_load_state()


@pytest.fixture(scope="session")
def axe(node_modules: Path) -> Any:
    """``axe(page)``: what the accessibility checker finds, in short lines."""
    source = (node_modules / "axe-core" / "axe.min.js").read_text("utf-8")
    options = json.dumps(
        {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )

    def check(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate(f"axe.run(document, {options}).then(r => r.violations)")
        return [
            f"{page.url}: {v['id']}: {v['help']}: {n['target']} {n['html'][:160]}"
            for v in found
            for n in v["nodes"]
        ]

    return check
