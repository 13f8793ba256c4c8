"""What waits for whom, and figures that tell the truth."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from civic import clock as civic_clock
from civic.clock import Hands, end_of_day
from civic.db import session, transaction
from civic.home import models
from civic.home.rules import Wait
from civic.matters import actions as matters
from civic.matters.rules import Category, Screening, Stage, Subject
from civic.meetings import actions as meetings
from civic.opinions import actions
from civic.opinions.rules import Disposition
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.policy import Role
from civic.register import actions as register
from civic.register.actions import Promise
from civic.register.models import Commitment, commitment
from civic.sittings import actions as sittings
from tests.meetings import hearing
from tests.neighbour import NeighbourClient
from tests.opinions.talk import matter, said, sent
from tests.register.story import enter, photo
from tests.world import World, appoint, person, unit

pytestmark = pytest.mark.sqlite_first

DUE = date(2026, 12, 11)


def waits(person: Person) -> set[Wait]:
    return {task.kind for task in models.tasks(session().execute(models.waiting(person)))}


def test_a_hearing_waits_for_somebody_at_every_stage_until_its_result_stands(
    world: World,
) -> None:
    """What nobody is told to do next would stand still."""
    here = world.here
    about = hearing.routed(here)
    assert Wait.CONVENE in waits(here.clerk)
    meeting = hearing.convened(here, about)
    assert Wait.NOTIFY in waits(here.clerk) and Wait.CONVENE not in waits(here.clerk)
    meeting = hearing.noticed(here, hearing.with_panel(here, meeting))
    hearing.said(here, about)
    meeting = hearing.opened(here, meeting)
    assert Wait.IN_SESSION in waits(here.clerk) and Wait.SIT not in waits(here.clerk)
    meeting = hearing.closed(here, meeting)
    assert Wait.MINUTE in waits(here.clerk)
    with transaction():
        sittings.draft_minutes(
            here.clerk, hearing.sitting(meeting), text="主持人说明方案，居民说了采光。"
        )
    assert Wait.CONFIRM in waits(here.chair)
    with transaction():
        for each in (here.chair, here.neighbour, here.owner):
            sittings.confirm(each, hearing.sitting(meeting), version=1)
    assert Wait.HAND_ON in waits(here.clerk) and Wait.MINUTE not in waits(here.clerk)
    with transaction():
        meetings.send_opinions(here.clerk, hearing.fresh(meeting))
    assert Wait.HAND_ON not in waits(here.clerk)
    assert Wait.ANSWER in waits(here.official)
    hearing.answered(here, meeting)
    assert Wait.PUBLISH in waits(here.clerk) and Wait.ANSWER not in waits(here.official)


def test_a_new_matter_waits_for_its_own_committee_and_for_nobody_elses(world: World) -> None:
    here, there = world.here, world.there
    with transaction():
        about = matters.raise_matter(
            here.resident,
            here.building,
            category=Category.ENVIRONMENT,
            title="路灯整夜不亮",
            text="从三号楼到大门的路灯一到夜里就灭。",
        )
    assert Wait.SCREEN in waits(here.clerk) and Wait.SCREEN not in waits(there.clerk)
    with transaction():
        matters.screen(here.clerk, about, Screening.ACCEPT, reason="关系多户居民。")
    assert Wait.ROUTE in waits(here.clerk) and Wait.ROUTE not in waits(there.clerk)
    assert Wait.SCREEN not in waits(here.clerk)


def test_what_is_important_waits_for_the_party_branch_before_anybody_convenes(
    world: World,
) -> None:
    here, there = world.here, world.there
    with transaction():
        about = matter(world)
        about.is_important = True
        matters.route(here.clerk, about, Subject.PROJECT)
    assert Wait.REVIEW in waits(here.party_branch) and Wait.REVIEW not in waits(there.party_branch)
    assert Wait.CONVENE not in waits(here.clerk)
    with transaction():
        matters.review(
            here.party_branch, about, reviewed_on=date(2026, 11, 20), text="同意召开听证会。"
        )
    assert Wait.REVIEW not in waits(here.party_branch)
    assert Wait.CONVENE in waits(here.clerk) and Wait.CONVENE not in waits(there.clerk)


def late(person: Person) -> set[Wait]:
    found = models.tasks(session().execute(models.waiting(person)))
    return {task.kind for task in found if task.is_overdue(civic_clock.now())}


def test_minutes_and_result_fall_due_on_the_desk_though_nobody_begins_them(
    world: World, clock: Hands
) -> None:
    """TM-5: three working days from the closing. TM-6: five from the last answer due."""
    meeting = hearing.closed(world.here)
    assert Wait.MINUTE not in late(world.clerk)
    clock.move(timedelta(days=6))
    assert Wait.MINUTE in late(world.clerk)
    with transaction():
        sittings.draft_minutes(
            world.clerk, hearing.sitting(meeting), text="主持人说明方案，居民说了采光。"
        )
        for each in (world.chair, world.neighbour, world.owner):
            sittings.confirm(each, hearing.sitting(meeting), version=1)
        meetings.send_opinions(world.clerk, hearing.fresh(meeting))
    assert Wait.PUBLISH in waits(world.clerk) and Wait.PUBLISH not in late(world.clerk)
    clock.move(timedelta(days=8))
    assert Wait.PUBLISH in late(world.clerk)


def test_a_seat_that_was_given_back_waits_for_nobody(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with transaction():
        meetings.register_to_observe(world.tenant, hearing.fresh(meeting))
    assert Wait.SIT in waits(world.tenant)
    with transaction():
        meetings.give_back(world.tenant, hearing.fresh(meeting))
    assert Wait.SIT not in waits(world.tenant)


def test_a_hearing_that_was_called_off_waits_to_be_convened_again(world: World) -> None:
    meeting = hearing.noticed(world.here)
    with transaction():
        meetings.cancel(world.clerk, meeting, reason="方案撤回，重新设计。")
    assert Wait.CONVENE in waits(world.clerk)


def test_what_was_said_on_a_matter_that_was_sent_elsewhere_still_waits_for_an_answer(
    world: World,
) -> None:
    with transaction():
        about = matter(world)
        said(world.neighbour, about)
        about.stage = Stage.ROUTED_OUT
    assert Wait.SEND in waits(world.clerk)


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


def test_the_committee_sees_to_a_promise_of_a_unit_whose_people_have_no_account(
    world: World,
) -> None:
    """A property firm that does everything on paper; where somebody can sign in, it is theirs."""
    with transaction():
        firm = unit("五里桥物业", UnitKind.PROPERTY_FIRM, world.place)
        manager = appoint(person("经理", "manager"), Role.OFFICIAL, world.place, firm)
        login, manager.login = manager.login, None
        enter(world, commitments=[Promise("补种三棵树。", DUE, unit=firm)])
    assert Wait.KEEP in waits(world.clerk)
    assert Wait.KEEP not in waits(world.supervisor) | waits(world.there.clerk)
    with transaction():
        manager.login = login
    assert Wait.KEEP in waits(manager) and Wait.KEEP not in waits(world.clerk)


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


def test_the_figures_count_what_was_done_and_lead_to_where_it_stands(
    world: World, as_: Callable[[None], NeighbourClient]
) -> None:
    """A hearing counts when it was held, not when it was announced."""
    announced = hearing.noticed(world.here)
    hearing.published(world.here)
    page = as_(None).get("/statistics").text
    row = page.partition(world.place.name)[2].partition("</tr>")[0]
    figures = [int(n) for n in re.findall(r">(\d+)(?:</a>)?</td>", row)]
    raised, accepted, held, *_said, entered = figures
    assert (raised, accepted, held, entered) == (2, 2, 1, 1)
    assert announced.id and f"/register/?place={world.place.id}" in row
    there = page.partition(world.there.place.name)[2].partition("</tr>")[0]
    assert set(re.findall(r">(\d+)(?:</a>)?</td>", there)) == {"0"}
