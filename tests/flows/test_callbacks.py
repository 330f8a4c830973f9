"""Callbacks as networks bring them: twice, late, out of order, badly signed. Each act counts once, by today's state."""

from __future__ import annotations

import threading

import forged
import pytest
from asking import DINGTALK_PERSON, WECOM_PERSON, alert, fault, taken
from at_work import CREW, WORKER, at_work, standing
from at_work import state as state_of
from builders import GUARDIAN, open_card
from plant import Log, Plant

from handlers import asks
from handlers.permits.gates import questions
from models import ask as ask_table
from models import permit as permits
from models import store
from models.answered import Outcome
from models.ask import Ask
from models.delivery import Delivery
from models.permit import Permit
from models.permit_asks import Brief
from models.subject import lock
from workers.scenarios.phone import text_of
from workers.scenarios.simulator import Json

BOTH = pytest.mark.parametrize("person", [WECOM_PERSON, DINGTALK_PERSON], ids=["wecom", "dingtalk"])
TAKE = "收到，我处理"
WORKER_S = Brief(part="worker", worker=DINGTALK_PERSON)


def bend(plant: Plant, person: str, kind: str, **more: object) -> None:
    """The next callback that this person's phone sends goes wrong in this way."""
    found = plant.person(person)
    fault(plant, found.platform, "callback", kind, account=found.account, **more)


def shown(plant: Plant, person: str, title: str) -> Json:
    plant.settle()
    return plant.expect(person, title)


def state(ask: Ask) -> str:
    return str(Ask.get_by_id(ask.id).state)


@BOTH
def test_case_08_a_tap_delivered_twice_counts_once(plant: Plant, person: str) -> None:
    ask = alert(plant, person)
    card = shown(plant, person, "请看一下")
    bend(plant, person, "duplicate")
    assert plant.phone(person).tap(card, TAKE)["status"] == 200
    plant.settle()
    assert (state(ask), taken(ask)) == ("done", 1)
    assert "接了" in text_of(plant.current(card))


@BOTH
def test_a_person_who_taps_twice_is_answered_as_the_first_time(plant: Plant, person: str) -> None:
    ask = alert(plant, person)
    card, phone = shown(plant, person, "请看一下"), plant.phone(person)
    answers = [phone.tap(card, TAKE) for _ in range(2)]
    plant.settle()
    assert [answer["status"] for answer in answers] == [200, 200]
    assert answers[0].get("notice") == answers[1].get("notice")
    assert (state(ask), taken(ask)) == ("done", 1)


@BOTH
def test_taps_that_change_places_are_both_kept(plant: Plant, person: str) -> None:
    asks = [alert(plant, person, title) for title in ("甲", "乙")]
    plant.settle()
    cards = [plant.expect(person, title) for title in ("甲", "乙")]
    bend(plant, person, "reorder")
    first = threading.Thread(target=plant.phone(person).tap, args=(cards[0], TAKE))
    first.start()
    while not any(line.get("direction") == "out" for line in plant.simulator.get("log")):
        plant.phone(person).tap(cards[1], TAKE)
    first.join()
    plant.settle()
    assert [state(ask) for ask in asks] == ["done", "done"]


@BOTH
def test_a_late_tap_is_answered_by_the_state_of_today(plant: Plant, person: str) -> None:
    other = DINGTALK_PERSON if person == WECOM_PERSON else WECOM_PERSON
    late, prompt = alert(plant, person), alert(plant, other)
    cards = {each: shown(plant, each, "请看一下") for each in (person, other)}
    bend(plant, person, "late", seconds=0.6)
    slow = threading.Thread(target=plant.phone(person).tap, args=(cards[person], TAKE))
    slow.start()
    plant.phone(other).tap(cards[other], TAKE)
    slow.join()
    plant.settle()
    assert (state(late), state(prompt), taken(late), taken(prompt)) == ("superseded", "done", 0, 1)
    assert f"{plant.person(other).name}已在处理" in text_of(plant.current(cards[person]))


@pytest.mark.parametrize(
    ("person", "kind"),
    [(WECOM_PERSON, "wrong_signature"), (WECOM_PERSON, "wrong_receiver"), (DINGTALK_PERSON, "wrong_signature")],
    ids=["wecom signature", "wecom receiver", "dingtalk signature"],
)
def test_a_forged_tap_reaches_nobody_and_the_right_one_does(plant: Plant, log: Log, person: str, kind: str) -> None:
    ask = alert(plant, person)
    card = shown(plant, person, "请看一下")
    bend(plant, person, kind)
    assert plant.phone(person).tap(card, TAKE)["status"] == 403
    assert state(ask) == "open"
    log.expect("refused")
    assert plant.phone(person).tap(card, TAKE)["status"] == 200
    plant.settle()
    assert state(ask) == "done"


