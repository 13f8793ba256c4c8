"""What an evaluation comes to whoever keeps silent: nobody can keep it from its result or its end."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, OutOfOrder, TooLate
from civic.home.models import tasks, waiting
from civic.home.rules import Wait
from civic.ledger import Entry, Fact
from civic.meetings import actions
from civic.meetings.actions import Party, Poll
from civic.meetings.models import Meeting, rechecks_awaited, sheets_awaited
from civic.meetings.rules import MeetingStage, PaperKind, RecheckFinding, Why
from civic.people.models import Person
from civic.policy import may
from civic.register import actions as register
from civic.register.models import RegisterEntry, shown
from civic.sittings import actions as sittings
from civic.voting import actions as voting
from civic.voting import rules as voting_rules
from civic.voting.rules import (
    Electorate,
    Outcome,
    RaterGroup,
    Showing,
    Shown,
    as_hundredths,
    spoilt,
)
from tests.meetings import evaluation
from tests.meetings.hearing import in_days
from tests.meetings.test_evaluation_acts import refused
from tests.meetings.test_evaluation_pages import steps
from tests.neighbour import NeighbourClient, words
from tests.ratings.rated import evaluation as published
from tests.reckoner.test_count import count
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.secrecy import Secret, ceremony, certified
from tests.world import World, live, person

pytestmark = pytest.mark.sqlite_first

As = Callable[[Any], NeighbourClient]
R = RaterGroup
STREET_WITHOUT_WEIGHT = (Poll(R.RESIDENT, 100, Electorate.INVITED), Poll(R.STREET, 0))
THREE = (
    Poll(R.RESIDENT, 60, Electorate.INVITED),
    Poll(R.STREET, 30),
    Poll(R.PEER, 10, Electorate.INVITED),
)


def said(fact: Fact) -> dict[str, Any]:
    """What the record says in the clear of the latest act of this kind."""
    found = session().query(Entry).filter_by(fact=fact).order_by(Entry.idx.desc()).first()
    assert found is not None
    return dict(ledger.content(found)["pub"])


def result(meeting: Meeting) -> Any:
    found = evaluation.parties(meeting)[0].result
    assert found is not None
    return found


# -- EV-2: without a report ---------------------------------------------------------------


def test_silence_is_no_way_out_of_being_rated(world: World, as_: As, clock: Hands) -> None:
    """No report came: the chair opens all the same, and everybody reads that there was none."""
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    [secret] = evaluation.with_keys(world, meeting)
    evaluation.arrived(world, meeting)
    refused(
        Why.REPORTS_MISSING,
        lambda: actions.open_session(world.supervisor, evaluation.fresh(meeting)),
        OutOfOrder,
    )
    url = f"/meetings/{meeting.id}"
    assert "没有按时提交工作报告" not in as_(None).get(url).text, "there is still time"
    with transaction():
        actions.open_session(world.supervisor, evaluation.fresh(meeting), goes_without=True)
    unit = world.here.unit("greening")
    assert said(Fact.MEETING_OPENED)["without_report"] == [[unit.name, ""]]
    assert "没有按时提交工作报告" in as_(None).get(url).text
    evaluation.closed(world, meeting)
    for each in who:
        evaluation.cast(secret.vote, each, "satisfied" if each is who[0] else "basically")
    evaluation.counted(world, [secret], clock)
    entry = evaluation.publish(world, evaluation.fresh(meeting))
    assert "没有按时提交工作报告" in entry.figures
    assert said(Fact.EVALUATION_PUBLISHED)["results"][0]["without_report"]
    record = as_(None).get(f"/ratings/units/{unit.id}").text
    assert "没有按时提交工作报告" in record


def test_who_has_reported_is_not_said_to_have_kept_silent(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)
    assert "without_report" not in said(Fact.MEETING_OPENED)
    assert not evaluation.parties(meeting)[0].is_without_report


def test_the_tick_names_whose_report_is_missing(world: World, as_: As) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    evaluation.with_keys(world, meeting)
    evaluation.arrived(world, meeting)
    chair, room = as_(world.supervisor), f"/meetings/{meeting.id}/room"
    page = chair.get(room).text
    assert "没有交报告，照常开会" in page
    assert f"还没有交报告的：{world.here.unit('greening').name}" in page
    answer = chair.send(f"/meetings/{meeting.id}/session")
    assert answer.status_code == 409 and "还有1份报告没有交" in answer.text
    assert evaluation.fresh(meeting).stage is MeetingStage.NOTICED
    answer = chair.send(f"/meetings/{meeting.id}/session", goes_without="y")
    assert answer.status_code == 303
    assert evaluation.fresh(meeting).stage is MeetingStage.IN_SESSION


def test_with_every_report_there_is_nothing_to_tick(world: World, as_: As) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.reported(world, evaluation.noticed(world, meeting))
    evaluation.with_keys(world, meeting)
    evaluation.arrived(world, meeting)
    assert "照常开会" not in as_(world.supervisor).get(f"/meetings/{meeting.id}/room").text


# -- AP-8: without a sheet ------------------------------------------------------------------


def test_a_group_that_weighs_nothing_owes_no_sheet(world: World, clock: Hands) -> None:
    meeting = evaluation.convened(world, polls=STREET_WITHOUT_WEIGHT)
    who = evaluation.with_raters(world, meeting, 50)
    evaluation.rated_by(world, meeting, clock, who, ["satisfied"], ["basically"])
    assert not session().scalars(sheets_awaited(world.clerk.id)).all()
    evaluation.publish(world, meeting)
    assert (result(meeting).rate, result(meeting).weighted) == (10_000, None)
    assert said(Fact.EVALUATION_PUBLISHED)["results"][0]["others"] == []


def three(world: World) -> tuple[Meeting, Sequence[Person], Sequence[Person]]:
    """Residents, the street office on a sheet, ten peers who vote by themselves."""
    meeting = evaluation.convened(world, polls=THREE)
    who = evaluation.with_raters(world, meeting, 50)
    with transaction():
        peers = [
            live(person(f"同{n}行", f"peer{n}"), world.here.building, f"7{n:02d}")
            for n in range(12)
        ]
    evaluation.invited(world, meeting, peers, R.PEER)
    return meeting, who, peers


def rated(world: World, clock: Hands, *, peers: Sequence[str]) -> Meeting:
    """Six of twelve residents are content, the street office gives 90; so many peers these grades."""
    meeting, secrets = voted(world, peers=peers)
    enter(world, meeting, 9000)
    evaluation.counted(world, secrets, clock)
    return evaluation.fresh(meeting)


def voted(world: World, *, peers: Sequence[str]) -> tuple[Meeting, Sequence[Secret]]:
    """The ballots are cast, and the street office's sheet is not in yet."""
    meeting, who, others = three(world)
    secrets = evaluation.opened(world, evaluation.noticed(world, meeting))
    evaluation.closed(world, meeting)
    for n, each in enumerate(who[:12]):
        evaluation.cast(secrets[0].vote, each, "satisfied" if n < 6 else "dissatisfied")
    for each, grade in zip(others, peers, strict=False):
        evaluation.cast(secrets[1].vote, each, grade)
    return evaluation.fresh(meeting), secrets


