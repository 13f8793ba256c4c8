"""Attachments as they leave: a picture to look at, a paper to download."""

from flask import Response, send_file

from civic import files
from civic.files import Attachment


def document(kept: Attachment, *, cache: str | None = None) -> Response:
    """The content of an attachment, under headers with which nothing in it can run; ``cache``:
    what may be kept on the way, where not everybody may read it."""
    reply = send_file(files.path(kept), mimetype=kept.media_type.value, etag=kept.digest)
    reply.headers.update(files.response_headers(kept))
    if cache is not None:
        reply.headers["Cache-Control"] = cache
    return reply
