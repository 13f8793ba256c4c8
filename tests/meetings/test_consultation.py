"""A real public consultation comes in as a hearing: all of it, once, or nothing.

Its text is not kept in this repository: CIVIC_TEST_DATA names the folder it lies in.
"""

import csv
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Select, func, select

from civic import search
from civic.clock import Hands
from civic.db import Base, session, transaction
from civic.errors import Invalid, Refused
from civic.ledger import Entry, Fact
from civic.matters.models import Matter
from civic.matters.rules import Stage
from civic.meetings import actions
from civic.meetings.models import Consultation, Meeting
from civic.meetings.rules import MeetingStage, Why, read_export
from civic.opinions import actions as opinions
from civic.opinions.models import SEARCHED, Hiding, Opinion, Reaction
from civic.opinions.rules import Disposition, HideGround, Stance
from civic.people.models import Person
from civic.people.rules import PersonState
from tests.neighbour import NeighbourClient
from tests.world import World

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CIVIC_TEST_DATA") or ROOT.parent / "shared" / "data").resolve()
REAL = DATA / "vtaiwan.uberx"
needs_data = pytest.mark.skipif(
    not REAL.is_dir(),
    reason=f"the real consultation is not at {REAL}: set CIVIC_TEST_DATA to the folder it lies in",
)

COMMENTS = """\
timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1435654192077,x,0,7,99,99,1,"公园先修厕所，
再修亭子。"
1435654193077,x,1,8,0,0,0,夜里的灯要亮一点
1435654194077,x,2,7,0,0,-1,买我的东西
"""
VOTES = """\
timestamp,datetime,comment-id,voter-id,vote
1435654195000,x,0,8,-1
1435654195500,x,0,9,1
1435654196000,x,0,8,1
1435654197000,x,1,7,1
1435654197000,x,1,7,0
1435654190000,x,1,7,-1
1435654198000,x,2,9,-1
"""
SUMMARY = """\
topic,桥下公园先修什么
url,https://example.org/park
conversation-description,"大家来说说。
* **一人一条**，见[说明](https://example.org/how)。"
"""
ATTRIBUTION = """\
# Park consultation, 2015

CC BY 4.0, Example Foundation.

- `votes.csv`: one row for each vote
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three statements of two people, on which three people voted."""
    folder = tmp_path / "park"
    folder.mkdir()
    for name, text in (
        ("comments.csv", COMMENTS),
        ("votes.csv", VOTES),
        ("summary.csv", SUMMARY),
        ("ATTRIBUTION.md", ATTRIBUTION),
    ):
        (folder / name).write_text(text, "utf-8")
    return folder


def brought_in(place: object, folder: Path) -> actions.Imported:
    with transaction():
        return actions.import_consultation(None, place, folder)  # type: ignore[arg-type]


def count(statement: Select[int] | type[Base]) -> int:
    if isinstance(statement, type):
        statement = select(func.count()).select_from(statement)
    return session().scalar(statement) or 0


def texts(query: str) -> list[str]:
    found = select(Opinion.text).where(Opinion.id.in_(search.matching(SEARCHED, query)))
    return list(session().scalars(found.order_by(Opinion.id)))


# -- the real one ---------------------------------------------------------------------------


@needs_data
def test_a_real_consultation_comes_in_within_twenty_seconds(world: World) -> None:
    before = {model: count(model) for model in (Entry, Person)}
    started = time.perf_counter()
    found = brought_in(world.place, REAL)
    assert time.perf_counter() - started < 20
    assert (found.opinions, found.people, found.reactions) == (197, 1921, 49443)
    assert count(Opinion) == 197
    assert count(Reaction) == 49443
    assert count(select(func.count(Reaction.person_id.distinct()))) == 1921
    assert count(select(func.count(Opinion.author_id.distinct()))) == 105
    assert count(Person) - before[Person] == 1921 + 1, "and whoever convened it"
    assert count(Entry) - before[Entry] == 1, "one entry of the record"
    counted = select(func.sum(Opinion.agree), func.sum(Opinion.disagree), func.sum(Opinion.passed))
    assert session().execute(counted).one() == (31029, 11894, 6520)


@needs_data
def test_each_counter_says_what_its_reactions_say(world: World) -> None:
    brought_in(world.place, REAL)
    for stance, column in (
        (Stance.AGREE, Opinion.agree),
        (Stance.DISAGREE, Opinion.disagree),
        (Stance.PASS, Opinion.passed),
    ):
        given = (
            select(func.count())
            .where(Reaction.opinion_id == Opinion.id, Reaction.stance == stance)
            .scalar_subquery()
        )
        assert session().scalars(select(Opinion.id).where(column != given)).all() == []


@needs_data
def test_seventy_eight_were_moderated_out_at_source_and_their_place_stays(world: World) -> None:
    brought_in(world.place, REAL)
    hidden = select(func.count()).select_from(Opinion).where(Opinion.hidden.is_not(None))
    assert count(hidden) == 78
    assert set(session().scalars(select(Hiding.ground))) == {HideGround.MODERATED_AT_SOURCE}


