"""Who has a stake, and who sits on the hearing panel (HR-3, HR-6)."""

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, OutOfOrder
from civic.ledger import Fact
from civic.meetings import rules
from civic.meetings.actions import polling
from civic.meetings.actions.holding import hold, hold_hearing, parties
from civic.meetings.models import (
    ChairChange,
    InterestGroup,
    Meeting,
    PanelMember,
    rates_committee,
)
from civic.meetings.rules import Body, Capacity, MeetingKind, Why
from civic.people.models import Person
from civic.policy import BELONGING, Can, Role
from civic.sittings import actions as sittings
from civic.sittings.models import givers_of_opinions
from civic.sittings.rules import check_chair


def name_group(
    actor: Person, meeting: Meeting, *, name: str, stake: str, is_affected: bool, seats: int
) -> InterestGroup:
    """An interest group with a stake in the matter, and its seats for speakers (HR-6)."""
    policy.require(actor, Can.FORM_PANEL, meeting)
    meeting = hold_hearing(meeting)
    rules.check_groups_open(meeting.stage)
    if any(group.name == name for group in meeting.groups):
        raise AlreadyDone(Why.GROUP_TAKEN, field="name", name=name)
    group = InterestGroup(
        meeting=meeting, name=name, stake=stake, is_affected=is_affected, seats=seats
    )
    session().add(group)
    session().flush()
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "group", "name": name, "affected": is_affected, "seats": seats},
    )
    return group


def drop_group(actor: Person, meeting: Meeting, group: InterestGroup) -> Meeting:
    """A group that was named by mistake; nobody may sit for it."""
    policy.require(actor, Can.FORM_PANEL, meeting)
    meeting = hold_hearing(meeting)
    rules.check_groups_open(meeting.stage)
    if group.id in (
        {m.group_id for m in meeting.panel} | {r.group_id for r in meeting.registrations}
    ):
        raise OutOfOrder(Why.GROUP_IN_USE, name=group.name)
    session().delete(group)
    session().flush()
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "group", "name": group.name, "dropped": True},
    )
    return meeting


def seat_member(
    actor: Person,
    meeting: Meeting,
    *,
    capacity: Capacity,
    person: Person | None = None,
    guest: str = "",
    office: str = "",
    group: InterestGroup | None = None,
) -> PanelMember:
    """Somebody joins the panel, in a capacity, perhaps for an interest group (HR-3)."""
    policy.require(actor, Can.FORM_PANEL, meeting)
    meeting = hold_hearing(meeting)
    rules.check_groups_open(meeting.stage)
    rules.check_capacity(
        capacity,
        has_group=group is not None,
        is_neighbour=person is not None and person.is_of(meeting.place_path, BELONGING),
    )
    if any(m.person_id == person.id if person else m.guest == guest.strip() for m in meeting.panel):
        raise AlreadyDone(Why.MEMBER_ALREADY, field="name")
    member = PanelMember(
        meeting=meeting,
        person=person,
        guest=None if person else guest.strip(),
        capacity=capacity,
        office=office,
        group=group,
    )
    session().add(member)
    session().flush()
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "panel", "capacity": capacity.value, "group": group.name if group else None},
        secret={"name": member.name},
    )
    return member


def unseat_member(actor: Person, meeting: Meeting, member: PanelMember) -> Meeting:
    """Somebody leaves the panel before the notice names it."""
    policy.require(actor, Can.FORM_PANEL, meeting)
    meeting = hold_hearing(meeting)
    rules.check_groups_open(meeting.stage)
    capacity = member.capacity
    if capacity is Capacity.HEAD:
        raise OutOfOrder(Why.HEAD_STAYS, article="SH06 Art.6")
    session().delete(member)
    session().flush()
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "panel", "capacity": capacity.value, "left": True},
    )
    return meeting


