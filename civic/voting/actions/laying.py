"""The roll as it is made of places and roster, tens of thousands of heads a second."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, insert, select

from civic import clock, ledger
from civic.db import pour, session
from civic.ledger import Fact
from civic.people.models import Person
from civic.people.rules import ADULT_YEARS
from civic.places.rules import PartKind, PartState
from civic.voting import rules
from civic.voting.models import (
    Vote,
    Voter,
    VoterPerson,
    adults,
    amendments,
    heads_and_area,
    household_adults,
    invitations,
    members,
    parts_of,
    parts_with_owners,
    per_building,
    rated_themselves,
    representatives_on,
    unamended,
    undecided,
)
from civic.voting.rules import Electorate, RaterGroup, RollPart, VoterKind

AT_ONCE = 1_000
"""More at a time are no faster to write, and Python goes through them again and again to see
which of them it still needs."""


class Entry(NamedTuple):
    """A head that is about to stand on a roll."""

    kind: VoterKind
    persons: tuple[int, ...]
    caster: int | None
    building: int | None = None
    door: str = ""
    area: int = 0
    group: RaterGroup | None = None


def lay(vote: Vote) -> None:
    """Everybody who may vote, numbered from one, each with a salted leaf; and how many they are.

    Nobody is on the roll of a draft, so that this is done once, at the posting.
    """
    _check_composition(vote)
    numbered = enumerate(_entries(vote), start=1)
    while several := list(islice(numbered, AT_ONCE)):
        _pour(vote, several)
    vote.heads, vote.area = session().execute(heads_and_area(vote.id)).one()


def grown_by(today: date) -> date:
    """The last birthday that makes somebody an adult today."""
    try:
        return today.replace(year=today.year - ADULT_YEARS)
    except ValueError:  # 29 February
        return today.replace(year=today.year - ADULT_YEARS, day=28)


def counts_text(vote: Vote) -> str:
    """Heads for each building, as the record keeps them: ``[[place id, heads], …]``."""
    rows = session().execute(per_building(vote.id)).all()
    return json.dumps([[place.id, number] for place, number in rows])


def freeze(actor: Person | None, vote: Vote) -> None:
    """The denominators and the root over all leaves, as they hold from now on (G-9).

    Raises OutOfOrder: an objection to the roll is not settled, or the assembly that grades is not
    made up as the law asks.
    """
    _check_composition(vote)
    rules.check_roll_settled(
        undecided=session().scalar(undecided(vote.id)) or 0,
        unamended=session().scalar(unamended(vote.id)) or 0,
    )
    vote.heads, vote.area = session().execute(heads_and_area(vote.id)).one()
    if vote.electorate is Electorate.REPRESENTATIVES:
        elected = session().scalar(representatives_on(vote.id, clock.today()))
        vote.representatives = elected or 0
    leaves = (
        select(Voter.leaf)
        .where(Voter.vote_id == vote.id, Voter.is_struck.is_(False))
        .order_by(Voter.number)
    )
    vote.roll_root = ledger.root_of(ledger.leaf_hash(leaf) for (leaf,) in _read(leaves))
    rules.check_roll(vote.secrecy, vote.heads)
    ledger.record(
        Fact.VOTE_ROLL_FROZEN,
        about=vote,
        by=actor,
        pub={
            "heads": vote.heads,
            "area": vote.area,
            "representatives": vote.representatives,
            "root": vote.roll_root.hex(),
            "amendments": len(session().scalars(amendments(vote.id)).all()),
        },
        text=[counts_text(vote)],
    )


def owned_area(vote: Vote, persons: frozenset[int]) -> int:
    """The area of the head that these very owners are, by the book of places (OW-1, OW-6, OW-7)."""
    rows = parts_of(persons, vote.place_path, clock.today())
    parts = [part for part, _building, _door in _parts(rows)]
    found = rules.heads(parts, counts_parking=vote.counts_parking)
    return next((head.area for head in found if head.owners == persons), 0)


def rates_themselves(vote: Vote) -> frozenset[int]:
    """Whoever is not on the roll that is made of a body, being rated by it: an assembly's member has
    a vote by law, and nobody rates themselves (JWH25 Art.37; D). Its quorum is without them.

    Who is invited to rate, is on a list, on which peers rate each other (AP-8).
    """
    if vote.rule not in rules.RATINGS or vote.electorate is Electorate.INVITED:
        return frozenset()
    return frozenset(session().scalars(rated_themselves(vote.id, clock.today())))


def _check_composition(vote: Vote) -> None:
    """Of the body, not of its roll: whoever is rated is a member of it (RB-5)."""
    if vote.rule not in rules.RATINGS or vote.electorate is not Electorate.REPRESENTATIVES:
        return
    everybody = rules.MEMBERS_OF[vote.electorate]
    of_both = [
        len(session().scalars(members(vote.place_id, roles, clock.today())).all())
        for roles in (everybody - rules.REPRESENTATIVES, everybody)
    ]
    committee, whole = of_both
    rules.check_composition(committee=committee, representatives=whole - committee)


def _pour(vote: Vote, several: list[tuple[int, Entry]]) -> None:
    """These heads, and the persons behind them: what is the same for all of them goes unsaid."""
    voters = cast(Table, Voter.__table__)
    columns = ["vote_id", "number", "kind", "building_id", "door", "area", "caster_id", "salt"]
    columns += ["leaf"]
    if vote.electorate is Electorate.INVITED:
        columns += ["rater_group"]
    pour(voters, columns, _rows(vote, several))
    first, last = several[0][0], several[-1][0]
    laid = (Voter.vote_id == vote.id, Voter.number.between(first, last))
    if all(entry.persons == (entry.caster,) for _number, entry in several):
        found = select(Voter.id, Voter.caster_id).where(*laid)
        session().execute(insert(VoterPerson).from_select(["voter_id", "person_id"], found))
        return
    of_number = dict(session().execute(select(Voter.number, Voter.id).where(*laid)).all())
    pour(
        cast(Table, VoterPerson.__table__),
        ("voter_id", "person_id"),
        ((of_number[number], person) for number, entry in several for person in entry.persons),
    )


def _rows(vote: Vote, several: Sequence[tuple[int, Entry]]) -> Iterator[tuple[Any, ...]]:
    groups = vote.electorate is Electorate.INVITED
    vote_id = vote.id
    salts = rules.new_salts(len(several))
    for (number, entry), salt in zip(several, salts, strict=True):
        leaf = rules.voter_leaf(
            salt,
            vote=vote_id,
            number=number,
            kind=entry.kind,
            area=entry.area,
            persons=entry.persons,
        )
        row = (
            vote_id,
            number,
            entry.kind,
            entry.building,
            entry.door,
            entry.area,
            entry.caster,
            salt,
            leaf,
        )
        yield (*row, entry.group) if groups else row


def _read(statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Its rows, as many at a time as are worked on, of columns alone: past the session, which would
    take each of them in hand."""
    session().flush()
    found = session().connection().execute(statement.execution_options(yield_per=AT_ONCE))
    return iter(found)


