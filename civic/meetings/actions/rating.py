"""What an evaluation came to: score sheets, the result in public, the archive (AP-2 to AP-10)."""

from dataclasses import dataclass

from civic.meetings.actions.reporting import Upload
from civic.meetings.models import Evaluated, Meeting, Raters, ScoreSheet
from civic.people.models import Person
from civic.register.models import RegisterEntry
from civic.voting.rules import Outcome, Shown


@dataclass(frozen=True)
class Rated:
    """What one party's ballots came to, as far as it may be shown; as EvaluationResult keeps it."""

    evaluated: Evaluated
    outcome: Outcome
    returned: int
    shown: Shown
    valid: int | None
    score: int | None
    rate: int | None
    strict_rate: int | None
    weighted: int | None
    is_incompetent: bool
    is_second: bool


def enter_score_sheet(
    actor: Person, raters: Raters, evaluated: Evaluated, *, score: int, document: Upload
) -> ScoreSheet:
    """What a small group gave on paper, signed: entered by somebody who is not rated (AP-8).

    ``score`` in hundredths of a point; entered again it replaces what was mistyped.
    """
    raise NotImplementedError


def evaluation_results(meeting: Meeting) -> tuple[Rated, ...]:
    """What it comes to, party by party; OutOfOrder until every vote is counted, every sheet in."""
    raise NotImplementedError


def publish_evaluation(
    actor: Person, meeting: Meeting, *, title: str, text: str, is_redacted: bool
) -> RegisterEntry:
    """The result into the register, under one number, with every vote of the evaluation (AP-10).

    A second successive year of 不称职 is said by an entry of its own: by law the office ends, and
    nobody is deleted (JWH25 Art.37; AP-5).
    """
    raise NotImplementedError


def archive_evaluation(actor: Person, meeting: Meeting) -> Meeting:
    """Shown long enough, plans filed, looked at again where that is owed, everything promised
    struck off or parked (TM-8)."""
    raise NotImplementedError
