"""Cells of a roster: what a heading means, and what a date, an area, a status may look like."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from civic.places.rules import PartKind

AREA_MOST = 1_000_000_00  # a square kilometre, in units of 0.01 m²


class Column(StrEnum):
    """What a column of a roster is about."""

    NAME = "name"
    ID_NUMBER = "id_number"
    BORN_ON = "born_on"
    PHONE = "phone"
    COMMUNITY = "community"
    ESTATE = "estate"
    BUILDING = "building"
    STAIR = "stair"
    NUMBER = "number"
    AREA = "area"
    KIND = "kind"
    HEAD = "head"
    STATUS = "status"


NEEDED = (Column.NAME, Column.BUILDING, Column.NUMBER)

HEADERS: Mapping[str, Column] = {
    word: column
    for column, words in {
        Column.NAME: "姓名 名字 name full_name",
        Column.ID_NUMBER: "证件号 证件号码 身份证 身份证号 身份证号码 id_number id_no document",
        Column.BORN_ON: "出生日期 生日 出生年月日 born_on birth_date date_of_birth born",
        Column.PHONE: "手机 手机号 手机号码 电话 联系电话 联系方式 phone mobile",
        Column.COMMUNITY: "社区 居委会 community",
        Column.ESTATE: "小区 小区名称 院落 estate compound",
        Column.BUILDING: "楼栋 楼栋号 楼号 幢号 栋号 building",
        Column.STAIR: "单元 单元号 stair unit stair_unit entrance",
        Column.NUMBER: "房号 房间号 室号 门牌 门牌号 户号 number room door flat",
        Column.AREA: "面积 建筑面积 房屋面积 专有面积 area",
        Column.KIND: "用途 房屋用途 房屋类型 kind use",
        Column.HEAD: "户主 是否户主 head head_of_household",
        Column.STATUS: "身份 类别 居住身份 人员类别 status role",
    }.items()
    for word in words.split()
}

_STATUS = {
    word: flag
    for flag, words in {
        1: "居民 住户 常住 户籍 resident",
        2: "业主 产权人 owner",
        4: "租户 租客 承租人 物业使用人 tenant",
        3: "自住业主 业主自住",
    }.items()
    for word in words.split()
}
YES = frozenset(["是", "户主", "对", "√", "✓", "y", "yes", "true", "1", "head"])
NO = frozenset({"", *["否", "不是", "非户主", "×", "n", "no", "false", "0", "-"]})
KINDS = {
    word: kind
    for kind, words in {
        PartKind.HOME: "住宅 住房 居住 home flat",
        PartKind.SHOP: "商铺 商业 店铺 办公 shop",
        PartKind.PARKING: "车位 车库 停车位 parking",
    }.items()
    for word in words.split()
}
LIVES, OWNS, RENTS = 1, 2, 4

HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?|([0-9]{8})")
_AREA = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2})0*)?")
PHONE = re.compile(r"\+?[0-9][0-9\-]{4,18}")
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]")
_DOCUMENT = re.compile(r"[A-Z0-9()\-]{4,30}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def plain(cell: object) -> str:
    """A cell as text, the way a person would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.isascii() and cell.isprintable():
            return cell.strip()
        return unicodedata.normalize("NFKC", cell).strip()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def header(cell: object) -> str:
    """A heading as compared: 面积（㎡）* → 面积, Born on → born_on."""
    words = re.sub(r"\([^)]*\)|\[[^\]]*\]|[*:：]", "", plain(cell))
    return re.sub(r"\s+", "_", words.strip()).lower()


def read_date(text: str, today: date) -> date | None:
    """A date, or None where it is none, or lies in the future."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, digits = found.groups()
    if digits:
        year, month, day = digits[:4], digits[4:6], digits[6:]
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value if date(1900, 1, 1) <= value <= today else None


def read_area(text: str) -> int | None:
    """Square metres with at most two decimals, as units of 0.01 m²; None where it is not."""
    found = _AREA.fullmatch(text)
    if found is None:
        return None
    whole, part = found.groups()
    value = int(whole) * 100 + int((part or "").ljust(2, "0"))
    return value if 0 < value <= AREA_MOST else None


def is_document(text: str) -> bool:
    """A document number; a citizen's number must agree with its check digit (GB 11643)."""
    if re.fullmatch(r"[0-9]{17}[0-9A-Z]", text):
        if not _CITIZEN.fullmatch(text):
            return False
        rest = sum(int(d) * w for d, w in zip(text, _WEIGHTS, strict=False)) % 11
        return "10X98765432"[rest] == text[17]
    return bool(_DOCUMENT.fullmatch(text))


def birthday_in(id_number: str, today: date) -> date | None:
    """The date of birth that a citizen's number says."""
    return read_date(id_number[6:14], today) if _CITIZEN.fullmatch(id_number) else None


def read_status(text: str) -> int | None:
    """居民、业主 → LIVES | OWNS; nothing said means a resident."""
    if not text:
        return LIVES
    flags = 0
    for word in re.split(r"[、,，/;；+＋\s]+", text.lower()):
        if word not in _STATUS:
            return None
        flags |= _STATUS[word]
    return flags


def door_number(text: str) -> str:
    """101室 → 101."""
    return re.sub(r"\s", "", text).removesuffix("室").removesuffix("号") or text


def csv_text(content: bytes) -> str | None:
    """The text of a .csv: UTF-8 with or without a mark, else GB 18030; None if it is neither."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def csv_delimiter(text: str) -> str:
    """What parts the cells: whichever of the usual ones the header has most of."""
    head = text[:2000].splitlines()[:10]
    return max(",\t;", key=lambda mark: sum(line.count(mark) for line in head))
