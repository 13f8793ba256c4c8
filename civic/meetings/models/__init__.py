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
    of_vote,
    rated_with_papers,
    raters_with_sheets,
    takes_part_in,
    to_be_rated,
)
from civic.meetings.models.hall import (
    arrival_of,
    confirmations_of,
    notes_of,
    part_of,
    registered,
    roll_of,
    turns_of,
    with_ticket,
)
from civic.meetings.models.own import OWN_DATA
from civic.meetings.models.rated import (
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
    was_rated,
    without_sheets,
)
from civic.meetings.models.selects import (
    OVER,
    announcing,
    conducted,
    decided_on,
    groups_of,
    last_answer,
    latest_of,
    listed,
    notices_of,
    of_matter,
    office_holders,
    officers,
    panel_of,
    shown,
    standing,
    upcoming_first,
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
