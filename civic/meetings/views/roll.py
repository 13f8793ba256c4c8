"""The roll: who is expected, who is there, by the clerk's hand or their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, url_for
from sqlalchemy.orm import joinedload

from civic import clock, web
from civic.db import session
from civic.errors import OutOfOrder
from civic.forms import Form
from civic.i18n import gettext as _
from civic.meetings import actions, models
from civic.meetings.models import InterestGroup, Meeting, Registration
from civic.meetings.rules import MeetingKind, MeetingStage, Part, comes_as
from civic.meetings.views import bp, load
from civic.meetings.wording import CAPACITY, PART, SEAT_STATE
from civic.opinions.models import neighbours
from civic.people.models import Person
from civic.policy import Can, may
from civic.sittings import actions as sittings
from civic.sittings import forms
from civic.sittings.models import Attendance
from civic.sittings.rules import PARTICIPANTS, AttendanceMode, check_arrivals
from civic.sittings.wording import MODE

Key = int | str
"""Who somebody on the roll is: an account, or else a name."""


@dataclass(frozen=True)
class Expected:
    """Somebody who registered or sits on the panel, and whether they are there."""

    person_id: int | None
    name: str
    part: str
    group: str
    mode: AttendanceMode
    arrival: Attendance | None
    is_registered: bool

    @property
    def key(self) -> Key:
        return self.person_id or self.name


@bp.get("/<int:id>/roll")
def roll(id: int) -> Response:
    """Who is expected, who is there, who else comes in."""
    return _roll_page(_loaded(id))


@bp.post("/<int:id>/arrivals")
def check_in(id: int) -> Response:
    """The clerk writes somebody down."""
    meeting, form = _loaded(id), forms.CheckIn()
    ident = form.person_id.data
    person = session().get(Person, ident) if ident else None
    made = web.attempt(
        form,
        actions.check_in,
        web.person(),
        meeting,
        mode=form.mode.data,
        person=person,
        guest=form.guest.data or "",
        group=form.group.data or "",
    )
    if made is None:
        return _roll_page(_loaded(id), refused=form)
    return web.done(_back(meeting, made.person_id), _("%(name)s已签到。", name=made.name))


@bp.get("/<int:id>/arrivals/<int:attendance_id>")
def correcting(id: int, attendance_id: int) -> Response:
    """How somebody was written down, and what is right."""
    meeting = _loaded(id)
    found = _arrived(meeting, attendance_id)
    return _correcting(meeting, found, forms.CorrectCheckIn(mode=found.mode.value))


@bp.post("/<int:id>/arrivals/<int:attendance_id>")
def correct(id: int, attendance_id: int) -> Response:
    """Put it right."""
    meeting, form = _loaded(id), forms.CorrectCheckIn()
    found = _arrived(meeting, attendance_id)
    made = web.attempt(
        form,
        lambda: sittings.correct_check_in(
            web.person(),
            meeting.sitting,
            found,
            mode=None if form.mode.data == forms.STRUCK else AttendanceMode(form.mode.data),
        ),
    )
    if made is None:
        return _correcting(_loaded(id), _arrived(meeting, attendance_id), form)
    return web.done(url_for(".roll", id=id, _anchor="expected"), _("签到已经更正。"))


@bp.get("/<int:id>/arrivals/new")
def checking(id: int) -> Response:
    """What the code on somebody's phone says: who it is, and a button."""
    meeting = _loaded(id)
    found = session().scalar(
        models.with_ticket(meeting.id, request.args.get("ticket", "")[:40])
    ) or abort(404)
    return web.reply(
        "meetings/checking.html",
        meeting=meeting,
        form=forms.CheckIn(),
        found=found,
        part=PART[found.part],
        state=SEAT_STATE[found.state],
        mode=_mode(found, meeting),
    )


@bp.get("/<int:id>/arrival")
def arrival(id: int) -> Response:
    """For whoever has read the code in the room: one button."""
    meeting = load.fresh(id)
    web.require(Can.ATTEND_MEETING, meeting)
    return _arrival(meeting, forms.Arrive(code=request.args.get("code", "")[:40]))


@bp.post("/<int:id>/arrival")
def arrive(id: int) -> Response:
    """Report one's own presence."""
    meeting, form = load.fresh(id), forms.Arrive()
    web.require(Can.ATTEND_MEETING, meeting)
    takes_part, group = _role(meeting)
    mode = form.mode.data if takes_part else AttendanceMode.OBSERVER
    made = web.attempt(
        form,
        sittings.arrive,
        web.person(),
        meeting.sitting,
        mode=mode,
        code=form.code.data or "",
        group=group,
    )
    if made is None:
        return _arrival(load.fresh(id), form)
    return web.done(url_for(".show", id=id), _("已签到，请入座。"))


