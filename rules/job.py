"""One job that asks for a permit: what, where, when and who. Ids are ids of the plant's data; times are aware."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from rules.plant import Area, Plant
from rules.routing_rules import Condition


@dataclass(frozen=True)
class Job:
    """`inputs` holds the form's other answers: level inputs (`wind_force`), further roles (`gas_analyst`: a person's
    id or several), `not_concerned` (post → reason, for countersigns) and `downgrade` (rule, decided_by, reason).

    leads_as: the role (such as 吊装指挥) that the work leader has when nobody else is named for it. let_in: person,
    role and course: whom the safety head lets do this one part without having learned this.
    """

    kind: str
    level: str
    area: str
    starts_at: datetime
    ends_at: datetime
    requester: str
    work_leader: str
    workers: tuple[str, ...]
    guardian: str
    contractor: bool
    inputs: Mapping[str, object]
    leads_as: str | None = None
    let_in: frozenset[tuple[str, str, str]] = frozenset()

    def holders(self, role: str) -> tuple[str, ...]:
        """Person ids of a permit role."""
        own = {
            "requester": self.requester,
            "work_leader": self.work_leader,
            "worker": self.workers,
            "guardian": self.guardian,
        }
        given = own.get(role) or self.inputs.get(role)
        if not given and role == self.leads_as:
            given = self.work_leader
        if isinstance(given, str):
            return (given,) if given else ()
        return tuple(str(each) for each in given) if isinstance(given, Sequence) else ()

    def with_worker(self, person: str, roles: Sequence[str]) -> Job:
        """The same job with one more who works in it, in these roles: `worker`, or questions of the form."""
        further = {role: [*self.holders(role), person] for role in roles if role != "worker"}
        workers = tuple(dict.fromkeys([*self.workers, person]))
        return replace(self, workers=workers, inputs={**self.inputs, **further})

    def roles_of(self, person: str, roles: Sequence[str]) -> tuple[str, ...]:
        """Which of these roles the person has in this job."""
        return tuple(role for role in roles if person in self.holders(role))


def holds(condition: Condition, job: Job, plant: Plant) -> bool:
    """Whether the job meets the condition; an empty input does not."""
    value = _value(condition.input, job, plant.area(job.area))
    if condition.at_least is not None:
        return isinstance(value, int | float) and value >= condition.at_least
    return value is condition.equals


def _value(name: str, job: Job, area: Area) -> object:
    if name == "contractor":
        return job.contractor
    if not name.startswith("area."):
        return job.inputs.get(name)
    known = {field.name for field in fields(area)}
    return getattr(area, name.removeprefix("area.")) if name.removeprefix("area.") in known else None
