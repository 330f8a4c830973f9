"""Whose training a page or a table is about: a post, a department, an area (the people of the department that owns it),
a course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from models.book import Book
from rules.plant import Person

FIELDS = ("post", "department", "area", "course")


@dataclass(frozen=True)
class Scope:
    """Ids, or empty for all."""

    post: str = ""
    department: str = ""
    area: str = ""
    course: str = ""

    @property
    def kept(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELDS if getattr(self, name)}

    def address(self, **changes: str) -> str:
        """The query with these changes."""
        kept = {**self.kept, **changes}
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    def people(self, rules: Book) -> list[Person]:
        plant = rules.plant
        owner = plant.area(self.area).department if self.area else ""
        return [
            each
            for each in plant.people
            if (not self.post or self.post in each.posts)
            and self.department in ("", each.department)
            and owner in ("", each.department)
        ]

    def words(self, rules: Book) -> str:
        plant, course = rules.plant, rules.config.courses.course(self.course)
        named = (
            plant.posts[self.post].name if self.post else "",
            plant.department(self.department).name if self.department else "",
            plant.area(self.area).name if self.area else "",
            course.title if course else "",
        )
        return " · ".join(filter(None, named)) or "全厂"


def read(given: Mapping[str, str], rules: Book) -> Scope:
    """The scope of an address or a form; what the plant's data do not know counts as not given."""
    plant = rules.plant
    known = {
        "post": {*plant.posts},
        "department": {each.id for each in plant.departments},
        "area": {each.id for each in plant.areas},
        "course": {each.id for each in rules.config.courses.courses},
    }
    return Scope(**{name: given[name] for name in FIELDS if given.get(name) in known[name]})
