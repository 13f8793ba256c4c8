"""Acts on one's own account: joining, signing in and out, changing, closing.

A password is hashed before the write transaction takes its turn, so that a slow
hash never holds the writers' queue. Whoever acts here acts on themselves: the
parameter is ``person``, and no power is asked for.
"""

from dataclasses import dataclass, field
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from civic import clock, db, ledger
from civic.db import session
from civic.errors import Invalid
from civic.i18n import masked
from civic.ledger import Fact
from civic.people import models, rules
from civic.people.actions.throttle import Tries, count_try, forgive, note_failure
from civic.people.models import Card, EndedSession, Person
from civic.people.rules import PersonState, Trying, Why

# OWASP's minimum: 19 MiB, two passes, one lane. About 55 sign-ins a second on two cores.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """A password as it is kept. Slow on purpose: not inside a write transaction."""
    return _hasher.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. Takes as long where there is none to compare with."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody")


def sign_in(login: str, password: str, *, address: str) -> Person:
    """A name and its password. A wrong name and a wrong password read alike and take as long."""
    login = rules.plain_login(login)
    tries = count_try({Trying.LOGIN: login, Trying.ADDRESS: address})
    with db.apart() as own:
        found = own.execute(
            select(Person.id, Person.password_hash).where(
                Person.login == login, Person.state != PersonState.CLOSED
            )
        ).first()
    if not fits(found.password_hash if found else None, password) or found is None:
        note_failure(found, "password")
        raise Invalid(Why.WRONG_SIGN_IN)
    person = session().get_one(Person, found.id)
    forgive(tries)
    ledger.record(Fact.PERSON_SIGNED_IN, about=person, by=person, secret={"way": "password"})
    return person


def sign_out(person: Person, *, device: str | None = None) -> Person:
    """This device's cookie is worth nothing any more, nor is a copy; other devices stay."""
    if device and session().get(EndedSession, device) is None:
        session().add(EndedSession(device=device, at=clock.now()))
    ledger.record(Fact.PERSON_SIGNED_OUT, about=person, by=person, secret={"all": False})
    return person


def sign_out_everywhere(person: Person) -> Person:
    """Every cookie out there becomes worthless."""
    person.session_key = rules.new_key()
    ledger.record(Fact.PERSON_SIGNED_OUT, about=person, by=person, secret={"all": True})
    return person


@dataclass(frozen=True)
class Password:
    """A password that was checked and hashed, ready to be kept."""

    login: str
    hash: str
    tries: Tries = field(default_factory=dict)


def choose_password(new: str, login: str) -> Password:
    """For a new account: the name and the password, checked and hashed."""
    login = rules.plain_login(login)
    rules.check_login(login)
    rules.check_password(new, login)
    db.rollback()  # let the writers' turn go: hashing takes its time
    return Password(login, hashed(new))


def change_password(person: Person, new: str, *, login: str, old: str | None) -> Password:
    """For an account that is there. ``old`` None: they came with a card, which is proof enough."""
    name, kept, known = person.login or rules.plain_login(login), person.password_hash, person.login
    if known is None:
        rules.check_login(name)
    rules.check_password(new, name)
    tries: Tries = {}
    if kept is not None and old is not None:
        tries = count_try({Trying.LOGIN: name})
        if not fits(kept, old):
            note_failure(person, "password")
            raise Invalid(Why.WRONG_PASSWORD, field="old")
    db.rollback()
    return Password(name, hashed(new), tries)


def register(name: str, password: Password, *, shows_name: bool, locale: str) -> Person:
    """Somebody opens an account alone: reads and follows, and speaks once verified (PIPL 14)."""
    _check_free(password.login, None)
    mail = rules.is_mail(password.login)
    person = Person(
        name=name,
        phone=None if mail else password.login,
        email=password.login if mail else None,
        state=PersonState.REGISTERED,
        login=password.login,
        password_hash=password.hash,
        session_key=rules.new_key(),
        shows_name=shows_name,
        locale=locale,
        created_at=clock.now(),
    )
    _keep_login(person)
    ledger.record(
        Fact.PERSON_REGISTERED,
        about=person,
        by=person,
        secret={"consent": True, "shows_name": shows_name},
    )
    return person


def set_password(person: Person, password: Password) -> Person:
    """From now on this password; every other device is signed out."""
    if person.login is None:
        _check_free(password.login, person)
        person.login = password.login
    person.password_hash, person.session_key = password.hash, rules.new_key()
    _keep_login(person)
    forgive(password.tries)
    ledger.record(Fact.PASSWORD_CHANGED, about=person, by=person)
    return person


def change(person: Person, *, email: str, locale: str) -> Person:
    """Where mail goes, and in which language."""
    if email:
        rules.check_email(email.lower())
    person.email, person.locale = email.lower() or None, locale
    ledger.record(Fact.PERSON_CHANGED, about=person, by=person, secret={"locale": locale})
    return person


def show_name(person: Person, shows_name: bool) -> Person:
    """Agree to stand in public with the full name, or take that back (PIPL 15, 25)."""
    person.shows_name = shows_name
    ledger.record(Fact.PERSON_CHANGED, about=person, by=person, secret={"shows_name": shows_name})
    return person


def hold(person: Person) -> None:
    """Their turn: nobody else gives or takes their homes and offices, checks who they are or
    closes their account until this act is committed (PostgreSQL). Refuses one that is closed."""
    session().refresh(person, with_for_update={"key_share": True})
    person.forget()
    if person.state is PersonState.CLOSED:
        raise Invalid(Why.CLOSED)


def close(person: Person) -> Person:
    """The account goes with what was only for it (PIPL 47).

    Whoever lives or owns here stays in the committee's roster, which it keeps by
    law; of anybody else nothing stays but the masked name beside what they said.
    """
    hold(person)
    today = clock.today()
    offices = models.offices_of(person.id, today).subquery()
    rules.check_departure(session().scalar(select(func.count()).select_from(offices)) or 0)
    ledger.record(Fact.PERSON_ERASED, about=person, by=person)
    if session().execute(models.doors_of(person.id, today)).first():
        person.state = PersonState.LISTED
    else:
        person.state = PersonState.CLOSED
        person.name, person.born_on, person.phone = masked(person.name), None, None
        person.document_mac = None
    person.login = person.password_hash = person.email = None
    person.session_key, person.shows_name = rules.new_key(), False
    void_cards([person.id])
    person.forget()
    return person


def void_cards(person_ids: list[int]) -> None:
    """Cards not yet used lose their worth, as if they had never had any."""
    session().execute(
        update(Card)
        .where(
            Card.person_id.in_(person_ids),
            Card.claimed_at.is_(None),
            Card.expires_at > clock.now(),
        )
        .values(expires_at=Card.issued_at)
    )


def _check_free(login: str, person: Person | None) -> None:
    other = session().scalar(select(Person.id).where(Person.login == login))
    if other is not None and (person is None or other != person.id):
        raise Invalid(Why.LOGIN_TAKEN, field="login")


def _keep_login(person: Person) -> None:
    """Two who choose the same name at the same moment: the schema lets in one."""
    try:
        with session().begin_nested():
            session().add(person)
            session().flush()
    except IntegrityError:
        raise Invalid(Why.LOGIN_TAKEN, field="login") from None
