"""what is done about a ballot is told to those behind it

Revision: 0007, after 0006
"""

from civic.migrate import downgrade, let_grow

revision = "0007"
down_revision = "0006"

EVENTS = ("vote_roll_amended", "ballot_handled")


def upgrade() -> None:
    let_grow("notices_messages", "ck_notices_messages_event", "vote_verified", EVENTS)
