"""The room: who is there, the agenda, what is said, counted hands; for a phone and a laptop."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, url_for

from civic import clock, web
from civic.db import session
from civic.errors import OutOfOrder
from civic.forms import Form
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.meetings import actions, models, rules
from civic.meetings.forms.evaluation import Opening
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingKind, PaperKind
from civic.meetings.views import bp, load, page
from civic.policy import Can, may
from civic.sittings import actions as sittings
from civic.sittings import forms
from civic.sittings.models import AgendaItem, Attendance, Sitting, SpeakingTurn
from civic.sittings.rules import (
    OPEN_FOR_ARRIVALS,
    TURN_NEXT,
    ItemState,
    State,
    Turn,
    order_of,
)
from civic.sittings.wording import TURN
from civic.voting.rules import Secrecy

# -- the proceedings ------------------------------------------------------------


@bp.get("/<int:id>/room")
def room(id: int) -> Response:
    """Agenda, minutes, speakers, counted hands."""
    return _room(load.mine(id, Can.KEEP_MINUTES))


@bp.post("/<int:id>/session")
def open_session(id: int) -> Response:
    """The chair opens."""
    form = _opening(load.mine(id, Can.KEEP_MINUTES))
    goes_without = isinstance(form, Opening) and bool(form.goes_without.data)
    said = _("已经宣布开会，到会的人数已经记录。")
    return _step(id, form, actions.open_session, said, goes_without=goes_without)


@bp.get("/<int:id>/closure")
def closing(id: int) -> Response:
    """What closing means; asked once."""
    meeting = load.mine(id, Can.CLOSE_MEETING)
    roll = session().scalars(models.roll_of(meeting.sitting_id)).all()
    waiting = _waiting(meeting.sitting)
    return web.reply(
        "meetings/closure.html",
        meeting=meeting,
        form=forms.Press(),
        present=sum(a.takes_part for a in roll),
        observers=sum(not a.takes_part for a in roll),
        owed=[i.title for i in waiting if i.kind in order_of(meeting.sitting.kind)],
        left_out=[i.title for i in waiting],
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
    may_enter = may(web.person(), Can.ENTER_OPINION, meeting)
    _offer_note(form, meeting.sitting, roll, may_enter=may_enter)
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


def _opening(meeting: Meeting, **more: Any) -> forms.Press | Opening:
    """A button; a tick beside it, where somebody who is rated has handed in no report (EV-2)."""
    missing = []
    if meeting.kind is MeetingKind.EVALUATION:
        found = session().scalars(models.rated_with_papers(meeting.id)).unique()
        missing = [each.name for each in found if each.paper(PaperKind.REPORT) is None]
    return Opening(missing=missing, **more) if missing else forms.Press(**more)


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
        opinion=form.opinion.data if "opinion" in form else None,
        matter=session().get_one(Matter, meeting.matter_id),
    )


def _roll(meeting: Meeting) -> Sequence[Attendance]:
    return session().scalars(models.roll_of(meeting.sitting_id)).all()


def _speakers(roll: Sequence[Attendance]) -> list[tuple[str, str]]:
    return [
        (str(a.id), f"{a.name}（{a.group}）" if a.group else a.name) for a in roll if a.takes_part
    ]


def _offer_note(
    form: forms.Note, sitting: Sitting, roll: Sequence[Attendance], *, may_enter: bool
) -> None:
    """``may_enter``: also as an opinion, which whoever only presides does not enter."""
    form.item_id.choices = [(str(i.id), f"{i.position}. {i.title}") for i in sitting.items]
    form.attendance_id.choices = [("", _("不记是谁")), *_speakers(roll)]
    if not may_enter:
        del form.opinion


def _room(meeting: Meeting, refused: Form | None = None) -> Response:
    """Four queries: the sitting, the roll, the notes, the speakers; and before an evaluation opens
    who has reported."""
    sitting = meeting.sitting

    def kept(kind: type[Any], **facts: Any) -> Any:
        return refused if isinstance(refused, kind) else kind(formdata=None, **facts)

    roll, is_before = _roll(meeting), sitting.state is State.SCHEDULED
    notes = session().scalars(models.notes_of(sitting.id)).all()
    turns = session().scalars(models.turns_of(sitting.id)).all()
    now = next((i for i in sitting.items if i.state is ItemState.OPEN), None)
    note_form = kept(forms.Note, item_id=now.id if now else None)
    may_enter = may(web.person(), Can.ENTER_OPINION, meeting)
    if note_form is not refused:
        _offer_note(note_form, sitting, roll, may_enter=may_enter)
    ask_form = kept(forms.Ask)
    ask_form.attendance_id.choices = _speakers(roll)
    return web.reply(
        "meetings/room.html",
        form=refused,
        refused=refused,
        meeting=meeting,
        sitting=sitting,
        items=(shown := page.items(sitting)),
        following=next(((n, i) for n, i in enumerate(shown, start=1) if i.is_next), None),
        may_end=not any(i.kind in order_of(sitting.kind) for i in _waiting(sitting)),
        notes=[(n, next((i.title for i in sitting.items if i.id == n.item_id), "")) for n in notes],
        turns=[(t, TURN[t.state], _moves(t)) for t in turns],
        hands=[page.tally(each) for each in sitting.hands],
        present=sum(a.takes_part for a in roll),
        observers=sum(not a.takes_part for a in roll),
        is_before=is_before,
        opening=_opened_by(meeting, refused) if is_before else None,
        urns=_urns(meeting) if is_before and meeting.kind is MeetingKind.EVALUATION else [],
        not_now=_not_now(sitting),
        is_live=sitting.state is State.IN_SESSION,
        is_over=sitting.state not in OPEN_FOR_ARRIVALS,
        note_form=note_form,
        # An evaluation is decided by ballot, never by a show of hands.
        hands_form=kept(forms.Hands) if meeting.kind is MeetingKind.HEARING else None,
        ask_form=ask_form,
        press=lambda: forms.Press(formdata=None),
    )


def _urns(meeting: Meeting) -> list[str | None]:
    """Of each vote that cannot open yet, for want of a key that was tried: where that is done, for
    whoever conducts it and is not rated (EV-4)."""
    rows = session().execute(models.raters_with_sheets(meeting.id)).unique()
    found = [
        group.vote
        for group, box in rows
        if group.vote is not None
        and group.vote.secrecy is Secrecy.SECRET
        and not (box and box.is_rehearsed)
    ]
    conducts = bool(found) and not load.is_rated(meeting.id)
    return [
        url_for("voting.box", id=vote.id)
        if conducts and may(web.person(), Can.PREPARE_URN, vote)
        else None
        for vote in found
    ]


def _opened_by(meeting: Meeting, refused: Form | None) -> Form:
    """The form that opens it, as it was sent where it was refused."""
    return refused if isinstance(refused, Opening) else _opening(meeting, formdata=None)


def _waiting(sitting: Sitting) -> list[AgendaItem]:
    """What nobody has taken up."""
    return [item for item in sitting.items if item.state is ItemState.WAITING]


def _not_now(sitting: Sitting) -> str | None:
    """Why it cannot be opened at this hour."""
    try:
        rules.check_hour(sitting.starts_at, at=clock.now())
    except OutOfOrder as refusal:
        return web.sentence(refusal)
    return None


def _moves(turn: SpeakingTurn) -> list[tuple[str, str]]:
    words = {Turn.SPEAKING: _("请发言"), Turn.SPOKEN: _("讲完了"), Turn.WAIVED: _("不讲了")}
    return [(to.value, str(words[to])) for to in Turn if to in TURN_NEXT[turn.state]]
