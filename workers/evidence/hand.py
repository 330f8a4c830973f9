"""A handwritten name by the hash that was sealed, and on paper."""

from __future__ import annotations

import io

from PIL import Image as Picture
from PIL import ImageOps
from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, Image

from handlers.files import MOST_PIXELS
from models import blob
from workers.evidence.typeset import QUIET, RED, Words

# Stands where a picture does not have the hash that was sealed.
EXCHANGED = b"exchanged"


def handwriting(digest: str) -> bytes | None:
    """The picture under its hash; bytes that are no picture, if it is another one than was sealed."""
    try:
        return blob.read(digest)
    except blob.Exchanged:
        return EXCHANGED
    except blob.Gone:
        return None


def handwritten(png: bytes | None, box: tuple[float, float], without: str) -> Flowable:
    """The hand-written picture without its empty margins, scaled into its box; words when there is none."""
    if png is None:
        return small(without)
    if png == EXCHANGED:
        return Words("签名图被换过：与封存的哈希不符", 7.5, RED, "center")
    try:
        ink = _ink(png)
    except (OSError, ValueError, SyntaxError, Picture.DecompressionBombError):
        return small("（签名图打不开，原件在附件里）")
    scale = min(box[0] / ink.width, box[1] / ink.height)
    flat = io.BytesIO()
    ink.save(flat, "PNG")
    return Image(flat, ink.width * scale, ink.height * scale)


def _ink(png: bytes) -> Picture.Image:
    """The drawn part of a signature on white. Raises what Pillow raises for bytes that are no picture, or for too large
    a picture."""
    with Picture.open(io.BytesIO(png), formats=["PNG"]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("signature picture too large")
        layer = picture.convert("RGBA")
    paper = Picture.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper.crop(ImageOps.invert(paper).getbbox())


def small(text: str, color: Color = QUIET) -> Words:
    return Words(text, 7.5, color, "center")
