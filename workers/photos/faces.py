"""A small copy of a photo on which the faces that were found are coarse blocks. Needs OpenCV and scikit-image: only the
process that `veiled` starts loads this. Figures and limits: docs/photos.md.

The finder of faces is the one that comes with scikit-image (local binary patterns, from the front). It is tried upright
and tilted both ways, and rather blurs too much. What it misses is small at least: the copy is.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.data import lbp_frontal_face_cascade_filename
from skimage.feature import Cascade

from workers.photos.decode import Pixels, decode, gray
from workers.photos.thresholds import NOW

# The longest side in pixels in which faces are looked for, and that of the copy.
LOOKED_AT, COPY = 640, 400
TILTS = (0, -20, 20)
LEAST_FACE, MOST_FACE = 24, 360
NEIGHBOURS = 3
# How much more than the face is covered (hair, chin), and into how many blocks.
WIDER, BLOCKS = 1.5, 6
QUALITY = 70

Face = tuple[float, float, float]
"""Middle and width, in pixels."""


def veil(content: bytes) -> tuple[bytes, int]:
    """A JPEG that says nothing of where it was taken, and how many faces were covered. Raises Unreadable."""
    cv2.setNumThreads(1)
    pixels = decode(content, LOOKED_AT, NOW)
    found = faces(gray(pixels))
    covered = pixels.copy()
    for face in found:
        _cover(covered, face)
    small = Image.fromarray(covered)
    small.thumbnail((COPY, COPY))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue(), len(found)


def faces(shown: Pixels) -> list[Face]:
    """Everything that looks like a face, also more often than once."""
    return [face for tilt in TILTS for face in _tilted(shown, tilt)]


def _tilted(shown: Pixels, tilt: int) -> list[Face]:
    height, width = shown.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    turned = cv2.warpAffine(shown, turn, (width, height), borderMode=cv2.BORDER_REPLICATE) if tilt else shown
    back = cv2.invertAffineTransform(turn)
    found = _finder().detect_multi_scale(
        img=np.ascontiguousarray(turned),
        scale_factor=1.15,
        step_ratio=1.3,
        min_size=(LEAST_FACE, LEAST_FACE),
        max_size=(MOST_FACE, MOST_FACE),
        min_neighbor_number=NEIGHBOURS,
        intersection_score_threshold=0.4,
    )
    return [_face(each, back) for each in found]


def _face(found: dict[str, int], back: NDArray[Any]) -> Face:
    row, column, wide, tall = found.values()
    x, y = back @ np.array([column + wide / 2, row + tall / 2, 1.0])
    return float(x), float(y), float(max(wide, tall))


@cache
def _finder() -> Cascade:
    return Cascade(lbp_frontal_face_cascade_filename())


def _cover(pixels: Pixels, face: Face) -> None:
    """The face becomes a few blocks, of which each is one colour."""
    x, y, width = face
    half = width * WIDER / 2
    height, breadth = pixels.shape[:2]
    left, right = max(0, round(x - half)), min(breadth, round(x + half))
    top, bottom = max(0, round(y - half)), min(height, round(y + half))
    part = pixels[top:bottom, left:right]
    if part.size:
        coarse = cv2.resize(part, (BLOCKS, BLOCKS), interpolation=cv2.INTER_AREA)
        pixels[top:bottom, left:right] = cv2.resize(
            coarse, (right - left, bottom - top), interpolation=cv2.INTER_NEAREST
        )
