"""a digest of ballots that is looked at again opens with the roll's salts: one of before, whose salt
nobody kept, is asked nothing (integrity.md 1)

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    votes = sa.table("voting_votes", sa.column("stage"), sa.column("ballots_digest"))
    is_waiting = sa.and_(votes.c.stage == "closed", votes.c.ballots_digest.is_not(None))
    op.execute(votes.update().where(is_waiting).values(ballots_digest=None))
