"""what comments are about (AP-11); what was signed for a paper that takes a cast ballot's place (B3.5);
in which body committee and supervisors serve (EV-4)

Revision: 0012, after 0011
"""

from alembic import op

from civic.migrate import downgrade, spell_out

revision = "0012"
down_revision = "0011"

THEMES = "'results', 'speed', 'manner', 'fairness', 'openness', 'presence', 'conduct', 'other'"
# Where an office was given without a unit: the body of that place, if there is one, and if the same
# office is not held in it already.
IN_THEIR_BODY = """
UPDATE people_appointments SET unit_id = (
    SELECT min(id) FROM people_units
    WHERE place_id = people_appointments.place_id AND kind = '{kind}'
)
WHERE unit_id IS NULL AND role IN ({roles}) AND NOT EXISTS (
    SELECT 1 FROM people_appointments AS other
    WHERE other.person_id = people_appointments.person_id
    AND other.role = people_appointments.role
    AND other.place_id = people_appointments.place_id
    AND other.starts_on = people_appointments.starts_on
    AND other.unit_id IS NOT NULL
)"""
BODIES = {
    "committee": "'chair', 'clerk', 'committee_member'",
    "supervisory_committee": "'supervisor'",
}


def upgrade() -> None:
    for kind, roles in BODIES.items():
        op.execute(IN_THEIR_BODY.format(kind=kind, roles=roles))
    kept = f"CONSTRAINT ck_voting_comments_theme CHECK (theme IN ({THEMES}))"
    op.execute(f"ALTER TABLE voting_comments ADD COLUMN theme VARCHAR(32) {kept}")
    signed = "CONSTRAINT fk_voting_ballots_signature_id REFERENCES files_attachments (id)"
    op.execute(f"ALTER TABLE voting_ballots ADD COLUMN signature_id INTEGER {signed}")
    spell_out()
