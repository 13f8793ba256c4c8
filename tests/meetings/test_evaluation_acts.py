"""An evaluation (评议会) from its convening to what became of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, Refused
from civic.home.models import tasks, waiting
from civic.home.rules import Wait
from civic.ledger import Entry, Fact
from civic.matters.models import Matter
from civic.matters.rules import Stage, Subject
from civic.meetings import actions
from civic.meetings.actions import Measure, Party, Poll
from civic.meetings.models import (
    OWN_DATA,
    Meeting,
    plans_awaited,
    rechecks_awaited,
    reports_awaited,
    sheets_awaited,
)
from civic.meetings.rules import (
    Capacity,
    MeetingStage,
    PaperKind,
    PlanChange,
    RecheckFinding,
    Why,
)
from civic.meetings.wording import evaluation_figures
from civic.notices import actions as notices
from civic.notices.models import Message, Notification
from civic.notices.rules import Event
from civic.people.models import Appointment, Person
from civic.register import actions as register
from civic.register.models import Commitment, RegisterEntry, shown
from civic.register.rules import Kind
from civic.sittings import actions as sittings
from civic.sittings import rules as sitting_rules
from civic.voting import actions as voting
from civic.voting import rules as voting_rules
from civic.voting import urn
from civic.voting.models import Vote, invitations
from civic.voting.rules import (
    Electorate,
    Outcome,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    VoteStage,
)
from tests.meetings import evaluation, hearing
from tests.meetings.hearing import in_days
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.secrecy import supervisors
from tests.world import World

pytestmark = pytest.mark.sqlite_first


def refused(why: object, act: Callable[[], object], kind: type[Refused] = Refused) -> Refused:
    """The act is refused for this reason, and nothing of it is left."""
    with pytest.raises(kind) as found:
        with transaction():
            act()
    assert found.value.why is why
    return found.value


def facts_about(ref: str) -> list[Fact]:
    found = session().query(Entry).filter_by(ref=ref).order_by("idx")
    return [entry.fact for entry in found]


# -- EV-1, EV-4: convening --------------------------------------------------------------


def test_the_committee_convenes_what_was_routed_to_an_evaluation(world: World) -> None:
    matter = evaluation.routed(world)
    meeting = evaluation.fresh(evaluation.convened(world, matter))
    (vote,) = evaluation.votes(meeting)
    assert (matter.stage, meeting.stage) == (Stage.PLANNED, MeetingStage.DRAFT)
    assert (meeting.notice_days, meeting.sitting.chair_id) == (7, world.supervisor.id)
    assert (vote.stage, vote.rule, vote.is_of_a_meeting) == (
        VoteStage.DRAFT,
        Rule.SATISFACTION,
        True,
    )
    assert [(q.kind, q.scale, q.unit_id, q.text) for q in vote.questions] == [
        (
            QuestionKind.GRADES,
            Scale.UNIT,
            world.here.unit("greening").id,
            world.here.unit("greening").name,
        )
    ]


def test_so_do_the_supervisors(world: World) -> None:
    meeting = evaluation.of_the_committee(world, by=world.supervisor)
    (vote,) = evaluation.votes(meeting)
    assert (vote.rule, vote.electorate) == (Rule.APPRAISAL, Electorate.REPRESENTATIVES)
    assert [q.text for q in vote.questions] == [
        f"居委会主任 {world.chair.name}",
        f"居委会委员 {world.clerk.name}",
    ]
    assert [q.person_id for q in vote.questions] == [world.chair.id, world.clerk.id]


@pytest.mark.parametrize("who", ["resident", "official", "grid_worker"])
def test_nobody_else_does(world: World, who: str) -> None:
    matter = evaluation.routed(world)
    with pytest.raises(NotAllowed):
        evaluation.convened(world, matter, by=getattr(world, who))


def test_what_was_routed_to_a_hearing_is_none_of_it(world: World) -> None:
    matter = evaluation.routed(world, subject=Subject.PROJECT)
    refused(Why.NOT_ROUTED_TO_EVALUATION, lambda: evaluation.convened(world, matter), OutOfOrder)


def test_one_evaluation_at_a_time(world: World) -> None:
    meeting = evaluation.convened(world)
    matter = session().get_one(Matter, meeting.matter_id)
    refused(Why.CONVENED_ALREADY, lambda: evaluation.convened(world, matter), AlreadyDone)


def test_rated_is_who_holds_the_office(world: World) -> None:
    party = Party(world.here.unit("greening"), world.chair, "所长")
    matter = evaluation.routed(world)
    refused(Why.NOT_IN_OFFICE, lambda: evaluation.convened(world, matter, parties=[party]), Invalid)


def test_an_agenda_without_the_ballot_is_none(world: World) -> None:
    matter = evaluation.routed(world)
    no = refused(
        sitting_rules.Why.AGENDA_INCOMPLETE,
        lambda: evaluation.convened(world, matter, agenda=hearing.AGENDA),
        Invalid,
    )
    assert no.facts["article"] == "EV-2"


# -- TM-4, EV-4: who presides -------------------------------------------------------------


def test_nobody_presides_over_their_own_evaluation(world: World) -> None:
    matter = evaluation.routed(world)
    refused(
        sitting_rules.Why.CHAIR_IS_PARTY,
        lambda: evaluation.convened(world, matter, chair=world.official),
        OutOfOrder,
    )
    meeting = evaluation.convened(world, matter, chair=world.other_official)
    assert evaluation.fresh(meeting).sitting.chair_id == world.other_official.id


def test_the_supervisors_preside_where_the_committee_is_rated(world: World) -> None:
    refused(
        Why.SUPERVISORS_PRESIDE,
        lambda: evaluation.of_the_committee(world, chair=world.party_branch),
        OutOfOrder,
    )


def test_a_notice_names_who_presides(world: World) -> None:
    meeting = evaluation.convened(world, chair=None)
    evaluation.with_raters(world, meeting)
    refused(sitting_rules.Why.NO_CHAIR, lambda: evaluation.noticed(world, meeting), Invalid)
    evaluation.noticed(world, meeting, chair=world.supervisor)
    assert evaluation.fresh(meeting).sitting.chair_id == world.supervisor.id


def test_who_is_no_supervisor_any_more_does_not_open_it(world: World, clock: Hands) -> None:
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_committee(world))
    evaluation.with_keys(world, evaluation.reported(world, meeting))
    with transaction():
        room = evaluation.fresh(meeting).sitting
        for each in (world.supervisor, world.neighbour):
            sittings.check_in(
                world.clerk, room, person=each, mode=sitting_rules.AttendanceMode.ON_SITE
            )
    with transaction():
        (office,) = session().scalars(select(Appointment).filter_by(person_id=world.supervisor.id))
        office.ends_on = civic_clock.today() - civic_clock.ONE_DAY
    session().expire_all()
    refused(
        Why.SUPERVISORS_PRESIDE,
        lambda: actions.open_session(world.supervisor, evaluation.fresh(meeting)),
        OutOfOrder,
    )


def test_whoever_stands_in_is_a_supervisor_too(world: World) -> None:
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_committee(world))
    refused(
        Why.SUPERVISORS_PRESIDE,
        lambda: actions.name_chair(
            world.supervisor, meeting, chair=world.party_branch, reason="主持人病了。"
        ),
        OutOfOrder,
    )


# -- until the notice: parties, groups, lists ---------------------------------------------


def test_until_the_notice_everything_may_change_and_lists_are_kept(world: World) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    with transaction():
        actions.change_evaluation(
            world.clerk,
            meeting,
            year=2025,
            parties=[Party(world.here.unit("greening")), Party(world.here.unit("water"))],
            polls=[
                Poll(RaterGroup.RESIDENT, 70, Electorate.INVITED),
                Poll(RaterGroup.STREET, 30),
            ],
            chair=world.supervisor,
            **evaluation.AS_IT_WAS,
        )
    (vote,) = evaluation.votes(meeting)
    assert [p.unit.name for p in evaluation.parties(meeting)] == [q.text for q in vote.questions]
    assert [p.year for p in evaluation.parties(meeting)] == [2025, 2025]
    assert [(g.group, g.weight, g.votes) for g in evaluation.groups(meeting)] == [
        (RaterGroup.RESIDENT, 70, True),
        (RaterGroup.STREET, 30, False),
    ]
    invited = session().scalars(invitations(vote.id))
    assert {found.person_id for found in invited} == {each.id for each in who}
    assert session().query(Vote).count() == 1


def test_once_named_nobody_is_taken_off(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    refused(
        Why.PARTIES_NAMED,
        lambda: actions.change_evaluation(
            world.clerk,
            meeting,
            year=2026,
            parties=[Party(world.here.unit("water"))],
            polls=evaluation.ALONE,
            chair=None,
            **evaluation.AS_IT_WAS,
        ),
        OutOfOrder,
    )
    refused(
        Why.NAMED_ALREADY,
        lambda: actions.invite_rater(world.clerk, evaluation.raters(meeting), world.neighbour),
        OutOfOrder,
    )


def test_whoever_serves_in_the_unit_is_on_no_list_of_raters(world: World) -> None:
    meeting = evaluation.convened(world)
    refused(
        Why.RATED_DO_NOT_RATE,
        lambda: actions.invite_rater(world.clerk, evaluation.raters(meeting), world.official),
        Invalid,
    )
    refused(
        voting_rules.Why.NOT_ON_ROSTER,
        lambda: actions.invite_rater(
            world.clerk, evaluation.raters(meeting), world.there.neighbour
        ),
        Invalid,
    )
    with transaction():
        actions.invite_rater(world.supervisor, evaluation.raters(meeting), world.neighbour)
    refused(
        voting_rules.Why.INVITED_ALREADY,
        lambda: actions.invite_rater(world.clerk, evaluation.raters(meeting), world.neighbour),
        AlreadyDone,
    )
    with transaction():
        actions.uninvite_rater(world.clerk, evaluation.raters(meeting), world.neighbour)
    refused(
        voting_rules.Why.NOT_INVITED,
        lambda: actions.uninvite_rater(world.clerk, evaluation.raters(meeting), world.neighbour),
        Invalid,
    )


# -- EV-2: the notice -----------------------------------------------------------------------


def test_the_notice_posts_the_ballot_from_the_hour_of_the_sitting(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    (vote,) = evaluation.votes(meeting)
    assert (meeting.stage, meeting.matter.stage) == (MeetingStage.NOTICED, Stage.NOTICED)
    assert (vote.stage, vote.heads) == (VoteStage.POSTED, 12)
    assert vote.opens_at == meeting.sitting.starts_at
    assert vote.closes_at == meeting.sitting.starts_at + timedelta(days=3)
    assert vote.explanation == meeting.notices[0].text


def test_six_clear_days_are_too_few(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    refused(
        Why.NOTICE_TOO_SHORT,
        lambda: evaluation.noticed(world, meeting, starts_at=in_days(7)),
        OutOfOrder,
    )
    assert evaluation.votes(meeting)[0].stage is VoteStage.DRAFT


def test_nine_raters_would_know_each_other(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting, 9)
    refused(
        voting_rules.Why.TOO_FEW_FOR_SECRET, lambda: evaluation.noticed(world, meeting), Invalid
    )


WITH_STREET = (
    Poll(RaterGroup.RESIDENT, 60, Electorate.INVITED),
    Poll(RaterGroup.STREET, 30),
    Poll(RaterGroup.PEER, 10),
)


def test_beside_the_street_office_twelve_residents_are_too_few(world: World) -> None:
    meeting = evaluation.convened(world, polls=WITH_STREET)
    evaluation.with_raters(world, meeting)
    refused(Why.RATERS_TOO_FEW, lambda: evaluation.noticed(world, meeting), OutOfOrder)
    meeting = evaluation.fresh(meeting)
    assert (meeting.stage, meeting.notices) == (MeetingStage.DRAFT, [])
    assert evaluation.votes(meeting)[0].stage is VoteStage.DRAFT


@pytest.mark.parametrize("act", ["post", "open_", "cancel", "publish", "ask", "redraft", "invite"])
def test_its_ballot_is_moved_by_the_meeting_alone(world: World, act: str) -> None:
    meeting = evaluation.convened(world)
    (vote,) = evaluation.votes(meeting)
    calls: dict[str, Callable[[], object]] = {
        "post": lambda: voting.post(world.clerk, vote, opens_at=in_days(9), closes_at=in_days(10)),
        "open_": lambda: voting.open_(world.clerk, vote),
        "cancel": lambda: voting.cancel(world.clerk, vote, reason="不评了。"),
        "publish": lambda: voting.publish(
            world.clerk,
            vote,
            title="结果",
            text="结果",
            is_redacted=True,
            figures=lambda vote, found: "",
        ),
        "ask": lambda: voting.ask(
            world.clerk, vote, kind=QuestionKind.GRADES, text="还有一题", scale=Scale.UNIT
        ),
        "redraft": lambda: voting.redraft(
            world.clerk,
            vote,
            rule=vote.rule,
            electorate=vote.electorate,
            secrecy=vote.secrecy,
            official_title="另一个题目",
        ),
        "invite": lambda: voting.invite(
            world.clerk, vote, world.neighbour, group=RaterGroup.STREET
        ),
    }
    refused(voting_rules.Why.OF_A_MEETING, calls[act], OutOfOrder)


def test_the_clock_alone_does_not_open_it(world: World, clock: Hands) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    clock.set(meeting.sitting.starts_at)
    with transaction():
        voting.fall_due()
    assert evaluation.votes(meeting)[0].stage is VoteStage.POSTED


# -- the report -------------------------------------------------------------------------------


def test_whoever_is_rated_reports_until_the_sitting_opens(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)

    def hand_in(who: Person, text: str = evaluation.REPORT) -> None:
        party = evaluation.parties(meeting)[0]
        actions.hand_in_report(who, party, text=text, is_redacted=True)

    refused(Why.NOT_OPEN_FOR_REPORTS, lambda: hand_in(world.official), OutOfOrder)
    meeting = evaluation.noticed(world, meeting)
    for stranger in (world.clerk, world.other_official, world.resident):
        with pytest.raises(NotAllowed):
            hand_in(stranger)
    for text in (evaluation.REPORT, "重新写的一份报告，补上了垃圾分类的事。"):
        with transaction():
            hand_in(world.official, text)
    report = evaluation.paper(meeting, PaperKind.REPORT)
    assert report is not None
    assert report.text == "重新写的一份报告，补上了垃圾分类的事。"
    party = evaluation.parties(meeting)[0]
    assert facts_about(party.ledger_ref) == [Fact.EVALUATION_REPORTED] * 2


def test_a_report_is_read_for_names_first(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    refused(
        Why.NOT_REDACTED,
        lambda: actions.hand_in_report(
            world.official,
            evaluation.parties(meeting)[0],
            text=evaluation.REPORT,
            is_redacted=False,
        ),
        Invalid,
    )


# -- the sitting --------------------------------------------------------------------------------


def test_nobody_is_rated_unheard(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    evaluation.with_keys(world, meeting)
    with transaction():
        room = evaluation.fresh(meeting).sitting
        for each in (world.supervisor, world.neighbour):
            sittings.check_in(
                world.clerk, room, person=each, mode=sitting_rules.AttendanceMode.ON_SITE
            )
    no = refused(
        Why.REPORTS_MISSING,
        lambda: actions.open_session(world.supervisor, evaluation.fresh(meeting)),
        OutOfOrder,
    )
    assert no.facts["number"] == 1


def test_the_ballot_opens_with_the_sitting(world: World) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    (secret,) = evaluation.opened(world, evaluation.noticed(world, meeting))
    assert evaluation.fresh(meeting).stage is MeetingStage.IN_SESSION
    assert fresh_vote(secret.vote).is_taking_ballots
    evaluation.cast(secret.vote, who[0], "satisfied")
    meeting = evaluation.closed(world, meeting)
    assert meeting.stage is MeetingStage.SAT
    assert fresh_vote(secret.vote).is_taking_ballots


def test_without_its_key_the_session_does_not_open_and_may_be_put_off(world: World) -> None:
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_committee(world))
    evaluation.reported(world, meeting)
    civic_clock.source.set(meeting.sitting.starts_at)  # type: ignore[attr-defined]
    with transaction():
        room = evaluation.fresh(meeting).sitting
        for each in (world.supervisor, world.neighbour):
            sittings.check_in(
                world.clerk, room, person=each, mode=sitting_rules.AttendanceMode.ON_SITE
            )
    with pytest.raises(Refused):
        with transaction():
            actions.open_session(world.supervisor, evaluation.fresh(meeting))
    assert evaluation.fresh(meeting).stage is MeetingStage.NOTICED
    with transaction():
        actions.postpone(world.supervisor, evaluation.fresh(meeting), reason="密钥没有备好。")
    assert evaluation.fresh(meeting).stage is MeetingStage.POSTPONED


# -- put off, called off ------------------------------------------------------------------------


def test_put_off_its_ballot_is_called_off_and_asked_anew(world: World) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    meeting = evaluation.reported(world, evaluation.noticed(world, meeting))
    first = evaluation.votes(meeting)[0].id
    with transaction():
        actions.postpone(world.supervisor, meeting, reason="会场停电。")
    (vote,) = evaluation.votes(meeting)
    before = session().get_one(Vote, first)
    assert (before.stage, before.cancelled_reason) == (VoteStage.CANCELLED, "会场停电。")
    assert (vote.stage, vote.id == first) == (VoteStage.DRAFT, False)
    meeting = evaluation.noticed(world, meeting, starts_at=in_days(10))
    (vote,) = evaluation.votes(meeting)
    assert (vote.stage, vote.heads) == (VoteStage.POSTED, len(who))
    assert evaluation.paper(meeting, PaperKind.REPORT) is not None


def test_called_off_before_its_notice_nothing_is_left_of_its_ballot(world: World) -> None:
    meeting = evaluation.convened(world)
    with transaction():
        actions.cancel(world.clerk, meeting, reason="改到明年。")
    assert evaluation.fresh(meeting).stage is MeetingStage.CANCELLED
    assert session().query(Vote).count() == 0
    matter = session().get_one(Matter, meeting.matter_id)
    assert evaluation.convened(world, matter).stage is MeetingStage.DRAFT


def test_called_off_afterwards_its_ballot_is_cancelled_for_all_to_see(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    with transaction():
        actions.cancel(world.clerk, meeting, reason="单位撤销了。")
    assert [vote.stage for vote in evaluation.votes(meeting)] == [VoteStage.CANCELLED]


def test_whoever_is_rated_neither_calls_it_off_nor_counts_it(world: World) -> None:
    """The committee's chair and clerk are rated: what concerns their figures others do (EV-4)."""
    evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_committee(world))
    [vote] = evaluation.votes(meeting)
    for act in (
        lambda: actions.cancel(world.chair, meeting, reason="今年不评了。"),
        lambda: actions.postpone(world.chair, meeting, reason="改天再说。"),
        lambda: actions.publish_evaluation(
            world.chair,
            meeting,
            title="结果",
            text="大家都很满意。",
            is_redacted=True,
            figures=evaluation_figures,
        ),
    ):
        refused(Why.RATED_THEMSELVES, act, NotAllowed)
        session().rollback()
    for act in (
        lambda: voting.reconcile(world.chair, fresh_vote(vote)),
        lambda: voting.count(world.chair, fresh_vote(vote)),
        lambda: voting.extend(world.chair, fresh_vote(vote), until=in_days(30), reason="人少"),
        lambda: voting.sift_comments(world.chair, fresh_vote(vote), {}, {}),
    ):
        refused(voting_rules.Why.RATES_YOU, act, NotAllowed)
        session().rollback()


