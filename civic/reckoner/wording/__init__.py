"""Words of the reckoner: its rules, its sums, its outcomes."""

from civic.reckoner.wording.rules import (
    ABOUT,
    CLASS,
    ELECTORS,
    GROUPS,
    HINT,
    LABEL,
    MEMBER_MARK,
    NAME,
    OPINION,
    REFUSALS,
    UNIT_MARK,
)
from civic.reckoner.wording.sums import (
    DAYS,
    Said,
    refusal,
    said,
    told,
)

__all__ = [
    "ABOUT",
    "CLASS",
    "DAYS",
    "ELECTORS",
    "GROUPS",
    "HINT",
    "LABEL",
    "MEMBER_MARK",
    "NAME",
    "OPINION",
    "REFUSALS",
    "UNIT_MARK",
    "Said",
    "refusal",
    "said",
    "told",
]
