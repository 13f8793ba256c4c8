"""The furniture of every page: where a title may break on a phone."""

import re

import pytest
from flask import Flask

pytestmark = pytest.mark.sqlite_first

MARKS = ("，", "、", "：", "；", "年度")


def clauses(app: Flask, text: str, most: int | None = None) -> list[str]:
    """What is kept together of it; the rest stands between."""
    with app.test_request_context("/"):
        drawn = str(app.jinja_env.get_template("ui.html").module.phrases(text, MARKS, most=most))
    assert re.sub("<[^>]+>", "", drawn) == text, "it is read as it was written"
    return re.findall("<span[^>]*>([^<]*)</span>", drawn)


def test_a_title_breaks_between_its_clauses(app: Flask) -> None:
    noise = "广场舞音响太大，1号楼孩子没法写作业"
    assert clauses(app, noise, 10) == ["广场舞音响太大，", "1号楼孩子没法写作业"]
    assert clauses(app, "2026年度居委会成员民主评议", 10) == ["2026年度", "居委会成员民主评议"]
    assert clauses(app, "Election of the committee (选举)", 10) == ["(选举)"]


def test_what_is_longer_than_a_narrow_row_may_break_inside(app: Flask) -> None:
    covenant = "修订居民公约：楼道堆物和文明养犬和装修时间三条"
    assert clauses(app, covenant, 10) == ["修订居民公约："]
    assert clauses(app, covenant) == ["修订居民公约：", "楼道堆物和文明养犬和装修时间三条"]


def test_a_title_of_one_clause_is_left_as_it_is(app: Flask) -> None:
    assert not clauses(app, "公共收益怎么用") and not clauses(app, "公共收益怎么用", 10)
