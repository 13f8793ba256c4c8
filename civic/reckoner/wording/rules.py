"""What each rule is called, what it is for, what each of its keys asks."""

from civic.i18n import lazy_gettext as _l
from civic.reckoner.rules import Rule, Why
from civic.voting.rules import (
    Electors,
    MatterClass,
    MemberMark,
    OwnersOpinion,
    Silence,
    UnitMark,
)

NAME = {
    Rule.RESIDENTS_ASSEMBLY: _l("居民会议表决"),
    Rule.REPRESENTATIVES_ASSEMBLY: _l("居民代表会议表决"),
    Rule.CONVENE_REQUEST: _l("联名要求开会"),
    Rule.RECALL: _l("罢免居委会成员"),
    Rule.ELECTION: _l("居委会选举"),
    Rule.OWNERS_VOTE: _l("业主共同决定"),
    Rule.OWNERS_HEADS: _l("业主总人数和总面积"),
    Rule.COUNCIL_MOTION: _l("议事会表决"),
    Rule.APPRAISAL: _l("评议居委会成员"),
    Rule.SATISFACTION: _l("满意率"),
    Rule.FIRM_CREDIT: _l("物业企业信用等级"),
    Rule.CLEAR_DAYS: _l("提前几天通知，最早哪天开会"),
    Rule.WORKING_DAYS: _l("几个工作日以内，到哪天为止"),
    Rule.NATURAL_DAYS: _l("几天以内，到哪天为止"),
    Rule.SHOWN_UNTIL: _l("公示几天，到哪天为止"),
}

ABOUT = {
    Rule.RESIDENTS_ASSEMBLY: _l("全体成年居民或者户代表过半数参加，参加的人过半数同意，才算通过。"),
    Rule.REPRESENTATIVES_ASSEMBLY: _l(
        "居民代表占全体组成人员五分之四以上，三分之二以上到会，到会的过半数同意。"
    ),
    Rule.CONVENE_REQUEST: _l("多少人联名，居委会就应当召集居民会议或者居民代表会议。"),
    Rule.RECALL: _l("参加投票的人够不够，同意罢免的人够不够。"),
    Rule.ELECTION: _l("选举是否有效，谁当选，最后一个名额有没有得票相同的人。"),
    Rule.OWNERS_VOTE: _l(
        "面积和人数都要三分之二以上参加；一般事项都要过半数同意，特别事项都要四分之三以上同意。"
    ),
    Rule.OWNERS_HEADS: _l(
        "同一业主的几套房算一人，开发商没卖出和没交付的算一人；至少多少人、多少面积参加才有效。"
    ),
    Rule.COUNCIL_MOTION: _l("三分之二以上到会，到会的过半数同意；重大事项要全体成员过半数同意。"),
    Rule.APPRAISAL: _l("评议票折成分数，可以同别的分数加权；不称职票过半数的，为不称职。"),
    Rule.SATISFACTION: _l("作出评价的人里有多少满意；“不了解”不算在内，另外写明。"),
    Rule.FIRM_CREDIT: _l("基本分加良好记录分，减失信分。等级由住建部门评定，这里只帮您核算。"),
    Rule.CLEAR_DAYS: _l("发通知那天和开会那天都不算，中间要隔满这么多天。"),
    Rule.WORKING_DAYS: _l("从第二天数起，周末和放假的日子不算，调休上班的周末算。"),
    Rule.NATURAL_DAYS: _l("从第二天数起，天天都算。"),
    Rule.SHOWN_UNTIL: _l("从第二天数起，公示到最后一天24时。"),
}

GROUPS = (
    (
        _l("居民会议和选举"),
        (
            Rule.RESIDENTS_ASSEMBLY,
            Rule.REPRESENTATIVES_ASSEMBLY,
            Rule.CONVENE_REQUEST,
            Rule.ELECTION,
            Rule.RECALL,
        ),
    ),
    (_l("业主"), (Rule.OWNERS_VOTE, Rule.OWNERS_HEADS)),
    (
        _l("议事会和评议"),
        (Rule.COUNCIL_MOTION, Rule.APPRAISAL, Rule.SATISFACTION, Rule.FIRM_CREDIT),
    ),
    (
        _l("日子"),
        (Rule.CLEAR_DAYS, Rule.WORKING_DAYS, Rule.NATURAL_DAYS, Rule.SHOWN_UNTIL),
    ),
)

