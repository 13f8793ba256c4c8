"""Where opinions go when their matter joins another."""

from sqlalchemy import select, update

from civic.db import session
from civic.ledger import JSON
from civic.matters.models import Matter
from civic.opinions.models import Opinion, Reply


def go_along(matter: Matter, into: Matter) -> dict[str, JSON]:
    """They are spoken to with the other matter from now on: left behind, nobody would answer."""
    mine = select(Opinion.id).where(Opinion.matter_id == matter.id).order_by(Opinion.id)
    moved = session().scalars(mine.with_for_update()).all()
    there = {"matter_id": into.id, "place_path": into.place_path}
    session().execute(
        update(Opinion).where(Opinion.id.in_(moved)).values(there | {"round": into.round})
    )
    session().execute(update(Reply).where(Reply.matter_id == matter.id).values(there))
    return {"opinions": [f"opinion/{ident}" for ident in moved]}
