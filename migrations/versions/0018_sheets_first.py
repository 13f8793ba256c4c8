"""until when counting waits for score sheets (AP-8)

Revision: 0018, after 0017
"""

from alembic import op

from civic.migrate import downgrade

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute("ALTER TABLE voting_votes ADD COLUMN waits_until DATE")
