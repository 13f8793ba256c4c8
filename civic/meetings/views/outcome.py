"""After the sitting: opinions sent out, the plan changed, another round, the result, the archive."""

from typing import Any

from flask import Response, url_for
from sqlalchemy import func, select

from civic import calendar, clock, web
from civic.db import session
from civic.i18n import gettext as _
from civic.meetings import actions, forms, models, rules
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingKind, PlanChange
from civic.meetings.views import bp, load
from civic.meetings.views.convening import AGENDA
from civic.meetings.wording import outcome_text
from civic.opinions.models import Opinion, answers, contested, unanswered, units_around
from civic.opinions.rules import Disposition, reply_due
from civic.people.models import Unit
from civic.policy import Can
from civic.register.actions import Promise
from civic.register.models import unsettled
from civic.register.rules import check_promise
from civic.sittings.rules import State
from civic.wording import computed

SHOWN = 50


@bp.get("/<int:id>/sending")
def sending(id: int) -> Response:
    """Who gets how many opinions, until when; asked once."""
    return _sending(load.hearing(id, Can.ADDRESS_OPINION), forms.Once())


@bp.post("/<int:id>/sending")
def send(id: int) -> Response:
    """Send them."""
    meeting, form = load.hearing(id, Can.ADDRESS_OPINION), forms.Once()
    if web.attempt(form, actions.send_opinions, web.person(), meeting) is None:
        return _sending(load.hearing(id, Can.ADDRESS_OPINION), form)
    return web.done(url_for(".show", id=id), _("意见已经送交，答复期限从明天起算。"))


@bp.get("/<int:id>/plan-changes/new")
def plan_change(id: int) -> Response:
    """An empty form for what changed."""
    meeting = load.hearing(id, Can.CHANGE_PLAN)
    return web.reply("meetings/plan_change.html", form=forms.Change(), meeting=meeting)


@bp.post("/<int:id>/plan-changes")
def change_plan(id: int) -> Response:
    """Note it."""
    meeting, form = load.hearing(id, Can.CHANGE_PLAN), forms.Change()
    if web.attempt(form, actions.change_plan, web.person(), meeting, **form.values()) is None:
        meeting = load.hearing(id, Can.CHANGE_PLAN)
        return web.reply("meetings/plan_change.html", form=form, meeting=meeting)
    is_substantial = form.extent.data is PlanChange.SUBSTANTIAL
    said = _("重大改动已经登记，要再开一轮听证。") if is_substantial else _("改动已经登记。")
    return web.done(url_for(".show", id=id), said)


@bp.get("/<int:id>/next-round")
def next_round(id: int) -> Response:
    """What another round means; asked once."""
    meeting = load.hearing(id, Can.CONVENE_MEETING)
    return web.reply("meetings/next_round.html", form=forms.Once(), meeting=meeting)


@bp.post("/<int:id>/next-round")
def another_round(id: int) -> Response:
    """Begin it."""
    meeting, form = load.hearing(id, Can.CONVENE_MEETING), forms.Once()
    following = web.attempt(form, actions.another_round, web.person(), meeting, agenda=AGENDA)
    if following is None:
        meeting = load.hearing(id, Can.CONVENE_MEETING)
        return web.reply("meetings/next_round.html", form=form, meeting=meeting)
    said = _("新的一轮已经开始，请重新组成听证小组，再发公告。")
    return web.done(url_for(".panel", id=following.id), said)


@bp.get("/<int:id>/outcome")
def outcome(id: int) -> Response:
    """What still blocks the result; or the result as it can be drafted, and what will happen."""
    meeting = load.hearing(id, Can.PUBLISH_OUTCOME)
    owing = _owing(meeting)
    form = forms.Outcome() if owing else _prefilled(meeting)
    return _outcome(meeting, form, owing)


@bp.post("/<int:id>/outcome")
def publish(id: int) -> Response:
    """Publish it."""
    meeting = load.hearing(id, Can.PUBLISH_OUTCOME)
    form = forms.Outcome()
    units = _offer_units(meeting, form)
    entry = web.attempt(form, lambda: _publish(meeting, form, units))
    if entry is None:
        meeting = load.hearing(id, Can.PUBLISH_OUTCOME)
        return _outcome(meeting, form, _owing(meeting))
    said = _("结果已经公布，登记编号%(number)s。", number=entry.number_text)
    return web.done(url_for(".show", id=id), said)


