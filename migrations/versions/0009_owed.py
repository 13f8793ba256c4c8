"""what is owed after an evaluation, and by whom an answer

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0009"
down_revision = "0008"

RESULTS = "meetings_evaluation_results"
OPINIONS = "opinions_opinions"

# As it was found out of the figures until now; and of units, of which nearly all were dissatisfied,
# which leaves no figure.
BY_FIGURES = f"UPDATE {RESULTS} SET owes_recheck = (is_incompetent OR coalesce(rate < 6000, false))"
NEARLY_ALL = f"""
UPDATE {RESULTS} SET owes_recheck = true
WHERE outcome = 'valid' AND evaluated_id IN (
    SELECT e.id FROM meetings_evaluated e
    JOIN meetings_rater_groups g ON g.meeting_id = e.meeting_id AND g.rater_group = 'resident'
    JOIN voting_questions q ON q.vote_id = g.vote_id AND q.position = e.position
    JOIN voting_counts c ON c.question_id = q.id
    WHERE e.scale = 'unit'
    GROUP BY e.id
    HAVING sum(c.heads) >= 10
    AND sum(CASE WHEN c.key = 'dissatisfied' THEN c.heads ELSE 0 END) = sum(c.heads)
)"""


def upgrade() -> None:
    op.add_column(RESULTS, sa.Column("owes_recheck", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(BY_FIGURES)
    op.execute(NEARLY_ALL)
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
