"""What a voter chooses, and what those behind a head, or who follow a vote, write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import request

from civic.forms import Day, Document, Filter, Form, Line, Pick, Radio, Several, Text, clean, plain
from civic.i18n import lazy_gettext as _l
from civic.voting.rules import COMMENT_LENGTH, REASON_LENGTH, SCOPE_LENGTH, Phase
from civic.voting.wording import PHASE


class Find(Filter):
    """Narrowing the list."""

    place = Pick(_l("地方"), kind=int, required=False)
    phase = Pick(_l("进行到哪里"), {"": _l("全部"), **PHASE}, kind=Phase, required=False)


@dataclass(frozen=True)
class Asked:
    """A question as the form of a ballot asks it."""

    text: str
    choices: Mapping[str, str]
    is_several: bool
    hint: str


WIDTH = 12
"""Of what is sent for a choice, the longest key's: whoever watches the network sees how long a
request is, and would know one answer from another by it."""


def even(key: str) -> str:
    """A choice as it is sent."""
    return key.ljust(WIDTH, ".")


class Ballot(Form):
    """表决票: a field for each question, ``answers-0`` and so on."""

    @property
    def answers(self) -> list[list[str]]:
        """What is chosen, question by question; nothing yet is an empty list."""
        return [_keys(self[name].data) for name in self.names]

    @property
    def chosen(self) -> list[list[str]]:
        """The same as it is sent on."""
        return [[even(key) for key in keys] for keys in self.answers]

    @property
    def beside(self) -> dict[str, str]:
        """What goes with the answers of a secret ballot."""
        return {name: str(self[name].data or "") for name in ("comment", "word") if name in self}

    @property
    def names(self) -> list[str]:
        """The fields of the questions, in the order of the ballot paper."""
        return [name for name in self._fields if name.startswith("answers-")]


def ballot(asked: Sequence[Asked], *, has_word: bool, has_comment: bool) -> Ballot:
    """The form of one vote's ballot, with what was sent; with a secret one goes a word of the
    voter's own, and where the vote takes them, something said."""
    fields: dict[str, Any] = {}
    for place, each in enumerate(asked):
        kind = Several if each.is_several else Radio
        choices = {even(key): words for key, words in each.choices.items()}
        field = kind(each.text, choices, kind=even, description=each.hint)
        fields[f"answers-{place}"] = field
    if has_comment:
        fields["comment"] = Text(
            _l("有话要说"),
            most=COMMENT_LENGTH[1],
            required=False,
            description=_l(
                "结果公布后公开，不带姓名。口气、细节可能让人猜出是谁，请不要写只有您知道的事。"
            ),
        )
    if has_word:
        fields["word"] = Line(
            _l("暗语"),
            most=20,
            required=False,
            description=_l("可以不写。自己想2到8个字，会印在回执上，这样别人的回执冒充不了您的。"),
        )
    form = cast(Ballot, type("OneBallot", (Ballot,), fields)())
    for name in form.names:
        # A browser would ask for every box of several; the rules ask for one of them.
        form[name].flags.answered = True
    return form


def beside() -> dict[str, str] | None:
    """What was sent with a secret ballot; None: it hides something."""
    said = {name: clean(request.form.get(name, "")) for name in ("comment", "word")}
    return said if all(plain(text) == text for text in said.values()) else None


def sent() -> list[list[str]]:
    """What was chosen on a ballot as it was sent, question by question, looked at by nobody yet."""
    return [
        _keys(request.form.getlist(f"answers-{place}"))
        for place in range(sum(name.startswith("answers-") for name in request.form))
    ]


def _keys(chosen: Any) -> list[str]:
    listed = chosen if isinstance(chosen, list) else [chosen]
    return [key.rstrip(".") for key in listed if key]


class Caster(Form):
    """推举由谁来投：共有人、一家人里的一个。"""

    person_id = Radio(_l("由谁来投？"), kind=int)


class Proxy(Form):
    """委托书：委托谁、投哪些事项、到哪天为止，附上签了字的纸。"""

    name = Line(_l("受托人的姓名"), most=60)
    login = Line(
        _l("受托人的登录名（一般是手机号）"),
        most=60,
        description=_l(
            "受托人要先在本站登记，年满18周岁，不能是物业公司的人。一人最多受三份委托。"
        ),
    )
    scope = Text(
        _l("委托他投什么"),
        least=SCOPE_LENGTH[0],
        most=SCOPE_LENGTH[1],
        description=_l("照委托书上写的填，比如：本次表决的全部事项，都投同意。"),
    )
    until = Day(_l("委托到哪天为止"), description=_l("不能早于投票截止的那天。"))
    file = Document(_l("签了字的委托书"), description=_l("照片或者 PDF。居委会核实以后才生效。"))


class ObjectToRoll(Form):
    """对名册的异议。"""

    text = Text(
        _l("哪里不对？"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l(
            "比如：我住这里，名册上没有我；某某已经搬走了。写明门牌，方便核对。一件异议只说一户，几户请分开提。"
        ),
    )


class Challenge(Form):
    """申请核实计票。"""

    text = Text(
        _l("请核实什么，为什么？"),
        least=REASON_LENGTH[0],
        most=REASON_LENGTH[1],
        description=_l("30天以内书面答复您。"),
    )
