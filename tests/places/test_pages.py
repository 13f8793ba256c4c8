"""The tree of places on the web."""

from collections.abc import Callable

import sqlalchemy as sa

from civic import db
from civic.people.models import Person
from civic.places.models import Place
from tests.neighbour import NeighbourClient
from tests.world import World

As = Callable[[Person | None], NeighbourClient]


def test_everybody_finds_their_community_in_the_tree(world: World, as_: As) -> None:
    visitor = as_(None)
    assert "五里桥社区" in visitor.get("/places/").text
    page = visitor.get(f"/places/{world.place.id}")
    assert page.status_code == 200 and "第一网格" in page.text and "2户" in page.text
    assert "在这里添加" not in page.text


def test_what_is_not_there_is_not_found(as_: As, world: World) -> None:
    for path in ("/places/99999", "/places/0", f"/places/{2**40}", "/places/x"):
        assert as_(None).get(path).status_code == 404


def test_the_administrator_adds_a_list_of_buildings(world: World, as_: As) -> None:
    admin, estate = as_(world.administrator), world.here.estate_id
    typed = {"level": "building", "names": "2号楼\r\n\r\n 3号楼 \n"}
    added = admin.fill(f"/places/{estate}/new", f"/places/{estate}/places", **typed)
    assert added.status_code == 303
    page = admin.get(f"/places/{estate}").text
    assert "2号楼" in page and "3号楼" in page
    again = admin.fill(f"/places/{estate}/new", f"/places/{estate}/places", **typed)
    assert again.status_code == 422 and "已经有“2号楼”了" in again.text and "3号楼" in again.text


def test_a_place_cannot_be_put_into_something_smaller(world: World, as_: As) -> None:
    admin, estate = as_(world.administrator), world.here.estate_id
    sent = admin.send(f"/places/{estate}/places", level="street", names="某街道")
    assert sent.status_code == 422


def test_a_place_gets_another_name(world: World, as_: As) -> None:
    admin, estate = as_(world.administrator), world.here.estate_id
    renamed = admin.fill(f"/places/{estate}/name", f"/places/{estate}/name", name="紫荆苑")
    assert renamed.status_code == 303
    assert db.session().scalars(sa.select(Place.name).where(Place.id == estate)).one() == "紫荆苑"


def test_the_committee_may_look_but_not_change(world: World, as_: As) -> None:
    for who in (world.chair, world.resident, world.there.clerk):
        client = as_(who)
        assert client.get(f"/places/{world.place.id}/new").status_code == 403
        assert client.send(f"/places/{world.place.id}/name", name="某").status_code == 403
    assert as_(None).get(f"/places/{world.place.id}/new").status_code == 303


def test_hidden_characters_are_refused(world: World, as_: As) -> None:
    admin, estate = as_(world.administrator), world.here.estate_id
    for name in ("2\u202e号楼", "2\x00号楼", "楼" * 81):
        sent = admin.send(f"/places/{estate}/places", level="building", names=name)
        assert sent.status_code == 422
