"""Matters, who seconds them, what is attached to them; the selects that lists are made of."""

from civic.matters.models.hiding import Hides
from civic.matters.models.lists import (
    PLACES,
    alike,
    around,
    happened,
    in_paths,
    last_number,
    listing,
    mergeable,
    of_author,
    page,
    per_stage,
    public,
    raisable,
    reachable,
    seconded_by,
    seconder_ids,
    seconders,
    standing,
    wanted,
)
from civic.matters.models.own import OWN_DATA
from civic.matters.models.tables import (
    INSTEAD,
    AttachmentHiding,
    Matter,
    MatterAttachment,
    MatterHiding,
    Seconding,
)
