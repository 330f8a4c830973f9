"""A fault of our own, or a platform that hangs, under a stop: orders go out first and at once, no fault of ours counts
against them, and what was said of people who were missing is taken back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from asking import fault, lose_patience
from at_work import ANALYST, AREA_FOREMAN, CREW, LEADER, WORKER, at_work
from builders import FOREMAN, GUARDIAN, ON_SITE
from builders import page_of as page_at
from plant import Plant
from pyrate_limiter import Rate, RateItem
from screens import everybody

from bot.channel import PLATFORM_NAMES, Call, OpenGate
from bot.errors import Unavailable
from handlers.windows import Windows
from models import meter, plant_time, store, turns
from models.book import book
from models.delivery import Delivery
from models.permit import Permit
from web.ops import faults_of
from workers import courier
from workers.hearing import SILENT_AFTER
from workers.pace import Pace
from workers.scenarios import play
from workers.scenarios import told as told_by
from workers.scenarios.phone import PageRefused, text_of
from workers.scenarios.stage import Stage
from workers.scenarios.story import Story

OFFICE, DUTY_LEADER = "U04", "U08"
TEXT = {"wecom": "message/send", "dingtalk": "robot/oToMessages/batchSend"}


class Away:
    on = False


@pytest.fixture
def limiter(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Away]]:
    """The limiter, whose Redis goes and comes back."""
    put = Windows._put

    def gone(self: Windows, item: RateItem, rates: list[Rate]) -> object:
        if Away.on:
            raise redis.ConnectionError("away")
        return put(self, item, rates)

    monkeypatch.setattr(Windows, "_put", gone)
    yield Away
    Away.on = False


def told(plant: Plant, person: str, words: str) -> int:
    return sum(words in text_of(message) for message in plant.phone(person).messages())


def test_orders_to_stop_go_out_without_redis_and_cards_wait_without_a_mark(plant: Plant, limiter: type[Away]) -> None:
    at_work(plant)
    limiter.on = True
    plant.phone(WORKER).say("停工")
    plant.settle()
    for person in (ANALYST, LEADER, GUARDIAN, AREA_FOREMAN):
        assert told(plant, person, "停工：") == 1, person
    parked = list(Delivery.select().where(Delivery.state == "waiting"))
    assert parked and all((row.attempts, row.form) == (0, "card") for row in parked)
    plant.advance(2)
    assert not told(plant, WORKER, "停工还没通知到")
    limiter.on = False
    plant.advance(0.1)
    assert not Delivery.select().where(Delivery.state == "waiting").exists()
    plant.expect_all(*CREW, *ON_SITE)


def test_what_waits_goes_out_in_the_order_in_which_it_was_ordered(plant: Plant) -> None:
    """An order that was tried in vain stands before the younger text that names whom it has not reached."""
    at_work(plant)
    plant.phone(WORKER).say("停工")
    order = Delivery.get(Delivery.purpose == "permit.stopped", Delivery.platform == "wecom")
    put_off = Delivery.update(not_before=plant.now + timedelta(seconds=5)).where(Delivery.id == order.id)
    store.write(put_off.execute)
    later = Delivery.create(
        ask=order.ask_id,
        person=WORKER,
        platform="wecom",
        account="x",
        form="text",
        purpose="permit.untold",
        urgent=True,
        words="停工还没通知到",
        not_before=plant.now,
        created_at=plant.now + timedelta(seconds=1),
    )
    now = plant.now + timedelta(seconds=9)
    found = [row.id for row in turns.due(now, plant_time.real_now() + timedelta(seconds=9), "wecom")]
    assert found.index(order.id) < found.index(later.id)
    store.write(lambda: later.delete_instance())
    plant.settle()
    plant.advance(1)
    plant.expect_all(*CREW, *ON_SITE)


@pytest.mark.parametrize("person", [GUARDIAN, AREA_FOREMAN], ids=["wecom", "dingtalk"])
def test_pages_open_without_redis(plant: Plant, limiter: type[Away], person: str) -> None:
    permit = at_work(plant)
    limiter.on = True
    page = page_at(plant, person, f"stop/{permit.number}")
    assert page.act("permit.stop", {"number": permit.number})["tone"] == "done"
    limiter.on = False
    plant.settle()
    plant.expect_all(*CREW, *ON_SITE)


def test_who_heard_that_somebody_is_missing_hears_when_nobody_is(plant: Plant) -> None:
    lose_patience(plant)
    at_work(plant)
    fault(plant, "wecom", TEXT["wecom"], "5xx", times=11, account=plant.person(ANALYST).account)
    plant.phone(WORKER).say("停工")
    plant.settle()
    plant.advance(1.6)
    name = plant.person(ANALYST).name
    assert name in text_of(plant.expect(WORKER, "停工还没通知到"))
    plant.expect(OFFICE, "停工没通知到人")
    assert not told(plant, WORKER, "停工都通知到了")
    for _ in range(12):
        plant.advance(1)
    assert told(plant, ANALYST, "停工：")
    assert told(plant, WORKER, "停工都通知到了") == told(plant, OFFICE, "停工都通知到了") == 1
    plant.expect_all(*CREW, *ON_SITE, OFFICE, DUTY_LEADER, ANALYST)


def test_nobody_is_named_who_has_been_reached_before_the_text_goes_out(plant: Plant) -> None:
    """The stopper's platform hangs as well: when it is back, the order goes first, and there is nobody to name."""
    lose_patience(plant)
    at_work(plant)
    for each in (ANALYST, WORKER):
        fault(plant, "wecom", TEXT["wecom"], "5xx", times=99, account=plant.person(each).account)
    plant.phone(WORKER).say("停工")
    plant.settle()
    plant.advance(2)
    assert Delivery.get(Delivery.purpose == "permit.untold").state in ("waiting", "stuck")
    plant.simulator.running.within(lambda world: world.faults.open.clear())
    store.write(lambda: turns.bring_all("wecom", plant.now))
    plant.settle()
    assert told(plant, ANALYST, "停工：")
    assert not told(plant, WORKER, "停工还没通知到") and not told(plant, WORKER, "停工都通知到了")
    assert Delivery.get(Delivery.purpose == "permit.untold").state == "overtaken"
    plant.expect_all(*CREW, *ON_SITE, OFFICE, DUTY_LEADER)


