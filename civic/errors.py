"""Refusals: what an act raises when policy, rule or input says no.

A refusal is data: a code (a member of some feature's ``Why`` enum) and facts.
The feature's ``wording.REFUSALS`` turns the code into a sentence, ``web`` turns
the kind into a status.
"""

import traceback
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

FRAMES = 20


class Refused(Exception):
    """An act that did not happen. Nothing has changed."""

    status: ClassVar[int] = 400

    def __init__(self, why: StrEnum, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(why.value)
        self.why = why
        self.field = field
        self.facts = facts


class NotAllowed(Refused):
    """Policy: this person may not do this here."""

    status = 403


class OutOfOrder(Refused):
    """Rule: not at this stage."""

    status = 409


class TooLate(Refused):
    """Rule: the time for it is over."""

    status = 409


class AlreadyDone(Refused):
    """Rule: it stands already; doing it twice changes nothing."""

    status = 409


class Invalid(Refused):
    """Input that has the right shape and still cannot be."""

    status = 422


class TooOften(Refused):
    """Too many tries; wait."""

    status = 429


def trail(error: BaseException) -> list[str]:
    """The way through the code that led to an error: all of it that a log may tell."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno} {f.name}" for f in frames]
