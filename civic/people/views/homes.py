"""Where a person of the roster lives, owns and rents: adding a door, ending one."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, url_for

from civic import clock, web
from civic.i18n import gettext as _
from civic.people import actions, forms, models
from civic.people.models import Ownership, Person, Residence, Tenancy
from civic.people.views import bp, desk
from civic.people.views.person import found
from civic.places import actions as places
from civic.places.models import Place, door_label
from civic.policy import Can, Role

F = TypeVar("F", forms.Home, forms.Holding)

BONDS: dict[str, tuple[Any, Callable[..., Any], Callable[..., Any]]] = {
    "residences": (Residence, models.residences, actions.leave),
    "ownerships": (Ownership, models.ownerships, actions.give_up),
    "tenancies": (Tenancy, models.tenancies, actions.give_up),
}


@bp.get("/people/<int:id>/homes/new")
def new_home(id: int) -> Response:
    """The form for where somebody lives."""
    who, form = _form(id, forms.Home())
    return web.reply("people/home.html", form=form, who=who)


@bp.post("/people/<int:id>/homes")
def settle(id: int) -> Response:
    """They live here."""
    who, form = _form(id, forms.Home())
    settled = web.attempt(
        form,
        lambda: actions.settle(
            web.person(),
            who,
            places.house(web.get_or_404(Place, form.place_id.data), form.door()),
            is_head=form.is_head.data,
        ),
    )
    if settled is None:
        return web.reply("people/home.html", form=form, who=who)
    return web.done(url_for(".show", id=id), _("居住登记好了。"))


@bp.get("/people/<int:id>/holdings/new")
def new_holding(id: int) -> Response:
    """The form for what somebody owns or rents."""
    who, form = _form(id, forms.Holding())
    return web.reply("people/holding.html", form=form, who=who)


@bp.post("/people/<int:id>/holdings")
def hold(id: int) -> Response:
    """They own or rent this."""
    who, form = _form(id, forms.Holding())

    def act() -> Ownership | Tenancy:
        place = web.get_or_404(Place, form.place_id.data)
        part = places.part_behind(place, form.door(), form.measured())
        as_owner = form.role.data is Role.OWNER
        return (actions.own if as_owner else actions.let)(web.person(), who, part)

    if web.attempt(form, act) is None:
        return web.reply("people/holding.html", form=form, who=who)
    return web.done(url_for(".show", id=id), _("房产登记好了。"))


@bp.get("/people/<any(residences,ownerships,tenancies):kind>/<int:id>/end")
def ending(kind: str, id: int) -> Response:
    """The form for the last day."""
    bond, form = _bond(kind, id), forms.End(until_on=clock.today())
    return web.reply("people/end.html", form=form, bond=bond, kind=kind, label=_label(bond))


@bp.post("/people/<any(residences,ownerships,tenancies):kind>/<int:id>/end")
def end(kind: str, id: int) -> Response:
    """They have moved out, sold it, or no longer rent it."""
    bond, form = _bond(kind, id), forms.End()
    act = BONDS[kind][2]
    if web.attempt(form, act, web.person(), bond, until_on=form.until_on.data) is None:
        return web.reply("people/end.html", form=form, bond=bond, kind=kind, label=_label(bond))
    return web.done(url_for(".show", id=bond.person_id), _("结束好了。"))


def _form(id: int, form: F) -> tuple[Person, F]:
    who, place = found(id, Can.VERIFY_PERSON)
    here = desk.standing(Can.VERIFY_PERSON, place.community_id if place else None)
    form.place_id.choices = list(desk.buildings(here.place).items())
    return who, form


def _bond(kind: str, id: int) -> Any:
    table, select, _act = BONDS[kind]
    bond = web.one_or_404(select(table.id == id))
    web.require(Can.VERIFY_PERSON, _door(bond).place)
    return bond


def _door(bond: Any) -> Any:
    return bond.household if isinstance(bond, Residence) else bond.part


def _label(bond: Any) -> str:
    return f"{door_label(_door(bond).place)} {_door(bond).number}"
