"""The minutes: drafted from the notes, confirmed by those who were there, read by everybody."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, url_for

from civic import web
from civic.db import session
from civic.forms import Form
from civic.i18n import gettext as _
from civic.i18n import moment
from civic.meetings import models
from civic.meetings.models import Meeting
from civic.meetings.rules import Stands, stands
from civic.meetings.views import bp, load
from civic.meetings.views.deadlines import minutes_due
from civic.meetings.views.paper import address
from civic.meetings.views.parts import Sum
from civic.policy import Can, may
from civic.sittings import actions as sittings
from civic.sittings import forms
from civic.sittings.models import Attendance, Confirmation, conducted, confirmed
from civic.sittings.rules import State
from civic.sittings.wording import StoodIn, minutes_text, speaker, told
from civic.wording import cite

_DRAFTABLE = frozenset({State.CLOSED, State.MINUTES_DRAFT})


@bp.get("/<int:id>/minutes")
@web.public
def minutes(id: int) -> Response:
    """The text, who stands by it, and the button for who still should."""
    return _page(_readable(id))


@bp.get("/<int:id>/minutes/sheet")
@web.public
def minutes_sheet(id: int) -> Response:
    """The minutes on A4, for the file and for signatures."""
    meeting = _readable(id)
    roll = session().scalars(models.roll_of(meeting.sitting_id)).all()
    return web.reply(
        "meetings/minutes_sheet.html",
        meeting=meeting,
        minutes=meeting.sitting.minutes,
        signatures=_signatures(meeting, roll),
        is_confirmed=meeting.sitting.state is State.MINUTES_CONFIRMED,
        qr=web.qr(address(meeting)),
    )


@bp.get("/<int:id>/minutes/edit")
def drafting(id: int) -> Response:
    """The text as it grew from the notes, or as it stands."""
    meeting = load.mine(id, Can.KEEP_MINUTES)
    if meeting.sitting.state not in _DRAFTABLE:
        return web.done(url_for(".show", id=id), _("会议纪要现在不能改。"))
    kept = meeting.sitting.minutes
    text = kept.text if kept else _grown(meeting)
    return web.reply("meetings/drafting.html", form=forms.Draft(text=text), meeting=meeting)


@bp.post("/<int:id>/minutes")
def draft(id: int) -> Response:
    """Send the text round to be confirmed."""
    meeting, form = load.mine(id, Can.KEEP_MINUTES), forms.Draft()
    act = sittings.draft_minutes
    if web.attempt(form, act, web.person(), meeting.sitting, **form.values()) is None:
        meeting = load.mine(id, Can.KEEP_MINUTES)
        return web.reply("meetings/drafting.html", form=form, meeting=meeting)
    said = _("已经请主持人和到会的人确认。")
    return web.done(url_for(".minutes", id=id), said)


@bp.post("/<int:id>/confirmations")
def confirm(id: int) -> Response:
    """Stand by it, or say what is wrong."""
    meeting, form = load.fresh(id), forms.Confirm()
    with_roll = conducted(meeting.sitting_id).execution_options(populate_existing=True)
    web.require(Can.CONFIRM_MINUTES, session().scalars(with_roll).unique().one())
    made = web.attempt(form, sittings.confirm, web.person(), meeting.sitting, **form.values())
    if made is None:
        return _page(_readable(id), refused=form)
    return web.done(url_for(".minutes", id=id), _("已经记下，谢谢您。"))


@bp.post("/<int:id>/confirmations/paper")
def enter_confirmation(id: int) -> Response:
    """What somebody signed on paper."""
    meeting, form = load.mine(id, Can.KEEP_MINUTES), forms.PaperConfirm()
    roll = session().scalars(models.roll_of(meeting.sitting_id)).all()
    form.attendance_id.choices = [(str(a.id), a.name) for a in roll if a.takes_part]
    attendance = next((a for a in roll if a.id == form.attendance_id.data), None)
    made = web.attempt(
        form,
        sittings.enter_confirmation,
        web.person(),
        meeting.sitting,
        attendance,
        version=form.version.data,
        remark=form.remark.data or "",
        is_objection=bool(form.is_objection.data),
    )
    if made is None:
        return _page(_readable(id), refused=form)
    return web.done(url_for(".minutes", id=id), _("已经录入，标明是书面签字。"))


# -- small steps ----------------------------------------------------------------


def _readable(id: int) -> Meeting:
    """Confirmed minutes are everybody's; a draft is for those who were there."""
    meeting = load.fresh(id)
    sitting, reader = meeting.sitting, web.person()
    if sitting.minutes is None:
        abort(404)
    if sitting.state is State.MINUTES_CONFIRMED or may(reader, Can.KEEP_MINUTES, meeting):
        return meeting
    if reader is None:
        raise web.SignInNeeded
    was_there = session().scalar(models.arrival_of(sitting.id, reader.id))
    return meeting if was_there is not None else abort(404)


