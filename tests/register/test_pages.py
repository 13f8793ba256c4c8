"""The register as its readers meet it: visitor, clerk, chair, official, supervisor."""

import csv
import io
import json
import re
import subprocess
import sys
from base64 import b64decode, b64encode
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from sqlalchemy import event, func, select

from civic import db, ledger
from civic.db import session
from civic.register import actions
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import CommitmentState, Kind
from tests.register.story import enter, matter_of, paper, photo


@pytest.fixture
def entry(world):
    with db.transaction():
        return enter(world).id


def one(entry_id):
    return session().get_one(RegisterEntry, entry_id)


# Finding -----------------------------------------------------------------------------


def test_an_empty_register_says_what_will_stand_here(world, as_):
    page = as_(None).get("/register/")
    assert page.status_code == 200
    assert "还没有登记" in page.text


def test_a_visitor_finds_by_two_characters_in_either_writing(world, as_):
    with db.transaction():
        enter(world, "电梯加装结果")
        enter(world, "路灯维修", text="路灯换新。")
    for query in ("电梯", "電梯"):
        page = as_(None).get("/register/", query_string={"q": query}).text
        assert "电梯加装结果" in page
        assert "路灯维修" not in page
    assert "没有找到" in as_(None).get("/register/?q=下水道").text


def test_filters_narrow_by_place_kind_and_year(world, as_, clock):
    with db.transaction():
        enter(world, "这里的结果")
        enter(world, "那里的结果", place=world.there.place, kind=Kind.PUBLIC_MONEY)
        clock.move(timedelta(days=60))
        enter(world, "明年的结果")
    visitor = as_(None)

    def titles(**filters):
        return set(re.findall(r"(\w+)的结果", visitor.get("/register/", query_string=filters).text))

    assert titles() == {"这里", "那里", "明年"}
    assert titles(place=world.there.place_id) == {"那里"}
    assert titles(kind="public_money") == {"那里"}
    assert titles(year=2027) == {"明年"}
    assert titles(place="x", kind="nothing", year="99999999999999999999") == {
        "这里",
        "那里",
        "明年",
    }


def test_a_long_register_is_turned_page_by_page(world, as_):
    with db.transaction():
        for n in range(25):
            enter(world, f"第{n}件")
    visitor = as_(None)
    first, second = visitor.get("/register/").text, visitor.get("/register/?page=2").text
    assert "第24件" in first
    assert "第0件" in second
    assert visitor.get("/register/?page=3").status_code == 404
    assert visitor.get("/register/?page=x").status_code == 200


# An entry ----------------------------------------------------------------------------


def test_an_entry_is_read_under_its_number(world, as_, entry):
    visitor = as_(None)
    page = visitor.get(f"/register/{world.here.place_id}/2026/1")
    assert page.status_code == 200
    assert "五里桥〔2026〕1号" in page.text
    assert "采纳12条，部分采纳3条。" in page.text
    assert visitor.get(f"/register/{entry}").status_code == 200
    assert visitor.get(f"/register/{world.here.place_id}/2026/2").status_code == 404
    assert visitor.get("/register/99999999999").status_code == 404
    assert visitor.get("/register/3/40000/1").status_code == 404, "no year that a column could hold"


def test_it_says_until_when_it_is_shown_and_why(world, as_, entry):
    page = as_(None).get(f"/register/{entry}").text
    assert "公开到12月8日（周二）" in page
    assert "城市居民委员会组织法第三十四条" in page


def test_what_was_promised_stands_there_with_owner_due_date_and_lateness(world, as_, clock):
    with db.transaction():
        made = enter(
            world,
            commitments=[
                actions.Promise("修好路灯", date(2026, 12, 1), unit=world.here.unit("greening"))
            ],
        )
    page = as_(None).get(f"/register/{made.id}").text
    assert "修好路灯" in page
    assert "绿化市容所" in page
    assert "逾期" not in page
    clock.set(clock.at + timedelta(days=9))
    assert "逾期" in as_(None).get(f"/register/{made.id}").text


