"""Every route × every role × own place and another: allowed, refused, or the way to sign in.

What must happen follows from the policy's table and from who everybody is; the routes'
table only says which power decides. Nothing a test does here stays: each answer is made
and then rolled back, so that the next asks about the same neighbourhood.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, session, url_for
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from civic import clock as civic_clock
from civic import create_app, db
from civic.policy import GRANTS, RELATIONS, Held, Role
from tests.architecture.prepared import Prepared, prepare
from tests.architecture.routes import DEMO, ROUTES, Anywhere, For, Only, Route
from tests.world import Community, World

TODAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OFFICES = {
    "resident": (Role.RESIDENT, "community"),
    "neighbour": (Role.RESIDENT, "community"),
    "owner": (Role.OWNER, "community"),
    "tenant": (Role.TENANT, "community"),
    "building_head": (Role.BUILDING_HEAD, "building"),
    "grid_worker": (Role.GRID_WORKER, "grid"),
    "clerk": (Role.CLERK, "community"),
    "chair": (Role.CHAIR, "community"),
    "party_branch": (Role.PARTY_BRANCH, "community"),
    "official": (Role.OFFICIAL, "street"),
    "other_official": (Role.OFFICIAL, "street"),
    "supervisor": (Role.SUPERVISOR, "community"),
    "unverified": None,
}
"""Who everybody of a community is, and where; what ``tests/world.py`` says in rows."""

TWINS = frozenset({"neighbour", "other_official", "unverified"})
"""Who is nobody new in the other place."""

ALLOWED = frozenset({200, 303, 409, 422, 429})
THROUGH = frozenset({200, 303})
HTMX = {"HX-Request": "true"}


class Street:
    """The prepared neighbourhood, everybody in it with a browser."""

    def __init__(
        self, app: Flask, world: World, prepared: Prepared, hands: civic_clock.Hands
    ) -> None:
        self.app, self.world, self.prepared, self.hands = app, world, prepared, hands
        self.held: dict[str, Held | None] = {}
        self.cookies: dict[str, tuple[str, str]] = {}
        self._know("", world.here)
        self._know("there.", world.there)
        for name, role in (("administrator", Role.ADMINISTRATOR), ("auditor", Role.AUDITOR)):
            self._enter(name, getattr(world, name), Held(role, prepared.paths["district"]))
        self._enter("visitor", None, None)

    def _know(self, where: str, community: Community) -> None:
        parts = community.building.path.strip("/").split("/")
        depth = {"street": 2, "community": 3, "grid": 4, "building": 6}
        for name, office in OFFICES.items():
            if where and name in TWINS:
                continue
            held = None
            if office is not None:
                role, level = office
                held = Held(role, "/" + "/".join(parts[: depth[level]]) + "/")
            self._enter(f"{where}{name}", getattr(community, name), held)

    def _enter(self, name: str, person: Any, held: Held | None) -> None:
        self.held[name] = held
        with self.app.app_context(), self.app.test_request_context():
            if person is not None:
                session["_user_id"], session["_fresh"] = person.get_id(), True
            token = str(generate_csrf())
            signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            self.cookies[name] = (signer.dumps(dict(session)), token)

    def ask(self, who: str, rule: Rule, route: Route) -> TestResponse:
        """Open the address, or send the form, as somebody; what it did is undone."""
        cookie, token = self.cookies[who]
        self.hands.set(self.prepared.now + timedelta(days=route.later))
        client = FlaskClient(self.app)
        client.set_cookie("session", cookie)
        with self.app.test_request_context():
            address = url_for(rule.endpoint, **{k: self.prepared[n] for k, n in route.at.items()})
        # Half of those who are refused ask as htmx does; what decides must not differ.
        by_htmx = who.startswith("there.") and not self.is_allowed(who, route)
        more: dict[str, Any] = {"buffered": True, "headers": HTMX if by_htmx else {}}
        with self.app.app_context():
            if "POST" in (rule.methods or ()):
                data = {"csrf_token": token} | route.data(self.prepared)
                return client.post(address, data=data, **more)
            return client.get(address, **more)

    def is_allowed(self, who: str, route: Route) -> bool:
        """What the policy's table says about somebody and the thing of a route."""
        if isinstance(route.whom, For):
            return route.whom is For.EVERYBODY or who != "visitor"
        if isinstance(route.whom, Only):
            return who in route.whom.who
        held = self.held[who]
        if isinstance(route.whom, Anywhere):
            return held is not None and held.role in GRANTS[route.whom.can]
        roles = {role for role, people in route.known.items() if who in people}
        if held is not None and held.reaches(self.prepared.paths[route.on]):
            roles.add(held.role)
        return not GRANTS[route.whom].isdisjoint(roles)


@pytest.fixture(scope="module")
def street(
    backend: str,
    founded: tuple[str, World],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp(f"street-{backend}")
    source, world = founded
    if backend == "sqlite":
        shutil.copy(Path(sa.make_url(source).database or ""), folder / "civic.db")
        url = f"sqlite:///{folder}/civic.db"
    else:
        server = request.getfixturevalue("pg_url")
        engine = sa.create_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE street TEMPLATE founded"))
        engine.dispose()
        url = server.format(name="street")
    app = create_app(ENV="test", INSTANCE=str(folder), DATABASE=url)
    with civic_clock.stopped(TODAY) as hands, app.app_context():
        prepared = prepare(world, hands)
        found = Street(app, world, prepared, hands)
        db.rollback()

        # Runs before the door's own: the door commits what is left, which is nothing.
        @app.after_request
        def undo(response: Any) -> Any:
            db.rollback()
            return response

        yield found
        db.db.session.remove()
        db.db.engine.dispose()


def rules(app: Flask) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


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
        person = getattr(community, name.removeprefix("there."))
        assert set(person.holds) == ({held} if held else set()), name


def test_every_role_is_somebody_in_these_tests(street: Street) -> None:
    assert {held.role for held in street.held.values() if held} == set(Role) - RELATIONS
    known = {role for route in ROUTES.values() for role in route.known}
    assert known == RELATIONS


# The matrix --------------------------------------------------------------------------


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_a_route_lets_in_whom_the_policy_lets_in(street: Street, endpoint: str) -> None:
    route, rule = ROUTES[endpoint], rules(street.app)[endpoint]
    people = list(street.held)
    if not route.at and isinstance(route.whom, For):
        # About nothing that lies anywhere: there is no other place.
        people = [who for who in people if not who.startswith("there.")]
    if street.app.config["DATABASE"].startswith("postgresql"):
        people = ["visitor", "chair", "official", "resident", "there.chair"]  # a sample
    wrong, through = [], set()
    for who in people:
        answer = street.ask(who, rule, route)
        status, where = answer.status_code, answer.headers.get("Location", "")
        at_the_door = status == 303 and where.startswith("/sign-in?next=")
        if street.is_allowed(who, route):
            fine = (status in ALLOWED and not at_the_door) or (route.may_miss and status == 404)
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
