"""A report that says of a leader what he ordered or did against the rules (违章指挥), and who then has no part in it:
whoever leads the area, and every leader whom the words name by post or name. Pure; the words are the plant's data
(`Accusing`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from rules.hazards.categories import Accusing, Category, HazardCategories
from rules.hazards.proposing import heard
from rules.plant import Area, Plant

# What he does stands so few letters after his name or post.
NEAR = 4
STOPS = re.compile(r"[。！!；;，,\n]")
# 总经理（主要负责人） is called 总经理; 设备部的经理 is 设备部经理.
ASIDE, LINK = re.compile(r"[（(].*"), "的"


def accused(words: str, area: Area | None, hazards: HazardCategories, plant: Plant) -> frozenset[str]:
    """Everybody who leads the area, and whom the words name of all leaders, where they accuse a leader; else nobody.
    Without an area, whoever leads any."""
    accusing = hazards.defaults.accusing if hazards.defaults else None
    if accusing is None:
        return frozenset()
    text = heard(words, hazards.speech).replace(LINK, "")
    outright = any(word in text for word in accusing.words)
    if not outright and not any(word in text for word in accusing.does):
        return frozenset()
    named = [people for end, people in _named(text, accusing, area, plant) if outright or _does(text[end:], accusing)]
    return frozenset(_leading(area, plant)).union(*named) if outright or named else frozenset()


def answering(category: Category, plant: Plant) -> Category:
    """The category as the safety office has it, which answers where a leader is accused."""
    office, head = plant.roles.safety_office, plant.roles.safety_head
    return replace(category, owner_post=office[0], supervisor_post=(*head, *office)[0])


def _does(after: str, accusing: Accusing) -> bool:
    """Whether it goes on with what a leader orders or does, before the sentence stops; not with what is no order."""
    rest = STOPS.split(after[: NEAR + max(map(len, accusing.does), default=0)])[0]
    if any(word in rest for word in accusing.harmless):
        return False
    return any(-1 < rest.find(word) <= NEAR for word in accusing.does)


def _named(text: str, accusing: Accusing, area: Area | None, plant: Plant) -> Iterator[tuple[int, Collection[str]]]:
    """Where a leader is named, and who may be meant there: of names that end at the same place the longest one counts,
    so 设备部经理 is not any 经理."""
    leaders = _leaders(plant)
    found: dict[int, list[tuple[int, Collection[str]]]] = defaultdict(list)
    for name, people in _names(leaders, plant).items():
        for at in _places(name, text):
            found[at + len(name)].append((len(name), people))
    for word in accusing.leaders:
        for at in _places(word, text):
            unit, people = _by_word(word, text[:at], area, plant)
            found[at + len(word)].append((len(unit) + len(word), people))
    for end, every in found.items():
        longest = max(size for size, _ in every)
        yield end, {person for size, people in every if size == longest for person in people}


def _names(leaders: Collection[str], plant: Plant) -> Mapping[str, Collection[str]]:
    """Leaders by their names, and by the whole names of their posts."""
    known: dict[str, set[str]] = defaultdict(set)
    for each in map(plant.person, leaders):
        known[each.name.casefold()].add(each.id)
        for post in each.posts:
            known[_called(post, plant)].update(person.id for person in plant.holders(post))
    return known


def _by_word(word: str, before: str, area: Area | None, plant: Plant) -> tuple[str, Collection[str]]:
    """Who is called so (经理), and of which unit, where it stands right before: else those of the area, and those of
    the whole plant. Of a word that no post has (领导) nobody; whoever leads the area has no part in it anyway."""
    unit = next((each for each in plant.departments if before.endswith(each.name.casefold())), None)
    inside = unit.id if unit else area.department if area else None
    posts = [post for post in plant.posts if word in _called(post, plant)]
    people = set[str]()
    for post in posts:
        of_unit = inside if unit or plant.posts[post].scope == "department" else None
        people |= {each.id for each in plant.holders(post, of_unit)}
    return unit.name if unit else "", people


def _called(post: str, plant: Plant) -> str:
    return ASIDE.sub("", plant.posts[post].name).casefold()


def _places(word: str, text: str) -> Iterator[int]:
    return (found.start() for found in re.finditer(re.escape(word), text))


def _leaders(plant: Plant) -> Collection[str]:
    """Whoever others are under, and whoever has a part in hazards by a role."""
    roles = plant.roles
    posts = (
        *(*roles.shift_foreman, *roles.area_rep, *roles.safety_office, *roles.safety_head, *roles.plant_head),
        *(*roles.deputy_in_charge, *roles.managers, *roles.technical, *roles.duty_stand_in),
    )
    held = {each.id for post in posts for each in plant.holders(post)}
    return held | {each.supervisor for each in plant.people if each.supervisor and plant.knows(each.supervisor)}


def _leading(area: Area | None, plant: Plant) -> Iterator[str]:
    for post in (*plant.roles.shift_foreman, *plant.roles.area_rep):
        of_area = area.department if area and plant.posts[post].scope == "department" else None
        yield from (person.id for person in plant.holders(post, of_area))
