"""Registering, one's own seat and code, giving it back."""

from flask import Response, abort, request, url_for
from sqlalchemy import select

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.meetings import actions, forms
from civic.meetings.models import InterestGroup, Meeting, Registration
from civic.meetings.rules import MeetingKind, Part, SeatState
from civic.meetings.views import bp, load, page
from civic.meetings.views.parts import Group
from civic.meetings.wording import PART, SEAT_STATE
from civic.policy import Can


@bp.get("/<int:id>/registration")
def registration(id: int) -> Response:
    """Which seats there are, and the form for one."""
    meeting = load.mine(id, Can.REGISTER_FOR_MEETING)
    return _page(meeting, forms.Register())


@bp.post("/<int:id>/registration")
def register(id: int) -> Response:
    """Take a seat."""
    meeting = load.mine(id, Can.REGISTER_FOR_MEETING)
    form = _form(meeting, forms.Register())
    found = web.attempt(form, lambda: _register(meeting, form))
    if found is None:
        return _page(load.mine(id, Can.REGISTER_FOR_MEETING), form)
    said = (
        _("已经报名。到时带上手机，或者报姓名签到。")
        if found.state is SeatState.SEATED
        else _("这一方的发言席满了，您在候补。有人让出来会通知您，也可以先写意见。")
    )
    return web.done(url_for(".show", id=id), said)


@bp.get("/<int:id>/pass")
def pass_(id: int) -> Response:
    """One's own seat, with a code to show at the door."""
    meeting = load.mine(id, Can.REGISTER_FOR_MEETING)
    mine = session().scalar(
        select(Registration).where(
            Registration.meeting_id == meeting.id, Registration.person_id == web.person().id
        )
    )
    if mine is None or not mine.is_taken:
        abort(404)
    address = web.on_paper(url_for(".checking", id=id, ticket=mine.ticket))
    return web.reply(
        "meetings/pass.html",
        meeting=meeting,
        part=PART[mine.part],
        state=SEAT_STATE[mine.state],
        code=web.qr(address),
        press=forms.Once(),
    )


@bp.post("/<int:id>/registration/removal")
def give_back(id: int) -> Response:
    """Give the seat to somebody else."""
    meeting, form = load.mine(id, Can.REGISTER_FOR_MEETING), forms.Once()
    if web.attempt(form, actions.give_back, web.person(), meeting) is None:
        return _page(load.mine(id, Can.REGISTER_FOR_MEETING), forms.Register(formdata=None), form)
    return web.done(url_for(".show", id=id), _("席位已经让出，谢谢您告诉大家。"))


# -- small steps ----------------------------------------------------------------


def _register(meeting: Meeting, form: forms.Register) -> Registration:
    person, is_online = web.person(), bool(form.values().get("is_online"))
    if form.part is None or form.part.data is Part.OBSERVE:
        return actions.register_to_observe(person, meeting, is_online=is_online)
    group = session().get(InterestGroup, form.group_id.data) if form.group_id.data else None
    return actions.register_to_speak(person, meeting, group=group, is_online=is_online)


def _form(meeting: Meeting, form: forms.Register) -> forms.Register:
    if not meeting.sitting.online_url:
        del form.is_online
    if meeting.kind is MeetingKind.EVALUATION:
        del form.part, form.group_id  # whoever rates stands on a roll: one registers to observe
        return form
    groups = [g for g in page.groups(meeting) if g.seats]
    form.group_id.choices = [
        ("", _("只旁听，不代表哪一方")),
        *((str(g.id), _seats(g)) for g in groups),
    ]
    # Its first choice is an answer by itself: nobody leaves it blank.
    form.group_id.flags.answered = True
    return form


def _seats(group: Group) -> str:
    left = max(0, group.seats - group.seated)
    text = (
        _("%(name)s（还有%(n)s席）", name=group.name, n=left)
        if left
        else _("%(name)s（满了，可以候补）", name=group.name)
    )
    return str(text)


def _page(meeting: Meeting, form: forms.Register, refused: forms.Once | None = None) -> Response:
    if form.group_id is not None and not form.group_id.choices:
        _form(meeting, form)
    return web.reply(
        "meetings/registration.html",
        form=refused or form,
        register=form,
        meeting=meeting,
        is_open=request.method,
    )
