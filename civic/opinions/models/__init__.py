"""Opinions, reactions, hidings and answers; what pages and higher rooms read of them."""

from civic.opinions.models.around import neighbours, neighbours_in, units_around
from civic.opinions.models.own import OWN_DATA
from civic.opinions.models.records import (
    answering_of_official,
    answering_of_officials,
    answering_of_units,
    read_answering,
)
from civic.opinions.models.selects import (
    ORDERS,
    OWED,
    SEARCHED,
    UNANSWERED,
    Counts,
    Wanted,
    alike,
    answered_by,
    answers,
    contested,
    corrected_by,
    counts,
    happened,
    in_paths,
    last_due,
    newest,
    of_author,
    of_matter,
    overdue,
    passings,
    provisional,
    queue,
    queue_counts,
    replies_of,
    reply_of,
    said_by,
    sendable,
    shown,
    unanswered,
    undecided,
    versions,
)
from civic.opinions.models.tables import Hiding, Opinion, Passing, Reaction, Reply
