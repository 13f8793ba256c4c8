"""The posted roll: objected to, decided on, amended; then it opens and is frozen (RB-19, G-9)."""

from sqlalchemy import func, select

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone
from civic.ledger import Fact
from civic.people.models import Person
from civic.people.rules import is_adult
from civic.places.models import Place
from civic.policy import Can
from civic.voting import rules
from civic.voting.actions.casting import end_namings, who_casts
from civic.voting.actions.holding import (
    conducting,
    hold,
    hold_with_groups,
    rated,
    scrutinising,
)
from civic.voting.actions.laying import grown_by, owned_area, rates_themselves
from civic.voting.models import (
    RollAmendment,
    RollObjection,
    Vote,
    Voter,
    VoterPerson,
    book_area,
    carrying_out,
    cast_for_by,
    heads_and_area,
    household_adults,
    listed_as,
    members,
    namings_of,
    rating_themselves,
    standing,
    standing_beside,
)
from civic.voting.rules import (
    AmendmentKind,
    Electorate,
    RaterGroup,
    VoterKind,
    Why,
    check_reason,
)


def object_to_roll(actor: Person, vote: Vote, *, text: str) -> RollObjection:
    """Somebody who belongs there says who is missing or stands there wrongly (RB-19)."""
    policy.require(actor, Can.OBJECT_TO_ROLL, vote)
    vote = hold(vote)
    rules.require_posted(vote.stage)
    rules.check_objection(is_in_time=vote.is_taking_objections)
    objection = RollObjection(
        vote=vote,
        by_id=actor.id,
        text=check_reason(text, "text"),
        at=clock.now(),
        due_on=rules.objection_decision_due(clock.today(), calendar.current()).due_on,
    )
    session().add(objection)
    session().flush()
    ledger.record(
        Fact.VOTE_ROLL_OBJECTED,
        about=vote,
        by=actor,
        pub={"due_on": objection.due_on.isoformat()},
        secret={"text": objection.text},
    )
    return objection


def decide_objection(
    actor: Person, objection: RollObjection, *, is_upheld: bool, reason: str
) -> RollObjection:
    """The supervisors decide, or where they are rated the committee; what is upheld is carried out
    by an amendment (RB-19)."""
    policy.require(actor, scrutinising(objection.vote, Can.DECIDE_ROLL_OBJECTION), objection)
    vote = hold(objection.vote)
    rules.require_not_rated(vote.rates(actor))
    session().refresh(objection, ("is_upheld",))
    rules.require_posted(vote.stage)
    rules.decide_objection(is_decided=objection.is_decided, is_own=objection.by_id == actor.id)
    objection.is_upheld, objection.decision = is_upheld, check_reason(reason)
    objection.decided_at, objection.decided_by_id = clock.now(), actor.id
    ledger.record(
        Fact.VOTE_OBJECTION_DECIDED,
        about=vote,
        by=actor,
        pub={"upheld": is_upheld},
        secret={"reason": objection.decision, "objection": objection.id},
    )
    return objection


def carry_out(actor: Person, objection: RollObjection) -> RollObjection:
    """Whoever amends the roll has amended it as the objection asks: nothing more is done under it,
    and as far as it is concerned the vote may open (RB-19)."""
    policy.require(actor, conducting(actor, objection.vote, Can.AMEND_ROLL), objection)
    vote = hold(objection.vote)
    rules.require_not_rated(vote.rates(actor))
    rules.require_posted(vote.stage)
    session().refresh(objection, ("is_upheld", "carried_out_at"))
    made = {kind: session().scalar(carrying_out(objection.id, kind)) or 0 for kind in _BY_HAND}
    rules.carry_out(
        is_upheld=objection.is_upheld is True,
        is_done=objection.is_carried_out,
        made=sum(made.values()),
    )
    objection.carried_out_at, objection.carried_out_by_id = clock.now(), actor.id
    ledger.record(
        Fact.VOTE_OBJECTION_CARRIED_OUT,
        about=vote,
        by=actor,
        pub={kind.value: number for kind, number in made.items()},
        secret={"objection": objection.id},
    )
    return objection


