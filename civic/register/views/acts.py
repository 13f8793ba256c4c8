"""Acting: decisions entered, entries corrected and taken down, promises kept."""

from datetime import date
from typing import Any

from flask import Response, request, url_for

from civic import web
from civic.db import session, whole
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.people.models import Unit
from civic.policy import Can, may
from civic.register import actions, forms, models, rules, wording
from civic.register.models import Commitment, Docket, RegisterEntry
from civic.register.views import bp
from civic.register.views.pages import downloads

# A department's decision -----------------------------------------------------------------


@bp.get("/new")
def new() -> Response:
    """An empty form for a decision about ``?matter=``."""
    docket = _docket()
    web.require(Can.ENTER_DECISION, docket)
    return web.reply("register/new.html", form=_decision(docket), docket=docket)


@bp.post("/")
@web.takes_files
def create() -> Response:
    """Enter the decision."""
    docket = _docket()
    web.require(Can.ENTER_DECISION, docket)
    form = _decision(docket)
    entry = web.attempt(form, _enter, docket, **form.values())
    if entry is None:
        return web.reply("register/new.html", form=form, docket=docket)
    said = _("已经登记，编号%(number)s。", number=entry.number_text)
    return web.done(url_for(".show", id=entry.id), said)


def _enter(
    docket: Docket, *, unit_id: int, file: Any, what: str | None, due_on: date | None, **typed: Any
) -> RegisterEntry:
    rules.check_promise(what or "", due_on)
    unit = next(u for u in docket.units if u.id == unit_id)
    promises = [actions.Promise(what, due_on, unit=unit)] if what and due_on else []
    return actions.enter_decision(
        web.person(), docket, unit=unit, uploads=_uploads(file), commitments=promises, **typed
    )


def _docket() -> Docket:
    ident = request.values.get("matter", type=whole)
    return actions.docket(web.get_or_404(Matter, ident or 0))


def _decision(docket: Docket) -> forms.Decision:
    form = forms.Decision()
    mine = [u for u in docket.units if u.id in web.person().unit_ids]
    form.unit_id.choices = [(str(unit.id), unit.name) for unit in mine]
    return form


# An entry --------------------------------------------------------------------------------


@bp.get("/<int:id>/correction/new")
def correction(id: int) -> Response:
    """The text as it stands, to be written anew."""
    entry = _correctable(id)
    form = forms.Correction(text=entry.text)
    return web.reply("register/correction.html", form=form, entry=entry)


@bp.post("/<int:id>/correction")
def correct(id: int) -> Response:
    """A new entry that says it right."""
    entry = _correctable(id)
    form = forms.Correction()
    new = web.attempt(form, actions.correct, web.person(), entry, **form.values())
    if new is None:
        return web.reply("register/correction.html", form=form, entry=entry)
    said = _("已经更正，新编号%(number)s。原来的文字仍然可以看。", number=new.number_text)
    return web.done(url_for(".show", id=new.id), said)


@bp.get("/<int:id>/removal/new")
def removal(id: int) -> Response:
    """What taking it down means."""
    entry = _removable(id)
    return web.reply("register/removal.html", form=forms.Reason(), entry=entry)


@bp.post("/<int:id>/removal")
def take_down(id: int) -> Response:
    """Off the list."""
    entry = _removable(id)
    form = forms.Reason()
    if web.attempt(form, actions.take_down, web.person(), entry, **form.values()) is None:
        return web.reply("register/removal.html", form=form, entry=entry)
    return web.done(url_for(".show", id=entry.id), _("已经撤下。凭编号仍然查得到。"))


def _correctable(id: int) -> RegisterEntry:
    entry = _entry(id)
    return _in_hand(entry, actions.powers(entry).correct)


def _removable(id: int) -> RegisterEntry:
    entry = _entry(id)
    return _in_hand(entry, actions.powers(entry).take_down)


def _in_hand(entry: RegisterEntry, can: Can) -> RegisterEntry:
    """The entry, for whoever has the power over it and is not concerned by what it tells."""
    web.require(can, entry)
    is_concerned = actions.concerns(entry, web.person())
    rules.check_hands(entry.kind, is_concerned=is_concerned)
    return entry


# What was promised -----------------------------------------------------------------------


@bp.get("/<int:id>/commitments/new")
def promise(id: int) -> Response:
    """An empty form for one more thing to be done."""
    entry = _in_hand(_entry(id), Can.SETTLE_COMMITMENT)
    return web.reply("register/promise.html", form=_promise(entry), entry=entry)


