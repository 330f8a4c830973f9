"""What a sensor tells may hurt people: they are told to leave before anybody is asked anything, somebody decides
whether the use stops, and nobody is asked about measures that nobody ordered. What hurts nobody says no such thing."""

from __future__ import annotations

from typing import Any

import pytest
from asking import fault
from builders import page_of
from doors import doors
from hazard_acts import again, kinds
from major_acts import ask_of
from plant import Log, Plant, lizhou, running_plant
from roads import road
from sensing import WARM, key, one, outcomes, post, quiet, run, tickets, with_sensor
from worlds import Here

from cards.builders import build
from handlers.hazards import stopping, untold
from handlers.hazards.kinds import GO_ON, LEAVE
from handlers.plant import keep
from models import store, turns
from models.ask import MOVABLE
from models.ask import of_subject as asks_of
from models.book import book
from models.delivery import Delivery
from models.hazard import Hazard
from rules.shifts import leave_at, on_duty
from workers.scenarios.phone import text_of

AMMONIA, H2S = "TX-201", "TX-202"
# Two of those at work there, on DingTalk.
LATE, OTHER, DINGTALK_TEXT = "U13", "U19", "robot/oToMessages/batchSend"


def there(plant: Plant, hazard: Hazard) -> set[str]:
    """Whoever of the area's department is at work."""
    rules = book(plant.now)
    department = rules.plant.area(hazard.area).department
    return {
        each.id
        for each in rules.plant.people
        if each.department == department
        and on_duty(each, rules.plant, rules.config.rules, plant.now)
        and leave_at(each, rules.plant, plant.now) is None
    }


def left(since: int = 0) -> list[str]:
    """Who was told to leave, on which platform."""
    rows = Delivery.select().where(Delivery.purpose == LEAVE, Delivery.id > since)
    assert all(row.urgent and row.form == "text" and "马上离开" in row.words for row in rows)
    return [row.person for row in rows]


def newest_row() -> int:
    return int(Delivery.select(Delivery.id).order_by(Delivery.id.desc()).get().id)


def lines_of(plant: Plant, hazard: Hazard, kind: str) -> str:
    ask = ask_of(hazard, kind)
    return " · ".join(build(ask, "https://x", 1, plant.now).lines)


def asked(hazard: Hazard, kind: str) -> list[str]:
    return [ask.person for ask in asks_of(hazard.subject) if ask.kind == kind and ask.state in MOVABLE]


@road
def raised(plant: Plant, value: str = "60") -> tuple[str, Hazard]:
    held = key(plant)
    post(plant, held, [one(AMMONIA, value, plant.now)])
    [hazard] = tickets()
    return held, hazard


def test_everybody_there_is_told_to_leave_at_once_and_somebody_decides_the_stop(plant: Plant) -> None:
    _, hazard = raised(plant)
    assert (hazard.state, hazard.grade, hazard.report.danger) == ("planning", "major", True)
    people = there(plant, hazard)
    assert len(people) > 3 and people <= set(left())
    platforms = {book(plant.now).plant.person(each).platform for each in left()}
    for platform in platforms:
        [one_of, *_] = [each for each in left() if book(plant.now).plant.person(each).platform == platform]
        plant.expect(one_of, "没有通知不要回去")
    plan = lines_of(plant, hazard, "hazard.plan")
    assert plan.startswith("正在伤人，或马上会：先让人离开") and "应急处置按预案马上做" in plan
    officer = ask_of(hazard, "hazard.use").person
    assert officer != hazard.owner
    phone = plant.phone(officer)
    card = plant.expect(officer, "请定停不停用")
    phone.tap(card, "停用、撤人")
    plant.settle()
    hazard = again(hazard)
    assert hazard.work.major.stopped.stopped and people <= set(hazard.work.major.stopped.to)
    assert asked(hazard, "hazard.use") == []
    assert {"hazard.left", "hazard.stopped"} <= set(kinds(hazard))
    quiet(plant)


