"""Matters in the browser: what neighbours, clerks and strangers see and can press."""

import re
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from PIL import Image
from sqlalchemy import event, func, select

from civic import db, files
from civic.db import session
from civic.matters import actions
from civic.matters.models import Matter, MatterAttachment
from civic.matters.rules import Category, Screening, Stage, Subject
from civic.matters.views import Offer
from tests.world import World, live, person

WORDS = {
    "category": "environment",
    "title": "垃圾桶离窗户太近",
    "text": "夏天有味道，住一楼的老人开不了窗。",
    "wish": "挪到车棚边上",
    "as": "matter",
}


def matters() -> list[Matter]:
    return list(session().scalars(select(Matter).order_by(Matter.id)))


def only() -> Matter:
    return session().scalars(select(Matter)).one()


def raised(world: World, **changes) -> int:
    with db.transaction():
        matter = actions.raise_matter(
            changes.pop("actor", None) or world.resident,
            changes.pop("place", None) or world.here.building,
            **(
                {"category": Category.ENVIRONMENT, "title": WORDS["title"], "text": WORDS["text"]}
                | changes
            ),
        )
        return matter.id


def accepted(world: World, **changes) -> int:
    id = raised(world, **changes)
    with db.transaction():
        matter = session().get_one(Matter, id)
        actions.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    return id


def picture(size=(8, 8), kind="PNG", **more) -> BytesIO:
    kept = BytesIO()
    Image.new("RGB", size, "white").save(kept, kind, **more)
    kept.seek(0)
    return kept


def fetched(browser, url: str):
    """A file, closed again once it is read."""
    with browser.get(url) as answer:
        answer.get_data()
        return answer


@contextmanager
def counted():
    """How many statements a page takes, transaction words aside."""
    seen: list[str] = []

    def note(_c, _cursor, statement, *_rest) -> None:
        if not re.match(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|PRAGMA)", statement):
            seen.append(statement)

    event.listen(db.db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.db.engine, "before_cursor_execute", note)


# -- raising ------------------------------------------------------------------


def test_a_grandmother_raises_a_matter_with_one_simple_form(world: World, as_) -> None:
    browser = as_(world.resident)
    answer = raise_by_form(browser, place=str(world.here.building_id))
    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert "议题2026-001" in page.text
    assert WORDS["text"] in page.text
    assert "提交好了，编号2026-001" in page.text


def raise_by_form(browser, **changes):
    return browser.fill("/matters/new", "/matters/", **{**WORDS, **changes})


