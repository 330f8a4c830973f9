"""Training of a small plant for three months and of a large one for two weeks, in virtual time: what a thousand asks
cost. With the number of people the cost of one ask must hardly grow."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import house
from benchmarks.figure import Figure, fsync_ms
from benchmarks.plants import large
from benchmarks.rehearsal import Rehearsal
from config.root import ROOT
from handlers import asks
from handlers.plant import keep
from handlers.training import planning
from models import plant_time, store
from models.ask import Ask
from models.book import book
from models.training import Learning
from rules import duty
from tests.demo import START

# People, and days.
SMALL, LARGE = (200, 91), (2000, 14)
MOST = 1.3
# For both plants, side by side on two cores.
MOST_SECONDS = 360
SEED = 20261125


def figures(folder: Path) -> list[Figure]:
    """The stores are in memory: three months are over in minutes, of which a quarter would be waiting for the disk."""
    fsync, began = fsync_ms(folder), time.monotonic()
    with house.in_memory(folder) as place, ThreadPoolExecutor() as side_by_side:
        few, many = side_by_side.map(lambda each: _told(place / str(each[0]), *each), (SMALL, LARGE))
    took = time.monotonic() - began
    ratio = many["thousand"] / few["thousand"]
    how = "; ".join(f"{each['thousand']:.1f} s for 1,000 ({each['played']})" for each in (many, few))
    return [
        Figure("training: a thousand asks of 2,000 people against 200", ratio, MOST, "×", fsync, how),
        Figure("training: both plants by the clock", took, MOST_SECONDS, "s", fsync, "side by side"),
    ]


def _told(folder: Path, people: int, days: int) -> dict[str, Any]:
    """What a process of its own measured."""
    command = [sys.executable, "-m", "benchmarks.learning", str(folder), str(people), str(days)]
    told: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return told


def _thousand(folder: Path, people: int, days: int) -> dict[str, Any]:
    """thousand: the processor's seconds for a thousand asks; played: what was played."""
    folder.mkdir()
    settings = house.settings_in(folder)
    store.open_store(settings.database)
    store.migrate()
    store.write(lambda: keep(large(people, areas=0), START))
    store.write(lambda: plant_time.set_clock(START, 0, plant_time.real_now()))
    office = duty.office(book(START).plant)[0]
    store.write(lambda: planning.started(asks.unasked(office), START))
    began, rehearsal = time.process_time(), Rehearsal(SEED)
    rehearsal.until(START + timedelta(days=days), START)
    took, opened = time.process_time() - began, Ask.select().count()
    passed = Learning.select().where(Learning.state == "passed").count()
    played = f"{people:,} people, {days} days, {opened:,} asks, {passed:,} lessons passed, {took:.0f} s"
    return {"thousand": took / opened * 1000, "played": played}


if __name__ == "__main__":
    print(json.dumps(_thousand(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
