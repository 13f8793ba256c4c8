"""What is typed about matters."""

from flask_wtf.file import FileRequired

from civic.forms import Day, Filter, Form, Line, MultipleFileField, Pick, Radio, Text, Tick
from civic.i18n import lazy_gettext as _l
from civic.matters.rules import (
    MATTER_GROUNDS,
    OBJECTION_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Category,
    Destination,
    HideGround,
    Phase,
    Screening,
    Sort,
    Subject,
)
from civic.matters.wording import (
    CATEGORY,
    CATEGORY_SHORT,
    DESTINATION,
    GROUND,
    PHASE,
    SCREENING,
    SORT,
    SUBJECT,
    UPHOLD,
)

_FILES = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}


def _situation(*, required: bool) -> Text:
    return Text(
        _l("现在是什么情况？"),
        least=TEXT_LENGTH[0] if required else 1,
        most=TEXT_LENGTH[1],
        required=required,
        description=_l("什么时候开始的，影响到谁，找过谁。不要写别人的姓名、电话和门牌。"),
    )


class Words(Form):
    """一件议题：哪类事、哪里的事、怎么回事、盼着怎么办。"""

    category = Radio(_l("是哪一类事？"), CATEGORY, kind=Category)
    place = Pick(_l("是哪里的事？"), kind=int)
    title = Line(
        _l("一句话说是什么事"),
        least=TITLE_LENGTH[0],
        most=TITLE_LENGTH[1],
        description=_l("比如：3号楼前的垃圾桶离窗户太近"),
    )
    text = _situation(required=True)
    wish = Text(
        _l("您希望怎么办？"),
        most=2000,
        required=False,
        description=_l("想到什么写什么，没想好可以空着。"),
    )


class Raise(Words):
    """提出议题。"""

    file = MultipleFileField(
        _l("照片或文件"),
        description=_l(
            "可以一次选几张，最多9个，每个不超过10兆。"
            "照片里的位置信息会自动去掉；请避开人脸和车牌。"
        ),
        render_kw=_FILES,
    )


class Sketch(Words):
    """一份草稿的文字：情况可以以后再写。"""

    text = _situation(required=False)


class Draft(Raise):
    """先存成草稿。"""

    text = _situation(required=False)


class Files(Form):
    """附件。"""

    file = MultipleFileField(
        _l("照片或文件"),
        [FileRequired(_l("请先选择文件。"))],
        description=_l(
            "JPEG、PNG、WebP图片或PDF文件，每个不超过10兆。照片里的位置信息会自动去掉。"
        ),
        render_kw=_FILES,
    )


class Once(Form):
    """一个按钮：没有要填的，只防重复。"""


class Withdraw(Form):
    """撤回。"""

    reason = Text(
        _l("为什么撤回？"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("附议的邻居会收到通知，请写一句说明。"),
    )


class Screen(Form):
    """审核。"""

    result = Radio(_l("审核结果"), SCREENING, kind=Screening)
    destination = Radio(
        _l("转到哪里（选“转出”时填）"), DESTINATION, kind=Destination, required=False
    )
    reason = Text(
        _l("理由"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("提出人、附议的邻居和大家都会看到。请写明依据，不要写居民的姓名。"),
    )
    is_important = Tick(_l("是重要事项，须先经社区党组织研究"))


class Send(Form):
    """确定由谁来议。"""

    subject = Radio(_l("这件事属于哪一种？"), SUBJECT, kind=Subject)
    is_authorised = Tick(_l("居民会议已授权居民代表会议讨论决定"))
    touches_owners_matter = Tick(_l("涉及业主共同决定的事（物业、维修资金、共有部分）"))
    is_important = Tick(_l("是重要事项，须先经社区党组织研究"))
    note = Text(
        _l("说明"),
        most=REASON_LENGTH[1],
        required=False,
        description=_l("转给政府部门时必填：转到哪个部门，为什么。"),
    )


class Review(Form):
    """登记党组织研究意见。"""

    reviewed_on = Day(_l("研究日期"))
    text = Text(_l("研究意见"), least=REASON_LENGTH[0], most=REASON_LENGTH[1])


class Merge(Form):
    """并案。"""

    into = Pick(_l("并入哪一件议题？"), kind=int)


class Hide(Form):
    """隐藏。"""

    what = Radio(_l("隐藏什么"))
    ground = Radio(
        _l("为什么隐藏"),
        {k: v for k, v in GROUND.items() if k in MATTER_GROUNDS},
        kind=HideGround,
    )


class Objection(Form):
    """异议。"""

    text = Text(
        _l("为什么不该隐藏"),
        least=OBJECTION_LENGTH[0],
        most=OBJECTION_LENGTH[1],
        description=_l("只有居务监督委员会看得到。5个工作日内裁定，结果会通知您。"),
    )


class Object(Objection):
    """对议题的文字或附件被隐藏提出异议。"""

    what = Radio(_l("哪一项不该隐藏"))


class Decision(Form):
    """裁定异议。"""

    uphold = Radio(_l("裁定"), UPHOLD)
    reason = Text(
        _l("理由"),
        least=OBJECTION_LENGTH[0],
        most=OBJECTION_LENGTH[1],
        description=_l("会公开，请不要引用被隐藏的原话。"),
    )


class Decide(Decision):
    """裁定对议题的文字或附件的异议。"""

    what = Radio(_l("对哪一项裁定"))


class Find(Filter):
    """在议题中查找。"""

    phase = Pick(_l("进展"), PHASE, kind=Phase, required=False)
    category = Pick(_l("类别"), {"": _l("全部"), **CATEGORY_SHORT}, kind=Category, required=False)
    place = Pick(_l("社区"), kind=int, required=False)
    sort = Pick(_l("排序"), SORT, kind=Sort, required=False, default=Sort.NEWEST)
    q = Line(_l("关键词"), required=False)
