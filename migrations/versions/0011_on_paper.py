"""what is written around an evaluation may come on paper

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0011"
down_revision = "0010"

PAPERS = "meetings_evaluation_papers"


def upgrade() -> None:
    op.add_column(PAPERS, sa.Column("is_paper", sa.Boolean(), server_default=sa.false(), nullable=False))
