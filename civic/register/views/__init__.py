"""Pages of the public register, open to everybody."""

from flask import Blueprint

bp = Blueprint("register", __name__, url_prefix="/register")

from civic.register.views import acts, exports, pages, panel  # noqa: E402

MATTER_PANELS = [(60, panel.entries)]
MATTER_OFFERS = [panel.decision]
