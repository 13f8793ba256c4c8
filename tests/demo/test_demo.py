"""The demo: a neighbourhood with a true history, cards to come in by, a clock that moves."""

import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from civic import clock, create_app, db
from civic.cli import main
from civic.clock import SEEDED
from civic.config import Unsafe
from civic.db import session, transaction
from civic.demo import actions
from civic.demo.models import Founding
from civic.demo.rules import Almanac, Due, Move, moved
from civic.demo.wording import CARDS, DUE
from civic.errors import OutOfOrder
from civic.ledger import Entry, Outbox
from civic.matters.models import AttachmentHiding, Matter
from civic.matters.rules import Forum, Screening, Stage
from civic.meetings import actions as meetings
from civic.meetings.models import Meeting, conducted
from civic.meetings.rules import MeetingStage
from civic.notices.models import Notification
from civic.opinions import actions as opinions
from civic.opinions.models import UNANSWERED, Hiding, Opinion, Reaction, unanswered
from civic.opinions.rules import Disposition, HideGround, Kind, Objection, Stance
from civic.people.models import Person
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import CommitmentState
from civic.register.rules import Kind as EntryKind
from civic.sittings import actions as sittings
from civic.sittings.models import Sitting, whole
from civic.sittings.rules import AttendanceMode
from tests.browser.town import free_port
from tests.conftest import TODAY
from tests.demo.conftest import found
from tests.neighbour import NeighbourClient

Visitor = Callable[[], NeighbourClient]
KEYS = "x" * 48


def who(login: str) -> Person:
    return session().scalars(select(Person).where(Person.login == login)).one()


def matter(words: str) -> Matter:
    return session().scalars(select(Matter).where(Matter.title.contains(words))).one()


def meeting_on(words: str) -> Meeting:
    ident = select(Meeting.id).where(Meeting.matter_id == matter(words).id)
    query = conducted(session().scalars(ident).one()).execution_options(populate_existing=True)
    return session().scalars(query).unique().one()


def sitting_on(words: str) -> Sitting:
    query = whole(meeting_on(words).sitting_id).execution_options(populate_existing=True)
    return session().scalars(query).unique().one()


# -- what it starts with ----------------------------------------------------------------------


def test_matters_stand_at_every_stage_that_acts_lead_to(demo: Flask) -> None:
    stages = set(session().scalars(select(Matter.stage)))
    # In session is a moment; evaluation comes with its own meetings.
    assert stages == set(Stage) - {Stage.IN_SESSION, Stage.EVALUATED}
    forums = set(session().scalars(select(Matter.forum)))
    assert {
        Forum.HEARING,
        Forum.COORDINATION_MEETING,
        Forum.OWNERS_ASSEMBLY,
        Forum.RESIDENTS_ASSEMBLY,
        Forum.GOVERNMENT,
        None,
    } <= forums
    assert set(session().scalars(select(Matter.screening))) == {*Screening, None}


def test_meetings_stand_between_the_panel_and_the_archive(demo: Flask) -> None:
    stages = list(session().scalars(select(Meeting.stage)))
    assert set(stages) == {
        MeetingStage.DRAFT,
        MeetingStage.PANEL_FORMED,
        MeetingStage.NOTICED,
        MeetingStage.SAT,
        MeetingStage.REPLIES_AWAITED,
        MeetingStage.PUBLISHED,
        MeetingStage.ARCHIVED,
    }


def test_the_open_hearing_was_announced_in_time_and_sits_in_a_week(demo: Flask) -> None:
    meeting = meeting_on("加装电梯")
    (notice,) = meeting.notices
    assert clock.day_of(meeting.sitting.starts_at) >= notice.earliest_on
    assert timedelta(days=7) < meeting.sitting.starts_at - clock.now() < timedelta(days=9)
    spoken = {r.group_id for r in meeting.registrations if r.group_id}
    assert spoken, "some have a seat"
    free = sum(g.seats for g in meeting.groups) - sum(1 for r in meeting.registrations if r.group)
    assert free > 0, "and some seats are left"
    said = select(func.count()).select_from(Opinion).where(Opinion.matter_id == meeting.matter_id)
    assert session().scalar(said) == 9


