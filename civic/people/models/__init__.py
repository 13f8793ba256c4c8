"""Tables and named selects of people."""

from civic.people.models.desk import (
    Door,
    appointments,
    by_login,
    card_receivers,
    doors_of,
    full_person,
    holdings_of,
    offices_of,
    roster,
    terms_of,
    units,
)
from civic.people.models.jobs import RosterFile, RosterJob, recent_jobs, waiting_jobs
from civic.people.models.tables import (
    Appointment,
    Card,
    Failure,
    Ownership,
    Person,
    Residence,
    Tenancy,
    Unit,
    held_by,
)

__all__ = [
    "Appointment",
    "Card",
    "Door",
    "Failure",
    "Ownership",
    "Person",
    "Residence",
    "RosterFile",
    "RosterJob",
    "Tenancy",
    "Unit",
    "appointments",
    "by_login",
    "card_receivers",
    "doors_of",
    "full_person",
    "held_by",
    "holdings_of",
    "offices_of",
    "recent_jobs",
    "roster",
    "terms_of",
    "units",
    "waiting_jobs",
]
