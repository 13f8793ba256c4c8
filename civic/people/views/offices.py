"""Terms of office: who holds which, making and ending them."""

from flask import Response, request, url_for

from civic import clock, policy, web
from civic.db import session, whole
from civic.i18n import gettext as _
from civic.people import actions, forms, models
from civic.people.models import Appointment, Person, Unit
from civic.people.rules import NEIGHBOUR_OFFICES, OFFICES, power_to_give
from civic.people.views import bp, desk
from civic.people.views.person import found
from civic.places.models import Place, down_to, labels, within
from civic.places.rules import Level
from civic.policy import Can, Role
from civic.wording import ROLE


@bp.get("/people/appointments")
def appointments() -> Response:
    """Terms of office in reach: running ones, or those that are over."""
    place, places = _place()
    past = "past" in request.args
    terms, page = web.paged(models.appointments(place.path, clock.today(), past=past), desk.SIZE)
    return web.reply(
        "people/appointments.html",
        tabs=desk.tabs("appointments"),
        place=place,
        places=places,
        past=past,
        terms=terms,
        page=page,
        roles=ROLE,
    )


@bp.get("/people/appointments/new")
def new_appointment() -> Response:
    """The form for a new term; ``person``: whose page one came from."""
    place, _places = _place()
    person, form = _form(place)
    return web.reply("people/appoint.html", form=form, place=place, who=person)


@bp.post("/people/appointments")
def appoint() -> Response:
    """A new term."""
    place, _places = _place()
    person, form = _form(place)

    def act() -> Appointment:
        unit = form.unit_id.data
        return actions.appoint(
            web.person(),
            person or actions.account_named(form.login.data),
            form.role.data,
            web.get_or_404(Place, form.place_id.data),
            unit=web.get_or_404(Unit, unit) if unit else None,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )

    if web.attempt(form, act) is None:
        return web.reply("people/appoint.html", form=form, place=place, who=person)
    return web.done(url_for(".appointments", place=place.id), _("任命好了。"))


@bp.get("/people/appointments/<int:id>/end")
def ending_term(id: int) -> Response:
    """The form for the last day of a term."""
    term, form = _term(id), forms.End(until_on=clock.today())
    return web.reply("people/dismiss.html", form=form, term=term, roles=ROLE)


@bp.post("/people/appointments/<int:id>/end")
def dismiss(id: int) -> Response:
    """The term ends."""
    term, form = _term(id), forms.End()
    ended = web.attempt(form, actions.dismiss, web.person(), term, ends_on=form.until_on.data)
    if ended is None:
        return web.reply("people/dismiss.html", form=form, term=term, roles=ROLE)
    return web.done(url_for(".appointments", place=term.place_id), _("任期结束了。"))


def _term(id: int) -> Appointment:
    term: Appointment = web.one_or_404(models.term(id))
    web.require(power_to_give(term.role), term)
    return term


def _place() -> tuple[Place, list[Place]]:
    """Where the list begins: the place asked for, or the widest in reach."""
    if not (reach := desk.paths(Can.APPOINT_NEIGHBOUR)):
        web.require(Can.APPOINT_NEIGHBOUR, web.person())
    places = list(session().scalars(down_to(min(reach, key=len), Level.COMMUNITY)))
    asked = request.values.get("place", type=whole)
    if asked is None:
        return places[0], places
    place = web.get_or_404(Place, asked)
    web.require(Can.APPOINT_NEIGHBOUR, place)
    return place, places


def _form(place: Place) -> tuple[Person | None, forms.Appoint]:
    """Offices this person may give, at places within this one."""
    form = forms.Appoint(starts_on=clock.today())
    asked = request.values.get("person", type=whole)
    person = found(asked, Can.SEE_ROSTER)[0] if asked else None
    if person is not None:
        del form.login
    any_office = policy.may(web.person(), Can.APPOINT, place)
    offices = OFFICES if any_office else NEIGHBOUR_OFFICES
    form.role.choices = [(role.value, ROLE[role]) for role in Role if role in offices]
    inside = within(place.path) if place.community_id else down_to(place.path, Level.COMMUNITY)
    places = session().scalars(inside).all()
    named = labels(places)
    form.place_id.choices = [(p.id, named[p.id]) for p in places]
    around = web.rows(models.units_around(place)) if any_office else []
    units = [unit for unit in around if policy.may(web.person(), Can.APPOINT, unit)]
    form.unit_id.choices = [("", _("不属于单位")), *((unit.id, unit.name) for unit in units)]
    return person, form