# -- the result -----------------------------------------------------------------------------------


def test_a_departments_result_stands_in_the_register(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock, satisfied=8, of=12)
    (party,) = evaluation.parties(meeting)
    (vote,) = evaluation.votes(meeting)
    entry = session().get_one(RegisterEntry, meeting.entry_id)
    result = party.result
    assert result is not None
    assert (meeting.stage, meeting.matter.stage) == (
        MeetingStage.PUBLISHED,
        Stage.RESULT_PUBLISHED,
    )
    assert (entry.kind, entry.matter_id) == (Kind.EVALUATION_RESULT, meeting.matter_id)
    assert (vote.stage, vote.entry_id) == (VoteStage.PUBLISHED, entry.id)
    assert (result.outcome, result.returned, result.valid) == (Outcome.VALID, 12, 12)
    assert (result.rate, result.strict_rate, result.score) == (6667, 6667, None)
    assert (result.weighted, result.is_incompetent) == (None, False)
    said = _pub(Fact.EVALUATION_PUBLISHED)
    assert (said["number"], said["results"][0]["rate"]) == (entry.number_text, 6667)


def _pub(fact: Fact) -> dict:  # type: ignore[type-arg]
    entry = session().query(Entry).filter_by(fact=fact).one()
    return dict(ledger.content(entry)["pub"])


