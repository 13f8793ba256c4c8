"""Of whom rolls are made: who lives, owns, serves and is listed somewhere, and who is rated."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from civic.people.models import Appointment, Ownership, Person, Residence, Unit
from civic.people.rules import PersonState, UnitKind
from civic.places.models import Household, Part, Place
from civic.policy import Role
from civic.voting.models.questions import Question
from civic.voting.models.rolls import (
    Invitation,
    Voter,
    VoterPerson,
)
from civic.voting.models.tables import Vote
from civic.voting.rules import Electorate, RaterGroup, VoteStage


def runs(since: Any, until: Any, today: Any) -> Any:
    """Whether what is dated so holds today."""
    return and_(since <= today, or_(until.is_(None), until >= today))


def adults(path: str, today: date, grown_by: date) -> Select[*tuple[Any, ...]]:
    """Rows (person, place, door) of adults who live in a place, one for each residence.

    Nobody is left out because a birthday is not known.
    """
    return (
        select(Person.id, Household.place_id, Household.number)
        .join(Residence, Residence.person_id == Person.id)
        .join(Household, Household.id == Residence.household_id)
        .join(Place, Place.id == Household.place_id)
        .where(
            Place.path.startswith(path),
            runs(Residence.since_on, Residence.until_on, today),
            Person.state != PersonState.CLOSED,
            or_(Person.born_on.is_(None), Person.born_on <= grown_by),
        )
        .order_by(Place.path, func.length(Household.number), Household.number, Person.id)
    )


def household_adults(path: str, today: date, grown_by: date) -> Select[*tuple[Any, ...]]:
    """Rows (household, person, place, door, is_head), household after household."""
    order = (Place.path, func.length(Household.number), Household.number, Household.id)
    return (
        adults(path, today, grown_by)
        .with_only_columns(
            Household.id, Person.id, Household.place_id, Household.number, Residence.is_head
        )
        .order_by(None)
        .order_by(*order, Person.id)
    )


def head_of_household(voter: Voter, among: Collection[int], on: date) -> Select[int]:
    """Of these persons behind a household's ballot the one who headed it on a day."""
    return (
        select(Residence.person_id)
        .join(Household, Household.id == Residence.household_id)
        .where(
            Household.place_id == voter.building_id,
            Household.number == voter.door,
            Residence.is_head,
            Residence.person_id.in_(among),
            runs(Residence.since_on, Residence.until_on, on),
        )
        .order_by(Residence.person_id)
        .limit(1)
    )


def parts_of(person_ids: Collection[int], path: str, today: date) -> Select[*tuple[Any, ...]]:
    """The same rows, of parts that any of these persons has or had a share in."""
    theirs = select(Ownership.part_id).where(Ownership.person_id.in_(person_ids))
    return parts_with_owners(path, today).where(Part.id.in_(theirs))


def parts_with_owners(path: str, today: date) -> Select[*tuple[Any, ...]]:
    """Rows (part, place, door, area, kind, state, owner or none), part after part."""
    owned = and_(Ownership.part_id == Part.id, runs(Ownership.since_on, Ownership.until_on, today))
    return (
        select(
            Part.id,
            Part.place_id,
            Part.number,
            Part.area,
            Part.kind,
            Part.state,
            Ownership.person_id,
        )
        .join(Place, Place.id == Part.place_id)
        .outerjoin(Ownership, owned)
        .where(Place.path.startswith(path))
        .order_by(Place.path, func.length(Part.number), Part.number, Part.id, Ownership.person_id)
    )


def members(place_id: int, roles: Collection[Role], today: date) -> Select[int]:
    """Who holds one of these offices at a place, once each."""
    return (
        select(Person.id)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.place_id == place_id,
            Appointment.role.in_(roles),
            runs(Appointment.starts_on, Appointment.ends_on, today),
            Person.state != PersonState.CLOSED,
        )
        .distinct()
        .order_by(Person.id)
    )


def rated_themselves(vote_id: int, today: date, *, with_colleagues: bool = False) -> Select[int]:
    """Who is rated by a vote: people in their offices, and whoever serves in a unit that is rated
    itself. Colleagues of whom an office is rated are not, but asked for ``with_colleagues``."""
    people = select(Question.person_id).where(
        Question.vote_id == vote_id, Question.person_id.is_not(None)
    )
    units = union(
        select(Question.unit_id).where(
            Question.vote_id == vote_id,
            Question.unit_id.is_not(None),
            true() if with_colleagues else Question.person_id.is_(None),
        ),
        select(Vote.unit_id).where(Vote.id == vote_id, Vote.unit_id.is_not(None)),
    )
    serving = select(Appointment.person_id).where(
        Appointment.unit_id.in_(units),
        runs(Appointment.starts_on, Appointment.ends_on, today),
    )
    found = union(people, serving).subquery()
    return select(found.c[0])


