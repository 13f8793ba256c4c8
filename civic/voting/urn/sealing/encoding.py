"""Bytes joined so that no two lists look alike, and bytes as people read and type them."""

from base64 import b32decode, b32encode
from hashlib import sha256

GROUP = 4
FINGERPRINT = 20  # characters: 100 bits
_UNLIKE = str.maketrans("01", "OI")  # figures that base32 lacks, taken for letters


def joined(*parts: bytes | int | str) -> bytes:
    """Each part after its length in 4 bytes; a number is 8 bytes, a text UTF-8."""
    pieces = []
    for part in parts:
        if isinstance(part, int):
            part = part.to_bytes(8, "big")
        elif isinstance(part, str):
            part = part.encode()
        pieces += [len(part).to_bytes(4, "big"), part]
    return b"".join(pieces)


def digest(*parts: bytes | int | str) -> bytes:
    """SHA-256 over the parts, joined; the first says what for."""
    return sha256(joined(*parts)).digest()


def grouped(data: bytes) -> str:
    """Base32 without padding, in groups of four: ``ABCD EFGH 2345``."""
    text = b32encode(data).decode().rstrip("=")
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def ungrouped(text: str, length: int) -> bytes:
    """The bytes that were grouped, however they were typed. ValueError: not so many, or no base32."""
    plain = "".join(text.split()).replace("-", "").upper().translate(_UNLIKE)
    data = b32decode(plain + "=" * (-len(plain) % 8))
    if len(data) != length or grouped(data).replace(" ", "") != plain:
        raise ValueError("not what was grouped")
    return data


def number(said: object) -> int:
    """A number as the site gives them out. ValueError: it gives out no such number."""
    found = int(str(said))
    if not 0 <= found < 2**31:
        raise ValueError("no number of the site")
    return found


def fingerprint(data: bytes) -> str:
    """What people compare: the first 20 base32 characters of the SHA-256, in groups of four."""
    return grouped(sha256(data).digest())[: FINGERPRINT + FINGERPRINT // GROUP - 1]
