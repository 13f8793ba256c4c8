"""Nobody knows what one group's ballots say while another group still votes, or gives its scores."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from civic import calendar
from civic import clock as civic_clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import OutOfOrder, TooLate
from civic.home.models import tasks, waiting
from civic.home.rules import Wait
from civic.i18n import moment
from civic.i18n import until as told_until
from civic.meetings import actions
from civic.meetings.actions import Poll
from civic.meetings.models import Meeting, sheets_awaited
from civic.meetings.rules import Why
from civic.notices.actions import tick
from civic.people.models import Person
from civic.voting import actions as voting
from civic.voting import rules as voting_rules
from civic.voting.models import Vote, Voter, VoterPerson, invitations
from civic.voting.rules import Channel, Electorate, Line, RaterGroup, VoteStage
from civic.voting.urn.place import here
from civic.voting.urn.tables import answers
from tests.meetings import evaluation
from tests.meetings.test_evaluation_acts import refused
from tests.meetings.test_evaluation_ends import enter
from tests.meetings.test_evaluation_hands import again, tied
from tests.meetings.test_evaluation_raters import invite, neighbours
from tests.neighbour import NeighbourClient, words
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.ballot import residents, voter_of
from tests.voting.secrecy import Secret, ceremony, certified, supervisors
from tests.voting.test_lost_urn import calls
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[[Any], NeighbourClient]
R = RaterGroup
RESIDENTS_AND_PEERS = (
    Poll(R.RESIDENT, 80, Electorate.ADULTS),
    Poll(R.PEER, 20, Electorate.INVITED),
)
AND_THE_STREET = (
    Poll(R.RESIDENT, 60, Electorate.ADULTS),
    Poll(R.STREET, 30),
    Poll(R.PEER, 10, Electorate.INVITED),
)
SATISFIED = [Line(1, (("satisfied",),))]
OTHERS_VOTE = voting_rules.Why.OTHERS_STILL_VOTE


def sat(world: World, *polls: Poll) -> tuple[Meeting, Secret, Secret]:
    """The sitting is over and both groups vote; the residents whoever lives there, twelve peers."""
    meeting = evaluation.convened(world, polls=polls)
    residents(world, 60)
    invite(world, meeting, R.PEER, *neighbours(world, "peer", 12))
    own, peers = evaluation.opened(world, evaluation.noticed(world, meeting))
    evaluation.closed(world, meeting)
    return evaluation.fresh(meeting), own, peers


def on_paper(world: World, secret: Secret, who: Person) -> None:
    with transaction():
        head = voter_of(fresh_vote(secret.vote), who)
        voting.hand_out(world.clerk, head, channel=Channel.PAPER_SITE)


def peers_of(meeting: Meeting) -> list[Person]:
    vote_id = evaluation.raters(meeting, R.PEER).vote_id
    assert vote_id is not None
    return [found.person for found in session().scalars(invitations(vote_id))]


def residents_of(secret: Secret) -> list[Person]:
    """Who stands on the roll of those who live there, each for themselves."""
    roll = sa.select(VoterPerson.person_id).join(Voter).where(Voter.vote_id == secret.vote.id)
    return list(session().scalars(sa.select(Person).where(Person.id.in_(roll))))


def due_on_desk(world: World, kind: Wait) -> set[datetime | None]:
    """By when what waits for the supervisor is due."""
    found = tasks(session().execute(waiting(world.supervisor)))
    return {task.due_at for task in found if task.kind is kind}


def over(vote: Vote, hands: Hands) -> None:
    closes_at = fresh_vote(vote).closes_at
    assert closes_at is not None
    hands.set(closes_at)


def reconcile(world: World, secret: Secret) -> None:
    with transaction():
        voting.reconcile(world.supervisor, fresh_vote(secret.vote))


# -- integrity.md 1: no result before the end ---------------------------------------------------


def test_one_groups_ballots_stay_shut_while_another_still_votes(
    world: World, as_: As, clock: Hands
) -> None:
    """Too few residents came, so they have two days more; the peers' twelve wait for them."""
    meeting, own, peers = sat(world, *RESIDENTS_AND_PEERS)
    first, *others = peers_of(meeting)
    on_paper(world, peers, first)
    for each in others:
        evaluation.cast(peers.vote, each, "satisfied")
    over(own.vote, clock)
    clock.move(-timedelta(hours=1))
    until = civic_clock.now() + timedelta(days=2)
    with transaction():
        voting.extend(world.clerk, fresh_vote(own.vote), until=until, reason="参加的人太少。")
    over(peers.vote, clock)
    assert refused(OTHERS_VOTE, lambda: reconcile(world, peers), OutOfOrder).facts["until"] == until
    bundle = tied(peers.vote, world.clerk, 1)
    refused(
        OTHERS_VOTE,
        lambda: voting.enter_paper(world.clerk, again(bundle), SATISFIED, shown=bundle.step),
        OutOfOrder,
    )
    supervisor, at = as_(world.supervisor), f"/votes/{peers.vote.id}"
    for page in ("desk", "figures", "bundles", f"bundles/{bundle.id}"):
        assert "别的组还在投票，投到" in supervisor.get(f"{at}/{page}").text
    assert "确认核对，准备计票" not in supervisor.get(f"{at}/figures").text
    answer = supervisor.send(f"{at}/reconciliation")
    assert answer.status_code == 409 and "投完以前谁也不知道结果" in answer.text
    found = tasks(session().execute(waiting(world.supervisor)))
    assert Wait.COUNT_VOTE not in {task.kind for task in found}
    session().rollback()
    over(own.vote, clock)
    for reader in (world.clerk, world.chair):
        with transaction():
            bundle = again(bundle)
            voting.enter_paper(reader, bundle, SATISFIED, shown=bundle.step)
    reconcile(world, peers)
    assert fresh_vote(peers.vote).stage is VoteStage.RECONCILED


