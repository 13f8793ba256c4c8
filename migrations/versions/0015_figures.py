"""the figures of a reconciled vote are kept with it: the urn forgets them (integrity.md 2.6)

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("voting_votes", sa.Column("figures", sa.Text(), nullable=True))