def add_to_roll(
    actor: Person,
    vote: Vote,
    *,
    persons: list[Person],
    reason: str,
    kind: VoterKind = VoterKind.PERSON,
    building: Place | None = None,
    door: str = "",
    area: int = 0,
    group: RaterGroup | None = None,
    objection: RollObjection | None = None,
) -> Voter:
    """A head that was forgotten, under the next number; an entry of its own (RB-19).

    ``area``: of an owner, where an upheld objection says another one than the book of places.
    """
    policy.require(actor, conducting(actor, vote, Can.AMEND_ROLL), vote)
    vote = hold_with_groups(vote)
    rules.require_not_rated(vote.rates(actor))
    rules.require_posted(vote.stage)
    rules.require_unsealed(vote.roll_root is not None)
    _require_amendable(vote, AmendmentKind.ADDED, objection)
    carries_out = _carries_out(vote, objection)
    if vote.is_of_a_meeting and vote.electorate is Electorate.INVITED:
        group = session().scalar(listed_as(vote.id))
    ids = sorted({person.id for person in persons})
    if vote.electorate is Electorate.OWNERS:
        owned = owned_area(vote, frozenset(ids))
        area = rules.added_area(owned=owned, typed=area, carries_out=carries_out)
        _heads, listed = session().execute(heads_and_area(vote.id)).one()
        book = session().scalar(book_area(vote.place_path, counts_parking=vote.counts_parking))
    if vote.is_of_a_meeting:
        other = session().scalar(standing_beside(vote, ids))
        rules.check_one_group(other, "person_ids")
    rules.check_addition(
        vote.electorate,
        is_known_here=bool(persons) and all(p.is_of(vote.place_path) for p in persons),
        is_adult=all(is_adult(p.born_on, clock.today()) for p in persons),
        has_group=group is not None,
        stands=session().scalar(standing(vote, ids, clock.today())),
        area=area,
        is_of_the_body=carries_out or _is_of_the_body(vote, ids),
        rates_themselves=_rates_themselves(vote, persons, group),
    )
    if vote.electorate is Electorate.OWNERS:
        rules.check_counted_once(owned=max(owned, area), listed=listed, book=book or 0)
    number = (
        session().scalar(select(func.max(Voter.number)).where(Voter.vote_id == vote.id)) or 0
    ) + 1
    salt = next(iter(rules.new_salts(1)))
    voter = Voter(
        vote=vote,
        number=number,
        kind=kind,
        building=building,
        door=door,
        group=group if vote.electorate is Electorate.INVITED else None,
        area=area if vote.electorate is Electorate.OWNERS else 0,
        caster_id=ids[0] if len(ids) == 1 else None,
        salt=salt,
        leaf=b"",
        persons=[VoterPerson(person_id=ident) for ident in ids],
        proxies=[],
        is_struck=False,
    )
    voter.leaf = rules.voter_leaf(
        salt, vote=vote.id, number=number, kind=kind, area=voter.area, persons=ids
    )
    session().add(voter)
    session().flush()
    amendment = _amend(actor, vote, AmendmentKind.ADDED, voter, check_reason(reason), objection)
    ledger.record(
        Fact.VOTE_ROLL_AMENDED,
        about=vote,
        by=actor,
        pub={"kind": amendment.kind.value, "heads": vote.heads, "area": vote.area},
        text=[amendment.reason],
        secret={"voter": voter.number},
    )
    return voter


def strike_from_roll(
    actor: Person,
    voter: Voter,
    *,
    reason: str,
    objection: RollObjection | None = None,
) -> Voter:
    """A head that should not stand there; its number is not given again (RB-19)."""
    policy.require(actor, conducting(actor, voter.vote, Can.AMEND_ROLL), voter)
    vote = hold(voter.vote)
    rules.require_not_rated(vote.rates(actor))
    rules.require_posted(vote.stage)
    rules.require_unsealed(vote.roll_root is not None)
    _require_amendable(vote, AmendmentKind.STRUCK, objection)
    session().refresh(voter, ("is_struck",))
    if voter.is_struck:
        raise AlreadyDone(Why.STRUCK_ALREADY)
    voter.is_struck = True
    session().flush()
    amendment = _amend(actor, vote, AmendmentKind.STRUCK, voter, check_reason(reason), objection)
    ledger.record(
        Fact.VOTE_ROLL_AMENDED,
        about=vote,
        by=actor,
        pub={"kind": amendment.kind.value, "heads": vote.heads, "area": vote.area},
        text=[amendment.reason],
        secret={"voter": voter.number},
    )
    return voter


