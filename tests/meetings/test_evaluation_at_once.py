"""What happens to an evaluation while others write: nobody waits for each other without end."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.meetings import actions
from civic.meetings.actions import Measure, Poll
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingStage, Why
from civic.meetings.wording import evaluation_figures
from civic.register import actions as register
from civic.register.actions import promises
from civic.register.models import RegisterEntry, promised_in, shown
from civic.sittings import actions as sittings
from civic.sittings.rules import AttendanceMode, ItemState
from civic.voting.models import Vote
from civic.voting.rules import Electorate, RaterGroup
from tests.meetings import evaluation
from tests.meetings.hearing import in_days
from tests.meetings.test_at_once import _beside, _until_it_waits
from tests.meetings.test_evaluation_hands import entered_plan
from tests.world import World

pytestmark = pytest.mark.postgresql_only

M = MeetingStage
BESIDE = (
    Poll(RaterGroup.RESIDENT, 70, Electorate.INVITED),
    Poll(RaterGroup.STREET, 30),
)


def _listed(world: World, _clock: Hands) -> Meeting:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    return meeting


def _noticed(world: World, clock: Hands) -> Meeting:
    return evaluation.noticed(world, _listed(world, clock))


def _arrived(world: World, clock: Hands) -> Meeting:
    meeting = evaluation.reported(world, _noticed(world, clock))
    evaluation.with_keys(world, meeting)
    with transaction():
        room = evaluation.fresh(meeting).sitting
        for each in (world.supervisor, world.neighbour):
            sittings.check_in(world.clerk, room, person=each, mode=AttendanceMode.ON_SITE)
    return meeting


def _gone_through(world: World, clock: Hands) -> Meeting:
    meeting = evaluation.convened(world, polls=BESIDE)
    evaluation.with_raters(world, meeting, 50)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    with transaction():
        room = evaluation.sitting(meeting)
        for item in room.items:
            if item.state is ItemState.WAITING:
                sittings.take_up(world.supervisor, room, item)
    return meeting


def _counted(world: World, clock: Hands) -> Meeting:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who, ["satisfied"], ["dissatisfied"])
    return evaluation.fresh(meeting)


def _publish(world: World, meeting: Meeting) -> None:
    actions.publish_evaluation(
        world.clerk,
        meeting,
        title="评议结果",
        text="评议结果如下。",
        is_redacted=True,
        figures=evaluation_figures,
    )


Step = tuple[Callable[[World, Hands], Meeting], Callable[[World, Meeting], Any]]
STEPS: dict[MeetingStage, Step] = {
    M.NOTICED: (
        _listed,
        lambda world, meeting: actions.notify_evaluation(
            world.clerk, meeting, **evaluation.notice_facts()
        ),
    ),
    M.POSTPONED: (
        _noticed,
        lambda world, meeting: actions.postpone(world.supervisor, meeting, reason="停电。"),
    ),
    M.CANCELLED: (
        _noticed,
        lambda world, meeting: actions.cancel(world.clerk, meeting, reason="不评了。"),
    ),
    M.IN_SESSION: (
        _arrived,
        lambda world, meeting: actions.open_session(world.supervisor, meeting),
    ),
    M.SAT: (
        _gone_through,
        lambda world, meeting: actions.close(world.supervisor, meeting),
    ),
    M.PUBLISHED: (_counted, _publish),
}


@pytest.mark.parametrize("held", [Matter, Vote])
@pytest.mark.parametrize("to", list(STEPS))
def test_whoever_holds_matter_or_ballot_writes_into_the_record_first(
    app: Flask, world: World, clock: Hands, to: MeetingStage, held: type[Any]
) -> None:
    """A neighbour seconds it, the desk amends its roll, at the moment at which it goes on."""
    prepare, act = STEPS[to]
    meeting = prepare(world, clock)
    vote_id = evaluation.votes(meeting)[0].id
    problems: list[Exception] = []
    other = _beside(app, problems, lambda: act(world, evaluation.fresh(meeting)))
    with transaction():
        matter = session().get_one(Matter, meeting.matter_id)
        if held is Matter:
            matters.hold(matter)
        else:
            session().execute(select(Vote.id).where(Vote.id == vote_id).with_for_update())
        other.start()
        _until_it_waits(problems)
        ledger.record(Fact.MATTER_SECONDED, about=matter, by=world.neighbour)
    other.join()
    assert not problems
    session().expire_all()
    assert session().get_one(Meeting, meeting.id).stage is to


def test_published_twice_at_once_it_has_one_number(app: Flask, world: World, clock: Hands) -> None:
    meeting = _counted(world, clock)
    problems: list[Exception] = []
    other = _beside(app, problems, lambda: _publish(world, evaluation.fresh(meeting)))
    with transaction():
        _publish(world, evaluation.fresh(meeting))
        other.start()
        _until_it_waits(problems)
    other.join()
    assert [getattr(problem, "why", problem) for problem in problems] == [Why.NOT_NEXT]
    assert session().query(RegisterEntry).count() == 1


def test_a_plan_of_their_own_and_a_correction_of_the_words_do_not_cross(
    app: Flask, world: World, clock: Hands
) -> None:
    """The one adds to what stands under the entry, the other takes all of it along."""
    meeting = evaluation.of_a_department(world, clock)
    with transaction():
        entered_plan(world.clerk, evaluation.parties(meeting)[0])
    entry_id = evaluation.fresh(meeting).entry_id or 0
    problems: list[Exception] = []

    def file_their_own() -> None:
        held = evaluation.fresh(meeting)
        actions.file_plan(
            world.official,
            evaluation.parties(held)[0],
            text="纸上写的不是我们的，我们这样改。",
            signed_by="陆所长",
            contact="绿化市容所",
            measures=[Measure("修树先贴通知", in_days(40).date())],
            is_redacted=True,
            remark="出自先前按纸质材料录入的整改方案。",
        )

    other = _beside(app, problems, file_their_own)
    with transaction():
        entry = session().scalars(shown(entry_id)).unique().one()
        promises.hold(entry)
        other.start()
        _until_it_waits(problems)
        new = register.correct(
            world.supervisor, entry, text="更正后的结果。", reason="抄错了。", is_redacted=True
        ).id
    other.join()
    assert not problems
    session().expire_all()
    promised = session().scalars(promised_in(new)).all()
    assert [each.remark is not None for each in promised] == [True, False]
    assert not session().scalars(promised_in(entry_id)).all()


def test_two_windows_do_not_convene_the_same_year_twice(
    app: Flask, world: World, clock: Hands
) -> None:
    """EV-4: on two matters, at the same moment, for the work of the same office."""
    mine, other_id = evaluation.routed(world), evaluation.routed(world).id
    problems: list[Exception] = []
    facts = evaluation.convening(world)

    def convene_too() -> None:
        matter = session().get_one(Matter, other_id)
        actions.convene_evaluation(world.clerk, matter, **evaluation.convening(world))

    other = _beside(app, problems, convene_too)
    with transaction():
        actions.convene_evaluation(world.clerk, mine, **facts)
        other.start()
        _until_it_waits(problems)
    other.join()
    assert [getattr(problem, "why", problem) for problem in problems] == [Why.RATED_ALREADY]
    assert session().query(Meeting).count() == 1
