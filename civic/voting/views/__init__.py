"""Pages of votes: the list, the one page of a vote, the roll, the ballot, what follows the result."""

from flask import Blueprint

bp = Blueprint("voting", __name__, url_prefix="/votes")

from civic.voting.views import (  # noqa: E402
    bundles,
    desk,
    drafting,
    objections,
    posting,
    reading,
    result,
    roll_desk,
    sheets,
)

__all__ = [
    "bp",
    "bundles",
    "desk",
    "drafting",
    "objections",
    "posting",
    "reading",
    "result",
    "roll_desk",
    "sheets",
]
