"""What may be a password, a card, a term, a row of a roster."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.errors import AlreadyDone, Invalid, OutOfOrder, TooLate, TooOften
from civic.people import rules
from civic.people.rules import CARD_DAYS, Trying, UnitKind, Why
from civic.people.rules.buildings import Buildings, Node, find_buildings, place_key
from civic.people.rules.cells import (
    LIVES,
    OWNS,
    RENTS,
    csv_text,
    door_number,
    header,
    is_document,
    plain,
    read_area,
    read_date,
    read_status,
)
from civic.people.rules.roster import Reader, RowWhy, Sheet, check_lines
from civic.policy import Role

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


# --- passwords, names, cards ---------------------------------------------------


@pytest.mark.parametrize("password", ["short", "13800000000", "aaaaaaaaaaaa", "ababababab"])
def test_a_simple_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_password(password, "13800000000")
    assert refused.value.why is Why.WEAK_PASSWORD


def test_a_sentence_is_a_good_password() -> None:
    rules.check_password("楼下的桂花开了两次", "13800000000")


@pytest.mark.parametrize(
    "typed",
    [
        "138 0000 0000",
        "138-0000-0000",
        "+86 13800000000",
        "8613800000000",
        "１３８００００００００",
    ],
)
def test_a_mobile_number_is_one_name_however_it_is_typed(typed: str) -> None:
    assert rules.plain_login(typed) == "13800000000"


@pytest.mark.parametrize("login", ["1380000000", "wang", "a@b", "wang@example", "x y@example.org"])
def test_a_sign_in_name_is_something_one_can_be_reached_at(login: str) -> None:
    with pytest.raises(Invalid):
        rules.check_login(rules.plain_login(login))


def test_a_mail_address_is_a_sign_in_name() -> None:
    rules.check_login(rules.plain_login("Wang.Fang@Example.org"))


def test_a_code_has_eighty_bits_and_no_look_alikes() -> None:
    codes = {rules.new_code() for _ in range(2000)}
    assert len(codes) == 2000
    letters = set("".join(codes)) - {"-"}
    assert len(letters) == 32 and not letters & set("IO01")
    assert {len(rules.plain_code(code)) for code in codes} == {16}  # 16 letters of 5 bits


def test_a_code_is_read_in_any_case_with_or_without_dashes() -> None:
    code = rules.new_code()
    assert rules.plain_code(code.lower().replace("-", " ")) == rules.plain_code(code)


def test_a_card_works_once_and_for_ninety_days() -> None:
    ends = rules.card_expires(NOW)
    assert ends - NOW == timedelta(days=CARD_DAYS)
    rules.check_card(False, ends, ends - timedelta(seconds=1))
    with pytest.raises(TooLate):
        rules.check_card(False, ends, ends)
    with pytest.raises(AlreadyDone):
        rules.check_card(True, ends, NOW)


def test_the_door_closes_when_the_count_is_full() -> None:
    rules.check_throttle(False)
    with pytest.raises(TooOften):
        rules.check_throttle(True)
    assert rules.most_tries(Trying.LOGIN) == 5
    assert rules.most_tries(Trying.ADDRESS) > 5, "a whole neighbourhood sits behind one address"


def test_failures_are_forgotten_after_a_quarter_of_an_hour() -> None:
    assert not rules.is_forgotten(NOW, NOW + timedelta(minutes=14, seconds=59))
    assert rules.is_forgotten(NOW, NOW + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("born_on", "is_adult"),
    [
        (date(2008, 11, 23), True),  # eighteen today
        (date(2008, 11, 24), False),
        (date(2008, 2, 29), True),
        (None, True),  # nobody is left out for a missing birthday
    ],
)
def test_an_adult_is_eighteen(born_on: date | None, is_adult: bool) -> None:
    assert rules.is_adult(born_on, TODAY) is is_adult


# --- offices -------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.OWNER, Role.TENANT, Role.AUTHOR])
def test_belonging_is_no_office(role: Role) -> None:
    with pytest.raises(Invalid):
        rules.check_office(role, None, frozenset())


@pytest.mark.parametrize(
    ("role", "other"),
    [(Role.SUPERVISOR, Role.CHAIR), (Role.SUPERVISOR, Role.CLERK), (Role.CLERK, Role.SUPERVISOR)],
)
def test_nobody_supervises_the_committee_they_sit_on(role: Role, other: Role) -> None:
    """Organic Law of Urban Residents' Committees (2025), art. 36 (RB-20)."""
    with pytest.raises(Invalid) as refused:
        rules.check_office(role, rules.BODIES[role], frozenset({other}))
    assert refused.value.why is Why.CONFLICT


