"""Routing of 1,000 and of 10,000 requests: level, route, and the people of every stage, by the rules alone."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice, product
from pathlib import Path

from benchmarks.figure import Figure, fsync_ms
from config.files import PlantConfig
from config.loader import load
from config.root import ROOT
from rules.job import Job
from rules.levels import Forbidden
from rules.routes import route
from rules.scene import Scene
from rules.staffing import staff
from tests.demo import START

FEW, MANY = 1_000, 10_000
BY_DAY, BY_NIGHT, AT_THE_WEEKEND = timedelta(), timedelta(hours=14), timedelta(days=3)
MAX_GROWTH_MB = 20


def figures(folder: Path) -> list[Figure]:
    plant = load(ROOT / "config" / "plants" / "anhe")
    _seconds(plant, FEW)
    few, before = _seconds(plant, FEW), _peak_mb()
    many, after = _seconds(plant, MANY), _peak_mb()
    each = f"{many * FEW / MANY:.2f} s CPU per 1,000 of {MANY:,}, {few:.2f} s per 1,000 of {FEW:,}"
    fsync = fsync_ms(folder)
    return [
        Figure("routing, a request of 10,000 against one of 1,000", many * FEW / MANY / few, 1.3, "×", fsync, each),
        Figure("routing, memory for 9,000 more", after - before, MAX_GROWTH_MB, "MB", fsync, f"peak {after:.0f} MB"),
    ]


def _seconds(plant: PlantConfig, count: int) -> float:
    began = time.process_time()
    for job in islice(_jobs(plant), count):
        _route(job, plant)
    return time.process_time() - began


def _jobs(plant: PlantConfig) -> Iterator[Job]:
    """Jobs of every kind, level, area and time of the plant in turn, without end."""
    levels = [(kind, level.id) for kind, template in plant.templates.kinds.items() for level in template.levels]
    for (kind, level), area, later in cycle(product(levels, plant.plant.areas, (BY_DAY, BY_NIGHT, AT_THE_WEEKEND))):
        start = START + later + timedelta(minutes=30)
        crew = "U33", "U33", ("U34",), "U30"
        yield Job(kind, level, area.id, start, start + timedelta(hours=4), *crew, False, {})


def _route(job: Job, plant: PlantConfig) -> None:
    """Routes a job from the request to the last signer, while everybody signs as asked; a forbidden job counts as an
    answer."""
    now = job.starts_at - timedelta(minutes=30)
    try:
        way = route(job, plant.plant, plant.rules, now)
    except Forbidden:
        return
    signed: dict[str, str] = {}
    for stage in way.stages:
        found = staff(way, stage, Scene(job, plant.plant, plant.rules, now), signed)
        signed |= {each.slot.id: each.person for each in found.asked if each.person}


def _peak_mb() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
