"""Saying something, writing it down for somebody, and what one makes of it."""

from urllib.parse import urlsplit

from flask import Response, abort, request, url_for

from civic import web
from civic.db import session
from civic.errors import Invalid, Refused
from civic.forms import plain
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.opinions import actions, forms, models, wording
from civic.opinions.models import Opinion
from civic.opinions.rules import Why, phase_at
from civic.opinions.views import bp
from civic.opinions.views.reading import matter_of, opinion_of
from civic.people.models import Person
from civic.policy import Can


@bp.get("/matters/<int:id>/opinions/new")
def new(id: int) -> Response:
    """The form: three kinds, and room for what one wants to say."""
    matter = matter_of(id)
    web.require(Can.GIVE_OPINION, matter)
    phase_at(matter.stage)
    return _new(forms.Give(), matter)


@bp.post("/matters/<int:id>/opinions/")
def give(id: int) -> Response:
    """Say it."""
    matter, form = matter_of(id), forms.Give()
    web.require(Can.GIVE_OPINION, matter)
    opinion = web.attempt(form, actions.give, web.person(), matter, **form.values())
    if opinion is None:
        return _new(form, matter)
    return web.done(url_for(".show", id=opinion.id), _("说好了，大家都看得到。有了答复会通知您。"))


def _new(form: forms.Give, matter: Matter) -> Response:
    return web.reply("opinions/new.html", form=form, matter=matter, MEANS=wording.KIND_MEANS)


@bp.get("/matters/<int:id>/opinions/entry")
def entry(id: int) -> Response:
    """The clerk's form for what came on paper, by phone, or was said in the room."""
    matter = matter_of(id)
    web.require(Can.ENTER_OPINION, matter)
    phase_at(matter.stage)
    return web.reply("opinions/entry.html", form=forms.Enter(), matter=matter)


@bp.post("/matters/<int:id>/opinions/entry")
def enter(id: int) -> Response:
    """Write it down; where people on the roster have that name, ask whether it was one of them."""
    matter, form = matter_of(id), forms.Enter()
    web.require(Can.ENTER_OPINION, matter)
    try:
        speaker = _speaker(form, matter)
    except Refused as refusal:
        web.form_refused(form, refusal)
        return web.reply("opinions/entry.html", form=form, matter=matter)
    typed = {k: v for k, v in form.values().items() if k != "person"}
    opinion = web.attempt(form, actions.enter, web.person(), matter, speaker=speaker, **typed)
    if opinion is None:
        return web.reply("opinions/entry.html", form=form, matter=matter)
    return web.done(url_for(".entry", id=matter.id), _("录好了，已注明由居委会代录。可以接着录。"))


def _speaker(form: forms.Enter, matter: Matter) -> Person | None:
    """Who of the roster it was, as ticked. One of that name alone may be a namesake too."""
    name = plain(form.name.data)
    known = session().execute(models.neighbours(matter.community.path, name)).all() if name else []
    people = {row[0].id: row[0] for row in known}
    if not people:
        form.person.choices, form.person.data = [], None
        return None
    doors = {row[0].id: f"{row[0].name} {row[1]} {row[2]}" for row in known}
    doors[0] = _("都不是，名册上没有这个人")
    form.person.choices = [(str(id), text) for id, text in doors.items()]
    if form.person.data is None:
        raise Invalid(Why.SOMEBODY_OF_THAT_NAME, field="person")
    return people.get(form.person.data or 0)


@bp.post("/opinions/<int:id>/reaction")
def react(id: int) -> Response:
    """Agree, disagree or pass."""
    opinion, _stance = opinion_of(id)
    web.require(Can.REACT, opinion)
    form = forms.React()
    if not opinion.matter.is_public or not form.validate():
        abort(400)
    actions.react(web.person(), opinion, stance=form.stance.data)
    return web.done(
        _back(opinion),
        fragment="opinions/_reactions.html",
        action=url_for(".react", id=opinion.id),
        counts=opinion.counts,
        mine=form.stance.data.value,
    )


def _back(opinion: Opinion) -> str:
    """Where the button was pressed, at that opinion."""
    came = urlsplit(request.referrer or "")
    path = f"{came.path}?{came.query}" if came.query else came.path
    if came.netloc != request.host or not path.startswith("/matters/"):
        path = url_for(".show", id=opinion.id)
    return f"{web.safe_next(path)}#o{opinion.id}"
