"""What tellers share: a piece of news, its circles, and what an entry is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from civic import ledger
from civic.db import session
from civic.ledger import Entry
from civic.matters.models import Matter
from civic.notices.models import circles
from civic.notices.models.circles import Circle
from civic.notices.rules import Because, Event

Heard = tuple[Because, Circle]


@dataclass(frozen=True)
class News:
    """One event for its circles, the closest first; ``mailed`` hear of it by mail too."""

    event: Event
    url: str
    facts: Mapping[str, Any]
    circles: tuple[Heard, ...]
    mailed: frozenset[Because] = field(default_factory=frozenset)
    thread: str | None = None


CLOSE = frozenset(Because) - {Because.RESIDENT}
"""Mail goes to whoever is concerned in person; a whole community reads it in the inbox."""


def ident(ref: str) -> int:
    """The id in a reference."""
    return int(ref.rpartition("/")[2])


def pub(entry: Entry) -> dict[str, Any]:
    """What a public entry says in the clear."""
    return ledger.content(entry).get("pub") or {}


def secret(entry: Entry) -> dict[str, Any]:
    """What a private entry says; nothing once it is erased."""
    opened = ledger.opening(entry.idx, "entry")
    if opened is None or not isinstance(opened.value, Mapping):
        return {}
    said = opened.value.get("secret")
    return dict(said) if isinstance(said, Mapping) else {}


def matter_of(entry: Entry) -> Matter:
    """The matter that an entry is about."""
    return session().get_one(Matter, ident(entry.ref))


def about(matter: Matter) -> dict[str, Any]:
    """What every sentence about a matter says, and of which: it may be named anew one day."""
    return {"title": matter.title, "title_of": matter.id}


def page(matter: Matter) -> str:
    """Where a matter is read."""
    return f"/matters/{matter.id}"


def concerned(*matter_ids: int) -> tuple[Heard, ...]:
    """Whom the news of a matter concerns, or of two that became one."""
    return (
        (Because.AUTHOR, circles.author(*matter_ids)),
        (Because.SPOKE, circles.speakers(*matter_ids)),
        (Because.SECONDED, circles.seconders(*matter_ids)),
        (Because.FOLLOWS, circles.followers(*matter_ids)),
    )


def iso(moment: Any) -> str | None:
    """A date or a moment as it is kept; the reader's language makes words of it."""
    return None if moment is None else moment.isoformat()
