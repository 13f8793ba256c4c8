"""Pages of the public register, open to everybody."""

from flask import Blueprint

bp = Blueprint("register", __name__, url_prefix="/register")

from civic.register.views import acts, exports, pages  # noqa: E402

__all__ = ["acts", "bp", "exports", "pages"]