def form_panel(
    actor: Person, meeting: Meeting, *, head: Person | None, chair: Person | None = None
) -> Meeting:
    """The panel stands: the right head, a fair composition, a chair who is no party (HR-3, HR-6)."""
    policy.require(actor, Can.FORM_PANEL, meeting)
    meeting = hold_hearing(meeting)
    members = [m for m in meeting.panel if m.capacity is not Capacity.HEAD]
    seats = [m.seat for m in members]
    if head is not None:
        seats.insert(0, rules.Seat("", False))
    stage = rules.form_panel(
        meeting.stage,
        meeting.initiative,
        head=body(head, meeting) if head else None,
        groups=[group.name for group in meeting.groups],
        seats=seats,
    )
    chair = chair or head
    check_chair(chair.id if chair else None, parties(meeting))
    for member in [m for m in meeting.panel if m not in members]:
        meeting.panel.remove(member)
    session().flush()
    meeting.panel.append(PanelMember(person=head, capacity=Capacity.HEAD, group=None))
    sittings.appoint_chair(actor, meeting.sitting, chair)
    meeting.stage = stage
    session().flush()
    ledger.record(
        Fact.MEETING_PANEL_FORMED,
        about=meeting,
        by=actor,
        pub={
            "head": rules.panel_head(meeting.initiative).value,
            "seats": len(seats),
            "affected": sum(seat.is_affected for seat in seats),
            "groups": [group.name for group in meeting.groups],
        },
        secret={"names": [m.name for m in meeting.panel]},
    )
    return meeting


def name_chair(
    actor: Person, meeting: Meeting, *, chair: Person | None, reason: str
) -> ChairChange:
    """Somebody else presides from now on: who fell ill, stayed away or became a party does not
    keep the meeting from being held; nobody chooses who presides over their own rating (HR-3, TM-4,
    EV-4)."""
    policy.require(actor, meeting.power(Can.FORM_PANEL), meeting)
    meeting = hold(meeting, moves=True)
    if meeting.kind is MeetingKind.EVALUATION:
        rules.require_not_rated(actor.id in polling.rated(meeting))
    before = meeting.sitting.chair_id
    reason = rules.stand_in(
        meeting.stage,
        chair=chair.id if chair else None,
        before=before,
        parties=parties(meeting) | _heard(meeting),
        reason=reason,
    )
    assert chair is not None
    check_presides(meeting, chair)
    sittings.appoint_chair(actor, meeting.sitting, chair)
    change = ChairChange(
        meeting_id=meeting.id,
        before_id=before,
        person_id=chair.id,
        reason=reason,
        at=clock.now(),
        by_id=actor.id,
    )
    session().add(change)
    session().flush()
    ledger.record(
        Fact.MEETING_CHAIR_CHANGED,
        about=meeting,
        by=actor,
        pub={"matter": meeting.matter.ledger_ref, "round": meeting.round},
        text=[reason],
        secret={"chair": chair.id, "before": before},
    )
    return change


def _heard(meeting: Meeting) -> set[int | None]:
    """Whoever gave an opinion in the sitting."""
    return set(session().scalars(givers_of_opinions(meeting.sitting_id)))


def check_presides(meeting: Meeting, chair: Person) -> None:
    """Where an evaluation rates the committee or its members, one of the supervisors (EV-4)."""
    if meeting.kind is MeetingKind.EVALUATION:
        rules.check_presides(
            rates_committee=session().scalar(rates_committee(meeting.id)) is not None,
            is_supervisor=body(chair, meeting) is Body.SUPERVISION_COMMITTEE,
        )


def body(person: Person, meeting: Meeting) -> Body:
    """For which body somebody could head the panel, by the office held here (SH06 Art.6)."""
    held = {h.role for h in person.holds if h.reaches(meeting.place_path)}
    if Role.SUPERVISOR in held:
        return Body.SUPERVISION_COMMITTEE
    if Role.CHAIR in held:
        return Body.COMMITTEE_CHAIR
    return Body.DEPARTMENT if Role.OFFICIAL in held else Body.RESIDENTS_COMMITTEE
