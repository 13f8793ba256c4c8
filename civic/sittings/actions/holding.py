"""Taking turns: one act at a time on a sitting."""

from sqlalchemy import select

from civic.db import session
from civic.sittings.models import Sitting, whole


def hold(sitting: Sitting) -> None:
    """Its turn: nobody else changes this sitting until the act is committed."""
    session().execute(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update())
    session().scalars(whole(sitting.id).execution_options(populate_existing=True)).one()
