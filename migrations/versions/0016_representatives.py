"""how many of an assembly's heads are representatives, frozen with its roll (RB-5, G-9)

Revision: 0016, after 0015
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from civic import clock
from civic.db import Instant
from civic.migrate import downgrade

revision = "0016"
down_revision = "0015"

COLUMN = (
    "representatives INTEGER DEFAULT '0' NOT NULL "
    "CONSTRAINT ck_voting_votes_representatives CHECK (representatives >= 0)"
)
FROZEN = """
SELECT id, place_id, opened_at, (
    SELECT max(idx) FROM log_entries
    WHERE fact = 'vote.roll_frozen' AND ref = 'vote/' || voting_votes.id
) AS frozen_at
FROM voting_votes WHERE electorate = 'representatives' AND roll_root IS NOT NULL
"""
# Who served in the committee on that day, as far as the record knew it when the roll was frozen:
# an office that was entered later, with an earlier day, changes no decision.
COUNTED = """
UPDATE voting_votes SET representatives = (
    SELECT count(*) FROM voting_voters AS voter
    JOIN voting_voter_persons AS stands ON stands.voter_id = voter.id
    WHERE voter.vote_id = :vote AND NOT voter.is_struck AND NOT EXISTS (
        SELECT 1 FROM people_appointments AS office
        WHERE office.person_id = stands.person_id AND office.place_id = :place
        AND office.role IN ('chair', 'committee_member')
        AND office.starts_on <= :day AND (office.ends_on IS NULL OR office.ends_on >= :day)
        AND NOT EXISTS (
            SELECT 1 FROM log_entries
            WHERE fact = 'appointment.made' AND ref = 'appointment/' || office.id AND idx > :frozen
        )
    )
) WHERE id = :vote
"""


def upgrade() -> None:
    op.execute(f"ALTER TABLE voting_votes ADD COLUMN {COLUMN}")
    link = op.get_bind()
    asked = sa.text(FROZEN).columns(opened_at=Instant)
    frozen: list[Any] = list(link.execute(asked))
    count = sa.text(COUNTED).bindparams(sa.bindparam("day", type_=sa.Date))
    for vote, place, opened_at, idx in frozen:
        day = clock.day_of(opened_at or clock.now())
        link.execute(count, {"vote": vote, "place": place, "day": day, "frozen": idx or 0})
