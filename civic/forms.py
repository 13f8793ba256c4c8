"""Fields that every form is made of: they clean what was typed, or say what is wrong.

Control and bidirectional characters could hide or forge words in public, so
they are refused, not dropped; text is kept in one form (NFC).
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.fields import (
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from civic import clock
from civic.db import whole
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.i18n import nfc

__all__ = ["BooleanField", "FileField", "MultipleFileField"]

# Controls, marks of direction, what only formats, and what stands where bytes were no text.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\uffff]"
)
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters that show nothing
_secret: set[str] = set()
_LINES = re.compile(r"\r\n?|\u2028|\u2029")


class Form(FlaskForm):
    """A form that changes something. ``once`` makes a replay harmless.

    The forgery token is checked for every unsafe request in ``web``, not here.
    """

    class Meta:
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return _typed(form) if formdata is _Auto else formdata

    once = HiddenField(default=lambda: secrets.token_urlsafe(12))

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _secret.update(k for k, v in vars(cls).items() if getattr(v, "field_class", 0) is Secret)

    def values(self) -> dict[str, Any]:
        """What was typed, by field name, without ``once``."""
        return {k: v for k, v in self.data.items() if k not in {"once", "csrf_token"}}


def _typed(form: Any) -> Any:
    """What was sent, each where it belongs: files in fields of files, text in the others."""
    if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
        return None
    chosen = [
        (name, file)
        for name, file in request.files.items(multi=True)
        if isinstance(form._fields.get(name), FileField | MultipleFileField)
    ]
    return CombinedMultiDict((MultiDict(chosen), request.form))


def is_secret(name: str) -> bool:
    """Whether some form has a password under this name."""
    return name in _secret


class Filter(FlaskForm):
    """A form that only looks: filled from the query string, never refused."""

    class Meta:
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return request.args if formdata is _Auto else formdata


def clean(text: str) -> str:
    """One newline, one form of each character, no blank ends."""
    return nfc(_LINES.sub("\n", text)).strip()


def plain(text: str | None) -> str:
    """The text, or nothing where it hides something: what may be looked up before it is checked."""
    if not text or _HIDDEN.search(text) or any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        return ""
    return text


class _Clean:
    """Length in characters and no hidden characters."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, _form: Any, field: Any) -> None:
        text = field.data or ""
        if text != plain(text):
            raise ValidationError(_("这里有看不见的控制字符或者乱码，请删去或重新输入。"))
        if len(text) < self.least:
            raise ValidationError(_("请至少写%(n)s个字。", n=self.least))
        if len(text) > self.most:
            raise ValidationError(
                _("最多%(n)s个字，现在有%(m)s个，请删短一些。", n=self.most, m=len(text))
            )


class _Needed(InputRequired):
    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("请填写这一项。"))

    def __call__(self, form: Any, field: Any) -> None:
        given = field.raw_data[0] if field.raw_data else None
        if isinstance(given, str) and not given.strip():  # blanks are no number and no day
            field.errors[:] = []
            raise StopValidation(self.message)
        super().__call__(form, field)


class _Given:
    """Something other than blanks."""

    field_flags = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if not _says_something(field.data or ""):
            raise StopValidation(_("请填写这一项。"))