def test_there_is_no_result_before_the_ballots_are_counted(world: World) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    meeting = evaluation.closed(world, meeting)
    refused(Why.NOT_COUNTED, lambda: evaluation.publish(world, meeting), OutOfOrder)


def test_too_few_ballots_come_to_no_result_and_no_plan(world: World, clock: Hands) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who[:5], ["satisfied"])
    evaluation.publish(world, meeting)
    result = evaluation.parties(meeting)[0].result
    assert result is not None
    assert (result.outcome, result.valid, result.rate) == (Outcome.NO_QUORUM, None, None)
    assert result.plan_due is None
    refused(Why.NO_PLAN_OWED, lambda: evaluation.planned(world, meeting), OutOfOrder)


def to_publish(who: Person) -> list[int]:
    """Evaluations whose result waits for somebody to publish it."""
    found = tasks(session().execute(waiting(who)))
    return [task.ref_id for task in found if task.kind is Wait.PUBLISH_EVALUATION]


def test_the_street_office_weighs_thirty_the_peers_ten(world: World, clock: Hands) -> None:
    meeting = evaluation.convened(world, polls=WITH_STREET)
    who = evaluation.with_raters(world, meeting, 50)
    meeting = evaluation.noticed(world, meeting)

    def sheet(group: RaterGroup, score: int, by: Person = world.supervisor) -> None:
        actions.enter_score_sheet(
            by,
            evaluation.raters(meeting, group),
            evaluation.parties(meeting)[0],
            score=score,
            document=evaluation.upload(),
            is_redacted=True,
        )

    refused(Why.NOT_OPEN_FOR_SHEETS, lambda: sheet(RaterGroup.STREET, 9000), OutOfOrder)
    secrets = evaluation.opened(world, meeting)
    evaluation.closed(world, meeting)
    with pytest.raises(NotAllowed):
        sheet(RaterGroup.STREET, 9000, world.official)
    refused(Why.GROUP_VOTES, lambda: sheet(RaterGroup.RESIDENT, 9000), OutOfOrder)
    refused(Why.SCORE_OUT_OF_RANGE, lambda: sheet(RaterGroup.STREET, 10_001), Invalid)
    for n, each in enumerate(who[:12]):
        evaluation.cast(secrets[0].vote, each, "satisfied" if n < 6 else "dissatisfied")
    assert session().scalars(sheets_awaited(world.clerk.id)).all() == [meeting]
    assert to_publish(world.supervisor) == [], "sheets may still come"
    with transaction():
        sheet(RaterGroup.STREET, 900)
        sheet(RaterGroup.STREET, 9000)  # the first was mistyped
        sheet(RaterGroup.PEER, 8000)
    assert not session().scalars(sheets_awaited(world.clerk.id)).all()
    assert to_publish(world.supervisor) == []
    evaluation.counted(world, secrets, clock)
    assert to_publish(world.supervisor) == [meeting.id]
    evaluation.publish(world, meeting, by=world.supervisor)
    result = evaluation.parties(meeting)[0].result
    assert result is not None
    # 60 % of 50 points, 30 % of 90, 10 % of 80
    assert (result.rate, result.weighted) == (5000, 6500)


