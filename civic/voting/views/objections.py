"""What was said against the roll: decided by the supervisors, carried out by the committee (RB-19)."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, url_for

from civic import web
from civic.clock import end_of_day
from civic.db import session, whole
from civic.errors import OutOfOrder
from civic.forms import Form
from civic.i18n import day, until
from civic.i18n import gettext as _
from civic.opinions.models import neighbours_in
from civic.people.models import Person
from civic.people.wording import UNIT_KIND
from civic.places.models import Place
from civic.policy import Can, may
from civic.voting import actions, models, rules
from civic.voting.forms import conducting as forms
from civic.voting.models import Proxy, RollObjection, Vote
from civic.voting.rules import AmendmentKind, Electorate, ProxyState, VoterKind, VoteStage, Why
from civic.voting.views import bp, lines, load
from civic.voting.views.desk import CONDUCT
from civic.voting.views.roll_desk import PAGE, amended, offer_objections
from civic.voting.wording import PROXY_STATE

A = AmendmentKind
NAMES_MOST, NAMES_LENGTH = 6, 360


@dataclass(frozen=True)
class Row:
    """An objection, until when it is decided, how far it is carried out, what can still be done."""

    said: RollObjection
    due: str
    stands: tuple[str, str] | None
    adds: bool
    strikes: bool
    finishes: bool


@bp.get("/<int:id>/objections/desk")
def objections(id: int) -> Response:
    """Each objection with what was decided, or the form to decide it."""
    return _objections(load.my_bare(id, CONDUCT))


@bp.post("/<int:id>/objections/<int:objection_id>/decision")
def decide(id: int, objection_id: int) -> Response:
    """Uphold it or not, with reasons."""
    vote = load.my_bare(id, CONDUCT)
    objection = _objection(vote, objection_id)
    web.require(actions.scrutinising(vote, Can.DECIDE_ROLL_OBJECTION), objection)
    form = forms.Decide(objection_id)
    upheld = form.is_upheld.data == "yes"
    reason = form.reason.data or ""
    act = actions.decide_objection
    if web.attempt(form, act, web.person(), objection, is_upheld=upheld, reason=reason) is None:
        return _objections(load.my_bare(id, CONDUCT), form, objection_id)
    return web.done(url_for(".objections", id=id), _("裁定了，提异议的人会收到通知。"))


@bp.post("/<int:id>/objections/<int:objection_id>/completion")
def carry_out(id: int, objection_id: int) -> Response:
    """All of it is done; nothing more is amended under it."""
    vote, form = load.my_bare(id, Can.AMEND_ROLL), forms.Press()
    objection = _objection(vote, objection_id)
    if web.attempt(form, actions.carry_out, web.person(), objection) is None:
        return _objections(load.my_bare(id, Can.AMEND_ROLL), form)
    return web.done(url_for(".objections", id=id), _("记下了：名册照这件异议改完了。"))


def _objection(vote: Vote, ident: int) -> RollObjection:
    found: RollObjection = web.one_or_404(models.objection(ident))
    return found if found.vote_id == vote.id else abort(404)


def _stands(each: RollObjection, struck: int, added: int) -> tuple[str, str] | None:
    """How far an upheld one is carried out, and its colour."""
    if not each.is_upheld:
        return None
    if each.is_carried_out:
        return str(_("名册已经照改")), "done"
    if struck or added:
        return str(_("已删除%(s)s户、增补%(a)s户", s=struck, a=added)), "now"
    return str(_("名册还没有照改")), "now"


def _objections(vote: Vote, refused: Form | None = None, about: int | None = None) -> Response:
    found = web.rows(models.objections(vote.id))
    reader, bodies = web.person(), actions.bodies(vote)
    made = {
        (ident, kind): number
        for ident, kind, number in session().execute(models.carried_out(vote.id))
    }
    may_amend = vote.is_taking_amendments and may(
        reader, actions.conducting(reader, vote, Can.AMEND_ROLL), vote
    )

    def row(each: RollObjection) -> Row:
        struck, added = (made.get((each.id, kind), 0) for kind in (A.STRUCK, A.ADDED))
        is_owed = may_amend and each.is_upheld is True and not each.is_carried_out
        return Row(
            each,
            until(end_of_day(each.due_on)),
            _stands(each, struck, added),
            adds=is_owed and added < rules.PER_OBJECTION,
            strikes=is_owed and struck < rules.PER_OBJECTION,
            finishes=is_owed and bool(struck or added),
        )

    return web.reply(
        "voting/objections.html",
        form=refused,
        refused=refused,
        vote=vote,
        crumbs=lines.back(vote),
        rows=[row(each) for each in found],
        may_move=lines.may_move(vote),
        is_posted=vote.stage is VoteStage.POSTED,
        press=lambda: forms.Press(formdata=None),
        deciding=lambda each: refused if each.id == about else forms.Decide(each.id, formdata=None),
        reader=reader,
        may_decide=may(reader, bodies.scrutinising(Can.DECIDE_ROLL_OBJECTION), vote),
        who_decides=UNIT_KIND[bodies.scrutineers],
    )


# -- somebody was forgotten -----------------------------------------------------


@bp.get("/<int:id>/additions/new")
def addition(id: int) -> Response:
    """Find who was forgotten, by name."""
    vote = load.my_bare(id, Can.AMEND_ROLL)
    form = forms.Add()
    if (about := request.args.get("objection", type=whole)) is not None:
        form.objection_id.data = _objection(vote, about).id
    return _addition(vote, form)


@bp.post("/<int:id>/additions")
def add(id: int) -> Response:
    """Put them on the posted roll, under the next number."""
    vote, form = load.my_bare(id, Can.AMEND_ROLL), forms.Add()
    upheld = _ask_only(vote, form)
    found = _offer(vote, form)
    chosen = form.person_ids.data or []
    persons = [person for person, _place in found if person.id in chosen]
    building = next((place for person, place in found if person.id in chosen), None)
    typed = form.values()
    objection = next((o for o in upheld if o.id == typed["objection_id"]), None)
    made = web.attempt(
        form,
        actions.add_to_roll,
        web.person(),
        vote,
        persons=persons,
        reason=typed["reason"] or "",
        kind=_kind(vote, persons),
        building=building,
        door=typed["door"] or "",
        area=form.hundredths,
        group=typed.get("group"),
        objection=objection,
    )
    if made is None:
        return _addition(load.my_bare(id, Can.AMEND_ROLL), form)
    said = _("增补为%(n)s号。名册现在是%(size)s。", n=made.number, size=lines.size(made.vote))
    return web.done(amended(objection) or url_for(".head", id=id, number=made.number), said)


def _kind(vote: Vote, persons: list[Person]) -> VoterKind:
    if vote.electorate is Electorate.HOUSEHOLDS:
        return VoterKind.HOUSEHOLD
    if vote.electorate is not Electorate.OWNERS:
        return VoterKind.PERSON
    return VoterKind.CO_OWNERS if len(persons) > 1 else VoterKind.OWNER


def _ask_only(vote: Vote, form: forms.Add) -> list[Any]:
    upheld = offer_objections(vote, form)
    if not (vote.is_by_area and upheld):
        del form.area
    if vote.electorate is not Electorate.INVITED or vote.is_of_a_meeting:
        del form.group
    return upheld


def _offer(vote: Vote, form: forms.Add) -> list[tuple[Person, Place]]:
    """Everybody of the names that were asked for, several names for co-owners."""
    asked = load.named(NAMES_LENGTH).replace("，", "、")
    names = [name.strip() for name in asked.split("、") if name.strip()][:NAMES_MOST]
    here = session()
    rows = [row for name in names for row in here.execute(neighbours_in(vote.place_path, name))]
    sees_doors = may(web.person(), Can.SEE_ROSTER, vote)
    form.person_ids.choices = [
        (str(person.id), f"{person.name}（{lines.building(place)}{door if sees_doors else ''}）")
        for person, place, door in rows
    ]
    return [(person, place) for person, place, _door in rows]


def _addition(vote: Vote, form: forms.Add) -> Response:
    upheld = _ask_only(vote, form)
    _offer(vote, form)
    return web.reply(
        "voting/addition.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        who=load.named(NAMES_LENGTH),
        is_posted=vote.stage is VoteStage.POSTED,
        sealed=web.sentence(OutOfOrder(Why.ROLL_SEALED)) if vote.roll_root is not None else None,
        is_late=not (upheld or vote.is_taking_own_amendments),
        own_until=vote.own_amendments_until and day(vote.own_amendments_until),
    )


# -- authorisations -------------------------------------------------------------


@bp.get("/<int:id>/proxies")
def proxies(id: int) -> Response:
    """Authorisations, those to be looked at first."""
    return _proxies(load.my_bare(id, Can.CONFIRM_PROXY))


@bp.post("/<int:id>/proxies/<int:proxy_id>/confirmation")
def confirm_proxy(id: int, proxy_id: int) -> Response:
    """The paper is in order, and its giver was asked back."""
    vote, form = load.my_bare(id, Can.CONFIRM_PROXY), forms.Press()
    if web.attempt(form, actions.confirm_proxy, web.person(), _proxy(vote, proxy_id)) is None:
        return _proxies(load.my_bare(id, Can.CONFIRM_PROXY), form)
    return web.done(url_for(".proxies", id=id), _("核实有效，受托人可以来投了。"))


@bp.post("/<int:id>/proxies/<int:proxy_id>/refusal")
def refuse_proxy(id: int, proxy_id: int) -> Response:
    """The paper is not what the law asks for."""
    vote, form = load.my_bare(id, Can.CONFIRM_PROXY), forms.SendBack(proxy_id)
    made = web.attempt(
        form,
        actions.refuse_proxy,
        web.person(),
        _proxy(vote, proxy_id),
        reason=form.reason.data or "",
    )
    if made is None:
        return _proxies(load.my_bare(id, Can.CONFIRM_PROXY), form, proxy_id)
    return web.done(url_for(".proxies", id=id), _("已经退回，写明了理由。"))


@bp.get("/<int:id>/proxies/<int:proxy_id>/document")
def proxy_document(id: int, proxy_id: int) -> Response:
    """The authorisation itself."""
    vote = load.my_bare(id, Can.CONFIRM_PROXY)
    return web.document(_proxy(vote, proxy_id).document, cache="no-store")


def _proxy(vote: Vote, ident: int) -> Proxy:
    found = session().scalars(models.proxies(vote.id).where(Proxy.id == ident))
    return found.unique().one_or_none() or abort(404)


def _proxies(vote: Vote, refused: Form | None = None, about: int | None = None) -> Response:
    found, page = web.paged(models.proxies(vote.id), PAGE)
    return web.reply(
        "voting/proxies.html",
        form=refused,
        refused=refused,
        vote=vote,
        crumbs=lines.back(vote),
        rows=[(each, lines.door(each.voter)) for each in found],
        page=page,
        PROXY_STATE=PROXY_STATE,
        GIVEN=ProxyState.GIVEN,
        reader=web.person(),
        press=lambda: forms.Press(formdata=None),
        reason=lambda each: refused if each.id == about else forms.SendBack(each.id, formdata=None),
    )
