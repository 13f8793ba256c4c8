"""Rows sealed to the urn's key, and what binds the urn to the public record.

A row is HPKE (RFC 9180; X25519, HKDF-SHA256, AES-128-GCM) of the answer, after its length in 2
bytes, filled up with zeros: ``row_length + 2`` bytes, sealed 48 more, all of one vote alike. Its
``info`` binds vote and question. A comment is a row of question 0 with a length of its own.

    ballot commitment = SHA-256 over joined civic-ballot-v1, vote, ballot id, word, blind
    row commitment    = SHA-256 over joined civic-row-v1, vote, question, row id, sealed row

The two are separate lists, so that no stored data joins the rows of one ballot again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from civic.errors import Invalid
from civic.voting.urn.sealing.encoding import digest, joined
from civic.voting.urn.why import Why

ID_BYTES = 16
HASH_BYTES = 32
COMMENT = 0
LONGEST_COMMENT = 2048
_PREFIX, _OVERHEAD = 2, 48
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def sealed_length(row_length: int) -> int:
    """Bytes of a sealed row whose answer has at most ``row_length`` bytes."""
    return _PREFIX + row_length + _OVERHEAD


def seal(public: bytes, vote: int, question: int, answer: bytes, row_length: int) -> bytes:
    """An answer of at most ``row_length`` bytes, readable for whoever has the private key.

    Raises Invalid: too long; a public key that is none (a point of small order).
    """
    if len(answer) > row_length:
        raise Invalid(Why.ANSWER_TOO_LONG, question=question, most=row_length)
    filled = len(answer).to_bytes(_PREFIX, "big") + answer.ljust(row_length, b"\0")
    try:
        key = X25519PublicKey.from_public_bytes(public)
        return _SUITE.encrypt(filled, key, _info(vote, question))
    except ValueError:
        raise Invalid(Why.KEY_UNFIT) from None


def private_key(private: bytes) -> X25519PrivateKey:
    """The key that ``open_row`` takes."""
    return X25519PrivateKey.from_private_bytes(private)


def open_row(key: X25519PrivateKey, vote: int, question: int, sealed: bytes) -> bytes:
    """The answer. Raises Invalid: another key's, another vote's or question's, or not sealed so."""
    try:
        filled = _SUITE.decrypt(sealed, key, _info(vote, question))
    except (InvalidTag, ValueError):
        raise Invalid(Why.ROW_UNSEALED, question=question) from None
    length = int.from_bytes(filled[:_PREFIX], "big")
    answer, rest = filled[_PREFIX : _PREFIX + length], filled[_PREFIX + length :]
    if len(answer) != length or rest.strip(b"\0"):
        raise Invalid(Why.ROW_UNSEALED, question=question)
    return answer


def _info(vote: int, question: int) -> bytes:
    return joined("civic-urn-row-v1", vote, question)


def ballot_commitment(vote: int, ballot_id: bytes, word: str, blind: bytes) -> bytes:
    """What the urn keeps of a ballot: it says nothing without the receipt's blind."""
    return digest("civic-ballot-v1", vote, ballot_id, word, blind)


def row_commitment(vote: int, question: int, row_id: bytes, sealed: bytes) -> bytes:
    """What binds a sealed row: no row is dropped or swapped once this is in the record."""
    return digest("civic-row-v1", vote, question, row_id, sealed)


@dataclass(frozen=True)
class Commitments:
    """Commitments to ballots and to rows (of all questions and comments), each sorted."""

    ballots: tuple[bytes, ...] = ()
    rows: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, ballots: Iterable[bytes], rows: Iterable[bytes]) -> "Commitments":
        """Sorted, so that their order tells nothing."""
        return cls(tuple(sorted(ballots)), tuple(sorted(rows)))

    def without(self, known: "Commitments") -> "Commitments":
        """Those that are not known yet."""
        return Commitments.of(
            set(self.ballots).difference(known.ballots), set(self.rows).difference(known.rows)
        )

    def together(self, more: "Commitments") -> "Commitments":
        """Those of both."""
        return Commitments.of((*self.ballots, *more.ballots), (*self.rows, *more.rows))

    def digest(self) -> bytes:
        """What the certificate calls the two lists by."""
        return digest("civic-commitments-v1", b"".join(self.ballots), b"".join(self.rows))
