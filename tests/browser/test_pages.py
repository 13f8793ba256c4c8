"""Every page, looked at: nothing for the accessibility checker, no sideways scrolling, room
for a thumb. By default a third of the pages in one of six looks that together cover all pairs of
width, language, edition, theme and JavaScript; under ``slow`` every page in all 24 by day, and
by night, when nothing but colours changes, its colours in each language and edition.

Where JavaScript is off, the site's scripts are kept from loading: the checker itself is one.
"""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from civic.config import resource
from tests.browser.pages import NOT_PAGES, PAGES, Shown
from tests.browser.town import DESK, NARROW, PHONE, Look, Town, be, copy_of, start

WIDTHS, LOCALES, EDITIONS = (PHONE, DESK, NARROW), ("zh", "en"), ("normal", "elder")
THEMES, SCRIPTS = ("light", "dark"), (True, False)
# Six looks cover every pair of two choices.
LOOKS = (
    Look(PHONE, "zh", "normal", "light", True),
    Look(PHONE, "en", "elder", "dark", False),
    Look(DESK, "zh", "normal", "dark", False),
    Look(DESK, "en", "elder", "light", True),
    Look(NARROW, "zh", "elder", "light", False),
    Look(NARROW, "en", "normal", "dark", True),
)
# What can be pressed, and how large it is for a finger: a label belongs to its tick, a link that
# is laid over its row is as large as the row; a link within a sentence is as high as its line.
TOO_SMALL = """(least) => {
  const found = new Set();
  const inSentence = (el) => {
    if (getComputedStyle(el).display !== "inline") return false;
    const around = el.closest("p, li, td, dd, th, figcaption, label, legend");
    return !!around && around.innerText.trim().length > el.innerText.trim().length + 1;
  };
  const area = (el) => {
    const laid = getComputedStyle(el, "::after");
    if (laid.content !== "none" && laid.position === "absolute" && laid.top === "0px")
      return {width: parseFloat(laid.width), height: parseFloat(laid.height)};
    return el.getBoundingClientRect();
  };
  for (const one of document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    const tick = one.matches("[type=checkbox], [type=radio]");
    const el = tick ? (one.closest("label") ?? one.labels[0] ?? one) : one;
    if (!el.checkVisibility({visibilityProperty: true}) || el.closest(".hide, .skip")) continue;
    const {width, height} = area(el);
    if (!width || inSentence(el)) continue;
    if (height < least - 0.5 || width < least - 0.5)
      found.add(`${Math.round(width)}×${Math.round(height)} ${el.outerHTML.slice(0, 120)}`);
  }
  return [...found];
}"""
TOO_WIDE = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return [];
  const parts = [...document.body.querySelectorAll("*")]
    .filter((el) => el.getBoundingClientRect().right > root.clientWidth + 1 && !el.closest(".scroll"))
    .map((el) => el.outerHTML.slice(0, 120));
  return [`${over} px too wide`, ...parts.slice(-3)];
}"""

# A heading belongs to what follows it, a chart to its own caption.
TOO_CLOSE = """() => [...document.querySelectorAll("main h3, main .tally + .tally")]
  .map((one) => [one, one.previousElementSibling])
  .filter(([one, before]) => before && before.localName !== "h2" && before.checkVisibility()
    && Math.abs(one.getBoundingClientRect().top - before.getBoundingClientRect().bottom) < 8)
  .map(([one]) => "too close to what stands above it: " + one.outerHTML.slice(0, 120))"""

COLOUR = r"--[a-z0-9-]+: (#[0-9a-f]{3,8}|rgb\([^)]*\))|color-scheme: dark"
COLOURS = ("color-contrast", "link-in-text-block")
"""The checker's rules that ask for colours."""

Scene = tuple[Town, dict[str, Any]]
Axe = Callable[..., list[str]]


def play(founded: Path, folder: Path, name: str) -> Scene:
    """A copy of the demo with a scene of scenes.py played in it, and served."""
    instance = copy_of(founded, folder)
    environment = os.environ | {"CIVIC_ENV": "demo", "CIVIC_INSTANCE": str(instance)}
    subprocess.run(
        [sys.executable, "-m", "tests.browser.scenes", name],
        env=environment,
        cwd=Path(__file__).parents[2],
        check=True,
        timeout=120,
    )
    facts = json.loads((instance / "scene.json").read_text("utf-8"))
    return start(instance, worker=False), facts


@pytest.fixture(scope="module")
def scenes(
    founded_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Scene]]:
    """By name: a quiet day, and the hearing in session."""
    played = {
        name: play(founded_demo, tmp_path_factory.mktemp(name), name) for name in ("day", "sitting")
    }
    yield played
    for town, _facts in played.values():
        town.stop()


