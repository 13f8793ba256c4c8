"""Who stands on a roll: persons, households, and owners by heads and area (B2.1, B3.2).

A voter is one head with one opinion, whoever casts it. Areas are in 0.01 m².
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.policy import Role
from civic.voting.rules.permits import Electorate
from civic.voting.rules.why import Why

DAYS_TO_OBJECT_TO_AMENDMENTS: Final = 3
PER_OBJECTION: Final = 2
"""How many heads one upheld objection strikes, and how many it adds: where a flat passes from one
head to another, both are struck, and both may stand there anew with what they have now (RB-19; D)."""
SALT_BYTES: Final = 32
_DOMAIN: Final = b"civic-voter-v1\x00"


class VoterKind(StrEnum):
    """Of what a head is made."""

    PERSON = "person"
    HOUSEHOLD = "household"
    OWNER = "owner"
    CO_OWNERS = "co_owners"
    DEVELOPER = "developer"
    UNKNOWN_OWNER = "unknown_owner"


class RaterGroup(StrEnum):
    """As what somebody was invited to rate (AP-8)."""

    RESIDENT = "resident"  # 居民、居民代表
    STREET = "street"  # 街道
    PEER = "peer"  # 互评
    UNIT = "unit"  # 驻区单位


class AmendmentKind(StrEnum):
    """How a posted roll is amended."""

    ADDED = "added"
    STRUCK = "struck"
    RATED = "rated"
    """Struck, having come to serve where somebody is rated (EV-4)."""


class Delivery(StrEnum):
    """How it is proven that the ballot reached its voter (B3.6)."""

    SIGNED = "signed"  # 签收
    LOGIN = "login"  # 投票期间登录系统
    REGISTERED_MAIL = "registered_mail"  # 挂号信
    WITNESSED = "witnessed"  # 见证张贴


MEMBERS_OF: Final[Mapping[Electorate, frozenset[Role]]] = {
    Electorate.REPRESENTATIVES: frozenset({Role.CHAIR, Role.COMMITTEE_MEMBER, Role.REPRESENTATIVE}),
    Electorate.COUNCIL: frozenset({Role.COUNCIL_MEMBER}),
}
"""The offices that make somebody a member of a body (RB-5; CN-1)."""

REPRESENTATIVES: Final = frozenset({Role.REPRESENTATIVE})


# Owners ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RollPart:
    """An exclusive part as the roll sees it: whose it is, and whether it is delivered."""

    id: int
    area: int
    owners: frozenset[int]
    is_developers: bool = False
    is_parking: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One head among the owners: who stands behind it, with which parts and which area."""

    kind: VoterKind
    owners: frozenset[int]
    parts: tuple[int, ...]
    area: int


def heads(parts: Iterable[RollPart], *, counts_parking: bool) -> list[Head]:
    """Owners as the law counts heads, in the order of their first part.

    The developer's unsold and undelivered parts are one person (SPC Art.9; OW-2..OW-4); the
    same set of owners is one head with all its area (OW-6, OW-7); a delivered part whose owner
    nobody knows is a head by itself: leaving it out would lower what must take part (OW-2).
    Parking counts or doesn't, by parameter (OW-10).
    """
    groups: dict[tuple[VoterKind, frozenset[int], int], list[RollPart]] = {}
    for part in parts:
        if part.is_parking and not counts_parking:
            continue
        if part.is_developers:
            key = (VoterKind.DEVELOPER, frozenset[int](), 0)
        elif not part.owners:
            key = (VoterKind.UNKNOWN_OWNER, frozenset[int](), part.id)
        else:
            kind = VoterKind.OWNER if len(part.owners) == 1 else VoterKind.CO_OWNERS
            key = (kind, part.owners, 0)
        groups.setdefault(key, []).append(part)
    return [
        Head(kind, owners, tuple(p.id for p in found), sum(p.area for p in found))
        for (kind, owners, _alone), found in groups.items()
    ]


def caster_of(kind: VoterKind, persons: Mapping[int, int | None]) -> int | None:
    """Who casts for a head whose persons (id → whom each names) are these (OW-5).

    One alone casts, also where nobody else of a household may; several must all name the same one
    of them. None: nobody yet, so that its ballot isn't counted.
    """
    if len(persons) == 1 and kind in {VoterKind.PERSON, VoterKind.OWNER, VoterKind.HOUSEHOLD}:
        return next(iter(persons))
    named = set(persons.values())
    if len(named) != 1:
        return None
    return named.pop()


def check_caster(actor: int, caster: int | None, *, holds_proxy: bool) -> None:
    """Only whom they agreed on casts, or who holds a confirmed proxy (OW-5; B3.4)."""
    if holds_proxy or actor == caster:
        return
    if caster is None:
        raise OutOfOrder(Why.CO_OWNERS_DISAGREE, article="OW-5")
    raise NotAllowed(Why.NOT_YOUR_BALLOT, article="OW-5")


