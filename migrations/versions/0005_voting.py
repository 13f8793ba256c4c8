"""voting

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade, let_grow

revision = "0005"
down_revision = "0004"

# Enums that grew, where the schema checks them: table, constraint, column, before, added.
OFFICES = ("representative", "council_member", "committee_member", "on_roll")
EVENTS = (
    "vote_posted",
    "vote_opened",
    "vote_extended",
    "vote_cancelled",
    "vote_objection_decided",
    "vote_published",
    "vote_verified",
)
GROWN = (
    ("people_appointments", "ck_people_appointments_role", "participant", OFFICES),
    ("matters_matters", "ck_matters_matters_role", "participant", OFFICES),
    ("matters_hidings", "ck_matters_hidings_role", "participant", OFFICES),
    ("matters_attachment_hidings", "ck_matters_attachment_hidings_role", "participant", OFFICES),
    ("opinions_hidings", "ck_opinions_hidings_role", "participant", OFFICES),
    ("register_entries", "ck_register_entries_kind", "department_decision", ("owners_decision", "council_decision")),
    ("notices_messages", "ck_notices_messages_event", "verified", EVENTS),
    ("notices_messages", "ck_notices_messages_topic", "account", ("votes",)),
    ("notices_messages", "ck_notices_messages_because", "resident", ("on_roll",)),
    ("notices_mutes", "ck_notices_mutes_topic", "account", ("votes",)),
)


def upgrade() -> None:
    for table, check, last, added in GROWN:
        let_grow(table, check, last, added)
    op.execute(
        "ALTER TABLE register_entries ADD COLUMN shown_days SMALLINT NOT NULL DEFAULT 15 "
        "CONSTRAINT ck_register_entries_shown_long_enough CHECK (shown_days >= 15)"
    )
    op.create_table(
        "voting_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("official_title", sa.String(length=120), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "residents_assembly",
                "representatives_assembly",
                "owners_ordinary",
                "owners_special",
                "council_ordinary",
                "council_major",
                "appraisal",
                "satisfaction",
                name="rule",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "electorate",
            sa.Enum(
                "adults",
                "households",
                "representatives",
                "owners",
                "council",
                "invited",
                name="electorate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "secrecy", sa.Enum("open", "closed_named", "secret", "light", name="secrecy", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "posted",
                "open",
                "closed",
                "reconciled",
                "counted",
                "published",
                "challenged",
                "verified",
                "final",
                "cancelled",
                name="votestage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "silence",
            sa.Enum("strict", "delivered_abstain", "follow_majority", name="silence", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("silence_basis", sa.String(length=200), nullable=False),
        sa.Column("online_basis", sa.String(length=200), nullable=False),
        sa.Column("counts_parking", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(length=1000), nullable=False),
        sa.Column("takes_comments", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objections_until", sa.Date(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.String(length=1000), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenges_until", sa.Date(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=1000), nullable=True),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("roll_root", sa.LargeBinary(length=32), nullable=True),
        sa.Column("ballots_digest", sa.String(length=64), nullable=True),
        sa.Column("took_part_heads", sa.Integer(), nullable=True),
        sa.Column("took_part_area", sa.BigInteger(), nullable=True),
        sa.Column("gap", sa.String(length=1000), nullable=True),
        sa.Column("gap_by_id", sa.Integer(), nullable=True),
        sa.Column("gap_signed_by_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("electorate <> 'owners' OR secrecy NOT IN ('secret', 'light')", name=op.f("ck_voting_votes_no_secret_by_area")),
        sa.CheckConstraint("silence = 'strict' OR silence_basis <> ''", name=op.f("ck_voting_votes_silence_has_basis")),
        sa.CheckConstraint("(extended_at IS NULL) = (extension_reason IS NULL)", name=op.f("ck_voting_votes_extension")),
        sa.CheckConstraint("(posted_at IS NULL) = (objections_until IS NULL)", name=op.f("ck_voting_votes_posted_with_objections")),
        sa.CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name=op.f("ck_voting_votes_window")),
        sa.CheckConstraint("gap_signed_by_id IS NULL OR gap_signed_by_id <> gap_by_id", name=op.f("ck_voting_votes_gap_by_two")),
        sa.CheckConstraint("heads >= 0 AND area >= 0", name=op.f("ck_voting_votes_denominators")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people_persons.id"], name=op.f("fk_voting_votes_created_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name=op.f("fk_voting_votes_entry_id")),
        sa.ForeignKeyConstraint(["gap_by_id"], ["people_persons.id"], name=op.f("fk_voting_votes_gap_by_id")),
        sa.ForeignKeyConstraint(["gap_signed_by_id"], ["people_persons.id"], name=op.f("fk_voting_votes_gap_signed_by_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_voting_votes_matter_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_voting_votes_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_voting_votes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_votes")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_voting_votes_entry_id")),
    )
    with op.batch_alter_table("voting_votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_votes_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_votes_place_id_id"), ["place_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_votes_stage_closes_at"), ["stage", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_votes_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "voting_challenges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_voting_challenges_answered")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people_persons.id"], name=op.f("fk_voting_challenges_answered_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_voting_challenges_by_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_challenges_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_challenges")),
    )
    with op.batch_alter_table("voting_challenges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_challenges_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_challenges_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "voting_invitations",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "rater_group",
            sa.Enum("resident", "street", "peer", "unit", name="ratergroup", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_voting_invitations_person_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_invitations_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name=op.f("pk_voting_invitations")),
    )
    with op.batch_alter_table("voting_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_invitations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "voting_paper_bundles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("bundled", "read_once", "differs", "settled", name="bundlestate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("differing", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0 AND size BETWEEN 1 AND 50", name=op.f("ck_voting_paper_bundles_sized")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_voting_paper_bundles_by_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_paper_bundles_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_paper_bundles")),
        sa.UniqueConstraint("vote_id", "number", name=op.f("uq_voting_paper_bundles_vote_id_number")),
    )
    op.create_table(
        "voting_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("yes_no", "one_of", "several_of", "grades", name="questionkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("most", sa.SmallInteger(), nullable=False),
        sa.Column("scale", sa.Enum("member", "unit", name="scale", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "no_quorum",
                "invalid_composition",
                "invalid_turnout",
                "rejected",
                "passed",
                "must_convene",
                "not_yet",
                "filled",
                "seats_left",
                "valid",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(kind = 'grades') = (scale IS NOT NULL)", name=op.f("ck_voting_questions_grades_have_a_scale")),
        sa.CheckConstraint("position > 0 AND most > 0", name=op.f("ck_voting_questions_numbered")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_questions_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_questions")),
        sa.UniqueConstraint("vote_id", "position", name=op.f("uq_voting_questions_vote_id_position")),
    )
    op.create_table(
        "voting_roll_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_upheld", sa.Boolean(), nullable=True),
        sa.Column("decision", sa.String(length=1000), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(is_upheld IS NULL) = (decided_at IS NULL)", name=op.f("ck_voting_roll_objections_decided")),
        sa.CheckConstraint("(is_upheld IS NULL) = (decision IS NULL)", name=op.f("ck_voting_roll_objections_decided_with_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_voting_roll_objections_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people_persons.id"], name=op.f("fk_voting_roll_objections_decided_by_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_roll_objections_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_roll_objections")),
    )
    with op.batch_alter_table("voting_roll_objections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_roll_objections_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_roll_objections_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "voting_voters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "household",
                "owner",
                "co_owners",
                "developer",
                "unknown_owner",
                name="voterkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column(
            "rater_group", sa.Enum("resident", "street", "peer", "unit", name="ratergroup", native_enum=False, create_constraint=True, length=32), nullable=True
        ),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("caster_id", sa.Integer(), nullable=True),
        sa.Column("caster_document_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_struck", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "delivery",
            sa.Enum("signed", "login", "registered_mail", "witnessed", name="delivery", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paper", sa.Enum("online", "paper_site", "paper_home", name="channel", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(delivery IS NULL) = (delivered_at IS NULL)", name=op.f("ck_voting_voters_delivered")),
        sa.CheckConstraint("(paper IS NULL) = (handed_out_at IS NULL)", name=op.f("ck_voting_voters_handed_out")),
        sa.CheckConstraint("number > 0 AND area >= 0", name=op.f("ck_voting_voters_counted")),
        sa.ForeignKeyConstraint(["building_id"], ["places_places.id"], name=op.f("fk_voting_voters_building_id")),
        sa.ForeignKeyConstraint(["caster_document_id"], ["files_attachments.id"], name=op.f("fk_voting_voters_caster_document_id")),
        sa.ForeignKeyConstraint(["caster_id"], ["people_persons.id"], name=op.f("fk_voting_voters_caster_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_voters_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_voters")),
        sa.UniqueConstraint("vote_id", "number", name=op.f("uq_voting_voters_vote_id_number")),
    )
    op.create_table(
        "voting_counts",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("heads >= 0 AND area >= 0", name=op.f("ck_voting_counts_counted")),
        sa.ForeignKeyConstraint(["question_id"], ["voting_questions.id"], name=op.f("fk_voting_counts_question_id")),
        sa.PrimaryKeyConstraint("question_id", "key", name=op.f("pk_voting_counts")),
    )
    op.create_table(
        "voting_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "no_quorum",
                "invalid_composition",
                "invalid_turnout",
                "rejected",
                "passed",
                "must_convene",
                "not_yet",
                "filled",
                "seats_left",
                "valid",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["question_id"], ["voting_questions.id"], name=op.f("fk_voting_options_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_options")),
        sa.UniqueConstraint("question_id", "position", name=op.f("uq_voting_options_question_id_position")),
        sa.UniqueConstraint("question_id", "text", name=op.f("uq_voting_options_question_id_text")),
    )
    op.create_table(
        "voting_paper_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Enum("first", "second", "third", name="reading", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("clerk_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["voting_paper_bundles.id"], name=op.f("fk_voting_paper_entries_bundle_id")),
        sa.ForeignKeyConstraint(["clerk_id"], ["people_persons.id"], name=op.f("fk_voting_paper_entries_clerk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_paper_entries")),
        sa.UniqueConstraint("bundle_id", "clerk_id", name=op.f("uq_voting_paper_entries_bundle_id_clerk_id")),
        sa.UniqueConstraint("bundle_id", "reading", name=op.f("uq_voting_paper_entries_bundle_id_reading")),
    )
    with op.batch_alter_table("voting_paper_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_paper_entries_clerk_id"), ["clerk_id"], unique=False)

    op.create_table(
        "voting_proxies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("scope", sa.String(length=500), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("given", "confirmed", "refused", "revoked", name="proxystate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("holder_id <> principal_id", name=op.f("ck_voting_proxies_not_to_oneself")),
        sa.CheckConstraint("slot BETWEEN 1 AND 3", name=op.f("ck_voting_proxies_three_at_most")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people_persons.id"], name=op.f("fk_voting_proxies_checked_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["files_attachments.id"], name=op.f("fk_voting_proxies_document_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["people_persons.id"], name=op.f("fk_voting_proxies_given_by_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["people_persons.id"], name=op.f("fk_voting_proxies_holder_id")),
        sa.ForeignKeyConstraint(["principal_id"], ["people_persons.id"], name=op.f("fk_voting_proxies_principal_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_proxies_vote_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["voting_voters.id"], name=op.f("fk_voting_proxies_voter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_proxies")),
    )
    with op.batch_alter_table("voting_proxies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_proxies_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_proxies_voter_id"), ["voter_id"], unique=False)
        batch_op.create_index(
            "uq_voting_proxies_one_for_each",
            ["voter_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('given', 'confirmed')"),
            postgresql_where=sa.text("state IN ('given', 'confirmed')"),
        )
        batch_op.create_index(
            "uq_voting_proxies_three_places",
            ["vote_id", "holder_id", "slot"],
            unique=True,
            sqlite_where=sa.text("state IN ('given', 'confirmed')"),
            postgresql_where=sa.text("state IN ('given', 'confirmed')"),
        )

    op.create_table(
        "voting_roll_amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("added", "struck", name="amendmentkind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_voting_roll_amendments_by_id")),
        sa.ForeignKeyConstraint(["objection_id"], ["voting_roll_objections.id"], name=op.f("fk_voting_roll_amendments_objection_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_roll_amendments_vote_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["voting_voters.id"], name=op.f("fk_voting_roll_amendments_voter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_roll_amendments")),
    )
    with op.batch_alter_table("voting_roll_amendments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_roll_amendments_objection_id"), ["objection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_roll_amendments_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "voting_voter_persons",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("names_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["names_id"], ["people_persons.id"], name=op.f("fk_voting_voter_persons_names_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_voting_voter_persons_person_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["voting_voters.id"], name=op.f("fk_voting_voter_persons_voter_id")),
        sa.PrimaryKeyConstraint("voter_id", "person_id", name=op.f("pk_voting_voter_persons")),
    )
    with op.batch_alter_table("voting_voter_persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_voter_persons_person_id"), ["person_id"], unique=False)

    op.create_table(
        "voting_ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel", sa.Enum("online", "paper_site", "paper_home", name="channel", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column("cast_by_id", sa.Integer(), nullable=False),
        sa.Column("proxy_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_spoiled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("is_counted OR replaced_at IS NOT NULL", name=op.f("ck_voting_ballots_counted_or_replaced")),
        sa.ForeignKeyConstraint(["cast_by_id"], ["people_persons.id"], name=op.f("fk_voting_ballots_cast_by_id")),
        sa.ForeignKeyConstraint(["proxy_id"], ["voting_proxies.id"], name=op.f("fk_voting_ballots_proxy_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_ballots_vote_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["voting_voters.id"], name=op.f("fk_voting_ballots_voter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_ballots")),
    )
    with op.batch_alter_table("voting_ballots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_ballots_cast_by_id"), ["cast_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_ballots_vote_id_voter_id"), ["vote_id", "voter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voting_ballots_voter_id"), ["voter_id"], unique=False)
        batch_op.create_index(
            "uq_voting_ballots_one_counted", ["vote_id", "voter_id"], unique=True, sqlite_where=sa.text("is_counted"), postgresql_where=sa.text("is_counted")
        )

    op.create_table(
        "voting_answers",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["voting_ballots.id"], name=op.f("fk_voting_answers_ballot_id")),
        sa.ForeignKeyConstraint(["question_id"], ["voting_questions.id"], name=op.f("fk_voting_answers_question_id")),
        sa.PrimaryKeyConstraint("ballot_id", "question_id", name=op.f("pk_voting_answers")),
    )
    with op.batch_alter_table("voting_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_answers_question_id"), ["question_id"], unique=False)

    op.create_table(
        "voting_boxes",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("holders", sa.String(length=200), nullable=False),
        sa.Column("manifest", sa.Integer(), nullable=False),
        sa.Column("rehearsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("certified_by_id", sa.Integer(), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(key IS NULL) = (holders = '')", name=op.f("ck_voting_boxes_key_has_holders")),
        sa.CheckConstraint("certified_by_id <> signed_by_id", name=op.f("ck_voting_boxes_certified_by_two")),
        sa.CheckConstraint(
            "certified_by_id IS NULL OR (signed_by_id IS NOT NULL AND certificate IS NOT NULL)", name=op.f("ck_voting_boxes_certified_after_signed")
        ),
        sa.ForeignKeyConstraint(["certified_by_id"], ["people_persons.id"], name=op.f("fk_voting_boxes_certified_by_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["people_persons.id"], name=op.f("fk_voting_boxes_signed_by_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_boxes_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", name=op.f("pk_voting_boxes")),
    )
    op.create_table(
        "voting_commitments",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("ballot", "row", name="commitmentkind", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column("value", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_commitments_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "kind", "value", name=op.f("pk_voting_commitments")),
    )
    op.create_table(
        "voting_comments",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ground", sa.Enum("insult", "privacy", name="ground", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(ground IS NULL) = (hidden_by_id IS NULL)", name=op.f("ck_voting_comments_hidden_by_somebody")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["people_persons.id"], name=op.f("fk_voting_comments_hidden_by_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["voting_votes.id"], name=op.f("fk_voting_comments_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "number", name=op.f("pk_voting_comments")),
    )
