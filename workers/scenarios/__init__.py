"""Stories played through the real doors: people's phones at the simulator, our pages over HTTP, plant time moved.

Reaches the simulator only over HTTP, as a process of its own.
"""

# name → module of the story, which has START and play(story)
SCENARIOS = {"hot-work": "workers.scenarios.hot_work"}
