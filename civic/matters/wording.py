"""Words of matters."""

from civic.i18n import lazy_gettext as _l
from civic.ledger import Fact
from civic.matters.rules import (
    Category,
    Destination,
    Effect,
    Electorate,
    Forum,
    HideGround,
    Objection,
    Phase,
    Progress,
    Screening,
    Sort,
    Stage,
    Step,
    Subject,
    Why,
)

STAGE = {
    Stage.DRAFT: _l("草稿"),
    Stage.SUBMITTED: _l("待审核"),
    Stage.SCREENED: _l("已受理"),
    Stage.PLANNED: _l("筹备开会"),
    Stage.NOTICED: _l("已发通知"),
    Stage.IN_SESSION: _l("正在开会"),
    Stage.MINUTED: _l("已开完会"),
    Stage.FOLLOW_UP: _l("答复和落实"),
    Stage.RESULT_PUBLISHED: _l("结果已公布"),
    Stage.EVALUATED: _l("已评议"),
    Stage.ARCHIVED: _l("已归档"),
    Stage.REJECTED: _l("未受理"),
    Stage.ROUTED_OUT: _l("已转出"),
    Stage.WITHDRAWN: _l("已撤回"),
    Stage.MERGED: _l("已并案"),
}

# Where a matter stands, in a sentence.
STANDS = {
    Stage.DRAFT: _l("这是您的草稿，只有您看得到。写好后提交给居委会。"),
    Stage.SUBMITTED: _l("居委会正在审核要不要受理。"),
    Stage.SCREENED: _l("居委会已经受理，正在安排由谁来议。"),
    Stage.PLANNED: _l("正在筹备开会，时间定下来会发通知。"),
    Stage.NOTICED: _l("开会的通知已经发出。"),
    Stage.IN_SESSION: _l("会正在开。"),
    Stage.MINUTED: _l("会已经开完，记录等各方确认。"),
    Stage.FOLLOW_UP: _l("有关单位正在逐条答复意见。"),
    Stage.RESULT_PUBLISHED: _l("结果已经公布，承诺的事正在落实。"),
    Stage.EVALUATED: _l("落实得怎么样，居民已经评过。"),
    Stage.ARCHIVED: _l("这件事已经办完归档，全部记录留在这里。"),
    Stage.REJECTED: _l("居委会没有受理，理由写在下面。"),
    Stage.ROUTED_OUT: _l("这件事不归居民议事解决，已经转出，去处写在下面。"),
    Stage.WITHDRAWN: _l("提出人已经撤回。"),
    Stage.MERGED: _l("已经并入另一件议题，附议一同带去。"),
}

# The same of an accepted matter that has its forum.
STANDS_ROUTED = _l("居委会已经受理，定了由%(forum)s来议，等着召集。")
STANDS_GATED = _l("居委会已经受理，定了由%(forum)s来议，要先经社区党组织研究。")

PHASE = {
    Phase.SCREENING: _l("审核中"),
    Phase.ACCEPTED: _l("已受理"),
    Phase.UNDER_WAY: _l("正在议"),
    Phase.CARRYING_OUT: _l("正在落实"),
    Phase.CLOSED: _l("已办完"),
    Phase.ENDED_EARLY: _l("未进入议事"),
}

SORT = {
    Sort.NEWEST: _l("最新提出的在前"),
    Sort.SECONDED: _l("附议最多的在前"),
    Sort.DUE: _l("最先到期的在前"),
}

CATEGORY = {
    Category.ENVIRONMENT: _l("环境卫生：垃圾、绿化、噪声、异味"),
    Category.FACILITIES: _l("公共设施：路灯、管道、健身器材、无障碍"),
    Category.PARKING: _l("停车和出行：机动车、电动车、道路"),
    Category.SAFETY: _l("安全：消防、治安、高空坠物"),
    Category.RENOVATION: _l("改造和修缮：电梯、外墙、屋面"),
    Category.PROPERTY_SERVICE: _l("物业服务：保洁、保安、收费、维修资金"),
    Category.CARE: _l("照顾：老人、孩子、残疾人"),
    Category.CULTURE: _l("文体活动和公共空间"),
    Category.NEIGHBOURS: _l("邻里相处：漏水、宠物、装修"),
    Category.SELF_GOVERNANCE: _l("居民自治：公约、议事会、居务公开"),
    Category.OTHER: _l("其他"),
}

