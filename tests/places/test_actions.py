"""Keeping the tree of places."""

import pytest
from sqlalchemy import func, select

from civic import db
from civic.errors import Invalid, NotAllowed
from civic.ledger import Entry, Fact
from civic.places import actions
from civic.places.models import Place, households_below, labels, within
from civic.places.rules import Level, Why
from tests.world import World


def test_the_administrator_adds_many_buildings_at_once(world: World) -> None:
    with db.transaction():
        added = actions.add_all(
            world.administrator, world.here.estate, level=Level.BUILDING, names=["2号楼", "3号楼"]
        )
    assert [place.community_id for place in added] == [world.here.place_id] * 2
    assert all(place.path == f"{world.here.estate.path}{place.id}/" for place in added)


def test_one_name_that_is_there_already_and_none_is_added(world: World) -> None:
    before = db.session().scalar(select(func.count()).select_from(Place))
    with pytest.raises(Invalid) as refused, db.transaction():
        actions.add_all(
            world.administrator, world.here.estate, level=Level.BUILDING, names=["2号楼", "1号楼"]
        )
    assert refused.value.why is Why.DUPLICATE
    assert db.session().scalar(select(func.count()).select_from(Place)) == before


def test_a_chair_keeps_the_roster_but_not_the_tree(world: World) -> None:
    with pytest.raises(NotAllowed), db.transaction():
        actions.add(world.chair, world.here.estate, level=Level.BUILDING, name="2号楼")
    with pytest.raises(NotAllowed), db.transaction():
        actions.rename(world.chair, world.here.estate, "别的小区")


def test_a_new_name_stands_in_the_record_with_the_old_one(world: World) -> None:
    with db.transaction():
        actions.rename(world.administrator, world.here.estate, "紫荆苑")
    entry = db.session().scalars(select(Entry).order_by(Entry.idx.desc())).first()
    assert entry is not None and entry.fact is Fact.PLACE_CHANGED
    assert "紫荆小区" in entry.body.decode() and "紫荆苑" in entry.body.decode()


def test_a_door_is_opened_once(world: World) -> None:
    with db.transaction():
        first = actions.house(world.here.building, "701").id
        second = actions.house(world.here.building, "701").id
    assert first == second


def test_a_measured_area_is_not_changed_in_passing(world: World) -> None:
    with db.transaction():
        building = world.here.building
        part = actions.part_behind(building, "701", 8937)
        assert actions.part_behind(building, "701", None) is part
        with pytest.raises(Invalid) as refused:
            actions.part_behind(building, "701", 9000)
        assert refused.value.why is Why.AREA_DIFFERS
        with pytest.raises(Invalid) as refused:
            actions.part_behind(building, "702", None)
        assert refused.value.why is Why.AREA_NEEDED


def test_a_building_is_called_as_people_say_it(world: World) -> None:
    places = list(db.session().scalars(within(world.place.path)))
    assert labels(places)[world.here.building_id] == "紫荆小区 1号楼"


def test_households_are_counted_from_the_street_down(world: World) -> None:
    def counted(place: Place) -> dict[str, int]:
        return {row[0].name: row[1] for row in db.session().execute(households_below(place))}

    street = db.session().scalars(select(Place).where(Place.level == Level.STREET)).one()
    assert counted(street) == {"五里桥社区": 2, "桑城社区": 2}
    assert counted(world.here.estate) == {"1号楼": 2}