def check_of_age(is_adult: bool) -> None:
    """Nobody under eighteen votes, or names who does: for a minor who owns the guardian votes
    (B7.1)."""
    if not is_adult:
        raise NotAllowed(Why.NOT_OF_AGE, article="B7.1")


def check_named_of_age(is_adult: bool) -> None:
    """Nor is anybody under eighteen named to cast, by whomever (B7.1)."""
    if not is_adult:
        raise Invalid(Why.NOT_AN_ADULT, field="person_id", article="B7.1")


def check_entered(
    kind: VoterKind,
    person: int,
    persons: Iterable[int],
    *,
    clerk: int,
    is_of_the_firm: bool,
    is_minors: bool,
) -> None:
    """On paper the developer names anybody but the property firm's people, and so does the guardian
    of minors who own alone; others name one of themselves; nobody enters themselves (OW-4, OW-5;
    B7.1; ZS21)."""
    if kind is not VoterKind.DEVELOPER and not is_minors:
        check_named(person, persons)
    elif is_of_the_firm:
        raise Invalid(Why.PROXY_TO_THE_FIRM, field="person_id", article="ZS21")
    if person == clerk:
        raise NotAllowed(Why.ENTERS_THEMSELVES, article="OW-5")


def check_undisputed(person: int, named: Collection[int]) -> None:
    """A paper names nobody against what one of them said by themselves (OW-5)."""
    if set(named) - {person}:
        raise OutOfOrder(Why.NAMED_OTHERWISE, article="OW-5")


def check_delivery(
    kind: VoterKind, how: Delivery, before: Delivery | None, *, is_by_area: bool
) -> None:
    """What the committee may enter as delivered: to an owner, once, by proof of its own (B3.6).

    Whose owner nobody knows has not been reached, whatever was posted. That somebody signed in,
    the site knows by itself. In any other vote nobody writes down whom the ballot reached.
    """
    if not is_by_area:
        raise OutOfOrder(Why.DELIVERY_NOT_KEPT, article="integrity 1")
    if kind is VoterKind.UNKNOWN_OWNER:
        raise OutOfOrder(Why.OWNER_UNKNOWN, article="OW-2")
    if how is Delivery.LOGIN:
        raise Invalid(Why.DOCUMENT_MISSING, field="how", article="B3.6")
    if before is not None:
        raise AlreadyDone(Why.DELIVERED_ALREADY)


def withdraw_delivery(how: Delivery | None) -> None:
    """What was entered can be taken back; that somebody signed in, the site saw itself (B3.6)."""
    if how is None or how is Delivery.LOGIN:
        raise OutOfOrder(Why.NOT_DELIVERED, article="B3.6")


def check_named(person: int, persons: Iterable[int]) -> None:
    """Co-owners and members of a household name one of themselves (OW-5)."""
    if person not in set(persons):
        raise Invalid(Why.NOT_ONE_OF_THEM, field="person_id", article="OW-5")


def check_named_rates_others(is_rated: bool) -> None:
    """Nobody whom a vote rates is named to cast in it, by whomever (EV-4)."""
    if is_rated:
        raise Invalid(Why.CASTER_RATED, field="person_id", article="EV-4")


# What is committed to ----------------------------------------------------------------


def new_salts(number: int) -> Iterable[bytes]:
    """As many salts, each its own (integrity.md 3.5)."""
    drawn = secrets.token_bytes(SALT_BYTES * number)
    return (drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES))


def voter_leaf(
    salt: bytes, *, vote: int, number: int, kind: VoterKind, area: int, persons: Collection[int]
) -> bytes:
    """The commitment to one voter, a leaf of the roll's tree.

    Written by hand in the canonical form (JCS), a million times faster than through it.
    """
    ids = str(*persons) if len(persons) == 1 else ",".join(map(str, sorted(persons)))
    whole = f'{{"area":{area},"kind":"{kind}","number":{number},"persons":[{ids}],"vote":{vote}}}'
    return hashlib.sha256(_DOMAIN + salt + whole.encode()).digest()


# Objections --------------------------------------------------------------------------


def check_objection(*, is_in_time: bool) -> None:
    """Within the days of the posting (RB-19)."""
    if not is_in_time:
        raise TooLate(Why.OBJECTIONS_OVER, article="RB-19")


def decide_objection(*, is_decided: bool, is_own: bool) -> None:
    """Decided once, and not by who objected (RB-19)."""
    if is_decided:
        raise AlreadyDone(Why.OBJECTION_DECIDED)
    if is_own:
        raise NotAllowed(Why.DECIDES_OWN_OBJECTION)


def check_roll_settled(*, undecided: int, unamended: int) -> None:
    """Before it opens each objection is decided, and each upheld one carried out (RB-19)."""
    if undecided:
        raise OutOfOrder(Why.OBJECTIONS_OPEN, number=undecided, article="RB-19")
    if unamended:
        raise OutOfOrder(Why.AMENDMENT_OWED, number=unamended, article="RB-19")


