"""Words of the register."""

from civic.i18n import lazy_gettext as _l
from civic.register.rules import CommitmentState, Kind, Why

KIND = {
    Kind.ASSEMBLY_DECISION: _l("居民会议决定"),
    Kind.PUBLIC_MONEY: _l("政府资金和捐赠"),
    Kind.FACILITIES: _l("设施使用"),
    Kind.SERVICE_PROJECT: _l("社区服务项目"),
    Kind.CONSULTATION_OUTCOME: _l("协商结果"),
    Kind.HELP_TO_GOVERNMENT: _l("协助政府工作"),
    Kind.COMMON_CONCERN: _l("其他共同关心的事"),
    Kind.HEARING_OUTCOME: _l("听证会结果"),
    Kind.COORDINATION_OUTCOME: _l("协调会结果"),
    Kind.EVALUATION_RESULT: _l("评议会结果"),
    Kind.DEPARTMENT_DECISION: _l("部门决定"),
    Kind.OWNERS_DECISION: _l("业主共同决定"),
    Kind.COUNCIL_DECISION: _l("议事会决定"),
}

COMMITMENT_STATE = {
    CommitmentState.PROMISED: _l("未开始"),
    CommitmentState.IN_PROGRESS: _l("正在办"),
    CommitmentState.REPORTED_DONE: _l("已办，待核实"),
    CommitmentState.STRUCK_OFF: _l("已核实销号"),
    CommitmentState.PARKED: _l("挂账"),
}

REFUSALS = {
    Why.STILL_SHOWN: _l(
        "公开的时间不少于%(days)s天（城市居民委员会组织法第三十四条）。"
        "这一条要公开到%(until)s，之后才能撤下。"
    ),
    Why.SHOWN_TOO_SHORT: _l(
        "公开的时间不少于%(least)s天（城市居民委员会组织法第三十四条）。请改成%(least)s天或更长。"
    ),
    Why.TAKEN_DOWN: _l("这一条已经撤下，不用再撤。凭编号仍然查得到。"),
    Why.CORRECTED_ALREADY: _l("这一条已经更正过了。要再改，请更正后来的那一条。"),
    Why.SAME_TEXT: _l("更正后的文字和原来一样。请改好再提交，或者返回。"),
    Why.REASON_MISSING: _l("请写明理由，大家都看得到。"),
    Why.TOO_SHORT: _l("写得太短了，请至少写%(least)s个字。"),
    Why.TOO_LONG: _l("写得太长了，最多%(most)s个字，现在有%(length)s个，请删短一些。"),
    Why.DOCUMENT_MISSING: _l("登记部门决定要写明文号，并附上文件。请补上。"),
    Why.NOT_DECIDED_YET: _l("决定日期%(decided_on)s还没有到。请核对文件上的日期。"),
    Why.NOT_NEXT: _l("这件落实事项现在不能这样办。请刷新页面，看看它到了哪一步。"),
    Why.EVIDENCE_MISSING: _l("报告办结要附佐证，例如完工照片、验收单。请选择文件。"),
    Why.DUE_IN_THE_PAST: _l("完成日期%(due_on)s已经过去了。请填今天或以后的日期。"),
    Why.PROMISE_WITHOUT_OWNER: _l("请选由谁来落实。"),
    Why.PROMISE_WITHOUT_DAY: _l(
        "有要落实的事，就要写明什么时候办好。请选日期；没有的话，两项都空着。"
    ),
    Why.RESULT_COMES_FIRST: _l(
        "听证的答复和结果还没有公布，现在不能登记决定。请先完成答复、公布结果。"
    ),
    Why.NEW_ROUND_COMES_FIRST: _l(
        "方案有重大改动，要先再开一轮听证、公布结果，才能登记决定（HR-10）。请和居委会联系。"
    ),
    Why.SETTLES_OWN_REPORT: _l("办结是您自己报告的，要由另一个人核实销号。请居务监督委员会来办。"),
    Why.NOT_REDACTED: _l("请先检查有没有居民的姓名、电话、门牌，再勾选（个人信息保护法第25条）。"),
    Why.NO_LONGER_STANDS: _l(
        "这一条已经更正或者撤下，不能再往下面记事。更正过的，请记在后来的那一条下面。"
    ),
    Why.CONCERNS_YOU: _l(
        "评议的就是您，或者您任职的单位：评议结果的更正、撤下，下面要落实的事怎么登记、核实、挂账，都由别人来办（EV-4）。"
    ),
    Why.ANOTHERS_WORD: _l(
        "这件事登记在评议结果下面，办得怎么样由答应的本人、本单位报告。来不了的，由没有被评议的人录入（EV-3）。"
    ),
    Why.NOT_YOUR_UNIT: _l("请选择您任职、并且收到过这件事的意见的单位。"),
}
