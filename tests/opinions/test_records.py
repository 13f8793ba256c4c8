"""How a unit answers, and an official who signs for it: what the record of answers says."""

from datetime import date, timedelta

import pytest

from civic import calendar, db
from civic.clock import end_of_day, start_of_day
from civic.db import session
from civic.opinions import actions, models, rules
from civic.opinions.rules import Answering, Disposition, HideGround
from civic.places.models import Place
from civic.policy import Role
from tests.opinions import talk
from tests.world import appoint, person

DAY = timedelta(days=1)


@pytest.fixture
def sent(world):
    """Opinions of neighbours that the greening office has had since this morning."""

    def send(number, unit="greening"):
        about = talk.matter(world)
        words = [f"离窗户至少{n}米。" for n in range(number)]
        return talk.sent(world, *(talk.said(world.neighbour, about, w) for w in words), unit=unit)

    return send


def of_units(world, *units):
    """The record by unit and year."""
    wanted = models.answering_of_units([world.here.units[unit] for unit in units])
    names = {ident: name for name, ident in world.here.units.items()}
    found = models.read_answering(session().execute(wanted))
    return {(names[unit], year): one for unit in found for year, one in found[unit].items()}


def of_official(who):
    """The record of the one office they answer for."""
    found = models.read_answering(session().execute(models.answering_of_official(who.id)))
    return next(iter(found.values()), {})


def answer(who, *opinions, text="采纳，外移五米。"):
    return actions.reply(who, opinions, disposition=Disposition.ADOPT, text=text)


def test_who_was_asked_nothing_has_no_record(world):
    assert of_units(world, "greening") == {}
    assert of_official(world.official) == {}
    assert Answering().on_time_percent is None


def test_what_is_late_at_this_moment_was_not_on_time(world, sent, clock):
    """Four opinions: one answered on its last day, one the day after, one never, one hidden."""
    with db.transaction():
        in_time, late, never, insult = sent(4)
        actions.hide(world.clerk, insult, ground=HideGround.INSULT)
        assert of_units(world, "greening")["greening", 2026] == Answering(waiting=3)
    clock.set(never.due_at - timedelta(seconds=1))
    with db.transaction():
        answer(world.official, in_time)
    clock.set(never.due_at)
    with db.transaction():
        answer(world.official, late)
    found = of_units(world, "greening")["greening", 2026]
    assert found == Answering(on_time=1, late=1, overdue=1)
    assert (found.judged, found.on_time_percent) == (3, 33)
    assert of_official(world.official) == {2026: Answering(on_time=1, late=1)}


def test_one_hidden_for_privacy_is_owed_and_counted(world, sent, clock):
    with db.transaction():
        (opinion,) = sent(1)
        actions.hide(world.clerk, opinion, ground=HideGround.PRIVACY)
    clock.set(opinion.due_at)
    assert of_units(world, "greening")["greening", 2026] == Answering(overdue=1)


def test_more_time_asked_before_the_day_is_on_time_and_is_said(world, sent, clock):
    with db.transaction():
        (opinion,) = sent(1)
        first = opinion.due_at
        actions.extend(world.official, [opinion], days=5, reason="要等测量结果，请再等几天。")
    clock.set(first + DAY)
    with db.transaction():
        answer(world.official, opinion)
    assert of_units(world, "greening")["greening", 2026] == Answering(on_time=1, extended=1)


def test_an_answer_counts_for_the_year_in_which_it_is_due(world, sent, clock):
    with db.transaction():
        sent(1)
    clock.move(30 * DAY)
    with db.transaction():
        sent(2)
    found = of_units(world, "greening")
    assert found["greening", 2026] == Answering(overdue=1)
    assert found["greening", 2027] == Answering(waiting=2)
    assert list(found) == [("greening", 2027), ("greening", 2026)], "the latest first"


def test_each_unit_has_its_own(world, sent):
    with db.transaction():
        sent(2)
        sent(1, unit="water")
    assert of_units(world, "greening", "water") == {
        ("greening", 2026): Answering(waiting=2),
        ("water", 2026): Answering(waiting=1),
    }


def test_who_corrects_an_answer_takes_nobodys_lateness_upon_them(world, sent, clock):
    """It is corrected by a colleague, twice: that it came late stays with whoever gave it."""
    with db.transaction():
        office = world.here.unit("greening")
        street = session().get_one(Place, office.place_id)
        colleague = appoint(person("曹科员", "colleague"), Role.OFFICIAL, street, office)
        (opinion,) = sent(1)
    clock.set(opinion.due_at)
    with db.transaction():
        given = answer(world.official, opinion)
    with db.transaction():
        again = actions.correct(
            colleague, given, disposition=Disposition.PARTLY, text="部分采纳，外移三米。"
        )
        actions.correct(colleague, again, disposition=Disposition.PARTLY, text="外移四米。")
    assert of_units(world, "greening")["greening", 2026] == Answering(late=1, corrected=1)
    assert of_official(world.official) == {2026: Answering(late=1, corrected=1)}
    assert of_official(colleague) == {}


# Passed on to another unit -----------------------------------------------------------


def passed(world, *opinions, unit="water"):
    """The desk finds that another unit answers these."""
    return actions.address(world.clerk, opinions, world.here.unit(unit))