CATEGORY_SHORT = {
    Category.ENVIRONMENT: _l("环境卫生"),
    Category.FACILITIES: _l("公共设施"),
    Category.PARKING: _l("停车和出行"),
    Category.SAFETY: _l("安全"),
    Category.RENOVATION: _l("改造和修缮"),
    Category.PROPERTY_SERVICE: _l("物业服务"),
    Category.CARE: _l("照顾老幼"),
    Category.CULTURE: _l("文体活动"),
    Category.NEIGHBOURS: _l("邻里相处"),
    Category.SELF_GOVERNANCE: _l("居民自治"),
    Category.OTHER: _l("其他"),
}

STEP = {
    Step.TOPIC: _l("提出"),
    Step.ORDER: _l("点单"),
    Step.FOUR_PARTY_TALK: _l("商议"),
    Step.HEARING: _l("听证"),
    Step.COORDINATION: _l("协调"),
    Step.DELIBERATION: _l("议事"),
    Step.VOTE: _l("表决"),
    Step.EVALUATION_MEETING: _l("评议"),
    Step.DECISION: _l("决定"),
    Step.REFERRAL: _l("转出"),
    Step.CARRYING_OUT: _l("落实"),
    Step.RECTIFICATION: _l("整改"),
    Step.EVALUATION: _l("评议"),
}

PROGRESS = {
    Progress.DONE: _l("已完成"),
    Progress.NOW: _l("正在进行"),
    Progress.NEXT: _l("还没开始"),
    Progress.STOPPED: _l("到此为止"),
}

SUBJECT = {
    Subject.ALL_RESIDENTS: _l("居民公约、自治章程等全体居民的事"),
    Subject.PROJECT: _l("政府或居委会要做的项目，关系居民切身利益"),
    Subject.DISPUTE: _l("当事人明确的纠纷"),
    Subject.WORK_OF_A_BODY: _l("评一评部门、居委会或服务单位的工作"),
    Subject.OWNERS_MATTER: _l("应由业主共同决定的事：物业选聘、维修资金、共有部分"),
    Subject.HOME_TO_BUSINESS: _l("住宅改成经营用房"),
    Subject.MICRO_PROJECT: _l("授权清单内的微项目、社区服务项目"),
    Subject.COURTYARD: _l("无物业院落内部的事"),
    Subject.PENALTY_OR_PERMIT: _l("要处罚、许可或强制的事"),
    Subject.ELECTION_OR_RECALL: _l("居委会选举或罢免"),
}

FORUM = {
    Forum.HEARING: _l("听证会"),
    Forum.COORDINATION_MEETING: _l("协调会"),
    Forum.EVALUATION_MEETING: _l("评议会"),
    Forum.RESIDENTS_COUNCIL: _l("居民议事会"),
    Forum.COURTYARD_GROUP: _l("院落议事小组"),
    Forum.RESIDENTS_ASSEMBLY: _l("居民会议"),
    Forum.REPRESENTATIVES_ASSEMBLY: _l("居民代表会议"),
    Forum.OWNERS_ASSEMBLY: _l("业主大会"),
    Forum.OWNERS_CONCERNED: _l("有利害关系的全体业主"),
    Forum.PAPER_ELECTION: _l("依法现场投票"),
    Forum.GOVERNMENT: _l("政府职能部门"),
}

EFFECT = {
    Effect.BINDING: _l("决定对全体居民有约束力"),
    Effect.BINDS_OWNERS: _l("决定对业主有约束力"),
    Effect.BINDS_PARTIES: _l("达成的协议约束当事各方"),
    Effect.BINDS_HOUSEHOLDS: _l("院落公议，约束本院住户"),
    Effect.WITHIN_MANDATE: _l("在授权范围内作出决定"),
    Effect.ADVISORY: _l("听取意见并逐条答复，会上不作决定"),
    Effect.RATES: _l("评议结果登记公布，被评议的交整改方案；评议会不作决定"),
    Effect.ROUTED_OUT: _l("只能由政府部门依法处理"),
    Effect.LISTS_ONLY: _l("本站只公布名单和通知，不在网上投票"),
}

