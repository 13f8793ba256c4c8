"""Words of people."""

from collections.abc import Iterator
from typing import Any

from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.people.actions import Outcome
from civic.people.rules import JobState, PersonState, Trying, UnitKind, Why
from civic.people.rules.cells import Column
from civic.people.rules.roster import RowError, RowWhy

PERSON_STATE = {
    PersonState.LISTED: _l("在名册中，还没有账户"),
    PersonState.REGISTERED: _l("已注册，等待核实"),
    PersonState.VERIFIED: _l("已核实"),
    PersonState.CLOSED: _l("已注销"),
}

UNIT_KIND = {
    UnitKind.DEPARTMENT: _l("职能部门"),
    UnitKind.STREET_OFFICE: _l("街道办事处"),
    UnitKind.COMMITTEE: _l("居民委员会"),
    UnitKind.SUPERVISORY_COMMITTEE: _l("居务监督委员会"),
    UnitKind.OWNERS_COMMITTEE: _l("业主委员会"),
    UnitKind.PROPERTY_FIRM: _l("物业服务企业"),
    UnitKind.PARTY_BRANCH: _l("社区党组织"),
}

JOB_STATE = {
    JobState.HANDED_IN: _l("排队等待检查"),
    JobState.CHECKING: _l("正在检查"),
    JobState.CHECKED: _l("检查完毕，等您确认"),
    JobState.WRONG: _l("有错误，没有导入"),
    JobState.CONFIRMED: _l("排队等待导入"),
    JobState.IMPORTING: _l("正在导入"),
    JobState.DONE: _l("已导入"),
    JobState.DROPPED: _l("已放弃"),
}

TRYING = {
    Trying.LOGIN: _l("同一登录名"),
    Trying.ADDRESS: _l("同一网络"),
    Trying.CARD: _l("登录卡"),
    Trying.JOINING: _l("注册"),
}

COLUMN = {
    Column.NAME: _l("姓名"),
    Column.ID_NUMBER: _l("证件号"),
    Column.BORN_ON: _l("出生日期"),
    Column.PHONE: _l("手机"),
    Column.COMMUNITY: _l("社区"),
    Column.ESTATE: _l("小区"),
    Column.BUILDING: _l("楼栋"),
    Column.STAIR: _l("单元"),
    Column.NUMBER: _l("房号"),
    Column.AREA: _l("面积"),
    Column.KIND: _l("用途"),
    Column.HEAD: _l("户主"),
    Column.STATUS: _l("身份"),
}

COLUMN_HELP = {
    Column.NAME: _l("必填。"),
    Column.ID_NUMBER: _l("可不填。只保存不可还原的校验码，不保存号码；单元格请设为文本。"),
    Column.BORN_ON: _l("可不填。例如1958-03-12。"),
    Column.PHONE: _l("可不填。"),
    Column.COMMUNITY: _l("一次导入多个社区时填写。"),
    Column.ESTATE: _l("几个小区有同样的楼号时填写。"),
    Column.BUILDING: _l("必填。要和“地方”里登记的楼栋一致，“3号楼”“3幢”“3”都认得。"),
    Column.STAIR: _l("“地方”里登记了单元的楼才填。"),
    Column.NUMBER: _l("必填。例如101。"),
    Column.AREA: _l("业主、租户的房子必填，平方米，最多两位小数。同一套房各行要一致。"),
    Column.KIND: _l("住宅、商铺或车位；不填就是住宅。"),
    Column.HEAD: _l("“是”或“否”，一户只有一位户主。"),
    Column.STATUS: _l("居民、业主、租户，可以写两个，如“居民、业主”；不填就是居民。"),
}

EXAMPLE = (
    Column.NAME,
    Column.ID_NUMBER,
    Column.BORN_ON,
    Column.PHONE,
    Column.ESTATE,
    Column.BUILDING,
    Column.NUMBER,
    Column.AREA,
    Column.HEAD,
    Column.STATUS,
)
EXAMPLE_ROWS = (
    (
        _l("王秀英（示例，请删去）"),
        "",
        "1958-03-12",
        "13800000000",
        _l("紫荆小区"),
        _l("1号楼"),
        "101",
        "89.37",
        _l("是"),
        _l("居民、业主"),
    ),
    (
        _l("李建国（示例，请删去）"),
        "",
        "1990-11-02",
        "",
        _l("紫荆小区"),
        _l("1号楼"),
        "102",
        "62",
        _l("否"),
        _l("租户"),
    ),
)

