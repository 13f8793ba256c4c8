"""The committee's steps before the sitting: convening, the plan, the notice, putting it off."""

from datetime import timedelta
from typing import Any

from flask import Response, request, url_for

from civic import clock, web
from civic.db import session, whole
from civic.errors import Refused
from civic.i18n import day
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.meetings import actions, forms, models, rules
from civic.meetings.models import Meeting
from civic.meetings.rules import Initiative, Scope
from civic.meetings.views import bp, load, page
from civic.meetings.wording import notice_text
from civic.opinions.models import units_around
from civic.people.models import Unit
from civic.policy import Can
from civic.sittings.rules import HEARING_ORDER
from civic.sittings.wording import TITLE
from civic.wording import cite, computed

AGENDA = [(kind, TITLE[kind]) for kind in HEARING_ORDER]


@bp.get("/new")
def new() -> Response:
    """An empty form for a hearing on ``?matter=``."""
    matter = _matter()
    starts_at = clock.start_of_day(clock.today() + timedelta(days=15)) + timedelta(hours=19)
    form, _units = _convene(
        matter,
        starts_at=starts_at,
        initiative=Initiative.DEPARTMENT_ASKS,
        scope=Scope.GOVERNMENT_PROJECT,
    )
    return web.reply("meetings/new.html", form=form, matter=matter)


@bp.post("/")
def create() -> Response:
    """Convene it."""
    matter = _matter()
    form, units = _convene(matter)
    typed = form.values()
    ident = typed.pop("unit_id")
    unit = next((u for u in units if u.id == ident), None)
    typed["agreement"] = typed["agreement"] or ""
    act = actions.convene
    meeting = web.attempt(
        form, act, web.person(), matter, decision_maker=unit, agenda=AGENDA, **typed
    )
    if meeting is None:
        return web.reply("meetings/new.html", form=form, matter=_matter())
    said = _("已经召集。下一步：写清楚利益方，组成听证小组。")
    return web.done(url_for(".panel", id=meeting.id), said)


def _matter() -> Matter:
    ident = request.values.get("matter", type=whole) or 0
    matter: Matter = web.get_or_404(Matter, ident)
    web.require(Can.CONVENE_MEETING, matter)
    return matter


def _convene(matter: Matter, **kept: Any) -> tuple[forms.Convene, list[Unit]]:
    form = forms.Convene(**kept)
    units = list(session().scalars(units_around(matter.place_path)))
    form.unit_id.choices = [(str(unit.id), unit.name) for unit in units]
    return form, units


# -- the plan -------------------------------------------------------------------


@bp.get("/<int:id>/plan")
def plan(id: int) -> Response:
    """What the organiser will explain, as far as it is written."""
    meeting = load.hearing(id, Can.CONVENE_MEETING)
    return web.reply("meetings/plan.html", form=forms.Plan(obj=meeting), meeting=meeting)


@bp.post("/<int:id>/plan")
def explain(id: int) -> Response:
    """Write it down."""
    meeting = load.hearing(id, Can.CONVENE_MEETING)
    form = forms.Plan()
    if web.attempt(form, actions.explain, web.person(), meeting, **form.values()) is None:
        meeting = load.hearing(id, Can.CONVENE_MEETING)
        return web.reply("meetings/plan.html", form=form, meeting=meeting)
    return web.done(url_for(".show", id=id), _("方案说明已经写好。"))


# -- the notice -----------------------------------------------------------------


@bp.get("/<int:id>/notice/new")
def notice(id: int) -> Response:
    """The form of a notice, filled with what is planned, and the earliest day."""
    meeting = load.hearing(id, Can.NOTIFY_MEETING)
    sitting = meeting.sitting
    earliest = rules.earliest_sitting(clock.today(), meeting.notice_days)
    soonest = clock.start_of_day(earliest.due_on) + timedelta(hours=19)
    starts_at = max(sitting.starts_at, soonest)
    form = forms.Notice(
        title=meeting.official_title or meeting.matter.title,
        starts_at=starts_at,
        venue=sitting.venue,
        online_url=sitting.online_url,
        registration_until=starts_at - timedelta(days=1),
        observer_seats=meeting.observer_seats,
    )
    return _notice(meeting, form)


