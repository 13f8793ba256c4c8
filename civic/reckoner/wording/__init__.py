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
    NOT_SHOWN,
    OPINION,
    REFUSALS,
    SILENCE,
    TOO_FEW,
    UNIT_MARK,
)
from civic.reckoner.wording.sums import (
    DAYS,
    OUTCOME,
    Said,
    refusal,
    said,
    told,
)
