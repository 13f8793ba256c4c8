"""until when counting waits for score sheets, from when on ballots may be known (AP-8); who came to be rated (EV-4)

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

from civic.db import Instant
from civic.migrate import downgrade, let_grow

revision = "0018"
down_revision = "0017"

AMENDMENTS = "voting_roll_amendments"

KNOWN = """
UPDATE voting_votes SET known_at = closed_at
WHERE stage IN ('reconciled', 'counted', 'published', 'challenged', 'verified', 'final', 'failed')
OR EXISTS (
    SELECT 1 FROM voting_paper_bundles AS bundle
    JOIN voting_paper_entries AS reading ON reading.bundle_id = bundle.id
    WHERE bundle.vote_id = voting_votes.id
)
"""
"""Nobody wrote down when: after the closing."""


def upgrade() -> None:
    op.execute("ALTER TABLE voting_votes ADD COLUMN waits_until DATE")
    op.add_column("voting_votes", sa.Column("known_at", Instant))
    op.execute(KNOWN)
    let_grow(AMENDMENTS, f"ck_{AMENDMENTS}_amendmentkind", "struck", ("rated",))
