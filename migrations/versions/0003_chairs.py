"""chairs who are stood in for, hidings that nobody can object to

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLE, CHECK = "notices_messages", "ck_notices_messages_event"
LAST, ADDED = "'verified'", ("'hiding_referred'", "'chair_changed'")


def upgrade() -> None:
    more_events()
    op.create_table(
        "meetings_chair_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["before_id"], ["people_persons.id"], name=op.f("fk_meetings_chair_changes_before_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_meetings_chair_changes_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_chair_changes_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_meetings_chair_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_chair_changes")),
    )
    with op.batch_alter_table("meetings_chair_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_chair_changes_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_chair_changes_person_id"), ["person_id"], unique=False)


def more_events() -> None:
    """More values that a check lets through: no row changes, so that no table is written anew.

    SQLite: on the schema's own text, as its manual describes it for checks.
    """
    link = op.get_bind()
    if link.dialect.name == "sqlite":
        version = link.exec_driver_sql("PRAGMA schema_version").scalar()
        link.exec_driver_sql("PRAGMA writable_schema=ON")
        asked = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?"
        written = link.exec_driver_sql(asked, (TABLE,)).scalar()
        before, check, after = written.partition(f"CONSTRAINT {CHECK} CHECK")
        grown = before + check + grow(after, LAST, ADDED)
        link.exec_driver_sql("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", (grown, TABLE))
        link.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
        link.exec_driver_sql("PRAGMA writable_schema=OFF")
        return
    asked = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
    written = link.exec_driver_sql(asked, (CHECK,)).scalar()
    kind = "::character varying"
    grown = grow(written, LAST + kind, [value + kind for value in ADDED])
    op.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {CHECK}")
    op.execute(sa.text(f"ALTER TABLE {TABLE} ADD CONSTRAINT {CHECK} {grown}".replace(":", "\\:")))


def grow(check: str, last: str, added) -> str:
    """The text of a check with further values after ``last``."""
    if last not in check:
        raise RuntimeError(f"{TABLE} has no {CHECK}")
    return check.replace(last, ", ".join((last, *added)), 1)


def downgrade() -> None:
    """What people were told stays; there is no way back."""
