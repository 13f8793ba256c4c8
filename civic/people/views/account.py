"""The own account: what is kept, what one agreed to, and the way out (PIPL 44–50)."""

import json

from flask import Response, current_app, url_for

from civic import clock, web
from civic.db import session as database
from civic.errors import Refused
from civic.i18n import gettext as _
from civic.people import actions, forms, models, session
from civic.people.models import Person
from civic.people.views import bp
from civic.people.wording import PERSON_STATE
from civic.wording import ROLE


@bp.get("/account")
def account() -> Response:
    """What is kept about me, and what I may do with it."""
    person: Person = web.person()
    today = clock.today()
    doors = models.read_doors(database().execute(models.doors_of(person.id, today)))
    return web.reply(
        "people/account.html",
        doors=doors,
        offices=database().scalars(models.offices_of(person.id, today)).all(),
        states=PERSON_STATE,
        roles=ROLE,
        settings=forms.Settings(email=person.email, locale=person.locale),
        consent=forms.Consent(shows_name=person.shows_name),
    )


@bp.post("/account/settings")
def settings() -> Response:
    """Where mail goes and in which language."""
    form = forms.Settings()
    if (
        web.attempt(
            form, actions.change, web.person(), email=form.email.data, locale=form.locale.data
        )
        is None
    ):
        return web.reply("people/settings.html", form=form)
    return web.done(url_for(".account"), _("通知设置改好了。"))


@bp.post("/account/shown-name")
def shown_name() -> Response:
    """Agree to the full name in public, or take it back, as easily."""
    form = forms.Consent()
    person = web.attempt(form, actions.show_name, web.person(), form.shows_name.data)
    shown = bool(person and person.shows_name)
    return web.done(
        url_for(".account"),
        _("以后公开页面显示您的全名。") if shown else _("以后公开页面只显示您的姓。"),
    )


@bp.get("/account/password")
def password() -> Response:
    """The form for a password, the first one or another."""
    return _password_page(_password_form(web.person()))


@bp.post("/account/password")
def set_password() -> Response:
    """A new password; every other device is signed out, this one stays."""
    person: Person = web.person()
    form = _password_form(person)
    if not form.validate():
        return _password_page(form)
    try:
        chosen = actions.change_password(
            person,
            form.password.data,
            login=form.login.data if form.login else "",
            old=form.old.data if form.old else None,
        )
    except Refused as refusal:
        web.form_refused(form, refusal)
        return _password_page(form)
    if web.attempt(form, actions.set_password, person, chosen) is None:
        return _password_page(form)
    session.sign_in(person)
    return web.done(url_for(".account"), _("密码设好了。其他设备上的登录已经退出。"))


@bp.post("/account/sessions/end")
def sign_out_everywhere() -> Response:
    """A phone was lost: nobody is signed in any more, anywhere."""
    actions.sign_out_everywhere(web.person())
    session.sign_out()
    return web.done(url_for(".sign_in"), _("所有设备都已退出登录。"))


@bp.get("/account/verification")
def verification() -> Response:
    """How one gets verified, and what one may do before."""
    return web.reply("people/verification.html", states=PERSON_STATE)


@bp.get("/account/data")
def data() -> Response:
    """Everything kept about me, as a file."""
    person: Person = web.person()
    kept = models.own_data(person)
    for name, own in current_app.extensions["civic.own_data"].items():
        rows = database().execute(own(person.id)).mappings()
        kept[name] = [dict(row) for row in rows]
    return Response(
        json.dumps(kept, ensure_ascii=False, indent=1, default=lambda at: at.isoformat()),
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@bp.get("/account/closure")
def closure() -> Response:
    """What closing means, asked once."""
    return web.reply("people/closure.html", form=forms.Close())


@bp.post("/account/closure")
def close() -> Response:
    """The account goes."""
    form = forms.Close()
    if web.attempt(form, actions.close, web.person()) is None:
        return web.reply("people/closure.html", form=form)
    session.sign_out()
    return web.done("/", _("账户已经注销。"))


def _password_form(person: Person) -> forms.NewPassword:
    form = forms.NewPassword()
    if person.login is not None:
        del form.login
    if person.password_hash is None or session.came_by_card():
        del form.old
    return form


def _password_page(form: forms.NewPassword) -> Response:
    return web.reply("people/password.html", form=form, first=web.person().password_hash is None)
