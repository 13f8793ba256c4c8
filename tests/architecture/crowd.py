"""A neighbourhood with many of everything, and readers who follow its links."""

import gzip
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from civic import db
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Stage
from civic.meetings.models import Meeting
from civic.notices import actions as notices
from civic.opinions import actions as opinions
from civic.opinions.rules import Kind
from civic.people.models import Person
from tests.architecture import votes
from tests.meetings import hearing
from tests.neighbour import NeighbourClient
from tests.opinions import talk
from tests.register import story
from tests.voting import ballot
from tests.world import World, live, person

READERS = (None, "resident", "clerk", "official", "administrator")
EACH_PLACE = 2  # addresses of one kind that a reader opens
BROWSER = {"Accept-Encoding": "gzip, deflate"}  # the least that any browser takes
COMMON = (
    "的一是了我不在人们有来他这上着个地到大里说就去子得也和那要下看天时过出小么起你都把好还多没为又可家学"
    "只以主会样年想生同老中十从自面前头道它后然走很像见两用她国动进成回什边作对开而己些现山民候经发工向事"
    "楼梯房路灯垃圾箱车棚树窗户水管电线井盖噪声施工围墙门口健身器材孩子老人邻居物业居委会听证整改维修预算"
)


class Loaded(HTMLParser):
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
        # A QR code's picture comes with its page, and is weighed with it.
        if tag in {"script", "img"} and not a.get("src", "data:").startswith("data:"):
            self.fetched.add(a["src"])


def text(chance: random.Random, long: int) -> str:
    """Words as many as neighbours write, and no two alike."""
    return "".join(chance.choice(COMMON) for _ in range(long)) + "。"


class Crowd:
    """Matters, hearings, opinions and entries; as many things wait for each of them."""

    def __init__(self, world: World) -> None:
        self.world, self.chance = world, random.Random(20261123)
        self.meeting: Meeting = hearing.noticed(world.here)
        with db.transaction():
            self.discussed: Matter = talk.matter(world)
        self.size = 0

    def grow(self, to: int) -> None:
        """More of everything."""
        here, chance, new = self.world.here, self.chance, range(self.size, to)
        with db.transaction():
            for n in new:
                who = live(person(f"赵{chance.choice(COMMON)}", f"n{n}"), here.building, f"{n}08")
                words = text(chance, chance.randint(20, 120))
                said = opinions.give(who, self.discussed, kind=Kind.SUGGESTION, text=words)
                opinions.give(who, self.meeting.matter, kind=Kind.OPINION, text=text(chance, 60))
                talk.sent(self.world, said)
                story.enter(self.world, text(chance, 18), text=text(chance, 100))
        for n in new:
            with db.transaction():
                raised = matters.raise_matter(
                    (here.resident, here.neighbour, here.owner, here.tenant)[n % 4],
                    here.building,
                    category=Category.ENVIRONMENT,
                    title=text(chance, 20),
                    text=text(chance, 150),
                )
                if n % 3:
                    matters.screen(here.clerk, raised, Screening.ACCEPT, reason=text(chance, 30))
                    raised.stage = Stage.SCREENED
            ballot.posted(self.world, votes.residents(self.world, questions=3))
            if n % 3 == 0:
                hearing.convened(here, hearing.routed(here, author=here.clerk))
        while notices.deliver():
            pass
        self.size = to


@dataclass(frozen=True)
class Opened:
    """A page as a reader got it: bytes alone and with all that it loads, and queries."""

    endpoint: str
    address: str
    alone: int
    whole: int
    queries: int


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


def walk(app: Flask, reader: Reader) -> list[Opened]:
    """Each page that can be reached by links."""
    routes = app.url_map.bind("localhost")
    opened: list[Opened] = []
    waiting = ["/", "/desk", "/replies/", "/sign-in"]
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
        with talk.counted() as asked:
            answer = reader.get(split._replace(fragment="").geturl())
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        assert answer.headers.get("Content-Encoding") == "gzip", address
        found = Loaded(gzip.decompress(answer.data).decode())
        alone = len(answer.data)
        whole = alone + sum(map(reader.weight, found.fetched))
        opened.append(Opened(endpoint, address, alone, whole, len(asked)))
        waiting += found.links
    return opened


def everybody(
    app: Flask, world: World, as_: Callable[[Person | None], NeighbourClient]
) -> dict[str, list[Opened]]:
    """What each of the readers opened."""
    return {
        who or "visitor": walk(app, Reader(as_(getattr(world, who) if who else None)))
        for who in READERS
    }
