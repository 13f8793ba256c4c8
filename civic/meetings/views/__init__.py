"""Pages of meetings: the list, the heart page, the committee's steps, seats, the room, the result.

On a matter's page its rounds stand as a panel, with offers of what the reader can do.
"""

from flask import Blueprint

bp = Blueprint("meetings", __name__, url_prefix="/meetings")

from civic.meetings.views import (  # noqa: E402
    convening,
    evaluation,
    minutes,
    outcome,
    panel,
    paneling,
    paper,
    reading,
    roll,
    room,
    seats,
)
from civic.meetings.wording import KIND  # noqa: E402

CONTEXT = {"meeting_kind": lambda: KIND}
MATTER_PANELS = [(30, panel.panel)]
MATTER_OFFERS = [panel.convene, panel.go]