def test_one_answer_is_late_two_have_more_time_and_one_insult_is_hidden(demo: Flask) -> None:
    said = list(session().scalars(select(Opinion).where(Opinion.matter_id == matter("投放点").id)))
    assert sum(o.is_overdue for o in said) == 1
    assert sum(o.extended_at is not None for o in said) == 2
    assert {o.disposition for o in said if o.is_answered} >= {
        Disposition.ADOPT,
        Disposition.PARTLY,
        Disposition.NOT_WITHIN_COMPETENCE,
    }
    hiding = session().scalars(select(Hiding)).one()
    assert (hiding.ground, hiding.objection) == (HideGround.INSULT, Objection.OPEN)
    assert not hiding.is_overdue


def test_a_file_that_names_somebody_is_hidden_and_its_matter_is_not(demo: Flask) -> None:
    hidden = session().scalars(select(AttachmentHiding)).one()
    assert (hidden.ground, hidden.objection) == (HideGround.PRIVACY, None)
    assert not matter("早餐摊").is_hidden


def test_what_was_promised_is_kept_late_or_still_to_come(demo: Flask) -> None:
    promised = list(session().scalars(select(Commitment).order_by(Commitment.id)))
    assert any(c.state is CommitmentState.STRUCK_OFF for c in promised)
    assert any(c.is_overdue for c in promised)
    assert any(c.is_open and not c.is_overdue for c in promised)


def test_each_community_has_its_register_without_gaps(demo: Flask) -> None:
    rows = session().execute(
        select(RegisterEntry.place_id, func.count(), func.max(RegisterEntry.number)).group_by(
            RegisterEntry.place_id, RegisterEntry.year
        )
    )
    counted = [tuple(row) for row in rows]
    assert len({place for place, _count, _last in counted}) == 3
    assert all(count == last for _place, count, last in counted)
    decided = session().scalars(
        select(RegisterEntry).where(RegisterEntry.kind == EntryKind.DEPARTMENT_DECISION)
    )
    assert all(entry.document_number for entry in decided)


def test_the_record_tells_it_in_its_order_and_everybody_has_heard(demo: Flask) -> None:
    moments = list(session().scalars(select(Entry.at).order_by(Entry.idx)))
    days = [clock.day_of(moment) for moment in moments]
    assert days == sorted(days)
    # Secret ballots, and what is older than six months, have their day alone (CSL25 Art.23).
    with_hour = [m for m in moments if m != clock.start_of_day(clock.day_of(m))]
    assert with_hour == sorted(with_hour)
    assert timedelta(days=730) < TODAY - moments[0] < timedelta(days=830)
    assert moments[-1] <= TODAY
    waiting = select(func.count()).select_from(Outbox).where(Outbox.done_at.is_(None))
    assert session().scalar(waiting) == 0
    untold = select(func.count()).select_from(Outbox).where(Outbox.tries > 0)
    assert session().scalar(untold) == 0, "nothing that happened could not be told"
    for login in ("xiuying", "liumin", "zhaoke", "wulao"):
        mine = select(func.count()).where(
            Notification.person_id == who(login).id, Notification.read_at.is_(None)
        )
        assert 0 < (session().scalar(mine) or 0) < 30, login


def test_reactions_and_their_counters_agree(demo: Flask) -> None:
    given = dict(
        session()
        .execute(select(Reaction.opinion_id, func.count()).group_by(Reaction.opinion_id))
        .all()
    )
    for opinion in session().scalars(select(Opinion)):
        assert sum(opinion.counts) == given.get(opinion.id, 0)


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2026-02-26", "2026-10-08", "2027-01-03", "2027-02-20"])
def test_it_can_be_founded_on_any_day(day: str, tmp_path: Path) -> None:
    at = clock.start_of_day(clock.date.fromisoformat(day)) + timedelta(hours=6)
    found(tmp_path, at)
    app = create_app(ENV="test", INSTANCE=str(tmp_path))
    with app.app_context(), clock.stopped(at):
        assert session().get(Founding, 1) is not None
        assert session().scalar(select(func.max(Entry.at))) <= at
        late = select(func.count()).select_from(Opinion).where(Opinion.due_on < clock.today())
        assert session().scalar(late.where(UNANSWERED)) == 1, "the insult is owed no answer"
        db.db.session.remove()
        db.db.engine.dispose()


def test_the_story_counts_back_in_working_days() -> None:
    almanac = Almanac(clock.date(2026, 10, 8), SEEDED)
    assert almanac.day(0) == clock.date(2026, 10, 8)
    assert almanac.day(1) == clock.date(2026, 9, 30), "the first week of October is off"
    assert almanac.day(9) == clock.date(2026, 9, 18)


# -- the clock --------------------------------------------------------------------------------


