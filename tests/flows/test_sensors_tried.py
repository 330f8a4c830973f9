"""Each sensor is made to alarm on purpose once a month: the whole way, to the same people, and counted nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from at_work import at_work, state
from builders import open_card
from doors import doors
from plant import Log, Plant, anhe, lizhou, running_plant
from playwright.sync_api import Page, expect
from screens import show
from sensing import key, one, outcomes, post, quiet, run, tickets
from worlds import Here

from handlers.sensors import trials
from models import sensor as sensors
from models.ask import Ask
from models.book import book
from models.ledger import of_subject
from models.sensor import SensorAlarm
from models.subject import desk_of
from workers.scenarios.phone import text_of

# Of each plant: a sensor whose alarm stops work, a value over its limit, a normal one, and every how many seconds.
SENSORS = {"anhe": ("TX-202", 12, 1, 5), "lizhou": ("WD-DY-01", 37, 20, 30)}
ALARM = "【试警】"


@pytest.fixture(params=list(SENSORS))
def anywhere(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    data = {"anhe": anhe, "lizhou": lizhou}[request.param]()
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        yield plant
        assert not plant.unexpected()


def begin(plant: Plant, sensor: str) -> tuple[str, dict[str, object]]:
    """Whoever may do so begins a trial; gives him and the answer."""
    posts = set(book(plant.now).config.sensors.keepers)
    keeper = next(each.id for each in book(plant.now).plant.people if posts & set(each.posts))
    plant.phone(keeper).say("屏蔽")
    plant.settle()
    page = open_card(plant, keeper, plant.expect(keeper, "屏蔽测气仪"), "选测气仪")
    answer = page.act("sensor.trial", {"sensor": sensor})
    plant.settle()
    return keeper, answer


def trail(plant: Plant) -> list[dict[str, Any]]:
    return [json.loads(entry.canonical) for entry in of_subject(desk_of(trials.DESK, plant.now))]


def test_a_trial_goes_the_way_of_an_alarm_and_is_none(anywhere: Plant) -> None:
    plant = anywhere
    [(sensor, over, normal, every)] = [
        each for name, each in SENSORS.items() if book(plant.now).config.sensors.sensor(each[0])
    ]
    held = key(plant)
    known = book(plant.now).config.sensors.sensor(sensor)
    assert known and known.stops
    run(plant, held, sensor, [normal] * 3, every)
    keeper, answer = begin(plant, sensor)
    assert answer["ok"] and "现在让它报一次" in str(answer["words"]), answer
    steps = known.on_delay_s.alarm1 // every + 2
    run(plant, held, sensor, [over] * steps, every)
    [called] = [entry for entry in trail(plant) if entry["kind"] == "sensor.tried"]
    owner, *others = called["data"]["to"]
    card = plant.expect(owner, ALARM)
    assert "不用撤离，不用停工" in text_of(card) and sensor in text_of(card)
    for other in others:
        plant.expect(other, ALARM)
    assert not tickets() and not SensorAlarm.select().exists()
    plant.phone(owner).tap(card, "收到，我处理")
    plant.settle()
    # Normal again within the trial: nothing follows when it ends.
    run(plant, held, sensor, [normal] * (known.reset_hold_s // every + 2), every)
    plant.advance(30)
    run(plant, held, sensor, [normal], every)
    kinds = [entry["kind"] for entry in trail(plant) if entry["kind"].startswith("sensor.")]
    assert kinds == ["sensor.trial", "sensor.tried"] and not tickets()
    trial = sensors.tried(trials.month_of(plant.now))[sensor]
    assert trial.by == keeper and trials.took(trial, plant.now) == timedelta(0)
    assert "试过" in trials.words(trial, plant.now) and sensor not in {each.id for each in trials.untried(plant.now)}
    quiet(plant)


def test_what_lasts_after_its_trial_is_a_real_alarm(plant: Plant) -> None:
    permit = at_work(plant)
    held, (sensor, over, normal, every) = key(plant), SENSORS["anhe"]
    run(plant, held, sensor, [normal] * 2, every)
    begin(plant, sensor)
    run(plant, held, sensor, [over] * 3, every)
    quiet(plant)
    assert state(permit) == "working"
    assert "屏蔽着" in str(begin(plant, sensor)[1]["words"])
    # As long as the trial lasts it reports, and still afterwards.
    until = sensors.trial_at(sensor, plant.now)
    assert until
    while plant.now < until.until:
        plant.advance(0.9)
        assert outcomes(post(plant, held, [one(sensor, over, plant.now)])) == ["kept"]
    assert outcomes(post(plant, held, [one(sensor, over, plant.now)])) == ["kept"]
    [hazard] = tickets()
    assert hazard.report.sensor == sensor and state(permit) == "suspended"
    quiet(plant)


def test_a_trial_without_an_alarm_is_told_and_the_month_s_list_too(plant: Plant, screen: Page) -> None:
    held, (sensor, _, normal, every) = key(plant), SENSORS["anhe"]
    keeper, answer = begin(plant, sensor)
    assert "没有来数" in str(answer["words"])
    run(plant, held, sensor, [normal], every)
    show(plant, screen, keeper, f"detectors/{Ask.get(Ask.kind == 'detector.inhibit', Ask.state == 'open').id}?r=1")
    screen.locator("summary", has_text="还有 1 个没试").click()
    screen.get_by_role("button", name="试一次 TX-202").click()
    expect(screen.locator("main")).to_contain_text(f"恢复 {sensor}")
    plant.advance(40)
    plant.expect(keeper, "试警没有试成")
    quiet(plant)
    plant.set_time(plant.now.replace(day=1, month=12, hour=8, minute=59))
    post(plant, held, [one(sensor, normal, plant.now)])
    plant.advance(2)
    assert "TX-202" in text_of(plant.expect(keeper, "本月还有 1 个传感器没有试警"))
    quiet(plant)
