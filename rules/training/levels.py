"""三级安全教育 (training.md §1, §7): company, workshop, team; how long each takes, who teaches it, what has to be done
by hand. The split of the hours is the plant's: no rule says it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Literal

from rules import duty
from rules.plant import Person, Plant
from rules.shifts import leave_at
from rules.staff.standing import has_left

# Whose list of contents a level has (生产经营单位安全培训规定 14–16): 厂级, 车间级, 班组级.
Rank = Literal["plant", "shop", "crew"]


@dataclass(frozen=True)
class Level:
    """hours: in 学时; days: within how many days after its turn has come; by: posts of which somebody teaches it,
    empty: the person's superior is his mentor (师傅); again: whoever moves has it once more; practice: what he does
    before the mentor's eyes; teaches: whose list of contents it has; on_site: what of it whoever teaches the level
    tells or shows."""

    id: str
    name: str
    hours: float
    days: int
    by: tuple[str, ...] = ()
    again: bool = False
    practice: tuple[str, ...] = ()
    teaches: Rank | None = None
    on_site: tuple[str, ...] = ()


def wanted(levels: Sequence[Level], *, moved: bool, left: Collection[str] = ()) -> list[Level]:
    """The levels of somebody who joins, or of somebody who moves or was away for a year. left: those that he was still
    to be taught."""
    return [each for each in levels if each.again or not moved or each.id in left]


def ends(levels: Sequence[Level], begins: date) -> list[date]:
    """By which day each of them is taught at the latest: each begins once the one before it is done."""
    return [begins + timedelta(days) for days in accumulate(each.days for each in levels)]


def teacher(
    level: Level, new: Person, plant: Plant, now: datetime, not_these: Collection[str], out: Collection[str]
) -> Person | None:
    """Whoever teaches this level: of its posts in their order, else his superior; nobody who is not there, and none of
    `not_these`."""
    above = [plant.person(new.supervisor)] if new.supervisor and plant.knows(new.supervisor) else []
    held = [person for post in level.by for person in plant.holders(post, plant.where(post, new.department))]
    able = (each for each in (*held, *above) if each.id not in not_these)
    return next((each for each in able if is_there(each, plant, now, out)), None)


# 独立上岗: what a file says of it. Empty: nobody has to sign for him (he was here before). Else he is taught, or waits
# for courses and signatures, or all three have signed.
Alone = Literal["", "taught", "due", "signed"]
Part = Literal["trainee", "mentor", "leader"]
# Who signs that somebody may work alone: he himself, his 师傅, the leader of his team.
PARTS: Mapping[Part, str] = {"trainee": "本人", "mentor": "师傅", "leader": "班组长"}
# His own superiors: no line is longer than that.
HIGHEST = 9


def signer(
    part: Part,
    new: Person,
    taught_by: Sequence[str],
    plant: Plant,
    now: datetime,
    not_these: Collection[str],
    out: Collection[str],
) -> Person | None:
    """Who signs as mentor or leader: of those who taught him (the newest first) and of his superiors from the nearest
    on whoever is there, else of the safety office or whoever leads the plant. Nobody for himself, and none of
    `not_these`, for the three are three people. out: who can't be reached."""
    if part == "trainee":
        return new
    return helper(new, taught_by if part == "mentor" else (), plant, now, not_these, out)


def helper(
    new: Person, first: Sequence[str], plant: Plant, now: datetime, not_these: Collection[str], out: Collection[str]
) -> Person | None:
    """Who sees to it that he can do it: of `first` and of his superiors from the nearest on whoever is there, else of
    the safety office or whoever leads the plant."""
    line = [*first, *_above(new, plant)]
    able = [plant.person(each) for each in line if plant.knows(each) and each not in {new.id, *not_these}]
    there = (each for each in able if is_there(each, plant, now, out))
    return next(there, None) or duty.following(plant, now, {new.id, *not_these}, out)


def is_there(person: Person, plant: Plant, now: datetime, out: Collection[str]) -> bool:
    """Whether he can be asked: he has not left, is not on leave, and can be reached."""
    return not has_left(person) and leave_at(person, plant, now) is None and person.id not in out


def _above(person: Person, plant: Plant) -> list[str]:
    found: list[str] = []
    above = person.supervisor
    while above and plant.knows(above) and above not in found and len(found) < HIGHEST:
        found.append(above)
        above = plant.person(above).supervisor
    return found
