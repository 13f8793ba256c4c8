"""Before the sitting: convening, the plan, the notice, putting it off, calling it off."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from civic import clock, ledger, policy
from civic.db import session
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Stage
from civic.meetings import rules
from civic.meetings.actions import polling
from civic.meetings.actions.holding import hold, hold_hearing, move, parties
from civic.meetings.models import InterestGroup, Meeting, Notice, decided_on, latest_of
from civic.meetings.rules import (
    ExplanationPart,
    Initiative,
    MeetingKind,
    MeetingStage,
    NoticePart,
    Scope,
)
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.policy import Can
from civic.sittings import actions as sittings
from civic.sittings.actions import Agenda
from civic.sittings.rules import SittingKind, check_chair


def convene(
    actor: Person,
    matter: Matter,
    *,
    initiative: Initiative,
    scope: Scope,
    decision_maker: Unit,
    starts_at: datetime,
    venue: str,
    agenda: Agenda,
    agreement: str = "",
    notice_days: int = rules.NOTICE_DAYS,
    observer_seats: int = rules.OBSERVER_SEATS,
) -> Meeting:
    """The committee convenes a hearing on a matter that was routed to it (HR-1, HR-2)."""
    policy.require(actor, Can.CONVENE_MEETING, matter)
    matters.hold(matter)
    rules.check_routed(matter.forum)
    previous = session().scalars(latest_of(matter.id)).first()
    rules.check_free(previous.stage if previous else None)
    rules.check_scope(scope, decided_on=session().scalar(decided_on(matter.id)))
    rules.check_decider(initiative, is_committee=decision_maker.kind is UnitKind.COMMITTEE)
    asked = initiative is Initiative.DEPARTMENT_ASKS
    rules.agree_to_convene(initiative, has_agreed=asked or bool(agreement.strip()))
    rules.check_notice_days(notice_days)
    if matter.stage is not Stage.PLANNED:
        matters.move(matter, Stage.PLANNED)
    meeting = begin(
        actor,
        matter,
        MeetingKind.HEARING,
        starts_at=starts_at,
        venue=venue,
        agenda=agenda,
        facts={
            "initiative": initiative,
            "scope": scope,
            "decision_maker": decision_maker,
            "agreement": agreement.strip(),
            "notice_days": notice_days,
            "observer_seats": observer_seats,
        },
    )
    if previous is not None:
        _take_over(meeting, previous)
    ledger.record(
        Fact.MEETING_CONVENED,
        about=meeting,
        by=actor,
        pub={
            "matter": matter.ledger_ref,
            "round": meeting.round,
            "initiative": initiative.value,
            "scope": scope.value,
            "decides": decision_maker.name,
            "notice_days": notice_days,
        },
        text=[meeting.agreement] if meeting.agreement else None,
    )
    return meeting


def begin(
    actor: Person,
    matter: Matter,
    kind: MeetingKind,
    *,
    starts_at: datetime,
    venue: str,
    agenda: Agenda,
    facts: Mapping[str, object],
) -> Meeting:
    """A round of its own with its sitting, which is called by the same name."""
    place = session().get_one(Place, matter.place_id)
    sitting = sittings.schedule(
        actor,
        place,
        kind=SittingKind(kind.value),
        title=matter.title,
        starts_at=starts_at,
        venue=venue,
        chair=None,
        recorder=None,
        agenda=agenda,
    )
    meeting = Meeting(
        matter=matter,
        sitting=sitting,
        place_id=place.id,
        place_path=place.path,
        kind=kind,
        stage=MeetingStage.DRAFT,
        round=matter.round,
        convened_at=clock.now(),
        convened_by_id=actor.id,
        panel=[],
        groups=[],
        registrations=[],
        notices=[],
        plan_changes=[],
        **facts,
    )
    session().add(meeting)
    session().flush()
    return meeting


def next_round(actor: Person, before: Meeting, agenda: Agenda) -> Meeting:
    """Another round of the same hearing, at a time still to be announced."""
    meeting = begin(
        actor,
        session().get_one(Matter, before.matter_id),
        MeetingKind.HEARING,
        starts_at=before.sitting.starts_at + timedelta(days=before.notice_days * 2),
        venue=before.sitting.venue,
        agenda=agenda,
        facts={
            "initiative": before.initiative,
            "scope": before.scope,
            "decision_maker": before.decision_maker,
            "agreement": before.agreement,
            "notice_days": before.notice_days,
            "observer_seats": before.observer_seats,
        },
    )
    _take_over(meeting, before)
    return meeting


def _take_over(meeting: Meeting, previous: Meeting) -> None:
    """What the round before knew: the plan, the interest groups. Its panel is formed anew."""
    meeting.previous_id = previous.id
    for part in ExplanationPart:
        setattr(meeting, part.value, getattr(previous, part.value))
    meeting.plan_version = previous.plan_version
    meeting.official_title = previous.official_title
    meeting.groups.extend(
        InterestGroup(
            name=group.name, stake=group.stake, is_affected=group.is_affected, seats=group.seats
        )
        for group in previous.groups
    )
    session().flush()


def explain(
    actor: Person,
    meeting: Meeting,
    *,
    necessity: str,
    feasibility: str,
    content: str,
    cost: str,
    impact: str,
) -> Meeting:
    """What the organiser will explain: the plan in five parts (HR-5)."""
    policy.require(actor, Can.CONVENE_MEETING, meeting)
    meeting = hold_hearing(meeting)
    rules.check_groups_open(meeting.stage)
    meeting.necessity, meeting.feasibility, meeting.content = necessity, feasibility, content
    meeting.cost, meeting.impact = cost, impact
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "plan", "version": meeting.plan_version},
        secret={part.value: text for part, text in meeting.explanation.items()},
    )
    return meeting


def notify(
    actor: Person,
    meeting: Meeting,
    *,
    title: str,
    starts_at: datetime,
    venue: str,
    agenda: Agenda,
    observer_seats: int,
    registration_until: datetime,
    materials: str,
    text: str,
    is_redacted: bool,
    online_url: str = "",
) -> Notice:
    """The notice: complete, early enough, and fixed from here on (HR-4, TM-3)."""
    policy.require(actor, Can.NOTIFY_MEETING, meeting)
    meeting = hold_hearing(meeting, moves=True)
    rules.check_composition([g.name for g in meeting.groups], [m.seat for m in meeting.panel])
    check_chair(meeting.sitting.chair_id, parties(meeting))
    rules.check_explanation({part for part, words in meeting.explanation.items() if words.strip()})
    stage = rules.give_notice(
        meeting.stage,
        noticed_on=clock.today(),
        sits_at=starts_at,
        given=said_in(title=title, venue=venue, agenda=agenda, materials=materials, text=text),
        days=meeting.notice_days,
    )
    notice = announce(
        actor,
        meeting,
        title=title,
        is_redacted=is_redacted,
        starts_at=starts_at,
        venue=venue,
        online_url=online_url,
        agenda=agenda,
        observer_seats=observer_seats,
        registration_until=registration_until,
        materials=materials,
        text=text,
    )
    move(meeting, stage, due_at=starts_at)
    ledger.record(
        Fact.MEETING_NOTICED,
        about=meeting,
        by=actor,
        pub=said_of(meeting, notice) | {"plan_version": meeting.plan_version},
        text=[text, *meeting.explanation.values(), materials],
    )
    return notice


def said_in(
    *, title: str, venue: str, agenda: Agenda, materials: str, text: str
) -> frozenset[NoticePart]:
    """Which parts a notice has (TM-3); its hour and its seats are numbers, and always there."""
    said = {
        NoticePart.MATTER: title,
        NoticePart.PLACE: venue,
        NoticePart.AGENDA: agenda,
        NoticePart.MATERIALS: materials,
        NoticePart.WHO_MAY_ATTEND: text,
        NoticePart.HOW_TO_REGISTER: text,
    }
    always = {NoticePart.TIME, NoticePart.OBSERVER_SEATS}
    return frozenset(always | {part for part, words in said.items() if words})


def announce(
    actor: Person,
    meeting: Meeting,
    *,
    title: str,
    is_redacted: bool,
    starts_at: datetime,
    venue: str,
    online_url: str,
    agenda: Agenda,
    observer_seats: int,
    registration_until: datetime,
    materials: str,
    text: str,
) -> Notice:
    """The notice as it is frozen; title, hour, room and seats are the meeting's from here on."""
    now = clock.now()
    meeting.official_title = rules.name_officially(title, is_redacted=is_redacted)
    until = rules.check_registration(registration_until, at=now, sits_at=starts_at)
    sittings.arrange(
        actor,
        meeting.sitting,
        starts_at=starts_at,
        venue=venue,
        online_url=online_url or None,
        agenda=agenda,
    )
    notice = Notice(
        meeting=meeting,
        number=len(meeting.notices) + 1,
        given_at=now,
        by_id=actor.id,
        sits_at=starts_at,
        venue=venue,
        online_url=online_url or None,
        days=meeting.notice_days,
        earliest_on=rules.earliest_sitting(clock.today(), meeting.notice_days).due_on,
        observer_seats=observer_seats,
        registration_until=until,
        text=text,
        materials=materials,
    )
    session().add(notice)
    meeting.noticed_at, meeting.registration_until = now, until
    meeting.observer_seats, meeting.halted_reason = observer_seats, ""
    session().flush()
    return notice


