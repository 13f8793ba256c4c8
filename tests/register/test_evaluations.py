"""What an evaluation came to, and what is promised to mend it: in whose hands it is (EV-3, EV-4)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from civic import db
from civic.db import session
from civic.errors import NotAllowed
from civic.home.models import tasks, waiting
from civic.home.rules import Wait
from civic.policy import Why as PolicyWhy
from civic.register import actions, models
from civic.register.models import RegisterEntry
from civic.register.rules import CommitmentState, Kind, Why
from tests.meetings.test_evaluation_hands import moved
from tests.register.story import enter, photo

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


def test_where_they_were_rated_themselves_the_committee_does_so_in_their_stead(world, clock):
    """Else a mistake in what they came to could be mended by nobody."""
    entry = result(world, world.here.units["greening"], supervisory(world))
    clock.move(timedelta(days=20))
    for who in (world.supervisor, world.there.clerk, world.official):
        refused(lambda who=who: actions.correct(who, again(entry), **NEW), PolicyWhy.NOT_ALLOWED)
        refused(
            lambda who=who: actions.take_down(who, again(entry), reason="不好看"),
            PolicyWhy.NOT_ALLOWED,
        )
    assert session().scalars(select(RegisterEntry.number)).all() == [1]
    with db.transaction():
        new = actions.correct(world.clerk, again(entry), **NEW).id
    with db.transaction():
        actions.take_down(world.chair, again(entry), reason="公开期满")
    assert again(new).text == NEW["text"]
    assert again(entry).is_taken_down


def test_who_was_rated_beside_them_stands_in_for_nobody(world):
    entry = result(world, world.here.units["committee"], supervisory(world))
    for who in (world.clerk, world.chair):
        refused(lambda who=who: actions.correct(who, again(entry), **NEW), Why.CONCERNS_YOU)


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
    clerk = as_(world.clerk)
    page = clerk.get(f"/register/{own}").text
    assert "更正这一条" in page
    assert "撤下公示" in page
    for path in ("correction/new", "removal/new"):
        assert clerk.get(f"/register/{own}/{path}").status_code == 200
        assert supervisor.get(f"/register/{entry}/{path}").status_code == 200
        assert supervisor.get(f"/register/{own}/{path}").status_code == 403


# What is promised to mend it (EV-3) ---------------------------------------------------------


def measure(world, unit="committee"):
    """What a unit promised in its plan, under the entry that tells how it was rated."""
    owner = world.here.unit(unit)
    with db.transaction():
        entry = enter(
            world,
            "年度评议结果",
            kind=Kind.EVALUATION_RESULT,
            rated=[owner.id],
            commitments=[actions.Promise("答应的事当天登记", date(2026, 12, 31), unit=owner)],
        )
        return entry.commitments[0].id


def load(ident):
    return session().scalars(models.commitment(ident)).unique().one()


def reported(world, ident, who):
    with db.transaction():
        actions.report(who, load(ident), report="都登记了。", uploads=[photo()])


def kinds(who):
    return {task.kind for task in tasks(session().execute(waiting(who)))}


def test_nobody_of_the_rated_unit_parks_what_it_promised_to_mend(world):
    ident = measure(world)
    for who in (world.chair, world.clerk):
        refused(lambda who=who: actions.park(who, load(ident), reason="没有时间"), Why.CONCERNS_YOU)
    with db.transaction():
        actions.park(world.supervisor, load(ident), reason="等街道的经费")
    assert load(ident).state is CommitmentState.PARKED


def test_nor_does_a_colleague_strike_off_what_the_other_reported(world):
    ident = measure(world)
    reported(world, ident, world.clerk)
    refused(lambda: actions.settle(world.chair, load(ident)), Why.CONCERNS_YOU)
    refused(lambda: actions.send_back(world.chair, load(ident), reason="再看看"), Why.CONCERNS_YOU)
    with db.transaction():
        actions.settle(world.supervisor, load(ident))
    assert load(ident).is_kept


def test_of_other_units_and_other_promises_the_committee_looks_as_ever(world):
    ident = measure(world, "greening")
    reported(world, ident, world.official)
    with db.transaction():
        actions.settle(world.clerk, load(ident))
    with db.transaction():
        entry = enter(
            world,
            commitments=[
                actions.Promise("修路灯", date(2026, 12, 31), unit=world.here.unit("committee"))
            ],
        )
        own = entry.commitments[0].id
    with db.transaction():
        actions.park(world.chair, load(own), reason="等材料")


def test_its_page_and_the_desk_offer_this_to_others_alone(world, as_):
    ident = measure(world)
    page = f"/register/commitments/{ident}"
    assert "挂账" not in as_(world.chair).get(page).text
    assert "报告办结" in as_(world.chair).get(page).text
    assert "挂账" in as_(world.supervisor).get(page).text
    reported(world, ident, world.clerk)
    assert "已经办好，销号" not in as_(world.chair).get(page).text
    assert "已经办好，销号" in as_(world.supervisor).get(page).text

    assert Wait.STRIKE_OFF in kinds(world.supervisor)
    assert Wait.STRIKE_OFF not in kinds(world.chair)
    answer = as_(world.chair).send(f"{page}/settlement")
    assert answer.status_code == 403
    assert load(ident).state is CommitmentState.REPORTED_DONE


def test_who_left_the_unit_before_the_words_were_put_right_was_rated_as_before(world, clock):
    """Act and desk go by the day on which it was first told, however often it was corrected."""
    ident = measure(world, "greening")
    clock.move(timedelta(days=2))
    moved(world.official, to=world.supervisor)
    clock.move(timedelta(days=2))
    for text in ("满意八成。", "满意七成。"):
        with db.transaction():
            before = again(load(ident).entry_id)
            actions.correct(world.supervisor, before, **NEW | {"text": text})
    reported(world, ident, world.supervisor)
    refused(lambda: actions.settle(world.official, load(ident)), Why.CONCERNS_YOU)
    session().rollback()
    assert Wait.STRIKE_OFF in kinds(world.clerk)
    assert Wait.STRIKE_OFF not in kinds(world.official)
