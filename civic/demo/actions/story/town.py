"""The neighbourhood itself: its places, its people and their offices, entered as acts."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from civic.db import session
from civic.demo.rules import Almanac
from civic.demo.wording import people as told
from civic.matters.models import Matter
from civic.meetings.models import Meeting, Raters, conducted
from civic.opinions.models import Opinion
from civic.people import actions as people
from civic.people.actions import Password
from civic.people.models import Person, Unit
from civic.people.rules import PersonState, UnitKind
from civic.places import actions as places
from civic.places.models import Household, Part, Place
from civic.places.rules import Level, PartState
from civic.policy import Role
from civic.sittings.models import Sitting, whole
from civic.voting.models import Vote

MAIL = "%s@example.org"
BORN = date(1959, 3, 8)


@dataclass
class Town:
    """Ids of everybody and everything the story speaks of; each question gives a fresh row."""

    almanac: Almanac
    people: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    matters: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    votes: dict[str, int] = field(default_factory=dict)
    # Kept, so that what offices somebody holds is read once and not for every act.
    known: dict[str, Person] = field(default_factory=dict)

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment, so many working days ago."""
        return self.almanac.at(ago, hour, minute)

    def who(self, login: str) -> Person:
        return self.known.setdefault(login, session().get_one(Person, self.people[login]))

    def place(self, name: str) -> Place:
        return session().get_one(Place, self.places[name])

    def unit(self, key: str) -> Unit:
        return session().get_one(Unit, self.units[key])

    def matter(self, key: str) -> Matter:
        return session().get_one(Matter, self.matters[key])

    def meeting(self, key: str) -> Meeting:
        """The meeting with all that its acts ask."""
        found = conducted(self.meetings[key]).execution_options(populate_existing=True)
        return session().scalars(found).unique().one()

    def sitting(self, key: str) -> Sitting:
        """Its sitting, whole."""
        ident = session().get_one(Meeting, self.meetings[key]).sitting_id
        found = whole(ident).execution_options(populate_existing=True)
        return session().scalars(found).unique().one()

    def vote(self, key: str) -> Vote:
        return session().get_one(Vote, self.votes[key])

    def ballot(self, key: str) -> Vote:
        """The residents' vote of an evaluation."""
        found = select(Raters.vote_id).where(
            Raters.meeting_id == self.meetings[key], Raters.vote_id.is_not(None)
        )
        return session().get_one(Vote, session().scalars(found).one())

    def opinions(self, key: str) -> list[Opinion]:
        """All opinions on a matter, as they were given."""
        said = select(Opinion).where(Opinion.matter_id == self.matters[key]).order_by(Opinion.id)
        return list(session().scalars(said))


def lay_out(town: Town) -> None:
    """The tree of places, and the units in it."""
    login, name = told.ADMINISTRATOR
    admin = people.found(
        district=told.DISTRICT, name=name, login=login, password=secrets.token_urlsafe(18)
    )
    town.people[login] = admin.id
    district = session().scalars(select(Place).where(Place.name == told.DISTRICT)).one()
    town.places[told.DISTRICT] = district.id
    street = _add(town, admin, district, Level.STREET, told.STREET)
    here = _add(town, admin, street, Level.COMMUNITY, told.HERE)
    for name in told.GRIDS:
        grid = _add(town, admin, here, Level.GRID, name)
        for estate_name in told.ESTATES[name]:
            estate = _add(town, admin, grid, Level.ESTATE, estate_name)
            for building in told.BUILDINGS[estate_name]:
                _add(town, admin, estate, Level.BUILDING, building)
    for name, estate_name in told.ESTATES_ELSEWHERE.items():
        community = _add(town, admin, street, Level.COMMUNITY, name)
        estate = _add(town, admin, community, Level.ESTATE, estate_name)
        buildings = dict.fromkeys(row[3] for row in told.ELSEWHERE if row[2] == name)
        for building in buildings:
            _add(town, admin, estate, Level.BUILDING, building)
    for key, (name, kind, place) in told.UNITS.items():
        unit = people.add_unit(admin, town.place(place), name=name, kind=UnitKind(kind))
        town.units[key] = unit.id


def appoint(town: Town) -> None:
    """Offices, by the administrator: accounts first, then who holds what."""
    admin = town.who(told.ADMINISTRATOR[0])
    for login, name, role, place, unit in told.OFFICES:
        person = people.register(name, _password(login), shows_name=True, locale="zh")
        town.people[login] = person.id
        found = town.unit(unit) if unit else None
        people.appoint(admin, person, Role(role), town.place(place), unit=found)


