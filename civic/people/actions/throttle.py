"""Counting tries at the door, in transactions of their own that survive every refusal."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from civic import clock, config, db, ledger
from civic.db import session
from civic.ledger import Fact
from civic.people import rules
from civic.people.models import Failure
from civic.people.rules import Trying

Tries = Mapping[str, Trying]  # what was counted, under its key


def count_try(what: dict[Trying, str]) -> Tries:
    """One more try for each of the keys; refuses when there were too many of one.

    It is counted before it is made, so that a flood of parallel tries does not get
    past the count. Comes before any change of the request (``db.apart``).
    """
    tries = {_mac(kind, value): kind for kind, value in what.items()}
    macs = {mac: rules.most_tries(kind) for mac, kind in tries.items()}
    try:
        full = _count_all(macs)
    except IntegrityError:  # somebody else's first try came in between
        full = _count_all(macs)
    rules.check_throttle(full)
    return tries


def _count_all(macs: dict[str, int]) -> bool:
    now = clock.now()
    with db.apart() as own:
        # One order for all, so that two of them never wait for each other.
        kept = {
            failure.key_mac: failure
            for failure in own.scalars(
                select(Failure)
                .where(Failure.key_mac.in_(macs))
                .order_by(Failure.key_mac)
                .with_for_update()
            )
        }
        full = [_count(own, kept.get(mac), mac, now) > most for mac, most in macs.items()]
    return any(full)


def _count(own: Session, before: Failure | None, mac: str, now: datetime) -> int:
    if before is None:
        own.add(Failure(key_mac=mac, count=1, since_at=now))
        return 1
    if rules.is_forgotten(before.since_at, now):
        before.count, before.since_at = 1, now
    else:
        before.count += 1
    return before.count


def forgive(tries: Tries) -> None:
    """The try was right. The name's count begins anew, and those past their window go.

    An address gets back this one try only: else whoever has an account of their own
    would wipe out the wrong guesses made from there at the names of others.
    """
    own = [mac for mac, kind in tries.items() if kind is Trying.LOGIN]
    shared = [mac for mac, kind in tries.items() if kind is not Trying.LOGIN]
    past = clock.now() - rules.WINDOW
    only_this_one = and_(Failure.key_mac.in_(shared), Failure.count <= 1)
    session().execute(
        delete(Failure)
        .where(or_(Failure.key_mac.in_(own), Failure.since_at <= past, only_this_one))
        .execution_options(synchronize_session=False)
    )
    session().execute(
        update(Failure)
        .where(Failure.key_mac.in_(shared), Failure.count > 1)  # several may be right at once
        .values(count=Failure.count - 1)
        .execution_options(synchronize_session=False)
    )


def note_failure(account: ledger.Actor | None, way: str) -> None:
    """A try that failed is on record, in a transaction that survives the refusal (B7.2).

    At whose account, where there is such a name; what was typed never.
    """
    with db.transaction():
        ledger.record(Fact.SIGN_IN_FAILED, about=ledger.SITE, by=account, secret={"way": way})


def _mac(kind: Trying, value: str) -> str:
    if kind is not Trying.LOGIN:
        value = _network(value)
    return hmac.new(config.key("failures"), f"{kind}:{value}".encode(), "sha256").hexdigest()


def _network(address: str) -> str:
    """Whoever has one address of the new kind has the whole /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else str(found)
