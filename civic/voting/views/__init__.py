"""Pages of votes: the list, the one page of a vote, the roll, the ballot, what follows the result."""

from flask import Blueprint

bp = Blueprint("voting", __name__, url_prefix="/votes")

from civic.voting.views import (  # noqa: E402
    afterwards,
    behind,
    bundles,
    casting,
    deliveries,
    desk,
    drafting,
    named,
    namings,
    objections,
    panel,
    posting,
    protection,
    reading,
    result,
    roll,
    roll_desk,
    sheets,
    urn,
)

MATTER_PANELS = [(55, panel.votes)]
