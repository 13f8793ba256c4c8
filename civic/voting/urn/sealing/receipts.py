"""The receipt (回执): that a ballot is in the urn, never what it says.

    civic-receipt-v1
    vote 12
    ballot ABCD EFGH IJKL MNOP QRST UVWX YZ
    word 桂花
    blind ABCD …
    record ABCD EFGH IJKL MNOP QRST

The word is the voter's own (two voters cannot be given one receipt), or the line is missing; the
last line is the fingerprint of the record's checkpoint at that time.
"""

import unicodedata
from collections.abc import Container
from dataclasses import dataclass

from civic.errors import Invalid
from civic.voting.urn.sealing.encoding import grouped, number, ungrouped
from civic.voting.urn.sealing.rows import ID_BYTES, ballot_commitment
from civic.voting.urn.why import Why

_RECEIPT = "civic-receipt-v1"
SHORTEST, LONGEST = 2, 8  # characters of the word


def checked_word(text: str) -> str:
    """The voter's own word, or none. Raises Invalid: too short, too long, or no letters and figures."""
    word = unicodedata.normalize("NFC", text.strip())
    if word and not (SHORTEST <= len(word) <= LONGEST and word.isalnum()):
        raise Invalid(Why.WORD_UNFIT, field="word", least=SHORTEST, most=LONGEST)
    return word


@dataclass(frozen=True)
class Receipt:
    """What a voter keeps. Blind and word are stored nowhere else."""

    vote: int
    ballot_id: bytes
    word: str
    blind: bytes
    record: str

    @property
    def commitment(self) -> bytes:
        return ballot_commitment(self.vote, self.ballot_id, self.word, self.blind)

    def is_among(self, ballots: Container[bytes]) -> bool:
        """Whether the ballot stands among the vote's published commitments to ballots."""
        return self.commitment in ballots

    def text(self) -> str:
        """As it is shown, printed and saved."""
        lines = [_RECEIPT, f"vote {self.vote}", f"ballot {grouped(self.ballot_id)}"]
        lines += [f"word {self.word}"] if self.word else []
        lines += [f"blind {grouped(self.blind)}", f"record {self.record}"]
        return "\n".join(lines) + "\n"


def read_receipt(text: str) -> Receipt:
    """A receipt as it was saved or typed. Raises Invalid where it cannot be one."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    kept = {name.lower(): rest.strip() for name, _, rest in (line.partition(" ") for line in lines)}
    try:
        return Receipt(
            number(kept["vote"]),
            ungrouped(kept["ballot"], ID_BYTES),
            checked_word(kept.get("word", "")),
            ungrouped(kept["blind"], ID_BYTES),
            kept.get("record", ""),
        )
    except (KeyError, ValueError):
        raise Invalid(Why.RECEIPT_UNREADABLE) from None
