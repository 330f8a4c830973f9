"""A course is taken away from somebody and passed again, and how he stands meanwhile."""

from __future__ import annotations

from builders import FOREMAN
from plant import Plant
from training_acts import WELDER, file_of, give, learn

from handlers.training import suspending
from models import qualified, store
from models.book import book
from models.seals import seal_all
from rules.job import Job
from workers.evidence.compared import differences

ACTOR = {"system": "console", "account": "desk"}
FIRE, HOT = "FIRE-101", "HOT-201"
WHY = "动火没人看就点火"


def suspend(plant: Plant, person: str = WELDER, course: str = FIRE, why: str = WHY, about: str = "") -> None:
    number = file_of(person).number
    store.write(lambda: suspending.suspend(number, course, why, about, ACTOR, plant.now))
    plant.settle()


def pass_again(plant: Plant) -> None:
    assert learn(plant, WELDER)["tone"] == "done"
    for _ in range(3):
        give(plant, WELDER)


def agrees(plant: Plant, person: str = WELDER) -> bool:
    """Whether the rows say what the chain says."""
    seal_all(plant.now)
    return differences(file_of(person).subject, plant.now) == ""


def lacks(plant: Plant) -> list[qualified.Lack]:
    rules, now = book(plant.now), plant.now
    job = Job("hot_work", "", "sewage", now, now, FOREMAN, "", (WELDER,), "", False, {})
    return [each for each in qualified.lacks(job, rules, rules.config.templates, now) if each.person == WELDER]
