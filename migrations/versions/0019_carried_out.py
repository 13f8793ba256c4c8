"""when whoever amends said that an upheld objection is carried out (RB-19)

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

from civic.db import Instant
from civic.migrate import downgrade

revision = "0019"
down_revision = "0018"

OBJECTIONS = "voting_roll_objections"

# Until now whatever was amended under it was all of it; where the roll may still be amended,
# whoever amends says so.
LAST = f"""
SELECT amendment.%s FROM voting_roll_amendments AS amendment
WHERE amendment.objection_id = {OBJECTIONS}.id ORDER BY amendment.id DESC LIMIT 1
"""
CARRIED_OUT = f"""
UPDATE {OBJECTIONS} SET carried_out_at = ({LAST % "at"}), carried_out_by_id = ({LAST % "by_id"})
WHERE is_upheld AND EXISTS (
    SELECT 1 FROM voting_roll_amendments AS amendment
    WHERE amendment.objection_id = {OBJECTIONS}.id
) AND NOT EXISTS (
    SELECT 1 FROM voting_votes AS vote
    WHERE vote.id = {OBJECTIONS}.vote_id AND vote.stage = 'posted' AND vote.roll_root IS NULL
)
"""


def upgrade() -> None:
    op.add_column(OBJECTIONS, sa.Column("carried_out_at", Instant))
    key = f"CONSTRAINT fk_{OBJECTIONS}_carried_out_by_id REFERENCES people_persons (id)"
    check = (
        f"CONSTRAINT ck_{OBJECTIONS}_carried_out CHECK ("
        "(carried_out_at IS NULL) = (carried_out_by_id IS NULL) "
        "AND (carried_out_at IS NULL OR (is_upheld IS NOT NULL AND is_upheld)))"
    )
    op.execute(f"ALTER TABLE {OBJECTIONS} ADD COLUMN carried_out_by_id INTEGER {key} {check}")
    op.execute(CARRIED_OUT)
