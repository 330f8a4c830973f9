"""The search among 100,000 matters on both stores: one page of each of many searches, by the clock."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, fsync_ms
from config.root import ROOT

MATTERS, LIMIT = 100_000, 300


def figures(folder: Path, count: int = MATTERS) -> Iterator[Figure]:
    """The slowest of twenty pages on each store, and what entering one matter takes the clock."""
    fsync = fsync_ms(folder)
    for kind in ("SQLite", "PostgreSQL"):
        command = [sys.executable, "-m", "benchmarks.matters", kind, str(folder), str(count)]
        told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        how = f"p50 {told['middle']:.1f} ms, slowest {told['slowest']:.0f}; entered at {told['each']:.1f} ms each"
        yield Figure(f"search among {count:,} matters on {kind}: p95 of a page", told["slow"], LIMIT, "ms", fsync, how)
