"""Somebody at a browser: reads what stands there, presses it, types. No addresses, no ids."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.town import PHONE, Look, Town

SOON = 20_000
"""How long somebody waits for a page on a slow machine, in milliseconds."""
WITH, WITHOUT = "javascript", "no-javascript"
both_in_time = pytest.mark.parametrize(
    "script", (WITH, pytest.param(WITHOUT, marks=pytest.mark.slow)), scope="session"
)
"""Told with JavaScript by default; without it under ``slow``."""

Come = Callable[..., "Visit"]

# What a page is made of: another page made of the same parts has been looked at.
PARTS = """() => [location.pathname.replace(/\\d+/g, "#"), document.documentElement.lang,
  ...new Set([...document.body.querySelectorAll("*")].map(
    (e) => [e.localName, e.className.baseVal ?? e.className, e.type, e.ariaInvalid].join(".")))
].sort().join(" ")"""


class Checker:
    """The accessibility checker, and what it has looked at.

    It is a script, so it can't run where there are none: what stands on such a page is opened
    once more in a browser of its own, that loads no scripts of the site.
    """

    def __init__(self, browser: Browser, axe: Callable[[Page], list[str]]) -> None:
        self.axe = axe
        self.seen: set[str] = set()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, bypass_csp=True
        )
        self.context.route("**/*.js*", lambda route: route.abort())

    def look(self, page: Page, *, javascript: bool) -> None:
        """Nothing is wrong with this page, nor with any made of the same parts."""
        if not page.url.startswith("http"):
            return
        parts = page.evaluate(PARTS)
        if parts in self.seen:
            return
        self.seen.add(parts)
        found = self.axe(page) if javascript else self._again(page.url, page.content())
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert not found, "\n".join(found)
        assert wide <= 0, f"{page.url}: {wide} px too wide for a phone"

    def _again(self, url: str, content: str) -> list[str]:
        def answer(route: Route) -> None:
            route.fulfill(body=content, content_type="text/html; charset=utf-8")

        copy = self.context.new_page()
        copy.route(url.split("#")[0], answer)
        copy.goto(url)
        found = self.axe(copy)
        copy.close()
        return found


class Visit:
    """A browser of one's own on a phone, with or without JavaScript."""

    def __init__(self, browser: Browser, town: Town, checker: Checker, script: str) -> None:
        self.town, self.checker, self.javascript = town, checker, script == WITH
        self.context = Look(PHONE, javascript=self.javascript).open(browser, town.url)
        self.context.clear_cookies()
        self.context.set_default_timeout(SOON)
        self.page: Page = self.context.new_page()

    def become(self, name: str) -> "Visit":
        """Take one of the demo's cards."""
        self.page.goto("/demo/")
        self.press(name)
        return self.sees(f"您现在是{name}。")

    def look(self) -> None:
        """Before leaving a page: can everybody use it?"""
        self.checker.look(self.page, javascript=self.javascript)

    def go(self, *links: str) -> "Visit":
        """Home, and from there by what stands in the menu and on the pages."""
        self.look()
        self.page.goto("/")
        for link in links:
            self.press(link)
        return self

    def finds(self, title: str) -> "Visit":
        """A matter, by a word of its title."""
        return self.go("议题").write("找议题", title).press("查找").press(title)

    def press(self, text: str, *, within: str = "", exact: bool = False) -> "Visit":
        """A link or a button that says this; ``within``: of the row that says that."""
        self.look()
        button = self.page.get_by_role("button", name=text, exact=exact)
        link = self.page.get_by_role("link", name=text, exact=exact)
        fold = self.page.locator("summary").filter(has_text=text)
        said = button.or_(link).or_(fold).filter(visible=True)
        if within:
            said = self._row(within, said).locator(said)
        try:
            said.first.click()
        except TooLate:
            shown = self.page.locator("main").inner_text()
            raise AssertionError(f"nothing says {text} on {self.page.url}:\n{shown}") from None
        self.page.wait_for_load_state()
        return self

    def _row(self, text: str, button: Locator) -> Locator:
        rows = self.page.locator("li, article, section, form").filter(has_text=text)
        return rows.filter(has=button).last

    def has_pressed(self, text: str, *, within: str) -> "Visit":
        """The button of that row shows that it was."""
        button = self.page.get_by_role("button", name=text, pressed=True)
        expect(self._row(within, button)).to_be_visible(timeout=SOON)
        return self

    def offers(self, text: str) -> bool:
        """Whether there is a link or a button that says this."""
        button = self.page.get_by_role("button", name=text)
        return bool(button.or_(self.page.get_by_role("link", name=text)).count())

    def write(self, label: str, text: str) -> "Visit":
        self._field(label).fill(text)
        return self

    def choose(self, label: str, option: str) -> "Visit":
        """From a list that folds out."""
        field = self._field(label)
        words = [o.strip() for o in field.locator("option").all_inner_texts()]
        field.select_option(label=next(word for word in words if option in word))
        return self

    def tick(self, text: str, *, exact: bool = False, under: str = "") -> "Visit":
        """A choice among several, or a tick; ``under``: of the question that says that."""
        if under:
            self.page.get_by_role("group", name=under).get_by_label(text, exact=True).check()
        else:
            self._field(text, exact=exact).check()
        return self

    def untick(self, text: str) -> "Visit":
        self._field(text).uncheck()
        return self

    def attach(self, label: str, *files: Path) -> "Visit":
        self._field(label).set_input_files(files)
        return self

    def _field(self, label: str, *, exact: bool = False) -> Locator:
        field = self.page.get_by_label(label, exact=exact).first
        try:
            field.wait_for(state="attached")
        except TooLate:
            shown = self.page.locator("main").inner_text()
            raise AssertionError(f"no field {label} on {self.page.url}:\n{shown}") from None
        return field

    def sees(self, *texts: str) -> "Visit":
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(
                timeout=SOON
            )
        return self

    def misses(self, *texts: str) -> "Visit":
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)
        return self

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def awaits(self, text: str, *, seconds: int = 90) -> "Visit":
        """Looks again until it is there: news take up to a minute."""
        ends = time.monotonic() + seconds
        while not self.page.get_by_text(text).filter(visible=True).count():
            assert time.monotonic() < ends, f"{text} did not come"
            time.sleep(1)
            self.page.reload()
        return self

    def moves_the_clock_past(self, due: str) -> "Visit":
        """At the demo's front page, deadline by deadline, until this one is behind us."""
        for _ in range(40):
            self.page.goto("/demo/")
            next_one = self.page.get_by_text("下一个期限：").inner_text()
            self.press("拨到下一个期限")
            if due in next_one:
                return self
        raise AssertionError(f"{due} never came")

    def number(self) -> str:
        """A register number that stands on the page."""
        found = re.search(r"五里桥〔\d{4}〕\d+号", self.page.locator("main").inner_text())
        assert found, "no register number on this page"
        return found[0]

    def tabs_to(self, name: str) -> "Visit":
        """With the keyboard alone, on and on, until what says this is in focus, and shows it."""
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if name in self.focused():
                return self
        raise AssertionError(f"Tab never came to {name}")

    def focused(self) -> str:
        """What the focus is on says this."""
        return str(
            self.page.evaluate(
                "() => { const e = document.activeElement;"
                " return e === document.body ? '' :"
                " (e.labels?.[0] ?? e).innerText || e.getAttribute('aria-label') || '' }"
            )
        )

    def types(self, text: str) -> "Visit":
        self.page.keyboard.type(text)
        return self

    def keys(self, *keys: str) -> "Visit":
        for key in keys:
            self.page.keyboard.press(key)
        self.page.wait_for_load_state()
        return self

    def close(self) -> None:
        self.look()
        self.context.close()