def test_whoever_is_rated_enters_no_sheet_of_their_own(world: World) -> None:
    evaluation.assembly(world, 60)
    polls = (
        Poll(RaterGroup.RESIDENT, 70, Electorate.REPRESENTATIVES),
        Poll(RaterGroup.STREET, 30),
    )
    meeting = evaluation.noticed(world, evaluation.of_the_committee(world, polls=polls))
    evaluation.opened(world, meeting)
    refused(
        Why.RATED_THEMSELVES,
        lambda: actions.enter_score_sheet(
            world.clerk,
            evaluation.raters(meeting, RaterGroup.STREET),
            evaluation.parties(meeting)[0],
            score=10_000,
            document=evaluation.upload(),
            is_redacted=True,
        ),
        NotAllowed,
    )
    assert not session().scalars(sheets_awaited(world.clerk.id)).all()


# -- AP-5: two years --------------------------------------------------------------------------------


def year_of(
    world: World, clock: Hands, who: list[Person], year: int, *grades: list[str]
) -> Meeting:
    meeting = evaluation.of_the_committee(world, year=year)
    evaluation.rated_by(world, meeting, clock, who, *grades)
    evaluation.publish(world, meeting, by=world.supervisor)
    return evaluation.fresh(meeting)


def test_a_second_year_of_incompetence_is_a_notice_and_deletes_nobody(
    world: World, clock: Hands
) -> None:
    who = evaluation.assembly(world)
    alike = [["incompetent", "excellent"]]
    first = year_of(world, clock, who, 2025, *alike * 2, ["incompetent", "competent"])
    chair, clerk = (party.result for party in evaluation.parties(first))
    assert chair is not None and clerk is not None
    # All alike, of twelve: that much is known, and no figure (integrity.md 2.5).
    assert (chair.is_incompetent, chair.is_second, chair.score) == (True, False, None)
    assert (clerk.is_incompetent, clerk.score, clerk.valid) == (False, 8333, 12)
    second = year_of(
        world, clock, who, 2026, *[["basic", "competent"]] * 2, ["incompetent", "competent"]
    )
    chair, clerk = (party.result for party in evaluation.parties(second))
    assert chair is not None and clerk is not None
    assert (chair.is_incompetent, chair.is_second, chair.score) == (True, True, 4333)
    assert not clerk.is_second
    own = session().execute(OWN_DATA["evaluations"](world.chair.id)).mappings().all()
    assert [(row["year"], row["is_incompetent"]) for row in own] == [(2025, True), (2026, True)]
    said = _pub(Fact.TWICE_INCOMPETENT)
    assert (said["office"], said["year"]) == ("居委会主任", 2026)
    held = session().scalars(select(Appointment).filter_by(person_id=world.chair.id)).all()
    assert [appointment.ends_on for appointment in held] == [None]
    colleague = supervisors(world)[1]  # who published it is not told of it
    assert told(Event.TWICE_INCOMPETENT) == {world.chair.id, world.clerk.id, colleague.id}


