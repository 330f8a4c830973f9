"""What a platform's directory says of an account, and what follows from it for the plant. Pure.

A directory knows departments by its own names. Where the plant's data say what one of them means (`directory` in
plant.yaml), or a department of the plant has that very name, it is known where its people belong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.plant import DirectoryUnit, Person, Plant
from rules.staff.events import Event
from rules.texts import bare


@dataclass(frozen=True)
class Listed:
    """An account as the directory has it. departments: by their names; supervisor: his account."""

    platform: Literal["wecom", "dingtalk"]
    account: str
    name: str
    departments: tuple[str, ...] = ()
    supervisor: str = ""

    @property
    def words(self) -> str:
        """路新来，机修车间"""
        return "，".join(filter(None, (self.name, "、".join(self.departments))))


def units(departments: Sequence[str], plant: Plant) -> list[DirectoryUnit]:
    """What these departments of a directory mean here."""
    said = {unit.name: unit for unit in plant.directory}
    same = {each.name: DirectoryUnit(each.name, each.id) for each in plant.departments}
    return [unit for name in departments if (unit := said.get(name) or same.get(name))]


def joiner(listed: Listed, plant: Plant, on: date) -> Event:
    """Who that is, as far as the directory tells it: nobody's number yet, and a place only where there is just one."""
    above = plant.person_at(listed.platform, listed.supervisor) if listed.supervisor else None
    unit = _only(units(listed.departments, plant))
    return Event(
        "joined",
        "",
        on,
        name=listed.name or None,
        department=unit.department if unit else None,
        posts=unit.posts or None if unit else None,
        supervisor=above.id if above else None,
        platform=listed.platform,
        account=listed.account,
        shift=unit.shift if unit else None,
    )


def mover(before: Sequence[str] | None, listed: Listed, person: Person, plant: Plant, on: date) -> Event | None:
    """How he moves, where his departments in the directory have changed or say something else than the plant; None
    where nothing follows. before: his departments when they were last read, None where they were not."""
    found = units(listed.departments, plant)
    if [*listed.departments] == [*(before or ())] or any(_holds(unit, person) for unit in found):
        return None
    if not found and before is None:
        return None
    unit = _only(found)
    if unit is None:
        return Event("moved", person.id, on)
    posts = unit.posts or None
    return Event("moved", person.id, on, department=unit.department, posts=posts, shift=unit.shift)


def namesakes(name: str, plant: Plant) -> list[Person]:
    """Everybody of this name, also who has left."""
    return [each for each in plant.people if bare(each.name) == bare(name)]


def _only(found: Sequence[DirectoryUnit]) -> DirectoryUnit | None:
    return found[0] if len(found) == 1 else None


def _holds(unit: DirectoryUnit, person: Person) -> bool:
    """Whether he is there already."""
    return unit.department == person.department and {*unit.posts} <= {*person.posts}
