"""Printing cards with one-time codes. A sheet shows its codes once."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, url_for

from civic import web
from civic.db import session
from civic.people import actions, forms
from civic.people.actions import Printed
from civic.people.models import Person
from civic.people.views import bp, desk
from civic.places.models import Place, labels, within
from civic.places.rules import Level
from civic.policy import Can


@dataclass(frozen=True)
class Slip:
    """One card on the sheet."""

    name: str
    door: str
    code: str
    url: str
    qr: str
    expires_at: datetime


@bp.get("/people/cards")
def cards() -> Response:
    """Choose a building."""
    here = desk.standing(Can.ISSUE_CARD)
    return _choose(here, _form(here))


@bp.post("/people/cards")
def print_cards() -> Response:
    """The sheet itself: the codes stand nowhere else, so there is no other page to go to."""
    here = desk.standing(Can.ISSUE_CARD)
    form = _form(here)
    printed = web.attempt(
        form,
        lambda: actions.issue_cards(
            web.person(),
            web.get_or_404(Place, form.place_id.data),
            all_of_them=form.everybody.data,
        ),
    )
    if printed is None:
        return _choose(here, form)
    return _sheet(printed, here.place, url_for(".cards", place=here.place.id))


@bp.post("/people/<int:id>/card")
def print_card(id: int) -> Response:
    """One card: for somebody new, or who forgot the password."""
    person = web.get_or_404(Person, id)
    form = forms.Step()
    printed = web.attempt(form, actions.issue_card, web.person(), person)
    if printed is None:
        return web.done(url_for(".show", id=id), form.form_errors[0])
    place = printed.door.place if printed.door else None
    return _sheet([printed], place, url_for(".show", id=id))


def _sheet(printed: list[Printed], place: Place | None, back: str) -> Response:
    around = session().scalars(within(place.path)).all() if place else []
    named = labels(around, [card.door.place for card in printed if card.door])
    return web.reply("people/cards_sheet.html", slips=[_slip(c, named) for c in printed], back=back)


def _slip(card: Printed, named: dict[int, str]) -> Slip:
    url = web.on_paper(url_for("people.card", code=card.code))
    door = f"{named[card.door.place.id]} {card.door.number}" if card.door else ""
    return Slip(card.person.name, door, card.code, url, web.qr(url), card.expires_at)


def _form(here: desk.Standing) -> forms.Cards:
    form = forms.Cards()
    places = session().scalars(within(here.place.path)).all()
    named = labels(places)
    some = [p for p in places if p.level in (Level.ESTATE, Level.BUILDING, Level.STAIR)]
    some.sort(key=lambda p: (len(named[p.id]), named[p.id]))
    form.place_id.choices = [(p.id, named[p.id]) for p in [*some, here.place]]
    return form


def _choose(here: desk.Standing, form: forms.Cards) -> Response:
    return web.reply("people/cards.html", form=form, here=here, tabs=desk.tabs("cards", here.place))
