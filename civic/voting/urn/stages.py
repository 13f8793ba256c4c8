"""How far a box has come. A step that was taken already changes nothing and is no error."""

from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from civic.errors import OutOfOrder
from civic.voting.urn.tables import BoxState, box, roll
from civic.voting.urn.why import Why

_BEFORE: Mapping[BoxState, tuple[BoxState, ...]] = {
    # Opened, and the site does not know: back, as long as nobody has voted.
    BoxState.DRAFT: (BoxState.REHEARSED, BoxState.OPEN),
    BoxState.REHEARSED: (BoxState.DRAFT,),
    BoxState.OPEN: (BoxState.REHEARSED,),
    BoxState.CLOSED: (BoxState.OPEN,),
    BoxState.RECONCILED: (BoxState.CLOSED,),
    BoxState.OPENED: (BoxState.RECONCILED,),
    BoxState.CERTIFIED: (BoxState.OPENED,),
    BoxState.DESTROYED: (
        BoxState.DRAFT,
        BoxState.REHEARSED,
        BoxState.OPEN,  # as above
        BoxState.CLOSED,  # its figures differ
        BoxState.RECONCILED,  # nobody can open it
        BoxState.OPENED,
        BoxState.CERTIFIED,
    ),
}


def state_of(link: Connection, vote_id: int) -> BoxState | None:
    found = link.scalar(select(box.c.state).where(box.c.vote_id == vote_id))
    return None if found is None else BoxState(found)


def advance(link: Connection, vote_id: int, to: BoxState) -> None:
    """One step; nothing where it is there already. Raises OutOfOrder."""
    moved = link.execute(
        update(box).where(box.c.vote_id == vote_id, box.c.state.in_(_BEFORE[to])).values(state=to)
    )
    if moved.rowcount == 1:
        return
    state = state_of(link, vote_id)
    if state is None:
        raise OutOfOrder(Why.NO_BOX)
    if state is not to:
        raise OutOfOrder(Why.NOT_AT_THIS_STAGE, state=state)


def take_back(link: Connection, vote_id: int, to: BoxState) -> None:
    """A step that an open box takes only while nobody has voted. Raises OutOfOrder."""
    was = state_of(link, vote_id)
    advance(link, vote_id, to)  # from here on whoever votes waits, and finds it closed
    marks = select(func.count()).where(roll.c.vote_id == vote_id, roll.c.state == 1)
    if was is BoxState.OPEN and link.scalar(marks):
        raise OutOfOrder(Why.NOT_AT_THIS_STAGE, state=was)
