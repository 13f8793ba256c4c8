"""What the holders and those around the urn of a secret vote hand in, and what anybody checks."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Self, cast

from wtforms.validators import ValidationError

from civic.forms import Document, FileField, Form, Line, Pick, Text, Tick, clean, plain
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.voting.models import Comment
from civic.voting.rules import HOLDER_LENGTH, REASON_LENGTH, Ground, Theme
from civic.voting.urn.sealing import PAIRS
from civic.voting.wording import GROUND, THEME

KEY_MOST, CODE_MOST, RECEIPT_MOST = 1000, 60, 1000
RECEIPT_BEGINS: Final = "civic-receipt"
BYTES_A_CHARACTER: Final = 4
"""At most, in UTF-8."""


class Key(Form):
    """公钥，和三位钥匙保管人。"""

    key = Text(
        _l("公钥文件 key.txt 的全部内容"),
        most=KEY_MOST,
        description=_l("整个文件复制过来。钥匙单不要填进来。"),
    )
    holder_1 = Line(
        _l("保管人1（写职务，不写姓名）"),
        least=HOLDER_LENGTH[0],
        most=HOLDER_LENGTH[1],
        default=lambda: str(_("抽签产生的居民")),
    )
    holder_2 = Line(_l("保管人2"), least=HOLDER_LENGTH[0], most=HOLDER_LENGTH[1])
    holder_3 = Line(
        _l("保管人3"),
        least=HOLDER_LENGTH[0],
        most=HOLDER_LENGTH[1],
        default=lambda: str(_("街道办事处")),
    )

    @property
    def holders(self) -> list[str]:
        return [str(field.data) for field in (self.holder_1, self.holder_2, self.holder_3)]


class Rehearsal(Form):
    """试开：每两位保管人读出来的一串。"""

    pair_1_2 = Line(_l("保管人1和2读出的"), most=CODE_MOST)
    pair_1_3 = Line(_l("保管人1和3读出的"), most=CODE_MOST)
    pair_2_3 = Line(_l("保管人2和3读出的"), most=CODE_MOST)

    @property
    def answered(self) -> dict[str, str]:
        """As the urn takes it: ``{"1+2": "ABCD …", …}``."""
        return {f"{a}+{b}": str(self[f"pair_{a}_{b}"].data) for a, b in PAIRS}


class Certificate(Form):
    """开票证明；有人随票说了话的，还有计票文件。"""

    certificate = Document(_l("开票证明 certificate.json"))
    tally = FileField(
        _l("计票文件 tally.json"), description=_l("有人随票说了话才要，话写在这个文件里。")
    )


class Signature(Form):
    """在自己的电脑上开过一遍，指纹对得上，签名。"""

    fingerprint = Line(
        _l("您自己的电脑上显示的证明指纹"),
        most=CODE_MOST,
        description=_l("请自己开一遍再照抄，不要抄这一页或别人的。"),
    )


class Loss(Form):
    """票箱打不开，或者数对不上：为什么。"""

    reason = Text(
        _l("为什么不能开箱？"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l(
            "例如丢了哪两张钥匙单、找过哪里、查过什么。大家都看得到，只写职务，不写姓名。"
        ),
    )

    def of_figures(self) -> Self:
        """The same where the figures differ: it opens, and no sheet is lost."""
        self.reason.label.text = _("差在哪里，查过什么？")
        self.reason.description = _("大家都看得到，只写职务，不写姓名。")
        return self


class Check(Form):
    """查一张回执。"""

    receipt = Text(
        _l("整张回执"),
        most=RECEIPT_MOST,
        required=False,
        description=_l("从“civic-receipt”那一行起，照原样粘贴或者输入。本站不留底。"),
    )
    stored = FileField(_l("或者选您存下的回执文件"))

    def validate_stored(self, field: FileField) -> None:
        """It is what would be pasted otherwise; one of the two is needed."""
        if field.data:
            sent = field.data.stream.read(BYTES_A_CHARACTER * RECEIPT_MOST + 1)
            text = plain(clean(sent.decode(errors="replace").lstrip("\ufeff")))
            if len(text) > RECEIPT_MOST or not text.lower().startswith(RECEIPT_BEGINS):
                raise ValidationError(
                    _("这个文件不是回执。请选投票以后存下的那个文件，名字像receipt-1.txt。")
                )
            self.receipt.data = text
        elif not self.receipt.data:
            raise ValidationError(_("请粘贴整张回执，或者选存下的回执文件。"))


class Sifting(Form):
    """随票说的话，每条说的是什么；哪几条不显示，为什么。"""

    is_final = Tick(
        _l("隐去了不能恢复，我看过了"), description=_l("有要隐去的，才要勾选；只归类的不用。")
    )

    @staticmethod
    def names(said: Comment) -> tuple[str, str]:
        """Of the fields about a comment: its theme, its ground."""
        return f"theme-{said.number}", f"ground-{said.number}"

    def was(self, said: Comment) -> tuple[str, str]:
        """Name and value of the theme that a comment had when it was shown."""
        name = f"was-{said.number}"
        return name, self[name].data or ""

    @property
    def grounds(self) -> dict[int, Ground]:
        """By the number of each that is to be hidden."""
        return {number: ground for number, ground in self._about("ground").items() if ground}

    @property
    def themes(self) -> dict[int, Theme | None]:
        """By the number of each that was sorted: what stands as it was shown was not, whatever
        somebody else has made of it since."""
        was = self._about("was")
        return {n: theme for n, theme in self._about("theme").items() if theme != was[n]}

    def validate_is_final(self, field: Tick) -> None:
        """Nobody hides by a slip: there is no way back."""
        if self.grounds and not field.data:
            raise ValidationError(_("选了要隐去的话。请再看一遍，确定了再勾选。"))

    def _about(self, what: str) -> dict[int, Any]:
        parted = ((name.partition("-"), field.data) for name, field in self._fields.items())
        return {int(number): data for (of, _dash, number), data in parted if of == what}


def sifting(said: Iterable[Comment]) -> Sifting:
    """The form over these comments."""
    shown: Mapping[Any, Any] = {"": _l("显示"), **GROUND}
    about: Mapping[Any, Any] = {"": _l("还没有归类"), **THEME}
    fields = dict[str, Pick]()
    for each in said:
        theme, ground = Sifting.names(each)
        for name in (theme, f"was-{each.number}"):
            fields[name] = Pick(
                _l("说的是什么"), about, kind=Theme, required=False, default=each.theme
            )
        if each.ground is None:
            fields[ground] = Pick(_l("显示不显示"), shown, kind=Ground, required=False)
    return cast(Sifting, type("OneSifting", (Sifting,), fields)())
