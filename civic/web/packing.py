"""Answers leave compressed where the browser takes it: a page is text, and phones pay by the byte."""

import gzip
import secrets
from functools import lru_cache
from io import BytesIO

from flask import Response, request

PACKED_TYPES = frozenset(
    {"application/json", "application/xml", "image/svg+xml", "text/javascript"}
)
LEAST = 500  # below this it saves nothing
LEVEL = 6
NOISE = 64


def pack(response: Response) -> None:
    """Compress an answer, if it is text and the browser takes gzip."""
    if not _can_be(response):
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0:
        return
    if request.endpoint == "static":
        response.direct_passthrough = False
        content = _packed(response.get_data())
    else:
        content = _blurred(response.get_data())
    response.set_data(content)
    response.headers["Content-Encoding"] = "gzip"
    if (etag := response.get_etag()[0]) is not None:
        response.set_etag(etag, weak=True)  # the same text, other bytes


def _can_be(response: Response) -> bool:
    if response.status_code in {204, 206, 304} or "Content-Encoding" in response.headers:
        return False
    kind = response.mimetype or ""
    if kind not in PACKED_TYPES and not kind.startswith("text/"):
        return False
    if response.is_streamed and request.endpoint != "static":  # documents leave from the disk
        return False
    return (response.content_length or response.calculate_content_length() or LEAST) >= LEAST


@lru_cache(maxsize=32)
def _packed(content: bytes) -> bytes:
    """A file of the site's own: compressed once."""
    return gzip.compress(content, 9, mtime=0)


def _blurred(content: bytes) -> bytes:
    """A page, with some noise in its length, which otherwise tells what it holds (BREACH)."""
    packed = BytesIO()
    noise = secrets.token_hex(NOISE)[: 1 + secrets.randbelow(NOISE)]
    with gzip.GzipFile(noise, "wb", LEVEL, packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