def test_an_official_answers_for_a_unit() -> None:
    with pytest.raises(Invalid):
        rules.check_office(Role.OFFICIAL, None, frozenset())
    rules.check_office(Role.OFFICIAL, UnitKind.DEPARTMENT, frozenset())


@pytest.mark.parametrize("role", sorted(rules.BODIES))
@pytest.mark.parametrize("unit", [None, *UnitKind])
def test_committee_and_supervisors_serve_in_their_body(role: Role, unit: UnitKind | None) -> None:
    """EV-4: who is rated, and who serves with them, is known by the unit."""
    if unit is rules.BODIES[role]:
        rules.check_office(role, unit, frozenset())
        return
    with pytest.raises(Invalid) as refused:
        rules.check_office(role, unit, frozenset())
    assert refused.value.why is Why.NEEDS_BODY


def test_a_term_ends_after_it_begins() -> None:
    rules.check_term(TODAY, TODAY)
    with pytest.raises(Invalid):
        rules.check_term(TODAY, TODAY - timedelta(days=1))


def test_whoever_holds_an_office_lays_it_down_before_leaving() -> None:
    rules.check_departure(0)
    with pytest.raises(OutOfOrder):
        rules.check_departure(1)


# --- cells of a roster -----------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["1958-03-12", "1958/3/12", "1958.3.12", "1958年3月12日", "19580312"]
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_date(text, TODAY) == date(1958, 3, 12)


@pytest.mark.parametrize(
    "text", ["1958-13-12", "1958-02-30", "12.3.1958", "1899-12-31", "2026-11-24", "昨天"]
)
def test_a_date_that_is_none_or_in_the_future_is_not_read(text: str) -> None:
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "area"), [("89.37", 8937), ("89.3", 8930), ("62", 6200), ("62.00", 6200), ("0.01", 1)]
)
def test_an_area_counts_hundredths_of_a_square_metre(text: str, area: int) -> None:
    assert read_area(text) == area


@pytest.mark.parametrize("text", ["0", "0.00", "-1", "1.234", "八十九", "1e3", "99999999", ""])
def test_an_area_is_positive_with_two_decimals_at_most(text: str) -> None:
    assert read_area(text) is None


@given(st.integers(min_value=1, max_value=10_000_000))
def test_an_area_kept_as_a_number_in_a_spreadsheet_is_read_exactly(hundredths: int) -> None:
    assert read_area(plain(hundredths / 100)) == hundredths


def test_a_citizens_number_agrees_with_its_check_digit() -> None:
    assert is_document("11010519491231002X")  # the example of GB 11643
    assert not is_document("110105194912310021")
    assert is_document("E12345678")  # a passport
    assert not is_document("号码")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", LIVES),
        ("居民", LIVES),
        ("业主、居民", LIVES | OWNS),
        ("自住业主", LIVES | OWNS),
        ("Tenant", RENTS),
        ("resident, tenant", LIVES | RENTS),
        ("邻居", None),
    ],
)
def test_a_status_may_be_two(text: str, status: int | None) -> None:
    assert read_status(text) == status


def test_headings_and_doors_are_read_with_what_people_add_to_them() -> None:
    assert header("面积（㎡）*") == "面积"
    assert header(" Date of birth ") == "date_of_birth"
    assert door_number("101室") == "101"
    assert plain(101.0) == "101"
    assert place_key("03号楼") == place_key("3幢") == place_key("３") == "3"


