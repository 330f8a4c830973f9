"""News of people that change neither post nor department take nothing from anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from doors import doors
from onboarding_acts import asked, with_one_lesson
from plant import Log, Plant, running_plant
from sensing import quiet
from staff_acts import event, hr_key, post, tell
from training_acts import begin, file_of
from worlds import Here

from models import staff
from models.book import book

WHO = {"anhe": "U34", "lizhou": "bz-hangong1"}


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[tuple[Plant, str]]:
    data = with_one_lesson(request.param)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running, WHO[request.param]


def test_who_stays_in_his_place_stays_who_he_is(each_plant: tuple[Plant, str]) -> None:
    plant, who = each_plant
    begin(plant)
    held, him = hr_key(plant), plant.person(who)
    other = next(each for each in book(plant.now).plant.shifts.crews if each != him.shift)
    said: tuple[dict[str, Any], ...] = (
        {"shift": other},
        {"phone": "13900000001"},
        {"account": "of_his_own"},
        {"department": him.department, "posts": list(him.posts)},
    )
    for number, each in enumerate(said):
        assert tell(plant, held, event(plant, f"m{number}", "moved", who, **each)) == ["kept"]
    # Who has not left can't be back, also not to another post; nor is he, before the day on which he leaves.
    for number, days, more in (("r1", 0, {}), ("r2", 3, {"posts": [next(iter(book(plant.now).plant.posts))]})):
        [told] = post(plant, held, event(plant, number, "returned", who, days, **more)).json()["results"]
        assert told["outcome"] == "void" and "没有离职" in told["words"]
    plant.advance(24 * 60)
    assert who not in staff.newcomers(book(plant.now).plant)
    assert asked(who) == [] and file_of(who).alone == ""
    assert plant.person(who).posts == him.posts and plant.person(who).shift == other
    quiet(plant)