@needs_data
def test_who_types_simplified_finds_what_was_written_in_traditional(world: World) -> None:
    brought_in(world.place, REAL)
    found = texts("乘客 保险")
    assert found
    assert all("保險" in text and "乘客" in text for text in found)
    assert set(found) <= set(texts("保险"))


@needs_data
def test_a_second_run_changes_nothing_and_says_so(world: World) -> None:
    first = brought_in(world.place, REAL)
    before = [count(model) for model in (Opinion, Reaction, Person, Entry, Matter, Meeting)]
    again = brought_in(world.there.place, REAL)
    assert first.is_new
    assert not again.is_new
    assert again.meeting_id == first.meeting_id
    assert before == [count(model) for model in (Opinion, Reaction, Person, Entry, Matter, Meeting)]


@needs_data
def test_the_lines_of_the_export_are_the_lines_it_was_read_by() -> None:
    files = {f.name: f.read_bytes() for f in REAL.iterdir()}
    export = read_export(files)
    with (REAL / "comments.csv").open(encoding="utf-8", newline="") as source:
        rows = {int(row["comment-id"]): row["comment-body"] for row in csv.DictReader(source)}
    several = [s for s in export.statements if "\n" in s.text]
    assert several, "some texts have several lines"
    assert all(s.text.split() == rows[s.key].split() for s in export.statements)


# -- what becomes of it -----------------------------------------------------------------------


def test_the_last_word_counts_and_at_the_same_moment_the_one_further_down(
    world: World, small: Path
) -> None:
    found = brought_in(world.place, small)
    assert (found.opinions, found.reactions, found.people) == (3, 4, 3)
    stances = session().execute(
        select(Opinion.agree, Opinion.disagree, Opinion.passed).order_by(Opinion.id)
    )
    assert [tuple(row) for row in stances] == [(2, 0, 0), (0, 0, 1), (0, 1, 0)]


def test_it_stands_as_a_hearing_whose_answers_are_awaited(world: World, small: Path) -> None:
    found = brought_in(world.place, small)
    matter = session().get_one(Matter, found.matter_id)
    meeting = session().get_one(Meeting, found.meeting_id)
    assert (matter.stage, meeting.stage) == (Stage.FOLLOW_UP, MeetingStage.REPLIES_AWAITED)
    assert matter.is_public
    assert "CC BY 4.0" in matter.body
    assert "votes.csv" not in matter.body, "whose work it is, not how it is filed"
    assert "https://example.org/park" in matter.body
    assert "说明（https://example.org/how）" in matter.body
    assert texts("厕所") == ["公园先修厕所，\n再修亭子。"]
    assert texts("东西") == [], "what was moderated out is not found"


def test_everybody_reads_where_it_came_from_and_nobody_pretends_that_a_room_was_there(
    world: World, small: Path, as_: Callable[[None], NeighbourClient]
) -> None:
    found = brought_in(world.place, small)
    client = as_(None)
    assert "CC BY 4.0" in client.get(f"/matters/{found.matter_id}").text
    page = client.get(f"/meetings/{found.meeting_id}")
    assert page.status_code == 200
    assert "网上征询" in page.text
    assert "到会代表已经确认" not in page.text
    assert "旁听席" not in page.text
    minutes = client.get(f"/meetings/{found.meeting_id}/minutes")
    assert minutes.status_code == 200
    assert "提出意见3条，表态4次" in minutes.text
    listed = client.get(f"/matters/{found.matter_id}/opinions/?q=廁所").text
    assert "公园先修厕所" in listed


def test_its_people_are_known_by_their_number_and_nobody_can_sign_in_as_them(
    world: World, small: Path
) -> None:
    brought_in(world.place, small)
    authors = select(Person).join(Opinion, Opinion.author_id == Person.id).distinct()
    found = session().scalars(authors).all()
    assert {person.public_name for person in found} == {"参与者7", "参与者8"}
    assert {person.state for person in found} == {PersonState.LISTED}
    assert {person.login for person in found} == {None}


def test_its_opinions_are_sent_answered_and_its_result_published(
    world: World, small: Path, clock: Hands
) -> None:
    found = brought_in(world.place, small)
    with transaction():
        said = list(session().scalars(select(Opinion).where(Opinion.hidden.is_(None))))
        opinions.address(world.clerk, said, world.here.unit("greening"))
        opinions.reply(world.official, said, disposition=Disposition.ADOPT, text="采纳，今年就修。")
    with transaction():
        meeting = session().get_one(Meeting, found.meeting_id)
        entry = actions.publish(
            world.clerk,
            meeting,
            title="公园怎么改",
            outcome="意见全部答复，厕所和路灯今年动工。",
            is_redacted=True,
        )
        assert entry.number_text.startswith("五里桥〔2026〕")


def test_the_record_holds_one_entry_that_names_the_source_and_nobody(
    world: World, small: Path
) -> None:
    brought_in(world.place, small)
    entry = session().scalars(select(Entry).order_by(Entry.idx.desc()).limit(1)).one()
    assert entry.fact is Fact.CONSULTATION_IMPORTED
    assert "https://example.org/park" in entry.body.decode()
    assert "参与者" not in entry.body.decode()