def test_a_first_level_that_rises_tells_them_too_and_again_only_after_a_while(plant: Plant) -> None:
    held = key(plant)
    run(plant, held, AMMONIA, ["25"] * 4, 2)
    assert left() == []
    run(plant, held, AMMONIA, ["60"], 2)
    first = set(left())
    [hazard] = tickets()
    assert there(plant, hazard) <= first and len(asked(hazard, "hazard.use")) == 1
    since = newest_row()
    store.write(lambda: stopping.leave(again(hazard), plant.now))
    assert left(since) == []
    plant.advance(11)
    store.write(lambda: stopping.leave(again(hazard), plant.now))
    assert set(left(since)) == first
    plant.settle()
    quiet(plant)


def test_nobody_is_sent_back_while_it_stands_and_all_are_told_when_they_may(plant: Plant) -> None:
    held, hazard = raised(plant)
    ask = ask_of(hazard, "hazard.use")
    page = page_of(plant, ask.person, f"use/{ask.id}")
    assert not page.act("hazard.use", {"use": "", "safe": ""})["ok"]
    still = page.act("hazard.use", {"use": "go_on", "safe": "探头被水冲了"}, attempt=2)
    assert not still["ok"] and AMMONIA in str(still["words"])
    run(plant, held, AMMONIA, ["5"] * 8, 60)
    assert "进去前先测" in lines_of(plant, hazard, "hazard.plan")
    gone, since = set(left()), newest_row()
    answer = page.act("hazard.use", {"use": "go_on", "safe": "探头被水冲了，便携仪测了是 0"}, attempt=3)
    assert answer["words"] == f"记下了：不停用。正在通知离开的 {len(gone)} 个人可以回去。"
    back = Delivery.select().where(Delivery.purpose == GO_ON, Delivery.id > since)
    assert {row.person for row in back} == gone and all("可以回去" in row.words and row.urgent for row in back)
    assert again(hazard).work.major.left is None and again(hazard).work.major.stopped.words.startswith("探头被水冲了")
    # Whoever said so may stop it after all; mostly his first answer was lost.
    assert "正在通知" in str(page.act("hazard.use", {"use": "stop", "safe": ""}, attempt=4)["words"])
    assert {Delivery.get_by_id(row.id).state for row in back} == {"overtaken"}
    assert again(hazard).work.major.stopped.stopped
    plant.settle()
    quiet(plant)


def test_nobody_is_asked_about_measures_that_nobody_ordered(plant: Plant) -> None:
    _, hazard = raised(plant)
    until = hazard.until
    plant.set_time(until)
    plant.advance(1)
    assert again(hazard).late
    assert asked(hazard, "hazard.interim") == [] and asked(hazard, "hazard.use")
    quiet(plant)


@pytest.mark.parametrize(("changes", "leave"), [({}, False), ({"evacuates": True}, True)])
def test_what_hurts_nobody_tells_nobody_to_leave(plant: Plant, changes: dict[str, Any], leave: bool) -> None:
    store.write(lambda: keep(with_sensor(WARM, **changes), plant.now))
    held = key(plant)
    run(plant, held, WARM, ["39"] * 3, 60)
    [hazard] = tickets()
    assert (hazard.grade, hazard.report.danger) == ("general", leave)
    assert bool(left()) is leave and bool(asked(hazard, "hazard.use")) is leave
    assert ("正在伤人" in lines_of(plant, hazard, "hazard.fix")) is leave
    quiet(plant)


def test_gas_that_a_plant_calls_general_still_sends_people_out(plant: Plant) -> None:
    store.write(lambda: keep(with_sensor(H2S, grade={"alarm1": "general", "alarm2": "general"}), plant.now))
    post(plant, key(plant), [one(H2S, "30", plant.now)])
    [hazard] = tickets()
    assert hazard.grade == "general" and there(plant, hazard) <= set(left())
    quiet(plant)


