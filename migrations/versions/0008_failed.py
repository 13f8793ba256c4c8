"""an urn that cannot be opened

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade, let_grow

revision = "0008"
down_revision = "0007"

UNOPENED = ("valid", ("unopened",))
# Enums that grew, where the schema checks them: table, constraint, last value, added.
GROWN = (
    ("voting_votes", "ck_voting_votes_votestage", "cancelled", ("failed",)),
    ("voting_questions", "ck_voting_questions_outcome", *UNOPENED),
    ("voting_options", "ck_voting_options_outcome", *UNOPENED),
    ("meetings_evaluation_results", "ck_meetings_evaluation_results_outcome", *UNOPENED),
    ("notices_messages", "ck_notices_messages_event", "vote_cancelled", ("vote_failed",)),
)


def upgrade() -> None:
    for table, check, last, added in GROWN:
        let_grow(table, check, last, added)
    op.add_column("voting_boxes", sa.Column("lost_reason", sa.String(length=1000), nullable=True))
    two = "CONSTRAINT ck_voting_boxes_lost_by_two CHECK (lost_signed_by_id <> lost_by_id)"
    for column, check in (("lost_by_id", ""), ("lost_signed_by_id", two)):
        key = f"CONSTRAINT fk_voting_boxes_{column} REFERENCES people_persons (id)"
        op.execute(f"ALTER TABLE voting_boxes ADD COLUMN {column} INTEGER {key} {check}")
    op.add_column("voting_boxes", sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True))
