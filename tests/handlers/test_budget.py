"""Limits and the month's budget, against the platforms' own counters: never over, none lost, the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, calls, card_of, tell
from builders import DIRECTOR, MANAGER, SHIFT_FOREMAN, ask_for_permit, confirm, sign
from gates import working
from plant import Log, Plant, due, running_plant
from worlds import Here

from models import delivery as deliveries
from models import kinds, meter, plant_time, store
from models.book import book
from models.delivery import Delivery
from models.meter import Usage
from workers.deliver import deliver
from workers.scenarios.phone import text_of

ADMINISTRATOR, DING_GUARDIAN = "U05", "U31"


def bring_all(plant: Plant) -> None:
    """As the lanes do, in their order."""
    real = plant_time.real_now() + timedelta(seconds=2)
    for each in due(plant.now, real):
        deliver(each, plant.house.channels, plant.base, plant.now, real, ADMINISTRATOR)


def per_minute(plant: Plant, person: str) -> Counter[str]:
    return Counter(message["sent_at"][:16] for message in plant.phone(person).messages())


def test_forty_messages_in_a_minute_keep_the_member_s_limit_and_lose_none(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON)
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")
    for number in range(39):
        tell(plant, ask, f"第 {number} 句。")
    plant.settle()
    assert per_minute(plant, WECOM_PERSON) == {"2026-11-25T08:10": 25}
    assert 'anhao_held_back_deliveries{platform="wecom"} 15' in requests.get(f"{plant.base}/metrics").text
    plant.advance(2)
    for number in range(39):
        plant.expect(WECOM_PERSON, f"第 {number} 句。")
    assert max(per_minute(plant, WECOM_PERSON).values()) <= 25
    assert plant.simulator.get("counters")["wecom"]["dropped"] == 0


def test_the_most_urgent_goes_first_when_the_limit_lets_go(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON)
    for number in range(30):
        tell(plant, ask, f"第 {number} 句。")
    plant.settle()
    alert(plant, WECOM_PERSON, "塔上有人", red=True)
    plant.settle()
    assert not any("塔上有人" in text_of(message) for message in plant.phone(WECOM_PERSON).messages())
    plant.set_time(plant.now + timedelta(minutes=1, seconds=1))
    plant.settle()
    assert "塔上有人" in text_of(plant.phone(WECOM_PERSON).messages()[25])
    for message in ("请看一下", "【红色警报】塔上有人", *(f"第 {number} 句。" for number in range(30))):
        plant.expect(WECOM_PERSON, message)


def test_a_redis_that_was_started_anew_meanwhile_holds_up_no_card(plant: Plant) -> None:
    alert(plant, WECOM_PERSON, "之前")
    plant.settle()
    plant.house.redis.script_flush()
    alert(plant, WECOM_PERSON, "之后")
    plant.settle()
    plant.expect(WECOM_PERSON, "之前")
    plant.expect(WECOM_PERSON, "之后")


def test_one_member_s_limit_holds_up_nobody_else(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON)
    for number in range(30):
        tell(plant, ask, f"第 {number} 句。")
    alert(plant, "U04", "给别人的")
    plant.settle()
    plant.expect("U04", "给别人的")
    plant.advance(1.1)
    for message in ("请看一下", *(f"第 {number} 句。" for number in range(30))):
        plant.expect(WECOM_PERSON, message)


def test_dingtalk_is_asked_at_most_twenty_times_a_second(plant: Plant) -> None:
    for number in range(25):
        alert(plant, DINGTALK_PERSON, f"第 {number} 件。")
    plant.settle()
    sent = calls(plant, "dingtalk", "card/instances/createAndDeliver")
    assert [call["code"] for call in sent] == [0] * 20
    plant.advance(0.1)
    for number in range(25):
        plant.expect(DINGTALK_PERSON, f"第 {number} 件。")


@pytest.mark.both_stores
def test_the_meter_agrees_with_the_platform_and_knows_kind_and_person(plant: Plant) -> None:
    ask = alert(plant, DINGTALK_PERSON)
    plant.settle()
    tell(plant, ask, "看一下")
    plant.settle()
    card = plant.expect(DINGTALK_PERSON, "请看一下")
    plant.expect(DINGTALK_PERSON, "看一下")
    plant.phone(DINGTALK_PERSON).tap(card, "收到，我处理")
    plant.settle()
    quota = plant.simulator.get("counters")["dingtalk"]["quota"]
    assert {measure: meter.used("dingtalk", measure, plant.now) for measure in ("api", "push")} == quota
    rows = Usage.select().where(Usage.person == plant.person(DINGTALK_PERSON).account)
    counted = {(row.measure, row.kind): row.count for row in rows}
    assert counted == {("api", "alert.acknowledge"): 2, ("api", "remind"): 1, ("push", "tap"): 1}


@pytest.fixture
def poor(simulator: Here, redis_url: str, tmp_path: Path, log: Log) -> Iterator[Plant]:
    """A plant whose month has 100 calls of DingTalk, 79 of them used."""
    url = f"sqlite:///{tmp_path / 'anhao.db'}"
    with running_plant(simulator, url, redis_url, tmp_path, dingtalk_api_month=100) as running:
        use(running, 79 - meter.used("dingtalk", "api", running.now))
        yield running
        running.settle()
        assert not running.unexpected()


def use(plant: Plant, number: int) -> None:
    row: dict[str, Any] = {"platform": "dingtalk", "month": f"{plant.now:%Y-%m}", "measure": "api", "kind": "check"}
    changes = {Usage.count: Usage.count + number}
    insert = Usage.insert(**row, person="somebody", count=number)
    store.write(lambda: insert.on_conflict(conflict_target=[*row, "person"], update=changes).execute())


def ask_in_time(plant: Plant) -> None:
    store.write(lambda: plant.house.budget.ask_in_time(plant.now, ADMINISTRATOR))


def test_the_administrator_is_asked_once_before_the_month_runs_out(poor: Plant) -> None:
    ask_in_time(poor)
    poor.settle()
    use(poor, 1)
    ask_in_time(poor)
    poor.settle()
    card = poor.expect(ADMINISTRATOR, "钉钉本月额度快用完")
    assert "已用 80 / 100" in text_of(card)
    poor.phone(ADMINISTRATOR).tap(card, "收到，我处理")
    poor.settle()
    use(poor, 1)
    ask_in_time(poor)
    poor.set_time(poor.now + timedelta(days=3))
    ask_in_time(poor)


def test_an_edition_without_an_allowance_asks_nobody(simulator: Here, redis_url: str, tmp_path: Path, log: Log) -> None:
    url = f"sqlite:///{tmp_path / 'anhao.db'}"
    with running_plant(simulator, url, redis_url, tmp_path, dingtalk_api_month=0) as rich:
        use(rich, 9000)
        ask_in_time(rich)
        rich.settle()
        assert not rich.house.budget.degraded("dingtalk", rich.now)
        assert not rich.unexpected()


def test_past_the_mark_only_red_alerts_and_signatures_go_out_and_the_rest_says_why_it_waits(poor: Plant) -> None:
    use(poor, 16)
    red, other = alert(poor, DINGTALK_PERSON, "漏氨", red=True), alert(poor, DINGTALK_PERSON)
    tell(poor, other, "还差你")
    bring_all(poor)
    bring_all(poor)
    poor.expect(DINGTALK_PERSON, "【红色警报】漏氨")
    poor.expect(DINGTALK_PERSON, "请看一下")
    poor.expect(ADMINISTRATOR, "只发警报、签字和现场安全的事")
    text = next(row for row in deliveries.of_ask(other) if row.form == "text")
    assert (card_of(red).state, text.state) == ("sent", "waiting")
    assert text.last_error == "钉钉本月调用额度将尽，只发警报、签字和现场安全的事。请管理员加额度。"


def test_a_signature_goes_out_past_the_mark(poor: Plant) -> None:
    use(poor, 16)
    ask_for_permit(poor)
    confirm(poor)
    card = sign(poor, SHIFT_FOREMAN)
    assert "已签" in text_of(card)
    poor.expect(DIRECTOR, "请签")
    poor.expect(MANAGER, "请签")


# What may wait until next month: whoever begins something new, or has ended it, and what only tells.
MAY_WAIT = {
    *("permit.request", "permit.let_in", "permit.rework", "permit.copy", "permit.finish", "permit.stop_reason"),
    *("permit.accept", "permit.power_cancel", "permit.digest", "permit.timetable", "detector.inhibit"),
}


def test_what_keeps_people_safe_goes_out_past_the_mark(poor: Plant) -> None:
    own = {kind.name: kind.keep_going for kind in kinds.every() if kind.name.startswith(("permit.", "detector."))}
    assert {name for name, goes_on in own.items() if not goes_on} == MAY_WAIT
    use(poor, 16)
    working(poor, guardian=DING_GUARDIAN)
    poor.phone(DING_GUARDIAN).tap(poor.expect(DING_GUARDIAN, "作业中"), "停工")
    poor.settle()
    poor.expect_all(*(each.id for each in book(poor.now).plant.people))
    there = (Delivery.platform == "dingtalk", Delivery.state == "sent")
    brought = {row.purpose for row in Delivery.select().where(*there)}
    assert brought >= {"permit.sign", "permit.start", "permit.watch", "permit.resume"}


def test_a_form_waits_past_the_mark(poor: Plant) -> None:
    use(poor, 16)
    gatherer = poor.phone("U41")
    gatherer.say("动火")
    bring_all(poor)
    assert gatherer.messages() == []
    bring_all(poor)
    poor.expect(ADMINISTRATOR, "本月额度用完，有消息在等")


def test_a_new_month_lets_everything_go(poor: Plant) -> None:
    use(poor, 16)
    ask = alert(poor, DINGTALK_PERSON, red=True)
    bring_all(poor)
    poor.expect(DINGTALK_PERSON, "请看一下")
    tell(poor, ask, "还差你")
    bring_all(poor)
    bring_all(poor)
    card = poor.expect(ADMINISTRATOR, "本月额度用完")
    poor.phone(ADMINISTRATOR).tap(card, "收到，我处理")
    poor.settle()
    poor.set_time(datetime.fromisoformat("2026-12-01T00:00:00+08:00"))
    bring_all(poor)
    poor.expect(DINGTALK_PERSON, "还差你")


def test_a_month_that_the_platform_counts_otherwise_is_told_as_well(plant: Plant) -> None:
    """Other apps of the organisation use up the same allowance: our own meter can't know."""
    ask = alert(plant, DINGTALK_PERSON, red=True)
    code = "Forbidden.AccessDenied.ApiCountLimitForOrg"
    order = {"platform": "dingtalk", "call": "card/instances/createAndDeliver", "fault": "refuse", "code": code}
    plant.simulator.post("faults", order)
    bring_all(plant)
    bring_all(plant)
    plant.expect(ADMINISTRATOR, "本月额度用完，有消息在等")
    assert (card_of(ask).state, card_of(ask).not_before) == ("waiting", plant.now + timedelta(days=1))
