"""``civic count``: a JSON object in, a JSON object out; wrong input is one object and exit 2."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from civic.cli import main
from civic.reckoner.rules import Rule

ROOT = Path(__file__).parents[2]

ASKED: dict[str, dict[str, Any]] = {
    "residents_assembly": {"base": 900, "present": 451, "yes": 226},
    "representatives_assembly": {"committee": 7, "representatives": 28, "present": 24, "yes": 13},
    "convene_request": {
        "base_adults": 2001,
        "base_households": 900,
        "representatives": 31,
        "adults": 200,
    },
    "recall": {"mode": "representatives", "base": 300, "voting": 201, "yes": 101},
    "election": {
        "mode": "voters",
        "base": 1000,
        "cast": 600,
        "seats": 2,
        "candidates": {"甲": 350, "乙": 400, "丙": 350},
        "runoff": False,
    },
    "owners_vote": {
        "area": 30000,
        "heads": 300,
        "kind": "ordinary",
        "silence": "delivered_abstain",
        "groups": [
            {"area": 10000, "heads": 100, "opinion": "yes"},
            {"area": 5000, "heads": 50, "opinion": "no"},
            {"area": 6000, "heads": 60, "opinion": "silent_delivered"},
            {"area": 9000, "heads": 90, "opinion": "none"},
        ],
    },
    "owners_heads": {
        "parts": [
            {"area": 8937, "owners": ["张", "李"], "state": "delivered"},
            {"area": 8937, "owners": ["李", "张"], "state": "delivered"},
            {"area": 10000, "owners": [], "state": "unsold"},
            {"area": 10000, "owners": ["王"], "state": "undelivered"},
        ]
    },
    "council_motion": {"members": 21, "present": 14, "yes": 8, "major": True},
    "appraisal": {
        "members": 30,
        "returned": 25,
        "invalid": 1,
        "ballots": {"excellent": 12, "competent": 8, "basic": 3, "incompetent": 1},
        "others": [{"name": "街道", "score": "90.50", "weight": 30}],
        "weight": 70,
    },
    "satisfaction": {
        "ballots": {"satisfied": 0, "basically": 0, "dissatisfied": 0, "dont_know": 9}
    },
    "firm_credit": {"basic": 80, "good": 5, "bad": 0},
    "clear_days": {"published": "2026-11-21", "days": 10},
    "working_days": {"start": "2026-09-18", "days": 10},
    "natural_days": {"start": "2026-09-20", "days": 5, "roll": True},
    "shown_until": {"published": "2026-11-21", "days": 15},
}
"""Each rule with a good input."""

ANSWERED: dict[str, dict[str, Any]] = {
    "residents_assembly": {"outcome": "passed"},
    "representatives_assembly": {"outcome": "passed"},
    "convene_request": {"outcome": "not_yet", "needed": 201, "short_by": 1},
    "recall": {"outcome": "passed"},
    "election": {"outcome": "seats_left", "elected": ["乙"], "tied": ["甲", "丙"]},
    "owners_vote": {
        "outcome": "rejected",
        "outcomes": {
            "strict": "invalid_turnout",
            "delivered_abstain": "rejected",
            "follow_majority": "passed",
        },
    },
    "owners_heads": {"area": 37874, "heads": 2, "quorum_area": 25250, "quorum_heads": 2},
    "council_motion": {"outcome": "rejected"},
    "appraisal": {
        "outcome": "valid",
        "score": "85.83",
        "shares": {
            "excellent": "50.00",
            "competent": "33.33",
            "basic": "12.50",
            "incompetent": "4.17",
        },
        "weighted": "87.23",
        "incompetent": False,
    },
    "satisfaction": {"rate": None, "strict_rate": None, "dont_know": 9},
    "firm_credit": {"score": "85.00", "grade": "AAA"},
    "clear_days": {"earliest": "2026-12-02"},
    "working_days": {
        "due": "2026-10-09",
        "provisional": False,
        "skipped": [
            "2026-09-19",
            "2026-09-25",
            "2026-09-26",
            "2026-09-27",
            *(f"2026-10-0{n}" for n in range(1, 8)),
        ],
    },
    "natural_days": {"due": "2026-09-28"},
    "shown_until": {"until": "2026-12-06"},
}


def count(asked: object) -> tuple[int, dict[str, Any]]:
    """Exit status and what was printed, which is one JSON object whatever comes in."""
    text = asked if isinstance(asked, bytes) else json.dumps(asked, ensure_ascii=False).encode()
    ran = CliRunner().invoke(main, ["count"], input=text)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    answer = json.loads(ran.output)
    assert isinstance(answer, dict)
    return ran.exit_code, answer


def asking(rule: str, **changed: Any) -> dict[str, Any]:
    """A good input, with some keys otherwise; ``None`` leaves one out."""
    asked = {"rule": rule} | ASKED[rule] | changed
    return {key: value for key, value in asked.items() if value is not None}


def refused(asked: object) -> tuple[str, str]:
    """The code and the place of a refusal, which says why in words of both languages."""
    status, answer = count(asked)
    assert status == 2, answer
    assert answer.keys() == {"error", "at", "message"}
    assert re.search("[一-鿿]", answer["message"]) and re.search("[a-z]{3}", answer["message"])
    return answer["error"], answer["at"]


# What comes out


def test_every_rule_is_asked_here():
    assert set(ASKED) == set(ANSWERED) == set(Rule)


@pytest.mark.parametrize("rule", ASKED)
def test_a_rule_answers_with_its_result_its_sum_and_its_words(rule):
    status, answer = count(asking(rule))
    assert status == 0, answer
    assert {k: v for k, v in answer.items() if k not in {"because", "text"}} == ANSWERED[rule]
    assert answer["because"]
    for check in answer["because"]:
        assert list(check) == ["check", "left", "op", "right", "holds", "article"]
        sides = f"{check['left']} {check['op'].replace('=', '==', check['op'] == '=')}"
        assert eval(f"{sides} {check['right']}") is check["holds"]
        assert check["article"]
    assert re.search("[一-鿿]", answer["text"]["zh"])
    assert re.search("[A-Za-z]{3}", answer["text"]["en"])
    assert "%(" not in str(answer["text"])


def test_a_sum_says_how_many_there_are_and_how_many_it_takes():
    _status, answer = count(asking("residents_assembly"))
    assert answer["text"]["zh"].splitlines()[:2] == [
        "通过。",
        "到会451人，应到900人；过半数即至少451：451×2＝902，大于900"
        "（《城市居民委员会组织法》第27条）",
    ]


def test_a_firm_that_took_no_part():
    status, answer = count({"rule": "firm_credit", "took_part": False})
    assert (status, answer["score"], answer["grade"]) == (0, None, "C")


def test_scores_of_others_are_whole_numbers_or_decimals_in_quotes():
    for score in (90, "90", "90.0", "90.00"):
        others = [{"name": "街道", "score": score, "weight": 30}]
        assert count(asking("appraisal", others=others))[1]["weighted"] == "87.08"


def test_without_others_there_is_no_weighted_score():
    assert count(asking("appraisal", others=None, weight=None))[1]["weighted"] is None


def test_a_year_without_its_notice_is_provisional():
    found = count(asking("working_days", start="2026-12-23", days=15))[1]
    assert (found["due"], found["provisional"]) == ("2027-01-14", True)
    assert "可能调整" in found["text"]["zh"]


NOTICE = {
    "year": 2027,
    "source": "国办发明电〔2026〕9号",
    "off": [
        "2027-01-01/2027-01-03",
        "2027-02-05/2027-02-11",
        "2027-04-05",
        "2027-05-01/2027-05-02",
        "2027-06-09",
        "2027-09-15",
        "2027-10-01/2027-10-07",
    ],
    "worked": ["2027-01-09"],
}


def test_a_notice_that_is_not_shipped_is_reckoned_with(tmp_path):
    """The file that ``civic calendar load`` takes: the site that loaded it says the same."""
    asked = json.dumps(asking("working_days", start="2026-12-31", days=5)).encode()
    found = {}
    (tmp_path / "2027.json").write_text(json.dumps(NOTICE), "utf-8")
    for notices in ((), ("--calendar", str(tmp_path / "2027.json"))):
        ran = CliRunner().invoke(main, ["count", *notices], input=asked)
        found[notices[:1]] = json.loads(ran.output)
    shipped, loaded = found.values()
    assert (shipped["due"], shipped["provisional"]) == ("2027-01-08", True)
    assert "放假安排收录到2026年" in shipped["text"]["zh"]
    assert (loaded["due"], loaded["provisional"]) == ("2027-01-08", False)
    assert loaded["skipped"] == ["2027-01-01", "2027-01-02", "2027-01-03"]
    assert "放假安排收录到2027年" in loaded["text"]["zh"]
    assert "up to 2027" in loaded["text"]["en"]


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("nothing", "unreadable"),
        (json.dumps(NOTICE | {"year": None}), "unreadable"),
        (json.dumps(NOTICE | {"year": 2028}), "outside_year"),
        (None, "unreadable_file"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused_like_any_input(tmp_path, written, error):
    path = tmp_path / "2027.json"
    if written is not None:
        path.write_text(written, "utf-8")
    ran = CliRunner().invoke(
        main, ["count", "--calendar", str(path)], input=json.dumps(asking("working_days"))
    )
    said = json.loads(ran.output)
    assert (ran.exit_code, said["error"], said.keys()) == (2, error, {"error", "at", "message"})
    assert "Traceback" not in ran.output and "%(" not in said["message"]


def test_numbers_too_large_for_floating_point_are_exact():
    base = 2 * 10**18
    for present, outcome in ((base // 2, "no_quorum"), (base // 2 + 1, "passed")):
        asked = asking("residents_assembly", base=base, present=present, yes=present)
        assert count(asked)[1]["outcome"] == outcome


@given(st.dates(date(1990, 1, 1), date(2190, 1, 1)), st.integers(0, 400))
def test_days_are_counted_as_on_the_fingers(published, days):
    asked = {"published": published.isoformat(), "days": days}
    earliest = count({"rule": "clear_days"} | asked)[1]["earliest"]
    until = count({"rule": "shown_until"} | asked)[1]["until"]
    assert (date.fromisoformat(earliest) - published).days == days + 1
    assert (date.fromisoformat(until) - published).days == days


# What is refused


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"rule": "residents_assembly", "base": ' + b"9" * 5000 + b"}",
        b'{"rule": "clear_days"} {}',
    ],
    ids=["nothing", "half", "no text", "too deep", "too long a number", "two"],
)
def test_what_is_no_json_is_refused(text):
    assert refused(text) == ("bad_json", "")


@pytest.mark.parametrize("value", [[], 1, "residents_assembly", None, True])
def test_what_is_no_object_is_refused(value):
    assert refused(value) == ("not_an_object", "")


@pytest.mark.parametrize("rule", ["", "no_such_rule", "RECALL", 1, None, [], {}, True])
def test_an_unknown_rule_is_refused(rule):
    assert refused({"rule": rule}) == ("unknown_rule", "rule")


def test_a_missing_rule_is_refused():
    assert refused({"base": 1}) == ("missing_key", "rule")


@pytest.mark.parametrize("rule", ASKED)
def test_a_key_too_many_is_refused(rule):
    assert refused(asking(rule, more=1)) == ("extra_key", "more")


OPTIONAL = {("appraisal", "others")}


@pytest.mark.parametrize(
    ("rule", "key"), [(r, k) for r, keys in ASKED.items() for k in keys if (r, k) not in OPTIONAL]
)
def test_a_key_too_few_is_refused(rule, key):
    assert refused(asking(rule, **{key: None})) == ("missing_key", key)


NUMBERS = [
    (rule, key) for rule, keys in ASKED.items() for key, value in keys.items() if type(value) is int
]


@pytest.mark.parametrize("value", [1.0, 1.5, True, False, "1", [1], {"n": 1}])
@pytest.mark.parametrize(("rule", "key"), NUMBERS)
def test_what_is_no_whole_number_is_refused(rule, key, value):
    assert refused(asking(rule, **{key: value})) == ("not_an_integer", key)


@pytest.mark.parametrize("written", [b"NaN", b"Infinity", b"-Infinity", b"1e400", b"1e2", b"-0.0"])
def test_floating_point_is_refused_however_it_is_written(written):
    text = b'{"rule": "residents_assembly", "base": %s, "present": 1, "yes": 1}' % written
    assert refused(text) == ("not_an_integer", "base")


@pytest.mark.parametrize(("rule", "key"), NUMBERS)
def test_a_negative_number_is_refused(rule, key):
    assert refused(asking(rule, **{key: -1})) == ("negative", key)


@pytest.mark.parametrize(("rule", "key"), NUMBERS)
def test_a_number_beyond_all_measure_is_refused(rule, key):
    assert refused(asking(rule, **{key: 10**31})) == ("too_large", key)


BALLOTS = {"excellent": 12, "competent": 8, "basic": 3, "incompetent": 1}


@pytest.mark.parametrize(
    ("asked", "code", "at"),
    [
        (asking("residents_assembly", yes=452), "too_many", "yes"),
        (asking("residents_assembly", present=901), "too_many", "present"),
        (asking("representatives_assembly", present=36), "too_many", "present"),
        (asking("representatives_assembly", yes=25), "too_many", "yes"),
        (asking("convene_request", adults=2002), "too_many", "adults"),
        (asking("recall", voting=301), "too_many", "voting"),
        (asking("election", cast=1001), "too_many", "cast"),
        (asking("election", candidates={"甲": 601}), "too_many", "candidates.甲"),
        (asking("election", candidates=dict.fromkeys("甲乙丙", 401)), "too_many", "candidates"),
        (asking("council_motion", present=22), "too_many", "present"),
        (asking("owners_vote", heads=299), "too_many", "groups"),
        (asking("owners_vote", area=29999), "too_much_area", "groups"),
        (asking("appraisal", returned=31), "too_many", "returned"),
        (asking("appraisal", invalid=26), "too_many", "invalid"),
    ],
)
def test_there_are_no_more_votes_than_voters(asked, code, at):
    assert refused(asked) == (code, at)


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        (asking("convene_request", base_adults=0, adults=0), "base_adults"),
        (
            asking("convene_request", adults=None, representatives=0, reps_for_residents=0),
            "representatives",
        ),
        (
            asking("representatives_assembly", committee=0, representatives=0, present=0, yes=0),
            "representatives",
        ),
        (asking("council_motion", members=0, present=0, yes=0), "members"),
        (
            asking(
                "appraisal",
                members=0,
                returned=0,
                invalid=0,
                ballots=dict.fromkeys(("excellent", "competent", "basic", "incompetent"), 0),
            ),
            "members",
        ),
        (
            asking("satisfaction", electorate="adults", members=0, returned=0),
            "members",
        ),
        (asking("owners_vote", heads=0, groups=[]), "heads"),
        (asking("owners_vote", area=0, groups=[]), "area"),
        (asking("owners_heads", parts=[]), "parts"),
        (
            asking("owners_heads", parts=[{"area": 0, "owners": ["张"], "state": "delivered"}]),
            "parts",
        ),
    ],
)
def test_an_empty_body_decides_nothing(asked, at):
    """Of nobody two thirds have come: such an input is none."""
    assert refused(asked) == ("too_small", at)


@pytest.mark.parametrize("rule", ["residents_assembly", "recall", "election"])
def test_where_more_than_half_must_come_nobody_is_no_quorum(rule):
    none = {"base": 0, "present": 0, "voting": 0, "cast": 0, "yes": 0, "candidates": {}}
    asked = asking(rule)
    answer = count(asked | {key: none[key] for key in asked.keys() & none.keys()})[1]
    assert answer["outcome"] in {"no_quorum", "invalid_turnout"}


@pytest.mark.parametrize(
    ("asked", "code", "at"),
    [
        (asking("convene_request", households=1), "extra_key", "households"),
        (asking("recall", mode="households"), "not_a_choice", "mode"),
        (asking("election", mode=None) | {"mode": ["voters"]}, "not_a_choice", "mode"),
        (asking("election", seats=0), "too_small", "seats"),
        (asking("election", candidates=[]), "not_an_object", "candidates"),
        (asking("election", candidates={" ": 1}), "not_a_name", "candidates. "),
        (asking("election", candidates={"甲\u202e": 1}), "not_a_name", "candidates.甲"),
        (asking("election", candidates={"甲": 1, " 甲": 2}), "duplicate_key", "candidates. 甲"),
        (asking("election", runoff=0), "not_a_boolean", "runoff"),
        (asking("owners_vote", groups={}), "not_a_list", "groups"),
        (asking("owners_vote", groups=[1]), "not_an_object", "groups[0]"),
        (
            asking("owners_vote", groups=[{"area": 1, "heads": 1, "opinion": "maybe"}]),
            "not_a_choice",
            "groups[0].opinion",
        ),
        (
            asking("owners_vote", groups=[{"area": 1.5, "heads": 1, "opinion": "yes"}]),
            "not_an_integer",
            "groups[0].area",
        ),
        (
            asking("owners_heads", parts=[{"area": 1, "owners": [], "state": "delivered"}]),
            "not_a_name",
            "parts[0].owners",
        ),
        (
            asking("owners_heads", parts=[{"area": 1, "owners": ["甲", 2], "state": "unsold"}]),
            "not_a_name",
            "parts[0].owners[1]",
        ),
        (
            asking("owners_heads", parts=[{"area": 1, "owners": "甲", "state": "unsold"}]),
            "not_a_list",
            "parts[0].owners",
        ),
        (asking("appraisal", ballots=BALLOTS | {"basic": 4}), "not_the_sum", "ballots"),
        (asking("appraisal", ballots=BALLOTS | {"good": 4}), "extra_key", "ballots.good"),
        (asking("appraisal", others=None), "extra_key", "weight"),
        (
            asking("appraisal", others=[{"name": "街道", "score": 90.5, "weight": 30}]),
            "not_a_score",
            "others[0].score",
        ),
        (asking("firm_credit", basic=81), "too_large", "basic"),
        (asking("firm_credit", took_part=False), "extra_key", "basic"),
        ({"rule": "firm_credit", "took_part": True}, "not_a_choice", "took_part"),
        (asking("clear_days", published="2026-02-30"), "not_a_date", "published"),
        (asking("clear_days", published="20261121"), "not_a_date", "published"),
        (asking("clear_days", published="2026-11-21T09:00"), "not_a_date", "published"),
        (asking("clear_days", published="9999-12-31"), "not_a_date", "published"),
        (asking("clear_days", published=20261121), "not_a_date", "published"),
        (asking("working_days", days=10_001), "too_large", "days"),
        (b'{"rule": "clear_days", "days": 1, "days": 2}', "duplicate_key", "days"),
        (b'{"rule": "clear_days", "\\ud800": 1}', "extra_key", ""),
    ],
)
def test_whatever_else_is_wrong_is_refused_where_it_stands(asked, code, at):
    assert refused(asked) == (code, at)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*Rule, "2026-11-21", "yes", "voters", "88.50"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.data(), st.sampled_from(list(ASKED)))
def test_whatever_stands_under_its_keys_is_answered_or_refused_in_words(data, rule):
    keys = data.draw(st.sets(st.sampled_from([*ASKED[rule], "more"]), min_size=1, max_size=2))
    asked = asking(rule) | {key: data.draw(anything) for key in keys}
    status, answer = count(json.dumps(asked).encode())
    assert (status, "because" in answer) in {(0, True), (2, False)}
    assert status == 0 or answer["message"]


# Where it comes from


def test_from_a_file_without_site_folder_or_database(tmp_path):
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps(asking("recall")), "utf-8-sig")
    environment = {"CIVIC_INSTANCE": str(tmp_path / "nowhere"), "CIVIC_DATABASE": "postgresql://x"}
    ran = subprocess.run(
        [sys.executable, "-m", "civic", "count", str(asked)],
        env=environment | {"PYTHONPATH": str(ROOT), "LC_ALL": "C"},
        capture_output=True,
        check=True,
    )
    assert json.loads(ran.stdout.decode())["outcome"] == "passed"
    assert (ran.stderr, list(tmp_path.iterdir())) == (b"", [asked])


@pytest.mark.parametrize("name", ["", "nowhere.json", "\x00"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name):
    ran = CliRunner().invoke(main, ["count", f"{tmp_path}/{name}"])
    assert (ran.exit_code, json.loads(ran.output)["error"]) == (2, "unreadable_file")


def test_the_example_of_the_readme_answers_what_it_says():
    text = (ROOT / "README.md").read_text("utf-8")
    asked = re.search(r"echo '(.+)' \| uv run civic count", text)
    said = re.search(r"```json\n(.+?)```", text, re.S)
    assert asked and said
    _status, answer = count(asked[1].encode())
    answer.pop("text")
    assert answer == json.loads(said[1])
