"""Who may coordinate jobs that meet (统一协调人), and who is proposed (GB 30871—2022 §4.7: 指定专人统一管理).

He has no part in any of the jobs, is there when they meet, and is the plant's own man, unless the plant names a
contractor's post for it (`roles.coordinator`).
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from rules.naming import not_there
from rules.plant import Person, Plant
from rules.routing_rules import RoutingRules


def fault(
    person: Person,
    busy: Collection[str],
    plant: Plant,
    rules: RoutingRules,
    at: datetime,
    out: Collection[str] = (),
) -> str:
    """Why he can't coordinate at that moment, to be said after his name; empty when he can. busy: everybody with a part
    in one of the jobs; out: who can't be reached."""
    if person.id in busy:
        return "在其中一项作业里另有任务"
    if plant.is_contractor(person) and not set(person.posts) & set(plant.roles.coordinator):
        return "是承包商的人"
    return not_there(person, plant, rules, at, out)


def proposed(area: str, plant: Plant) -> Iterator[Person]:
    """Who comes first: people of the posts that the plant names for it, then the area's representatives, then the
    safety office."""
    department = plant.area(area).department
    for post in (*plant.roles.coordinator, *plant.roles.area_rep, *plant.roles.safety_office):
        if post in plant.posts:
            yield from plant.holders(post, plant.where(post, department))
