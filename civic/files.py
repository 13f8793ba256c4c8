"""Attachments (附件): stored once by their content, judged by it, never by their name.

Pictures are decoded and written anew, so that nothing but pixels survives (no
place, no camera, no hidden payload). A PDF is kept as it is and only downloaded.
"""

import errno
import hashlib
import logging
import os
import secrets
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, Final, Protocol
from urllib.parse import quote

from flask import current_app, g
from PIL import Image, ImageOps
from sqlalchemy import BigInteger, Integer, String, event, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from civic import clock
from civic.db import Base, Instant, apart, choice, session
from civic.errors import Invalid

LARGEST: Final = 10 * 1024 * 1024
"""The largest attachment, in bytes; the hints of the forms say so."""
MOST: Final = 9
"""How many may come with one form."""
MAX_SIDE: Final = 2560
NAME_LENGTH: Final = 120
_FORGOTTEN, _LOOSE, _STORED = "files.forgotten", "files.loose", "files.stored"

log = logging.getLogger("civic.files")


class Why(StrEnum):
    """Why a file is refused."""

    EMPTY = "files.empty"
    TOO_LARGE = "files.too_large"
    TYPE = "files.type"
    PIXELS = "files.pixels"
    BROKEN = "files.broken"
    DISK_FULL = "files.disk_full"
    TOO_MANY = "files.too_many"


class MediaType(StrEnum):
    """What may be attached."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


_ENDINGS: Final = {
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
    MediaType.WEBP: (".webp",),
    MediaType.PDF: (".pdf",),
}
_FORMATS: Final = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
# Decoding takes up to 12 bytes a pixel, WebP's decoder more than that.
_MEGAPIXELS: Final = {MediaType.JPEG: 40, MediaType.PNG: 40, MediaType.WEBP: 20}


class Attachment(Base):
    """A file that somebody attached. Two of the same content share what is stored."""

    __tablename__ = "files_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    media_type: Mapped[MediaType] = mapped_column(choice(MediaType))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    # No foreign key: people stand above.
    by_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    at: Mapped[datetime] = mapped_column(Instant)

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.media_type in _FORMATS


class Actor(Protocol):
    """Who attaches."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True)
class _Kept:
    """What will be stored of an upload."""

    content: bytes
    media_type: MediaType
    width: int | None = None
    height: int | None = None


def store(stream: BinaryIO, filename: str | None, by: Actor) -> Attachment:
    """Check an upload, keep it, and note it in this transaction.

    If the transaction is rolled back, its content goes too; where the power is cut, a file that
    nobody names is left for ``sweep``.
    """
    kept = g.get("examined", {}).get(id(stream)) or _read(stream)
    if isinstance(kept, Invalid):
        raise kept
    digest = hashlib.sha256(kept.content).hexdigest()
    _take_turn(session(), digest, alone=False)
    session().info.setdefault(_STORED, set()).add(digest)
    try:
        _put(_place(digest), kept.content)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise Invalid(Why.DISK_FULL, field="file") from None
        raise
    attachment = Attachment(
        digest=digest,
        name=_clean_name(filename or "", kept.media_type, digest),
        media_type=kept.media_type,
        size=len(kept.content),
        width=kept.width,
        height=kept.height,
        by_id=by.id,
        at=clock.now(),
    )
    session().add(attachment)
    session().flush()
    return attachment


def examine(streams: Collection[IO[bytes]]) -> None:
    """Judge and repaint uploads before the transaction that will store them: decoding takes long,
    and whoever writes on SQLite holds up everybody else.

    Of too many none is opened: whoever sends them does not choose how long that takes.
    """
    examined: dict[int, _Kept | Invalid] = {}
    g.examined = examined
    if len(streams) > MOST:
        refusal = Invalid(Why.TOO_MANY, field="file", most=MOST)
        examined.update((id(stream), refusal) for stream in streams)
        return
    for stream in streams:
        try:
            examined[id(stream)] = _read(stream)
        except Invalid as refusal:
            examined[id(stream)] = refusal
        stream.seek(0)


