"""Words of votes: what each is, how it stands, what it came to, why something is refused."""

from civic.voting.wording.sums import OUTCOME, SHARED, STEP, Sum, summed, told
from civic.voting.wording.votes import (
    ANSWER,
    CHANNEL,
    DELIVERY,
    ELECTORATE,
    KIND,
    MARK,
    PROXY_STATE,
    RATER_GROUP,
    RULE,
    RULE_SAYS,
    SCALE,
    SECRECY,
    SILENCE,
    STAGE,
    VOTER_KIND,
)

__all__ = [
    "ANSWER",
    "CHANNEL",
    "DELIVERY",
    "ELECTORATE",
    "KIND",
    "MARK",
    "OUTCOME",
    "PROXY_STATE",
    "RATER_GROUP",
    "RULE",
    "RULE_SAYS",
    "SCALE",
    "SECRECY",
    "SHARED",
    "SILENCE",
    "STAGE",
    "STEP",
    "VOTER_KIND",
    "Sum",
    "summed",
    "told",
]
