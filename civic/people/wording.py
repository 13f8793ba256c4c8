"""Words of people."""

from civic.i18n import lazy_gettext as _l
from civic.people.rules import PersonState, UnitKind, Why

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

REFUSALS = {
    Why.WRONG_SIGN_IN: _l("登录名或密码不对。请再试一次；也可以用居委会发的登录卡登录。"),
    Why.TOO_OFTEN: _l("试的次数太多了。请过%(minutes)s分钟再试；着急的话，请到居委会领登录卡。"),
    Why.CARD_UNKNOWN: _l("没有这张登录卡。请对照卡片再输一遍，或到居委会换一张新卡。"),
    Why.CARD_USED: _l(
        "这张登录卡已经用过了，每张卡只能用一次。请用密码登录，或到居委会换一张新卡。"
    ),
    Why.CARD_EXPIRED: _l("这张登录卡过期了。请到居委会换一张新卡。"),
    Why.LOGIN_TAKEN: _l("这个手机号或邮箱已经注册过了。请直接登录；忘了密码，可到居委会领登录卡。"),
    Why.WEAK_PASSWORD: _l(
        "密码太简单。请至少写%(least)s个字符，不要和登录名一样，也不要总是同一个字符。"
    ),
    Why.TERM_REVERSED: _l("任期的结束日期不能早于开始日期。"),
    Why.NOT_AN_OFFICE: _l("居民、业主、租户由居住和房产确定，不需要任命。请选择一个职务。"),
    Why.NEEDS_UNIT: _l("承办人要属于一个单位。请选择单位。"),
    Why.CONFLICT: _l(
        "居委会成员不能同时在居务监督委员会任职"
        "（城市居民委员会组织法第三十六条）。请先结束原来的任期。"
    ),
    Why.ALREADY_VERIFIED: _l("这位居民已经核实过了。"),
    Why.DUPLICATE: _l("名册里已经有这个人了。请先查找，再办理。"),
    Why.SECOND_HEAD: _l("这一户已经有户主了，一户只有一位户主。"),
}