@bp.get("/<int:id>/archive")
def archiving(id: int) -> Response:
    """What the archive means, and what still stands against it."""
    return _archiving(load.mine(id, Can.ARCHIVE_MATTER), forms.Once())


@bp.post("/<int:id>/archive")
def archive(id: int) -> Response:
    """Into the archive."""
    meeting, form = load.mine(id, Can.ARCHIVE_MATTER), forms.Once()
    is_evaluation = meeting.kind is MeetingKind.EVALUATION
    act = actions.archive_evaluation if is_evaluation else actions.archive
    if web.attempt(form, act, web.person(), meeting) is None:
        return _archiving(load.mine(id, Can.ARCHIVE_MATTER), form)
    return web.done(url_for(".show", id=id), _("已经归档。全部内容仍然可以查阅。"))


# -- small steps ----------------------------------------------------------------


def _sending(meeting: Meeting, form: forms.Once) -> Response:
    waiting = [o for o in web.rows(unanswered(meeting.matter_id)) if not o.is_sent]
    due = reply_due(clock.today(), calendar.current())
    return web.reply(
        "meetings/sending.html",
        form=form,
        meeting=meeting,
        waiting=len(waiting),
        due=due,
        how=computed(due),
        is_confirmed=meeting.sitting.state is State.MINUTES_CONFIRMED,
    )


def _owing(meeting: Meeting) -> list[Opinion]:
    """What blocks the result: unanswered ones, else those hidden that may still come back."""
    found: list[Opinion] = web.rows(unanswered(meeting.matter_id).limit(SHOWN))
    return found or web.rows(contested(meeting.matter_id).limit(SHOWN))


def _prefilled(meeting: Meeting) -> forms.Outcome:
    title = meeting.official_title or meeting.matter.title
    return forms.Outcome(title=title, outcome=_drafted(meeting))


def _drafted(meeting: Meeting) -> str:
    counts, *_last = load.counted(meeting)
    classes = (
        session()
        .execute(
            select(Opinion.disposition, func.count(Opinion.id))
            .where(Opinion.matter_id == meeting.matter_id, Opinion.disposition.is_not(None))
            .group_by(Opinion.disposition)
        )
        .all()
    )
    numbers: dict[Disposition | None, int] = dict(classes)
    standing = session().execute(models.standing(meeting, None)).one()
    return outcome_text(
        meeting,
        counts,
        [(each, numbers.get(each, 0)) for each in Disposition],
        web.rows(answers(meeting.matter_id)),
        present=standing[3],
        observers=standing[4],
    )


def _offer_units(meeting: Meeting, form: forms.Outcome) -> list[Unit]:
    units = list(session().scalars(units_around(meeting.place_path)))
    form.unit_id.choices = [("", _("请选择")), *((str(u.id), u.name) for u in units)]
    return units


def _publish(meeting: Meeting, form: forms.Outcome, units: list[Unit]) -> Any:
    unit = next((u for u in units if u.id == form.unit_id.data), None)
    check_promise(form.what.data or "", form.due_on.data, has_owner=unit is not None)
    promises = (
        [Promise(form.what.data, form.due_on.data, unit=unit)]
        if form.what.data and form.due_on.data
        else []
    )
    return actions.publish(
        web.person(),
        meeting,
        title=form.title.data or "",
        outcome=form.outcome.data or "",
        is_redacted=bool(form.is_redacted.data),
        promises=promises,
    )


def _outcome(meeting: Meeting, form: forms.Outcome, owing: list[Opinion]) -> Response:
    _offer_units(meeting, form)
    return web.reply(
        "meetings/outcome.html",
        form=form,
        meeting=meeting,
        owing=owing,
        is_contested=any(not opinion.is_owed_a_reply for opinion in owing),
        needs_round=meeting.plan_change is PlanChange.SUBSTANTIAL,
        is_ready=meeting.stage is rules.MeetingStage.REPLIES_AWAITED,
    )


def _archiving(meeting: Meeting, form: forms.Once) -> Response:
    _meeting, entry = load.shown(meeting.id)
    return web.reply(
        "meetings/archiving.html",
        form=form,
        meeting=meeting,
        entry=entry,
        unsettled=web.rows(unsettled(meeting.matter_id)),
    )
