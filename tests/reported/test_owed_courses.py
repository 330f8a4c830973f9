"""Whoever stands in the plant's files may watch work as before the training began: the gate says what he still owes."""

from __future__ import annotations

from doors import doors
from gates import open_asks, page_of, ready, start
from lives import Cast, Played
from plant import Log, Plant, lizhou, running_plant
from sensing import quiet
from training_acts import begin
from worlds import Here

from handlers.permits.gates.facts import gates_of
from models.book import book
from workers.scenarios.whole_life import request

WORDS = "还欠 "


def test_a_guardian_who_never_learned_his_course_is_no_green_line_and_no_red_one(plant: Plant) -> None:
    permit = ready(plant)
    [ask] = open_asks(permit, "permit.start")
    assert WORDS not in page_of(plant, ask).html
    begin(plant)
    line = next(each for each in page_of(plant, ask).html.splitlines() if WORDS in each)
    assert "gate doubt" in line and "注意：" in line and "按入厂档案算" in line
    assert start(plant, permit)["tone"] == "done"
    quiet(plant)


def test_the_second_plant_s_gate_says_it_too(simulator: Here, redis_url: str, usual_store: str, log: Log) -> None:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=lizhou()) as plant:
        permit = request(Played(Cast(plant), print), book(plant.now).config.demo.form("donghuo", {}))
        for begun in (False, True):
            if begun:
                begin(plant)
            gate = next(each for each in gates_of(permit, plant.now) if each.id == "certs")
            assert gate.ok and (WORDS in gate.doubt) is begun
        quiet(plant)
