"""Why an act on a meeting was refused, in words."""

from civic.i18n import lazy_gettext as _l
from civic.meetings.rules import Why

REFUSALS = {
    Why.NOT_NEXT: _l("现在还不能办这一步。请看这场会进行到了哪里。"),
    Why.NOT_ROUTED_HERE: _l("这件议题没有确定用听证会来议。请先在议题页确定议事方式。"),
    Why.CONVENED_ALREADY: _l("这件议题的会已经在办了，不能同时开两场。"),
    Why.OUT_OF_SCOPE: _l("请选择为什么开听证会（试行办法第四条）。"),
    Why.DECIDED_ALREADY: _l(
        "%(decided_on)s已经作出决定，听证会要在决定之前开（试行办法第四条）。再有重大改动，请另提议题。"
    ),
    Why.NOT_AGREED: _l(
        "居委会建议的听证会，要部门同意才能开。请写上部门的复函（试行办法第五条）。"
    ),
    Why.WRONG_DECIDER: _l("居委会自己的事由居委会决定，其余的请选作决定的部门（试行办法第五条）。"),
    Why.NO_HEAD: _l("请选听证小组组长（试行办法第六条）。"),
    Why.WRONG_HEAD: _l(
        "组长应当是居委会主任；居委会自己的事，由居务监督委员会的人当组长（试行办法第六条）。"
    ),
    Why.NO_GROUPS: _l("还没有写利益方。请先写清楚这件事影响到哪几方。"),
    Why.NO_SEATS: _l("听证小组还没有成员。请先加入成员。"),
    Why.COMPOSITION: _l(
        "听证小组的组成还不够：每个利益方至少一席，直接受影响的居民至少占一半（HR-6）。"
        "请看页面上的算式，补上缺的人。"
    ),
    Why.NAMED_ALREADY: _l("公告已经发出，这些内容不能再改。要改请先延期，再发新的公告。"),
    Why.GROUP_TAKEN: _l("“%(name)s”已经在名单上了。"),
    Why.GROUP_IN_USE: _l("“%(name)s”已经有代表或者有人报名，不能删去。请先请代表退出。"),
    Why.MEMBER_ALREADY: _l("这个人已经在听证小组里了。"),
    Why.NOT_ON_ROSTER: _l(
        "受影响居民的代表要是名册上的居民、业主或租户（HR-6）。名册上没有的，请先登记；"
        "物业、商户等请换一种身份。"
    ),
    Why.PRESIDES_ALREADY: _l("主持人本来就是这一位。请另选一位。"),
    Why.CHAIR_SPEAKS_FOR_NOBODY: _l(
        "这场会由这位主持，主持人不代表哪一方发言（TM-4）。要发言，请先换一位主持人。"
    ),
    Why.HEAD_STAYS: _l(
        "组长在“组成听证小组”时选定，不在成员里加，也不在成员里退。要换组长，重新组成一次。"
    ),
    Why.GROUP_MISSING: _l("请选择代表哪一个利益方。"),
    Why.NOTICE_DAYS_OUT_OF_RANGE: _l("公告天数要在%(least)s天到%(most)s天之间。"),
    Why.NOTICE_TOO_SHORT: _l(
        "公告要隔满%(days)s天，头尾两天都不算。今天公告，最早%(earliest)s开会（%(article)s）。"
    ),
    Why.NOTICE_INCOMPLETE: _l("公告还缺内容。时间、地点、议程、材料、怎么报名都要写上（TM-3）。"),
    Why.EXPLANATION_INCOMPLETE: _l(
        "方案说明还没有写全：必要性、可行性、内容、费用、影响五项都要写，再发公告（HR-5）。"
    ),
    Why.REASON_MISSING: _l("请写明理由，大家都会看到。"),
    Why.TOO_EARLY: _l("公告的时间是%(sits_at)s，到时候才能宣布开会（HR-4）。"),
    Why.ITS_DAY_IS_OVER: _l(
        "公告的日子（%(sits_on)s）已经过了，不能再开。请先延期，再发新的公告（HR-4）。"
    ),
    Why.NOT_OPEN_FOR_REGISTRATION: _l("现在不能报名，也不能让出席位。"),
    Why.REGISTRATION_OVER: _l("报名在%(until)s截止了。您还可以旁听，也可以写意见。"),
    Why.REGISTRATION_ENDS_EARLY: _l("报名截止时间已经过了，请改到今天以后。"),
    Why.REGISTRATION_ENDS_LATE: _l("报名要在开会（%(sits_at)s）之前截止。"),
    Why.NOT_VERIFIED: _l("您的身份还没有核实。带上证件到居委会核实以后，就可以报名。"),
    Why.OBSERVER_SEATS_TAKEN: _l("旁听席%(seats)s个都有人了。您可以在网上看会议进展，写下意见。"),
    Why.SEATED_ALREADY: _l("您已经报过名了。想换席位，请先让出现在的。"),
    Why.NOT_FROM_HERE: _l("只替本社区的居民、业主和租户报名（HR-11）。请先按姓名找到本人。"),
    Why.NOT_SEATED: _l("您没有报名，不用让出席位。"),
    Why.ONLINE_NOT_OFFERED: _l("这场会没有线上会场，请选择到场。"),
    Why.MINUTES_NOT_CONFIRMED: _l(
        "会议纪要还没有确认。主持人和到会代表确认以后，再送交意见（TM-5）。"
    ),
    Why.NO_PLAN_TO_CHANGE: _l("开过会、还没有归档，才登记方案的变更。"),
    Why.EXTENT_MISSING: _l("请选择改动有多大。"),
    Why.NOT_REDACTED: _l("请先检查有没有居民的姓名、电话、门牌，再勾选（个人信息保护法第25条）。"),
    Why.NEW_ROUND_REQUIRED: _l("方案有重大改动，要再开一轮听证，才能公布结果、归档（HR-10）。"),
    Why.NO_NEW_ROUND_NEEDED: _l("方案没有重大改动，不用再开一轮。"),
    Why.TITLE_MISSING: _l("请写上公告和登记里怎么称呼这件事，最多%(most)s个字。"),
    Why.OUTCOME_MISSING: _l("请写明听证结果。"),
    Why.STILL_SHOWN: _l("结果要公示到%(until)s（城市居民委员会组织法第34条），之后才能归档。"),
    Why.NOT_SETTLED: _l("还有%(unsettled)s件落实事项没有销号或挂账，办完再归档。"),
    Why.EXPORT_FILE_MISSING: _l("文件夹里没有 %(file)s。没有导入任何内容，请补上再来。"),
    Why.EXPORT_ENCODING: _l(
        "%(file)s第%(line)s行不是 UTF-8 编码。没有导入任何内容，请转成 UTF-8。"
    ),
    Why.EXPORT_COLUMN_MISSING: _l("%(file)s第%(line)s行：缺少“%(column)s”。没有导入任何内容。"),
    Why.EXPORT_ROW_BROKEN: _l("%(file)s第%(line)s行：列数不对，或引号没有配对。没有导入任何内容。"),
    Why.EXPORT_BAD_VALUE: _l(
        "%(file)s第%(line)s行：“%(column)s”不能是“%(value)s”。没有导入任何内容。"
    ),
    Why.EXPORT_TWICE: _l("%(file)s第%(line)s行：意见编号%(value)s出现了两次。没有导入任何内容。"),
    Why.EXPORT_UNKNOWN_STATEMENT: _l(
        "%(file)s第%(line)s行：没有编号%(value)s的意见。没有导入任何内容。"
    ),
    Why.EXPORT_EMPTY: _l("%(file)s里一条意见也没有。没有导入任何内容。"),
    Why.NO_UNIT: _l("这里还没有单位可以答复意见。请先添加街道办事处、部门或居委会，再导入。"),
    Why.NO_COMMUNITY: _l("还没有社区可以承接。请先添加社区，再导入。"),
    Why.ANOTHER_KIND: _l("这一步不属于这场会：听证会和评议会各有各的步骤。"),
    Why.NOT_ROUTED_TO_EVALUATION: _l("这件议题没有确定用评议会来议。请先在议题页确定议事方式。"),
    Why.YEAR_OUT_OF_RANGE: _l("评议的是哪一年的工作？请填%(least)s年或%(most)s年。"),
    Why.NO_PARTIES: _l("请选至少一个被评议的单位或者人。"),
    Why.MIXED_PARTIES: _l("一场评议会要么评单位，要么评人，评分办法不同，请分两场开。"),
    Why.NOBODY_LEFT: _l(
        "居委会和居务监督委员会不能在一场里评：评哪一方，发公告、收票、计票就由另一方来做。请分两场开（EV-4）。"
    ),
    Why.PARTIES_NAMED: _l(
        "评谁、哪几组来评，公告里写明了，延期以后也不能改。要改，请先取消这场会，再另行召集（EV-2）。"
    ),
    Why.PARTY_TWICE: _l("同一个单位或者人写了两次，请去掉一次。"),
    Why.RATED_ALREADY: _l(
        "%(names)s%(year)s年度的工作已经评议过，或者正在另一场评议会里评。一个社区一年评一次；"
        "没有结果的、取消了的，可以再评。"
    ),
    Why.NOT_IN_OFFICE: _l("评议的是职务：这个人现在不在这个单位任职。请核对单位和人。"),
    Why.POLL_TWICE: _l("同一组评议人写了两次，请去掉一次。"),
    Why.RESIDENTS_VOTE: _l("居民一定要投票评议，别的组可以投票，也可以交评分表。"),
    Why.ONLY_BY_INVITATION: _l("居民以外的组按名单投票，或者交评分表。"),
    Why.ASSEMBLY_RATES: _l(
        "居委会和居委会成员由居民会议或者居民代表会议评议（城市居民委员会组织法第37条），不能另列名单。"
    ),
    Why.WEIGHTS_OFF: _l("各组的权重都不能是负数，加起来要正好是%(whole)s。"),
    Why.RESIDENTS_WEIGH_HALF: _l("居民评议的权重至少是一半，就是50（AP-9）。"),
    Why.RESIDENTS_WEIGH_MOST: _l("居民评议的权重要比别的每一组都大（AP-8）。"),
    Why.RATES_TWICE: _l(
        "%(names)s在居民名册上，又在别的组的名单上。一场评议会，一个人只在一组评一次，居民的一票优先："
        "请先从别的组的名单上去掉；公告已经发了的，请延期，再发新的公告（AP-8）。"
    ),
    Why.RATERS_TOO_FEW: _l(
        "还有别的组一起评议，居民评议人至少%(least)s人，名册上只有%(number)s人（AP-8）。"
        "请增加居民评议人，或者只由居民评议。"
    ),
    Why.ORDINARY_TOO_FEW: _l(
        "居民评议人里，普通居民要占七成：名册%(residents)s人，不在居委会、党组织、街道、部门、物业任职的"
        "只有%(number)s人（AP-8）。请多请普通居民。"
    ),
    Why.SUPERVISORS_PRESIDE: _l(
        "评议居委会和居委会成员，由居务监督委员会主持（城市居民委员会组织法第37条）。请选监督委员会的人。"
    ),
    Why.RATED_DO_NOT_RATE: _l("被评议的人和单位里任职的人不列入评议人名单，只能参加互评。"),
    Why.GROUP_HANDS_IN: _l("这一组交评分表，没有评议人名单。"),
    Why.GROUP_VOTES: _l("这一组投票评议，不交评分表。"),
    Why.NOT_OPEN_FOR_REPORTS: _l("公告以后、开会以前才能交报告。"),
    Why.REPORTS_MISSING: _l(
        "还有%(number)s份报告没有交（EV-2）。请等报告交齐，或者勾选“没有交报告，照常开会”。"
    ),
    Why.NOT_OPEN_FOR_SHEETS: _l("开会听了报告，到公布结果以前，才能录入评分表。"),
    Why.SCORE_OUT_OF_RANGE: _l("分数要在0到100之间，最多两位小数。"),
    Why.RATED_THEMSELVES: _l("被评议的就是您或者您的单位，要由别人来办。"),
    Why.NOT_COUNTED: _l("还有%(number)s场投票没有计票。都计了票，才有评议结果。"),
    Why.SHEETS_SHUT: _l(
        "已经录了纸票，或者核对了票数，评分表不能再录、再改：知道了票数，就不能再打分（AP-8）。"
    ),
    Why.NO_RESULT_YET: _l("公布了评议结果、还没有归档，才能办这一步。"),
    Why.OWN_WORDS: _l(
        "报告、说明、整改方案只能由被评议的本人来交，评单位的由本单位来交（EV-2、EV-3）。"
        "在纸上签了字的，由没有被评议的人录入。"
    ),
    Why.ORIGINAL_MISSING: _l("请附上签了字、盖了章的原件的照片或者 PDF。"),
    Why.HANDED_IN_ALREADY: _l("已经交过了，大家都看得到，不能再交一次。"),
    Why.NO_PLAN_OWED: _l("这次评议没有形成有效结果，不用提交整改方案。"),
    Why.SIGNATURE_MISSING: _l("请写上签字的负责人（EV-3）。"),
    Why.CONTACT_MISSING: _l("请写上联系人和联系方式（EV-3）。"),
    Why.MEASURES_MISSING: _l("请至少写一条整改措施，每条写明期限（EV-3）。"),
    Why.NO_RECHECK_OWED: _l("满意率不到六成或者评为不称职的，才需要复查（AP-10）。"),
    Why.RECHECK_TOO_EARLY: _l("结果公布满90天才复查，最早%(due_on)s（AP-10）。"),
    Why.FINDING_MISSING: _l("请选择整改得怎么样。"),
    Why.PLANS_MISSING: _l("还有%(number)s份整改方案没有提交，交了再归档（EV-3）。"),
    Why.RECHECKS_MISSING: _l("还有%(number)s处没有复查，查了再归档（AP-10）。"),
    Why.MINUTES_OWED: _l("会议纪要还没有确认，确认了再归档（TM-5）。"),
}
