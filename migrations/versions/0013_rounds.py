"""a bundle is read in rounds, and each reading is kept with the salt of its digest (integrity.md 2.6)

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0013"
down_revision = "0012"

BUNDLES, ENTRIES = "voting_paper_bundles", "voting_paper_entries"
ALONE = ("reading", "clerk_id")


def upgrade() -> None:
    op.add_column(BUNDLES, _first())
    # SQLite makes the table anew, since its keys grow; nothing points at it.
    with op.batch_alter_table(ENTRIES) as batch:
        batch.add_column(_first())
        batch.add_column(sa.Column("salt", sa.LargeBinary(), nullable=True))
        for column in ALONE:
            batch.drop_constraint(f"uq_{ENTRIES}_bundle_id_{column}", type_="unique")
            batch.create_unique_constraint(
                f"uq_{ENTRIES}_bundle_id_round_{column}", ["bundle_id", "round", column]
            )


def _first() -> sa.Column[int]:
    return sa.Column("round", sa.SmallInteger(), server_default="1", nullable=False)
