"""Pages of places: the tree, open to everybody; its upkeep, for the administrator."""

from flask import Blueprint, Response, url_for

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.places import actions, forms
from civic.places.models import Place, chain, down_to, households_below
from civic.places.rules import Level, below
from civic.places.wording import LEVEL
from civic.policy import Can

bp = Blueprint("places", __name__, url_prefix="/places")


@bp.get("/")
@web.public
def index() -> Response:
    """District, streets, communities: where one finds one's own."""
    places = list(session().scalars(down_to("/", Level.COMMUNITY)))
    inside: dict[int | None, list[Place]] = {}
    for place in places:
        inside.setdefault(place.parent_id, []).append(place)
    return web.reply("places/index.html", tops=inside.get(None, []), inside=inside, levels=LEVEL)


@bp.get("/<int:id>")
@web.public
def show(id: int) -> Response:
    """One place: what it lies in, what lies in it, how many households."""
    place = web.get_or_404(Place, id)
    rows = session().execute(households_below(place)).all()
    return web.reply(
        "places/show.html",
        place=place,
        crumbs=_crumbs(place),
        rows=rows,
        households=sum(row[1] for row in rows),
        levels=LEVEL,
        grows=bool(below(place.level)),
    )


@bp.get("/<int:id>/new")
def new(id: int) -> Response:
    """The form for what lies in a place."""
    place = web.get_or_404(Place, id)
    web.require(Can.MANAGE_PLACES, place)
    return web.reply("places/new.html", form=_adding(place), place=place, crumbs=_crumbs(place))


@bp.post("/<int:id>/places")
def create(id: int) -> Response:
    """Several places of one level."""
    place = web.get_or_404(Place, id)
    web.require(Can.MANAGE_PLACES, place)
    form = _adding(place)
    added = web.attempt(
        form,
        lambda: actions.add_all(web.person(), place, level=form.level.data, names=form.listed()),
    )
    if added is None:
        return web.reply("places/new.html", form=form, place=place, crumbs=_crumbs(place))
    return web.done(url_for(".show", id=id), _("添加好了：%(n)s处。", n=len(added)))


@bp.get("/<int:id>/name")
def naming(id: int) -> Response:
    """The form for another name."""
    place = web.get_or_404(Place, id)
    web.require(Can.MANAGE_PLACES, place)
    form = forms.Rename(name=place.name)
    return web.reply("places/name.html", form=form, place=place, crumbs=_crumbs(place))


@bp.post("/<int:id>/name")
def rename(id: int) -> Response:
    """Another name."""
    place = web.get_or_404(Place, id)
    web.require(Can.MANAGE_PLACES, place)
    form = forms.Rename()
    if web.attempt(form, lambda: actions.rename(web.person(), place, form.name.data)) is None:
        return web.reply("places/name.html", form=form, place=place, crumbs=_crumbs(place))
    return web.done(url_for(".show", id=id), _("名称改好了。"))


def _adding(place: Place) -> forms.Add:
    form = forms.Add()
    form.level.choices = [(level.value, LEVEL[level]) for level in below(place.level)]
    return form


def _crumbs(place: Place) -> list[tuple[str, str | None]]:
    return [
        (above.name, url_for("places.show", id=above.id) if above.id != place.id else None)
        for above in session().scalars(chain(place))
    ]
