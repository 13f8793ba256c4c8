"""What happens to an evaluation while others write: nobody waits for each other without end."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from civic import calendar, ledger
from civic.cli import main
from civic.clock import Hands
from civic.db import session, transaction
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.meetings import actions
from civic.meetings.actions import Measure, Party, Poll
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingStage, Why
from civic.meetings.wording import evaluation_figures
from civic.register import actions as register
from civic.register.actions import promises
from civic.register.models import RegisterEntry, commitment, promised_in, shown
from civic.register.rules import CommitmentState
from civic.sittings import actions as sittings
from civic.sittings.rules import AttendanceMode, ItemState
from civic.voting.models import Vote
from civic.voting.rules import Electorate, RaterGroup
from tests.ground.test_calendar import PLAIN
from tests.meetings import evaluation
from tests.meetings.hearing import in_days
from tests.meetings.test_at_once import _beside, _until_it_waits
from tests.meetings.test_evaluation_hands import entered_plan
from tests.voting.ballot import residents
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


def _file_their_own(world: World, meeting: Meeting) -> None:
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


def _planned_on_paper(world: World, clock: Hands) -> tuple[Meeting, int]:
    """A published evaluation whose plan came on paper; the entry under which its measures stand."""
    meeting = evaluation.of_a_department(world, clock)
    with transaction():
        entered_plan(world.clerk, evaluation.parties(meeting)[0])
    entry_id = evaluation.fresh(meeting).entry_id or 0
    return meeting, entry_id


def test_a_plan_of_their_own_and_a_correction_of_the_words_do_not_cross(
    app: Flask, world: World, clock: Hands
) -> None:
    """The one adds to what stands under the entry, the other takes all of it along."""
    meeting, entry_id = _planned_on_paper(world, clock)
    problems: list[Exception] = []

    other = _beside(app, problems, lambda: _file_their_own(world, meeting))
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


def test_a_plan_of_their_own_and_a_word_on_what_was_promised_before_do_not_cross(
    app: Flask, world: World, clock: Hands
) -> None:
    """What the paper promised is begun at the moment at which it gets its remark."""
    meeting, entry_id = _planned_on_paper(world, clock)
    problems: list[Exception] = []
    other = _beside(app, problems, lambda: _file_their_own(world, meeting))
    with transaction():
        [found] = session().scalars(promised_in(entry_id)).all()
        before = session().scalars(commitment(found.id)).unique().one()
        promises.hold(before)
        other.start()
        _until_it_waits(problems)
        register.begin(world.official, before)
    other.join()
    assert not problems
    session().expire_all()
    promised = session().scalars(promised_in(entry_id)).all()
    assert [(each.state, each.remark is not None) for each in promised] == [
        (CommitmentState.IN_PROGRESS, True),
        (CommitmentState.PROMISED, False),
    ]


def test_a_year_is_loaded_while_somebody_conducts_a_ballot_that_waits_for_sheets(
    app: Flask, world: World, clock: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever has the ballot writes into the record first; the command waits for them."""
    meeting = evaluation.closed(world, _gone_through(world, clock))
    [vote] = evaluation.votes(meeting)
    notice = tmp_path / "2027.json"
    notice.write_text(json.dumps(PLAIN), "utf-8")
    for name in ("ENV", "INSTANCE", "DATABASE"):
        monkeypatch.setenv(f"CIVIC_{name}", app.config[name])
    said: list[Result] = []

    def load() -> None:
        said.append(CliRunner().invoke(main, ["calendar", "load", "2027", str(notice)]))

    other = threading.Thread(target=load)
    with transaction():
        session().execute(select(Vote.id).where(Vote.id == vote.id).with_for_update())
        other.start()
        _until_it_waits([])
        ledger.record(Fact.VOTE_DELIVERED, about=vote, by=world.clerk)
    other.join()
    assert [(each.exit_code, each.exception) for each in said] == [(0, None)]
    assert 2027 in {loaded.year for loaded in calendar.years()}


def test_ballots_that_wait_for_sheets_are_held_in_one_order_whatever_meeting_they_are_of(
    app: Flask, world: World, clock: Hands
) -> None:
    """The first meeting's notice was withdrawn: its ballot is younger than the second's."""
    who = residents(world, 50)
    meetings = []
    for unit in ("greening", "water"):
        rated = [Party(world.here.unit(unit))]
        meeting = evaluation.convened(world, polls=BESIDE, parties=rated)
        evaluation.invited(world, meeting, who)
        meetings.append(evaluation.noticed(world, meeting))
    with transaction():
        actions.postpone(world.supervisor, meetings[0], reason="停电。")
    evaluation.noticed(world, meetings[0])
    for meeting in meetings:
        evaluation.opened(world, meeting)
    [younger], [elder] = [evaluation.votes(meeting) for meeting in meetings]
    assert younger.id > elder.id
    problems: list[Exception] = []
    other = _beside(app, problems, actions.reckon_anew)
    with transaction():  # as the worker logs what came into the urns
        for vote in (elder, younger):
            session().execute(select(Vote.id).where(Vote.id == vote.id).with_for_update())
            if vote is elder:
                other.start()
                _until_it_waits(problems)
    other.join()
    assert not problems


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