ROW_WHY = {
    RowWhy.NOT_A_ROSTER: _l("这不是 .xlsx 或 .csv 文件。旧的 .xls 请先另存为 .xlsx。"),
    RowWhy.BAD_ENCODING: _l("文字编码认不出来。请把 .csv 另存为 UTF-8，或者改用 .xlsx。"),
    RowWhy.BROKEN_FILE: _l("文件打不开，可能没有传完或已损坏。"),
    RowWhy.EMPTY: _l("表头下面没有一行内容。"),
    RowWhy.TOO_MANY_ROWS: _l("行数太多，一次最多%(value)s行。请分几次导入。"),
    RowWhy.TOO_MANY_COLUMNS: _l(
        "表格太宽，一张表最多%(value)s列（右边很远的地方也许有一个多余的字）。"
        "请把名册单独存成一个文件再导入。"
    ),
    RowWhy.TOO_MUCH_TEXT: _l("表格里的文字太多。请只留名册需要的几列，或者分几次导入。"),
    RowWhy.MISSING_COLUMN: _l("缺少“%(column)s”这一列。"),
    RowWhy.SAME_COLUMN: _l("“%(column)s”这一列出现了两次。"),
    RowWhy.MISSING_VALUE: _l("没有填%(column)s。"),
    RowWhy.TOO_LONG: _l("%(column)s太长：%(value)s…"),
    RowWhy.HIDDEN: _l("%(column)s里有换行或看不见的控制字符，请删去。"),
    RowWhy.BAD_DATE: _l("出生日期不对：%(value)s。请写成1958-03-12，也不能晚于今天。"),
    RowWhy.BAD_AREA: _l("面积不对：%(value)s。要大于零，最多两位小数。"),
    RowWhy.BAD_PHONE: _l("电话号码不对：%(value)s。"),
    RowWhy.BAD_ID_NUMBER: _l("证件号不对，请核对（在 Excel 里要设为文本，否则末几位会变成零）。"),
    RowWhy.BIRTHDAY_DIFFERS: _l("出生日期%(value)s和身份证号里的不一样。"),
    RowWhy.BAD_HEAD: _l("户主这一列请填“是”或“否”，现在是：%(value)s。"),
    RowWhy.BAD_STATUS: _l("身份请填居民、业主或租户，现在是：%(value)s。"),
    RowWhy.BAD_KIND: _l("用途请填住宅、商铺或车位，现在是：%(value)s。"),
    RowWhy.UNKNOWN_BUILDING: _l("没有这栋楼：%(value)s。请核对，或请管理员先登记楼栋。"),
    RowWhy.UNKNOWN_STAIR: _l("这栋楼没有登记这个单元：%(value)s。"),
    RowWhy.WHICH_BUILDING: _l("有几栋楼都叫“%(value)s”，请加上“小区”一列。"),
    RowWhy.MISSING_AREA: _l("%(value)s的业主或租户没有填面积，以前也没有登记过。"),
    RowWhy.DUPLICATE_PERSON: _l("%(value)s和第%(other)s行是同一个人、同一套房，请只留一行。"),
    RowWhy.TWO_HOMES: _l("%(value)s在第%(other)s行已经是另一户的居民，一个人只住一户。"),
    RowWhy.WHICH_PERSON: _l("表里有几个人都叫%(value)s，电话也一样。请在这一行填上证件号。"),
    RowWhy.OTHER_NAME: _l("和第%(other)s行证件号相同，姓名却不同：%(value)s。"),
    RowWhy.NAME_ELSEWHERE: _l(
        "这个证件号登记在另一个姓名下，不是%(value)s；那个人在别的社区也有登记，或担任职务，"
        "导入名册改不了他的姓名。请核对姓名和证件号；姓名确实改了的，请先更正那个人的资料。"
    ),
    RowWhy.DUPLICATE_PART: _l("%(value)s这套房和第%(other)s行的面积或用途不一样。"),
    RowWhy.TWO_HEADS: _l("%(value)s这一户在第%(other)s行已经有户主了。"),
    RowWhy.HEAD_ALREADY: _l(
        "%(value)s这一户已经登记了另一位户主。请把那一位也写进表里，户主填“否”。"
    ),
}

COUNTED = {
    "person": _l("人员"),
    "household": _l("住户"),
    "part": _l("专有部分（房屋）"),
    "residence": _l("居住关系"),
    "holding": _l("产权和租赁关系"),
}

SAMPLE = {
    "person.added": _l("新增人员"),
    "person.changed": _l("更新人员资料"),
    "household.added": _l("新增住户"),
    "part.added": _l("新增房屋"),
    "part.changed": _l("更正房屋面积或用途"),
    "residence.added": _l("登记居住"),
    "residence.changed": _l("变更户主，或继续居住"),
    "holding.added": _l("登记产权或租赁"),
    "holding.changed": _l("继续拥有或租用"),
}

