"""The comparison in a process of its own (`python -m workers.photos.apart`), bounded in memory and time. One that dies
or takes too long has seen nothing: then a person looks. Its caller loads neither OpenCV nor scikit-image."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from config.root import ROOT
from rules.hazards.seen import Box, Finding, Reason, Verdict

log = logging.getLogger("anhao.photos")
MEMORY, SECONDS = 512, 20
# Each library would start as many threads as there are cores, each with memory of its own.
ALONE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1")
NO_ANSWER = Finding(Verdict.UNSURE, (Reason.NO_ANSWER,))


def compared(
    before: bytes,
    after: Sequence[bytes],
    box: Box | None,
    known: Sequence[tuple[str, bytes]] = (),
    *,
    memory: int = MEMORY,
    seconds: int = SECONDS,
) -> Finding:
    """What `compare_nearest` finds. known: earlier pictures of the plant by name; memory in MB."""
    command = [sys.executable, "-m", "workers.photos.apart", str(memory), str(seconds)]
    asked = _asked(before, after, box, known)
    try:
        done = subprocess.run(
            command,
            input=asked,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, **ALONE},
            timeout=2 * seconds,
            check=False,
        )
        return _understood(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, KeyError) as error:
        sizes = [len(each) for each in (before, *after)]
        log.warning("photos of %s bytes were not compared: %s", sizes, type(error).__name__)
        return NO_ANSWER


def _asked(before: bytes, after: Sequence[bytes], box: Box | None, known: Sequence[tuple[str, bytes]]) -> bytes:
    """A line of JSON with the lengths, then the pictures."""
    parts = [before, *after, *(content for _, content in known)]
    edges = None if box is None else [box.left, box.top, box.width, box.height]
    head = {"box": edges, "lengths": [len(part) for part in parts], "known": [name for name, _ in known]}
    return json.dumps(head).encode() + b"\n" + b"".join(parts)


def _read(asked: bytes) -> tuple[bytes, list[bytes], Box | None, list[tuple[str, bytes]]]:
    line, _, rest = asked.partition(b"\n")
    head, parts, at = json.loads(line), [], 0
    for length in head["lengths"]:
        parts.append(rest[at : at + length])
        at += length
    box = None if head["box"] is None else Box(*head["box"])
    first = len(parts) - len(head["known"])
    return parts[0], parts[1:first], box, list(zip(head["known"], parts[first:], strict=True))


def _answered(found: Finding) -> bytes:
    head: dict[str, Any] = {"verdict": found.verdict, "reasons": found.reasons, "version": found.version}
    head |= {"numbers": dict(found.numbers), "like": found.like, "of": found.of}
    return json.dumps(head).encode() + b"\n" + found.picture


def _understood(answer: bytes) -> Finding:
    """What `_answered` wrote. Raises ValueError or KeyError for anything else."""
    line, _, picture = answer.partition(b"\n")
    told = json.loads(line)
    verdict, reasons = Verdict(told["verdict"]), tuple(Reason(reason) for reason in told["reasons"])
    return Finding(verdict, reasons, told["version"], told["numbers"], told["like"], picture, told["of"])


def bound(megabytes: int, seconds: int) -> None:
    """What the libraries only map (some 250 MB) takes no memory of the machine, so it does not count."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    bound(int(sys.argv[1]), int(sys.argv[2]))
    from workers.photos.compare import compare_nearest  # only here: OpenCV and scikit-image

    sys.stdout.buffer.write(_answered(compare_nearest(*_read(sys.stdin.buffer.read()))))
