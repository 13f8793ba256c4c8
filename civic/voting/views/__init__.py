"""Pages of votes: the list, the one page of a vote, the roll, the ballot, what follows the result."""

from flask import Blueprint

bp = Blueprint("voting", __name__, url_prefix="/votes")

from civic.voting.views import afterwards, behind, casting, reading, roll  # noqa: E402

__all__ = ["afterwards", "behind", "bp", "casting", "reading", "roll"]
