"""what comments are about (AP-11); what was signed for a paper that takes a cast ballot's place (B3.5)

Revision: 0012, after 0011
"""

from alembic import op

from civic.migrate import spell_out

revision = "0012"
down_revision = "0011"

THEMES = "'results', 'speed', 'manner', 'fairness', 'openness', 'presence', 'conduct', 'other'"


def upgrade() -> None:
    kept = f"CONSTRAINT ck_voting_comments_theme CHECK (theme IN ({THEMES}))"
    op.execute(f"ALTER TABLE voting_comments ADD COLUMN theme VARCHAR(32) {kept}")
    signed = "CONSTRAINT fk_voting_ballots_signature_id REFERENCES files_attachments (id)"
    op.execute(f"ALTER TABLE voting_ballots ADD COLUMN signature_id INTEGER {signed}")
    spell_out()


def downgrade() -> None:
    """What is in use is not given up: a copy from before leads back."""
