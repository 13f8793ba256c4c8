"""What the register adds to a matter's own page."""

from typing import Any

from flask import render_template, url_for

from civic.db import session
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.matters.views import Offer
from civic.policy import Can, may
from civic.register import actions, models, wording
from civic.register.rules import AFTER_THE_RESULT


def entries(matter: Matter) -> str | None:
    """What stands in the register about it, under which numbers."""
    found = session().scalars(models.of_matter(matter.id)).all()
    if not found:
        return None
    return render_template("register/_panel.html", entries=found, KIND=wording.KIND)


def decision(matter: Matter, reader: Any) -> Offer | None:
    """For an official who was asked: to enter what the unit has decided."""
    if matter.stage not in AFTER_THE_RESULT or reader is None or not reader.unit_ids:
        return None
    if not may(reader, Can.ENTER_DECISION, actions.docket(matter)):
        return None
    return Offer(40, _("登记部门决定"), url_for("register.new", matter=matter.id), "seal")
