"""Peaks of hazards in weeks whose truth is known: how often noise or one bad week is taken for a peak, and how often a
real one is seen. People are on shift mostly by day, as in the demo plant; each run has its own seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from benchmarks.figure import Figure, fsync_ms
from config.loader import load
from config.root import ROOT
from rules.hazards import peaks, rostered
from rules.hazards.peaks import HOURLY, WEEKS, Cell

RUNS = 100
SEED = 20261130
FEW, SOME, MANY = SIZES = (150, 400, 1000)
# Wednesday, 9 to 10.
PLACE = (2, 9)
TIMES, BAD = 5, 12
# Each report brings so many more, in the same hour and week.
BATCH = 2


def figures(folder: Path) -> Iterator[Figure]:
    fsync = fsync_ms(folder)
    for name, limit, floor, made, sizes in (
        ("noise", 5.0, False, _noise, SIZES),
        ("noise in batches that are not one person's round", 5.0, False, _batches, SIZES),
        ("one bad Wednesday", 5.0, False, _bad_week, SIZES),
    ):
        shares = [100 * sum(bool(_found(made(size, run))) for run in range(RUNS)) / RUNS for size in sizes]
        how = _how(sizes, shares)
        yield Figure(f"peaks: {name} taken for a peak, of {RUNS} runs", max(shares), limit, "%", fsync, how, floor)
    seen = [100 * sum(_sees(_peak(size, run)) for run in range(RUNS)) / RUNS for size in SIZES]
    name = f"peaks: one of {TIMES} times what is usual seen, of {RUNS} runs, with {SOME} or more"
    yield Figure(name, min(seen[1:]), 90.0, "%", fsync, _how(SIZES, seen), floor=True)


def _how(sizes: tuple[int, ...], shares: list[float]) -> str:
    return ", ".join(f"{share:.0f} % of {size}" for size, share in zip(sizes, shares, strict=True))


@cache
def _shares() -> dict[tuple[int, int], float]:
    loaded = load(ROOT / "config" / "plants" / "anhe")
    since = datetime(2026, 8, 24, tzinfo=loaded.plant.zone)
    hours = rostered.exposure(loaded.plant, loaded.rules, since, WEEKS, loaded.plant.people)
    whole = sum(hours.values())
    return {place: each / whole for place, each in hours.items()}


def _draw(size: int, run: int) -> tuple[random.Random, list[tuple[tuple[int, int], int]]]:
    chance, shares = random.Random(SEED + 1000 * size + run), _shares()
    places = chance.choices(list(shares), list(shares.values()), k=size)
    return chance, [(place, chance.randrange(WEEKS)) for place in places]


def _noise(size: int, run: int) -> list[Cell]:
    return _table(_draw(size, run)[1])


def _batches(size: int, run: int) -> list[Cell]:
    chance, drawn = _draw(size // (1 + BATCH), run)
    return _table([each for each in drawn for _ in range(1 + chance.randrange(2 * BATCH + 1))])


def _bad_week(size: int, run: int) -> list[Cell]:
    chance, drawn = _draw(size, run)
    week = chance.randrange(WEEKS)
    return _table([*drawn, *[(PLACE, week)] * BAD])


def _peak(size: int, run: int) -> list[Cell]:
    chance, drawn = _draw(size, run)
    more = round(size * _shares()[PLACE] * (TIMES - 1))
    return _table([*drawn, *[(PLACE, chance.randrange(WEEKS)) for _ in range(more)]])


def _table(drawn: list[tuple[tuple[int, int], int]]) -> list[Cell]:
    weeks = {(day, band.start): [0] * WEEKS for day in range(7) for band in HOURLY}
    for place, week in drawn:
        weeks[place][week] += 1
    return [
        Cell(day, band, _shares().get((day, band.start), 0.0), tuple(weeks[day, band.start]))
        for day in range(7)
        for band in HOURLY
    ]


def _found(cells: list[Cell]) -> list[peaks.Peak]:
    return peaks.peaks(cells)


def _sees(cells: list[Cell]) -> bool:
    return any((peak.cell.weekday, peak.cell.band.start) == PLACE for peak in _found(cells))
