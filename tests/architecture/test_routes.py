"""Every route × every role × own place and another: allowed, refused, or the way to sign in.

What must happen follows from the policy's table and from who everybody is; the routes'
table only says which power decides.
"""

from pathlib import Path

import pytest
from flask import Flask

from civic import create_app, db
from civic.people.models import Person
from civic.policy import RELATIONS, Role
from tests.architecture.prepared import SEATS
from tests.architecture.routes import DEMO, HIDDEN, ROUTES, For
from tests.architecture.street import Street, rules

pytestmark = pytest.mark.sqlite_first

THROUGH = frozenset({200, 303})
SAMPLE = ["visitor", "chair", "official", "resident", "there.chair"]

SOME = pytest.param(False, id="some")
"""A sample of people by default; all of them under ``slow``."""
ALL = pytest.param(True, id="all", marks=pytest.mark.slow)
ALL_ONCE = pytest.param(True, id="all", marks=[pytest.mark.slow, pytest.mark.sqlite_only])


# The table ---------------------------------------------------------------------------


def test_every_route_stands_in_the_table_and_nothing_else(app: Flask) -> None:
    endpoints = set(rules(app))
    assert not endpoints - set(ROUTES), "routes without a line in tests/architecture/routes.py"
    assert not set(ROUTES) - endpoints, "lines without a route"


def test_an_endpoint_has_one_address_and_either_looks_or_acts(app: Flask) -> None:
    """Two methods under one name would hide from the table."""
    seen = list(app.url_map.iter_rules())
    assert len(seen) == len({rule.endpoint for rule in seen})
    for rule in seen:
        assert len((rule.methods or set()) - {"HEAD", "OPTIONS"}) == 1, rule


def test_the_demo_adds_its_own_routes_and_no_others(tmp_path: Path) -> None:
    demo = create_app(ENV="demo", INSTANCE=str(tmp_path))
    added = set(rules(demo)) - set(ROUTES)
    assert added == DEMO
    assert all(demo.view_functions[endpoint].is_public for endpoint in added)  # type: ignore[attr-defined]


def test_a_route_is_public_exactly_when_the_table_says_so(app: Flask) -> None:
    for endpoint, route in ROUTES.items():
        if endpoint != "static":
            view = app.view_functions[endpoint]
            assert getattr(view, "is_public", False) is (route.whom is For.EVERYBODY), endpoint


def test_the_people_of_the_tests_hold_what_the_table_of_offices_says(street: Street) -> None:
    for name, held in street.held.items():
        community = street.world.there if name.startswith("there.") else street.world.here
        if name in {"visitor", "administrator", "auditor"}:
            continue
        if name in SEATS:
            person = db.session().get_one(Person, street.prepared[name])
        else:
            person = getattr(community, name.removeprefix("there."))
        assert set(person.holds) == ({held} if held else set()), name


def test_every_role_is_somebody_in_these_tests(street: Street) -> None:
    assert {held.role for held in street.held.values() if held} == set(Role) - RELATIONS
    known = {role for route in ROUTES.values() for role in route.known}
    assert known == RELATIONS


# The matrix --------------------------------------------------------------------------


@pytest.mark.parametrize("is_full", [SOME, ALL_ONCE])
@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_a_route_lets_in_whom_the_policy_lets_in(
    street: Street, endpoint: str, is_full: bool
) -> None:
    route = ROUTES[endpoint]
    people = list(street.held)
    if not route.at and isinstance(route.whom, For):
        # About nothing that lies anywhere: there is no other place.
        people = [who for who in people if not who.startswith("there.")]
    if is_full:
        street.put_back()  # tries at the door are counted for good, those of other tests too
    else:
        people = SAMPLE
    wrong, through = [], set()
    for who in people:
        answer = street.ask(who, endpoint)
        status, where = answer.status_code, answer.headers.get("Location", "")
        at_the_door = status == 303 and where.startswith("/sign-in?next=")
        if street.is_allowed(who, route):
            fine = (status in THROUGH | route.no and not at_the_door) or (
                route.may_miss and status == 404
            )
            if status in THROUGH:
                through.add(who)
        elif who == "visitor":
            fine = at_the_door
        else:
            fine = status in route.refused
        if not fine:
            wrong.append((who, "allowed" if street.is_allowed(who, route) else "refused", status))
    assert not wrong
    if route.goes and len(people) > 5:
        assert through, "nobody gets through with this data, so that it proves little"


@pytest.mark.parametrize("is_full", [SOME, ALL])
def test_an_empty_form_shows_nothing_to_whom_it_refuses(street: Street, is_full: bool) -> None:
    """What a page refuses, its form refuses before it is read: else it comes back, filled in."""
    wrong = []
    for endpoint, route in sorted(ROUTES.items()):
        if street.is_safe(endpoint):
            continue
        for who in street.held if is_full else SAMPLE:
            if who == "visitor" or street.is_allowed(who, route):
                continue
            answer = street.open(who, endpoint, data={"csrf_token": street.cookies[who][1]})
            if answer.status_code not in HIDDEN | route.refused:
                wrong.append((endpoint, who, answer.status_code))
    assert not wrong