@bp.post("/<int:id>/commitments")
def commit_to(id: int) -> Response:
    """Promise it."""
    entry = _in_hand(_entry(id), Can.SETTLE_COMMITMENT)
    form = _promise(entry)
    typed = form.values()
    ident = typed.pop("unit_id")
    unit = session().get(Unit, ident) if isinstance(ident, int) else None
    wanted = actions.Promise(typed["what"], typed["due_on"], unit, typed["owner"] or "")
    if web.attempt(form, actions.commit_to, web.person(), entry, promise=wanted) is None:
        return web.reply("register/promise.html", form=form, entry=entry)
    return web.done(url_for(".show", id=entry.id), _("已经记下。"))


def _promise(entry: RegisterEntry) -> forms.Promise:
    form = forms.Promise()
    units = session().scalars(models.units_around(entry.place))
    form.unit_id.choices = [("", _("不是单位"))] + [(str(u.id), u.name) for u in units]
    return form


@bp.get("/commitments/<int:id>")
@web.public
def commitment(id: int) -> Response:
    """A promise, what came of it, and what can be done about it now."""
    return _commitment_page(_commitment(id))


@bp.post("/commitments/<int:id>/beginning")
def begin(id: int) -> Response:
    """Begun, or taken up again."""
    found = _kept(id)
    return _carry_out(found, forms.Step(), actions.begin, _("已经记下。"))


@bp.post("/commitments/<int:id>/report")
@web.takes_files
def report(id: int) -> Response:
    """Reported done, with evidence."""
    found = _kept(id)
    form = forms.Report()
    facts = {"report": form.report.data, "uploads": _uploads(form.file.data)}
    said = _("已经报告办结，等待核实。")
    return _carry_out(found, form, actions.report, said, **facts)


@bp.post("/commitments/<int:id>/settlement")
def settle(id: int) -> Response:
    """Struck off."""
    found = _looked_at(id)
    return _carry_out(found, forms.Step(), actions.settle, _("已经核实销号。"))


@bp.post("/commitments/<int:id>/return")
def send_back(id: int) -> Response:
    """Not done yet: back to its owner."""
    found = _looked_at(id)
    form = forms.Reason()
    said = _("已经退回，请承办的单位接着办。")
    return _carry_out(found, form, actions.send_back, said, reason=form.reason.data)


@bp.post("/commitments/<int:id>/parking")
def park(id: int) -> Response:
    """Parked, with a reason."""
    found = _looked_at(id)
    form = forms.Reason()
    said = _("已经挂账，理由大家都看得到。")
    return _carry_out(found, form, actions.park, said, reason=form.reason.data)


def _kept(id: int) -> Commitment:
    """The promise, for whoever says how far it is."""
    found = _commitment(id)
    web.require(actions.keeping(web.person(), found), found)
    return found


def _looked_at(id: int) -> Commitment:
    """The promise, for whoever says whether it is done."""
    found = _commitment(id)
    web.require(Can.SETTLE_COMMITMENT, found)
    return found


def _carry_out(found: Commitment, form: Any, act: Any, said: str, **facts: Any) -> Response:
    if web.attempt(form, act, web.person(), found, **facts) is None:
        return _commitment_page(found, refused=form)
    return web.done(url_for(".commitment", id=found.id), said)


def _commitment_page(found: Commitment, refused: Any = None) -> Response:
    def form(kind: Any) -> Any:
        return refused if isinstance(refused, kind) else kind(formdata=None)

    return web.reply(
        "register/commitment.html",
        form=refused,
        refused=refused,
        commitment=found,
        step=form(forms.Step),
        report=form(forms.Report),
        reason=form(forms.Reason),
        downloads=downloads,
        may_keep=actions.may_keep(web.person(), found),
        may_settle=_may_settle(found),
        STATE=wording.COMMITMENT_STATE,
    )


def _may_settle(found: Commitment) -> bool:
    """Who looks whether it is done, or parks it: under an evaluation nobody who was rated in it."""
    reader = web.person()
    return may(reader, Can.SETTLE_COMMITMENT, found) and not actions.is_concerned(found, reader)


# Loading ---------------------------------------------------------------------------------


def _entry(ident: int) -> RegisterEntry:
    entry: RegisterEntry = web.one_or_404(models.shown(ident))
    return entry


def _commitment(ident: int) -> Commitment:
    found: Commitment = web.one_or_404(models.commitment(ident))
    return found


def _uploads(arrived: Any) -> list[actions.Upload]:
    return [(file.stream, file.filename) for file in arrived or ()]