def test_a_text_is_read_in_utf8_and_in_gb18030_and_in_nothing_else() -> None:
    assert csv_text("姓名,王芳".encode("utf-8-sig")) == "姓名,王芳"
    assert csv_text("姓名,王芳".encode("gb18030")) == "姓名,王芳"
    assert csv_text("姓名,王芳".encode("utf-16")) is None
    assert csv_text(b"\xff\xff\xff") is None


@given(st.binary(max_size=300))
def test_whatever_bytes_come_reading_them_does_not_break(content: bytes) -> None:
    csv_text(content)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)


@given(st.lists(st.lists(CELLS, max_size=12), max_size=8))
def test_whatever_cells_come_each_row_is_a_line_or_an_error(rows: list[list[object]]) -> None:
    reader = Reader(Sheet("x"), TODAY)
    reader.take(
        1,
        [
            "姓名",
            "证件号",
            "出生日期",
            "手机",
            "小区",
            "楼栋",
            "单元",
            "房号",
            "面积",
            "用途",
            "户主",
            "身份",
        ],
    )
    for number, row in enumerate(rows, start=2):
        reader.take(number, row)
    sheet = reader.end()
    assert sheet.errors or len(sheet.lines) > 0


# --- rows against each other --------------------------------------------------------

HEAD = ["姓名", "证件号", "手机", "楼栋", "房号", "面积", "户主", "身份"]


def read(*rows: list[str]) -> Sheet:
    reader = Reader(Sheet("x"), TODAY)
    for number, row in enumerate([HEAD, *rows], start=1):
        reader.take(number, row)
    sheet = reader.end()
    find_buildings(
        sheet,
        Buildings(
            [
                Node(3, "community", "五里桥社区", "/1/2/3/"),
                Node(4, "estate", "紫荆小区", "/1/2/3/4/"),
                Node(5, "building", "1号楼", "/1/2/3/4/5/"),
            ]
        ),
    )
    check_lines(sheet)
    return sheet


def wrongs(sheet: Sheet) -> list[tuple[int, RowWhy, int]]:
    return [(error.row, error.why, error.other) for error in sheet.errors.shown]


def test_a_family_behind_one_door_is_in_order() -> None:
    sheet = read(
        ["王芳", "", "", "1号楼", "101", "89.37", "是", "居民、业主"],
        ["李强", "", "", "1", "101", "", "否", ""],
        ["李小", "", "", "1幢", "101室", "89.37", "", "居民"],
    )
    assert not sheet.errors
    assert {line.door for line in sheet.lines} == {(5, "101")}


def test_the_same_person_twice_behind_one_door_is_refused() -> None:
    row = ["王芳", "", "", "1", "101", "", "", ""]
    assert wrongs(read(row, row)) == [(3, RowWhy.DUPLICATE_PERSON, 2)]


def test_two_of_one_name_are_two_people_when_their_documents_say_so() -> None:
    first = ["王伟", "11010519491231002X", "", "1", "101", "", "", ""]
    second = ["王伟", "E12345678", "", "1", "101", "", "", ""]
    assert not read(first, second).errors
    assert wrongs(read(first, ["王伟", "", "", "1", "101", "", "", ""])) == [
        (3, RowWhy.DUPLICATE_PERSON, 2)
    ]


def test_one_document_has_one_name() -> None:
    sheet = read(
        ["王伟", "E12345678", "", "1", "101", "", "", ""],
        ["王芳", "E12345678", "", "1", "102", "50", "", "业主"],
    )
    assert wrongs(sheet) == [(3, RowWhy.OTHER_NAME, 2)]


def test_an_owner_of_two_homes_is_one_person() -> None:
    sheet = read(
        ["王伟", "", "13800000000", "1", "101", "50", "", "居民、业主"],
        ["王伟", "", "13800000000", "1", "102", "60", "", "业主"],
    )
    assert not sheet.errors