@bp.post("/<int:id>/registrations")
def enter_registration(id: int) -> Response:
    """The clerk takes a seat for somebody who came or called."""
    meeting = load.mine(id, Can.ENTER_REGISTRATION, joinedload(Meeting.groups))
    form = forms.Enter()
    _offer_parts(form, meeting.groups)
    made = web.attempt(form, lambda: _enter(meeting, form))
    if made is None:
        return _roll_page(_loaded(id), refused=form)
    said = _("已代报：%(part)s，%(state)s。", part=PART[made.part], state=SEAT_STATE[made.state])
    return web.done(_back(meeting, made.person_id), said)


@bp.post("/<int:id>/registrations/<int:person_id>/removal")
def enter_withdrawal(id: int, person_id: int) -> Response:
    """The clerk gives back somebody's seat."""
    meeting, form = load.mine(id, Can.ENTER_REGISTRATION), forms.Press()
    someone = web.get_or_404(Person, person_id)
    if web.attempt(form, actions.enter_withdrawal, web.person(), meeting, someone) is None:
        return _roll_page(_loaded(id), refused=form)
    return web.done(url_for(".roll", id=id, _anchor="expected"), _("席位已经让出。"))


# -- small steps ----------------------------------------------------------------


def _back(meeting: Meeting, person_id: int | None) -> str:
    """To the list again where the clerk was, not to the top of the page."""
    place = f"person-{person_id}" if person_id else "expected"
    return url_for(".roll", id=meeting.id, _anchor=place)


def _loaded(id: int) -> Meeting:
    return load.mine(id, Can.CHECK_IN, joinedload(Meeting.groups))


def _arrived(meeting: Meeting, attendance_id: int) -> Attendance:
    found = models.roll_of(meeting.sitting_id).where(Attendance.id == attendance_id)
    return session().scalar(found) or abort(404)


def _correcting(meeting: Meeting, found: Attendance, form: forms.CorrectCheckIn) -> Response:
    if not meeting.sitting.online_url:
        online = AttendanceMode.ONLINE.value
        form.mode.choices = [choice for choice in form.mode.choices if choice.value != online]
    return web.reply(
        "meetings/correcting.html",
        meeting=meeting,
        form=form,
        found=found,
        mode=MODE[found.mode],
    )


def _enter(meeting: Meeting, form: forms.Enter) -> Any:
    part, _dash, group_id = (form.seat.data or "").partition("-")
    return actions.enter_registration(
        web.person(),
        meeting,
        web.get_or_404(Person, form.person_id.data or 0),
        part=Part(part),
        group=session().get(InterestGroup, int(group_id)) if group_id else None,
    )


def _offer_parts(form: forms.Enter, groups: Sequence[InterestGroup]) -> None:
    form.seat.choices = [
        (Part.OBSERVE.value, str(PART[Part.OBSERVE])),
        *(
            (f"{Part.SPEAK.value}-{group.id}", f"{PART[Part.SPEAK]}（{group.name}）")
            for group in groups
            if group.seats
        ),
    ]


def _roll_page(meeting: Meeting, refused: Form | None = None) -> Response:
    """Five queries, with a name searched for."""
    roll = session().scalars(models.roll_of(meeting.sitting_id)).all()
    here = {_key(arrival): arrival for arrival in roll}
    expected = _expected(meeting, here)
    why_shut = _why_shut(meeting)
    is_noticed = meeting.stage is MeetingStage.NOTICED
    may_enter = is_noticed and may(web.person(), Can.ENTER_REGISTRATION, meeting)
    may_find = why_shut is None or may_enter
    name = request.args.get("who", "").strip()[:60] if may_find else ""
    around = meeting.matter.community.path
    found = session().execute(neighbours(around, name)).all() if name else []
    sees_doors = may(web.person(), Can.SEE_ROSTER, meeting)
    seat_form = forms.Enter(formdata=None)
    if found and may_enter:
        _offer_parts(seat_form, meeting.groups)
    blank = forms.CheckIn(formdata=None)
    if isinstance(refused, forms.CheckIn):
        blank = refused
    if not meeting.sitting.online_url:
        blank.mode.choices = [
            (mode.value, word) for mode, word in MODE.items() if mode is not AttendanceMode.ONLINE
        ]
    return web.reply(
        "meetings/roll.html",
        form=refused,
        refused=refused,
        meeting=meeting,
        sitting=meeting.sitting,
        expected=expected,
        others=[a for a in roll if _key(a) not in {each.key for each in expected}],
        who=name,
        found=[(p, place, door if sees_doors else "", here.get(p.id)) for p, place, door in found],
        guest_form=blank,
        seat_form=seat_form if found and may_enter else None,
        may_enter=may_enter,
        may_find=may_find,
        present=sum(a.takes_part for a in roll),
        observers=sum(not a.takes_part for a in roll),
        why_shut=why_shut,
        is_open=why_shut is None,
        MODE=MODE,
        press=lambda: forms.Press(formdata=None),
    )


