"""until when counting waits for sheets, from when on ballots may be known (AP-8);
whose own a promise is, and which words an entry puts right, from the first on (EV-3)

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
WHERE EXISTS (
    SELECT 1 FROM log_entries AS said
    WHERE said.ref = 'vote/' || voting_votes.id AND said.fact = 'vote.reconciled'
)
OR EXISTS (
    SELECT 1 FROM voting_paper_bundles AS bundle
    JOIN voting_paper_entries AS reading ON reading.bundle_id = bundle.id
    WHERE bundle.vote_id = voting_votes.id
)
"""
"""Nobody wrote down when: after the closing. An urn that was given up for its figures nobody saw."""

# What somebody rated in an office promised in their plan is theirs, and no colleague's.
OWN = """
UPDATE register_commitments SET keeper_id = (
    SELECT evaluated.person_id
    FROM meetings_measures AS measure
    JOIN meetings_evaluation_papers AS paper ON paper.id = measure.paper_id
    JOIN meetings_evaluated AS evaluated ON evaluated.id = paper.evaluated_id
    WHERE measure.commitment_id = register_commitments.id
)
"""

# What puts an entry right tells of the day of its first words.
FIRST = """
WITH RECURSIVE told (id, first_id) AS (
    SELECT id, id FROM register_entries WHERE corrects_id IS NULL
    UNION ALL
    SELECT entry.id, told.first_id
    FROM register_entries AS entry JOIN told ON entry.corrects_id = told.id
)
UPDATE register_entries
SET first_id = (SELECT told.first_id FROM told WHERE told.id = register_entries.id)
WHERE corrects_id IS NOT NULL
"""


def upgrade() -> None:
    op.execute("ALTER TABLE voting_votes ADD COLUMN waits_until DATE")
    op.add_column("voting_votes", sa.Column("known_at", Instant))
    op.execute(KNOWN)
    let_grow(AMENDMENTS, f"ck_{AMENDMENTS}_amendmentkind", "struck", ("rated",))
    key = "CONSTRAINT fk_register_commitments_keeper_id REFERENCES people_persons (id)"
    op.execute(f"ALTER TABLE register_commitments ADD COLUMN keeper_id INTEGER {key}")
    op.create_index(
        op.f("ix_register_commitments_keeper_id"), "register_commitments", ["keeper_id"]
    )
    op.execute(OWN)
    remark = sa.Column("remark", sa.String(length=1000), nullable=True)
    op.add_column("register_commitments", remark)
    key = "CONSTRAINT fk_register_entries_first_id REFERENCES register_entries (id)"
    op.execute(f"ALTER TABLE register_entries ADD COLUMN first_id INTEGER {key}")
    op.execute(FIRST)
