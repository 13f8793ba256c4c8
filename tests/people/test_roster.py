"""A roster comes in whole or not at all, and a second time nothing changes."""

import csv
import io
import json
import time
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from civic import db
from civic.clock import Hands, now
from civic.errors import Invalid, NotAllowed, OutOfOrder, TooLate
from civic.ledger import Entry, Fact
from civic.people import actions
from civic.people.actions import Outcome
from civic.people.models import Ownership, Person, Residence, RosterFile, RosterJob, Tenancy
from civic.people.rules import JobState, PersonState
from civic.people.rules.roster import RowWhy, Sheet
from civic.people.wording import roster_lines
from civic.places import actions as places
from civic.places.models import Household, Part
from civic.places.rules import Level
from tests.world import World

HEAD = ["姓名", "证件号", "出生日期", "手机", "小区", "楼栋", "房号", "面积", "户主", "身份"]
FAMILY = [
    [
        "赵一",
        "11010519491231002X",
        "",
        "13900000001",
        "紫荆小区",
        "1号楼",
        "301",
        "89.37",
        "是",
        "居民、业主",
    ],
    ["赵二", "", "1999/3/2", "", "紫荆小区", "1", "301", "", "否", "居民"],
    ["钱三", "", "19880101", "13900000003", "", "1幢", "302", "62", "是", "居民，租户"],
]


def as_csv(*rows: list[str], head: list[str] = HEAD, encoding: str = "utf-8") -> bytes:
    target = io.StringIO()
    csv.writer(target).writerows([head, *rows])
    return target.getvalue().encode(encoding)


