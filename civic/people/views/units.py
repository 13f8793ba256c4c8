"""Units that answer through whoever is appointed in them: the administrator's list."""

from flask import Response, url_for

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.people import actions, forms, models
from civic.people.models import Unit
from civic.people.views import bp, desk
from civic.people.wording import UNIT_KIND
from civic.places.models import Place, down_to, labels
from civic.places.rules import Level
from civic.policy import Can


@bp.get("/people/units")
def units() -> Response:
    """All units in reach."""
    top = _top()
    return web.reply(
        "people/units.html",
        tabs=desk.tabs("units"),
        units=web.rows(models.units(top)),
        kinds=UNIT_KIND,
    )


@bp.get("/people/units/new")
def new_unit() -> Response:
    """The form for a unit."""
    return web.reply("people/unit.html", form=_form(), unit=None)


@bp.post("/people/units")
def add_unit() -> Response:
    """A new unit."""
    form = _form()
    added = web.attempt(
        form,
        lambda: actions.add_unit(
            web.person(),
            web.get_or_404(Place, form.place_id.data),
            name=form.name.data,
            kind=form.kind.data,
        ),
    )
    if added is None:
        return web.reply("people/unit.html", form=form, unit=None)
    return web.done(url_for(".units"), _("单位添加好了。"))


@bp.get("/people/units/<int:id>/name")
def naming_unit(id: int) -> Response:
    """The form for another name or kind."""
    unit = _unit(id)
    form = forms.UnitForm(obj=unit)
    del form.place_id
    return web.reply("people/unit.html", form=form, unit=unit)


@bp.post("/people/units/<int:id>/name")
def change_unit(id: int) -> Response:
    """Another name or kind."""
    unit, form = _unit(id), forms.UnitForm()
    del form.place_id
    changed = web.attempt(
        form,
        lambda: actions.change_unit(web.person(), unit, name=form.name.data, kind=form.kind.data),
    )
    if changed is None:
        return web.reply("people/unit.html", form=form, unit=unit)
    return web.done(url_for(".units"), _("单位改好了。"))


def _top() -> str:
    reach = desk.paths(Can.MANAGE_UNITS)
    if not reach:
        web.require(Can.MANAGE_UNITS, web.person())
    return min(reach, key=len)


def _unit(id: int) -> Unit:
    unit: Unit = web.one_or_404(models.unit(id))
    web.require(Can.MANAGE_UNITS, unit)
    return unit


def _form() -> forms.UnitForm:
    form = forms.UnitForm()
    places = session().scalars(down_to(_top(), Level.ESTATE)).all()
    named = labels(places)
    form.place_id.choices = [(p.id, named[p.id]) for p in places]
    return form
