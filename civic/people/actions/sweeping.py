"""What the law wants kept for a time goes when the time is over (CSL25 Art.23; PIPL 19, 47)."""

from sqlalchemy import delete, or_, select, union
from sqlalchemy.orm import aliased

from civic import clock, db, ledger
from civic.db import session
from civic.ledger import Entry, Fact, LogSecret
from civic.people import rules
from civic.people.models import Card, EndedSession

SIGN_INS = (
    Fact.PERSON_SIGNED_IN,
    Fact.SIGN_IN_FAILED,
    Fact.PERSON_SIGNED_OUT,
    Fact.PASSWORD_CHANGED,
    Fact.CARD_CLAIMED,
)
_MOST = 500


def sweep() -> int:
    """Six months on, of a sign-in and of a closed account's entries only the day stays.

    The entries of everybody go together, so that none is seen to belong to another; the
    earliest first, because an account's last entry tells which the others are.
    """
    _forget_devices()
    _forget_cards()
    past = clock.now() - rules.LOG_TERM
    closed = aliased(Entry)
    is_left = select(LogSecret.idx).where(LogSecret.idx == Entry.idx).exists()
    old = union(
        select(Entry.idx).where(Entry.fact.in_(SIGN_INS), Entry.at <= past, is_left),
        select(Entry.idx)
        .join(closed, closed.ref == Entry.ref)
        .where(
            closed.fact == Fact.PERSON_ERASED,
            closed.at <= past,
            Entry.idx <= closed.idx,
            is_left,
        ),
    )
    idx = old.subquery().c.idx
    found = session().scalars(select(idx).order_by(idx).limit(_MOST)).all()
    session().rollback()
    if not found:
        return 0
    with db.transaction():
        ledger.forget(found, "law.log_term")
    return len(found)


def _forget_cards() -> None:
    """Who came in with one, and when, is a sign-in too; one not used is worth nothing by then."""
    past = clock.now() - rules.LOG_TERM
    old = or_(Card.claimed_at <= past, Card.expires_at <= past)
    if session().scalar(select(Card.id).where(old).limit(1)) is not None:
        with db.transaction() as here:
            here.execute(delete(Card).where(old))


def _forget_devices() -> None:
    """A cookie so old is taken by nobody, ended or not."""
    old = EndedSession.at <= clock.now() - rules.KEEPS_COOKIE
    if session().scalar(select(EndedSession.device).where(old).limit(1)) is not None:
        with db.transaction() as here:
            here.execute(delete(EndedSession).where(old))