def as_xlsx(*rows: list[object], head: list[str] = HEAD) -> bytes:
    book = openpyxl.Workbook()
    for row in ([*head], *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bring(world: World, content: bytes, *, dry_run: bool = False) -> Outcome:
    with db.transaction():
        return actions.import_roster(world.clerk, world.place, content, dry_run=dry_run)


def count(table: type) -> int:
    return db.session().scalar(select(func.count()).select_from(table)) or 0


def count_of(table: type[Residence | Ownership | Tenancy], person: Person) -> int:
    query = select(func.count()).select_from(table).where(table.person_id == person.id)
    return db.session().scalar(query) or 0


def person(name: str) -> Person:
    return db.session().scalars(select(Person).where(Person.name == name)).one()


TABLES = (Person, Household, Part, Residence, Ownership, Tenancy)


@pytest.mark.parametrize(
    "content",
    [
        as_csv(*FAMILY),
        as_csv(*FAMILY, encoding="utf-8-sig"),
        as_csv(*FAMILY, encoding="gb18030"),
        as_csv(*FAMILY).replace(b",", b"\t").replace("，".encode(), b"/"),
        as_xlsx(*FAMILY),
    ],
    ids=["utf-8", "utf-8 with a mark", "gb18030", "tabs", "xlsx"],
)
def test_a_family_with_its_home_comes_in(world: World, content: bytes) -> None:
    before = {table: count(table) for table in TABLES}
    outcome = bring(world, content)
    assert outcome.is_done and not outcome.errors
    added = {table.__name__: count(table) - before[table] for table in TABLES}
    assert added == {
        "Person": 3,
        "Household": 2,
        "Part": 2,
        "Residence": 3,
        "Ownership": 1,
        "Tenancy": 1,
    }
    head = person("赵一")
    assert head.state is PersonState.LISTED and head.born_on == date(1949, 12, 31)
    assert head.place_path == world.place.path and head.holds == ()
    part = db.session().scalars(select(Part).where(Part.number == "301")).one()
    assert part.area == 8937


def test_a_spreadsheets_own_dates_and_numbers_are_read(world: World) -> None:
    rows = [["赵一", None, date(1958, 3, 12), 13900000001, None, "1号楼", 301, 89.37, True, "业主"]]
    assert bring(world, as_xlsx(*rows)).is_done
    assert person("赵一").born_on == date(1958, 3, 12) and person("赵一").phone == "13900000001"


def test_english_headings_are_understood(world: World) -> None:
    head = ["Name", "Date of birth", "Building", "Number", "Area (m2)", "Head", "Status"]
    row = ["Zhao Yi", "1958-03-12", "1号楼", "301", "89.37", "yes", "resident, owner"]
    assert bring(world, as_csv(row, head=head)).is_done


def test_a_second_time_nothing_changes(world: World) -> None:
    bring(world, as_csv(*FAMILY))
    before = {table: count(table) for table in (*TABLES, Entry)}
    outcome = bring(world, as_xlsx(*FAMILY))
    assert not outcome.changes and not outcome.is_done
    assert outcome.counts["person"] == [0, 0, 3] and outcome.counts["residence"] == [0, 0, 3]
    assert {table: count(table) for table in (*TABLES, Entry)} == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(world: World) -> None:
    before = {table: count(table) for table in (*TABLES, Entry)}
    outcome = bring(world, as_csv(*FAMILY), dry_run=True)
    assert outcome.counts["person"] == [3, 0, 0] and outcome.sample and not outcome.is_done
    assert {table: count(table) for table in (*TABLES, Entry)} == before


def test_one_entry_in_private_stands_for_it_all(world: World) -> None:
    before = count(Entry)
    bring(world, as_csv(*FAMILY))
    assert count(Entry) == before + 1
    entry = db.session().scalars(select(Entry).order_by(Entry.idx.desc())).first()
    assert entry is not None and entry.fact is Fact.ROSTER_IMPORTED
    assert "赵" not in entry.body.decode()


def test_a_document_number_is_kept_only_under_a_key(world: World) -> None:
    bring(world, as_csv(*FAMILY))
    mac = person("赵一").document_mac
    assert mac is not None and len(mac) == 64 and "1949" not in mac


def test_the_document_says_who_it_is_whatever_else_changed(world: World) -> None:
    bring(world, as_csv(*FAMILY))
    moved = [
        "赵一一",
        "11010519491231002x",
        "",
        "13911111111",
        "",
        "1",
        "301",
        "",
        "是",
        "居民、业主",
    ]
    outcome = bring(world, as_csv(moved))
    assert outcome.counts["person"] == [0, 1, 0] and outcome.counts["part"] == [0, 0, 1]
    assert person("赵一一").phone == "13911111111"


HOME = ["孙悟空", "11010519491231002X", "", "13911110000", "", "1", "301", "", "", "居民"]
FLAT = ["孙悟空", "", "", "13911110000", "", "1", "302", "90", "", "业主"]


@pytest.mark.parametrize("rows", [(HOME, FLAT), (FLAT, HOME)], ids=["first", "last"])
def test_who_has_a_document_in_one_row_only_is_one_person(
    world: World, rows: tuple[list[str], ...]
) -> None:
    outcome = bring(world, as_csv(*rows))
    assert outcome.is_done and outcome.counts["person"] == [1, 0, 0]
    assert person("孙悟空").born_on == date(1949, 12, 31)
    again = bring(world, as_csv(*rows))
    assert not again.changes and not again.errors


def test_another_birthday_makes_another_person_of_that_name_and_telephone(world: World) -> None:
    son = [*FLAT]
    son[2] = "1980-05-05"
    assert bring(world, as_csv(HOME, son)).counts["person"] == [2, 0, 0]
    again = bring(world, as_csv(HOME, son))
    assert not again.changes and not again.errors


def test_a_row_that_may_be_about_two_people_is_refused(world: World) -> None:
    other = [*HOME]
    other[1], other[6] = "110105194912310038", "303"
    outcome = bring(world, as_csv(HOME, other, FLAT))
    assert [(e.row, e.why) for e in outcome.errors.shown] == [(4, RowWhy.WHICH_PERSON)]


def test_who_was_known_without_a_document_gets_it(world: World) -> None:
    row = ["王秀英", "E12345678", "", "", "", "1", "101", "", "是", "居民"]
    outcome = bring(world, as_csv(row))
    assert outcome.counts["person"] == [0, 1, 0]
    assert world.resident.document_mac and world.resident.is_verified


def test_a_namesake_behind_another_door_is_another_person(world: World) -> None:
    row = ["王秀英", "", "", "", "", "1", "901", "", "", "居民"]
    assert bring(world, as_csv(row)).counts["person"] == [1, 0, 0]


def test_who_only_says_they_are_a_neighbour_is_not_taken_for_one(world: World) -> None:
    """Else whoever opens an account under my name and number would become me in the roster."""
    password = actions.choose_password("楼下的桂花开了两次", "13900000001")
    with db.transaction():
        actions.register("赵一", password, shows_name=False, locale="zh")
    outcome = bring(world, as_csv(FAMILY[0]))
    assert outcome.counts["person"] == [1, 0, 0]


THEIR_DOCUMENT = "11010519491231002X"


def of_there(world: World, **facts: object) -> Person:
    """冯秀英, at home in the next community."""
    with db.transaction():
        them = world.there.resident
        for name, value in facts.items():
            setattr(them, name, value)
    return them


def known(person: Person) -> tuple[object, ...]:
    db.session().refresh(person)
    return (person.name, person.born_on, person.phone, person.document_mac)


def row(name: str, document: str = "", phone: str = "", born: str = "", door: str = "701") -> bytes:
    return as_csv([name, document, born, phone, "", "1", door, "60", "", "居民、业主"])


def test_a_name_and_a_number_touch_nobody_of_another_community(world: World) -> None:
    """They are known to many: whoever types them would have the neighbour's file and card."""
    them = of_there(world, phone="13900000007")
    before = known(them)
    content = row("冯秀英", THEIR_DOCUMENT, "13900000007", "1949-12-31")
    outcome = bring(world, content)
    assert outcome.counts["person"] == [1, 0, 0] and known(them) == before
    assert count_of(Residence, them) == 1 and not them.is_of(world.place.path)
    assert not bring(world, content).changes, "the new one is known the next time"


def test_a_document_finds_who_is_of_another_community_and_changes_nothing_of_them(
    world: World,
) -> None:
    bring_there = as_csv(["冯秀英", THEIR_DOCUMENT, "", "", "", "1", "101", "", "是", "居民"])
    with db.transaction():
        actions.import_roster(world.there.clerk, world.there.place, bring_there)
    them = of_there(world, phone="13900000007")
    before = known(them)
    assert before[3] is not None
    content = row("冯秀英", THEIR_DOCUMENT, "13911111111")
    outcome = bring(world, content)
    assert outcome.counts["person"] == [0, 0, 1] and outcome.kept == 1
    assert known(them) == before and count_of(Ownership, them) == 1
    assert any("1人在别的社区也有登记" in line for line in roster_lines(outcome))
    again = bring(world, content)
    assert not again.changes and not again.is_done
    with pytest.raises(NotAllowed), db.transaction():
        actions.issue_card(world.clerk, them)
    wrong = bring(world, row("假名字", THEIR_DOCUMENT))
    assert [(e.row, e.why) for e in wrong.errors.shown] == [(2, RowWhy.NAME_ELSEWHERE)]
    assert known(them) == before


def test_a_card_opens_no_community_into_which_a_roster_brought_its_holder(world: World) -> None:
    in_roster = as_csv(["冯秀英", THEIR_DOCUMENT, "", "", "", "1", "101", "", "是", "居民"])
    with db.transaction():
        actions.import_roster(world.there.clerk, world.there.place, in_roster)
    them = world.there.resident
    with db.transaction():
        code = actions.issue_card(world.there.clerk, them).code
        flat = as_csv(["冯秀英", THEIR_DOCUMENT, "", "", "", "1", "102", "60", "", "业主"])
        actions.import_roster(world.there.clerk, world.there.place, flat)
    assert actions.look_up(code).person_id == them.id, "it is their own community"
    assert bring(world, row("冯秀英", THEIR_DOCUMENT)).is_done
    with pytest.raises(TooLate):
        actions.look_up(code)


def test_who_holds_an_office_gets_a_home_by_the_roster_and_keeps_their_data(world: World) -> None:
    with db.transaction():
        world.chair.phone = "13900000008"
    before = known(world.chair)
    content = row(world.chair.name, THEIR_DOCUMENT, "13900000008", "1949-12-31")
    assert bring(world, content).counts["person"] == [0, 0, 1]
    assert known(world.chair) == before and count_of(Residence, world.chair) == 1
    assert not bring(world, content).changes
    other = row(world.chair.name, "", "13900000009", door="701")
    assert bring(world, other).kept == 1 and known(world.chair) == before


def test_who_came_back_is_recognised_by_the_community_that_they_left(world: World) -> None:
    for at in (world.here, world.there):
        with db.transaction():
            mover = at.resident
            mover.phone = "13900000007"
            home = select(Residence).where(Residence.person_id == mover.id)
            db.session().scalars(home).one().until_on = date(2026, 10, 1)
    back = row("王秀英", "", "13900000007", door="101")
    assert bring(world, back).counts["person"] == [0, 0, 1]
    stranger = row("冯秀英", "", "13900000007", door="102")
    assert bring(world, stranger).counts["person"] == [1, 0, 0]


def end(table: type[Residence | Ownership | Tenancy], who: Person, day: date) -> None:
    with db.transaction() as here:
        here.scalars(select(table).where(table.person_id == who.id)).one().until_on = day


def test_who_rented_here_is_recognised_too(world: World) -> None:
    flat = as_csv(["张租客", "", "", "13900000009", "", "1", "202", "62", "", "租户"])
    with db.transaction():
        world.tenant.name, world.tenant.phone = "张租客", "13900000009"
    end(Tenancy, world.tenant, date(2026, 10, 1))
    outcome = bring(world, flat)
    assert outcome.counts["person"] == [0, 0, 1] and outcome.counts["holding"] == [1, 0, 0]
    terms = db.session().scalars(select(Tenancy).where(Tenancy.person_id == world.tenant.id))
    assert sorted((str(t.since_on), str(t.until_on)) for t in terms) == [
        ("2026-01-01", "2026-10-01"),  # as it was
        (str(now().date()), "None"),
    ]
    assert world.tenant.is_of(world.place.path)
    assert not bring(world, flat).changes


@pytest.mark.parametrize("table", [Residence, Ownership, Tenancy])
def test_whoever_is_listed_goes_on_beyond_the_last_day_that_was_entered(
    world: World, table: type[Residence | Ownership | Tenancy]
) -> None:
    who, door, said = {
        Residence: (world.resident, "101", "居民"),
        Ownership: (world.owner, "201", "业主"),
        Tenancy: (world.tenant, "202", "租户"),
    }[table]
    end(table, who, date(2026, 12, 31))
    head = "是" if table is Residence else ""
    content = as_csv([who.name, "", "", "", "", "1", door, "", head, said])
    assert sum(changed for _added, changed, _same in bring(world, content).counts.values()) == 1
    going_on = db.session().scalars(select(table).where(table.person_id == who.id)).one()
    assert going_on.until_on is None
    assert not bring(world, content).changes


def test_a_second_building_knows_whom_the_first_one_has(world: World) -> None:
    """A roster of one building is read beside the whole community."""
    with db.transaction():
        places.add(None, world.here.estate, level=Level.BUILDING, name="2号楼")
        world.resident.phone = "13900000007"
    flat = ["王秀英", "", "", "13900000007", "", "2", "301", "60", "", "业主"]
    assert bring(world, as_csv(flat)).counts["person"] == [0, 0, 1]
    assert count_of(Ownership, world.resident) == 1


def test_the_head_may_pass_to_another_of_the_household(world: World) -> None:
    bring(world, as_csv(*FAMILY))
    first, second = [*FAMILY[0]], [*FAMILY[1]]
    first[8], second[8] = "否", "是"
    outcome = bring(world, as_csv(first, second))
    assert outcome.counts["residence"] == [0, 2, 0]
    heads = (
        select(Person.name)
        .join(Residence)
        .where(Residence.is_head, Person.name.in_(["赵一", "赵二"]))
    )
    assert db.session().scalars(heads).all() == ["赵二"]


def test_a_head_on_record_must_be_in_the_file_to_be_replaced(world: World) -> None:
    row = ["李新", "", "", "", "", "1", "101", "", "是", "居民"]
    outcome = bring(world, as_csv(row))
    assert [(e.row, e.why) for e in outcome.errors.shown] == [(2, RowWhy.HEAD_ALREADY)]


def test_an_area_is_brought_up_to_date(world: World) -> None:
    row = ["张业主", "", "", "", "", "1", "201", "90.00", "", "业主"]
    assert bring(world, as_csv(row)).counts["part"] == [0, 1, 0]
    here = (Part.number == "201", Part.place_id == world.here.building_id)
    assert db.session().scalar(select(Part.area).where(*here)) == 9000


def test_an_owner_without_a_known_area_is_refused(world: World) -> None:
    row = ["张新", "", "", "", "", "1", "888", "", "", "业主"]
    outcome = bring(world, as_csv(row))
    assert [(e.row, e.why) for e in outcome.errors.shown] == [(2, RowWhy.MISSING_AREA)]


def test_one_wrong_row_and_nothing_comes_in(world: World) -> None:
    before = {table: count(table) for table in (*TABLES, Entry)}
    bad = ["赵四", "", "2026-13-01", "", "", "9号楼", "301", "0", "", ""]
    outcome = bring(world, as_csv(*FAMILY, bad))
    assert {e.why for e in outcome.errors.shown} == {RowWhy.BAD_DATE, RowWhy.BAD_AREA}
    assert {e.row for e in outcome.errors.shown} == {5}
    assert {table: count(table) for table in (*TABLES, Entry)} == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", RowWhy.MISSING_COLUMN),
        (b"PK\x03\x04 and no more", RowWhy.BROKEN_FILE),
        (b"%PDF-1.7", RowWhy.NOT_A_ROSTER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", RowWhy.NOT_A_ROSTER),
        ("姓名,楼栋,房号\n王芳,1,101".encode("utf-16"), RowWhy.BAD_ENCODING),
        (b"\xff\xff\xff\xff", RowWhy.BAD_ENCODING),
        (as_csv(), RowWhy.EMPTY),
        (as_csv(["王芳"], head=["姓名", "电话"]), RowWhy.MISSING_COLUMN),
        ('姓名,楼栋,房号\n"王芳'.encode() + b"," * 200_000, RowWhy.BROKEN_FILE),
        (b"\x00" * 500, RowWhy.MISSING_COLUMN),
    ],
)
def test_what_is_no_roster_is_said_in_words(world: World, content: bytes, why: RowWhy) -> None:
    outcome = bring(world, content)
    assert outcome.errors.shown[0].why is why
    assert len(list(roster_lines(outcome))) == outcome.errors.count + 1


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civic.people.actions.roster.MOST_UNPACKED", 100)
    outcome = bring(world, as_xlsx(*FAMILY))
    assert outcome.errors.shown[0].why is RowWhy.TOO_MUCH_TEXT


