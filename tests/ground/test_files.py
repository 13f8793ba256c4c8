"""Attachments: what they hold decides, nothing but pixels survives, bad ones are refused."""

import io
import os
import resource
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from sqlalchemy.orm import Session

from civic import db, files
from civic.clock import Hands, now
from civic.errors import Invalid
from civic.files import Attachment, MediaType, Why

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


@dataclass
class Somebody:
    id: int = 7


WANG = Somebody()


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **how: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, how.pop("color", 0)).save(written, kind, **how)  # type: ignore[arg-type]
    return written.getvalue()


def store(content: bytes, name: str | None = "a.jpg") -> Attachment:
    with db.transaction():
        return files.store(io.BytesIO(content), name, WANG)


def stored(attachment: Attachment) -> Image.Image:
    return Image.open(io.BytesIO(files.path(attachment).read_bytes()))


def refused(content: bytes, name: str = "a.jpg") -> Why:
    with pytest.raises(Invalid) as refusal:
        store(content, name)
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Attachment)) == 0
    assert isinstance(refusal.value.why, Why)
    return refusal.value.why


def everything_under(app: Flask) -> list[Path]:
    return [p for p in (Path(app.config["INSTANCE"]) / "files").rglob("*") if p.is_file()]


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", MediaType.JPEG), ("PNG", MediaType.PNG), ("WEBP", MediaType.WEBP)],
)
def test_a_picture_is_kept_as_the_kind_it_is(app: Flask, kind: str, media_type: MediaType) -> None:
    kept = store(picture(kind), "看图.txt")
    assert kept.media_type is media_type
    assert (kept.width, kept.height, kept.by_id) == (60, 40, 7)
    assert kept.is_picture
    assert stored(kept).format == kind
    assert files.path(kept).stat().st_size == kept.size
    assert files.path(kept).parts[-3:] == (kept.digest[:2], kept.digest[2:4], kept.digest)


def test_a_pdf_is_kept_byte_for_byte(app: Flask) -> None:
    kept = store(PDF, "方案.pdf")
    assert files.path(kept).read_bytes() == PDF
    assert (kept.media_type, kept.width, kept.is_picture) == (MediaType.PDF, None, False)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_survives(app: Flask, kind: str) -> None:
    exif = Image.Exif()
    exif[MAKE] = "SECRETPHONE"
    exif.get_ifd(GPS)[1] = "SECRETPLACE"
    how: dict[str, object] = {"exif": exif.tobytes(), "icc_profile": b"SECRETPROFILE" * 20}
    if kind == "JPEG":
        how["comment"] = b"SECRETCOMMENT"
    if kind == "PNG":
        how["pnginfo"] = PngImagePlugin.PngInfo()
        how["pnginfo"].add_text("Author", "SECRETNAME")  # type: ignore[attr-defined]
    sent = picture(kind, **how) + b"SECRETTAIL"
    assert sent.count(b"SECRET") >= 3
    kept = store(sent)
    assert b"SECRET" not in files.path(kept).read_bytes()
    assert not stored(kept).getexif()


