"""QR codes (ISO/IEC 18004): a picture that stands in a page, a drawing to be printed or passed on."""

import base64
import io

import zxingcpp
from PIL import Image
from zxingcpp import Barcode, BarcodeFormat

DOTS = 4
"""Pixels of a module, so that a picture that is kept can be read again."""


def picture(text: str) -> str:
    """The address of a PNG that holds the picture itself: 1 bit a pixel, four modules of white around
    it."""
    drawn = io.BytesIO()
    Image.fromarray(_code(text).to_image(scale=DOTS)).convert("1").save(drawn, "png")
    return f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def drawing(text: str) -> bytes:
    """An SVG, 8 pixels a module."""
    return str(_code(text).to_svg(scale=8)).encode()


def _code(text: str) -> Barcode:
    # Any mask can be read; to look for the best of eight takes seven times as long.
    return zxingcpp.create_barcode(text, BarcodeFormat.QRCode, ec_level="M", data_mask=0)
