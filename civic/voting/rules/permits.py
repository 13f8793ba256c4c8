"""What a vote is, and what the law of the body that votes permits (B2.1, B3, B6; integrity.md 1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from civic.errors import Invalid
from civic.people.rules import UnitKind
from civic.places.rules import Level
from civic.voting.rules.owners import Silence
from civic.voting.rules.why import Why

# What a vote is ----------------------------------------------------------------------


class Rule(StrEnum):
    """Whose law counts the votes: the pack of thresholds, frozen at posting (G-9)."""

    RESIDENTS_ASSEMBLY = "residents_assembly"  # 居民会议
    REPRESENTATIVES_ASSEMBLY = "representatives_assembly"  # 居民代表会议
    OWNERS_ORDINARY = "owners_ordinary"  # 业主共同决定，一般事项
    OWNERS_SPECIAL = "owners_special"  # 业主共同决定，特别事项
    COUNCIL_ORDINARY = "council_ordinary"  # 居民议事会，一般事项
    COUNCIL_MAJOR = "council_major"  # 居民议事会，重大事项
    APPRAISAL = "appraisal"  # 民主评议
    SATISFACTION = "satisfaction"  # 满意度测评


class Electorate(StrEnum):
    """Of whom the roll is made."""

    ADULTS = "adults"  # 满十八周岁的居民
    HOUSEHOLDS = "households"  # 户代表
    REPRESENTATIVES = "representatives"  # 居委会成员和居民代表
    OWNERS = "owners"  # 业主，按人数和面积
    COUNCIL = "council"  # 议事会成员
    INVITED = "invited"  # 按名单邀请的评议人


class Secrecy(StrEnum):
    """Who learns what somebody voted."""

    OPEN = "open"  # everybody, with the name, as soon as it is cast
    CLOSED_NAMED = "closed_named"  # the counting group, and the voter
    SECRET = "secret"  # nobody: the sealed urn
    LIGHT = "light"  # the urn with its key on the server; its operator could


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    GRADES = "grades"


OWNERS: Final = frozenset({Rule.OWNERS_ORDINARY, Rule.OWNERS_SPECIAL})
"""Votes counted by heads and by area (MFD 278)."""

RATINGS: Final = frozenset({Rule.APPRAISAL, Rule.SATISFACTION})
"""Votes that give grades and decide nothing (B6)."""

BY_THEMSELVES: Final = frozenset(Rule) - {Rule.APPRAISAL}
"""By which rules votes are held outside meetings: members of the committee are rated in one alone."""

BY_URN: Final = frozenset({Secrecy.SECRET, Secrecy.LIGHT})
NAMED: Final = frozenset({Secrecy.OPEN, Secrecy.CLOSED_NAMED})

_DECIDING = frozenset({QuestionKind.YES_NO, QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF})
_RATING = frozenset({QuestionKind.GRADES})

_COMMUNITY = frozenset({Level.COMMUNITY})
_ONE_ESTATE = frozenset({Level.ESTATE, Level.BUILDING})
_ANY_HERE = frozenset({Level.COMMUNITY, Level.GRID, Level.ESTATE, Level.BUILDING})
"""What lies higher belongs to nobody's committee."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What a rule permits, whose vote it is, and its days: clear days of notice, days to object,
    days of voting."""

    levels: frozenset[Level]
    electorates: frozenset[Electorate]
    secrecies: frozenset[Secrecy]
    kinds: frozenset[QuestionKind]
    notice_days: int
    objection_days: int
    window: tuple[int, int]
    shown_days: int
    article: str
    needs_online_basis: bool = False
    can_be_urgent: bool = False

    def is_online(self, basis: str) -> bool:
        """Whether ballots may be cast online: where the law is silent, a clause says so (B2.1)."""
        return not self.needs_online_basis or bool(basis)


E, S = Electorate, Secrecy

PERMITS: Final[Mapping[Rule, Permit]] = {
    Rule.RESIDENTS_ASSEMBLY: Permit(
        levels=_COMMUNITY,
        electorates=frozenset({E.ADULTS, E.HOUSEHOLDS}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=10,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="JWH25 Art.26, 27",
        needs_online_basis=True,
        can_be_urgent=True,
    ),
    Rule.REPRESENTATIVES_ASSEMBLY: Permit(
        levels=_COMMUNITY,
        electorates=frozenset({E.REPRESENTATIVES}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=10,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="JWH25 Art.28, 29",
        needs_online_basis=True,
    ),
    Rule.OWNERS_ORDINARY: Permit(
        levels=_ONE_ESTATE,
        electorates=frozenset({E.OWNERS}),
        secrecies=frozenset({S.CLOSED_NAMED}),
        kinds=_DECIDING,
        notice_days=15,
        objection_days=5,
        window=(7, 60),
        shown_days=30,
        article="MFD 278",
    ),
    Rule.OWNERS_SPECIAL: Permit(
        levels=_ONE_ESTATE,
        electorates=frozenset({E.OWNERS}),
        secrecies=frozenset({S.CLOSED_NAMED}),
        kinds=_DECIDING,
        notice_days=15,
        objection_days=5,
        window=(7, 60),
        shown_days=30,
        article="MFD 278",
    ),
    Rule.COUNCIL_ORDINARY: Permit(
        levels=_ANY_HERE,
        electorates=frozenset({E.COUNCIL}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=2,
        objection_days=1,
        window=(0, 15),
        shown_days=15,
        article="CDSQ20 Art.23; CN-6, CN-9",
    ),
    Rule.COUNCIL_MAJOR: Permit(
        levels=_ANY_HERE,
        electorates=frozenset({E.COUNCIL}),
        secrecies=frozenset({S.OPEN, S.CLOSED_NAMED, S.SECRET}),
        kinds=_DECIDING,
        notice_days=2,
        objection_days=1,
        window=(0, 15),
        shown_days=15,
        article="CDSQ20 Art.23; CN-6, CN-9",
    ),
    Rule.APPRAISAL: Permit(
        levels=_ANY_HERE,
        electorates=frozenset({E.ADULTS, E.HOUSEHOLDS, E.REPRESENTATIVES, E.INVITED}),
        secrecies=frozenset({S.SECRET}),
        kinds=_RATING,
        notice_days=7,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="JWH25 Art.37; AP-6, AP-7",
    ),
    Rule.SATISFACTION: Permit(
        levels=_ANY_HERE,
        electorates=frozenset({E.ADULTS, E.HOUSEHOLDS, E.REPRESENTATIVES, E.INVITED}),
        secrecies=frozenset({S.SECRET, S.LIGHT}),
        kinds=_RATING,
        notice_days=7,
        objection_days=5,
        window=(0, 30),
        shown_days=15,
        article="SH17 Art.12, 29; EV-2",
    ),
}
"""Whose vote it is, which electorates, secrecies and questions each rule permits, and its days."""

LEAST_FOR_SECRET: Final = 10
"""With fewer on the roll nobody's vote is secret (integrity.md 2.5)."""


