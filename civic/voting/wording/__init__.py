"""Words of votes: what each is, how it stands, why something is refused; sums and explanations."""

from civic.voting.wording.announced import (
    all_sums,
    announcement,
    chosen,
    each_way,
    kept_sums,
    result_text,
)
from civic.voting.wording.refusals import REFUSALS
from civic.voting.wording.saying import AREAS_TELL, LIMITS, PHASE, PROTECTED, RULE_SAYS, limits
from civic.voting.wording.sums import (
    AREAS,
    SHARED,
    STEP,
    Line,
    Sum,
    dual,
    line,
    sentence,
    summed,
    told,
)
from civic.voting.wording.votes import (
    AMENDMENT,
    ANSWER,
    BUNDLE_STATE,
    CHANNEL,
    DELIVERY,
    ELECTORATE,
    GROUND,
    MEMBER_MARK,
    OUTCOME,
    PROXY_STATE,
    QUESTION_KIND,
    RATER_GROUP,
    RATING_ELECTORATE,
    RATING_STAGE,
    READING,
    RULE,
    SCALE,
    SECRECY,
    SHOWING,
    SILENCE,
    STAGE,
    THEME,
    UNIT_MARK,
    VOTER_KIND,
    due_from,
    naming_state,
    who_votes,
)
