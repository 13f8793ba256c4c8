"""What is written around an evaluation: report, statement, plan, re-check (EV-2, EV-3, AP-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from civic.meetings.models import Evaluated, Paper
from civic.meetings.rules import RecheckFinding
from civic.people.models import Person

Upload = tuple[BinaryIO, str | None]
"""What arrives: its content and the name it came under."""


@dataclass(frozen=True)
class Measure:
    """What is to be mended, until when."""

    what: str
    due_on: date


def hand_in_report(
    actor: Person,
    evaluated: Evaluated,
    *,
    text: str,
    is_redacted: bool,
    document: Upload | None = None,
) -> Paper:
    """What the rated report of their work, before the sitting opens; until then it may be
    handed in anew (EV-2)."""
    raise NotImplementedError


def state_on_evaluation(
    actor: Person, evaluated: Evaluated, *, text: str, is_redacted: bool
) -> Paper:
    """The right of reply: what the rated say of their result stands beside it (D)."""
    raise NotImplementedError


def file_plan(
    actor: Person,
    evaluated: Evaluated,
    *,
    text: str,
    signed_by: str,
    contact: str,
    measures: Sequence[Measure],
    is_redacted: bool,
    document: Upload | None = None,
) -> Paper:
    """The rectification plan, signed by the head; each measure is a promise in the register
    (EV-3; TM-7)."""
    raise NotImplementedError


def recheck_evaluation(
    actor: Person,
    evaluated: Evaluated,
    *,
    finding: RecheckFinding,
    text: str,
    is_redacted: bool,
    document: Upload | None = None,
) -> Paper:
    """Ninety days later: whether it is mended, found by somebody who is not rated (AP-10)."""
    raise NotImplementedError
