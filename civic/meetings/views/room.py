"""The room: who is there, the agenda, what is said, counted hands; for a phone and a laptop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, url_for

from civic import web
from civic.db import session
from civic.forms import Form
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.meetings import actions, models
from civic.meetings.models import Meeting
from civic.meetings.rules import Part
from civic.meetings.views import bp, load, page
from civic.meetings.wording import CAPACITY, PART, SEAT_STATE
from civic.opinions.models import neighbours
from civic.people.models import Person
from civic.policy import Can
from civic.sittings import actions as sittings
from civic.sittings import forms
from civic.sittings.models import AgendaItem, Attendance, Sitting, SpeakingTurn
from civic.sittings.rules import (
    OPEN_FOR_ARRIVALS,
    TURN_NEXT,
    AttendanceMode,
    ItemState,
    State,
    Turn,
)
from civic.sittings.wording import MODE, TURN


@dataclass(frozen=True)
class Expected:
    """Somebody who registered or sits on the panel, and whether they are there."""

    person_id: int | None
    name: str
    part: str
    group: str
    mode: AttendanceMode
    arrival: str | None


# -- the proceedings ------------------------------------------------------------


@bp.get("/<int:id>/room")
def room(id: int) -> Response:
    """Agenda, minutes, speakers, counted hands."""
    return _room(load.mine(id, Can.KEEP_MINUTES))


@bp.post("/<int:id>/session")
def open_session(id: int) -> Response:
    """The chair opens."""
    said = _("已经宣布开会，到会的人数已经记录。")
    return _step(id, forms.Press(), actions.open_session, said)


@bp.get("/<int:id>/closure")
def closing(id: int) -> Response:
    """What closing means; asked once."""
    meeting = load.mine(id, Can.CLOSE_MEETING)
    roll = session().scalars(models.roll_of(meeting.sitting_id)).all()
    return web.reply(
        "meetings/closure.html",
        meeting=meeting,
        form=forms.Press(),
        present=sum(a.takes_part for a in roll),
        observers=sum(not a.takes_part for a in roll),
        open_items=[i.title for i in meeting.sitting.items if i.state is ItemState.WAITING],
    )


@bp.post("/<int:id>/closure")
def close(id: int) -> Response:
    """The chair closes."""
    meeting, form = load.mine(id, Can.CLOSE_MEETING), forms.Press()
    if web.attempt(form, actions.close, web.person(), meeting) is None:
        return _room(load.mine(id, Can.KEEP_MINUTES), refused=form)
    return web.done(url_for(".show", id=id), _("已经散会。3个工作日内确认会议纪要。"))


@bp.post("/<int:id>/reopening")
def reopen(id: int) -> Response:
    """Closed by mistake."""
    return _step(id, forms.Press(), actions.reopen, _("继续开会。"))


@bp.post("/<int:id>/agenda/<int:item_id>")
def take_up(id: int, item_id: int) -> Response:
    """On to this item."""
    meeting = load.mine(id, Can.KEEP_MINUTES)
    item = _part(AgendaItem, item_id, meeting)
    return _step(id, forms.Press(), sittings.take_up, None, meeting.sitting, item)


@bp.post("/<int:id>/notes")
def note(id: int) -> Response:
    """What somebody said."""
    meeting = load.mine(id, Can.KEEP_MINUTES)
    form, roll = forms.Note(), _roll(meeting)
    _offer_note(form, meeting.sitting, roll)
    made = web.attempt(form, lambda: _note(meeting, form, roll))
    if made is None:
        return _room(load.mine(id, Can.KEEP_MINUTES), refused=form)
    return web.done(url_for(".room", id=id, _anchor="notes"), _("记下了。"))


@bp.post("/<int:id>/hands")
def count_hands(id: int) -> Response:
    """Counted hands."""
    form = forms.Hands()
    said = _("已经记录。意向性表态不作为决定。")
    return _step(id, form, sittings.count_hands, said, None, **form.values())


@bp.post("/<int:id>/turns")
def ask_to_speak(id: int) -> Response:
    """Somebody wants to speak."""
    meeting = load.mine(id, Can.KEEP_MINUTES)
    form, roll = forms.Ask(), _roll(meeting)
    form.attendance_id.choices = _speakers(roll)
    speaker = next((a for a in roll if a.id == form.attendance_id.data), None)
    return _step(id, form, sittings.ask_to_speak, None, meeting.sitting, speaker)


@bp.post("/<int:id>/turns/<int:turn_id>")
def move_turn(id: int, turn_id: int) -> Response:
    """The floor is given, or given back."""
    meeting = load.mine(id, Can.KEEP_MINUTES)
    turn = _part(SpeakingTurn, turn_id, meeting)
    form = forms.MoveTurn()
    return _step(id, form, sittings.move_turn, None, meeting.sitting, turn, **form.values())


# -- the roll -------------------------------------------------------------------


@bp.get("/<int:id>/roll")
def roll(id: int) -> Response:
    """Who is expected, who is there, who else comes in."""
    return _roll_page(load.mine(id, Can.CHECK_IN))


@bp.post("/<int:id>/arrivals")
def check_in(id: int) -> Response:
    """The clerk writes somebody down."""
    meeting, form = load.mine(id, Can.CHECK_IN), forms.CheckIn()
    ident = form.person_id.data
    person = session().get(Person, ident) if ident else None
    made = web.attempt(
        form,
        sittings.check_in,
        web.person(),
        meeting.sitting,
        mode=form.mode.data,
        person=person,
        guest=form.guest.data or "",
        group=form.group.data or "",
    )
    if made is None:
        return _roll_page(load.mine(id, Can.CHECK_IN), refused=form)
    return web.done(url_for(".roll", id=id), _("%(name)s已签到。", name=made.name))


@bp.get("/<int:id>/arrivals/new")
def checking(id: int) -> Response:
    """What the code on somebody's phone says: who it is, and a button."""
    meeting = load.mine(id, Can.CHECK_IN)
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
        mode=_mode(found.part, is_online=found.is_online),
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


