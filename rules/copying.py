"""抄送: who is told of a permit without being asked, by the plant's rules or by the requester's choice. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.job import Job
from rules.plant import Plant
from rules.routing_rules import CopyRule, RoutingRules
from rules.shifts import leave_at

CHOSEN = "申请人抄送"


@dataclass(frozen=True)
class Copied:
    person: str
    why: str


def choices(plant: Plant, rules: RoutingRules) -> tuple[str, ...]:
    """Whom a requester may choose: the holders of the posts that the plant allows, in the order of the plant's list."""
    return tuple(person.id for person in plant.people if rules.copies.posts & set(person.posts))


def faults(chosen: Collection[str], plant: Plant, rules: RoutingRules) -> list[str]:
    """A sentence for each thing that is wrong with a requester's choice."""
    found = ["抄送的人不在可选的名单里：请重新选"] if set(chosen) - set(choices(plant, rules)) else []
    most = rules.copies.most
    return found + ([f"抄送最多选 {most} 人，现在选了 {len(chosen)} 人：请去掉几位"] if len(chosen) > most else [])


def copied(
    job: Job, level: str, plant: Plant, rules: RoutingRules, now: datetime, chosen: Collection[str], others: set[str]
) -> tuple[Copied, ...]:
    """Everybody who gets a copy at `now`, each once, with the reason. others: signers, who know of it already. People
    on leave are left out, unless the requester chose them by name."""
    by_rule = (each for rule in rules.copies.rules for each in _by_rule(rule, job, level, plant, now))
    by_name = (Copied(person, CHOSEN) for person in chosen if plant.knows(person))
    own = {job.requester, job.work_leader, *job.workers, job.guardian} | others
    found = {each.person: each for each in (*by_name, *by_rule) if each.person not in own}
    return tuple(found.values())


def _by_rule(rule: CopyRule, job: Job, level: str, plant: Plant, now: datetime) -> Iterator[Copied]:
    wanted = ((rule.kinds, job.kind), (rule.levels, level), (rule.areas, job.area))
    if any(only and value not in only for only, value in wanted):
        return
    place = plant.area(job.area).department if rule.scope == "area" else None
    for person in plant.holders(rule.post, place):
        if not leave_at(person, plant, now):
            yield Copied(person.id, f"按规定抄送{plant.title(rule.post, place)}")
