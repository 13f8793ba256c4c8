"""Before a vote opens, each pair of holders shows that it can open: no vote locked up for ever.

The site seals a secret of its own for each pair; two sheets answer with what they read.

    civic-urn-rehearsal-v1
    vote 12
    key ABCD EFGH IJKL MNOP QRST
    1+2 ABCD …
    1+3 …
    2+3 …
"""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.errors import Invalid
from civic.voting.urn.sealing.encoding import grouped, number, ungrouped
from civic.voting.urn.sealing.keys import PAIRS, Sheet, combine, key_fingerprint
from civic.voting.urn.sealing.rows import (
    COMMENT,
    ID_BYTES,
    open_row,
    private_key,
    seal,
    sealed_length,
)
from civic.voting.urn.why import Why

_REHEARSAL = "civic-urn-rehearsal-v1"


@dataclass(frozen=True)
class Rehearsal:
    """A sealed secret for each pair, in the order of PAIRS."""

    vote: int
    key: str
    rows: tuple[bytes, ...]

    @classmethod
    def of(cls, public: bytes, vote: int, secrets: Sequence[bytes]) -> "Rehearsal":
        """A secret of 16 bytes for each pair."""
        rows = (seal(public, vote, COMMENT, secret, ID_BYTES) for secret in secrets)
        return cls(vote, key_fingerprint(public), tuple(rows))

    def text(self) -> str:
        """The file that goes to the holders."""
        named = (f"{a}+{b} {grouped(row)}" for (a, b), row in zip(PAIRS, self.rows, strict=True))
        return "\n".join([_REHEARSAL, f"vote {self.vote}", f"key {self.key}", *named]) + "\n"


def read_rehearsal(text: str) -> Rehearsal:
    """The file as it came. Raises Invalid: it is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kept = {name: rest for name, _, rest in (line.partition(" ") for line in lines)}
    try:
        if lines[0] != _REHEARSAL:
            raise ValueError("something else")
        rows = tuple(ungrouped(kept[f"{a}+{b}"], sealed_length(ID_BYTES)) for a, b in PAIRS)
        return Rehearsal(number(kept["vote"]), kept["key"], rows)
    except (IndexError, KeyError, ValueError):
        raise Invalid(Why.EXPORT_UNREADABLE) from None


def answer_rehearsal(rehearsal: Rehearsal, one: Sheet, other: Sheet) -> tuple[str, str]:
    """The pair, ``1+2``, and what it read, as it is typed into the site.

    Raises Invalid: the two do not make the key to which the rehearsal is sealed.
    """
    private = combine(one, other)
    if (one.vote, one.key) != (rehearsal.vote, rehearsal.key):
        raise Invalid(Why.WRONG_KEY)
    pair = (min(one.holder, other.holder), max(one.holder, other.holder))
    row = rehearsal.rows[PAIRS.index(pair)]
    secret = open_row(private_key(private), rehearsal.vote, COMMENT, row)
    return f"{pair[0]}+{pair[1]}", grouped(secret)