def test_the_second_plant_s_people_leave_as_well(simulator: Here, redis_url: str, usual_store: str, log: Log) -> None:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=lizhou()) as plant:
        assert outcomes(post(plant, key(plant), [one("WD-DY-01", "41", plant.now)])) == ["kept"]
        [hazard] = tickets()
        assert hazard.grade == "major" and there(plant, hazard) <= set(left()) and asked(hazard, "hazard.use")
        told = [each.words for each in Delivery.select().where(Delivery.words.contains("【马上离开】"))]
        # Nothing sounds on site where it is warm.
        assert told and all("离发热的地方远一点，按应急预案处置" in each and "声光" not in each for each in told)
        quiet(plant)


def test_whom_the_order_to_leave_has_not_reached_is_named_until_it_has(plant: Plant) -> None:
    who = plant.person(LATE)
    fault(plant, who.platform, DINGTALK_TEXT, "5xx", account=who.account, times=16)
    _, hazard = raised(plant)
    html = page_of(plant, "U04", f"hazard/{hazard.number}").html
    assert who.name in html.partition("撤离还没通知到：")[2][:40]
    plant.advance(0.2)
    ask = ask_of(hazard, "hazard.use")
    words = page_of(plant, ask.person, f"use/{ask.id}").act("hazard.use", {"use": "stop", "safe": ""})["words"]
    assert f"马上打电话或当面叫人离开：{who.name}。" in str(words)
    plant.advance(4)
    card = plant.expect("U04", "撤离没通知到")
    assert who.name in text_of(card) and kinds(hazard).count("hazard.untold") == 1
    plant.advance(8)
    assert "都通知到了" in text_of(plant.current(card)) and kinds(hazard).count("hazard.untold") == 1
    html = page_of(plant, "U04", f"hazard/{hazard.number}").html
    assert "撤离通知到" in html and "撤离还没通知到" not in html
    quiet(plant)


def test_whom_a_silent_platform_does_not_reach_is_named_within_two_minutes_however_often_it_is_tried(
    plant: Plant,
) -> None:
    who = plant.person(LATE)
    fault(plant, who.platform, DINGTALK_TEXT, "5xx", account=who.account, times=99)
    _, hazard = raised(plant)
    for _ in range(24):
        # As the courier does with a platform that is silent: such a try counts for nothing.
        store.write(lambda: turns.try_one(who.platform, plant.now))
        plant.advance(1 / 12)
    card = plant.expect("U04", "撤离没通知到")
    assert who.name in text_of(card) and kinds(hazard).count("hazard.untold") == 1
    quiet(plant)


def test_that_one_was_reached_after_all_does_not_end_the_look_for_another(plant: Plant) -> None:
    first, other = plant.person(LATE), plant.person(OTHER)
    for who, times in ((first, 3), (other, 99)):
        fault(plant, who.platform, DINGTALK_TEXT, "5xx", account=who.account, times=times)
    _, hazard = raised(plant)
    store.write(lambda: untold.missed(untold.under(hazard), first.id, plant.now))
    plant.advance(1)
    assert "都通知到了" in text_of(plant.current(plant.expect("U04", "撤离没通知到")))
    plant.seen.clear()
    for _ in range(12):
        store.write(lambda: turns.try_one(other.platform, plant.now))
        plant.advance(1 / 12)
    assert other.id in again(hazard).work.major.untold
    quiet(plant)


def test_whom_the_platform_refuses_is_named_at_once_and_looked_for_until_people_may_return(plant: Plant) -> None:
    who = plant.person(LATE)
    fault(plant, who.platform, DINGTALK_TEXT, "refuse", account=who.account, code="staffId.notExisted", times=9)
    held, hazard = raised(plant)
    cards = {each: plant.expect(each, "撤离没通知到") for each in ("U04", "U08")}
    assert all(who.name in text_of(card) for card in cards.values())
    run(plant, held, AMMONIA, ["5"] * 8, 60)
    ask = ask_of(hazard, "hazard.use")
    page = page_of(plant, ask.person, f"use/{ask.id}")
    assert who.name in page.html
    assert page.act("hazard.use", {"use": "go_on", "safe": "便携仪测了是 0"})["ok"]
    plant.settle()
    assert "可以回去了" in text_of(plant.current(cards["U08"]))
    assert again(hazard).work.major.untold == ()
    quiet(plant)
