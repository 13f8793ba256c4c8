"""Words of the home page and the desks."""

from civic.home.rules import Wait
from civic.i18n import lazy_gettext as _l

WAIT = {
    Wait.CLARIFY: _l("草稿还没提交"),
    Wait.SCREEN: _l("等您审核"),
    Wait.REVIEW: _l("等党组织研究"),
    Wait.ROUTE: _l("等您确定议事方式"),
    Wait.MATTER_OBJECTION: _l("等您裁定议题被隐藏的异议"),
    Wait.CONVENE: _l("等您召集听证会"),
    Wait.NOTIFY: _l("等您发布听证公告"),
    Wait.SIT: _l("快要开会"),
    Wait.CONFIRM: _l("等您确认会议纪要"),
    Wait.MINUTE: _l("等您整理、确认会议纪要"),
    Wait.HAND_ON: _l("会议纪要已确认，等您把意见送交答复"),
    Wait.SEND: _l("等您把意见送交单位"),
    Wait.ANSWER: _l("等您书面答复"),
    Wait.OBJECTION: _l("等您裁定异议"),
    Wait.PUBLISH: _l("答复已齐，等您公布结果"),
    Wait.KEEP: _l("承诺的事，等您落实并报告"),
    Wait.STRIKE_OFF: _l("报告已落实，等您核实销号"),
}
