"""The yearly notice of holidays, typed from the State Council's; what of the record is shown."""

from civic.forms import Day, Filter, Form, Line, Number, Pick, Text
from civic.home.wording import FACT
from civic.i18n import lazy_gettext as _l
from civic.ledger import Fact


class Look(Filter):
    """Narrowing the record of acts."""

    fact = Pick(_l("办了什么"), {"": _l("全部事实")} | FACT, kind=Fact, required=False)
    since = Day(_l("从哪天"), required=False)
    until = Day(_l("到哪天"), required=False)


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
