"""A short clip from a phone: whether it can be read, how long it is, and the pictures of it that people and the
comparison look at. It is decoded only by a process of its own (`python -m handlers.clips`), which is bounded in memory
and time and may die; only that process loads OpenCV."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.root import ROOT

MOST_SECONDS = 15
# Phones count the last second as they like.
SPARE_SECONDS = 0.9
KEY_FRAMES = 5
LONGEST, QUALITY = 1600, 85
# Of so many frames after one another the sharpest is taken.
NEAR = 3
MEMORY, SECONDS = 1024, 20
# Containers by the first bytes; `ftyp` is also that of HEIC, whose brands are left out.
WEBM = b"\x1a\x45\xdf\xa3"
STILL = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
# Nothing but the file itself is opened, and only as what it says that it is.
ONLY = "protocol_whitelist;file|format_whitelist;mov,matroska"
UNREADABLE, LONG = "unreadable", "long"


@dataclass(frozen=True)
class Clip:
    """fault: empty, or why it is not taken. seconds: how long it is; frames: JPEGs, in the order of time."""

    fault: str = ""
    seconds: float = 0.0
    frames: tuple[bytes, ...] = ()


def type_of(content: bytes) -> str:
    """The type of a clip by its first bytes; empty for anything else."""
    if content[4:8] == b"ftyp" and content[8:12] not in STILL:
        return "video/quicktime" if content[8:12] == b"qt  " else "video/mp4"
    return "video/webm" if content.startswith(WEBM) else ""


def read(content: bytes, longest: int = MOST_SECONDS, at: Sequence[float] = ()) -> Clip:
    """By a process of its own; one that dies or takes too long could not read it. longest: its seconds; at: those of
    which the frames are wanted, where they are not spread over the whole."""
    command = [sys.executable, "-m", "handlers.clips", *map(str, (MEMORY, SECONDS, longest, *at))]
    env = {**os.environ, "OPENCV_FFMPEG_CAPTURE_OPTIONS": ONLY, "OPENCV_FFMPEG_THREADS": "1"}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, cwd=ROOT, env=env, timeout=2 * SECONDS, check=False
        )
        return _understood(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return Clip(UNREADABLE)


def _written(clip: Clip) -> bytes:
    head = {"fault": clip.fault, "seconds": clip.seconds, "lengths": [len(frame) for frame in clip.frames]}
    return json.dumps(head).encode() + b"\n" + b"".join(clip.frames)


def _understood(answer: bytes) -> Clip:
    """What `_written` wrote. Raises ValueError or KeyError for anything else."""
    line, _, rest = answer.partition(b"\n")
    told = json.loads(line)
    return Clip(told["fault"], told["seconds"], tuple(cut(rest, told["lengths"])))


def cut(content: bytes, lengths: list[int]) -> Iterator[bytes]:
    """The parts that were put together."""
    at = 0
    for length in lengths:
        yield content[at : at + length]
        at += length


def _decoded(content: bytes, longest: int, at: Sequence[float]) -> Clip:
    """In this process."""
    import cv2

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clip"
        file.write_bytes(content)
        opened = cv2.VideoCapture(str(file), cv2.CAP_FFMPEG)
        seconds = _seconds(opened, longest + SPARE_SECONDS) if opened.isOpened() else 0.0
        if seconds > longest + SPARE_SECONDS:
            return Clip(LONG, round(seconds, 1))
        times = at or [seconds * (2 * number + 1) / (2 * KEY_FRAMES) for number in range(KEY_FRAMES)]
        frames = tuple(frame for each in times if (frame := _frame(opened, each))) if seconds else ()
        return Clip("" if frames else UNREADABLE, round(seconds, 1), frames)


def _seconds(opened: Any, most: float) -> float:
    """By its head; one that does not say (a page's own recording) is counted through, until it is too long."""
    import cv2

    count, rate = opened.get(cv2.CAP_PROP_FRAME_COUNT), opened.get(cv2.CAP_PROP_FPS)
    if count > 0 and rate > 0:
        return float(count / rate)
    last = 0.0
    while last <= most and opened.grab():
        last = opened.get(cv2.CAP_PROP_POS_MSEC) / 1000
    return float(last)


def _frame(opened: Any, at: float) -> bytes:
    """The sharpest of some frames from this second on, upright and small; empty when there is none."""
    import cv2

    opened.set(cv2.CAP_PROP_POS_MSEC, 1000 * at)
    near = [frame for there, frame in (opened.read() for _ in range(NEAR)) if there]
    if not near:
        return b""

    def sharp(frame: Any) -> float:
        return float(cv2.Laplacian(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())

    sharpest = max(near, key=sharp)
    scale = LONGEST / max(sharpest.shape[:2])
    small = cv2.resize(sharpest, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else sharpest
    return bytes(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes())


def _bound(megabytes: int, seconds: int) -> None:
    """What the libraries only map takes no memory of the machine, so it does not count."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    _bound(int(sys.argv[1]), int(sys.argv[2]))
    wanted = tuple(map(float, sys.argv[4:]))
    sys.stdout.buffer.write(_written(_decoded(sys.stdin.buffer.read(), int(sys.argv[3]), wanted)))
