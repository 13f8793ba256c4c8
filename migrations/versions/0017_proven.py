"""what proves that a ballot reached its voter (B3.6)

Revision: 0017, after 0014
"""

from alembic import op

revision = "0017"
down_revision = "0014"


def upgrade() -> None:
    proof = "CONSTRAINT fk_voting_voters_delivery_document_id REFERENCES files_attachments (id)"
    op.execute(f"ALTER TABLE voting_voters ADD COLUMN delivery_document_id INTEGER {proof}")


def downgrade() -> None:
    """What is in use is not given up: a copy from before leads back."""