def check_permitted(rule: Rule, electorate: Electorate, secrecy: Secrecy) -> Permit:
    """The rule's own law says who votes, and how secretly (B2.1, B3, B6; integrity.md 1)."""
    permit = PERMITS[rule]
    if electorate not in permit.electorates:
        raise Invalid(
            Why.ELECTORATE_NOT_PERMITTED,
            field="electorate",
            rule=rule,
            electorate=electorate,
            article=permit.article,
        )
    if electorate is E.OWNERS and secrecy in BY_URN:
        raise Invalid(Why.SECRET_BY_AREA, field="secrecy", article="MFD 278")
    if secrecy not in permit.secrecies:
        raise Invalid(
            Why.SECRECY_NOT_PERMITTED,
            field="secrecy",
            rule=rule,
            secrecy=secrecy,
            article=permit.article,
        )
    return permit


def check_level(rule: Rule, level: Level) -> None:
    """The residents of a community are one assembly, by itself or by its representatives (JWH25
    Art.26-28; RB-1); the owners of an estate, or of a building in it, decide on what is theirs and
    on nobody else's (MFD 278; OW-11)."""
    if level in PERMITS[rule].levels:
        return
    if rule in OWNERS:
        raise Invalid(Why.OWNERS_OF_ONE_ESTATE, field="place_id", article="OW-11")
    if PERMITS[rule].levels == _COMMUNITY:
        raise Invalid(Why.OF_THE_WHOLE_COMMUNITY, field="place_id", article="RB-1")
    raise Invalid(Why.PLACE_NOT_PERMITTED, field="place_id", article="OW-11")


