"""What every hiding keeps, of whatever it hides: a matter's words, an attachment, an opinion."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from civic import clock
from civic.db import Instant, choice
from civic.matters.rules import HideGround, Objection
from civic.policy import Role


class Hides:
    """隐去: on which ground something was hidden, by whose office, and the objection to it."""

    ground: Mapped[HideGround] = mapped_column(choice(HideGround))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    office: Mapped[Role | None] = mapped_column(choice(Role))
    """The moderator's office, which the public sees; none where it was hidden at source."""
    at: Mapped[datetime] = mapped_column(Instant)
    object_until_on: Mapped[date]
    objection: Mapped[Objection | None] = mapped_column(choice(Objection), index=True)
    objection_text: Mapped[str | None] = mapped_column(String(1000))
    objected_at: Mapped[datetime | None] = mapped_column(Instant)
    decide_until_on: Mapped[date | None]
    calendar: Mapped[str] = mapped_column(String(32))
    """Which state of the calendar the two dates were computed with (WD-5)."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people_persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decision_reason: Mapped[str | None] = mapped_column(String(1000))

    @property
    def object_until_at(self) -> datetime:
        """24:00 of the last day on which the author may object."""
        return clock.end_of_day(self.object_until_on)

    @property
    def decide_until_at(self) -> datetime | None:
        """24:00 of the day by which the supervisors decide."""
        return None if self.decide_until_on is None else clock.end_of_day(self.decide_until_on)

    @property
    def can_object(self) -> bool:
        """Whether the author may still object."""
        return self.objection is None and clock.now() < self.object_until_at

    @property
    def is_overdue(self) -> bool:
        """Whether the supervisors' decision on the objection is late."""
        at = self.decide_until_at
        return self.objection is Objection.OPEN and at is not None and clock.now() >= at
