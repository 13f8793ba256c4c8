"""The reckoner's pages: the rules that there are, and each with its form and its answer."""

import json
import shlex
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request, url_for

from civic import calendar, web
from civic.db import session
from civic.errors import Invalid
from civic.reckoner import forms, rules, wording
from civic.reckoner.rules import Rule
from civic.voting.actions import Result, results, shown
from civic.voting.models import Vote, questions_with_counts
from civic.voting.rules import QuestionKind, Showing
from civic.voting.views import load
from civic.voting.wording import chosen
from civic.web import public

bp = Blueprint("reckoner", __name__)


@bp.get("/reckoner")
@public
def index() -> Response:
    """Every rule with a sentence on what it is for."""
    return web.reply("reckoner/index.html", groups=wording.GROUPS, wording=wording)


@bp.get("/reckoner/votes/<int:id>")
@public
def recount(id: int) -> Response:
    """A vote's published result, put to the reckoner again: each sum, and its form filled in."""
    vote = load.shown(id)
    if not vote.shows_result:
        abort(404)
    session().scalars(questions_with_counts(vote.id)).unique().all()
    return web.reply(
        "reckoner/recount.html",
        vote=vote,
        recounts=[_recounted(vote, result) for result in results(vote)],
    )


def _recounted(vote: Vote, result: Result) -> dict[str, Any]:
    """What was put to the vote, and what the reckoner says to the same figures; else ``why_not``:
    small groups keep them (of grades, those who judged)."""
    found: dict[str, Any] = {"question": result.question, "said": None, "url": None}
    found["option"] = chosen(result.question, result.key) if result.question.options else None
    is_shown = shown(vote, result.question).showing is Showing.WHOLE
    is_graded = result.question.kind is QuestionKind.GRADES
    found["why_not"] = wording.TOO_FEW if is_graded else wording.NOT_SHOWN
    if result.recount is not None and is_shown:
        asked = result.recount.as_asked()
        rule, answer = rules.reckon(asked, calendar.current())
        found |= {
            "said": wording.said(answer),
            "url": f"{url_for('.show', rule=rule.value)}?{urlencode(forms.address(asked))}#answer",
            "typed": shlex.quote(json.dumps(asked, ensure_ascii=False)),
        }
    return found


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
