"""After the sitting: opinions sent out, the plan changed, another round, the result, the archive."""

from collections.abc import Sequence

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.meetings import rules
from civic.meetings.actions.convening import next_round
from civic.meetings.actions.holding import enter_result, hold_hearing, move
from civic.meetings.models import Meeting, PlanRevision, decided_on
from civic.meetings.rules import PlanChange
from civic.opinions import actions as opinions
from civic.opinions.models import Counts, counts, unanswered
from civic.opinions.rules import reply_due
from civic.people.models import Person, Unit
from civic.policy import Can
from civic.register.actions import Promise
from civic.register.models import RegisterEntry, unsettled
from civic.register.rules import Kind
from civic.sittings.actions import Agenda
from civic.sittings.rules import State


def send_opinions(actor: Person, meeting: Meeting) -> Meeting:
    """With the minutes confirmed, opinions go to whoever decides; their time runs (HR-9)."""
    policy.require(actor, Can.ADDRESS_OPINION, meeting)
    meeting = hold_hearing(meeting, moves=True)
    confirmed = meeting.sitting.state is State.MINUTES_CONFIRMED
    stage = rules.send_opinions(meeting.stage, are_minutes_confirmed=confirmed)
    due = reply_due(clock.today(), calendar.current())
    move(meeting, stage, due_at=due.ends_at)
    meeting.opinions_sent_at = clock.now()
    owed = session().scalars(unanswered(meeting.matter_id)).unique()
    waiting = [opinion for opinion in owed if not opinion.is_sent]
    if waiting:
        opinions.address(actor, waiting, session().get_one(Unit, meeting.decision_maker_id))
    ledger.record(
        Fact.MEETING_OPINIONS_SENT,
        about=meeting,
        by=actor,
        pub={
            "matter": meeting.matter.ledger_ref,
            "round": meeting.round,
            "opinions": len(waiting),
            "due_on": due.due_on.isoformat(),
        },
    )
    return meeting


def change_plan(actor: Person, meeting: Meeting, *, extent: PlanChange, text: str) -> PlanRevision:
    """The plan changed after the sitting: how far, and in what (HR-10)."""
    policy.require(actor, Can.CHANGE_PLAN, meeting)
    meeting = hold_hearing(meeting, moves=True)
    rules.check_change(
        meeting.stage, extent, decided_on=session().scalar(decided_on(meeting.matter_id))
    )
    meeting.plan_version += 1
    if extent is PlanChange.SUBSTANTIAL or meeting.plan_change is PlanChange.NONE:
        meeting.plan_change = extent
    if rules.is_new_round_required(meeting.plan_change):
        matters.hear_again(meeting.matter)
    revision = PlanRevision(
        meeting=meeting,
        version=meeting.plan_version,
        extent=extent,
        text=text,
        at=clock.now(),
        by_id=actor.id,
    )
    session().add(revision)
    session().flush()
    ledger.record(
        Fact.MEETING_PLAN_CHANGED,
        about=meeting,
        by=actor,
        pub={
            "matter": meeting.matter.ledger_ref,
            "round": meeting.round,
            "version": meeting.plan_version,
            "extent": extent.value,
        },
        text=[text],
    )
    return revision


def another_round(actor: Person, meeting: Meeting, *, agenda: Agenda) -> Meeting:
    """This round ends; the next one begins, with its own panel and its own notice (HR-10)."""
    policy.require(actor, Can.CONVENE_MEETING, meeting)
    meeting = hold_hearing(meeting, moves=True)
    stage = rules.another_round(
        meeting.stage,
        meeting.plan_change,
        decided_on=session().scalar(decided_on(meeting.matter_id)),
    )
    move(meeting, stage)
    following = next_round(actor, meeting, agenda)
    ledger.record(
        Fact.MEETING_NEW_ROUND,
        about=following,
        by=actor,
        pub={
            "matter": meeting.matter.ledger_ref,
            "round": following.round,
            "after": meeting.ledger_ref,
            "plan_version": following.plan_version,
        },
    )
    return following


def publish(
    actor: Person,
    meeting: Meeting,
    *,
    outcome: str,
    is_redacted: bool,
    title: str = "",
    promises: Sequence[Promise] = (),
) -> RegisterEntry:
    """Every opinion answered: the result goes into the register under its number (TM-6).

    Under the ``title`` given, else under the one that the notice had.
    """
    policy.require(actor, Can.PUBLISH_OUTCOME, meeting)
    meeting = hold_hearing(meeting, moves=True)
    stands = _counted(meeting)
    stage = rules.publish(
        meeting.stage,
        outcome=outcome,
        unanswered=stands.unanswered,
        contested=stands.contested,
        change=meeting.plan_change,
        is_redacted=is_redacted,
    )
    entry = enter_result(
        actor,
        meeting,
        kind=Kind.HEARING_OUTCOME,
        title=title,
        text=outcome,
        is_redacted=is_redacted,
        promises=promises,
    )
    matter = session().get_one(Matter, meeting.matter_id)
    move(meeting, stage)
    ledger.record(
        Fact.MEETING_PUBLISHED,
        about=meeting,
        by=actor,
        pub={
            "matter": matter.ledger_ref,
            "round": meeting.round,
            "number": entry.number_text,
            "commitments": len(promises),
        },
    )
    return entry


def archive(actor: Person, meeting: Meeting) -> Meeting:
    """Shown long enough, everything promised struck off or parked: into the archive (TM-8)."""
    policy.require(actor, Can.ARCHIVE_MATTER, meeting)
    meeting = hold_hearing(meeting, moves=True)
    entry = session().get_one(RegisterEntry, meeting.entry_id) if meeting.entry_id else None
    open_promises = len(session().scalars(unsettled(meeting.matter_id)).all())
    stage = rules.archive(
        meeting.stage,
        shown_until=entry.shown_until.due_on if entry else clock.today(),
        unanswered=_counted(meeting).unanswered,
        unsettled=open_promises,
        is_new_round_required=meeting.matter.is_to_be_heard_again,
        at=clock.now(),
    )
    matters.archive(actor, meeting.matter, unsettled=open_promises)
    meeting.stage, meeting.archived_at = stage, clock.now()
    ledger.record(
        Fact.MEETING_ARCHIVED,
        about=meeting,
        by=actor,
        pub={"matter": meeting.matter.ledger_ref, "round": meeting.round},
    )
    return meeting


def _counted(meeting: Meeting) -> Counts:
    """How its opinions stand, in one query: what is hidden between two would be in neither."""
    return Counts(*session().execute(counts(meeting.matter_id)).one())
