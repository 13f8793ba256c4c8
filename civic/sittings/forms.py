"""What is typed in the room."""

from civic.db import LARGEST
from civic.forms import Form, Line, Number, Pick, Radio, Text, Tick
from civic.i18n import lazy_gettext as _l
from civic.opinions.rules import Kind
from civic.opinions.wording import KIND as OPINION_KIND
from civic.sittings.rules import LINE_LENGTH, MINUTES_LENGTH, AttendanceMode, Turn
from civic.sittings.wording import MODE, TURN


class Press(Form):
    """A button."""


class CheckIn(Form):
    """到会：名单上的人，或者写上姓名。"""

    person_id = Number(_l("账号"), least=1, most=LARGEST, required=False)
    guest = Line(_l("姓名"), most=60, required=False)
    group = Line(_l("代表哪一方"), most=80, required=False)
    mode = Radio(_l("怎么到会"), MODE, kind=AttendanceMode, default=AttendanceMode.ON_SITE)


STRUCK = "struck"


class CorrectCheckIn(Form):
    """更正签到。"""

    mode = Radio(_l("更正为"), {**MODE, STRUCK: _l("没有到会，划掉")})


class Enter(Form):
    """代报名。"""

    person_id = Number(_l("账号"), least=1, most=LARGEST)
    seat = Pick(_l("代报哪一种席位"))


class Arrive(Form):
    """本人签到。"""

    code = Line(_l("签到码"), most=40, required=False)
    mode = Radio(_l("怎么到会"), MODE, kind=AttendanceMode, default=AttendanceMode.ON_SITE)


class Note(Form):
    """一个人的发言要点。"""

    item_id = Pick(_l("议程"), kind=int)
    attendance_id = Pick(_l("谁说的"), kind=int, required=False)
    text = Text(
        _l("发言要点"),
        most=LINE_LENGTH[1],
        description=_l("记要点，不用逐字记。不要写电话、门牌等个人信息。"),
    )
    opinion = Pick(
        _l("作为意见，要书面答复"),
        {"": _l("不是意见，只记录"), **OPINION_KIND},
        kind=Kind,
        required=False,
    )


class Hands(Form):
    """意向性表态。"""

    question = Line(_l("表态的问题"), most=200, least=2)
    yes = Number(_l("同意"), most=100_000)
    no = Number(_l("反对"), most=100_000)
    abstain = Number(_l("弃权"), most=100_000)


class Ask(Form):
    """登记发言。"""

    # Beside ``Note``, which asks for somebody too: each label leads to its own field.
    attendance_id = Pick(_l("谁要发言"), kind=int, id="asks")


class MoveTurn(Form):
    """轮到、讲完、不讲了。"""

    to = Pick(_l("发言"), TURN, kind=Turn)


class Draft(Form):
    """会议纪要。"""

    text = Text(
        _l("会议纪要"),
        most=MINUTES_LENGTH[1],
        least=MINUTES_LENGTH[0],
        description=_l("会公开。居民只留姓，不写电话、门牌。"),
        render_kw={"rows": 18},
    )


class Confirm(Form):
    """确认会议纪要，或者写明哪里记得不对。"""

    version = Number(_l("第几稿"), least=1, most=LARGEST)
    remark = Text(_l("要补充的话"), most=1000, required=False)
    is_objection = Tick(_l("我不同意这份纪要，理由写在上面"))


class PaperConfirm(Confirm):
    """录入纸上签字。"""

    attendance_id = Pick(_l("谁签的字"), kind=int)
    version = Number(
        _l("签的是第几稿"),
        least=1,
        most=LARGEST,
        description=_l("写在纸上的最下面。改过以后，请大家在新的一稿上签。"),
        id="paper-version",
    )
