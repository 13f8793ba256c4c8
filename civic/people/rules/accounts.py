"""Accounts, cards, terms of office, throttling of sign-in."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from civic.errors import AlreadyDone, Invalid, OutOfOrder, TooLate, TooOften
from civic.policy import BELONGING, COMMITTEE, RELATIONS, Can, Role


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


class Trying(StrEnum):
    """What tries at the door are counted by."""

    LOGIN = "login"
    ADDRESS = "address"
    CARD = "card"  # codes typed from one address
    JOINING = "joining"  # accounts opened from one address


class JobState(StrEnum):
    """How far a roster handed in on the page has come."""

    HANDED_IN = "handed_in"
    CHECKING = "checking"
    CHECKED = "checked"  # the table of what would change is shown
    WRONG = "wrong"  # rows are wrong; nothing can be brought in
    CONFIRMED = "confirmed"
    IMPORTING = "importing"
    DONE = "done"
    DROPPED = "dropped"  # let go by whoever handed it in, or left lying

    @property
    def is_waiting(self) -> bool:
        """Whether the worker takes it up next."""
        return self in {JobState.HANDED_IN, JobState.CONFIRMED}

    @property
    def is_running(self) -> bool:
        """Whether a worker is at it."""
        return self in {JobState.CHECKING, JobState.IMPORTING}

    @property
    def is_lying(self) -> bool:
        """Whether it waits for whoever handed it in, with names and telephones in it."""
        return self in {JobState.CHECKED, JobState.WRONG}

    @property
    def is_moving(self) -> bool:
        """Whether it will change by itself: a page about it looks again."""
        return self.is_waiting or self.is_running


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
    TERM_LENGTHENED = "people.term_lengthened"
    DATED_BACK = "people.dated_back"
    LAST_BEFORE_FIRST = "people.last_before_first"
    NOT_AN_OFFICE = "people.not_an_office"
    NEEDS_UNIT = "people.needs_unit"
    NEEDS_BODY = "people.needs_body"
    OF_ELSEWHERE = "people.of_elsewhere"
    STRANGER = "people.stranger"
    CONFLICT = "people.conflict"
    ALREADY_VERIFIED = "people.already_verified"
    DUPLICATE = "people.duplicate"
    SECOND_HEAD = "people.second_head"
    ALREADY_APPOINTED = "people.already_appointed"
    ALREADY_ENDED = "people.already_ended"
    LAST_ADMINISTRATOR = "people.last_administrator"
    HOLDS_OFFICE = "people.holds_office"
    WRONG_PASSWORD = "people.wrong_password"
    NOT_A_LOGIN = "people.not_a_login"
    NO_SUCH_ACCOUNT = "people.no_such_account"
    NOBODY_FOR_CARDS = "people.nobody_for_cards"
    TOO_MANY_CARDS = "people.too_many_cards"
    NO_SUCH_PLACE = "people.no_such_place"
    SAME_UNIT = "people.same_unit"
    CLOSED = "people.closed"
    ROSTER_TOO_BIG = "people.roster_too_big"
    ROSTER_STAGE = "people.roster_stage"


OFFICES = frozenset(Role) - BELONGING - RELATIONS
NEIGHBOUR_OFFICES = frozenset(
    {Role.BUILDING_HEAD, Role.GRID_WORKER, Role.REPRESENTATIVE, Role.COUNCIL_MEMBER}
)
CARD_DAYS = 90
CARD_BITS = 80
PASSWORD_LEAST = 8
FAILURES, ADDRESS_FAILURES, WINDOW = 5, 30, timedelta(minutes=15)
ADULT_YEARS = 18
KEEPS_COOKIE = timedelta(days=31)  # no cookie is taken that was written longer ago
IDLE, IDLE_ADMINISTRATOR = timedelta(minutes=30), timedelta(minutes=15)
LOG_TERM = timedelta(days=184)  # no six months are longer (CSL25 Art.23)
_MOBILE = re.compile(r"1[0-9]{10}")
_MAIL = re.compile(r"[a-z0-9._%+\-]{1,64}@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_key() -> str:
    """What a sign-in cookie must carry; a new one makes every cookie out there worthless."""
    return secrets.token_hex(16)


def new_code() -> str:
    """80 random bits as 16 characters in groups of four, none easily mistaken."""
    bits = secrets.randbits(CARD_BITS)
    letters = [_ALPHABET[(bits >> shift) & 31] for shift in range(0, CARD_BITS, 5)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def plain_code(typed: str) -> str:
    """A code as typed: width, case, blanks and dashes don't matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())


def check_password(password: str, login: str) -> None:
    """At least 8 characters and not the sign-in name (等保 2.0; length before classes)."""
    if (
        len(password) < PASSWORD_LEAST
        or password.lower() == login.lower()
        or len(set(password)) < 4
    ):
        raise Invalid(Why.WEAK_PASSWORD, field="password", least=PASSWORD_LEAST)


def most_tries(kind: Trying) -> int:
    """Five for one name; more for one address, behind which a whole neighbourhood may sit."""
    return FAILURES if kind is Trying.LOGIN else ADDRESS_FAILURES


