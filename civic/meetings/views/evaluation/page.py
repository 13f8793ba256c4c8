"""The heart page of an evaluation: where it stands, who is rated by whom, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic import clock, web
from civic.db import session
from civic.errors import NotAllowed
from civic.i18n import day, moment, starting, until
from civic.i18n import gettext as _
from civic.matters.views import Offer
from civic.meetings import actions, models, rules
from civic.meetings.models import Evaluated, Meeting, Raters, Registration
from civic.meetings.rules import EvaluationStep, MeetingStage, PaperKind, Way
from civic.meetings.views import page as shared
from civic.meetings.views.deadlines import minutes_due
from civic.meetings.views.evaluation import written
from civic.meetings.views.evaluation.offers import Now, offers
from civic.meetings.views.evaluation.results import Result, results
from civic.meetings.views.offers import ASIDE
from civic.meetings.views.parts import Count, Deadline, Item, Step
from civic.meetings.wording import (
    EVALUATION_STANDS,
    EVALUATION_STEP,
    failings,
    how_counted,
    how_secret,
    how_they_rate,
    named,
    said_missed,
    said_unowed,
    where,
)
from civic.register.models import RegisterEntry
from civic.sittings.models import Attendance, Sitting
from civic.sittings.rules import AgendaKind, ItemState, State
from civic.voting.models import Vote
from civic.voting.rules import Why as VotingWhy
from civic.voting.views import load as ballots
from civic.voting.views.load import Head
from civic.voting.views.offers import Now as Polling
from civic.voting.views.offers import status as how_it_stands
from civic.voting.wording import due_from
from civic.wording import cite, computed

M = MeetingStage


@dataclass(frozen=True)
class Rated:
    """One party: who it is, what it came to, what was written, what is awaited."""

    id: int
    name: str
    office: str
    record: str
    """Where the unit, or once there is a result the person, stands in public year by year."""
    result: Result | None
    papers: list[written.Written]
    failings: list[str]
    """What it never handed in."""
    awaited: list[Deadline]


@dataclass(frozen=True)
class Group:
    """A group that rates: how, with which weight, and where its vote is."""

    name: str
    how: str
    url: str | None
    weight: int


@dataclass(frozen=True)
class Page:
    """Everything that ``meetings/evaluation.html`` shows."""

    meeting: Meeting
    stands: str
    chain: list[Step]
    crumbs: list[tuple[str, str | None]]
    deadlines: list[Deadline]
    main: Offer | None
    further: list[Offer]
    why_not: str | None
    mine: tuple[str, str] | None
    facts: list[tuple[str, str]]
    dates: list[str]
    materials: str | None
    rated: list[Rated]
    groups: list[Group]
    carried: str
    chairs: list[tuple[str, str]]
    items: list[Item]
    hands: list[Count]
    roll: list[tuple[str, str]]
    is_live: bool
    is_noticed: bool
    is_ahead: bool
    has_minutes: bool
    entry: RegisterEntry | None


def build(meeting: Meeting, entry: RegisterEntry | None, reader: Any) -> Page:
    """The page for this reader: as many queries, however many are rated and rate."""
    ident = reader.id if reader else None
    seat, arrival, observing, present, observers, _next, materials = (
        session().execute(models.standing(meeting, ident)).one()
    )
    rated = session().scalars(models.rated_with_papers(meeting.id)).unique().all()
    is_published = meeting.published_at is not None
    known = models.raters_with_sheets(meeting.id, with_counts=is_published)
    rows = session().execute(known).unique().all()  # keeps the urns at hand, too
    groups = [group for group, _box in rows]
    heads = _heads(groups, reader) if meeting.stage in _RATING else []
    now = Now(meeting, reader, seat, arrival, rated, groups, heads)
    way = _way(meeting, rated, now.votes)
    able = offers(now)
    main = next((offer for offer in able if offer.order < ASIDE), None)
    found = results(rated, groups) if is_published else {}
    return Page(
        meeting=meeting,
        stands=stands(meeting, way, rated, groups),
        chain=chain(meeting, way),
        crumbs=shared.crumbs(meeting),
        deadlines=_deadlines(now),
        main=main,
        further=[offer for offer in able if offer is not main],
        why_not=None if main else _why_not(now, way),
        mine=_mine(now, seat, arrival),
        facts=_facts(meeting, groups, observing),
        dates=shared.dates(meeting),
        materials=materials,
        rated=[_rated(each, found.get(each.id)) for each in rated],
        groups=[_group(each) for each in groups],
        carried=_carried(groups),
        chairs=shared.chairs(meeting.chair_changes),
        items=shared.items(meeting.sitting),
        hands=[shared.tally(hands) for hands in meeting.sitting.hands],
        roll=shared.roll(meeting, present, observers),
        is_live=meeting.sitting.is_open,
        is_noticed=meeting.noticed_at is not None,
        is_ahead=meeting.sitting.state is State.SCHEDULED,
        has_minutes=meeting.sitting.state is State.MINUTES_CONFIRMED,
        entry=entry,
    )


_RATING = frozenset({M.NOTICED, M.IN_SESSION, M.SAT})


def _heads(groups: Sequence[Raters], reader: Any) -> list[tuple[Vote, Head]]:
    votes = [each.vote for each in groups if each.vote is not None and each.vote.is_public]
    votes = [vote for vote in votes if not vote.is_over]
    return [(vote, head) for vote in votes for head in ballots.heads(vote, reader)]


# -- where it stands ------------------------------------------------------------


def _way(meeting: Meeting, rated: Sequence[Evaluated], votes: Sequence[Vote]) -> Way:
    found = [each.result for each in rated if each.result is not None]
    ballot = next((i for i in meeting.sitting.items if i.kind is AgendaKind.BALLOT), None)
    return Way(
        are_reports_in=all(each.paper(PaperKind.REPORT) for each in rated),
        is_ballot_begun=ballot is None or ballot.state is not ItemState.WAITING,
        is_ballot_over=all(vote.is_over for vote in votes),
        is_counted=all(vote.is_settled for vote in votes),
        owes_plan=any(rules.owes_plan(result.outcome) for result in found),
        lacks_plan=any(each.is_without_plan for each in rated),
        owes_recheck=any(result.owes_recheck for result in found),
        is_mended=all(_is_mended(each) for each in rated),
        is_rechecked=not any(each.awaits_recheck for each in rated),
    )


def _is_waited_for(each: Evaluated) -> bool:
    """Whether its plan is still to come."""
    return each.awaits_plan and not each.is_without_plan


def _is_mended(each: Evaluated) -> bool:
    plan = each.paper(PaperKind.PLAN)
    return not _is_waited_for(each) and (
        plan is None or all(measure.is_kept for measure in plan.measures)
    )


def chain(meeting: Meeting, way: Way) -> list[Step]:
    """公告 → 报告 → 询问 → 投票 → 计票 → 结果 → 整改 → 复查; called off, it has none."""
    notes = {step: said_unowed(step) for step in rules.unowed(meeting.stage, way)}
    notes |= {step: said_missed() for step in rules.missed(meeting.stage, way)}
    return [
        Step(str(EVALUATION_STEP[step]), state.value, notes.get(step))
        for step, state in rules.evaluation_progress(meeting.stage, way)
    ]


def stands(meeting: Meeting, way: Way, rated: Sequence[Evaluated], groups: Sequence[Raters]) -> str:
    """Where it stands, in a few words; of a ballot also how secret it is."""
    step = rules.evaluation_step(meeting.stage, way)
    if step is None or meeting.stage is M.POSTPONED:
        return where(meeting)
    if step is EvaluationStep.PLAN and not any(_is_waited_for(each) for each in rated):
        return str(_("正在整改，措施还没有全部办好"))
    if meeting.stage is M.IN_SESSION and step is EvaluationStep.QUESTIONS:
        return str(_("正在开会：报告和询问"))
    if step is EvaluationStep.BALLOT:
        how = how_secret(groups)
        return str(_("%(stands)s，%(how)s", stands=EVALUATION_STANDS[step], how=how))
    return str(EVALUATION_STANDS[step])


def _deadlines(now: Now) -> list[Deadline]:
    """The next moments that matter to everybody; a plan's and a re-check's stand with the rated."""
    meeting, votes = now.meeting, now.votes
    if meeting.stage is M.NOTICED:
        return [Deadline(_("评议会：%(at)s", at=starting(meeting.sitting.starts_at)))]
    found = []
    closing = [vote.closes_at for vote in votes if vote.is_taking_ballots and vote.closes_at]
    if closing:
        found.append(Deadline(_("评议投票：%(until)s", until=until(min(closing)))))
    is_missing = any(now.sheets_missing(raters) for raters in now.groups)
    if meeting.stage is M.SAT and is_missing and not now.are_sheets_shut:
        sheets = actions.sheets_due(meeting)
        text = _("评分表：%(until)s，交齐以前不计票，过后不再等", until=until(sheets.ends_at))
        is_over = clock.now() >= sheets.ends_at
        found.append(Deadline(text, is_over, (*computed(sheets), cite("AP-8"))))
    if meeting.stage is M.SAT and (result := _result_due(votes)) is not None:
        found.append(result)
    if meeting.stage is M.SAT and not closing and (minutes := minutes_due(meeting)) is not None:
        found.append(minutes)
    return found


def _result_due(votes: Sequence[Vote]) -> Deadline | None:
    """By when the result is public, from the last group's end on; none while one still votes."""
    known = [(due.ends_at, vote) for vote in votes if (due := vote.publish_due) is not None]
    if len(known) < len(votes) or not known:
        return None
    ends_at, last = max(known, key=lambda each: each[0])
    how = (due_from(has_waited=last.has_waited), cite("AP-10"))
    return Deadline(_("公布结果：%(until)s", until=until(ends_at)), clock.now() >= ends_at, how)


