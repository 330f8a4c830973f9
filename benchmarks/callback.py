"""Callbacks, committed and answered, compared with the floor, and beside senders who have stopped in the middle: taps
on WeCom cards over eight connections."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import house
from benchmarks.figure import Figure, fsync_ms
from benchmarks.taps import taps
from config.root import ROOT
from models.ask import Ask
from models.book import book
from tests.demo import START
from tests.flood import STALLED, stalled

PERMITS, WARM, TAPS, ROUNDS = 40, 300, 1500, 3
# In less time than a connection on which nothing happens is kept.
TAPS_BESIDE = 500


@dataclass(frozen=True)
class Round:
    """rate: requests a second; p50 and p99 in ms."""

    rate: float
    p50: float
    p99: float


def figures(folder: Path) -> list[Figure]:
    """Service and floor run in turn, so that a slow minute of the disk hits both; the medians of the rounds are
    compared."""
    settings = house.settings_in(folder)
    house.prepare(settings)
    asks = house.permits_to_confirm(PERMITS)
    served: dict[str, list[Round]] = {"benchmarks.floor": [], "wsgi": []}
    probes, alone, beside = [], list[Round](), list[Round]()
    with house.redis(settings):
        for _ in range(ROUNDS):
            for application, rounds in served.items():
                probes.append(fsync_ms(folder))
                with house.web(settings, application) as port:
                    _post(folder, port, asks, WARM)
                    rounds.append(_post(folder, port, asks, TAPS))
        with house.web(settings, "wsgi") as port:
            _post(folder, port, asks, WARM)
            for _ in range(ROUNDS):
                alone.append(_post(folder, port, asks, TAPS_BESIDE))
                with stalled(port):
                    beside.append(_post(folder, port, asks, TAPS_BESIDE))
    floor, ours, free, held = (_middle(rounds) for rounds in (*served.values(), alone, beside))
    fsync = statistics.median(probes)
    p99 = f"{ours.p99:.1f} against {floor.p99:.1f} ms (p50 {ours.p50:.1f} against {floor.p50:.1f})"
    senders = f"{held.p99:.1f} against {free.p99:.1f} ms (p50 {held.p50:.1f} against {free.p50:.1f})"
    rate = f"{ours.rate:.0f} against {floor.rate:.0f} a second"
    return [
        Figure("callback p99 against the floor", ours.p99 / floor.p99, 3, "×", fsync, p99),
        Figure("callback throughput against the floor", ours.rate / floor.rate, 0.5, "×", fsync, rate, floor=True),
        Figure(f"callback p99 beside {STALLED} stalled senders", held.p99 / free.p99, 2, "×", fsync, senders),
    ]


def _post(folder: Path, port: int, asks: list[Ask], count: int) -> Round:
    file = folder / "taps.json"
    file.write_text(json.dumps(taps(asks, book(START), count)))
    command = [sys.executable, "-m", "benchmarks.load", str(port), str(file)]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    if len(told["ms"]) != count:
        raise RuntimeError(f"{len(told['ms'])} of {count} taps were answered")
    cuts = statistics.quantiles(told["ms"], n=100)
    return Round(count / told["seconds"], cuts[49], cuts[98])


def _middle(rounds: list[Round]) -> Round:
    return Round(*(statistics.median(getattr(each, name) for each in rounds) for name in ("rate", "p50", "p99")))
