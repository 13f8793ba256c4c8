"""A small neighbourhood: two communities of one street, one person per role in each."""

from dataclasses import dataclass
from datetime import date

from civic import clock
from civic.db import session
from civic.people.models import Appointment, Ownership, Person, Residence, Tenancy, Unit, body_of
from civic.people.rules import BODIES, PersonState, UnitKind
from civic.places import actions as places
from civic.places.models import Place
from civic.places.rules import Level
from civic.policy import Role

SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Community:
    """Ids of what stands in one community. Attributes give fresh rows."""

    place_id: int
    estate_id: int
    building_id: int
    people: dict[str, int]
    units: dict[str, int]

    @property
    def place(self) -> Place:
        return session().get_one(Place, self.place_id)

    @property
    def estate(self) -> Place:
        return session().get_one(Place, self.estate_id)

    @property
    def building(self) -> Place:
        return session().get_one(Place, self.building_id)

    def unit(self, name: str) -> Unit:
        return session().get_one(Unit, self.units[name])

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_") or name not in self.people:
            raise AttributeError(name)
        return session().get_one(Person, self.people[name])


@dataclass(frozen=True)
class World:
    """``here`` is 五里桥社区; ``there`` is 桑城社区 of the same street."""

    here: Community
    there: Community
    administrator_id: int
    auditor_id: int
    visitor: None = None

    def __getattr__(self, name: str) -> Person:
        return getattr(self.here, name)

    @property
    def place(self) -> Place:
        return self.here.place

    @property
    def administrator(self) -> Person:
        return session().get_one(Person, self.administrator_id)

    @property
    def auditor(self) -> Person:
        return session().get_one(Person, self.auditor_id)


def person(name: str, login: str, *, state: PersonState = PersonState.VERIFIED) -> Person:
    found = Person(
        name=name,
        login=login,
        email=f"{login}@example.org",
        state=state,
        session_key=f"key-{login}"[:32],
        created_at=clock.now(),
    )
    session().add(found)
    session().flush()
    return found


def appoint(who: Person, role: Role, place: Place, unit: Unit | None = None) -> Person:
    kind = BODIES.get(role)
    if unit is None and kind is not None:
        unit = session().scalar(body_of(kind, place))
    session().add(
        Appointment(
            person_id=who.id,
            role=role,
            place_id=place.id,
            unit_id=unit and unit.id,
            starts_on=SINCE,
        )
    )
    session().flush()
    return who


def unit(name: str, kind: UnitKind, place: Place) -> Unit:
    found = Unit(name=name, kind=kind, place_id=place.id)
    session().add(found)
    session().flush()
    return found


def live(who: Person, building: Place, door: str, *, head: bool = False) -> Person:
    household = places.house(building, door)
    session().add(
        Residence(person_id=who.id, household_id=household.id, is_head=head, since_on=SINCE)
    )
    return who


def own(who: Person, building: Place, door: str, area: int) -> Person:
    part = places.measure(building, door, area)
    session().add(Ownership(person_id=who.id, part_id=part.id, since_on=SINCE))
    return who


def rent(who: Person, building: Place, door: str, area: int) -> Person:
    part = places.measure(building, door, area)
    session().add(Tenancy(person_id=who.id, part_id=part.id, since_on=SINCE))
    return who


def build() -> World:
    """Everybody the tests speak of."""
    district = places.add(None, None, level=Level.DISTRICT, name="黄浦区")
    street = places.add(None, district, level=Level.STREET, name="五里桥街道")
    here = community(street, "五里桥社区", "", "王李张陈赵钱孙周吴郑")
    there = community(street, "桑城社区", "2", "冯褚卫蒋沈韩杨朱秦许")
    administrator = appoint(person("何管理", "admin"), Role.ADMINISTRATOR, district)
    auditor = appoint(person("吕审计", "auditor"), Role.AUDITOR, district)
    session().flush()
    return World(here, there, administrator.id, auditor.id)


def community(street: Place, name: str, mark: str, names: str) -> Community:
    place = places.add(None, street, level=Level.COMMUNITY, name=name)
    grid = places.add(None, place, level=Level.GRID, name="第一网格")
    estate = places.add(None, grid, level=Level.ESTATE, name="紫荆小区")
    building = places.add(None, estate, level=Level.BUILDING, name="1号楼")
    committee = unit(f"{name}居委会", UnitKind.COMMITTEE, place)
    greening = unit(f"{name}绿化市容所", UnitKind.DEPARTMENT, street)
    water = unit(f"{name}水务所", UnitKind.DEPARTMENT, street)
    supervisory = unit(f"{name}居务监督委员会", UnitKind.SUPERVISORY_COMMITTEE, place)
    branch = unit(f"{name}党总支", UnitKind.PARTY_BRANCH, place)
    n = iter(names)
    who = {
        "resident": live(person(f"{next(n)}秀英", f"resident{mark}"), building, "101", head=True),
        "neighbour": live(person(f"{next(n)}建国", f"neighbour{mark}"), building, "102", head=True),
        "owner": own(person(f"{next(n)}业主", f"owner{mark}"), building, "201", 8937),
        "tenant": rent(person(f"{next(n)}租客", f"tenant{mark}"), building, "202", 6200),
        "building_head": appoint(
            person(f"{next(n)}楼长", f"head{mark}"), Role.BUILDING_HEAD, building
        ),
        "grid_worker": appoint(person(f"{next(n)}网格", f"grid{mark}"), Role.GRID_WORKER, grid),
        "clerk": appoint(person(f"{next(n)}干事", f"clerk{mark}"), Role.CLERK, place, committee),
        "chair": appoint(person(f"{next(n)}主任", f"chair{mark}"), Role.CHAIR, place, committee),
        "party_branch": appoint(
            person(f"{next(n)}书记", f"party{mark}"), Role.PARTY_BRANCH, place, branch
        ),
        "official": appoint(
            person(f"{next(n)}科长", f"official{mark}"), Role.OFFICIAL, street, greening
        ),
        "other_official": appoint(person("马科员", f"water{mark}"), Role.OFFICIAL, street, water),
        "supervisor": appoint(
            person("范监督", f"supervisor{mark}"), Role.SUPERVISOR, place, supervisory
        ),
        "unverified": person("路过客", f"passer{mark}", state=PersonState.REGISTERED),
    }
    return Community(
        place.id,
        estate.id,
        building.id,
        {k: p.id for k, p in who.items()},
        {"committee": committee.id, "greening": greening.id, "water": water.id},
    )