def test_a_picture_taken_sideways_is_stored_upright(app: Flask) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    kept = store(picture("JPEG", (60, 40), exif=exif.tobytes()))
    assert (kept.width, kept.height) == stored(kept).size == (40, 60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_made_smaller(app: Flask, kind: str) -> None:
    kept = store(picture(kind, (5120, 300)))
    assert (kept.width, kept.height) == stored(kept).size == (2560, 150)


def test_a_thin_picture_keeps_at_least_one_pixel(app: Flask) -> None:
    kept = store(picture("PNG", (60_000, 1), "L"))
    assert (kept.width, kept.height) == (2560, 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_is_kept(app: Flask, mode: str) -> None:
    kept = store(picture("PNG", (30, 20), mode))
    assert stored(kept).mode == ("RGBA" if mode in {"LA", "RGBA"} else "RGB")


def test_sixteen_bits_become_eight_not_white(app: Flask) -> None:
    kept = store(picture("PNG", (30, 20), "I;16", color=0x8000))
    assert stored(kept).getpixel((5, 5)) == (128, 128, 128)


def test_what_is_transparent_stays_transparent(app: Flask) -> None:
    palette = picture("PNG", (30, 20), "P", transparency=0)
    for sent in (palette, picture("PNG", (30, 20), "RGBA", color=(9, 9, 9, 0))):
        pixel = stored(store(sent)).getpixel((5, 5))
        assert isinstance(pixel, tuple)
        assert pixel[3] == 0


def test_print_colours_are_kept(app: Flask) -> None:
    assert stored(store(picture("JPEG", (30, 20), "CMYK"))).mode == "RGB"


def test_a_moving_picture_keeps_its_first_frame(app: Flask) -> None:
    frames = [Image.new("RGB", (30, 20), c) for c in ("red", "blue", "green")]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    kept = store(written.getvalue())
    assert getattr(stored(kept), "n_frames", 1) == 1
    assert stored(kept).convert("RGB").getpixel((5, 5))[0] > 200  # type: ignore[index]


def test_the_same_content_is_stored_once(app: Flask) -> None:
    one, two = store(PDF, "a.pdf"), store(PDF, "b.pdf")
    assert one.id != two.id
    assert one.digest == two.digest
    assert len(everything_under(app)) == 1


def test_an_act_that_fails_leaves_no_file(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction():
        files.store(io.BytesIO(PDF), "a.pdf", WANG)
        raise ZeroDivisionError
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Attachment)) == 0
    assert everything_under(app) == []
    kept = store(PDF)
    with pytest.raises(ZeroDivisionError), db.transaction():
        files.store(io.BytesIO(PDF), "b.pdf", WANG)
        raise ZeroDivisionError
    assert files.path(kept).read_bytes() == PDF, "another row names it"


def test_many_at_once_store_one_file(app: Flask) -> None:
    db.rollback()

    def send() -> None:
        with app.app_context():
            store(PDF)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    assert len(everything_under(app)) == 1
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Attachment)) == 4


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Why.EMPTY),
        (b"hello", Why.TYPE),
        (b"<html><script>alert(1)</script>", Why.TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Why.TYPE),
        (b"GIF89a" + bytes(40), Why.TYPE),
        (b"PK\x03\x04" + bytes(40), Why.TYPE),
        (b"MZ" + bytes(40), Why.TYPE),
        (b"RIFF\x00\x00\x00\x00WAVE", Why.TYPE),
        (b" " + PDF, Why.TYPE),
        (b"%PDF-1.4\n", Why.BROKEN),
        (b"\xff\xd8\xff", Why.BROKEN),
        (b"\xff\xd8\xff<script>alert(1)</script>", Why.BROKEN),
        (b"\x89PNG\r\n\x1a\n", Why.BROKEN),
        (b"RIFF\x10\x00\x00\x00WEBP", Why.BROKEN),
        (picture("JPEG")[:-200], Why.BROKEN),
        (picture("PNG", (300, 300), color=(1, 2, 3))[:120], Why.BROKEN),
        (picture("WEBP")[:-20], Why.BROKEN),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused(app: Flask, content: bytes, why: Why) -> None:
    assert refused(content) is why
    assert everything_under(app) == []


@pytest.mark.parametrize("name", ["a.jpg", "a.pdf", "a.png"])
def test_a_name_convinces_nobody(app: Flask, name: str) -> None:
    assert refused(b"MZ\x90\x00 this program cannot be run", name) is Why.TYPE


def test_ten_megabytes_are_the_most(app: Flask) -> None:
    limit = files.LARGEST
    body = PDF[:-6]
    assert store(body + b" " * (limit - len(PDF)) + b"%%EOF\n").size == limit
    with pytest.raises(Invalid) as refusal:
        store(body + b" " * (limit - len(PDF) + 1) + b"%%EOF\n")
    assert refusal.value.why is Why.TOO_LARGE
    assert refusal.value.facts == {"megabytes": 10}


