"""chairs who are stood in for, hidings that nobody can object to

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade, let_grow

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    let_grow("notices_messages", "ck_notices_messages_event", "verified", ("hiding_referred", "chair_changed"))
    op.create_table(
        "meetings_chair_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["before_id"], ["people_persons.id"], name=op.f("fk_meetings_chair_changes_before_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_meetings_chair_changes_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_chair_changes_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_meetings_chair_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_chair_changes")),
    )
    with op.batch_alter_table("meetings_chair_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_chair_changes_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_chair_changes_person_id"), ["person_id"], unique=False)