def enter(world: World, meeting: Meeting, score: int) -> None:
    """The street office's sheet, as it is typed."""
    with transaction():
        actions.enter_score_sheet(
            world.clerk,
            evaluation.raters(meeting, R.STREET),
            evaluation.parties(meeting)[0],
            score=score,
            document=evaluation.upload(),
            is_redacted=True,
        )


SPLIT = ["satisfied"] * 8 + ["dissatisfied"] * 4


def test_over_what_a_group_gave_its_weight_is_called_one(
    world: World, as_: As, clock: Hands
) -> None:
    """A bare "60%" over bars of percentages reads as a result."""
    meeting = rated(world, clock, peers=SPLIT)
    evaluation.publish(world, meeting)
    shown = as_(None).get(f"/meetings/{meeting.id}").text
    for name, weight in (("居民、居民代表", 60), ("街道", 30), ("互评", 10)):
        assert f"<h3>{name}（占总分{weight}%）</h3>" in shown, name


def counted_all(world: World, secrets: Sequence[Secret]) -> None:
    """Closed, reconciled and counted, the hour being over."""
    for secret in secrets:
        with transaction():
            voting.reconcile(world.supervisor, fresh_vote(secret.vote))
        certified(world, secret, ceremony(secret))
        with transaction():
            voting.count(world.supervisor, fresh_vote(secret.vote))