ELECTORATE = {
    Electorate.NOBODY: _l("没有人在会上表决"),
    Electorate.PARTIES: _l("由当事各方商定"),
    Electorate.RESIDENTS: _l("由全体成年居民表决"),
    Electorate.RESIDENT_REPS: _l("由居民代表表决"),
    Electorate.RATERS: _l("由评议人无记名投票，被评议的人不参加"),
    Electorate.OWNERS: _l("由业主表决"),
    Electorate.ALL_OWNERS_CONCERNED: _l("须有利害关系的业主一致同意"),
    Electorate.COUNCIL_MEMBERS: _l("由议事会成员表决"),
    Electorate.COURTYARD_HOUSEHOLDS: _l("由院内各户商定，一户一票"),
}

SCREENING = {
    Screening.ACCEPT: _l("受理"),
    Screening.REJECT: _l("不受理"),
    Screening.ROUTE_OUT: _l("转出：不归居民议事解决"),
}

DESTINATION = {
    Destination.HOTLINE_12345: _l("12345政务服务便民热线"),
    Destination.COURT: _l("人民法院"),
    Destination.OWNERS: _l("业主大会或业主委员会"),
    Destination.DEPARTMENT: _l("政府职能部门"),
}

GROUND = {
    HideGround.INSULT: _l("侮辱、谩骂他人"),
    HideGround.PRIVACY: _l("泄露他人隐私"),
    HideGround.ILLEGAL: _l("含有违法内容"),
    HideGround.OFF_MATTER: _l("与这件议题无关"),
    HideGround.MODERATED_AT_SOURCE: _l("在原来的平台上已被隐藏"),
}

GROUND_MEANS = {
    HideGround.INSULT: _l("骂人、羞辱人的话。批评得尖锐不算。"),
    HideGround.PRIVACY: _l("写出或拍到了别人的姓名、电话、门牌、病情、人脸、车牌等。"),
    HideGround.ILLEGAL: _l("法律明令不得发布的内容。"),
    HideGround.OFF_MATTER: _l("说的完全是另一件事，或者是广告。"),
    HideGround.MODERATED_AT_SOURCE: _l("随导入的资料带来，不是在这里隐藏的。"),
}

OBJECTION = {
    Objection.OPEN: _l("异议等待裁定"),
    Objection.UPHELD: _l("异议成立，已恢复显示"),
    Objection.DISMISSED: _l("异议不成立，维持隐藏"),
}

UPHOLD = {
    "yes": _l("异议成立，恢复显示"),
    "no": _l("异议不成立，维持隐藏"),
}

# What has happened, in a sentence: by fact, and by its result where it has several.
HAPPENED = {
    Fact.MATTER_RAISED.value: _l("提出议题"),
    Fact.MATTER_EDITED.value: _l("修改了文字"),
    Fact.MATTER_ATTACHED.value: _l("添加了%(files)s个附件"),
    Fact.MATTER_DETACHED.value: _l("移除了%(files)s个附件"),
    Fact.MATTER_WITHDRAWN.value: _l("撤回议题"),
    f"{Fact.MATTER_SCREENED.value}:{Screening.ACCEPT.value}": _l("审核后受理"),
    f"{Fact.MATTER_SCREENED.value}:{Screening.REJECT.value}": _l("审核后不受理"),
    f"{Fact.MATTER_SCREENED.value}:{Screening.ROUTE_OUT.value}": _l("审核后转出"),
    f"{Fact.MATTER_MERGED.value}:into": _l("并入议题%(into_code)s"),
    f"{Fact.MATTER_MERGED.value}:from": _l("议题%(from_code)s并入本议题"),
    Fact.MATTER_PARTY_REVIEWED.value: _l("社区党组织研究"),
    Fact.MATTER_ROUTED.value: _l("确定由%(forum)s来议"),
    Fact.MATTER_CLOSED.value: _l("办完归档"),
    f"{Fact.MATTER_HIDDEN.value}:words": _l("议题的文字被隐藏。理由：%(ground)s"),
    f"{Fact.MATTER_HIDDEN.value}:file": _l("一个附件被隐藏。理由：%(ground)s"),
    Fact.MATTER_OBJECTED.value: _l("提出人对隐藏提出异议"),
    Fact.MATTER_RESTORED.value: _l("居务监督委员会裁定异议成立，恢复显示"),
    Fact.MATTER_KEPT_HIDDEN.value: _l("居务监督委员会裁定异议不成立，维持隐藏"),
}

