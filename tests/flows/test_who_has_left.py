"""Whoever has left is offered for nothing, and hears why; his cards are closed while they still reach him."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from builders import page_of
from doors import doors
from drill_acts import office, order
from onboarding_acts import with_one_lesson
from plant import Log, Plant, running_plant
from sensing import quiet
from staff_acts import event, hr_key, tell
from training_acts import DAY, begin
from worlds import Here

from models.book import book
from workers.scenarios.phone import PageRefused, text_of

WELDER, FOREMAN = "U34", "U33"
WHO = {"anhe": WELDER, "lizhou": "bz-hangong1"}


def test_nobody_who_has_left_is_offered_for_a_drill_and_who_names_him_reads_why(plant: Plant) -> None:
    who, drill = plant.person(WELDER), book(plant.now).config.drills.drills[0].id
    assert tell(plant, hr_key(plant), event(plant, "e1", "left", WELDER)) == ["kept"]
    answer = order(plant, drill, WELDER, FOREMAN)
    assert answer["tone"] == "stop" and f"{who.name}已离职，不能派" in answer["words"] and "打扰" not in answer["words"]

    def suggested(**of: int) -> list[str]:
        given: dict[str, Any] = {"words": who.name, **of}
        return list(requests.get(f"{plant.base}/console/people", given, timeout=10).json()["people"])

    # Fields that look back find him, and say so; those that ask somebody to do something do not.
    assert suggested() == [f"{who.name}（已离职） · {WELDER}"] and suggested(here=1) == []
    page = requests.get(f"{plant.base}/console/drills", timeout=10).text
    assert page.count('data-of="here"') == page.count("data-people=") > 0
    phone = page_of(plant, office(plant), "drills/now")
    asked = {"role": drill, "words": who.name}
    offered = requests.post(f"{plant.base}/h5/people", json=asked, headers={"X-Page-Token": phone.token}, timeout=10)
    assert offered.json()["people"] == [] and f"{who.name}已离职" in offered.json()["missing"]
    quiet(plant)


@pytest.mark.parametrize("name", WHO)
def test_whose_lesson_was_open_when_he_left_reads_that_it_is_over_and_everything_says_why(
    name: str, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> None:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=with_one_lesson(name)) as plant:
        who = WHO[name]
        begin(plant)
        plant.advance(DAY)
        card, phone = plant.expect(who, "学一课"), plant.phone(who)
        assert tell(plant, hr_key(plant), event(plant, "l", "left", who)) == ["kept"]
        plant.advance(0)
        plant.settle()
        # His account reaches him still.
        assert "离职了，不用学了" in text_of(plant.current(card))
        with pytest.raises(PageRefused, match="已经办了离职"):
            phone.open(f"{plant.base}/h5/{phone.platform}/drills/now")
        phone.say("待签")
        plant.settle()
        assert "已经办了离职" in text_of(phone.messages()[-1])
        quiet(plant)
