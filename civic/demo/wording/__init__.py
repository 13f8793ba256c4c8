"""Words of the demo: its cards, its clock, and the people and quarrels of its neighbourhood."""

from dataclasses import dataclass
from typing import Any

from civic.demo.rules import Due, Move, Why
from civic.i18n import lazy_gettext as _l

REFUSALS = {
    Why.NOTHING_DUE: _l("前面没有期限了，请按天拨钟。"),
}

MOVES = {
    Move.HOUR: _l("往前拨1小时"),
    Move.DAY: _l("往前拨1天"),
    Move.WEEK: _l("往前拨7天"),
    Move.DEADLINE: _l("拨到下一个期限"),
    Move.SITTING: _l("拨到下一场会议"),
    Move.VOTE: _l("拨到下一次投票截止"),
}


DUE = {
    Due.SCREENING: _l("居委会审核议题到期"),
    Due.REGISTRATION: _l("会议报名截止"),
    Due.SITTING: _l("会议开始"),
    Due.MINUTES: _l("会议纪要确认到期"),
    Due.REPLY: _l("意见答复到期"),
    Due.OBJECTION: _l("对隐去意见提异议到期"),
    Due.DECISION: _l("异议裁定到期"),
    Due.COMMITMENT: _l("落实事项到期"),
    Due.ROLL: _l("对表决名册提异议到期"),
    Due.ROLL_DECISION: _l("名册异议裁定到期"),
    Due.VOTE_BEGINS: _l("表决开始投票"),
    Due.VOTE_ENDS: _l("表决投票截止"),
    Due.CHALLENGE: _l("申请核实计票到期"),
    Due.VERIFICATION: _l("答复核实申请到期"),
}


@dataclass(frozen=True)
class Card:
    """A sign-in card of the demo's front page."""

    login: str
    office: Any
    line: Any


CARDS = (
    Card("xiuying", _l("居民"), _l("67岁，住3号楼，提议题、听证、发表意见")),
    Card("jianguo", _l("居民"), _l("住5号楼，附议、赞同或不赞同邻居的意见")),
    Card("chenli", _l("业主"), _l("有一套房，自己住在别处")),
    Card("xiaotian", _l("租户"), _l("租住在8号楼")),
    Card("ayi", _l("楼栋长"), _l("3号楼的热心人")),
    Card("wangge", _l("网格员"), _l("第一网格，登记到会")),
    Card("liumin", _l("居委会工作人员"), _l("审核议题、发通知、做记录")),
    Card("guifang", _l("居委会主任"), _l("主持听证，公布结果")),
    Card("haiyan", _l("居委会委员"), _l("分管养老和助残，今年也要述职、被评议")),
    Card("dayong", _l("居委会委员"), _l("分管环境卫生和物业，今年也要述职、被评议")),
    Card("shuji", _l("社区党组织"), _l("重大事项先行研究")),
    Card("zhaoke", _l("绿化市容所承办人"), _l("在期限内书面答复意见")),
    Card("qianke", _l("房管所承办人"), _l("在期限内书面答复意见")),
    Card("wulao", _l("居务监督委员会"), _l("裁定异议，主持评议，监督计票")),
    Card("guizhen", _l("居务监督委员会"), _l("第二位，一起开票箱、签名")),
    Card("shenji", _l("审计人员"), _l("查看全部操作记录")),
    Card("guanli", _l("系统管理员"), _l("地方、单位、任职、节假日")),
    Card("luguo", _l("刚注册的人"), _l("能看能关注，核实身份后才能发言")),
    Card("sangcheng", _l("邻近社区的居民"), _l("住桑城社区，看得见，管不着")),
)