# -- what is said and done about it -------------------------------------------------------------------


def test_the_rated_state_their_view_once_and_for_themselves(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)

    def state(who: Person) -> None:
        party = evaluation.parties(meeting)[0]
        actions.state_on_evaluation(who, party, text="人手不足，已在增补。", is_redacted=True)

    with pytest.raises(NotAllowed):
        state(world.clerk)
    with transaction():
        state(world.official)
    refused(Why.HANDED_IN_ALREADY, lambda: state(world.official), AlreadyDone)
    entry = session().query(Entry).filter_by(fact=Fact.EVALUATION_STATED).one()
    assert "人手不足" not in str(ledger.content(entry))


def test_nobody_states_what_somebody_else_thinks_of_their_own_result(
    world: World, clock: Hands
) -> None:
    who = evaluation.assembly(world)
    grades = [["competent", "basic"]] * 6 + [["basic", "competent"]]
    meeting = year_of(world, clock, who, 2026, *grades)
    party = evaluation.parties(meeting)[0]
    refused(
        Why.OWN_WORDS,
        lambda: actions.state_on_evaluation(world.clerk, party, text="他说……", is_redacted=True),
        NotAllowed,
    )
    with transaction():
        actions.state_on_evaluation(
            world.chair, evaluation.parties(meeting)[0], text="感谢大家。", is_redacted=True
        )
    plan = evaluation.planned(world, meeting)
    assert plan.by_id == world.chair.id


