"""Bytes of a photo, read upright and small. The decoder itself makes a large JPEG small, so that 12 million pixels are
never in memory at once."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from workers.photos.thresholds import Thresholds

Pixels = NDArray[np.uint8]
# What the house shows people is always one of these (handlers/developing.py).
FORMATS = ("JPEG", "PNG")


class Unreadable(Exception):
    """It is no picture, broken, or too large."""


def decode(content: bytes, longest: int, limits: Thresholds) -> Pixels:
    """The picture in RGB, its longest side at most `longest`."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as shown:
            if shown.width * shown.height > limits.most_pixels:
                raise Unreadable("too large")
            shown.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(shown)
            upright.thumbnail((longest, longest), Image.Resampling.BOX, reducing_gap=2.0)
            return np.asarray(upright.convert("RGB"))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a broken picture may raise anything
        raise Unreadable(str(error)) from error


def gray(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