def workbook(sheet: str, texts: str = "") -> bytes:
    """A workbook whose first sheet and shared texts are written by hand."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(*FAMILY))) as ours,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for part in ours.namelist():
            if part.endswith("sheet1.xml"):
                packed.writestr(part, sheet)
            else:
                packed.writestr(part, ours.read(part))
        if texts:
            packed.writestr("xl/sharedStrings.xml", texts)
    return target.getvalue()


def cells(*rows: str) -> str:
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            RowWhy.TOO_MANY_ROWS,
        ),
        (
            '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
            RowWhy.TOO_MANY_COLUMNS,
        ),
        ("<row>" + "<c><v>1</v></c>" * 70 + "</row>", RowWhy.TOO_MANY_COLUMNS),
        ("<row r='999999'><c><v>1</v></c></row>", RowWhy.TOO_MANY_ROWS),
        ('</b><row r="999999"><c><v>1</v></c></row>', RowWhy.BROKEN_FILE),
    ],
    ids=["opposite corners", "far right", "unnumbered", "only the row says", "behind an error"],
)
def test_a_workbook_with_a_cell_at_the_end_of_the_world_is_refused_in_words(
    world: World, sheet: str, why: RowWhy
) -> None:
    """Making room for every cell in between would take the worker along, again and again."""
    content = workbook(cells(sheet))
    started = time.perf_counter()
    outcome = bring(world, content)
    assert time.perf_counter() - started < 1
    assert [error.why for error in outcome.errors.shown] == [why]
    assert len(list(roster_lines(outcome))) == 2
    id = hand_in(world, content)
    actions.work_on_rosters()
    assert job(id).state is JobState.WRONG and actions.work_on_rosters() == 0


def test_one_long_text_behind_every_cell_is_refused_in_words(world: World) -> None:
    rows = ["<row>" + '<c t="s"><v>0</v></c>' * 50 + "</row>"] * 100
    long = "<sst><si><t>" + "长" * 100_000 + "</t></si></sst>"
    outcome = bring(world, workbook(cells(*rows), long))
    assert [error.why for error in outcome.errors.shown] == [RowWhy.TOO_MUCH_TEXT]


def test_a_cell_far_away_that_only_has_a_colour_does_no_harm(world: World) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, *FAMILY):
        book.active.append(row)
    book.active["XFD900000"].fill = openpyxl.styles.PatternFill("solid", "FFFF00")
    target = io.BytesIO()
    book.save(target)
    assert bring(world, target.getvalue()).is_done


def test_another_kind_of_workbook_in_the_same_wrapping_is_said(world: World) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("content.xml", "<office/>")
    outcome = bring(world, target.getvalue())
    assert outcome.errors.shown[0].why is RowWhy.NOT_A_ROSTER


def test_the_building_of_another_community_is_unknown_here(world: World) -> None:
    with db.transaction():
        places.add(None, world.there.estate, level=Level.BUILDING, name="77号楼")
    row = ["赵一", "", "", "", "", "77", "101", "", "", ""]
    assert bring(world, as_csv(row)).errors.shown[0].why is RowWhy.UNKNOWN_BUILDING


# --- handed in on the page ---------------------------------------------------------------


def hand_in(world: World, content: bytes) -> int:
    with db.transaction():
        return actions.hand_in(world.clerk, world.place, name="名册.csv", content=content).id


def job(id: int) -> RosterJob:
    db.session().rollback()
    return db.session().get_one(RosterJob, id, populate_existing=True)


def with_place(id: int) -> RosterJob:
    found = job(id)
    assert found.place_id
    db.session().refresh(found, ["place"])
    return found


def test_a_roster_is_checked_then_confirmed_then_in(world: World) -> None:
    id = hand_in(world, as_csv(*FAMILY))
    assert actions.work_on_rosters() == 1
    assert job(id).state is JobState.CHECKED and count(Ownership) == 2
    outcome = actions.outcome_of(job(id))
    assert outcome is not None and outcome.counts["person"] == [3, 0, 0] and outcome.sample
    with db.transaction():
        actions.confirm(world.clerk, with_place(id))
    assert actions.work_on_rosters() == 1
    assert job(id).state is JobState.DONE and person("赵一")
    kept = actions.outcome_of(job(id))
    assert kept is not None and kept.is_done and kept.sample == []
    assert count(RosterFile) == 0, "the file goes with the work"
    assert actions.work_on_rosters() == 0


def test_a_wrong_roster_goes_no_further_and_its_file_goes(world: World) -> None:
    id = hand_in(world, as_csv(["赵一", "", "昨天", "", "", "1", "1", "", "", ""]))
    actions.work_on_rosters()
    assert job(id).state is JobState.WRONG and count(RosterFile) == 0
    with pytest.raises(OutOfOrder), db.transaction():
        actions.confirm(world.clerk, with_place(id))


WRONG = as_csv(["赵一", "", "昨天", "1390000x", "", "1", "1", "", "", ""])


@pytest.mark.parametrize("content", [as_csv(*FAMILY), WRONG], ids=["right", "wrong"])
def test_a_roster_left_lying_is_forgotten_after_a_day(
    world: World, clock: Hands, content: bytes
) -> None:
    """With the names and telephones that it was quoted with."""
    id = hand_in(world, content)
    actions.work_on_rosters()
    assert job(id).outcome is not None
    clock.move(timedelta(hours=23))
    assert actions.work_on_rosters() == 0
    clock.move(timedelta(hours=2))
    assert actions.work_on_rosters() == 1
    assert job(id).state is JobState.DROPPED and job(id).outcome is None
    assert count(RosterFile) == 0


def test_a_roster_that_somebody_crossed_is_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was wrong with the file but the moment."""
    id = hand_in(world, as_csv(*FAMILY))
    actions.work_on_rosters()
    with db.transaction():
        actions.confirm(world.clerk, with_place(id))

    def crossed(*_: object) -> None:
        raise IntegrityError("INSERT", None, Exception())

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("civic.people.actions.roster.write", crossed)
        actions.work_on_rosters()
    assert job(id).state is JobState.HANDED_IN and count(RosterFile) == 1
    actions.work_on_rosters()
    assert job(id).state is JobState.CHECKED


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a\x00b\u202e.csv", "ab.csv"), ("\u202e", "五里桥社区"), ("名册\ud800.xlsx", "名册.xlsx")],
)
def test_a_rosters_name_is_kept_as_it_can_be_read(world: World, name: str, kept: str) -> None:
    with db.transaction():
        id = actions.hand_in(world.clerk, world.place, name=name, content=b"x").id
    assert job(id).name == kept


