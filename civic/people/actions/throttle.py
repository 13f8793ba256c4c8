"""Counting tries at the door, in transactions of their own that survive every refusal."""

import hmac
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from civic import clock, config, db
from civic.db import session
from civic.people import rules
from civic.people.models import Failure
from civic.people.rules import Trying


def count_try(what: dict[Trying, str]) -> tuple[str, ...]:
    """One more try for each of the keys; refuses when there were too many of one.

    It is counted before it is made, so that a flood of parallel tries does not get
    past the count. Comes before any change of the request (``db.apart``).
    """
    macs = {_mac(kind, value): rules.most_tries(kind) for kind, value in what.items()}
    try:
        full = _count_all(macs)
    except IntegrityError:  # somebody else's first try came in between
        full = _count_all(macs)
    rules.check_throttle(full)
    return tuple(macs)


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


def forgive(tries: tuple[str, ...]) -> None:
    """The try was right: its counts begin anew, and those past their window go."""
    past = clock.now() - rules.WINDOW
    session().execute(
        delete(Failure).where(or_(Failure.key_mac.in_(tries), Failure.since_at <= past))
    )


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
