"""The reckoner's pages: a form of GET, so that whoever gets the address gets the answer."""

import html
import json
import re
import shlex
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from civic import calendar, db
from civic.people.models import Person
from civic.reckoner import forms as of_reckoner
from civic.reckoner.rules import Rule, parse
from civic.reckoner.wording import ABOUT, GROUPS, HINT, LABEL, NAME
from tests.neighbour import NeighbourClient, forms, words
from tests.reckoner.test_count import ASKED, asking, count
from tests.world import World

As = Callable[[Person | None], NeighbourClient]

TYPED: dict[str, dict[str, Any]] = {
    "owners_vote": {
        "area": "300.00",
        "heads": "300",
        "kind": "ordinary",
        "silence": "delivered_abstain",
        "groups": "同意 100 100\n反对，50.00，50\n送达未表态 60.0 60\n\n未送达 90 90",
    },
    "owners_heads": {
        "parts": "89.37 已交付 张、李\n89.37 已交付 李 张\n100 未售出\n100.00 未交付：王"
    },
    "election": ASKED["election"] | {"candidates": "甲 350\n乙：400\n丙 350", "runoff": ""},
    "appraisal": {
        "members": "30",
        "returned": "25",
        "invalid": "1",
        "excellent": "12",
        "competent": "8",
        "basic": "3",
        "incompetent": "1",
        "others": "街道 90.50 30",
        "weight": "70",
    },
    "satisfaction": ASKED["satisfaction"]["ballots"],
    "council_motion": ASKED["council_motion"] | {"major": "y"},
    "natural_days": ASKED["natural_days"] | {"roll": "y"},
}
"""What is typed where it looks otherwise than on the command line."""


def typed(rule: str, **changed: Any) -> str:
    fields = TYPED.get(rule, ASKED[rule]) | changed
    return f"/reckoner/{rule}?" + urlencode({k: v for k, v in fields.items() if v != ""})


def errors(page: str) -> str:
    """What stands at the head of a form that could not be reckoned."""
    found = re.search(r'<div class="errors".*?</div>', page, re.S)
    return re.sub(r"<[^>]+>", "", found[0]) if found else ""


def test_the_list_names_every_rule_with_a_sentence(as_: As) -> None:
    answer = as_(None).get("/reckoner")
    page, read = answer.text, words(answer)
    assert sorted(rule for _title, group in GROUPS for rule in group) == sorted(Rule)
    for rule in Rule:
        assert f'href="/reckoner/{rule}"' in page
        assert str(NAME[rule]) in read and str(ABOUT[rule]) in read


def test_it_is_found_from_the_home_page_and_from_the_foot_of_every_page(as_: As) -> None:
    assert as_(None).get("/").text.count('href="/reckoner"') == 2
    assert 'href="/reckoner"' in as_(None).get("/matters/").text


@pytest.mark.parametrize("rule", Rule)
def test_an_empty_form_asks_and_blames_nobody(as_: As, rule: Rule) -> None:
    answer = as_(None).get(f"/reckoner/{rule}")
    assert answer.status_code == 200
    assert 'id="answer"' not in answer.text and not errors(answer.text)
    (form,) = [form for form in forms(answer) if form.action.startswith("/reckoner/")]
    assert form.method == "get"


@pytest.mark.parametrize("rule", Rule)
def test_the_page_and_the_command_say_the_same(as_: As, rule: Rule) -> None:
    answer = as_(None).get(typed(rule))
    assert answer.status_code == 200, errors(answer.text)
    page = html.unescape(answer.text)
    _status, said = count(asking(rule))
    verdict, *_lines = said["text"]["zh"].splitlines()
    answered = page.split('id="answer-title"', 1)[1]
    assert answered.index(verdict) < answered.index("<ul>"), "first what it comes to, then why"
    command = re.search(r"<code>echo (.*?) \| civic count</code>", page)
    assert command is not None
    (written,) = shlex.split(command[1])
    again = count(written.encode())[1]
    assert again == said


def test_what_was_typed_stays_beside_the_answer(as_: As) -> None:
    answer = as_(None).get(typed("owners_vote"))
    (form,) = [form for form in forms(answer) if form.action.startswith("/reckoner/")]
    for name, value in TYPED["owners_vote"].items():
        assert [text.strip() for text in form.fields[name]] == [value]


def test_a_link_opens_in_either_language(as_: As) -> None:
    reader = as_(None)
    reader.set_cookie("locale", "en")
    chinese = reader.get(typed("owners_vote")).text
    english = reader.get(
        typed("owners_vote", groups="for 100 100\nAgainst 50 50\nsilent_delivered 60 60")
    ).text
    assert "Rejected." in chinese and "Rejected." in english


def test_an_area_is_square_metres_with_two_decimals_at_most(as_: As) -> None:
    for area in ("90,000.01", "９００００．０１", " 90000.01 "):
        page = html.unescape(as_(None).get(typed("owners_vote", area=area)).text)
        assert '"area": 9000001' in page
    for area in ("1.234", "1e5", "-5", "很大", ".5"):
        answer = as_(None).get(typed("owners_vote", area=area))
        assert answer.status_code == 422
        assert "最多两位小数" in errors(answer.text)


