"""Reading, following, turning off."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, url_for

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.notices import actions, forms, models, wording
from civic.notices.models import Mute, Notification
from civic.notices.rules import Channel, Topic
from civic.notices.views import bp

PAGE = 20


@dataclass(frozen=True)
class Line:
    """A notice as it is read."""

    id: int
    text: str
    because: str
    at: Any
    is_unread: bool


@bp.get("/")
def index() -> Response:
    """The inbox: unread first."""
    only_unread = request.args.get("show") == "unread"
    found, page = web.paged(models.inbox(web.person().id, only_unread=only_unread), PAGE)
    lines = [_line(notification) for notification in found]
    return web.reply("notices/index.html", lines=lines, page=page, only_unread=only_unread)


def _line(notification: Notification) -> Line:
    message = notification.message
    return Line(
        notification.id,
        wording.sentence(message),
        str(wording.BECAUSE[message.because]),
        message.created_at,
        notification.is_unread,
    )


@bp.post("/<int:id>/reading")
def read(id: int) -> Response:
    """Open a notice: it counts as read, and leads to what it is about."""
    notification: Notification = web.one_or_404(models.own(web.person().id, id))
    actions.read(web.person(), notification)
    return web.done(notification.message.url)


@bp.post("/reading")
def read_all() -> Response:
    """All read."""
    actions.read_all(web.person())
    return web.done(url_for(".index"), _("全部标为已读了。"))


@bp.get("/preferences")
def preferences() -> Response:
    """What comes, and how."""
    muted = list(session().scalars(models.mutes(web.person().id)))
    form = forms.Preferences(
        inbox=_left_on(muted, Channel.INBOX), mail=_left_on(muted, Channel.MAIL)
    )
    return web.reply("notices/preferences.html", form=form)


def _left_on(muted: list[Mute], channel: Channel) -> list[str]:
    off = {mute.topic for mute in muted if mute.channel is channel}
    return [topic.value for topic in Topic if topic not in off]


@bp.post("/preferences")
def choose() -> Response:
    """Keep what was chosen."""
    form = forms.Preferences()
    left = {Channel.INBOX: form.inbox.data or (), Channel.MAIL: form.mail.data or ()}
    off = [(topic, channel) for channel in Channel for topic in Topic if topic not in left[channel]]
    if web.attempt(form, actions.mute, web.person(), off) is None:
        return web.reply("notices/preferences.html", form=form)
    return web.done(url_for(".preferences"), _("已经记住。"))


@bp.get("/following")
def followed() -> Response:
    """The matters one follows."""
    found, page = web.paged(models.followed(web.person().id), PAGE)
    return web.reply("notices/following.html", matters=found, page=page)


@bp.post("/following/<int:matter_id>")
def follow(matter_id: int) -> Response:
    """Hear of a matter from now on."""
    matter = _public(matter_id)
    actions.follow(web.person(), matter)
    return web.done(url_for("matters.show", id=matter.id), _("关注了，有进展会告诉您。"))


@bp.post("/following/<int:matter_id>/ending")
def unfollow(matter_id: int) -> Response:
    """No more of it."""
    matter = _public(matter_id)
    actions.unfollow(web.person(), matter)
    return web.done(url_for("matters.show", id=matter.id), _("不再关注了。"))


def _public(matter_id: int) -> Matter:
    matter = web.get_or_404(Matter, matter_id)
    return matter if matter.is_public else abort(404)
