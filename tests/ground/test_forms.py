"""Fields: what is cleaned, what is refused in words, and that nothing typed is lost."""

import io
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic import create_app, forms
from civic.forms import Day, Form, Line, Number, Pick, Secret, Tick
from tests.ground.lab import Note


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Forms need a request, no database."""
    return create_app(ENV="test", INSTANCE=str(tmp_path_factory.mktemp("forms")))


@pytest.fixture(scope="module")
def typed(app: Flask) -> Callable[..., Form]:
    """A form as it arrives, looked at."""

    def send(sort: type[Form] = Note, /, **fields: Any) -> Form:
        if sort is Note:
            fields.setdefault("title", "标题")
        with app.test_request_context("/", method="POST", data=fields):
            form = sort()
            form.validate()
            return form

    return send


class Door(Form):
    """Fields that a note has not."""

    password = Secret("密码", least=8, required=False)
    sure = Tick("确定", required=True)
    small = Number("小", least=1, most=9)
    day = Day("日子")
    kind = Pick("类别", {"a": "甲"})


# Text --------------------------------------------------------------------------------


def test_text_is_cleaned_of_what_nobody_meant(typed: Callable[..., Form]) -> None:
    form = typed(title="  一行\r\n两行 \n", text="甲\r乙\r\n丙\u2028丁\n\n")
    assert not form.errors
    assert form.title.data == "一行 两行"
    assert form.text.data == "甲\n乙\n丙\n丁"


def test_a_field_that_was_left_out_says_as_much_as_an_empty_one(app: Flask) -> None:
    for data in ({}, {"password": ""}):
        with app.test_request_context("/", method="POST", data=data):
            form = Door()
            form.validate()
            assert form.password.data == ""
    with app.test_request_context("/", method="POST", data={}):
        note = Note()
        note.validate()
        assert (note.title.data, note.text.data) == ("", "")
        assert note.title.errors


def test_one_character_has_one_form(typed: Callable[..., Form]) -> None:
    assert typed(title="e\u0301").title.data == "é"


HIDDEN = [
    *map(chr, range(0x20)),
    "\x7f",
    "\x85",
    "\u061c",
    "\u200e",
    "\u200f",
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2070)),
    "\ufeff",
    "\ufffd",
    "\ufffe",
]
KEPT = {"\t", "\n", "\r"}


def test_characters_that_hide_or_turn_words_are_refused_and_kept(
    typed: Callable[..., Form],
) -> None:
    for bad in HIDDEN:
        if bad in KEPT:
            continue
        form = typed(title=f"好{bad}坏", text=f"好{bad}坏")
        assert "title" in form.errors, hex(ord(bad))
        assert "text" in form.errors, hex(ord(bad))
        assert "看不见" in form.errors["text"][0]
        assert form.title.data == f"好{bad}坏"


def test_what_people_really_write_is_welcome(typed: Callable[..., Form]) -> None:
    for text in (
        "👨‍👩‍👧 一家三口",
        "𠮷野家",
        "ａｂｃ",
        "café 100 ㎡",
        "“好”——不…",
        "第1条\t第2条",
        "﷽",
    ):
        assert not typed(title=text[:20]).errors, text


@pytest.mark.parametrize(
    "blank", ["", " ", "\n\n", "\u3000", "\u200b\u200b", "\u3164", "\u0301", "\xa0"]
)
def test_nothing_is_nothing_however_it_is_typed(typed: Callable[..., Form], blank: str) -> None:
    assert typed(title=blank).errors["title"] == ["请填写这一项。"]


@pytest.mark.parametrize("blank", ["", " ", "\n", "\u3000", "\x85", "\xa0"])
def test_blanks_are_no_number_and_no_day(typed: Callable[..., Form], blank: str) -> None:
    errors = typed(Door, small=blank, day=blank).errors
    assert errors["small"] == errors["day"] == ["请填写这一项。"]


def test_length_is_counted_in_characters_and_told(typed: Callable[..., Form]) -> None:
    assert not typed(title="𠮷" * 20).errors
    (said,) = typed(title="字" * 23).errors["title"]
    assert "最多20个字，现在有23个" in said


def test_a_password_keeps_its_blanks_and_has_one_form(typed: Callable[..., Form]) -> None:
    fields = {"sure": "1", "small": "3", "kind": "a"}
    assert typed(Door, password="  ｐａｓｓ 词  ", **fields).password.data == "  pass 词  "
    assert "password" in typed(Door, password="short", **fields).errors
    assert forms.is_secret("password")
    assert not forms.is_secret("title")


# Other kinds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad", ["", "x", "1.5", "1e3", "１２", "0x1", "9" * 4000, "10", "0", "-1", "+3"]
)
def test_a_number_is_a_number(typed: Callable[..., Form], bad: str) -> None:
    assert "small" in typed(Door, small=bad, sure="1", kind="a").errors


@pytest.mark.parametrize(
    "bad",
    ["x", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-23\x00", "1" * 500],
)
def test_a_day_is_a_day(typed: Callable[..., Form], bad: str) -> None:
    assert "on" in typed(on=bad).errors


@pytest.mark.parametrize(
    "bad",
    [
        "x",
        "2026-11-23T25:00",
        "0001-01-01T00:00",
        "0001-01-01T00:00+23:59",
        "2026-11-23T19:00Z",
        "\x00",
    ],
)
def test_a_moment_is_a_moment_in_shanghai(typed: Callable[..., Form], bad: str) -> None:
    assert "at" in typed(at=bad).errors


def test_days_and_moments_are_read_as_browsers_send_them(typed: Callable[..., Form]) -> None:
    form = typed(on="2026-11-23", at="2026-11-23T19:00")
    assert form.on.data == date(2026, 11, 23)
    assert form.at.data.astimezone(UTC) == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert form.at._value() == "2026-11-23T19:00"


@pytest.mark.parametrize("bad", ["3", "x", "1" * 5000, "\x00", "-1"])
def test_only_what_is_listed_can_be_picked(typed: Callable[..., Form], bad: str) -> None:
    assert typed(kind=bad).errors["kind"] == ["请从列出的选项里选择。"]
    assert typed(some=["a", bad]).errors["some"] == ["请从列出的选项里选择。"]
    assert "kind" in typed(Door, kind=bad, sure="1", small="1").errors


def test_nothing_picked_is_told_only_where_it_is_needed(typed: Callable[..., Form]) -> None:
    assert not typed(kind="").errors
    assert typed(Door).errors.keys() == {"sure", "small", "day", "kind"}


# Bent --------------------------------------------------------------------------------


def test_a_file_in_a_field_of_text_is_no_text(typed: Callable[..., Form]) -> None:
    names = ("title", "text", "count", "on", "at", "kind", "some", "once")
    for name in names:
        form = typed(**{name: (io.BytesIO(b"x"), "a.txt")})
        assert form[name].data in (None, [], "", "标题") or name == "once", name
    assert typed(title=(io.BytesIO(b"x"), "a.txt")).errors["title"]


def test_text_in_a_field_of_files_is_no_file(typed: Callable[..., Form]) -> None:
    assert typed(file="text").file.data is None


def test_a_body_of_json_fills_no_form(app: Flask) -> None:
    for body in ({"title": ["a"]}, [1, 2], "x", None, {"title": {"a": 1}}):
        with app.test_request_context("/", method="POST", json=body):
            form = Note()
            assert not form.validate()
            assert form.title.data in (None, "")


def test_every_form_has_a_mark_of_its_own(typed: Callable[..., Form], app: Flask) -> None:
    with app.test_request_context("/"):
        marks = {Note().once.data for _ in range(20)}
    assert len(marks) == 20
    assert "once" not in typed().values()


ANYTHING = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    fields=st.dictionaries(
        st.sampled_from(["title", "text", "count", "on", "at", "kind", "some", "once"]),
        st.one_of(ANYTHING, st.lists(ANYTHING, max_size=4)),
    )
)
def test_whatever_is_typed_a_form_says_yes_or_says_why(
    typed: Callable[..., Form], fields: dict[str, Any]
) -> None:
    form = typed(**fields)
    words = [word for words in form.errors.values() for word in words]
    assert all(str(word) for word in words)
    if not form.errors:
        assert form.title.data == unicodedata.normalize("NFC", form.title.data)
        assert 1 <= len(form.title.data) <= 20
        assert "\x00" not in repr(form.values())


def test_a_line_is_needed_unless_it_says_otherwise(typed: Callable[..., Form]) -> None:
    class Loose(Form):
        name = Line("名", required=False, most=3)

    assert not typed(Loose).errors
    assert "name" in typed(Loose, name="四个字了").errors
