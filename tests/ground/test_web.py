"""The door: who is let in, what is kept, what is undone, and what is said when something is wrong."""

import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from werkzeug.test import TestResponse

from civic import db, web
from civic.clock import Hands
from civic.db import session
from civic.people.models import Person
from civic.web.door import CONTENT_POLICY, SAFE
from civic.web.replies import Submission
from tests.ground import lab
from tests.neighbour import NeighbourClient, forms
from tests.world import World

pytestmark = pytest.mark.sqlite_first

HERE = {"Origin": "http://localhost"}
As = Callable[[Person | None], NeighbourClient]


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """The site with a room of views that misbehave."""
    lab.open_in(own_app)
    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    return own_app


@pytest.fixture
def visitor(as_: As) -> NeighbourClient:
    return as_(None)


@pytest.fixture
def lines(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], list[str]]]:
    """Everything that was written to the logs, whatever a site opened before has set."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="civic.web")
    for attribute, value in (("propagate", True), ("disabled", False)):
        monkeypatch.setattr(logging.getLogger("civic.web"), attribute, value)
    yield lambda: [logging.Formatter().format(record) for record in caplog.records]


def is_page(answer: TestResponse) -> bool:
    return "<!doctype html>" in answer.text and 'id="content"' in answer.text


# The wall ----------------------------------------------------------------------------


def test_a_view_that_says_nothing_asks_for_sign_in_first(as_: As, world: World) -> None:
    answer = as_(None).get("/lab/private?a=1")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/sign-in?next=/lab/private?a%3D1",
    )
    assert as_(world.resident).get("/lab/private").status_code == 200


def test_a_cookie_of_somebody_who_signed_out_everywhere_opens_nothing(
    as_: As, world: World
) -> None:
    browser = as_(world.resident)
    with db.transaction():
        world.resident.session_key = "another"
    assert browser.get("/lab/private").status_code == 303


def test_a_cookie_that_makes_no_sense_opens_nothing(visitor: NeighbourClient) -> None:
    for forged in ("1", "1.", "-1.key", "x.key", "1.key.key", "99999999999.k", "²", "1\x00.k"):
        with visitor.session_transaction() as kept:
            kept["_user_id"] = forged
        assert visitor.get("/lab/private").status_code == 303, forged


def test_a_post_without_sign_in_leads_home_after_signing_in(visitor: NeighbourClient) -> None:
    answer = visitor.send("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/")


# One transaction ---------------------------------------------------------------------


def test_what_a_form_did_stands_when_the_answer_arrives(visitor: NeighbourClient) -> None:
    assert visitor.send("/lab/notes", title="kept").status_code == 303
    assert lab.stands("kept")


def test_looking_never_writes(visitor: NeighbourClient) -> None:
    assert visitor.get("/lab/note").status_code == 200
    assert visitor.head("/lab/note").status_code == 200
    assert not lab.stands("by-get")


def test_whatever_is_not_answered_with_yes_is_undone(visitor: NeighbourClient) -> None:
    for how in ("refusals", "abortions"):
        for status in (400, 403, 404, 409, 422, 429, 500, 503):
            answer = visitor.send(f"/lab/{how}/{status}")
            assert answer.status_code == status
            assert is_page(answer)
            assert not lab.stands("refused")
            assert not lab.stands("aborted")


def test_a_refused_act_and_all_beside_it_is_undone_and_keeps_what_was_typed(
    visitor: NeighbourClient,
) -> None:
    answer = visitor.send("/lab/refused-act", title="我写的")
    assert answer.status_code == 422
    assert not lab.stands("half")
    assert not lab.stands("beside")


def test_a_commit_that_fails_is_said_and_nothing_stands(visitor: NeighbourClient) -> None:
    answer = visitor.send("/lab/late")
    assert answer.status_code == 500
    assert "没有生效" in answer.text
    assert not lab.stands("late")


def test_a_commit_that_fails_does_not_say_well_done(visitor: NeighbourClient) -> None:
    assert "办好了" not in visitor.send("/lab/late").text
    assert "办好了" not in visitor.get("/").text


def test_an_error_in_a_view_undoes_everything(visitor: NeighbourClient) -> None:
    answer = visitor.send("/lab/broken")
    assert answer.status_code == 500
    assert is_page(answer)
    assert not lab.stands("broken")


def test_what_another_took_in_the_same_moment_is_a_refusal_and_no_error(
    visitor: NeighbourClient,
) -> None:
    answer = visitor.send("/lab/clash")
    assert answer.status_code == 409
    assert "同时" in answer.text
    assert not lab.stands("clash")


@pytest.mark.postgresql_only
def test_two_acts_that_wait_for_each_other_are_no_error_to_anybody(
    visitor: NeighbourClient,
) -> None:
    """PostgreSQL undoes one of them: the form again, as it was typed, to be pressed again."""
    app = visitor.application
    with db.transaction():
        lab.note("one")
        lab.note("other")
    lab.halfway.clear()

    def cross() -> None:
        with app.app_context(), db.transaction():
            lab.take("other")
            ready.set()
            lab.halfway.wait(30)
            time.sleep(0.5)
            lab.take("one")

    ready, other = threading.Event(), threading.Thread(target=cross)
    other.start()
    ready.wait(30)
    answer = visitor.send("/lab/crossing", title="照旧", some="a")
    other.join()
    assert answer.status_code == 409
    assert "请再按一次" in answer.text
    assert "照旧" in answer.text
    assert visitor.send("/lab/crossing", title="照旧", some="a").status_code == 303


def test_a_count_kept_apart_survives_the_refusal(visitor: NeighbourClient) -> None:
    assert visitor.send("/lab/apart").status_code == 403
    assert lab.stands("counted")
    assert not lab.stands("after")


def test_the_next_reader_of_a_connection_writes_nothing_by_accident(
    visitor: NeighbourClient,
) -> None:
    """What one request may do is forgotten before the next on the same thread."""
    visitor.send("/lab/notes", title="first")
    visitor.get("/lab/note")
    assert not lab.stands("by-get")


# Replays -----------------------------------------------------------------------------


def test_a_form_sent_twice_does_it_once_and_leads_to_the_same_place(
    visitor: NeighbourClient,
) -> None:
    data = {"title": "once-only", "once": "one-and-the-same"}
    first = visitor.send("/lab/notes", **data)
    again = visitor.send("/lab/notes", **data)
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["Location"] == first.headers["Location"] == "/lab/private?of=once-only"
    assert "没有重复提交" in visitor.get("/").text


def test_the_marks_of_sent_forms_are_kept_for_a_month_and_no_longer(
    visitor: NeighbourClient, clock: Hands
) -> None:
    visitor.send("/lab/notes", title="once-only", once="one-and-the-same")
    kept = sa.select(sa.func.count()).select_from(Submission)
    clock.move(timedelta(days=30))
    web.forget_submissions()
    assert db.session().scalar(kept)
    clock.move(timedelta(days=1))
    web.forget_submissions()
    assert db.session().scalar(kept) == 0


def test_a_replay_leads_on_even_where_the_form_would_now_be_refused(
    visitor: NeighbourClient,
) -> None:
    first = visitor.send("/lab/notes", title="words", once="one-and-the-same")
    again = visitor.send("/lab/notes", once="one-and-the-same")
    assert again.headers["Location"] == first.headers["Location"]


def test_a_form_that_was_refused_can_be_sent_again(visitor: NeighbourClient) -> None:
    assert visitor.send("/lab/notes", title="", once="one-and-the-same").status_code == 422
    assert visitor.send("/lab/notes", title="now", once="one-and-the-same").status_code == 303
    assert lab.stands("now")


def test_a_bent_mark_of_a_form_does_no_harm(visitor: NeighbourClient) -> None:
    for n, once in enumerate(
        ("", " ", "x" * 33, "x" * 5000, "a\x00bcdefgh", "好" * 9, "<script>", "ab")
    ):
        assert visitor.send("/lab/notes", title=f"bent {n}", once=once).status_code == 303


def test_two_clicks_in_the_same_moment_make_one(app: Flask, world: World, as_: As) -> None:
    """Two requests with the same form, truly at once: one act, two answers, one place."""
    clients = [as_(world.resident) for _ in range(2)]
    data = {"title": "twice", "once": "one-and-the-same", "csrf_token": clients[0].token()}
    with clients[0].session_transaction() as kept:
        copy = dict(kept)
    with clients[1].session_transaction() as kept:
        kept.update(copy)
    db.db.session.remove()
    gate, answers = threading.Barrier(2), []

    def press(client: NeighbourClient) -> None:
        with app.app_context():
            gate.wait(10)
            answers.append(client.post("/lab/notes", data=dict(data)))

    threads = [threading.Thread(target=press, args=(c,)) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [a.status_code for a in answers] == [303, 303]
    assert {a.headers["Location"] for a in answers} == {"/lab/private?of=twice"}
    assert session().scalar(sa.select(sa.func.count()).where(Submission.once == "twice")) == 1


def test_a_mark_of_somebody_else_opens_no_way(as_: As, world: World) -> None:
    """Where a form of mine led is nobody else's business."""
    as_(world.resident).send("/lab/notes", title="mine", once="one-and-the-same")
    other = as_(world.neighbour).send("/lab/notes", title="yours", once="one-and-the-same")
    assert "of=mine" not in other.headers.get("Location", "")