def test_whoever_gets_it_late_has_the_same_days_and_who_had_it_is_late(world, sent, clock):
    """Passed on a day after its day: the neighbour waits for the old one, the record does not."""
    with db.transaction():
        (opinion,) = sent(1)
    clock.set(opinion.due_at)
    with db.transaction():
        passed(world, opinion)
    assert opinion.is_overdue, "whoever said it waits no longer for that"
    found = of_units(world, "greening", "water")
    assert found["greening", 2026] == Answering(late=1)
    year = opinion.unit_due_on.year
    assert found["water", year] == Answering(waiting=1)
    clock.set(end_of_day(opinion.unit_due_on) - timedelta(seconds=1))
    with db.transaction():
        answer(world.other_official, opinion)
    found = of_units(world, "greening", "water")
    assert found["greening", 2026] == Answering(late=1)
    assert found["water", year] == Answering(on_time=1)
    assert of_official(world.other_official) == {year: Answering(on_time=1)}


def test_its_own_fifteen_days_are_the_receivers_end_too(world, sent, clock):
    with db.transaction():
        (opinion,) = sent(1)
    clock.set(opinion.due_at)
    with db.transaction():
        passed(world, opinion)
    clock.set(end_of_day(opinion.unit_due_on))
    found = of_units(world, "water")
    assert found["water", opinion.unit_due_on.year] == Answering(overdue=1)
    with db.transaction():
        answer(world.other_official, opinion)
    found = of_units(world, "water")
    assert found["water", opinion.unit_due_on.year] == Answering(late=1)


def test_what_goes_on_in_time_is_no_lateness_of_the_first(world, sent, clock):
    with db.transaction():
        (opinion,) = sent(1)
    clock.set(opinion.due_at - timedelta(seconds=1))
    with db.transaction():
        passed(world, opinion)
    assert "greening" not in {unit for unit, _year in of_units(world, "greening", "water")}


def test_each_unit_on_the_way_is_counted_by_its_own_days(world, sent, clock):
    """From the greening office to the water office and back, each time after its day."""
    with db.transaction():
        (opinion,) = sent(1)
    clock.set(opinion.due_at)
    with db.transaction():
        passed(world, opinion)
    first = opinion.unit_due_on
    clock.set(end_of_day(first))
    with db.transaction():
        passed(world, opinion, unit="greening")
    found = of_units(world, "greening", "water")
    assert found["water", first.year] == Answering(late=1)
    assert found["greening", 2026] == Answering(overdue=1), "once, and late as it was"


def test_sent_away_and_back_it_is_owed_by_the_same_day(world, sent, clock):
    """An opinion goes to the water office and back on the last day: no days are won by that."""
    with db.transaction():
        (opinion,) = sent(1)
    owed_on = opinion.due_on
    clock.set(opinion.due_at - timedelta(hours=2))
    with db.transaction():
        passed(world, opinion)
    clock.move(timedelta(hours=1))
    with db.transaction():
        passed(world, opinion, unit="greening")
    assert opinion.unit_due_on == opinion.counted_by == owed_on
    assert of_units(world, "greening", "water") == {("greening", 2026): Answering(waiting=1)}
    clock.set(end_of_day(owed_on))
    with db.transaction():
        passed(world, opinion)
        passed(world, opinion, unit="greening")
        passed(world, opinion)
    assert of_units(world, "greening")["greening", 2026] == Answering(late=1), "once"


def test_the_day_of_whoever_had_it_is_reckoned_anew_with_the_calendar(world, sent, clock):
    """The year's notice comes when the opinion has gone on, and come back."""
    calendar.seed()
    clock.set(start_of_day(date(2026, 12, 28)))
    with db.transaction():
        (opinion,) = sent(1)
    clock.move(DAY)
    with db.transaction():
        passed(world, opinion)
    clock.move(DAY)
    with db.transaction():
        passed(world, opinion, unit="greening")
    guessed = opinion.due_on
    off = ["2027-01-01/2027-01-08", "2027-02-05/2027-02-12", "2027-05-01/2027-05-03"]
    off.append("2027-10-01/2027-10-07")
    notice = {"year": 2027, "off": off, "worked": ["2027-01-09"]}
    with db.transaction():
        calendar.load(world.administrator, 2027, notice, "通知")
        assert actions.reckon_anew() == [opinion]
    assert opinion.due_on > guessed
    first, second = session().scalars(models.passings(opinion.id))
    days = calendar.current()
    assert first.due_on == opinion.due_on == opinion.unit_due_on
    assert second.due_on == rules.reply_due(date(2026, 12, 29), days).due_on


def test_more_time_moves_the_receivers_day_as_well(world, sent, clock):
    with db.transaction():
        (opinion,) = sent(1)
    clock.move(5 * DAY)
    with db.transaction():
        passed(world, opinion)
    own = opinion.unit_due_on
    with db.transaction():
        actions.extend(world.other_official, [opinion], days=5, reason="要等测量结果，请再等几天。")
    assert opinion.unit_due_on == calendar.current().working_days_after(own, 5).due_on
    assert opinion.counted_by == max(opinion.unit_due_on, opinion.due_on)
