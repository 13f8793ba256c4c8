"""the original of what others had entered from paper, once the rated handed in their own (EV-3)

Revision: 0020, after 0019
"""

from alembic import op

from civic.migrate import downgrade

revision = "0020"
down_revision = "0019"

PAPERS = "meetings_evaluation_papers"


def upgrade() -> None:
    key = f"CONSTRAINT fk_{PAPERS}_original_id REFERENCES files_attachments (id)"
    op.execute(f"ALTER TABLE {PAPERS} ADD COLUMN original_id INTEGER {key}")
    key = f"CONSTRAINT fk_{PAPERS}_original_by_id REFERENCES people_persons (id)"
    check = (
        f"CONSTRAINT ck_{PAPERS}_original_by_somebody"
        " CHECK ((original_id IS NULL) = (original_by_id IS NULL))"
    )
    op.execute(f"ALTER TABLE {PAPERS} ADD COLUMN original_by_id INTEGER {key} {check}")
