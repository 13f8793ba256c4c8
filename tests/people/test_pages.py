"""Neighbours' stories at the door, in their account, and at the committee's desk."""

import json
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic import db
from civic.clock import Hands
from civic.people import actions, models
from civic.people.models import Appointment, Card, Person, Residence
from civic.people.rules import PersonState
from civic.places import actions as places
from civic.policy import Role
from tests.meetings import hearing
from tests.neighbour import NeighbourClient, forms
from tests.opinions.talk import matter, said
from tests.people.test_roster import FAMILY, as_csv, hand_in
from tests.world import World

As = Callable[[Person | None], NeighbourClient]
PASSWORD = "楼下的桂花开了两次"


def password_of(person: Person, password: str = PASSWORD) -> None:
    hashed = actions.hashed(password)
    with db.transaction():
        db.session().get_one(Person, person.id).password_hash = hashed


def is_signed_in(client: NeighbourClient) -> bool:
    return client.get("/account").status_code == 200


# --- the door ---------------------------------------------------------------------------


def test_a_neighbour_signs_in_and_arrives_where_they_wanted_to_go(world: World, as_: As) -> None:
    password_of(world.resident)
    visitor = as_(None)
    wall = visitor.get("/account")
    assert wall.status_code == 303 and wall.location.startswith("/sign-in?next=")
    inside = visitor.fill(wall.location, "/sign-in", login="resident", password=PASSWORD)
    assert inside.status_code == 303 and inside.location == "/account"
    page = visitor.get("/account")
    assert page.status_code == 200 and "王秀英" in page.text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:1"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(world: World, as_: As, elsewhere: str) -> None:
    password_of(world.resident)
    client = as_(None)
    inside = client.fill(
        "/sign-in", "/sign-in", login="resident", password=PASSWORD, next=elsewhere
    )
    assert inside.status_code == 303 and inside.location == "/"


def test_failures_count_although_each_is_refused(world: World, as_: As, clock: Hands) -> None:
    password_of(world.resident)
    for _ in range(5):
        refused = as_(None).fill("/sign-in", "/sign-in", login="resident", password="not it at all")
        assert refused.status_code == 422 and "登录名或密码不对" in refused.text
    full = as_(None).fill("/sign-in", "/sign-in", login="resident", password=PASSWORD)
    assert full.status_code == 429 and "15分钟" in full.text
    clock.move(timedelta(minutes=15))
    assert (
        as_(None).fill("/sign-in", "/sign-in", login="resident", password=PASSWORD).status_code
        == 303
    )


def test_what_was_typed_stays_but_never_the_password(world: World, as_: As) -> None:
    refused = as_(None).fill("/sign-in", "/sign-in", login="resident", password="not it at all")
    assert 'value="resident"' in refused.text and "not it at all" not in refused.text


def test_signing_out_ends_this_browser_only(world: World, as_: As) -> None:
    here, phone = as_(world.resident), as_(world.resident)
    assert here.send("/sign-out").status_code == 303
    assert not is_signed_in(here) and is_signed_in(phone)


def entered(as_: As, login: str) -> NeighbourClient:
    """A browser in which somebody signed in as one does."""
    client = as_(None)
    assert client.fill("/sign-in", "/sign-in", login=login, password=PASSWORD).status_code == 303
    return client


def test_a_copy_of_a_cookie_is_worth_nothing_once_its_browser_signed_out(
    world: World, as_: As
) -> None:
    password_of(world.resident)
    library, phone = entered(as_, "resident"), entered(as_, "resident")
    kept = library.get_cookie("session")
    library.send("/sign-out")
    thief = as_(None)
    assert kept is not None
    thief.set_cookie("session", kept.value)
    assert not is_signed_in(thief) and not is_signed_in(library) and is_signed_in(phone)


@pytest.mark.parametrize(
    ("who", "minutes"), [("administrator", 15), ("clerk", 30), ("official", 30)]
)
def test_who_leaves_the_office_computer_alone_is_signed_out(
    world: World, as_: As, clock: Hands, who: str, minutes: int
) -> None:
    person = getattr(world, who)
    password_of(person)
    client = entered(as_, person.login)
    for _ in range(3):
        clock.move(timedelta(minutes=minutes - 1))
        assert is_signed_in(client), "whoever does something stays"
    clock.move(timedelta(minutes=minutes))
    wall = client.get("/account")
    assert wall.status_code == 303 and wall.location.startswith("/sign-in")
    assert f"{minutes}分钟没有操作" in client.get(wall.location).text
    assert not is_signed_in(client)