def test_whoever_may_know_the_ballots_gives_no_score_any_more(
    world: World, as_: As, clock: Hands
) -> None:
    """A sheet of forty in a hundred went from 50 to 99 once the residents' figure was known."""
    meeting, secrets = voted(world, peers=SPLIT)
    enter(world, meeting, 4000)
    enter(world, meeting, 5000)  # mistyped, and nobody knows anything yet
    sheets = f"/meetings/{meeting.id}/raters/{evaluation.raters(meeting, R.STREET).id}/sheets"
    assert sheets in as_(world.clerk).get(f"/meetings/{meeting.id}").text
    closes_at = secrets[0].vote.closes_at
    assert closes_at is not None
    clock.set(closes_at)
    with transaction():
        voting.close(world.clerk, fresh_vote(secrets[1].vote))
    with transaction():
        voting.reconcile(world.supervisor, fresh_vote(secrets[1].vote))
    shut = lambda: enter(world, meeting, 9900)  # noqa: E731
    refused(Why.SHEETS_SHUT, shut, TooLate)
    assert sheets not in as_(world.clerk).get(f"/meetings/{meeting.id}").text
    party = evaluation.parties(meeting)[0]
    answer = as_(world.clerk).send(
        f"{sheets}/{party.id}", score="99", file=evaluation.upload(), is_redacted="y"
    )
    assert answer.status_code == 409 and "知道了票数，就不能再打分" in answer.text
    form = as_(world.clerk).get(f"{sheets}/{party.id}").text
    assert "知道了票数，就不能再打分" in form and 'name="score"' not in form
    assert "录错了可以再录一次" not in form
    counted_all(world, secrets[:1])
    refused(Why.SHEETS_SHUT, shut, TooLate)
    assert evaluation.raters(meeting, R.STREET).score_of(party) == 5000


def test_nobody_hurries_a_group_out_of_its_days(world: World, clock: Hands) -> None:
    """Not in the middle of the sitting either, nor when it has ended later than the ballot."""
    meeting, _who, _others = three(world)
    secrets = evaluation.opened(world, evaluation.noticed(world, meeting))
    closes_at = secrets[0].vote.closes_at
    assert closes_at is not None
    clock.set(closes_at)
    hurry = lambda: counted_all(world, secrets)  # noqa: E731
    refused(voting_rules.Why.SHEETS_AWAITED, hurry, OutOfOrder)
    clock.move(timedelta(days=2))
    evaluation.closed(world, meeting)
    due = actions.sheets_due(evaluation.fresh(meeting))
    clock.set(due.ends_at - timedelta(seconds=1))
    assert refused(voting_rules.Why.SHEETS_AWAITED, hurry, OutOfOrder).facts["until"] == due.due_on
    enter(world, meeting, 4000)
    counted_all(world, secrets)
    vote = evaluation.votes(meeting)[0]
    assert vote.publish_due is not None and vote.publish_due.due_on >= due.due_on


def test_a_sheet_typed_again_puts_nothing_off(world: World, clock: Hands) -> None:
    """The result is due as it was."""
    meeting, _secrets = voted(world, peers=SPLIT)
    closes_at = fresh_vote(evaluation.votes(meeting)[0]).closes_at
    assert closes_at is not None
    clock.set(closes_at)
    enter(world, meeting, 4000)
    stood = {vote.waits_until for vote in evaluation.votes(meeting)}
    clock.move(timedelta(days=2))
    enter(world, meeting, 5000)
    assert {vote.waits_until for vote in evaluation.votes(meeting)} == stood


def test_nor_does_a_sheet_that_comes_when_nobody_waits_any_more(world: World, clock: Hands) -> None:
    meeting, _secrets = voted(world, peers=SPLIT)
    due = actions.sheets_due(meeting)
    clock.set(due.ends_at + timedelta(days=3))
    enter(world, meeting, 4000)
    assert {vote.waits_until for vote in evaluation.votes(meeting)} == {due.due_on}


