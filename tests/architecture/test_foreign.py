"""Whoever may do something here does it with what is here: ids of the next community are refused.

Every id that an address or a form takes besides the thing it is about is sent once more,
as the id of the same thing in the other community, by everybody who gets through with
their own. The routes' table says what each takes; the code is asked for what it forgets.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import url_for

from civic import db
from civic.policy import Held, Role
from tests.architecture.prepared import Prepared, prepare
from tests.architecture.routes import ROUTES, Route
from tests.architecture.street import Street
from tests.world import World, appoint, person

pytestmark = pytest.mark.sqlite_first
ROOT = Path(__file__).parents[2] / "civic"
NO_IDS = frozenset(
    {
        "law",
        "head",
        "other_head",
        "third_head",
        "css",
        "rule",
        "file",
        "residences",
        "tenancies",
        "district",
        "card",
        "year",
        "number",
    }
)
REFUSED = frozenset({403, 404, 422})
NOT_THERE = {"meetings.enter_withdrawal": 409}
"""Who has no seat has none to give back."""
THROUGH = frozenset({200, 303})
NOT_THINGS = frozenset({"at", "size", "to", "year"})
"""Numbers in an address that are nobody's."""


@pytest.fixture(scope="module")
def abroad(street: Street) -> Prepared:
    """The same things once more, in the other community."""
    world = street.world
    # The administrator of a whole district reaches everywhere; this one's reach ends here.
    with street.app.app_context(), db.transaction():
        own = appoint(person("华管理", "admin_here"), Role.ADMINISTRATOR, world.here.place)
        held = Held(Role.ADMINISTRATOR, world.here.place.path)
        street.enter("administrator_here", own, held)
    mirrored = World(world.there, world.here, world.administrator_id, world.auditor_id)
    with street.app.app_context():
        kept = prepare(mirrored, street.hands, mark="2")
        db.db.session.remove()
    # Departments sit at the street and answer both; a committee is one community's own.
    return replace(kept, ids=kept.ids | {"greening": kept["committee"]})


@pytest.fixture
def neighbours(street: Street, abroad: Prepared) -> list[str]:
    """Whose reach ends within the community, or who acts for one unit alone."""
    beyond = {"visitor", "administrator", "auditor"}
    return [who for who in street.held if not who.startswith("there.") and who not in beyond]


def swaps(
    route: Route, here: Prepared, abroad: Prepared, *, is_safe: bool
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """What a route takes, each thing once as the other community's: name, in address, in form."""
    data = route.data(here)
    for name in sorted(abroad.ids.keys() - NO_IDS - route.abroad):
        for key, thing in route.at.items():
            if thing == name and key != "id":
                yield key, {key: abroad[name]}, {}
        with_it = route.data(replace(here, ids=here.ids | {name: abroad[name]}))
        for key in data:
            if isinstance(data[key], int) and data[key] != with_it[key]:
                yield key, {}, {key: with_it[key]}
                if key == "opinion":  # of several, one is from elsewhere
                    yield key, {}, {key: [data[key], with_it[key]]}
    for key, name in route.foreign.items():
        more = {key: abroad[name]}
        yield key, more if is_safe else {}, {} if is_safe else more


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_ids_of_the_next_community_are_refused(
    street: Street, abroad: Prepared, neighbours: list[str], endpoint: str
) -> None:
    route, is_safe, here = ROUTES[endpoint], street.is_safe(endpoint), street.prepared
    found = list(swaps(route, here, abroad, is_safe=is_safe))
    allowed = [who for who in neighbours if street.is_allowed(who, route)]
    if not found or not allowed:
        return
    able = [who for who in allowed if street.ask(who, endpoint).status_code in THROUGH]
    assert able or not route.goes, "nobody gets through with their own, so that it proves little"
    own = {key: here[name] for key, name in route.at.items()}
    refused = REFUSED | {NOT_THERE.get(endpoint, 404)}
    wrong = []
    for key, in_address, in_form in found:
        with street.app.test_request_context():
            path = url_for(endpoint, **own | in_address)
        for who in able:
            more = {} if is_safe else {"data": street.fields(who, endpoint) | in_form}
            answer = street.open(who, endpoint, path=path, **more)
            if answer.status_code not in refused or street.commits:
                wrong.append((who, key, answer.status_code))
    assert not wrong


# What the table forgets ----------------------------------------------------------------


def ids_in_addresses() -> Iterator[tuple[str, str]]:
    """Room and name of every number that a view takes from its address or form."""
    for file in ROOT.glob("*/views/*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "get"
                and any(k.arg == "type" and ast.unparse(k.value) == "whole" for k in call.keywords)
            ):
                yield file.relative_to(ROOT).parts[0], ast.literal_eval(call.args[0])


def ids_in_forms() -> Iterator[tuple[str, str]]:
    """Room and name of every field that holds an id; what only filters a list aside."""
    for file in ROOT.glob("*/forms.py"):
        room = {"sittings": "meetings"}.get(file.parent.name, file.parent.name)
        for form in ast.parse(file.read_text("utf-8")).body:
            if not isinstance(form, ast.ClassDef) or "Filter" in map(ast.unparse, form.bases):
                continue
            for line in form.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
                    name, kind = ast.unparse(line.targets[0]), ast.unparse(line.value)
                    if "kind=int" in kind or name.endswith("_id"):
                        yield room, name


def test_the_table_asks_with_every_id_that_the_code_takes(street: Street, abroad: Prepared) -> None:
    asked = {
        (endpoint.partition(".")[0], key)
        for endpoint, route in ROUTES.items()
        for key, *_ in swaps(route, street.prepared, abroad, is_safe=street.is_safe(endpoint))
    }
    taken = {(room, name) for room, name in (*ids_in_addresses(), *ids_in_forms())}
    assert {each for each in taken - asked if each[1] not in NOT_THINGS} == set()