def test_the_clock_moves_forward_for_everybody(demo: Flask, visitor: Visitor) -> None:
    client = visitor()
    page = client.send("/demo/clock", move="day", next="/demo/")
    assert page.status_code == 303
    actions.wind()
    assert clock.now() == TODAY + timedelta(days=1)
    assert "11月24日（周二）09:00" in visitor().get("/demo/").text


def test_to_the_next_deadline_means_a_minute_past_it(demo: Flask) -> None:
    due = actions.next_deadline()
    assert due is not None
    assert due.kind in {Due.SCREENING, Due.MINUTES, Due.ROLL_DECISION}
    with transaction():
        now = actions.move_clock(None, Move.DEADLINE)
    assert now == due.at + timedelta(minutes=1)
    following = actions.next_deadline()
    assert following is not None
    assert following.at > due.at


def test_one_can_go_from_deadline_to_deadline_until_nothing_is_due(demo: Flask) -> None:
    seen = []
    for _step in range(40):
        due = actions.next_deadline()
        if due is None:
            break
        seen.append(due)
        with transaction():
            actions.move_clock(None, Move.DEADLINE)
    assert seen == sorted(seen)
    assert {Due.REGISTRATION, Due.SITTING, Due.REPLY, Due.DECISION} <= {d.kind for d in seen}
    with pytest.raises(OutOfOrder), transaction():
        actions.move_clock(None, Move.DEADLINE)


def test_one_push_leads_to_the_hour_of_the_open_hearing(demo: Flask, visitor: Visitor) -> None:
    starts_at = meeting_on("加装电梯").sitting.starts_at
    client = visitor()
    assert "拨到下一场会议" in client.get("/demo/").text
    assert client.send("/demo/clock", move="sitting").status_code == 303
    actions.wind()
    assert clock.now() == starts_at + timedelta(minutes=1), "now the chair may open it"
    assert "拨到下一场会议" not in client.get("/demo/").text, "no other is announced"
    assert client.send("/demo/clock", move="sitting").status_code == 409


def test_a_push_is_never_backwards() -> None:
    assert moved(TODAY, Move.HOUR, None) == timedelta(hours=1)
    assert moved(TODAY, Move.DEADLINE, TODAY) == timedelta(minutes=1)


def test_a_move_that_there_is_not_is_no_move(demo: Flask, visitor: Visitor) -> None:
    assert visitor().send("/demo/clock", move="back").status_code == 400
    assert session().scalar(select(Founding.ahead)) == 0


# -- the cards --------------------------------------------------------------------------------


def test_a_card_signs_in_as_whom_it_shows(demo: Flask, visitor: Visitor) -> None:
    client = visitor()
    front = client.get("/demo/")
    assert front.status_code == 200
    assert all(f'value="{card.login}"' in front.text for card in CARDS)
    assert client.send("/demo/sign-ins", login="liumin").status_code == 303
    home = client.get("/").text
    assert "刘敏" in home
    assert "充电棚不够用" in home, "what waits for the clerk stands there"


def test_whoever_comes_in_by_card_finds_their_pages(demo: Flask, visitor: Visitor) -> None:
    lift, waste = matter("加装电梯").id, matter("投放点").id
    about = f"/matters/{lift}", f"/matters/{waste}", f"/meetings/{meeting_on('加装电梯').id}"
    everywhere = "/", "/desk", "/matters/", "/meetings/", "/register/", "/notices/", "/statistics"
    for card in CARDS:
        client = visitor()
        client.send("/demo/sign-ins", login=card.login)
        for path in (*everywhere, *about):
            assert client.get(path).status_code == 200, (card.login, path)


def test_each_of_the_three_walks_is_one_push_away_for_whoever_plays_a_card(
    demo: Flask, visitor: Visitor
) -> None:
    client = visitor()
    client.send("/demo/sign-ins", login=CARDS[0].login)
    page = client.get("/demo/").text
    head, _main, body = page.partition("拨动时钟")
    for walk, title in (("walk", "听证会"), ("walk-vote", "表决"), ("walk-rating", "评议会")):
        assert f'href="#{walk}">{title}</a>' in head
        assert f'id="{walk}">走一遍{title}</h2>' in body
    assert str(DUE[Due.REGISTRATION]) == "会议报名截止", "of whichever meeting is next"


def test_only_those_on_cards_can_be_taken(demo: Flask, visitor: Visitor) -> None:
    assert visitor().send("/demo/sign-ins", login="meifang").status_code == 404
    assert visitor().send("/demo/sign-ins", login="").status_code == 404


