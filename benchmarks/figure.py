"""One figure with its limit, and the fsync probe beside it."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

PROBES = 200


@dataclass(frozen=True)
class Figure:
    """`value` must be at most `limit` (with `floor`: at least); fsync: the probe's median in ms; how: its parts."""

    name: str
    value: float
    limit: float
    unit: str
    fsync: float
    how: str
    floor: bool = False

    @property
    def kept(self) -> bool:
        return self.value >= self.limit if self.floor else self.value <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.floor else "≤"
        mark = "✓" if self.kept else "✗"
        value = f"{self.value:.2f} {self.unit} ({sign} {self.limit:g})"
        return f"{mark} {self.name}: {value} · {self.how} · fsync {self.fsync:.2f} ms"


def fsync_ms(folder: Path) -> float:
    """The median time of one 4 KB write with fsync in `folder`, in ms."""
    took = []
    with (folder / "probe").open("wb", buffering=0) as file:
        for _ in range(PROBES):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