def test_a_plans_measures_are_promises_in_the_register(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)
    (party,) = evaluation.parties(meeting)
    assert party.result is not None
    assert party.result.plan_due is not None
    assert session().scalars(plans_awaited(0, [party.unit_id])).all() == [party]
    with pytest.raises(NotAllowed):
        actions.file_plan(
            world.clerk,
            party,
            text="代写的整改方案。",
            signed_by="别人",
            contact="别人",
            measures=[Measure("不知道", in_days(9).date())],
            is_redacted=True,
        )
    measures = [Measure("每周修剪一次", in_days(30).date()), Measure("补种", in_days(60).date())]
    plan = evaluation.planned(world, meeting, measures=measures)
    promised = session().scalars(select(Commitment).order_by(Commitment.id)).all()
    assert [(c.what, c.due_on, c.unit_id, c.entry_id) for c in promised] == [
        (m.what, m.due_on, party.unit_id, meeting.entry_id) for m in measures
    ]
    stands = evaluation.paper(meeting, PaperKind.PLAN)
    assert stands is not None
    assert (stands.id, stands.measures) == (plan.id, promised)
    assert not session().scalars(plans_awaited(0, [party.unit_id])).all()
    refused(Why.HANDED_IN_ALREADY, lambda: evaluation.planned(world, meeting), AlreadyDone)
    own = session().execute(OWN_DATA["evaluation_papers"](world.official.id)).mappings().all()
    assert [row["kind"] for row in own] == [PaperKind.REPORT, PaperKind.PLAN]
    entry = session().query(Entry).filter_by(fact=Fact.EVALUATION_PLANNED).one()
    assert "刘所长" not in str(ledger.content(entry))


