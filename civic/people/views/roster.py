"""Handing in a roster: upload, table of what would change, confirm; the worker does the rest."""

from typing import Any

from flask import Response, url_for
from sqlalchemy.orm import joinedload

from civic import web
from civic.db import session
from civic.people import actions, forms, models
from civic.people.models import RosterJob
from civic.people.rules import JobState
from civic.people.rules.cells import Column
from civic.people.views import bp, desk
from civic.people.wording import (
    COLUMN,
    COLUMN_HELP,
    COUNTED,
    EXAMPLE,
    EXAMPLE_ROWS,
    JOB_STATE,
    SAMPLE,
    row_error,
)
from civic.places.models import Place, down_to, labels
from civic.places.rules import Level
from civic.policy import Can


@bp.get("/people/roster")
def rosters() -> Response:
    """Hand one in; the latest ones."""
    return _index(_form())


@bp.post("/people/roster")
def hand_in() -> Response:
    """Store it for the worker to check."""
    form = _form()
    job = web.attempt(
        form,
        lambda: actions.hand_in(
            web.person(),
            web.get_or_404(Place, form.place_id.data),
            name=form.file.data.filename,
            content=form.file.data.read(),
        ),
    )
    if job is None:
        return _index(form)
    return web.done(url_for(".roster", id=job.id))


@bp.get("/people/roster/<int:id>")
@web.quiet
def roster(id: int) -> Response:
    """How far it is, and what it would change. The fragment looks again by itself."""
    job = _job(id)
    web.require(Can.IMPORT_ROSTER, job.place)
    return web.fragment_or_page("people/_roster.html", "people/roster.html", **_facts(job))


@bp.post("/people/roster/<int:id>/confirmation")
def confirm(id: int) -> Response:
    """Bring it in."""
    job, form = _job(id), forms.Step()
    if web.attempt(form, actions.confirm, web.person(), job) is None:
        return web.reply("people/roster.html", form=form, **_facts(job))
    return web.done(url_for(".roster", id=id))


@bp.post("/people/roster/<int:id>/abandonment")
def drop(id: int) -> Response:
    """Let it go."""
    job, form = _job(id), forms.Step()
    if web.attempt(form, actions.drop, web.person(), job) is None:
        return web.reply("people/roster.html", form=form, **_facts(job))
    return web.done(url_for(".roster", id=id))


def _facts(job: RosterJob) -> dict[str, Any]:
    outcome = actions.outcome_of(job)
    return {
        "job": job,
        "outcome": outcome,
        "errors": [row_error(error) for error in outcome.errors.shown] if outcome else [],
        "states": JOB_STATE,
        "counted": COUNTED,
        "sampled": SAMPLE,
        "step": forms.Step(),
        "confirmable": job.state is JobState.CHECKED,
    }


@bp.get("/people/roster/example.csv")
def example() -> Response:
    """An empty roster with its headings and two lines to go by."""
    web.require(Can.IMPORT_ROSTER, _places()[0])
    heads = [COLUMN[column] for column in EXAMPLE]
    return web.spreadsheet("roster.csv", heads, EXAMPLE_ROWS)


def _job(id: int) -> RosterJob:
    return web.get_or_404(RosterJob, id, joinedload(RosterJob.place))


def _places() -> list[Place]:
    reach = desk.paths(Can.IMPORT_ROSTER)
    if not reach:
        web.require(Can.IMPORT_ROSTER, web.person())
    return list(session().scalars(down_to(min(reach, key=len), Level.COMMUNITY)))


def _form() -> forms.Roster:
    form = forms.Roster()
    places = _places()
    places.sort(key=lambda place: place.level is not Level.COMMUNITY)
    named = labels(places)
    form.place_id.choices = [(p.id, named[p.id]) for p in places]
    return form


def _index(form: forms.Roster) -> Response:
    reach = min(desk.paths(Can.IMPORT_ROSTER), key=len)
    return web.reply(
        "people/rosters.html",
        form=form,
        tabs=desk.tabs("rosters"),
        jobs=web.rows(models.recent_jobs(reach)),
        states=JOB_STATE,
        columns=[(COLUMN[column], COLUMN_HELP[column]) for column in Column],
    )
