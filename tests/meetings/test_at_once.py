"""What happens to a hearing while others write: nobody waits for each other without end."""

import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text, update

from civic import db, ledger
from civic.db import session, transaction
from civic.errors import OutOfOrder
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.meetings import actions
from civic.meetings.models import Meeting, conducted
from civic.meetings.rules import MeetingStage
from civic.opinions import actions as opinions
from civic.opinions.actions.turn import hold
from civic.opinions.models import Opinion
from civic.opinions.rules import HideGround, Why
from tests.meetings import hearing
from tests.opinions import talk
from tests.world import Community, World

pytestmark = pytest.mark.postgresql_only

M = MeetingStage


def _explained(here: Community) -> Meeting:
    return hearing.explained(here, hearing.with_panel(here))


def _arrived(here: Community) -> Meeting:
    return hearing.arrived(here, hearing.noticed(here))


def _gone_through(here: Community) -> Meeting:
    return hearing.gone_through(here, hearing.opened(here))


STEPS: dict[MeetingStage, tuple[Callable[[Community], Meeting], Callable[[Any, Meeting], Any]]] = {
    M.NOTICED: (
        _explained,
        lambda here, meeting: actions.notify(here.clerk, meeting, **hearing.notice_facts()),
    ),
    M.CANCELLED: (
        hearing.noticed,
        lambda here, meeting: actions.cancel(here.clerk, meeting, reason="项目取消。"),
    ),
    M.IN_SESSION: (_arrived, lambda here, meeting: actions.open_session(here.chair, meeting)),
    M.SAT: (_gone_through, lambda here, meeting: actions.close(here.chair, meeting)),
    M.PUBLISHED: (
        hearing.answered,
        lambda here, meeting: actions.publish(
            here.clerk, meeting, outcome="听证意见全部答复。", is_redacted=True
        ),
    ),
}


@pytest.mark.parametrize("to", list(STEPS))
def test_whoever_holds_the_matter_writes_into_the_record_first(
    app: Flask, world: World, to: MeetingStage
) -> None:
    """An opinion is given, a picture added, at the moment at which the hearing goes on."""
    prepare, act = STEPS[to]
    meeting = prepare(world.here)
    meeting_id, matter_id = meeting.id, meeting.matter_id
    problems: list[Exception] = []

    def go_on() -> None:
        with app.app_context():
            try:
                with transaction():
                    act(world.here, session().scalars(conducted(meeting_id)).unique().one())
            except Exception as problem:
                problems.append(problem)
            finally:
                db.db.session.remove()

    other = threading.Thread(target=go_on)
    with transaction():
        matter = session().get_one(Matter, matter_id)
        matters.hold(matter)
        other.start()
        _until_it_waits(problems)
        ledger.record(Fact.MATTER_SECONDED, about=matter, by=world.neighbour)
    other.join()
    assert not problems
    session().expire_all()
    assert session().get_one(Meeting, meeting_id).stage is to


def test_what_comes_back_while_the_result_is_published_is_not_overlooked(
    app: Flask, world: World
) -> None:
    """The supervisors restore an opinion at the moment at which it is counted (HR-8)."""
    here = world.here
    meeting = hearing.opened(here)
    opinion_id = hearing.said(here, session().get_one(Matter, meeting.matter_id)).id
    meeting = hearing.sent(here, meeting)
    with transaction():
        opinion = session().get_one(Opinion, opinion_id)
        opinions.hide(here.clerk, opinion, ground=HideGround.OFF_MATTER)
        opinions.object_to_hiding(here.neighbour, opinion, text="说的就是电梯。")
    counted: list[str] = []

    def restore() -> None:
        with app.app_context():
            with transaction():
                opinion = session().get_one(Opinion, opinion_id)
                opinions.decide_objection(here.supervisor, opinion, uphold=True, reason="成立。")
            db.db.session.remove()

    def on(_c: object, _u: object, statement: str, *_more: object) -> None:
        if "count(opinions_opinions.id)" in statement:
            counted.append(statement)
            if len(counted) == 1:
                other = threading.Thread(target=restore)
                other.start()
                other.join()

    event.listen(db.db.engine, "after_cursor_execute", on)
    try:
        with pytest.raises(OutOfOrder), transaction():
            actions.publish(here.clerk, meeting, outcome="没有意见。", is_redacted=True)
    finally:
        event.remove(db.db.engine, "after_cursor_execute", on)
    assert counted
    assert not session().get_one(Opinion, opinion_id).is_hidden


def _beside(app: Flask, problems: list[Exception], act: Callable[[], Any]) -> threading.Thread:
    """Somebody else's act, in a transaction of its own."""

    def go_on() -> None:
        with app.app_context():
            try:
                with transaction():
                    act()
            except Exception as problem:
                problems.append(problem)
            finally:
                db.db.session.remove()

    return threading.Thread(target=go_on)


def test_days_are_reckoned_anew_while_somebody_acts_on_an_opinion(app: Flask, world: World) -> None:
    """The notice of a year is loaded; ``civic worker`` runs while an official extends."""
    here = world.here
    with transaction():
        about = talk.matter(world)
        said = [talk.said(here.neighbour, about, f"第{n}条。") for n in range(3)]
        opinions.address(here.clerk, said, here.unit("greening"))
        # as if counted without the notice of a year, and wrongly
        provisional = {"due_is_provisional": True, "due_calendar": "", "due_on": date(2026, 12, 1)}
        session().execute(update(Opinion).values(provisional))
        last = said[-1].id
    problems: list[Exception] = []
    with transaction():
        opinion = session().get_one(Opinion, last)
        hold([opinion])
        other = _beside(app, problems, opinions.reckon_anew)
        other.start()
        _until_it_waits(problems)
        ledger.record(Fact.OPINION_CLASSIFIED, about=opinion, by=here.official)
    other.join()
    assert not problems
    session().expire_all()
    assert not session().get_one(Opinion, last).due_is_provisional


def test_nobody_says_the_same_twice_by_pressing_twice_at_once(app: Flask, world: World) -> None:
    here = world.here
    with transaction():
        about_id = talk.matter(world).id

    def say() -> None:
        talk.said(here.neighbour, session().get_one(Matter, about_id))

    problems: list[Exception] = []
    other = _beside(app, problems, say)
    with transaction():
        say()
        other.start()
        _until_it_waits(problems)
    other.join()
    assert [getattr(problem, "why", problem) for problem in problems] == [Why.SAID_BEFORE]
    assert session().query(Opinion).count() == 1


def _until_it_waits(problems: list[Exception]) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        if session().execute(waiting).scalar_one():
            return
        assert not problems
        time.sleep(0.05)
    pytest.fail("it does not wait for whoever holds the matter")
