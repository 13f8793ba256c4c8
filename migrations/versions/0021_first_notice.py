"""since when whoever serves in a rated unit is a party to a vote: its first notice (EV-4)

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

from civic.db import Instant, local_day
from civic.migrate import downgrade

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("voting_votes", sa.Column("noticed_on", sa.Date()))
    votes = sa.table(
        "voting_votes", sa.column("noticed_on", sa.Date), sa.column("posted_at", Instant)
    )
    is_posted = votes.c.posted_at.is_not(None)
    op.execute(votes.update().where(is_posted).values(noticed_on=local_day(votes.c.posted_at)))
