"""What proposes that people learn once more: a hazard that came again, a long absence. The safety office decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from doors import doors
from glass import Glass
from hazard_acts import DAY, FINDER, again, form, look, mended, newest, owned, undrawn
from plant import Log, Plant, anhe, lizhou, running_plant
from playwright.sync_api import Page, expect
from roads import road
from screens import everybody
from training_acts import begin, file_of, office
from worlds import Here

from handlers.plant import keep
from handlers.training import proposing
from handlers.training.refreshing import Unfit
from models import store
from models.book import book
from models.hazard import Hazard
from models.ledger import of_subject
from models.subject import Subject
from models.training import HOUSE, Learning, TrainingFile
from rules.training.absences import long_away
from workers.scenarios import hand

ACTOR = {"system": "console", "account": "desk"}
# Somebody of the department that owns the area of the story, who has passed; and the course for everybody.
OF_THE_AREA, ELSEWHERE = "U32", "U34"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    data = None if request.param == "anhe" else lizhou()
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def load(plant: Plant, change: Callable[[dict[str, Any]], None]) -> None:
    data: dict[str, Any] = deepcopy(anhe() if book(plant.now).plant.company.id == "anhe" else lizhou())
    change(data)
    store.write(lambda: keep(data, plant.now))
    plant.turn()


def passed(plant: Plant, person: str, on: date) -> list[str]:
    """This person has passed all that he is to learn, on that day."""
    mine = list(Learning.select().where(Learning.file == file_of(person), Learning.wanted))
    assert mine
    for each in mine:
        row = {"state": "passed", "passed_on": on, "until": on + timedelta(days=300)}
        Learning.update(**row).where(Learning.id == each.id).execute()
    return sorted({each.course for each in mine})


def waiting(plant: Plant) -> list[proposing.Proposal]:
    return proposing.waiting(book(plant.now), plant.now)


def house_entries(kind: str) -> list[dict[str, Any]]:
    lines = [json.loads(each.canonical) for each in of_subject(Subject.get(Subject.key == HOUSE))]
    return [line for line in lines if line["kind"] == kind]


def closed(plant: Plant) -> Hazard:
    hazard = mended(plant)
    look(plant, hazard, "hazard.check", "请验隐患", note="看过")
    phone = plant.phone(FINDER)
    phone.tap(plant.expect(FINDER, "改好了吗"), "改好了，认可")
    plant.settle()
    assert again(hazard).state == "closed_out"
    return again(hazard)


@road
def came_again(plant: Plant) -> Hazard:
    """A hazard is closed, people pass, and it comes again the next day."""
    first = closed(plant)
    begin(plant)

    def about_everybody(data: dict[str, Any]) -> None:
        next(each for each in data["courses"]["courses"] if each["id"] == "HAZ-101")["about"] = ["ELEC"]

    load(plant, about_everybody)
    for person in (OF_THE_AREA, ELSEWHERE):
        passed(plant, person, plant.now.date())
    assert waiting(plant) == []
    plant.set_time(plant.now + timedelta(days=1))
    second = owned(plant)
    assert second.work.repeats == first.number
    return second


def test_a_hazard_that_came_again_is_proposed_to_the_people_of_the_area_and_begins_by_one_tap(
    plant: Plant, glass: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    second = came_again(plant)
    [one] = waiting(plant)
    assert one.people == (OF_THE_AREA,) and one.courses == ("HAZ-101",)
    # Nothing begins by itself.
    assert {each.state for each in Learning.select().where(Learning.file == file_of(OF_THE_AREA))} == {"passed"}
    plant.leap(DAY)
    plant.turn()
    plant.expect(office(plant), "有 1 条「再学一遍」的提议等你定")
    assert second.number in str(house_entries("training.proposed"))
    everybody(plant)
    plant.leap(DAY)
    plant.turn()
    assert len(house_entries("training.proposed")) == 1
    with glass.lent(viewport=PHONE) as desk:
        desk.goto(f"{plant.base}/console/training/refresh")
        expect(desk.locator("#proposals")).to_contain_text(f"污水处理站又出现电气隐患：{second.number}")
        expect(desk.locator("#proposals")).to_contain_text("闾丘禾")
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
        desk.get_by_role("button", name="照这样再学").click()
        expect(desk.locator(".told")).to_contain_text("1 人要再学")
        expect(desk.locator("#proposals .empty")).to_be_visible()
    mine = Learning.select().where(Learning.file == file_of(OF_THE_AREA), Learning.course == "HAZ-101")
    assert {(each.state, each.round) for each in mine} == {("open", 2)}
    [entry] = house_entries("training.proposal_taken")
    assert entry["data"]["to"] == [OF_THE_AREA] and entry["data"]["causes"] == [f"{second.number}/HAZ-101"]
    # Never twice, though he passes again.
    passed(plant, OF_THE_AREA, plant.now.date() - timedelta(days=9))
    assert waiting(plant) == []
    everybody(plant)


def test_a_proposal_is_dropped_with_a_word_and_one_that_has_changed_is_looked_at_again(
    plant: Plant, glass: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    second = came_again(plant)
    [one] = waiting(plant)
    with pytest.raises(Unfit, match="请重新打开"):
        store.write(lambda: proposing.take(f"{one.key}，YH-1/HAZ-101", ACTOR, plant.now))
    with pytest.raises(Unfit, match="为什么不用"):
        store.write(lambda: proposing.drop(one.key, " ", ACTOR, plant.now))
    with glass.lent(viewport=PHONE) as desk:
        desk.goto(f"{plant.base}/console/training/refresh")
        drop(desk)
    [entry] = house_entries("training.proposal_dropped")
    assert entry["data"]["reason"] == "门换了新的，讲过了" and second.number in entry["data"]["why"]
    assert waiting(plant) == []
    with pytest.raises(Unfit):
        store.write(lambda: proposing.take(one.key, ACTOR, plant.now))
    everybody(plant)


def drop(desk: Page) -> None:
    desk.locator("#proposals summary").click()
    desk.get_by_role("button", name="不用，不再提").click()
    expect(desk.locator("#proposals .fault").first).to_be_visible()
    desk.locator("[name=word]").fill("门换了新的，讲过了")
    desk.get_by_role("button", name="不用，不再提").click()
    expect(desk.locator(".told")).to_contain_text("不再提")


def test_who_is_back_after_ninety_days_is_proposed_once_with_all_that_he_knew(each_plant: Plant) -> None:
    plant = each_plant
    begin(plant)
    today, person = plant.now.date(), next(iter(sorted(each.person for each in files())))
    courses = passed(plant, person, today - timedelta(days=200))
    assert waiting(plant) == []

    def away(days: int) -> Callable[[dict[str, Any]], None]:
        last = today - timedelta(days=3)
        leave = {"from": last - timedelta(days=days - 1), "to": last, "reason": "病假"}

        def change(data: dict[str, Any]) -> None:
            who = next(each for each in data["plant"]["people"] if each["id"] == person)
            who["leave"] = [{name: str(value) for name, value in leave.items()}]

        return change

    load(plant, away(89))
    assert waiting(plant) == []
    load(plant, away(90))
    [one] = waiting(plant)
    assert one.people == (person,) and sorted(one.courses) == courses and "离开了 90 天" in one.why
    assert store.write(lambda: proposing.take(one.key, ACTOR, plant.now)) == 1
    assert {each.state for each in Learning.select().where(Learning.file == file_of(person), Learning.wanted)} == {
        "open"
    }
    passed(plant, person, today - timedelta(days=200))
    assert waiting(plant) == []
    everybody(plant)


def test_the_second_plant_proposes_its_own_course_to_its_own_people(
    simulator: Here, redis_url: str, usual_store: str, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(monkeypatch)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=lizhou()) as plant:
        here = book(plant.now).plant
        # Somebody who learns, and a place of his department.
        begin(plant)
        learns = next(each for each in files() if area_of(plant, each.person))
        area, department = area_of(plant, learns.person), here.person(learns.person).department
        [course, *_] = passed(plant, learns.person, plant.now.date())
        finder = next(each.id for each in here.people if each.shift == "day" and not here.is_contractor(each))
        first = reported(plant, finder, area)
        row = {"state": "closed_out", "closed_at": plant.now}
        Hazard.update(**row).where(Hazard.id == first.id).execute()

        def about_it(data: dict[str, Any]) -> None:
            next(each for each in data["courses"]["courses"] if each["id"] == course)["about"] = [first.category]

        load(plant, about_it)
        mine = [each.person for each in files() if here.person(each.person).department == department]
        knows = [each for each in mine if course in passed(plant, each, plant.now.date())]
        plant.set_time(plant.now + timedelta(days=1))
        second = reported(plant, finder, area)
        assert knows and second.work.repeats == first.number
        # Other courses are about it too.
        [one] = (each for each in waiting(plant) if each.courses == (course,))
        assert sorted(one.people) == sorted(knows) and second.number in one.why
        assert store.write(lambda: proposing.take(one.key, ACTOR, plant.now)) == len(knows)
        assert (course,) not in [each.courses for each in waiting(plant)]
        everybody(plant)


def area_of(plant: Plant, person: str) -> str:
    here = book(plant.now).plant
    return next((area.id for area in here.areas if area.department == here.person(person).department), "")


def reported(plant: Plant, finder: str, area: str) -> Hazard:
    page = form(plant, finder)
    photo = page.bring(hand.shot("before"))
    answer = page.act("hazard.report", {"photos": [photo], "area": area}, text="灭火器过期了，压力在红区")
    assert answer["ok"], answer
    plant.settle()
    return newest()


def files() -> list[Any]:
    return list(TrainingFile.select())


def test_absences_that_meet_are_one() -> None:
    day = date(2026, 11, 25)
    first, second = (date(2026, 8, 1), date(2026, 9, 15)), (date(2026, 9, 16), date(2026, 11, 10))
    assert long_away([second, first], day, date(2026, 10, 1)) == (first[0], second[1])
    assert long_away([first], day, date(2026, 7, 1)) is None
    # Who is still away, or came back long ago, is not proposed.
    assert long_away([(first[0], day)], day, date(2026, 10, 1)) is None
    assert long_away([second, first], day, date(2026, 11, 11)) is None
