"""Who hears of what: told once, for a reason, in one's own language, and never by accident."""

import io
import logging
import smtplib
import sqlite3
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from civic import calendar, db, ledger
from civic.db import session
from civic.errors import NotAllowed
from civic.ledger import Fact, Outbox
from civic.matters import actions as matters
from civic.matters.rules import Category, Screening
from civic.meetings import actions as meetings
from civic.meetings.rules import PlanChange
from civic.notices import actions, wording
from civic.notices.actions import delivery, post
from civic.notices.actions import news as told
from civic.notices.models import Mail, Message, Notification, followed, mutes
from civic.notices.rules import (
    LEASE,
    MOST_TRIES,
    REST,
    TOPIC,
    Because,
    Channel,
    Event,
    MailError,
    MailState,
    Topic,
    after_failure,
    may_be_muted,
)
from civic.opinions import actions as opinions
from civic.opinions.rules import Channel as How
from civic.opinions.rules import Disposition, HideGround
from civic.opinions.rules import Kind as OpinionKind
from civic.people import actions as people
from civic.people.rules import PersonState
from civic.places import actions as places
from civic.policy import Role
from civic.register import actions as register
from civic.register.rules import Kind
from civic.sittings import actions as sittings
from tests.meetings import hearing
from tests.opinions import talk
from tests.world import live, person

pytestmark = pytest.mark.sqlite_first


def deliver():
    """All that waits, as the worker does."""
    while actions.deliver():
        pass


def forget():
    """What was told while the neighbourhood was built is of no interest here."""
    deliver()
    with db.transaction() as here:
        here.execute(Notification.__table__.delete())
        here.execute(Mail.__table__.delete())
        here.execute(Message.__table__.delete())
    for file in post.folder().glob("*.eml"):
        file.unlink()


def heard(who):
    """The events that somebody hears of, in order."""
    return list(
        session().scalars(
            select(Message.event)
            .join(Notification, Notification.message_id == Message.id)
            .where(Notification.person_id == who.id)
            .order_by(Notification.id)
        )
    )


def mailed(who):
    return list(
        session().scalars(
            select(Message.event)
            .join(Mail, Mail.message_id == Message.id)
            .where(Mail.person_id == who.id)
            .order_by(Mail.id)
        )
    )


def why(who, heard_of):
    return (
        session()
        .scalars(
            select(Message.because)
            .join(Notification, Notification.message_id == Message.id)
            .where(Notification.person_id == who.id, Message.event == heard_of)
        )
        .one()
    )


@contextmanager
def statements():
    """What the database is asked within the block."""
    asked = []

    def on(_c, _u, statement, *_more):
        asked.append(statement)

    event.listen(db.db.engine, "before_cursor_execute", on)
    try:
        yield asked
    finally:
        event.remove(db.db.engine, "before_cursor_execute", on)


def raised(world):
    with db.transaction():
        return talk.matters.raise_matter(
            world.resident,
            world.here.building,
            category=talk.Category.ENVIRONMENT,
            title="垃圾箱房搬到哪里去",
            text="现在的垃圾箱房紧挨着3号楼，夏天开不了窗。",
        )


# Matters -----------------------------------------------------------------------------


def test_a_new_matter_waits_on_the_committees_desk_and_on_no_other(world):
    forget()
    raised(world)
    deliver()
    assert heard(world.clerk) == [Event.MATTER_RAISED]
    assert heard(world.chair) == [Event.MATTER_RAISED]
    assert heard(world.there.clerk) == []
    assert heard(world.neighbour) == []


def test_author_seconders_and_followers_hear_how_it_was_screened(world):
    matter = raised(world)
    with db.transaction():
        matters.second(world.neighbour, matter)
        actions.follow(world.tenant, matter)
    forget()
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    for who, because in (
        (world.resident, Because.AUTHOR),
        (world.neighbour, Because.SECONDED),
        (world.tenant, Because.FOLLOWS),
    ):
        assert heard(who) == [Event.MATTER_ACCEPTED]
        assert mailed(who) == [Event.MATTER_ACCEPTED]
        assert why(who, Event.MATTER_ACCEPTED) is because
    assert heard(world.owner) == []


def test_whoever_did_it_is_not_told_of_it(world):
    matter = raised(world)
    with db.transaction():
        actions.follow(world.clerk, matter)
    forget()
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.REJECT, reason="不属于社区事务。")
    deliver()
    assert heard(world.clerk) == []
    assert heard(world.resident) == [Event.MATTER_REJECTED]


def test_after_unfollowing_nothing_comes(world):
    matter = raised(world)
    with db.transaction():
        actions.follow(world.tenant, matter)
        actions.follow(world.tenant, matter)
        actions.unfollow(world.tenant, matter)
    forget()
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    assert heard(world.tenant) == []


def test_seconders_go_along_when_matters_are_merged_and_hear_of_it(world):
    one, other = raised(world), raised(world)
    with db.transaction():
        matters.second(world.neighbour, one)
        matters.second(world.tenant, other)
    forget()
    with db.transaction():
        matters.merge(world.clerk, one, other)
    deliver()
    for who in (world.resident, world.neighbour, world.tenant):
        assert heard(who) == [Event.MATTER_MERGED]


