"""What voting adds to a matter's own page."""

from flask import render_template

from civic.db import session
from civic.matters.models import Matter
from civic.matters.rules import MEETINGS
from civic.voting import models
from civic.voting.views.lines import line


def votes(matter: Matter) -> str | None:
    """The votes about it, each as in the list of votes."""
    if matter.forum in MEETINGS:
        return None  # what it is put to there stands on the meeting's page
    found = session().scalars(models.votes_of_matter(matter.id)).all()
    if not found:
        return None
    return render_template("voting/_panel.html", lines=[line(vote) for vote in found])