def test_a_desk_asks_once_for_whom_its_vote_waits(
    world: World, as_: As, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    _meeting, own, peers = sat(world, *RESIDENTS_AND_PEERS)
    over(own.vote, clock)
    clock.move(-timedelta(hours=1))
    with transaction():
        until = civic_clock.now() + timedelta(days=2)
        voting.extend(world.clerk, fresh_vote(own.vote), until=until, reason="参加的人太少。")
    over(peers.vote, clock)
    with transaction():
        voting.close(world.clerk, fresh_vote(peers.vote))
    asked = calls(monkeypatch, voting, "require_awaiting_nobody")
    assert "别的组还在投票，投到" in as_(world.clerk).get(f"/votes/{peers.vote.id}/desk").text
    assert len(asked) == 1


def test_nobody_is_late_with_a_result_while_another_group_still_votes(
    world: World, as_: As, clock: Hands
) -> None:
    """Its day is counted from when the last one voted, on every page and every desk."""
    meeting, own, peers = sat(world, *RESIDENTS_AND_PEERS)
    for secret, who in ((own, residents_of(own)), (peers, peers_of(meeting))):
        for each in who[:10]:
            evaluation.cast(secret.vote, each, "satisfied")
    over(own.vote, clock)
    clock.move(-timedelta(hours=1))
    until = civic_clock.now() + timedelta(days=6)
    with transaction():
        voting.extend(world.clerk, fresh_vote(own.vote), until=until, reason="参加的人太少。")
    over(peers.vote, clock)
    tick()
    assert fresh_vote(peers.vote).stage is VoteStage.CLOSED
    clock.move(timedelta(days=4))
    at, of_peers = f"/meetings/{meeting.id}", f"/votes/{peers.vote.id}"
    pages = (None, at), (None, of_peers), (world.supervisor, f"{of_peers}/desk")
    for reader, path in pages:
        page = as_(reader).get(path).text
        assert "公布结果：" not in page and "结果最晚" not in page and "deadline late" not in page
    told = as_(None).get(of_peers).text
    assert f"别的组还在投票，投到{moment(until)}；都投完了，才核对、计票。" in told
    over(own.vote, clock)
    tick()
    due = voting_rules.publish_due(civic_clock.day_of(until)).ends_at
    for reader, path in pages:
        assert f"公布结果：{told_until(due)}" in words(as_(reader).get(path))
    assert f"结果最晚{moment(due)}公布" in as_(None).get(of_peers).text
    assert due_on_desk(world, Wait.COUNT_VOTE) == {due}
    for secret in (own, peers):
        reconcile(world, secret)
    assert due_on_desk(world, Wait.OPEN_URN) == {due}
    for secret in (own, peers):
        certified(world, secret, ceremony(secret))
        with transaction():
            voting.count(world.supervisor, fresh_vote(secret.vote))
    assert due_on_desk(world, Wait.PUBLISH_EVALUATION) == {due}


# -- AP-8: whoever knows the ballots gives no score ----------------------------------------------


def test_papers_are_read_when_nobody_waits_for_a_sheet_any_more(
    world: World, as_: As, clock: Hands
) -> None:
    """The clerk, who reads papers and types sheets, had read the papers and then given 99."""
    meeting, _own, peers = sat(world, *AND_THE_STREET)
    first, *others = peers_of(meeting)
    on_paper(world, peers, first)
    for each in others:
        evaluation.cast(peers.vote, each, "satisfied")
    over(peers.vote, clock)
    bundle = tied(peers.vote, world.clerk, 1)

    def read(who: Person) -> None:
        with transaction():
            found = again(bundle)
            voting.enter_paper(who, found, SATISFIED, shown=found.step)

    refused(voting_rules.Why.SHEETS_AWAITED, lambda: read(world.clerk), OutOfOrder)
    form = as_(world.clerk).get(f"/votes/{peers.vote.id}/bundles/{bundle.id}").text
    assert "别的组的评分表还没有交齐" in form and 'name="lines"' not in form
    clock.set(actions.sheets_due(meeting).ends_at)
    enter(world, meeting, 4000)
    assert len(session().scalars(sheets_awaited(world.clerk.id)).all()) == 0
    read(world.clerk)
    refused(Why.SHEETS_SHUT, lambda: enter(world, meeting, 9900), TooLate)
    sheets = f"/meetings/{meeting.id}/raters/{evaluation.raters(meeting, R.STREET).id}/sheets"
    page = as_(world.clerk).get(f"/meetings/{meeting.id}").text
    party = evaluation.parties(meeting)[0]
    assert sheets not in page
    assert 'name="score"' not in as_(world.clerk).get(f"{sheets}/{party.id}").text
    assert evaluation.raters(meeting, R.STREET).score_of(party) == 4000


def test_a_sheet_that_never_came_is_asked_for_until_a_paper_is_read(
    world: World, clock: Hands
) -> None:
    meeting, _own, peers = sat(world, *AND_THE_STREET)
    on_paper(world, peers, peers_of(meeting)[0])
    clock.set(actions.sheets_due(meeting).ends_at)
    bundle = tied(peers.vote, world.clerk, 1)
    asked = lambda: session().scalars(sheets_awaited(world.clerk.id)).all()  # noqa: E731
    assert asked() == [meeting]
    with transaction():
        voting.enter_paper(world.clerk, again(bundle), SATISFIED, shown=bundle.step)
    assert asked() == []


def test_an_urn_that_is_given_up_unopened_tells_nobody_anything(
    world: World, as_: As, clock: Hands
) -> None:
    """The residents' count waits for the street's sheet, which may be given as before."""
    meeting, own, peers = sat(world, *AND_THE_STREET)
    for each in peers_of(meeting):
        evaluation.cast(peers.vote, each, "satisfied")
    with here().changing() as link:
        link.execute(sa.delete(answers).where(answers.c.vote_id == peers.vote.id))
    over(peers.vote, clock)
    gone, (first, second) = "票箱里的票不见了。", supervisors(world)
    with transaction():
        voting.give_up_urn(first, fresh_vote(peers.vote), reason=gone)
    with transaction():
        seen = voting_rules.text_shown(gone)
        voting.give_up_urn(second, fresh_vote(peers.vote), shown=seen)
    assert fresh_vote(peers.vote).stage is VoteStage.FAILED
    assert session().scalars(sheets_awaited(world.clerk.id)).all() == [meeting]
    sheets = f"/meetings/{meeting.id}/raters/{evaluation.raters(meeting, R.STREET).id}/sheets"
    assert sheets in as_(world.clerk).get(f"/meetings/{meeting.id}").text
    refused(voting_rules.Why.SHEETS_AWAITED, lambda: reconcile(world, own), OutOfOrder)
    enter(world, meeting, 4000)
    reconcile(world, own)
    refused(Why.SHEETS_SHUT, lambda: enter(world, meeting, 9900), TooLate)


NEW_YEAR = {
    "year": 2027,
    "off": ["2027-01-01/2027-01-06", "2027-05-01/2027-05-03", "2027-10-01/2027-10-07"],
    "worked": [],
}


def test_a_calendar_that_comes_later_is_the_one_that_is_waited_by(
    world: World, as_: As, clock: Hands
) -> None:
    """Page and desk said the later day, and by the old one it was counted without the sheet."""
    calendar.seed()
    clock.set(civic_clock.start_of_day(date(2026, 12, 20)) + timedelta(hours=9))
    meeting, own, peers = sat(world, *AND_THE_STREET)
    before = actions.sheets_due(meeting).due_on
    with transaction():
        calendar.load(world.administrator, 2027, NEW_YEAR, "通知")
    due = actions.sheets_due(meeting)
    assert due.due_on > before
    clock.set(civic_clock.start_of_day(before + timedelta(days=1)))
    tick()
    assert {fresh_vote(each.vote).waits_until for each in (own, peers)} == {due.due_on}
    awaited = voting_rules.Why.SHEETS_AWAITED
    assert refused(awaited, lambda: reconcile(world, own)).facts["until"] == due.due_on
    enter(world, meeting, 4000)
    tick()
    reconcile(world, own)
    stood = fresh_vote(own.vote).waits_until
    clock.move(timedelta(days=1))
    tick()
    assert fresh_vote(own.vote).waits_until == stood, "nothing is waited for any more"
