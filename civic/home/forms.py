"""The yearly notice of holidays, as the administrator types it from the State Council's."""

from civic.forms import Form, Line, Number, Text
from civic.i18n import lazy_gettext as _l


class Notice(Form):
    """A year's holidays and make-up workdays, a date or a span on each line."""

    year = Number(_l("年份"), least=2020, most=2100)
    source = Line(
        _l("依据"), most=200, description=_l("例如：国务院办公厅关于2027年部分节假日安排的通知")
    )
    off = Text(
        _l("放假"),
        most=4000,
        description=_l("每行一天或一段，例如：2027-02-05/2027-02-12"),
    )
    worked = Text(
        _l("调休上班"),
        most=4000,
        required=False,
        description=_l("每行一天，例如：2027-02-14；没有就空着"),
    )
