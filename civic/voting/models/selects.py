"""What acts and pages read of votes and rolls, with what they load."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from civic import clock
from civic.people.models import Appointment, Person, Residence, Unit, held_since
from civic.people.rules import UnitKind
from civic.places.models import Household, Part, Place
from civic.places.rules import PartKind
from civic.policy import Role
from civic.register.models import RegisterEntry
from civic.voting.models.eligible import runs
from civic.voting.models.questions import Question
from civic.voting.models.rolls import (
    Invitation,
    Naming,
    Proxy,
    RollAmendment,
    RollObjection,
    Voter,
    VoterPerson,
)
from civic.voting.models.tables import Vote
from civic.voting.rules import (
    REPRESENTATIVES,
    AmendmentKind,
    Electorate,
    ProxyState,
    VoteStage,
)

AREA = cast(func.coalesce(func.sum(Voter.area), 0), BigInteger)
"""The area of some heads together; PostgreSQL would add whole numbers up to a decimal."""

# Votes -------------------------------------------------------------------------------


def whole(vote_id: int) -> Select[Vote]:
    """A vote with its place, its matter, its questions and their options."""
    return (
        select(Vote)
        .where(Vote.id == vote_id)
        .options(
            joinedload(Vote.place),
            joinedload(Vote.matter),
            joinedload(Vote.unit),
            joinedload(Vote.entry),
            selectinload(Vote.questions).options(
                selectinload(Question.options), selectinload(Question.counts)
            ),
        )
    )


def votes_of_matter(matter_id: int) -> Select[Vote]:
    """Votes on a matter that everybody may see, oldest first."""
    found = select(Vote).where(Vote.matter_id == matter_id, Vote.is_public)
    return found.options(joinedload(Vote.place)).order_by(Vote.id)


def of_entry(entry_id: int) -> Select[int]:
    """The vote whose result an entry tells, or the one that it corrects."""
    before = (
        select(RegisterEntry.id, RegisterEntry.corrects_id)
        .where(RegisterEntry.id == entry_id)
        .cte(recursive=True)
    )
    before = before.union_all(
        select(RegisterEntry.id, RegisterEntry.corrects_id).where(
            RegisterEntry.id == before.c.corrects_id
        )
    )
    return select(Vote.id).where(Vote.entry_id.in_(select(before.c.id)))


def due(at: datetime) -> Select[int, VoteStage]:
    """Votes whose hour to open or to close has come; a meeting's opens with its sitting."""
    return (
        select(Vote.id, Vote.stage)
        .where(
            or_(
                and_(
                    Vote.stage == VoteStage.POSTED,
                    Vote.opens_at <= at,
                    Vote.closes_at > at,
                    Vote.is_of_a_meeting.is_(False),
                ),
                and_(Vote.stage == VoteStage.OPEN, Vote.closes_at <= at),
            )
        )
        .order_by(Vote.closes_at, Vote.id)
    )


def rating(person: Person) -> ColumnElement[bool]:
    """Of a vote: that it rates them, or a unit in which they have served at any time since its
    notice, or somebody of it (EV-4)."""
    noticed_on = func.coalesce(Vote.noticed_on, clock.today())

    def served(unit_id: Any) -> ColumnElement[bool]:
        term = exists().where(
            Appointment.person_id == person.id,
            Appointment.unit_id == unit_id,
            held_since(noticed_on),
        )
        return term.correlate(Vote, Question)

    asked = exists().where(
        Question.vote_id == Vote.id,
        or_(Question.person_id == person.id, served(Question.unit_id)),
    )
    return or_(asked.correlate(Vote), served(Vote.unit_id))


def rating_a(kind: UnitKind) -> ColumnElement[bool]:
    """Of a vote: that it rates a unit of this kind, or somebody of one."""
    units = select(Unit.id).where(Unit.kind == kind)
    asked = exists().where(Question.vote_id == Vote.id, Question.unit_id.in_(units))
    return or_(asked, and_(Vote.unit_id.is_not(None), Vote.unit_id.in_(units)))


