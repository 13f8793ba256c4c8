"""The urn's key and the sheets of its three holders (钥匙保管人), any two of whom open it.

For each pair (a, b) of holders: a keeps r, b keeps key ⊕ r, with an r of its own. A sheet thus
holds two strings of 32 bytes; alone they are noise. Each string is four numbered lines of 8 bytes
with 2 bytes of a check over vote, holder, partner and number of line, so that what is mistyped, or
stands in another line or on another sheet, is named.

    civic-urn-sheet-v1
    vote 12
    holder 1
    key ABCD EFGH IJKL MNOP QRST
    with 2
    1 ABCD EFGH IJKL MNOP
    …
    with 3
    …

Key: X25519, 32 bytes. Its fingerprint: 20 base32 characters of SHA-256 over the joined
``civic-urn-key-v1`` and the public key. Lines that begin with ``#`` are for people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from civic.errors import Invalid
from civic.voting.urn.sealing.encoding import (
    digest,
    fingerprint,
    grouped,
    joined,
    number,
    ungrouped,
)
from civic.voting.urn.why import Why

KEY_BYTES = 32
PAIRS = ((1, 2), (1, 3), (2, 3))
_SHEET, _KEY = "civic-urn-sheet-v1", "civic-urn-key-v1"
_LINE, _CHECK = 8, 2


def new_key() -> bytes:
    """A private key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def key_fingerprint(public: bytes) -> str:
    """What a vote's manifest, its sheets and its certificate call the key by."""
    return fingerprint(joined(_KEY, public))


def key_folder(vote: int, key: str) -> str:
    """Where a key and its sheets lie on the holders' machine: each key has a folder of its own."""
    return f"key{vote}-{key.partition(' ')[0]}"


@dataclass(frozen=True)
class Sheet:
    """What one holder keeps: a share with each of the other two."""

    vote: int
    holder: int
    key: str
    shares: dict[int, bytes]

    def text(self) -> str:
        """As it is printed, and typed again."""
        lines = [_SHEET, f"vote {self.vote}", f"holder {self.holder}", f"key {self.key}"]
        for other, share in sorted(self.shares.items()):
            lines += [f"with {other}", *_lines(share, _SHEET, self.vote, self.holder, other)]
        return "\n".join(lines) + "\n"


def split(private: bytes, vote: int) -> tuple[Sheet, ...]:
    """The three sheets of a key."""
    shares: dict[int, dict[int, bytes]] = {1: {}, 2: {}, 3: {}}
    for a, b in PAIRS:
        noise = token_bytes(KEY_BYTES)
        shares[a][b], shares[b][a] = noise, _xor(private, noise)
    key = key_fingerprint(public_of(private))
    return tuple(Sheet(vote, holder, key, kept) for holder, kept in shares.items())


def combine(one: Sheet, other: Sheet) -> bytes:
    """The private key, of two holders' sheets.

    Raises Invalid: twice the same holder, sheets of different keys, or not the key they name.
    """
    if (one.vote, one.key) != (other.vote, other.key):
        raise Invalid(Why.SHEETS_APART)
    if one.holder == other.holder:
        raise Invalid(Why.SAME_HOLDER, holder=one.holder)
    private = _xor(one.shares[other.holder], other.shares[one.holder])
    if key_fingerprint(public_of(private)) != one.key:
        raise Invalid(Why.WRONG_KEY)
    return private


def read_sheet(text: str) -> Sheet:
    """A sheet as it was typed. Raises Invalid, naming the line that is mistyped."""
    lines = _said(text, _SHEET, Why.SHEET_UNREADABLE)
    try:
        vote = number(_after(next(lines), "vote"))
        holder = number(_after(next(lines), "holder"))
        key = _after(next(lines), "key").upper()
        shares = {}
        for _ in range(2):
            other = number(_after(next(lines), "with"))
            shares[other] = _read(lines, f"with {other}", _SHEET, vote, holder, other)
    except (StopIteration, ValueError):
        raise Invalid(Why.SHEET_UNREADABLE) from None
    if {holder, *shares} != {1, 2, 3} or next(lines, None) is not None:
        raise Invalid(Why.SHEET_UNREADABLE)
    return Sheet(vote, holder, key, shares)


def key_file(public: bytes, vote: int) -> str:
    """The public key as the site asks for it."""
    head = [_KEY, f"vote {vote}", f"key {key_fingerprint(public)}"]
    return "\n".join([*head, *_lines(public, _KEY, vote)]) + "\n"


def read_key_file(text: str, vote: int) -> bytes:
    """The public key of this vote. Raises Invalid: none, mistyped, another vote's, or a sheet that
    was only for its holder's eyes."""
    if _SHEET in text.lower():
        raise Invalid(Why.SHEET_SHOWN)
    lines = _said(text, _KEY, Why.KEY_UNFIT)
    try:
        named = number(_after(next(lines), "vote"))
        key = _after(next(lines), "key").upper()
        public = _read(lines, "key", _KEY, named)
    except (StopIteration, ValueError):
        raise Invalid(Why.KEY_UNFIT) from None
    if named != vote:
        raise Invalid(Why.KEY_OF_ANOTHER_VOTE, named=named, vote=vote)
    if key != key_fingerprint(public) or next(lines, None) is not None:
        raise Invalid(Why.KEY_UNFIT)
    return public


def _lines(data: bytes, *bound: int | str) -> list[str]:
    lines = []
    for line, at in enumerate(range(0, KEY_BYTES, _LINE), 1):
        part = data[at : at + _LINE]
        lines.append(f"{line} {grouped(part + digest(*bound, line, part)[:_CHECK])}")
    return lines


def _read(lines: Iterator[str], part: str, *bound: int | str) -> bytes:
    data = b""
    for line in range(1, KEY_BYTES // _LINE + 1):
        typed = _after(next(lines), str(line))
        try:
            found = ungrouped(typed, _LINE + _CHECK)
        except ValueError:
            raise Invalid(Why.MISTYPED, part=part, line=line) from None
        if digest(*bound, line, found[:_LINE])[:_CHECK] != found[_LINE:]:
            raise Invalid(Why.MISTYPED, part=part, line=line)
        data += found[:_LINE]
    return data


def _said(text: str, head: str, why: Why) -> Iterator[str]:
    """The lines that count, after the one that says what they are."""
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    told = iter([line for line in lines if line and not line.startswith("#")])
    if next(told, "").lower() != head:
        raise Invalid(why)
    return told


def _after(line: str, name: str) -> str:
    found, _, rest = line.partition(" ")
    if found.lower() != name:
        raise ValueError(f"{name} is missing")
    return rest.strip()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
