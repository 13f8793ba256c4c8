"""What the reader can do with one opinion now: asked of the policy (who) and its state (when)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic.i18n import gettext as _
from civic.i18n import until
from civic.opinions.models import Opinion
from civic.opinions.rules import Objection
from civic.policy import Can, may


@dataclass(frozen=True)
class Offer:
    """A way on from an opinion's page; ``why``: until when, or what it means."""

    url: str
    text: str
    icon: str
    why: str = ""


def offers(opinion: Opinion, reader: Any) -> list[Offer]:
    """The main thing first."""
    if reader is None:
        return []
    return [*_of_hiding(opinion, reader), *_of_answer(opinion, reader)]


def _of_hiding(opinion: Opinion, reader: Any) -> Iterator[Offer]:
    hiding = opinion.hiding
    if hiding is None:
        return
    if opinion.is_hidden and hiding.can_object and may(reader, Can.OBJECT_TO_HIDING, opinion):
        url = url_for("opinions.objection", id=opinion.id)
        why = until(hiding.object_until_at)
        yield Offer(url, _("我要提出异议"), "flag", why)
    if hiding.objection is Objection.OPEN and may(reader, Can.DECIDE_OBJECTION, opinion):
        url = url_for("opinions.decision", id=opinion.id)
        why = until(hiding.decide_until_at) if hiding.decide_until_at else ""
        yield Offer(url, _("裁定异议"), "check", why)


def _of_answer(opinion: Opinion, reader: Any) -> Iterator[Offer]:
    id = opinion.id
    if opinion.is_awaited and may(reader, Can.REPLY, opinion):
        yield Offer(url_for("opinions.answering", opinion=id), _("答复"), "reply")
        if opinion.extended_at is None and not opinion.is_overdue:
            yield Offer(url_for("opinions.extension", opinion=id), _("申请延期"), "clock")
    if opinion.is_owed_a_reply and not opinion.is_answered:
        if may(reader, Can.ADDRESS_OPINION, opinion):
            text = _("改送别的单位") if opinion.is_sent else _("送交单位答复")
            url = url_for("opinions.sending", id=opinion.matter_id, opinion=id)
            yield Offer(url, text, "arrow-right")
        if may(reader, Can.CLASSIFY_OPINION, opinion):
            yield Offer(url_for("opinions.classification", id=id), _("分类并写理由"), "list")
    if opinion.reply is not None and may(reader, Can.CORRECT_REPLY, opinion.reply):
        url = url_for("opinions.correction", id=opinion.reply.id)
        yield Offer(url, _("更正答复"), "edit")
    if opinion.hiding is None and may(reader, Can.HIDE_OPINION, opinion):
        yield Offer(url_for("opinions.hiding", id=id), _("隐藏这条意见"), "hidden")
