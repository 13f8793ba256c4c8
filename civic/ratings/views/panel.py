"""What ratings add to a matter's own page: who was rated on it, and where their page is."""

from flask import render_template
from markupsafe import Markup

from civic import web
from civic.matters.models import Matter
from civic.matters.rules import Forum
from civic.ratings import models


def rated(matter: Matter) -> Markup | None:
    """The parties of its evaluation, once the result is public."""
    if matter.forum is not Forum.EVALUATION_MEETING:
        return None
    found = web.rows(models.rated_on(matter.id))
    return Markup(render_template("ratings/_panel.html", rated=found)) if found else None