@pytest.fixture(scope="module")
def come_as(browser: Browser, scenes: dict[str, Scene]) -> Callable[..., BrowserContext]:
    """A browser in which somebody is signed in; each comes in once for all pages."""
    kept: dict[tuple[str, str], list[Any]] = {}

    def come(shown: Shown, look: Look) -> BrowserContext:
        town, facts = scenes[shown.scene]
        with_scripts = replace(look, javascript=True)
        context = with_scripts.open(browser, town.url)
        if not look.javascript:
            context.route("**/*.js*", lambda route: route.abort())
        if shown.who:
            key = shown.scene, shown.who
            if key not in kept:
                at_door = Look().open(browser, town.url)
                come_in(at_door.new_page(), shown.who, facts)
                kept[key] = [c for c in at_door.cookies() if c["httpOnly"]]
                at_door.close()
            context.add_cookies(kept[key])
        return context

    return come


def come_in(page: Page, who: str, facts: dict[str, Any]) -> None:
    """By the demo's card, or, who has none there, by one on paper."""
    code = facts.get(f"card_of_{who}")
    if code is None:
        be(page, who)
        return
    page.goto(f"/card/{code}")
    page.get_by_role("button", name="是我，登录").click()
    page.wait_for_load_state()


def address(shown: Shown, scenes: dict[str, Scene]) -> str:
    return shown.path.format(**scenes[shown.scene][1])


def opened(page: Page, shown: Shown, look: Look, scenes: dict[str, Scene]) -> None:
    """It answers as it should, has one title, and says in which language it is."""
    answer = page.goto(address(shown, scenes))
    assert answer is not None and answer.status == shown.status
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if look.locale == "zh" else "en")


def faults(page: Page, look: Look) -> list[str]:
    """What is too wide, too small or too close."""
    least = 60 if look.edition == "elder" else 44
    return page.evaluate(
        f"least => [...({TOO_WIDE})(), ...({TOO_SMALL})(least), ...({TOO_CLOSE})()]", least
    )


def test_six_looks_cover_every_pair_of_choices() -> None:
    choices = (WIDTHS, LOCALES, EDITIONS, THEMES, SCRIPTS)
    rows = [(x.size, x.locale, x.edition, x.theme, x.javascript) for x in LOOKS]
    for a, b in combinations(range(5), 2):
        assert {(row[a], row[b]) for row in rows} == set(product(choices[a], choices[b]))


def test_every_page_of_the_site_is_looked_at(scenes: dict[str, Scene]) -> None:
    """A page that is added stands in pages.py, or says there why it is none."""
    known = {}
    for endpoint, rule in scenes["day"][1]["routes"]:
        pattern = re.sub(r"<any\(([^)]*)\):\w+>", lambda m: f"({m[1].replace(',', '|')})", rule)
        pattern = re.sub(r"<int:\w+>", r"\\d+", pattern)
        known[endpoint] = re.compile(re.sub(r"<[^>]+>", "[^/]+", pattern))
    shown = [address(each, scenes).split("?")[0] for each in PAGES if each.status == 200]
    unseen = {name for name, rule in known.items() if not any(map(rule.fullmatch, shown))}
    assert unseen == NOT_PAGES & set(known), "pages nobody looks at"


def cases() -> Iterator[Any]:
    """Six pages of eighteen, each in a look of its own, so that every look is there."""
    for n, shown in enumerate(PAGES):
        if n // len(LOOKS) % 3 == 0:
            look = LOOKS[n % len(LOOKS)]
            yield pytest.param(shown, look, id=f"{shown}-{look}")


@pytest.mark.parametrize(("shown", "look"), list(cases()))
def test_a_page_is_for_everybody(
    shown: Shown, look: Look, scenes: dict[str, Scene], come_as: Any, axe: Axe
) -> None:
    context = come_as(shown, look)
    page = context.new_page()
    opened(page, shown, look, scenes)
    found = faults(page, look) + axe(page)
    context.close()
    assert not found, f"{look}:\n" + "\n".join(found)


def test_the_dark_changes_colours_and_nothing_else() -> None:
    """So that whatever is as wide by day is as wide by night."""
    style = resource("static/civic.css").read_text("utf-8")
    dark = re.findall(r'\[data-theme="(?:dark|auto)"\] \{([^}]*)\}', style)
    assert len(dark) == 4
    for one in ";".join(dark).split(";"):
        assert not one.strip() or re.fullmatch(COLOUR, one.strip()), one
    asked = re.findall(r"data-theme=|prefers-color-scheme", style)
    assert len(asked) == 4 + 2, "what is dark is asked nowhere else"