@pytest.mark.parametrize("shape", ["value", "loose_params", "no_type", "extra_fields", "typed_params"])
def test_every_shape_that_dingtalk_was_seen_to_send_is_understood(plant: Plant, shape: str) -> None:
    ask = alert(plant, DINGTALK_PERSON)
    card = shown(plant, DINGTALK_PERSON, "请看一下")
    plant.simulator.post("dingtalk/shape", {"shape": shape})
    assert plant.phone(DINGTALK_PERSON).tap(card, TAKE)["notice"] == "记下了：你在处理。"
    plant.settle()
    assert state(ask) == "done"


def test_a_stranger_who_taps_a_forwarded_card_changes_nothing(plant: Plant) -> None:
    ask = alert(plant, DINGTALK_PERSON)
    card = shown(plant, DINGTALK_PERSON, "请看一下")
    forwarded = {"message": card["id"], "to": plant.person("U11").account}
    copy = plant.simulator.post("dingtalk/forward", forwarded)["message"]
    answer = plant.phone("U11").tap({"id": copy}, TAKE)
    assert "找的是别人" in answer["notice"]
    assert (state(ask), taken(ask)) == ("open", 0)
    plant.expect("U11", "请看一下")


def test_a_stranger_who_writes_is_told_where_to_register(plant: Plant) -> None:
    """Somebody of the company whom the plant's data does not know (here not even the platform does)."""
    forged.wecom(plant, forged.wecom_word("stranger", "动火"))
    plant.settle()
    row = Delivery.get(Delivery.account == "stranger")
    assert (row.words, row.state) == ("通讯录里还没有你。请找安全部门登记后再用。", "unreachable")


@pytest.mark.parametrize("leader", ["U33", "U41"], ids=["wecom", "dingtalk"])
def test_what_was_refused_can_be_tapped_again_at_once(plant: Plant, leader: str) -> None:
    """The same button of the same card, while a redelivery would still count as the first tap."""
    permit = at_work(plant, "confined_space", "none", work_leader=leader)
    page = open_card(plant, GUARDIAN, plant.expect(GUARDIAN, "作业中"), "进出登记")
    page.act("permit.entry", {"person": WORKER, "way": "in"})
    card, phone = plant.expect(leader, "作业中"), plant.phone(leader)
    over = phone.open(phone.tap(card, "报完工")["open"])
    assert over.act("permit.finish", standing(plant))["tone"] == "stop"
    assert state_of(permit) == "working"
    page.act("permit.entry", {"person": WORKER, "way": "out"}, attempt=2)
    assert over.act("permit.finish", standing(plant), attempt=2)["tone"] == "done"
    assert state_of(permit) == "finished"
    plant.settle()
    plant.expect_all(*CREW, leader)


def test_a_stop_that_came_too_early_is_no_answer_to_the_one_that_counts(plant: Plant) -> None:
    """Tapped before the work began, and again right after: the same button of a card that did not change."""
    permit = at_work(plant)
    briefed(plant, permit, DINGTALK_PERSON)
    card, phone = plant.expect(DINGTALK_PERSON, "交底"), plant.phone(DINGTALK_PERSON)
    set_state(permit, "approved")
    assert "还没开工" in phone.tap(card, "停工")["notice"]
    set_state(permit, "working")
    assert phone.tap(card, "停工")["notice"] == "停了，正在通知 5 人。"
    assert state_of(permit) == "suspended"
    plant.settle()
    plant.expect_all(*CREW, DINGTALK_PERSON)


def briefed(plant: Plant, permit: Permit, person: str) -> None:
    """This person has signed the briefing; his receipt can stop the work."""
    subject, now = lock(permit.subject_id), plant.now
    signed = Outcome(by=person, at=now)
    who = {"people": [person], "why": ["你是作业人"], "now": now, "data": WORKER_S}
    store.write(lambda: questions.ask(permits.locked(permit.subject_id), questions.BRIEF, **who))
    plant.settle()
    [ask] = ask_table.movable(subject, questions.BRIEF)
    store.write(lambda: asks.close(ask, "done", now, signed))
    plant.settle()


def set_state(permit: Permit, wanted: str) -> None:
    store.write(lambda: Permit.update(state=wanted).where(Permit.id == permit.id).execute())
