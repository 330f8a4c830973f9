"""Somebody gets another post while a hazard is his to mend or to supervise: whoever holds the post now has it, and both
are told."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hazard_acts import again, owned
from plant import Plant, anhe

from handlers.plant import keep
from models import store
from models.book import book
from workers.scenarios.phone import text_of


def _posts(plant: Plant, posts: dict[str, str]) -> None:
    data: Any = deepcopy(anhe())
    for each in data["plant"]["people"]:
        if each["id"] in posts:
            each["posts"] = [posts[each["id"]]]
    store.write(lambda: keep(data, plant.now))
    plant.settle()


def test_what_was_his_by_his_post_goes_to_whoever_holds_it_now(plant: Plant) -> None:
    hazard = owned(plant)
    assert plant.person(hazard.owner).posts == ("electrical_leader",)
    posts = {hazard.owner: "electrician", "U35": "electrical_leader"}
    _posts(plant, posts)
    now = again(hazard)
    assert (now.owner, now.state, now.until) == ("U35", "assigned", hazard.until)
    name = plant.person(hazard.owner).name
    assert f"{name}换岗了" in text_of(plant.expect("U35", "请整改"))
    assert any("你换岗了" in text_of(each) for each in plant.phone(hazard.owner).messages())

    before = now.supervisor
    posts |= {before: "process_manager", "U08": "equipment_manager"}
    _posts(plant, posts)
    assert (again(hazard).owner, again(hazard).supervisor) == ("U35", "U08")
    assert any("改由逄景行督办" in text_of(each) for each in plant.phone(before).messages())
    _posts(plant, posts)
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))
