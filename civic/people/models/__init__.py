"""Tables and named selects of people."""

from civic.people.models.desk import (
    Door,
    appointments,
    belonging_elsewhere,
    body_of,
    by_login,
    card_receivers,
    doors_of,
    offices_of,
    ownerships,
    read_doors,
    residences,
    roster,
    tenancies,
    term,
    terms_of,
    terms_of_all,
    unit,
    units,
    units_around,
)
from civic.people.models.jobs import RosterFile, RosterJob, recent_jobs, waiting_jobs
from civic.people.models.own import own_data
from civic.people.models.tables import (
    Appointment,
    Card,
    EndedSession,
    Failure,
    Ownership,
    Person,
    Residence,
    Tenancy,
    Unit,
    held_by,
    held_since,
)
