"""Somebody types what he sees, without any word of the house, and is answered with a list in which reporting is not."""

from __future__ import annotations

import pytest
from at_work import CREW, WORKER, at_work
from builders import open_card
from doors import doors
from hazard_acts import newest
from plant import Log, Plant, lizhou, running_plant
from worlds import Here

from handlers import flows
from models.ask import Ask
from models.book import book
from models.hazard import Hazard
from workers.commands import _menu
from workers.scenarios import cast
from workers.scenarios.phone import text_of

SEEN = "护栏断了，冷却塔旁边"


def forms() -> int:
    return int(Ask.select().where(Ask.kind == "hazard.report", Ask.state == "open").count())


def test_what_he_sees_on_a_live_permit_becomes_a_report_with_his_words(plant: Plant) -> None:
    at_work(plant)
    phone = plant.phone(WORKER)
    phone.say(SEEN)
    plant.settle()
    answer = text_of(plant.expect(WORKER, "像是隐患"))
    assert "没看懂" not in answer and "「停工」" in answer
    assert "「报隐患」" in answer and all(word in answer.rpartition("还可以发")[2] for word in ("学习", "巡检", "演练"))
    page = open_card(plant, WORKER, plant.expect(WORKER, "你写了「护栏断了"), "去报")
    assert SEEN in page.html and Hazard.select().count() == 0
    assert page.act("hazard.report", {"position": phone.position()}, text=SEEN)["ok"]
    plant.settle()
    assert newest().report.words == SEEN
    plant.expect_all(*CREW, newest().owner, newest().supervisor)


def test_a_second_sentence_keeps_the_first_one_s_form(plant: Plant) -> None:
    for words in (SEEN, "三号泵漏油"):
        plant.phone("U34").say(words)
        plant.settle()
    assert forms() == 2
    plant.expect_all("U34")


@pytest.mark.parametrize("words", ["好的", "材料到了", "没有护栏的地方在哪里？", "今天灭火器都检查过了，正常"])
def test_what_tells_of_no_hazard_brings_no_form(plant: Plant, words: str) -> None:
    plant.phone("U34").say(words)
    plant.settle()
    plant.expect("U34", "这句没看懂")
    assert forms() == 0


def test_what_may_be_danger_at_work_brings_the_stop_alone(plant: Plant) -> None:
    at_work(plant)
    plant.phone(WORKER).say("阀门漏得厉害")
    plant.settle()
    plant.expect(WORKER, "要停工吗")
    assert forms() == 0
    plant.expect_all(*CREW)


def test_the_menu_has_reporting_and_learning_in_one_group(plant: Plant) -> None:
    groups = {group.name: [each.name for each in group.children] for group in _menu()}
    assert groups["隐患、学习"] == ["报隐患", "巡检", "学习", "演练"] and len(groups) <= 3
    assert {each.key for group in _menu() for each in group.children} <= set(flows.here().menu(plant.now))
    wall = cast.simulator_config(book(plant.now), plant.base, plant.now)["wecom"]["menu"]
    real = {each.key for group in _menu() for each in (group, *group.children)} - {"permit.waiting", ""}
    assert real & {each["key"] for each in wall} >= {"training.show"} and wall[0]["name"] == "报隐患"


def test_the_second_plant_understands_it_too(simulator: Here, redis_url: str, usual_store: str, log: Log) -> None:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=lizhou()) as plant:
        person = book(plant.now).plant.people[30].id
        plant.phone(person).say(SEEN)
        plant.settle()
        plant.expect(person, "像是隐患")
        plant.expect_all(person)
