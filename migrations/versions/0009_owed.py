"""what is owed after an evaluation, and by whom an answer

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

OPINIONS = "opinions_opinions"


def upgrade() -> None:
    op.add_column("register_entries", sa.Column("figures", sa.Text(), server_default="", nullable=False))
    op.add_column(OPINIONS, sa.Column("came_at", sa.DateTime(timezone=True), nullable=True))
    check = "CONSTRAINT ck_opinions_opinions_passed_on_means_due CHECK ((came_at IS NULL) = (unit_due_on IS NULL))"
    op.execute(f"ALTER TABLE {OPINIONS} ADD COLUMN unit_due_on DATE {check}")
    op.create_table(
        "opinions_passings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions_opinions.id"], name=op.f("fk_opinions_passings_opinion_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_opinions_passings_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_passings")),
    )
    with op.batch_alter_table("opinions_passings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_passings_opinion_id"), ["opinion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinions_passings_unit_id"), ["unit_id"], unique=False)
