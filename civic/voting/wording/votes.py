"""Words of voting."""

from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.voting.models import Naming
from civic.voting.rules import (
    RATINGS,
    AmendmentKind,
    BundleState,
    Channel,
    Delivery,
    Electorate,
    Ground,
    MemberMark,
    Outcome,
    ProxyState,
    QuestionKind,
    RaterGroup,
    Reading,
    Rule,
    Scale,
    Secrecy,
    Showing,
    Silence,
    Theme,
    UnitMark,
    VoterKind,
    VoteStage,
)

RULE = {
    Rule.RESIDENTS_ASSEMBLY: _l("居民会议"),
    Rule.REPRESENTATIVES_ASSEMBLY: _l("居民代表会议"),
    Rule.OWNERS_ORDINARY: _l("业主共同决定（一般事项）"),
    Rule.OWNERS_SPECIAL: _l("业主共同决定（特别事项）"),
    Rule.COUNCIL_ORDINARY: _l("议事会（一般事项）"),
    Rule.COUNCIL_MAJOR: _l("议事会（重大事项）"),
    Rule.APPRAISAL: _l("民主评议"),
    Rule.SATISFACTION: _l("满意度测评"),
}

ELECTORATE = {
    Electorate.ADULTS: _l("年满十八周岁的居民"),
    Electorate.HOUSEHOLDS: _l("每户一名代表"),
    Electorate.REPRESENTATIVES: _l("居委会成员和居民代表"),
    Electorate.OWNERS: _l("全体业主"),
    Electorate.COUNCIL: _l("全体议事会成员"),
    Electorate.INVITED: _l("名单上的评议人"),
}

RATING_ELECTORATE = ELECTORATE | {
    Electorate.ADULTS: _l("年满十八周岁的居民（被评议的人不参加）"),
    Electorate.HOUSEHOLDS: _l("每户一名代表（被评议的人不参加）"),
    Electorate.REPRESENTATIVES: _l("居民代表会议的成员（被评议的人不参加）"),
}
"""The same where they rate: who is rated stands on no roll of theirs (EV-4)."""


def who_votes(rule: Rule, electorate: Electorate) -> str:
    """Of whom a roll is made, in the same words wherever it is said."""
    return str((RATING_ELECTORATE if rule in RATINGS else ELECTORATE)[electorate])


def due_from(*, has_waited: bool) -> str:
    """From when on the days run within which a result is published."""
    if has_waited:
        return str(_("评分表等完以后3天以内公布。"))
    return str(_("投票结束后3天以内公布。"))


SECRECY = {
    Secrecy.OPEN: _l("公开表决：谁投了什么，大家当时就看得到"),
    Secrecy.CLOSED_NAMED: _l("记名表决：只有计票的人和本人看得到"),
    Secrecy.SECRET: _l("无记名：网站上谁也查不到您投了什么"),
    Secrecy.LIGHT: _l("无记名，钥匙在服务器上：系统管理员技术上能看到"),
}

STAGE = {
    VoteStage.DRAFT: _l("起草中"),
    VoteStage.POSTED: _l("公示中"),
    VoteStage.OPEN: _l("正在表决"),
    VoteStage.CLOSED: _l("表决结束，等待核对"),
    VoteStage.RECONCILED: _l("票数核对无误，等待计票"),
    VoteStage.COUNTED: _l("已计票，等待公布"),
    VoteStage.PUBLISHED: _l("已公布"),
    VoteStage.CHALLENGED: _l("有人申请核实"),
    VoteStage.VERIFIED: _l("已核实"),
    VoteStage.FINAL: _l("已生效"),
    VoteStage.CANCELLED: _l("已取消的表决"),
    VoteStage.FAILED: _l("票箱作废，没有结果"),
}

RATING_STAGE = STAGE | {
    VoteStage.OPEN: _l("正在投票"),
    VoteStage.CLOSED: _l("投票结束，等待核对"),
}

SILENCE = {
    Silence.STRICT: _l("没有投票的，不算参与"),
    Silence.DELIVERED_ABSTAIN: _l("收到表决票没有投的，算参与、算弃权"),
    Silence.FOLLOW_MAJORITY: _l("收到表决票没有投的，随多数意见"),
}

QUESTION_KIND = {
    QuestionKind.YES_NO: _l("同意或反对"),
    QuestionKind.ONE_OF: _l("选一项"),
    QuestionKind.SEVERAL_OF: _l("选几项"),
    QuestionKind.GRADES: _l("评等次"),
}

SCALE = {
    Scale.MEMBER: _l("优秀、称职、基本称职、不称职"),
    Scale.UNIT: _l("满意、基本满意、不满意、不了解"),
}

ANSWER = {
    "yes": _l("同意"),
    "no": _l("反对"),
    "abstain": _l("弃权"),
}
"""Keys of a yes-or-no question, and abstaining from any; options speak for themselves."""

