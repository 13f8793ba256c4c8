"""How a hearing of the story is prepared, announced, held, written down and answered."""

from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from civic import clock
from civic.db import session
from civic.demo.actions.story import paper
from civic.demo.actions.story.talk import Chapter, chair, clerk
from civic.demo.actions.story.town import Town
from civic.demo.wording.answers import CORRECTED, DECISIONS, FILES, REPLIES, REPORTED
from civic.demo.wording.hearings import AGENDA, HEARINGS, Hearing
from civic.meetings import actions as meetings
from civic.meetings.rules import Capacity, Initiative, Scope
from civic.meetings.wording import notice_text
from civic.opinions import actions as opinions
from civic.opinions.models import Opinion, Reply
from civic.opinions.rules import Disposition, Kind
from civic.register import actions as register
from civic.register.actions import Promise
from civic.register.models import Commitment, RegisterEntry
from civic.sittings import actions as sittings
from civic.sittings.models import Attendance
from civic.sittings.rules import AgendaKind, AttendanceMode

TITLES = [(AgendaKind(kind), title) for kind, title in AGENDA]


def convened(town: Town, key: str, ago: int, starts_at: datetime) -> Chapter:
    """The committee convenes it: plan, interest groups, and who sits on the panel."""
    told = HEARINGS[key]
    yield town.at(ago, 10, 10)
    proposes = bool(told.agreement)
    meeting = meetings.convene(
        clerk(town, told.host),
        town.matter(key),
        initiative=Initiative.COMMITTEE_PROPOSES if proposes else Initiative.DEPARTMENT_ASKS,
        scope=Scope.VITAL_INTEREST if proposes else Scope.GOVERNMENT_PROJECT,
        decision_maker=town.unit(told.decider),
        starts_at=starts_at,
        venue=told.venue,
        agenda=TITLES,
        agreement=told.agreement,
    )
    town.meetings[key] = meeting.id
    necessity, feasibility, content, cost, impact = told.plan
    meetings.explain(
        clerk(town, told.host),
        meeting,
        necessity=necessity,
        feasibility=feasibility,
        content=content,
        cost=cost,
        impact=impact,
    )
    for name, stake, is_affected, seats in told.groups:
        meetings.name_group(
            clerk(town, told.host),
            meeting,
            name=name,
            stake=stake,
            is_affected=is_affected,
            seats=seats,
        )


def paneled(town: Town, key: str, ago: int) -> Chapter:
    """The panel stands: every group has a seat, half the seats are directly affected."""
    told = HEARINGS[key]
    yield town.at(ago, 9, 30)
    by, meeting = clerk(town, told.host), town.meeting(key)
    groups = {group.name: group for group in meeting.groups}
    for name, capacity, group, office in told.panel:
        meetings.seat_member(
            by,
            meeting,
            capacity=Capacity(capacity),
            person=town.who(name) if name in town.people else None,
            guest="" if name in town.people else name,
            office=office,
            group=groups.get(group),
        )
    meetings.form_panel(by, meeting, head=chair(town, told.host))


def noticed(town: Town, key: str, ago: int, starts_at: datetime) -> Chapter:
    """The notice hangs on the board and stands here, enough clear days before."""
    told = HEARINGS[key]
    yield town.at(ago, 15, 20)
    meeting = town.meeting(key)
    until = clock.start_of_day(clock.day_of(starts_at) - clock.ONE_DAY) + timedelta(hours=18)
    meetings.notify(
        clerk(town, told.host),
        meeting,
        title=meeting.matter.title,
        is_redacted=True,
        starts_at=starts_at,
        venue=told.venue,
        agenda=TITLES,
        observer_seats=20,
        registration_until=until,
        materials=told.materials,
        text=notice_text(
            meeting,
            title=meeting.matter.title,
            starts_at=starts_at,
            venue=told.venue,
            agenda=[title for _kind, title in TITLES],
            observer_seats=20,
            registration_until=until,
            is_online=False,
            remark=told.remark,
        ),
    )


def registered(town: Town, key: str, ago: int) -> Chapter:
    """People take their seats."""
    told = HEARINGS[key]
    for number, (login, group) in enumerate(told.speakers):
        yield town.at(ago, 17, 10 + number * 9)
        meeting = town.meeting(key)
        found = next(g for g in meeting.groups if g.name == group)
        meetings.register_to_speak(town.who(login), meeting, group=found)
    for number, login in enumerate(told.observers):
        yield town.at(ago, 18, 5 + number * 7)
        meetings.register_to_observe(town.who(login), town.meeting(key))


def sat(town: Town, key: str, ago: int, hour: int = 14) -> Chapter:
    """The day has come: the roll, the agenda item by item, hands, the end."""
    told = HEARINGS[key]
    yield town.at(ago, hour - 1, 40)
    _arrive(town, key, told)
    yield town.at(ago, hour, 2)
    meetings.open_session(chair(town, told.host), town.meeting(key))
    for position in range(len(AGENDA)):
        yield town.at(ago, hour, 5 + position * 15 if position < 4 else 55)
        _take_up(town, key, told, position)
    yield town.at(ago, hour + 2, 10)
    meetings.close(chair(town, told.host), town.meeting(key))


def _arrive(town: Town, key: str, told: Hearing) -> None:
    by, sitting = clerk(town, told.host), town.sitting(key)
    there = [(chair(town, told.host), "")]
    there += [(member.person, "") for member in town.meeting(key).panel if member.person]
    there += [(town.who(login), group) for login, group in (*told.speakers, *told.others)]
    seen: set[int] = set()
    for person, group in there:
        if person.id not in seen:
            seen.add(person.id)
            mode = AttendanceMode.ON_SITE
            sittings.check_in(by, sitting, mode=mode, person=person, group=group)
    for login in told.observers:
        sittings.check_in(by, sitting, mode=AttendanceMode.OBSERVER, person=town.who(login))


