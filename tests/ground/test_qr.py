"""A phone reads from a code what was put into it."""

import io
from base64 import b64decode
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from civic import qr
from civic.voting.urn import Receipt


@pytest.mark.parametrize(
    "text",
    [
        "https://civic.example.org/meetings/12/arrival?code=KX7T9",
        Receipt(12, bytes(range(16)), "三号楼的猫", bytes(range(32)), "9e" * 32).text(),
        "好" * 400,
    ],
    ids=["an address", "a receipt", "much of it"],
)
def test_what_is_drawn_can_be_read(text: str) -> None:
    picture = qr.picture(text)
    kind, _comma, drawn = picture.partition(",")
    assert kind == "data:image/png;base64"
    with Image.open(io.BytesIO(b64decode(drawn))) as image:
        assert zxingcpp.read_barcode(image.convert("L")).text == text
    frame = ElementTree.fromstring(qr.drawing(text))
    assert frame.get("width") == frame.get("height") == str(2 * image.width)
