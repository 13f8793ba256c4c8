"""Rosters handed in on the page, waiting for the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, Select, String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.db import Base, Instant, choice
from civic.people.models.tables import Person
from civic.people.rules import JobState
from civic.places.models import Place


class RosterJob(Base):
    """One roster on its way: checked, shown, confirmed, brought in."""

    __tablename__ = "people_roster_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places_places.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people_persons.id"))
    state: Mapped[JobState] = mapped_column(choice(JobState), index=True)
    name: Mapped[str] = mapped_column(String(120))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # What it would change or has changed, as JSON; the names in it go when the job ends.
    outcome: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    touched_at: Mapped[datetime] = mapped_column(Instant)

    place: Mapped[Place] = relationship(lazy="raise_on_sql")
    by: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def permille(self) -> int:
        """How far the work is."""
        return self.done * 1000 // self.total if self.total else 0


class RosterFile(Base):
    """What was handed in: full of personal data, so it goes as soon as its job ends."""

    __tablename__ = "people_roster_files"

    job_id: Mapped[int] = mapped_column(ForeignKey("people_roster_jobs.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


def waiting_jobs(stale_before: datetime, lying_before: datetime) -> Select[Any]:
    """Jobs for the worker, oldest first.

    Also those whose worker was heard of too long ago, and what was left lying with names in it.
    """
    return (
        select(RosterJob)
        .where(
            or_(
                RosterJob.state.in_([s for s in JobState if s.is_waiting]),
                RosterJob.state.in_([s for s in JobState if s.is_running])
                & (RosterJob.touched_at < stale_before),
                RosterJob.state.in_([s for s in JobState if s.is_lying])
                & (RosterJob.touched_at < lying_before),
            )
        )
        .order_by(RosterJob.id)
    )


def recent_jobs(place_path: str) -> Select[Any]:
    """The latest rosters handed in for a place, newest first."""
    return (
        select(RosterJob)
        .join(Place, Place.id == RosterJob.place_id)
        .where(Place.path.startswith(place_path))
        .order_by(RosterJob.id.desc())
        .limit(10)
    )
