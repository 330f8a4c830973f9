"""The demo plant's jobs and story, from its data: what the tests' people do."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from config.files import PlantConfig
from config.loader import load
from config.root import ROOT
from workers.scenarios import scenarios, told


@cache
def data_of(plant: str) -> PlantConfig:
    """A plant's data, read once a process."""
    return load(ROOT / "config" / "plants" / plant)


@cache
def sample() -> PlantConfig:
    """The data from which a new plant begins."""
    return load(ROOT / "config" / "sample")


PLANT = data_of("anhe")
DEMO = PLANT.demo
STORY = DEMO.story
START = scenarios(PLANT)[STORY]
PLACE_OF_THE_STORY, OFFICE = DEMO.place, DEMO.office
COMMON, JOBS = {"level": "", **DEMO.common}, {kind: dict(job) for kind, job in DEMO.jobs.items()}
FOREMAN, WELDER = str(COMMON["work_leader"]), str(JOBS["hot_work"]["workers"][0])
ANSWERS: dict[str, Any] = dict(JOBS["hot_work"]["inputs"])


def form(now: datetime) -> dict[str, Any]:
    """What the requester of the first story fills in."""
    return told.form(DEMO, STORY, now)
