"""evaluations

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade, let_grow, rewritten

revision = "0006"
down_revision = "0005"

# Enums that grew, where the schema checks them: table, constraint, last value, added.
RATED = ("on_roll", ("rated",))
EVENTS = ("report_asked", "plan_asked", "plan_filed", "evaluation_rechecked", "twice_incompetent")
GROWN = (
    ("people_appointments", "ck_people_appointments_role", *RATED),
    ("matters_matters", "ck_matters_matters_role", *RATED),
    ("matters_hidings", "ck_matters_hidings_role", *RATED),
    ("matters_attachment_hidings", "ck_matters_attachment_hidings_role", *RATED),
    ("opinions_hidings", "ck_opinions_hidings_role", *RATED),
    ("sittings_agenda_items", "ck_sittings_agenda_items_agendakind", "other", ("report", "ballot")),
    ("notices_messages", "ck_notices_messages_event", "vote_verified", EVENTS),
)
# What only a hearing has, and every hearing: the schema no longer asks it of other meetings.
MEETINGS = "meetings_meetings"
OF_A_HEARING = (("initiative", "VARCHAR(32)"), ("scope", "VARCHAR(32)"), ("decision_maker_id", "INTEGER"))
HEARING = "ck_meetings_meetings_hearing_before_a_decision"
HAS_THEM = "kind <> 'hearing' OR (initiative IS NOT NULL AND scope IS NOT NULL AND decision_maker_id IS NOT NULL)"


def loosen() -> None:
    """What only a hearing has is no longer asked of other meetings; no row changes."""
    if op.get_bind().dialect.name == "sqlite":
        with rewritten(MEETINGS) as text:
            for column, kind in OF_A_HEARING:
                if f"{column} {kind} NOT NULL" not in text[0]:
                    raise RuntimeError(f"{MEETINGS} does not ask for {column}")
                text[0] = text[0].replace(f"{column} {kind} NOT NULL", f"{column} {kind}", 1)
            body, end, rest = text[0].rpartition(")")
            text[0] = f"{body.rstrip()}, \n\tCONSTRAINT {HEARING} CHECK ({HAS_THEM})\n{end}{rest}"
        return
    for column, _kind in OF_A_HEARING:
        op.execute(f"ALTER TABLE {MEETINGS} ALTER COLUMN {column} DROP NOT NULL")
    op.execute(f"ALTER TABLE {MEETINGS} ADD CONSTRAINT {HEARING} CHECK ({HAS_THEM})")


def enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    for table, check, last, added in GROWN:
        let_grow(table, check, last, added)
    loosen()
    op.add_column("voting_votes", sa.Column("is_of_a_meeting", sa.Boolean(), server_default=sa.false(), nullable=False))
    for column, table in (("unit_id", "people_units"), ("person_id", "people_persons")):
        op.execute(f"ALTER TABLE voting_questions ADD COLUMN {column} INTEGER CONSTRAINT fk_voting_questions_{column} REFERENCES {table} (id)")
    op.create_table(
        "meetings_evaluated",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("scale", enum("scale", "member", "unit"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_meetings_evaluated_numbered")),
        sa.CheckConstraint("(scale = 'member') = (person_id IS NOT NULL)", name=op.f("ck_meetings_evaluated_member_is_somebody")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_evaluated_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_meetings_evaluated_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_meetings_evaluated_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_evaluated")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meetings_evaluated_meeting_id_person_id")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_meetings_evaluated_meeting_id_position")),
    )
    with op.batch_alter_table("meetings_evaluated", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_evaluated_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_evaluated_unit_id"), ["unit_id"], unique=False)
        alone = sa.text("person_id IS NULL")
        batch_op.create_index("uq_meetings_evaluated_unit_once", ["meeting_id", "unit_id"], unique=True, sqlite_where=alone, postgresql_where=alone)

    op.create_table(
        "meetings_rater_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("rater_group", enum("ratergroup", "resident", "street", "peer", "unit"), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("weight BETWEEN 0 AND 100", name=op.f("ck_meetings_rater_groups_weighed")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_rater_groups_meeting_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_meetings_rater_groups_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_rater_groups")),
        sa.UniqueConstraint("meeting_id", "rater_group", name=op.f("uq_meetings_rater_groups_meeting_id_rater_group")),
        sa.UniqueConstraint("vote_id", name=op.f("uq_meetings_rater_groups_vote_id")),
    )
    op.create_table(
        "meetings_score_sheets",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("evaluated_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 10000", name=op.f("ck_meetings_score_sheets_scored")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_meetings_score_sheets_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["files_attachments.id"], name=op.f("fk_meetings_score_sheets_document_id")),
        sa.ForeignKeyConstraint(["evaluated_id"], ["meetings_evaluated.id"], name=op.f("fk_meetings_score_sheets_evaluated_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meetings_rater_groups.id"], name=op.f("fk_meetings_score_sheets_group_id")),
        sa.PrimaryKeyConstraint("group_id", "evaluated_id", name=op.f("pk_meetings_score_sheets")),
    )
    with op.batch_alter_table("meetings_score_sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_score_sheets_evaluated_id"), ["evaluated_id"], unique=False)

    outcomes = ("no_quorum", "invalid_composition", "invalid_turnout", "rejected", "passed", "must_convene", "not_yet", "filled", "seats_left", "valid")
    op.create_table(
        "meetings_evaluation_results",
        sa.Column("evaluated_id", sa.Integer(), nullable=False),
        sa.Column("outcome", enum("outcome", *outcomes), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("strict_rate", sa.Integer(), nullable=True),
        sa.Column("weighted", sa.Integer(), nullable=True),
        sa.Column("is_incompetent", sa.Boolean(), nullable=False),
        sa.Column("is_second", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT is_incompetent OR outcome = 'valid'", name=op.f("ck_meetings_evaluation_results_found_by_a_quorum")),
        sa.CheckConstraint("NOT is_second OR is_incompetent", name=op.f("ck_meetings_evaluation_results_second_of_two")),
        sa.ForeignKeyConstraint(["evaluated_id"], ["meetings_evaluated.id"], name=op.f("fk_meetings_evaluation_results_evaluated_id")),
        sa.PrimaryKeyConstraint("evaluated_id", name=op.f("pk_meetings_evaluation_results")),
    )
    op.create_table(
        "meetings_evaluation_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluated_id", sa.Integer(), nullable=False),
        sa.Column("kind", enum("paperkind", "report", "statement", "plan", "recheck"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("signed_by", sa.String(length=60), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("finding", enum("recheckfinding", "mended", "partly", "not_mended"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'recheck') = (finding IS NOT NULL)", name=op.f("ck_meetings_evaluation_papers_recheck_finds")),
        sa.CheckConstraint("kind <> 'plan' OR (contact <> '' AND signed_by <> '')", name=op.f("ck_meetings_evaluation_papers_plan_is_signed")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_meetings_evaluation_papers_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["files_attachments.id"], name=op.f("fk_meetings_evaluation_papers_document_id")),
        sa.ForeignKeyConstraint(["evaluated_id"], ["meetings_evaluated.id"], name=op.f("fk_meetings_evaluation_papers_evaluated_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_evaluation_papers")),
        sa.UniqueConstraint("evaluated_id", "kind", name=op.f("uq_meetings_evaluation_papers_evaluated_id_kind")),
    )
    op.create_table(
        "meetings_measures",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["register_commitments.id"], name=op.f("fk_meetings_measures_commitment_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["meetings_evaluation_papers.id"], name=op.f("fk_meetings_measures_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "commitment_id", name=op.f("pk_meetings_measures")),
        sa.UniqueConstraint("commitment_id", name=op.f("uq_meetings_measures_commitment_id")),
    )
