"""What happens to a hearing while others write: nobody waits for each other without end."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from civic import db, ledger
from civic.db import session, transaction
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.meetings import actions
from civic.meetings.models import Meeting, conducted
from civic.meetings.rules import MeetingStage
from tests.meetings import hearing
from tests.world import Community, World

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
    app: Flask, world: World, backend: str, to: MeetingStage
) -> None:
    """An opinion is given, a picture added, at the moment at which the hearing goes on."""
    if backend == "sqlite":
        pytest.skip("writers queue from their first statement on")
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


def _until_it_waits(problems: list[Exception]) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        if session().execute(waiting).scalar_one():
            return
        assert not problems
        time.sleep(0.05)
    pytest.fail("it does not wait for whoever holds the matter")
