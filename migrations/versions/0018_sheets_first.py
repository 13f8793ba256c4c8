"""until when counting waits for score sheets (AP-8); whose own a promise is, and where it came from (EV-3)

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0018"
down_revision = "0017"

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


def upgrade() -> None:
    op.execute("ALTER TABLE voting_votes ADD COLUMN waits_until DATE")
    key = "CONSTRAINT fk_register_commitments_keeper_id REFERENCES people_persons (id)"
    op.execute(f"ALTER TABLE register_commitments ADD COLUMN keeper_id INTEGER {key}")
    op.create_index(
        op.f("ix_register_commitments_keeper_id"), "register_commitments", ["keeper_id"]
    )
    op.execute(OWN)
    remark = sa.Column("remark", sa.String(length=1000), nullable=True)
    op.add_column("register_commitments", remark)
