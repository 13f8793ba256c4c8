"""The evaluation (评议会): who is rated by whom with which weight, and its result in public.

EV-1 to EV-5 and AP-1 to AP-11; what it comes to stands in ``figures``. Sources: JWH25 = 城市居民委员会组织法 (2025), SH17 =
上海市居民委员会工作条例; B = reported practice, D = decided by this product.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.meetings.rules.stages import MeetingKind, MeetingStage, Why, advance
from civic.voting.rules import Electorate, RaterGroup, Scale

EVALUATION_NOTICE_DAYS: Final = 7
"""Clear days (EV-2)."""


# EV-1, EV-4, AP-8: who is rated, and by whom -----------------------------------------


def party_name(unit: str, office: str, person: str | None) -> str:
    """What a party is called on the ballot paper."""
    return unit if person is None else f"{office or unit} {person}"


def check_year(year: int, today: date) -> int:
    """The work of this year or of the last (EV-4: at least once a year)."""
    if not today.year - 1 <= year <= today.year:
        raise Invalid(Why.YEAR_OUT_OF_RANGE, field="year", least=today.year - 1, most=today.year)
    return year


def check_parties(parties: Sequence[tuple[Hashable, Hashable | None]]) -> Scale:
    """Units or people in office, never both in one evaluation, each once (EV-1; AP-1).

    ``parties``: unit and person of each. Back comes by which grades they are rated.
    """
    if not parties:
        raise Invalid(Why.NO_PARTIES, field="parties", article="EV-1")
    if len(set(_whom(parties))) < len(parties):
        raise Invalid(Why.PARTY_TWICE, field="parties")
    scales = {Scale.UNIT if person is None else Scale.MEMBER for _unit, person in parties}
    if len(scales) > 1:
        raise Invalid(Why.MIXED_PARTIES, field="parties", article="AP-1")
    return scales.pop()


def _whom(parties: Iterable[tuple[Hashable, Hashable | None]]) -> Iterable[Hashable]:
    return (unit if person is None else (person,) for unit, person in parties)


def check_apart(*, rates_committee: bool, rates_supervisors: bool) -> None:
    """The committee and its supervisors stand in for each other: of an evaluation of both nobody
    would be left to take the papers and count (EV-3, EV-4; D)."""
    if rates_committee and rates_supervisors:
        raise Invalid(Why.NOBODY_LEFT, field="parties", article="EV-4")


def check_rated_once(already: Sequence[str], year: int) -> None:
    """The work of a year is rated once by each community; where nothing came of it, or it was called
    off, again (EV-4; AP-5 counts years; D). ``already``: those of whom it is, or is about to be."""
    if already:
        raise AlreadyDone(
            Why.RATED_ALREADY, field="year", year=year, names="、".join(already), article="EV-4"
        )


def check_in_office(holds_office: bool) -> None:
    """Rated is an office, so that whoever is rated holds one in that unit (EV-1)."""
    if not holds_office:
        raise Invalid(Why.NOT_IN_OFFICE, field="parties", article="EV-1")


@dataclass(frozen=True)
class Poll:
    """How a group rates: with which weight (of 100), by a secret vote of this electorate.

    ``electorate`` None: fewer than ten, who hand in a signed score sheet (AP-8).
    """

    group: RaterGroup
    weight: int
    electorate: Electorate | None = None


ASSEMBLY: Final = frozenset({Electorate.ADULTS, Electorate.HOUSEHOLDS, Electorate.REPRESENTATIVES})
CHOSEN: Final = frozenset({Electorate.INVITED, Electorate.REPRESENTATIVES})
"""Of whom somebody chose who is on the roll: everybody else's is as ordinary as the place is."""

RESIDENT_RATERS: Final = 50
WHOLE: Final = 100


def check_polls(polls: Sequence[Poll], *, rates_committee: bool) -> None:
    """The residents vote, with half the weight at least, and more than anybody else; all weights
    are a hundred together (AP-8, AP-9).

    The committee's members are rated by the residents' assembly or its representatives (JWH25
    Art.37; AP-6), and so is the committee itself (EV-4; D): its work is theirs. Other groups vote
    by a list of who is invited, or hand in a sheet.
    """
    by_group = {poll.group: poll for poll in polls}
    if len(by_group) < len(polls):
        raise Invalid(Why.POLL_TWICE, field="polls")
    residents = by_group.get(RaterGroup.RESIDENT)
    if residents is None or residents.electorate is None:
        raise Invalid(Why.RESIDENTS_VOTE, field="polls", article="AP-8")
    if rates_committee and residents.electorate not in ASSEMBLY:
        raise Invalid(Why.ASSEMBLY_RATES, field="polls", article="JWH25 Art.37")
    others = [poll for poll in polls if poll is not residents]
    if any(poll.electorate not in {None, Electorate.INVITED} for poll in others):
        raise Invalid(Why.ONLY_BY_INVITATION, field="polls", article="AP-8")
    if any(poll.weight < 0 for poll in polls) or sum(poll.weight for poll in polls) != WHOLE:
        raise Invalid(Why.WEIGHTS_OFF, field="polls", whole=WHOLE, article="AP-8")
    if 2 * residents.weight < WHOLE:
        raise Invalid(Why.RESIDENTS_WEIGH_HALF, field="polls", article="AP-9")
    if any(poll.weight >= residents.weight for poll in others):
        raise Invalid(Why.RESIDENTS_WEIGH_MOST, field="polls", article="AP-8")


