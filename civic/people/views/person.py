"""One person of the roster: their doors and offices; checking them in the office."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import Response, abort, url_for

from civic import clock, policy, web
from civic.db import session
from civic.i18n import gettext as _
from civic.people import actions, forms, models
from civic.people.models import Appointment, Ownership, Person, Residence, Tenancy
from civic.people.rules import PersonState
from civic.people.views import bp, desk
from civic.people.wording import PERSON_STATE
from civic.places import actions as places
from civic.places.models import Household, Part, Place, door_label
from civic.policy import Can, Role
from civic.wording import ROLE

F = TypeVar("F", forms.Admit, forms.Enrol)


@dataclass(frozen=True)
class Bond:
    """One line of a person's page: a residence, an ownership or a tenancy."""

    kind: str
    id: int
    role: Role
    place: Place
    label: str
    is_head: bool
    area: int | None
    since_on: date
    until_on: date | None
    is_over: bool


@dataclass(frozen=True)
class Dossier:
    """A person with everything the desk shows, and the community it is shown for."""

    person: Person
    place: Place | None
    bonds: list[Bond]
    offices: list[Appointment]
    may_verify: bool  # and correct what the roster says of them
    may_print: bool  # their card


def dossier(id: int) -> Dossier:
    """Refuses whoever has no power over any place that the person belongs to."""
    person = web.get_or_404(Person, id)
    if person.state is PersonState.CLOSED:
        abort(404)
    today = clock.today()
    here = session()
    bonds = [
        *(
            _bond("residences", Role.RESIDENT, row, row.household, today, row.is_head)
            for row in here.scalars(models.residences(Residence.person_id == id))
        ),
        *(
            _bond("ownerships", Role.OWNER, row, row.part, today)
            for row in here.scalars(models.ownerships(Ownership.person_id == id))
        ),
        *(
            _bond("tenancies", Role.TENANT, row, row.part, today)
            for row in here.scalars(models.tenancies(Tenancy.person_id == id))
        ),
    ]
    offices = list(here.scalars(models.offices_of(id, today)))
    # A community that they have left has no more to do with them; another one's doors are its own.
    around = [bond.place for bond in bonds if not bond.is_over]
    actor = web.person()
    place = _within_reach(person, Can.SEE_ROSTER, around, offices)
    may_verify, may_print = (
        all(
            policy.may(actor, *one)
            for one in actions.powers_over(actor, can, person, around, offices)
        )
        for can in (Can.VERIFY_PERSON, Can.ISSUE_CARD)
    )
    bonds = [bond for bond in bonds if policy.may(actor, Can.SEE_ROSTER, bond.place)]
    return Dossier(person, place, bonds, offices, may_verify, may_print)


def _papers(id: int) -> Dossier:
    """Of a person whose papers one may check, and go by."""
    file = dossier(id)
    if not file.may_verify:  # which power is missing, and who has it
        for power, subject in actions.powers_needed(web.person(), Can.VERIFY_PERSON, file.person):
            web.require(power, subject)
    return file


def found(id: int, can: Can) -> tuple[Person, Place | None]:
    """A person and the place in reach that they belong to, for a page that shows no more."""
    person = web.get_or_404(Person, id)
    if person.state is PersonState.CLOSED:
        abort(404)
    today = clock.today()
    doors = models.read_doors(session().execute(models.doors_of(id, today)))
    around = [door.place for door in doors]
    offices = [] if around else list(session().scalars(models.offices_of(id, today)))
    return person, _within_reach(person, can, around, offices)


def _within_reach(
    person: Person, can: Can, around: list[Place], offices: list[Appointment]
) -> Place | None:
    """An office is no home: whoever could give one could open anybody's file by it.

    Only of who belongs nowhere, whoever may give all the offices that they hold sees the file.
    """
    actor = web.person()
    if not around and all(policy.may(actor, Can.APPOINT, office.place) for office in offices):
        around = [office.place for office in offices]
    place = next((p for p in around if policy.may(actor, can, p)), None)
    if place is None:
        policy.require(actor, can, around[0] if around else person)
    return place