def test_nobody_lives_in_two_homes() -> None:
    sheet = read(
        ["王伟", "", "13800000000", "1", "101", "", "", ""],
        ["王伟", "", "13800000000", "1", "102", "", "", ""],
    )
    assert wrongs(sheet) == [(3, RowWhy.TWO_HOMES, 2)]


def test_one_household_has_one_head() -> None:
    sheet = read(
        ["王伟", "", "", "1", "101", "", "是", ""], ["李强", "", "", "1", "101", "", "是", ""]
    )
    assert wrongs(sheet) == [(3, RowWhy.TWO_HEADS, 2)]


def test_one_part_has_one_area() -> None:
    sheet = read(
        ["王伟", "", "", "1", "101", "50", "", "业主"],
        ["李强", "", "", "1", "101", "51", "", "业主"],
    )
    assert wrongs(sheet) == [(3, RowWhy.DUPLICATE_PART, 2)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["", "", "", "1", "101", "", "", ""], RowWhy.MISSING_VALUE),
        (["王伟", "", "", "9", "101", "", "", ""], RowWhy.UNKNOWN_BUILDING),
        (["王伟", "", "", "1", "101", "0", "", ""], RowWhy.BAD_AREA),
        (["王伟", "", "电话", "1", "101", "", "", ""], RowWhy.BAD_PHONE),
        (["王伟", "110105194912310021", "", "1", "101", "", "", ""], RowWhy.BAD_ID_NUMBER),
        (["王伟", "", "", "1", "101", "", "也许", ""], RowWhy.BAD_HEAD),
        (["王伟", "", "", "1", "101", "", "", "外星人"], RowWhy.BAD_STATUS),
        (["王\u202e伟", "", "", "1", "101", "", "", ""], RowWhy.HIDDEN),
        (["王\x00伟", "", "", "1", "101", "", "", ""], RowWhy.HIDDEN),
        (["王" * 61, "", "", "1", "101", "", "", ""], RowWhy.TOO_LONG),
    ],
)
def test_a_wrong_row_is_named_by_its_number(row: list[str], why: RowWhy) -> None:
    good = ["赵一", "", "", "1", "201", "", "", ""]
    assert [(w[0], w[1]) for w in wrongs(read(good, row))] == [(3, why)]


def test_a_title_may_stand_above_the_header_and_other_columns_beside_it() -> None:
    reader = Reader(Sheet("x"), TODAY)
    reader.take(1, ["五里桥社区居民名册", None, None])
    reader.take(2, ["序号", "姓名", "楼栋", "房号"])
    reader.take(3, [1, "王芳", "1", 101.0])
    sheet = reader.end()
    assert not sheet.errors and sheet.ignored == ["序号"] and sheet.lines[0].number == "101"


def test_a_missing_column_is_named() -> None:
    reader = Reader(Sheet("x"), TODAY)
    assert not reader.take(1, ["姓名", "房号"])
    assert [error.column for error in reader.end().errors.shown] == ["building"]


def test_two_estates_with_the_same_building_need_the_estate() -> None:
    buildings = Buildings(
        [
            Node(3, "community", "五里桥社区", "/3/"),
            Node(4, "estate", "紫荆小区", "/3/4/"),
            Node(5, "building", "1号楼", "/3/4/5/"),
            Node(6, "estate", "丁香小区", "/3/6/"),
            Node(7, "building", "1号楼", "/3/6/7/"),
            Node(8, "stair", "2单元", "/3/6/7/8/"),
        ]
    )
    assert buildings.find(("", "", "1", "")) is RowWhy.WHICH_BUILDING
    assert buildings.find(("", "丁香小区", "1", "")) == 7
    assert buildings.find(("五里桥", "丁香小区", "1幢", "2")) == 8
    assert buildings.find(("", "紫荆小区", "1", "2")) is RowWhy.UNKNOWN_STAIR
