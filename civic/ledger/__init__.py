"""The public record (公开记录): every act is an entry, every entry a leaf of one tree.

At once audit log, feed, source of the register and outbox for notices. An entry
is appended in the act's own transaction and never changes; a mistake is corrected
by a further entry. ``entries`` and ``tree`` are pure and need no database.
"""

from civic.ledger.entries import JSON, Committed, canonical, commitment, opens, text_digest
from civic.ledger.facts import PRIVATE, PUBLIC, Fact
from civic.ledger.log import (
    SITE,
    Actor,
    Opening,
    Standing,
    Subject,
    Why,
    consistency_proof,
    content,
    erase,
    forget,
    long_text,
    opening,
    position,
    record,
    root,
    size,
    standing,
)
from civic.ledger.models import (
    Entry,
    LogSecret,
    LogText,
    Outbox,
    entries_about,
    entries_in,
    triggers,
    waiting,
)
from civic.ledger.tree import (
    EMPTY_ROOT,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
