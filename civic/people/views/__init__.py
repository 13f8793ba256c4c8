"""Pages of people: signing in, the own account, the clerk's desk."""

from flask import Blueprint, Flask

from civic.people import session

bp = Blueprint("people", __name__)


def init_app(app: Flask) -> None:
    """Called once the blueprint hangs in the app."""
    session.init_app(app)


from civic.people.views import door  # noqa: E402

__all__ = ["bp", "door", "init_app"]
