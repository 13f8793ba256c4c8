"""Audit and supervision see every act in reach, and nobody else does (B7.2)."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from civic import db, ledger
from civic.clock import Hands
from civic.home.wording import FACT, REF
from civic.ledger import Entry, Fact
from civic.people import actions as people
from civic.people.models import Person
from tests.neighbour import NeighbourClient
from tests.opinions.talk import matter, said
from tests.world import World

As = Callable[[Person | None], NeighbourClient]


def test_the_auditor_reads_who_did_what_in_which_office_the_latest_first(
    world: World, as_: As
) -> None:
    with db.transaction():
        found = matter(world)
        opinion = said(world.neighbour, found)
        people.issue_card(world.administrator, world.official)
    page = as_(world.auditor).get("/record").text
    lines = page[page.index("<tbody>") :]
    assert lines.index("发放登录卡") < lines.index("发表意见") < lines.index("提出议题")
    assert f'href="/opinions/{opinion.id}"' in page and f'href="/matters/{found.id}"' in page
    assert "系统管理员" in page and "何**" in page and "何管理" not in page
    assert opinion.text not in page


def test_it_is_narrowed_by_what_was_done_and_by_day_and_says_when_nothing_is_left(
    world: World, as_: As, clock: Hands
) -> None:
    with db.transaction():
        matter(world)
    clock.move(timedelta(days=3))
    with db.transaction():
        people.issue_card(world.administrator, world.official)
    auditor = as_(world.auditor)
    assert auditor.get("/record?fact=card.issued").text.count('<th scope="row">') == 1
    until = auditor.get("/record?until=2026-11-25").text
    assert '<th scope="row">提出议题' in until and '<th scope="row">发放登录卡' not in until
    since = auditor.get("/record?since=2026-11-26").text
    assert '<th scope="row">提出议题' not in since and '<th scope="row">发放登录卡' in since
    assert "条件太窄" in auditor.get("/record?since=2030-01-01").text
    assert auditor.get("/record?fact=nonsense&since=yesterday&until=&page=x").status_code == 200


def test_of_a_sign_in_long_ago_the_auditor_reads_the_day_and_nothing_else(
    world: World, as_: As, clock: Hands
) -> None:
    hashed = people.hashed("楼下的桂花开了两次")
    with db.transaction():
        world.resident.password_hash = hashed
    with db.transaction():
        people.sign_in("resident", "楼下的桂花开了两次", address="10.0.0.1")
    signed_in = "/record?fact=person.signed_in"
    recent = as_(world.auditor).get(signed_in).text
    assert f"人员 {world.resident.id}" in recent and "王**" in recent and "09:00" in recent
    clock.move(timedelta(days=184))
    people.sweep()
    page = as_(world.auditor).get(signed_in).text
    line = page[page.index("<tbody>") : page.index("</tbody>")]
    assert line.count('<th scope="row">登录') == 1 and "11月23日" in line
    assert "人员" not in line and "王**" not in line and ":00" not in line and "<a " not in line
    assert "已按期删除" in line


def test_supervisors_read_their_own_community_and_nobody_else_reads_any(
    world: World, as_: As
) -> None:
    with db.transaction():
        found = matter(world)
    assert f'href="/matters/{found.id}"' in as_(world.supervisor).get("/record").text
    assert f'href="/matters/{found.id}"' not in as_(world.there.supervisor).get("/record").text
    for who in (world.resident, world.clerk, world.chair, world.administrator, world.official):
        assert as_(who).get("/record").status_code == 403
    assert as_(None).get("/record").status_code == 303


def test_the_record_is_found_from_where_its_readers_are(world: World, as_: As) -> None:
    assert 'href="/record"' in as_(world.auditor).get("/").text
    assert 'href="/record"' in as_(world.supervisor).get("/desk").text
    assert 'href="/record"' not in as_(world.chair).get("/desk").text


def test_a_sign_in_that_failed_is_on_record_without_what_was_typed(
    world: World, as_: As, app: Flask
) -> None:
    visitor = as_(None)
    visitor.fill("/sign-in", "/sign-in", login="resident", password="my secret of long ago")
    visitor.fill("/sign-in", "/sign-in", login="13899999999", password="my secret of long ago")
    visitor.send("/card/AAAA-AAAA-AAAA-AAAA/claim")
    here = db.session()
    failed = here.scalars(
        sa.select(Entry).where(Entry.fact == Fact.SIGN_IN_FAILED).order_by(Entry.idx)
    ).all()
    assert [entry.by_id for entry in failed] == [world.resident.id, None, None]
    for entry in failed:
        kept = ledger.opening(entry.idx, "entry")
        assert kept is not None and entry.body.count(b"private") == 1
        assert not any(typed in str(kept.value) for typed in ("long ago", "1389", "AAAA"))
    page = as_(world.auditor).get("/record?fact=person.sign_in_failed").text
    assert page.count('<th scope="row">登录失败') == 3 and "王**" in page


def test_a_long_record_costs_as_many_queries_as_a_short_one(
    world: World, as_: As, app: Flask
) -> None:
    client, asked = as_(world.auditor), []
    sa.event.listen(db.db.engine, "before_cursor_execute", lambda *_: asked.append(1))
    costs = []
    for _ in range(2):
        asked.clear()
        assert client.get("/record").status_code == 200
        costs.append(len(asked))
        for n in range(40):
            with db.transaction():
                people.issue_card(world.administrator, (world.official, world.chair)[n % 2])
    assert costs[0] <= 8 and costs[0] == costs[1]


def test_everything_that_can_happen_has_its_words() -> None:
    assert set(FACT) == set(Fact)
    assert {"person", "matter", "site", "entry"} <= set(REF)
