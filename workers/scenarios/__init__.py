"""Stories played through the real doors: people's phones at the simulator, our pages over HTTP, plant time moved.

Reaches the simulator only over HTTP, as a process of its own.
"""

from workers.scenarios.jobs import JOBS

# name → module of the story, which has START and play(story)
SCENARIOS = {
    "hot-work": "workers.scenarios.hot_work",
    **{f"permit-{kind}": "workers.scenarios.whole_life" for kind in JOBS},
    "busy-day": "workers.scenarios.busy_day",
}
