"""The copy for boards in a process of its own (`python -m workers.photos.veiled`), bounded in memory and time. One that
dies or takes too long has made none: then boards show no picture."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

from config.root import ROOT
from workers.photos.apart import ALONE, MEMORY, bound

log = logging.getLogger("anhao.photos")
SECONDS = 30


def veiled(content: bytes, *, memory: int = MEMORY, seconds: int = SECONDS) -> tuple[bytes, int]:
    """The copy as JPEG and how many faces were covered; nothing where it could not be made. memory in MB."""
    command = [sys.executable, "-m", "workers.photos.veiled", str(memory), str(seconds)]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, **ALONE},
            timeout=2 * seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        log.warning("no copy for boards of a photo of %s bytes: %s", len(content), type(error).__name__)
        return b"", 0
    faces, _, copy = done.stdout.partition(b"\n")
    return copy, int(faces)


if __name__ == "__main__":
    bound(int(sys.argv[1]), int(sys.argv[2]))
    from workers.photos.faces import veil  # only here: OpenCV and scikit-image

    made, many = veil(sys.stdin.buffer.read())
    sys.stdout.buffer.write(b"%d\n" % many + made)