AUTHORITIES: Final = frozenset(
    {
        UnitKind.DEPARTMENT,
        UnitKind.STREET_OFFICE,
        UnitKind.COMMITTEE,
        UnitKind.SUPERVISORY_COMMITTEE,
        UnitKind.PARTY_BRANCH,
    }
)
"""Bodies whose people, or their colleagues, may run the server."""


def check_light(secrecy: Secrecy, rated: Iterable[UnitKind]) -> None:
    """The key is on the server for low stakes alone: whoever rates an authority is not to rely on its
    colleagues not looking (integrity.md 2.4; D). ``rated``: the kinds of the units that are."""
    if secrecy is Secrecy.LIGHT and not AUTHORITIES.isdisjoint(rated):
        raise Invalid(Why.LIGHT_RATES_AUTHORITY, field="secrecy", article="integrity 2.4")


def check_roll(secrecy: Secrecy, voters: int) -> None:
    """Somebody votes; and fewer than ten not secretly: each would be known by the rest (2.5)."""
    if voters == 0:
        raise Invalid(Why.NOBODY_ON_THE_ROLL, field="electorate")
    if secrecy in BY_URN and voters < LEAST_FOR_SECRET:
        raise Invalid(
            Why.TOO_FEW_FOR_SECRET, field="secrecy", voters=voters, least=LEAST_FOR_SECRET
        )


def check_silence(
    rule: Rule, mode: Silence, basis: str, kinds: frozenset[QuestionKind] = frozenset()
) -> None:
    """Silence counts only among owners, only by a clause that is named (B3.6).

    Following the majority is a matter of yes and no, never of choosing people.
    """
    if mode is Silence.STRICT:
        return
    if rule not in OWNERS:
        raise Invalid(Why.SILENCE_NOT_PERMITTED, field="silence", article="B3.6")
    if not basis.strip():
        raise Invalid(Why.SILENCE_WITHOUT_BASIS, field="silence_basis", article="B3.6")
    if mode is Silence.FOLLOW_MAJORITY and kinds - {QuestionKind.YES_NO}:
        raise Invalid(Why.SILENCE_NEEDS_YES_NO, field="silence", article="B3.6")


# Its words ---------------------------------------------------------------------------

TITLE_LENGTH: Final = (2, 120)
EXPLANATION_LENGTH: Final = (0, 20_000)
QUESTION_LENGTH: Final = (2, 500)
OPTION_LENGTH: Final = (1, 200)
BASIS_LENGTH: Final = (0, 200)
REASON_LENGTH: Final = (2, 1000)
QUESTIONS_MOST: Final = 30


def check_length(text: str, limit: tuple[int, int], field: str) -> str:
    """The text without its margins, if it is neither too short nor too long."""
    text, (least, most) = text.strip(), limit
    if len(text) < least:
        raise Invalid(Why.TOO_SHORT, field=field, least=least, length=len(text))
    if len(text) > most:
        raise Invalid(Why.TOO_LONG, field=field, most=most, length=len(text))
    return text


def check_reason(reason: str, field: str = "reason") -> str:
    """What is done for a reason says which."""
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field=field)
    return check_length(reason, REASON_LENGTH, field)
