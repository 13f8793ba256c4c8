"""The committee's desk: the roster of a community, and what every page of the desk shares."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, url_for

from civic import clock, policy, web
from civic.db import session, whole
from civic.i18n import gettext as _
from civic.people import forms, models
from civic.people.models import Person
from civic.people.rules import PersonState
from civic.people.views import bp
from civic.people.wording import PERSON_STATE
from civic.places.models import Place, communities_in, labels, within
from civic.places.rules import Level
from civic.policy import Can
from civic.wording import ROLE

SIZE = 30


@dataclass(frozen=True)
class Tab:
    """One of the desk's pages."""

    url: str
    text: str
    here: bool
    count: int | None = None


@dataclass(frozen=True)
class Standing:
    """The community whose desk this is, and the others the person could turn to."""

    place: Place
    others: list[Place]


def paths(can: Can) -> list[str]:
    """Where the person has this power."""
    person: Person = web.person()
    return [held.path for held in person.holds if held.role in policy.GRANTS[can]]


def standing(can: Can, asked: int | None = None) -> Standing:
    """The community asked for, or the first in reach; refuses where the power doesn't reach."""
    person: Person = web.person()
    if not (reach := paths(can)):
        policy.require(person, can, person)
    places = list(session().scalars(communities_in(reach)))
    number = asked if asked is not None else request.values.get("place", type=whole)
    if number is None:
        return Standing(places[0], places) if places else abort(404)
    for place in places:
        if place.id == number:
            return Standing(place, places)
    place = web.get_or_404(Place, number)
    policy.require(person, can, place)
    return abort(404)


def tabs(here: str, place: Place | None = None) -> list[Tab]:
    """The desk's pages that this person has a use for."""
    at = {"place": place.id} if place else {}
    pages: tuple[tuple[str, Can, str, dict[str, Any]], ...] = (
        ("index", Can.SEE_ROSTER, _("名册"), at),
        ("cards", Can.ISSUE_CARD, _("登录卡"), at),
        ("rosters", Can.IMPORT_ROSTER, _("导入名册"), {}),
        ("appointments", Can.APPOINT_NEIGHBOUR, _("任职"), at),
        ("units", Can.MANAGE_UNITS, _("单位"), {}),
    )
    found = [
        Tab(url_for(f"people.{endpoint}", **args), text, endpoint == here)
        for endpoint, can, text, args in pages
        if policy.anywhere(web.person(), can)
    ]
    if policy.anywhere(web.person(), Can.MANAGE_PLACES):
        found.append(Tab(url_for("places.index"), _("地方"), False))
    return found


def buildings(place: Place) -> dict[int, str]:
    """Buildings and stair units of a community, as one calls them, to choose from."""
    places = session().scalars(within(place.path)).all()
    named = labels(places)
    doors = [p for p in places if p.level in (Level.BUILDING, Level.STAIR)]
    return {p.id: named[p.id] for p in sorted(doors, key=lambda p: _by_number(named[p.id]))}


def _by_number(label: str) -> tuple[int, str]:
    """2号楼 before 10号楼."""
    return len(label), label


@bp.get("/people/")
def index() -> Response:
    """Who lives, owns and rents in the community, by building and door."""
    here = standing(Can.SEE_ROSTER)
    find = forms.Find()
    state = find.state.data if isinstance(find.state.data, PersonState) else None
    words = (find.q.data or "")[:40].replace("\x00", "")
    statement = models.roster(here.place.path, clock.today(), words=words, state=state)
    rows, page = web.paged(statement, SIZE)
    places = session().scalars(within(here.place.path)).all()
    return web.reply(
        "people/index.html",
        here=here,
        tabs=tabs("index", here.place),
        doors=models.read_doors(rows),
        labels=labels(places),
        page=page,
        find=find,
        words=words,
        narrowed=bool(words or state),
        states=PERSON_STATE,
        roles=ROLE,
    )