def check_unannounced(stage: MeetingStage) -> None:
    """Who is rated and who rates may change until a notice has named them, which no putting off
    undoes (EV-2; G-9)."""
    if stage is not MeetingStage.DRAFT:
        raise OutOfOrder(Why.PARTIES_NAMED, stage=stage, article="EV-2")


def check_listed(stage: MeetingStage, *, votes: bool) -> None:
    """Lists of raters are open until the notice, and again once it is withdrawn (G-9)."""
    if stage not in {MeetingStage.DRAFT, MeetingStage.POSTPONED}:
        raise OutOfOrder(Why.NAMED_ALREADY, stage=stage, article="EV-2")
    if not votes:
        raise OutOfOrder(Why.GROUP_HANDS_IN, article="AP-8")


def check_raters(residents: int, *, rate_alone: bool) -> None:
    """Beside other groups at least fifty residents rate (AP-8)."""
    if not rate_alone and residents < RESIDENT_RATERS:
        raise OutOfOrder(
            Why.RATERS_TOO_FEW, number=residents, least=RESIDENT_RATERS, article="AP-8"
        )


def check_ordinary(ordinary: int, residents: int) -> None:
    """Of those who were chosen to rate as residents seven in ten at least hold no public office:
    none in the committee, the Party branch, the street office, a department or the property firm
    (AP-8)."""
    if 10 * ordinary < 7 * residents:
        raise OutOfOrder(Why.ORDINARY_TOO_FEW, number=ordinary, residents=residents, article="AP-8")


def check_rater(group: RaterGroup, *, is_rated: bool) -> None:
    """Whoever is rated is on no list of raters but that of peers (互评, AP-8; D)."""
    if is_rated and group is not RaterGroup.PEER:
        raise Invalid(Why.RATED_DO_NOT_RATE, field="person_id", article="AP-8")


def check_one_group(twice: Sequence[str]) -> None:
    """One person, one ballot: whoever is on the residents' roll, which is made of places and offices,
    is on no other group's list; the law's vote goes first, so that nobody is moved off that roll by
    an invitation (AP-8; D). ``twice``: who would rate in two groups."""
    if twice:
        raise OutOfOrder(Why.RATES_TWICE, names="、".join(twice), article="AP-8")


def check_presides(*, rates_committee: bool, is_supervisor: bool) -> None:
    """Where the committee or its members are rated the supervisors preside (JWH25 Art.37; EV-4)."""
    if rates_committee and not is_supervisor:
        raise OutOfOrder(Why.SUPERVISORS_PRESIDE, field="chair_id", article="JWH25 Art.37")


# AP-8: the score sheets ---------------------------------------------------------------

SCORE: Final = (0, 10_000)
"""In hundredths of a point."""


def check_of_meeting(is_of_it: bool) -> None:
    """A group rates whoever is rated where it rates."""
    if not is_of_it:
        raise Invalid(Why.ANOTHER_KIND, field="group_id")


def enter_sheet(
    stage: MeetingStage, *, votes: bool, is_rated: bool, score: int, is_known: bool
) -> int:
    """A small group's signed sheet, once the report was heard, by somebody who is not rated, before
    anybody can know what the ballots say (AP-8). ``is_known``: somebody may know ballots."""
    if stage not in {MeetingStage.IN_SESSION, MeetingStage.SAT}:
        raise OutOfOrder(Why.NOT_OPEN_FOR_SHEETS, stage=stage, article="EV-2")
    if votes:
        raise OutOfOrder(Why.GROUP_VOTES, article="AP-8")
    require_not_rated(is_rated)
    if is_known:
        raise TooLate(Why.SHEETS_SHUT, article="AP-8")
    least, most = SCORE
    if not least <= score <= most:
        raise Invalid(Why.SCORE_OUT_OF_RANGE, field="score")
    return score


def require_not_rated(is_rated: bool) -> None:
    """Nobody chooses who rates them, keeps the figures of it, or finds whether they have mended (D)."""
    if is_rated:
        raise NotAllowed(Why.RATED_THEMSELVES, article="EV-4")


# AP-10: in public ---------------------------------------------------------------------


def check_read(is_redacted: bool) -> None:
    """Somebody has read it for names and other personal data first (PIPL 25)."""
    if not is_redacted:
        raise Invalid(Why.NOT_REDACTED, field="is_redacted", article="PIPL 25")


def publish_evaluation(stage: MeetingStage, *, text: str, is_redacted: bool) -> MeetingStage:
    """The result in public, promptly: out of the ballots, without waiting for the minutes (AP-10)."""
    to = advance(stage, MeetingStage.PUBLISHED, MeetingKind.EVALUATION)
    if not text.strip():
        raise Invalid(Why.OUTCOME_MISSING, field="text", article="JWH25 Art.37")
    check_read(is_redacted)
    return to