@pytest.mark.parametrize("size", [(10_000, 5_000), (20_000, 20_000), (65_000, 65_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    app: Flask, size: tuple[int, int]
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(blank_png(*size)) is Why.PIXELS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60_000, "kilobytes"


def test_a_jpeg_of_fifty_megapixels_is_refused(app: Flask) -> None:
    assert refused(picture("JPEG", (10_000, 5_000), "L", quality=1)) is Why.PIXELS


def test_a_webp_of_more_than_twenty_megapixels_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid) as refusal:
        store(picture("WEBP", (6_000, 4_000), method=0))
    assert (refusal.value.why, refusal.value.facts) == (Why.PIXELS, {"megapixels": 20})


def blank_png(width: int, height: int) -> bytes:
    """A PNG whose head promises much and whose body is small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """The kernel refuses files beyond this size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_a_refusal_and_leaves_nothing_half_written(app: Flask) -> None:
    with pytest.raises(Invalid) as refusal, db.transaction() as here:
        here.connection()  # an act has looked who asks before it keeps anything
        with no_room_beyond(40):
            files.store(io.BytesIO(PDF), "a.pdf", WANG)
    assert refusal.value.why is Why.DISK_FULL
    assert everything_under(app) == []
    assert store(PDF).size == len(PDF)


def forget(attachment: Attachment) -> None:
    files.forget(db.session().get_one(Attachment, attachment.id))


def test_what_nobody_needs_any_more_leaves_the_disk_with_the_last_of_its_name(app: Flask) -> None:
    first, second = store(PDF, "一.pdf"), store(PDF, "二.pdf")
    with db.transaction():
        forget(first)
    assert files.path(second).read_bytes() == PDF
    with db.transaction():
        forget(second)
        assert len(everything_under(app)) == 1, "until it is committed a row still names it"
    assert everything_under(app) == []


def test_what_came_with_a_refused_form_does_not_stay_on_the_disk(app: Flask) -> None:
    """One good file and one bad one: no row names the good one, and nobody would ever look for it."""
    with pytest.raises(Invalid), db.transaction() as here:
        here.connection()
        with here.begin_nested():
            files.store(io.BytesIO(PDF), "a.pdf", WANG)
            files.store(io.BytesIO(b"no"), "b.txt", WANG)
    assert everything_under(app) == []


def test_what_a_power_cut_left_behind_goes_after_a_day(app: Flask, clock: Hands) -> None:
    kept = files.path(store(PDF))
    left = kept.parents[2] / "00" / "00" / ("0" * 64)
    left.parent.mkdir(parents=True)
    draft = kept.with_name(".00000000-ffff")
    for file in (left, draft):
        file.write_bytes(b"left")
        os.utime(file, (now().timestamp(),) * 2)
    os.utime(kept, (0, 0))
    assert files.sweep() == 0, "somebody may be about to commit it"
    clock.move(timedelta(hours=23))
    assert files.sweep() == 0
    clock.move(timedelta(hours=2))
    assert files.sweep() == 2
    assert kept.read_bytes() == PDF and not left.exists() and not draft.exists()


def test_what_was_forgotten_in_vain_is_still_there(app: Flask) -> None:
    kept = store(PDF)
    with pytest.raises(OSError), db.transaction():
        forget(kept)
        raise OSError("power cut")
    with db.transaction() as here, pytest.raises(Invalid), here.begin_nested():
        forget(kept)
        raise Invalid(Why.BROKEN)
    assert files.path(db.session().get_one(Attachment, kept.id)).read_bytes() == PDF


def test_who_stores_what_another_has_just_forgotten_keeps_it(app: Flask) -> None:
    """Between the commit and the disk somebody sends the same once more."""
    first = store(PDF)

    def meanwhile(here: Session, _ended: object) -> None:
        if here.info.get(files._LOOSE):
            other = threading.Thread(target=storing)
            other.start()
            other.join()

    def storing() -> None:
        with app.app_context():
            store(PDF)

    sa.event.listen(Session, "after_transaction_end", meanwhile, insert=True)
    try:
        with db.transaction():
            forget(first)
    finally:
        sa.event.remove(Session, "after_transaction_end", meanwhile)
    kept = db.session().scalars(sa.select(Attachment)).one()
    assert files.path(kept).read_bytes() == PDF


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("方案.pdf", "方案.pdf"),
        ("方案.PDF", "方案.PDF"),
        ("方案.exe", "方案.exe.pdf"),
        ("C:\\Users\\王\\方案.pdf", "方案.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("\ud800.pdf", None),
        ("cafe\u0301.pdf", "café.pdf"),
        ("", None),
        (None, None),
        ("...", None),
        (".pdf", None),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_and_ends_as_its_content_does(
    app: Flask, sent: str | None, kept: str | None
) -> None:
    attachment = store(PDF, sent)
    assert attachment.name == (kept or f"{attachment.digest[:12]}.pdf")


def test_a_pdf_leaves_as_a_download_in_which_nothing_runs(app: Flask) -> None:
    headers = files.response_headers(store(PDF, '方"案.pdf'))
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["Content-Disposition"].endswith("filename*=UTF-8''%E6%96%B9%22%E6%A1%88.pdf")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert all(value.isascii() and value.isprintable() for value in headers.values())


def test_a_picture_leaves_as_a_picture_in_which_nothing_runs(app: Flask) -> None:
    headers = files.response_headers(store(picture("PNG"), "a.html"))
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"].startswith("inline; ")
    assert headers["Content-Disposition"].endswith("''a.html.png")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


HEADS = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"%PDF-"]
WHOLE = [picture("JPEG"), picture("PNG"), picture("WEBP"), PDF]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.tuples(st.sampled_from(HEADS), st.binary(max_size=200)).map(b"".join)
    | st.tuples(st.sampled_from(WHOLE), st.integers(0, 2000), st.integers(1, 255)).map(
        lambda t: flipped(*t)
    )
)
def test_whatever_is_sent_is_kept_or_refused(app: Flask, content: bytes) -> None:
    try:
        store(content)
    except Invalid as refusal:
        assert isinstance(refusal.why, Why)


def flipped(content: bytes, place: int, by: int) -> bytes:
    place %= len(content)
    return content[:place] + bytes([content[place] ^ by]) + content[place + 1 :]
