"""A lesson whose standard was replaced is 待审: the safety office sees it in the console; where the plant says so,
nobody passes it until it was reviewed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from builders import open_card, page_of
from doors import doors
from plant import Plant, anhe, running_plant
from training_acts import begin, give, learn, lessons, open_paper, small
from worlds import Here

from handlers.plant import keep
from models import store
from models.ask import Ask
from models.book import book
from models.training import Attempt
from workers.scenarios.phone import text_of

WELDER = "U34"
DAY = 24 * 60
OLD = "GB/T 33000-2016"


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """Only welders have something to learn: one lesson whose standard was replaced."""
    with running_plant(simulator, usual_store, redis_url, doors().home, data=whole()) as running:
        yield running


def whole() -> dict[str, Any]:
    return copy.deepcopy(small(anhe(), "welder", "HAZ-101", lessons=1))


def changed(plant: Plant, stops_on: str, reviewed_on: str | None) -> None:
    data = whole()
    data["courses"]["replaced"][OLD]["stops_on"] = stops_on
    for course in data["courses"]["courses"]:
        for lesson in course["lessons"]:
            lesson["reviewed_on"] = reviewed_on
    store.write(lambda: keep(data, plant.now))


def newest() -> Ask:
    found: Ask = Ask.select().where(Ask.kind == "training.question").order_by(Ask.id.desc()).get()
    return found


def open_attempts() -> int:
    return int(Attempt.select().where(Attempt.outcome == "").count())


def test_a_replaced_standard_is_told_to_the_office_and_stops_its_lesson_where_the_plant_says_so(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    card = plant.expect(WELDER, "学一课")
    page = open_card(plant, WELDER, card, "去学")
    mine = page_of(plant, WELDER, "learning/now")
    assert not [each for each in (text_of(card), page.html, mine.html) if "待审" in each]
    office = requests.get(f"{plant.base}/console/training", timeout=10).text
    assert f"待审：{OLD} 已由 GB/T 33000-2025 代替" in office
    assert 'show=fresh&amp;course=HAZ-101">18/18</a>' in office
    page.act("training.beat", {"at": 1, "seconds": 0})
    plant.advance(8)
    changed(plant, "2026-11-01", None)
    told = page.act("training.learned", {"at": 99, "seconds": 480})
    plant.settle()
    assert told["tone"] == "caution" and "标准换了" in told["words"]
    assert "核对好再发" in text_of(plant.current(card))
    assert "安全部核对好再发" in page_of(plant, WELDER, "learning/now").html
    before = len(plant.phone(WELDER).messages())
    plant.advance(2 * DAY)
    assert len(plant.phone(WELDER).messages()) == before and lessons(WELDER)[0].state == "open"
    changed(plant, "2026-11-01", "2026-11-20")
    plant.advance(3 * DAY)  # over the weekend
    assert "待审" not in text_of(plant.phone(WELDER).messages()[-1])
    assert learn(plant, WELDER)["tone"] == "done"
    # A paper that is open keeps the version under which it was drawn: stems, answers, and which card shows them.
    paper = open_paper(WELDER)
    data = whole()
    for question in (each for course in data["courses"]["courses"] for each in course["lessons"][0]["questions"]):
        question |= {"answer": ["B"], "stem": f"改过：{question['stem']}", "explanation": "改了。"}
    store.write(lambda: keep(data, plant.now))
    assert book(plant.now).version > paper.rules
    shown = plant.expect(WELDER, "第 1 题")
    page = page_of(plant, WELDER, f"question/{newest().id}?r=1")
    stem = "种情况，先做什么？"
    for told in (text_of(shown), json.dumps(shown, ensure_ascii=False), page.html):
        assert stem in told and "改过" not in told
        assert "先停下来，人就安全" not in told, "the key never reaches the phone"
    plant.seen.remove(shown["id"])
    for _ in range(3):
        assert "先停下来，人就安全" in text_of(give(plant, WELDER))
    assert lessons(WELDER)[0].state == "passed" and open_attempts() == 0
