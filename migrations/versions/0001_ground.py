"""the ground, and the hearing

Revision: 0001, the first
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from civic.migrate import downgrade

revision = "0001"
down_revision = None


# What keeps the record append-only and the search index in step.
AFTERWARDS = {
    "sqlite": [
        "INSERT INTO log_head (one, size) VALUES (1, 0)",
        "CREATE TRIGGER log_entries_no_update BEFORE UPDATE OF idx, entry, fact ON log_entries BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END",
        "CREATE TRIGGER log_entries_no_delete BEFORE DELETE ON log_entries BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END",
        "CREATE TRIGGER log_entries_no_replace BEFORE INSERT ON log_entries WHEN EXISTS (SELECT 1 FROM log_entries WHERE idx = NEW.idx) BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END",
        "CREATE TRIGGER log_entries_only_the_day BEFORE UPDATE OF ref, place_path, at ON log_entries WHEN NOT (NEW.ref = '' AND NEW.place_path = '/' AND NEW.by_id IS NULL AND NEW.at <= OLD.at AND datetime(NEW.at) > datetime(OLD.at, '-1 day') AND time(NEW.at) = '16:00:00') BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END",
        "CREATE TRIGGER log_entries_no_author BEFORE UPDATE OF by_id ON log_entries WHEN NEW.by_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END",
        "CREATE TRIGGER log_nodes_no_update BEFORE UPDATE OF level, idx, hash ON log_nodes BEGIN SELECT RAISE(ABORT, 'log_nodes is append-only'); END",
        "CREATE TRIGGER log_nodes_no_delete BEFORE DELETE ON log_nodes BEGIN SELECT RAISE(ABORT, 'log_nodes is append-only'); END",
        "CREATE TRIGGER log_nodes_no_replace BEFORE INSERT ON log_nodes WHEN EXISTS (SELECT 1 FROM log_nodes WHERE level = NEW.level AND idx = NEW.idx) BEGIN SELECT RAISE(ABORT, 'log_nodes is append-only'); END",
        "CREATE TRIGGER log_texts_no_update BEFORE UPDATE OF digest, text ON log_texts BEGIN SELECT RAISE(ABORT, 'log_texts is append-only'); END",
        "CREATE TRIGGER log_texts_no_delete BEFORE DELETE ON log_texts BEGIN SELECT RAISE(ABORT, 'log_texts is append-only'); END",
        "CREATE TRIGGER log_texts_no_replace BEFORE INSERT ON log_texts WHEN EXISTS (SELECT 1 FROM log_texts WHERE digest = NEW.digest) BEGIN SELECT RAISE(ABORT, 'log_texts is append-only'); END",
        "CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head BEGIN SELECT RAISE(ABORT, 'log_head only grows'); END",
        "CREATE TRIGGER log_head_grows BEFORE UPDATE ON log_head WHEN NEW.size < OLD.size BEGIN SELECT RAISE(ABORT, 'log_head only grows'); END",
        "CREATE VIRTUAL TABLE search_fts USING fts5(tokens, content='search_documents', content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 0 categories ''L* N* M* Co Cn''')",
        "CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN INSERT INTO search_fts (rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents BEGIN INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER search_documents_changed AFTER UPDATE OF tokens ON search_documents BEGIN INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); INSERT INTO search_fts (rowid, tokens) VALUES (new.id, new.tokens); END",
    ],
    "postgresql": [
        "INSERT INTO log_head (one, size) VALUES (1, 0)",
        "CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER log_entries_no_update BEFORE UPDATE OF idx, entry, fact ON log_entries FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_entries_no_delete BEFORE DELETE ON log_entries FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_entries_no_truncate BEFORE TRUNCATE ON log_entries FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_entries_only_the_day BEFORE UPDATE OF ref, place_path, at ON log_entries FOR EACH ROW WHEN (NOT (NEW.ref = '' AND NEW.place_path = '/' AND NEW.by_id IS NULL AND NEW.at <= OLD.at AND NEW.at > OLD.at - interval '1 day' AND CAST(NEW.at AT TIME ZONE 'UTC' AS time) = '16:00:00')) EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_entries_no_author BEFORE UPDATE OF by_id ON log_entries FOR EACH ROW WHEN (NEW.by_id IS NOT NULL) EXECUTE FUNCTION log_refuse()",
        "CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER log_nodes_no_update BEFORE UPDATE OF level, idx, hash ON log_nodes FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_nodes_no_delete BEFORE DELETE ON log_nodes FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_nodes_no_truncate BEFORE TRUNCATE ON log_nodes FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
        "CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER log_texts_no_update BEFORE UPDATE OF digest, text ON log_texts FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_texts_no_delete BEFORE DELETE ON log_texts FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_texts_no_truncate BEFORE TRUNCATE ON log_texts FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
        "CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_head_no_truncate BEFORE TRUNCATE ON log_head FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
        "CREATE TRIGGER log_head_grows BEFORE UPDATE ON log_head FOR EACH ROW WHEN (NEW.size < OLD.size) EXECUTE FUNCTION log_refuse()",
        "CREATE INDEX ix_search_documents_tokens ON search_documents USING gin (tokens)",
    ],
}


def upgrade() -> None:
    op.create_table("calendar_version", sa.Column("one", sa.SmallInteger(), autoincrement=False, nullable=False), sa.Column("version", sa.String(length=32), nullable=False), sa.CheckConstraint("one = 1", name=op.f("ck_calendar_version_one_row")), sa.PrimaryKeyConstraint("one", name=op.f("pk_calendar_version")))
    op.create_table("calendar_years", sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False), sa.Column("source", sa.String(length=255), nullable=False), sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False), sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")))
    op.create_table(
        "demo_foundings",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.CheckConstraint("ahead >= 0", name=op.f("ck_demo_foundings_ahead")),
        sa.CheckConstraint("one = 1", name=op.f("ck_demo_foundings_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_demo_foundings")),
    )
    op.create_table(
        "files_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.Enum("image/jpeg", "image/png", "image/webp", "application/pdf", name="mediatype", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files_attachments")),
    )
    with op.batch_alter_table("files_attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_files_attachments_digest"), ["digest"], unique=False)

    op.create_table(
        "log_entries",
        sa.Column("idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column(
            "fact",
            sa.Enum(
                "site.opened",
                "calendar.loaded",
                "demo.clock_moved",
                "field.erased",
                "consultation.imported",
                "place.added",
                "place.changed",
                "unit.added",
                "unit.changed",
                "person.registered",
                "person.verified",
                "person.changed",
                "person.signed_in",
                "person.signed_out",
                "person.password_changed",
                "person.erased",
                "card.issued",
                "card.claimed",
                "roster.imported",
                "residence.added",
                "residence.ended",
                "holding.added",
                "holding.ended",
                "appointment.made",
                "appointment.ended",
                "matter.drafted",
                "matter.raised",
                "matter.edited",
                "matter.seconded",
                "matter.second_taken_back",
                "matter.screened",
                "matter.merged",
                "matter.party_reviewed",
                "matter.routed",
                "matter.withdrawn",
                "matter.attached",
                "matter.detached",
                "matter.closed",
                "matter.screening_missed",
                "meeting.convened",
                "meeting.changed",
                "meeting.panel_formed",
                "meeting.noticed",
                "meeting.postponed",
                "meeting.cancelled",
                "meeting.opened",
                "meeting.closed",
                "meeting.plan_changed",
                "meeting.new_round",
                "meeting.opinions_sent",
                "meeting.published",
                "meeting.archived",
                "participant.registered",
                "participant.admitted",
                "participant.withdrawn",
                "sitting.scheduled",
                "sitting.opened",
                "sitting.attended",
                "sitting.agenda_moved",
                "sitting.noted",
                "sitting.turn_moved",
                "sitting.show_of_hands",
                "sitting.closed",
                "sitting.minuted",
                "sitting.minutes_signed",
                "sitting.minutes_confirmed",
                "sitting.minutes_awaited",
                "opinion.given",
                "opinion.addressed",
                "opinion.classified",
                "opinion.hidden",
                "opinion.objected",
                "opinion.restored",
                "opinion.kept_hidden",
                "reply.published",
                "reply.extended",
                "reply.due_moved",
                "reply.corrected",
                "reply.reminded",
                "reply.missed",
                "register.entered",
                "register.corrected",
                "register.taken_down",
                "commitment.made",
                "commitment.progressed",
                "commitment.settled",
                "commitment.reminded",
                "commitment.missed",
                name="fact",
                native_enum=False,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("place_path", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_entries")),
    )
    with op.batch_alter_table("log_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_entries_by_id_idx"), ["by_id", "idx"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_entries_fact_idx"), ["fact", "idx"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_entries_place_path_idx"), ["place_path", "idx"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_entries_ref_idx"), ["ref", "idx"], unique=False)

    op.create_table(
        "log_head",
        sa.Column("one", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_log_head_one_row")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_log_head_size")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name=op.f("pk_log_nodes")),
        sqlite_with_rowid=False,
    )
    op.create_table("log_texts", sa.Column("digest", sa.String(length=64), nullable=False), sa.Column("text", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("digest", name=op.f("pk_log_texts")))
    op.create_table(
        "notices_reminders",
        sa.Column(
            "fact",
            sa.Enum(
                "site.opened",
                "calendar.loaded",
                "demo.clock_moved",
                "field.erased",
                "consultation.imported",
                "place.added",
                "place.changed",
                "unit.added",
                "unit.changed",
                "person.registered",
                "person.verified",
                "person.changed",
                "person.signed_in",
                "person.signed_out",
                "person.password_changed",
                "person.erased",
                "card.issued",
                "card.claimed",
                "roster.imported",
                "residence.added",
                "residence.ended",
                "holding.added",
                "holding.ended",
                "appointment.made",
                "appointment.ended",
                "matter.drafted",
                "matter.raised",
                "matter.edited",
                "matter.seconded",
                "matter.second_taken_back",
                "matter.screened",
                "matter.merged",
                "matter.party_reviewed",
                "matter.routed",
                "matter.withdrawn",
                "matter.attached",
                "matter.detached",
                "matter.closed",
                "matter.screening_missed",
                "meeting.convened",
                "meeting.changed",
                "meeting.panel_formed",
                "meeting.noticed",
                "meeting.postponed",
                "meeting.cancelled",
                "meeting.opened",
                "meeting.closed",
                "meeting.plan_changed",
                "meeting.new_round",
                "meeting.opinions_sent",
                "meeting.published",
                "meeting.archived",
                "participant.registered",
                "participant.admitted",
                "participant.withdrawn",
                "sitting.scheduled",
                "sitting.opened",
                "sitting.attended",
                "sitting.agenda_moved",
                "sitting.noted",
                "sitting.turn_moved",
                "sitting.show_of_hands",
                "sitting.closed",
                "sitting.minuted",
                "sitting.minutes_signed",
                "sitting.minutes_confirmed",
                "sitting.minutes_awaited",
                "opinion.given",
                "opinion.addressed",
                "opinion.classified",
                "opinion.hidden",
                "opinion.objected",
                "opinion.restored",
                "opinion.kept_hidden",
                "reply.published",
                "reply.extended",
                "reply.due_moved",
                "reply.corrected",
                "reply.reminded",
                "reply.missed",
                "register.entered",
                "register.corrected",
                "register.taken_down",
                "commitment.made",
                "commitment.progressed",
                "commitment.settled",
                "commitment.reminded",
                "commitment.missed",
                name="fact",
                native_enum=False,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fact", "ref", "due_on", name=op.f("pk_notices_reminders")),
    )
    op.create_table(
        "people_ended_sessions",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_people_ended_sessions")),
    )
    op.create_index(op.f("ix_people_ended_sessions_at"), "people_ended_sessions", ["at"])
    op.create_table(
        "people_failures",
        sa.Column("key_mac", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_people_failures_counted")),
        sa.PrimaryKeyConstraint("key_mac", name=op.f("pk_people_failures")),
    )
    op.create_table(
        "people_persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("document_mac", sa.String(length=64), nullable=True),
        sa.Column("state", sa.Enum("listed", "registered", "verified", "closed", name="personstate", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=True),
        sa.Column("password_hash", sa.String(length=120), nullable=True),
        sa.Column("session_key", sa.String(length=32), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_persons")),
        sa.UniqueConstraint("document_mac", name=op.f("uq_people_persons_document_mac")),
        sa.UniqueConstraint("login", name=op.f("uq_people_persons_login")),
    )
    with op.batch_alter_table("people_persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_persons_phone"), ["phone"], unique=False)

    op.create_table(
        "places_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.Enum("district", "street", "community", "grid", "estate", "building", "stair", name="level", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("outline", sa.String(length=4000), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["places_places.id"], name=op.f("fk_places_places_community_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["places_places.id"], name=op.f("fk_places_places_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_places")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_places_places_parent_id_name")),
        sa.UniqueConstraint("path", name=op.f("uq_places_places_path")),
    )
    with op.batch_alter_table("places_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_places_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_places_places_level"), ["level"], unique=False)
        batch_op.create_index(batch_op.f("ix_places_places_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_places_places_path_pattern", ["path"], unique=False, postgresql_ops={"path": "text_pattern_ops"})

    op.create_table(
        "search_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("kind", "ref_id", name=op.f("uq_search_documents_kind_ref_id")),
    )
    op.create_table(
        "web_submissions", sa.Column("once", sa.String(length=32), nullable=False), sa.Column("by_id", sa.Integer(), nullable=True), sa.Column("url", sa.String(length=500), nullable=True), sa.Column("at", sa.DateTime(timezone=True), nullable=False), sa.PrimaryKeyConstraint("once", name=op.f("pk_web_submissions"))
    )
    op.create_table(
        "calendar_days",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["calendar_years.year"], name=op.f("fk_calendar_days_year")),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_calendar_days")),
    )
    with op.batch_alter_table("calendar_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_days_year"), ["year"], unique=False)

    op.create_table(
        "log_outbox",
        sa.Column("idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["idx"], ["log_entries.idx"], name=op.f("fk_log_outbox_idx")),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_outbox")),
    )
    with op.batch_alter_table("log_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_log_outbox_waiting", ["idx"], unique=False, sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"))

    op.create_table(
        "log_secrets",
        sa.Column("idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["idx"], ["log_entries.idx"], name=op.f("fk_log_secrets_idx")),
        sa.PrimaryKeyConstraint("idx", "field", name=op.f("pk_log_secrets")),
    )
    op.create_table(
        "matters_matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column(
            "raised_as", sa.Enum("resident", "owner", "tenant", "building_head", "grid_worker", "clerk", "chair", "party_branch", "official", "supervisor", "auditor", "administrator", "author", "addressee", "presiding", "participant", name="role", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("category", sa.Enum("environment", "facilities", "parking", "safety", "renovation", "property_service", "care", "culture", "neighbours", "self_governance", "other", name="category", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Enum("insult", "privacy", "illegal", "off_matter", "moderated_at_source", name="hideground", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("stage", sa.Enum("draft", "submitted", "screened", "planned", "noticed", "in_session", "minuted", "follow_up", "result_published", "evaluated", "archived", "rejected", "routed_out", "withdrawn", "merged", name="stage", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("screening", sa.Enum("accept", "reject", "route_out", name="screening", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("screened_by_id", sa.Integer(), nullable=True),
        sa.Column("screening_reason", sa.String(length=1000), nullable=True),
        sa.Column("destination", sa.Enum("hotline_12345", "court", "owners", "department", name="destination", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("subject", sa.Enum("all_residents", "project", "dispute", "work_of_a_body", "owners_matter", "home_to_business", "micro_project", "courtyard", "penalty_or_permit", "election_or_recall", name="subject", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column(
            "forum",
            sa.Enum("hearing", "coordination_meeting", "evaluation_meeting", "residents_council", "courtyard_group", "residents_assembly", "representatives_assembly", "owners_assembly", "owners_concerned", "paper_election", "government", name="forum", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("routed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("routing_note", sa.String(length=1000), nullable=True),
        sa.Column("is_important", sa.Boolean(), nullable=False),
        sa.Column("party_review_on", sa.Date(), nullable=True),
        sa.Column("party_review", sa.String(length=1000), nullable=True),
        sa.Column("is_to_be_heard_again", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_matters_matters_number")),
        sa.CheckConstraint("round > 0", name=op.f("ck_matters_matters_round")),
        sa.CheckConstraint("supporters >= 0", name=op.f("ck_matters_matters_supporters")),
        sa.ForeignKeyConstraint(["author_id"], ["people_persons.id"], name=op.f("fk_matters_matters_author_id")),
        sa.ForeignKeyConstraint(["community_id"], ["places_places.id"], name=op.f("fk_matters_matters_community_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["matters_matters.id"], name=op.f("fk_matters_matters_merged_into_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_matters_matters_place_id")),
        sa.ForeignKeyConstraint(["screened_by_id"], ["people_persons.id"], name=op.f("fk_matters_matters_screened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters_matters")),
        sa.UniqueConstraint("community_id", "year", "number", name=op.f("uq_matters_matters_community_id_year_number")),
    )
    with op.batch_alter_table("matters_matters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matters_matters_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_matters_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_matters_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_matters_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_matters_place_id"), ["place_id"], unique=False)
        batch_op.create_index("ix_matters_matters_place_stage", ["place_path", "stage"], unique=False)
        batch_op.create_index(batch_op.f("ix_matters_matters_raised_at"), ["raised_at"], unique=False)
        batch_op.create_index("ix_matters_matters_stage_due", ["stage", "due_at"], unique=False)

    op.create_table(
        "notices_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ledger_idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "matter_raised",
                "matter_accepted",
                "matter_rejected",
                "matter_sent_elsewhere",
                "matter_merged",
                "matter_routed",
                "matter_to_review",
                "matter_withdrawn",
                "matter_closed",
                "matter_hidden",
                "matter_objected",
                "matter_restored",
                "matter_kept_hidden",
                "screening_missed",
                "panel_named",
                "meeting_noticed",
                "meeting_postponed",
                "meeting_cancelled",
                "new_round",
                "seat_found",
                "minutes_to_confirm",
                "minutes_awaited",
                "opinion_sent",
                "reply_due",
                "reply_missed",
                "reply_published",
                "reply_corrected",
                "reply_extended",
                "opinion_hidden",
                "opinion_objected",
                "opinion_restored",
                "opinion_kept_hidden",
                "register_entered",
                "register_corrected",
                "commitment_made",
                "commitment_reported",
                "commitment_returned",
                "commitment_struck_off",
                "commitment_parked",
                "commitment_due",
                "commitment_missed",
                "appointed",
                "dismissed",
                "verified",
                name="event",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.Enum("matters", "meetings", "opinions", "register", "tasks", "account", name="topic", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("because", sa.Enum("person", "office", "oversees", "author", "spoke", "took_part", "registered", "seconded", "follows", "resident", name="because", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("thread", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ledger_idx"], ["log_entries.idx"], name=op.f("fk_notices_messages_ledger_idx")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_messages")),
        sa.UniqueConstraint("ledger_idx", "event", "because", name=op.f("uq_notices_messages_ledger_idx_event_because")),
    )
    with op.batch_alter_table("notices_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_messages_thread"), ["thread"], unique=False)

    op.create_table(
        "notices_mutes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Enum("matters", "meetings", "opinions", "register", "tasks", "account", name="topic", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("channel", sa.Enum("inbox", "mail", name="channel", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_notices_mutes_person_id")),
        sa.PrimaryKeyConstraint("person_id", "topic", "channel", name=op.f("pk_notices_mutes")),
    )
    op.create_table(
        "people_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_mac", sa.String(length=64), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["issued_by_id"], ["people_persons.id"], name=op.f("fk_people_cards_issued_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_people_cards_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_cards")),
        sa.UniqueConstraint("code_mac", name=op.f("uq_people_cards_code_mac")),
    )
    with op.batch_alter_table("people_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_cards_person_id"), ["person_id"], unique=False)

    op.create_table(
        "people_roster_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("handed_in", "checking", "checked", "wrong", "confirmed", "importing", "done", "dropped", name="jobstate", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_people_roster_jobs_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_people_roster_jobs_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_roster_jobs")),
    )
    with op.batch_alter_table("people_roster_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_roster_jobs_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_roster_jobs_state"), ["state"], unique=False)

    op.create_table(
        "people_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.Enum("department", "street_office", "committee", "supervisory_committee", "owners_committee", "property_firm", "party_branch", name="unitkind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_people_units_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_units")),
        sa.UniqueConstraint("place_id", "name", name=op.f("uq_people_units_place_id_name")),
    )
    with op.batch_alter_table("people_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_units_place_id"), ["place_id"], unique=False)

    op.create_table(
        "places_households",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_places_households_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_households")),
        sa.UniqueConstraint("place_id", "number", name=op.f("uq_places_households_place_id_number")),
    )
    with op.batch_alter_table("places_households", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_households_place_id"), ["place_id"], unique=False)

    op.create_table(
        "places_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("home", "shop", "parking", name="partkind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("state", sa.Enum("delivered", "unsold", "undelivered", name="partstate", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.CheckConstraint("area > 0", name=op.f("ck_places_parts_area_positive")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_places_parts_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_parts")),
        sa.UniqueConstraint("place_id", "number", name=op.f("uq_places_parts_place_id_number")),
    )
    with op.batch_alter_table("places_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_parts_place_id"), ["place_id"], unique=False)

    op.create_table(
        "register_counters",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_register_counters_place_id")),
        sa.PrimaryKeyConstraint("place_id", "year", name=op.f("pk_register_counters")),
    )
    op.create_table(
        "sittings_sittings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.Enum("hearing", "coordination", "evaluation", "council", "assembly", name="sittingkind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("state", sa.Enum("scheduled", "cancelled", "in_session", "closed", "minutes_draft", "minutes_confirmed", name="state", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("online_url", sa.String(length=300), nullable=True),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("recorder_id", sa.Integer(), nullable=True),
        sa.Column("arrival_code", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["chair_id"], ["people_persons.id"], name=op.f("fk_sittings_sittings_chair_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_sittings_sittings_place_id")),
        sa.ForeignKeyConstraint(["recorder_id"], ["people_persons.id"], name=op.f("fk_sittings_sittings_recorder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_sittings")),
        sa.UniqueConstraint("arrival_code", name=op.f("uq_sittings_sittings_arrival_code")),
    )
    with op.batch_alter_table("sittings_sittings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_sittings_chair_id"), ["chair_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittings_sittings_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittings_sittings_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "matters_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Enum("insult", "privacy", "illegal", "off_matter", "moderated_at_source", name="hideground", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.ForeignKeyConstraint(["attachment_id"], ["files_attachments.id"], name=op.f("fk_matters_attachments_attachment_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_matters_attachments_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters_attachments")),
        sa.UniqueConstraint("matter_id", "attachment_id", name=op.f("uq_matters_attachments_matter_id_attachment_id")),
    )
    with op.batch_alter_table("matters_attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matters_attachments_attachment_id"), ["attachment_id"], unique=False)

    op.create_table(
        "matters_hidings",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Enum("insult", "privacy", "illegal", "off_matter", "moderated_at_source", name="hideground", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "office", sa.Enum("resident", "owner", "tenant", "building_head", "grid_worker", "clerk", "chair", "party_branch", "official", "supervisor", "auditor", "administrator", "author", "addressee", "presiding", "participant", name="role", native_enum=False, create_constraint=True, length=32), nullable=True
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_until_on", sa.Date(), nullable=False),
        sa.Column("objection", sa.Enum("open", "upheld", "dismissed", name="objection", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("objection_text", sa.String(length=1000), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_until_on", sa.Date(), nullable=True),
        sa.Column("calendar", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (decision_reason IS NULL)", name=op.f("ck_matters_hidings_decided")),
        sa.CheckConstraint("(objection IS NULL) = (objected_at IS NULL)", name=op.f("ck_matters_hidings_objected")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_matters_hidings_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people_persons.id"], name=op.f("fk_matters_hidings_decided_by_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_matters_hidings_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_matters_hidings")),
    )
    with op.batch_alter_table("matters_hidings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matters_hidings_objection"), ["objection"], unique=False)

    op.create_table(
        "matters_attachment_hidings",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Enum("insult", "privacy", "illegal", "off_matter", "moderated_at_source", name="hideground", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "office", sa.Enum("resident", "owner", "tenant", "building_head", "grid_worker", "clerk", "chair", "party_branch", "official", "supervisor", "auditor", "administrator", "author", "addressee", "presiding", "participant", name="role", native_enum=False, create_constraint=True, length=32), nullable=True
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_until_on", sa.Date(), nullable=False),
        sa.Column("objection", sa.Enum("open", "upheld", "dismissed", name="objection", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("objection_text", sa.String(length=1000), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_until_on", sa.Date(), nullable=True),
        sa.Column("calendar", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (decision_reason IS NULL)", name=op.f("ck_matters_attachment_hidings_decided")),
        sa.CheckConstraint("(objection IS NULL) = (objected_at IS NULL)", name=op.f("ck_matters_attachment_hidings_objected")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_matters_attachment_hidings_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people_persons.id"], name=op.f("fk_matters_attachment_hidings_decided_by_id")),
        sa.ForeignKeyConstraint(["link_id"], ["matters_attachments.id"], name=op.f("fk_matters_attachment_hidings_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_matters_attachment_hidings")),
    )
    with op.batch_alter_table("matters_attachment_hidings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matters_attachment_hidings_objection"), ["objection"], unique=False)

    op.create_table(
        "matters_secondings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_from_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["came_from_id"], ["matters_matters.id"], name=op.f("fk_matters_secondings_came_from_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_matters_secondings_matter_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_matters_secondings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters_secondings")),
        sa.UniqueConstraint("matter_id", "person_id", name=op.f("uq_matters_secondings_matter_id_person_id")),
    )
    with op.batch_alter_table("matters_secondings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matters_secondings_person_id"), ["person_id"], unique=False)

    op.create_table(
        "notices_follows",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_notices_follows_matter_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_notices_follows_person_id")),
        sa.PrimaryKeyConstraint("person_id", "matter_id", name=op.f("pk_notices_follows")),
    )
    with op.batch_alter_table("notices_follows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_follows_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "notices_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ledger_idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("state", sa.Enum("waiting", "sending", "sent", "given_up", name="mailstate", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Enum("unreachable", "not_admitted", "address_refused", "server_refused", "cut_off", "not_a_letter", name="mailerror", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notices_mails_sent_when")),
        sa.ForeignKeyConstraint(["ledger_idx"], ["log_entries.idx"], name=op.f("fk_notices_mails_ledger_idx")),
        sa.ForeignKeyConstraint(["message_id"], ["notices_messages.id"], name=op.f("fk_notices_mails_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_notices_mails_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_mails")),
        sa.UniqueConstraint("person_id", "ledger_idx", name=op.f("uq_notices_mails_person_id_ledger_idx")),
    )
    with op.batch_alter_table("notices_mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_mails_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_mails_state_next_at"), ["state", "next_at"], unique=False)

    op.create_table(
        "notices_notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ledger_idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ledger_idx"], ["log_entries.idx"], name=op.f("fk_notices_notifications_ledger_idx")),
        sa.ForeignKeyConstraint(["message_id"], ["notices_messages.id"], name=op.f("fk_notices_notifications_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_notices_notifications_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_notifications")),
        sa.UniqueConstraint("person_id", "ledger_idx", name=op.f("uq_notices_notifications_person_id_ledger_idx")),
    )
    with op.batch_alter_table("notices_notifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_notifications_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_notifications_person_id_id"), ["person_id", "id"], unique=False)
        batch_op.create_index("ix_notices_notifications_unread", ["person_id"], unique=False, sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL"))

    op.create_table(
        "opinions_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("disposition", sa.Enum("adopt", "partly", "not_adopt", "not_within_competence", name="disposition", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people_persons.id"], name=op.f("fk_opinions_replies_author_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["opinions_replies.id"], name=op.f("fk_opinions_replies_corrects_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_opinions_replies_matter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_opinions_replies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_replies")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_opinions_replies_corrects_id")),
    )
    with op.batch_alter_table("opinions_replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_replies_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinions_replies_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "people_appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Enum("resident", "owner", "tenant", "building_head", "grid_worker", "clerk", "chair", "party_branch", "official", "supervisor", "auditor", "administrator", "author", "addressee", "presiding", "participant", name="role", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_people_appointments_person_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_people_appointments_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_people_appointments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_appointments")),
        sa.UniqueConstraint("person_id", "role", "place_id", "unit_id", "starts_on", name=op.f("uq_people_appointments_person_id_role_place_id_unit_id_starts_on")),
    )
    with op.batch_alter_table("people_appointments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_appointments_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_appointments_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_appointments_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "people_ownerships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["places_parts.id"], name=op.f("fk_people_ownerships_part_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_people_ownerships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_ownerships")),
        sa.UniqueConstraint("part_id", "person_id", name=op.f("uq_people_ownerships_part_id_person_id")),
    )
    with op.batch_alter_table("people_ownerships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_ownerships_part_id"), ["part_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_ownerships_person_id"), ["person_id"], unique=False)

    op.create_table(
        "people_residences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["places_households.id"], name=op.f("fk_people_residences_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_people_residences_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_residences")),
        sa.UniqueConstraint("person_id", "household_id", name=op.f("uq_people_residences_person_id_household_id")),
    )
    with op.batch_alter_table("people_residences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_residences_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_residences_person_id"), ["person_id"], unique=False)
        batch_op.create_index("uq_people_residences_one_head", ["household_id"], unique=True, sqlite_where=sa.text("is_head AND until_on IS NULL"), postgresql_where=sa.text("is_head AND until_on IS NULL"))

    op.create_table(
        "people_roster_files", sa.Column("job_id", sa.Integer(), nullable=False), sa.Column("content", sa.LargeBinary(), nullable=False), sa.ForeignKeyConstraint(["job_id"], ["people_roster_jobs.id"], name=op.f("fk_people_roster_files_job_id")), sa.PrimaryKeyConstraint("job_id", name=op.f("pk_people_roster_files"))
    )
    op.create_table(
        "people_tenancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["places_parts.id"], name=op.f("fk_people_tenancies_part_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_people_tenancies_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_tenancies")),
        sa.UniqueConstraint("part_id", "person_id", "since_on", name=op.f("uq_people_tenancies_part_id_person_id_since_on")),
    )
    with op.batch_alter_table("people_tenancies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_tenancies_part_id"), ["part_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_tenancies_person_id"), ["person_id"], unique=False)

    op.create_table(
        "register_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("number_text", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("assembly_decision", "public_money", "facilities", "service_project", "consultation_outcome", "help_to_government", "common_concern", "hearing_outcome", "coordination_outcome", "evaluation_result", "department_decision", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("document_number", sa.String(length=120), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_reason", sa.String(length=1000), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=1000), nullable=True),
        sa.Column("ledger_idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(taken_down_at IS NULL) = (taken_down_reason IS NULL)", name=op.f("ck_register_entries_taken_down_why")),
        sa.CheckConstraint("number > 0", name=op.f("ck_register_entries_numbered")),
        sa.ForeignKeyConstraint(["corrects_id"], ["register_entries.id"], name=op.f("fk_register_entries_corrects_id")),
        sa.ForeignKeyConstraint(["ledger_idx"], ["log_entries.idx"], name=op.f("fk_register_entries_ledger_idx")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_register_entries_matter_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_register_entries_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_register_entries_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entries")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_register_entries_corrects_id")),
        sa.UniqueConstraint("ledger_idx", name=op.f("uq_register_entries_ledger_idx")),
        sa.UniqueConstraint("place_id", "year", "number", name=op.f("uq_register_entries_place_id_year_number")),
    )
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_entries_kind_published_at"), ["kind", "published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entries_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entries_place_id_published_at"), ["place_id", "published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entries_published_at_id"), ["published_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entries_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "sittings_agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("opening", "explanation", "questions", "statements", "replies", "show_of_hands", "summing_up", "other", name="agendakind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.Enum("waiting", "open", "done", name="itemstate", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings_sittings.id"], name=op.f("fk_sittings_agenda_items_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_agenda_items")),
        sa.UniqueConstraint("sitting_id", "position", name=op.f("uq_sittings_agenda_items_sitting_id_position")),
    )
    with op.batch_alter_table("sittings_agenda_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_agenda_items_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sittings_attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest", sa.String(length=60), nullable=True),
        sa.Column("speaks_for", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.Enum("on_site", "online", "observer", name="attendancemode", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (guest IS NULL)", name=op.f("ck_sittings_attendances_person_or_guest")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_sittings_attendances_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_sittings_attendances_person_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings_sittings.id"], name=op.f("fk_sittings_attendances_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_attendances")),
        sa.UniqueConstraint("sitting_id", "guest", name=op.f("uq_sittings_attendances_sitting_id_guest")),
        sa.UniqueConstraint("sitting_id", "person_id", name=op.f("uq_sittings_attendances_sitting_id_person_id")),
    )
    with op.batch_alter_table("sittings_attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_attendances_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittings_attendances_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sittings_hands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Enum("indicative", "decision", name="standing", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("yes + no + abstain <= present", name=op.f("ck_sittings_hands_hands_of_those_present")),
        sa.CheckConstraint("yes >= 0 AND no >= 0 AND abstain >= 0", name=op.f("ck_sittings_hands_not_negative")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_sittings_hands_by_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings_sittings.id"], name=op.f("fk_sittings_hands_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_hands")),
    )
    with op.batch_alter_table("sittings_hands", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_hands_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sittings_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["people_persons.id"], name=op.f("fk_sittings_minutes_drafted_by_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings_sittings.id"], name=op.f("fk_sittings_minutes_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_minutes")),
        sa.UniqueConstraint("sitting_id", name=op.f("uq_sittings_minutes_sitting_id")),
    )
    op.create_table(
        "meetings_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.Enum("coordination", "hearing", "evaluation", name="meetingkind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("stage", sa.Enum("draft", "panel_formed", "noticed", "postponed", "in_session", "sat", "replies_awaited", "published", "another_round", "cancelled", "archived", name="meetingstage", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("initiative", sa.Enum("department_asks", "committee_proposes", "own_affairs", name="initiative", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("scope", sa.Enum("government_project", "committee_project", "vital_interest", name="scope", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("decision_maker_id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=200), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("convened_by_id", sa.Integer(), nullable=False),
        sa.Column("official_title", sa.String(length=60), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("feasibility", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("plan_change", sa.Enum("none", "minor", "substantial", name="planchange", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("observer_seats", sa.Integer(), nullable=False),
        sa.Column("registration_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("halted_reason", sa.String(length=1000), nullable=False),
        sa.Column("opinions_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("observer_seats >= 0", name=op.f("ck_meetings_meetings_observer_seats")),
        sa.CheckConstraint("round > 0", name=op.f("ck_meetings_meetings_round")),
        sa.ForeignKeyConstraint(["convened_by_id"], ["people_persons.id"], name=op.f("fk_meetings_meetings_convened_by_id")),
        sa.ForeignKeyConstraint(["decision_maker_id"], ["people_units.id"], name=op.f("fk_meetings_meetings_decision_maker_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name=op.f("fk_meetings_meetings_entry_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_meetings_meetings_matter_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places_places.id"], name=op.f("fk_meetings_meetings_place_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_meetings_previous_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings_sittings.id"], name=op.f("fk_meetings_meetings_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_meetings")),
        sa.UniqueConstraint("sitting_id", name=op.f("uq_meetings_meetings_sitting_id")),
    )
    with op.batch_alter_table("meetings_meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_meetings_decision_maker_id"), ["decision_maker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_meetings_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_meetings_place_id"), ["place_id"], unique=False)
        batch_op.create_index("ix_meetings_meetings_place_stage", ["place_path", "stage"], unique=False)
        batch_op.create_index("uq_meetings_meetings_one_of_a_round", ["matter_id", "kind", "round"], unique=True, sqlite_where=sa.text("stage <> 'cancelled'"), postgresql_where=sa.text("stage <> 'cancelled'"))

    op.create_table(
        "opinions_opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("place_path", sa.String(length=120), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Enum("criticism", "opinion", "suggestion", name="kind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("phase", sa.Enum("before", "at", "after", name="phase", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("channel", sa.Enum("online", "on_site", "paper", "phone", name="channel", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("speaker", sa.String(length=60), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=False),
        sa.Column("disagree", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Enum("insult", "privacy", "illegal", "off_matter", "moderated_at_source", name="hideground", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_rule", sa.Enum("working_days", "natural_days", "natural_days_rolled", "clear_days", "shown_days", name="counting", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("due_from_on", sa.Date(), nullable=True),
        sa.Column("due_days", sa.SmallInteger(), nullable=True),
        sa.Column("due_is_provisional", sa.Boolean(), nullable=False),
        sa.Column("due_calendar", sa.String(length=32), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.String(length=1000), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("disposition", sa.Enum("adopt", "partly", "not_adopt", "not_within_competence", name="disposition", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("classified_by_id", sa.Integer(), nullable=True),
        sa.Column("classified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(disposition IS NULL) = (reason IS NULL)", name=op.f("ck_opinions_opinions_class_has_reason")),
        sa.CheckConstraint("(extended_at IS NULL) = (extension_reason IS NULL)", name=op.f("ck_opinions_opinions_extension")),
        sa.CheckConstraint("(reply_id IS NULL) = (answered_at IS NULL)", name=op.f("ck_opinions_opinions_answered_by_a_reply")),
        sa.CheckConstraint("(unit_id IS NULL) = (due_on IS NULL) AND (unit_id IS NULL) = (sent_at IS NULL)", name=op.f("ck_opinions_opinions_sent_means_due")),
        sa.CheckConstraint("agree >= 0 AND disagree >= 0 AND passed >= 0", name=op.f("ck_opinions_opinions_counted")),
        sa.CheckConstraint("reply_id IS NULL OR disposition IS NOT NULL", name=op.f("ck_opinions_opinions_answered_with_class")),
        sa.CheckConstraint("round > 0", name=op.f("ck_opinions_opinions_round")),
        sa.ForeignKeyConstraint(["author_id"], ["people_persons.id"], name=op.f("fk_opinions_opinions_author_id")),
        sa.ForeignKeyConstraint(["classified_by_id"], ["people_persons.id"], name=op.f("fk_opinions_opinions_classified_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["people_persons.id"], name=op.f("fk_opinions_opinions_entered_by_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters_matters.id"], name=op.f("fk_opinions_opinions_matter_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["opinions_replies.id"], name=op.f("fk_opinions_opinions_reply_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["people_persons.id"], name=op.f("fk_opinions_opinions_sent_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_opinions_opinions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_opinions")),
    )
    with op.batch_alter_table("opinions_opinions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_opinions_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_opinions_opinions_matter", ["matter_id", "round", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinions_opinions_reply_id"), ["reply_id"], unique=False)
        batch_op.create_index("ix_opinions_opinions_unit_due", ["unit_id", "answered_at", "due_on"], unique=False)

    op.create_table(
        "register_commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Enum("promised", "in_progress", "reported_done", "struck_off", "parked", name="commitmentstate", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("unit_id IS NOT NULL OR owner <> ''", name=op.f("ck_register_commitments_owned")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name=op.f("fk_register_commitments_entry_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["people_persons.id"], name=op.f("fk_register_commitments_reported_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_register_commitments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_commitments")),
    )
    with op.batch_alter_table("register_commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_commitments_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_commitments_state_due_on"), ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_commitments_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "register_documents",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["files_attachments.id"], name=op.f("fk_register_documents_attachment_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name=op.f("fk_register_documents_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "attachment_id", name=op.f("pk_register_documents")),
    )
    op.create_table(
        "sittings_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("is_on_paper", sa.Boolean(), nullable=False),
        sa.Column("is_objection", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attendance_id"], ["sittings_attendances.id"], name=op.f("fk_sittings_confirmations_attendance_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_sittings_confirmations_by_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["sittings_minutes.id"], name=op.f("fk_sittings_confirmations_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_confirmations")),
        sa.UniqueConstraint("minutes_id", "attendance_id", "version", name=op.f("uq_sittings_confirmations_minutes_id_attendance_id_version")),
    )
    with op.batch_alter_table("sittings_confirmations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_confirmations_attendance_id"), ["attendance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittings_confirmations_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "sittings_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("waiting", "speaking", "spoken", "waived", name="turn", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attendance_id"], ["sittings_attendances.id"], name=op.f("fk_sittings_turns_attendance_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings_sittings.id"], name=op.f("fk_sittings_turns_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_turns")),
    )
    with op.batch_alter_table("sittings_turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_turns_attendance_id"), ["attendance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittings_turns_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index("uq_sittings_turns_one_speaks", ["sitting_id"], unique=True, sqlite_where=sa.text("state = 'speaking'"), postgresql_where=sa.text("state = 'speaking'"))

    op.create_table(
        "meetings_consultations",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("opinions", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_consultations_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meetings_consultations")),
        sa.UniqueConstraint("digest", name=op.f("uq_meetings_consultations_digest")),
    )
    op.create_table(
        "meetings_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("stake", sa.String(length=200), nullable=False),
        sa.Column("is_affected", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_meetings_groups_seats")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_groups_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_groups")),
        sa.UniqueConstraint("meeting_id", "name", name=op.f("uq_meetings_groups_meeting_id_name")),
    )
    with op.batch_alter_table("meetings_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_groups_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "meetings_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("sits_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("online_url", sa.String(length=300), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("earliest_on", sa.Date(), nullable=False),
        sa.Column("observer_seats", sa.Integer(), nullable=False),
        sa.Column("registration_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_meetings_notices_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_notices_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_notices")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_meetings_notices_meeting_id_number")),
    )
    with op.batch_alter_table("meetings_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_notices_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "meetings_plan_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("extent", sa.Enum("none", "minor", "substantial", name="planchange", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_meetings_plan_changes_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_plan_changes_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_plan_changes")),
        sa.UniqueConstraint("meeting_id", "version", name=op.f("uq_meetings_plan_changes_meeting_id_version")),
    )
    with op.batch_alter_table("meetings_plan_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_plan_changes_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "opinions_hidings",
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Enum("insult", "privacy", "illegal", "off_matter", "moderated_at_source", name="hideground", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "office", sa.Enum("resident", "owner", "tenant", "building_head", "grid_worker", "clerk", "chair", "party_branch", "official", "supervisor", "auditor", "administrator", "author", "addressee", "presiding", "participant", name="role", native_enum=False, create_constraint=True, length=32), nullable=True
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_until_on", sa.Date(), nullable=False),
        sa.Column("objection", sa.Enum("open", "upheld", "dismissed", name="objection", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("objection_text", sa.String(length=1000), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_until_on", sa.Date(), nullable=True),
        sa.Column("calendar", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (decision_reason IS NULL)", name=op.f("ck_opinions_hidings_decided")),
        sa.CheckConstraint("(objection IS NULL) = (objected_at IS NULL)", name=op.f("ck_opinions_hidings_objected")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_opinions_hidings_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people_persons.id"], name=op.f("fk_opinions_hidings_decided_by_id")),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions_opinions.id"], name=op.f("fk_opinions_hidings_opinion_id")),
        sa.PrimaryKeyConstraint("opinion_id", name=op.f("pk_opinions_hidings")),
    )
    with op.batch_alter_table("opinions_hidings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_hidings_objection"), ["objection"], unique=False)

    op.create_table(
        "opinions_reactions",
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.Enum("agree", "disagree", "pass", name="stance", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions_opinions.id"], name=op.f("fk_opinions_reactions_opinion_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_opinions_reactions_person_id")),
        sa.PrimaryKeyConstraint("opinion_id", "person_id", name=op.f("pk_opinions_reactions")),
    )
    with op.batch_alter_table("opinions_reactions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinions_reactions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "register_evidence",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["files_attachments.id"], name=op.f("fk_register_evidence_attachment_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["register_commitments.id"], name=op.f("fk_register_evidence_commitment_id")),
        sa.PrimaryKeyConstraint("commitment_id", "attachment_id", name=op.f("pk_register_evidence")),
    )
    op.create_table(
        "sittings_minute_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=True),
        sa.Column("opinion_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attendance_id"], ["sittings_attendances.id"], name=op.f("fk_sittings_minute_entries_attendance_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_sittings_minute_entries_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["sittings_agenda_items.id"], name=op.f("fk_sittings_minute_entries_item_id")),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions_opinions.id"], name=op.f("fk_sittings_minute_entries_opinion_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings_sittings.id"], name=op.f("fk_sittings_minute_entries_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings_minute_entries")),
    )
    with op.batch_alter_table("sittings_minute_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittings_minute_entries_attendance_id"), ["attendance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittings_minute_entries_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittings_minute_entries_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "meetings_panel_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest", sa.String(length=60), nullable=True),
        sa.Column("capacity", sa.Enum("head", "affected_resident", "resident_rep", "community_unit", "other", name="capacity", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("person_id IS NOT NULL OR guest IS NOT NULL", name=op.f("ck_meetings_panel_members_somebody")),
        sa.ForeignKeyConstraint(["group_id"], ["meetings_groups.id"], name=op.f("fk_meetings_panel_members_group_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_panel_members_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_meetings_panel_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_panel_members")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meetings_panel_members_meeting_id_person_id")),
    )
    with op.batch_alter_table("meetings_panel_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_panel_members_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_panel_members_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_panel_members_person_id"), ["person_id"], unique=False)

    op.create_table(
        "meetings_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Enum("speak", "observe", name="part", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Enum("seated", "waiting", "given_back", name="seatstate", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entered_by_id"], ["people_persons.id"], name=op.f("fk_meetings_registrations_entered_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meetings_groups.id"], name=op.f("fk_meetings_registrations_group_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings_meetings.id"], name=op.f("fk_meetings_registrations_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_meetings_registrations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings_registrations")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meetings_registrations_meeting_id_person_id")),
        sa.UniqueConstraint("ticket", name=op.f("uq_meetings_registrations_ticket")),
    )
    with op.batch_alter_table("meetings_registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_registrations_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_registrations_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_registrations_person_id"), ["person_id"], unique=False)
    for statement in AFTERWARDS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))
