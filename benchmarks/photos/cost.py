"""What the process of its own costs for two photos, `python -m benchmarks.photos.cost BEFORE AFTER`. This one loads
little, because the peak of a process counts what its parent held when it began."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from rules.hazards.seen import Box
from workers.photos.apart import NO_ANSWER, compared


def main(before: Path, after: Path) -> None:
    found = compared(before.read_bytes(), [after.read_bytes()], Box(0.3, 0.3, 0.3, 0.3))
    if found == NO_ANSWER:
        raise RuntimeError("the comparison did not end")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
