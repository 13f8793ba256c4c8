"""The prepared neighbourhood with a browser for everybody in it.

Nothing that is done there stays, unless a test says so: each answer is made and then
undone, so that the next request asks about the same neighbourhood.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, session, url_for
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from civic import clock as civic_clock
from civic import db
from civic.people.models import Person
from civic.policy import GRANTS, Held, Role
from tests.architecture.prepared import SEATS, Prepared
from tests.architecture.routes import ROUTES, Anywhere, For, Only, Route
from tests.world import Community, World

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

HTMX = {"HX-Request": "true"}


class Street:
    """The prepared neighbourhood, everybody in it with a browser."""

    def __init__(
        self,
        app: Flask,
        world: World,
        prepared: Prepared,
        hands: civic_clock.Hands,
        put_back: Callable[[], None],
    ) -> None:
        self.app, self.world, self.prepared, self.hands = app, world, prepared, hands
        self.put_back = put_back  # the neighbourhood as it was prepared
        self.stays = False  # whether what is done is kept after all
        self.commits = 0  # transactions that the last request ended with a commit
        app.after_request(self.undo)  # runs before the door's own

        @sa.event.listens_for(db.db.engine, "commit")
        def count(_connection: Any) -> None:
            self.commits += 1

        self.held: dict[str, Held | None] = {}
        self.cookies: dict[str, tuple[str, str]] = {}
        self._know("", world.here)
        self._know("there.", world.there)
        for name, role in (("administrator", Role.ADMINISTRATOR), ("auditor", Role.AUDITOR)):
            self.enter(name, getattr(world, name), Held(role, prepared.paths["district"]))
        for name, role in SEATS.items():
            held = Held(role, prepared.paths["community"])
            self.enter(name, db.session().get_one(Person, prepared[name]), held)
        self.enter("visitor", None, None)

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
            self.enter(f"{where}{name}", getattr(community, name), held)

    def enter(self, name: str, person: Any, held: Held | None) -> None:
        """Somebody more, with a browser."""
        self.held[name] = held
        with self.app.app_context(), self.app.test_request_context():
            if person is not None:
                session["_user_id"], session["_fresh"] = person.get_id(), True
            token = str(generate_csrf())
            signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            self.cookies[name] = (signer.dumps(dict(session)), token)

    def ask(self, who: str, endpoint: str) -> TestResponse:
        """Open an address of the table, or send its form, as somebody."""
        route = ROUTES[endpoint]
        # Half of those who are refused ask as htmx does; what decides must not differ.
        by_htmx = who.startswith("there.") and not self.is_allowed(who, route)
        more: dict[str, Any] = {"headers": HTMX if by_htmx else {}}
        if not self.is_safe(endpoint):
            more["data"] = self.fields(who, endpoint)
        return self.open(who, endpoint, **more)

    def browser(self, who: str) -> FlaskClient:
        client = FlaskClient(self.app)
        client.set_cookie("session", self.cookies[who][0])
        return client

    def open(
        self,
        who: str | FlaskClient,
        endpoint: str,
        *,
        query: str = "",
        path: str | None = None,
        **more: Any,
    ) -> TestResponse:
        """Any request to an address of the table, in a fresh browser or a given one."""
        self.hands.set(self.prepared.now + timedelta(days=ROUTES[endpoint].later))
        browser = self.browser(who) if isinstance(who, str) else who
        address = path or self.address(endpoint)
        more["method"] = "GET" if self.is_safe(endpoint) else "POST"
        self.commits = 0
        with self.app.app_context():
            path = f"{address}{'&' if '?' in address else '?'}{query}" if query else address
            return browser.open(path, buffered=True, **more)

    def address(self, endpoint: str) -> str:
        named = {k: self.prepared[name] for k, name in ROUTES[endpoint].at.items()}
        with self.app.test_request_context():
            return url_for(endpoint, **named)

    def fields(self, who: str, endpoint: str) -> dict[str, Any]:
        """What the form of an address is sent with, a token included."""
        return {"csrf_token": self.cookies[who][1]} | ROUTES[endpoint].data(self.prepared)

    def is_safe(self, endpoint: str) -> bool:
        return "GET" in (rules(self.app)[endpoint].methods or ())

    def undo(self, response: Response) -> Response:
        """Before the door commits: what would be written is, and nothing of it stays."""
        if self.stays or response.status_code >= 400:  # refused: undoing is the door's own task
            return response
        db.session().flush()
        db.rollback()
        return response

    def is_allowed(self, who: str, route: Route) -> bool:
        """What the policy's table says about somebody and the thing of a route."""
        if isinstance(route.whom, For):
            return route.whom is For.EVERYBODY or who != "visitor"
        if isinstance(route.whom, Only):
            return who in route.whom.who
        if who in route.theirs:
            return True
        held = self.held[who]
        if isinstance(route.whom, Anywhere):
            return held is not None and held.role in GRANTS[route.whom.can]
        roles = {role for role, people in route.known.items() if who in people}
        if held is not None and held.reaches(self.prepared.paths[route.on]):
            roles.add(held.role)
        return not GRANTS[route.whom].isdisjoint(roles)


def rules(app: Flask) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}
