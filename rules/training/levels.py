"""三级安全教育 (training.md §1, §7): company, workshop, team; how long each takes, who teaches it, what has to be done
by hand. The split of the hours is the plant's: no rule says it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rules.plant import Person, Plant
from rules.staff.standing import has_left


@dataclass(frozen=True)
class Level:
    """hours: in 学时; days: by which day after it begins; by: posts of which somebody teaches it, empty: the person's
    superior is his mentor (师傅); again: whoever moves has it once more; practice: what he does before the mentor's
    eyes."""

    id: str
    name: str
    hours: float
    days: int
    by: tuple[str, ...] = ()
    again: bool = False
    practice: tuple[str, ...] = ()


def wanted(levels: Sequence[Level], *, moved: bool) -> list[Level]:
    """The levels of somebody who joins, or of somebody who moves."""
    return [each for each in levels if each.again or not moved]


def teacher(level: Level, new: Person, plant: Plant, not_these: Collection[str]) -> Person | None:
    """Whoever teaches this level: of its posts in their order, else his superior; nobody who has left, and none of
    `not_these`."""
    above = [plant.person(new.supervisor)] if new.supervisor and plant.knows(new.supervisor) else []
    held = [person for post in level.by for person in plant.holders(post, plant.where(post, new.department))]
    return next((each for each in (*held, *above) if each.id not in not_these and not has_left(each)), None)