def test_a_plan_without_a_day_for_what_it_promises_is_refused_whole(
    world: World, clock: Hands
) -> None:
    meeting = evaluation.of_a_department(world, clock)
    with pytest.raises(Refused):
        evaluation.planned(
            world,
            meeting,
            measures=[Measure("昨天就该办", civic_clock.today() - civic_clock.ONE_DAY)],
        )
    assert evaluation.paper(meeting, PaperKind.PLAN) is None
    assert session().query(Commitment).count() == 0


def test_promises_go_under_the_words_that_hold_now(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)
    with transaction():
        assert meeting.entry_id is not None
        entry = session().scalars(shown(meeting.entry_id)).unique().one()
        corrected = register.correct(
            world.supervisor, entry, text="更正后的结果。", reason="写错一个字。", is_redacted=True
        )
    evaluation.planned(world, meeting)
    assert [c.entry_id for c in session().query(Commitment)] == [corrected.id]


def test_ninety_days_later_somebody_else_looks_at_it_once_more(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock, satisfied=7)
    (party,) = evaluation.parties(meeting)
    assert party.result is not None
    due = party.result.recheck_due
    assert (party.result.rate, due is not None) == (5833, True)
    assert due is not None

    def look(who: Person, finding: RecheckFinding | None = RecheckFinding.PARTLY) -> None:
        actions.recheck_evaluation(
            who,
            evaluation.parties(meeting)[0],
            finding=finding,
            text="修剪跟上了，补种还没有完。",
            is_redacted=True,
        )

    before = civic_clock.end_of_day(due.due_on - timedelta(days=90))
    awaited = rechecks_awaited(world.supervisor.id, before)
    assert session().scalars(awaited).all() == [party]
    assert (
        not session()
        .scalars(rechecks_awaited(world.supervisor.id, before - timedelta(days=1)))
        .all()
    )
    assert not session().scalars(rechecks_awaited(world.official.id, before)).all()
    clock.set(civic_clock.start_of_day(due.due_on) - timedelta(seconds=1))
    no = refused(Why.RECHECK_TOO_EARLY, lambda: look(world.supervisor), OutOfOrder)
    assert no.facts["due_on"] == due.due_on
    clock.set(civic_clock.start_of_day(due.due_on))
    with pytest.raises(NotAllowed):
        look(world.official)
    refused(Why.FINDING_MISSING, lambda: look(world.supervisor, None), Invalid)
    with transaction():
        look(world.supervisor)
    paper = evaluation.paper(meeting, PaperKind.RECHECK)
    assert paper is not None
    assert paper.finding is RecheckFinding.PARTLY
    assert not session().scalars(awaited).all()


def test_sixty_percent_need_no_second_look(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock, satisfied=6, of=10)
    (party,) = evaluation.parties(meeting)
    assert party.result is not None
    assert (party.result.rate, party.result.recheck_due) == (6000, None)
    refused(
        Why.NO_RECHECK_OWED,
        lambda: actions.recheck_evaluation(
            world.supervisor,
            party,
            finding=RecheckFinding.MENDED,
            text="看过了。",
            is_redacted=True,
        ),
        OutOfOrder,
    )


def test_the_committee_does_not_look_at_itself(world: World, clock: Hands) -> None:
    who = evaluation.assembly(world)
    meeting = year_of(world, clock, who, 2026, ["incompetent", "competent"], ["basic", "basic"])
    party = evaluation.parties(meeting)[0]
    refused(
        Why.RATED_THEMSELVES,
        lambda: actions.recheck_evaluation(
            world.clerk, party, finding=RecheckFinding.MENDED, text="改好了。", is_redacted=True
        ),
        NotAllowed,
    )


