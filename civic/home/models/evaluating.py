"""What waits for a person around evaluations: what the rated owe, what those who conduct them do."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select

from civic import clock
from civic.home.models.parts import SOON_SITS, columns, paths_for
from civic.home.rules import Wait
from civic.matters.models import Matter, in_paths
from civic.matters.rules import Forum, Stage
from civic.meetings.models import (
    Evaluated,
    EvaluationResult,
    Meeting,
    Raters,
    plans_awaited,
    rechecks_awaited,
    reports_awaited,
    results_awaited,
    sheets_awaited,
    was_rated,
)
from civic.meetings.rules import FINAL, RECHECK_DAYS, MeetingKind, MeetingStage
from civic.people.models import Person
from civic.policy import Can
from civic.sittings.models import Sitting
from civic.voting.models import Vote


def evaluations(person: Person) -> Iterable[Select[Any]]:
    """Reports and plans of the rated; convening, announcing, sheets, results and re-checks."""
    mine = person.id, sorted(person.unit_ids)
    conduct = in_paths(paths_for(person, Can.CONVENE_EVALUATION), Meeting.place_path)
    publish = in_paths(paths_for(person, Can.PUBLISH_EVALUATION), Meeting.place_path)
    concerned = exists().where(Evaluated.meeting_id == Meeting.id, was_rated(person.id))
    ago = clock.start_of_day(clock.today() - timedelta(days=RECHECK_DAYS - 1))
    sheets = sheets_awaited(person.id).join(Meeting.sitting).where(publish)
    closed_at = func.min(Sitting.closed_at)
    starts_at = func.min(Sitting.starts_at)
    published_at = func.min(EvaluationResult.published_at)
    return (
        _convene(paths_for(person, Can.CONVENE_EVALUATION)),
        *_presiding(person),
        _each(Wait.NOTIFY_EVALUATION, _drafted().where(conduct, ~concerned)),
        _each(Wait.REPORT, reports_awaited(*mine).join(Meeting.sitting), at=starts_at),
        _each(Wait.SCORE, sheets, at=closed_at),
        _each(
            Wait.PUBLISH_EVALUATION,
            results_awaited().where(publish, ~concerned),
            at=_of_votes(func.max(Vote.closed_at)),
            on=_of_votes(func.max(Vote.waits_until)),
        ),
        _each(Wait.PLAN, plans_awaited(*mine), at=published_at),
        _each(Wait.RECHECK, rechecks_awaited(person.id, ago).where(publish), at=published_at),
    )


def _of_votes(found: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Of a meeting's votes: when the last closed, or until when they wait; the later of the two is
    from when on its result is due (AP-8, AP-10)."""
    of = select(found).join(Raters, Raters.vote_id == Vote.id)
    return of.where(Raters.meeting_id == Meeting.id).correlate(Meeting).scalar_subquery()


def _each(kind: Wait, found: Select[Any], *, at: Any = None, on: Any = None) -> Select[Any]:
    """So many for each meeting."""
    told = columns(kind, Meeting.id, Meeting.official_title, count=func.count(), at=at, on=on)
    return found.with_only_columns(*told).group_by(Meeting.id, Meeting.official_title)


def _drafted() -> Select[Any]:
    stages = (MeetingStage.DRAFT, MeetingStage.POSTPONED)
    return select(Meeting).where(Meeting.kind == MeetingKind.EVALUATION, Meeting.stage.in_(stages))


def _convene(paths: list[str]) -> Select[Any]:
    running = exists().where(Meeting.matter_id == Matter.id, Meeting.stage.not_in(FINAL))
    return select(*columns(Wait.CONVENE_EVALUATION, Matter.id, Matter.title)).where(
        in_paths(paths),
        Matter.stage.in_((Stage.SCREENED, Stage.PLANNED)),
        Matter.forum == Forum.EVALUATION_MEETING,
        ~running,
    )


def _presiding(person: Person) -> Iterable[Select[Any]]:
    """To whoever presides and is not of the committee, which is told of every sitting anyhow."""
    theirs = (
        select(Meeting)
        .join(Meeting.sitting)
        .where(
            Meeting.kind == MeetingKind.EVALUATION,
            Sitting.chair_id == person.id,
            ~in_paths(paths_for(person, Can.SCREEN_MATTER), Meeting.place_path),
        )
    )
    soon = Sitting.starts_at < clock.now() + SOON_SITS
    starts_at = func.min(Sitting.starts_at)
    return (
        _each(Wait.SIT, theirs.where(Meeting.stage == MeetingStage.NOTICED, soon), at=starts_at),
        _each(
            Wait.IN_SESSION, theirs.where(Meeting.stage == MeetingStage.IN_SESSION), at=starts_at
        ),
    )