def test_the_desk_counts_the_days_of_a_result_from_when_it_could_be_counted(
    world: World, as_: As, clock: Hands
) -> None:
    """As its pages do, which say from when: on the first day on which it may be counted nothing is
    late."""
    meeting, secrets = voted(world, peers=SPLIT)
    due = actions.sheets_due(meeting)
    clock.set(due.ends_at)

    def when(kind: Wait) -> datetime | None:
        found = tasks(session().execute(waiting(world.supervisor)))
        return next(task.due_at for task in found if task.kind is kind)

    wanted = voting_rules.publish_due(due.due_on).ends_at
    assert when(Wait.COUNT_VOTE) == wanted
    for secret in secrets:
        with transaction():
            voting.reconcile(world.supervisor, fresh_vote(secret.vote))
    assert when(Wait.OPEN_URN) == wanted
    at = f"/votes/{secrets[0].vote.id}"
    for reader, path in (
        (None, f"/meetings/{meeting.id}"),
        (None, at),
        (world.supervisor, f"{at}/desk"),
    ):
        page = as_(reader).get(path).text
        assert "评分表等完以后3天以内公布" in page and "结束后3天以内公布" not in page
    for secret in secrets:
        certified(world, secret, ceremony(secret))
        with transaction():
            voting.count(world.supervisor, fresh_vote(secret.vote))
    assert when(Wait.PUBLISH_EVALUATION) == wanted
    assert fresh_vote(secrets[0].vote).publish_due == voting_rules.publish_due(due.due_on)


def test_five_working_days_after_the_sitting_nobody_waits_for_a_sheet(
    world: World, as_: As, clock: Hands
) -> None:
    """Residents 50, peers 66.67, of the street office nothing: (60 × 50 + 10 × 66.67) / 70."""
    meeting, secrets = voted(world, peers=SPLIT)
    due = actions.sheets_due(meeting)
    supervisor, url = as_(world.supervisor), f"/meetings/{meeting.id}"
    said_so = "交齐以前不计票"
    assert "评分表：" in supervisor.get(url).text and said_so in supervisor.get(url).text
    clock.set(due.ends_at - timedelta(seconds=1))
    no = refused(voting_rules.Why.SHEETS_AWAITED, lambda: counted_all(world, secrets), OutOfOrder)
    assert no.facts["until"] == due.due_on
    waits = "别的组的评分表还没有交齐"
    desk = f"/votes/{secrets[0].vote.id}"
    assert waits in supervisor.get(f"{desk}/desk").text
    figures = supervisor.get(f"{desk}/figures").text
    assert waits in figures and "确认核对，准备计票" not in figures
    answer = supervisor.send(f"{desk}/reconciliation")
    assert answer.status_code == 409 and waits in answer.text
    home = supervisor.get("/").text
    assert "等您录入评分表" in home and "投票结束，等您核对、计票" not in home
    clock.set(due.ends_at)
    assert waits not in supervisor.get(f"{desk}/desk").text
    counted_all(world, secrets)
    vote = evaluation.votes(meeting)[0]
    assert vote.publish_due is not None and vote.publish_due.due_on > due.due_on, "not late"
    assert "票已计好，等您公布评议结果" in supervisor.get("/").text
    assert "等您录入评分表" not in supervisor.get("/").text
    entry = evaluation.publish(world, meeting)
    assert result(meeting).weighted == 5238
    assert said(Fact.EVALUATION_PUBLISHED)["results"][0]["others"] == [
        ["street", "no_sheet"],
        ["peer", "figure"],
    ]
    without = "街道没有交评分表，不计入，占比由其余各组分摊"
    assert without in entry.figures and "加权得分52.38分" in entry.figures
    page = as_(None).get(url).text
    assert without in page and "÷70%＝52.38" in page
    record = words(as_(None).get(f"/ratings/units/{world.here.units['greening']}").text)
    assert without in record
    assert "街道 权重30%，没有交评分表" in record, "and not that it voted"


# -- AP-8: a group that gave nothing, and one that may not be shown ---------------------------


def test_a_group_without_a_result_is_left_out_and_named(
    world: World, as_: As, clock: Hands
) -> None:
    """Nine peers voted: the figure is the residents' and the street office's, (60 × 50 + 30 × 90) / 90."""
    meeting = rated(world, clock, peers=SPLIT[:9])
    entry = evaluation.publish(world, meeting)
    assert result(meeting).weighted == 6333
    without = "投票的人不够，或者票箱作废，没有结果，不计入"
    assert without in entry.figures
    assert without in as_(None).get(f"/meetings/{meeting.id}").text


