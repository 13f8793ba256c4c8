"""a bundle that was untied keeps what was read of it, and where two differ the readings say (integrity.md 2.6)

Revision: 0014, after 0013
"""

from alembic import op

from civic.migrate import downgrade, let_grow

revision = "0014"
down_revision = "0013"

BUNDLES = "voting_paper_bundles"


def upgrade() -> None:
    let_grow(BUNDLES, f"ck_{BUNDLES}_bundlestate", "settled", ("untied",))
    op.drop_column(BUNDLES, "differing")