def rating_themselves(vote: Vote, today: date) -> Select[Voter]:
    """Heads of a rating with nobody behind them who is not rated, peers aside: on a list colleagues
    are not either (AP-8)."""
    rated = rated_themselves(vote.id, today, with_colleagues=vote.electorate is Electorate.INVITED)
    behind = VoterPerson.voter_id == Voter.id
    return (
        select(Voter)
        .where(
            _but_peers(vote),
            exists().where(behind, VoterPerson.person_id.in_(rated)),
            ~exists().where(behind, VoterPerson.person_id.not_in(rated)),
        )
        .order_by(Voter.number)
    )


def _but_peers(vote: Vote) -> ColumnElement[bool]:
    """Of a head: that it stands on this roll, and rates as no peer."""
    is_peer = Voter.group.is_not_distinct_from(RaterGroup.PEER)
    return and_(Voter.vote_id == vote.id, Voter.is_struck.is_(False), ~is_peer)


def cast_for_by(persons: Collection[int], vote: Vote) -> Select[Voter]:
    """Heads on a roll, peers aside, for which one of these casts."""
    return (
        select(Voter)
        .where(_but_peers(vote), Voter.caster_id.in_(persons))
        .options(joinedload(Voter.vote), selectinload(Voter.persons))
        .order_by(Voter.number)
    )


def listed_as(vote_id: int) -> Select[RaterGroup]:
    """As what those on the list of a meeting's vote rate: all of them as the same."""
    return select(Invitation.group).where(Invitation.vote_id == vote_id).limit(1)


def beside(vote: Vote) -> Select[int]:
    """The votes of the other groups of its meeting, until they close: of a matter one evaluation
    at a time is prepared."""
    return (
        select(Vote.id)
        .where(
            Vote.matter_id == vote.matter_id,
            Vote.is_of_a_meeting,
            Vote.stage.in_((VoteStage.DRAFT, VoteStage.POSTED, VoteStage.OPEN)),
            Vote.id != vote.id,
        )
        .order_by(Vote.id)
    )


def others_until(now: datetime) -> ScalarSelect[datetime | None]:
    """Of a meeting's vote: until when another group still votes; NULL where none does."""
    other = aliased(Vote)
    return (
        select(func.max(other.closes_at))
        .where(
            Vote.is_of_a_meeting,
            other.is_of_a_meeting,
            other.matter_id == Vote.matter_id,
            other.id != Vote.id,
            other.stage == VoteStage.OPEN,
            other.closes_at > now,
        )
        .correlate(Vote)
        .scalar_subquery()
    )


@cache
def over_at() -> ScalarSelect[datetime | None]:
    """When a vote closes; a meeting's, when the last of its groups does: nobody counts before."""
    of = aliased(Vote)
    beside = and_(
        Vote.is_of_a_meeting,
        of.is_of_a_meeting,
        of.matter_id == Vote.matter_id,
        of.opened_at.is_not(None),
    )
    return (
        select(func.max(of.closes_at))
        .where(or_(of.id == Vote.id, beside))
        .correlate(Vote)
        .scalar_subquery()
    )


def listed_beside(vote: Vote, person_id: int) -> Select[RaterGroup]:
    """In which other group of the same meeting somebody is on the list (AP-8)."""
    return (
        select(Invitation.group)
        .where(Invitation.vote_id.in_(beside(vote)), Invitation.person_id == person_id)
        .limit(1)
    )


def standing_beside(vote: Vote, person_ids: Collection[int]) -> Select[RaterGroup]:
    """In which other group of the same meeting one of these stands on the roll (AP-8): one that is
    made of places or offices is the residents'."""
    return (
        select(func.coalesce(Voter.group, RaterGroup.RESIDENT))
        .join(VoterPerson, VoterPerson.voter_id == Voter.id)
        .where(
            Voter.vote_id.in_(beside(vote)),
            Voter.is_struck.is_(False),
            VoterPerson.person_id.in_(person_ids),
        )
        .limit(1)
    )


def is_of_a_firm(person_id: int, today: date) -> Select[int]:
    """Offices that somebody holds in a property firm now."""
    return (
        select(Appointment.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.person_id == person_id,
            Unit.kind == UnitKind.PROPERTY_FIRM,
            runs(Appointment.starts_on, Appointment.ends_on, today),
        )
    )