def _says_something(text: str) -> bool:
    """Whether anything in it can be seen: a letter, a number, a sign."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text)


def _text_rules(required: bool, least: int, most: int) -> list[Any]:
    return [_Given() if required else Optional(), _Clean(least, most)]


def _sent(field: StringField, values: Sequence[str]) -> str:
    """What was sent; a field that was left out says as much as an empty one."""
    return str(values[0] if values else field.data or "")


class Line(StringField):
    """One line of text."""

    def __init__(
        self, label: Any, *, most: int = 80, least: int = 1, required: bool = True, **kw: Any
    ) -> None:
        super().__init__(label, _text_rules(required, least, most), **kw)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = clean(_sent(self, valuelist)).replace("\n", " ")


class Secret(PasswordField):
    """A password: never shown again, blanks count, one form of each character."""

    def __init__(
        self, label: Any, *, most: int = 128, least: int = 1, required: bool = True, **kw: Any
    ) -> None:
        super().__init__(label, _text_rules(required, least, most), **kw)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = unicodedata.normalize("NFKC", _sent(self, valuelist))


class Text(TextAreaField):
    """Several lines of text."""

    def __init__(
        self, label: Any, *, most: int = 2000, least: int = 1, required: bool = True, **kw: Any
    ) -> None:
        super().__init__(label, _text_rules(required, least, most), **kw)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = clean(_sent(self, valuelist))


def _options(choices: Any) -> Any:
    """``{value: words}`` as WTForms wants it."""
    pairs = choices.items() if isinstance(choices, dict) else choices
    return [SelectChoice(value=str(value), label=words) for value, words in pairs]


def _coerce(kind: type[StrEnum] | type[int] | type[str]) -> Any:
    def coerce(value: Any) -> Any:
        if value is None or value == "":
            return None
        return whole(value) if kind is int else kind(value)

    return coerce


class _Listed:
    """WTForms says "Not a valid choice"; we say it in words."""

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "data", None) is None:
            return
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except ValidationError:
            raise StopValidation(_("请从列出的选项里选择。")) from None


class Pick(_Listed, SelectField):
    """One of a list. ``choices`` is ``{value: words}``; ``kind`` an enum, int or str."""

    def __init__(
        self, label: Any, choices: Any = None, *, kind: Any = str, required: bool = True, **kw: Any
    ) -> None:
        rules = [_Needed(_l("请选择一项。"))] if required else [Optional()]
        super().__init__(label, rules, choices=_options(choices or {}), coerce=_coerce(kind), **kw)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("请从列出的选项里选择。")) from None


class Radio(Pick, RadioField):
    """One of a few, all in sight."""


class Several(SelectMultipleField):
    """Any of a list, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: Any, choices: Any = None, *, kind: Any = str, required: bool = False, **kw: Any
    ) -> None:
        rules = [_Needed(_l("请至少选择一项。"))] if required else [Optional()]
        super().__init__(label, rules, choices=_options(choices or {}), coerce=_coerce(kind), **kw)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("请从列出的选项里选择。")) from None

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise StopValidation(_("请从列出的选项里选择。")) from None


class Number(IntegerField):
    """A whole number between two bounds."""

    def __init__(
        self,
        label: Any,
        *,
        least: int = 0,
        most: int = 1_000_000_000,
        required: bool = True,
        **kw: Any,
    ) -> None:
        self.least, self.most = least, most
        super().__init__(label, [_Needed() if required else Optional()], **kw)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        text = valuelist[0].strip()
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            self.data = None
            raise ValueError(_("请填写整数。"))
        self.data = int(text)
        if not self.least <= self.data <= self.most:
            # Nobody comes upon it unlooked at: a database may have no room for it.
            self.data = None
            raise ValueError(_("请填写%(a)s到%(b)s之间的整数。", a=self.least, b=self.most))


_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


class Day(DateField):
    """A date."""

    def __init__(self, label: Any, *, required: bool = True, **kw: Any) -> None:
        super().__init__(label, [_Needed() if required else Optional()], **kw)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            self.data = None  # type: ignore[assignment]
            raise ValueError(_("请填写日期，例如2026-11-23。")) from None
        if not _FIRST <= self.data <= _LAST:
            self.data = None  # type: ignore[assignment]
            raise ValueError(_("请填写日期，例如2026-11-23。"))


class Moment(DateTimeLocalField):
    """A date and a time in Shanghai; an aware instant as data."""

    def __init__(self, label: Any, *, required: bool = True, **kw: Any) -> None:
        super().__init__(label, [_Needed() if required else Optional()], **kw)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{self.data.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            local = datetime.fromisoformat(valuelist[0].strip())
            if local.tzinfo is not None:
                raise ValueError
            local = local.replace(tzinfo=clock.SHANGHAI)
        except ValueError:
            self.data = None
            raise ValueError(_("请填写日期和时间，例如2026-11-23 19:00。")) from None
        if not _FIRST <= local.date() <= _LAST:
            self.data = None
            raise ValueError(_("请填写日期和时间，例如2026-11-23 19:00。"))
        self.data = local


class Tick(BooleanField):
    """Yes, when ticked; ``required`` for a confirmation that must be given."""

    def __init__(self, label: Any, *, required: bool = False, **kw: Any) -> None:
        rules = [InputRequired(_l("请先勾选确认。"))] if required else []
        super().__init__(label, rules, **kw)


class Document(FileField):
    """A file without which nothing is done; the act, or its form, says so."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.flags.answered = True