@pytest.mark.parametrize(
    "peers",
    [
        ["satisfied"] * 4 + ["dont_know"] * 8,
        ["dont_know"] * 12,
        ["dissatisfied", *["dont_know"] * 11],
    ],
)
def test_a_group_on_which_nearly_nobody_judged_is_left_out(
    world: World, as_: As, clock: Hands, peers: list[str]
) -> None:
    """It is left out the same, whatever the few said, and nothing tells it (AP-7; 2.5)."""
    meeting = rated(world, clock, peers=peers)
    entry = evaluation.publish(world, meeting)
    assert result(meeting).weighted == 6333
    assert "作出评价的不到10票，不计入" in entry.figures
    page = as_(None).get(f"/meetings/{meeting.id}").text
    assert "作出评价的不到10票，不计入" in page and "4票" not in page


@pytest.mark.parametrize("alike", ["satisfied", "dissatisfied"])
def test_a_figure_that_is_not_shown_withholds_the_weighted_one_and_says_why(
    world: World, as_: As, clock: Hands, alike: str
) -> None:
    """Twelve peers say the same: that is said as nearly all. In each case the same words, so that
    nothing tells whether anybody judged (integrity.md 2.5)."""
    meeting = rated(world, clock, peers=[alike] * 12)
    entry = evaluation.publish(world, meeting)
    assert result(meeting).weighted is None
    why = "的得分不公布，加权得分会把它倒推出来，所以也不公布"
    assert why in entry.figures and "加权得分" not in entry.figures.replace(why, "")
    assert "不计入" not in entry.figures
    page = as_(None).get(f"/meetings/{meeting.id}").text
    assert why in page and "不计入，" not in page
    assert ["peer", "withheld"] in said(Fact.EVALUATION_PUBLISHED)["results"][0]["others"]
    data = as_(None).get(f"/ratings/units/{world.here.units['greening']}.json").json
    gave = {each["group"]: each["gave"] for each in data["evaluations"][0]["groups"]}
    assert gave == {"resident": None, "street": "figure", "peer": "withheld"}


def test_whoever_likes_counts_the_weighted_figure_again(
    world: World, as_: As, clock: Hands
) -> None:
    """From the file of the result, with the weights and what each group gave (AP-8)."""
    meeting = rated(world, clock, peers=SPLIT)
    visitor, path = as_(None), f"/meetings/{meeting.id}/weighted.json"
    assert visitor.get(path).status_code == 404, "nobody knows anything before it is public"
    evaluation.publish(world, meeting)
    shown = visitor.get(f"/meetings/{meeting.id}").text
    assert "下载加权得分" in shown[shown.index(path) :][:200], "it says that it is a file"
    [told] = json.loads(visitor.get(path).data)["rated"]
    assert told["weighted"] == result(meeting).weighted
    assert (told["weight"], told["others"]) == (
        60,
        [["street", 30, "figure", 9000], ["peer", 10, "figure", 6667]],
    )
    status, answer = count(told["count"])
    assert (status, answer["outcome"], answer["rate"]) == (0, "valid", "50.00")
    assert as_hundredths(answer["weighted"]) == told["weighted"]


