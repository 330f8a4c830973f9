"""The scene of a decision about people: all that is known when it is decided who may sign, stand in or be added."""

from dataclasses import dataclass
from datetime import datetime

from rules.job import Job
from rules.plant import Area, Person, Plant
from rules.routing_rules import RoutingRules


@dataclass(frozen=True)
class Scene:
    """What one decision looks at: the job, the plant, the rules, the moment, and who can't be reached."""

    job: Job
    plant: Plant
    rules: RoutingRules
    now: datetime
    unreachable: frozenset[str] = frozenset()

    @property
    def area(self) -> Area:
        return self.plant.area(self.job.area)

    def department(self, scope: str) -> str | None:
        """Where to look for a post: in the department that owns the area, or in the entire plant."""
        return self.area.department if scope == "area" else None

    def holders(self, post: str, scope: str) -> tuple[Person, ...]:
        return self.plant.holders(post, self.department(scope))

    def title(self, post: str, scope: str) -> str:
        return self.plant.title(post, self.department(scope))