def strike_rated(actor: Person | None, vote: Vote) -> None:
    """Before the roll of a rating is sealed: whoever has come to serve where somebody is rated since
    it was posted is on it no more, nor do they cast for their household; the record says so
    (EV-4; AP-8)."""
    if vote.rule not in rules.RATINGS:
        return
    for voter in session().scalars(rating_themselves(vote, clock.today())).all():
        voter.is_struck = True
        session().flush()
        amendment = _amend(actor, vote, AmendmentKind.RATED, voter)
        ledger.record(
            Fact.VOTE_ROLL_AMENDED,
            about=vote,
            by=actor,
            pub={"kind": amendment.kind.value, "heads": vote.heads, "area": vote.area},
            secret={"voter": voter.number},
        )
    own = rated(vote)
    for voter in session().scalars(cast_for_by(own, vote)).all():
        before = voter.caster_id
        _agreed, voter.caster_id = who_casts(vote, voter, own)
        voter.caster_document_id = None
        papers = session().scalars(namings_of(voter.id)).all()
        ended = end_namings(paper for paper in papers if paper.person_id in own)
        ledger.record(
            Fact.VOTE_CASTER_NAMED,
            about=voter,
            by=actor,
            secret={"names": voter.caster_id, "rated": before, "ended": ended},
        )


_BY_HAND = (AmendmentKind.STRUCK, AmendmentKind.ADDED)


# Beats that several acts share -----------------------------------------------------------


def _rates_themselves(vote: Vote, persons: list[Person], group: RaterGroup | None) -> bool:
    """Whoever is rated is on no roll of theirs, but among peers (AP-8; EV-4)."""
    if vote.electorate is Electorate.INVITED:
        return group is not RaterGroup.PEER and any(vote.rates(each) for each in persons)
    return not rates_themselves(vote).isdisjoint(person.id for person in persons)


def _is_of_the_body(vote: Vote, ids: list[int]) -> bool:
    """Whether the roll would be made of these, too: adults who live there, of one household, or
    those who hold a seat (RB-1, RB-5; CN-1). An owner is by what they own, a rater by invitation."""
    here, today = session(), clock.today()
    match vote.electorate:
        case Electorate.OWNERS | Electorate.INVITED:
            return True
        case Electorate.REPRESENTATIVES | Electorate.COUNCIL:
            seats = members(vote.place_id, rules.MEMBERS_OF[vote.electorate], today)
            return set(ids) <= set(here.scalars(seats))
        case Electorate.ADULTS | Electorate.HOUSEHOLDS:
            living = household_adults(vote.place_path, today, grown_by(today))
            rows = here.execute(living.where(Person.id.in_(ids))).all()
            return any(
                {row[1] for row in rows if row[0] == household} == set(ids)
                for household in {row[0] for row in rows}
            )


def _require_amendable(vote: Vote, kind: AmendmentKind, objection: RollObjection | None) -> None:
    if objection is not None:
        session().refresh(objection, ("is_upheld", "carried_out_at"))
    rules.check_amendment(
        is_in_time=vote.is_taking_own_amendments,
        carries_out=_carries_out(vote, objection),
        is_done=objection is not None and objection.is_carried_out,
        made=(objection and session().scalar(carrying_out(objection.id, kind))) or 0,
    )


def _carries_out(vote: Vote, objection: RollObjection | None) -> bool:
    """Whether an amendment under it carries out what was said of this roll, and upheld."""
    return objection is not None and objection.vote_id == vote.id and objection.is_upheld is True


def _amend(
    actor: Person | None,
    vote: Vote,
    kind: AmendmentKind,
    voter: Voter,
    reason: str = "",
    objection: RollObjection | None = None,
) -> RollAmendment:
    amendment = RollAmendment(
        vote_id=vote.id,
        kind=kind,
        voter_id=voter.id,
        objection_id=objection and objection.id,
        reason=reason,
        at=clock.now(),
        by_id=actor.id if actor else vote.created_by_id,  # by the clock: whoever set it
    )
    session().add(amendment)
    session().flush()
    vote.heads, vote.area = session().execute(heads_and_area(vote.id)).one()
    rules.check_roll(vote.secrecy, vote.heads)
    return amendment