def test_of_a_weighted_figure_that_is_withheld_the_file_says_nothing(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = rated(world, clock, peers=["satisfied"] * 12)
    evaluation.publish(world, meeting)
    [told] = json.loads(as_(None).get(f"/meetings/{meeting.id}/weighted.json").data)["rated"]
    assert told["weighted"] is told["count"] is None
    assert told["others"][1] == ["peer", 10, "withheld", None]


# -- AP-7: ten who judged ---------------------------------------------------------------------


def test_of_fewer_than_ten_who_judged_nothing_is_shown_and_a_sentence_says_so(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting, 20)
    grades = [["satisfied"]] * 4 + [["dissatisfied"]] * 5 + [["dont_know"]]
    evaluation.rated_by(world, meeting, clock, who, *grades)
    entry = evaluation.publish(world, meeting)
    found = result(meeting)
    assert (found.outcome, found.valid, found.rate) == (Outcome.VALID, None, None)
    assert not found.owes_recheck
    assert "人数太少，不单独公布" in entry.figures
    assert "人数太少，不单独公布" in as_(None).get(f"/meetings/{meeting.id}").text
    record = as_(None).get(f"/ratings/units/{world.here.units['greening']}").text
    assert "作出评价的不到10人，不公布票数" in record and "44.44%" not in record


# -- AP-10: the re-check ------------------------------------------------------------------------


def test_nearly_all_dissatisfied_are_looked_at_again(world: World, clock: Hands) -> None:
    """Twelve of twelve: there is no figure, but what is shown says that it is below 60 %."""
    meeting = evaluation.of_a_department(world, clock, satisfied=0, of=12)
    found = result(meeting)
    assert (found.rate, found.owes_recheck) == (None, True)
    due = found.recheck_due
    assert due is not None
    before = civic_clock.end_of_day(due.due_on - timedelta(days=90))
    wanted = rechecks_awaited(world.supervisor.id, before)
    assert session().scalars(wanted).all() == evaluation.parties(meeting)
    clock.set(civic_clock.start_of_day(due.due_on))
    with transaction():
        actions.recheck_evaluation(
            world.supervisor,
            evaluation.parties(meeting)[0],
            finding=RecheckFinding.PARTLY,
            text="看过了，改了一些。",
            is_redacted=True,
        )
    assert not session().scalars(wanted).all()


# -- EV-3: without a plan -------------------------------------------------------------------------


def archive(world: World, meeting: Meeting) -> None:
    with transaction():
        actions.archive_evaluation(world.clerk, evaluation.fresh(meeting))


def minuted(world: World, meeting: Meeting) -> None:
    with transaction():
        room = evaluation.sitting(meeting)
        sittings.draft_minutes(world.clerk, room, text="听取报告，居民提问，开始投票。")
        for each in (world.supervisor, world.neighbour, world.owner):
            sittings.confirm(each, room, version=1)


def test_a_plan_that_never_comes_keeps_nothing_from_the_archive(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.of_a_department(world, clock)
    minuted(world, meeting)
    url, unit = f"/meetings/{meeting.id}", world.here.unit("greening")
    record, name = f"/ratings/units/{unit.id}", unit.name
    day = civic_clock.start_of_day(result(meeting).published_on + timedelta(days=90))
    clock.set(day - timedelta(seconds=1))
    refused(Why.PLANS_MISSING, lambda: archive(world, meeting), OutOfOrder)
    for page in (url, record):
        text = as_(None).get(page).text
        assert "整改方案：已超过" in text.replace("\n", "") and "逾期未交整改方案" not in text
    assert "整改逾期未交整改方案" not in steps(as_(None).get(url).text)
    clock.set(day)
    for page in (url, record):
        assert "逾期未交整改方案" in as_(None).get(page).text
    assert "整改逾期未交整改方案" in steps(as_(None).get(url).text), "which is not: need not"
    archive(world, meeting)
    assert evaluation.fresh(meeting).stage is MeetingStage.ARCHIVED
    assert said(Fact.MEETING_ARCHIVED)["without_plan"] == [[name, ""]]
    assert "整改逾期未交整改方案" in steps(as_(None).get(url).text)
    for page in (url, record, f"{record}/sheet", f"{record}.csv"):
        assert "逾期未交整改方案" in as_(None).get(page).text
    data = as_(None).get(f"{record}.json").json["evaluations"][0]
    assert data["is_without_plan"] and not data["is_without_report"]


def test_late_is_better_than_never(world: World, as_: As, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)
    clock.set(civic_clock.start_of_day(result(meeting).published_on + timedelta(days=100)))
    evaluation.planned(
        world, meeting, measures=[actions.Measure("每周修剪一次", in_days(120).date())]
    )
    assert evaluation.paper(meeting, PaperKind.PLAN) is not None
    assert "逾期未交整改方案" not in as_(None).get(f"/meetings/{meeting.id}").text


def test_the_re_check_is_owed_without_a_plan_too(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock, satisfied=3)
    minuted(world, meeting)
    clock.set(civic_clock.start_of_day(result(meeting).published_on + timedelta(days=91)))
    refused(Why.RECHECKS_MISSING, lambda: archive(world, meeting), OutOfOrder)


# -- EV-4: once a year ------------------------------------------------------------------------------


def test_the_same_years_work_is_not_rated_twice(world: World, clock: Hands) -> None:
    """While one is prepared, and once it has a result."""
    meeting = evaluation.convened(world)
    no = refused(Why.RATED_ALREADY, lambda: evaluation.convened(world), AlreadyDone)
    assert no.facts["names"] == world.here.unit("greening").name
    evaluation.convened(world, year=2025)
    evaluation.convened(world, parties=[Party(world.here.unit("water"))])
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who, ["satisfied"], ["basically"])
    refused(Why.RATED_ALREADY, lambda: evaluation.convened(world), AlreadyDone)
    evaluation.publish(world, meeting)
    refused(Why.RATED_ALREADY, lambda: evaluation.convened(world), AlreadyDone)


def test_every_community_rates_the_office_of_the_street_itself(world: World, as_: As) -> None:
    """What neighbours prepare keeps nobody from their own rating, and nobody hears of it."""
    here, there = world, World(world.there, world.here, world.administrator_id, world.auditor_id)
    office = Party(world.here.unit("greening"))
    meeting = evaluation.convened(here, parties=[office])
    matter = evaluation.routed(there)
    answer = evaluation.fill_in(
        as_(there.supervisor), there, matter, unit_id=office.unit.id, venue="社区活动室"
    )
    assert answer.status_code == 303
    refused(Why.RATED_ALREADY, lambda: evaluation.convened(there, parties=[office]), AlreadyDone)
    evaluation.with_raters(here, meeting)
    assert evaluation.noticed(here, meeting).stage is MeetingStage.NOTICED


def test_one_that_was_called_off_or_came_to_nothing_may_be_repeated(
    world: World, clock: Hands
) -> None:
    first = evaluation.convened(world)
    with transaction():
        actions.cancel(world.clerk, first, reason="改期。")
    second = evaluation.convened(world)
    who = evaluation.with_raters(world, second)
    evaluation.rated_by(world, second, clock, who[:5], ["satisfied"])
    evaluation.publish(world, second)
    assert result(second).outcome is Outcome.NO_QUORUM
    evaluation.convened(world, starts_at=in_days(20))


def test_where_too_few_voted_nobody_is_promised_a_plan(world: World, as_: As, clock: Hands) -> None:
    few, enough = evaluation.convened(world), evaluation.convened(world, year=2025)
    who = evaluation.with_raters(world, few)
    evaluation.invited(world, enough, who)
    for meeting, voters in ((few, who[:5]), (enough, who)):
        evaluation.rated_by(world, meeting, clock, voters, ["satisfied"])
        page = as_(world.supervisor).get(f"/meetings/{meeting.id}/result").text
        assert page.count("15个工作日内交整改方案") == (0 if meeting is few else 2)
        assert page.count("被评议方不用交整改方案") == (2 if meeting is few else 0)


def test_nor_is_it_slipped_in_by_changing_who_is_rated(world: World) -> None:
    evaluation.convened(world)
    other = evaluation.convened(world, parties=[Party(world.here.unit("water"))])

    def change(year: int, unit: str) -> None:
        actions.change_evaluation(
            world.clerk,
            evaluation.fresh(other),
            year=year,
            parties=[Party(world.here.unit(unit))],
            polls=evaluation.ALONE,
            chair=None,
            **evaluation.AS_IT_WAS,
        )

    refused(Why.RATED_ALREADY, lambda: change(2026, "greening"), AlreadyDone)
    with transaction():
        change(2026, "water")
    with transaction():
        change(2025, "greening")


def test_colleagues_are_rated_one_after_the_other(world: World) -> None:
    committee = world.here.unit("committee")
    chair = Party(committee, world.chair, "居委会主任")
    evaluation.of_the_committee(world, parties=[chair])
    no = refused(Why.RATED_ALREADY, lambda: evaluation.of_the_committee(world), AlreadyDone)
    assert no.facts["names"] == f"居委会主任 {world.chair.name}"
    evaluation.of_the_committee(world, parties=[Party(committee, world.clerk, "居委会委员")])


def test_a_notice_is_not_given_for_what_is_rated_elsewhere(world: World) -> None:
    """Two drafts of one year, from before this was asked."""
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    other = evaluation.convened(world, year=2025)
    with transaction():
        evaluation.parties(other)[0].year = 2026
    refused(Why.RATED_ALREADY, lambda: evaluation.noticed(world, meeting), AlreadyDone)


def test_the_page_says_why_and_keeps_what_was_typed(world: World, as_: As) -> None:
    evaluation.convened(world)
    matter = evaluation.routed(world)
    answer = evaluation.fill_in(as_(world.supervisor), world, matter, venue="桥下的空地上")
    assert answer.status_code == 409
    assert "2026年度的工作已经评议过，或者正在另一场评议会里评" in answer.text
    assert "桥下的空地上" in answer.text


def test_the_year_before_published_later_ends_the_office_too(world: World, clock: Hands) -> None:
    """AP-5: two successive years, whichever result comes last."""
    who = evaluation.assembly(world)
    grades = ["basic", "competent"], ["incompetent", "competent"]
    for year in (2026, 2025):
        meeting = evaluation.of_the_committee(world, year=year)
        evaluation.rated_by(world, meeting, clock, who, *grades)
        evaluation.publish(world, meeting)
    chair, clerk = (party.result for party in evaluation.parties(meeting))
    assert chair is not None and clerk is not None
    assert (chair.is_incompetent, chair.is_second, clerk.is_second) == (True, True, False)
    assert said(Fact.TWICE_INCOMPETENT)["year"] == 2025


def test_what_another_community_found_ends_no_office_here(world: World, clock: Hands) -> None:
    """AP-5: whose year it was counts, too."""
    with transaction():
        published(
            world,
            *(0, 0, 0, 12),
            year=2025,
            person=world.chair,
            of=world.there,
            is_incompetent=True,
        )
    who = evaluation.assembly(world)
    meeting = evaluation.of_the_committee(world)
    evaluation.rated_by(world, meeting, clock, who, ["incompetent", "competent"])
    evaluation.publish(world, meeting)
    assert (result(meeting).is_incompetent, result(meeting).is_second) == (True, False)


def test_two_years_end_no_office_outside_the_residents_committee(
    world: World, as_: As, clock: Hands
) -> None:
    """JWH25 Art.37 speaks of members of residents' committees: of nobody else's office is it said
    that the law ends it."""
    office = world.here.unit("greening")
    with transaction():
        published(
            world,
            *(0, 0, 0, 12),
            year=2025,
            unit=office,
            person=world.official,
            is_incompetent=True,
        )
    meeting = evaluation.convened(world, parties=[Party(office, world.official, "科长")])
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who, ["incompetent"])
    evaluation.publish(world, meeting)
    assert (result(meeting).is_incompetent, result(meeting).is_second) == (True, False)
    assert not session().query(Entry).filter_by(fact=Fact.TWICE_INCOMPETENT).count()
    page = words(as_(None).get(f"/meetings/{meeting.id}"))
    assert "不称职" in page and "依法终止" not in page


