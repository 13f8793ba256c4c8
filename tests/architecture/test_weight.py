"""What a phone has to fetch: whoever comes first, and whoever comes again.

A neighbourhood in which there are thirty of everything; each reader follows the links.
What is weighed is what the server sends to a browser that takes gzip.
"""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask

from civic.clock import Hands
from civic.people.models import Person
from tests.architecture.crowd import BROWSER, Crowd, Loaded, everybody
from tests.neighbour import NeighbourClient
from tests.world import World

pytestmark = pytest.mark.sqlite_first

FIRST_VISIT = 50 * 1024
LATER_PAGE = 20 * 1024
MANY = 30
READ_BY_MANY = {
    "home.desk",
    "home.index",
    "matters.index",
    "matters.show",
    "meetings.index",
    "meetings.show",
    "opinions.desk",
    "opinions.index",
    "ratings.index",
    "ratings.person",
    "ratings.unit",
    "register.index",
    "register.show",
    "voting.index",
    "voting.roll",
    "voting.show",
}


@pytest.fixture
def busy(world: World, clock: Hands) -> World:
    """Thirty of everything."""
    Crowd(world).grow(MANY)
    return world


def test_no_page_is_heavy(
    app: Flask, busy: World, as_: Callable[[Person | None], NeighbourClient]
) -> None:
    opened = [page for pages in everybody(app, busy, as_).values() for page in pages]
    assert not [page for page in opened if page.alone > LATER_PAGE or page.whole > FIRST_VISIT]
    reached = {page.endpoint for page in opened}
    assert reached >= READ_BY_MANY, "whatever no link leads to was not weighed"


def test_lists_are_as_long_as_they_get(
    busy: World, as_: Callable[[Person | None], NeighbourClient]
) -> None:
    """Else their weight would tell nothing."""
    talked = as_(None).get("/matters/").text + as_(None).get("/register/").text
    assert talked.count("<li") > MANY


def test_a_phone_asks_for_a_file_once(as_: Callable[[None], NeighbourClient]) -> None:
    client = as_(None)
    for address in Loaded(client.get("/").text).fetched:
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
    for address in Loaded(page.text).fetched:
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