def _take_up(town: Town, key: str, told: Hearing, position: int) -> None:
    sitting = town.sitting(key)
    item = sitting.items[position]
    sittings.take_up(clerk(town, told.host), sitting, item)
    for at, login, text, kind in told.notes:
        if at == position:
            sittings.note(
                clerk(town, told.host),
                sitting,
                item,
                text=text,
                attendance=_of(sitting.attendances, town.people[login]),
                opinion=Kind(kind) if kind else None,
                matter=town.matter(key) if kind else None,
            )
    if item.kind is AgendaKind.SHOW_OF_HANDS:
        for question, yes, no, abstain in told.hands:
            sittings.count_hands(
                clerk(town, told.host), sitting, question=question, yes=yes, no=no, abstain=abstain
            )


def _of(attendances: list[Attendance], person_id: int) -> Attendance:
    return next(a for a in attendances if a.person_id == person_id)


def minuted(town: Town, key: str, ago: int) -> Chapter:
    """The minutes go round; whoever was there stands by them."""
    told = HEARINGS[key]
    yield town.at(ago, 9, 20)
    sittings.draft_minutes(clerk(town, told.host), town.sitting(key), text=told.minutes)
    yield town.at(ago, 11, 0)
    sittings.confirm(chair(town, told.host), town.sitting(key), version=1)
    for number, login in enumerate(told.signers):
        yield town.at(ago, 19, 10 + number * 20)
        sittings.confirm(town.who(login), town.sitting(key), version=1)


def sent(town: Town, key: str, ago: int) -> Chapter:
    """Opinions go to whoever decides; the time to answer runs."""
    yield town.at(ago, 9, 50)
    meetings.send_opinions(clerk(town, HEARINGS[key].host), town.meeting(key))


def answered(town: Town, key: str, official: str) -> Chapter:
    """The official answers, several alike at once."""
    for ago, replies in groupby(REPLIES[key], key=lambda reply: reply[3]):
        yield town.at(ago, 15, 30)
        for numbers, disposition, text, _ago in replies:
            opinions.reply(
                town.who(official),
                _numbered(town, key, numbers),
                disposition=Disposition(disposition),
                text=text,
            )


def _numbered(town: Town, key: str, numbers: tuple[int, ...] | None) -> list[Opinion]:
    said = town.opinions(key)
    if numbers is None:
        return [o for o in said if not o.is_answered and o.is_owed_a_reply]
    return [said[number - 1] for number in numbers]


def corrected(town: Town, key: str, official: str, number: int, ago: int) -> Chapter:
    """An answer was wrong: the right one stands beside it."""
    yield town.at(ago, 16, 10)
    opinion = town.opinions(key)[number - 1]
    reply = session().get_one(Reply, opinion.reply_id)
    opinions.correct(town.who(official), reply, disposition=Disposition.PARTLY, text=CORRECTED)


def published(town: Town, key: str, ago: int) -> Chapter:
    """The result goes into the register under its number, with what was promised."""
    told = HEARINGS[key]
    yield town.at(ago, 16, 0)
    promises = [
        Promise(what, clock.today() + timedelta(days=days), town.unit(unit))
        for what, unit, days in told.promises
    ]
    meetings.publish(
        clerk(town, told.host),
        town.meeting(key),
        outcome=told.outcome,
        is_redacted=True,
        promises=promises,
    )


def decided(town: Town, key: str, ago: int) -> Chapter:
    """The department decides, and enters its decision with the document."""
    official, unit, number, title, text, promised = DECISIONS[key]
    yield town.at(ago, 10, 40)
    number %= {"year": clock.today().year}
    docket = register.docket(town.matter(key))
    register.enter_decision(
        town.who(official),
        docket,
        unit=town.unit(unit),
        document_number=number,
        decided_on=clock.today(),
        title=title,
        text=text,
        uploads=[(paper.pdf((title, number, "", text)), FILES["decision"])],
        commitments=[
            Promise(what, clock.today() + timedelta(days=days), town.unit(unit))
            for what, days in promised
        ],
    )


def done(
    town: Town, key: str, official: str, *, begun: int, reported: int, settled: int
) -> Chapter:
    """The first thing promised is carried out, shown, and struck off by somebody else."""
    yield town.at(begun, 9, 15)
    register.begin(town.who(official), first_promise(town, key))
    yield town.at(reported, 16, 45)
    picture = paper.trench() if key == "pipes" else paper.bridge(is_cleared=True)
    name = FILES["done"] if key == "pipes" else FILES["cleared"]
    register.report(
        town.who(official),
        first_promise(town, key),
        report=REPORTED[key],
        uploads=[(picture, name)],
    )
    yield town.at(settled, 10, 30)
    register.settle(town.who("wulao"), first_promise(town, key))


def first_promise(town: Town, key: str) -> Commitment:
    """What was promised first on a matter, with its entry and evidence."""
    found = (
        select(Commitment)
        .join(Commitment.entry)
        .where(RegisterEntry.matter_id == town.matters[key])
        .options(
            contains_eager(Commitment.entry),
            joinedload(Commitment.unit),
            selectinload(Commitment.evidence),
        )
        .order_by(Commitment.id)
        .limit(1)
    )
    return session().scalars(found).unique().one()


def archived(town: Town, key: str, ago: int) -> Chapter:
    """Shown long enough and everything carried out."""
    yield town.at(ago, 9, 5)
    meetings.archive(clerk(town, HEARINGS[key].host), town.meeting(key))
