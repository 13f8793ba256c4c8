"""The inbox, what one follows and turns off, and the demo's mail."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from civic import create_app, db
from civic.db import session
from civic.matters import actions as matters
from civic.matters.rules import Category, Screening
from civic.notices import actions
from civic.notices.actions import post
from civic.notices.models import Follow, Mute, Notification
from civic.notices.rules import Channel, Topic
from civic.notices.views import mailbox
from civic.register import actions as register
from civic.register.rules import Kind
from tests.notices.test_actions import deliver, forget, raised


def told(world, times=1):
    """The resident has raised a matter; so many things were registered about it since."""
    matter = raised(world)
    forget()
    with db.transaction():
        for n in range(times):
            register.enter(
                world.chair,
                world.place,
                kind=Kind.HEARING_OUTCOME,
                title=f"第{n}件结果",
                text="采纳一条。",
                matter=matter,
            )
    deliver()
    return matter


def unread(who):
    return (
        session()
        .scalars(
            select(Notification.id).where(
                Notification.person_id == who.id, Notification.read_at.is_(None)
            )
        )
        .all()
    )


def test_visitors_are_asked_to_sign_in_and_have_no_bell(world, as_):
    visitor = as_(None)
    for path in ("/notices/", "/notices/preferences", "/notices/following"):
        assert visitor.get(path).status_code == 303
    assert "条未读" not in visitor.get("/register/").text


def test_an_empty_inbox_teaches_the_first_step(world, as_):
    forget()
    page = as_(world.neighbour).get("/notices/")
    assert page.status_code == 200
    assert "还没有通知" in page.text


def test_a_notice_says_what_happened_and_why_one_hears_it(world, as_):
    told(world)
    page = as_(world.resident).get("/notices/").text
    assert "五里桥〔2026〕1号已公开登记" in page
    assert "这是您提出的" in page


def test_opening_a_notice_leads_there_and_marks_it_read(world, as_):
    told(world)
    resident = as_(world.resident)
    assert "条未读" in resident.get("/notices/").text
    (ident,) = unread(world.resident)
    opened = resident.fill("/notices/", f"/notices/{ident}/reading")
    assert opened.status_code == 303
    assert re.fullmatch(r"/register/\d+", opened.location)
    assert unread(world.resident) == []
    assert "条未读" not in resident.get("/notices/").text
    assert "没有未读的通知" in resident.get("/notices/?show=unread").text


def test_all_can_be_marked_read_at_once(world, as_):
    told(world, 3)
    as_(world.resident).fill("/notices/", "/notices/reading")
    assert unread(world.resident) == []


def test_nobody_opens_somebody_elses_notice(world, as_):
    told(world)
    (ident,) = unread(world.resident)
    assert as_(world.neighbour).send(f"/notices/{ident}/reading").status_code == 404
    assert as_(world.clerk).send(f"/notices/{ident}/reading").status_code == 404
    assert as_(None).send(f"/notices/{ident}/reading").status_code == 303
    assert as_(world.resident).send("/notices/99999999999/reading").status_code == 404
    assert unread(world.resident) == [ident]


def test_unread_come_first_and_a_long_inbox_has_pages(world, as_):
    told(world, 25)
    resident = as_(world.resident)
    newest = max(unread(world.resident))
    resident.send(f"/notices/{newest}/reading")
    first = resident.get("/notices/").text
    assert "第24件结果" not in first
    assert "第23件结果" in first
    assert "第24件结果" in resident.get("/notices/?page=2").text
    assert resident.get("/notices/?page=9").status_code == 404


# Following and turning off -----------------------------------------------------------


def test_a_matter_is_followed_from_its_page_and_left_again(world, as_):
    matter = raised(world)
    tenant = as_(world.tenant)
    done = tenant.fill(f"/matters/{matter.id}", f"/notices/following/{matter.id}")
    assert done.status_code == 303
    assert session().scalars(select(Follow.person_id)).all() == [world.tenant.id]
    assert matter.title in tenant.get("/notices/following").text
    tenant.fill(f"/matters/{matter.id}", f"/notices/following/{matter.id}/ending")
    assert session().scalars(select(Follow.person_id)).all() == []


def test_a_draft_of_somebody_else_cannot_be_followed(world, as_):
    with db.transaction():
        draft = matters.raise_matter(
            world.resident,
            world.here.building,
            category=Category.ENVIRONMENT,
            title="还没写完",
            text="再想一想。",
            is_draft=True,
        )
    assert as_(world.tenant).send(f"/notices/following/{draft.id}").status_code == 404


def test_what_is_left_ticked_keeps_coming(world, as_):
    resident = as_(world.resident)
    page = resident.get("/notices/preferences").text
    assert 'name="inbox"' in page
    assert 'value="tasks"' in page
    done = resident.send("/notices/preferences", inbox=["meetings", "opinions"], mail=["opinions"])
    assert done.status_code == 303
    off = {
        (mute.topic, mute.channel)
        for mute in session().scalars(select(Mute).where(Mute.person_id == world.resident.id))
    }
    assert (Topic.MATTERS, Channel.INBOX) in off
    assert (Topic.OPINIONS, Channel.MAIL) not in off
    assert (Topic.TASKS, Channel.INBOX) not in off
    assert (Topic.TASKS, Channel.MAIL) in off
    again = resident.get("/notices/preferences").text
    assert len(re.findall(r"checked", again)) == 3


def test_nonsense_is_refused_in_words(world, as_):
    refused = as_(world.resident).send("/notices/preferences", inbox=["everything"])
    assert refused.status_code == 422
    assert not session().scalars(select(Mute)).all()


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


def test_thirty_notices_cost_as_many_queries_as_three(world, as_):
    resident = as_(world.resident)
    told(world, 3)
    few = queries(resident, "/notices/")
    told(world, 27)
    assert queries(resident, "/notices/") == few <= 5
    for path in ("/notices/preferences", "/notices/following"):
        assert queries(resident, path) <= 5


# The demo's mail ---------------------------------------------------------------------


def mail_of(world, clock):
    matter = raised(world)
    forget()
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    clock.move(timedelta(minutes=1))


def test_only_a_demo_shows_its_mail(app, world, as_, clock):
    mail_of(world, clock)
    assert as_(None).get("/demo/mail").status_code == 404


def test_a_demo_has_a_mailbox(app):
    found = create_app(ENV="demo", INSTANCE=app.config["INSTANCE"], DATABASE=app.config["DATABASE"])
    assert {"mailbox.index", "mailbox.show"} <= set(found.view_functions)
    assert "mailbox.index" not in app.view_functions


@pytest.fixture
def demo(app, world, clock):
    """The same site with the demo's mailbox in it."""
    mail_of(world, clock)
    found = create_app(ENV="test", INSTANCE=app.config["INSTANCE"], DATABASE=app.config["DATABASE"])
    found.register_blueprint(mailbox.bp)
    with found.app_context():
        yield found
        db.db.session.remove()
        db.db.engine.dispose()


def test_the_demo_shows_what_went_out_and_its_links_stay_here(demo):
    reader = demo.test_client()
    page = reader.get("/demo/mail")
    assert page.status_code == 200
    assert "resident@example.org" in page.text
    name = re.search(r'href="(/demo/mail/[^"]+\.eml)"', page.text).group(1)
    letter = reader.get(name)
    assert "受理了" in letter.text
    assert re.search(r'<a href="/matters/\d+">http', letter.text)


@pytest.mark.parametrize(
    "name", ["..%2fcivic.db", "civic.db", "1.eml", "0.0000000000000000.eml", "%2e%2e"]
)
def test_nothing_but_mail_is_read(demo, name):
    assert demo.test_client().get(f"/demo/mail/{name}").status_code in {404, 308}


def test_mail_that_lies_there_by_mistake_does_not_break_the_list(demo):
    (post.folder() / "notes.txt").write_text("x")
    (post.folder() / ".1.aaaaaaaaaaaaaaaa.draft").write_text("x")
    assert demo.test_client().get("/demo/mail").status_code == 200


def test_reading_is_nobodys_business_but_ones_own(world):
    told(world)
    with db.transaction():
        actions.read_all(world.neighbour)
    assert unread(world.resident)
