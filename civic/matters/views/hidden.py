"""What of a matter is hidden, as its page tells it, and who may read it all the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic.i18n import gettext as _
from civic.matters.models import Hides, Matter, MatterAttachment
from civic.matters.wording import GROUND, OBJECTION
from civic.policy import Can, may
from civic.wording import ROLE

Parts = dict[str, MatterAttachment | None]
"""What of a matter can be hidden, by how forms name it: its words, each of its files."""

WORDS = "words"


@dataclass(frozen=True)
class Told:
    """Instead of what is hidden: the ground and the office; how the objection stands.

    ``file``: address and name, for those who may see it all the same.
    """

    text: str
    state: tuple[str, str] | None
    reason: str | None
    file: tuple[str, str] | None = None


def parts(matter: Matter) -> Parts:
    """Its words, and each of its files."""
    files: Parts = {str(link.id): link for link in matter.attachments}
    return {WORDS: None} | files


def hiding(matter: Matter, part: MatterAttachment | None) -> Hides | None:
    """How a part was hidden, if it ever was."""
    return matter.hiding if part is None else part.hiding


def is_hidden(matter: Matter, part: MatterAttachment | None) -> bool:
    """Whether it is hidden now."""
    return matter.is_hidden if part is None else part.is_hidden


def is_hideable(matter: Matter, part: MatterAttachment | None) -> bool:
    """Whether a part may be hidden now."""
    return matter.is_hideable(matter.hiding) if part is None else part.hiding is None


def called(matter: Matter, part: MatterAttachment | None) -> str:
    """A part by its name, for those who may read it."""
    if part is None and matter.written_reason:
        return str(_("文字：标题、情况、希望和撤回的理由"))
    if part is None:
        return str(_("文字：标题、情况和希望"))
    return str(_("附件：%(name)s", name=part.attachment.name))


def may_read(matter: Matter, reader: Any) -> bool:
    """Whoever raised it, and whoever hides or decides."""
    powers = (Can.OBJECT_TO_HIDING, Can.HIDE_MATTER, Can.DECIDE_OBJECTION)
    return any(may(reader, can, matter) for can in powers)


def told(matter: Matter, reader: Any) -> list[Told]:
    """All that was ever hidden of it, the words first."""
    return list(_told(matter, reader))


def _told(matter: Matter, reader: Any) -> Iterator[Told]:
    reveals = may_read(matter, reader)
    for part in parts(matter).values():
        found = hiding(matter, part)
        if found is None:
            continue
        shown = part is not None and part.is_hidden and reveals
        yield Told(
            instead(matter, part, found),
            (str(OBJECTION[found.objection]), "late" if found.is_overdue else "plain")
            if found.objection
            else None,
            found.decision_reason,
            (address(part), part.attachment.name) if shown and part is not None else None,
        )


def instead(matter: Matter, part: MatterAttachment | None, found: Hides) -> str:
    """The ground, and whose office hid it; or that it is back."""
    if not is_hidden(matter, part):
        if part is None:
            return str(_("这件议题的文字曾被隐藏，经裁定恢复。"))
        return str(_("附件“%(name)s”曾被隐藏，经裁定恢复。", name=part.attachment.name))
    facts = {"ground": GROUND[found.ground], "office": ROLE[found.office] if found.office else ""}
    if part is None:
        return str(_("这件议题的文字已被隐藏。理由：%(ground)s。处理人：%(office)s。", **facts))
    return str(_("有一个附件已被隐藏。理由：%(ground)s。处理人：%(office)s。", **facts))


def address(part: MatterAttachment) -> str:
    """Where a file is seen."""
    return url_for("matters.file", id=part.matter_id, attachment_id=part.attachment_id)
