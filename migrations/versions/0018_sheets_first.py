"""until when counting waits for score sheets (AP-8)

Revision: 0018, after 0014
"""

from alembic import op

revision = "0018"
down_revision = "0014"


def upgrade() -> None:
    op.execute("ALTER TABLE voting_votes ADD COLUMN waits_until DATE")


def downgrade() -> None:
    """What is in use is not given up: a copy from before leads back."""
