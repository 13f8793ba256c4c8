"""Rosters handed in on the page: drafts until confirmed, worked on beside the server."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError

from civic import clock, db, policy
from civic.db import session
from civic.errors import Invalid, Refused
from civic.people import models, rules
from civic.people.actions.plan import Outcome
from civic.people.actions.roster import import_roster, read_roster
from civic.people.models import Person, RosterFile, RosterJob
from civic.people.rules import JobState, Why
from civic.people.rules.cells import Column
from civic.people.rules.roster import RowError, RowWhy, Sheet
from civic.places.models import Place
from civic.policy import Can

MOST_BYTES = 20 * 1024 * 1024
STALE = timedelta(minutes=3)
LEFT_LYING = timedelta(days=1)

log = logging.getLogger("civic.people")


def hand_in(actor: Person, place: Place, *, name: str, content: bytes) -> RosterJob:
    """A roster to be checked first. It changes nothing, so nothing is recorded yet."""
    policy.require(actor, Can.IMPORT_ROSTER, place)
    if not 0 < len(content) <= MOST_BYTES:
        raise Invalid(Why.ROSTER_TOO_BIG, field="file", megabytes=MOST_BYTES // 1024 // 1024)
    now = clock.now()
    job = RosterJob(
        place_id=place.id,
        by_id=actor.id,
        state=JobState.HANDED_IN,
        name="".join(c for c in name if c.isprintable())[:120] or place.name,
        created_at=now,
        touched_at=now,
    )
    session().add(job)
    session().flush()
    session().add(RosterFile(job_id=job.id, content=content))
    return job


def confirm(actor: Person, job: RosterJob) -> RosterJob:
    """Bring it in, as the table showed. The import itself is what is recorded."""
    policy.require(actor, Can.IMPORT_ROSTER, job.place)
    rules.check_confirmable(job.state)
    job.state, job.touched_at, job.done = JobState.CONFIRMED, clock.now(), 0
    return job


def drop(actor: Person, job: RosterJob) -> RosterJob:
    """Let it go; the file is forgotten."""
    policy.require(actor, Can.IMPORT_ROSTER, job.place)
    rules.check_droppable(job.state)
    _end(job, JobState.DROPPED, None)
    return job


def work_on_rosters() -> int:
    """Take one roster a step further; how many there were. For ``civic worker``."""
    now = clock.now()
    job = session().scalar(models.waiting_jobs(now - STALE, now - LEFT_LYING).limit(1))
    if job is None:
        session().rollback()
        return 0
    ident, state = job.id, job.state
    importing = state in {JobState.CONFIRMED, JobState.IMPORTING}
    taken = JobState.IMPORTING if importing else JobState.CHECKING
    if not _take(job, taken):
        return 1
    try:
        if state.is_lying:
            _finish(ident, taken, lambda job: _end(job, JobState.DROPPED, None))
            return 1
        sheet = _read(ident, taken)
        if importing:
            _finish(ident, taken, lambda job: _import(job, sheet))
        else:
            outcome = _check(ident, sheet)
            _finish(ident, taken, lambda job: _show(job, outcome))
    except IntegrityError as problem:  # somebody changed the same meanwhile: look again
        log.error("roster %s clashed: %s", ident, type(problem).__name__)
        _finish(ident, taken, _look_again)
    except Refused:  # who handed it in may no longer
        _finish(ident, taken, lambda job: _end(job, JobState.DROPPED, None))
    except Exception as problem:
        # No traceback: it could quote rows of the roster.
        log.error("roster %s failed: %s", ident, type(problem).__name__)
        broken = Outcome()
        broken.errors.add(0, RowWhy.BROKEN_FILE)
        _finish(ident, taken, lambda job: _end(job, JobState.WRONG, broken))
    return 1


def _take(job: RosterJob, state: JobState) -> bool:
    """Among several workers, one gets it."""
    ident, seen, touched = job.id, job.state, job.touched_at
    with db.transaction() as here:
        taken = here.execute(
            update(RosterJob)
            .where(
                RosterJob.id == ident,
                RosterJob.state == seen,
                RosterJob.touched_at == touched,
            )
            .values(state=state, touched_at=clock.now())
            .execution_options(synchronize_session=False)
        )
        return cast("CursorResult[None]", taken).rowcount == 1


def _finish(ident: int, taken: JobState, end: Callable[[RosterJob], None]) -> None:
    """The next step of a job that is still where it was taken: not of one dropped meanwhile."""
    with db.transaction() as here:
        job = here.get_one(RosterJob, ident, populate_existing=True, with_for_update=True)
        if job.state is taken:
            end(job)


def _read(ident: int, taken: JobState) -> Sheet:
    content = session().scalar(select(RosterFile.content).where(RosterFile.job_id == ident))
    session().rollback()

    def progress(done: int, total: int) -> None:
        def told(job: RosterJob) -> None:
            job.done, job.total, job.touched_at = done, total, clock.now()

        _finish(ident, taken, told)

    return read_roster(content or b"", progress)


def _check(ident: int, sheet: Sheet) -> Outcome:
    """What it would change: only reading, so the writers go on beside it."""
    job = session().get_one(RosterJob, ident, populate_existing=True)
    actor, place = _who_and_where(job)
    try:
        return import_roster(actor, place, sheet, dry_run=True)
    finally:
        session().rollback()


def _import(job: RosterJob, sheet: Sheet) -> None:
    actor, place = _who_and_where(job)
    outcome = import_roster(actor, place, sheet)
    _end(job, JobState.WRONG if outcome.errors else JobState.DONE, outcome)


def _show(job: RosterJob, outcome: Outcome) -> None:
    if outcome.errors:
        _end(job, JobState.WRONG, outcome)
        return
    job.state, job.outcome, job.touched_at = JobState.CHECKED, _kept(outcome), clock.now()
    job.done = job.total = outcome.rows


def _look_again(job: RosterJob) -> None:
    job.state, job.touched_at, job.done = JobState.HANDED_IN, clock.now(), 0


def _end(job: RosterJob, state: JobState, outcome: Outcome | None) -> None:
    if outcome is not None:
        outcome.sample = []
    job.state, job.touched_at = state, clock.now()
    job.outcome = None if outcome is None else _kept(outcome)
    job.done = job.total
    session().execute(delete(RosterFile).where(RosterFile.job_id == job.id))


def _who_and_where(job: RosterJob) -> tuple[Person, Place]:
    return session().get_one(Person, job.by_id), session().get_one(Place, job.place_id)


def _kept(outcome: Outcome) -> str:
    return json.dumps(
        {
            "rows": outcome.rows,
            "counts": outcome.counts,
            "sample": outcome.sample,
            "ignored": outcome.ignored[:20],
            "kept": outcome.kept,
            "wrong": outcome.errors.count,
            "errors": [asdict(error) for error in outcome.errors.shown],
        },
        ensure_ascii=False,
    )


def outcome_of(job: RosterJob) -> Outcome | None:
    """What was found, as it was kept with the job."""
    if job.outcome is None:
        return None
    kept = json.loads(job.outcome)
    outcome = Outcome(kept["rows"], ignored=kept["ignored"], counts=kept["counts"])
    outcome.sample = [tuple(line) for line in kept["sample"]]
    outcome.kept = kept.get("kept", 0)  # what an earlier version kept says nothing of it
    outcome.is_done = job.state is JobState.DONE
    outcome.errors.count = kept["wrong"]
    outcome.errors.shown = [
        RowError(
            e["row"],
            RowWhy(e["why"]),
            Column(e["column"]) if e["column"] else None,
            e["value"],
            e["other"],
        )
        for e in kept["errors"]
    ]
    return outcome
