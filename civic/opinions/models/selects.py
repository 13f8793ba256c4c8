"""What pages and higher rooms read of opinions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from civic import clock, search
from civic.db import local_day
from civic.ledger import Entry, entries_about
from civic.opinions.models.tables import Hiding, Opinion, Passing, Reaction, Reply
from civic.opinions.rules import (
    OWED_A_REPLY_WHEN_HIDDEN,
    Kind,
    Objection,
    Phase,
    Sort,
    Stance,
)

SEARCHED: Final = "opinion"
"""The kind under which opinions stand in the search index."""

# -- conditions ---------------------------------------------------------------

OWED = or_(Opinion.hidden.is_(None), Opinion.hidden.in_(OWED_A_REPLY_WHEN_HIDDEN))
"""Must be answered (HR-8): all but those hidden for what they say."""
UNANSWERED = and_(OWED, Opinion.answered_at.is_(None))
DIVIDED = case((Opinion.agree < Opinion.disagree, Opinion.agree), else_=Opinion.disagree)


def overdue() -> ColumnElement[bool]:
    """Late by the clock, whatever any job has or hasn't done."""
    return and_(UNANSWERED, Opinion.due_on < clock.today())


def undecided() -> ColumnElement[bool]:
    """Hidden without an answer, and not for good yet: its author may still object, or has, and
    nobody has decided."""
    may_object = and_(
        Hiding.objection.is_(None),
        Hiding.object_until_on >= clock.today(),
        Hiding.by_id.is_not(None),
    )
    return and_(
        ~OWED,
        Opinion.answered_at.is_(None),
        exists().where(
            Hiding.opinion_id == Opinion.id, or_(Hiding.objection == Objection.OPEN, may_object)
        ),
    )


def in_paths(paths: Collection[str]) -> ColumnElement[bool]:
    """Within any of these places; within none, if there are none."""
    return or_(false(), *(Opinion.place_path.startswith(path, autoescape=True) for path in paths))


SHOWN = (
    joinedload(Opinion.author),
    joinedload(Opinion.unit),
    joinedload(Opinion.hiding),
    joinedload(Opinion.reply).options(joinedload(Reply.unit), joinedload(Reply.corrects)),
)
"""What an opinion shows wherever it stands; ``Reply.corrects`` one step back."""


# -- what pages show ----------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """Which opinions of a matter are read, and in which order."""

    kind: Kind | None = None
    phase: Phase | None = None
    is_answered: bool | None = None
    round: int | None = None
    query: str = ""
    sort: Sort = Sort.NEWEST


ORDERS: dict[Sort, Sequence[Any]] = {
    Sort.NEWEST: (Opinion.given_at.desc(), Opinion.id.desc()),
    Sort.OLDEST: (Opinion.given_at, Opinion.id),
    Sort.AGREED: (Opinion.agree.desc(), Opinion.id),
    Sort.DISAGREED: (Opinion.disagree.desc(), Opinion.id),
    Sort.DIVIDED: (DIVIDED.desc(), (Opinion.agree + Opinion.disagree).desc(), Opinion.id),
    Sort.UNANSWERED: (
        case((UNANSWERED, 0), else_=1),
        Opinion.due_on.is_(None),
        Opinion.due_on,
        Opinion.id,
    ),
}


