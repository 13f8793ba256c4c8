"""Acts of the committee's desk on who lives, owns and rents where, and who was checked."""

from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import or_, select

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid
from civic.i18n import masked
from civic.ledger import JSON, Fact
from civic.people import models, rules
from civic.people.actions.accounts import hold, void_cards
from civic.people.actions.powers import is_vouched_for, powers_needed
from civic.people.models import Ownership, Person, Residence, Tenancy
from civic.people.rules import PersonState, Why
from civic.places.models import Household, Part, Place
from civic.policy import BELONGING, Can

H = TypeVar("H", Ownership, Tenancy)


def admit(
    actor: Person | None,
    household: Household,
    *,
    name: str,
    born_on: date | None = None,
    phone: str | None = None,
    is_head: bool = False,
) -> Person:
    """A person who came to the office with their papers: in the roster, and verified.

    ``actor`` None: the system does it (founding, the demo).
    """
    if actor is not None:
        policy.require(actor, Can.VERIFY_PERSON, household.place)
    same = (
        select(Person.id)
        .join(Residence, Residence.person_id == Person.id)
        .where(
            Residence.household_id == household.id,
            or_(Residence.until_on.is_(None), Residence.until_on >= clock.today()),
            Person.name == name,
        )
    )
    if session().scalar(same.limit(1)) is not None:
        raise Invalid(Why.DUPLICATE, field="name")
    person = Person(
        name=name,
        born_on=born_on,
        phone=phone or None,
        state=PersonState.VERIFIED,
        session_key=rules.new_key(),
        locale="zh",
        created_at=clock.now(),
    )
    session().add(person)
    session().flush()
    ledger.record(Fact.PERSON_VERIFIED, about=person, by=actor, secret={"way": "office"})
    settle(actor, person, household, is_head=is_head)
    return person


def verify(actor: Person, person: Person, account: Person | None = None) -> Person:
    """Checked in the office. ``account``: the one they had opened alone becomes theirs here;
    an office may have verified them before, without any account."""
    both = {one.id: one for one in (person, account) if one is not None}
    for ident in sorted(both):
        hold(both[ident])
    if account is person:
        account = None
    for power, subject in powers_needed(actor, Can.VERIFY_PERSON, person):
        policy.require(actor, power, subject)
    if person.is_verified and (person.login or account is None):
        raise AlreadyDone(Why.ALREADY_VERIFIED)
    secret: dict[str, JSON] = {"way": "office"}
    if account is not None:
        _take_over(person, account)
        secret["account"] = account.id
    person.state = PersonState.VERIFIED
    person.forget()
    ledger.record(Fact.PERSON_VERIFIED, about=person, by=actor, secret=secret)
    if account is not None:
        # After what hands its notices on. Its own entries go like those of any closed account.
        ledger.record(Fact.PERSON_ERASED, about=account, by=actor)
    return person


def enrol(actor: Person, login: str, household: Household, *, is_head: bool = False) -> Person:
    """Whoever opened the account of this name alone came to the office: they live here."""
    policy.require(actor, Can.VERIFY_PERSON, household.place)
    person = account_named(login)
    hold(person)
    is_known = is_vouched_for(actor, person)
    if person.is_verified and not is_known and not person.is_of("/", BELONGING):
        raise Invalid(Why.STRANGER, field="login")
    settle(actor, person, household, is_head=is_head)
    return person if is_known else verify(actor, person)


def _take_over(person: Person, account: Person) -> None:
    """What somebody opened alone goes to who they are in the roster; nothing stays behind."""
    if account.state is not PersonState.REGISTERED:
        raise Invalid(Why.ALREADY_VERIFIED, field="login")
    login, account.login = account.login, None
    account.state, account.session_key = PersonState.CLOSED, rules.new_key()
    kept = (account.password_hash, account.email, account.shows_name, account.locale)
    account.password_hash = account.email = account.phone = None
    account.name, account.shows_name = masked(account.name), False
    void_cards([account.id])
    session().flush()  # one name belongs to one person at every moment
    person.login = login
    person.password_hash, person.email, person.shows_name, person.locale = kept


def account_named(login: str) -> Person:
    """The account that signs in with this; refuses where there is none."""
    found: Person | None = session().scalar(models.by_login(rules.plain_login(login)))
    if found is None:
        raise Invalid(Why.NO_SUCH_ACCOUNT, field="login")
    return found


def correct(
    actor: Person, person: Person, *, name: str, born_on: date | None, phone: str | None
) -> Person:
    """What the papers say instead of what the roster said."""
    for power, subject in powers_needed(actor, Can.VERIFY_PERSON, person):
        policy.require(actor, power, subject)
    person.name, person.born_on, person.phone = name, born_on, phone or None
    ledger.record(Fact.PERSON_CHANGED, about=person, by=actor, secret={"way": "office"})
    return person


