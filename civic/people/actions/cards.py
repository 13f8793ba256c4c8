"""Acts on cards: printing one-time codes, and coming in with one."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, insert, or_, select, update
from sqlalchemy.orm import joinedload

from civic import clock, config, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid, Refused
from civic.ledger import Fact
from civic.people import models, rules
from civic.people.actions.accounts import void_cards
from civic.people.actions.powers import powers_needed
from civic.people.actions.throttle import count_try, forgive, note_failure
from civic.people.models import Appointment, Card, Door, Person
from civic.people.rules import PersonState, Trying, Why
from civic.places.models import Place
from civic.policy import Can

MOST_CARDS = 600


@dataclass(frozen=True)
class Printed:
    """A card as it goes to the printer, once: its code is kept nowhere."""

    person: Person
    door: Door | None
    code: str
    expires_at: datetime


def issue_card(actor: Person, person: Person) -> Printed:
    """A card for one person: the key to all that they have."""
    for power, subject in powers_needed(actor, Can.ISSUE_CARD, person):
        policy.require(actor, power, subject)
    if person.state is PersonState.CLOSED:
        raise Invalid(Why.CLOSED)
    void_cards([person.id])
    doors = models.read_doors(session().execute(models.doors_of(person.id, clock.today())))
    (printed,) = _print(actor, [(person, doors[0] if doors else None)])
    ledger.record(Fact.CARD_ISSUED, about=person, by=actor, secret={"count": 1})
    return printed


def issue_cards(actor: Person, place: Place, *, all_of_them: bool = False) -> list[Printed]:
    """Cards for a building: for its adults without an account, or for every adult.

    Whoever holds an office is left out: their card is issued alone, by whoever may appoint.
    So is who belongs to another community too: a card opens what they have there.
    """
    policy.require(actor, Can.ISSUE_CARD, place)
    today = clock.today()
    everybody = models.card_receivers(place.path, today, all_of_them=all_of_them)
    doors = models.read_doors(session().execute(everybody))
    left_out = _office_holders({door.person.id for door in doors}, today)
    reach = [held.path for held in actor.holds if held.role in policy.GRANTS[Can.ISSUE_CARD]]
    elsewhere = models.belonging_elsewhere(place.path, today, reach, all_of_them=all_of_them)
    left_out.update(session().scalars(elsewhere))
    first = {
        door.person.id: door
        for door in reversed(doors)
        if door.person.id not in left_out and rules.is_adult(door.person.born_on, today)
    }
    receivers = [(d.person, d) for d in doors if first.get(d.person.id) is d]
    rules.check_receivers(len(receivers), MOST_CARDS)
    void_cards([person.id for person, _door in receivers])
    printed = _print(actor, receivers)
    ledger.record(
        Fact.CARD_ISSUED,
        about=place,
        by=actor,
        secret={"count": len(printed), "people": [p.person.id for p in printed]},
    )
    return printed


def _print(actor: Person, receivers: Iterable[tuple[Person, Door | None]]) -> list[Printed]:
    now = clock.now()
    ends = rules.card_expires(now)
    printed = [Printed(person, door, rules.new_code(), ends) for person, door in receivers]
    session().execute(
        insert(Card),
        [
            {
                "person_id": card.person.id,
                "code_mac": _mac(card.code),
                "issued_by_id": actor.id,
                "issued_at": now,
                "expires_at": ends,
            }
            for card in printed
        ],
    )
    return printed


def look_up(code: str) -> Card:
    """The card with this code and whose it is; refuses one that is unknown, used or expired."""
    card = session().scalar(
        select(Card).where(Card.code_mac == _mac(code)).options(joinedload(Card.person))
    )
    if card is None or card.person.state is PersonState.CLOSED:
        raise Invalid(Why.CARD_UNKNOWN, field="code")
    rules.check_card(card.is_used, card.expires_at, clock.now())
    return card


def claim_card(code: str, *, address: str) -> Person:
    """Come in with a card, once. The committee gave it to this very person: they are verified."""
    tries = count_try({Trying.CARD: address})
    try:
        card = look_up(code)
    except Refused:
        note_failure(None, "card")
        raise
    now = clock.now()
    claimed = session().execute(
        update(Card)
        .where(Card.id == card.id, Card.claimed_at.is_(None), Card.expires_at > now)
        .values(claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[None]", claimed).rowcount != 1:
        raise AlreadyDone(Why.CARD_USED, field="code")
    person = card.person
    person.state = PersonState.VERIFIED
    forgive(tries)
    person.forget()
    ledger.record(Fact.CARD_CLAIMED, about=person, by=person, secret={"card": card.id})
    return person


def _mac(code: str) -> str:
    return hmac.new(config.key("card"), rules.plain_code(code).encode(), "sha256").hexdigest()


def _office_holders(person_ids: set[int], today: object) -> set[int]:
    return set(
        session().scalars(
            select(Appointment.person_id).where(
                Appointment.person_id.in_(person_ids),
                or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
            )
        )
    )