def idle_limit(roles: Collection[Role]) -> timedelta | None:
    """After how long without a step an office-holder is signed out (B7.2: 30 min, admin 15).

    A neighbour's own phone stays signed in, a building head's too.
    """
    if Role.ADMINISTRATOR in roles:
        return IDLE_ADMINISTRATOR
    return IDLE if (OFFICES - NEIGHBOUR_OFFICES).intersection(roles) else None


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
    return digits[-11:] if re.fullmatch(r"(\+?86)?1[0-9]{10}", digits) else login


def check_login(login: str) -> None:
    """A Chinese mobile number or an e-mail address: something to be reached at."""
    if not (_MOBILE.fullmatch(login) or _MAIL.fullmatch(login)):
        raise Invalid(Why.NOT_A_LOGIN, field="login")


def check_email(email: str) -> None:
    """An address that mail can be sent to."""
    if not _MAIL.fullmatch(email):
        raise Invalid(Why.NOT_A_LOGIN, field="email")


def is_mail(login: str) -> bool:
    """Whether a sign-in name is an e-mail address."""
    return "@" in login


def is_adult(born_on: date | None, today: date) -> bool:
    """Eighteen or more; nobody is left out because a birthday is not known."""
    if born_on is None:
        return True
    return (today.year - born_on.year) - (
        (today.month, today.day) < (born_on.month, born_on.day)
    ) >= ADULT_YEARS


def check_term(starts_on: date, ends_on: date | None) -> None:
    """A term ends after it starts."""
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(Why.TERM_REVERSED, field="ends_on")


def check_end(starts_on: date, known_end: date | None, ends_on: date, today: date) -> None:
    """A term may end before it began to run: then it never did. Ending it makes it no longer, and
    what was done in it until the day before yesterday was done in office."""
    if ends_on < starts_on - timedelta(days=1):
        raise Invalid(Why.TERM_REVERSED, field="until_on")
    if known_end is not None and ends_on > known_end:
        raise Invalid(Why.TERM_LENGTHENED, field="until_on", day=known_end)
    if ends_on < today - timedelta(days=1):
        raise Invalid(Why.DATED_BACK, field="until_on")


def check_last_day(since_on: date, last: date) -> None:
    """Nobody moves out before moving in; the day before it: they never did."""
    if last < since_on - timedelta(days=1):
        raise Invalid(Why.LAST_BEFORE_FIRST, field="until_on", day=since_on)


def power_to_give(role: Role) -> Can:
    """The power that gives an office, and takes it back."""
    return Can.APPOINT_NEIGHBOUR if role in NEIGHBOUR_OFFICES else Can.APPOINT


BODIES: Mapping[Role, UnitKind] = {
    Role.CHAIR: UnitKind.COMMITTEE,
    Role.CLERK: UnitKind.COMMITTEE,
    Role.COMMITTEE_MEMBER: UnitKind.COMMITTEE,
    Role.SUPERVISOR: UnitKind.SUPERVISORY_COMMITTEE,
}
"""Who holds such an office, serves in the body of that place: else nobody would see that they are
rated where it is, or serve with who is (EV-4)."""


def check_office(role: Role, unit: UnitKind | None, others: frozenset[Role]) -> None:
    """Offices are appointed, belonging is not. RB-20: no committee member supervises it.

    ``unit``: the kind of the unit in which it is held, where that unit answers for the place.
    """
    if role not in OFFICES:
        raise Invalid(Why.NOT_AN_OFFICE, field="role")
    if role is Role.OFFICIAL and unit is None:
        raise Invalid(Why.NEEDS_UNIT, field="unit_id")
    if role in BODIES and unit is not BODIES[role]:
        raise Invalid(Why.NEEDS_BODY, field="unit_id", article="EV-4")
    members = COMMITTEE | {Role.COMMITTEE_MEMBER}
    if (role is Role.SUPERVISOR and others & members) or (
        role in members and Role.SUPERVISOR in others
    ):
        raise Invalid(Why.CONFLICT, field="role")


def check_card(is_used: bool, expires_at: datetime, now: datetime) -> None:
    """A card signs in once, and not for ever."""
    if is_used:
        raise AlreadyDone(Why.CARD_USED, field="code")
    if now >= expires_at:
        raise TooLate(Why.CARD_EXPIRED, field="code")


def check_unfinished(until_on: date | None, today: date) -> None:
    """What has ended cannot be ended once more."""
    if until_on is not None and until_on < today:
        raise AlreadyDone(Why.ALREADY_ENDED)


def check_departure(offices: int) -> None:
    """Whoever holds an office lays it down first."""
    if offices:
        raise OutOfOrder(Why.HOLDS_OFFICE, count=offices)


def check_receivers(count: int, most: int) -> None:
    """Somebody to print cards for, and not more than fit a printer's tray."""
    if not count:
        raise OutOfOrder(Why.NOBODY_FOR_CARDS)
    if count > most:
        raise Invalid(Why.TOO_MANY_CARDS, count=count, most=most)


def check_confirmable(state: JobState) -> None:
    """Only what was checked and found right is brought in."""
    if state is not JobState.CHECKED:
        raise OutOfOrder(Why.ROSTER_STAGE)


def check_droppable(state: JobState) -> None:
    """What is being brought in, or is in, cannot be let go."""
    if state in {JobState.CONFIRMED, JobState.IMPORTING, JobState.DONE, JobState.DROPPED}:
        raise OutOfOrder(Why.ROSTER_STAGE)


def card_expires(issued_at: datetime) -> datetime:
    """A card is good for 90 days."""
    return issued_at + timedelta(days=CARD_DAYS)
