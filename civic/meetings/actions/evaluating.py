"""Before an evaluation sits: convened, its parties and raters named, its notice given (EV-1, EV-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from civic import clock, ledger, policy
from civic.db import session
from civic.ledger import Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Stage
from civic.meetings import rules
from civic.meetings.actions import polling
from civic.meetings.actions.convening import announce, begin, said_in, said_of
from civic.meetings.actions.holding import hold_evaluation, move, parties
from civic.meetings.actions.panel import check_presides
from civic.meetings.models import (
    Evaluated,
    Meeting,
    Notice,
    Raters,
    latest_of,
    office_holders,
    rated_for,
    rated_in,
    raters,
)
from civic.meetings.rules import MeetingKind, Poll
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.policy import Can
from civic.sittings import actions as sittings
from civic.sittings.actions import Agenda
from civic.sittings.rules import check_chair
from civic.voting import actions as voting
from civic.voting.rules import Secrecy


@dataclass(frozen=True)
class Party:
    """Who is rated: a unit, or somebody in an office of it."""

    unit: Unit
    person: Person | None = None
    office: str = ""


def convene_evaluation(
    actor: Person,
    matter: Matter,
    *,
    title: str,
    year: int,
    parties: Sequence[Party],
    polls: Sequence[Poll],
    starts_at: datetime,
    venue: str,
    agenda: Agenda,
    chair: Person | None = None,
    secrecy: Secrecy = Secrecy.SECRET,
    takes_comments: bool = True,
    observer_seats: int = rules.OBSERVER_SEATS,
) -> Meeting:
    """The committee or the supervisors convene an evaluation on a matter routed to it (EV-1, EV-4).

    ``year``: whose work is rated. Each group that votes has its draft vote from here on.
    """
    policy.require(actor, Can.CONVENE_EVALUATION, matter)
    matters.hold(matter)
    rules.check_routed(matter.forum, MeetingKind.EVALUATION)
    previous = session().scalars(latest_of(matter.id, MeetingKind.EVALUATION)).first()
    rules.check_free(previous.stage if previous else None)
    _check(year, parties, polls)
    _check_rated_once(matter, year, parties)
    if matter.stage is not Stage.PLANNED:
        matters.move(matter, Stage.PLANNED)
    meeting = begin(
        actor,
        matter,
        MeetingKind.EVALUATION,
        starts_at=starts_at,
        venue=venue,
        agenda=agenda,
        facts={
            # A draft's title; it is read for names before the notice carries it.
            "official_title": rules.name_officially(title, is_redacted=True),
            "notice_days": rules.EVALUATION_NOTICE_DAYS,
            "observer_seats": observer_seats,
        },
    )
    _name(meeting, year, parties)
    polling.draft(actor, meeting, polls, secrecy=secrecy, takes_comments=takes_comments)
    if chair is not None:
        _appoint(actor, meeting, chair)
    ledger.record(
        Fact.MEETING_CONVENED,
        about=meeting,
        by=actor,
        pub=_said(meeting, matter, year, parties, polls),
    )
    return meeting


def change_evaluation(
    actor: Person,
    meeting: Meeting,
    *,
    year: int,
    parties: Sequence[Party],
    polls: Sequence[Poll],
    chair: Person | None,
    secrecy: Secrecy,
    takes_comments: bool,
) -> Meeting:
    """Other parties, groups, another chair or way to vote, before any notice has named them (EV-2); by
    nobody who is rated: they would take themselves off, or weigh their raters. Whoever convened it was
    perhaps rated: nothing that they chose stays but by another's word.

    The votes are drafted anew; who was on a list is on it still, but for whoever is rated now.
    """
    policy.require(actor, Can.CONVENE_EVALUATION, meeting)
    meeting = hold_evaluation(meeting, moves=True)
    rules.require_not_rated(actor.id in polling.rated(meeting))
    rules.check_unannounced(meeting.stage)
    _check(year, parties, polls)
    _check_rated_once(meeting.matter, year, parties, meeting)
    before = polling.held(meeting)
    lists = {group.group: polling.listed(group) for group in before}
    for group in before:
        polling.drop(actor, group)
        session().delete(group)
    session().execute(delete(Evaluated).where(Evaluated.meeting_id == meeting.id))
    session().flush()
    _name(meeting, year, parties)
    drafted = polling.draft(actor, meeting, polls, secrecy=secrecy, takes_comments=takes_comments)
    polling.invite(actor, [(group, lists.get(group.group, ())) for group in drafted])
    if chair is not None:
        _appoint(actor, meeting, chair)
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "evaluation"} | _said(meeting, meeting.matter, year, parties, polls),
    )
    return meeting


def invite_rater(actor: Person, group: Raters, person: Person) -> Raters:
    """Somebody is put on the list of a group that votes by invitation; nobody chooses who rates them
    (AP-8; D)."""
    policy.require(actor, Can.CONVENE_EVALUATION, group)
    meeting = hold_evaluation(group.meeting)
    group = _anew(group)
    rated = polling.rated(meeting)
    rules.require_not_rated(actor.id in rated)
    rules.check_listed(meeting.stage, votes=group.votes)
    rules.check_rater(group.group, is_rated=person.id in rated)
    assert group.vote is not None
    voting.invite_within(actor, group.vote, person, group=group.group)
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "raters", "group": group.group.value},
        secret={"invited": person.id},
    )
    return group


def uninvite_rater(actor: Person, group: Raters, person: Person) -> Raters:
    """Off the list again, until the notice."""
    policy.require(actor, Can.CONVENE_EVALUATION, group)
    meeting = hold_evaluation(group.meeting)
    group = _anew(group)
    rules.require_not_rated(actor.id in polling.rated(meeting))
    rules.check_listed(meeting.stage, votes=group.votes)
    assert group.vote is not None
    voting.uninvite_within(actor, group.vote, person)
    ledger.record(
        Fact.MEETING_CHANGED,
        about=meeting,
        by=actor,
        pub={"what": "raters", "group": group.group.value},
        secret={"uninvited": person.id},
    )
    return group


def notify_evaluation(
    actor: Person,
    meeting: Meeting,
    *,
    title: str,
    starts_at: datetime,
    voting_until: datetime,
    venue: str,
    agenda: Agenda,
    observer_seats: int,
    registration_until: datetime,
    materials: str,
    text: str,
    is_redacted: bool,
    online_url: str = "",
    chair: Person | None = None,
) -> Notice:
    """The notice, seven clear days before; with it each group's vote and roll are posted (EV-2).
    From then on who is rated and who rates is fixed, so that nobody who is rated gives it (EV-4; D).

    Ballots are taken from the opening of the sitting until ``voting_until``. ``chair``: who
    presides, where nobody is named yet or somebody else is to.
    """
    policy.require(actor, Can.CONVENE_EVALUATION, meeting)
    meeting = hold_evaluation(meeting, moves=True)
    rules.require_not_rated(actor.id in polling.rated(meeting))
    named = session().scalars(rated_in(meeting.id)).unique().all()
    again = [Party(each.unit, each.person) for each in named]
    _check_rated_once(meeting.matter, named[0].year, again, meeting)
    polling.held(meeting)
    stage = rules.give_notice(
        meeting.stage,
        noticed_on=clock.today(),
        sits_at=starts_at,
        given=said_in(title=title, venue=venue, agenda=agenda, materials=materials, text=text),
        days=meeting.notice_days,
        kind=MeetingKind.EVALUATION,
    )
    _preside(actor, meeting, chair)
    polling.strike_rated(actor, meeting)
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
    heads = polling.post(
        actor, meeting, explanation=text, opens_at=starts_at, closes_at=voting_until
    )
    polling.check_raters(meeting)
    move(meeting, stage, due_at=starts_at)
    ledger.record(
        Fact.MEETING_NOTICED,
        about=meeting,
        by=actor,
        pub=said_of(meeting, notice)
        | {
            "voting_until": voting_until.isoformat(),
            "raters": {group.value: number for group, number in heads.items()},
        },
        text=[text, materials],
    )
    return notice


# -- small steps ----------------------------------------------------------------


def _check_rated_once(
    matter: Matter, year: int, parties: Sequence[Party], meeting: Meeting | None = None
) -> None:
    """Nobody's work of a year is rated in another evaluation of the same community too (EV-4).

    The units are held, so that of two windows one sees what the other has convened; what only
    points at them goes on meanwhile.
    """
    ids = {party.unit.id for party in parties}
    units = select(Unit.id).where(Unit.id.in_(ids)).order_by(Unit.id)
    session().execute(units.with_for_update(key_share=True))
    wanted = {(party.unit.id, party.person and party.person.id) for party in parties}
    beside = rated_for(
        ids, year, community_id=matter.community_id, beside=meeting.id if meeting else None
    )
    found = session().scalars(beside)
    rules.check_rated_once(
        [each.name for each in found if (each.unit_id, each.person_id) in wanted], year
    )


def _check(year: int, parties: Sequence[Party], polls: Sequence[Poll]) -> None:
    today = clock.today()
    rules.check_year(year, today)
    rules.check_parties([(p.unit.id, p.person and p.person.id) for p in parties])
    for party in parties:
        if party.person is not None:
            held = session().scalars(office_holders([party.unit.id], today))
            rules.check_in_office(party.person.id in set(held))
    kinds = {party.unit.kind for party in parties}
    rates_committee = UnitKind.COMMITTEE in kinds
    rules.check_apart(
        rates_committee=rates_committee,
        rates_supervisors=UnitKind.SUPERVISORY_COMMITTEE in kinds,
    )
    rules.check_polls(polls, rates_committee=rates_committee)


def _name(meeting: Meeting, year: int, parties: Sequence[Party]) -> None:
    scale = rules.check_parties([(p.unit.id, p.person and p.person.id) for p in parties])
    session().add_all(
        Evaluated(
            meeting=meeting,
            position=place,
            scale=scale,
            unit=party.unit,
            person=party.person,
            office=party.office.strip(),
            year=year,
            result=None,
            papers=[],
        )
        for place, party in enumerate(parties, start=1)
    )
    session().flush()


def _appoint(actor: Person, meeting: Meeting, chair: Person) -> None:
    """Who presides is no party, and a supervisor where the committee is rated (EV-4; TM-4)."""
    check_chair(chair.id, parties(meeting))
    check_presides(meeting, chair)
    sittings.appoint_chair(actor, meeting.sitting, chair)


def _preside(actor: Person, meeting: Meeting, chair: Person | None) -> None:
    """The chair of the notice: another one, or the one named before, who may have become a party."""
    before = meeting.sitting.chair_id
    if chair is not None and chair.id != before:
        _appoint(actor, meeting, chair)
        return
    check_chair(before, parties(meeting))
    check_presides(meeting, session().get_one(Person, before))


def _anew(group: Raters) -> Raters:
    found = raters(group.id).execution_options(populate_existing=True)
    return session().scalars(found).one()


def _said(
    meeting: Meeting, matter: Matter, year: int, parties: Sequence[Party], polls: Sequence[Poll]
) -> dict[str, ledger.JSON]:
    """Units and offices in the clear; who holds them the notice says."""
    return {
        "matter": matter.ledger_ref,
        "round": meeting.round,
        "year": year,
        "rated": [[party.unit.name, party.office.strip()] for party in parties],
        "raters": [
            [poll.group.value, poll.weight, poll.electorate.value if poll.electorate else None]
            for poll in polls
        ],
    }