def test_elsewhere_there_are_neither_cards_nor_clock(
    app: Flask, as_: Callable[[None], NeighbourClient]
) -> None:
    client = as_(None)
    for path in ("/demo/", "/demo/mail"):
        assert client.get(path).status_code == 404
    for path in ("/demo/sign-ins", "/demo/clock"):
        assert client.send(path, login="resident", move="day").status_code == 404


# -- production ----------------------------------------------------------------------------------


def test_production_does_not_start_with_the_demos_database(demo: Flask, tmp_path: Path) -> None:
    app = create_app(
        ENV="production",
        INSTANCE=str(tmp_path),
        SECRET_KEY=KEYS,
        CARD_KEY=KEYS.upper(),
        BASE_URL="https://example.org",
    )
    with app.app_context():
        with pytest.raises(Unsafe):
            actions.refuse_in_production()
        db.db.session.remove()
        db.db.engine.dispose()
    assert "/demo/" not in {rule.rule for rule in app.url_map.iter_rules()}


def test_the_demo_does_not_start_in_a_real_sites_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "civic.toml").write_text('secret_key = "x"\n', "utf-8")
    (tmp_path / "civic.db").write_bytes(b"everything")
    monkeypatch.setenv("CIVIC_INSTANCE", str(tmp_path))
    for options in ([], ["--fresh"]):
        said = CliRunner().invoke(main, ["demo", "--port", str(free_port()), *options], input="y\n")
        assert said.exit_code == 1
        assert "real site" in said.output
    assert (tmp_path / "civic.db").read_bytes() == b"everything"


def test_a_busy_port_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_INSTANCE", str(tmp_path / "demo"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = CliRunner().invoke(main, ["demo", "--port", str(port)])
    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 1
    assert f"127.0.0.1:{port}" in said.output
    assert not (tmp_path / "demo").exists()


def test_fresh_asks_before_it_throws_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "civic.toml").write_text('env = "demo"\n', "utf-8")
    monkeypatch.setenv("CIVIC_INSTANCE", str(tmp_path))
    said = CliRunner().invoke(main, ["demo", "--fresh", "--port", str(free_port())], input="n\n")
    assert said.exit_code == 1
    assert (tmp_path / "civic.toml").exists()


# -- the open hearing, to its published answers --------------------------------------------------


def test_the_open_hearing_goes_to_its_published_answers_as_the_clock_is_moved(demo: Flask) -> None:
    lift = "加装电梯"
    with transaction():
        resident, open_ = who("xiuying"), meeting_on(lift)
        group = next(g for g in open_.groups if "二层" in g.name)
        meetings.register_to_speak(resident, open_, group=group)
        opinions.give(
            resident, matter(lift), kind=Kind.SUGGESTION, text="担架要进得去，请写进图纸。"
        )
        first = session().scalars(select(Opinion).where(Opinion.matter_id == matter(lift).id))
        opinions.react(resident, first.first() or pytest.fail(), stance=Stance.AGREE)
    with transaction():
        actions.move_clock(None, Move.SITTING)
    with transaction():
        for login in ("guifang", "xiuying", "meifang", "deming"):
            sittings.check_in(
                who("liumin"), sitting_on(lift), mode=AttendanceMode.ON_SITE, person=who(login)
            )
        meetings.open_session(who("guifang"), meeting_on(lift))
        for item in sitting_on(lift).items:
            sittings.take_up(who("liumin"), sitting_on(lift), item)
        meetings.close(who("guifang"), meeting_on(lift))
    with transaction():
        sittings.draft_minutes(
            who("liumin"), sitting_on(lift), text="房管所说明方案，居民就采光、分摊、担架提了意见。"
        )
        for login in ("guifang", "xiuying", "meifang"):
            sittings.confirm(who(login), sitting_on(lift), version=1)
        meetings.send_opinions(who("liumin"), meeting_on(lift))
    with transaction():
        actions.move_clock(None, Move.DAY)
        owed = list(session().scalars(unanswered(matter(lift).id)).unique())
        assert len(owed) == 10
        opinions.reply(
            who("qianke"), owed, disposition=Disposition.ADOPT, text="采纳，图纸改好再公布。"
        )
        entry = meetings.publish(
            who("liumin"),
            meeting_on(lift),
            outcome="意见全部采纳，方案修改后实施。",
            is_redacted=True,
        )
        assert entry.number_text == "五里桥〔2026〕7号"