# -- small steps ----------------------------------------------------------------


def _step(
    id: int,
    form: Form,
    act: Callable[..., Any],
    said: str | None,
    sitting: Sitting | None = None,
    *args: Any,
    **facts: Any,
) -> Response:
    """A button of the room: the meeting's own act, or one of its sitting."""
    meeting = load.mine(id, Can.KEEP_MINUTES)
    is_meetings = act in (actions.open_session, actions.reopen)
    about = meeting if is_meetings else sitting or meeting.sitting
    if web.attempt(form, act, web.person(), about, *args, **facts) is None:
        return _room(load.mine(id, Can.KEEP_MINUTES), refused=form)
    return web.done(url_for(".room", id=id), said)


def _part(kind: type[Any], ident: int, meeting: Meeting) -> Any:
    found = web.get_or_404(kind, ident)
    return found if found.sitting_id == meeting.sitting_id else abort(404)


def _note(meeting: Meeting, form: forms.Note, roll: Sequence[Attendance]) -> Any:
    item = next((i for i in meeting.sitting.items if i.id == form.item_id.data), None)
    return sittings.note(
        web.person(),
        meeting.sitting,
        item or abort(404),
        text=form.text.data or "",
        attendance=next((a for a in roll if a.id == form.attendance_id.data), None),
        opinion=form.opinion.data,
        matter=session().get_one(Matter, meeting.matter_id),
    )


def _roll(meeting: Meeting) -> Sequence[Attendance]:
    return session().scalars(models.roll_of(meeting.sitting_id)).all()


def _speakers(roll: Sequence[Attendance]) -> list[tuple[str, str]]:
    return [
        (str(a.id), f"{a.name}（{a.group}）" if a.group else a.name) for a in roll if a.takes_part
    ]


def _offer_note(form: forms.Note, sitting: Sitting, roll: Sequence[Attendance]) -> None:
    form.item_id.choices = [(str(i.id), f"{i.position}. {i.title}") for i in sitting.items]
    form.attendance_id.choices = [("", _("不记是谁")), *_speakers(roll)]


