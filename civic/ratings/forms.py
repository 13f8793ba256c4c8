"""What is looked for among units and office-holders."""

from civic.forms import Filter, Line, Pick
from civic.i18n import lazy_gettext as _l


class Find(Filter):
    """By a name, or by a place."""

    q = Line(_l("单位或者姓名"), required=False)
    place = Pick(_l("地方"), kind=int, required=False)