def test_whoever_follows_what_is_merged_is_told_and_follows_what_it_went_into(world):
    one, other = raised(world), raised(world)
    with db.transaction():
        actions.follow(world.tenant, one)
        actions.follow(world.owner, one)
        actions.follow(world.owner, other)
    forget()
    with db.transaction():
        matters.merge(world.clerk, one, other)
    deliver()
    assert heard(world.tenant) == heard(world.owner) == [Event.MATTER_MERGED]
    forget()
    with db.transaction():
        matters.screen(world.clerk, other, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    assert heard(world.tenant) == heard(world.owner) == [Event.MATTER_ACCEPTED]
    assert session().scalars(followed(world.owner.id)).all() == [other]


def test_what_an_account_followed_was_told_and_turned_off_goes_over_to_its_neighbour(world):
    """Who joined alone and is then found in the roster loses nothing, and leaves nothing behind."""
    matter, quiet = raised(world), (Topic.REGISTER, Channel.INBOX)
    with db.transaction():
        account = person("赵新来", "newcomer", state=PersonState.REGISTERED)
        listed = live(
            person("赵新来", None, state=PersonState.LISTED), world.here.building, "803", head=True
        )
        actions.follow(account, matter)
        actions.mute(account, [quiet])
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    assert heard(account) == [Event.MATTER_ACCEPTED]
    with db.transaction():
        people.verify(world.clerk, listed, account)
    deliver()
    assert heard(listed) == [Event.MATTER_ACCEPTED, Event.VERIFIED]
    assert session().scalars(followed(listed.id)).all() == [matter]
    assert [(m.topic, m.channel) for m in session().scalars(mutes(listed.id))] == [quiet]
    assert heard(account) == [] and session().scalars(followed(account.id)).all() == []
    assert account.name == "赵**"


# Meetings ----------------------------------------------------------------------------


def test_a_hearing_is_announced_to_everybody_who_belongs_there(world):
    meeting = hearing.explained(world.here, hearing.with_panel(world.here))
    forget()
    with db.transaction():
        meetings.notify(world.clerk, meeting, **hearing.notice_facts())
    deliver()
    assert heard(world.tenant) == [Event.MEETING_NOTICED]
    assert why(world.tenant, Event.MEETING_NOTICED) is Because.RESIDENT
    assert mailed(world.tenant) == []
    assert why(world.resident, Event.MEETING_NOTICED) is Because.AUTHOR
    assert mailed(world.resident) == [Event.MEETING_NOTICED]
    assert why(world.owner, Event.MEETING_NOTICED) is Because.PERSON
    assert heard(world.there.resident) == []
    assert heard(world.unverified) == []


def test_thousands_are_told_in_a_handful_of_statements(world):
    with db.transaction():
        for n in range(150):
            live(person(f"张{n}", f"many{n}"), world.here.building, f"9{n:03d}")
    meeting = hearing.explained(world.here, hearing.with_panel(world.here))
    forget()
    with db.transaction():
        meetings.notify(world.clerk, meeting, **hearing.notice_facts())
    with statements() as asked:
        deliver()
    assert session().scalar(select(func.count(Notification.id))) > 150
    assert len(asked) < 100


def test_whoever_registered_hears_of_a_postponement_by_mail(world):
    meeting = hearing.noticed(world.here)
    with db.transaction():
        meetings.register_to_observe(world.tenant, meeting)
    forget()
    with db.transaction():
        meetings.postpone(world.clerk, meeting, reason="会场漏水，要修。")
    deliver()
    assert heard(world.tenant) == [Event.MEETING_POSTPONED]
    assert mailed(world.tenant) == [Event.MEETING_POSTPONED]
    assert why(world.tenant, Event.MEETING_POSTPONED) is Because.REGISTERED


def test_whoever_comes_hears_that_somebody_else_presides(world):
    here, meeting = world.here, hearing.noticed(world.here)
    with db.transaction():
        meetings.register_to_observe(here.tenant, meeting)
    forget()
    with db.transaction():
        meetings.name_chair(here.clerk, meeting, chair=here.supervisor, reason="主任出差。")
    deliver()
    for who in (here.supervisor, here.neighbour, here.tenant, here.chair):
        assert heard(who) == [Event.CHAIR_CHANGED]
    assert heard(here.resident) == []


def test_another_round_is_told_to_those_concerned(world):
    meeting = hearing.answered(world.here)
    with db.transaction():
        meetings.change_plan(
            world.clerk,
            meeting,
            extent=PlanChange.SUBSTANTIAL,
            text="电梯改到东侧，要重新听取意见。",
        )
    forget()
    with db.transaction():
        meetings.another_round(world.clerk, meeting, agenda=hearing.AGENDA)
    deliver()
    assert heard(world.resident) == [Event.NEW_ROUND]
    assert heard(world.tenant) == []


def test_minutes_wait_for_those_who_were_there_and_only_for_them(world):
    meeting = hearing.closed(world.here)
    forget()
    with db.transaction():
        hearing.sittings.draft_minutes(
            world.clerk, meeting.sitting, text="会议纪要：与会者各抒己见。" * 3
        )
    deliver()
    assert heard(world.chair) == [Event.MINUTES_TO_CONFIRM]
    assert heard(world.neighbour) == [Event.MINUTES_TO_CONFIRM]
    assert heard(world.tenant) == []


# Opinions and answers ----------------------------------------------------------------


def test_many_opinions_sent_at_once_are_one_piece_of_news(world):
    with db.transaction():
        matter = talk.matter(world)
        said = [talk.said(world.neighbour, matter, f"第{n}条意见。") for n in range(5)]
    forget()
    with db.transaction():
        talk.sent(world, *said[:4])
    deliver()
    assert heard(world.official) == [Event.OPINION_SENT]
    assert mailed(world.official) == [Event.OPINION_SENT]
    assert heard(world.other_official) == []
    with db.transaction():
        actions.read_all(world.official)
    with db.transaction():
        talk.sent(world, said[4])
    deliver()
    assert heard(world.official) == [Event.OPINION_SENT, Event.OPINION_SENT]


def test_those_who_were_answered_hear_of_it_and_of_its_correction(world):
    with db.transaction():
        matter = talk.matter(world)
        mine = talk.said(world.neighbour, matter)
        other = talk.said(world.owner, matter, "搬到南门外。")
        talk.sent(world, mine, other)
    forget()
    with db.transaction():
        answer = opinions.reply(
            world.official, [mine], disposition=Disposition.ADOPT, text="按您说的办。"
        )
    deliver()
    assert heard(world.neighbour) == [Event.REPLY_PUBLISHED]
    assert mailed(world.neighbour) == [Event.REPLY_PUBLISHED]
    assert heard(world.owner) == []
    with db.transaction():
        opinions.correct(
            world.official, answer, disposition=Disposition.PARTLY, text="部分采纳，理由如下。"
        )
    deliver()
    assert heard(world.neighbour) == [Event.REPLY_PUBLISHED, Event.REPLY_CORRECTED]


def test_whoever_is_hidden_is_told_and_the_supervisors_hear_the_objection(world):
    with db.transaction():
        mine = talk.said(world.neighbour, talk.matter(world))
    forget()
    with db.transaction():
        opinions.hide(world.clerk, mine, ground=HideGround.OFF_MATTER)
    deliver()
    assert heard(world.neighbour) == [Event.OPINION_HIDDEN]
    with db.transaction():
        opinions.object_to_hiding(world.neighbour, mine, text="这正是议题的内容。")
    deliver()
    assert heard(world.supervisor) == [Event.OPINION_OBJECTED]
    assert heard(world.there.supervisor) == []
    with db.transaction():
        opinions.decide_objection(world.supervisor, mine, uphold=True, reason="与议题有关。")
    deliver()
    assert heard(world.neighbour)[-1] is Event.OPINION_RESTORED


@pytest.mark.parametrize("who", ["a visitor", "a neighbour with papers and without a telephone"])
def test_where_nobody_can_object_the_supervisors_are_asked_at_once(world, who):
    with db.transaction():
        about = talk.matter(world)
        papers = who != "a visitor"
        household = places.house(world.here.building, "777")
        opinion = opinions.enter(
            world.clerk,
            about,
            kind=OpinionKind.CRITICISM,
            text="账目不公开。",
            channel=How.PAPER,
            name="外来的老王",
            speaker=people.admit(world.clerk, household, name="老太太") if papers else None,
        )
    forget()
    with db.transaction():
        opinions.hide(world.clerk, opinion, ground=HideGround.OFF_MATTER)
    deliver()
    assert heard(world.supervisor) == [Event.HIDING_REFERRED]


def test_a_hidden_title_stands_in_no_notice_old_or_new(world):
    with db.transaction():
        matter = talk.matter(world)
        title = matter.title
    deliver()
    told_of = select(Message).where(Message.url == f"/matters/{matter.id}")
    assert title in [each.facts["title"] for each in session().scalars(told_of)]
    with db.transaction():
        matters.hide(world.clerk, matter, ground=HideGround.PRIVACY)
    deliver()
    assert heard(world.resident)[-1] is Event.MATTER_HIDDEN
    for each in session().scalars(told_of):
        assert each.facts["title"] == f"{matter.code}（内容已隐藏：泄露隐私）"
    with db.transaction():
        matters.object_to_hiding(world.resident, matter, text="里面没有任何人的隐私。")
    deliver()
    assert heard(world.supervisor)[-1] is Event.MATTER_OBJECTED
    assert Event.MATTER_OBJECTED not in heard(world.there.supervisor)
    with db.transaction():
        matters.decide_objection(world.supervisor, matter, uphold=True, reason="没有写到谁。")
    deliver()
    assert heard(world.resident)[-1] is Event.MATTER_RESTORED
    assert heard(world.clerk)[-1] is Event.MATTER_RESTORED
    assert {each.facts["title"] for each in session().scalars(told_of)} == {title}


def test_hiding_one_matter_renames_no_other_that_has_the_same_title(world):
    one, other, third = raised(world), raised(world), raised(world)
    with db.transaction():
        matters.merge(world.clerk, other, third)
        register.enter(
            world.chair,
            world.place,
            kind=Kind.HEARING_OUTCOME,
            title=one.title,
            text="采纳一条。",
            matter=one,
        )
    deliver()
    with db.transaction():
        matters.hide(world.clerk, one, ground=HideGround.PRIVACY)
    deliver()
    named = [
        (each.event, each.url, name)
        for each in session().scalars(select(Message).order_by(Message.id))
        for name in ("title", "into")
        if "已隐藏" in each.facts.get(name, "")
    ]
    assert {url for _, url, _ in named} == {f"/matters/{one.id}"}
    assert Event.MATTER_RAISED in {event for event, *_ in named}
    with db.transaction():
        matters.hide(world.clerk, third, ground=HideGround.PRIVACY)
    deliver()
    told = session().scalars(select(Message).where(Message.event == Event.MATTER_MERGED)).all()
    assert told and {each.facts["title"] for each in told} == {other.written_title}
    assert all("已隐藏" in each.facts["into"] for each in told)


def test_the_words_of_an_opinion_are_in_no_notice(world):
    with db.transaction():
        mine = talk.said(world.neighbour, talk.matter(world), "请把箱房搬到变电站旁边。")
        talk.sent(world, mine)
    deliver()
    for facts in session().scalars(select(Message.facts)):
        assert "变电站" not in str(facts)


# The register ------------------------------------------------------------------------


def test_whoever_spoke_or_stood_behind_it_hears_of_the_entry(world):
    with db.transaction():
        matter = talk.matter(world)
        matters.second(world.owner, matter)
        talk.said(world.neighbour, matter)
    forget()
    with db.transaction():
        register.enter(
            world.chair,
            world.place,
            kind=Kind.HEARING_OUTCOME,
            title="垃圾箱房移位",
            text="采纳一条。",
            matter=matter,
        )
    deliver()
    for who, because in (
        (world.resident, Because.AUTHOR),
        (world.neighbour, Because.SPOKE),
        (world.owner, Because.SECONDED),
    ):
        assert heard(who) == [Event.REGISTER_ENTERED]
        assert why(who, Event.REGISTER_ENTERED) is because
    message = session().scalars(select(Message).where(Message.because == Because.SPOKE)).one()
    assert message.facts["number"] == "五里桥〔2026〕1号"


def test_whoever_sat_there_or_had_a_seat_hears_of_the_entry_though_they_said_nothing(world):
    meeting = hearing.noticed(world.here)
    with db.transaction():
        meetings.register_to_observe(world.tenant, meeting)
    forget()
    with db.transaction():
        register.enter(
            world.chair,
            world.place,
            kind=Kind.HEARING_OUTCOME,
            title="加装电梯",
            text="采纳一条。",
            matter=meeting.matter,
        )
    deliver()
    assert why(world.tenant, Event.REGISTER_ENTERED) is Because.REGISTERED


# People ------------------------------------------------------------------------------


def test_an_appointment_is_told_to_whom_it_concerns(world):
    forget()
    with db.transaction():
        people.appoint(world.administrator, world.neighbour, Role.GRID_WORKER, world.place)
    deliver()
    assert heard(world.neighbour) == [Event.APPOINTED]


def test_of_a_closed_account_nothing_stays_here(world):
    matter = raised(world)
    with db.transaction():
        actions.follow(world.resident, matter)
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    assert heard(world.resident)
    assert letters()
    with db.transaction():
        people.close(world.resident)
    deliver()
    assert heard(world.resident) == mailed(world.resident) == []
    assert not letters()


def test_of_a_closed_account_no_letter_stays_though_it_was_another_one_when_it_was_written(world):
    """Who joined alone, was found in the roster and then leaves."""
    matter = raised(world)
    forget()
    with db.transaction():
        account = person("赵新来", "newcomer", state=PersonState.REGISTERED)
        account.email = "zhao@example.cn"
        listed = live(
            person("赵新来", None, state=PersonState.LISTED), world.here.building, "803", head=True
        )
        actions.follow(account, matter)
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    theirs = [file for file in letters() if b"zhao@example.cn" in file.read_bytes()]
    assert theirs
    with db.transaction():
        people.verify(world.clerk, listed, account)
    deliver()
    with db.transaction():
        people.close(listed)
    deliver()
    assert not [file for file in letters() if b"zhao@example.cn" in file.read_bytes()]


def test_the_hour_of_a_verification_does_not_outlast_the_account(world):
    with db.transaction():
        homes = [places.house(world.here.building, number) for number in ("801", "802")]
        person, neighbour = (
            people.admit(world.clerk, home, name=name)
            for home, name in zip(homes, "周吴", strict=True)
        )
    deliver()
    verified = select(func.count(Message.id)).where(Message.event == Event.VERIFIED)
    assert session().scalar(verified) == 2
    with db.transaction():
        people.close(person)
    deliver()
    assert session().scalar(verified) == 1 and heard(neighbour)


def test_drafts_nobody_ever_read_go_with_the_account_and_their_pictures_too(app, world):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    with db.transaction():
        draft = matters.raise_matter(
            world.resident,
            world.here.building,
            category=Category.ENVIRONMENT,
            title="只写给自己的草稿",
            text="还没有想好。",
            uploads=[(io.BytesIO(picture.getvalue()), "楼道.png")],
            is_draft=True,
        )
    submitted = raised(world)
    entry = (
        session().scalars(select(ledger.Entry).where(ledger.Entry.ref == draft.ledger_ref)).one()
    )
    files = list((Path(app.config["INSTANCE"]) / "files").rglob("*"))
    assert ledger.opening(entry.idx, "entry") and [f for f in files if f.is_file()]
    with db.transaction():
        people.close(world.resident)
    deliver()
    session().expire_all()
    assert draft.written_title == draft.written_body == "" and submitted.written_title
    assert ledger.opening(entry.idx, "entry") is None
    files = list((Path(app.config["INSTANCE"]) / "files").rglob("*"))
    assert not [f for f in files if f.is_file()]


# Once, whatever happens --------------------------------------------------------------


def test_delivered_twice_nobody_hears_twice(world):
    forget()
    raised(world)
    deliver()
    with db.transaction() as here:
        here.execute(Outbox.__table__.update().values(done_at=None))
    with pytest.raises(Exception):  # noqa: B017 - the schema itself refuses the second message
        with db.transaction():
            for row in session().scalars(select(Outbox)):
                entry = session().get_one(ledger.Entry, row.idx)
                for piece in told.news(entry):
                    delivery._spread(entry, piece)
    deliver()
    assert heard(world.clerk) == [Event.MATTER_RAISED]


def test_killed_half_way_the_batch_has_never_been_and_comes_again(world, monkeypatch):
    forget()
    raised(world)
    spread, calls = delivery._spread, []

    def dies(*args):
        spread(*args)
        calls.append(args)
        raise SystemExit("killed")

    monkeypatch.setattr(delivery, "_spread", dies)
    with pytest.raises(SystemExit):
        actions.deliver()
    assert calls
    db.rollback()
    assert heard(world.clerk) == []
    monkeypatch.undo()
    deliver()
    assert heard(world.clerk) == [Event.MATTER_RAISED]


def test_an_entry_that_cannot_be_told_holds_up_nobody_and_is_left_in_the_end(
    world, clock, monkeypatch
):
    forget()
    first = raised(world)

    def broken(entry):
        if entry.ref == first.ledger_ref and entry.fact is Fact.MATTER_RAISED:
            raise RuntimeError("no words")
        return news(entry)

    news = delivery.news
    monkeypatch.setattr(delivery, "news", broken)
    with db.transaction():
        matters.screen(world.clerk, first, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    assert heard(world.resident) == [Event.MATTER_ACCEPTED]
    assert heard(world.clerk) == []
    for _ in range(MOST_TRIES):
        clock.move(timedelta(days=2))
        deliver()
    assert heard(world.clerk) == []
    assert not session().scalars(select(Outbox).where(Outbox.done_at.is_(None))).all()


def test_an_entry_that_could_not_be_told_is_told_once_what_stood_in_its_way_is_gone(
    world, clock, monkeypatch
):
    forget()
    raised(world)
    with monkeypatch.context() as broken:
        broken.setattr(delivery, "news", lambda _entry: 1 / 0)
        deliver()
        clock.move(timedelta(minutes=1))
        deliver()
    assert session().scalars(select(Outbox.tries).where(Outbox.done_at.is_(None))).all() == [2]
    assert actions.deliver() == 0, "it waits"
    clock.move(timedelta(minutes=5))
    deliver()
    assert heard(world.clerk) == [Event.MATTER_RAISED]


def test_a_database_that_fails_costs_no_notice_however_often_it_fails(world, backend, monkeypatch):
    """A lock that is waited for too long is no entry's fault: the batch has never been."""
    forget()
    raised(world)
    spread = delivery._spread

    def impatient(*args):
        spread(*args)
        if backend == "sqlite":
            with closing(sqlite3.connect(db.db.engine.url.database, timeout=0)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as locked:
                    raise OperationalError("…", {}, locked) from None
        session().execute(text("SET LOCAL statement_timeout = 1"))
        session().execute(text("SELECT pg_sleep(1)"))

    with monkeypatch.context() as broken:
        broken.setattr(delivery, "_spread", impatient)
        for _ in range(MOST_TRIES):
            with pytest.raises(OperationalError):
                actions.deliver()
    deliver()
    assert heard(world.clerk) == [Event.MATTER_RAISED]


def test_of_an_entry_that_cannot_be_told_the_log_says_kind_and_place_alone(
    world, monkeypatch, caplog
):
    """One line, and nothing in it that somebody wrote or that a statement carried."""
    raised(world)
    monkeypatch.setattr(
        delivery, "news", lambda _entry: session().execute(select(func.nothing("王秀英，住301")))
    )
    with caplog.at_level("ERROR", logger="civic.notices"):
        actions.deliver()
    lines = [logging.Formatter().format(record) for record in caplog.records]
    assert lines
    for line in lines:
        assert "Error" in line and "delivery.py" in line
        assert "王秀英" not in line and "parameters" not in line
        assert "\n" not in line


def test_whoever_turned_a_heading_off_hears_nothing_of_it(world):
    matter = raised(world)
    with db.transaction():
        actions.mute(world.resident, [(Topic.MATTERS, Channel.MAIL)])
    forget()
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    assert heard(world.resident) == [Event.MATTER_ACCEPTED]
    assert mailed(world.resident) == []
    with db.transaction():
        actions.mute(world.resident, [(Topic.MATTERS, channel) for channel in Channel])
    with db.transaction():
        matters.route(world.clerk, matter, hearing.Subject.PROJECT)
    deliver()
    assert heard(world.resident) == [Event.MATTER_ACCEPTED]


def test_what_an_office_brings_cannot_be_turned_off(world):
    with db.transaction():
        actions.mute(world.clerk, [(Topic.TASKS, channel) for channel in Channel])
    forget()
    raised(world)
    deliver()
    assert heard(world.clerk) == [Event.MATTER_RAISED]
    assert not may_be_muted(Topic.TASKS, Channel.INBOX)
    assert may_be_muted(Topic.TASKS, Channel.MAIL)


def test_nobody_reads_what_was_told_to_somebody_else(world):
    raised(world)
    deliver()
    theirs = (
        session()
        .scalars(select(Notification).where(Notification.person_id == world.clerk.id))
        .first()
    )
    with pytest.raises(NotAllowed), db.transaction():
        actions.read(world.neighbour, theirs)


# Reminders ---------------------------------------------------------------------------


def test_a_unit_is_reminded_a_day_before_and_told_when_it_is_late_once_each(world, clock):
    with db.transaction():
        matter = talk.matter(world)
        said = [talk.said(world.neighbour, matter, f"第{n}条。") for n in range(3)]
        talk.sent(world, *said)
        due_on = said[0].due_on
    forget()
    clock.set(hearing.clock.start_of_day(due_on) - timedelta(hours=5))
    for _ in range(3):
        actions.tick()
    deliver()
    assert heard(world.official) == [Event.REPLY_DUE]
    assert heard(world.chair) == []
    clock.set(hearing.clock.end_of_day(due_on) + timedelta(hours=5))
    for _ in range(3):
        actions.tick()
    deliver()
    assert heard(world.official) == [Event.REPLY_DUE, Event.REPLY_MISSED]
    assert Event.REPLY_MISSED in heard(world.chair)
    assert Event.REPLY_MISSED in heard(world.supervisor)
    entry = (
        session().scalars(select(ledger.Entry).where(ledger.Entry.fact == Fact.REPLY_MISSED)).one()
    )
    assert ledger.content(entry)["pub"]["count"] == 3


NEW_YEAR = {
    "year": 2027,
    "off": [
        "2027-01-01/2027-01-13",
        "2027-02-05/2027-02-12",
        "2027-05-01/2027-05-03",
        "2027-10-01/2027-10-07",
    ],
    "worked": [],
}


def test_once_the_year_is_announced_every_open_date_is_found_anew(world, clock):
    """WD-4: not the answers' alone, but screenings, minutes, objections and their decisions."""
    calendar.seed()
    clock.set(hearing.clock.start_of_day(date(2026, 12, 20)))
    meeting = hearing.closed(world.here, hearing.opened(world.here))
    matter = raised(world)
    with db.transaction():
        minutes = sittings.draft_minutes(
            world.clerk, meeting.sitting, text="主持人说明方案，居民发表意见。"
        )
        about = talk.matter(world)
        plain, contested = (talk.said(world.neighbour, about, f"第{n}条。") for n in range(2))
        open_ = opinions.hide(world.clerk, plain, ground=HideGround.INSULT)
        objected = opinions.hide(world.clerk, contested, ground=HideGround.INSULT)
        opinions.object_to_hiding(world.neighbour, contested, text="这不是骂人。")

    def dates():
        session().expire_all()
        screened = hearing.clock.day_of(matter.due_at - timedelta(seconds=1))
        return screened, minutes.due_on, open_.object_until_on, objected.decide_until_on

    assert max(dates()) < date(2027, 1, 16), "guessed by the statutory holidays"
    with db.transaction():
        calendar.load(world.administrator, 2027, NEW_YEAR, "通知")
    actions.tick()
    assert dates() == (
        date(2027, 1, 20),  # five working days after 31 December, the thirteenth being off
        date(2027, 1, 18),  # three
        date(2027, 1, 15),  # fifteen days
        date(2027, 1, 20),  # five working days
    )


def test_a_matter_nobody_screened_in_time_is_recorded_once(world, clock):
    matter = raised(world)
    forget()
    clock.move(timedelta(days=10))
    actions.tick()
    actions.tick()
    deliver()
    assert heard(world.clerk) == [Event.SCREENING_MISSED]
    assert talk.facts(matter.ledger_ref).count(Fact.SCREENING_MISSED) == 1


def test_a_broken_promise_is_told_to_its_unit_and_to_those_who_watch(world, clock):
    with db.transaction():
        register.enter(
            world.chair,
            world.place,
            kind=Kind.HEARING_OUTCOME,
            title="路灯",
            text="修好路灯。",
            commitments=[
                register.Promise(
                    "修好路灯",
                    hearing.clock.today() + timedelta(days=5),
                    unit=world.here.unit("greening"),
                )
            ],
        )
    deliver()
    assert heard(world.official)[-1] is Event.COMMITMENT_MADE
    clock.move(timedelta(days=7))
    actions.tick()
    actions.tick()
    deliver()
    assert heard(world.official).count(Event.COMMITMENT_MISSED) == 1
    assert heard(world.supervisor).count(Event.COMMITMENT_MISSED) == 1


def test_minutes_not_confirmed_are_asked_for_again_from_those_who_have_not(world, clock):
    meeting = hearing.closed(world.here)
    with db.transaction():
        hearing.sittings.draft_minutes(
            world.clerk, meeting.sitting, text="会议纪要：与会者各抒己见。" * 3
        )
    with db.transaction():
        hearing.sittings.confirm(world.neighbour, meeting.sitting, version=1)
    forget()
    clock.move(timedelta(days=5))
    actions.tick()
    actions.tick()
    deliver()
    assert heard(world.owner) == [Event.MINUTES_AWAITED]
    assert heard(world.neighbour) == []


def test_minutes_that_nobody_wrote_are_asked_for_from_the_committee(world, clock):
    """TM-5: the three working days run from the closing, not from a draft."""
    hearing.closed(world.here)
    forget()
    clock.move(timedelta(days=6))
    actions.tick()
    actions.tick()
    deliver()
    assert heard(world.clerk) == [Event.MINUTES_AWAITED]
    assert heard(world.neighbour) == [], "there is nothing to confirm yet"


# Mail --------------------------------------------------------------------------------


def letters():
    return sorted(post.folder().glob("*.eml"))


def test_a_letter_lies_in_the_folder_where_there_is_no_server(world):
    forget()
    matter = raised(world)
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    assert len(letters()) == 1
    mail = session().scalars(select(Mail)).one()
    assert (mail.state, mail.tries) == (MailState.SENT, 1)
    raw = letters()[0].read_bytes()
    assert b"To: resident@example.org" in raw


def test_a_letter_is_in_the_language_of_its_reader(world):
    matter = raised(world)
    with db.transaction():
        world.resident.locale = "en"
    forget()
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    deliver()
    message = (
        session().scalars(select(Message).where(Message.event == Event.MATTER_ACCEPTED)).first()
    )
    chinese, english = wording.letter(message, "zh"), wording.letter(message, "en")
    assert "受理" in chinese.subject
    assert "accepted" in english.subject
    assert "accepted" in letters()[0].read_text("utf-8", errors="replace")


class Refusing:
    """A post that is closed, or does not know the address."""

    def __init__(self, error):
        self.error = error

    def carry(self, _letter):
        raise post.Failed(self.error)

    def close(self):
        pass


def one_mail(world):
    forget()
    matter = raised(world)
    with db.transaction():
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="关系多户居民。")
    return matter


def test_what_could_not_be_sent_is_tried_later_and_given_up_in_the_end(world, clock, monkeypatch):
    one_mail(world)
    monkeypatch.setattr(post, "_carrier", lambda: Refusing(MailError.UNREACHABLE))
    deliver()
    mail = session().scalars(select(Mail)).one()
    assert (mail.state, mail.error, mail.tries) == (MailState.WAITING, MailError.UNREACHABLE, 1)
    assert mail.next_at == hearing.clock.now() + timedelta(minutes=1)
    actions.deliver()
    assert session().scalars(select(Mail.tries)).one() == 1
    for _ in range(MOST_TRIES):
        clock.move(timedelta(days=2))
        deliver()
    mail = session().scalars(select(Mail)).one()
    assert (mail.state, mail.tries) == (MailState.GIVEN_UP, MOST_TRIES)


def test_words_of_several_lines_make_a_letter_with_one_line_for_its_subject(world):
    with db.transaction():
        world.official.email = "official@example.org"
        promise = register.Promise("修路灯\n装扶手", date(2026, 12, 1), world.here.unit("greening"))
        register.enter(
            world.chair,
            world.place,
            kind=Kind.HEARING_OUTCOME,
            title="路灯",
            text="修好。",
            commitments=[promise],
        )
    deliver()
    assert session().scalars(
        select(Mail.state).where(Mail.person_id == world.official.id)
    ).all() == [MailState.SENT]


def test_a_letter_that_cannot_be_put_together_holds_up_no_other(world, monkeypatch):
    one_mail(world)
    monkeypatch.setitem(
        post.current_app.extensions,
        "civic.notices.voice",
        lambda _message, _locale: post.Letter("两行\n主题", "正文"),
    )
    deliver()
    mail = session().scalars(select(Mail)).one()
    assert (mail.state, mail.error) == (MailState.GIVEN_UP, MailError.NOT_A_LETTER)


def test_a_letter_whose_words_fail_holds_up_no_other(world, monkeypatch):
    due(2, world)
    speak, spoken = post.current_app.extensions["civic.notices.voice"], []

    def stumbles(message, locale):
        spoken.append(message)
        if len(spoken) == 1:
            raise KeyError("title")
        return speak(message, locale)

    monkeypatch.setitem(post.current_app.extensions, "civic.notices.voice", stumbles)
    deliver()
    assert sorted(state for state, *_ in states()) == ["given_up", "sent"]


def test_a_sender_that_is_none_costs_no_letter(app, world):
    """It is the site's mistake and not the letter's: mended, all of them go out."""
    one_mail(world)
    actions.deliver()
    with db.transaction() as here:
        mail = here.scalars(select(Mail)).one()
        mail.state, mail.sent_at = MailState.WAITING, None
    app.config["MAIL_FROM"] = ""
    with pytest.raises((ValueError, IndexError)):
        deliver()
    assert [state for state, *_ in states()] == [MailState.WAITING]
    app.config["MAIL_FROM"] = "五里桥居委会 <civic@x.cn>"
    deliver()
    assert [state for state, *_ in states()] == [MailState.SENT]


def test_an_address_that_does_not_exist_is_not_tried_again(world, monkeypatch):
    one_mail(world)
    monkeypatch.setattr(post, "_carrier", lambda: Refusing(MailError.ADDRESS_REFUSED))
    deliver()
    assert session().scalars(select(Mail.state)).one() is MailState.GIVEN_UP


def test_a_worker_that_died_while_sending_leaves_its_mail_to_the_next(world, clock, monkeypatch):
    one_mail(world)

    class Dying(Refusing):
        def carry(self, _letter):
            raise SystemExit("killed")

    monkeypatch.setattr(post, "_carrier", lambda: Dying(None))
    monkeypatch.setattr(post, "_note", lambda _outcomes: set())
    with pytest.raises(SystemExit):
        deliver()
    monkeypatch.undo()
    deliver()
    assert session().scalars(select(Mail.state)).one() is MailState.SENDING
    clock.move(LEASE)
    deliver()
    assert session().scalars(select(Mail.state)).one() is MailState.SENT
    assert len(letters()) == 1


class Counting(Refusing):
    """A post that notes what it was asked to carry, and answers each time as it is told."""

    def __init__(self, *errors, takes=timedelta(0), clock=None):
        self.errors, self.asked, self.takes, self.clock = list(errors), 0, takes, clock

    def carry(self, _letter):
        self.asked += 1
        if self.clock:
            self.clock.move(self.takes)
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise post.Failed(error)


def due(count, world):
    """So many letters wait for the post."""
    one_mail(world)
    actions.deliver()
    with db.transaction() as here:
        sent = here.scalars(select(Mail)).one()
        here.add_all(
            Mail(
                person_id=person(f"邻居{n}", f"crowd{n}").id,
                ledger_idx=sent.ledger_idx,
                message_id=sent.message_id,
                address=f"crowd{n}@example.org",
                locale="zh",
                state=MailState.WAITING,
                tries=0,
            )
            for n in range(count)
        )
        here.delete(sent)


def states():
    db.rollback()
    return session().execute(select(Mail.state, Mail.tries, Mail.next_at).order_by(Mail.id)).all()


@pytest.mark.parametrize("error", [MailError.UNREACHABLE, MailError.NOT_ADMITTED])
def test_a_server_that_is_away_is_waited_for_once_not_once_for_each_letter(
    world, clock, monkeypatch, error
):
    due(3, world)
    away = Counting(error)
    monkeypatch.setattr(post, "_carrier", lambda: away)
    deliver()
    assert away.asked == 1, "nobody else's letter was tried"
    assert [(state, tries) for state, tries, _ in states()] == [
        (MailState.WAITING, 1),
        *[(MailState.WAITING, 0)] * 2,
    ]
    assert all(at > hearing.clock.now() for *_, at in states()), "all rest until it may be back"
    clock.move(REST)
    deliver()
    assert {state for state, *_ in states()} == {MailState.SENT}


def test_a_line_that_is_cut_ends_the_batch_and_the_next_letter_finds_a_new_one(world, monkeypatch):
    due(3, world)
    wire = Counting(MailError.CUT_OFF)
    monkeypatch.setattr(post, "_carrier", lambda: wire)
    actions.deliver()
    assert wire.asked == 1
    actions.deliver()
    assert sorted(state for state, *_ in states()) == ["sent", "sent", "waiting"]


def test_a_batch_is_small_so_that_notices_and_imports_go_on_in_between(world, monkeypatch):
    due(post.BATCH + 2, world)
    wire = Counting()
    monkeypatch.setattr(post, "_carrier", lambda: wire)
    actions.deliver()
    assert wire.asked == post.BATCH


def test_whoever_stops_the_worker_waits_for_one_letter_at_most(world, monkeypatch):
    due(3, world)
    wire = Counting()
    monkeypatch.setattr(post, "_carrier", lambda: wire)
    actions.deliver(stop=lambda: wire.asked == 1)
    assert wire.asked == 1
    assert sorted(state for state, *_ in states()) == ["sent", "waiting", "waiting"]
    assert sum(tries for _, tries, _ in states()) == 1, "who was not tried has all tries left"
    actions.deliver()
    assert {state for state, *_ in states()} == {MailState.SENT}


def test_no_letter_is_begun_that_might_outlast_the_workers_lease(world, clock, monkeypatch):
    """A slow server's letters would else be taken up by a second worker as well."""
    due(3, world)
    slow = Counting(takes=LEASE / 3, clock=clock)
    monkeypatch.setattr(post, "_carrier", lambda: slow)
    actions.deliver()
    assert slow.asked == 2
    assert sorted(state for state, *_ in states()) == ["sent", "sent", "waiting"]


def test_an_account_closed_while_its_letter_is_on_its_way_costs_nobody_a_second_letter(
    world, monkeypatch
):
    due(2, world)
    first = session().scalars(select(Mail.id).order_by(Mail.id)).first()
    folder, carried = post.Folder(post.folder()), []
    db.rollback()

    class Meanwhile(Counting):
        def carry(self, letter):
            folder.carry(letter)
            carried.append(letter)
            if len(carried) == 1:
                with db.transaction() as here:
                    here.execute(Mail.__table__.delete().where(Mail.id == first))

    for file in letters():
        file.unlink()
    monkeypatch.setattr(post, "_carrier", Meanwhile)
    deliver()
    assert [state for state, *_ in states()] == [MailState.SENT]
    assert len(carried) == 2
    assert len(letters()) == 1, "what was for the closed account is gone"


def test_the_same_letter_again_carries_the_same_name(world):
    one_mail(world)
    actions.deliver()
    mail = session().scalars(select(Mail)).one()
    assert post._name(mail) == post._name(mail)
    with db.transaction() as here:
        again = here.get_one(Mail, mail.id)
        again.state, again.sent_at = MailState.WAITING, None
    deliver()
    assert len(letters()) == 1


class Wire:
    """A server as smtplib sees it."""

    seen: list = []
    refuses: Exception | None = None

    def __init__(self, host, port, timeout):
        assert (host, timeout) == ("mail.example.org", post.TIMEOUT)

    def ehlo(self):
        pass

    def has_extn(self, name):
        return name == "starttls"

    def starttls(self, context):
        assert context.check_hostname
        Wire.seen.append("tls")

    def login(self, user, password):
        if isinstance(Wire.refuses, smtplib.SMTPAuthenticationError):
            raise Wire.refuses
        Wire.seen.append((user, password))

    def send_message(self, letter):
        if Wire.refuses:
            raise Wire.refuses
        Wire.seen.append(letter["To"])

    def rset(self):
        pass

    def quit(self):
        Wire.seen.append("bye")

    def close(self):
        pass


def test_a_server_gets_it_over_a_closed_line(app, world, monkeypatch):
    one_mail(world)
    app.config["MAIL_URL"] = "smtp://civic:p%40ss@mail.example.org"
    monkeypatch.setattr(smtplib, "SMTP", Wire)
    monkeypatch.setattr(Wire, "seen", [])
    deliver()
    assert Wire.seen == ["tls", ("civic", "p@ss"), "resident@example.org", "bye"]


@pytest.mark.parametrize("host", ["..", f"{'x' * 70}.cn"])
def test_a_host_that_there_cannot_be_is_waited_for_like_one_that_is_away(app, world, host):
    one_mail(world)
    app.config["MAIL_URL"] = f"smtp://{host}:25"
    actions.deliver()
    assert [(m.state, m.error) for m in session().scalars(select(Mail))] == [
        (MailState.WAITING, MailError.UNREACHABLE)
    ]


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), MailError.ADDRESS_REFUSED),
        (smtplib.SMTPRecipientsRefused({"x": (450, b"later")}), MailError.SERVER_REFUSED),
        (smtplib.SMTPDataError(554, b"no"), MailError.SERVER_REFUSED),
        (smtplib.SMTPServerDisconnected(), MailError.CUT_OFF),
        (smtplib.SMTPAuthenticationError(535, b"no"), MailError.NOT_ADMITTED),
        (ConnectionRefusedError(), MailError.UNREACHABLE),
        (TimeoutError(), MailError.UNREACHABLE),
    ],
)
def test_what_a_server_says_is_noted_in_few_words(app, world, monkeypatch, problem, error):
    one_mail(world)
    app.config["MAIL_URL"] = "smtp://civic:pass@mail.example.org"
    monkeypatch.setattr(smtplib, "SMTP", Wire)
    monkeypatch.setattr(Wire, "refuses", problem)
    actions.deliver()
    assert session().scalars(select(Mail.error)).one() is error


def test_later_and_later():
    at = hearing.clock.now()
    spans = [after_failure(n, MailError.CUT_OFF, at)[1] for n in range(1, MOST_TRIES)]
    assert spans == sorted(spans)
    assert after_failure(MOST_TRIES, MailError.CUT_OFF, at) == (MailState.GIVEN_UP, None)


# Complete ----------------------------------------------------------------------------


def test_every_event_has_its_heading_and_its_words():
    assert set(TOPIC) == set(Event) == set(wording.EVENT)


def test_closed_accounts_and_roster_entries_hear_nothing(world):
    with db.transaction():
        world.neighbour.state = PersonState.LISTED
    meeting = hearing.explained(world.here, hearing.with_panel(world.here))
    forget()
    with db.transaction():
        meetings.notify(world.clerk, meeting, **hearing.notice_facts())
    deliver()
    assert heard(world.neighbour) == []
