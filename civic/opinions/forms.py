"""What is typed about opinions."""

from civic.forms import Filter, Form, Line, Number, Pick, Radio, Several, Text
from civic.i18n import lazy_gettext as _l
from civic.matters.forms import Decision as Decision
from civic.matters.forms import Objection as Objection
from civic.opinions.rules import (
    BY_CLERK,
    EXTENSION_WORKING_DAYS,
    GROUNDS_HERE,
    REASON_LENGTH,
    REPLY_LENGTH,
    TEXT_LENGTH,
    Channel,
    Disposition,
    HideGround,
    Kind,
    Phase,
    Sort,
    Stance,
)
from civic.opinions.wording import (
    ANSWERED,
    CHANNEL,
    DISPOSITION,
    GROUND,
    KIND,
    PHASE,
    SORT,
    STANCE,
)

_ALL = {"": _l("全部")}


class Give(Form):
    """我来说一句。"""

    kind = Radio(_l("这是一条"), KIND, kind=Kind)
    text = Text(
        _l("想说的话"),
        least=TEXT_LENGTH[0],
        most=TEXT_LENGTH[1],
        description=_l("最多2000个字，可以分行。不要写别人的姓名、电话和门牌。"),
    )


class Enter(Form):
    """代录：现场、书面、电话来的意见。"""

    channel = Radio(
        _l("怎么来的"),
        {k: v for k, v in CHANNEL.items() if k in BY_CLERK},
        kind=Channel,
    )
    name = Line(
        _l("谁说的"),
        most=60,
        required=False,
        description=_l("写全名，系统会到名册里找；公开时只显示姓。不愿留名可以空着。"),
    )
    person = Radio(_l("是哪一位"), kind=int, required=False)
    kind = Radio(_l("这是一条"), KIND, kind=Kind)
    text = Text(
        _l("原话"),
        least=TEXT_LENGTH[0],
        most=TEXT_LENGTH[1],
        description=_l("照原话写，不改意思。不要写别人的姓名、电话和门牌。"),
    )


class React(Form):
    """赞成、不赞成、不表态。"""

    stance = Radio(_l("态度"), STANCE, kind=Stance)


class Hide(Form):
    """隐藏。"""

    ground = Radio(
        _l("为什么隐藏"),
        {k: v for k, v in GROUND.items() if k in GROUNDS_HERE},
        kind=HideGround,
    )


class Send(Form):
    """送交单位。"""

    opinion = Several(_l("送交哪些意见"), kind=int)
    unit = Pick(_l("送交哪个单位"), kind=int)


class Classify(Form):
    """分类。"""

    disposition = Radio(_l("怎么处理"), DISPOSITION, kind=Disposition)
    reason = Text(
        _l("理由"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("会公开，每一类都要写明理由。不要写居民的姓名。"),
    )


class Answer(Form):
    """答复。"""

    opinion = Several(_l("这份答复回答哪些意见"), kind=int)
    disposition = Radio(_l("怎么处理"), DISPOSITION, kind=Disposition)
    text = Text(
        _l("答复和理由"),
        least=REPLY_LENGTH[0],
        most=REPLY_LENGTH[1],
        description=_l("会公开并永久留存，请写明理由和下一步。不要写居民的姓名。"),
    )


class Extend(Form):
    """延期。"""

    opinion = Several(_l("哪些意见要延期"), kind=int)
    days = Number(
        _l("延多少个工作日"), least=1, most=EXTENSION_WORKING_DAYS, default=EXTENSION_WORKING_DAYS
    )
    reason = Text(
        _l("为什么来不及"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("会公开。每条意见只能延一次，要在到期以前申请。"),
    )


class Correct(Form):
    """更正答复。"""

    disposition = Radio(_l("怎么处理"), DISPOSITION, kind=Disposition)
    text = Text(
        _l("更正后的答复"),
        least=REPLY_LENGTH[0],
        most=REPLY_LENGTH[1],
        description=_l("原来的答复仍然看得到，请说明改了什么、为什么改。"),
    )


class Find(Filter):
    """在意见中查找。"""

    kind = Pick(_l("类别"), {**_ALL, **KIND}, kind=Kind, required=False)
    phase = Pick(_l("什么时候说的"), {**_ALL, **PHASE}, kind=Phase, required=False)
    answered = Pick(_l("答复"), ANSWERED, required=False)
    sort = Pick(_l("排序"), SORT, kind=Sort, required=False, default=Sort.NEWEST)
    q = Line(_l("关键词"), required=False)
