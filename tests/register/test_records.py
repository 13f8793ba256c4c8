"""How a unit keeps what it promises: what the record of promises says."""

from datetime import timedelta

from civic import clock as civic_clock
from civic import db
from civic.db import session
from civic.register import actions, models
from civic.register.actions import Promise
from civic.register.rules import Keeping
from tests.register.story import enter, photo

DAY = timedelta(days=1)


def promised(world, *, days=10, unit="greening"):
    """Something that an office promises in the register, due in so many days."""
    due_on = civic_clock.today() + timedelta(days=days)
    promise = Promise("在路口补种三棵树。", due_on, unit=world.here.unit(unit))
    with db.transaction():
        return enter(world, commitments=[promise]).commitments[0].id


def fresh(commitment):
    return session().scalars(models.commitment(commitment)).unique().one()


def reported(world, commitment):
    with db.transaction():
        actions.report(world.official, fresh(commitment), report="种好了。", uploads=[photo()])


def settled(world, commitment):
    with db.transaction():
        actions.settle(world.supervisor, fresh(commitment))


def struck_off(world, commitment):
    reported(world, commitment)
    settled(world, commitment)


def record(world, unit="greening"):
    """The record by year."""
    ident = world.here.units[unit]
    rows = session().execute(models.keeping_of_units([ident]))
    return models.read_keeping(rows).get(ident, {})


def test_who_promised_nothing_has_no_record(world):
    promised(world, unit="water")
    assert record(world) == {}
    assert Keeping().in_time_percent is None


def test_a_promise_is_kept_by_the_day_it_was_reported_and_once_somebody_has_looked(world, clock):
    in_time, late, never = (promised(world) for _ in range(3))
    assert record(world)[2026] == Keeping(open=3)
    due_at = fresh(never).due_at
    clock.set(due_at - timedelta(seconds=1))
    reported(world, in_time)
    assert record(world)[2026] == Keeping(reported=1, open=2), "nobody has looked yet"
    clock.set(due_at)
    settled(world, in_time)
    struck_off(world, late)
    found = record(world)[2026]
    assert found == Keeping(in_time=1, late=1, overdue=1)
    assert (found.judged, found.in_time_percent, found.made) == (3, 33, 3)


def test_what_was_sent_back_is_not_kept(world, clock):
    commitment = promised(world)
    reported(world, commitment)
    with db.transaction():
        actions.send_back(world.supervisor, fresh(commitment), reason="只种了两棵，还差一棵。")
    clock.set(fresh(commitment).due_at)
    assert record(world)[2026] == Keeping(overdue=1)
    struck_off(world, commitment)
    assert record(world)[2026] == Keeping(late=1)


def test_what_cannot_be_done_now_is_parked_and_judged_by_nobody(world, clock):
    commitment = promised(world)
    with db.transaction():
        actions.park(world.clerk, fresh(commitment), reason="要等管线迁走以后才能种。")
    clock.set(fresh(commitment).due_at)
    found = record(world)[2026]
    assert found == Keeping(parked=1)
    assert found.judged == 0


def test_what_is_not_settled_stands_first_by_its_day_then_the_latest(world, clock):
    kept, later, sooner = promised(world, days=5), promised(world, days=40), promised(world, days=9)
    older = promised(world, days=3)
    for one in (kept, older):
        struck_off(world, one)
    found = session().scalars(models.promised_by(world.here.units["greening"]))
    assert [each.id for each in found] == [sooner, later, kept, older]


def test_a_promise_counts_for_the_year_in_which_it_is_due(world):
    promised(world)
    promised(world, days=60)
    assert record(world) == {2027: Keeping(open=1), 2026: Keeping(open=1)}
    assert list(record(world)) == [2027, 2026]