# Forgery -----------------------------------------------------------------------------


def test_an_expired_page_keeps_what_was_typed_and_asks_to_press_again(
    visitor: NeighbourClient,
) -> None:
    typed = "夏天有味道，开不了窗。\n第二行 <b>也在</b>"
    fields = {"csrf_token": "old", "title": "气味", "text": typed, "once": "one-and-the-same"}
    answer = visitor.post("/lab/notes?draft=1", data=fields, headers=HERE)
    assert answer.status_code == 400
    assert "再按一次" in answer.text
    (form,) = [f for f in forms(answer) if f.action == "/lab/notes?draft=1"]
    assert form.fields["text"] == [typed]
    assert form.fields["once"] == ["one-and-the-same"]
    assert not lab.stands("气味")
    again = visitor.post(form.action, data=form.fields)
    assert again.status_code == 303
    assert lab.stands("气味")


def test_a_token_lasts_a_long_evening_and_no_longer(
    visitor: NeighbourClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, now = visitor.token(), time.time
    for hours, status in ((11, 303), (13, 400)):
        monkeypatch.setattr(time, "time", lambda hours=hours: now() + hours * 3600)
        answer = visitor.post("/lab/notes", data={"csrf_token": token, "title": f"after {hours}"})
        assert answer.status_code == status


def test_whoever_signed_out_meanwhile_loses_no_word(as_: As, world: World) -> None:
    """Signed out in another window: sign in there, come back, press again."""
    browser, typed = as_(None), "夏天有味道，开不了窗，大家都在说。"
    path = f"/matters/?community={world.here.place_id}"
    answer = browser.post(path, data={"text": typed, "csrf_token": "old"}, headers=HERE)
    assert answer.status_code == 400
    assert typed in answer.text
    assert "先登录" in answer.text
    assert 'href="/sign-in"' in answer.text
    (form,) = [f for f in forms(answer) if f.action == path]
    browser.be(world.resident)
    assert browser.post(form.action, data=form.fields).status_code == 422  # it was heard


def test_a_password_is_never_shown_by_an_expired_page(visitor: NeighbourClient) -> None:
    secret = "very long pass phrase 春天"
    fields = {"login": "resident", "password": secret, "next": "/"}
    answer = visitor.post("/sign-in", data=fields, headers=HERE)
    assert answer.status_code == 400
    assert secret not in answer.text
    assert 'type="password" ' in answer.text
    (form,) = [f for f in forms(answer) if f.action == "/sign-in"]
    assert form.fields["login"] == ["resident"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://evil.example/localhost"},
        {"Referer": "https://evil.example/?http://localhost/"},
        {},
    ],
)
def test_a_strangers_page_cannot_press_our_buttons(
    visitor: NeighbourClient, headers: dict[str, str]
) -> None:
    answer = visitor.post("/lab/notes", data={"title": "forged", "text": "x" * 40}, headers=headers)
    assert answer.status_code == 400
    assert "不是从本站页面发出的" in answer.text
    assert "x" * 40 not in answer.text
    assert not lab.stands("forged")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://localhost/lab/notes"},
    ],
)
def test_our_own_page_is_known_by_what_any_browser_sends(
    visitor: NeighbourClient, headers: dict[str, str]
) -> None:
    answer = visitor.post("/lab/notes", data={"title": "ours"}, headers=headers)
    assert "再按一次" in answer.text