def own_amendments_until(objections_until: date) -> date:
    """The last day on which a roll is amended without an objection: whoever reads of it has so many
    days more to object (RB-19; D). A council's, with one day to object, never is."""
    return objections_until - timedelta(days=DAYS_TO_OBJECT_TO_AMENDMENTS)


def check_amendment(*, is_in_time: bool, carries_out: bool, is_done: bool, made: int) -> None:
    """As long as anybody may well object to it; later only to carry out what was upheld (RB-19).

    ``is_done``: whether the objection is said to be carried out. ``made``: how many amendments of
    the same kind carry it out already. Either way it is no licence for more (D).
    """
    if not (is_in_time or carries_out):
        raise OutOfOrder(Why.AMENDMENT_TOO_LATE, article="RB-19")
    if is_done:
        raise AlreadyDone(Why.OBJECTION_DONE, field="objection_id", article="RB-19")
    if made >= PER_OBJECTION:
        raise AlreadyDone(
            Why.OBJECTION_CARRIED_OUT, field="objection_id", number=PER_OBJECTION, article="RB-19"
        )


def carry_out(*, is_upheld: bool, is_done: bool, made: int) -> None:
    """Whoever amends says that all is done that was upheld: once, and after something was; nobody
    else knows how many strikings and additions it takes (RB-19; D)."""
    if is_done:
        raise AlreadyDone(Why.OBJECTION_DONE, article="RB-19")
    if not (is_upheld and made):
        raise OutOfOrder(Why.NOTHING_AMENDED, article="RB-19")


def added_area(*, owned: int, typed: int, carries_out: bool) -> int:
    """The area of an owner who is added: ``owned``, as it stands in the book of places; another
    one only where an upheld objection says so, and never of somebody who owns nothing there by
    themselves (RB-19; OW-1)."""
    if typed in {0, owned}:
        return owned
    if not carries_out:
        raise Invalid(Why.AREA_NOT_REGISTERED, field="area", article="OW-1")
    return typed if owned else 0


def check_counted_once(*, owned: int, listed: int, book: int) -> None:
    """What an added owner owns is in no other head's area: sold since the roll was posted, or then
    of an owner whom nobody knew. The roll's area (``listed``), with theirs (``owned``, or more where
    an objection says so), is no more than stands in the book of places (``book``) (OW-1, OW-6)."""
    if listed + owned > book:
        raise OutOfOrder(Why.AREA_TWICE, field="person_ids", article="OW-6")


RATES_IN: Final[Mapping[RaterGroup, Why]] = {
    RaterGroup.RESIDENT: Why.RATES_AS_RESIDENT,
    RaterGroup.STREET: Why.RATES_FOR_STREET,
    RaterGroup.PEER: Why.RATES_AS_PEER,
    RaterGroup.UNIT: Why.RATES_FOR_UNIT,
}
"""Where somebody rates already, as a refusal says it."""


def check_one_group(other: RaterGroup | None, field: str) -> None:
    """One person, one ballot in an evaluation, whichever group they rate in (AP-8; D).

    ``other``: in which of its groups they stand already.
    """
    if other is not None:
        raise AlreadyDone(RATES_IN[other], field=field, article="AP-8")


def check_rates_others(is_rated: bool) -> None:
    """Nobody rates themselves, however late they came to serve where somebody is rated (EV-4)."""
    if is_rated:
        raise NotAllowed(Why.OWN_RATING, article="EV-4")


def check_addition(
    electorate: Electorate,
    *,
    is_known_here: bool,
    is_adult: bool,
    has_group: bool,
    stands: int | None,
    area: int,
    is_of_the_body: bool = True,
    rates_themselves: bool = False,
) -> None:
    """Whom an amendment adds belongs here, is of age, and stands there once (RB-19; OW-2).

    ``stands``: the number under which they, their household, or the very same owners stand
    already: one head with one opinion and all its area (OW-6, OW-7). ``is_of_the_body``: the roll
    would be made of them, too, or an upheld objection says so (RB-1, RB-5; CN-1). Nobody rates
    themselves (EV-4).
    """
    if not is_known_here:
        raise Invalid(Why.NOT_ON_ROSTER, field="person_ids")
    if electorate is not Electorate.OWNERS and not is_adult:
        raise Invalid(Why.NOT_AN_ADULT, field="person_ids", article="JWH25 Art.27")
    if rates_themselves:
        raise Invalid(Why.RATES_THEMSELVES, field="person_ids", article="EV-4")
    if not is_of_the_body:
        raise Invalid(Why.NOT_OF_THE_BODY, field="person_ids", article="RB-1")
    if stands is not None:
        raise AlreadyDone(Why.ON_ROLL_ALREADY, field="person_ids", number=stands, article="OW-6")
    if electorate is Electorate.INVITED and not has_group:
        raise Invalid(Why.GROUP_MISSING, field="group", article="AP-8")
    if electorate is Electorate.OWNERS and area <= 0:
        raise Invalid(Why.AREA_MISSING, field="area", article="MFD 278")