def test_a_neighbours_phone_stays_signed_in(world: World, as_: As, clock: Hands) -> None:
    for person in (world.resident, world.building_head):
        password_of(person)
        phone = entered(as_, person.login)
        clock.move(timedelta(days=20))
        assert is_signed_in(phone)


@pytest.mark.parametrize("what", ["hearing", "roster"])
def test_a_page_that_looks_again_by_itself_keeps_nobody_signed_in(
    world: World, as_: As, clock: Hands, what: str
) -> None:
    """B7.2: whoever left the office computer open at such a page is no longer there."""
    if what == "hearing":
        path = f"/meetings/{hearing.opened(world.here).id}/live"
    else:
        path = f"/people/roster/{hand_in(world, as_csv(*FAMILY))}"
    password_of(world.clerk)
    client = entered(as_, "clerk")
    for minutes in range(5, 30, 5):
        clock.move(timedelta(minutes=5))
        answer = client.get(path, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None), minutes
    assert is_signed_in(client), "a step of their own"
    for _ in range(6):
        clock.move(timedelta(minutes=5))
        client.get(path, headers={"HX-Request": "true"})
    assert not is_signed_in(client)


def test_what_was_typed_before_idling_is_there_to_be_sent_again(
    world: World, as_: As, clock: Hands
) -> None:
    password_of(world.clerk)
    client = entered(as_, "clerk")
    token = client.token()
    clock.move(timedelta(hours=1))
    late = client.post(
        "/account/settings",
        data={"csrf_token": token, "email": "typed@example.org"},
        headers={"Origin": "http://localhost"},
    )
    assert late.status_code == 400 and "typed@example.org" in late.text
    assert "先登录" in late.text


def test_signing_out_everywhere_ends_every_browser(world: World, as_: As) -> None:
    here, phone = as_(world.resident), as_(world.resident)
    here.fill("/account", "/account/sessions/end")
    assert not is_signed_in(here) and not is_signed_in(phone)


@pytest.mark.parametrize("ident", ["", "1", "1.", "x.y", "1.wrong", f"{10**12}.x", "１.x", "-1.k"])
def test_a_forged_cookie_is_nobody(world: World, as_: As, ident: str) -> None:
    client = as_(None)
    with client.session_transaction() as kept:
        kept["_user_id"] = ident
    assert client.get("/account").status_code == 303


def test_a_signed_in_page_costs_two_queries_for_the_person(
    world: World, as_: As, app: Flask
) -> None:
    me = as_(world.resident)
    assert queries(app, lambda: me.get("/account/closure")) <= 3  # and the unread notices


# --- cards ---------------------------------------------------------------------------------


def grandmother(world: World) -> Person:
    with db.transaction() as here:
        person = Person(
            name="孙奶奶",
            state=PersonState.LISTED,
            session_key="k" * 32,
            created_at=world.clerk.created_at,
        )
        here.add(person)
        here.flush()
        actions.settle(None, person, places.house(world.here.building, "301"))
    return person


def test_a_card_from_the_printer_to_the_first_password(world: World, as_: As) -> None:
    person = grandmother(world)
    sheet = as_(world.clerk).fill("/people/cards", "/people/cards", place_id=world.here.building_id)
    assert sheet.status_code == 200 and "孙奶奶" in sheet.text and "<svg" in sheet.text
    (code,) = re.findall(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", sheet.text)
    phone = as_(None)
    for _ in range(2):  # a machine that previews the link uses nothing up
        asked = phone.get(f"/card/{code}")
        assert asked.status_code == 200 and "孙**" in asked.text and "孙奶奶" not in asked.text
        assert "301" not in asked.text
    inside = phone.fill(f"/card/{code}", f"/card/{code}/claim")
    assert inside.status_code == 303 and inside.location == "/account/password"
    done = phone.fill(
        "/account/password", "/account/password", login="13700000001", password=PASSWORD
    )
    assert done.status_code == 303, done.text
    assert is_signed_in(phone), "this device stays signed in"
    assert db.session().get_one(Person, person.id).is_verified
    again = as_(None).fill("/sign-in", "/sign-in", login="13700000001", password=PASSWORD)
    assert again.status_code == 303


def test_a_used_card_says_what_to_do(world: World, as_: As) -> None:
    with db.transaction():
        code = actions.issue_card(world.clerk, grandmother(world)).code
    as_(None).send(f"/card/{code}/claim")
    for page in (as_(None).get(f"/card/{code}"), as_(None).send(f"/card/{code}/claim")):
        assert page.status_code == 409 and "已经用过了" in page.text and "/sign-in" in page.text


def test_an_unknown_and_an_expired_card_are_told_apart(world: World, as_: As, clock: Hands) -> None:
    with db.transaction():
        code = actions.issue_card(world.clerk, grandmother(world)).code
    clock.move(timedelta(days=91))
    assert "过期" in as_(None).get(f"/card/{code}").text
    assert "没有这张登录卡" in as_(None).get("/card/AAAA-BBBB-CCCC-DDDD").text
    assert as_(None).get("/card/" + "A" * 41).status_code == 404


def test_a_code_may_be_typed(world: World, as_: As) -> None:
    with db.transaction():
        code = actions.issue_card(world.clerk, grandmother(world)).code
    typed = as_(None).fill("/card", "/card", code=code.replace("-", "").lower())
    assert typed.status_code == 303 and typed.location.startswith("/card/")
    wrong = as_(None).fill("/card", "/card", code="AAAA")
    assert wrong.status_code == 422 and "没有这张登录卡" in wrong.text


def test_a_sheet_sent_again_prints_no_second_set(world: World, as_: As) -> None:
    grandmother(world)
    clerk = as_(world.clerk)
    once = {"place_id": world.here.building_id, "once": "the-same-form"}
    assert clerk.send("/people/cards", **once).status_code == 200
    assert clerk.send("/people/cards", **once).status_code == 303
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Card)) == 1


