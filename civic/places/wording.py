"""Words of places."""

from civic.i18n import lazy_gettext as _l
from civic.places.rules import Level, PartKind, PartState, Why

LEVEL = {
    Level.DISTRICT: _l("区"),
    Level.STREET: _l("街道"),
    Level.COMMUNITY: _l("社区"),
    Level.GRID: _l("网格"),
    Level.ESTATE: _l("小区（院落）"),
    Level.BUILDING: _l("楼栋"),
    Level.STAIR: _l("单元"),
}

PART_KIND = {
    PartKind.HOME: _l("住宅"),
    PartKind.SHOP: _l("商铺"),
    PartKind.PARKING: _l("车位"),
}

PART_STATE = {
    PartState.DELIVERED: _l("已交付"),
    PartState.UNSOLD: _l("未售出"),
    PartState.UNDELIVERED: _l("未交付"),
}

REFUSALS = {
    Why.LEVEL: _l("这一级不能放在这里。从大到小是：区、街道、社区、网格、小区、楼栋、单元。"),
    Why.DUPLICATE: _l("这里已经有“%(name)s”了。请换一个名称。"),
    Why.AREA: _l("面积要大于零，最多两位小数。"),
    Why.AREA_NEEDED: _l("这套房还没有登记面积。请填写产权证上的专有部分面积（平方米）。"),
    Why.AREA_DIFFERS: _l(
        "登记的面积是%(known)s平方米，和您填的不一样。面积关系到表决权，请核对；要更正，请重新导入名册。"
    ),
    Why.NO_NAMES: _l("请填写名称，一行一个，一次最多%(most)s个。"),
    Why.LONG_NAME: _l("名称最多%(most)s个字：“%(name)s”太长了。"),
}