def _bond(
    kind: str,
    role: Role,
    row: Residence | Ownership | Tenancy,
    door: Household | Part,
    today: date,
    is_head: bool = False,
) -> Bond:
    return Bond(
        kind,
        row.id,
        role,
        door.place,
        f"{door_label(door.place)} {door.number}",
        is_head,
        getattr(door, "area", None),
        row.since_on,
        row.until_on,
        row.until_on is not None and row.until_on < today,
    )


@bp.get("/people/<int:id>")
def show(id: int) -> Response:
    """One person of the roster."""
    file = dossier(id)
    return web.reply(
        "people/show.html", file=file, roles=ROLE, states=PERSON_STATE, step=forms.Step()
    )


@bp.get("/people/new")
def new() -> Response:
    """The form for somebody who came to the office and is not in the roster."""
    here = desk.standing(Can.VERIFY_PERSON)
    return web.reply("people/new.html", form=_at_doors(forms.Admit(), here.place), here=here)


@bp.post("/people/")
def create() -> Response:
    """Checked in the office: into the roster, verified."""
    here = desk.standing(Can.VERIFY_PERSON)
    form = _at_doors(forms.Admit(), here.place)
    person = web.attempt(
        form,
        lambda: actions.admit(
            web.person(),
            places.house(web.get_or_404(Place, form.place_id.data), form.door()),
            name=form.name.data,
            born_on=form.born_on.data,
            phone=form.phone.data,
            is_head=form.is_head.data,
        ),
    )
    if person is None:
        return web.reply("people/new.html", form=form, here=here)
    return web.done(url_for(".show", id=person.id), _("登记好了。接下来可以给他发一张登录卡。"))


@bp.get("/people/enrolment")
def enrolment() -> Response:
    """The form for somebody who opened an account alone and came to the office."""
    here = desk.standing(Can.VERIFY_PERSON)
    return web.reply("people/enrolment.html", form=_at_doors(forms.Enrol(), here.place), here=here)


@bp.post("/people/enrolment")
def enrol() -> Response:
    """The account that signs in with this name belongs to somebody who lives here."""
    here = desk.standing(Can.VERIFY_PERSON)
    form = _at_doors(forms.Enrol(), here.place)

    person = web.attempt(
        form,
        lambda: actions.enrol(
            web.person(),
            form.login.data,
            places.house(web.get_or_404(Place, form.place_id.data), form.door()),
            is_head=form.is_head.data,
        ),
    )
    if person is None:
        return web.reply("people/enrolment.html", form=form, here=here)
    return web.done(url_for(".show", id=person.id), _("核实好了，他现在可以发言了。"))


@bp.get("/people/<int:id>/verification")
def verifying(id: int) -> Response:
    """The form for somebody of the roster who came to the office."""
    file = _papers(id)
    return web.reply("people/verify.html", form=forms.Verify(), file=file)


@bp.post("/people/<int:id>/verification")
def verify(id: int) -> Response:
    """Checked in the office."""
    file = _papers(id)
    form = forms.Verify()

    def act() -> Person:
        account = actions.account_named(form.login.data) if form.login.data else None
        return actions.verify(web.person(), file.person, account)

    if web.attempt(form, act) is None:
        return web.reply("people/verify.html", form=form, file=file)
    return web.done(url_for(".show", id=id), _("核实好了，他现在可以发言了。"))


@bp.get("/people/<int:id>/correction")
def correcting(id: int) -> Response:
    """The form for what the papers say."""
    file = _papers(id)
    form = forms.Correct(obj=file.person)
    return web.reply("people/correct.html", form=form, file=file)


@bp.post("/people/<int:id>/correction")
def correct(id: int) -> Response:
    """What the papers say."""
    file = _papers(id)
    form = forms.Correct()
    if web.attempt(form, actions.correct, web.person(), file.person, **form.values()) is None:
        return web.reply("people/correct.html", form=form, file=file)
    return web.done(url_for(".show", id=id), _("更正好了。"))


def _at_doors(form: F, place: Place) -> F:
    form.place_id.choices = list(desk.buildings(place).items())
    return form