def wanted_of(matter_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions of what is read. What is hidden is never found by its words."""
    found: list[ColumnElement[bool]] = [Opinion.matter_id == matter_id]
    if wanted.kind is not None:
        found.append(Opinion.kind == wanted.kind)
    if wanted.phase is not None:
        found.append(Opinion.phase == wanted.phase)
    if wanted.round is not None:
        found.append(Opinion.round == wanted.round)
    if wanted.is_answered is not None:
        found.append(Opinion.answered_at.is_not(None) if wanted.is_answered else UNANSWERED)
    if wanted.query:
        found.append(Opinion.id.in_(search.matching(SEARCHED, wanted.query)))
        found.append(Opinion.hidden.is_(None))
    return found


def of_matter(
    matter_id: int, wanted: Wanted = Wanted(), *, reader_id: int | None = None
) -> Select[Opinion, Stance | None, int]:
    """Opinions of a matter with the reader's own stance and how many there are in all."""
    mine = and_(Reaction.opinion_id == Opinion.id, Reaction.person_id == (reader_id or 0))
    return (
        select(Opinion, Reaction.stance, func.count().over())
        .outerjoin(Reaction, mine)
        .where(*wanted_of(matter_id, wanted))
        .options(*SHOWN)
        .order_by(*ORDERS[wanted.sort])
    )


@dataclass(frozen=True)
class Counts:
    """How a matter's opinions stand, each number by the clock of now."""

    total: int
    criticism: int
    opinion: int
    suggestion: int
    hidden: int
    owed: int
    answered: int
    sent: int
    overdue: int
    contested: int
    """Hidden without an answer, and may still come back: they block closing too (HR-8)."""
    next_due_on: date | None

    @property
    def unanswered(self) -> int:
        return self.owed - self.answered

    @property
    def unsent(self) -> int:
        """To be answered, with nobody asked yet."""
        return self.owed - self.sent

    @property
    def next_due_at(self) -> datetime | None:
        return None if self.next_due_on is None else clock.end_of_day(self.next_due_on)


def _numbers() -> list[Any]:
    """What ``Counts`` is made of, in its order: aggregates over a matter's opinions."""
    conditions = (
        *(Opinion.kind == kind for kind in Kind),
        Opinion.hidden.is_not(None),
        OWED,
        and_(OWED, Opinion.answered_at.is_not(None)),
        and_(OWED, Opinion.unit_id.is_not(None)),
        overdue(),
        undecided(),
    )
    return [
        func.count(Opinion.id),
        *(func.sum(case((condition, 1), else_=0)) for condition in conditions),
        func.min(case((UNANSWERED, Opinion.due_on))),
    ]


def counts(matter_id: int, round: int | None = None) -> Select[*tuple[Any, ...]]:
    """All of ``Counts`` in one row: ``Counts(*row)``."""
    number, *sums, due = _numbers()
    found = select(number, *(func.coalesce(each, 0) for each in sums), due)
    found = found.where(Opinion.matter_id == matter_id)
    return found if round is None else found.where(Opinion.round == round)


def newest(matter_id: int, reader_id: int | None) -> Select[*tuple[Any, ...]]:
    """Opinions with the reader's stance, newest first, and in each row the ``Counts`` of all
    of the matter's: a panel in one query."""
    found = of_matter(matter_id, reader_id=reader_id)
    return found.add_columns(*(each.over() for each in _numbers()))


def unanswered(matter_id: int, round: int | None = None) -> Select[Opinion]:
    """Opinions that block closing: owed an answer and without one (HR-8)."""
    found = select(Opinion).where(Opinion.matter_id == matter_id, UNANSWERED)
    if round is not None:
        found = found.where(Opinion.round == round)
    return found.options(*SHOWN).order_by(*ORDERS[Sort.UNANSWERED])


def contested(matter_id: int) -> Select[Opinion]:
    """What was hidden without an answer and may still come back."""
    return (
        select(Opinion)
        .where(Opinion.matter_id == matter_id, undecided())
        .options(*SHOWN)
        .order_by(Opinion.id)
    )


def last_due(
    matter_id: int | SQLColumnExpression[int], round: int | None = None
) -> Select[date | None]:
    """The last day on which an answer is due, or until which something hidden without one might
    have come back: the result follows it (TM-6)."""
    settled_on = case(
        (Hiding.decided_at.is_not(None), local_day(Hiding.decided_at)),
        else_=Hiding.object_until_on,
    )
    by_somebody = and_(Opinion.answered_at.is_(None), Hiding.by_id.is_not(None))
    day = case((OWED, Opinion.due_on), (by_somebody, settled_on))
    found = select(func.max(day)).outerjoin(Hiding).where(Opinion.matter_id == matter_id)
    return found if round is None else found.where(Opinion.round == round)


def sendable(matter_id: int, ids: Collection[int] = ()) -> Select[Opinion]:
    """Owed an answer and sent to nobody yet; and those of these that wait for one already."""
    return (
        select(Opinion)
        .where(
            Opinion.matter_id == matter_id,
            UNANSWERED,
            or_(Opinion.unit_id.is_(None), Opinion.id.in_(ids)),
        )
        .options(*SHOWN)
        .order_by(Opinion.id)
    )


def queue(unit_ids: Collection[int]) -> Select[Opinion]:
    """What waits for these units, what is due first at the head (HR-9)."""
    return (
        select(Opinion)
        .where(Opinion.unit_id.in_(unit_ids), UNANSWERED)
        .options(joinedload(Opinion.matter), *SHOWN)
        .order_by(Opinion.due_on, Opinion.matter_id, Opinion.id)
    )


def queue_counts(unit_ids: Collection[int]) -> Select[int, int]:
    """How many wait for these units, and how many of them are late by the clock of now."""
    return select(
        func.count(Opinion.id), func.coalesce(func.sum(case((overdue(), 1), else_=0)), 0)
    ).where(Opinion.unit_id.in_(unit_ids), UNANSWERED)


def alike(ids: Collection[int], unit_ids: Collection[int]) -> Select[Opinion]:
    """What waits for the same unit on the same matter as the first of these, which may
    be answered or extended together."""
    first = (
        select(Opinion.matter_id, Opinion.unit_id)
        .where(Opinion.id.in_(ids), Opinion.unit_id.in_(unit_ids))
        .order_by(Opinion.id)
        .limit(1)
        .subquery()
    )
    return queue(unit_ids).join(
        first, and_(first.c.matter_id == Opinion.matter_id, first.c.unit_id == Opinion.unit_id)
    )


def reply_of(reply_id: int) -> Select[Reply]:
    """An answer with what its correction shows."""
    return (
        select(Reply)
        .where(Reply.id == reply_id)
        .options(joinedload(Reply.matter), joinedload(Reply.unit))
    )


def replies_of(unit_ids: Collection[int]) -> Select[Reply]:
    """What these units answered, newest first."""
    return (
        select(Reply)
        .where(Reply.unit_id.in_(unit_ids))
        .options(joinedload(Reply.matter), joinedload(Reply.unit))
        .order_by(Reply.published_at.desc(), Reply.id.desc())
    )


def of_author(person_id: int) -> Select[Opinion]:
    """What a person said, newest first."""
    return (
        select(Opinion)
        .where(Opinion.author_id == person_id)
        .options(joinedload(Opinion.matter), *SHOWN)
        .order_by(Opinion.id.desc())
    )


def passings(opinion_id: int) -> Select[Passing]:
    """Which units had it and passed it on, in their order."""
    return select(Passing).where(Passing.opinion_id == opinion_id).order_by(Passing.id)


def provisional(calendar: str) -> Select[Opinion]:
    """Open deadlines that were guessed before a year's notice was known (WD-4)."""
    return select(Opinion).where(
        UNANSWERED, Opinion.due_is_provisional, Opinion.due_calendar != calendar
    )


def shown(opinion_id: int, *, reader_id: int | None = None) -> Select[Opinion, Stance | None]:
    """One opinion with all that its own page shows, and the reader's stance."""
    mine = and_(Reaction.opinion_id == Opinion.id, Reaction.person_id == (reader_id or 0))
    return (
        select(Opinion, Reaction.stance)
        .outerjoin(Reaction, mine)
        .where(Opinion.id == opinion_id)
        .options(joinedload(Opinion.matter), *SHOWN)
    )


def versions(reply_id: int) -> Select[Reply]:
    """An answer and all that it corrected, newest first."""
    chain = (
        select(Reply.id, Reply.corrects_id)
        .where(Reply.id == reply_id)
        .cte("versions", recursive=True)
    )
    chain = chain.union_all(
        select(Reply.id, Reply.corrects_id).join(chain, Reply.id == chain.c.corrects_id)
    )
    return (
        select(Reply)
        .where(Reply.id.in_(select(chain.c.id)))
        .options(joinedload(Reply.unit))
        .order_by(Reply.id.desc())
    )


def happened(opinion: Opinion, answers: Collection[Reply]) -> Select[Entry]:
    """What the public record says of an opinion and its answers, oldest first."""
    return entries_about([opinion.ledger_ref, *(answer.ledger_ref for answer in answers)])


def answers(matter_id: int) -> Select[Reply]:
    """Every answer on a matter, corrected ones too, oldest first."""
    return (
        select(Reply)
        .where(Reply.matter_id == matter_id)
        .options(joinedload(Reply.unit))
        .order_by(Reply.id)
    )


def answered_by(reply_id: int) -> Select[Opinion]:
    """The opinions that an answer serves."""
    return select(Opinion).where(Opinion.reply_id == reply_id).options(*SHOWN).order_by(Opinion.id)


def corrected_by(reply_id: int) -> Select[int]:
    """The answer that puts this one right, if there is one."""
    return select(Reply.id).where(Reply.corrects_id == reply_id)


def said_by(person_id: int, matter_id: int) -> Select[str]:
    """The words somebody has said on a matter already."""
    return select(Opinion.text).where(
        Opinion.matter_id == matter_id, Opinion.author_id == person_id
    )
