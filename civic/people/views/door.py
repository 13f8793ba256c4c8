"""The door: signing in with a password or a card, joining, signing out."""

from flask import Response, abort, redirect, request, url_for

from civic import clock, web
from civic.db import session as database
from civic.errors import Refused
from civic.i18n import chosen
from civic.i18n import gettext as _
from civic.people import actions, forms, models, session
from civic.people.rules import Trying
from civic.people.views import bp
from civic.places.models import Place


@bp.get("/sign-in")
@web.public
def sign_in() -> Response:
    """The door. ``next``: where one wanted to go."""
    if session.current_person():
        return redirect(_next(), 303)  # type: ignore[return-value]
    return web.reply("people/sign_in.html", form=forms.SignIn(), next=_next())


@bp.post("/sign-in")
@web.public
def enter() -> Response:
    """A try. It is no ``web.attempt``: its count must survive the refusal."""
    form = forms.SignIn()
    if form.validate():
        try:
            person = actions.sign_in(form.login.data, form.password.data, address=_address())
        except Refused as refusal:
            web.form_refused(form, refusal)
        else:
            session.sign_in(person)
            return web.done(_next())
    return web.reply("people/sign_in.html", form=form, next=_next())


@bp.post("/sign-out")
def sign_out() -> Response:
    """The way out."""
    actions.sign_out(web.person(), device=session.device())
    session.sign_out()
    return web.done("/", _("您已退出登录。"))


@bp.get("/card")
@web.public
def card_form() -> Response:
    """For those whose phone doesn't read the square code: type it."""
    return web.reply("people/card_form.html", form=forms.CardCode())


@bp.post("/card")
@web.public
def typed_card() -> Response:
    """A code was typed: on to the card itself, which is not used up by that."""
    form = forms.CardCode()
    if form.validate():
        try:
            actions.count_try({Trying.CARD: _address()})
            actions.look_up(form.code.data)
        except Refused as refusal:
            web.form_refused(form, refusal)
        else:
            return web.done(url_for(".card", code=form.code.data))
    return web.reply("people/card_form.html", form=form)


@bp.get("/card/<code>")
@web.public
def card(code: str) -> Response:
    """Whose card it is. Looking uses nothing up: links are opened by machines too."""
    if len(code) > 40:
        abort(404)
    try:
        found = actions.look_up(code)
    except Refused as refusal:
        return _card_refused(refusal)
    rows = database().execute(models.doors_of(found.person_id, clock.today()))
    doors = models.read_doors(rows)
    return web.reply(
        "people/card.html", form=forms.Step(), card=found, doors=_labels(doors), code=code
    )


@bp.post("/card/<code>/claim")
@web.public
@web.signs_in
def claim(code: str) -> Response:
    """It is me: signs in, once."""
    if len(code) > 40:
        abort(404)
    form = forms.Step()
    try:
        person = actions.claim_card(code, address=_address())
    except Refused as refusal:
        web.refuse_replay(form.once.data)  # used by the first of two clicks, a moment ago
        return _card_refused(refusal)
    web.only_once(form)
    session.sign_in(person, by_card=True)
    return web.done(url_for(".password"), _("%(name)s，您好，登录成功。", name=person.name))


@bp.get("/join")
@web.public
def join() -> Response:
    """Opening an account alone, with what one agrees to."""
    if session.current_person():
        return redirect(url_for(".account"), 303)  # type: ignore[return-value]
    return web.reply("people/join.html", form=forms.Join())


@bp.post("/join")
@web.public
@web.signs_in
def register() -> Response:
    """A new account: reads and follows, and speaks once verified."""
    form = forms.Join()
    if form.validate():
        try:
            actions.count_try({Trying.JOINING: _address()})
            password = actions.choose_password(form.password.data, form.login.data)
        except Refused as refusal:
            web.form_refused(form, refusal)
        else:
            person = web.attempt(
                form,
                actions.register,
                form.name.data,
                password,
                shows_name=form.shows_name.data,
                locale=chosen(),
            )
            if person is not None:
                session.sign_in(person)
                return web.done(url_for(".verification"), _("注册好了。"))
    return web.reply("people/join.html", form=form)


def _card_refused(refusal: Refused) -> Response:
    return web.reply("people/card_refused.html", status=refusal.status, words=web.sentence(refusal))


def _labels(doors: list[models.Door]) -> list[str]:
    """Enough to know oneself by, not enough to be found by: the building, no door."""
    places: dict[int, Place] = {door.place.id: door.place for door in doors}
    return [place.name for place in places.values()]


def _next() -> str:
    return web.safe_next(request.values.get("next"))


def _address() -> str:
    return request.remote_addr or ""
