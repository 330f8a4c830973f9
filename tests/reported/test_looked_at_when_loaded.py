"""What the plant's data may mean so and may be a slip is named when they are checked: a major hazard with more time
than a general one, a round whose post nobody there can hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from demo import data_of
from plant import MORNING

from config.loader import PlantConfig
from handlers.plant import notes
from rules.hazards import numbers
from rules.hazards.categories import ByGrade

PLANTS = {name: data_of(name) for name in ("anhe", "lizhou")}


def said(config: PlantConfig, *words: str) -> list[str]:
    return [each for each in notes(config, MORNING.date()) if all(word in each for word in words)]


@pytest.mark.parametrize("name", PLANTS)
def test_the_plants_have_neither(name: str) -> None:
    assert said(PLANTS[name], "还长") == [] and said(PLANTS[name], "没有自己的人任") == []


@pytest.mark.parametrize("name", PLANTS)
def test_a_major_hazard_with_more_time_than_a_general_one_is_named(name: str) -> None:
    config = PLANTS[name]
    first, *others = config.hazards.categories
    turned = replace(first, deadline_hours=ByGrade(general=4, major=24))
    spoilt = replace(config, hazards=replace(config.hazards, categories=(turned, *others)))
    [line] = said(spoilt, "还长")
    assert first.name in line and "重大 24 小时" in line and "一般的 4 小时" in line


@pytest.mark.parametrize("name", PLANTS)
def test_a_round_whose_post_only_a_contractor_has_is_named(name: str) -> None:
    config = PLANTS[name]
    plant = config.plant
    theirs = next(
        post
        for post in plant.posts
        if (held := plant.holders(post)) and all(plant.is_contractor(person) for person in held)
    )
    own = {each.id for each in plant.departments if not each.contractor}
    area = next(each.id for each in plant.areas if each.department in own)
    [point, *_] = [each for each in config.measures.points if each.area == area] or [config.measures.points[0]]
    event = point.events[0]
    measure = replace(event.measures[0], post=theirs)
    changed = replace(point, events=(replace(event, measures=(measure,)),))
    points = tuple(changed if each.id == point.id else each for each in config.measures.points)
    [line] = said(replace(config, measures=replace(config.measures, points=points)), "没有自己的人任")
    assert point.name in line and plant.posts[theirs].name in line


def test_one_counter_in_eleven_is_skipped_and_the_digits_before_the_check_count_on() -> None:
    made = [numbers.number(counter) for counter in range(1, 1101)]
    assert sum(each is None for each in made) in range(90, 111)
    assert [int(each.removeprefix("YH-")[:-1]) for each in made if each] == [
        counter for counter, each in enumerate(made, 1) if each
    ]
