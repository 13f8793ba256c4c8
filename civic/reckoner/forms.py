"""The keys of a rule as fields; what is typed in them is the very input of ``civic count``."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from flask_babel import force_locale
from wtforms.validators import ValidationError

from civic.errors import Invalid
from civic.forms import Day, Filter, Line, Number, Radio, Text, Tick
from civic.i18n import LOCALES
from civic.i18n import gettext as _
from civic.places.rules import PartState
from civic.places.wording import PART_STATE
from civic.reckoner import rules
from civic.reckoner.rules import TABLE, Kind, Maybe, Rule
from civic.reckoner.wording import (
    CLASS,
    ELECTORS,
    HINT,
    LABEL,
    MEMBER_MARK,
    OPINION,
    SILENCE,
    UNIT_MARK,
    refusal,
)
from civic.voting.rules import (
    Electorate,
    Electors,
    MatterClass,
    MemberMark,
    OwnersOpinion,
    Silence,
    UnitMark,
)
from civic.voting.wording import ELECTORATE

LONGEST: Final = 2000
"""Characters of a list: longer ones make addresses that not every server takes."""
SHOWN_AT_ONCE: Final = 3
_AREA: Final = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")
_COUNT: Final = re.compile("[0-9]{1,12}")
_GAP: Final = re.compile(r"[\s,，、;；:：]+")
WORDS: Final[dict[type[StrEnum], dict[Any, Any]]] = {
    Electorate: ELECTORATE,
    Electors: ELECTORS,
    MatterClass: CLASS,
    Silence: SILENCE,
    OwnersOpinion: OPINION,
    PartState: PART_STATE,
    MemberMark: MEMBER_MARK,
    UnitMark: UNIT_MARK,
}


# Cells --------------------------------------------------------------------------------


def _area(text: str) -> int:
    """Square metres with at most two decimals, as units of 0.01 m²."""
    found = _AREA.fullmatch(text)
    if found is None:
        raise ValidationError(_("面积写成平方米，最多两位小数，例如89.37。"))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise ValidationError(_("“%(text)s”不是整数。", text=text[:20]))
    return int(text)


def _one_of(kind: type[StrEnum]) -> Callable[[str], str]:
    """One of some words in either language, or as the command line writes it."""

    def read(text: str) -> str:
        for code, words in WORDS[kind].items():
            if text.lower() in {code, *_in_each_language(words)}:
                return str(code)
        offered = ((code, str(words)) for code, words in WORDS[kind].items())
        choices = _("、").join(code if " " in words else words for code, words in offered)
        raise ValidationError(
            _("“%(text)s”要换成%(choices)s里的一个。", text=text[:20], choices=choices)
        )

    return read


def _in_each_language(words: Any) -> set[str]:
    """A link to a result is opened by readers of both."""
    found = set()
    for locale in LOCALES:
        with force_locale(locale):
            found.add(str(words).lower())
    return found


@dataclass(frozen=True)
class Column:
    """What stands at one place of a line; one column may take as many words as are left."""

    key: str
    read: Callable[[Any], Any]
    takes_rest: bool = False


OTHERS: Final = (
    Column("name", " ".join, True),
    Column("score", str),
    Column("weight", _count),
)
COLUMNS: Final = {
    (Rule.ELECTION, "candidates"): (Column("name", " ".join, True), Column("votes", _count)),
    (Rule.OWNERS_VOTE, "groups"): (
        Column("opinion", _one_of(OwnersOpinion)),
        Column("area", _area),
        Column("heads", _count),
    ),
    (Rule.OWNERS_HEADS, "parts"): (
        Column("area", _area),
        Column("state", _one_of(PartState)),
        Column("owners", list, True),
    ),
    (Rule.APPRAISAL, "others"): OTHERS,
    (Rule.SATISFACTION, "others"): OTHERS,
}


# Fields -------------------------------------------------------------------------------


class Square(Line):
    """An area in square metres; ``units`` of 0.01 m²."""

    units: int | None = None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.data and not self.errors:
            self.units = _area(_plain(self.data).replace(",", ""))


class Lines(Text):
    """A list, each line cut into its columns: ``rows`` of its number and its cells.

    ``once``: a column in which nothing stands twice.
    """

    rows: list[tuple[int, dict[str, Any]]]

    def __init__(
        self, label: Any, columns: tuple[Column, ...], *, once: str = "", **kw: Any
    ) -> None:
        super().__init__(label, most=LONGEST, render_kw={"rows": 6}, **kw)
        self.columns, self.once, self.rows = columns, once, []

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        wrong = []
        for n, line in enumerate((self.data or "").split("\n"), start=1):
            if not line.strip():
                continue
            try:
                row = self._cut(line)
                if self.once and row[self.once] in {cells[self.once] for _n, cells in self.rows}:
                    raise ValidationError(
                        _("“%(text)s”写了两次，请删去一次。", text=row[self.once])
                    )
                self.rows.append((n, row))
            except ValidationError as problem:
                wrong.append(in_line(n, problem))
        if wrong:
            raise ValidationError(" ".join(wrong[:SHOWN_AT_ONCE]))

    def _cut(self, line: str) -> dict[str, Any]:
        words = [word for word in _GAP.split(_plain(line)) if word]
        fixed = sum(not column.takes_rest for column in self.columns)
        left = len(words) - fixed
        if left < 0 or (left and fixed == len(self.columns)):
            raise ValidationError(_("这一行要写%(n)s项，请照上面的例子写。", n=len(self.columns)))
        found = {}
        for column in self.columns:
            if column.takes_rest:
                found[column.key], words = column.read(words[:left]), words[left:]
            else:
                found[column.key] = column.read(words.pop(0))
        return found


def in_line(n: int, problem: object) -> str:
    """What is wrong, with the number of its line."""
    return str(_("第%(n)s行：%(problem)s", n=n, problem=problem))


def _plain(text: str) -> str:
    """Full-width figures and letters as narrow ones."""
    return unicodedata.normalize("NFKC", text)


# Forms --------------------------------------------------------------------------------


def form_of(rule: Rule) -> Filter:
    """The form of a rule, filled from the address."""
    fields: dict[str, Any] = {}
    for key, kind in TABLE[rule].keys.items():
        fields |= _fields(rule, key, kind)
    form: Filter = type("Sum", (Filter,), fields)()
    return form


def _fields(rule: Rule, key: str, kind: Kind) -> dict[str, Any]:
    required = not isinstance(kind, Maybe)
    kind = kind.kind if isinstance(kind, Maybe) else kind
    if isinstance(kind, rules.Each):
        return {member.value: Number(WORDS[kind.members][member]) for member in kind.members}
    label, more = LABEL[rule][key], {"description": HINT.get((rule, key), "")}
    match kind:
        case rules.Area():
            more |= {"render_kw": {"inputmode": "decimal", "autocomplete": "off"}}
            field: Any = Square(label, most=20, required=required, **more)
        case rules.Count():
            field = Number(label, required=required, least=kind.least, most=kind.most, **more)
        case rules.Boolean():
            field = Tick(label, **more)
        case rules.Choice():
            words = WORDS[type(kind.options[0])]
            offered = {option: words[option] for option in kind.options}
            field = Radio(label, offered, kind=type(kind.options[0]), required=required, **more)
        case rules.Day():
            field = Day(label, **more)
        case _:
            once = "name" if isinstance(kind, rules.Votes) else ""
            field = Lines(label, COLUMNS[rule, key], once=once, required=required, **more)
    return {key: field}


def asked(rule: Rule, form: Any) -> dict[str, Any]:
    """What was typed, as ``civic count`` takes it; what was left empty is left out."""
    values: dict[str, Any] = {"rule": rule.value}
    for key, kind in TABLE[rule].keys.items():
        kind = kind.kind if isinstance(kind, Maybe) else kind
        if isinstance(kind, rules.Each):
            values[key] = {member.value: form[member.value].data for member in kind.members}
            continue
        field = form[key]
        if isinstance(field, Lines):
            rows = [row for _n, row in field.rows]
            found: Any = rows or None
            if isinstance(kind, rules.Votes):
                found = {row["name"]: row["votes"] for row in rows}
        elif isinstance(field, Square):
            found = field.units
        elif isinstance(field, Tick):
            found = _ticked(kind, field.data)
        else:
            found = field.data.isoformat() if isinstance(field, Day) else field.data
        if found is not None:
            values[key] = found
    return values


def address(asked: Mapping[str, Any]) -> dict[str, str]:
    """The very input of ``civic count`` as it is typed into the form: the other way round."""
    typed: dict[str, str] = {}
    rule = Rule(asked["rule"])
    for key, kind in TABLE[rule].keys.items():
        if key not in asked:
            continue
        kind = kind.kind if isinstance(kind, Maybe) else kind
        match kind:
            case rules.Each():
                typed |= {name: str(number) for name, number in asked[key].items()}
            case rules.Area():
                typed[key] = _square(asked[key])
            case rules.Rows():
                columns = COLUMNS[rule, key]
                typed[key] = "\n".join(
                    " ".join(_cell(column, row) for column in columns) for row in asked[key]
                )
            case rules.Boolean():
                typed |= {key: "y"} if asked[key] else {}
            case _:
                typed[key] = str(asked[key])
    return typed


def _cell(column: Column, row: Mapping[str, Any]) -> str:
    return _square(row[column.key]) if column.read is _area else str(row[column.key])


def _square(units: int) -> str:
    return f"{units // 100}.{units % 100:02d}"


def _ticked(kind: Any, is_ticked: bool) -> bool | None:
    """A tick says yes; where only one answer says anything, that one or nothing."""
    if kind.only is None:
        return is_ticked
    return kind.only if is_ticked else None


def refuse(form: Any, refused: Invalid) -> None:
    """Write why it cannot be reckoned beside its field, with the line; or at the head."""
    at, words = str(refused.field), refusal(refused)
    key, line = re.split(r"[.\[]", at)[0], re.match(r"\w+\[([0-9]+)\]", at)
    name = at.rsplit(".", 1)[-1] if key not in form else key
    if name not in form:
        form.form_errors.append(words)
        return
    field = form[name]
    if line and isinstance(field, Lines):
        words = in_line(field.rows[int(line[1])][0], words)
    elif isinstance(field, Lines) and at != key:
        words = str(_("“%(name)s”：%(problem)s", name=at.partition(".")[2], problem=words))
    field.errors = [*field.errors, words]
