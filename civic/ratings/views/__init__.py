"""Public pages of units and office-holders, open to everybody."""

from flask import Blueprint

bp = Blueprint("ratings", __name__, url_prefix="/ratings")

from civic.ratings.views import exports, finding, pages, panel  # noqa: E402

MATTER_PANELS = [(55, panel.rated)]
