"""Who found a hazard where a sensor did, and a report in the chat from somebody at work that sounds like a danger."""

from __future__ import annotations

from at_work import CREW, WORKER, at_work, state
from builders import page_of
from hazard_acts import newest
from plant import Plant
from sensing import GAS, key, one, post, quiet, tickets

from models.hazard import Hazard
from workers.scenarios.phone import text_of


def test_a_report_in_the_chat_that_sounds_like_a_danger_is_a_hazard_and_offers_the_stop(plant: Plant) -> None:
    permit = at_work(plant)
    plant.phone(WORKER).say("隐患：污水处理站乙炔管泄漏，马上要爆炸")
    plant.settle()
    hazard = newest()
    assert (hazard.finder, hazard.area) == (WORKER, "sewage")
    assert hazard.number in text_of(plant.expect(WORKER, "记下了"))
    card = plant.expect(WORKER, "要停工吗")
    plant.phone(WORKER).tap(card, "不停工")
    plant.settle()
    assert state(permit) == "working" and Hazard.select().count() == 1
    plant.phone(WORKER).say("乙炔管要爆炸")
    plant.settle()
    assert Hazard.select().count() == 1
    plant.phone(WORKER).tap(plant.expect(WORKER, "要停工吗"), "停工")
    plant.settle()
    assert state(permit) == "suspended"
    plant.expect_all(*CREW)
    quiet(plant)


def test_the_phone_says_that_a_sensor_found_it(plant: Plant) -> None:
    post(plant, key(plant), [one(GAS, "60", plant.now)])
    [hazard] = tickets()
    page = page_of(plant, hazard.owner, f"hazard/{hazard.number}")
    assert f"传感器 {GAS}，当班的是{plant.person(hazard.finder).name}" in page.html
    quiet(plant)