def test_without_a_place_the_first_community_takes_it_up(world: World, small: Path) -> None:
    found = brought_in(None, small)
    assert session().get_one(Matter, found.matter_id).community_id == world.here.place_id


def test_the_committee_may_bring_one_in_and_a_resident_may_not(world: World, small: Path) -> None:
    with pytest.raises(Refused), transaction():
        actions.import_consultation(world.resident, world.place, small)
    with transaction():
        assert actions.import_consultation(world.clerk, world.place, small).is_new


# -- what is broken stays outside ---------------------------------------------------------------

Breaking = Callable[[str], str]

BROKEN: list[tuple[str, Breaking, Why, dict[str, object]]] = [
    ("votes.csv", lambda t: t.replace("voter-id", "who"), Why.EXPORT_COLUMN_MISSING, {"line": 1, "column": "voter-id"}),
    ("comments.csv", lambda t: t.replace(",moderated", ",looked"), Why.EXPORT_COLUMN_MISSING, {"line": 1}),
    ("votes.csv", lambda t: t.replace(",x,1,7,0", ",x,41,7,0"), Why.EXPORT_UNKNOWN_STATEMENT, {"line": 6, "value": "41"}),
    ("votes.csv", lambda t: t.replace("x,2,9,-1", "x,2,9,7"), Why.EXPORT_BAD_VALUE, {"line": 8, "column": "vote", "value": "7"}),
    ("votes.csv", lambda t: t.replace("1435654196000", "yesterday"), Why.EXPORT_BAD_VALUE, {"line": 4, "column": "timestamp"}),
    ("votes.csv", lambda t: t.replace("x,0,9,1", "x,0,9"), Why.EXPORT_ROW_BROKEN, {"line": 3}),
    ("comments.csv", lambda t: t.replace(",x,2,7,", ",x,1,7,"), Why.EXPORT_TWICE, {"line": 5, "value": "1"}),
    ("comments.csv", lambda t: t.replace("0,0,-1,买", "0,0,5,买"), Why.EXPORT_BAD_VALUE, {"line": 5, "column": "moderated"}),
    ("comments.csv", lambda t: t.replace("夜里的灯要亮一点", " "), Why.EXPORT_BAD_VALUE, {"line": 4, "column": "comment-body"}),
    ("comments.csv", lambda t: t.replace("亭子。\"", "亭子。"), Why.EXPORT_ROW_BROKEN, {"line": 2}),
    ("comments.csv", lambda t: t.split("\n", 1)[0] + "\n", Why.EXPORT_EMPTY, {}),
    ("comments.csv", lambda _t: "", Why.EXPORT_COLUMN_MISSING, {"line": 1}),
    ("summary.csv", lambda t: t.replace("topic,", "title,"), Why.EXPORT_COLUMN_MISSING, {"column": "topic"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "breaking", "why", "facts"), BROKEN)
def test_a_broken_file_is_refused_with_its_line_and_nothing_comes_in(
    world: World, small: Path, name: str, breaking: Breaking, why: Why, facts: dict[str, object]
) -> None:
    file = small / name
    broken = breaking(file.read_text("utf-8"))
    assert broken != file.read_text("utf-8")
    file.write_text(broken, "utf-8")
    nothing_comes_in(world, small, why, {"file": name} | facts)


@pytest.mark.parametrize("name", ["votes.csv", "comments.csv", "summary.csv", "ATTRIBUTION.md"])
def test_a_missing_file_is_named(world: World, small: Path, name: str) -> None:
    (small / name).unlink()
    nothing_comes_in(world, small, Why.EXPORT_FILE_MISSING, {"file": name})


def test_another_encoding_is_refused_at_its_line(world: World, small: Path) -> None:
    file = small / "comments.csv"
    lines = file.read_bytes().split(b"\n")
    lines[3] = lines[3].decode().encode("big5", "replace")
    file.write_bytes(b"\n".join(lines))
    nothing_comes_in(world, small, Why.EXPORT_ENCODING, {"file": "comments.csv", "line": 4})


def test_without_anybody_to_answer_nothing_comes_in(app: Flask, small: Path, world: World) -> None:
    from civic.people.models import Appointment, Unit

    with transaction() as here:
        here.query(Appointment).delete()
        here.query(Unit).delete()
    nothing_comes_in(world, small, Why.NO_UNIT, {})


def nothing_comes_in(world: World, folder: Path, why: Why, facts: dict[str, object]) -> None:
    before = [count(model) for model in (Opinion, Reaction, Person, Entry, Matter, Consultation)]
    with pytest.raises(Invalid) as refused:
        brought_in(world.place, folder)
    assert refused.value.why is why
    assert facts.items() <= refused.value.facts.items()
    after = [count(model) for model in (Opinion, Reaction, Person, Entry, Matter, Consultation)]
    assert after == before