def test_a_reader_is_offered_nothing_that_is_not_theirs_to_do(world, as_, entry):
    for who in (None, world.resident, world.there.chair):
        page = as_(who).get(f"/register/{entry}").text
        assert "更正这一条" not in page
        assert "撤下公示" not in page


def test_a_sheet_for_the_notice_board_has_number_text_and_code(world, as_, entry):
    page = as_(None).get(f"/register/{entry}/sheet")
    assert page.status_code == 200
    assert "五里桥〔2026〕1号" in page.text
    assert "data:image/png" in page.text
    code = as_(None).get(f"/register/{entry}/qr.svg")
    assert code.mimetype == "image/svg+xml"
    ElementTree.fromstring(code.data)


# Proof (RFC 6962) --------------------------------------------------------------------


def test_a_stranger_can_prove_it_with_the_public_algorithm(world, as_, entry):
    with db.transaction():
        for _ in range(5):
            enter(world)
    proof = as_(None).get(f"/register/{entry}/proof.json").json
    body = b64decode(proof["entry"])
    leaf = ledger.leaf_hash(body)
    assert leaf.hex() == proof["leaf_hash"]
    assert ledger.verify_inclusion(
        proof["leaf_index"],
        proof["tree_size"],
        leaf,
        [bytes.fromhex(step) for step in proof["proof"]],
        bytes.fromhex(proof["root"]),
    )
    said = json.loads(body)
    assert said["pub"]["number"] == "五里桥〔2026〕1号"
    assert said["text"] == [{"pub": one(entry).text}]


