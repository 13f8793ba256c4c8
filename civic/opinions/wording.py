"""Words of opinions."""

from civic.i18n import lazy_gettext as _l
from civic.matters.wording import GROUND as GROUND
from civic.matters.wording import GROUND_MEANS as BOTH_MEAN
from civic.matters.wording import OBJECTION as OBJECTION
from civic.opinions.rules import (
    Channel,
    Disposition,
    HideGround,
    Kind,
    Phase,
    Sort,
    Stance,
    Why,
)

KIND = {
    Kind.CRITICISM: _l("批评"),
    Kind.OPINION: _l("意见"),
    Kind.SUGGESTION: _l("建议"),
}

KIND_MEANS = {
    Kind.CRITICISM: _l("哪里做得不对、不到位，直接说。批评不会被隐藏。"),
    Kind.OPINION: _l("我对这件事的看法：赞成、担心、想问清楚的。"),
    Kind.SUGGESTION: _l("我有一个办法：可以怎么改、怎么做。"),
}

PHASE = {
    Phase.BEFORE: _l("会前"),
    Phase.AT: _l("会上"),
    Phase.AFTER: _l("会后"),
}

CHANNEL = {
    Channel.ONLINE: _l("网上"),
    Channel.ON_SITE: _l("现场发言"),
    Channel.PAPER: _l("书面"),
    Channel.PHONE: _l("电话"),
}

ENTERED = {
    Channel.ONLINE: _l("本人在网上发表"),
    Channel.ON_SITE: _l("现场发言，居委会代录"),
    Channel.PAPER: _l("书面意见，居委会代录"),
    Channel.PHONE: _l("电话意见，居委会代录"),
}

STANCE = {
    Stance.AGREE: _l("赞成"),
    Stance.DISAGREE: _l("不赞成"),
    Stance.PASS: _l("不表态"),
}

SORT = {
    Sort.NEWEST: _l("最新的在前"),
    Sort.OLDEST: _l("最早的在前"),
    Sort.AGREED: _l("最多人赞成的在前"),
    Sort.DISAGREED: _l("最多人不赞成的在前"),
    Sort.DIVIDED: _l("分歧最大的在前"),
    Sort.UNANSWERED: _l("还没有答复的在前"),
}

ANSWERED = {
    "": _l("全部"),
    "yes": _l("已经答复"),
    "no": _l("还没有答复"),
}

GROUND_MEANS = BOTH_MEAN | {
    HideGround.PRIVACY: _l("写出了别人的姓名、电话、门牌、病情等。意见本身仍要答复。"),
}

DISPOSITION = {
    Disposition.ADOPT: _l("采纳"),
    Disposition.PARTLY: _l("部分采纳"),
    Disposition.NOT_ADOPT: _l("不采纳"),
    Disposition.NOT_WITHIN_COMPETENCE: _l("不属于职权范围"),
}

# What the record says of an opinion, with the facts of its entry.
HAPPENED = {
    "opinion.hidden": _l("被隐藏。理由：%(ground)s"),
    "opinion.objected": _l("作者对隐藏提出异议"),
    "opinion.restored": _l("居务监督委员会裁定异议成立，恢复显示"),
    "opinion.kept_hidden": _l("居务监督委员会裁定异议不成立，维持隐藏"),
    "opinion.addressed": _l("送交%(unit_name)s，应在%(due_on)s前答复"),
    "opinion.classified": _l("分类为“%(disposition)s”"),
    "reply.published": _l("%(unit_name)s答复：%(disposition)s"),
    "reply.extended": _l("申请延期，改为%(due_on)s前答复"),
    "reply.due_moved": _l("放假安排公布，答复期限改为%(due_on)s"),
    "reply.corrected": _l("%(unit_name)s更正答复：%(disposition)s"),
}

COLUMNS = (
    _l("编号"),
    _l("第几轮"),
    _l("类别"),
    _l("什么时候说的"),
    _l("方式"),
    _l("谁说的"),
    _l("时间"),
    _l("内容"),
    _l("赞成"),
    _l("不赞成"),
    _l("不表态"),
    _l("隐藏理由"),
    _l("送交单位"),
    _l("应答复日期"),
    _l("处理结果"),
    _l("答复"),
    _l("答复时间"),
)

REFUSALS = {
    Why.CLOSED: _l(
        "这件议题现在不收意见。意见从受理时起，收到会议记录确认为止；"
        "之后请看答复，或者另提一件议题（《上海市居民委员会工作条例》第16条）。"
    ),
    Why.TOO_SHORT: _l("太短了，请至少写%(least)s个字。"),
    Why.TOO_LONG: _l("太长了：最多%(most)s个字，现在有%(length)s个。请删短，或者分成两条。"),
    Why.SAID_BEFORE: _l("您已经说过一模一样的话，不用再说一遍。有新的想法，请换一种说法。"),
    Why.MANY_TODAY: _l(
        "一件议题上，一个人一天最多发表%(most)s条意见：每一条都要答复。请明天再说，或把几条合成一条。"
    ),
    Why.SOMEBODY_OF_THAT_NAME: _l("名册上有叫这个名字的居民，请选是哪一位；都不是，也请选一下。"),
    Why.IS_HIDDEN: _l("这条意见已被隐藏，不能这样办理。作者可以先提出异议。"),
    Why.SENT_ALREADY: _l("选中的意见里有已经送交这个单位的，不用再送。请只选还没有送的。"),
    Why.NOTHING_TICKED: _l("还没有选意见。请至少勾选一条。"),
    Why.NOT_ALIKE: _l("一份答复只能用于同一件议题、送交同一单位的意见。请分开答复。"),
    Why.UNIT_ELSEWHERE: _l("这个单位不管这个社区的事。请选本社区或上级的单位。"),
    Why.CORRECTED_ALREADY: _l("这份答复已经更正过。请在最新的一份上再更正。"),
    Why.REASON_MISSING: _l("请写明理由。居民有权知道为什么。"),
    Why.ANSWERED_ALREADY: _l("选中的意见里有已经答复的。要改，请用“更正答复”。"),
    Why.NOT_ANSWERED: _l("这条意见还没有答复，谈不上更正。请先答复。"),
    Why.UNANSWERED: _l(
        "还有%(unanswered)s条意见没有答复，这一步不能办"
        "（《上海市居民委员会工作条例》第23条）。请先请有关单位答复。"
    ),
    Why.CONTESTED: _l(
        "有%(contested)s条没有答复的意见隐藏了，作者还可以提异议，或者异议还没有裁定，这一步不能办"
        "（《上海市居民委员会工作条例》第23条）。请等异议期满，或者请居务监督委员会先裁定。"
    ),
    Why.EXTENDED_ALREADY: _l("已经延过一次，不能再延（本站议事规则HR-9）。请尽快答复。"),
    Why.EXTENSION_TOO_LONG: _l("延期在1到15个工作日之间，请改一改天数（本站议事规则HR-9）。"),
    Why.EXTENSION_TOO_LATE: _l("答复期限已过，不能再申请延期（本站议事规则HR-9）。请尽快答复。"),
    Why.SAME_TEXT: _l("更正后的答复和原来一字不差。请写出改了什么。"),
}
