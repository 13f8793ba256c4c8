"""Pages of people: signing in, the own account, the committee's desk."""

from flask import Blueprint, Flask

from civic.people import session

bp = Blueprint("people", __name__)


def init_app(app: Flask) -> None:
    """Called once the blueprint hangs in the app."""
    session.init_app(app)


from civic.people.views import (  # noqa: E402
    account,
    cards,
    desk,
    door,
    homes,
    offices,
    person,
    roster,
    units,
)