def test_a_card_lets_one_set_a_password_without_the_forgotten_one(world: World, as_: As) -> None:
    password_of(world.resident)
    with db.transaction():
        code = actions.issue_card(world.clerk, world.resident).code
    phone = as_(None)
    phone.send(f"/card/{code}/claim")
    page = phone.get("/account/password")
    assert 'name="old"' not in page.text
    assert (
        phone.fill(
            "/account/password", "/account/password", password="一句全新的话也行"
        ).status_code
        == 303
    )
    assert 'name="old"' in phone.get("/account/password").text, "only once"


# --- joining and the own account --------------------------------------------------------------


def test_a_newcomer_joins_after_reading_what_it_means(world: World, as_: As) -> None:
    visitor = as_(None)
    typed = {"name": "新邻居", "login": "13600000001", "password": PASSWORD}
    refused = visitor.fill("/join", "/join", **typed)
    assert (
        refused.status_code == 422 and "请先勾选确认" in refused.text and "新邻居" in refused.text
    )
    for word in ("谁来处理", "为什么", "哪些信息", "保存多久", "您的权利"):  # PIPL 17
        assert word in refused.text
    joined = visitor.fill("/join", "/join", **typed, consent="y")
    assert joined.status_code == 303 and joined.location == "/account/verification"
    page = visitor.get("/account/verification")
    assert "13600000001" in page.text and "居委会" in page.text
    person = db.session().scalars(sa.select(Person).where(Person.login == "13600000001")).one()
    assert person.state is PersonState.REGISTERED and not person.shows_name


