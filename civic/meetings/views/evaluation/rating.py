"""Score sheets as they are typed from paper, and the result as it is published (AP-8, AP-10)."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, url_for

from civic import clock, web
from civic.db import session
from civic.errors import Refused
from civic.i18n import gettext as _
from civic.meetings import actions, models, rules
from civic.meetings.actions import Rated
from civic.meetings.forms import evaluation as forms
from civic.meetings.models import Evaluated, Meeting, Raters
from civic.meetings.rules import MeetingKind, Why
from civic.meetings.views import bp, load
from civic.meetings.wording import (
    REFUSALS,
    evaluation_figures,
    evaluation_text,
    points,
    with_weight,
)
from civic.policy import Can, may
from civic.voting.rules import Outcome
from civic.voting.views.urn import attached


@bp.get("/<int:id>/raters/<int:raters_id>/sheets")
def sheets(id: int, raters_id: int) -> Response:
    """Whose sheets are in, and whose are not."""
    meeting, group = _group(id, raters_id)
    given = {sheet.evaluated_id: points(sheet.score) for sheet in group.sheets}
    return web.reply(
        "meetings/evaluation_sheets.html",
        meeting=meeting,
        group=group,
        name=with_weight(group),
        rows=[(each, given.get(each.id)) for each in _rated(meeting)],
    )


@bp.get("/<int:id>/raters/<int:raters_id>/sheets/<int:evaluated_id>")
def sheet_of(id: int, raters_id: int, evaluated_id: int) -> Response:
    """The form for one party's score."""
    meeting, group = _group(id, raters_id)
    return _sheet(meeting, group, _party(meeting, evaluated_id), forms.Sheet())


@bp.post("/<int:id>/raters/<int:raters_id>/sheets/<int:evaluated_id>")
@web.takes_files
def enter_sheet(id: int, raters_id: int, evaluated_id: int) -> Response:
    """What the paper says, with the paper."""
    meeting, group = _group(id, raters_id)
    each, form = _party(meeting, evaluated_id), forms.Sheet()
    if web.attempt(form, lambda: _enter(group, each, form)) is None:
        meeting, group = _group(id, raters_id)
        return _sheet(meeting, group, _party(meeting, evaluated_id), form)
    return web.done(url_for(".sheets", id=id, raters_id=raters_id), _("录入了。"))


@bp.get("/<int:id>/raters/<int:raters_id>/sheets/<int:evaluated_id>/document")
@web.public
def sheet_document(id: int, raters_id: int, evaluated_id: int) -> Response:
    """The signed sheet itself: everybody's with the result, before it theirs who may type it."""
    meeting, group = _of(id, raters_id)
    types = may(web.person(), Can.ENTER_SCORE_SHEET, group) and not load.is_rated(id)
    if meeting.published_at is None and not types:
        abort(404)
    found = next((s for s in group.sheets if s.evaluated_id == evaluated_id), None) or abort(404)
    return web.document(found.document)


# -- the result -----------------------------------------------------------------


@bp.get("/<int:id>/result")
def result(id: int) -> Response:
    """The words drafted, the figures as they were counted, before both go into the register."""
    return _result(load.evaluation_of_others(id, Can.PUBLISH_EVALUATION))


@bp.post("/<int:id>/result")
def publish_result(id: int) -> Response:
    """Enter it under a number."""
    meeting, form = load.evaluation_of_others(id, Can.PUBLISH_EVALUATION), forms.Result()
    typed = form.values() | {"figures": evaluation_figures}
    typed["is_redacted"] = bool(typed["is_redacted"])
    entry = web.attempt(form, actions.publish_evaluation, web.person(), meeting, **typed)
    if entry is None:
        return _result(load.evaluation_of_others(id, Can.PUBLISH_EVALUATION), form)
    said = _("结果已经公布，登记编号%(number)s。", number=entry.number_text)
    return web.done(url_for(".show", id=id), said)


@bp.get("/<int:id>/weighted.json")
@web.public
def weighted(id: int) -> Response:
    """What the weighted figures are made of, for whoever counts them again."""
    meeting = load.fresh(id)
    found = None
    if meeting.kind is MeetingKind.EVALUATION:
        found = actions.weighted_file(meeting)
    if found is None:
        abort(404)
    return attached(found, f"weighted-{id}.json", "application/json")


# -- small steps ----------------------------------------------------------------


def _group(id: int, raters_id: int) -> tuple[Meeting, Raters]:
    """A group that hands in sheets, for whoever may type them: nobody who is rated, who would read
    their figures before everybody (EV-4)."""
    meeting, group = _of(id, raters_id)
    web.require(Can.ENTER_SCORE_SHEET, group)
    rules.require_not_rated(load.is_rated(id))
    return meeting, group


def _of(id: int, raters_id: int) -> tuple[Meeting, Raters]:
    meeting = load.fresh(id)
    if meeting.kind is not MeetingKind.EVALUATION:
        abort(404)
    rows = session().execute(models.raters_with_sheets(id)).unique()
    found = next((group for group, _box in rows if group.id == raters_id), None)
    if found is None or found.votes:
        abort(404)
    return meeting, found


def _rated(meeting: Meeting) -> Sequence[Evaluated]:
    return session().scalars(models.rated_with_papers(meeting.id)).unique().all()


def _party(meeting: Meeting, ident: int) -> Evaluated:
    return next((each for each in _rated(meeting) if each.id == ident), None) or abort(404)


def _enter(group: Raters, each: Evaluated, form: forms.Sheet) -> Any:
    paper = form.file.data
    return actions.enter_score_sheet(
        web.person(),
        group,
        each,
        score=form.hundredths or 0,
        document=(paper.stream, paper.filename),
        is_redacted=bool(form.is_redacted.data),
    )


def _sheet(meeting: Meeting, group: Raters, each: Evaluated, form: forms.Sheet) -> Response:
    votes = [raters.vote for raters in session().scalars(models.raters_in(meeting.id)).unique()]
    is_shut = any(vote is not None and vote.known_at is not None for vote in votes)
    return web.reply(
        "meetings/evaluation_sheet.html",
        form=form,
        meeting=meeting,
        group=group,
        name=with_weight(group),
        rated=each,
        shut=REFUSALS[Why.SHEETS_SHUT] if is_shut else None,
    )


def _drafted(meeting: Meeting, found: Sequence[Rated]) -> str:
    standing = session().execute(models.standing(meeting, None)).one()
    rows = session().execute(models.raters_with_sheets(meeting.id)).unique()
    groups = [group for group, _box in rows]
    return evaluation_text(
        meeting,
        groups,
        found,
        present=standing[3],
        rated=session().scalar(models.rated_there(meeting, clock.today())) or 0,
        observers=standing[4],
    )


def _result(meeting: Meeting, refused: forms.Result | None = None) -> Response:
    """With the figures, or why they are not known yet; refused, it says so itself."""
    found, why_not = list[Rated](), None
    try:
        found = actions.evaluation_results(meeting)
    except Refused as refusal:
        why_not = web.sentence(refusal)
    title = meeting.official_title or meeting.matter.title
    return web.reply(
        "meetings/evaluation_result.html",
        form=refused or forms.Result(title=title, text=_drafted(meeting, found)),
        meeting=meeting,
        figures=evaluation_figures(found) if found else "",
        owes_plan=any(each.outcome is Outcome.VALID for each in found),
        why_not=None if refused and refused.errors else why_not,
    )
