"""Who can't be named guardian or worker of a job: on leave, out of reach, or off shift when it begins. Pure.

A shift counts from an hour before it begins, so that the next crew can be named at the change. People of a post that
can be called in (`on_call`) can be named at any hour.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from rules.absence import ROLE_WORDS
from rules.job import Job
from rules.plant import Person, Plant
from rules.routing_rules import RoutingRules
from rules.shifts import leave_at, on_duty

EARLY = timedelta(hours=1)
NAMED = ("guardian", "worker")


def absent(job: Job, plant: Plant, rules: RoutingRules, now: datetime, out: Collection[str] = ()) -> tuple[str, ...]:
    """A sentence for each guardian and worker who will not be there when the job begins. out: who can't be reached."""
    begins = max(now, job.starts_at)
    found = []
    for role in NAMED:
        for person in job.holders(role):
            why = not_there(plant.person(person), plant, rules, begins, out)
            if why:
                name = plant.person(person).name
                found.append(f"{name}{why}，不能当{ROLE_WORDS[role]}：请换人，或改开始时间")
    return tuple(found)


def not_there(person: Person, plant: Plant, rules: RoutingRules, at: datetime, out: Collection[str] = ()) -> str:
    """Why this person is not there at that moment, to be said after his name; empty when he is."""
    if leave_at(person, plant, at):
        return "请假了"
    if person.id in out:
        return "联系不上"
    comes = any(on_duty(person, plant, rules, moment) for moment in (at, at + EARLY))
    called_in = any(plant.posts[post].on_call for post in person.posts)
    return "" if comes or called_in else "不在班"
