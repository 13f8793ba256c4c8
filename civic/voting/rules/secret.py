"""Secret votes: who keeps the key, what is committed to, who certifies, what becomes of words
and of the urn afterwards (integrity.md 2)."""

import hashlib
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from civic.clock import Calendar, Due
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.voting.rules.permits import BY_URN, Secrecy, check_length
from civic.voting.rules.questions import Asked
from civic.voting.rules.sealed import slots
from civic.voting.rules.small import LEAST
from civic.voting.rules.stages import COUNTED, UNCOUNTED, VoteStage
from civic.voting.rules.why import Why

HOLDERS: Final = 3
SIGNATORIES: Final = 2
HOLDER_LENGTH: Final = (2, 60)
COMMENT_LENGTH: Final = (0, 500)
DISPUTE_DAYS: Final = 30
STEPS: Final = 20
ARTICLE: Final = "integrity 2.4"


class CommitmentKind(StrEnum):
    """What a published commitment binds."""

    BALLOT = "ballot"
    ROW = "row"


class Ground(StrEnum):
    """Why words that came with a secret ballot are not shown: for nothing else (2.5)."""

    INSULT = "insult"
    PRIVACY = "privacy"


class Theme(StrEnum):
    """What words are about, as whoever sifts them finds (AP-11)."""

    RESULTS = "results"
    SPEED = "speed"
    MANNER = "manner"
    FAIRNESS = "fairness"
    OPENNESS = "openness"
    PRESENCE = "presence"
    CONDUCT = "conduct"
    OTHER = "other"


# Before ------------------------------------------------------------------------------


def check_takes_comments(secrecy: Secrecy, takes_comments: bool) -> None:
    """Words go with a ballot only where nobody learns whose they are."""
    if takes_comments and secrecy not in BY_URN:
        raise Invalid(Why.COMMENTS_NOT_HERE, field="takes_comments")


def check_holders(offices: Sequence[str]) -> tuple[str, ...]:
    """Three holders by office, each another one: any two of them open the urn (2.4)."""
    named = tuple(check_length(office, HOLDER_LENGTH, "holders") for office in offices)
    if len(named) != HOLDERS or len(set(named)) < HOLDERS:
        raise Invalid(Why.HOLDERS_WRONG, field="holders", number=HOLDERS, article=ARTICLE)
    return named


def require_layable(
    secrecy: Secrecy, stage: VoteStage, *, is_taking_objections: bool, is_rehearsed: bool
) -> None:
    """The roll goes into the urn once nobody may object to it any more, and stays as it is."""
    if secrecy is not Secrecy.SECRET:
        raise OutOfOrder(Why.NO_KEY_HERE)
    if stage is not VoteStage.POSTED:
        raise OutOfOrder(Why.ROLL_LOCKED, stage=stage, article="G-9")
    if is_taking_objections:
        raise OutOfOrder(Why.ROLL_NOT_SETTLED, article="RB-19")
    if is_rehearsed:
        raise AlreadyDone(Why.REHEARSED_ALREADY)


def require_two_to_sign(number: int) -> None:
    """Nothing is sealed unless two are there who may certify, or say that it cannot be opened (2.4)."""
    if number < SIGNATORIES:
        raise OutOfOrder(Why.TOO_FEW_TO_SIGN, number=number, least=SIGNATORIES, article=ARTICLE)


def require_unsealed(is_sealed: bool) -> None:
    """A roll that lies in the urn is not amended any more."""
    if is_sealed:
        raise OutOfOrder(Why.ROLL_SEALED, article="G-9")


def row_length(asked: Sequence[Asked]) -> int:
    """Bytes of the longest answer in a slot: every row of the vote is as long."""
    return max(slot.asked.length for slot in slots(asked))


def questions_digest(canonical: bytes) -> str:
    """What the manifest calls the questions by."""
    return hashlib.sha256(canonical).hexdigest()


def check_comment(takes_comments: bool, comment: str) -> bytes | None:
    """What somebody says with their ballot; None for nothing."""
    said = check_length(comment, COMMENT_LENGTH, "comment")
    if said and not takes_comments:
        raise Invalid(Why.COMMENTS_NOT_HERE, field="comment")
    return said.encode() or None


# Meanwhile ---------------------------------------------------------------------------


def batch_size(heads: int) -> int:
    """How many ballots go into the record at once while more are taken: a twentieth of the roll,
    for everybody can count them, and turnout is told in no smaller steps; ten at least (1, 2.3)."""
    return max(LEAST, -(-heads // STEPS))


# Afterwards --------------------------------------------------------------------------


def require_ceremony(secrecy: Secrecy, stage: VoteStage) -> None:
    """The urn is opened once everything adds up, before anything is counted."""
    if secrecy is not Secrecy.SECRET:
        raise OutOfOrder(Why.NO_KEY_HERE)
    if stage is not VoteStage.RECONCILED:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=VoteStage.COUNTED)


def require_lost(secrecy: Secrecy, stage: VoteStage, *, is_lost: bool) -> None:
    """An urn is given up when nobody can open it, nor the server its own; or when its figures
    differ, since no signature explains a ballot that is not there (2.4, 2.6)."""
    if secrecy in BY_URN and stage in UNCOUNTED and is_lost:
        return
    if secrecy in BY_URN and stage is VoteStage.CLOSED:
        raise OutOfOrder(Why.URN_AGREES, article="integrity 2.6")
    require_ceremony(secrecy, stage)


def sign_certificate(
    typed: str, fingerprint: str, *, first: int | None, signatory: int, is_certified: bool
) -> bool:
    """Whether this is the second signature, which certifies: by two people, each of whom has
    opened the urn on a machine of their own and types what that one said (2.4)."""
    if is_certified:
        raise AlreadyDone(Why.CERTIFIED_ALREADY)
    if "".join(typed.split()).upper() != fingerprint.replace(" ", ""):
        raise Invalid(Why.FINGERPRINT_DIFFERS, field="fingerprint")
    if first == signatory:
        raise NotAllowed(Why.SAME_SIGNATORY)
    return first is not None


def sign_loss(*, first: int | None, signatory: int, is_certified: bool) -> bool:
    """Whether this is the second signature under there being no way to open it: it takes two to
    say so, as it takes two to certify (2.4)."""
    if is_certified:
        raise AlreadyDone(Why.CERTIFIED_ALREADY)
    if first == signatory:
        raise NotAllowed(Why.SAME_SIGNATORY)
    return first is not None


def destruction_due(ended_on: date, calendar: Calendar) -> Due:
    """Until when the urn is kept for those who dispute how it ended (2.4; G-8)."""
    return calendar.natural_days_after(ended_on, DISPUTE_DAYS, roll=True)


def require_destructible(due_on: date | None, today: date) -> None:
    """Published or failed, and the term for disputes is over (2.4)."""
    if due_on is None:
        raise OutOfOrder(Why.NOT_PUBLISHED_YET)
    if today <= due_on:
        raise OutOfOrder(Why.DISPUTES_OPEN, until=due_on, article=ARTICLE)


def require_sifting(stage: VoteStage) -> None:
    """Once they are counted, when nobody replaces them any more: before the result is published,
    and after it."""
    if stage not in COUNTED:
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=VoteStage.COUNTED)
