"""The public pages of units and of those in office, as a neighbour reads them."""

from datetime import timedelta

import pytest

from civic import clock as civic_clock
from civic import db
from civic.db import session
from civic.opinions import actions as opinions
from civic.opinions.rules import Disposition
from civic.people.models import Appointment
from civic.policy import Role
from civic.ratings.rules import PUBLIC_OFFICES
from civic.register.actions import Promise
from tests.neighbour import words
from tests.opinions import talk
from tests.register.story import enter
from tests.world import appoint, live, person

DAY = timedelta(days=1)


@pytest.fixture
def answered(world, clock):
    """The greening office had three opinions: one answered in time, one late, one not at all."""
    with db.transaction():
        about = talk.matter(world)
        three = [talk.said(world.neighbour, about, f"离窗户至少{n}米。") for n in range(3)]
        talk.sent(world, *three)
        due_at = three[0].due_at
        reply = {"disposition": Disposition.ADOPT, "text": "采纳，位置外移五米。"}
        opinions.reply(world.official, three[:1], **reply)
    clock.set(due_at + DAY)
    with db.transaction():
        opinions.reply(world.official, three[1:2], **reply)
    return three


# Finding a page ----------------------------------------------------------------------


def test_units_and_who_serves_in_them_stand_by_place_and_name(world, as_):
    page = as_(None).get("/ratings/").text
    names = ["五里桥社区水务所", "五里桥社区绿化市容所", "五里桥社区居委会", "桑城社区居委会"]
    at = [page.index(name) for name in names]
    assert at == sorted(at), "the street's first, by name; then each community's"
    for public in ("孙干事", "周主任", "郑科长", "钱网格"):
        assert public in page
    for private in ("王秀英", "李建国", "赵楼长", "张业主", "何管理", "吕审计"):
        assert private not in page


def test_a_place_shows_what_sits_in_it_and_what_it_lies_in(world, as_):
    page = as_(None).get(f"/ratings/?place={world.there.place_id}").text
    assert "桑城社区居委会" in page
    assert "五里桥社区水务所" in page, "the street's offices answer for all its communities"
    assert "五里桥社区居委会" not in page
    assert as_(None).get("/ratings/?place=99999999999999999999").status_code == 200


def test_a_name_finds_units_and_people_in_office_and_no_neighbour(world, as_):
    visitor = as_(None)
    found = visitor.get("/ratings/?q=水务").text
    assert "五里桥社区水务所" in found
    assert "居委会" not in found.split("<main")[1].split("</main>")[0]
    assert f"/ratings/people/{world.official.id}" in visitor.get("/ratings/?q=科长").text
    for nobody in ("秀英", "业主", "%", "_"):
        assert "没有找到" in visitor.get("/ratings/", query_string={"q": nobody}).text


# A unit ------------------------------------------------------------------------------


def test_a_unit_page_says_how_it_answers_and_of_how_many(world, as_, answered):
    page = words(as_(None).get(f"/ratings/units/{world.here.units['greening']}"))
    assert "2026年 1 1 1 0 0 0 33%（1/3）" in page
    assert "郑科长" in page
    assert "还没有这个单位答应" in page


def test_what_is_late_has_one_name_in_every_form(world, as_, answered):
    unit = f"/ratings/units/{world.here.units['greening']}"
    for address in (unit, f"{unit}/sheet", f"{unit}.csv", "/statistics"):
        page = as_(None).get(address).text
        assert "现在逾期" in page and "超期" not in page, address


def test_a_unit_page_says_what_it_promised_and_whether_it_did(world, as_, clock):
    unit = world.here.unit("greening")
    with db.transaction():
        promise = Promise("在路口补种三棵树。", civic_clock.today() + 5 * DAY, unit=unit)
        enter(world, commitments=[promise])
    page = as_(None).get(f"/ratings/units/{unit.id}")
    assert "2026年 0 0 0 0 1 0 —" in words(page)
    promises = f"/ratings/units/{unit.id}/promises"
    assert "在路口补种三棵树。 未开始" in words(as_(None).get(promises))
    clock.move(6 * DAY)
    page = as_(None).get(f"/ratings/units/{unit.id}")
    assert "2026年 0 0 1 0 0 0 0%（0/1）" in words(page)
    assert "在路口补种三棵树。 逾期" in words(as_(None).get(promises))


def test_a_unit_that_nobody_asked_anything_says_so(world, as_):
    page = as_(None).get(f"/ratings/units/{world.here.units['water']}").text
    assert "还没有意见送交这个单位答复" in page
    assert "还没有这个单位答应" in page
    for address in ("/ratings/units/9999", "/ratings/units/9999/promises"):
        assert as_(None).get(address).status_code == 404


# Somebody in office ------------------------------------------------------------------


def test_who_holds_a_public_office_has_a_page_by_name(world, as_, answered):
    page = words(as_(None).get(f"/ratings/people/{world.official.id}"))
    assert "郑科长" in page
    assert "2026年 1 1 0 0 0 0 50%（1/2）" in page, "what nobody answered is nobody's alone"


def test_nobody_else_has_a_page(world, as_):
    """No neighbour, whatever task they have; nobody whose office has not begun."""
    public = {"clerk", "chair", "party_branch", "official", "other_official", "supervisor"}
    public |= {"grid_worker"}
    visitor = as_(None)
    for name, ident in world.here.people.items():
        status = visitor.get(f"/ratings/people/{ident}").status_code
        assert status == (200 if name in public else 404), name
    for who in (world.administrator, world.auditor):
        assert visitor.get(f"/ratings/people/{who.id}").status_code == 404
    with db.transaction():
        coming = appoint(person("将上任", "coming"), Role.CLERK, world.place)
        (term,) = session().query(Appointment).filter_by(person_id=coming.id)
        term.starts_on = civic_clock.today() + DAY
    assert visitor.get(f"/ratings/people/{coming.id}").status_code == 404


def test_who_left_office_keeps_the_page_of_their_time_in_it(world, as_, clock, answered):
    with db.transaction():
        (term,) = session().query(Appointment).filter_by(person_id=world.official.id)
        term.ends_on = civic_clock.today()
    clock.move(2 * DAY)
    visitor = as_(None)
    page = visitor.get(f"/ratings/people/{world.official.id}").text
    assert "50%（1/2）" in page
    assert "郑科长" not in visitor.get("/ratings/").text


def test_a_page_of_somebody_in_office_says_nothing_of_where_they_live(world, as_):
    with db.transaction():
        live(world.clerk, world.here.building, "605")
    page = as_(None).get(f"/ratings/people/{world.clerk.id}").text
    assert "1号楼" not in page
    assert "605" not in page


def test_public_offices_are_those_that_answer_to_the_neighbours():
    assert Role.BUILDING_HEAD not in PUBLIC_OFFICES
    assert not PUBLIC_OFFICES & {Role.RESIDENT, Role.OWNER, Role.TENANT, Role.REPRESENTATIVE}
