"""One picture from outside, read, turned upright and made small: bytes in, a JPEG out.

A large one needs much memory, and a forged one may bring its decoder down. So these are done by a process of their own
(`python -m handlers.developing`), which is bounded and may die; it takes the bytes and answers with `Developed`.
"""

from __future__ import annotations

import io
import json
import math
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PIL import Image, ImageOps

LONGEST = 1600
QUALITY = 85
# Today's phones: 12, 24, 48 and 50 million.
MOST_PIXELS = 8192 * 6144
# What a web process decodes itself: a picture that a phone has made small.
FEW_PIXELS = 4_000_000
# Only of these the picture in front of people may be the file itself.
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
# Pillow's names. What several lenses took at once (MPO) is opened as JPEG; its first picture counts.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
UNREADABLE, CUT, LARGE = "unreadable", "cut", "large"
ORIENTATION, EXIF, GPS = 0x0112, 0x8769, 0x8825
TAKEN, OFFSET = 0x9003, 0x9011
SECOND = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Developed:
    """fault: empty, or why there is no picture. type, read: of what came; read: its time, place (WGS-84) and
    orientation, as texts. jpeg: the picture to show; None when what came is upright, small and can be shown itself."""

    fault: str = ""
    type: str = ""
    read: Mapping[str, str] = field(default_factory=dict)
    jpeg: bytes | None = None


def few_pixels(content: bytes) -> bool:
    """Whether this is a common picture that costs little memory. Only its head is read."""
    try:
        with Image.open(io.BytesIO(content), formats=list(TYPES)) as shown:
            return shown.width * shown.height <= FEW_PIXELS
    except Exception:  # a broken picture may raise anything
        return False


def develop(content: bytes) -> Developed:
    """Reads the picture and makes what people will see of it."""
    try:
        shown = Image.open(io.BytesIO(content), formats=_formats())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Developed(LARGE)
    except Exception:  # a broken picture may raise anything
        return Developed(UNREADABLE)
    if shown.width * shown.height > MOST_PIXELS:
        return Developed(LARGE)
    try:
        return _developed(shown)
    except Exception:  # its head was sound, so what follows it is not
        return Developed(CUT)


def _formats() -> list[str]:
    from pi_heif import register_heif_opener  # only where pictures are read: the library is large

    register_heif_opener()
    return list(FORMATS)


def _developed(shown: Image.Image) -> Developed:
    kind, size = str(shown.format), max(shown.size)
    mime, read = Image.MIME.get(kind, "image/heif"), _read(shown)
    shown.draft("RGB", (LONGEST, LONGEST))
    shown.load()
    if kind in TYPES and size <= LONGEST and read.get("orientation", "1") == "1":
        return Developed(type=mime, read=read)
    if shown.mode in ("P", "PA", "LA", "CMYK", "I;16"):
        shown = shown.convert("RGBA" if shown.mode in ("P", "PA", "LA") else "RGB")
    shown.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    _on_white(ImageOps.exif_transpose(shown)).save(file, "JPEG", quality=QUALITY)
    return Developed(type=mime, read=read, jpeg=file.getvalue())


def _on_white(shown: Image.Image) -> Image.Image:
    """A drawing without a background would turn black."""
    if shown.mode != "RGBA":
        return shown.convert("RGB")
    paper = Image.new("RGB", shown.size, "white")
    paper.paste(shown, mask=shown.getchannel("A"))
    return paper


def _read(shown: Image.Image) -> dict[str, str]:
    """What the file itself says of when and where it was taken; what can't be understood is left out."""
    try:
        exif = shown.getexif()
        taken, gps = exif.get_ifd(EXIF), exif.get_ifd(GPS)
        # The decoder of HEIC has turned the picture already, and says how it was.
        turned = shown.info.get("original_orientation") or exif.get(ORIENTATION)
    except Exception:  # a broken part may raise anything
        return {}
    found = {
        "taken_at": _moment(taken.get(TAKEN), taken.get(OFFSET)),
        "latitude": _degrees(gps.get(2), gps.get(1), 90),
        "longitude": _degrees(gps.get(4), gps.get(3), 180),
        "orientation": str(turned) if turned in range(1, 9) else "",
    }
    return {name: text for name, text in found.items() if text}


def _moment(taken: object, offset: object) -> str:
    """`2026-11-25T08:19:00+08:00`; without an offset if the camera gave none."""
    if not isinstance(taken, str) or not SECOND.fullmatch(taken):
        return ""
    with suppress(ValueError):
        at = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the camera may not know its zone
        zone = offset if isinstance(offset, str) and re.fullmatch(r"[+-]\d\d:\d\d", offset) else ""
        return at.isoformat() + zone
    return ""


def _degrees(parts: Any, side: object, most: int) -> str:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    if not math.isfinite(value) or not 0 <= value <= most:
        return ""
    return f"{-value if side in ('S', 'W') else value:.6f}"


def written(made: Developed) -> bytes:
    """A line of JSON, then the picture."""
    head = {"fault": made.fault, "type": made.type, "read": dict(made.read), "jpeg": made.jpeg is not None}
    return json.dumps(head).encode() + b"\n" + (made.jpeg or b"")


def understood(answer: bytes) -> Developed:
    """What `written` wrote. Raises ValueError for anything else."""
    head, _, jpeg = answer.partition(b"\n")
    told = json.loads(head)
    return Developed(told["fault"], told["type"], told["read"], jpeg if told["jpeg"] else None)


def _bound(megabytes: int, seconds: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    _bound(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(written(develop(sys.stdin.buffer.read())))
