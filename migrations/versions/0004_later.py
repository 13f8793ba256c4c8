"""what could not be told is tried again later; what was told knows of which matter

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("log_outbox", sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
    name_matters()


def name_matters() -> None:
    """A title that is hidden one day is found by the matter's id in what was told of it."""
    link = op.get_bind()
    told = sa.table("notices_messages", sa.column("id"), sa.column("ledger_idx"), sa.column("event"), sa.column("url"), sa.column("facts", sa.JSON))
    entries = sa.table("log_entries", sa.column("idx"), sa.column("ref"))
    matters = {}
    for kind, table, key in (("opinion", "opinions_opinions", "id"), ("reply", "opinions_replies", "id"), ("meeting", "meetings_meetings", "id"), ("sitting", "meetings_meetings", "sitting_id")):
        rows = link.execute(sa.select(sa.column(key), sa.column("matter_id")).select_from(sa.table(table)))
        matters |= {(kind, str(ident)): matter for ident, matter in rows}

    def matter(kind, ident):
        return int(ident) if kind == "matter" else matters.get((kind, ident))

    asked = sa.select(told.c.id, told.c.event, told.c.url, told.c.facts, entries.c.ref).join_from(told, entries, entries.c.idx == told.c.ledger_idx)
    for ident, event, url, facts, ref in link.execute(asked).all():
        if "title" not in facts:
            continue
        kind, _, number = url.removeprefix("/").partition("/")
        by_url = matter(kind.removesuffix("s"), number.partition("/")[0])
        by_ref = matter(*ref.split("/")) if ref.count("/") == 1 else None
        found = {"title_of": by_ref, "into_of": by_url} if event == "matter_merged" else {"title_of": by_url or by_ref}
        found = {name: of for name, of in found.items() if of is not None}
        link.execute(told.update().where(told.c.id == ident).values(facts=facts | found))