def test_our_own_page_is_known_behind_a_proxy_that_asks_under_another_name(
    app: Flask, visitor: NeighbourClient
) -> None:
    app.config["BASE_URL"] = "https://Yishi.example.cn/"
    headers = {"Host": "127.0.0.1:8000", "Origin": "https://yishi.example.cn"}
    answer = visitor.post("/lab/notes", data={"title": "proxied"}, headers=headers)
    assert "再按一次" in answer.text and "proxied" in answer.text
    headers["Origin"] = "https://evil.example.cn"
    answer = visitor.post("/lab/notes", data={"title": "proxied"}, headers=headers)
    assert "不是从本站页面发出的" in answer.text


def test_a_token_of_another_browser_is_no_token(as_: As, world: World) -> None:
    stranger = as_(world.neighbour)
    with stranger.session_transaction() as kept:
        kept["csrf_token"] = "f" * 40
    token = stranger.token()
    answer = as_(world.resident).post("/lab/notes", data={"csrf_token": token, "title": "x"})
    assert answer.status_code == 400


def test_an_expired_page_sends_nothing_to_another_house(visitor: NeighbourClient) -> None:
    answer = visitor.post("//evil.example/lab", data={"text": "x" * 40}, headers=HERE)
    assert 'action="//' not in answer.text


