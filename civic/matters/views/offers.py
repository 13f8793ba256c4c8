"""What the reader can do with a matter now: asked of the policy (who) and of the rules (when)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from civic.i18n import gettext as _
from civic.i18n import until
from civic.matters.models import Matter
from civic.matters.rules import (
    OPEN_FOR_FILES,
    OPEN_FOR_MERGING,
    OPEN_FOR_REVIEW,
    OPEN_FOR_ROUTING,
    OPEN_FOR_SECONDING,
    OPEN_FOR_WITHDRAWAL,
    Objection,
    Stage,
    is_open_for_editing,
)
from civic.matters.views import hidden
from civic.policy import Can, may


@dataclass(frozen=True, order=True)
class Offer:
    """Something to do: the one with the lowest order is the page's main action.

    From 100 on it is never the main one. ``posts``: a button, not a way to a form.
    """

    order: int
    text: str = field(compare=False)
    url: str = field(compare=False)
    icon: str = field(compare=False, default="arrow-right")
    why: str = field(compare=False, default="")
    posts: bool = field(compare=False, default=False)


ASIDE = 100

Panel = tuple[int, Callable[[Matter], str | Markup | None]]
Offering = Callable[[Matter, Any], Offer | None]


def offers(matter: Matter, reader: Any, *, has_seconded: bool) -> list[Offer]:
    """All that this reader can do here, the main thing first."""
    found = [
        *_own(matter, reader),
        *_of_hiding(matter, reader),
        *_neighbour(matter, reader, has_seconded),
    ]
    found += [*_committee(matter, reader), *_branch(matter, reader), *_visitor(matter, reader)]
    further: list[Offering] = current_app.extensions["civic.matter_offers"]
    found += [offer for ask in further if (offer := ask(matter, reader)) is not None]
    return sorted(found)


def panels(matter: Matter) -> list[Markup]:
    """What higher rooms show on the page, in their order."""
    known: list[Panel] = current_app.extensions["civic.matter_panels"]
    shown = (render(matter) for _order, render in sorted(known, key=lambda panel: panel[0]))
    return [Markup(html) for html in shown if html]


def _own(matter: Matter, reader: Any) -> Iterator[Offer]:
    def to(view: str) -> str:
        return url_for(f"matters.{view}", id=matter.id)

    is_draft = matter.stage is Stage.DRAFT
    if may(reader, Can.EDIT_MATTER, matter):
        if is_draft:
            why = _("提交后编号，居委会5个工作日内答复是否受理。")
            yield Offer(0, _("提交给居委会"), to("submit"), "check", str(why), posts=True)
        if is_open_for_editing(matter.stage, matter.supporters) and matter.hiding is None:
            yield Offer(ASIDE + 1, _("修改文字"), to("edit"), "edit")
    if may(reader, Can.ATTACH_FILE, matter) and matter.stage in OPEN_FOR_FILES:
        yield Offer(ASIDE + 2, _("添加照片或文件"), to("files"), "attachment")
    if may(reader, Can.WITHDRAW_MATTER, matter) and matter.stage in OPEN_FOR_WITHDRAWAL:
        text = _("不要这份草稿了") if is_draft else _("撤回议题")
        yield Offer(ASIDE + 9, text, to("withdrawal"), "cross")


def _of_hiding(matter: Matter, reader: Any) -> Iterator[Offer]:
    parts = hidden.parts(matter).values()
    found = [hidden.hiding(matter, part) for part in parts]
    open_to = [each.object_until_at for each in found if each is not None and each.can_object]
    if open_to and may(reader, Can.OBJECT_TO_HIDING, matter):
        url = url_for("matters.objection", id=matter.id)
        yield Offer(5, _("我要提出异议"), url, "flag", until(min(open_to)))
    objections = [each for each in found if each and each.objection is Objection.OPEN]
    due = [each.decide_until_at for each in objections if each.decide_until_at is not None]
    if due and may(reader, Can.DECIDE_OBJECTION, matter):
        url = url_for("matters.decision", id=matter.id)
        yield Offer(6, _("裁定异议"), url, "check", until(min(due)))
    can_hide = matter.is_public and any(hidden.is_hideable(matter, part) for part in parts)
    if can_hide and may(reader, Can.HIDE_MATTER, matter):
        url = url_for("matters.hiding", id=matter.id)
        yield Offer(ASIDE + 7, _("隐藏违规内容"), url, "hidden")


def _neighbour(matter: Matter, reader: Any, has_seconded: bool) -> Iterator[Offer]:
    if matter.stage not in OPEN_FOR_SECONDING or not may(reader, Can.SECOND_MATTER, matter):
        return
    if has_seconded:
        url = url_for("matters.take_back_second", id=matter.id)
        yield Offer(ASIDE + 8, _("取消我的附议"), url, "cross", posts=True)
    elif reader.id != matter.author_id:
        url = url_for("matters.second", id=matter.id)
        why = _("您也觉得该议一议？附议只留一个姓，随时可以取消。")
        yield Offer(30, _("我附议"), url, "agree", str(why), posts=True)


def _visitor(matter: Matter, reader: Any) -> Iterator[Offer]:
    if reader is None and matter.stage in OPEN_FOR_SECONDING:
        back = url_for("matters.show", id=matter.id)
        why = _("登录以后，本社区的居民、业主和租户可以附议。")
        yield Offer(50, _("去登录"), url_for("people.sign_in", next=back), "sign-in", str(why))


def _committee(matter: Matter, reader: Any) -> Iterator[Offer]:
    if may(reader, Can.SCREEN_MATTER, matter) and matter.stage is Stage.SUBMITTED:
        yield Offer(10, _("审核这件议题"), url_for("matters.screening", id=matter.id), "check")
    if may(reader, Can.ROUTE_MATTER, matter) and matter.stage in OPEN_FOR_ROUTING:
        url = url_for("matters.routing", id=matter.id)
        if matter.forum is None:
            yield Offer(20, _("确定由谁来议"), url, "people")
        else:
            yield Offer(ASIDE + 3, _("更改议事方式"), url, "people")
    if may(reader, Can.MERGE_MATTER, matter) and matter.stage in OPEN_FOR_MERGING:
        yield Offer(ASIDE + 4, _("和别的议题合并"), url_for("matters.merger", id=matter.id), "list")


def _branch(matter: Matter, reader: Any) -> Iterator[Offer]:
    if matter.stage not in OPEN_FOR_REVIEW or matter.party_review_on is not None:
        return
    if may(reader, Can.REVIEW_MATTER, matter):
        order = 15 if matter.needs_party_review else ASIDE + 5
        yield Offer(order, _("登记研究意见"), url_for("matters.party_review", id=matter.id), "edit")
