"""A platform that hung is back once it sends again, not when it answers something else; then orders go first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import cast

import pytest
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, fault, tell
from hazard_acts import FINDER, WORDS, form, hand, newest
from plant import Plant

from bot.channel import Channel
from bot.dingtalk.client import DingtalkChannel
from bot.tokens import TokenCache
from bot.wecom.client import WecomChannel
from handlers import alerts
from models import meter, plant_time, store
from models.ask import Ask, of_subject
from models.base import PLANT_ZONE
from models.delivery import Delivery
from web.ops import faults_of
from workers import courier, hearing, looking
from workers.deliver import deliver
from workers.pace import Pace
from workers.scenarios.phone import text_of
from workers.scenarios.stage import wait_for

ORDER = "马上离开 1# 罐区"
OFFICE, NEXT_OF_OFFICE, LEADER = "U04", "U06", "U08"
QUICK = (3.0, 0.2)
PULSE = 5


class Courier:
    """The courier's senders and pulse, taken step by step by the test."""

    def __init__(self, plant: Plant, patience: tuple[float, float]) -> None:
        self.plant, house = plant, plant.house
        self.pace = Pace(house.budget, house.settings.limits, house.redis, back=courier._bring_all)
        self.wait(patience)

    def wait(self, patience: tuple[float, float]) -> None:
        """From now on it waits so long for an answer."""
        house = self.plant.house
        tokens, channels = TokenCache(house.redis, "anhao:token"), cast("dict[str, Channel]", house.channels)
        more = {"base_url": self.plant.base, "timeout": patience}
        channels["wecom"] = WecomChannel(house.settings.wecom, self.pace, tokens, **more)
        channels["dingtalk"] = DingtalkChannel(house.settings.dingtalk, self.pace, tokens, **more)

    def lose(self) -> None:
        """The house finds out that the platform is silent; three copies of an order are lost by then."""
        self.pulse(2)
        self.plant.set_time(self.plant.now + timedelta(minutes=2))
        self.pulse()

    def pulse(self, times: int = 1) -> None:
        """Each five seconds it looks who answers, and everything that is due goes."""
        for _ in range(times):
            self.plant.set_time(self.plant.now + timedelta(seconds=PULSE))
            store.write(lambda: courier.beat(self.pace))
            for platform, channel in self.plant.house.channels.items():
                looking.look(platform, channel, self.pace)
            self.plant.turn()


def hangs(plant: Plant, kind: str = "timeout") -> None:
    fault(plant, "wecom", "message/send", kind, times=1000)


def well_again(plant: Plant) -> None:
    # Only the texts' fault stays.
    plant.simulator.running.within(lambda world: world.faults.open.clear())


def copies(plant: Plant, person: str, words: str) -> int:
    return sum(words in text_of(message) for message in plant.phone(person).messages())


def ordered(plant: Plant) -> Delivery:
    return Delivery.get(Delivery.words == ORDER)


def repainted(plant: Plant, ask: Ask, words: str) -> None:
    """Somebody taps his card: WeCom answers its repaint."""
    plant.phone(ask.person).tap(plant.phone(ask.person).card(lambda title: words in title), "收到，我处理")
    plant.settle()


def test_an_order_goes_at_once_when_the_platform_sends_again_and_not_when_it_only_repaints(plant: Plant) -> None:
    sender = Courier(plant, QUICK)
    asked, other = alert(plant, WECOM_PERSON), alert(plant, "U02", "要重画的")
    plant.settle()
    hangs(plant)
    tell(plant, asked, ORDER, urgent=True)
    alert(plant, "U02", "先试的", red=True)
    plant.settle()
    sender.pulse(2)
    [since], tried = meter.silences().values(), ordered(plant).unsure
    repainted(plant, other, "要重画的")
    sender.pulse()
    assert (list(meter.silences().values()), ordered(plant).unsure) == ([since], tried)
    at = plant_time.plant_at(since).astimezone(PLANT_ZONE)
    said = [each for each in faults_of(plant.house.settings, plant_time.real_now()) if "企业微信没有回应" in each]
    assert [f"{at:%H:%M} 起" in each for each in said] == [True]
    sender.lose()
    assert ordered(plant).unsure == 3 and ordered(plant).not_before > plant.now + timedelta(minutes=5)
    well_again(plant)
    alert(plant, "U02", "平常的")
    plant.settle()
    assert copies(plant, WECOM_PERSON, ORDER) == 1 and meter.silent() == {"wecom"}
    sender.pulse()
    assert not meter.silent()
    plant.expect_all(WECOM_PERSON, "U02", OFFICE, NEXT_OF_OFFICE, LEADER)