REFUSALS = {
    Why.WRONG_SIGN_IN: _l("登录名或密码不对。请再试一次；也可以用居委会发的登录卡登录。"),
    Why.TOO_OFTEN: _l("试的次数太多了。请过%(minutes)s分钟再试；着急的话，请到居委会领登录卡。"),
    Why.CARD_UNKNOWN: _l("没有这张登录卡。请对照卡片再输一遍，或到居委会换一张新卡。"),
    Why.CARD_USED: _l(
        "这张登录卡已经用过了，每张卡只能用一次。请用密码登录，或到居委会换一张新卡。"
    ),
    Why.CARD_EXPIRED: _l("这张登录卡过期了。请到居委会换一张新卡。"),
    Why.LOGIN_TAKEN: _l(
        "用这个手机号或邮箱注册不了。如果是您本人的，请直接登录；忘了密码，可到居委会领登录卡。"
    ),
    Why.WEAK_PASSWORD: _l(
        "密码太简单。请至少写%(least)s个字符，不要和登录名一样，也不要总是同一个字符。"
    ),
    Why.WRONG_PASSWORD: _l("现在的密码不对。忘了的话，可到居委会领登录卡，用卡登录后重设。"),
    Why.NOT_A_LOGIN: _l("请填写11位手机号，或者一个邮箱地址。"),
    Why.NO_SUCH_ACCOUNT: _l("没有用这个手机号或邮箱注册的账户。请核对，或请对方先注册。"),
    Why.TERM_REVERSED: _l("任期的结束日期不能早于开始日期。"),
    Why.TERM_LENGTHENED: _l(
        "这一任到%(day)s就结束了，这里只能提前结束。要延长任期，请在这一任结束后重新任命。"
    ),
    Why.DATED_BACK: _l("任期最早结束到昨天：更早的日子里，他是以这个职务办事的。"),
    Why.LAST_BEFORE_FIRST: _l("最后一天不能早于开始的那一天（%(day)s）。"),
    Why.NOT_AN_OFFICE: _l("居民、业主、租户由居住和房产确定，不需要任命。请选择一个职务。"),
    Why.NEEDS_UNIT: _l("承办人要属于一个单位。请选择单位。"),
    Why.NEEDS_BODY: _l(
        "居委会的人要属于这个地方的居委会，监督的人要属于这个地方的居务监督委员会（EV-4）。"
        "请选这个单位；还没有登记的，请先登记单位。"
    ),
    Why.OF_ELSEWHERE: _l("这个人登记在别的社区，您任命不了。请核对登录名，或者请管理员任命。"),
    Why.STRANGER: _l(
        "这个账户是在别处核实的，他最近登记的住址不在本社区，不能接着用。"
        "请把他按新的人登记，发一张登录卡。"
    ),
    Why.CONFLICT: _l(
        "居委会成员不能同时在居务监督委员会任职"
        "（城市居民委员会组织法第三十六条）。请先结束原来的任期。"
    ),
    Why.ALREADY_APPOINTED: _l("这个人已经担任这个职务了。要换任期，请先结束原来的任期。"),
    Why.ALREADY_ENDED: _l("这一项已经结束了，不用再办。"),
    Why.LAST_ADMINISTRATOR: _l("这是最后一位系统管理员。请先任命另一位，再结束这一任。"),
    Why.HOLDS_OFFICE: _l("您现在还担任%(count)s项职务。请先请居委会或管理员结束任期，再注销账户。"),
    Why.ALREADY_VERIFIED: _l("这位居民已经核实过了。"),
    Why.DUPLICATE: _l("这一户里已经有同名的人了。请先在名册里查找，再办理。"),
    Why.SECOND_HEAD: _l("这一户已经有户主了，一户只有一位户主。"),
    Why.NOBODY_FOR_CARDS: _l(
        "这里没有需要发卡的人：大家都有账户了，或者还没有住户名册。要给已有账户的人重新发卡，请勾选“给所有成年人发”。"
    ),
    Why.TOO_MANY_CARDS: _l(
        "一次要印%(count)s张卡，太多了（最多%(most)s张）。请选小一点的范围，例如一栋楼。"
    ),
    Why.NO_SUCH_PLACE: _l("名叫“%(name)s”的地方要正好一处，现在找到%(count)s处。请写准名称。"),
    Why.SAME_UNIT: _l("这里已经有同名的单位了。请换一个名称。"),
    Why.CLOSED: _l("这个账户已经注销，不能再办。"),
    Why.ROSTER_TOO_BIG: _l("请选择一个不超过%(megabytes)s兆、不是空的文件。"),
    Why.ROSTER_STAGE: _l("这份名册现在不能办这一步。请刷新页面看看它到哪一步了。"),
}


def row_error(error: RowError) -> str:
    """第7行：没有填房号。"""
    facts: dict[str, Any] = {
        "column": COLUMN[error.column] if error.column else "",
        "value": error.value,
        "other": error.other,
    }
    words = str(ROW_WHY[error.why]) % facts
    return _("第%(row)s行：%(words)s", row=error.row, words=words) if error.row else words


def roster_lines(outcome: Outcome) -> Iterator[str]:
    """A roster's outcome for the command line."""
    if outcome.errors:
        yield _("有%(n)s处错误，什么也没有导入：", n=outcome.errors.count)
        yield from (row_error(error) for error in outcome.errors.shown)
        return
    for kind, (added, changed, same) in outcome.counts.items():
        yield _(
            "%(kind)s：新增%(added)s，变更%(changed)s，不变%(same)s",
            kind=COUNTED[kind],
            added=added,
            changed=changed,
            same=same,
        )
    if outcome.kept:
        yield _(
            "有%(n)s人在别的社区也有登记，或担任职务：只登记房屋，不改他们的资料。",
            n=outcome.kept,
        )
    if outcome.is_done:
        yield _("已导入。")
    elif outcome.changes:
        yield _("以上是试算，还没有导入。")
    else:
        yield _("没有任何变化。")
