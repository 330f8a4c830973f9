"""Whoever has left is offered for nothing, and hears why; his cards are closed while they still reach him."""

from __future__ import annotations

from typing import Any

import requests
from builders import page_of
from drill_acts import office, order
from plant import Plant
from sensing import quiet
from staff_acts import event, hr_key, tell

from models.book import book

WELDER, FOREMAN = "U34", "U33"


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
