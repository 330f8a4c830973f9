"""The export over a period: seconds for 1,000 permits, peak memory, and how both grow from 1× to 10×."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, fsync_ms
from config.root import ROOT

FEW = 200
# A plant's year: only when named on the command line, because it takes half an hour.
YEAR = 2_000


def figures(folder: Path, few: int = FEW) -> list[Figure]:
    """An export of `few` permits and one of ten times as many; each has its own process and is verified."""
    small, large = (_export(folder / str(count), count) for count in (few, 10 * few))
    fsync = fsync_ms(folder)
    seconds, cpu = (large[name] / few * 100 for name in ("seconds", "cpu"))
    times = f"{seconds:.0f} s ({cpu:.0f} of the processor) for 1,000, {large['bytes'] / few / 10 / 1024:.0f} KB each"
    peaks = f"{large['peak_mb']:.0f} MB with {10 * few:,}, {small['peak_mb']:.0f} MB with {few:,}"
    grown = large["peak_mb"] - small["peak_mb"]
    ratio = large["seconds"] / small["seconds"]
    return [
        Figure("export: time for ten times the permits", ratio, 12, "×", fsync, times),
        Figure("export: memory for ten times the permits", grown, 48, "MB more", fsync, peaks),
    ]


def year(folder: Path) -> list[Figure]:
    """The same from 2,000 to 20,000."""
    return figures(folder, YEAR)


def _export(folder: Path, count: int) -> dict[str, Any]:
    folder.mkdir()
    _run("fill", str(folder), str(count))
    told: dict[str, Any] = json.loads(_run("export", str(folder)))
    return told


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.year", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
