"""Bringing a card: what each answer of a platform leads to, and that nothing is sent twice or out of order."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
import requests
from asking import (
    DINGTALK_PERSON,
    WECOM_PERSON,
    alert,
    calls,
    card_of,
    fault,
    lose_patience,
    rename,
    tell,
    try_until_settled,
)
from plant import Plant, due

from models import delivery as deliveries
from models import plant_time, store
from models.ask import Ask
from models.delivery import LEASE, Delivery, Rendition
from workers.deliver import deliver
from workers.scenarios.phone import title

DINGTALK_FOREMAN = "U41"
SEND = {"wecom": "message/send", "dingtalk": "card/instances/createAndDeliver"}
UPDATE = {"wecom": "message/update_template_card", "dingtalk": "card/instances"}
# DingTalk is asked to deliver again what it has created; WeCom drops the repeat.
COPIES = {"wecom": 1, "dingtalk": 2}
BOTH = pytest.mark.parametrize(
    ("platform", "person"), [("wecom", WECOM_PERSON), ("dingtalk", DINGTALK_PERSON)], ids=["wecom", "dingtalk"]
)


def bring(plant: Plant, ask: Ask) -> str:
    return deliver(card_of(ask).id, plant.house.channels, plant.base, plant.now, plant_time.real_now())


@BOTH
def test_a_throttled_card_waits_in_sight_and_arrives(plant: Plant, platform: str, person: str) -> None:
    fault(plant, platform, SEND[platform], "throttle")
    ask = alert(plant, person)
    plant.settle()
    row = card_of(ask)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert row.not_before > plant.now
    assert f'anhao_held_back_deliveries{{platform="{platform}"}} 1' in requests.get(f"{plant.base}/metrics").text
    plant.advance(1.1)
    plant.expect(person, "请看一下")


@BOTH
def test_a_dead_token_is_replaced_on_the_way(plant: Plant, platform: str, person: str) -> None:
    fault(plant, platform, SEND[platform], "token_revoked")
    alert(plant, person)
    plant.settle()
    plant.expect(person, "请看一下")


@BOTH
def test_credentials_that_stay_refused_end_with_the_administrator(plant: Plant, platform: str, person: str) -> None:
    account = plant.person(person).account
    fault(plant, platform, SEND[platform], "token_revoked", times=99, account=account)
    ask = alert(plant, person, red=True)
    assert try_until_settled(plant, card_of(ask)).state == "stuck"
    plant.settle()
    plant.expect("U04", "有卡片发不出去")
    plant.expect("U04", "【红色警报】请看一下")


@BOTH
def test_a_card_whose_answer_was_lost_is_there_on_dingtalk_rather_twice_than_never(
    plant: Plant, platform: str, person: str
) -> None:
    lose_patience(plant)
    fault(plant, platform, SEND[platform], "timeout_after_effect")
    ask = alert(plant, person)
    plant.settle()
    assert card_of(ask).state == "sent"
    plant.expect(person, "请看一下")
    plant.expect_all(person)
    assert [title(message) for message in plant.phone(person).messages()] == ["请看一下"] * COPIES[platform]


def test_a_card_whose_answer_was_lost_still_tells_the_end(plant: Plant) -> None:
    lose_patience(plant)
    fault(plant, "wecom", "message/send", "timeout_after_effect")
    foreman = plant.phone("U33")
    foreman.say("动火")
    plant.settle()
    plant.expect("U33", "请填：动火票申请")
    foreman.say("动火")
    plant.settle()
    plant.expect("U33", "请填：动火票申请")
    plant.expect("U33", "这张申请不用了")


def test_a_card_whose_answer_was_lost_and_that_was_acted_on_meanwhile_tells_the_end(plant: Plant) -> None:
    lose_patience(plant)
    fault(plant, "wecom", "message/send", "timeout_after_effect", times=3)
    foreman = plant.phone("U33")
    foreman.say("动火")
    [form] = Ask.select().where(Ask.kind == "permit.request")
    assert bring(plant, form) == "waits"
    foreman.say("动火")
    fault(plant, "wecom", "message/send", "throttle")
    plant.advance(0.1)
    assert bring(plant, form) in ("waits", "not due")
    plant.settle()
    plant.advance(5)
    plant.expect("U33", "请填：动火票申请")
    plant.expect("U33", "请填：动火票申请")
    plant.expect("U33", "这张申请不用了")


def test_a_dingtalk_card_of_the_same_fate_is_repainted_in_its_place(plant: Plant) -> None:
    lose_patience(plant)
    fault(plant, "dingtalk", SEND["dingtalk"], "timeout_after_effect")
    fault(plant, "dingtalk", UPDATE["dingtalk"], "timeout", times=3)
    foreman = plant.phone(DINGTALK_FOREMAN)
    foreman.say("动火")
    [form] = Ask.select().where(Ask.kind == "permit.request")
    assert bring(plant, form) == "waits"
    foreman.say("动火")
    plant.settle()
    plant.advance(5)
    # The first card is there, and was repainted.
    assert sorted(title(card) for card in foreman.messages()) == ["动火票申请", "请填：动火票申请"]
    plant.expect_all(DINGTALK_FOREMAN)


@pytest.mark.parametrize(("urgent", "copies"), [(True, 2), (False, 1)], ids=["alarm", "reminder"])
def test_a_text_whose_answer_was_lost_is_said_again_only_if_it_is_an_alarm(
    plant: Plant, urgent: bool, copies: int
) -> None:
    lose_patience(plant)
    ask = alert(plant, DINGTALK_PERSON)
    plant.settle()
    plant.expect(DINGTALK_PERSON, "请看一下")
    fault(plant, "dingtalk", "robot/oToMessages/batchSend", "timeout_after_effect")
    tell(plant, ask, "还没有人接", urgent=urgent)
    plant.settle()
    plant.advance(0.2)
    for _ in range(copies):
        plant.expect(DINGTALK_PERSON, "还没有人接")


@BOTH
def test_a_platform_that_stays_down_ends_with_a_person_asked(plant: Plant, platform: str, person: str) -> None:
    account = plant.person(person).account
    fault(plant, platform, SEND[platform], "5xx", times=99, account=account)
    ask = alert(plant, person, red=True)
    began, row = plant.now, try_until_settled(plant, card_of(ask))
    assert (row.state, row.attempts) == ("stuck", 7)
    assert timedelta(minutes=21) < plant.now - began < timedelta(minutes=22)
    plant.settle()
    plant.expect("U04", "有卡片发不出去")
    plant.expect("U04", "【红色警报】请看一下")
    assert any("张卡片发不出去" in fault for fault in requests.get(f"{plant.base}/readyz").json()["faults"])


def test_a_card_that_stays_stuck_is_one_alert_and_arrives_once_the_cause_is_mended(plant: Plant) -> None:
    fault(plant, "wecom", "message/send", "refuse", code=60020, times=3, account="anhe_u05")
    ask = alert(plant, WECOM_PERSON, red=True)
    plant.settle()
    plant.expect("U04", "可信 IP")
    plant.expect("U04", "【红色警报】请看一下")
    for words in ("换句话", "再换一句"):
        rename(plant, ask, words)
        plant.settle()
    plant.set_time(plant.now + timedelta(hours=1))
    plant.settle()
    plant.expect(WECOM_PERSON, "再换一句")


@BOTH
def test_a_card_that_can_not_be_repainted_is_issued_again(plant: Plant, platform: str, person: str) -> None:
    code = {"wecom": 42022, "dingtalk": "param.cardNotExist"}[platform]
    ask = alert(plant, person)
    plant.settle()
    first = plant.expect(person, "请看一下")
    fault(plant, platform, UPDATE[platform], "refuse", code=code)
    plant.phone(person).tap(first, "收到，我处理")
    plant.settle()
    second = plant.expect(person, "接了，在处理")
    assert second["id"] != first["id"]
    assert card_of(ask).issue == 2
    assert card_of(ask).card in json.dumps(second)


def test_ten_changes_in_a_second_are_one_update(plant: Plant) -> None:
    ask = alert(plant, DINGTALK_PERSON)
    plant.settle()
    card = plant.expect(DINGTALK_PERSON, "请看一下")
    for number in range(10):
        rename(plant, ask, f"第 {number} 次")
    plant.settle()
    assert title(plant.current(card)) == "第 9 次"
    assert len(calls(plant, "dingtalk", UPDATE["dingtalk"])) == 1


def test_a_card_that_is_over_before_it_was_sent_is_not_sent(plant: Plant) -> None:
    foreman = plant.phone("U33")
    for _ in range(3):
        foreman.say("动火")
    plant.settle()
    plant.expect("U33", "请填：动火票申请")


@pytest.mark.both_stores
@BOTH
def test_many_workers_send_a_card_once(plant: Plant, platform: str, person: str) -> None:
    ask = alert(plant, person)
    fault(plant, platform, SEND[platform], "slow", seconds=0.3)
    results: list[str] = []
    workers = [threading.Thread(target=lambda: results.append(bring(plant, ask))) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(results) == ["not due"] * 5 + ["sent"]
    plant.expect(person, "请看一下")


def test_a_newer_state_never_falls_behind_an_older_one(plant: Plant) -> None:
    ask = alert(plant, DINGTALK_PERSON)
    plant.settle()
    card = plant.expect(DINGTALK_PERSON, "请看一下")
    rename(plant, ask, "旧的")
    fault(plant, "dingtalk", UPDATE["dingtalk"], "slow", seconds=0.5)
    slow = threading.Thread(target=bring, args=(plant, ask))
    slow.start()
    while Rendition.select().where(Rendition.delivery == card_of(ask)).count() < 2:
        pass  # until the older state is written down and on its way
    rename(plant, ask, "新的")
    assert bring(plant, ask) == "not due"
    slow.join()
    assert title(plant.current(card)) == "旧的"
    plant.settle()
    assert title(plant.current(card)) == "新的"


@pytest.mark.both_stores
def test_a_dead_worker_s_card_is_taken_over_when_its_lease_is_over(plant: Plant) -> None:
    ask, real = alert(plant, DINGTALK_PERSON), plant_time.real_now()
    row = card_of(ask)
    assert store.write(lambda: deliveries.claim(row.id, plant.now, real)) is not None
    assert due(plant.now, real + LEASE) == []
    later = real + LEASE + timedelta(seconds=1)
    assert due(plant.now, later) == [row.id]
    assert deliver(row.id, plant.house.channels, plant.base, plant.now, later) == "sent"
    plant.expect(DINGTALK_PERSON, "请看一下")


def test_a_worker_that_lost_its_lease_changes_nothing_any_more(plant: Plant) -> None:
    ask, real = alert(plant, DINGTALK_PERSON), plant_time.real_now()
    row = card_of(ask)
    lost = store.write(lambda: deliveries.claim(row.id, plant.now, real))
    later = real + LEASE + timedelta(seconds=1)
    assert deliver(row.id, plant.house.channels, plant.base, plant.now, later) == "sent"
    assert lost is not None
    assert not store.write(lambda: deliveries.settle(lost, state="waiting", receipt=None))
    assert card_of(ask).state == "sent"
    plant.expect(DINGTALK_PERSON, "请看一下")


def test_no_update_overtakes_the_answer_to_its_own_tap(plant: Plant) -> None:
    """Workers go all out while people tap: the simulator reports an update that came before its callback's answer."""
    asks = [alert(plant, DINGTALK_PERSON, f"第 {number} 件") for number in range(4)]
    plant.settle()
    cards = [plant.expect(DINGTALK_PERSON, f"第 {number} 件") for number in range(4)]
    over = threading.Event()
    worker = threading.Thread(target=_work_until, args=(plant, over))
    worker.start()
    for card in cards:
        assert plant.phone(DINGTALK_PERSON).tap(card, "收到，我处理")["notice"] == "记下了：你在处理。"
    held = [card_of(ask) for ask in asks]
    over.set()
    worker.join()
    assert any(row.lease == "answer" for row in held)
    plant.settle()
    assert all("接了" in str(plant.current(card)["body"]) for card in cards)


def _work_until(plant: Plant, over: threading.Event) -> None:
    while not over.is_set():
        real = plant_time.real_now()
        for each in due(plant.now, real):
            deliver(each, plant.house.channels, plant.base, plant.now, real)


def test_a_platform_without_credentials_is_said_and_not_tried(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON, red=True)
    only = {"dingtalk": plant.house.channels["dingtalk"]}
    assert deliver(card_of(ask).id, only, plant.base, plant.now, plant_time.real_now()) == "unreachable"
    plant.settle()
    plant.expect("U04", "企业微信没有接上")
    plant.expect("U04", "【红色警报】请看一下")
    assert Delivery.get_by_id(card_of(ask).id).attempts == 1
