"""What a neighbour types is found, however it was written; what nobody typed is not syntax."""

import sys
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic import db, search

TRADITIONAL = "乘客搭乘時，車輛應有足額的保險。Uber 也不例外！"
TEXTS = {
    1: TRADITIONAL,
    2: "电梯维修太慢，三号楼的老人下不了楼。",
    3: "建议加装电梯，费用由各户分担",
    4: "3号楼的灯坏了",
    5: "30号楼门口堆物",
    6: "第一行说乘客\n第二行说保险",
    7: "我家小狗叫 O'Brien-Smith，NEAR 公园 AND 河边",
}


@pytest.fixture
def texts(app: Flask) -> Iterator[None]:
    with db.transaction():
        search.index_all("test", TEXTS.items())
        search.index("other", 1, "电梯")
    yield


def found(query: str, kind: str = "test") -> set[int]:
    return set(db.session().scalars(search.matching(kind, query)))


def test_simplified_finds_traditional(texts: None) -> None:
    assert found("乘客 保险") == {1, 6}
    assert found("保險") == {1, 6}
    assert found("时") == {1}


def test_a_two_character_word_is_found(texts: None) -> None:
    assert found("电梯") == {2, 3}
    assert found("電梯") == {2, 3}
    assert found("电梯", "other") == {1}


def test_one_character_is_found_wherever_it_stands(texts: None) -> None:
    assert found("梯") == {2, 3}
    assert found("楼") == {2, 4, 5}
    assert found("担") == {3}


def test_a_longer_term_stands_in_the_text_as_typed(texts: None) -> None:
    assert found("电梯维修") == {2}
    assert found("维修电梯") == set()
    assert found("加装电梯") == {3}
    assert found("下不了楼") == {2}


def test_words_with_blanks_between_must_all_be_found(texts: None) -> None:
    assert found("维修 电梯") == {2}
    assert found("电梯　分担") == {3}
    assert found("电梯，公园") == set()


def test_other_words_are_found_by_their_beginning_and_numbers_whole(texts: None) -> None:
    assert found("uber") == {1}
    assert found("ＵＢＥＲ") == {1}
    assert found("ub") == {1}
    assert found("ber") == set()
    assert found("3号楼") == {4}
    assert found("30号楼") == {5}
    assert found("3") == {4}


@pytest.mark.parametrize("query", ["", "  ", "，。！", '"', "*", "-", "'", "\\", "🙂"])
def test_nothing_to_look_for_finds_nothing(texts: None, query: str) -> None:
    assert found(query) == set()


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('电梯" OR "灯', set[int]()),
        ("NEAR(电梯 灯)", set[int]()),
        ("NOT 电梯", set[int]()),
        ("tokens:电梯", set[int]()),
        ("-电梯", {2, 3}),
        ("电梯*", {2, 3}),
        ("^电梯", {2, 3}),
        ("'电梯' | '灯'", set[int]()),
        ("电梯:* & !灯", set[int]()),
        ("near 公园", {7}),
        ("O'Brien", {7}),
        ("brien-smith", {7}),
        ("');--", set[int]()),
    ],
)
def test_typed_syntax_is_only_words(texts: None, query: str, ids: set[int]) -> None:
    assert found(query) == ids


@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=60))
def test_any_text_may_be_typed(texts: None, typed: str) -> None:
    found(typed)


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=st.text(alphabet="电梯樓楼保險险乘客的 ，3aB", max_size=30),
    start=st.integers(0, 30),
    length=st.integers(1, 8),
)
def test_any_piece_of_chinese_is_found_in_its_text(
    texts: None, text: str, start: int, length: int
) -> None:
    """Each stretch without blanks of a text finds that text."""
    search.index("test", 99, text)
    piece = (text[start : start + length].split(" ") or [""])[0]
    chinese = "".join(c for c in piece if c not in "3aB，")
    if chinese and chinese == piece:
        assert 99 in found(piece)
    search.remove("test", 99)


def test_what_is_changed_or_removed_is_not_found_any_more(texts: None) -> None:
    search.index("test", 3, "建议改成坡道")
    assert found("电梯") == {2}
    assert found("坡道") == {3}
    search.remove("test", 2)
    assert found("电梯") == set()
    search.remove("test", 12345)


def test_characters_newer_than_the_database_are_found(texts: None) -> None:
    search.index("test", 50, "\U0002ceb0\U00030000字")
    assert found("\U0002ceb0\U00030000") == {50}


def test_folding_comes_to_rest() -> None:
    for text in (TRADITIONAL, "看著 著名 乾隆 乾燥 麼 後 只 衹", "ﬁ ẞ İ ㎡ ①", *TEXTS.values()):
        assert search.fold(search.fold(text)) == search.fold(text)
    assert search.fold("看著") == search.fold("看着")
    assert search.fold("臺灣計程車裡") == "台湾计程车里"


def test_a_very_long_text_and_a_very_long_word(texts: None) -> None:
    search.index("test", 60, "长" * 40_000 + "尾巴" + "w" * 5000)
    assert found("尾巴") == {60}
    assert found("w" * 5000) == {60}


@pytest.mark.measured
@pytest.mark.slow
def test_a_hundred_thousand_posts(app: Flask, capsys: Any) -> None:
    """Two characters in 100,000 posts: a few milliseconds (performance.md).

    And a tenth at most of what reading every post takes, on whatever machine.
    """
    chance = Random(7)
    letters = [chr(0x4E00 + chance.randrange(2500)) for _ in range(3000)]

    def post(number: int) -> str:
        words = "".join(chance.choice(letters) for _ in range(chance.randrange(20, 120)))
        return f"{words}电梯{words[:3]}" if number % 100 == 0 else words

    with db.transaction():
        for first in range(0, 100_000, 5000):
            search.index_all("bench", ((n, post(n)) for n in range(first, first + 5000)))
        # PostgreSQL goes by what it saw when it last looked, of a few posts perhaps that were all
        # about lifts, and would read them all; by itself it looks within a minute of so many.
        db.session().execute(sa.text("ANALYZE search_documents"))

    def taken(ids: sa.Select[int]) -> tuple[float, int]:
        best, hits = 10.0, 0
        for _ in range(5):
            start = time.perf_counter()
            hits = len(db.session().scalars(ids).all())
            best = min(best, time.perf_counter() - start)
        return best, hits

    every = sa.table("search_documents", sa.column("ref_id"), sa.column("tokens"))
    bare, read = taken(
        sa.select(every.c.ref_id).where(sa.cast(every.c.tokens, sa.Text).like("%电梯%"))
    )
    seconds, hits = taken(search.matching("bench", "电梯"))
    said = [
        f"{db.db.engine.dialect.name}: {hits} of 100,000 in {seconds * 1000:.1f} ms, "
        f"{bare * 1000:.1f} ms by reading them all"
    ]
    for query in ("电", letters[0], letters[0] + letters[1], "电梯 " + letters[5]):
        more, count = taken(search.matching("bench", query))
        said.append(f"{query}: {count} in {more * 1000:.1f} ms")
    with capsys.disabled():
        sys.stdout.write("\n" + "; ".join(said))
    assert hits == read >= 1000
    assert seconds < 0.05
    assert seconds < bare / 10