def in_office(roles: Collection[Role], path: str, today: date) -> Select[Person]:
    """Who holds one of these offices over a place today."""
    around = [int(ident) for ident in path.strip("/").split("/")]
    held = exists().where(
        Appointment.person_id == Person.id,
        Appointment.role.in_(roles),
        Appointment.place_id.in_(around),
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )
    return select(Person).where(held).order_by(Person.id)


# The roll ----------------------------------------------------------------------------


def roll(vote_id: int) -> Select[Voter]:
    """Who is on a roll now, by number, with buildings: pages of it are cut by the caller."""
    return (
        select(Voter)
        .where(Voter.vote_id == vote_id, Voter.is_struck.is_(False))
        .options(joinedload(Voter.building).joinedload(Place.parent))
        .order_by(Voter.number)
    )


def voter(voter_id: int) -> Select[Voter]:
    """One head with its vote, its persons, its proxies."""
    return select(Voter).where(Voter.id == voter_id).options(*_with_proxies())


def numbered(vote_id: int, number: int) -> Select[Voter]:
    """The head that has this number on the roll."""
    return (
        select(Voter)
        .where(Voter.vote_id == vote_id, Voter.number == number)
        .options(*_with_proxies())
    )


def namings(vote_id: int) -> Select[Naming]:
    """Papers that name who casts, those to be looked at first."""
    return (
        select(Naming)
        .where(Naming.vote_id == vote_id)
        .options(
            joinedload(Naming.voter).options(*_with_proxies()),
            joinedload(Naming.person),
            joinedload(Naming.document),
        )
        .order_by(Naming.state != ProxyState.GIVEN, Naming.id)
    )


def namings_for(voter_id: int) -> Select[Naming]:
    """The papers that name who casts for one head, for those behind it."""
    found = select(Naming).where(Naming.voter_id == voter_id)
    return found.options(joinedload(Naming.person)).order_by(Naming.id)


def naming(naming_id: int) -> Select[Naming]:
    """One of these with its head."""
    return (
        select(Naming)
        .where(Naming.id == naming_id)
        .options(joinedload(Naming.voter).options(*_with_proxies()))
    )


def namings_of(voter_id: int) -> Select[Naming]:
    """The papers of a head that wait or say who casts for it."""
    return namings_for(voter_id).where(Naming.state.in_([ProxyState.GIVEN, ProxyState.CONFIRMED]))


def with_persons() -> tuple[Any, ...]:
    """A head's vote, building and persons."""
    return (
        joinedload(Voter.vote),
        joinedload(Voter.building).joinedload(Place.parent),
        selectinload(Voter.persons).joinedload(VoterPerson.person),
    )


def _with_proxies() -> tuple[Any, ...]:
    return (
        *with_persons(),
        selectinload(Voter.proxies).joinedload(Proxy.holder),
        joinedload(Voter.naming).joinedload(Naming.person),
    )


def voters_for(person_id: int, *, vote_id: int | None = None) -> Select[Voter]:
    """The heads for which somebody stands, was named, or holds a proxy: own ones first."""
    mine = exists().where(VoterPerson.voter_id == Voter.id, VoterPerson.person_id == person_id)
    held = exists().where(
        Proxy.voter_id == Voter.id,
        Proxy.holder_id == person_id,
        Proxy.state == ProxyState.CONFIRMED,
    )
    found = select(Voter).where(
        or_(mine, Voter.caster_id == person_id, held), Voter.is_struck.is_(False)
    )
    if vote_id is not None:
        found = found.where(Voter.vote_id == vote_id)
    return found.options(*_with_proxies()).order_by(Voter.vote_id.desc(), held, Voter.number)


def standing(vote: Vote, person_ids: Collection[int], today: date) -> Select[int]:
    """The number under which somebody stands on a roll already: the very same set of owners
    (OW-6), a household with anybody of it or its door, a person."""
    found = select(Voter.number).where(Voter.vote_id == vote.id, Voter.is_struck.is_(False))
    with_them = Voter.id.in_(
        select(VoterPerson.voter_id).where(VoterPerson.person_id.in_(person_ids))
    )
    if vote.electorate is Electorate.OWNERS:
        behind = select(func.count()).where(VoterPerson.voter_id == Voter.id)
        others = exists().where(
            VoterPerson.voter_id == Voter.id, VoterPerson.person_id.not_in(person_ids)
        )
        return found.where(with_them, behind.scalar_subquery() == len(person_ids), ~others)
    if vote.electorate is Electorate.HOUSEHOLDS:
        at_home = exists().where(
            Residence.person_id.in_(person_ids),
            runs(Residence.since_on, Residence.until_on, today),
            Household.id == Residence.household_id,
            Household.place_id == Voter.building_id,
            Household.number == Voter.door,
        )
        return found.where(or_(with_them, at_home))
    return found.where(with_them)


