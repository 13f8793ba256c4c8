"""Where a hearing came from that was held elsewhere."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, case, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from civic.db import Base, Instant
from civic.meetings.models.tables import Meeting
from civic.people.models import Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.places.rules import Level


class Consultation(Base):
    """征询: held elsewhere, brought in as a hearing. Its digest lets it in once."""

    __tablename__ = "meetings_consultations"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings_meetings.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    url: Mapped[str] = mapped_column(String(300))
    attribution: Mapped[str] = mapped_column(Text)
    opinions: Mapped[int]
    reactions: Mapped[int]
    people: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(Instant)

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")


def known_consultation(digest: str) -> Select[Consultation]:
    """The one with this digest, if it is here already."""
    return (
        select(Consultation)
        .where(Consultation.digest == digest)
        .options(joinedload(Consultation.meeting))
    )


def first_community() -> Select[Place]:
    """The community that takes up what nobody named one for."""
    return select(Place).where(Place.level == Level.COMMUNITY).order_by(Place.id).limit(1)


def competent(path_ids: list[int]) -> Select[Unit]:
    """Who may stand for the decision: the street office, a department, else the committee."""
    kinds = (UnitKind.STREET_OFFICE, UnitKind.DEPARTMENT, UnitKind.COMMITTEE)
    rank = {kind: place for place, kind in enumerate(kinds)}
    return (
        select(Unit)
        .where(Unit.place_id.in_(path_ids), Unit.kind.in_(kinds))
        .order_by(case(rank, value=Unit.kind), Unit.id)
        .limit(1)
    )
