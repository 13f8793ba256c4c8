"""Before an evaluation sits: convened, its parties and raters named, its notice given (EV-1, EV-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civic.matters.models import Matter
from civic.meetings import rules
from civic.meetings.models import Meeting, Notice, Raters
from civic.people.models import Person, Unit
from civic.sittings.actions import Agenda
from civic.voting.rules import Electorate, RaterGroup, Secrecy


@dataclass(frozen=True)
class Party:
    """Who is rated: a unit, or somebody in an office of it."""

    unit: Unit
    person: Person | None = None
    office: str = ""


@dataclass(frozen=True)
class Poll:
    """How a group rates: with which weight (of 100), by a secret vote of this electorate.

    ``electorate`` None: fewer than ten, who hand in a signed score sheet.
    """

    group: RaterGroup
    weight: int
    electorate: Electorate | None = None


def convene_evaluation(
    actor: Person,
    matter: Matter,
    *,
    title: str,
    year: int,
    parties: Sequence[Party],
    polls: Sequence[Poll],
    starts_at: datetime,
    venue: str,
    agenda: Agenda,
    chair: Person | None = None,
    secrecy: Secrecy = Secrecy.SECRET,
    takes_comments: bool = True,
    observer_seats: int = rules.OBSERVER_SEATS,
) -> Meeting:
    """The committee or the supervisors convene an evaluation on a matter routed to it (EV-1, EV-4).

    ``year``: whose work is rated. Each group that votes has its draft vote from here on.
    """
    raise NotImplementedError


def change_evaluation(
    actor: Person,
    meeting: Meeting,
    *,
    year: int,
    parties: Sequence[Party],
    polls: Sequence[Poll],
    chair: Person | None,
) -> Meeting:
    """Other parties, groups or another chair, until the notice names them (EV-2)."""
    raise NotImplementedError


def invite_rater(actor: Person, raters: Raters, person: Person) -> Raters:
    """Somebody is put on the list of a group that votes by invitation (AP-8)."""
    raise NotImplementedError


def uninvite_rater(actor: Person, raters: Raters, person: Person) -> Raters:
    """Off the list again, until the notice."""
    raise NotImplementedError


def notify_evaluation(
    actor: Person,
    meeting: Meeting,
    *,
    title: str,
    starts_at: datetime,
    voting_until: datetime,
    venue: str,
    agenda: Agenda,
    observer_seats: int,
    registration_until: datetime,
    materials: str,
    text: str,
    is_redacted: bool,
    online_url: str = "",
) -> Notice:
    """The notice, seven clear days before; with it each group's vote and roll are posted (EV-2).

    Ballots are taken from the opening of the sitting until ``voting_until``.
    """
    raise NotImplementedError
