"""Tables and named selects of meetings."""

from civic.meetings.models.consultation import (
    Consultation,
    competent,
    first_community,
    known_consultation,
)
from civic.meetings.models.evaluation import (
    Evaluated,
    EvaluationResult,
    Paper,
    Raters,
    ScoreSheet,
)
from civic.meetings.models.evaluation_pages import (
    committee_of,
    rated_with_papers,
    raters_with_sheets,
    takes_part_in,
    to_be_rated,
)
from civic.meetings.models.own import OWN_DATA
from civic.meetings.models.rated import (
    concerning,
    findings_beside,
    ordinary_on,
    plans_awaited,
    rated,
    rated_by,
    rated_for,
    rated_in,
    rated_on_it,
    rated_people,
    rated_there,
    raters,
    raters_in,
    rates_committee,
    rating_twice,
    rechecks_awaited,
    reports_awaited,
    results_awaited,
    sheets_awaited,
)
from civic.meetings.models.selects import (
    OVER,
    announcing,
    arrival_of,
    conducted,
    confirmations_of,
    decided_on,
    groups_of,
    last_answer,
    latest_of,
    listed,
    notes_of,
    notices_of,
    of_matter,
    office_holders,
    officers,
    panel_of,
    part_of,
    registered,
    roll_of,
    shown,
    standing,
    turns_of,
    upcoming_first,
    with_ticket,
)
from civic.meetings.models.tables import (
    ChairChange,
    InterestGroup,
    Meeting,
    Notice,
    PanelMember,
    PlanRevision,
    Registration,
)
