"""A running demo as residents meet it, and the looks in which they see it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

PHONE, DESK, NARROW = (390, 844), (1280, 900), (320, 720)


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(instance: Path, *, worker: bool = True) -> Town:
    """Serve an instance folder that has been founded."""
    port = free_port()
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
            town.stop()
            raise RuntimeError((instance / "serve.log").read_text("utf-8", "replace"))
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=1).close()
            return town
        except OSError:
            time.sleep(0.1)
    town.stop()
    raise RuntimeError("the server gave no answer")


def copy_of(founded: Path, folder: Path) -> Path:
    """A demo of one's own, to change as one likes."""
    instance = folder / "instance"
    shutil.copytree(founded, instance)
    return instance


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
        context.add_cookies(self.cookies(url))
        return context

    def cookies(self, url: str) -> list[Any]:
        """What the site remembers of it."""
        return [
            {"name": "locale", "value": self.locale, "url": url},
            {"name": "edition", "value": self.edition, "url": url},
            {"name": "theme", "value": self.theme, "url": url},
        ]


def be(page: Page, login: str) -> None:
    """Sign in with one of the demo's cards."""
    page.goto("/demo/")
    page.locator(f"button[name=login][value={login}]").click()
    page.wait_for_load_state()
