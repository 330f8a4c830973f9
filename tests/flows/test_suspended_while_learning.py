"""A course that is suspended while somebody learns it: what he read and answered before counts no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from builders import open_card, page_of
from doors import doors
from plant import Log, Plant, anhe, running_plant
from screens import everybody
from suspension_acts import FIRE, agrees, lacks, pass_again, suspend
from training_acts import (
    DAY,
    WELDER,
    begin,
    give,
    learn,
    lessons,
    letters_of,
    office,
    open_paper,
    open_titles,
    passed,
    small,
)
from worlds import Here

from models import store, training
from models.training import Attempt
from workers.scenarios.phone import text_of

STOPPED = "这门课停了，重学后再答"


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """Only welders have something to learn: one lesson, without which nobody welds."""
    data = small(anhe(), "welder", FIRE)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def tapped(plant: Plant, card: dict[str, Any], attempt: Attempt, place: int) -> dict[str, Any]:
    """The right letter on a card that a phone has shown since before."""
    plant.phone(WELDER).tap(card, letters_of(attempt, place)[0])
    plant.settle()
    return plant.current(card)


def test_a_paper_that_was_opened_before_the_suspension_ends_it_no_more(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    assert learn(plant, WELDER)["tone"] == "done"
    for _ in range(2):
        give(plant, WELDER)
    old, card = open_paper(WELDER), plant.expect(WELDER, "题")
    suspend(plant)
    assert STOPPED in text_of(plant.current(card))
    tapped(plant, card, old, 2)
    [lesson] = lessons(WELDER)
    assert (lesson.state, lesson.tries, lesson.round, lesson.seconds) == ("open", 0, 2, 0)
    assert training.attempts(lesson)[0].outcome == training.STOPPED
    assert training.suspended(WELDER, FIRE) and lacks(plant) and agrees(plant)
    pass_again(plant)
    # No failed try, and no first attempt either: no final draw.
    assert [each.state for each in lessons(WELDER)] == ["passed"] and lacks(plant) == [] and agrees(plant)
    everybody(plant)


def test_what_was_read_before_the_suspension_is_read_again(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    page = open_card(plant, WELDER, plant.expect(WELDER, "学一课"), "去学")
    page.act("training.beat", {"at": 1, "seconds": 0})
    plant.advance(8)
    page.act("training.beat", {"at": 99, "seconds": 480}, attempt=2)
    suspend(plant)
    plant.expect(WELDER, "停了")
    answer = page.act("training.learned", {"at": 99, "seconds": 480})
    assert "还要看" in answer["words"] and agrees(plant)
    plant.advance(8)
    assert page.act("training.learned", {"at": 99, "seconds": 480}, attempt=2)["tone"] == "done"
    plant.settle()
    for _ in range(3):
        give(plant, WELDER)
    assert not training.suspended(WELDER, FIRE) and agrees(plant)
    everybody(plant)


def test_the_paper_of_the_second_lesson_ends_with_the_course_too(
    simulator: Here, redis_url: str, usual_store: str, log: Log
) -> None:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=two_lessons()) as plant:
        begin(plant)
        plant.advance(DAY)
        pass_again(plant)
        plant.advance(DAY)
        assert learn(plant, WELDER)["tone"] == "done"
        for _ in range(2):
            give(plant, WELDER)
        old, card = open_paper(WELDER), plant.expect(WELDER, "题")
        suspend(plant)
        tapped(plant, card, old, 2)
        assert [each.state for each in lessons(WELDER)] == ["open", "open"] and agrees(plant)
        for number in range(2):
            while not any("学一课" in each for each in open_titles(plant, WELDER)):
                plant.advance(DAY)
            pass_again(plant)
            assert bool(lacks(plant)) is (number == 0) and agrees(plant)
        everybody(plant)


def two_lessons() -> dict[str, Any]:
    return small(anhe(), "welder", FIRE, lessons=2)


def test_a_single_question_of_the_course_is_over_with_it(plant: Plant) -> None:
    passed(plant)
    while not (card := next((each for each in plant.phone(WELDER).messages() if "问一题" in text_of(each)), None)):
        plant.advance(DAY)
    old = open_paper(WELDER)
    suspend(plant)
    assert STOPPED in text_of(plant.current(card))
    tapped(plant, card, old, 0)
    assert training.suspended(WELDER, FIRE) and agrees(plant)
    assert {each.outcome for each in training.attempts(lessons(WELDER)[0])} == {"passed", "lapsed"}
    plant.seen.add(card["id"])
    everybody(plant)


def test_a_wait_between_two_tries_and_a_helper_are_as_the_suspension_leaves_them(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    learn(plant, WELDER)
    for _ in range(3):
        give(plant, WELDER, right=False)
    suspend(plant)
    [lesson] = lessons(WELDER)
    assert (lesson.state, lesson.tries, lesson.next_at) == ("open", 0, None) and agrees(plant)
    pass_again(plant)
    assert agrees(plant)
    plant.advance(DAY)
    everybody(plant)


def test_the_weekly_link_is_over_where_nothing_behind_it_is_left(plant: Plant) -> None:
    passed(plant)
    page_of(plant, office(plant), "learning/now").act("training.budget", {"cards": "1"})
    store.write(lambda: training.keep(lessons(WELDER)[0], asked_at=plant.now))
    until_there(plant, "问一题")
    give(plant, WELDER)
    store.write(lambda: training.keep(lessons(WELDER)[0], asked_at=plant.now))
    until_there(plant, "等你答")
    link = plant.expect(WELDER, "等你答")
    page, old = open_card(plant, WELDER, link, "去答"), open_paper(WELDER)
    suspend(plant)
    assert STOPPED in text_of(plant.current(link))
    answer = page.act("training.weekly", {"attempt": old.id, "letters": letters_of(old, 0)[0]})
    assert "不用答了" in answer["words"] and agrees(plant)
    everybody(plant)


def until_there(plant: Plant, words: str) -> None:
    for _ in range(15):
        if any(words in each for each in open_titles(plant, WELDER)):
            return
        plant.advance(DAY)
    raise AssertionError(f"no {words}: {open_titles(plant, WELDER)}")
