"""Signing in and out."""

from flask import Response, redirect, request

from civic import web
from civic.errors import Refused
from civic.i18n import gettext as _
from civic.people import actions, forms, session
from civic.people.views import bp


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
            person = actions.sign_in(
                form.login.data, form.password.data, address=request.remote_addr or ""
            )
        except Refused as refusal:
            web.form_refused(form, refusal)
        else:
            session.sign_in(person)
            return web.done(_next())
    return web.reply("people/sign_in.html", form=form, next=_next())


@bp.post("/sign-out")
def sign_out() -> Response:
    """The way out."""
    actions.sign_out(web.person())
    session.sign_out()
    return web.done("/", _("您已退出登录。"))


def _next() -> str:
    return web.safe_next(request.values.get("next"))