def _why_shut(meeting: Meeting) -> str | None:
    """Why nobody arrives now."""
    sitting = meeting.sitting
    try:
        check_arrivals(sitting.state, starts_at=sitting.starts_at, at=clock.now())
    except OutOfOrder as refusal:
        return web.sentence(refusal)
    return None


def _key(arrival: Attendance) -> Key:
    return arrival.person_id or arrival.name


def _expected(meeting: Meeting, here: dict[Key, Attendance]) -> list[Expected]:
    """The chair, the panel, who registered: each once."""
    found: dict[Key, Expected] = {}
    sitting = meeting.sitting

    def expect(
        person: Person | None,
        name: str,
        part: str,
        group: str = "",
        mode: AttendanceMode = AttendanceMode.ON_SITE,
        is_registered: bool = False,
    ) -> None:
        ident = person.id if person else None
        arrival = here.get(ident or name)
        expected = Expected(ident, name, part, group, mode, arrival, is_registered)
        found.setdefault(expected.key, expected)

    if sitting.chair is not None:
        expect(sitting.chair, sitting.chair.name, _("主持人"))
    if meeting.kind is MeetingKind.EVALUATION:
        for each in session().scalars(models.rated_with_papers(meeting.id)).unique():
            if each.person is not None:
                expect(each.person, each.person.name, _("被评议"))
    for member in session().scalars(models.panel_of(meeting.id)):
        group = member.group.name if member.group else ""
        expect(member.person, member.name, str(CAPACITY[member.capacity]), group)
    for seat in session().scalars(models.registered(meeting.id)):
        group = seat.group.name if seat.group else ""
        words = f"{PART[seat.part]} · {SEAT_STATE[seat.state]}"
        if seat.entered_by_id is not None:
            words = _("%(seat)s，居委会代报", seat=words)
        mode = _mode(seat, meeting)
        expect(seat.person, seat.person.name, words, group, mode, is_registered=True)
    return list(found.values())


def _mode(seat: Registration, meeting: Meeting) -> AttendanceMode:
    is_online = seat.is_online and meeting.sitting.online_url is not None
    return comes_as(seat.part, seat.state, is_online=is_online)


def _role(meeting: Meeting) -> tuple[bool, str]:
    """Whether the reader takes part or listens, and for whom they speak."""
    person = web.person()
    if meeting.kind is MeetingKind.EVALUATION:
        is_chair = meeting.sitting.chair_id == person.id
        takes_part = models.takes_part_in(meeting.id, person.id, person.unit_ids)
        return is_chair or session().scalar(takes_part) is not None, ""
    seat, member = session().execute(models.part_of(meeting.id, person.id)).one()
    if member is not None:
        return True, member.group.name if member.group else ""
    if seat is not None and _mode(seat, meeting) in PARTICIPANTS:
        return True, seat.group.name if seat.group else ""
    is_chair = meeting.sitting.chair_id == person.id
    return is_chair or meeting.decision_maker_id in person.unit_ids, ""


def _arrival(meeting: Meeting, form: forms.Arrive) -> Response:
    takes_part, group = _role(meeting)
    modes = [AttendanceMode.ON_SITE]
    if meeting.sitting.online_url:
        modes.append(AttendanceMode.ONLINE)
    form.mode.choices = [
        (mode.value, MODE[mode]) for mode in (modes if takes_part else [AttendanceMode.OBSERVER])
    ]
    if form.mode.data is None or not takes_part:
        form.mode.data = modes[0] if takes_part else AttendanceMode.OBSERVER
    return web.reply(
        "meetings/arrival.html",
        form=form,
        meeting=meeting,
        takes_part=takes_part,
        group=group,
        why_shut=_why_shut(meeting),
        is_evaluation=meeting.kind is MeetingKind.EVALUATION,
    )