def _mine(
    now: Now, seat: Registration | None, arrival: Attendance | None
) -> tuple[str, str] | None:
    """What the reader has to do with it, whether they may rate or have; ticked unless it keeps them
    out."""
    for vote, head in now.heads:
        if head.is_cast and head.voter.paper is not None:
            return str(_("领了纸票。")), "check"
        if head.is_cast:
            return str(_("您已经评过了，算数了。")), "check"
        if head.rates_themselves and head.is_behind(now.reader):
            return web.sentence(NotAllowed(VotingWhy.OWN_RATING)), "flag"
        if not head.is_casters(now.reader):
            return how_it_stands(Polling(vote, now.reader, [head]), head)[0], "check"
        if vote.is_taking_ballots:
            return str(_("您在评议人名册上，可以评。")), "check"
        if not vote.is_over:
            return str(_("您在评议人名册上。开会时开始投票，到时来评。")), "check"
    if any(each.person_id is not None for each in now.own):
        return str(_("这次评议的就是您，所以您不在居民评议人的名册上：谁也不评自己。")), "flag"
    if now.own:
        return str(_("这次评议的是您的单位，所以您不在居民评议人的名册上：谁也不评自己。")), "flag"
    if now.is_rated:
        return str(_("这次评议的有您的同事，有关的手续由别人来办。")), "flag"
    had = shared.mine(seat, arrival)
    return (had, "check") if had else None


