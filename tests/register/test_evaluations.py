"""What an evaluation came to, and what is promised to mend it: in whose hands it is (EV-3, EV-4)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from civic import db
from civic.db import session
from civic.errors import NotAllowed
from civic.policy import Why as PolicyWhy
from civic.register import actions, models
from civic.register.models import RegisterEntry
from civic.register.rules import Kind, Why
from tests.register.story import enter

NEW = {"text": "满意八成，更正后。", "reason": "抄错了一个数", "is_redacted": True}


def result(world, *rated):
    """How these units were rated, as it stands in the register."""
    with db.transaction():
        entry = enter(world, "年度评议结果", kind=Kind.EVALUATION_RESULT, rated=rated)
    return entry.id


def again(entry_id):
    return session().scalars(models.shown(entry_id)).unique().one()


def supervisory(world):
    return next(iter(world.supervisor.unit_ids))


def refused(act, why):
    with pytest.raises(NotAllowed) as no, db.transaction():
        act()
    assert no.value.why is why


def test_what_it_came_to_the_supervisors_alone_correct_and_take_down(world, clock):
    entry = result(world, world.here.units["committee"])
    clock.move(timedelta(days=20))
    for who in (world.clerk, world.chair, world.official, world.resident, world.there.supervisor):
        refused(lambda who=who: actions.correct(who, again(entry), **NEW), PolicyWhy.NOT_ALLOWED)
        refused(
            lambda who=who: actions.take_down(who, again(entry), reason="不好看"),
            PolicyWhy.NOT_ALLOWED,
        )
    with db.transaction():
        new = actions.correct(world.supervisor, again(entry), **NEW)
    with db.transaction():
        actions.take_down(world.supervisor, again(entry), reason="公开期满")
    assert again(new.id).text == NEW["text"]
    assert again(entry).is_taken_down


def test_not_even_they_where_they_were_rated_themselves(world, clock):
    entry = result(world, world.here.units["greening"], supervisory(world))
    clock.move(timedelta(days=20))
    refused(lambda: actions.correct(world.supervisor, again(entry), **NEW), Why.CONCERNS_YOU)
    refused(
        lambda: actions.take_down(world.supervisor, again(entry), reason="不好看"),
        Why.CONCERNS_YOU,
    )
    assert session().scalars(select(RegisterEntry.number)).all() == [1]


def test_whom_it_concerns_goes_with_the_words_that_hold(world):
    entry = result(world, world.here.units["greening"], world.here.units["water"])
    with db.transaction():
        new = actions.correct(world.supervisor, again(entry), **NEW)
    rated = {world.here.units["greening"], world.here.units["water"]}
    assert set(session().scalars(models.concerned_by(new.id))) == rated


def test_its_page_offers_this_to_the_supervisors_who_were_not_rated(world, as_, clock):
    entry, own = result(world, world.here.units["committee"]), result(world, supervisory(world))
    clock.move(timedelta(days=20))
    for who in (world.chair, world.clerk):
        page = as_(who).get(f"/register/{entry}").text
        assert "更正这一条" not in page
        assert "撤下公示" not in page
    supervisor = as_(world.supervisor)
    page = supervisor.get(f"/register/{entry}").text
    assert "更正这一条" in page
    assert "撤下公示" in page
    page = supervisor.get(f"/register/{own}").text
    assert "更正这一条" not in page
    assert "撤下公示" not in page
    for path in ("correction/new", "removal/new"):
        assert supervisor.get(f"/register/{entry}/{path}").status_code == 200
        answer = supervisor.get(f"/register/{own}/{path}")
        assert answer.status_code == 403
        assert "评议的就是您任职的单位" in answer.text
