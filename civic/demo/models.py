"""One row says that this database is a demo, and how far its clock runs ahead."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.db import Base, Instant


class Founding(Base):
    """The demo was founded here. ``ahead`` in seconds."""

    __tablename__ = "demo_foundings"
    __table_args__ = (CheckConstraint("one = 1", name="one"), CheckConstraint("ahead >= 0", name="ahead"))

    one: Mapped[int] = mapped_column(primary_key=True, default=1)
    founded_at: Mapped[datetime] = mapped_column(Instant)
    ahead: Mapped[int] = mapped_column(default=0)

    @property
    def ledger_ref(self) -> str:
        return "demo/clock"

    @property
    def place_path(self) -> str:
        return "/"