ELECTORS = {
    Electors.VOTERS: _l("选民投票"),
    Electors.HOUSEHOLDS: _l("户代表投票"),
    Electors.REPRESENTATIVES: _l("居民代表投票"),
}
CLASS = {
    MatterClass.ORDINARY: _l("一般事项（过半数）"),
    MatterClass.SPECIAL: _l("特别事项（四分之三以上）：筹集维修资金，改建、重建，改变共有部分用途"),
}
SILENCE = {
    Silence.STRICT: _l("没有表态的不算参加"),
    Silence.DELIVERED_ABSTAIN: _l("送达而没有表态的算参加，按弃权计"),
    Silence.FOLLOW_MAJORITY: _l("送达而没有表态的随多数（议事规则写明才行）"),
}
OPINION = {
    OwnersOpinion.YES: _l("同意"),
    OwnersOpinion.NO: _l("反对"),
    OwnersOpinion.ABSTAIN: _l("弃权"),
    OwnersOpinion.SILENT_DELIVERED: _l("送达未表态"),
    OwnersOpinion.NONE: _l("未送达"),
}
MEMBER_MARK = {
    MemberMark.EXCELLENT: _l("优秀票"),
    MemberMark.COMPETENT: _l("称职票"),
    MemberMark.BASIC: _l("基本称职票"),
    MemberMark.INCOMPETENT: _l("不称职票"),
}
UNIT_MARK = {
    UnitMark.SATISFIED: _l("满意票"),
    UnitMark.BASICALLY: _l("基本满意票"),
    UnitMark.DISSATISFIED: _l("不满意票"),
    UnitMark.DONT_KNOW: _l("不了解票"),
}

_YES = _l("同意（人）")
_PRESENT = _l("到会（人）")
_PUBLISHED = _l("哪天发布")
_START = _l("从哪天起算")
_DAYS = _l("几天")
_GRADED = {
    "electorate": _l("由谁评议（本站的评议才填）"),
    "others": _l("别的分数"),
    "weight": _l("评议票的权重"),
}
_OTHERS = _l("每行一个：名称、分数、权重。例如：街道 88.50 30。没有就空着，评议票的权重也空着。")

LABEL = {
    Rule.RESIDENTS_ASSEMBLY: {
        "base": _l("全体成年居民或者户代表（人）"),
        "present": _PRESENT,
        "yes": _YES,
    },
    Rule.REPRESENTATIVES_ASSEMBLY: {
        "committee": _l("居委会成员（人）"),
        "representatives": _l("居民代表（人）"),
        "present": _PRESENT,
        "yes": _YES,
    },
    Rule.CONVENE_REQUEST: {
        "base_adults": _l("全体成年居民（人）"),
        "base_households": _l("全体户代表（人）"),
        "representatives": _l("全体居民代表（人）"),
        "adults": _l("成年居民联名，要求开居民会议（人）"),
        "households": _l("户代表联名，要求开居民会议（人）"),
        "reps_for_residents": _l("居民代表联名，要求开居民会议（人）"),
        "reps_for_representatives": _l("居民代表联名，要求开居民代表会议（人）"),
    },
    Rule.RECALL: {
        "mode": _l("由谁投票"),
        "base": _l("全体选民、户代表或者居民代表（人）"),
        "voting": _l("参加投票（人）"),
        "yes": _l("同意罢免（人）"),
    },
    Rule.ELECTION: {
        "mode": _l("由谁投票"),
        "base": _l("全体选民、户代表或者居民代表（人）"),
        "cast": _l("参加投票（人）"),
        "seats": _l("应选名额"),
        "candidates": _l("候选人和得票"),
        "runoff": _l("这是另行选举（得票多的当选，但要有三分之一以上）"),
    },
    Rule.OWNERS_VOTE: {
        "area": _l("专有部分总面积（平方米）"),
        "heads": _l("业主总人数"),
        "kind": _l("表决什么事"),
        "silence": _l("不表态怎么算"),
        "groups": _l("各种意见的面积和人数"),
    },
    Rule.OWNERS_HEADS: {"parts": _l("专有部分和业主")},
    Rule.COUNCIL_MOTION: {
        "members": _l("全体成员（人）"),
        "present": _PRESENT,
        "yes": _YES,
        "major": _l("这是重大事项"),
    },
    Rule.APPRAISAL: {
        "members": _l("应参加评议（人）"),
        "returned": _l("收回票数"),
        "invalid": _l("其中无效票"),
    }
    | _GRADED,
    Rule.SATISFACTION: {"members": _l("应参加评议（人）"), "returned": _l("收回票数")} | _GRADED,
    Rule.FIRM_CREDIT: {
        "basic": _l("基本分（最多80）"),
        "good": _l("良好记录加分（最多40）"),
        "bad": _l("失信记录扣分"),
        "took_part": _l("没有参加信用评价"),
    },
    Rule.CLEAR_DAYS: {"published": _l("哪天通知"), "days": _l("提前几天")},
    Rule.WORKING_DAYS: {"start": _START, "days": _l("几个工作日")},
    Rule.NATURAL_DAYS: {
        "start": _START,
        "days": _DAYS,
        "roll": _l("最后一天是休息日的，顺延到下一个工作日"),
    },
    Rule.SHOWN_UNTIL: {"published": _PUBLISHED, "days": _DAYS},
}
"""What each key asks; the marks of a ballot have their words above."""

