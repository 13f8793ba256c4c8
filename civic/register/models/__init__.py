"""The register: its tables, and what pages show of it."""

from civic.register.models.records import (
    keeping_of_people,
    keeping_of_units,
    promised_by,
    read_keeping,
)
from civic.register.models.selects import (
    addressed_units,
    commitment,
    concerned_by,
    corrected_by,
    correction,
    first_of,
    listed,
    numbered,
    of_matter,
    promised,
    promised_in,
    proved,
    rates_supervisors,
    registers,
    shown,
    tells_of,
    told_of,
    units_around,
    unsettled,
    with_documents,
    years,
)
from civic.register.models.tables import (
    SEARCHED,
    Commitment,
    Counter,
    Docket,
    RegisterEntry,
    concerned,
)