@pytest.mark.slow
@pytest.mark.parametrize("shown", PAGES, ids=str)
def test_a_page_is_for_everybody_in_every_look(
    shown: Shown, scenes: dict[str, Scene], come_as: Any, axe: Axe
) -> None:
    """Its layout in each width, language and edition, with scripts and without; the checker in
    each language and edition, with width and JavaScript in turn, and of colours in the dark."""
    found: list[str] = []
    for javascript in SCRIPTS:
        # One browser, whose reader changes how the site looks: styles are fetched once.
        context = come_as(shown, Look(DESK, javascript=javascript))
        page = context.new_page()

        def turn(look: Look, context: BrowserContext = context, page: Page = page) -> None:
            context.add_cookies(look.cookies(scenes[shown.scene][0].url))
            opened(page, shown, look, scenes)

        for n, (locale, edition) in enumerate(product(LOCALES, EDITIONS)):
            look = Look(DESK, locale, edition, "light", javascript)
            turn(look)
            for width in WIDTHS:
                page.set_viewport_size({"width": width[0], "height": width[1]})
                found += [f"{width} {look}: {fault}" for fault in faults(page, look)]
                if WIDTHS[n % 3] == width and SCRIPTS[n % 2] == javascript:
                    found += [f"{width} {look}: {fault}" for fault in axe(page)]
            if SCRIPTS[n % 2] == javascript:
                by_night = replace(look, theme="dark")
                turn(by_night)
                found += [f"{by_night}: {fault}" for fault in axe(page, COLOURS)]
        context.close()
    assert not found, "\n".join(found)


# In each row of a list its small lines; a figure's words and numbers; a quotation mark, in ems.
LINES_OF = """(what) => [...document.querySelectorAll(what)].map((el) => {
  const words = document.createRange();
  words.selectNodeContents(el);
  const tops = [...words.getClientRects()].filter((r) => r.width > 1).map((r) => r.bottom);
  return [el.innerText, Math.max(...tops) - Math.min(...tops)];
}).filter(([, apart]) => apart > 12).map(([text]) => text)"""
QUOTE = """() => {
  const mark = document.querySelector("h1").appendChild(document.createElement("span"));
  mark.textContent = "“";
  return mark.getBoundingClientRect().width / parseFloat(getComputedStyle(mark).fontSize);
}"""


@pytest.mark.parametrize(
    ("path", "look", "whole"),
    [
        (
            "/votes/{vote_kept}",
            Look(NARROW, edition="elder"),
            ".tally th[scope=row]:not([colspan])",
        ),
        ("/votes/", Look(), ".row-aside, .row-lines > span"),
        ("/ratings/units/{department}/sheet", Look(), ".scroll th"),
    ],
)
def test_words_of_a_list_and_of_a_table_stay_whole_on_a_phone(
    path: str, look: Look, whole: str, scenes: dict[str, Scene], come_as: Any
) -> None:
    context = come_as(Shown(path), look)
    page = context.new_page()
    opened(page, Shown(path), look, scenes)
    assert page.locator(whole).count() > 2
    assert page.evaluate(LINES_OF, whole) == []
    context.close()


def test_english_quotation_marks_are_no_wider_than_english_letters(
    scenes: dict[str, Scene], come_as: Any
) -> None:
    for edition in EDITIONS:
        look = Look(locale="en", edition=edition)
        context = come_as(Shown("/votes/"), look)
        page = context.new_page()
        opened(page, Shown("/votes/"), look, scenes)
        assert page.evaluate(QUOTE) < 0.7
        context.close()


# On paper -------------------------------------------------------------------------------------

ON_PAPER = {
    "/meetings/{lift_meeting}/notice": ("听证会公告", "/meetings/{lift_meeting}"),
    "/meetings/{waste_meeting}/minutes/sheet": ("会议纪要", "/meetings/{waste_meeting}"),
    "/register/{entry}/sheet": ("五里桥〔2024〕1号", ""),
}


@pytest.mark.parametrize("path", ON_PAPER)
def test_what_hangs_on_the_board_prints_on_a4_with_its_code(
    path: str, scenes: dict[str, Scene], come_as: Any
) -> None:
    town, facts = scenes["day"]
    words, leads_to = ON_PAPER[path]
    context = come_as(Shown(path), Look())
    page = context.new_page()
    page.goto(path.format(**facts))
    page.emulate_media(media="print")
    sheet = page.locator("main")
    assert words in page.locator("body").inner_text()
    assert len(sheet.inner_text()) > 100
    assert not page.get_by_role("button").filter(visible=True).count()
    assert not page.get_by_role("link", name="返回网页").filter(visible=True).count()
    code = page.locator(".qr-code img")
    assert code.bounding_box()["width"] >= 90, "too small for an old phone"
    if leads_to:
        with Image.open(io.BytesIO(code.screenshot())) as seen:
            assert zxingcpp.read_barcode(seen).text == town.url + leads_to.format(**facts)
    printed = page.pdf(prefer_css_page_size=True)
    context.close()
    sizes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", printed)
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}, "not on A4"
    assert 1 <= len(re.findall(rb"/Type /Page\b", printed)) <= 3
