"""The console's fields for a person: which person was typed in, and how he is shown. No page lists everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.book import name_of
from models.rulebook import ids_once_named, last_named
from rules.finding import WHOLE_NAME
from rules.plant import Person, Plant
from rules.staff.standing import LEFT, has_left
from web.meaning import meant
from web.people import titled

BETWEEN = re.compile(r"[\n,，、;；]+")


class Unclear(ValueError):
    """The words mean nobody, or several people; the text says so and what to do."""


def label(plant: Plant, person: Person) -> str:
    """宓有方 · 检修班长 · U33, 项露生（已离职） · U36: no two people have the same."""
    left = f"（{LEFT}）" if has_left(person) else ""
    return f"{titled(plant, person.id)}{left} · {person.id}"


def shown(plant: Plant, person_id: str) -> str:
    """What a field shows for a person who was chosen."""
    return label(plant, plant.person(person_id)) if plant.knows(person_id) else name_of(plant, person_id)


def one(words: str, plant: Plant) -> str:
    """The id of the one person whom the words mean; empty for no words. Raises Unclear."""
    words = words.strip()
    wanted = words.rpartition(" · ")[2]
    if not words or plant.knows(wanted):
        return wanted
    found = list(meant(words, plant.people, plant))
    namely = [person for fit, person in found if fit == WHOLE_NAME] or [person for _, person in found]
    if len(namely) == 1:
        return namely[0].id
    if not namely:
        raise Unclear(f"通讯录里没有「{words}」。请打姓名、首字母、岗位或工号。")
    some = "、".join(label(plant, person) for person in best(words, namely, plant)[:3])
    more = " …" if len(namely) > 3 else ""
    raise Unclear(f"「{words}」有 {len(namely)} 个人：{some}{more}。请打全，或从列出的人里选。")


def several(fields: Iterable[str], plant: Plant) -> list[str]:
    """The ids of the people whom the fields mean, each once; a field may hold several with commas between. Raises
    Unclear."""
    found = (one(words, plant) for field in fields for words in _each(field, plant))
    return list(dict.fromkeys(filter(None, found)))


def _each(field: str, plant: Plant) -> list[str]:
    """Somebody who was chosen stands with his post, which may have a comma itself."""
    return [field] if plant.knows(field.strip().rpartition(" · ")[2]) else BETWEEN.split(field)


def lines(fields: Iterable[str], least: int = 3) -> list[str]:
    """The fields for several people: those filled in, and empty ones up to so many in all."""
    filled = [words for words in fields if words.strip()]
    return filled + [""] * (least - len(filled))


def ever(words: str, plant: Plant) -> str:
    """As `one`, and of those who have left whoever had exactly this name or id. Raises Unclear."""
    try:
        return one(words, plant)
    except Unclear as unclear:
        wanted = words.strip()
        found = [wanted] if last_named("people", wanted) else ids_once_named("people", wanted)
        if len(found) == 1:
            return found[0]
        if found:
            raise Unclear(f"「{wanted}」从前有 {len(found)} 个人：请打工号，{'、'.join(found)}。") from unclear
        raise


def best(words: str, people: Iterable[Person], plant: Plant) -> list[Person]:
    """The people whom the words mean, the best match first, those who have left last."""
    found = sorted(meant(words, people, plant), key=lambda pair: (has_left(pair[1]), pair[0]))
    return [person for _, person in found]