# -- figures by machine -------------------------------------------------------------------------------


def test_whoever_corrects_the_words_leaves_the_figures_as_they_were_counted(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.of_a_department(world, clock, satisfied=5)
    entry = session().get_one(RegisterEntry, meeting.entry_id)
    for each in (
        world.here.unit("greening").name,
        "收回居民评议票12票：满意5票，基本满意0票，不满意7票，不了解0票，弃权0票",
        "居民满意率41.67%",
    ):
        assert each in entry.figures and each not in entry.text
    with transaction():
        entry = session().scalars(shown(entry.id)).unique().one()
        able = (
            each for each in (world.supervisor, world.clerk) if may(each, entry.correcting, entry)
        )
        corrected = register.correct(
            next(able),
            entry,
            text="大家都很满意。",
            reason="改一改。",
            is_redacted=True,
        )
    assert corrected.figures == entry.figures
    page = as_(None).get(f"/meetings/{meeting.id}").text
    assert f"以{corrected.number_text}为准" in page and f"/register/{corrected.id}" in page
    bodies = session().query(Entry).filter_by(fact=Fact.REGISTER_CORRECTED).one()
    assert "居民满意率41.67%" in str(ledger.content(bodies)["text"])
    for form in ("", "/sheet"):
        assert "居民满意率41.67%" in as_(None).get(f"/register/{corrected.id}{form}").text
    for page in ("/register/feed.atom", "/register/export.csv"):
        assert as_(None).get(page).text.count("居民满意率41.67%") == 2


def test_what_small_groups_keep_is_in_no_entry(world: World, clock: Hands) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who[:9], ["satisfied"])
    entry = evaluation.publish(world, meeting)
    assert "人数太少，不单独公布" in entry.figures
    assert "满意9票" not in entry.figures and "100.00" not in entry.figures


def test_a_spoiled_ballot_is_said_where_its_absence_would_tell_nothing_new() -> None:
    """Whoever adds the grades up would miss it in the register; of few it stays unsaid (2.5)."""
    counts = {"excellent": 31, "competent": 16, "basic": 4, "incompetent": 0, "abstain": 0}
    assert spoilt(52, Shown(Showing.WHOLE, 51, counts)) == 1
    assert spoilt(51, Shown(Showing.WHOLE, 51, counts)) == 0
    assert spoilt(9, Shown(Showing.HIDDEN)) == 0