def _room(meeting: Meeting, refused: Form | None = None) -> Response:
    """Four queries: the sitting, the roll, the notes, the speakers."""
    sitting = meeting.sitting

    def kept(kind: type[Any], **facts: Any) -> Any:
        return refused if isinstance(refused, kind) else kind(formdata=None, **facts)

    roll = _roll(meeting)
    notes = session().scalars(models.notes_of(sitting.id)).all()
    turns = session().scalars(models.turns_of(sitting.id)).all()
    now = next((i for i in sitting.items if i.state is ItemState.OPEN), None)
    note_form = kept(forms.Note, item_id=now.id if now else None)
    _offer_note(note_form, sitting, roll)
    ask_form = kept(forms.Ask)
    ask_form.attendance_id.choices = _speakers(roll)
    return web.reply(
        "meetings/room.html",
        form=refused,
        refused=refused,
        meeting=meeting,
        sitting=sitting,
        items=page.items(sitting.items),
        notes=[(n, next((i.title for i in sitting.items if i.id == n.item_id), "")) for n in notes],
        turns=[(t, TURN[t.state], _moves(t)) for t in turns],
        hands=[page.tally(each) for each in sitting.hands],
        present=sum(a.takes_part for a in roll),
        observers=sum(not a.takes_part for a in roll),
        is_before=sitting.state is State.SCHEDULED,
        is_live=sitting.state is State.IN_SESSION,
        is_over=sitting.state not in OPEN_FOR_ARRIVALS,
        note_form=note_form,
        hands_form=kept(forms.Hands),
        ask_form=ask_form,
        press=lambda: forms.Press(formdata=None),
    )


def _moves(turn: SpeakingTurn) -> list[tuple[str, str]]:
    words = {Turn.SPEAKING: _("请发言"), Turn.SPOKEN: _("讲完了"), Turn.WAIVED: _("不讲了")}
    return [(to.value, str(words[to])) for to in Turn if to in TURN_NEXT[turn.state]]


def _roll_page(meeting: Meeting, refused: Form | None = None) -> Response:
    """Five queries, with a name searched for."""
    roll = _roll(meeting)
    here = {a.person_id: str(MODE[a.mode]) for a in roll if a.person_id}
    expected = _expected(meeting, here)
    name = request.args.get("who", "").strip()[:60]
    around = meeting.matter.community.path
    found = session().execute(neighbours(around, name)).all() if name else []
    blank = forms.CheckIn(formdata=None)
    if isinstance(refused, forms.CheckIn):
        blank = refused
    return web.reply(
        "meetings/roll.html",
        form=refused,
        refused=refused,
        meeting=meeting,
        sitting=meeting.sitting,
        expected=expected,
        others=[a for a in roll if a.person_id not in {e.person_id for e in expected}],
        who=name,
        found=[(p, place, door, here.get(p.id)) for p, place, door in found],
        guest_form=blank,
        present=sum(a.takes_part for a in roll),
        observers=sum(not a.takes_part for a in roll),
        is_open=meeting.sitting.state in OPEN_FOR_ARRIVALS,
        MODE=MODE,
        press=lambda: forms.Press(formdata=None),
    )


def _expected(meeting: Meeting, here: dict[int, str]) -> list[Expected]:
    """The chair, the panel, who registered: each once."""
    found: dict[int | str, Expected] = {}
    sitting = meeting.sitting

    def expect(person: Person | None, name: str, part: str, group: str, mode: Any) -> None:
        key: int | str = person.id if person else name
        ident = person.id if person else None
        arrival = here.get(ident) if ident else None
        found.setdefault(key, Expected(ident, name, part, group, mode, arrival))

    if sitting.chair is not None:
        expect(sitting.chair, sitting.chair.name, _("主持人"), "", AttendanceMode.ON_SITE)
    for member in session().scalars(models.panel_of(meeting.id)):
        group = member.group.name if member.group else ""
        words = str(CAPACITY[member.capacity])
        expect(member.person, member.name, words, group, AttendanceMode.ON_SITE)
    for seat in session().scalars(models.registered(meeting.id)):
        group = seat.group.name if seat.group else ""
        mode = _mode(seat.part, is_online=seat.is_online)
        words = f"{PART[seat.part]} · {SEAT_STATE[seat.state]}"
        expect(seat.person, seat.person.name, words, group, mode)
    return list(found.values())


def _mode(part: Part, *, is_online: bool) -> AttendanceMode:
    if part is Part.OBSERVE:
        return AttendanceMode.OBSERVER
    return AttendanceMode.ONLINE if is_online else AttendanceMode.ON_SITE


def _role(meeting: Meeting) -> tuple[bool, str]:
    """Whether the reader takes part or listens, and for whom they speak."""
    person = web.person()
    seat, member = session().execute(models.part_of(meeting.id, person.id)).one()
    if member is not None:
        return True, member.group.name if member.group else ""
    if seat is not None and seat.speaks:
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
        is_open=meeting.sitting.state in OPEN_FOR_ARRIVALS,
    )
