"""which units an entry of the register concerns, because they were rated

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0010"
down_revision = "0009"

# An entry tells of the parties of its evaluation, or of the unit of a vote that stood by itself.
RATED = """
INSERT INTO register_concerned (entry_id, unit_id)
SELECT DISTINCT meeting.entry_id, party.unit_id
FROM meetings_meetings AS meeting
JOIN meetings_evaluated AS party ON party.meeting_id = meeting.id
WHERE meeting.entry_id IS NOT NULL
UNION
SELECT entry_id, unit_id FROM voting_votes
WHERE entry_id IS NOT NULL AND unit_id IS NOT NULL AND rule IN ('appraisal', 'satisfaction')
"""
# What puts an entry right concerns whom that one concerned, and so on.
CORRECTED = """
INSERT INTO register_concerned (entry_id, unit_id)
SELECT entry.id, before.unit_id
FROM register_entries AS entry
JOIN register_concerned AS before ON before.entry_id = entry.corrects_id
WHERE entry.id NOT IN (SELECT entry_id FROM register_concerned)
"""


def upgrade() -> None:
    op.create_table(
        "register_concerned",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["register_entries.id"],
            name=op.f("fk_register_concerned_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["people_units.id"],
            name=op.f("fk_register_concerned_unit_id"),
        ),
        sa.PrimaryKeyConstraint("entry_id", "unit_id", name=op.f("pk_register_concerned")),
    )
    op.create_index(op.f("ix_register_concerned_unit_id"), "register_concerned", ["unit_id"])
    link = op.get_bind()
    link.execute(sa.text(RATED))
    while link.execute(sa.text(CORRECTED)).rowcount:
        pass