def _entries(vote: Vote) -> Iterator[Entry]:
    match vote.electorate:
        case Electorate.ADULTS:
            return _adults(vote, rates_themselves(vote))
        case Electorate.HOUSEHOLDS:
            return _households(vote, rates_themselves(vote))
        case Electorate.OWNERS:
            return _owners(vote)
        case Electorate.REPRESENTATIVES | Electorate.COUNCIL:
            return _members(vote, rates_themselves(vote))
        case Electorate.INVITED:
            return _invited(vote)


def _adults(vote: Vote, rated: frozenset[int]) -> Iterator[Entry]:
    """Whoever lives there and is of age, once, behind their first door (RB-1)."""
    today = clock.today()
    seen = set(rated)
    for person, building, door in _read(adults(vote.place_path, today, grown_by(today))):
        if person not in seen:
            seen.add(person)
            yield Entry(VoterKind.PERSON, (person,), person, building, door)


def _households(vote: Vote, rated: frozenset[int]) -> Iterator[Entry]:
    """A household each: its head casts, or whom its adults agree on (RB-1); of somebody who is
    rated the others."""
    today = clock.today()
    found = _read(household_adults(vote.place_path, today, grown_by(today)))
    for _household, rows in groupby(found, key=itemgetter(0)):
        listed = [row for row in rows if row[1] not in rated]
        if not listed:
            continue
        persons = tuple(row[1] for row in listed)
        head = next((row[1] for row in listed if row[4]), None)
        caster = head if head is not None or len(persons) > 1 else persons[0]
        yield Entry(VoterKind.HOUSEHOLD, persons, caster, listed[0][2], listed[0][3])


def _owners(vote: Vote) -> Iterator[Entry]:
    """Owners as heads, with the area of all their parts (OW-1..OW-11)."""
    parts, doors = list[RollPart](), dict[int, tuple[int, str]]()
    for part, building, door in _parts(parts_with_owners(vote.place_path, clock.today())):
        doors[part.id] = building, door
        parts.append(part)
    for head in rules.heads(parts, counts_parking=vote.counts_parking):
        building, door = doors[head.parts[0]]
        persons = tuple(sorted(head.owners))
        caster = persons[0] if len(persons) == 1 else None
        yield Entry(head.kind, persons, caster, building, door, head.area)


def _parts(rows: Select[*tuple[Any, ...]]) -> Iterator[tuple[RollPart, int, str]]:
    """Each part with its building and its door."""
    for ident, found in groupby(_read(rows), key=itemgetter(0)):
        listed = list(found)
        _part, building, door, area, kind, state, _owner = listed[0]
        part = RollPart(
            ident,
            area,
            frozenset(row[6] for row in listed if row[6] is not None),
            is_developers=state is not PartState.DELIVERED,
            is_parking=kind is PartKind.PARKING,
        )
        yield part, building, door


def _members(vote: Vote, rated: frozenset[int]) -> Iterator[Entry]:
    """Who holds a seat in the body now (RB-5; CN-1)."""
    roles = rules.MEMBERS_OF[vote.electorate]
    for person in session().scalars(members(vote.place_id, roles, clock.today())):
        if person in rated:
            continue
        yield Entry(VoterKind.PERSON, (person,), person)


def _invited(vote: Vote) -> Iterator[Entry]:
    """Who was invited to rate, with the group they rate for (AP-8)."""
    for invitation in session().scalars(invitations(vote.id)):
        person = invitation.person_id
        yield Entry(VoterKind.PERSON, (person,), person, group=invitation.group)
