"""What is typed on the register's pages."""

from flask_wtf.file import FileRequired

from civic.forms import Day, Filter, Form, Line, MultipleFileField, Pick, Text, Tick
from civic.i18n import lazy_gettext as _l
from civic.register.rules import (
    DOCUMENT_LENGTH,
    OWNER_LENGTH,
    REASON_LENGTH,
    REPORT_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    WHAT_LENGTH,
    Kind,
)
from civic.register.wording import KIND


class Find(Filter):
    """Narrowing the list."""

    q = Line(_l("找一找"), required=False)
    place = Pick(_l("地方"), kind=int, required=False)
    kind = Pick(_l("类别"), {"": _l("全部类别")} | KIND, kind=Kind, required=False)
    year = Pick(_l("年份"), kind=int, required=False)
    archive = Tick(_l("包括已经撤下的"))


class Decision(Form):
    """A department's decision with its document."""

    unit_id = Pick(_l("作出决定的单位"), kind=int)
    document_number = Line(
        _l("文号"),
        most=DOCUMENT_LENGTH[1],
        least=DOCUMENT_LENGTH[0],
        description=_l("照文件上写。"),
    )
    decided_on = Day(_l("决定日期"))
    title = Line(_l("标题"), most=TITLE_LENGTH[1], least=TITLE_LENGTH[0])
    text = Text(
        _l("决定内容"),
        most=TEXT_LENGTH[1],
        least=TEXT_LENGTH[0],
        description=_l("会全文公开，请不要写居民的姓名、电话、门牌。"),
    )
    file = MultipleFileField(
        _l("文件"),
        [FileRequired(_l("请附上决定的文件。"))],
        description=_l("PDF 或照片，每个不超过10兆。先遮住文件上的个人信息。"),
    )
    what = Line(
        _l("要落实的事"),
        most=WHAT_LENGTH[1],
        required=False,
        description=_l("有要落实的事就写上，大家会看到谁来办、什么时候办好。"),
    )
    due_on = Day(_l("什么时候办好"), required=False)


class Correction(Form):
    """The text as it should have read."""

    text = Text(_l("更正后的全文"), most=TEXT_LENGTH[1], least=TEXT_LENGTH[0])
    reason = Text(_l("为什么更正"), most=REASON_LENGTH[1], least=REASON_LENGTH[0])
    is_redacted = Tick(_l("我检查过了，文字里没有居民的姓名、电话、门牌"))


class Reason(Form):
    """A reason that everybody can read."""

    reason = Text(_l("理由"), most=REASON_LENGTH[1], least=REASON_LENGTH[0])


class Report(Form):
    """What was done, with evidence."""

    report = Text(_l("办得怎么样"), most=REPORT_LENGTH[1], least=REPORT_LENGTH[0])
    file = MultipleFileField(
        _l("佐证"),
        [FileRequired(_l("请附上佐证，例如完工照片、验收单。"))],
        description=_l("完工照片、验收单等，每个不超过10兆。照片请避开人脸和门牌。"),
    )


class Promise(Form):
    """One more thing to be done."""

    what = Line(_l("要落实的事"), most=WHAT_LENGTH[1], least=WHAT_LENGTH[0])
    unit_id = Pick(_l("哪个单位来办"), kind=int, required=False)
    owner = Line(
        _l("或者由谁来办"),
        most=OWNER_LENGTH[1],
        required=False,
        description=_l("不是单位的，写职务，例如“3号楼楼栋长”。"),
    )
    due_on = Day(_l("什么时候办好"))


class Step(Form):
    """A press of a button."""
