"""what proves that a ballot reached its voter, and how many silent ones a count went by (B3.6, G-9);
papers that name who casts, read by two (OW-4, OW-5);
when the Party organisation studied what goes to an assembly (JWH25 Art.30)

Revision: 0017, after 0016
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from civic import clock
from civic.db import Instant
from civic.migrate import downgrade

revision = "0017"
down_revision = "0016"

KEYS = {
    "vote_id": "voting_votes",
    "voter_id": "voting_voters",
    "person_id": "people_persons",
    "document_id": "files_attachments",
    "entered_by_id": "people_persons",
    "checked_by_id": "people_persons",
}

SILENT = """
FROM voting_voters AS voter
WHERE voter.vote_id = voting_votes.id AND NOT voter.is_struck AND voter.delivery IS NOT NULL
AND NOT EXISTS (
    SELECT 1 FROM voting_ballots AS ballot
    JOIN voting_answers AS answer ON answer.ballot_id = ballot.id
    WHERE ballot.voter_id = voter.id AND ballot.is_counted AND NOT ballot.is_spoiled
)
"""
# What was decided stays decided: by whoever was entered as reached, proven or not.
COUNTED = f"""
UPDATE voting_votes SET silent_heads = (SELECT count(*) {SILENT}),
silent_area = (SELECT coalesce(sum(voter.area), 0) {SILENT})
WHERE rule IN ('owners_ordinary', 'owners_special')
AND stage IN ('counted', 'published', 'challenged', 'verified', 'final')
"""
# Where nobody can enter a delivery any more, none can be entered anew with its proof either: what
# was entered there, and everybody was told, counts as it did.
AS_ENTERED = """
UPDATE voting_votes SET asks_proof = false
WHERE rule IN ('owners_ordinary', 'owners_special')
AND (stage IN ('closed', 'reconciled') OR (stage = 'open' AND closes_at <= :now))
"""
# Where deliveries are still taken, an entry without proof is none, and may be entered anew with it;
# where they decide nothing, in any other vote, none is kept.
UNPROVEN = """
UPDATE voting_voters SET delivery = NULL, delivered_at = NULL
WHERE delivery <> 'login' AND vote_id IN (
    SELECT id FROM voting_votes
    WHERE asks_proof AND stage IN ('posted', 'open', 'closed', 'reconciled')
)
"""

ON_PAPER = """
SELECT id, caster_id FROM voting_voters WHERE caster_document_id IS NOT NULL ORDER BY id
"""
SAID = """
SELECT kept.value FROM log_entries AS said
JOIN log_secrets AS kept ON kept.idx = said.idx AND kept.field = 'entry'
WHERE said.ref = :ref AND said.fact = 'vote.caster_named' ORDER BY said.idx
"""
# Nobody looked at it a second time then: whoever handed it in entered it, and nobody checked it.
NAMING = """
INSERT INTO voting_namings (
    vote_id, voter_id, person_id, document_id, state, entered_at, entered_by_id
)
SELECT voter.vote_id, voter.id, CAST(:names AS INTEGER), paper.id, :state, paper.at, paper.by_id
FROM voting_voters AS voter JOIN files_attachments AS paper ON paper.id = voter.caster_document_id
WHERE voter.id = :voter
"""
# Whom it spoke for; a paper that one of them has denied since says nothing for the others either.
SPOKEN_FOR = "WHERE voter_id = :voter AND names_id IS NOT NULL AND person_id NOT IN :themselves"
BY_PAPER, DENIED = (
    sa.text(f"UPDATE voting_voter_persons SET {said} {SPOKEN_FOR}").bindparams(
        sa.bindparam("themselves", expanding=True)
    )
    for said in ("is_by_paper = true", "names_id = NULL")
)


def upgrade() -> None:
    proof = "CONSTRAINT fk_voting_voters_delivery_document_id REFERENCES files_attachments (id)"
    op.execute(f"ALTER TABLE voting_voters ADD COLUMN delivery_document_id INTEGER {proof}")
    op.add_column("voting_votes", sa.Column("party_review_on", sa.Date(), nullable=True))
    note = sa.Column("party_review", sa.String(length=1000), server_default="", nullable=False)
    op.add_column("voting_votes", note)
    by_paper = sa.Column("is_by_paper", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("voting_voter_persons", by_paper)
    _namings()
    op.add_column("voting_votes", sa.Column("silent_heads", sa.Integer(), nullable=True))
    op.add_column("voting_votes", sa.Column("silent_area", sa.BigInteger(), nullable=True))
    op.execute(COUNTED)
    asks = sa.Column("asks_proof", sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column("voting_votes", asks)
    op.execute(sa.text(AS_ENTERED).bindparams(sa.bindparam("now", clock.now(), Instant)))
    op.execute(UNPROVEN)
    _what_papers_said()


def _what_papers_said() -> None:
    """A paper wrote its word over everybody's: what each said by themselves stands in the record.
    It holds as long as whom it names casts."""
    link = op.get_bind()
    heads: list[Any] = list(link.execute(sa.text(ON_PAPER)))
    for voter, caster in heads:
        names, own = caster, dict[int, int]()
        for value in link.scalars(sa.text(SAID), {"ref": f"voter/{voter}"}):
            told = json.loads(value)
            said = told["secret"]
            if "document" in said:
                names = said["names"]
                own = {person: named for person, named in own.items() if named == names}
            else:
                own[told["by"]] = said["names"]
        if names is None:  # erased from the record, and nobody casts
            continue
        state, theirs = ("confirmed", BY_PAPER) if names == caster else ("revoked", DENIED)
        link.execute(sa.text(NAMING), {"voter": voter, "names": names, "state": state})
        link.execute(theirs, {"voter": voter, "themselves": list(own)})


def _namings() -> None:
    op.create_table(
        "voting_namings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "given",
                "confirmed",
                "refused",
                "revoked",
                name="proxystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'confirmed' OR checked_by_id <> entered_by_id",
            name=op.f("ck_voting_namings_by_two"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_voting_namings_{column}")
            )
            for column, table in KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_namings")),
    )
    for column in ("vote_id", "voter_id", "person_id"):
        op.create_index(op.f(f"ix_voting_namings_{column}"), "voting_namings", [column])
    waits = sa.text("state = 'given'")
    op.create_index(
        "uq_voting_namings_one_in_hand",
        "voting_namings",
        ["voter_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )
