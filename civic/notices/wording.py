"""Words of notices: the sentence of each event, the reason one hears it, the letter."""

from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale

from civic.i18n import day, moment
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.ledger import Fact
from civic.meetings.rules import MeetingKind
from civic.meetings.wording import KIND as MEETING
from civic.notices.actions.post import Letter
from civic.notices.models import Message
from civic.notices.rules import Because, Channel, Event, Topic, Why
from civic.policy import Role
from civic.voting.rules import AmendmentKind, Delivery
from civic.voting.wording import AMENDMENT
from civic.wording import ROLE

TOPIC = {
    Topic.MATTERS: _l("议题的进展"),
    Topic.MEETINGS: _l("会议通知、改期、取消"),
    Topic.OPINIONS: _l("我的意见和答复"),
    Topic.VOTES: _l("表决的公示、开始、结果"),
    Topic.REGISTER: _l("公开登记、落实情况"),
    Topic.TASKS: _l("等我办的事"),
    Topic.ACCOUNT: _l("账户和任职"),
}

CHANNEL = {
    Channel.INBOX: _l("站内通知"),
    Channel.MAIL: _l("邮件"),
}

BECAUSE = {
    Because.PERSON: _l("这件事关系到您本人"),
    Because.OFFICE: _l("这是您职务上要办的"),
    Because.OVERSEES: _l("这件事归您监督"),
    Because.AUTHOR: _l("这是您提出的"),
    Because.SPOKE: _l("您对这件事发表过意见"),
    Because.TOOK_PART: _l("您参加了这次会议"),
    Because.REGISTERED: _l("您报名了这次会议"),
    Because.ON_ROLL: _l("您在这次表决的名册上"),
    Because.SECONDED: _l("您附议过"),
    Because.FOLLOWS: _l("您关注了这件事"),
    Because.RESIDENT: _l("您住在这个社区，或在这里有房子"),
}

HANDLED_SOME = True
HANDLED: dict[str, Any] = {
    Fact.VOTE_CASTER_NAMED: _l("推举了由谁来投"),
    "caster_rated": _l(
        "不能再由原来的人来投：这次评的就是这个人，或者这个人任职的单位。请家里另一个人来投"
    ),
    Fact.VOTE_CASTER_ENTERED: _l("按书面材料登记了由谁来投，核实以后生效"),
    Fact.VOTE_CASTER_REFUSED: _l("书面材料退回了，由谁来投没有变"),
    Fact.VOTE_DELIVERY_WITHDRAWN: _l("登记的送达撤销了"),
    Fact.PROXY_GIVEN: _l("登记了一份委托书"),
    Fact.PROXY_CONFIRMED: _l("委托核实有效，受托人可以来投了"),
    Fact.PROXY_REFUSED: _l("委托书退回了"),
    Fact.PROXY_REVOKED: _l("委托撤销了"),
    Fact.PAPER_HANDED_OUT: _l("发出了纸质表决票"),
    Fact.PAPER_GIVEN_BACK: _l("收回了填好的纸质表决票，网上投过的由它代替"),
    Delivery.SIGNED: _l("登记为已经签收"),
    Delivery.REGISTERED_MAIL: _l("登记为挂号信已经送达"),
    Delivery.WITNESSED: _l("登记为见证张贴送达"),
}
"""What somebody may do about a ballot that is not theirs."""

EVENT = {
    Event.MATTER_RAISED: _l("新议题等您审核：“%(title)s”。"),
    Event.MATTER_ACCEPTED: _l("议题“%(title)s”受理了，接下来确定怎么议。"),
    Event.MATTER_REJECTED: _l("议题“%(title)s”没有受理，理由写在议题页上。"),
    Event.MATTER_SENT_ELSEWHERE: _l("议题“%(title)s”转到别处办理，去向写在议题页上。"),
    Event.MATTER_MERGED: _l("议题“%(title)s”并入了“%(into)s”，附议一并转过去。"),
    Event.MATTER_ROUTED: _l("议题“%(title)s”确定了议事方式。"),
    Event.MATTER_TO_REVIEW: _l("议题“%(title)s”要先请社区党组织研究。"),
    Event.MATTER_WITHDRAWN: _l("议题“%(title)s”由提出人撤回了。"),
    Event.MATTER_CLOSED: _l("议题“%(title)s”办完归档了。"),
    Event.MATTER_HIDDEN: _l(
        "您提的“%(title)s”有内容被隐藏了。如果觉得不对，可以在%(until_on)s前提出异议。"
    ),
    Event.MATTER_OBJECTED: _l("“%(title)s”的提出人对隐藏提出异议，请在%(due_on)s前裁定。"),
    Event.MATTER_RESTORED: _l("对隐藏的异议成立，内容重新公开了（“%(title)s”）。"),
    Event.MATTER_KEPT_HIDDEN: _l("对隐藏的异议没有成立，理由写在议题页上（“%(title)s”）。"),
    Event.SCREENING_MISSED: _l("议题“%(title)s”应在%(due_on)s前审核，现在逾期了。"),
    Event.PANEL_NAMED: _l("请您参加“%(title)s”的听证小组。"),
    Event.MEETING_NOTICED: _l("“%(title)s”%(kind)s：%(sits_at)s，%(venue)s。报名到%(until_at)s。"),
    Event.CHAIR_CHANGED: _l("“%(title)s”%(kind)s换了主持人，理由写在会议页上。"),
    Event.MEETING_POSTPONED: _l("“%(title)s”%(kind)s改期，新的时间另行通知。"),
    Event.MEETING_CANCELLED: _l("“%(title)s”%(kind)s取消了，理由写在会议页上。"),
    Event.NEW_ROUND: _l("“%(title)s”要再开一轮%(kind)s，时间另行通知。"),
    Event.SEAT_FOUND: _l(
        "有人让出席位，您可以在“%(title)s”%(kind)s上发言了：%(sits_at)s，%(venue)s。"
    ),
    Event.MINUTES_TO_CONFIRM: _l(
        "“%(title)s”%(kind)s的会议纪要写好了，请在%(due_on)s前看一看、确认。"
    ),
    Event.MINUTES_AWAITED: _l(
        "“%(title)s”%(kind)s的会议纪要还没有确认，请您来办，期限%(due_on)s。"
    ),
    Event.OPINION_SENT: _l("关于“%(title)s”的居民意见送到了%(unit)s，请在%(due_on)s前答复。"),
    Event.REPLY_DUE: _l("%(unit)s还有%(count)s条关于“%(title)s”的意见没有答复，期限%(due_on)s。"),
    Event.REPLY_MISSED: _l(
        "%(unit)s有%(count)s条关于“%(title)s”的意见应在%(due_on)s前答复，现在逾期了。"
    ),
    Event.REPLY_PUBLISHED: _l("%(unit)s答复了您对“%(title)s”的意见。"),
    Event.REPLY_CORRECTED: _l("%(unit)s更正了对您的答复（“%(title)s”），原来的文字也看得到。"),
    Event.REPLY_EXTENDED: _l("您对“%(title)s”的意见，答复期限改为%(due_on)s，理由写在意见旁边。"),
    Event.OPINION_HIDDEN: _l(
        "您对“%(title)s”的一条意见被隐藏了。如果觉得不对，可以在%(until_on)s前提出异议。"
    ),
    Event.OPINION_OBJECTED: _l("有居民对隐藏意见提出异议（“%(title)s”），请在%(due_on)s前裁定。"),
    Event.HIDING_REFERRED: _l(
        "“%(title)s”有一条意见被隐藏，提的人没有账户，请在%(due_on)s前裁定该不该隐藏。"
    ),
    Event.OPINION_RESTORED: _l("对隐藏的异议成立，意见重新公开了（“%(title)s”）。"),
    Event.OPINION_KEPT_HIDDEN: _l("对隐藏的异议没有成立，理由写在意见旁边（“%(title)s”）。"),
    Event.REGISTER_ENTERED: _l("%(number)s已公开登记：“%(title)s”。"),
    Event.REGISTER_CORRECTED: _l("%(number)s更正了%(old)s：“%(title)s”。"),
    Event.COMMITMENT_MADE: _l("有一件事要您的单位落实：“%(what)s”，期限%(due_on)s。"),
    Event.COMMITMENT_REPORTED: _l("“%(what)s”报告办结了，请到现场核实。"),
    Event.COMMITMENT_RETURNED: _l("“%(what)s”退回来了，还要接着办，期限%(due_on)s。"),
    Event.COMMITMENT_STRUCK_OFF: _l("“%(what)s”办好了，已核实（%(number)s）。"),
    Event.COMMITMENT_PARKED: _l("“%(what)s”暂时办不了，已挂账，理由看得到（%(number)s）。"),
    Event.COMMITMENT_DUE: _l("“%(what)s”快到期了：%(due_on)s。"),
    Event.COMMITMENT_MISSED: _l("“%(what)s”应在%(due_on)s前办好，现在逾期了。"),
    Event.VOTE_POSTED: _l(
        "“%(title)s”要投票了，名册正在公示，%(until_on)s前可以提异议。%(opens_at)s开始投票。"
    ),
    Event.VOTE_OPENED: _l("“%(title)s”开始投票了，投到%(closes_at)s。"),
    Event.VOTE_EXTENDED: _l("“%(title)s”投票延长到%(closes_at)s，理由写在表决页上。"),
    Event.VOTE_CANCELLED: _l("“%(title)s”的投票取消了，理由写在表决页上。"),
    Event.VOTE_FAILED: _l("“%(title)s”的票箱作废，没有结果，理由写在表决页上。"),
    Event.VOTE_OBJECTION_DECIDED: _l("您对“%(title)s”名册的异议裁定了，理由写在名册页上。"),
    Event.VOTE_PUBLISHED: _l("“%(title)s”的投票结果公布了（%(number)s）。"),
    Event.VOTE_VERIFIED: _l("您对“%(title)s”计票的核实申请答复了。"),
    Event.VOTE_ROLL_AMENDED: _l(
        "“%(title)s”的表决人名册更正了，关系到您：%(amendment)s%(number)s号。"
        "觉得不对，%(until_on)s前可以在名册页提异议，过后请找居务监督委员会。"
    ),
    Event.BALLOT_HANDLED: _l(
        "“%(title)s”：您的这一票（%(number)s号）%(handled)s。"
        "没有这回事，或者不是您的意思，请马上告诉居委会或者居务监督委员会。"
    ),
    Event.REPORT_ASKED: _l("“%(title)s”评议会%(sits_at)s召开，请在开会以前提交报告。"),
    Event.PLAN_ASKED: _l(
        "“%(title)s”的评议结果公布了（%(number)s），请在%(due_on)s前提交整改方案。"
    ),
    Event.PLAN_FILED: _l("“%(title)s”：%(who)s提交了整改方案，措施和期限看得到。"),
    Event.EVALUATION_RECHECKED: _l("“%(title)s”：%(who)s的整改情况复查了，结论写在评议会页上。"),
    Event.TWICE_INCOMPETENT: _l(
        "“%(title)s”：%(who)s连续两年评为不称职，依法职务终止（城市居民委员会组织法第37条），请依法办理。"
    ),
    Event.APPOINTED: _l("您现在担任%(place)s%(role)s。"),
    Event.DISMISSED: _l("您在%(place)s的任职（%(role)s）结束了。"),
    Event.VERIFIED: _l("您的身份核实好了，现在可以提议题、发表意见、报名参会。"),
}

ON_PAPER_SOME = True
ON_PAPER = {
    Event.REPORT_ASKED: _l(
        "“%(title)s”：%(who)s的报告由别人按纸质材料录入了，谁录入的写在评议会页上。"
        "不是您那里签字交来的，请在开会以前自己交一份代替它，或者告诉居委会、居务监督委员会。"
    ),
    Event.PLAN_ASKED: _l(
        "“%(title)s”：%(who)s的整改方案由别人按纸质材料录入了，谁录入的写在评议会页上。"
        "不是您那里签字交来的，请自己交一份代替它，或者告诉居委会、居务监督委员会。"
    ),
    Event.PLAN_FILED: _l("“%(title)s”：%(who)s的整改方案按纸质材料录入了，措施和期限看得到。"),
}
"""What is said instead where others entered it from paper."""

OWN_SOME = True
OWN = {
    Event.COMMITMENT_MADE: _l(
        "您的整改方案里的一条登记了：“%(what)s”，期限%(due_on)s。办得怎么样由您自己报告。"
    ),
}
"""What is said instead to whoever was rated in person and promised it themselves."""

OVERSEEN_SOME = True
OVERSEEN = {
    Event.BALLOT_HANDLED: _l(
        "“%(title)s”：建设单位的一票（%(number)s号）%(handled)s。请看看材料，有不对的，请马上提出来。"
    ),
}
"""What is said instead to whoever oversees it and has no part in it."""

BY_OTHERS_SOME = True
BY_OTHERS = {
    Event.COMMITMENT_REPORTED: _l(
        "您答应的“%(what)s”由别人报告办结了，谁报告的写在页上。没有办好的话，请告诉核实的人。"
    ),
}
"""What is said instead to whoever promised it, where somebody else reports it done."""

REFUSALS = {
    Why.NOT_YOURS: _l("这条通知不是发给您的。请回到自己的通知里看。"),
}


def sentence(message: Message) -> str:
    """What happened, in one sentence of the reader's language."""
    facts = {name: _worded(name, value) for name, value in message.facts.items()}
    said = EVENT[message.event]
    if "paper" in message.facts:
        said = ON_PAPER[message.event]
    if "own" in message.facts:
        said = OWN.get(message.event, said)
    if message.because is Because.OVERSEES:
        said = OVERSEEN.get(message.event, said)
    if "by_others" in message.facts:
        said = BY_OTHERS[message.event]
    return str(said) % facts


def _worded(name: str, value: Any) -> Any:
    if value is None:
        return ""
    if name.endswith("_on"):
        return day(date.fromisoformat(value))
    if name.endswith("_at"):
        return moment(datetime.fromisoformat(value))
    if name == "role":
        return ROLE[Role(value)]
    if name == "handled":
        return HANDLED[value]
    if name == "amendment":
        return AMENDMENT[AmendmentKind(value)]
    if name == "kind":
        return MEETING[MeetingKind(value)]
    return value


def letter(message: Message, locale: str) -> Letter:
    """The message as mail, in the language that its reader chose."""
    with force_locale(locale):
        said = sentence(message)
        base = current_app.config["BASE_URL"].rstrip("/")
        site = current_app.config["SITE_NAME"]
        lines = (
            said,
            "",
            f"{base}{message.url}",
            "",
            _("您收到这封信，是因为%(because)s。", because=BECAUSE[message.because]),
            _("不想再收邮件，请到这里关掉：%(url)s", url=f"{base}/notices/preferences"),
            "",
            f"{site} {base}/",
        )
        subject = " ".join(_("［%(site)s］%(said)s", site=site, said=said).split())
    return Letter(subject if len(subject) <= 120 else f"{subject[:119]}…", "\n".join(lines))
