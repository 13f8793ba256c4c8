"""What the desks of the committee and the supervisors read: few queries, whatever there is."""

import re
from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import Select, exists, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from civic.db import whole as number
from civic.people.models import Person
from civic.places.models import Place
from civic.places.rules import Level
from civic.voting.models.ballots import PaperBundle, PaperEntry
from civic.voting.models.rolls import Naming, RollAmendment, RollObjection, Voter, VoterPerson
from civic.voting.models.selects import roll
from civic.voting.rules import PER_OBJECTION, AmendmentKind, ProxyState
from civic.voting.rules.paper import NEXT_READING

_DOOR = re.compile("(.*[楼幢栋])?(.+?)室?", re.S)


def places_for(paths: Iterable[str], levels: Iterable[Level]) -> Select[Place]:
    """Where somebody with an office in these places may put something to the vote of these levels."""
    within = (Place.path.startswith(path, autoescape=True) for path in paths)
    return (
        select(Place)
        .where(Place.level.in_(levels), or_(false(), *within))
        .options(joinedload(Place.parent))
        .order_by(Place.path)
    )


def found_on_roll(vote_id: int, asked: str) -> Select[Voter, bool]:
    """Heads by their number (12, 12号), their door (201, 3号楼201室), a person's full name, as the
    roll writes them, and whether it was by that name; all of them when nothing is asked."""
    found = roll(vote_id)
    if not asked:
        return found.add_columns(false())
    named = exists().where(
        VoterPerson.voter_id == Voter.id,
        VoterPerson.person_id == Person.id,
        Person.name == asked,
    )
    building, door = _DOOR.fullmatch(asked).groups()  # type: ignore[union-attr]
    at = Voter.door == door
    if building:
        around = aliased(Place)
        whole = Place.parent.of_type(around).has(around.name.concat(Place.name) == building)
        at &= Voter.building.has(or_(Place.name == building, whole))
    ways = [at, named]
    with suppress(ValueError):
        ways.append(Voter.number == number(asked.removeprefix("第").removesuffix("号")))
    return found.add_columns(named).where(or_(*ways))


def objection(objection_id: int) -> Select[RollObjection]:
    """One objection with its vote and who made it."""
    return (
        select(RollObjection)
        .where(RollObjection.id == objection_id)
        .options(joinedload(RollObjection.vote), joinedload(RollObjection.by))
    )


def upheld(vote_id: int, kind: AmendmentKind) -> Select[RollObjection]:
    """Objections that were upheld and are not carried out, and under which an amendment of this kind
    may still be made."""
    made = select(func.count(RollAmendment.id)).where(
        RollAmendment.objection_id == RollObjection.id, RollAmendment.kind == kind
    )
    return (
        select(RollObjection)
        .where(
            RollObjection.vote_id == vote_id,
            RollObjection.is_upheld.is_(True),
            RollObjection.carried_out_at.is_(None),
            made.scalar_subquery() < PER_OBJECTION,
        )
        .order_by(RollObjection.id)
    )


def carried_out(vote_id: int) -> Select[int | None, AmendmentKind, int]:
    """Rows (objection, kind, how many): the amendments under objections (RB-19)."""
    return (
        select(RollAmendment.objection_id, RollAmendment.kind, func.count(RollAmendment.id))
        .where(RollAmendment.vote_id == vote_id, RollAmendment.objection_id.is_not(None))
        .group_by(RollAmendment.objection_id, RollAmendment.kind)
    )


def deliveries(vote_id: int) -> Select[Voter]:
    """Heads whose delivery was entered with its proof, by number."""
    return roll(vote_id).where(Voter.delivery_document_id.is_not(None))


def namings_in_hand(vote_id: int) -> Select[int]:
    """How many papers that name who casts somebody has yet to look at."""
    return select(func.count(Naming.id)).where(
        Naming.vote_id == vote_id, Naming.state == ProxyState.GIVEN
    )


def read_by(vote_id: int, person_id: int) -> Select[int]:
    """The bundles that somebody has read: of these they read nothing more in the same round
    (integrity.md 2.6)."""
    return (
        select(PaperEntry.bundle_id)
        .join(PaperBundle, PaperBundle.id == PaperEntry.bundle_id)
        .where(
            PaperBundle.vote_id == vote_id,
            PaperEntry.clerk_id == person_id,
            PaperEntry.round == PaperBundle.round,
        )
    )


def unread_bundles(vote_id: int, person_id: int) -> Select[PaperBundle, bool]:
    """Bundles that are not read to the end, and whether somebody has read each of them already."""
    is_read = PaperBundle.id.in_(read_by(vote_id, person_id))
    return (
        select(PaperBundle, is_read)
        .where(PaperBundle.vote_id == vote_id, PaperBundle.state.in_(NEXT_READING))
        .order_by(PaperBundle.number)
    )
