"""A page with thirty items asks the database no more often than one with three."""

from collections.abc import Callable

import pytest
from flask import Flask

from civic.people.models import Person
from tests.architecture.crowd import Crowd, Opened, everybody
from tests.neighbour import NeighbourClient
from tests.world import World

pytestmark = pytest.mark.sqlite_first

MOST = 8


def most(pages: list[Opened]) -> dict[str, int]:
    found: dict[str, int] = {}
    for page in pages:
        found[page.endpoint] = max(page.queries, found.get(page.endpoint, 0))
    return found


def test_thirty_of_everything_cost_as_many_queries_as_three(
    app: Flask, world: World, as_: Callable[[Person | None], NeighbourClient]
) -> None:
    crowd = Crowd(world)
    crowd.grow(3)
    few = everybody(app, world, as_)
    crowd.grow(30)
    many = everybody(app, world, as_)
    for reader, pages in many.items():
        before, after = most(few[reader]), most(pages)
        assert len(after) > 10, "a reader finds more than ten kinds of pages"
        assert not {page: n for page, n in after.items() if n > MOST}, reader
        assert not {p: (n, after[p]) for p, n in before.items() if after.get(p, 0) > n}, reader