@pytest.mark.parametrize("door", ["join", "card"])
def test_a_double_click_at_the_door_does_not_lead_out_again(
    world: World, as_: As, door: str
) -> None:
    """The second click left with the cookie from before; its answer is the last to arrive."""
    path, action, typed = "/join", "/join", {}
    if door == "join":
        typed = {"name": "新邻居", "login": "13600000001", "password": PASSWORD, "consent": "y"}
    else:
        grandmother(world)
        sheet = as_(world.clerk).fill(
            "/people/cards", "/people/cards", place_id=world.here.building_id
        )
        (code,) = re.findall(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", sheet.text)
        path, action = f"/card/{code}", f"/card/{code}/claim"
    browser, earlier = as_(None), as_(None)
    (form,) = [f for f in forms(browser.get(path)) if f.action == action]
    before = browser.get_cookie("session")
    assert before is not None
    earlier.set_cookie("session", before.value)
    first = browser.post(action, data=form.fields | typed)
    second = earlier.post(action, data=form.fields | typed)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert "Set-Cookie" not in second.headers
    assert is_signed_in(browser)


@pytest.mark.postgresql_only
def test_two_clicks_on_a_card_at_one_moment_come_in_together(
    app: Flask, world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.transaction():
        code = actions.issue_card(world.clerk, world.resident).code
    browser, other = as_(None), as_(None)
    action = f"/card/{code}/claim"
    (form,) = [f for f in forms(browser.get(f"/card/{code}")) if f.action == action]
    cookie = browser.get_cookie("session")
    assert cookie is not None
    other.set_cookie("session", cookie.value)
    gate, claim, answers = threading.Barrier(2), actions.claim_card, []

    def at_once(code: str, *, address: str) -> Person:
        gate.wait(10)
        return claim(code, address=address)

    monkeypatch.setattr(actions, "claim_card", at_once)

    def press(client: NeighbourClient) -> None:
        with app.app_context():
            answers.append(client.post(action, data=form.fields))

    db.db.session.remove()
    windows = [threading.Thread(target=press, args=(client,)) for client in (browser, other)]
    for window in windows:
        window.start()
    for window in windows:
        window.join(30)
    assert [a.status_code for a in answers] == [303, 303], [a.text for a in answers]
    assert {a.location for a in answers} == {"/account/password"}


def test_joining_with_a_neighbours_number_does_not_say_that_it_is_here(
    world: World, as_: As
) -> None:
    typed = {"name": "某", "login": "13600000001", "password": PASSWORD, "consent": "y"}
    as_(None).fill("/join", "/join", **typed)
    again = as_(None).fill("/join", "/join", **typed)
    assert again.status_code == 422 and "注册不了" in again.text
    assert "已经注册" not in again.text and "注册过" not in again.text


def test_joining_many_times_from_one_address_is_stopped(world: World, as_: As) -> None:
    for _ in range(30):
        as_(None).fill("/join", "/join", name="某", login="x", password="y", consent="y")
    full = as_(None).fill("/join", "/join", name="某", login="x", password="y", consent="y")
    assert full.status_code == 429


def test_consent_to_the_name_is_given_and_taken_back_as_easily(world: World, as_: As) -> None:
    me = as_(world.resident)
    me.fill("/account", "/account/shown-name", shows_name="y")
    assert world.resident.shows_name
    form = {"csrf_token": me.token()}
    me.post("/account/shown-name", data=form)
    assert not world.resident.shows_name


def test_mail_settings_are_kept_or_refused_in_words(world: World, as_: As) -> None:
    me = as_(world.resident)
    assert (
        me.fill("/account", "/account/settings", email="new@example.org", locale="en").status_code
        == 303
    )
    assert (world.resident.email, world.resident.locale) == ("new@example.org", "en")
    refused = me.fill("/account", "/account/settings", email="nowhere", locale="en")
    assert refused.status_code == 422 and "邮箱地址" in refused.text and "nowhere" in refused.text


def test_my_data_is_mine_to_take(world: World, as_: As) -> None:
    with db.transaction():
        actions.show_name(world.resident, True)
    file = as_(world.resident).get("/account/data")
    assert "attachment" in file.headers["Content-Disposition"]
    mine = json.loads(file.data)
    assert mine["name"] == "王秀英" and mine["residences"][0]["door"].endswith("1号楼 101")
    assert mine["acts"][-1]["fact"] == "person.changed"
    assert "password" not in file.text and "session_key" not in file.text


def test_what_i_said_is_in_my_data_too(world: World, as_: As) -> None:
    with db.transaction():
        about = matter(world)
        said(world.resident, about, "灯要装在楼梯口。")
        said(world.neighbour, about, "我不同意，太亮了。")
    mine = json.loads(as_(world.resident).get("/account/data").data)
    assert [opinion["text"] for opinion in mine["opinions"]] == ["灯要装在楼梯口。"]
    assert [raised["title"] for raised in mine["matters"]] == [about.title]
    kept = {"secondings", "reactions", "registrations", "attendances", "notifications", "follows"}
    assert kept < mine.keys()


def test_closing_is_asked_once_and_then_done(world: World, as_: As) -> None:
    me = as_(world.resident)
    unsure = me.fill("/account/closure", "/account/closure")
    assert unsure.status_code == 422 and world.resident.login
    assert me.fill("/account/closure", "/account/closure", sure="y").status_code == 303
    assert world.resident.login is None and not is_signed_in(me)


# --- the desk -------------------------------------------------------------------------------------


def test_the_desk_lists_the_own_community_and_finds_people(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    page = clerk.get("/people/")
    assert "王秀英" in page.text and "冯秀英" not in page.text
    assert "李建国" in clerk.get("/people/?q=建国").text
    assert "王秀英" not in clerk.get("/people/?q=建国").text
    assert "没有找到" in clerk.get("/people/?q=%25").text, "a percent sign is only a percent sign"
    assert clerk.get("/people/?q=%00&state=xx&page=zz").status_code in (200, 400)
    assert clerk.get("/people/?page=99999999999999999999").status_code == 200


def test_a_resident_and_another_clerk_see_no_roster(world: World, as_: As) -> None:
    for who in (world.resident, world.official, world.unverified, world.supervisor):
        assert as_(who).get("/people/").status_code == 403
    other = as_(world.there.clerk)
    assert other.get(f"/people/?place={world.here.place_id}").status_code == 403
    assert other.get(f"/people/{world.resident.id}").status_code == 403
    assert other.get(f"/people/{world.resident.id}/verification").status_code == 403
    assert other.get(f"/people/{world.unverified.id}").status_code == 403
    assert other.send(f"/people/{world.resident.id}/card").status_code == 403
    assert as_(None).get("/people/").status_code == 303


def test_a_community_left_long_ago_reads_no_file_and_another_one_only_its_own_doors(
    world: World, as_: As
) -> None:
    mover = world.resident
    with db.transaction():
        part = places.measure(world.there.building, "909", 8000)
        actions.own(None, mover, part)
    here, there = as_(world.clerk), as_(world.there.clerk)
    assert "101" in here.get(f"/people/{mover.id}").text
    assert "909" not in here.get(f"/people/{mover.id}").text
    assert "909" in there.get(f"/people/{mover.id}").text
    with db.transaction():
        home = db.session().scalars(models.residences(Residence.person_id == mover.id)).one()
        actions.leave(world.clerk, home)
    for page in ("", "/verification", "/correction"):
        assert here.get(f"/people/{mover.id}{page}").status_code == 403
    assert there.get(f"/people/{mover.id}").status_code == 200
    assert "101" not in there.get(f"/people/{mover.id}").text


def test_a_visitor_to_the_office_is_registered_and_gets_a_card(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    typed = {
        "name": "郑新来",
        "place_id": world.here.building_id,
        "number": "801室",
        "is_head": "y",
    }
    unchecked = clerk.fill("/people/new", "/people/", **typed)
    assert unchecked.status_code == 422 and "郑新来" in unchecked.text
    done = clerk.fill("/people/new", "/people/", **typed, checked="y")
    assert done.status_code == 303, done.text
    page = clerk.get(done.location)
    assert "紫荆小区 1号楼 801" in page.text and "已核实" in page.text
    sheet = clerk.fill(done.location, f"{done.location}/card")
    assert sheet.status_code == 200 and "郑新来" in sheet.text


def test_who_joined_alone_is_verified_at_the_counter(world: World, as_: As) -> None:
    as_(None).fill(
        "/join", "/join", name="新邻居", login="13600000001", password=PASSWORD, consent="y"
    )
    clerk = as_(world.clerk)
    typed = {"place_id": world.here.building_id, "number": "802", "checked": "y"}
    unknown = clerk.fill("/people/enrolment", "/people/enrolment", login="13600000002", **typed)
    assert unknown.status_code == 422 and "没有用这个手机号" in unknown.text
    done = clerk.fill("/people/enrolment", "/people/enrolment", login="136 0000 0001", **typed)
    assert done.status_code == 303, done.text
    person = db.session().scalars(sa.select(Person).where(Person.login == "13600000001")).one()
    assert person.is_verified and person.place_path == world.place.path


def test_who_holds_an_office_and_lives_nowhere_yet_is_enrolled_where_they_live(
    world: World, as_: As
) -> None:
    clerk = as_(world.clerk)
    typed = {"place_id": world.here.building_id, "number": "802", "checked": "y"}

    def enrolled(who: Person) -> int:
        form = "/people/enrolment"
        return clerk.fill(form, form, login=who.login, **typed).status_code

    assert enrolled(world.grid_worker) == 303
    assert world.grid_worker.is_of(world.place.path, {Role.RESIDENT})
    assert enrolled(world.neighbour) == 409, "known already"
    assert enrolled(world.there.resident) == 403
    assert not world.there.resident.is_of(world.place.path)


def test_a_listed_person_is_verified_corrected_settled_and_moves_out(world: World, as_: As) -> None:
    person, clerk = grandmother(world), as_(world.clerk)
    page = f"/people/{person.id}"
    assert (
        clerk.fill(f"{page}/verification", f"{page}/verification", checked="y").status_code == 303
    )
    assert (
        clerk.fill(
            f"{page}/correction", f"{page}/correction", name="孙秀兰", phone="13500000001"
        ).status_code
        == 303
    )
    refused = clerk.fill(
        f"{page}/holdings/new",
        f"{page}/holdings",
        place_id=world.here.building_id,
        number="301",
        role="owner",
        area="89.375",
    )
    assert refused.status_code == 422 and "两位小数" in refused.text
    held = clerk.fill(
        f"{page}/holdings/new",
        f"{page}/holdings",
        place_id=world.here.building_id,
        number="301",
        role="owner",
        area="89.37",
    )
    assert held.status_code == 303, held.text
    taken = clerk.fill(
        f"{page}/holdings/new",
        f"{page}/holdings",
        place_id=world.here.building_id,
        number="301",
        role="tenant",
        area="90",
    )
    assert taken.status_code == 422 and "89.37" in taken.text
    second = clerk.fill(
        f"{page}/homes/new",
        f"{page}/homes",
        place_id=world.here.building_id,
        number="101",
        is_head="y",
    )
    assert second.status_code == 422 and "户主" in second.text
    home = (
        db.session().scalars(sa.select(Residence.id).where(Residence.person_id == person.id)).one()
    )
    assert (
        clerk.fill(f"/people/residences/{home}/end", f"/people/residences/{home}/end").status_code
        == 303
    )
    shown = clerk.get(page).text
    assert "孙秀兰" in shown and "89.37" in shown


def test_the_desk_costs_as_many_queries_for_thirty_as_for_three(
    world: World, as_: As, app: Flask
) -> None:
    clerk = as_(world.clerk)
    few = queries(app, lambda: clerk.get("/people/"))
    with db.transaction():
        household = places.house(world.here.building, "999")
        for n in range(40):
            actions.admit(None, household, name=f"住户{n}")
    many = queries(app, lambda: clerk.get("/people/"))
    assert few == many <= 8
    page = f"/people/{world.resident.id}"
    assert queries(app, lambda: clerk.get(page)) <= 8
    assert queries(app, lambda: clerk.get("/people/appointments")) <= 8
    assert queries(app, lambda: clerk.get("/people/roster")) <= 8
    assert queries(app, lambda: clerk.get("/account")) <= 8
    assert "第1页，共2页" in clerk.get("/people/").text


def test_a_building_head_is_appointed_and_dismissed(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    form = f"/people/appointments/new?person={world.resident.id}&place={world.place.id}"
    assert "居委会主任" not in clerk.get(form).text, "a clerk gives no such office"
    made = clerk.fill(
        form, "/people/appointments", role="building_head", place_id=world.here.building_id
    )
    assert made.status_code == 303, made.text
    forged = clerk.fill(form, "/people/appointments", role="chair", place_id=world.place.id)
    assert forged.status_code == 422
    term = (
        db.session()
        .scalars(sa.select(Appointment.id).where(Appointment.person_id == world.resident.id))
        .one()
    )
    assert (
        clerk.fill(
            f"/people/appointments/{term}/end", f"/people/appointments/{term}/end"
        ).status_code
        == 303
    )
    assert "王秀英" in clerk.get("/people/appointments").text, "today is the last day"


def test_no_way_leads_over_an_office_to_a_neighbour_of_the_next_community(
    world: World, as_: As
) -> None:
    """Give an office, read the file, add a home, print the card, be that neighbour."""
    clerk, them = as_(world.clerk), world.there.resident
    form = f"/people/appointments/new?person={them.id}&place={world.place.id}"
    typed = {"role": "building_head", "place_id": world.here.building_id}
    asked = clerk.get(form)
    assert asked.status_code == 403 and them.name not in asked.text
    sent = f"/people/appointments?place={world.place.id}"
    assert clerk.send(f"{sent}&person={them.id}", **typed).status_code == 403
    named = clerk.send(sent, login=them.login, **typed)
    assert named.status_code == 422 and them.name not in named.text
    with db.transaction():  # however the office came about
        actions.appoint(None, them, Role.BUILDING_HEAD, world.here.building)
    page = f"/people/{them.id}"
    for path in ("", "/verification", "/correction", "/homes/new", "/holdings/new"):
        assert clerk.get(page + path).status_code == 403, path
    home = {"place_id": world.here.building_id, "number": "701"}
    assert clerk.send(f"{page}/homes", **home).status_code == 403
    assert clerk.send(f"{page}/correction", name="别名").status_code == 403
    assert clerk.send(f"{page}/card").status_code == 403
    assert as_(world.there.clerk).get(page).status_code == 200


def test_the_file_of_who_belongs_nowhere_is_for_who_may_give_all_their_offices(
    world: World, as_: As
) -> None:
    page = f"/people/{world.building_head.id}"
    assert as_(world.clerk).get(page).status_code == 403
    assert "打印登录卡" in as_(world.administrator).get(page).text
    with db.transaction():
        actions.appoint(world.administrator, world.neighbour, Role.ADMINISTRATOR, world.place)
    local = as_(world.neighbour)
    assert local.get(page).status_code == 200
    assert local.get(f"/people/{world.official.id}").status_code == 403


def test_a_card_is_only_offered_where_it_may_be_printed(world: World, as_: As) -> None:
    page, clerk = f"/people/{world.resident.id}", as_(world.clerk)
    assert "打印登录卡" in clerk.get(page).text
    with db.transaction():
        actions.own(None, world.resident, places.measure(world.there.building, "909", 8000))
    assert "打印登录卡" not in clerk.get(page).text
    assert clerk.send(f"{page}/card").status_code == 403
    assert "打印登录卡" in as_(world.administrator).get(page).text


def test_the_file_of_an_office_holder_at_home_here_offers_help_to_who_appoints(
    world: World, as_: As
) -> None:
    with db.transaction():
        actions.settle(None, world.chair, places.house(world.here.building, "401"))
    page = f"/people/{world.chair.id}"
    clerk, admin = as_(world.clerk), as_(world.administrator)
    for offer in ("打印登录卡", "更正资料"):
        assert offer not in clerk.get(page).text and offer in admin.get(page).text
    assert clerk.get(f"{page}/correction").status_code == 403
    typed = {"name": "钱主任", "phone": "13500000001"}
    assert admin.fill(f"{page}/correction", f"{page}/correction", **typed).status_code == 303
    assert admin.send(f"{page}/card").status_code == 200


def test_a_communitys_administrator_is_offered_no_department_of_the_street(
    world: World, as_: As
) -> None:
    with db.transaction():
        actions.appoint(world.administrator, world.neighbour, Role.ADMINISTRATOR, world.place)
    local = as_(world.neighbour)
    form = f"/people/appointments/new?place={world.place.id}"
    page = local.get(form).text
    assert "五里桥社区居委会" in page and "绿化市容所" not in page
    typed = {"login": "passer", "role": "official", "place_id": world.place.id}
    forged = local.send(
        f"/people/appointments?place={world.place.id}",
        **typed,
        unit_id=world.here.units["greening"],
    )
    assert forged.status_code == 422
    assert "绿化市容所" in as_(world.administrator).get(form).text


def test_the_administrator_appoints_an_official_of_a_unit(world: World, as_: As) -> None:
    admin = as_(world.administrator)
    form = f"/people/appointments/new?place={world.place.id}"
    typed = {"login": "passer", "role": "official", "place_id": world.place.id}
    lacking = admin.fill(form, "/people/appointments", **typed)
    assert lacking.status_code == 422 and "单位" in lacking.text
    assert (
        admin.fill(
            form, "/people/appointments", **typed, unit_id=world.here.units["greening"]
        ).status_code
        == 303
    )
    assert Role.OFFICIAL in {held.role for held in world.unverified.holds}


def test_units_are_the_administrators(world: World, as_: As) -> None:
    admin = as_(world.administrator)
    assert as_(world.chair).get("/people/units").status_code == 403
    made = admin.fill(
        "/people/units/new",
        "/people/units",
        name="紫荆物业",
        kind="property_firm",
        place_id=world.place.id,
    )
    assert made.status_code == 303
    assert "紫荆物业" in admin.get("/people/units").text
    again = admin.fill(
        "/people/units/new",
        "/people/units",
        name="紫荆物业",
        kind="property_firm",
        place_id=world.place.id,
    )
    assert again.status_code == 422 and "同名" in again.text


# --- rosters on the page -----------------------------------------------------------------------------


def upload(client: NeighbourClient, world: World, content: bytes, name: str = "名册.csv") -> str:
    sent = client.send("/people/roster", place_id=world.place.id, file=(BytesIO(content), name))
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def test_a_roster_goes_from_upload_to_done_without_javascript(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    page = upload(clerk, world, as_csv(*FAMILY))
    assert "排队等待检查" in clerk.get(page).text
    actions.work_on_rosters()
    table = clerk.get(page).text
    assert "会改变什么" in table and "赵一" in table and "确认导入" in table
    assert clerk.fill(page, f"{page}/confirmation").status_code == 303
    actions.work_on_rosters()
    done = clerk.get(page).text
    assert "已经改了什么" in done and "赵一" not in done
    assert "赵一" in clerk.get("/people/?q=赵一").text
    late = clerk.send(f"{page}/confirmation")
    assert late.status_code == 409 and "现在不能办" in late.text


def test_what_is_wrong_is_listed_by_row_and_asks_again_by_itself(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    page = upload(clerk, world, as_csv(["赵一", "", "昨天", "", "", "9", "1", "0", "", ""]))
    waiting = clerk.get(page, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in waiting and "<html" not in waiting
    actions.work_on_rosters()
    shown = clerk.get(page).text
    assert "第2行：出生日期不对：昨天" in shown and "第2行：面积不对：0" in shown
    assert "hx-trigger" not in shown and "确认导入" not in shown


def test_a_wrong_roster_may_be_dropped_at_once(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    page = upload(clerk, world, "姓名,楼栋,房号\n赵一,9,1\n".encode())
    actions.work_on_rosters()
    assert clerk.fill(page, f"{page}/abandonment").status_code == 303
    assert "已放弃" in clerk.get(page).text


def test_a_roster_may_be_dropped(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    page = upload(clerk, world, as_csv(*FAMILY))
    actions.work_on_rosters()
    assert clerk.fill(page, f"{page}/abandonment").status_code == 303
    assert "已放弃" in clerk.get(page).text


def test_uploads_that_are_none_are_refused_in_words(world: World, as_: As) -> None:
    clerk = as_(world.clerk)
    nothing = clerk.send("/people/roster", place_id=world.place.id)
    assert nothing.status_code == 422 and "请选择一个文件" in nothing.text
    empty = clerk.send("/people/roster", place_id=world.place.id, file=(BytesIO(b""), "x.csv"))
    assert empty.status_code == 422
    elsewhere = clerk.send(
        "/people/roster", place_id=world.there.place_id, file=(BytesIO(b"x"), "x.csv")
    )
    assert elsewhere.status_code == 422


def test_the_empty_table_to_download_is_one_that_can_be_uploaded(world: World, as_: As) -> None:
    for language in ("zh", "en"):
        clerk = as_(world.clerk)
        clerk.set_cookie("locale", language)
        table = clerk.get("/people/roster/example.csv")
        outcome = actions.import_roster(
            world.clerk, world.place, table.data.replace(b"101", b"901"), dry_run=True
        )
        assert not outcome.errors, outcome.errors.shown
        assert outcome.counts["person"] == [2, 0, 0]


def test_a_roster_of_another_community_is_nobodys_business(world: World, as_: As) -> None:
    page = upload(as_(world.clerk), world, as_csv(*FAMILY))
    other = as_(world.there.clerk)
    assert other.get(page).status_code == 403
    assert other.send(f"{page}/confirmation").status_code == 403
    assert as_(world.resident).get("/people/roster").status_code == 403
    assert as_(world.resident).get("/people/roster/example.csv").status_code == 403


# --- anything may be typed ------------------------------------------------------------------------------

TEXT = st.text(max_size=150) | st.sampled_from(
    ["\x00", "\u202e", "x" * 5000, "-1", "1e9", "' OR 1=1 --", "<script>", "９９", "\ud800"]
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXT, number=TEXT)
def test_whatever_is_typed_there_is_an_answer(
    world: World, as_: As, text: str, number: str
) -> None:
    text, number = (t.encode("utf-8", "replace").decode() for t in (text, number))
    visitor, clerk, admin = as_(None), as_(world.clerk), as_(world.administrator)
    answers = [
        visitor.send("/sign-in", login=text, password=number, next=text),
        visitor.send("/card", code=text),
        visitor.send("/join", name=text, login=text, password=number, consent="y"),
        clerk.send(
            "/people/", name=text, place_id=number, number=text, checked="y", born_on=number
        ),
        clerk.send("/people/enrolment", login=text, place_id=number, number=text, checked="y"),
        clerk.send("/people/cards", place_id=number),
        clerk.send("/people/appointments", login=text, role=text, place_id=number, starts_on=text),
        clerk.send("/account/settings", email=text, locale=number),
        clerk.send("/account/password", login=text, password=text, old=number),
        admin.send("/people/units", name=text, kind=number, place_id=number),
        clerk.get("/people/", query_string={"q": text, "page": number, "state": text}),
        clerk.get("/people/appointments/new", query_string={"person": number, "place": text}),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


def queries(app: Flask, act: Callable[[], object]) -> int:
    counted = 0

    def count(_link: object, _cursor: object, statement: str, *_more: object) -> None:
        nonlocal counted
        counted += statement != "BEGIN"

    sa.event.listen(db.db.engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        sa.event.remove(db.db.engine, "before_cursor_execute", count)
    return counted