@pytest.mark.parametrize("red", [True, False], ids=["red", "ordinary"])
def test_a_platform_that_hung_is_looked_at_every_few_seconds_though_all_its_cards_may_have_come(
    plant: Plant, red: bool
) -> None:
    sender = Courier(plant, QUICK)
    asked = alert(plant, WECOM_PERSON)
    plant.settle()
    hangs(plant)
    tell(plant, asked, ORDER, urgent=True)
    alert(plant, "U02", "要看的", red=red)
    plant.settle()
    sender.lose()
    assert ordered(plant).unsure == 3
    well_again(plant)
    sender.pulse(2)
    assert copies(plant, WECOM_PERSON, ORDER) == 1 and copies(plant, "U02", "要看的") == 1
    plant.expect_all(WECOM_PERSON, "U02", OFFICE, NEXT_OF_OFFICE, LEADER)


def test_the_copy_that_was_under_way_when_the_platform_came_back_is_followed_by_a_fresh_one(plant: Plant) -> None:
    sender = Courier(plant, QUICK)
    asked = alert(plant, WECOM_PERSON)
    plant.settle()
    hangs(plant)
    falls_silent(plant)
    sender.wait((3.0, 1.0))
    tell(plant, asked, ORDER, urgent=True)
    store.write(lambda: Delivery.update(unsure=3).where(Delivery.words == ORDER).execute())
    with under_way(plant, ordered(plant)):
        well_again(plant)
        bring(plant, alert(plant, "U02", "平常的"))
        assert copies(plant, "U02", "平常的") == 1 and copies(plant, WECOM_PERSON, ORDER) == 0
    plant.settle()
    assert copies(plant, WECOM_PERSON, ORDER) == 1
    plant.expect_all(WECOM_PERSON, "U02", OFFICE, NEXT_OF_OFFICE, LEADER)


def test_an_order_with_many_lost_copies_goes_once_it_is_sure_that_the_platform_is_back(plant: Plant) -> None:
    Courier(plant, QUICK)
    asked = alert(plant, WECOM_PERSON)
    plant.settle()
    hangs(plant)
    tell(plant, asked, ORDER, urgent=True)
    plant.settle()
    others = falls_silent(plant)
    later = plant.now + timedelta(minutes=20)
    lost = {"unsure": 4, "state": "stuck", "not_before": later}
    store.write(lambda: Delivery.update(lost).where(Delivery.words == ORDER).execute())
    well_again(plant)
    for ask in others:
        assert copies(plant, WECOM_PERSON, ORDER) == 0
        bring(plant, ask)
    plant.settle()
    assert copies(plant, WECOM_PERSON, ORDER) == 1
    plant.expect_all(WECOM_PERSON, "U02", OFFICE, NEXT_OF_OFFICE, LEADER)