def _why_not(now: Now, way: Way) -> str | None:
    """Instead of a dead button: what is awaited, and of whom."""
    meeting = now.meeting
    if meeting.stage in {M.POSTPONED, M.CANCELLED} and meeting.halted_reason:
        return str(_("理由：%(reason)s", reason=meeting.halted_reason))
    match rules.evaluation_step(meeting.stage, way):
        case EvaluationStep.REPORT:
            return str(_("被评议方在开会以前交报告，交来就在本页公开。"))
        case EvaluationStep.BALLOT if not now.heads and now.reader is not None and not now.own:
            return str(_("您不在评议人名册上。评议人在公告时定下，名册公示过。"))
        case EvaluationStep.COUNT:
            return how_counted(now.groups)
        case EvaluationStep.RESULT:
            return str(_("票计好了，居委会或居务监督委员会正在整理结果。"))
        case EvaluationStep.PLAN if any(_is_waited_for(each) for each in now.rated):
            return str(_("被评议方在公布后15个工作日内交整改方案，交来就在本页公开。"))
        case EvaluationStep.RECHECK:
            return str(_("公布满90天复查：改了没有，由居委会或居务监督委员会来看。"))
    return None


# -- who, by whom ---------------------------------------------------------------


def _facts(meeting: Meeting, groups: Sequence[Raters], observing: int) -> list[tuple[str, Any]]:
    sitting: Sitting = meeting.sitting
    is_fixed = meeting.stage not in {M.DRAFT, M.POSTPONED}
    votes = [each.vote for each in groups if each.vote is not None and each.vote.posted_at]
    rows = [
        (_("时间") if is_fixed else _("打算的时间"), moment(sitting.starts_at)),
        (_("地点"), sitting.venue),
        (_("主持人"), sitting.chair.name if sitting.chair else _("还没有确定")),
        (_("旁听席"), shared.observers(meeting, observing)),
    ]
    closes = [vote.closes_at for vote in votes if vote.closes_at]
    if closes:
        rows.insert(1, (_("投票截止"), moment(max(closes))))
    return rows


