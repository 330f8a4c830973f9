"""Short clips as a phone films them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

RATE = 10


def clip(frames: Iterable[NDArray[np.uint8]], suffix: str = "mp4") -> bytes:
    """Frames in RGB, ten a second. suffix: mp4 or webm."""
    code = {"mp4": "mp4v", "webm": "VP80"}[suffix]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"clip.{suffix}"
        written = None
        for frame in frames:
            height, width = frame.shape[:2]
            written = written or cv2.VideoWriter(
                str(file), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*code), RATE, (width, height)
            )
            written.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        assert written
        written.release()
        return file.read_bytes()


def held(photo: bytes, seconds: float, suffix: str = "mp4") -> bytes:
    """A phone that is held at what a photo shows."""
    shown = np.asarray(Image.open(io.BytesIO(photo)).convert("RGB"))
    even = shown[: shown.shape[0] // 2 * 2, : shown.shape[1] // 2 * 2]
    return clip([even] * round(seconds * RATE), suffix)
