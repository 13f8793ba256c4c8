"""The story's papers and pictures, drawn on the spot: nothing is copied from anywhere."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1200, 900)
SKY, GROUND, WALL, DARK = "#dfe9ec", "#cfc9b8", "#c9a98a", "#4c5557"
GREEN, TEAL, WINDOW = "#6f9c76", "#0b565b", "#f4f1e6"


def pdf(lines: Sequence[str]) -> BytesIO:
    """One page of Chinese text, in the font that every reader of PDF knows by name."""
    shown = [b"BT /F 14 Tf 28 TL 60 760 Td"]
    for line in _wrapped(lines, 34):
        shown.append(b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj T*")
    page = b"\n".join([*shown, b"ET"])
    return _bound(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
        b"/FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    )


def _wrapped(lines: Sequence[str], width: int) -> list[str]:
    return [line[at : at + width] for line in lines for at in range(0, len(line), width)]


def _bound(*objects: bytes) -> BytesIO:
    file, places = bytearray(b"%PDF-1.4\n%\xe4\xb8\xad\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        file += b"%010d 00000 n \n" % place
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    file += b"startxref\n%d\n%%%%EOF\n" % table
    return BytesIO(bytes(file))


def building() -> BytesIO:
    """Six floors, a bicycle shed, and where the lift would stand."""
    picture, pen = _paper()
    pen.rectangle((340, 120, 960, 760), fill=WALL, outline=DARK, width=4)
    for floor in range(6):
        for flat in range(5):
            x, y = 380 + flat * 116, 150 + floor * 100
            pen.rectangle((x, y, x + 70, y + 56), fill=WINDOW, outline=DARK, width=3)
    pen.rectangle((200, 150, 330, 760), outline=TEAL, width=6)
    for y in range(200, 760, 100):
        pen.line((200, y, 330, y), fill=TEAL, width=2)
    pen.polygon([(60, 690), (190, 650), (190, 760), (60, 760)], fill=DARK)
    return _kept(picture)


def bridge(*, is_cleared: bool = False) -> BytesIO:
    """The ground under the elevated road: with its fence and rubble, or cleared."""
    picture, pen = _paper()
    pen.rectangle((0, 180, 1200, 280), fill=DARK)
    for x in (140, 560, 980):
        pen.polygon([(x, 280), (x + 100, 280), (x + 76, 700), (x + 24, 700)], fill="#8b9092")
    if is_cleared:
        for x in range(60, 1180, 90):
            pen.ellipse((x, 720, x + 50, 770), fill=GREEN)
    else:
        for x in range(0, 1200, 40):
            pen.rectangle((x, 560, x + 34, 720), fill="#b9c4cf", outline=DARK)
        for x in range(240, 900, 120):
            pen.polygon([(x, 800), (x + 60, 730), (x + 130, 800)], fill="#8a7c68")
    return _kept(picture)


def trench() -> BytesIO:
    """A pipe in its trench, covered again."""
    picture, pen = _paper()
    pen.rectangle((0, 520, 1200, 900), fill="#a08c6d")
    pen.rectangle((80, 610, 1120, 700), fill="#5d6b6e")
    for x in range(80, 1120, 130):
        pen.rectangle((x, 595, x + 22, 715), fill=DARK)
    pen.rectangle((0, 500, 1200, 540), fill=GREEN)
    return _kept(picture)


def _paper() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 700, 1200, 900), fill=GROUND)
    return picture, pen


def _kept(picture: Image.Image) -> BytesIO:
    kept = BytesIO()
    picture.resize((800, 600), Image.Resampling.LANCZOS).save(kept, "PNG")
    kept.seek(0)
    return kept