def test_pressing_twice_makes_one_matter(world: World, as_) -> None:
    browser = as_(world.resident)
    page = browser.get("/matters/new").text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    url = re.search(r'action="(/matters/\?community=\d+)"', page)[1]
    data = {**WORDS, "place": str(world.here.building_id), "once": once}
    first, second = (browser.send(url, **data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == f"/matters/{only().id}"


def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(world: World, as_) -> None:
    answer = raise_by_form(as_(world.resident), title="短")
    assert answer.status_code == 422
    assert "请至少写4个字" in answer.text
    assert WORDS["text"] in answer.text
    assert WORDS["wish"] in answer.text
    assert matters() == []


@pytest.mark.parametrize("field", ["title", "text", "wish"])
def test_hidden_characters_are_refused_in_words(world: World, as_, field: str) -> None:
    browser = as_(world.resident)
    for hidden in ("\x00", "\u202e", "\u200f", "\x1b[2J"):
        answer = raise_by_form(browser, **{field: f"垃圾{hidden}桶在窗下，请看一看，谢谢大家"})
        assert answer.status_code == 422
        assert "看不见的控制字符" in answer.text
    assert matters() == []


@pytest.mark.parametrize(("field", "length"), [("title", 61), ("text", 5001), ("wish", 2001)])
def test_too_long_is_refused_in_words(world: World, as_, field: str, length: int) -> None:
    answer = raise_by_form(as_(world.resident), **{field: "长" * length})
    assert answer.status_code == 422
    assert f"现在有{length}个" in answer.text


def test_a_place_of_the_next_community_cannot_be_smuggled_in(world: World, as_) -> None:
    for place in (world.there.building_id, world.there.place_id, 10**30, -1, "', '"):
        answer = raise_by_form(as_(world.resident), place=str(place))
        assert answer.status_code == 422, place
    assert matters() == []


def test_who_may_not_raise_is_told_who_may(world: World, as_) -> None:
    assert "/sign-in" in as_(None).get("/matters/new").location
    page = as_(world.unverified).get("/matters/new")
    assert page.status_code == 403
    assert "这件事由居民" in page.text


def test_an_official_of_the_street_first_says_which_community(world: World, as_) -> None:
    browser = as_(world.official)
    page = browser.get("/matters/new")
    assert "桑城社区" in page.text
    assert "五里桥社区" in page.text
    answer = browser.fill(f"/matters/new?community={world.there.place_id}", "/matters/", **WORDS)
    assert answer.status_code == 303
    assert only().community_id == world.there.place_id
    assert browser.get("/matters/new?community=999999").status_code == 200


def test_a_building_head_finds_the_building_only(world: World, as_) -> None:
    page = as_(world.building_head).get("/matters/new").text
    assert "紫荆小区 1号楼" in page
    assert "整个五里桥社区" not in page


# -- drafts -------------------------------------------------------------------


def test_a_draft_is_kept_unfinished_seen_by_its_author_and_then_submitted(
    world: World, as_
) -> None:
    browser = as_(world.resident)
    answer = raise_by_form(browser, text="", **{"as": "draft"})
    assert answer.status_code == 303
    id = only().id
    assert "这是您的草稿" in browser.get(f"/matters/{id}").text
    for other in (None, world.neighbour, world.clerk, world.there.resident):
        assert as_(other).get(f"/matters/{id}").status_code == 404
        assert WORDS["title"] not in as_(other).get("/matters/?place=0").text
    refused = browser.fill(f"/matters/{id}", f"/matters/{id}/submission")
    assert refused.status_code == 422
    assert "请至少写10个字" in refused.text
    changed = browser.fill(f"/matters/{id}/edit", f"/matters/{id}", text=WORDS["text"])
    assert changed.status_code == 303
    assert browser.fill(f"/matters/{id}", f"/matters/{id}/submission").status_code == 303
    assert only().code == "2026-001"


def test_a_draft_thrown_away_is_gone(world: World, as_) -> None:
    id = raised(world, is_draft=True)
    browser = as_(world.resident)
    answer = browser.fill(f"/matters/{id}/withdrawal", f"/matters/{id}/withdrawal")
    assert answer.location == "/matters/"


# -- reading ------------------------------------------------------------------


def test_everybody_reads_and_no_name_is_shown(world: World, as_) -> None:
    id = raised(world)
    page = as_(None).get(f"/matters/{id}")
    assert page.status_code == 200
    assert "王**（居民）" in page.text
    assert world.resident.name not in page.text
    assert "登录以后" in page.text


def test_the_deadline_shows_how_it_was_computed(world: World, as_) -> None:
    page = as_(None).get(f"/matters/{raised(world)}").text
    assert "还有7天" in page
    assert "11月30日（周一）24时止" in page
    assert "从次日起数5个工作日" in page
    assert "跳过休息日：11月28日（周六）、11月29日（周日）" in page


def test_late_screening_is_shown_to_all(world: World, as_, clock) -> None:
    from datetime import timedelta

    id = raised(world)
    clock.move(timedelta(days=9))
    assert "已超过1天" in as_(None).get(f"/matters/{id}").text
    assert "已逾期" in as_(None).get("/matters/").text


def test_the_chain_is_that_of_its_own_forum(world: World, as_) -> None:
    id = accepted(world)
    with db.transaction():
        matter = session().get_one(Matter, id)
        actions.route(world.clerk, matter, Subject.WORK_OF_A_BODY)
    page = as_(None).get(f"/matters/{id}").text
    chain = re.search(r'<ol class="chain.*?</ol>', page, re.S)[0]
    assert re.findall(r'step-text">([^<]+)<', chain) == ["提出", "评议", "整改"]
    assert "评议结果登记公布，被评议的交整改方案；评议会不作决定" in page
    assert "由评议人无记名投票，被评议的人不参加" in page
    assert "《上海市居民委员会工作条例》第12、29条" in page


def test_the_record_tells_what_has_happened(world: World, as_) -> None:
    id = accepted(world)
    page = as_(None).get(f"/matters/{id}").text
    story = re.search(r'<ol class="timeline".*?</ol>', page, re.S)[0]
    assert story.index("审核后受理") < story.index("提出议题")
    assert "五里桥社区居委会" in story


def test_unknown_matters_are_not_found(world: World, as_) -> None:
    for id in ("999", "0", str(2**31), str(10**20), "-1", "x"):
        assert as_(None).get(f"/matters/{id}").status_code == 404, id


def test_higher_rooms_hang_their_part_on_the_page(world: World, as_, app: Flask) -> None:
    id = raised(world)
    app.extensions["civic.matter_panels"] = [
        (20, lambda _matter: Markup("<p>second</p>")),
        (10, lambda matter: Markup(f"<p>first {matter.code}</p>")),
        (15, lambda _matter: None),
    ]
    app.extensions["civic.matter_offers"] = [
        lambda _matter, reader: Offer(1, "报名听证会", "/meetings/", "meeting") if reader else None
    ]
    page = as_(world.neighbour).get(f"/matters/{id}").text
    assert page.index("<p>first 2026-001</p>") < page.index("<p>second</p>")
    main = re.search(r'<div class="main-action">.*?</div>', page, re.S)[0]
    assert "报名听证会" in main
    assert "我附议" in page
    assert "报名听证会" not in as_(None).get(f"/matters/{id}").text


# -- finding ------------------------------------------------------------------


def test_the_list_finds_two_characters_and_narrows(world: World, as_) -> None:
    raised(world)
    raised(world, title="二号楼加装電梯", category=Category.RENOVATION)
    raised(world, title="隔壁社区的停车", actor=world.there.resident, place=world.there.building)
    browser = as_(None)

    def titles(query: str) -> list[str]:
        return re.findall(r'row-title"><a[^>]*>([^<]+)<', browser.get(f"/matters/?{query}").text)

    assert titles("") == ["隔壁社区的停车", "二号楼加装電梯", WORDS["title"]]
    assert titles("q=电梯") == ["二号楼加装電梯"]
    assert titles("category=renovation") == ["二号楼加装電梯"]
    assert titles(f"place={world.there.place_id}") == ["隔壁社区的停车"]
    assert titles("phase=accepted") == []
    assert titles("q=没有这样的词") == []


def test_a_resident_first_sees_the_own_community(world: World, as_) -> None:
    raised(world, title="隔壁社区的停车", actor=world.there.resident, place=world.there.building)
    browser = as_(world.resident)
    assert "隔壁社区的停车" not in browser.get("/matters/").text
    assert "隔壁社区的停车" in browser.get("/matters/?place=0").text


def test_most_seconded_and_first_due_come_first(world: World, as_) -> None:
    first, second = raised(world, title="第一件小事"), raised(world, title="第二件小事")
    with db.transaction():
        actions.second(world.neighbour, session().get_one(Matter, first))
        actions.screen(
            world.clerk,
            session().get_one(Matter, second),
            Screening.ACCEPT,
            reason="关系多户居民。",
        )
    for sort, ahead in (
        ("newest", "第二件小事"),
        ("seconded", "第一件小事"),
        ("due", "第一件小事"),
    ):
        page = as_(None).get(f"/matters/?sort={sort}").text
        assert re.search(r'row-title"><a[^>]*>([^<]+)<', page)[1] == ahead, sort


def test_twenty_on_a_page(world: World, as_) -> None:
    with db.transaction():
        for n in range(23):
            actions.raise_matter(
                world.clerk,
                world.place,
                category=Category.OTHER,
                title=f"第{n:02d}件小事",
                text=WORDS["text"],
            )
    browser = as_(None)
    first, second = browser.get("/matters/"), browser.get("/matters/?page=2")
    assert len(re.findall(r'class="row"', first.text)) == 20
    assert len(re.findall(r'class="row"', second.text)) == 3
    assert "第1页，共2页" in first.text
    assert browser.get("/matters/?page=99").text.count('class="row"') == 3


STRANGE = [
    "page=999999999999999999999999",
    "page=-1",
    "page=x",
    "place=99999999999999999999999999",
    "place=x",
    "category=nonsense",
    "phase=nonsense",
    "sort=nonsense",
    "q=%F0%9F%98%80%22%27*()AND",
    "q=" + "长" * 2000,
    "_scheme=x&_external=1&_anchor=y&_method=z&endpoint=a&page=2",
    "q=%ff%fe",
]


def test_a_strange_address_is_no_error(world: World, as_) -> None:
    with db.transaction():
        for n in range(21):
            actions.raise_matter(
                world.clerk,
                world.place,
                category=Category.OTHER,
                title=f"第{n:02d}件小事",
                text=WORDS["text"],
            )
    for query in STRANGE:
        assert as_(None).get(f"/matters/?{query}").status_code == 200, query


@pytest.mark.parametrize("who", ["visitor", "resident", "clerk"])
def test_thirty_matters_cost_as_many_queries_as_three(world: World, as_, who: str) -> None:
    costs = []
    for more in (3, 27):
        with db.transaction():
            for n in range(more):
                actions.raise_matter(
                    world.clerk,
                    world.here.building,
                    category=Category.OTHER,
                    title=f"第{n:02d}件小事",
                    text=WORDS["text"],
                )
        browser = as_(getattr(world, who))
        with counted() as seen:
            assert browser.get("/matters/").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 8, costs


def test_a_matter_with_much_about_it_costs_no_more(world: World, as_) -> None:
    id = accepted(world)
    browser = as_(world.neighbour)
    with counted() as seen:
        browser.get(f"/matters/{id}")
    little = len(seen)
    with db.transaction():
        matter = session().get_one(Matter, id)
        actions.attach(
            world.resident, matter, [(picture((n + 1, 1)), f"{n}.png") for n in range(9)]
        )
        for n in range(12):
            who = live(person(f"邻{n}", f"crowd{n}"), world.here.building, f"9{n:02d}")
            session().flush()
            actions.second(who, matter)
        for n in range(5):
            other = actions.raise_matter(
                world.owner,
                world.here.building,
                category=Category.OTHER,
                title=f"又是垃圾桶{n}",
                text=WORDS["text"],
            )
            actions.merge(world.clerk, other, matter)
    with counted() as seen:
        page = browser.get(f"/matters/{id}")
    assert page.status_code == 200
    assert len(seen) == little <= 8, seen
    with counted() as seen:
        as_(None).get(f"/matters/{id}/seconders")
    assert len(seen) <= 8


# -- seconding ----------------------------------------------------------------


def test_a_neighbour_seconds_with_one_press_and_may_think_again(world: World, as_) -> None:
    id = raised(world)
    browser = as_(world.neighbour)
    answer = browser.fill(f"/matters/{id}", f"/matters/{id}/seconding")
    assert answer.status_code == 303
    page = browser.get(f"/matters/{id}").text
    assert "您已经附议" in page
    assert only().supporters == 1
    browser.fill(f"/matters/{id}", f"/matters/{id}/seconding/withdrawal")
    assert only().supporters == 0


def test_pressing_second_twice_counts_once(world: World, as_) -> None:
    id = raised(world)
    browser = as_(world.neighbour)
    once = re.search(r'name="once" value="([^"]+)"', browser.get(f"/matters/{id}").text)[1]
    for _ in range(2):
        assert browser.send(f"/matters/{id}/seconding", once=once).status_code == 303
    refused = browser.send(f"/matters/{id}/seconding")  # a third press, from an older page
    assert refused.status_code == 409
    assert "您已经附议过了" in refused.text
    assert only().supporters == 1


def test_what_cannot_be_done_is_explained_not_offered(world: World, as_) -> None:
    id = raised(world)
    assert "请他们来附议" in as_(world.resident).get(f"/matters/{id}").text
    assert "附议由本社区的居民" in as_(world.there.resident).get(f"/matters/{id}").text
    assert "还没有核实" in as_(world.unverified).get(f"/matters/{id}").text
    refused = as_(world.there.resident).send(f"/matters/{id}/seconding")
    assert refused.status_code == 403
    assert only().supporters == 0


def test_seconders_stand_masked_in_public_and_by_name_before_the_committee(
    world: World, as_
) -> None:
    id = raised(world)
    with db.transaction():
        actions.second(world.neighbour, session().get_one(Matter, id))
    for stranger in (None, world.resident, world.there.clerk):
        page = as_(stranger).get(f"/matters/{id}/seconders").text
        assert "李**" in page
        assert "李建国" not in page.replace("sign-out", "")
    assert "李建国" in as_(world.clerk).get(f"/matters/{id}/seconders").text


# -- the committee's desk -----------------------------------------------------


def test_the_clerk_screens_and_everybody_reads_why(world: World, as_) -> None:
    id = raised(world)
    clerk = as_(world.clerk)
    assert f"/matters/{id}/screening" in clerk.get(f"/matters/{id}").text
    refused = clerk.fill(
        f"/matters/{id}/screening", f"/matters/{id}/screening", result="reject", reason=""
    )
    assert refused.status_code == 422
    answer = clerk.fill(
        f"/matters/{id}/screening",
        f"/matters/{id}/screening",
        result="accept",
        reason="关系多户居民，应当议一议。",
    )
    assert answer.status_code == 303
    assert "关系多户居民，应当议一议。" in as_(None).get(f"/matters/{id}").text
    again = clerk.get(f"/matters/{id}/screening")
    assert again.status_code == 409


PARTS = ("screening", "route", "merger", "party-review", "edit", "withdrawal", "files")


def test_another_places_clerk_and_strangers_are_refused(world: World, as_) -> None:
    id = raised(world)
    doors = [("get", f"/matters/{id}/{part}") for part in PARTS]
    doors += [("send", path.removesuffix("/edit")) for _verb, path in doors]
    for who in (world.there.clerk, world.there.chair, world.neighbour, world.unverified):
        browser = as_(who)
        for verb, path in doors:
            assert getattr(browser, verb)(path).status_code == 403, (verb, path, who.name)
    visitor = as_(None)
    for verb, path in doors:
        assert "/sign-in" in getattr(visitor, verb)(path).location, (verb, path)
    assert only().stage is Stage.SUBMITTED


def test_turned_away_without_saying_where_is_said_at_the_field(world: World, as_) -> None:
    id = raised(world)
    answer = as_(world.clerk).fill(
        f"/matters/{id}/screening",
        f"/matters/{id}/screening",
        result="route_out",
        reason="属于行政处罚。",
    )
    assert answer.status_code == 422
    assert "请选择转到哪里" in answer.text
    assert "属于行政处罚。" in answer.text


def test_the_router_says_what_each_forum_is_worth_before_one_is_chosen(world: World, as_) -> None:
    id = accepted(world)
    clerk = as_(world.clerk)
    page = clerk.get(f"/matters/{id}/route").text
    assert "听取意见并逐条答复，会上不作决定" in page
    assert "《民法典》第279条" in page
    clerk.fill(f"/matters/{id}/route", f"/matters/{id}/route", subject="project", note="")
    assert "已确定：听证会" in clerk.get(f"/matters/{id}").text
    assert "确定由听证会来议" in as_(None).get(f"/matters/{id}").text


def test_the_party_branch_notes_its_study(world: World, as_) -> None:
    id = accepted(world)
    with db.transaction():
        matter = session().get_one(Matter, id)
        actions.route(world.clerk, matter, Subject.ALL_RESIDENTS)
    assert "还没有登记研究意见" in as_(None).get(f"/matters/{id}").text
    branch = as_(world.party_branch)
    url = f"/matters/{id}/party-review"
    refused = branch.fill(url, url, reviewed_on="2026-12-24", text="同意提交居民会议。")
    assert refused.status_code == 422
    answer = branch.fill(url, url, reviewed_on="2026-11-20", text="同意提交居民会议。")
    assert answer.status_code == 303
    assert "同意提交居民会议。" in as_(None).get(f"/matters/{id}").text
    assert branch.get(url).status_code == 409


def test_two_matters_become_one(world: World, as_) -> None:
    into, id = raised(world, actor=world.owner, title="垃圾房整体改造"), raised(world)
    elsewhere = raised(world, actor=world.there.resident, place=world.there.building)
    clerk, url = as_(world.clerk), f"/matters/{id}/merger"
    for other in (elsewhere, id, 999, 10**20):
        assert clerk.fill(url, url, into=str(other)).status_code == 422
    answer = clerk.fill(url, url, into=str(into))
    assert answer.location == f"/matters/{into}"
    assert "已并入议题2026-001：垃圾房整体改造" in as_(None).get(f"/matters/{id}").text
    assert "议题2026-002已并入本议题" in as_(None).get(f"/matters/{into}").text
    assert clerk.get(url).status_code == 409


def test_the_author_withdraws_with_a_word(world: World, as_) -> None:
    id = raised(world)
    browser, url = as_(world.resident), f"/matters/{id}/withdrawal"
    assert browser.fill(url, url, reason="").status_code == 422
    assert browser.fill(url, url, reason="物业已经挪走了。").status_code == 303
    page = as_(None).get(f"/matters/{id}").text
    assert "物业已经挪走了。" in page
    assert browser.get(url).status_code == 409


# -- attachments --------------------------------------------------------------


def test_a_picture_loses_its_place_and_is_shown(world: World, as_) -> None:
    exif = Image.Exif()
    exif[0x010E] = "王秀英家的窗"
    exif[0x8825] = {1: "N", 2: (31.0, 12.0, 30.0)}
    browser = as_(world.resident)
    photo = picture((40, 30), "JPEG", exif=exif)
    assert b"\x69\x66" in photo.getvalue().lower()
    raise_by_form(browser, file=(photo, "窗下.jpg"))
    id, link = only().id, session().scalars(select(MatterAttachment)).one()
    url = f"/matters/{id}/files/{link.attachment_id}"
    assert f'src="{url}"' in as_(None).get(f"/matters/{id}").text
    answer = fetched(as_(None), url)
    assert answer.status_code == 200
    assert answer.content_type == "image/jpeg"
    assert not Image.open(BytesIO(answer.data)).getexif()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_pdf_is_only_downloaded(world: World, as_) -> None:
    id = raised(world, uploads=[(BytesIO(b"%PDF-1.4\n%%EOF"), "批复.pdf")])
    link = session().scalars(select(MatterAttachment)).one()
    answer = fetched(as_(None), f"/matters/{id}/files/{link.attachment_id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "photo.jpg"),
        (b"\x89PNG\r\n\x1a\nnot really", "photo.png"),
        (b"MZ\x90\x00", "批复.pdf"),
        (b"", "empty.png"),
        (b"GIF89a", "photo.gif"),
    ],
)
def test_files_that_lie_are_refused_and_the_words_are_kept(
    world: World, as_, content: bytes, name: str
) -> None:
    answer = raise_by_form(as_(world.resident), file=(BytesIO(content), name))
    assert answer.status_code == 422
    assert WORDS["text"] in answer.text
    assert matters() == []


def test_files_of_a_draft_and_of_other_matters_are_not_found(world: World, as_) -> None:
    draft = raised(world, is_draft=True, uploads=[(picture(), "图.png")])
    other = raised(world)
    link = session().scalars(select(MatterAttachment)).one()
    own = fetched(as_(world.resident), f"/matters/{draft}/files/{link.attachment_id}")
    assert own.status_code == 200
    assert as_(None).get(f"/matters/{draft}/files/{link.attachment_id}").status_code == 404
    assert as_(None).get(f"/matters/{other}/files/{link.attachment_id}").status_code == 404
    assert as_(None).get(f"/matters/{other}/files/999999999999").status_code == 404


def test_files_are_added_and_taken_off_until_somebody_seconds(world: World, as_) -> None:
    id = raised(world)
    browser, url = as_(world.resident), f"/matters/{id}/files"
    assert browser.fill(url, url).status_code == 422
    assert browser.fill(url, url, file=(picture(), "图.png")).status_code == 303
    link = session().scalars(select(MatterAttachment)).one()
    removal = f"{url}/{link.attachment_id}/removal"
    clerk = as_(world.clerk)
    assert "移除" in browser.get(url).text
    assert "移除" not in clerk.get(url).text
    assert clerk.send(removal).status_code == 403
    with db.transaction():
        actions.second(world.neighbour, session().get_one(Matter, id))
    assert browser.send(removal).status_code == 409
    with db.transaction():
        actions.take_back_second(world.neighbour, session().get_one(Matter, id))
    assert browser.send(removal).status_code == 303
    assert session().scalar(select(func.count()).select_from(MatterAttachment)) == 0
    assert browser.send(removal).status_code == 404


# -- pictures that cost much ----------------------------------------------------


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pixels each picture had that was opened."""
    seen: list[int] = []
    opened = Image.open

    def look(*args, **how):
        found = opened(*args, **how)
        seen.append(found.width * found.height)
        return found

    monkeypatch.setattr(Image, "open", look)
    return seen


def heavy(count: int) -> list[tuple[BytesIO, str]]:
    """Forty megapixels in five kilobytes, so many times."""
    kept = BytesIO()
    Image.new("1", (8000, 5000)).save(kept, "PNG")
    assert len(kept.getvalue()) < 5000
    return [(BytesIO(kept.getvalue()), f"{n}.png") for n in range(count)]


def test_a_page_that_takes_no_files_looks_at_none(world: World, as_, decoded: list[int]) -> None:
    id = raised(world)
    assert as_(world.neighbour).send("/sign-out", file=heavy(50)).status_code == 303
    for path in (f"/matters/{id}/seconding", f"/matters/{id}"):
        as_(world.neighbour).send(path, file=heavy(2))
    assert decoded == []


def test_who_is_not_signed_in_has_nothing_looked_at(world: World, as_, decoded: list[int]) -> None:
    assert as_(None).send("/matters/", **WORDS, file=heavy(2)).status_code in {302, 303}
    assert decoded == []


def test_too_many_pictures_are_refused_before_one_is_opened(
    world: World, as_, decoded: list[int]
) -> None:
    answer = raise_by_form(as_(world.resident), file=heavy(10))
    assert answer.status_code == 422
    assert "附件最多9个" in answer.text
    id = raised(world)
    url = f"/matters/{id}/files"
    answer = as_(world.resident).fill(url, url, file=heavy(60))
    assert (answer.status_code, "附件最多9个" in answer.text) == (422, True)
    assert decoded == []
    assert only().id == id


def test_only_what_stands_in_the_field_of_files_is_opened(
    world: World, as_, decoded: list[int]
) -> None:
    answer = raise_by_form(as_(world.resident), file=(picture(), "图.png"), title2=heavy(3))
    assert answer.status_code == 303
    assert decoded == [64]


# -- whatever is typed --------------------------------------------------------

ANYTHING = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["", "0", "-1", "9" * 30, "draft", "environment", "project", "\x00", "🙂" * 30]
    ),
)
FIELDS = [
    "category",
    "place",
    "title",
    "text",
    "wish",
    "as",
    "once",
    "result",
    "destination",
    "reason",
    "is_important",
    "subject",
    "is_authorised",
    "touches_owners_matter",
    "note",
    "reviewed_on",
    "into",
    "q",
]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=8), data=st.data())
def test_nothing_typed_is_an_error_of_ours(world: World, as_, typed: dict, data) -> None:
    who = data.draw(st.sampled_from(["resident", "clerk", "party_branch", "owner"]))
    id = session().scalar(sa.select(func.max(Matter.id))) or raised(world)
    path = data.draw(
        st.sampled_from(
            [
                "/matters/",
                f"/matters/?community={world.here.place_id}",
                f"/matters/{id}",
                f"/matters/{id}/submission",
                f"/matters/{id}/seconding",
                f"/matters/{id}/seconding/withdrawal",
                f"/matters/{id}/screening",
                f"/matters/{id}/route",
                f"/matters/{id}/party-review",
                f"/matters/{id}/merger",
                f"/matters/{id}/withdrawal",
                f"/matters/{id}/files",
            ]
        )
    )
    answer = as_(getattr(world, who)).send(path, **typed)
    assert answer.status_code < 500, (path, typed)


def test_pictures_are_decoded_before_anybody_is_kept_waiting(
    world: World, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one writes at a time; forty megapixels take a second."""
    waiting = []
    repainted = files._repainted
    monkeypatch.setattr(
        files,
        "_repainted",
        lambda *picture: waiting.append(session().in_transaction()) or repainted(*picture),
    )
    raise_by_form(as_(world.resident), file=(picture(), "一.png"))
    assert waiting == [False]