def _carried(groups: Sequence[Raters]) -> str:
    return str(_("%(how)s；不到10票的一组不单独公布。", how=how_secret(groups)))


def _group(raters: Raters) -> Group:
    vote = raters.vote
    url = url_for("voting.show", id=vote.id) if vote is not None and vote.is_public else None
    return Group(named(raters), how_they_rate(raters), url, raters.weight)


def _rated(each: Evaluated, result: Result | None) -> Rated:
    person = each.person
    return Rated(
        each.id,
        person.name if person else each.unit.name,
        _("%(office)s，评%(year)s年度", office=each.office or each.unit.name, year=each.year)
        if person
        else _("评%(year)s年度", year=each.year),
        url_for("ratings.person", id=person.id)
        if person and result
        else url_for("ratings.unit", id=each.unit_id),
        result,
        written.papers(each),
        failings(each),
        _awaited(each),
    )


def _awaited(each: Evaluated) -> list[Deadline]:
    """What this party, or who looks after it, still owes; late, it says so to everybody."""
    found, meeting = list[Deadline](), each.meeting
    if meeting.stage is M.NOTICED and each.paper(PaperKind.REPORT) is None:
        at = moment(meeting.sitting.starts_at)
        found.append(Deadline(_("报告还没有交，%(at)s开会以前要交", at=at)))
    if each.result is None or meeting.stage is not M.PUBLISHED:
        return found
    now = clock.now()
    if _is_waited_for(each) and (due := each.result.plan_due) is not None:
        text = _("整改方案：%(until)s", until=until(due.ends_at))
        found.append(Deadline(text, now >= due.ends_at, (*computed(due), cite("EV-3"))))
    if each.awaits_recheck and (due := each.result.recheck_due) is not None:
        how = (*computed(due), cite("AP-10"))
        if clock.today() < due.due_on:
            found.append(Deadline(_("复查：%(day)s起", day=day(due.due_on)), False, how))
        else:
            text = _("到了复查的日子（%(day)s），还没有复查", day=day(due.due_on))
            found.append(Deadline(text, clock.today() > due.due_on, how))
    return found
