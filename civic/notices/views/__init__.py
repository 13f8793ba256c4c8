"""The inbox, what one wants to hear, what one follows; in the demo, its mail."""

from typing import Any

from flask import Blueprint, Flask, g, url_for
from sqlalchemy import exists, select

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.matters.views import Offer
from civic.notices import models, wording
from civic.notices.models import Follow

bp = Blueprint("notices", __name__, url_prefix="/notices")

from civic.notices.views import inbox, mailbox  # noqa: E402

MOST = 100
"""The bell counts no further."""


def unread() -> int:
    """How many notices wait for whoever is signed in; one cheap query, none for visitors."""
    reader = web.person()
    if reader is None:
        return 0
    if "unread" not in g:
        g.unread = session().scalar(models.unread_count(reader.id, MOST)) or 0
    return int(g.unread)


def following(matter: Matter, reader: Any) -> Offer | None:
    """To follow a matter, or to stop."""
    if reader is None or reader.id == matter.author_id or not matter.is_public:
        return None
    if not _follows(reader.id, matter.id):
        url = url_for("notices.follow", matter_id=matter.id)
        return Offer(105, _("关注，有进展告诉我"), url, "bell", posts=True)
    url = url_for("notices.unfollow", matter_id=matter.id)
    return Offer(105, _("不再关注"), url, "bell", posts=True)


def _follows(reader_id: int, matter_id: int) -> bool:
    """Whether they do; the bell's number comes with it, for a matter's page is full of queries."""
    mine = exists().where(Follow.person_id == reader_id, Follow.matter_id == matter_id)
    bell = models.unread_count(reader_id, MOST).scalar_subquery()
    follows, g.unread = session().execute(select(mine, bell)).one()
    return bool(follows)


CONTEXT = {"unread": unread}
MATTER_OFFERS = [following]


def init_app(app: Flask) -> None:
    """Give the post its voice; open the demo's mailbox where there is a demo."""
    app.extensions["civic.notices.voice"] = wording.letter
    if app.config["ENV"] == "demo":
        app.register_blueprint(mailbox.bp)
