"""Acts of the committee and of the Party organisation."""

from collections.abc import Callable
from datetime import date

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import Invalid
from civic.ledger import JSON, Fact
from civic.matters import models, rules
from civic.matters.actions import turn
from civic.matters.models import Matter, Seconding
from civic.matters.rules import Destination, Route, Screening, Stage, Subject, Why
from civic.people.models import Person
from civic.policy import Can


def screen(
    actor: Person,
    matter: Matter,
    result: Screening,
    *,
    reason: str,
    destination: Destination | None = None,
    is_important: bool = False,
) -> Matter:
    """Accept, turn away or send elsewhere, always with a reason (TM-2)."""
    policy.require(actor, Can.SCREEN_MATTER, matter)
    turn.hold(matter)
    courtyard, households = session().execute(models.standing(matter)).one()
    stage = rules.screen(
        matter.stage,
        result,
        reason=reason,
        is_qualified=rules.qualifies(
            matter.supporters, households=households, is_courtyard=bool(courtyard)
        ),
        destination=destination,
    )
    matter.stage, matter.screening, matter.screening_reason = stage, result, reason.strip()
    matter.destination = destination if result is Screening.ROUTE_OUT else None
    matter.screened_at, matter.screened_by_id, matter.due_at = clock.now(), actor.id, None
    matter.is_important = matter.is_important or is_important
    if stage in rules.FINAL:
        matter.ended_at = matter.screened_at
    pub: dict[str, ledger.JSON] = {
        **turn.sign(matter),
        "result": result.value,
        "important": matter.is_important,
    }
    if matter.destination:
        pub["destination"] = matter.destination.value
    ledger.record(
        Fact.MATTER_SCREENED, about=matter, by=actor, pub=pub, text=[matter.screening_reason]
    )
    return matter


followers: list[Callable[[Matter, Matter], dict[str, JSON]]] = []
"""What lies above matters and goes along when one joins another; each says what moved."""


def merge(actor: Person, matter: Matter, into: Matter) -> Matter:
    """Let it join another matter; its author and seconders stand behind that one from now on."""
    policy.require(actor, Can.MERGE_MATTER, matter)
    policy.require(actor, Can.MERGE_MATTER, into)
    for each in sorted((matter, into), key=lambda m: m.id):
        turn.hold(each)
    if into.community_id != matter.community_id:
        raise Invalid(Why.OTHER_COMMUNITY, field="into")
    matter.stage = rules.merge(
        matter.stage,
        into.stage,
        is_same=into.id == matter.id,
        needs_party_review=matter.needs_party_review,
        is_into_reviewed=into.party_review_on is not None,
    )
    matter.merged_into_id, matter.ended_at, matter.due_at = into.id, clock.now(), None
    behind = set(session().scalars(models.seconder_ids(matter.id))) | {matter.author_id}
    known = set(session().scalars(models.seconder_ids(into.id))) | {into.author_id}
    session().add_all(
        Seconding(matter_id=into.id, person_id=person, at=clock.now(), came_from_id=matter.id)
        for person in sorted(behind - known)
    )
    turn.count_supporters(into)
    if into.stage in {Stage.SUBMITTED, Stage.SCREENED}:
        into.is_important = into.is_important or matter.is_important
    moved: dict[str, JSON] = {}
    for follow in followers:
        moved |= follow(matter, into)
    ledger.record(
        Fact.MATTER_MERGED,
        about=matter,
        by=actor,
        pub=turn.sign(matter) | {"into": into.ledger_ref, "into_code": into.code} | moved,
    )
    ledger.record(
        Fact.MATTER_MERGED,
        about=into,
        by=actor,
        pub=turn.sign(into) | {"from": matter.ledger_ref, "from_code": matter.code},
    )
    return into


def route(
    actor: Person,
    matter: Matter,
    subject: Subject,
    *,
    is_authorised: bool = False,
    touches_owners_matter: bool = False,
    is_important: bool = False,
    destination: Destination = Destination.DEPARTMENT,
    note: str = "",
) -> Route:
    """Give it the forum that may settle such a thing (B0.1), or send it where it belongs.

    What was found important stays so: the Party organisation studies it first (JWH25 Art.30).
    """
    policy.require(actor, Can.ROUTE_MATTER, matter)
    turn.hold(matter)
    advice = rules.route(
        subject, is_authorised=is_authorised, touches_owners_matter=touches_owners_matter
    )
    matter.stage = rules.send(matter.stage, advice, note=note)
    matter.subject, matter.forum = subject, advice.forum
    matter.is_important = matter.is_important or is_important
    matter.routed_at, matter.routing_note = clock.now(), note.strip() or None
    pub: dict[str, ledger.JSON] = {
        **turn.sign(matter),
        "forum": advice.forum.value,
        "effect": advice.effect.value,
        "article": advice.article,
        "important": matter.is_important,
    }
    if matter.stage is Stage.ROUTED_OUT:
        matter.destination, matter.ended_at = destination, matter.routed_at
        pub["destination"] = destination.value
    ledger.record(
        Fact.MATTER_ROUTED,
        about=matter,
        by=actor,
        pub=pub,
        text=[matter.routing_note] if matter.routing_note else None,
    )
    return advice


def review(actor: Person, matter: Matter, *, reviewed_on: date, text: str) -> Matter:
    """Note that the Party organisation has studied it, when, and what it said (JWH25 Art.30)."""
    policy.require(actor, Can.REVIEW_MATTER, matter)
    turn.hold(matter)
    matter.party_review = rules.review(
        matter.stage,
        reviewed_on=reviewed_on,
        today=clock.today(),
        has_review=matter.party_review_on is not None,
        text=text,
    )
    matter.party_review_on = reviewed_on
    ledger.record(
        Fact.MATTER_PARTY_REVIEWED,
        about=matter,
        by=actor,
        pub=turn.sign(matter) | {"reviewed_on": reviewed_on.isoformat()},
        text=[matter.party_review],
    )
    return matter


def archive(actor: Person, matter: Matter, *, unsettled: int) -> Matter:
    """Close it for good, once everything promised is struck off or parked (TM-8).

    Promises stand in the register, a floor above: whoever calls counts them.
    """
    policy.require(actor, Can.ARCHIVE_MATTER, matter)
    turn.hold(matter)
    matter.stage = rules.archive(matter.stage, unsettled=unsettled)
    matter.ended_at, matter.due_at = clock.now(), None
    ledger.record(Fact.MATTER_CLOSED, about=matter, by=actor, pub=turn.sign(matter))
    return matter