def test_what_was_found_before_a_later_version_is_still_told(world: World) -> None:
    id = hand_in(world, as_csv(*FAMILY))
    actions.work_on_rosters()
    with db.transaction() as here:
        lying = here.get_one(RosterJob, id)
        found = json.loads(lying.outcome or "")
        del found["kept"]
        lying.outcome = json.dumps(found)
    outcome = actions.outcome_of(job(id))
    assert outcome is not None and outcome.kept == 0


def test_work_that_its_worker_left_is_taken_up_again(world: World, clock: Hands) -> None:
    id = hand_in(world, as_csv(*FAMILY))
    with db.transaction():
        db.session().get_one(RosterJob, id).state = JobState.CHECKING
    assert actions.work_on_rosters() == 0
    clock.move(timedelta(minutes=4))
    assert actions.work_on_rosters() == 1
    assert job(id).state is JobState.CHECKED


def test_who_is_no_longer_a_clerk_brings_nothing_in(world: World) -> None:
    id = hand_in(world, as_csv(*FAMILY))
    actions.work_on_rosters()
    with db.transaction():
        actions.confirm(world.clerk, with_place(id))
        db.session().get_one(Person, world.clerk.id).state = PersonState.LISTED
    actions.work_on_rosters()
    assert job(id).state is JobState.DROPPED
    assert db.session().scalar(select(Person.id).where(Person.name == "赵一")) is None


def test_an_empty_or_huge_file_is_not_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civic.people.actions.jobs.MOST_BYTES", 10)
    for content in (b"", b"x" * 11):
        with pytest.raises(Invalid), db.transaction():
            actions.hand_in(world.clerk, world.place, name="x", content=content)


def test_a_neighbouring_clerk_neither_confirms_nor_drops_it(world: World) -> None:
    id = hand_in(world, as_csv(*FAMILY))
    actions.work_on_rosters()
    for act in (actions.confirm, actions.drop):
        with pytest.raises(NotAllowed), db.transaction():
            act(world.there.clerk, with_place(id))


def test_a_roster_dropped_while_it_is_looked_at_stays_dropped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = as_csv(*FAMILY)
    id = hand_in(world, content)

    def meanwhile(*_: object) -> Sheet:
        with db.transaction():
            actions.drop(world.clerk, with_place(id))
        return actions.read_roster(content)

    monkeypatch.setattr("civic.people.actions.jobs.read_roster", meanwhile)
    assert actions.work_on_rosters() == 1
    assert job(id).state is JobState.DROPPED and job(id).outcome is None
    assert count(RosterFile) == 0 and actions.work_on_rosters() == 0
