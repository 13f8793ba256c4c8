"""What a vote is, in words: whose law, who votes, how secretly, how far it has come."""

from civic.i18n import lazy_gettext as _l
from civic.voting.rules import (
    ABSTAIN,
    NO,
    YES,
    Channel,
    Delivery,
    Electorate,
    MemberMark,
    ProxyState,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    Silence,
    UnitMark,
    VoterKind,
    VoteStage,
)

RULE = {
    Rule.RESIDENTS_ASSEMBLY: _l("居民会议表决"),
    Rule.REPRESENTATIVES_ASSEMBLY: _l("居民代表会议表决"),
    Rule.OWNERS_ORDINARY: _l("业主共同决定（一般事项）"),
    Rule.OWNERS_SPECIAL: _l("业主共同决定（特别事项）"),
    Rule.COUNCIL_ORDINARY: _l("议事会表决"),
    Rule.COUNCIL_MAJOR: _l("议事会表决（重大事项）"),
    Rule.APPRAISAL: _l("民主评议"),
    Rule.SATISFACTION: _l("满意度测评"),
}

RULE_SAYS = {
    Rule.RESIDENTS_ASSEMBLY: _l("全体成年居民或者户代表过半数参加，参加的人过半数同意，才算通过。"),
    Rule.REPRESENTATIVES_ASSEMBLY: _l(
        "居民代表占全体组成人员五分之四以上，三分之二以上到会，到会的过半数同意。"
    ),
    Rule.OWNERS_ORDINARY: _l(
        "面积和人数都要三分之二以上的业主参加；参加的当中，面积和人数都要过半数同意。"
    ),
    Rule.OWNERS_SPECIAL: _l(
        "面积和人数都要三分之二以上的业主参加；参加的当中，面积和人数都要四分之三以上同意。"
    ),
    Rule.COUNCIL_ORDINARY: _l("三分之二以上成员参加，参加的过半数同意。"),
    Rule.COUNCIL_MAJOR: _l("三分之二以上成员参加，全体成员过半数同意。"),
    Rule.APPRAISAL: _l("评议票折成分数，作出评价的不少于10人才公布；不作“通过”“不通过”的决定。"),
    Rule.SATISFACTION: _l("算满意率，作出评价的不少于10人才公布；“不了解”不算在内，另外写明。"),
}

ELECTORATE = {
    Electorate.ADULTS: _l("满18周岁的居民，每人一票"),
    Electorate.HOUSEHOLDS: _l("户代表，每户一票"),
    Electorate.REPRESENTATIVES: _l("居委会成员和居民代表，每人一票"),
    Electorate.OWNERS: _l("业主，按人数和面积两样算"),
    Electorate.COUNCIL: _l("议事会成员，每人一票"),
    Electorate.INVITED: _l("按名单邀请的评议人，每人一票"),
}

SECRECY = {
    Secrecy.OPEN: _l("公开记名"),
    Secrecy.CLOSED_NAMED: _l("记名，不公开"),
    Secrecy.SECRET: _l("无记名，密封票箱"),
    Secrecy.LIGHT: _l("无记名，简易票箱"),
}

STAGE = {
    VoteStage.DRAFT: _l("正在起草，还没有公示"),
    VoteStage.POSTED: _l("正在公示，还没有开始投票"),
    VoteStage.OPEN: _l("正在投票"),
    VoteStage.CLOSED: _l("投票结束，正在核对票数"),
    VoteStage.RECONCILED: _l("票数核对好了，正在计票"),
    VoteStage.COUNTED: _l("计票完毕，等待公布"),
    VoteStage.PUBLISHED: _l("结果已公布"),
    VoteStage.CHALLENGED: _l("结果已公布，有业主申请核实"),
    VoteStage.VERIFIED: _l("结果已公布，核实申请已答复"),
    VoteStage.FINAL: _l("结果已公布，不再核实"),
    VoteStage.CANCELLED: _l("已取消"),
}

KIND = {
    QuestionKind.YES_NO: _l("同意或者反对"),
    QuestionKind.ONE_OF: _l("几项里选一项"),
    QuestionKind.SEVERAL_OF: _l("几项里选几项"),
    QuestionKind.GRADES: _l("按等次评价"),
}

SCALE = {
    Scale.MEMBER: _l("优秀、称职、基本称职、不称职"),
    Scale.UNIT: _l("满意、基本满意、不满意、不了解"),
}

MARK = {
    MemberMark.EXCELLENT: _l("优秀"),
    MemberMark.COMPETENT: _l("称职"),
    MemberMark.BASIC: _l("基本称职"),
    MemberMark.INCOMPETENT: _l("不称职"),
    UnitMark.SATISFIED: _l("满意"),
    UnitMark.BASICALLY: _l("基本满意"),
    UnitMark.DISSATISFIED: _l("不满意"),
    UnitMark.DONT_KNOW: _l("不了解"),
}

ANSWER = {YES: _l("同意"), NO: _l("反对"), ABSTAIN: _l("弃权")}
"""What stands on every ballot; options stand there in their own words."""

SILENCE = {
    Silence.STRICT: _l("没有表态的不算参加"),
    Silence.DELIVERED_ABSTAIN: _l("送达而没有表态的算参加，按弃权计"),
    Silence.FOLLOW_MAJORITY: _l("送达而没有表态的随多数（议事规则写明才行）"),
}

VOTER_KIND = {
    VoterKind.PERSON: _l("个人"),
    VoterKind.HOUSEHOLD: _l("一户"),
    VoterKind.OWNER: _l("业主"),
    VoterKind.CO_OWNERS: _l("共有业主"),
    VoterKind.DEVELOPER: _l("开发商"),
    VoterKind.UNKNOWN_OWNER: _l("业主不详"),
}

RATER_GROUP = {
    RaterGroup.RESIDENT: _l("居民、居民代表"),
    RaterGroup.STREET: _l("街道"),
    RaterGroup.PEER: _l("互评"),
    RaterGroup.UNIT: _l("驻区单位"),
}

DELIVERY = {
    Delivery.SIGNED: _l("本人签收"),
    Delivery.LOGIN: _l("登录本站看到了表决票"),
    Delivery.REGISTERED_MAIL: _l("挂号信送达"),
    Delivery.WITNESSED: _l("有人见证，张贴送达"),
}

PROXY_STATE = {
    ProxyState.GIVEN: _l("等居委会核实"),
    ProxyState.CONFIRMED: _l("已核实，有效"),
    ProxyState.REFUSED: _l("没有通过核实"),
    ProxyState.REVOKED: _l("已收回"),
}

CHANNEL = {
    Channel.ONLINE: _l("网上"),
    Channel.PAPER_SITE: _l("纸质票（现场）"),
    Channel.PAPER_HOME: _l("纸质票（上门）"),
}
