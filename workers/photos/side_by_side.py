"""Both photos in one picture, the earlier one left, with the marked region on each and 前 or 后 in its corner."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from config.root import ROOT
from workers.photos.decode import Pixels

HEIGHT, GAP, QUALITY, LETTER = 480, 8, 82, 48
MARK = (255, 149, 0)
FONT = ROOT / "web/static/vendor/noto-sans-sc/NotoSansSC-Regular.ttf"


def side_by_side(
    before: Pixels,
    after: Pixels,
    box: NDArray[np.float64] | None,
    there: NDArray[np.float64] | None,
) -> bytes:
    """A JPEG. box, there: the corners of the region on each; None where it is not known."""
    panels = [_panel(before, box, "前"), _panel(after, there, "后")]
    width = sum(panel.width for panel in panels) + GAP
    whole = Image.new("RGB", (width, HEIGHT), "white")
    whole.paste(panels[0], (0, 0))
    whole.paste(panels[1], (panels[0].width + GAP, 0))
    file = io.BytesIO()
    whole.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _panel(pixels: Pixels, region: NDArray[np.float64] | None, name: str) -> Image.Image:
    height, width = pixels.shape[:2]
    scale = HEIGHT / height
    small = cv2.resize(pixels, (max(1, round(width * scale)), HEIGHT), interpolation=cv2.INTER_AREA)
    panel = Image.fromarray(small)
    drawn = ImageDraw.Draw(panel)
    if region is not None:
        points = [(float(x), float(y)) for x, y in region * scale]
        drawn.line([*points, points[0]], fill="white", width=7, joint="curve")
        drawn.line([*points, points[0]], fill=MARK, width=4, joint="curve")
    edge = LETTER // 4
    drawn.rectangle((0, 0, LETTER * len(name) + 2 * edge, LETTER + 2 * edge), fill="white")
    drawn.text((edge, edge + LETTER // 2), name, fill="black", font=ImageFont.truetype(FONT, LETTER), anchor="lm")
    return panel
