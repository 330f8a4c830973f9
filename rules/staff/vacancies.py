"""Posts that nobody holds any more since somebody left. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.plant import Person, Plant
from rules.staff.standing import has_left


@dataclass(frozen=True)
class Vacancy:
    """post: its id; department: where it is empty, None for the whole plant; left: who held it."""

    post: str
    department: str | None
    left: Person

    def title(self, plant: Plant) -> str:
        """一车间主任"""
        return plant.title(self.post, self.department)


def vacancies(before: Plant, plant: Plant) -> Iterator[Vacancy]:
    """before: the plant as if nobody had left. Where several have left the same post, the first one is named."""
    found = set()
    for person in before.people:
        now = plant.person(person.id) if plant.knows(person.id) else None
        if now is None or not has_left(now):
            continue
        for post in person.posts:
            where = plant.where(post, person.department) if post in plant.posts else None
            if post in plant.posts and not plant.holders(post, where) and (post, where) not in found:
                found.add((post, where))
                yield Vacancy(post, where, now)