def _grown(meeting: Meeting) -> str:
    """From roll, agenda and notes (TM-5)."""
    sitting = meeting.sitting
    return minutes_text(
        sitting,
        roll=session().scalars(models.roll_of(sitting.id)).all(),
        notes=session().scalars(models.notes_of(sitting.id)).all(),
        changes=[StoodIn(c.at, c.before_id, c.person.name) for c in meeting.chair_changes],
    )


def _signatures(
    meeting: Meeting, roll: Sequence[Attendance]
) -> list[tuple[str, Confirmation, str]]:
    """Who stands by the text, masked, when, and what they added."""
    kept = meeting.sitting.minutes
    rows = session().scalars(models.confirmations_of(kept.id)).all() if kept else []
    people = {a.id: a for a in roll}
    return [(speaker(people[c.attendance_id], is_chair=c.is_chair), c, moment(c.at)) for c in rows]


def _page(meeting: Meeting, refused: Form | None = None) -> Response:
    """Three queries: the sitting, the roll, the signatures."""
    sitting, reader = meeting.sitting, web.person()
    kept = sitting.minutes
    roll = session().scalars(models.roll_of(sitting.id)).all()
    signatures = _signatures(meeting, roll)
    valid = [c for _name, c, _at in signatures if kept and c.version == kept.version]
    signed = {c.attendance_id for c in valid}
    mine = next((a for a in roll if reader and a.person_id == reader.id), None)
    is_open = sitting.state is State.MINUTES_DRAFT
    checks = confirmed(sitting, [c for c in valid if not c.is_objection], roll)
    paper: Any = None
    if is_open and may(reader, Can.KEEP_MINUTES, meeting):
        is_kept = isinstance(refused, forms.PaperConfirm)
        paper = refused if is_kept else forms.PaperConfirm(formdata=None)
        left = [a for a in roll if a.takes_part and a.id not in signed]
        paper.attendance_id.choices = [(str(a.id), a.name) for a in left]
    may_sign = is_open and mine is not None and mine.takes_part and mine.id not in signed
    form = refused if type(refused) is forms.Confirm else forms.Confirm(formdata=None)
    return web.reply(
        "meetings/minutes.html",
        form=refused,
        refused=refused,
        meeting=meeting,
        minutes=kept,
        signatures=[each for each in signatures if not each[1].is_objection],
        objections=[each for each in signatures if each[1].is_objection],
        checks=[Sum(told(check), check.holds, cite(check.article)) for check in checks],
        is_confirmed=sitting.state is State.MINUTES_CONFIRMED,
        may_send=stands(meeting.stage, sitting.state) is Stands.TO_SEND
        and may(reader, Can.ADDRESS_OPINION, meeting),
        is_open=is_open,
        confirm_form=form if may_sign else None,
        paper_form=paper,
        deadline=minutes_due(meeting),
    )
