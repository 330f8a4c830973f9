"""What a process costs: its start with doors and without, and the memory of web and worker after a whole story."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import house
from benchmarks.figure import Figure, fsync_ms
from config.loader import load
from config.root import ROOT
from workers.scenarios import scenarios, told
from workers.scenarios.stage import stage
from workers.scenarios.story import Story

IMPORTS = 5
# What a program with doors and one without load before they begin, and how many seconds it may take at most.
MODULES = {"wsgi": 1.5, "workers.__main__": 1.0}


def figures(folder: Path) -> list[Figure]:
    # Like an installed service: its bytecode is kept, and the next start reads it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    fsync = fsync_ms(folder)
    imports = [_cold_import(folder, module, most) for module, most in MODULES.items()]
    web, worker = _memory(folder)
    served = "after the story of a level-one permit"
    return [
        *(Figure(f"cold import {name}", cold, most, "s", fsync, how) for name, cold, most, how in imports),
        Figure("memory of web", web, 100, "MB", fsync, served),
        Figure("memory of worker", worker, 150, "MB", fsync, served),
    ]


def _cold_import(folder: Path, module: str, most: float) -> tuple[str, float, float, str]:
    """The module, the seconds of its quickest start (the one least disturbed by other work on the machine), those that
    are allowed, and how it was measured."""
    house.settings_in(folder / "import")
    took, before = [], _processor_seconds()
    for _ in range(IMPORTS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, check=True)
        took.append(time.perf_counter() - began)
    busy = (_processor_seconds() - before) / IMPORTS
    return module, min(took), most, f"the best of {IMPORTS} fresh processes, {busy:.2f} s of processor time each"


def _processor_seconds() -> float:
    """What all ended children have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(folder: Path) -> tuple[float, float]:
    """RSS in MB of the web process that served and of the worker."""
    settings = house.settings_in(folder / "story")
    config = load(settings.plant)
    name = config.demo.story
    with stage(settings, folder / "story", scenarios(config)[name]) as running:
        told.play(Story(running, lambda _: None, name))
        web = _rss(running.running["web"].pid)
        return web, _rss(running.running["worker"].pid)


def _rss(pid: int) -> float:
    """By `ps`, which Linux and macOS share; it counts in KB."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024
