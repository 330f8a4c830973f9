"""A suspension holds for the course, also where the plant's data have other lessons for it by now."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime

import requests
from doors import doors
from plant import Log, anhe, running_plant
from screens import everybody
from suspension_acts import HOT, WHY, agrees, lacks, pass_again, suspend
from training_acts import DAY, WELDER, begin, file_of, lessons, open_titles, small
from worlds import Here

from handlers.plant import keep
from models import store, training

# By then every lesson has come.
MUCH_LATER = datetime(2026, 12, 10, tzinfo=UTC)


def test_the_suspension_holds_for_the_course_whichever_lessons_it_has(
    simulator: Here, redis_url: str, usual_store: str, log: Log
) -> None:
    data = small(anhe(), "welder", HOT, lessons=2)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        begin(plant)
        plant.advance(DAY)
        suspend(plant, course=HOT)
        plant.expect(WELDER, "学一课")
        plant.expect(WELDER, "停了")
        assert lacks(plant) and agrees(plant)
        other = deepcopy(data)
        for each in next(each for each in other["courses"]["courses"] if each["id"] == HOT)["lessons"]:
            each["id"] = each["id"].replace("-L", "-M")
            for question in each["questions"]:
                question["id"] = question["id"].replace("-L", "-M")
        store.write(lambda: keep(other, plant.now))
        assert "暂停了" in lacks(plant)[0].words, "before anybody has planned anew"
        plant.settle()
        plant.turn()
        mine = lessons(WELDER)
        assert [(each.lesson, each.withdrawn) for each in mine] == [(f"{HOT}-M1", WHY), (f"{HOT}-M2", WHY)]
        assert "暂停了" in lacks(plant)[0].words and agrees(plant)
        desk = requests.get(f"{plant.base}/console/training/file/{file_of(WELDER).number}", timeout=20)
        assert desk.ok and f"安全部门停的：{WHY}" in desk.text and "控制台账号 desk" in suspension(desk.text)
        for number in range(2):
            while not any("学一课" in each for each in open_titles(plant, WELDER)):
                plant.advance(DAY)
                assert plant.now < MUCH_LATER, "it never comes"
            pass_again(plant)
            assert bool(lacks(plant)) is (number == 0) and agrees(plant)
        assert not training.suspended(WELDER, HOT)
        everybody(plant)


def test_a_lesson_that_is_wanted_no_more_does_not_keep_the_course_suspended(
    simulator: Here, redis_url: str, usual_store: str, log: Log
) -> None:
    data = small(anhe(), "welder", HOT, lessons=2)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        begin(plant)
        suspend(plant, course=HOT)
        pass_again(plant)
        assert lacks(plant)
        less = small(anhe(), "welder", HOT, lessons=1)
        store.write(lambda: keep(less, plant.now))
        plant.settle()
        plant.turn()
        assert lacks(plant) == [] and not training.suspended(WELDER, HOT) and agrees(plant)
        everybody(plant)


def suspension(page: str) -> str:
    """Its part of somebody's file, where who suspended the course stands."""
    return page.partition('id="suspension"')[2].partition("</section>")[0]