def test_the_token_may_come_in_a_header(visitor: NeighbourClient) -> None:
    headers = {"X-CSRFToken": visitor.token()}
    assert visitor.post("/lab/notes", data={"title": "header"}, headers=headers).status_code == 303


# Headers -----------------------------------------------------------------------------

PATHS = (
    "/",
    "/sign-in",
    "/healthz",
    "/nowhere",
    "/static/civic.css",
    "/static/none",
    "/lab/broken",
)


def test_every_answer_carries_the_headers_that_protect(visitor: NeighbourClient) -> None:
    assert "unsafe" not in CONTENT_POLICY
    for path in PATHS:
        headers = visitor.get(path, buffered=True).headers
        assert headers["Content-Security-Policy"] == CONTENT_POLICY, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "Permissions-Policy" in headers, path


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(as_: As, world: World) -> None:
    assert as_(world.resident).get("/").headers["Cache-Control"] == "no-store"
    assert as_(None).get("/").headers["Cache-Control"] == "no-cache"
    vary = {part.strip() for part in as_(None).get("/").headers["Vary"].split(",")}
    assert {"Cookie", "Accept-Language", "HX-Request"} <= vary


def test_a_page_with_a_visitors_own_token_is_kept_by_nobody_in_between(
    visitor: NeighbourClient,
) -> None:
    for path in ("/sign-in", "/"):  # from the first one on they carry a session
        assert visitor.get(path).headers["Cache-Control"] == "private, no-cache", path


def test_a_visitor_who_only_reads_gets_no_cookie(visitor: NeighbourClient) -> None:
    """Reading leaves nothing in the browser (a session would also spoil every cache)."""
    for path in ("/", "/matters/", "/register/", "/powers"):
        assert "Set-Cookie" not in visitor.get(path).headers, path


def test_only_production_insists_on_https(app: Flask, visitor: NeighbourClient) -> None:
    assert "Strict-Transport-Security" not in visitor.get("/healthz").headers
    app.config["ENV"] = "production"
    assert "max-age=31536000" in visitor.get("/healthz").headers["Strict-Transport-Security"]


def test_the_session_is_hidden_from_scripts_and_strangers(visitor: NeighbourClient) -> None:
    cookie = visitor.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_static_files_are_kept_for_a_year_under_their_fingerprint(
    app: Flask, visitor: NeighbourClient
) -> None:
    page = visitor.get("/").text
    (address,) = re.findall(r'href="(/static/civic\.css\?v=[0-9a-f]{10})"', page)
    kept = visitor.get(address, buffered=True).headers["Cache-Control"]
    assert "max-age=31536000" in kept


