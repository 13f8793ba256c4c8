"""Accounts, cards, terms of office, throttling of sign-in."""

import re
import secrets
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum

from civic.errors import Invalid, TooOften
from civic.policy import BELONGING, COMMITTEE, RELATIONS, Role


class PersonState(StrEnum):
    """How far a person's account has come."""

    LISTED = "listed"  # in the roster, no account yet
    REGISTERED = "registered"  # self-registered: reads and follows
    VERIFIED = "verified"  # checked by a clerk or by a card: speaks
    CLOSED = "closed"


class UnitKind(StrEnum):
    """单位: bodies that act through the people appointed in them."""

    DEPARTMENT = "department"  # 职能部门
    STREET_OFFICE = "street_office"  # 街道办事处
    COMMITTEE = "committee"  # 居委会
    SUPERVISORY_COMMITTEE = "supervisory_committee"  # 居务监督委员会
    OWNERS_COMMITTEE = "owners_committee"  # 业委会
    PROPERTY_FIRM = "property_firm"  # 物业服务企业
    PARTY_BRANCH = "party_branch"  # 社区党组织


class Why(StrEnum):
    """Reasons to refuse."""

    WRONG_SIGN_IN = "people.wrong_sign_in"
    TOO_OFTEN = "people.too_often"
    CARD_UNKNOWN = "people.card_unknown"
    CARD_USED = "people.card_used"
    CARD_EXPIRED = "people.card_expired"
    LOGIN_TAKEN = "people.login_taken"
    WEAK_PASSWORD = "people.weak_password"
    TERM_REVERSED = "people.term_reversed"
    NOT_AN_OFFICE = "people.not_an_office"
    NEEDS_UNIT = "people.needs_unit"
    CONFLICT = "people.conflict"
    ALREADY_VERIFIED = "people.already_verified"
    DUPLICATE = "people.duplicate"
    SECOND_HEAD = "people.second_head"


OFFICES = frozenset(Role) - BELONGING - RELATIONS
CARD_DAYS = 90
CARD_BITS = 80
PASSWORD_LEAST = 8
FAILURES, ADDRESS_FAILURES, WINDOW = 5, 30, timedelta(minutes=15)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_code() -> str:
    """80 random bits as 16 characters in groups of four, none easily mistaken."""
    bits = secrets.randbits(CARD_BITS)
    letters = [_ALPHABET[(bits >> shift) & 31] for shift in range(0, CARD_BITS, 5)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def plain_code(typed: str) -> str:
    """A code as typed: case, blanks and dashes don't matter; 0 and 1 mean O and I… never occur."""
    return "".join(c for c in typed.upper() if c.isalnum())


def check_password(password: str, login: str) -> None:
    """At least 8 characters and not the sign-in name (等保 2.0; length before classes)."""
    if (
        len(password) < PASSWORD_LEAST
        or password.lower() == login.lower()
        or len(set(password)) < 4
    ):
        raise Invalid(Why.WEAK_PASSWORD, field="password", least=PASSWORD_LEAST)


def most_failures(kind: str) -> int:
    """Five for one name; more for one address, behind which a whole neighbourhood may sit."""
    return FAILURES if kind == "login" else ADDRESS_FAILURES


def is_forgotten(since_at: datetime, now: datetime) -> bool:
    """Failures are forgotten fifteen minutes after the first of them."""
    return now - since_at >= WINDOW


def check_throttle(is_full: bool) -> None:
    """Five failures in fifteen minutes close the door until the window has passed (B7.2)."""
    if is_full:
        raise TooOften(Why.TOO_OFTEN, minutes=int(WINDOW.total_seconds() // 60))


def plain_login(typed: str) -> str:
    """A sign-in name as it is kept: case and blanks don't matter, nor +86 before a mobile."""
    login = unicodedata.normalize("NFKC", typed).strip().lower()
    digits = re.sub(r"[\s\-()]", "", login)
    if re.fullmatch(r"(\+?86)?1[0-9]{10}", digits):
        return digits[-11:]
    return login


def check_term(starts_on: date, ends_on: date | None) -> None:
    """A term ends after it starts."""
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(Why.TERM_REVERSED, field="ends_on")


def check_office(role: Role, has_unit: bool, others: frozenset[Role]) -> None:
    """Offices are appointed, belonging is not. RB-20: no committee member supervises it."""
    if role not in OFFICES:
        raise Invalid(Why.NOT_AN_OFFICE, field="role")
    if role is Role.OFFICIAL and not has_unit:
        raise Invalid(Why.NEEDS_UNIT, field="unit_id")
    if (role is Role.SUPERVISOR and others & COMMITTEE) or (
        role in COMMITTEE and Role.SUPERVISOR in others
    ):
        raise Invalid(Why.CONFLICT, field="role")


def card_expires(issued_at: datetime) -> datetime:
    """A card is good for 90 days."""
    return issued_at + timedelta(days=CARD_DAYS)
