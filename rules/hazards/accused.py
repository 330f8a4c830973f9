"""A report that says of a leader what he ordered or did against the rules (违章指挥), and who then has no part in it.
Pure; the words are the plant's data (`Accusing`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rules.hazards.categories import Accusing, Category, HazardCategories
from rules.hazards.proposing import heard
from rules.plant import Area, Plant

# What he does stands so few letters after his name or post.
NEAR = 4
STOPS = re.compile(r"[。！!；;，,\n]")


def accused(words: str, area: Area | None, hazards: HazardCategories, plant: Plant) -> frozenset[str]:
    """Everybody who leads the area, where the words accuse a leader; else nobody. Without an area, the plant's."""
    accusing = hazards.defaults.accusing if hazards.defaults else None
    if accusing is None:
        return frozenset()
    led = frozenset(_leading(area, plant))
    text = heard(words, hazards.speech)
    names = tuple(plant.person(each).name.casefold() for each in led)
    return led if _accuses(text, accusing, (*accusing.leaders, *names)) else frozenset()


def answering(category: Category, plant: Plant) -> Category:
    """The category as the safety office has it, which answers where a leader is accused."""
    office, head = plant.roles.safety_office, plant.roles.safety_head
    return replace(category, owner_post=office[0], supervisor_post=(*head, *office)[0])


def _accuses(text: str, accusing: Accusing, leaders: tuple[str, ...]) -> bool:
    return any(word in text for word in accusing.words) or any(
        _does(text[said.end() : said.end() + NEAR + max(map(len, accusing.does), default=0)], accusing)
        for leader in leaders
        for said in re.finditer(re.escape(leader), text)
    )


def _does(after: str, accusing: Accusing) -> bool:
    """Whether it goes on with what a leader orders or does, before the sentence stops; not with what is no order."""
    rest = STOPS.split(after)[0]
    if any(word in rest for word in accusing.harmless):
        return False
    return any(-1 < rest.find(word) <= NEAR for word in accusing.does)


def _leading(area: Area | None, plant: Plant) -> Iterator[str]:
    for post in (*plant.roles.shift_foreman, *plant.roles.area_rep):
        of_area = area.department if area and plant.posts[post].scope == "department" else None
        yield from (person.id for person in plant.holders(post, of_area))