def _arrive(person: Person, place: Place) -> None:
    """Whoever printed a card had no say in a community that is new to its holder."""
    if not person.is_of(place.path, BELONGING):
        void_cards([person.id])


def settle(
    actor: Person | None,
    person: Person,
    household: Household,
    *,
    is_head: bool = False,
    since_on: date | None = None,
) -> Residence:
    """The person lives in this household. ``actor`` None: the system (founding, the demo)."""
    if actor is not None:
        policy.require(actor, Can.VERIFY_PERSON, household.place)
    hold(person)
    if is_head:
        head = select(Residence.id).where(
            Residence.household_id == household.id,
            Residence.is_head,
            or_(Residence.until_on.is_(None), Residence.until_on >= clock.today()),
            Residence.person_id != person.id,
        )
        if session().scalar(head) is not None:
            raise Invalid(Why.SECOND_HEAD, field="is_head")
    residence = session().scalar(
        select(Residence).where(
            Residence.person_id == person.id, Residence.household_id == household.id
        )
    )
    _arrive(person, household.place)
    if residence is None:
        residence = Residence(
            person_id=person.id, household_id=household.id, since_on=since_on or clock.today()
        )
        session().add(residence)
    else:
        _go_on(residence, since_on)
    residence.is_head = is_head
    session().flush()
    person.forget()
    ledger.record(
        Fact.RESIDENCE_ADDED,
        about=household.place,
        by=actor,
        secret={"person": person.id, "household": household.id, "is_head": is_head},
    )
    return residence


def own(
    actor: Person | None, person: Person, part: Part, *, since_on: date | None = None
) -> Ownership:
    """The person owns this exclusive part, alone or with others."""
    if actor is not None:
        policy.require(actor, Can.VERIFY_PERSON, part.place)
    held = _hold(Ownership, person, part, since_on)
    ledger.record(
        Fact.HOLDING_ADDED,
        about=part.place,
        by=actor,
        secret={"person": person.id, "part": part.id, "as": "owner"},
    )
    return held


def let(
    actor: Person | None, person: Person, part: Part, *, since_on: date | None = None
) -> Tenancy:
    """The person rents this exclusive part."""
    if actor is not None:
        policy.require(actor, Can.VERIFY_PERSON, part.place)
    held = _hold(Tenancy, person, part, since_on)
    ledger.record(
        Fact.HOLDING_ADDED,
        about=part.place,
        by=actor,
        secret={"person": person.id, "part": part.id, "as": "tenant"},
    )
    return held


def _hold(table: type[H], person: Person, part: Part, since_on: date | None) -> H:
    hold(person)
    _arrive(person, part.place)
    held = session().scalar(
        select(table)
        .where(table.person_id == person.id, table.part_id == part.id)
        .order_by(table.since_on.desc())
        .limit(1)
    )
    begins = since_on or clock.today()
    if held is None or (table is Tenancy and _is_another(held, begins)):
        held = table(person_id=person.id, part_id=part.id, since_on=begins)
        session().add(held)
    else:
        _go_on(held, since_on)
    session().flush()
    person.forget()
    return held


def _is_another(held: Ownership | Tenancy, begins: date) -> bool:
    """Whether what begins on this day leaves the earlier one, which is over, as it was."""
    is_over = held.until_on is not None and held.until_on < clock.today()
    return is_over and held.since_on != begins


def _go_on(bond: Residence | Ownership | Tenancy, since_on: date | None) -> None:
    """What was to end goes on, and what had ended begins anew."""
    today = clock.today()
    if bond.until_on is not None and bond.until_on < today:
        bond.since_on = since_on or today
    bond.until_on = None


def _end(bond: Residence | Ownership | Tenancy, until_on: date | None) -> None:
    today = clock.today()
    rules.check_unfinished(bond.until_on, today)
    last = until_on or today - timedelta(days=1)
    rules.check_last_day(bond.since_on, last)
    bond.until_on = last


def leave(actor: Person, residence: Residence, *, until_on: date | None = None) -> Residence:
    """They have moved out; ``until_on`` is the last day (yesterday if not given)."""
    policy.require(actor, Can.VERIFY_PERSON, residence.household.place)
    _end(residence, until_on)
    ledger.record(
        Fact.RESIDENCE_ENDED,
        about=residence.household.place,
        by=actor,
        secret={"person": residence.person_id, "household": residence.household_id},
    )
    return residence


def give_up(
    actor: Person, holding: Ownership | Tenancy, *, until_on: date | None = None
) -> Ownership | Tenancy:
    """They no longer own or rent it; ``until_on`` is the last day (yesterday if not given)."""
    policy.require(actor, Can.VERIFY_PERSON, holding.part.place)
    _end(holding, until_on)
    ledger.record(
        Fact.HOLDING_ENDED,
        about=holding.part.place,
        by=actor,
        secret={"person": holding.person_id, "part": holding.part_id},
    )
    return holding