MEMBER_MARK = {
    MemberMark.EXCELLENT: _l("优秀"),
    MemberMark.COMPETENT: _l("称职"),
    MemberMark.BASIC: _l("基本称职"),
    MemberMark.INCOMPETENT: _l("不称职"),
}

UNIT_MARK = {
    UnitMark.SATISFIED: _l("满意"),
    UnitMark.BASICALLY: _l("基本满意"),
    UnitMark.DISSATISFIED: _l("不满意"),
    UnitMark.DONT_KNOW: _l("不了解"),
}

VOTER_KIND = {
    VoterKind.PERSON: _l("个人"),
    VoterKind.HOUSEHOLD: _l("一户"),
    VoterKind.OWNER: _l("业主一人"),
    VoterKind.CO_OWNERS: _l("共有人"),
    VoterKind.DEVELOPER: _l("建设单位"),
    VoterKind.UNKNOWN_OWNER: _l("业主不明"),
}

RATER_GROUP = {
    RaterGroup.RESIDENT: _l("居民、居民代表"),
    RaterGroup.STREET: _l("街道"),
    RaterGroup.PEER: _l("互评"),
    RaterGroup.UNIT: _l("驻区单位"),
}

AMENDMENT = {
    AmendmentKind.ADDED: _l("增补"),
    AmendmentKind.STRUCK: _l("删除"),
    AmendmentKind.RATED: _l("到被评议的单位任职，删除"),
}

DELIVERY = {
    Delivery.SIGNED: _l("签收"),
    Delivery.LOGIN: _l("登录看到"),
    Delivery.REGISTERED_MAIL: _l("挂号信"),
    Delivery.WITNESSED: _l("见证张贴"),
}

CHANNEL = {
    Channel.ONLINE: _l("网上"),
    Channel.PAPER_SITE: _l("现场纸票"),
    Channel.PAPER_HOME: _l("上门纸票"),
}

PROXY_STATE = {
    ProxyState.GIVEN: _l("等待核实"),
    ProxyState.CONFIRMED: _l("核实有效"),
    ProxyState.REFUSED: _l("已退回，不合要求"),
    ProxyState.REVOKED: _l("委托已撤销"),
}

_NAMING_STATE = PROXY_STATE | {ProxyState.REVOKED: _l("已由后来的推举代替")}

READING = {
    Reading.FIRST: _l("第一遍"),
    Reading.SECOND: _l("第二遍"),
    Reading.THIRD: _l("第三人核定"),
}

BUNDLE_STATE = {
    BundleState.BUNDLED: _l("等第一个人录入"),
    BundleState.READ_ONCE: _l("等第二个人录入"),
    BundleState.DIFFERS: _l("两遍不一样，等第三个人核定"),
    BundleState.SETTLED: _l("录入完成"),
    BundleState.UNTIED: _l("拆开了"),
}

SHOWING = {
    Showing.WHOLE: _l("全部显示"),
    Showing.NEARLY_ALL: _l("九成以上"),
    Showing.HIDDEN: _l("人数太少，不单独公布"),
}

GROUND = {
    Ground.INSULT: _l("侮辱人"),
    Ground.PRIVACY: _l("写了别人的隐私"),
}

THEME = {
    Theme.RESULTS: _l("事情办成没有"),
    Theme.SPEED: _l("办事快慢"),
    Theme.MANNER: _l("服务态度"),
    Theme.FAIRNESS: _l("办事公道"),
    Theme.OPENNESS: _l("公开透明"),
    Theme.PRESENCE: _l("上门走访、听意见"),
    Theme.CONDUCT: _l("廉洁作风"),
    Theme.OTHER: _l("别的"),
}

OUTCOME = {
    Outcome.NO_QUORUM: _l("参加的人不够，表决无效"),
    Outcome.INVALID_COMPOSITION: _l("居民代表不足五分之四，会议无效"),
    Outcome.INVALID_TURNOUT: _l("参与表决的不足三分之二，表决无效"),
    Outcome.REJECTED: _l("未通过"),
    Outcome.PASSED: _l("通过"),
    Outcome.MUST_CONVENE: _l("应当召集会议"),
    Outcome.NOT_YET: _l("人数还不够"),
    Outcome.FILLED: _l("名额已满"),
    Outcome.SEATS_LEFT: _l("还有缺额"),
    Outcome.VALID: _l("有效"),
    Outcome.UNOPENED: _l("票箱作废，没有结果"),
}


def naming_state(paper: Naming) -> str:
    """How a paper stands that names who casts; once it took one person alone to enter it."""
    if paper.state is ProxyState.CONFIRMED and paper.checked_by_id is None:
        return str(_("由一个人登记，当时就有效"))
    return str(_NAMING_STATE[paper.state])