def heads_and_area(vote_id: int) -> Select[int, int]:
    """The denominators: heads and area of everybody on the roll."""
    return select(func.count(Voter.id), AREA).where(
        Voter.vote_id == vote_id, Voter.is_struck.is_(False)
    )


def book_area(path: str, *, counts_parking: bool) -> Select[int]:
    """The area of all parts within a place, as the book of places has it: whosever they are."""
    found = (
        select(cast(func.coalesce(func.sum(Part.area), 0), BigInteger))
        .join(Place, Place.id == Part.place_id)
        .where(Place.path.startswith(path))
    )
    return found if counts_parking else found.where(Part.kind != PartKind.PARKING)


def per_building(vote_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (building, heads) of a roll: what is posted of it for everybody."""
    return (
        select(Place, func.count(Voter.id))
        .join(Place, Place.id == Voter.building_id)
        .where(Voter.vote_id == vote_id, Voter.is_struck.is_(False))
        .group_by(Place.id)
        .options(joinedload(Place.parent))
        .order_by(Place.path)
    )


def representatives_on(vote_id: int, today: date) -> Select[int]:
    """How many on the roll are residents' representatives, not committee members (RB-5)."""
    held = exists().where(
        Appointment.person_id == VoterPerson.person_id,
        runs(Appointment.starts_on, Appointment.ends_on, today),
        Appointment.place_id == Vote.place_id,
    )
    elected = held.where(Appointment.role.in_(REPRESENTATIVES))
    committee = held.where(Appointment.role.in_([Role.CHAIR, Role.COMMITTEE_MEMBER]))
    return (
        select(func.count(Voter.id))
        .join(VoterPerson, VoterPerson.voter_id == Voter.id)
        .join(Vote, Vote.id == Voter.vote_id)
        .where(Voter.vote_id == vote_id, Voter.is_struck.is_(False), elected, ~committee)
    )


def invitations(vote_id: int) -> Select[Invitation]:
    """Who is invited to rate."""
    return (
        select(Invitation)
        .where(Invitation.vote_id == vote_id)
        .options(joinedload(Invitation.person))
        .order_by(Invitation.group, Invitation.person_id)
    )


def objections(vote_id: int) -> Select[RollObjection]:
    """What was said against a roll, oldest first."""
    return (
        select(RollObjection)
        .where(RollObjection.vote_id == vote_id)
        .options(joinedload(RollObjection.vote), joinedload(RollObjection.by))
        .order_by(RollObjection.id)
    )


def undecided(vote_id: int) -> Select[int]:
    """How many objections nobody has decided yet."""
    return select(func.count(RollObjection.id)).where(
        RollObjection.vote_id == vote_id, RollObjection.is_upheld.is_(None)
    )


def unamended(vote_id: int) -> Select[int]:
    """How many upheld objections nobody has carried out to the end yet."""
    return select(func.count(RollObjection.id)).where(
        RollObjection.vote_id == vote_id,
        RollObjection.is_upheld.is_(True),
        RollObjection.carried_out_at.is_(None),
    )


def carrying_out(objection_id: int, *kinds: AmendmentKind) -> Select[int]:
    """How many amendments of these kinds carry an objection out."""
    return select(func.count(RollAmendment.id)).where(
        RollAmendment.objection_id == objection_id, RollAmendment.kind.in_(kinds)
    )


def amendments(vote_id: int) -> Select[RollAmendment]:
    """How a posted roll was amended: shown with the result."""
    return select(RollAmendment).where(RollAmendment.vote_id == vote_id).order_by(RollAmendment.id)