def test_a_static_file_that_is_not_there_is_answered_without_a_word_of_whoever_asked(
    as_: As, world: World
) -> None:
    """Whatever lies in between may keep what lies under /static/ for everybody."""
    browser = as_(world.resident)
    browser.token()
    for path in ("/static/nope.css?v=1", "/static/nope.css"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "没有找到" in answer.text
        assert world.resident.name not in answer.text and "csrf_token" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


def test_static_files_are_all_there_is(visitor: NeighbourClient) -> None:
    for name in (
        "../civic/config.py",
        "..%2fcivic%2fconfig.py",
        "%2e%2e/pyproject.toml",
        "\\..\\x",
    ):
        assert visitor.get(f"/static/{name}", buffered=True).status_code in {400, 404}


# Preferences -------------------------------------------------------------------------


def test_a_choice_of_look_is_remembered_without_an_account(visitor: NeighbourClient) -> None:
    for name, value, shown in (
        ("edition", "elder", 'data-edition="elder"'),
        ("theme", "dark", 'data-theme="dark"'),
        ("locale", "en", 'lang="en"'),
    ):
        answer = visitor.post("/preferences", data={name: value, "next": "/powers"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/powers")
        assert "max-age=31536000" in answer.headers["Set-Cookie"].lower()
        assert shown in visitor.get("/powers").text


def test_a_look_that_there_is_not_is_not_kept(visitor: NeighbourClient) -> None:
    for value in ("", "huge", "elder; Path=/x", "\x00", "长辈"):
        answer = visitor.post("/preferences", data={"edition": value})
        assert answer.status_code == 303
        assert "Set-Cookie" not in answer.headers


def test_a_bent_cookie_means_the_first_choice(visitor: NeighbourClient) -> None:
    for cookie in ("huge", '"><script>', "\xff\xfe", "a" * 5000):
        sent = "; ".join(f"{name}={cookie}" for name in ("edition", "theme", "locale", "session"))
        page = visitor.get("/", environ_overrides={"HTTP_COOKIE": sent})
        assert page.status_code == 200
        assert 'data-edition="normal" data-theme="auto"' in page.text


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "matters",
        "//evil.example",
        "/\\evil.example",
        "/a\\..\\b",
        "https://evil.example/",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil.example",
        "/a\x00b",
        "/a\u202eb",
        " /matters/",
    ],
)
def test_nobody_is_led_to_another_house(target: str | None) -> None:
    assert web.safe_next(target) == "/"


@pytest.mark.parametrize("target", ["/", "/matters/?q=电梯&page=2", "/matters/1#o3", "/a%20b"])
def test_the_way_back_inside_the_house_stays(target: str) -> None:
    assert web.safe_next(target) == target


# Errors as pages ---------------------------------------------------------------------


@pytest.mark.parametrize(("locale", "said"), [("zh", "没有找到这一页"), ("en", "page")])
def test_errors_are_pages_in_both_languages(
    visitor: NeighbourClient, locale: str, said: str
) -> None:
    visitor.set_cookie("locale", locale)
    tries = {
        404: visitor.get("/nowhere"),
        405: visitor.delete("/", headers={"X-CSRFToken": visitor.token()}),
        413: visitor.send("/lab/notes", title="x" * 5_000_000),
        500: visitor.get("/lab/broken"),
        403: visitor.send("/lab/abortions/403"),
        409: visitor.send("/lab/clash"),
    }
    for status, answer in tries.items():
        assert answer.status_code == status, status
        assert is_page(answer), status
        assert f'<html lang="{"zh-CN" if locale == "zh" else "en"}"' in answer.text
        assert "Traceback" not in answer.text
        assert lab.SECRET not in answer.text
        assert "RuntimeError" not in answer.text
        content = answer.text.split('<main id="content"')[1].split("</main>")[0]
        assert bool(re.search("[\u4e00-\u9fff]", content)) is (locale == "zh"), status
    assert said in tries[404].text


def test_a_refusal_says_what_would_be_allowed_and_when_to_come_again(
    visitor: NeighbourClient,
) -> None:
    headers = {"X-CSRFToken": visitor.token()}
    refused = visitor.delete("/sign-in", headers=headers)
    assert refused.status_code == 405 and is_page(refused)
    assert {"GET", "POST"} <= set(refused.headers["Allow"].split(", "))
    assert refused.headers["Content-Type"] == "text/html; charset=utf-8"
    later = visitor.get("/lab/later")
    assert (later.status_code, later.headers["Retry-After"]) == (429, "60")


def test_a_refusal_for_a_part_of_a_page_is_a_part_of_a_page(visitor: NeighbourClient) -> None:
    answer = visitor.get("/nowhere", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert not is_page(answer)
    assert answer.headers["HX-Retarget"] == ".flashes"


def test_whoever_is_not_signed_in_is_shown_the_door_and_not_a_refusal(
    as_: As, world: World
) -> None:
    assert as_(None).send("/lab/not-allowed").headers["Location"].startswith("/sign-in")
    refused = as_(world.resident).send("/lab/not-allowed")
    assert refused.status_code == 403
    assert "被送交办理的单位" in refused.text  # who may
    assert not lab.stands("not-allowed")


def test_the_page_of_an_error_needs_no_database(app: Flask, as_: As, world: World) -> None:
    """When the database is what broke, people still get a page with words."""
    browser = as_(world.resident)
    db.rollback()
    with db.db.engine.connect() as connection:
        for table in ("people_persons", "places_places", "matters_matters"):
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone_{table}")
        connection.commit()
    for answer in (
        browser.get("/"),
        browser.get("/nowhere"),
        browser.send("/lab/notes", title="x"),
    ):
        assert answer.status_code in {404, 500}
        assert "系统出了问题" in answer.text or "没有找到" in answer.text
        assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert as_(None).get("/healthz").status_code == 200


# The log -----------------------------------------------------------------------------


def test_the_log_line_is_one_line_without_anything_personal(
    as_: As, world: World, lines: Callable[[], list[str]]
) -> None:
    as_(world.resident).get("/matters/?q=王秀英&next=secret")
    (line,) = [entry for entry in lines() if '"route"' in entry]
    said = json.loads(line)
    assert set(said) == {"at", "method", "route", "status", "ms"}
    assert (said["method"], said["route"], said["status"]) == ("GET", "/matters/", 200)


def test_who_cannot_know_whether_an_act_stands_is_led_to_look_where_there_is_something_to_see(
    visitor: NeighbourClient,
) -> None:
    looked_at, unsure = (visitor.send(f"/lab/{path}") for path in ("looked-at", "unsure"))
    for answer in (looked_at, unsure):
        assert answer.status_code == 500 and "不知道刚才那一步有没有生效" in answer.text
    assert 'href="/lab/looked-at" target="_blank"' in looked_at.text
    assert 'target="_blank"' not in unsure.text, "there is no such page"


@pytest.mark.parametrize("path", ["/lab/broken", "/lab/late", "/lab/clash"])
def test_the_log_of_an_error_names_the_place_and_nobody(
    visitor: NeighbourClient, lines: Callable[[], list[str]], path: str
) -> None:
    visitor.application.testing = False  # whoever tests is shown the message too
    visitor.send(f"{path}?name=王秀英")
    said = "\n".join(lines())
    assert lab.SECRET not in said
    assert "王秀英" not in said
    assert all("\n" not in line for line in lines())
    (error,) = [json.loads(line) for line in lines() if '"error"' in line]
    assert error["error"] in {"RuntimeError", "OSError", "IntegrityError"}
    assert error["route"] == path
    assert any("lab.py" in frame for frame in error["where"])


# Ready -------------------------------------------------------------------------------


def test_it_is_ready_only_with_a_database_at_head(app: Flask, as_: As) -> None:
    visitor = as_(None)
    assert (visitor.get("/healthz").status_code, visitor.get("/healthz").text) == (200, "ok\n")
    assert (visitor.get("/readyz").status_code, visitor.get("/readyz").text) == (200, "ready\n")
    for change in ("UPDATE alembic_version SET version_num = 'old'", "DROP TABLE alembic_version"):
        with db.db.engine.connect() as connection:
            connection.exec_driver_sql(change)
            connection.commit()
        assert visitor.get("/readyz").status_code == 503
        assert visitor.get("/readyz").text == "not ready\n"
        assert visitor.get("/healthz").status_code == 200


# Bent requests -----------------------------------------------------------------------

BENT_PATHS = [
    "/%00",
    "/matters/%00",
    "/matters/1%00",
    "/?q=%00",
    "/matters/?q=%00",
    "/register/?q=a%00b",
    "/%ff",
    "/matters/?q=%ff%fe",
    "/matters/?%ff=1",
    "/lab/%e5%93",
    "/" + "a" * 5000,
    "/matters/?q=" + "好" * 2000,
    "/?" + "&".join(f"a{n}=1" for n in range(3000)),
    "//",
    "///evil.example/",
    "/matters/?q=%ED%A0%80",
    "/matters/?q=%E2%80%AE",
]


def test_a_bent_address_is_no_error(as_: As, world: World) -> None:
    for path in BENT_PATHS:
        for who in (None, world.resident):
            assert as_(who).get(path).status_code < 500, path


def test_a_query_in_raw_bytes_is_no_error(visitor: NeighbourClient) -> None:
    """Not every client encodes what it sends."""
    for query in (b"\xff\xfe", b"q=\xe5\x93", b"q=\x80&page=\xff", b"\x00"):
        for path in ("/", "/matters/", "/lab/private", "/nowhere"):
            environ = {"QUERY_STRING": query.decode("latin-1"), "PATH_INFO": path}
            assert visitor.get(path, environ_overrides=environ).status_code < 500, (query, path)


IDS = ("0", "2147483648", "9223372036854775808", "9" * 5000)


def test_ids_that_cannot_be_lead_nowhere(as_: As, world: World, app: Flask) -> None:
    browser = as_(world.administrator)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "<int:" not in rule.rule:
            continue
        for ident in IDS:
            path = re.sub("<[^>]+>", ident, rule.rule)
            assert browser.get(path).status_code in {303, 308, 403, 404}, path
    for ident in ("-1", "abc", "1.5", "1e3", "0x1", "１.０", "1;2", "%2e%2e"):
        assert browser.get(f"/matters/{ident}").status_code in {303, 404}, ident


def test_other_methods_are_answered_plainly(as_: As, world: World) -> None:
    for method in ("OPTIONS", "HEAD", "TRACE", "PUT", "DELETE", "PATCH", "BREW"):
        for who in (None, world.resident):
            for path in ("/", "/lab/private", "/lab/notes", "/nowhere", "/static/civic.css"):
                answer = as_(who).open(path, method=method, buffered=True)
                assert answer.status_code < 500, (method, path)
                if method not in SAFE:
                    assert answer.status_code in {400, 404, 405}, (method, path)


def test_head_says_what_get_says_without_the_page(visitor: NeighbourClient) -> None:
    answer = visitor.head("/")
    assert (answer.status_code, answer.data) == (200, b"")


BENT_BODIES: dict[str, tuple[Any, str]] = {
    "json": (b'{"title": ["a"]}', "application/json"),
    "json list": (b"[1, 2]", "application/json"),
    "json cut short": (b'{"a":', "application/json"),
    "plain text": (b"title=x", "text/plain"),
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "no type": (b"title=x", ""),
    "multipart without boundary": (b"--x\r\n", "multipart/form-data"),
    "multipart cut short": (
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nabc',
        "multipart/form-data; boundary=x",
    ),
    "multipart without name": (
        b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "multipart of noise": (bytes(range(256)) * 40, "multipart/form-data; boundary=x"),
    "noise": (bytes(range(256)) * 40, "application/x-www-form-urlencoded"),
    "2,000 parts": (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n
            for n in range(2000)
        )
        + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "100,000 fields": (
        b"&".join(b"a%d=1" % n for n in range(100_000)),
        "application/x-www-form-urlencoded",
    ),
    "too long": (b"title=" + b"x" * 5_000_000, "application/x-www-form-urlencoded"),
    "utf-16": ("title=题".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
}


def test_a_bent_body_is_refused_in_words(visitor: NeighbourClient) -> None:
    headers = {"X-CSRFToken": visitor.token()}
    for kind, (body, mime) in BENT_BODIES.items():
        answer = visitor.post("/lab/notes", data=body, content_type=mime, headers=headers)
        assert answer.status_code in {400, 413, 415, 422}, (kind, answer.status_code)
        assert is_page(answer), kind


def test_a_body_longer_than_the_house_takes_is_refused_unread(visitor: NeighbourClient) -> None:
    headers = {"X-CSRFToken": visitor.token()}
    for mime, said in (
        ("application/x-www-form-urlencoded", "分几次"),
        ("multipart/form-data; boundary=x", "10兆"),
    ):
        answer = visitor.post(
            "/lab/notes",
            content_type=mime,
            headers=headers,
            environ_overrides={"CONTENT_LENGTH": str(10**12)},
        )
        assert answer.status_code == 413
        assert is_page(answer)
        assert said in answer.text


def test_url_for_static_is_never_absolute(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for("static", filename="civic.css").startswith("/static/")
