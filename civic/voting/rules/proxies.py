"""Proxies of owners: written, few, and never the firm's (B3.4)."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.voting.rules.permits import OWNERS, Rule, check_length
from civic.voting.rules.why import Why

PER_HOLDER: Final = 3
SCOPE_LENGTH: Final = (2, 500)


class ProxyState(StrEnum):
    """Where an authorisation stands."""

    GIVEN = "given"  # handed in, the committee has not looked yet
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REVOKED = "revoked"


P = ProxyState

PROXY_NEXT: Final[Mapping[ProxyState, frozenset[ProxyState]]] = {
    P.GIVEN: frozenset({P.CONFIRMED, P.REFUSED, P.REVOKED}),
    P.CONFIRMED: frozenset({P.REVOKED}),
    P.REFUSED: frozenset(),
    P.REVOKED: frozenset(),
}

IN_HAND: Final = frozenset({P.GIVEN, P.CONFIRMED})
"""What takes one of the holder's three places."""


def give(
    rule: Rule,
    *,
    principal: int,
    holder: int,
    is_holder_adult: bool,
    is_of_the_firm: bool,
    taken: Collection[int],
    scope: str,
    has_document: bool,
    until: date,
    closes_on: date,
) -> int:
    """The holder's place (1..3) that it takes.

    Written, with matter, scope and period (Sichuan Art.23); three at most for each holder
    (潍坊); nobody of the property firm (舟山).
    """
    if rule not in OWNERS:
        raise OutOfOrder(Why.PROXY_NOT_PERMITTED, article="B3.4")
    if holder == principal:
        raise Invalid(Why.PROXY_TO_ONESELF, field="holder_id")
    if not is_holder_adult:
        raise Invalid(Why.NOT_AN_ADULT, field="holder_id")
    if is_of_the_firm:
        raise Invalid(Why.PROXY_TO_THE_FIRM, field="holder_id", article="ZS21")
    check_length(scope, SCOPE_LENGTH, "scope")
    if not has_document:
        raise Invalid(Why.DOCUMENT_MISSING, field="file", article="SC21 Art.23")
    if until < closes_on:
        raise Invalid(Why.NOT_LATER, field="until", closes_at=closes_on)
    free = next((slot for slot in range(1, PER_HOLDER + 1) if slot not in taken), None)
    if free is None:
        raise OutOfOrder(Why.PROXY_HOLDER_FULL, field="holder_id", most=PER_HOLDER, article="WF22")
    return free


def advance_proxy(
    state: ProxyState, to: ProxyState, *, is_used: bool = False, is_party: bool = False
) -> ProxyState:
    """Confirmed by the committee, or taken back by who gave it, until it was used (B3.4).

    ``is_party``: whoever entered it, or holds it, confirms nothing.
    """
    if to not in PROXY_NEXT[state]:
        raise OutOfOrder(Why.PROXY_NOT_NEXT, state=state, to=to)
    if is_used:
        raise AlreadyDone(Why.PROXY_USED)
    if is_party:
        raise NotAllowed(Why.SAME_SIGNATORY)
    return to