@pytest.mark.parametrize(("person", "platform"), [(WECOM_PERSON, "wecom"), (DINGTALK_PERSON, "dingtalk")])
def test_an_order_with_many_lost_copies_goes_though_nothing_else_waits(
    plant: Plant, person: str, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DingTalk's cards say nothing of its texts: that these failed must be long ago."""
    sender = Courier(plant, QUICK)
    asked = alert(plant, person)
    plant.settle()
    before = len(plant.phone(person).messages())
    for call in ("message/send", "robot/oToMessages/batchSend", "card/instances/createAndDeliver"):
        fault(plant, platform, call, "timeout", times=1000)
    tell(plant, asked, ORDER, urgent=True)
    plant.settle()
    while ordered(plant).unsure < 5:
        sender.pulse()
        plant.set_time(ordered(plant).not_before)
        plant.turn()
    assert meter.silent() == {platform} and ordered(plant).not_before > plant.now + timedelta(minutes=30)
    # The courier is started again meanwhile.
    sender = Courier(plant, QUICK)
    store.write(lambda: courier.take_over(plant.house.channels, sender.pace))
    sender.pulse()
    well_again(plant)
    sender.pulse()
    assert copies(plant, person, ORDER) == 0
    monkeypatch.setattr(hearing, "FORGOTTEN", timedelta())
    sender.pulse(4)
    assert copies(plant, person, ORDER) == 1
    # Nobody has got anything by the looks.
    assert len(plant.phone(person).messages()) == before + 1
    plant.expect_all(person, OFFICE, NEXT_OF_OFFICE, LEADER)


def test_that_cards_go_again_brings_no_order_where_texts_still_hang(plant: Plant) -> None:
    sender = Courier(plant, QUICK)
    asked = alert(plant, DINGTALK_PERSON)
    plant.settle()
    for call in ("robot/oToMessages/batchSend", "card/instances/createAndDeliver", "card/instances"):
        fault(plant, "dingtalk", call, "timeout", times=1000)
    tell(plant, asked, ORDER, urgent=True)
    alert(plant, "U14", "要看的", red=True)
    plant.settle()
    sender.lose()
    assert ordered(plant).unsure == 3
    # Only the texts' fault stays.
    plant.simulator.running.within(lambda world: world.faults.open.__delitem__(slice(1, None)))
    sender.pulse(3)
    assert copies(plant, "U14", "要看的") and ordered(plant).unsure == 3
    assert meter.silent() == {"dingtalk"}
    well_again(plant)
    tell(plant, asked, "再说一句", urgent=True)
    plant.settle()
    assert copies(plant, DINGTALK_PERSON, ORDER) == 1
    plant.expect_all(DINGTALK_PERSON, "U14", OFFICE, NEXT_OF_OFFICE, LEADER)


def test_a_red_alert_that_lies_on_a_platform_which_falls_silent_goes_at_once_to_whoever_is_on_the_other(
    plant: Plant,
) -> None:
    sender = Courier(plant, QUICK)
    page = form(plant, FINDER)
    # Each call is broken off at once: whether a copy may have come does not matter here.
    hangs(plant, "reset")
    told = page.act("hazard.report", {"photos": [page.bring(hand.shot("before"))], "danger": True}, text=WORDS)
    assert told["ok"], told
    plant.settle()
    hazard = newest()
    assert [each.person for each in of_subject(hazard.subject) if each.kind == alerts.KIND] == [OFFICE, LEADER]
    reported = plant.now
    sender.pulse(4)
    assert meter.silent() == {"wecom"} and plant.now <= reported + timedelta(seconds=30)
    assert "正在伤人" in text_of(plant.expect(NEXT_OF_OFFICE, "正在伤人"))
    called = [each.person for each in of_subject(hazard.subject) if each.kind == alerts.KIND]
    assert called == [OFFICE, LEADER, NEXT_OF_OFFICE]
    well_again(plant)
    sender.pulse(3)
    plant.expect_all(*(each.person for each in of_subject(hazard.subject) if each.person), FINDER)


def falls_silent(plant: Plant) -> list[Ask]:
    """Cards to others hang, until the platform counts as silent."""
    asked = [alert(plant, "U02", f"没人答的 {number}", red=True) for number in range(3)]
    for ask in asked:
        bring(plant, ask)
    return asked


def bring(plant: Plant, ask: Ask) -> None:
    [card] = Delivery.select().where(Delivery.ask == ask)
    store.write(lambda: Delivery.update(not_before=plant.now).where(Delivery.id == card.id).execute())
    deliver(card.id, plant.house.channels, plant.base, plant.now, plant_time.real_now())


@contextmanager
def under_way(plant: Plant, row: Delivery) -> Iterator[None]:
    """While the platform has the call of this delivery and does not answer it."""
    now, real = plant.now, plant_time.real_now()
    calling = threading.Thread(target=lambda: deliver(row.id, plant.house.channels, plant.base, now, real))
    before = begun(plant)
    calling.start()
    try:
        wait_for("the call", lambda: begun(plant) > before)
        yield
    finally:
        calling.join()


def begun(plant: Plant) -> int:
    """How many sendings the platform has seen."""
    return int(plant.simulator.running.within(lambda world: world.counts["wecom"].calls["message/send"]))