def settle(town: Town) -> None:
    """Neighbours come to the office with their papers, and are written down where they live."""
    clerk = town.who(told.HOSTS["here"][0])
    for number, (login, name, building, door) in enumerate(told.RESIDENTS):
        home = _household(town.place(building), door)
        born_on = BORN.replace(year=BORN.year + (number * 7) % 44)
        person = people.admit(clerk, home, name=name, born_on=born_on, is_head=True)
        _open(town, login, person)
        area = 5200 + (number * 613) % 4100
        people.own(clerk, person, _part(town.place(building), door, area))
    for login, name, building, door, area in told.OWNERS:
        person = people.register(name, _password(login), shows_name=False, locale="zh")
        _open(town, login, person)
        people.own(clerk, person, _part(town.place(building), door, area))
        people.verify(clerk, person)
    for login, name, building, door, area in told.TENANTS:
        person = people.register(name, _password(login), shows_name=False, locale="zh")
        _open(town, login, person)
        people.let(clerk, person, _part(town.place(building), door, area))
        people.verify(clerk, person)
    for login, role, place in told.NEIGHBOURS:
        people.appoint(clerk, town.who(login), Role(role), town.place(place))
    for login in told.COUNCIL:
        people.appoint(clerk, town.who(login), Role.COUNCIL_MEMBER, town.place(told.HERE))
    _settle_elsewhere(town)
    for login in told.SHOW_THEIR_NAMES:
        people.show_name(town.who(login), True)


def list_estate(town: Town) -> None:
    """The rest of an estate, from its roster: papers are checked, flats not sold are entered."""
    clerk, doors = town.who(told.HOSTS["here"][0]), _doors()
    people.import_roster(clerk, town.place(told.HERE), _roster(doors).encode())
    for person in session().scalars(select(Person).where(Person.state == PersonState.LISTED)):
        people.verify(clerk, person)
    for building, door in (*told.UNSOLD, told.OWNER_UNKNOWN):
        is_sold = (building, door) == told.OWNER_UNKNOWN
        state = PartState.DELIVERED if is_sold else PartState.UNSOLD
        places.measure(town.place(building), door, doors[building, door], state=state)
    login, building, door = told.SECOND_FLAT
    people.own(clerk, town.who(login), _part(town.place(building), door, doors[building, door]))


def _doors() -> dict[tuple[str, str], int]:
    """Every flat of the estate with its area: those at the corners are the large ones."""
    flats = {}
    for number, (building, doors) in enumerate(told.DOORS.items()):
        for floor in range(1, told.FLOORS + 1):
            for door in range(1, doors + 1):
                flat = (building, f"{floor}0{door}")
                usual = 10400 if door in told.LARGE else 5200
                usual = 12400 if flat in told.UNSOLD else usual
                flats[flat] = usual + 173 * number + 91 * floor
    return flats


def _roster(doors: dict[tuple[str, str], int]) -> str:
    """As a spreadsheet saves it. Who is known already is left out."""
    known = {(building, door) for _login, _name, building, door in told.RESIDENTS}
    known |= {(row[2], row[3]) for row in (*told.OWNERS, *told.TENANTS)}
    known |= {*told.UNSOLD, told.OWNER_UNKNOWN, told.SECOND_FLAT[1:]}
    couple, *at = told.NOT_AGREED
    rows = [",".join(("姓名", "小区", "楼栋", "房号", "面积", "身份", "户主"))]
    free = [place for place in doors if place not in known]
    for number, (building, door) in enumerate(free):
        named = couple if [building, door] == at else (_name(number),)
        for name in named:
            head = "是" if name == named[0] else "否"
            area = f"{doors[building, door] / 100:.2f}"
            rows.append(",".join((name, told.ESTATE, building, door, area, "自住业主", head)))
    name, building, door = told.TOGETHER
    rows.append(",".join((name, told.ESTATE, building, door, "", "自住业主", "否")))
    return "\n".join(rows)


def _name(number: int) -> str:
    at = number * 14 % len(told.GIVEN)
    return told.SURNAMES[number % len(told.SURNAMES)] + told.GIVEN[at : at + 2]


def _settle_elsewhere(town: Town) -> None:
    hosts = {told.THERE: "there", told.THIRD: "third"}
    for login, name, community, building, door in told.ELSEWHERE:
        clerk = town.who(told.HOSTS[hosts[community]][0])
        home = _household(town.place(building), door)
        _open(town, login, people.admit(clerk, home, name=name, is_head=True))


def join(town: Town) -> None:
    """Somebody opens an account alone: reads and follows, and speaks once verified."""
    login, name = told.UNVERIFIED
    person = people.register(name, _password(login), shows_name=False, locale="zh")
    person.email = MAIL % login
    town.people[login] = person.id


def _open(town: Town, login: str, person: Person) -> None:
    """An account for somebody in the roster."""
    town.people[login] = person.id
    if person.login is None:
        people.set_password(person, _password(login))


def give_addresses(town: Town) -> None:
    """From now on what concerns them also goes out by mail."""
    for login in town.people:
        people.change(town.who(login), email=MAIL % login, locale="zh")


@cache
def _nobody_knows() -> str:
    return people.hashed(secrets.token_urlsafe(18))


def _password(login: str) -> Password:
    """In the demo people come in by card."""
    return Password(login, _nobody_knows())


def _add(town: Town, admin: Person, parent: Place, level: Level, name: str) -> Place:
    place = places.add(admin, parent, level=level, name=name)
    town.places[name] = place.id
    return place


def _household(building: Place, door: str) -> Household:
    home = places.house(building, door)
    set_committed_value(home, "place", building)
    return home


def _part(building: Place, door: str, area: int) -> Part:
    part = places.measure(building, door, area)
    set_committed_value(part, "place", building)
    return part
