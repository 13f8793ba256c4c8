"""One place commits; acts show their four beats; the clock has one reader; no catch-all rooms."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted((ROOT / "civic").rglob("*.py"))
ACTS = [f for f in CODE if f.name == "actions.py" or f.parent.name == "actions"]

SENTENCE = re.compile("[\u4e00-\u9fff][，。；：！？]")

# Acts that lack a beat, and why.
WITHOUT: dict[str, dict[str, str]] = {
    "policy": {
        "demo/actions/clock.py:move_clock": "the demo's clock is everybody's",
        "register/actions/entries.py:enter": "called by the closing act of a forum, which has asked",
        "register/actions/promises.py:promise_within": "called by an act that has asked",
        "voting/actions/opening.py:open_within": "called by the opening of a sitting, which has asked",
        "places/actions.py:add_all": "each place is added by add(), which asks",
        "meetings/actions/convening.py:next_round": "called by acts that have asked",
    },
    "record": {
        "opinions/actions/saying.py:react": "reactions are no entries; their digest is, with a map",
        "people/actions/homes.py:enrol": "the home and the verification record themselves",
        "people/actions/jobs.py:hand_in": "changes nothing yet; the import is recorded",
        "people/actions/jobs.py:confirm": "the import itself is recorded",
        "people/actions/jobs.py:drop": "nothing was changed, nothing is left",
        "places/actions.py:add_all": "each place is recorded by add()",
        "register/actions/promises.py:promise_within": "each promise is recorded as it is made",
        "meetings/actions/convening.py:next_round": "the act that calls it records the new round",
        "voting/actions/casting.py:cast": "ballots are no entries; their digest is, at closing",
        "meetings/actions/session.py:check_in": "the arrival is recorded by the sitting's own act",
    },
}


# Acts that the operator at the command line may carry out, too: with nobody for an actor.
BY_THE_OPERATOR = {
    "meetings/actions/consultation.py:import_consultation",
    "people/actions/homes.py:admit",
    "people/actions/homes.py:settle",
    "people/actions/homes.py:own",
    "people/actions/homes.py:let",
    "people/actions/offices.py:appoint",
    "people/actions/offices.py:add_unit",
    "people/actions/roster.py:import_roster",
    "places/actions.py:add",
}


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT / "civic"))


def test_only_one_file_commits() -> None:
    sinners = [relative(f) for f in CODE if "session.commit(" in f.read_text("utf-8")]
    assert sinners == ["db.py"]
    callers = [relative(f) for f in CODE if re.search(r"\bdb\.commit\(", f.read_text("utf-8"))]
    assert callers == ["web/door.py"]


def test_only_the_clock_reads_the_time() -> None:
    pattern = re.compile(r"datetime\.now|datetime\.utcnow|date\.today|time\.time\(")
    assert [relative(f) for f in CODE if pattern.search(f.read_text("utf-8"))] == ["clock.py"]


def test_there_is_no_catch_all_room() -> None:
    names = {f.stem for f in CODE}
    assert not names & {"utils", "helpers", "common", "misc", "services"}


@pytest.mark.parametrize("file", CODE, ids=relative)
def test_a_file_stays_a_room(file: Path) -> None:
    lines = len(file.read_text("utf-8").splitlines())
    assert lines <= 420, f"{relative(file)} has {lines} lines: it wants a wall"


@pytest.mark.parametrize("file", CODE, ids=relative)
def test_no_chinese_prose_outside_wording_forms_and_docstrings(file: Path) -> None:
    if file.stem in {"wording", "forms"} or {"wording", "forms"} & set(file.parts):
        return
    tree = ast.parse(file.read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    said = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"_", "_l", "ngettext", "gettext"}
        for argument in node.args
    }
    prose = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs | said
        and SENTENCE.search(node.value)
    ]
    assert not prose, (relative(file), prose)


def functions(file: Path) -> list[ast.FunctionDef]:
    """The acts of a file: what a room offers whose first parameter is the actor."""
    offered = None
    if file.parent.name == "actions":
        face = ast.parse((file.parent / "__init__.py").read_text("utf-8"))
        offered = {a.name for n in ast.walk(face) if isinstance(n, ast.ImportFrom) for a in n.names}
    return [
        node
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (offered is None or node.name in offered)
        and node.args.args
        and node.args.args[0].arg == "actor"
    ]


def conditions(act: ast.FunctionDef) -> list[ast.expr]:
    """Under what an act asks the policy, where it does not ask it otherwise."""
    return [
        node.test
        for node in ast.walk(act)
        if isinstance(node, ast.If) and asks(node.body) and not asks(node.orelse)
    ]


def asks(block: list[ast.stmt]) -> bool:
    return any("policy.require(" in ast.unparse(statement) for statement in block)


CASES = [(file, act) for file in ACTS for act in functions(file)]


@pytest.mark.parametrize(("file", "act"), CASES, ids=[f"{relative(f)}:{a.name}" for f, a in CASES])
def test_an_act_asks_the_policy_and_records(file: Path, act: ast.FunctionDef) -> None:
    source = ast.unparse(act)
    name = f"{relative(file)}:{act.name}"
    if name not in WITHOUT["policy"]:
        assert "policy.require(" in source, f"{name} asks nobody"
        waved_through = {ast.unparse(test) for test in conditions(act)}
        if name in BY_THE_OPERATOR:
            waved_through -= {"actor is not None"}
        assert not waved_through, f"{name} does not always ask"
    if name not in WITHOUT["record"]:
        assert "ledger.record(" in source, f"{name} leaves no trace"