def run(page, proof, folder):
    """The very program that the page prints, on the very proof."""
    program = unescape(re.search(r'<pre[^>]*id="program">(.*?)</pre>', page, re.S).group(1))
    (folder / "proof.json").write_text(json.dumps(proof), "utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip().splitlines()[-1]


def test_the_program_on_the_page_says_true_and_false_once_a_word_is_changed(
    world, as_, entry, tmp_path
):
    with db.transaction():
        for _ in range(5):
            enter(world)
    visitor = as_(None)
    page = visitor.get(f"/register/{entry}/proof").text
    proof = visitor.get(f"/register/{entry}/proof.json").json
    assert run(page, proof, tmp_path) == "True"
    body = b64decode(proof["entry"]).replace("12条".encode(), "13条".encode())
    tampered = [
        proof | {"entry": b64encode(body).decode()},
        proof | {"root": "00" * 32},
        proof | {"leaf_index": proof["leaf_index"] + 1},
        proof | {"tree_size": proof["tree_size"] * 2},
        proof | {"proof": proof["proof"][:-1]},
        proof | {"proof": [*proof["proof"], "00" * 32]},
    ]
    for wrong in tampered:
        assert run(page, wrong, tmp_path) == "False"


def test_a_text_too_long_for_its_entry_is_named_by_its_hash_and_handed_over(world, as_, tmp_path):
    with db.transaction():
        made = enter(world, text="附议。" * 6000)
    visitor = as_(None)
    proof = visitor.get(f"/register/{made.id}/proof.json").json
    if not proof["texts"]:
        assert json.loads(b64decode(proof["entry"]))["text"][0]["pub"] == "附议。" * 6000
    page = visitor.get(f"/register/{made.id}/proof").text
    assert run(page, proof, tmp_path) == "True"


def test_the_proof_for_an_earlier_size_can_be_asked_for(world, as_, entry):
    size = ledger.size()
    with db.transaction():
        enter(world)
    visitor = as_(None)
    assert visitor.get(f"/register/{entry}/proof.json?size={size}").json["tree_size"] == size
    assert visitor.get(f"/register/{entry}/proof.json?size=1").status_code == 404
    assert visitor.get(f"/register/{entry}/proof.json?size=99999").status_code == 404


# Taking home -------------------------------------------------------------------------


def test_the_table_has_every_entry_that_the_filter_leaves_and_no_formula(world, as_):
    with db.transaction():
        enter(world, "=HYPERLINK(1)")
        enter(world, "路灯维修")
    export = as_(None).get("/register/export.csv")
    assert export.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(export.data.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["路灯维修", "'=HYPERLINK(1)"]
    assert len(rows[0]) == len(rows[1])
    found = as_(None).get("/register/export.csv?q=路灯").data.decode("utf-8-sig")
    assert "HYPERLINK" not in found


def test_the_feed_is_sound_and_knows_the_newest(world, as_, entry):
    feed = as_(None).get("/register/feed.atom")
    assert feed.mimetype == "application/atom+xml"
    root = ElementTree.fromstring(feed.data)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert root.find("a:entry/a:title", names).text == "五里桥〔2026〕1号 加装电梯听证结果"
    assert root.find("a:updated", names).text.endswith("Z")


# Acting ------------------------------------------------------------------------------


def test_the_chair_who_takes_down_too_early_is_told_the_article_and_nothing_happens(
    world, as_, entry
):
    chair = as_(world.chair)
    refused = chair.fill(
        f"/register/{entry}/removal/new", f"/register/{entry}/removal", reason="办完了"
    )
    assert refused.status_code == 409
    assert "第三十四条" in refused.text
    assert "办完了" in refused.text
    assert not one(entry).is_taken_down


def test_after_fifteen_days_it_leaves_the_list_and_keeps_its_number(world, as_, entry, clock):
    clock.move(timedelta(days=16))
    done = as_(world.chair).fill(
        f"/register/{entry}/removal/new", f"/register/{entry}/removal", reason="公开期满"
    )
    assert done.status_code == 303
    visitor = as_(None)
    assert "加装电梯听证结果" not in visitor.get("/register/").text
    assert "加装电梯听证结果" in visitor.get("/register/?archive=y").text
    assert "公开期满" in visitor.get(f"/register/{entry}").text


def test_a_clerk_corrects_and_each_text_leads_to_the_other(world, as_, entry):
    clerk = as_(world.clerk)
    done = clerk.fill(
        f"/register/{entry}/correction/new",
        f"/register/{entry}/correction",
        text="采纳11条，部分采纳4条。",
        reason="数错了一条",
        is_redacted="y",
    )
    assert done.status_code == 303
    old = clerk.get(f"/register/{entry}").text
    assert "以五里桥〔2026〕2号为准" in old
    assert "采纳12条" in old
    new = clerk.get(done.location).text
    assert "这一条更正五里桥〔2026〕1号" in new


def test_the_same_correction_sent_twice_is_one(world, as_, entry):
    clerk = as_(world.clerk)
    data = {"text": "采纳11条。", "reason": "数错了", "is_redacted": "y", "once": "the-same-form"}
    first = clerk.send(f"/register/{entry}/correction", **data)
    second = clerk.send(f"/register/{entry}/correction", **data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert sorted(session().scalars(select(RegisterEntry.number))) == [1, 2]


@pytest.mark.parametrize("path", ["correction/new", "removal/new", "commitments/new"])
def test_next_door_and_residents_are_shown_no_forms(world, as_, entry, path):
    for who in (world.there.chair, world.resident, world.official, world.there.clerk):
        assert as_(who).get(f"/register/{entry}/{path}").status_code == 403
    assert as_(None).get(f"/register/{entry}/{path}").status_code == 303


@pytest.mark.parametrize("path", ["correction", "removal", "commitments"])
def test_next_door_and_residents_change_nothing(world, as_, entry, path):
    for who in (world.there.clerk, world.resident):
        sent = as_(who).send(f"/register/{entry}/{path}", text="改", reason="改一改", what="改一改")
        assert sent.status_code == 403
    assert session().scalars(select(RegisterEntry.number)).all() == [1]


def test_so_many_documents_at_once_are_refused_in_words(world, as_):
    with db.transaction():
        matter = matter_of(world)
    answer = as_(world.official).fill(
        f"/register/new?matter={matter.id}",
        "/register/",
        document_number="黄绿容〔2026〕8号",
        decided_on="2026-11-20",
        title="关于3号楼绿化调整的决定",
        text="同意移植香樟一株。",
        file=[paper(f"{n}.pdf") for n in range(10)],
    )
    assert answer.status_code == 422
    assert "一次最多传9个文件" in answer.text
    assert session().scalar(select(func.count()).select_from(RegisterEntry)) == 0


def decide(official, matter, **typed):
    """The form for a department's decision, filled and sent."""
    said = {
        "document_number": "黄绿容〔2026〕8号",
        "decided_on": "2026-11-20",
        "title": "关于3号楼绿化调整的决定",
        "text": "同意移植香樟一株。",
        "file": paper(),
    }
    return official.fill(f"/register/new?matter={matter.id}", "/register/", **said | typed)


@pytest.mark.parametrize(
    ("half", "asks"),
    [
        ({"what": "移植香樟", "due_on": ""}, "就要写明什么时候办好"),
        ({"what": "", "due_on": "2026-12-20"}, "请至少写2个字"),
    ],
)
def test_half_a_promise_is_asked_about_and_not_dropped(world, as_, half, asks):
    """TM-7: what is promised has a day."""
    with db.transaction():
        matter = matter_of(world)
    answer = decide(as_(world.official), matter, **half)
    assert answer.status_code == 422
    assert asks in answer.text
    assert "同意移植香樟一株。" in answer.text, "nothing that was typed is lost"
    assert session().scalar(select(func.count()).select_from(RegisterEntry)) == 0


def test_the_official_enters_the_decision_with_its_document(world, as_):
    with db.transaction():
        matter = matter_of(world)
    official = as_(world.official)
    done = decide(official, matter, what="移植香樟", due_on="2026-12-20")
    assert done.status_code == 303, done.text
    page = as_(None).get(done.location).text
    assert "黄绿容〔2026〕8号" in page
    assert "移植香樟" in page
    assert "批复.pdf" in page
    assert "收到意见1条" in page
    link = re.search(r'href="(/register/\d+/documents/\d+)"', page).group(1)
    paper_ = as_(None).get(link, buffered=True)
    assert paper_.data.startswith(b"%PDF")
    assert paper_.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in paper_.headers["Content-Security-Policy"]


def test_a_document_of_another_entry_is_not_handed_out_under_this_one(world, as_):
    with db.transaction():
        matter = matter_of(world)
        decided = actions.enter_decision(
            world.official,
            actions.docket(matter),
            unit=world.here.unit("greening"),
            document_number="黄绿容〔2026〕8号",
            decided_on=date(2026, 11, 20),
            title="决定",
            text="同意移植。",
            uploads=[paper()],
        )
        other = enter(world)
        ident = decided.documents[0].id
    visitor = as_(None)
    theirs = visitor.get(f"/register/{decided.id}/documents/{ident}", buffered=True)
    assert theirs.status_code == 200
    assert visitor.get(f"/register/{other.id}/documents/{ident}").status_code == 404


def test_a_document_is_asked_for_again_each_time_and_sent_again_only_if_it_is_another(world, as_):
    with db.transaction():
        matter = matter_of(world)
    link = re.search(
        r'href="(/register/\d+/documents/\d+)"',
        as_(None).get(decide(as_(world.official), matter).location).text,
    ).group(1)
    for who in (None, world.resident):
        first = as_(who).get(link, buffered=True)
        assert first.headers["Cache-Control"] == "no-cache"
        tag = {"If-None-Match": first.headers["ETag"]}
        again = as_(who).get(link, headers=tag, buffered=True)
        assert again.status_code == 304


def test_a_decision_with_mistakes_keeps_what_was_typed(world, as_):
    with db.transaction():
        matter = matter_of(world)
    refused = decide(as_(world.official), matter, decided_on="2026-12-24")
    assert refused.status_code == 422
    assert "同意移植香樟一株。" in refused.text
    assert not session().scalars(select(RegisterEntry)).all()


def test_nobody_else_is_shown_the_form_for_decisions(world, as_):
    with db.transaction():
        matter = matter_of(world)
    for who in (world.other_official, world.chair, world.resident, world.there.official):
        assert as_(who).get(f"/register/new?matter={matter.id}").status_code == 403
    assert as_(world.official).get("/register/new?matter=999").status_code == 404
    assert as_(world.official).get("/register/new").status_code == 404


def test_a_promise_is_reported_sent_back_reported_again_and_struck_off(world, as_):
    with db.transaction():
        greening = world.here.unit("greening")
        made = enter(
            world, commitments=[actions.Promise("修好路灯", date(2026, 12, 1), unit=greening)]
        )
        ident = made.commitments[0].id
    path = f"/register/commitments/{ident}"

    def state():
        return session().get_one(Commitment, ident).state

    refused = as_(world.official).fill(path, f"{path}/report", report="换好了。")
    assert refused.status_code == 422
    assert "佐证" in refused.text
    as_(world.official).fill(path, f"{path}/report", report="换好了。", file=photo())
    assert state() is CommitmentState.REPORTED_DONE
    as_(world.supervisor).fill(path, f"{path}/return", reason="还有一盏不亮")
    assert state() is CommitmentState.IN_PROGRESS
    assert "还有一盏不亮" in as_(None).get(path).text
    as_(world.official).fill(path, f"{path}/report", report="都亮了。", file=photo())
    done = as_(world.supervisor).fill(path, f"{path}/settlement")
    assert done.status_code == 303
    assert state() is CommitmentState.STRUCK_OFF
    page = as_(None).get(path).text
    assert "完工.png" in page
    link = re.search(r'href="(/register/commitments/\d+/evidence/\d+)"', page).group(1)
    assert as_(None).get(link, buffered=True).status_code == 200


def test_a_clerk_notes_one_more_promise(world, as_, entry):
    done = as_(world.clerk).fill(
        f"/register/{entry}/commitments/new",
        f"/register/{entry}/commitments",
        what="每月公布一次进度",
        owner="居委会主任",
        due_on="2026-12-20",
    )
    assert done.status_code == 303
    assert "每月公布一次进度" in as_(None).get("/register/commitments/").text


# On the matter's page ----------------------------------------------------------------


def test_a_matter_shows_its_entries_and_offers_the_decision_to_whom_it_concerns(world, as_):
    with db.transaction():
        matter = matter_of(world)
        enter(world, matter=matter)
    path = f"/matters/{matter.id}"
    assert "五里桥〔2026〕1号" in as_(None).get(path).text
    assert "登记部门决定" in as_(world.official).get(path).text
    for who in (None, world.other_official, world.chair, world.resident):
        assert "登记部门决定" not in as_(who).get(path).text


# Counted -----------------------------------------------------------------------------


def queries(client, path):
    asked = []

    def on(_c, _u, statement, *_more):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(db.db.engine, "before_cursor_execute", on)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.db.engine, "before_cursor_execute", on)
    return len(asked)


def test_thirty_entries_cost_as_many_queries_as_three(world, as_):
    reader = as_(world.clerk)
    with db.transaction():
        for n in range(3):
            enter(world, f"第{n}件")
    few = queries(reader, "/register/")
    with db.transaction():
        for n in range(27):
            enter(world, f"再{n}件")
    assert queries(reader, "/register/") == few <= 8


def test_an_entry_with_thirty_promises_costs_as_many_queries_as_one_with_three(world, as_):
    def made(count):
        greening = world.here.unit("greening")
        promises = [
            actions.Promise(f"第{n}件事", date(2026, 12, 1), unit=greening) for n in range(count)
        ]
        return enter(world, commitments=promises).id

    with db.transaction():
        matter = matter_of(world)
        few, many = made(3), made(30)
        with_matter = enter(world, matter=matter).id
    reader = as_(world.chair)
    assert queries(reader, f"/register/{few}") == queries(reader, f"/register/{many}") <= 8
    for path in ("", "/proof", "/sheet", "/correction/new", "/removal/new", "/commitments/new"):
        assert queries(reader, f"/register/{with_matter}{path}") <= 8, path
    assert queries(reader, "/register/commitments/") <= 8


@pytest.mark.parametrize("path", ["/register/", "/register/feed.atom"])
@pytest.mark.parametrize("key", ["endpoint", "_method", "_external", "_anchor", "self", "filename"])
def test_an_address_with_strange_keys_is_an_address(as_, entry, path, key):
    assert as_(None).get(f"{path}?{key}=POST&q=电梯").status_code == 200
