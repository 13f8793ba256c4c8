"""Pages of opinions: what was said, saying it, moderation, the officials' desk.

On a matter's page they stand as a panel, with offers of what the reader can do.
"""

from flask import Blueprint

bp = Blueprint("opinions", __name__)

from civic.opinions.views import answering, desk, moderating, panel, reading, saying  # noqa: E402

MATTER_PANELS = [(40, panel.panel)]
MATTER_OFFERS = [panel.give, panel.enter, panel.send]
