"""Stories played through the real doors: people's phones at the simulator, our pages over HTTP, plant time moved.

The plant's data (`demo.yaml`) say which stories there are. The simulator is reached only over HTTP, in its own process.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from config.files import PlantConfig
from rules.shifts import next_day_shift

LIFE, HAZARD, TRAINING, BUSY = "permit-", "hazard-", "training-", "busy-day"
SCHOOLS = ("joiner", "mover", "fail-and-repeat", "certificate-lapses", "leaver")
PATROL, CAMPAIGN, STORM = f"{HAZARD}patrol", f"{HAZARD}campaign", f"{HAZARD}sensor-storm"
DRILL, TEAM_DRILL = f"{TRAINING}drill", f"{TRAINING}drill-team"
# From the demo's morning to the first word of a story.
FIRST_WORD = timedelta(minutes=10)


def scenarios(plant: PlantConfig, real: datetime | None = None) -> dict[str, datetime]:
    """Name → plant time at which it begins, in an order in which they can be played one after the other. In a plant
    without a moment of its own for the demo they begin with the next day shift after `real`."""
    demo, morning = plant.demo, plant.plant.demo_anchor
    if morning is None and real is not None:
        morning = next_day_shift(plant.plant, plant.rules, real)
    if morning is None:
        return {}
    lives = (*(f"{LIFE}{kind}" for kind in demo.jobs), *(f"{HAZARD}{name}" for name in demo.hazards))
    drills = [name for name, there in ((DRILL, demo.drill), (TEAM_DRILL, demo.team_drill)) if there]
    looks = [name for name, there in ((STORM, demo.storm), (CAMPAIGN, demo.campaign), (PATROL, demo.patrol)) if there]
    schools = [f"{TRAINING}{name}" for name in SCHOOLS] if demo.training else []
    # The round waits for its hour, and lessons take days: nobody would be at work any more for what comes after them.
    first = [*demo.stories, *lives, *drills, *looks]
    busy = {BUSY: demo.busy_day.begins} if demo.busy_day else {}
    return {**dict.fromkeys(first, morning + FIRST_WORD), **busy, **dict.fromkeys(schools, morning + FIRST_WORD)}