@pytest.mark.parametrize(
    ("rule", "changed", "said"),
    [
        ("owners_vote", {"groups": "同意 100 100\n也许 50 50"}, "第2行：“也许”要换成同意、反对"),
        ("owners_vote", {"groups": "同意 100"}, "第1行：这一行要写3项"),
        ("owners_vote", {"groups": "同意 100 100 100"}, "第1行：这一行要写3项"),
        ("owners_vote", {"groups": "\n同意 100.123 100"}, "第1行：面积写成平方米"),
        ("owners_vote", {"groups": "同意 100 一百"}, "第1行：“一百”不是整数"),
        (
            "owners_vote",
            {"groups": "同意 300.01 100"},
            "面积加起来是300.01 ㎡，比总面积300.00 ㎡多",
        ),
        ("owners_vote", {"groups": "同意 100 301"}, "这里是301，最多只能有300"),
        ("owners_vote", {"silence": ""}, "不表态怎么算：请选择一项"),
        ("owners_heads", {"parts": "100 未售出\n\n100 已交付"}, "第3行：请写名字"),
        ("owners_heads", {"parts": "100 卖了 张三"}, "第1行：“卖了”要换成已交付、未售出"),
        ("election", {"candidates": "甲 601"}, "“甲”：这里是601，最多只能有600"),
        ("election", {"candidates": "甲 1\n甲 2"}, "第2行：“甲”写了两次"),
        ("election", {"candidates": "甲"}, "第1行：“甲”不是整数"),
        ("election", {"seats": "0"}, "应选名额：请填写1到"),
        ("appraisal", {"basic": "4"}, "各种票加起来是25张"),
        ("appraisal", {"weight": ""}, "评议票的权重：请填写这一项"),
        ("appraisal", {"others": ""}, "评议票的权重：这里不该有这一项"),
        ("appraisal", {"others": "街道 九十 30"}, "第1行：请填写分数"),
        ("convene_request", {"households": "3"}, "这里不该有这一项"),
        ("convene_request", {"adults": ""}, "请填写这一项"),
        ("firm_credit", {"basic": "81"}, "0到80"),
        ("firm_credit", {"took_part": "y"}, "这里不该有这一项"),
        ("residents_assembly", {"yes": "452"}, "这里是452，最多只能有451"),
        ("residents_assembly", {"yes": "1.5"}, "请填写整数"),
        ("residents_assembly", {"yes": ""}, "请填写这一项"),
        ("clear_days", {"published": "2026-02-30"}, "请填写日期"),
        ("clear_days", {"days": "10001"}, "0到10000"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    as_: As, rule: str, changed: dict[str, str], said: str
) -> None:
    answer = as_(None).get(typed(rule, **changed))
    assert answer.status_code == 422
    assert said in html.unescape(errors(answer.text))
    assert 'id="answer"' not in answer.text
    (form,) = [form for form in forms(answer) if form.action.startswith("/reckoner/")]
    sent = dict(parse_qsl(typed(rule, **changed).partition("?")[2]))
    held = {name: text.strip() for name, [text] in form.fields.items() if text.strip()}
    assert held == {name: value.strip() for name, value in sent.items()}, "all that was typed"


def test_a_firm_that_took_no_part_ticks_it_and_nothing_else(as_: As) -> None:
    assert "为C级" in as_(None).get("/reckoner/firm_credit?took_part=y").text


def test_days_are_counted_by_the_calendar_that_is_loaded(as_: As, world: World) -> None:
    page = as_(None).get(typed("working_days", start="2026-12-23", days="15")).text
    assert "2027年1月14日" in page and "可能调整" in page
    with db.transaction():
        calendar.seed()
        days = {"year": 2027, "off": ["2027-01-01/2027-01-03"], "worked": ["2027-01-09"]}
        rest = ["2027-05-01/2027-05-02", "2027-10-01/2027-10-03"]
        calendar.load(None, 2027, days | {"off": days["off"] + rest})  # type: ignore[operator]
    page = as_(None).get(typed("working_days", start="2026-12-23", days="15")).text
    assert "2027年1月13日" in page and "可能调整" not in page


def test_there_is_no_page_of_a_rule_that_there_is_not(as_: As) -> None:
    assert as_(None).get("/reckoner/alert").status_code == 404


def test_every_field_has_a_label_and_every_hint_a_field(as_: As) -> None:
    assert set(LABEL) == set(Rule)
    for rule, key in HINT:
        assert key in LABEL[rule]
    with as_(None).application.test_request_context("/"):
        for rule in Rule:
            assert all(str(field.label.text) for field in of_reckoner.form_of(rule))


def test_names_with_quotes_survive_the_command_line(as_: As) -> None:
    page = html.unescape(as_(None).get(typed("election", candidates="O'Brien 350")).text)
    command = re.search(r"<code>echo (.*?) \| civic count</code>", page)
    assert command is not None
    (written,) = shlex.split(command[1])
    assert parse(written.encode())["candidates"] == {"O'Brien": 350}
    assert json.loads(written)["rule"] == "election"


@pytest.mark.parametrize(
    ("rule", "changed", "says"),
    [
        ("council_motion", {"members": "0"}, "请填写1到"),
        ("appraisal", {"members": "0"}, "请填写1到"),
        ("convene_request", {"base_adults": "0", "adults": "0"}, "这个数至少是1"),
        (
            "representatives_assembly",
            {"committee": "0", "representatives": "0", "present": "0", "yes": "0"},
            "这个数至少是1",
        ),
        ("satisfaction", {"electorate": "adults"}, "请填写这一项"),
    ],
)
def test_of_an_empty_body_the_form_says_what_is_missing(
    as_: As, rule: str, changed: dict[str, str], says: str
) -> None:
    page = as_(None).get(typed(rule, **changed))
    assert page.status_code == 422 and says in page.text


def test_a_date_says_how_far_the_calendar_goes(as_: As) -> None:
    assert "放假安排收录到2026年" in as_(None).get(typed("working_days")).text
    assert "放假安排" not in as_(None).get(typed("clear_days")).text
