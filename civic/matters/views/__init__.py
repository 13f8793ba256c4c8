"""Pages of matters: the list, the matter itself, its author's forms, the committee's desk.

Higher rooms add to a matter's page without being known here. Their views modules name
``MATTER_PANELS`` (order, ``callable(matter) -> html | None``) and ``MATTER_OFFERS``
(``callable(matter, reader) -> Offer | None``); create_app collects both.
"""

from flask import Blueprint

bp = Blueprint("matters", __name__)

from civic.matters.views import desk, moderating, reading, writing  # noqa: E402
from civic.matters.views.lines import Line, line  # noqa: E402
from civic.matters.views.offers import Offer  # noqa: E402

CONTEXT = {"matter_line": lambda: line}
"""What ``matters/_row.html`` asks, on whatever page it stands."""
