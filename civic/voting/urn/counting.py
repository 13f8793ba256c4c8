"""Looking into the urn: figures, and the commitments that go into the public record."""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import SystemRandom

from sqlalchemy import Select, Table, func, select
from sqlalchemy.engine import Connection

from civic.errors import OutOfOrder
from civic.voting.rules.sealed import agree
from civic.voting.urn import sealing
from civic.voting.urn.place import Parameters, Place, here
from civic.voting.urn.sealing import Commitments
from civic.voting.urn.stages import state_of
from civic.voting.urn.tables import BoxState, Mode, answers, ballots, box, comments, roll
from civic.voting.urn.why import Why

_LEAST = 10


@dataclass(frozen=True)
class Counts:
    """The figures of a box. ``rows``: of each question."""

    roll: int
    marked: int
    online: int
    paper: int
    comments: int
    rows: tuple[int, ...]

    @property
    def agree(self) -> bool:
        """Whether nothing is missing, and nothing too many."""
        return agree(self.marked, self.online, self.paper, self.rows)


def parameters(place: Place, vote_id: int) -> Parameters:
    """The box's parameters. Raises OutOfOrder: there is none."""
    if (known := place.parameters.get(vote_id)) is not None:
        return known
    with place.looking() as link:
        row = link.execute(select(box).where(box.c.vote_id == vote_id)).one_or_none()
    if row is None:
        raise OutOfOrder(Why.NO_BOX)
    found = Parameters(Mode(row.mode), row.hpke_pub, row.row_len, row.n_questions)
    if row.state != BoxState.DRAFT:
        place.parameters[vote_id] = found
    return found


def has_voted(vote_id: int, unit_no: int) -> bool | None:
    """Whether this unit's one ballot is cast or its paper handed out; None: nothing is kept of it,
    as once the box is destroyed, or gone."""
    marked = select(roll.c.state).where(roll.c.vote_id == vote_id, roll.c.unit_no == unit_no)
    try:
        with here().looking() as link:
            state = link.scalar(marked)
    except OutOfOrder:
        return None
    return None if state is None else state == 1


def has_paper(vote_id: int, unit_no: int) -> bool:
    """Whether this unit's one ballot was handed out on paper."""
    handed = select(roll.c.channel).where(roll.c.vote_id == vote_id, roll.c.unit_no == unit_no)
    with here().looking() as link:
        return link.scalar(handed) == 1


def state(vote_id: int) -> BoxState | None:
    """How far the box has come; None: there is none."""
    with here().looking() as link:
        return state_of(link, vote_id)


def counts(vote_id: int) -> Counts:
    """The figures, of one moment. While the vote is open they are nobody's to see."""
    with here().looking() as link:
        return counts_in(link, vote_id)


def counts_in(link: Connection, vote_id: int) -> Counts:
    questions = link.scalar(select(box.c.n_questions).where(box.c.vote_id == vote_id))
    if questions is None:
        raise OutOfOrder(Why.NO_BOX)
    mine = roll.c.vote_id == vote_id
    on_roll, marked, paper = link.execute(
        select(func.count(), func.sum(roll.c.state), func.sum(roll.c.channel)).where(mine)
    ).one()
    online = link.scalar(_count(ballots, vote_id)) or 0
    by_question = (
        select(answers.c.question, func.count().label("n"))
        .where(answers.c.vote_id == vote_id)
        .group_by(answers.c.question)
    )
    rows = {row.question: row.n for row in link.execute(by_question)}
    return Counts(
        roll=on_roll,
        marked=int(marked or 0),
        online=online,
        paper=int(paper or 0),
        comments=link.scalar(_count(comments, vote_id)) or 0,
        rows=tuple(rows.get(question, 0) for question in range(1, questions + 1)),
    )


def _count(table: Table, vote_id: int) -> Select[int]:
    return select(func.count()).select_from(table).where(table.c.vote_id == vote_id)


def batch(vote_id: int, logged: Commitments, size: int) -> Commitments | None:
    """Ballots that are not in the record yet, sorted, a whole number of times ``size``; None while
    they are too few, or fewer than ten of them can have come since the last batch.

    By lot: of the lowest their sums would tell how many there are. Without their rows: the few that
    came of late, or after the last batch, would be known by them.
    """
    with here().looking() as link:
        new = Commitments.of(ballots_in(link, vote_id), ()).without(logged).ballots
    left = size - 1 if logged.ballots else 0  # by the last batch, at most
    if len(new) < max(size, left + _LEAST):
        return None
    return Commitments.of(SystemRandom().sample(new, len(new) // size * size), ())


def contents(vote_id: int) -> Commitments:
    """Everything that is in the urn, sorted: its rows go into the record at once, after closing."""
    with here().looking() as link:
        rows = (sealing.row_commitment(vote_id, *row) for row in rows_in(link, vote_id))
        return Commitments.of(ballots_in(link, vote_id), rows)


def ballots_in(link: Connection, vote_id: int) -> list[bytes]:
    """The commitments to ballots, sorted."""
    inside = select(ballots.c.commitment).where(ballots.c.vote_id == vote_id)
    return sorted(link.scalars(inside))


def rows_in(link: Connection, vote_id: int) -> Iterable[tuple[int, bytes, bytes]]:
    """Question, row id and sealed row, in the order of their random keys."""
    for question, row_id, sealed in link.execute(
        select(answers.c.question, answers.c.row_id, answers.c.sealed)
        .where(answers.c.vote_id == vote_id)
        .order_by(answers.c.question, answers.c.row_id)
    ):
        yield question, row_id, sealed
    for row_id, sealed in link.execute(
        select(comments.c.row_id, comments.c.sealed)
        .where(comments.c.vote_id == vote_id)
        .order_by(comments.c.row_id)
    ):
        yield sealing.COMMENT, row_id, sealed
