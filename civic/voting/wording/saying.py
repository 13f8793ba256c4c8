"""What a vote's page explains: when it is carried, how it is protected, and against what it is not."""

from civic.i18n import lazy_gettext as _l
from civic.voting.rules import Phase, Rule, Secrecy

PHASE = {
    Phase.NOW: _l("正在投票"),
    Phase.COMING: _l("即将投票"),
    Phase.COUNTING: _l("核对、计票"),
    Phase.RESULT: _l("结果"),
    Phase.CANCELLED: _l("取消的、没有举行的"),
}

RULE_SAYS = {
    Rule.RESIDENTS_ASSEMBLY: _l("全体成年居民或者户代表过半数参加，参加的人过半数同意，才算通过。"),
    Rule.REPRESENTATIVES_ASSEMBLY: _l(
        "居民代表占全体组成人员五分之四以上，三分之二以上到会，到会的过半数同意。"
    ),
    Rule.OWNERS_ORDINARY: _l(
        "人数和面积都要有三分之二以上参加；参加的当中，人数和面积都要过半数同意。"
        "筹集维修资金，改建、重建，改变共有部分的用途或者拿来经营，不能用这一种。"
    ),
    Rule.OWNERS_SPECIAL: _l(
        "人数和面积都要有三分之二以上参加；参加的当中，人数和面积都要四分之三以上同意。"
        "筹集维修资金，改建、重建，改变共有部分的用途或者拿来经营，必须用这一种。"
    ),
    Rule.COUNCIL_ORDINARY: _l("三分之二以上成员参加，参加的过半数同意。"),
    Rule.COUNCIL_MAJOR: _l("三分之二以上成员参加，全体成员过半数同意。"),
    Rule.APPRAISAL: _l("按等次评价，不作“通过”“不通过”的决定。作出评价的不到10人，不公布。"),
    Rule.SATISFACTION: _l("算满意率，不作“通过”“不通过”的决定。作出评价的不到10人，不公布。"),
}

_NO_INTERIM = _l("计票以前谁也看不到票数，居委会和系统管理员在网页上也看不到。")
_FROZEN = _l("开始投票时名册封存，指纹写进公开记录，以后添人、减人都查得出来。")

PROTECTED = {
    Secrecy.OPEN: (
        _l("公开记名，和当面举手一样：谁投了什么，投出以后大家都看得到。"),
        _l("各项的合计，要等结束、核对以后才算。"),
        _FROZEN,
    ),
    Secrecy.CLOSED_NAMED: (
        _l("您投了什么，平时只有您自己看得到；计票的人要等投票结束、票数核对以后才看得到。"),
        _NO_INTERIM,
        _FROZEN,
    ),
    Secrecy.SECRET: (
        _l("名册上只记您投没投，不记时间。票另外存放，用不在服务器上的钥匙封好。"),
        _l("每个问题分开封；可以选几项的，每个选项也分开封，拼不出一张张的票。"),
        _l("钥匙分给三位保管人，至少两位到场才开得了箱。"),
        _l("回执只证明您的票在箱里，不写您投了什么。谁来要，回执也帮不了他。"),
        _NO_INTERIM,
        _FROZEN,
    ),
    Secrecy.LIGHT: (
        _l("名册上只记您投没投，不记时间。票另外存放，封好。"),
        _NO_INTERIM,
        _FROZEN,
    ),
}
"""How it is protected (integrity.md 1, 2)."""

_ONLOOKER = _l("有人站在身后看您投票，什么办法也防不住。请挑没人的时候投，或者到现场投纸票。")
_GONE = _l(
    "票列进公开记录以前，掌管服务器的人如果把票箱换回旧的一份，后来投的票就没了，票数上看不出来。请留好回执，投票结束后查一查：清单里没有您的票，回执就是凭证。"
)

LIMITS = {
    Secrecy.OPEN: (_l("不想公开姓名的，这种方式做不到。"),),
    Secrecy.CLOSED_NAMED: (
        _l("记名票存在本站的数据库里。能直接打开数据库的人，技术上看得到。"),
        _ONLOOKER,
    ),
    Secrecy.SECRET: (
        _l("掌管服务器的人如果偷偷换掉程序，能在您投票的那一刻看到内容。投纸票就没有这个问题。"),
        _ONLOOKER,
        _l("两位钥匙保管人串通，又留着投票那几天的备份，可能把人和票对上。"),
        _l("封好的内容到投票结束才列进公开记录。在那以前，能改票箱文件的人换掉内容，查不出来。"),
        _GONE,
    ),
    Secrecy.LIGHT: (
        _l("钥匙在服务器上，系统的运营人技术上能看到票的内容。要紧的事不用这种方式。"),
        _ONLOOKER,
        _GONE,
    ),
}
"""What no such vote can promise: said before anybody votes (integrity.md 1, L1-L3)."""

AREAS_TELL = _l("面积加起来也要公布。选同一个答案的人少的时候，别人可能从面积看出是哪一户。")
"""Where it is counted by area the sums by area are public (B3.4), and an area may be one flat's."""


def limits(secrecy: Secrecy, *, is_by_area: bool) -> list[str]:
    """What this vote cannot promise, the sums that may tell first."""
    told = [AREAS_TELL] if is_by_area else []
    return [str(each) for each in (*told, *LIMITS[secrecy])]
