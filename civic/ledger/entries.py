"""What an entry is: PURE. Canonical bytes, commitments, the public and the private form.

Only integers, strings, booleans, null, lists and mappings go in. Text is brought
to NFC first, because JCS (RFC 8785) leaves é and e+◌́ two different strings.
"""

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import rfc8785

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"

VERSION = 1
LIMIT = 65_535
SALT_BYTES = 32
PRIVATE_TYPE = "private"
WHOLE = "entry"
ACTOR = "by"
TEXT = "text"
_DOMAIN = b"civic-field-v1\x00"


@dataclass(frozen=True)
class Committed:
    """A piece of an official text that stands behind a commitment (a name, say)."""

    value: str


@dataclass(frozen=True)
class Secret:
    """What opens one commitment of an entry; erasing it erases the value."""

    field: str
    salt: bytes
    value: bytes


@dataclass(frozen=True)
class Written:
    """An entry's bytes, what opens its commitments, and official texts too long for it."""

    body: bytes
    secrets: tuple[Secret, ...]
    texts: Mapping[str, str]


def canonical(value: JSON) -> bytes:
    """NFC, then JCS. Refuses floats, integers beyond 2^53 and broken text."""
    return bytes(rfc8785.dumps(_normal(value)))


def commitment(salt: bytes, field: str, value: bytes) -> str:
    """The commitment to a field, whose value is given in its canonical bytes."""
    # {"f":…,"v":…} in JCS order, the value being canonical already.
    whole = b'{"f":' + _named(field) + b',"v":' + value + b"}"
    return b64encode(hashlib.sha256(_DOMAIN + salt + whole).digest()).decode("ascii")


@lru_cache
def _named(field: str) -> bytes:
    return canonical(field)


def opens(committed: str, salt: bytes, field: str, value: JSON) -> bool:
    """Whether salt, field and value are what was committed to."""
    if len(salt) != SALT_BYTES:
        return False
    return hmac.compare_digest(committed, commitment(salt, field, canonical(value)))


def text_digest(text: str) -> str:
    """How an entry names an official text too long to stand in it."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8")).hexdigest()


def public(
    *,
    seq: int,
    kind: str,
    day: str,
    at: str,
    ref: str,
    by: int | None,
    pub: Mapping[str, JSON] | None,
    text: Sequence[str | Committed] | None,
    secret: Mapping[str, JSON] | None,
) -> Written:
    """An entry in the clear; personal fields and its author behind commitments."""
    opened: list[Secret] = []
    commits: dict[str, JSON] = {}

    def commit(field: str, value: JSON) -> str:
        kept = Secret(field, secrets.token_bytes(SALT_BYTES), canonical(value))
        opened.append(kept)
        return commitment(kept.salt, field, kept.value)

    for field, value in (secret or {}).items():
        if field == ACTOR or field.startswith(f"{TEXT}."):
            raise ValueError(f"the field {field} is the ledger's own")
        commits[field] = commit(field, value)
    if by is not None:
        commits[ACTOR] = commit(ACTOR, by)

    entry: dict[str, JSON] = {
        "v": VERSION,
        "seq": seq,
        "type": kind,
        "day": day,
        "at": at,
        "ref": ref,
    }
    if pub:
        entry["pub"] = pub
    if commits:
        entry["commit"] = commits
    if not text:
        return Written(_fitting(canonical(entry)), tuple(opened), {})

    parts: list[dict[str, JSON]] = []
    for place, part in enumerate(text):
        if isinstance(part, Committed):
            parts.append({"commit": commit(f"{TEXT}.{place}", part.value)})
        else:
            parts.append({"pub": part})
    entry[TEXT] = parts
    body = canonical(entry)
    texts: dict[str, str] = {}
    while len(body) >= LIMIT:
        place, long = max(
            ((i, part["pub"]) for i, part in enumerate(parts) if isinstance(part.get("pub"), str)),
            key=lambda pair: len(str(pair[1])),
            default=(-1, ""),
        )
        if place < 0:
            raise ValueError("an entry must be shorter than 65,535 bytes")
        kept_text = unicodedata.normalize("NFC", str(long))
        digest = text_digest(kept_text)
        texts[digest] = kept_text
        parts[place] = {"sha256": digest}
        body = canonical(entry)
    return Written(body, tuple(opened), texts)


def private(
    *,
    seq: int,
    kind: str,
    day: str,
    at: str,
    ref: str,
    by: int | None,
    pub: Mapping[str, JSON] | None,
    text: Sequence[str | Committed] | None,
    secret: Mapping[str, JSON] | None,
) -> Written:
    """An entry that says nothing but that something was done on that day."""
    whole: dict[str, JSON] = {"type": kind, "at": at, "ref": ref}
    if by is not None:
        whole[ACTOR] = by
    if pub:
        whole["pub"] = pub
    if text:
        whole[TEXT] = [part.value if isinstance(part, Committed) else part for part in text]
    if secret:
        whole["secret"] = secret
    kept = Secret(WHOLE, secrets.token_bytes(SALT_BYTES), canonical(whole))
    body = canonical(
        {
            "v": VERSION,
            "seq": seq,
            "type": PRIVATE_TYPE,
            "day": day,
            "commit": {WHOLE: commitment(kept.salt, WHOLE, kept.value)},
        }
    )
    return Written(body, (kept,), {})


def _fitting(body: bytes) -> bytes:
    if len(body) >= LIMIT:
        raise ValueError("an entry must be shorter than 65,535 bytes")
    return body


def _normal(value: JSON) -> JSON:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        normal: dict[str, JSON] = {}
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("keys of the ledger are strings")
            key = unicodedata.normalize("NFC", key)
            if key in normal:
                raise ValueError(f"two keys are one in NFC: {key}")
            normal[key] = _normal(inner)
        return normal
    if isinstance(value, list | tuple):
        return [_normal(inner) for inner in value]
    raise TypeError(f"the ledger takes integers and text, no {type(value).__name__}")
