"""Taking turns, and moving a meeting together with its matter."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from civic import clock
from civic.db import session
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.meetings import rules
from civic.meetings.models import Meeting, conducted, office_holders, rated_people
from civic.meetings.rules import MATTER_STAGE, MeetingKind, MeetingStage
from civic.people.models import Person
from civic.places.models import Place
from civic.register import actions as register
from civic.register.actions import Promise
from civic.register.models import RegisterEntry
from civic.register.rules import Kind
from civic.sittings.models import Sitting


def hold(meeting: Meeting, *, moves: bool = False) -> Meeting:
    """Its turn: nobody else changes this meeting until the act is committed.

    ``moves``: its sitting and its matter too. Always in this order, and before the first
    word in the record, whose head is held to the end: else whoever writes an opinion, holding
    the matter and waiting for the record, and this act would wait for each other (PostgreSQL).
    """
    session().flush()
    session().execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    if moves:
        sitting = select(Sitting.id).where(Sitting.id == meeting.sitting_id)
        session().execute(sitting.with_for_update())
        matters.hold(session().get_one(Matter, meeting.matter_id))
    held = conducted(meeting.id).execution_options(populate_existing=True)
    return session().scalars(held).unique().one()


def hold_hearing(meeting: Meeting, *, moves: bool = False) -> Meeting:
    """A hearing's turn, for what only a hearing has. Raises OutOfOrder for another meeting."""
    held = hold(meeting, moves=moves)
    rules.require_kind(held.kind, MeetingKind.HEARING)
    return held


def hold_evaluation(meeting: Meeting, *, moves: bool = False) -> Meeting:
    """An evaluation's turn, for what only an evaluation has."""
    held = hold(meeting, moves=moves)
    rules.require_kind(held.kind, MeetingKind.EVALUATION)
    return held


def move(meeting: Meeting, to: MeetingStage, *, due_at: datetime | None = None) -> None:
    """The meeting's new stage, and its matter's beside it (B1.1); both are held already."""
    meeting.stage = to
    matter = session().get_one(Matter, meeting.matter_id)
    beside = MATTER_STAGE[to]
    if matter.stage is not beside:
        matters.move(matter, beside, due_at=due_at)


def parties(meeting: Meeting) -> frozenset[int]:
    """Whoever wants something of the matter: its author, who speaks for a stake, who decides, who
    is rated."""
    found = {meeting.matter.author_id}
    found |= {m.person_id for m in meeting.panel if m.person_id and m.group_id is not None}
    found |= {r.person_id for r in meeting.registrations if r.group_id is not None and r.is_taken}
    found |= {a.person_id for a in meeting.sitting.attendances if a.person_id and a.group}
    if meeting.kind is MeetingKind.EVALUATION:
        concerned = rated_people(meeting.id)
    else:
        concerned = office_holders([meeting.decision_maker_id], clock.today())
    return frozenset(found) | frozenset(session().scalars(concerned))


def enter_result(
    actor: Person,
    meeting: Meeting,
    *,
    kind: Kind,
    title: str,
    text: str,
    is_redacted: bool,
    promises: Sequence[Promise] = (),
    rated: Iterable[int] = (),
    figures: str = "",
) -> RegisterEntry:
    """What came of it into the register, under ``title``, else under the one that the notice had."""
    meeting.official_title = rules.name_officially(
        title or meeting.official_title, is_redacted=is_redacted
    )
    meeting.outcome, meeting.published_at = text.strip(), clock.now()
    matter = session().get_one(Matter, meeting.matter_id)
    entry = register.enter(
        actor,
        session().get_one(Place, matter.place_id),
        kind=kind,
        title=meeting.official_title,
        text=meeting.outcome,
        matter=matter,
        commitments=promises,
        rated=rated,
        figures=figures,
    )
    meeting.entry_id = entry.id
    return entry