def test_archived_once_everything_is_done(world: World, clock: Hands) -> None:
    meeting = evaluation.of_a_department(world, clock)

    def archive() -> None:
        actions.archive_evaluation(world.clerk, evaluation.fresh(meeting))

    refused(Why.STILL_SHOWN, archive, OutOfOrder)
    clock.move(timedelta(days=17))
    refused(Why.MINUTES_OWED, archive, OutOfOrder)
    with transaction():
        room = evaluation.sitting(meeting)
        sittings.draft_minutes(world.clerk, room, text="听取报告，居民提问，开始投票。")
        for each in (world.supervisor, world.neighbour, world.owner):
            sittings.confirm(each, room, version=1)
    refused(Why.PLANS_MISSING, archive, OutOfOrder)
    evaluation.planned(world, meeting)
    refused(Why.NOT_SETTLED, archive, OutOfOrder)
    with transaction():
        (promise,) = session().query(Commitment)
        register.park(world.supervisor, promise, reason="等明年的经费。")
    with transaction():
        archive()
    meeting = evaluation.fresh(meeting)
    assert (meeting.stage, meeting.matter.stage) == (MeetingStage.ARCHIVED, Stage.ARCHIVED)


# -- each kind has its own acts -----------------------------------------------------------------------


HEARINGS: dict[str, Callable[[World, Meeting], object]] = {
    "explain": lambda w, m: actions.explain(w.clerk, m, **hearing.PLAN),
    "notify": lambda w, m: actions.notify(w.clerk, m, **hearing.notice_facts()),
    "name_group": lambda w, m: actions.name_group(
        w.clerk, m, name="一楼", stake="采光", is_affected=True, seats=1
    ),
    "seat_member": lambda w, m: actions.seat_member(
        w.clerk, m, capacity=Capacity.OTHER, guest="某某"
    ),
    "form_panel": lambda w, m: actions.form_panel(w.clerk, m, head=w.chair),
    "send_opinions": lambda w, m: actions.send_opinions(w.clerk, m),
    "change_plan": lambda w, m: actions.change_plan(
        w.clerk, m, extent=PlanChange.MINOR, text="小改"
    ),
    "another_round": lambda w, m: actions.another_round(w.clerk, m, agenda=hearing.AGENDA),
    "publish": lambda w, m: actions.publish(w.clerk, m, outcome="结果", is_redacted=True),
    "archive": lambda w, m: actions.archive(w.clerk, m),
}


@pytest.mark.parametrize("act", HEARINGS)
def test_what_only_a_hearing_has_is_asked_of_no_evaluation(world: World, act: str) -> None:
    meeting = evaluation.convened(world)
    refused(Why.ANOTHER_KIND, lambda: HEARINGS[act](world, meeting), OutOfOrder)


def test_and_what_only_an_evaluation_has_of_no_hearing(world: World) -> None:
    meeting = hearing.convened(world.here)
    refused(Why.ANOTHER_KIND, lambda: evaluation.noticed(world, meeting), OutOfOrder)
    refused(Why.ANOTHER_KIND, lambda: evaluation.publish(world, meeting), OutOfOrder)
    refused(Why.ANOTHER_KIND, lambda: actions.archive_evaluation(world.clerk, meeting), OutOfOrder)


# -- who hears of it ------------------------------------------------------------------------------------


def test_whoever_is_rated_hears_what_they_owe(world: World, clock: Hands) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting)
    assert told(Event.REPORT_ASKED) == {world.official.id}
    assert told(Event.VOTE_POSTED) >= {each.id for each in who}
    assert session().scalars(
        reports_awaited(0, world.official.unit_ids)
    ).all() == evaluation.parties(meeting)
    secrets = evaluation.opened(world, meeting)
    assert not session().scalars(reports_awaited(0, world.official.unit_ids)).all()
    evaluation.closed(world, meeting)
    for n, each in enumerate(who):
        evaluation.cast(secrets[0].vote, each, "satisfied" if n else "basically")
    evaluation.counted(world, secrets, clock)
    evaluation.publish(world, meeting)
    evaluation.planned(world, meeting)
    assert told(Event.PLAN_ASKED) == {world.official.id}
    assert told(Event.PLAN_FILED) >= {world.supervisor.id, world.resident.id}
    assert told(Event.VOTE_PUBLISHED) >= {each.id for each in who}


def told(event: Event) -> set[int]:
    """Who has heard of it, once all that waits is delivered."""
    while notices.deliver():
        pass
    heard = select(Notification.person_id).join(Message, Message.id == Notification.message_id)
    return set(session().scalars(heard.where(Message.event == event)))


def test_a_rater_votes_once(world: World) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    (secret,) = evaluation.opened(world, evaluation.noticed(world, meeting))
    evaluation.cast(secret.vote, who[0], "satisfied")
    with pytest.raises(Refused) as no:
        evaluation.cast(secret.vote, who[0], "dissatisfied")
    session().rollback()
    assert no.value.why is urn.Why.VOTED_ALREADY
