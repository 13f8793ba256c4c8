"""The reckoner's pages: the rules that there are, and each with its form and its answer."""

import json
import shlex
from typing import Any

from flask import Blueprint, Response, abort, request

from civic import calendar, web
from civic.errors import Invalid
from civic.reckoner import forms, rules, wording
from civic.reckoner.rules import Rule
from civic.web import public

bp = Blueprint("reckoner", __name__)


@bp.get("/reckoner")
@public
def index() -> Response:
    """Every rule with a sentence on what it is for."""
    return web.reply("reckoner/index.html", groups=wording.GROUPS, wording=wording)


@bp.get("/reckoner/<rule>")
@public
def show(rule: str) -> Response:
    """A rule's form; with figures in the address, what they come to."""
    if rule not in set(Rule):
        abort(404)
    form: Any = forms.form_of(Rule(rule))
    asked: dict[str, Any] = {}
    said = None
    if request.args.keys() & form._fields.keys() and form.validate():
        asked = forms.asked(Rule(rule), form)
        try:
            said = wording.said(rules.reckon(asked, calendar.current())[1])
        except Invalid as refused:
            forms.refuse(form, refused)
    return web.reply(
        "reckoner/show.html",
        status=422 if form.errors or form.form_errors else 200,
        rule=Rule(rule),
        wording=wording,
        asked=form,
        said=said,
        typed=shlex.quote(json.dumps(asked, ensure_ascii=False)),
    )