REFUSALS = {
    Why.NOT_NEXT: _l("这件议题现在走不到这一步。请刷新页面，看看它进行到哪里了。"),
    Why.NOT_OPEN_FOR_SECONDING: _l(
        "附议已经结束：议题已交付议事，或已办结。您还可以在议题下提意见、报名参加会议。"
    ),
    Why.NOT_OPEN_FOR_WITHDRAWAL: _l(
        "居委会审核以后就不能撤回了。有变化的话，请在议题下提意见说明。"
    ),
    Why.NOT_OPEN_FOR_EDITING: _l(
        "已有%(supporters)s位邻居附议或居委会已经审核，原文不能再改。补充的话，请添加附件或提意见。"
    ),
    Why.NOT_OPEN_FOR_MERGING: _l("只有还没开会的议题才能合并。请另选一件。"),
    Why.OWN_MATTER: _l("这是您自己提出的议题，不用再附议。请把链接发给邻居，请他们附议。"),
    Why.SECONDED_ALREADY: _l("您已经附议过了，一人一次就够。"),
    Why.NOT_SECONDED: _l("您还没有附议这件议题。"),
    Why.NO_CATEGORY: _l("请选一项，这件事属于哪一类。"),
    Why.NO_PLACE: _l("请选择是哪里的事，要在一个社区里面。"),
    Why.TOO_SHORT: _l("请至少写%(least)s个字，现在有%(length)s个。"),
    Why.TOO_LONG: _l("最多%(most)s个字，请删短一些。"),
    Why.REASON_MISSING: _l("请写明理由，提出人和大家都会看到。"),
    Why.DESTINATION_MISSING: _l("请选择转到哪里，好让提出人知道接下来找谁。"),
    Why.QUALIFIED: _l(
        "已有10人（院落为5户）附议，不能不受理（本站议事规则CN-8）。"
        "请受理；确实不归居民议事的，选“转出”并写明去处。"
    ),
    Why.NO_FORUM: _l("还没有确定由谁来议。请先选择议事方式。"),
    Why.PARTY_REVIEW_MISSING: _l(
        "这是重要事项，须先经社区党组织研究（城市居民委员会组织法第三十条）。请等研究意见登记后再办。"
    ),
    Why.SAME_MATTER: _l("不能和自己合并。请选择另一件议题。"),
    Why.NOT_SETTLED: _l(
        "还有%(unsettled)s项承诺没有办完。每一项销号或说明理由挂账之后才能归档"
        "（城市居民委员会组织法第三十九条）。"
    ),
    Why.NOT_OPEN_FOR_ROUTING: _l("受理之后、筹备开会之前，才能确定议事方式。"),
    Why.NOT_OPEN_FOR_REVIEW: _l("党组织研究应在议事之前。这件议题现在不需要登记。"),
    Why.REVIEWED_ALREADY: _l("研究意见已经登记过了。"),
    Why.REVIEW_IN_FUTURE: _l("研究日期不能晚于今天。"),
    Why.OTHER_COMMUNITY: _l("只能在同一个社区里办。请选择本社区的。"),
    Why.MANY_TODAY: _l(
        "一个人一天最多提%(most)s件议题，草稿也算。请明天再提；同一类的事，可以写在一件里。"
    ),
    Why.NOT_OPEN_FOR_FILES: _l("这件议题已经结束，不能再添加附件。"),
    Why.TOO_MANY_FILES: _l("附件最多%(most)s个，已经有%(present)s个。请挑最要紧的。"),
    Why.IS_HIDDEN: _l("这项内容处理过隐藏，要照原样留作记录，不能改，也不能移除。"),
    Why.HIDDEN_ALREADY: _l("这里已经处理过一次隐藏，不再重复；监督委员会裁定恢复的，不得再隐藏。"),
    Why.FILE_GONE: _l("提出人刚刚撤下了这个附件，没有什么要隐藏的了。"),
    Why.NOT_HIDDEN: _l("这里没有被隐藏，不需要提异议。"),
    Why.NOT_A_GROUND: _l("不能用这个理由隐藏。请在列出的理由里选一个；批评不是理由。"),
    Why.OBJECTED_ALREADY: _l("您已经提过异议，请等居务监督委员会裁定。"),
    Why.OBJECTION_TOO_LATE: _l("提异议的时间已过（隐藏后15天内）。您可以向街道反映。"),
    Why.NO_OPEN_OBJECTION: _l("这里没有等待裁定的异议。请刷新页面看看最新情况。"),
    Why.DECIDES_OWN_HIDING: _l("这是您隐藏的，异议要由另一位监督委员来裁定。"),
}