@pytest.mark.parametrize("cause", ["platform", "courier"])
def test_a_stop_that_cannot_go_out_now_says_so_at_once(plant: Plant, cause: str) -> None:
    permit = at_work(plant)
    page, real = page_at(plant, WORKER, f"stop/{permit.number}"), plant_time.real_now()
    if cause == "platform":
        store.write(lambda: meter.falls_silent("wecom", real))
    else:
        store.write(lambda: meter.beat("courier", real - timedelta(minutes=2)))
    words = page.act("permit.stop", {"number": permit.number})["words"]
    assert (
        words.startswith("停了，可是通知这会儿发不出去。马上打电话或当面叫停：") and plant.person(ANALYST).name in words
    )
    assert (plant.person(AREA_FOREMAN).name in words) == (cause == "courier")
    store.write(lambda: meter.speaks("wecom", plant_time.real_now()))
    plant.settle()
    plant.expect_all(*CREW, *ON_SITE)


def test_who_is_silent_is_said_in_the_plant_s_time(plant: Plant) -> None:
    [words] = courier._said({"wecom": plant_time.real_now()})
    assert words.startswith(f"企业微信没有回应，{plant.now:%H:%M} 起")


@pytest.mark.parametrize("late", [False, True], ids=["killed", "long gone"])
def test_a_courier_that_was_killed_still_knows_since_when_a_platform_is_silent(plant: Plant, late: bool) -> None:
    real = plant_time.real_now()
    store.write(lambda: plant_time.set_clock(plant.now, 1, real))
    since = real - timedelta(minutes=20)
    store.write(lambda: [meter.falls_silent(each, since) for each in PLATFORM_NAMES])
    store.write(lambda: meter.beat("courier", real - timedelta(minutes=30 if late else 1)))
    pace = Pace(OpenGate(), plant.house.settings.limits, plant.house.redis)
    store.write(lambda: courier.take_over(["wecom"], pace))
    store.write(lambda: courier.beat(pace))
    said = [each for each in faults_of(plant.house.settings, real) if "没有回应" in each]
    at = plant_time.plant_at(since)
    assert said == ([] if late else [f"企业微信没有回应，{at:%H:%M} 起：要发的先排着，通了就发。请看网络"])
    for answer in [Unavailable("没有回应", maybe_done=True)] * SILENT_AFTER:
        pace.after(Call("wecom", "message/send"), answer)
    store.write(lambda: courier.beat(pace))
    assert (abs(meter.silences()["wecom"] - since) < timedelta(seconds=1)) is not late
    pace.after(Call("wecom", "message/send"), None)
    store.write(lambda: courier.beat(pace))
    assert meter.silent() == frozenset()


def test_the_story_takes_the_card_that_its_own_word_brings(plant: Plant) -> None:
    """The foreman has an open card of a request that somebody asked for by hand."""
    plant.phone(FOREMAN).say("动火")
    plant.settle()
    rules = book(plant.now)
    stage = Stage(plant.base, plant.simulator, Path(), {}, {})
    story = Story(stage, lambda words: None, rules.config.demo.story)
    tale = rules.config.demo.stories[story.name]
    stop = threading.Event()
    running = threading.Thread(target=courier.run, args=(plant.house, stop))
    running.start()
    try:
        told_by.MOVES["asks"](told_by.Telling(story, rules.config.demo, tale), tale.moves[0])
    finally:
        stop.set()
        running.join()
    assert not story.broken and Permit.select().count() == 1
    plant.settle()
    plant.expect_all(FOREMAN, tale.moves[0].person)
    everybody(plant)


def test_a_story_that_breaks_off_says_so_and_what_to_press(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def halted(story: Story) -> Permit:
        raise PageRefused("这张申请已经不用了")

    monkeypatch.setattr(play, "_tale", lambda name: halted)
    monkeypatch.setattr(play.Simulator, "post", lambda self, path, body: said.append(body["words"]))
    monkeypatch.setattr(play.Stage, "set_time", lambda self, now, rate=1.0: None)
    monkeypatch.setattr(play.Stage, "arrived", lambda self, now: None)
    assert not play.play_here(plant.house.settings, lambda words: None)
    assert said == [play.FAILED] and "请按「重新开始」，再按「演示」" in play.FAILED