def said_of(meeting: Meeting, notice: Notice) -> dict[str, ledger.JSON]:
    """What the record says of a notice in the clear."""
    return {
        "matter": meeting.matter.ledger_ref,
        "round": meeting.round,
        "notice": notice.number,
        "sits_at": notice.sits_at.isoformat(),
        "days": notice.days,
        "earliest_on": notice.earliest_on.isoformat(),
        "observer_seats": notice.observer_seats,
        "registration_until": notice.registration_until.isoformat(),
    }


def postpone(actor: Person, meeting: Meeting, *, reason: str) -> Meeting:
    """It will not sit on the day announced; a new notice starts the days anew (B1.1)."""
    policy.require(actor, meeting.power(Can.POSTPONE_MEETING), meeting)
    meeting = hold(meeting, moves=True)
    if meeting.kind is MeetingKind.EVALUATION:
        rules.require_not_rated(actor.id in polling.rated(meeting))
    to = rules.postpone(meeting.stage, reason)
    _withdraw_notice(meeting, reason)
    if meeting.kind is MeetingKind.EVALUATION:
        polling.renew(actor, meeting)
    move(meeting, to)
    ledger.record(
        Fact.MEETING_POSTPONED,
        about=meeting,
        by=actor,
        pub={"matter": meeting.matter.ledger_ref, "round": meeting.round},
        text=[meeting.halted_reason],
    )
    return meeting


def cancel(actor: Person, meeting: Meeting, *, reason: str) -> Meeting:
    """Called off for good; the matter waits for another one."""
    policy.require(actor, meeting.power(Can.POSTPONE_MEETING), meeting)
    meeting = hold(meeting, moves=True)
    if meeting.kind is MeetingKind.EVALUATION:
        rules.require_not_rated(actor.id in polling.rated(meeting))
    to = rules.cancel(meeting.stage, reason)
    _withdraw_notice(meeting, reason)
    if meeting.kind is MeetingKind.EVALUATION:
        polling.give_up(actor, meeting)
    sittings.cancel(actor, meeting.sitting)
    move(meeting, to)
    ledger.record(
        Fact.MEETING_CANCELLED,
        about=meeting,
        by=actor,
        pub={"matter": meeting.matter.ledger_ref, "round": meeting.round},
        text=[meeting.halted_reason],
    )
    return meeting


def _withdraw_notice(meeting: Meeting, reason: str) -> None:
    meeting.halted_reason = reason.strip()
    for notice in meeting.notices:
        if notice.withdrawn_at is None:
            notice.withdrawn_at, notice.withdrawn_reason = clock.now(), meeting.halted_reason