@bp.post("/<int:id>/notices")
def notify(id: int) -> Response:
    """Show how it would hang on the board, or publish it."""
    meeting = load.hearing(id, Can.NOTIFY_MEETING)
    form = forms.Notice()
    _named_groups(meeting)
    if "preview" in request.form:
        text = _text(meeting, form) if is_as_announced(meeting, form) else None
        return _notice(meeting, form, preview=text)
    notice = web.attempt(form, lambda: _notify(meeting, form))
    if notice is None:
        return _notice(load.hearing(id, Can.NOTIFY_MEETING), form)
    said = _("公告已经发出，居民会收到通知。请打印一张贴在公告栏。")
    return web.done(url_for(".show", id=id), said)


def is_as_announced(meeting: Meeting, form: Any) -> bool:
    """Whether its days and hours could be announced as they were typed; else the form says why."""
    if not form.validate():
        return False
    sits_at, until = form.starts_at.data, form.registration_until.data
    try:
        rules.check_clear_days(clock.today(), sits_at, meeting.notice_days, meeting.kind)
        rules.check_registration(until, at=clock.now(), sits_at=sits_at)
    except Refused as refusal:
        web.form_refused(form, refusal)
        return False
    return True


def _notify(meeting: Meeting, form: forms.Notice) -> Any:
    typed = form.values()
    return actions.notify(
        web.person(),
        meeting,
        title=typed["title"],
        is_redacted=bool(typed["is_redacted"]),
        starts_at=typed["starts_at"],
        venue=typed["venue"],
        online_url=typed["online_url"] or "",
        agenda=form.agenda,
        observer_seats=typed["observer_seats"],
        registration_until=typed["registration_until"],
        materials=typed["materials"],
        text=_text(meeting, form),
    )


def _text(meeting: Meeting, form: forms.Notice) -> str:
    typed = form.values()
    return notice_text(
        meeting,
        title=typed["title"],
        starts_at=typed["starts_at"],
        venue=typed["venue"],
        agenda=[title for _kind, title in form.agenda],
        observer_seats=typed["observer_seats"],
        registration_until=typed["registration_until"],
        is_online=bool(typed["online_url"]),
        remark=typed["remark"] or "",
    )


def _named_groups(meeting: Meeting) -> None:
    """The notice names the groups and their seats."""
    session().scalars(
        models.conducted(meeting.id).execution_options(populate_existing=True)
    ).unique().one()


def _notice(meeting: Meeting, form: forms.Notice, preview: str | None = None) -> Response:
    earliest = rules.earliest_sitting(clock.today(), meeting.notice_days)
    lines = [_("今天公告，最早%(day)s开会。", day=day(earliest.due_on))]
    return web.reply(
        "meetings/notice.html",
        form=form,
        meeting=meeting,
        action=url_for(".notify", id=meeting.id),
        earliest=lines[0],
        how=[*computed(earliest), cite("HR-4")],
        preview=preview,
        is_explained=all(meeting.explanation.values()),
        composition=page.composition(
            meeting, session().scalars(models.panel_of(meeting.id)).all(), page.groups(meeting)
        ),
    )


# -- put off, called off --------------------------------------------------------


@bp.get("/<int:id>/postponement")
def postponement(id: int) -> Response:
    """What putting it off means."""
    meeting = load.mine(id, Can.POSTPONE_MEETING)
    return web.reply("meetings/postponement.html", form=forms.Reason(), meeting=meeting)


@bp.post("/<int:id>/postponement")
def postpone(id: int) -> Response:
    """Put it off."""
    meeting, form = load.mine(id, Can.POSTPONE_MEETING), forms.Reason()
    if web.attempt(form, actions.postpone, web.person(), meeting, **form.values()) is None:
        meeting = load.mine(id, Can.POSTPONE_MEETING)
        return web.reply("meetings/postponement.html", form=form, meeting=meeting)
    said = _("已经延期，报名的人会收到通知。定了新的日子，再发一份公告。")
    return web.done(url_for(".show", id=id), said)


@bp.get("/<int:id>/cancellation")
def cancellation(id: int) -> Response:
    """What calling it off means."""
    meeting = load.mine(id, Can.POSTPONE_MEETING)
    return web.reply("meetings/cancellation.html", form=forms.Reason(), meeting=meeting)


@bp.post("/<int:id>/cancellation")
def cancel(id: int) -> Response:
    """Call it off."""
    meeting, form = load.mine(id, Can.POSTPONE_MEETING), forms.Reason()
    if web.attempt(form, actions.cancel, web.person(), meeting, **form.values()) is None:
        meeting = load.mine(id, Can.POSTPONE_MEETING)
        return web.reply("meetings/cancellation.html", form=form, meeting=meeting)
    return web.done(url_for(".show", id=id), _("已经取消，理由大家都看得到。"))
