"""What a phone has to fetch: whoever comes first, and whoever comes again.

A neighbourhood in which there are thirty of everything; each reader follows the links.
What is weighed is what the server sends to a browser that takes gzip.
"""

import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from civic import db
from civic.clock import Hands
from civic.matters import actions as matters
from civic.matters.rules import Category, Screening, Stage
from civic.notices import actions as notices
from civic.opinions import actions as opinions
from civic.opinions.rules import Kind
from civic.people.models import Person
from tests.meetings import hearing
from tests.neighbour import NeighbourClient
from tests.opinions import talk
from tests.register import story
from tests.world import World, live, person

FIRST_VISIT = 50 * 1024
LATER_PAGE = 20 * 1024
MANY = 30
EACH_PLACE = 2  # addresses of one kind that a reader opens
READERS = (None, "resident", "clerk", "official", "administrator")
READ_BY_MANY = {
    "home.desk",
    "home.index",
    "matters.index",
    "matters.show",
    "meetings.index",
    "meetings.show",
    "opinions.desk",
    "opinions.index",
    "register.index",
    "register.show",
}
BROWSER = {"Accept-Encoding": "gzip, deflate"}  # the least that any browser takes
COMMON = (
    "的一是了我不在人们有来他这上着个地到大里说就去子得也和那要下看天时过出小么起你都把好还多没为又可家学"
    "只以主会样年想生同老中十从自面前头道它后然走很像见两用她国动进成回什边作对开而己些现山民候经发工向事"
    "楼梯房路灯垃圾箱车棚树窗户水管电线井盖噪声施工围墙门口健身器材孩子老人邻居物业居委会听证整改维修预算"
)


