"""The reckoner's rules: what may be asked, and which function answers it. PURE."""

from civic.reckoner.rules.dates import Dated, Days
from civic.reckoner.rules.kinds import (
    Area,
    Boolean,
    Choice,
    Count,
    Day,
    Each,
    Kind,
    Maybe,
    Names,
    Rows,
    Score,
    Votes,
    Why,
)
from civic.reckoner.rules.table import TABLE, Answer, Rule, figures, parse, reckon
