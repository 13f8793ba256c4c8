"""What two sign the second has read as the first wrote it (integrity.md 2.4, 2.6)."""

import hashlib

from civic.errors import OutOfOrder
from civic.voting.rules.why import Why


def text_shown(text: str | None) -> str:
    """What a page brings back of a text that stood on it; empty, where there was none."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def require_text_shown(text: str | None, shown: str) -> None:
    """Nobody signs words that they have not seen, nor ends by their signature what they began."""
    if shown != text_shown(text):
        raise OutOfOrder(Why.TEXT_MOVED_ON, article="integrity 2.6")
