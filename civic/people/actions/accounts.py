"""Acts on accounts: signing in and out, joining, changing, closing.

A password is hashed before the write transaction takes its turn (``hashed``),
so that a slow hash never holds the writers' queue.
"""

import hmac
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from civic import clock, config, db, ledger
from civic.db import session
from civic.errors import Invalid
from civic.ledger import Fact
from civic.people import rules
from civic.people.models import Failure, Person
from civic.people.rules import PersonState, Why

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
    """A name and its password. A wrong name and a wrong password read alike and take as long.

    The try is counted before it is made, in a transaction of its own, so that
    neither a refusal nor a flood of parallel tries gets past the count.
    """
    login = rules.plain_login(login)
    tries = count_try(login=login, address=address)
    with db.apart() as own:
        found = own.execute(
            select(Person.id, Person.password_hash).where(
                Person.login == login, Person.state != PersonState.CLOSED
            )
        ).first()
    if not fits(found.password_hash if found else None, password) or found is None:
        raise Invalid(Why.WRONG_SIGN_IN)
    person = session().get_one(Person, found.id)
    forgive(tries)
    ledger.record(Fact.PERSON_SIGNED_IN, about=person, by=person, secret={"way": "password"})
    return person


def sign_out(actor: Person) -> Person:
    """The browser's cookie goes; other devices stay signed in."""
    ledger.record(Fact.PERSON_SIGNED_OUT, about=actor, by=actor)
    return actor


# --- the throttle -------------------------------------------------------------


def count_try(**what: str) -> tuple[str, ...]:
    """One more try for each of ``login``, ``address``, ``card``; refuses when there were too many.

    Comes before any change of the request (``db.apart``); what it counted stays.
    """
    keys = tuple(_mac(kind, value) for kind, value in what.items())
    limits = dict(zip(keys, (rules.most_failures(kind) for kind in what), strict=True))
    now = clock.now()
    with db.apart() as own:
        kept = {f.key_mac: f for f in own.scalars(select(Failure).where(Failure.key_mac.in_(keys)))}
        full = False
        for key, most in limits.items():
            full |= _count(own, kept.get(key), key, now) > most
    rules.check_throttle(full)
    return keys


def _count(own: Session, before: Failure | None, key: str, now: datetime) -> int:
    if before is None:
        own.add(Failure(key_mac=key, count=1, since_at=now))
        return 1
    if rules.is_forgotten(before.since_at, now):
        before.count, before.since_at = 1, now
    else:
        before.count += 1
    return before.count


def forgive(tries: tuple[str, ...]) -> None:
    """The try was right: the counts that it was part of begin anew."""
    session().execute(delete(Failure).where(Failure.key_mac.in_(tries)))


def _mac(kind: str, value: str) -> str:
    return hmac.new(config.key("failures"), f"{kind}:{value}".encode(), "sha256").hexdigest()
