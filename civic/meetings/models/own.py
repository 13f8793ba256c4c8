"""What is kept here about one person, for that person (PIPL 45)."""

from typing import Any

from sqlalchemy import Select, select

from civic.meetings.models.tables import Registration


def own_registrations(person_id: int) -> Select[*tuple[Any, ...]]:
    """Which seats a person asked for, and what came of it."""
    return select(
        Registration.meeting_id,
        Registration.part,
        Registration.is_online,
        Registration.state,
        Registration.at,
    ).where(Registration.person_id == person_id)


OWN_DATA = {"registrations": own_registrations}
