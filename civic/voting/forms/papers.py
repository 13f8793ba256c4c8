"""What is typed about papers: ballots handed out and read, written authority to cast."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms.validators import ValidationError

from civic.errors import Invalid
from civic.forms import Day, Document, FileField, Form, Line, Number, Pick, Radio, Text
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.voting import rules
from civic.voting.rules import REASON_LENGTH, Answer, Asked, Channel, Delivery
from civic.voting.rules import Line as Paper
from civic.voting.wording import CHANNEL, DELIVERY

LINES_MOST = 8000


class Deliver(Form):
    """表决票送到了，凭据是什么。"""

    how = Radio(
        _l("怎么送到的？"),
        {how: words for how, words in DELIVERY.items() if how is not Delivery.LOGIN},
        kind=Delivery,
        description=_l("登录看到的，系统自己会记。登记以后，这一票的人会收到通知。"),
    )
    file = Document(
        _l("送达的凭据"),
        description=_l("签收单、挂号信收据或见证张贴的照片或PDF，公众看不到。"),
        id="proof-file",  # several forms with a file stand on one page
    )


class WithdrawDelivery(Form):
    """登记的送达不对，撤销。"""

    reason = Text(
        _l("哪里不对"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("记录在案，公众看不到。"),
    )


class HandOut(Form):
    """发一张纸质表决票。"""

    channel = Radio(
        _l("在哪里发的？"),
        {how: words for how, words in CHANNEL.items() if how in rules.PAPER},
        kind=Channel,
        default=Channel.PAPER_SITE,
    )


class TakeBack(Form):
    """收回填好的纸质表决票。"""

    file = FileField(
        _l("本人签名的字据"),
        description=_l("照片或PDF，写明以纸票为准，有本人签名。只拍字据，不拍票。"),
        id="signature-file",
    )


class Caster(Form):
    """照书面材料登记由谁来投。"""

    person_id = Pick(_l("推举谁来投"), kind=int)
    file = Document(
        _l("共有人签名的推举书，或建设单位的函"),
        description=_l("照片或PDF，公众看不到。另一位工作人员核实以后生效。"),
        id="naming-file",
    )


class Proxy(Form):
    """照委托书登记委托。"""

    holder_id = Pick(_l("委托给谁"), kind=int)
    scope = Line(
        _l("委托的事项和权限"),
        least=2,
        most=500,
        description=_l("照委托书写，比如：全部事项，同意或反对由受托人定"),
    )
    until = Day(_l("委托到哪一天"))
    file = Document(_l("委托书"), description=_l("照片或PDF，公众看不到。"), id="proxy-file")


class Bundle(Form):
    """把收回的纸票捆成一捆。"""

    size = Number(
        _l("这一捆有几张"),
        least=1,
        most=rules.BUNDLE_MOST,
        description=_l("先把票打乱，再捆。一捆25到50张好点数，最后一捆可以少。"),
    )


class Surplus(Bundle):
    """箱里的票比发出去的多，也捆成一捆；和上一张在同一页。"""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.size.id = "size-more"


class Entry(Form):
    """录入一捆纸票，一行一张。"""

    lines = Text(_l("一行一张票"), most=LINES_MOST, description=_l("废票在号码后面写一个“废”字。"))
    asked: Sequence[Asked] = ()
    papers: tuple[Paper, ...] = ()

    def validate_lines(self, field: Text) -> None:
        """Each line is a paper: its number, then one answer for each question."""
        rows = [row for row in (field.data or "").splitlines() if row.strip()]
        self.papers = tuple(self._paper(at, row) for at, row in enumerate(rows, start=1))

    def _paper(self, at: int, row: str) -> Paper:
        number, *codes = re.split(r"[\s,、]+", unicodedata.normalize("NFKC", row).strip())
        if not re.fullmatch("[0-9]{1,9}", number):
            raise ValidationError(_("第%(row)s行要以票上的号码开头，例如：7 1 2", row=at))
        if codes == ["废"]:
            return Paper(int(number), None)
        if len(codes) != len(self.asked):
            raise ValidationError(
                _(
                    "第%(row)s行（%(number)s号）应当有%(n)s个回答，现在有%(m)s个。请对照票再看一遍。",
                    row=at,
                    number=number,
                    n=len(self.asked),
                    m=len(codes),
                )
            )
        found = enumerate(zip(self.asked, codes, strict=True), start=1)
        return Paper(int(number), tuple(_answer(asked, code, at, n) for n, (asked, code) in found))


def _answer(asked: Asked, code: str, row: int, place: int) -> Answer:
    """``1`` is the first thing on the paper, ``1+3`` the first and the third, ``0`` abstaining."""
    chosen: list[str] = []
    for each in code.split("+"):
        number = int(each) if re.fullmatch("[0-9]{1,3}", each) else -1
        keys = asked.keys
        if not 0 <= number < len(keys):
            chosen = []
            break
        chosen.append(keys[number - 1])  # 0 is the last: abstaining
    try:
        return rules.check_answer(asked, chosen)
    except Invalid:
        raise ValidationError(
            _(
                "第%(row)s行第%(place)s项“%(code)s”，票上不能这样选。请对照票再看一遍。",
                row=row,
                place=place,
                code=code,
            )
        ) from None


class Gap(Form):
    """票数对不上，说明原因。"""

    text = Text(
        _l("差在哪里，为什么"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("由另一个人签名以后才能计票，会和结果一起公开。"),
    )