class _Page(HTMLParser):
    """What a page makes the browser fetch, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in a and "download" not in a:
            self.links.append(a["href"])
        if (tag == "link" and {"stylesheet", "icon"} & set(a.get("rel", "").split())) or (
            tag == "use"
        ):
            self.fetched.add(a["href"].partition("#")[0])
        if tag in {"script", "img"} and "src" in a:
            self.fetched.add(a["src"])


def text(chance: random.Random, long: int) -> str:
    """Words as many as neighbours write, and no two alike."""
    return "".join(chance.choice(COMMON) for _ in range(long)) + "。"


@pytest.fixture
def busy(world: World, clock: Hands) -> World:
    """Thirty matters, hearings, opinions and entries; thirty things wait for each of them."""
    chance, here = random.Random(20261123), world.here
    meeting = hearing.noticed(here)
    with db.transaction():
        discussed = talk.matter(world)
        for n in range(MANY):
            who = live(person(f"赵{chance.choice(COMMON)}", f"n{n}"), here.building, f"{n}08")
            said = opinions.give(
                who, discussed, kind=Kind.SUGGESTION, text=text(chance, chance.randint(20, 120))
            )
            opinions.give(who, meeting.matter, kind=Kind.OPINION, text=text(chance, 60))
            talk.sent(world, said)
            story.enter(world, text(chance, 18), text=text(chance, 100))
    for n in range(MANY):
        with db.transaction():
            raised = matters.raise_matter(
                here.resident if n % 2 else here.neighbour,
                here.building,
                category=Category.ENVIRONMENT,
                title=text(chance, 20),
                text=text(chance, 150),
            )
            if n % 3:
                matters.screen(here.clerk, raised, Screening.ACCEPT, reason=text(chance, 30))
                raised.stage = Stage.SCREENED
        if n % 3 == 0:
            hearing.convened(here, hearing.routed(here))
    while notices.deliver():
        pass
    return world


class Reader:
    """A browser that fetches everything once and says what it weighed."""

    def __init__(self, client: NeighbourClient) -> None:
        self.client = client
        self.kept: dict[str, int] = {}

    def get(self, address: str) -> TestResponse:
        return self.client.get(address, headers=BROWSER, buffered=True)

    def weight(self, address: str) -> int:
        if address not in self.kept:
            answer = self.get(address)
            assert answer.status_code == 200, address
            assert "immutable" in answer.headers["Cache-Control"], address
            self.kept[address] = len(answer.data)
        return self.kept[address]


def walk(
    app: Flask, reader: Reader
) -> tuple[dict[str, tuple[int, int]], defaultdict[str, list[str]]]:
    """Each page that can be reached: what it weighs alone, and with all that it loads."""
    routes = app.url_map.bind("localhost")
    weighed: dict[str, tuple[int, int]] = {}
    by_route: defaultdict[str, list[str]] = defaultdict(list)
    waiting = ["/", "/desk", "/queue", "/sign-in"]
    seen: Counter[str] = Counter()
    done = set()
    while waiting:
        address = waiting.pop(0)
        split = urlsplit(address)
        if split.netloc or not split.path.startswith("/") or address in done:
            continue
        done.add(address)
        try:
            endpoint, _values = routes.match(split.path)
        except Exception:
            continue
        seen[endpoint] += 1
        if endpoint == "static" or seen[endpoint] > EACH_PLACE:
            continue
        answer = reader.get(split._replace(fragment="").geturl())
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        assert answer.headers.get("Content-Encoding") == "gzip", address
        found = _Page(gzip.decompress(answer.data).decode())
        weighed[address] = (
            len(answer.data),
            len(answer.data) + sum(map(reader.weight, found.fetched)),
        )
        by_route[endpoint].append(address)
        waiting += found.links
    return weighed, by_route


def test_no_page_is_heavy(
    app: Flask, busy: World, as_: Callable[[Person | None], NeighbourClient]
) -> None:
    heavy, opened = [], set()
    for who in READERS:
        weighed, by_route = walk(app, Reader(as_(getattr(busy, who) if who else None)))
        opened |= set(by_route)
        heavy += [
            (who or "visitor", address, alone, whole)
            for address, (alone, whole) in weighed.items()
            if alone > LATER_PAGE or whole > FIRST_VISIT
        ]
    assert not heavy
    assert opened >= READ_BY_MANY, "whatever no link leads to was not weighed"


def test_lists_are_as_long_as_they_get(
    busy: World, as_: Callable[[Person | None], NeighbourClient]
) -> None:
    """Else their weight would tell nothing."""
    talked = as_(None).get("/matters/").text + as_(None).get("/register/").text
    assert talked.count("<li") > MANY


def test_a_phone_asks_for_a_file_once(as_: Callable[[None], NeighbourClient]) -> None:
    client = as_(None)
    for address in _Page(client.get("/").text).fetched:
        assert "?v=" in address, "its address changes with it"
        packed = client.get(address, headers=BROWSER, buffered=True)
        assert "immutable" in packed.headers["Cache-Control"]
        assert "max-age=31536000" in packed.headers["Cache-Control"]
        again = {"If-None-Match": packed.headers["ETag"], **BROWSER}
        assert client.get(address, headers=again, buffered=True).status_code == 304
        bare = client.get(address.partition("?")[0], buffered=True)
        assert bare.headers["Cache-Control"] == "public, no-cache", "may be another one tomorrow"
        plain = client.get(address, buffered=True)
        assert "Content-Encoding" not in plain.headers
        assert "Cookie" not in packed.vary, "else signing in would fetch all of it anew"
        if "Content-Encoding" in packed.headers:
            assert "Accept-Encoding" in packed.vary and "Accept-Encoding" in plain.vary
            assert gzip.decompress(packed.data) == plain.data
            assert len(packed.data) < len(plain.data)


def test_a_file_carries_nobodys_session(
    world: World, as_: Callable[[Person], NeighbourClient]
) -> None:
    """It may be kept by anybody on the way, for a year."""
    client = as_(world.resident)
    with client.session_transaction() as kept:
        kept.permanent = True
    page = client.get("/")
    assert "Set-Cookie" in page.headers
    for address in _Page(page.text).fetched:
        answer = client.get(address, buffered=True)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.vary


def test_a_browser_that_takes_no_gzip_gets_the_page_as_it_is(
    as_: Callable[[None], NeighbourClient],
) -> None:
    client = as_(None)
    for refused in ("", "identity", "deflate"):
        answer = client.get("/", headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in answer.headers
        assert "Accept-Encoding" in answer.vary
        assert answer.text.startswith("<!doctype html>")
    assert "Content-Encoding" not in client.get("/healthz", headers=BROWSER).headers
