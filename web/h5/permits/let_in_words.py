"""What has come of asking that somebody be let in without a course, beside his name where people are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models import let_in
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.permit_asks import Pardon
from rules.plant import Plant

HERE, ELSEWHERE = "缺课放行", "只放行在"
# A role and a person.
Part = tuple[str, str]


def beside(asked: Iterable[Ask], area: str, plant: Plant) -> Mapping[Part, str]:
    """By role and person: let in here, else asked for, else let in elsewhere. asked: every ask of the case, the oldest
    first; area: where he is wanted."""
    here: dict[Part, str] = {}
    waiting: dict[Part, str] = {}
    elsewhere: dict[Part, str] = {}
    for each in asked:
        wish, given = Pardon.of(each), let_in.of_ask(each)
        part = (wish.role, wish.person)
        place = next((known.name for known in plant.areas if known.id == wish.area), "别的区域")
        if each.state in MOVABLE:
            there = "" if wish.area == area else f"（{place}）"
            waiting[part] = f"已请{name_of(plant, each.person)}定{there}"
        elif given and given.area == area:
            here[part] = HERE
        elif given:
            elsewhere[part] = f"{ELSEWHERE}{place}"
    return elsewhere | waiting | here