def _read(stream: IO[bytes]) -> _Kept:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Invalid(Why.TOO_LARGE, field="file", megabytes=LARGEST // (1024 * 1024))
    return _examined(content)


def forget(attachment: Attachment) -> None:
    """An attachment that nothing needs any more; its content goes with the last of its name.

    Once that is committed: until then a power cut or a refusal would leave a row without content.
    """
    here, digest = session(), attachment.digest
    here.delete(attachment)
    here.flush()
    here.info.setdefault(_FORGOTTEN, set()).add(digest)


@event.listens_for(Session, "after_commit")
def _stands(here: Session) -> None:
    if here.get_nested_transaction() is None:
        here.info.pop(_STORED, None)
        here.info[_LOOSE] = here.info.pop(_FORGOTTEN, set())


@event.listens_for(Session, "after_transaction_end")
def _is_over(here: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        here.info.pop(_FORGOTTEN, None)  # in vain
        for digest in here.info.pop(_LOOSE, set()) | here.info.pop(_STORED, set()):
            _let_go(digest)


def _let_go(digest: str) -> None:
    """Off the disk, unless a row names it: that of somebody who stored the same meanwhile."""
    try:
        with apart() as own:
            _take_turn(own, digest, alone=True)
            named = select(Attachment.id).where(Attachment.digest == digest).limit(1)
            if own.scalar(named) is None:
                _place(digest).unlink(missing_ok=True)
            own.rollback()  # its turn is over; nothing was written
    except (OSError, SQLAlchemyError) as error:  # what was asked for stands; the content lies idle
        log.warning("content %s not let go: %s", digest[:12], type(error).__name__)


def sweep() -> int:
    """Once a day, what has lain for a day and no row names goes: a power cut left it between the
    disk and the commit. How much went."""
    root, day_ago = _root(), (clock.now() - timedelta(days=1)).timestamp()
    mark = root / ".swept"
    if not root.is_dir() or (mark.exists() and mark.stat().st_mtime > day_ago):
        return 0
    mark.touch()
    os.utime(mark, (clock.now().timestamp(),) * 2)
    gone = 0
    for folder in sorted(root.glob("??")):  # a 256th at a time
        old = [file for file in folder.glob("??/*") if file.stat().st_mtime <= day_ago]
        names = {file.name for file in old if not file.name.startswith(".")}
        asked = select(Attachment.digest).where(Attachment.digest.in_(names))
        left = names - set(session().scalars(asked))
        session().rollback()  # what was read is let go: each one takes its turn
        for digest in left:
            _let_go(digest)
        drafts = [file for file in old if file.name.startswith(".")]
        for draft in drafts:
            draft.unlink(missing_ok=True)
        gone += len(left) + len(drafts)
    return gone


def _take_turn(here: Session, digest: str, *, alone: bool) -> None:
    """Nobody stores content while it is let go. SQLite has one writer at a time anyway."""
    link = here.connection()
    if link.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        link.execute(select(lock(int(digest[:15], 16))))


def path(attachment: Attachment) -> Path:
    """Where its content lies."""
    return _place(attachment.digest)


def response_headers(attachment: Attachment) -> dict[str, str]:
    """Headers under which it may leave: nothing in it can run, a PDF is only downloaded."""
    how = "inline" if attachment.is_picture else "attachment"
    ending = _ENDINGS[attachment.media_type][0]
    plain = f"{attachment.digest[:12]}{ending}"
    return {
        "Content-Type": attachment.media_type.value,
        "Content-Disposition": (
            f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name, safe='')}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


# -- what it is -------------------------------------------------------------


def _examined(content: bytes) -> _Kept:
    if not content:
        raise Invalid(Why.EMPTY, field="file")
    media_type = _judged(content)
    if media_type is None:
        raise Invalid(Why.TYPE, field="file")
    if media_type is MediaType.PDF:
        if b"%%EOF" not in content[-4096:]:
            raise Invalid(Why.BROKEN, field="file")
        return _Kept(content, media_type)
    return _repainted(content, media_type)


def _judged(content: bytes) -> MediaType | None:
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    if content.startswith(b"%PDF-"):
        return MediaType.PDF
    return None


_one_at_a_time = threading.Lock()
"""Decoding a picture may take 400 MB for a moment: one a process."""


def _repainted(content: bytes, media_type: MediaType) -> _Kept:
    megapixels = _MEGAPIXELS[media_type]
    too_many = Invalid(Why.PIXELS, field="file", megapixels=megapixels)
    try:
        with _one_at_a_time, Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as found:
            if found.width * found.height > megapixels * 1_000_000:
                raise too_many
            return _encoded(_pixels(found), media_type)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many from None
    except Exception:  # a decoder fed with anything raises anything
        raise Invalid(Why.BROKEN, field="file") from None


def _pixels(found: Image.Image) -> Image.Image:
    """Small enough, upright, in a plain mode, and with nothing beside the pixels."""
    found.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG: decode at a fraction, if that is enough
    found.load()
    has_alpha = found.has_transparency_data
    picture = found
    if found.mode.startswith("I"):  # 16 bits a pixel
        picture = found.convert("I").point(lambda level: level / 256).convert("L")
    elif found.mode not in {"L", "LA", "RGB", "RGBA"} or (has_alpha and found.mode == "RGB"):
        picture = found.convert("RGBA" if has_alpha else "RGB")
    # Shrink first: what follows copies.
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    plain = ImageOps.exif_transpose(picture).convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()
    return plain


def _encoded(picture: Image.Image, media_type: MediaType) -> _Kept:
    written = BytesIO()
    match media_type:
        case MediaType.JPEG:
            picture.save(written, "JPEG", quality=85, optimize=True)
        case MediaType.PNG:
            picture.save(written, "PNG")
        case _:
            picture.save(written, "WEBP", quality=85)
    return _Kept(written.getvalue(), media_type, picture.width, picture.height)


# -- where it lies ----------------------------------------------------------


def _root() -> Path:
    return Path(current_app.config["INSTANCE"]) / "files"


def _place(digest: str) -> Path:
    return _root() / digest[:2] / digest[2:4] / digest


def _put(place: Path, content: bytes) -> None:
    """All of it, on the disk, or nothing under that name."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name[:8]}-{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clean_name(name: str, media_type: MediaType, digest: str) -> str:
    """The last part of a name, readable, with the ending that its content has."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if c.isprintable()).rstrip(" .")
    endings = _ENDINGS[media_type]
    if name.lower().endswith(endings):
        name, _, ending = name.rpartition(".")
        ending = f".{ending}"
    else:
        ending = endings[0]
    name = name.strip(" .") or digest[:12]
    return name[: NAME_LENGTH - len(ending)] + ending
