"""Public pages of units and office-holders, open to everybody."""

from flask import Blueprint

bp = Blueprint("ratings", __name__, url_prefix="/ratings")

from civic.ratings.views import exports, finding, pages  # noqa: E402

__all__ = ["bp", "exports", "finding", "pages"]