HINT = {
    (Rule.CONVENE_REQUEST, "adults"): _l("四种联名只填一种。"),
    (Rule.ELECTION, "candidates"): _l("每行一位：姓名、得票。例如：张三 320"),
    (Rule.OWNERS_VOTE, "groups"): _l(
        "每行一种意见：同意、反对、弃权、送达未表态或者未送达，面积，人数。例如：同意 52000.00 430"
    ),
    (Rule.OWNERS_HEADS, "parts"): _l(
        "每行一套：面积，已交付、未售出或者未交付，业主（共有的都写上）。"
        "例如：89.37 已交付 张三、李四"
    ),
    (Rule.APPRAISAL, "others"): _OTHERS,
    (Rule.SATISFACTION, "others"): _OTHERS,
    (Rule.APPRAISAL, "electorate"): _l(
        "填了，就照那一方开会的人数算；作出评价的不到10人，不算得分。空着，按居民代表会议的人数算。"
    ),
    (Rule.SATISFACTION, "electorate"): _l(
        "填了，还要填应参加的人和收回的票，看人数够不够。空着，只算满意率。"
    ),
    (Rule.FIRM_CREDIT, "took_part"): _l("没有参加的，上面三项空着。"),
}

NOT_SHOWN = _l("这一题的票数不单独公布：人少，会看出谁投了什么。")
TOO_FEW = _l("作出评价的不到10票，或者几乎都评得一样，票数不公布，也就不能再算一遍。")

REFUSALS = {
    Why.BAD_JSON: _l("这不是JSON，或者层次、数字太大。请用UTF-8编码写一个JSON对象。"),
    Why.UNREADABLE_FILE: _l("这个文件打不开。请核对文件名。"),
    Why.NOT_AN_OBJECT: _l("这里要写一个JSON对象：{…}。"),
    Why.UNKNOWN_RULE: _l("没有这条规则。可以算的有：%(rules)s。"),
    Why.MISSING_KEY: _l("请填写这一项。"),
    Why.EXTRA_KEY: _l("这里不该有这一项，请删去。"),
    Why.DUPLICATE_KEY: _l("这一项写了两次，请删去一次。"),
    Why.NOT_AN_INTEGER: _l("请填写整数。"),
    Why.NEGATIVE: _l("这个数不能小于零。"),
    Why.TOO_SMALL: _l("这个数至少是%(least)s。"),
    Why.TOO_LARGE: _l("这个数最大是%(most)s。"),
    Why.NOT_A_BOOLEAN: _l("这里要写true或者false。"),
    Why.NOT_A_CHOICE: _l("请从这些里选一个：%(choices)s。"),
    Why.NOT_A_DATE: _l("请填写1900年到2199年的日期，例如2026-11-23。"),
    Why.NOT_A_LIST: _l("这里要写一个列表：[…]。"),
    Why.NOT_A_NAME: _l("请写名字，不超过80个字，不带看不见的字符。"),
    Why.NOT_A_SCORE: _l("请填写分数，最多两位小数，例如88.50（JSON里加引号）。"),
    Why.TOO_MANY: _l("这里是%(number)s，最多只能有%(most)s。请核对。"),
    Why.TOO_MUCH_AREA: _l("面积加起来是%(number)s，比总面积%(most)s多。请核对。"),
    Why.NOT_THE_SUM: _l("各种票加起来是%(number)s张，应当是收回票减去无效票，即%(due)s张。"),
}
