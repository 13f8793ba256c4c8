"""What waits for whom, and figures that tell the truth."""

from datetime import date, timedelta

import pytest
from flask import Flask

from civic.clock import Hands, end_of_day
from civic.db import session, transaction
from civic.home import models
from civic.home.rules import Wait
from civic.matters.rules import Stage
from civic.opinions import actions
from civic.opinions.rules import Disposition
from civic.people.models import Person
from civic.register import actions as register
from civic.register.actions import Promise
from civic.register.models import Commitment, commitment
from tests.opinions.talk import matter, said, sent
from tests.register.story import enter, photo
from tests.world import World

DUE = date(2026, 12, 11)


def waits(person: Person) -> set[Wait]:
    return {task.kind for task in models.tasks(session().execute(models.waiting(person)))}


def promised(world: World, **by: object) -> int:
    with transaction():
        return enter(world, commitments=[Promise("更换楼道灯", DUE, **by)]).commitments[0].id


def load(ident: int) -> Commitment:
    return session().scalars(commitment(ident)).unique().one()


def report(by: Person, ident: int) -> None:
    with transaction():
        register.report(by, load(ident), report="已更换。", uploads=[photo()])


def test_a_promise_waits_for_its_unit_and_then_for_whoever_strikes_it_off(
    app: Flask, world: World
) -> None:
    ident = promised(world, unit=world.here.unit("greening"))
    assert Wait.KEEP in waits(world.official)
    assert Wait.KEEP not in waits(world.other_official) | waits(world.clerk)
    assert Wait.STRIKE_OFF not in waits(world.supervisor)

    report(world.official, ident)
    assert Wait.KEEP not in waits(world.official)
    assert Wait.STRIKE_OFF in waits(world.supervisor)
    assert Wait.STRIKE_OFF not in waits(world.official) | waits(world.there.supervisor)


def test_the_committee_sees_to_a_promise_of_somebody_without_an_account(
    app: Flask, world: World
) -> None:
    ident = promised(world, owner="物业公司")
    assert Wait.KEEP in waits(world.clerk)
    report(world.clerk, ident)
    assert Wait.STRIKE_OFF in waits(world.chair)
    assert Wait.STRIKE_OFF not in waits(world.clerk), "nobody strikes off their own report"


@pytest.mark.parametrize(("seconds", "in_time"), [(-1, 1), (0, 0)])
def test_an_answer_is_in_time_until_midnight_in_shanghai(
    world: World, clock: Hands, seconds: int, in_time: int
) -> None:
    since = clock()
    with transaction():
        (opinion,) = sent(world, said(world.neighbour, matter(world, Stage.MINUTED)))
        assert opinion.due_on is not None
        clock.set(end_of_day(opinion.due_on) + timedelta(seconds=seconds))
        actions.reply(
            world.official, [opinion], disposition=Disposition.ADOPT, text="照办，下月动工。"
        )
    (row,) = [
        row
        for row in session().execute(models.figures(since, opinion.due_on))
        if row[0].path == world.place.path
    ]
    _place, _raised, _accepted, _hearings, _given, answered, punctual, *_rest = row
    assert (answered, punctual) == (1, in_time)
