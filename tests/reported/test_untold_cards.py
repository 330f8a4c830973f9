"""Whom an order has not reached is named on one red card a reader, which is kept up to date: however many are missing,
one after the other, nobody gets a card for each; and whatever shows that it was decided shows them too."""

from __future__ import annotations

import pytest
from asking import fault
from at_work import ANALYST, AREA_FOREMAN, LEADER, WORKER, at_work
from builders import GUARDIAN, fresh, page_of
from hazard_acts import again
from major_acts import ask_of
from plant import Plant
from screens import ask_of as on_permit
from screens import everybody
from sensing import key, one, post, tickets

from handlers import alerts
from handlers.hazards import untold
from models import delivery as deliveries
from models import hazard as hazards
from models import store
from models.delivery import Delivery
from workers.scenarios.phone import PageRefused, text_of, title
from workers.scenarios.simulator import Json

OFFICE, ON_DINGTALK = "U04", "U06"
READERS = (OFFICE, ON_DINGTALK)
TEXT = {"wecom": "message/send", "dingtalk": "robot/oToMessages/batchSend"}
UNTOLD = {"stop": "停工没通知到人", "leave": "撤离没通知到"}
# Of those who are ordered, in the order in which their platform refuses.
MISSING = {"stop": (ANALYST, AREA_FOREMAN, LEADER), "leave": ("U13", "U19", "U27")}


@pytest.fixture(autouse=True)
def on_both_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red alerts go to somebody on each platform."""
    monkeypatch.setattr(alerts, "responders", lambda *_, **__: list(READERS))


def refused_after(plant: Plant, person: str, tries: int) -> None:
    """The platform wants a pause so many times, then it refuses for good."""
    who = plant.person(person)
    call, fast = TEXT[who.platform], {"wecom": 45009, "dingtalk": "90005"}[who.platform]
    gone = {"wecom": 60111, "dingtalk": "staffId.notExisted"}[who.platform]
    if tries:
        fault(plant, who.platform, call, "refuse", code=fast, times=tries, account=who.account)
    fault(plant, who.platform, call, "refuse", code=gone, times=99, account=who.account)


def ordered(plant: Plant, order: str) -> None:
    if order == "leave":
        post(plant, key(plant), [one("TX-201", "60", plant.now)])
    else:
        plant.phone(WORKER).say("停工")
    plant.settle()


def cards(plant: Plant, person: str, order: str) -> list[Json]:
    return [each for each in plant.phone(person).messages() if UNTOLD[order] in title(each)]


def told(plant: Plant, person: str) -> list[str]:
    """What somebody who goes and tells them has heard."""
    return [text_of(each) for each in plant.phone(person).messages() if "停工还没通知到" in text_of(each)]


def named(plant: Plant, card: Json, order: str) -> list[str]:
    said = text_of(plant.current(card))
    return [each for each in MISSING[order] if plant.person(each).name in said]


@pytest.mark.parametrize("order", ["stop", "leave"])
def test_who_is_refused_one_after_the_other_stands_on_one_card_a_reader(plant: Plant, order: str) -> None:
    if order == "stop":
        at_work(plant)
    for tries, person in zip((0, 2, 4), MISSING[order], strict=True):
        refused_after(plant, person, tries)
    ordered(plant, order)
    plant.advance(0.3)
    # What came within seconds is told together, also to whoever goes and tells them.
    assert [named(plant, cards(plant, each, order)[0], order) for each in READERS] == [list(MISSING[order][:2])] * 2
    if order == "stop":
        assert all(plant.person(each).name in told(plant, WORKER)[-1] for each in MISSING[order][:2])
    plant.advance(0.6)
    # DingTalk repaints as often as it likes, WeCom once: the rest is one card more when the house has looked.
    [card] = cards(plant, ON_DINGTALK, order)
    assert named(plant, card, order) == list(MISSING[order]) and len(cards(plant, OFFICE, order)) == 1
    plant.advance(9)
    assert [len(cards(plant, each, order)) for each in READERS] == [2, 1]
    for each in READERS:
        assert named(plant, cards(plant, each, order)[-1], order) == list(MISSING[order]), each
    if order == "stop":
        assert len(told(plant, WORKER)) == 3
    everybody(plant)


@pytest.mark.parametrize("order", ["stop", "leave"])
def test_whoever_has_taken_the_alarm_gets_one_card_more_that_names_all(plant: Plant, order: str) -> None:
    if order == "stop":
        at_work(plant)
    for tries, person in zip((0, 2, 4), MISSING[order], strict=True):
        refused_after(plant, person, tries)
    ordered(plant, order)
    [first] = cards(plant, OFFICE, order)
    plant.phone(OFFICE).tap(first, "收到，我处理")
    plant.settle()
    plant.advance(9)
    for each in READERS:
        [taken, more] = cards(plant, each, order)
        assert named(plant, more, order) == list(MISSING[order]), each
        assert "接了，在处理" in text_of(plant.current(taken))
    everybody(plant)


@pytest.mark.parametrize("order", ["stop", "leave"])
def test_whoever_is_reached_is_named_no_longer_also_where_it_was_taken(plant: Plant, order: str) -> None:
    if order == "stop":
        at_work(plant)
    reached, gone = MISSING[order][:2]
    who = plant.person(reached)
    fault(plant, who.platform, TEXT[who.platform], "5xx", times=99, account=who.account)
    refused_after(plant, gone, 0)
    ordered(plant, order)
    plant.advance(2)
    [card] = cards(plant, ON_DINGTALK, order)
    assert named(plant, card, order) == [reached, gone]
    plant.phone(ON_DINGTALK).tap(card, "收到，我处理")
    plant.settle()
    plant.simulator.running.within(lambda world: world.faults.open.clear())
    refused_after(plant, gone, 0)
    row = Delivery.get(Delivery.person == reached, Delivery.state.in_(("waiting", "stuck")))
    plant.set_time(max(plant.now, row.not_before))
    plant.settle()
    assert named(plant, card, order) == [gone]
    plant.simulator.running.within(lambda world: world.faults.open.clear())
    store.write(lambda: Delivery.update(state="waiting").where(Delivery.person == gone).execute())
    plant.settle()
    assert named(plant, card, order) == [] and "都通知到了" in text_of(plant.current(card))
    everybody(plant)


def test_who_is_ordered_later_is_looked_for_too_and_that_puts_no_look_off(plant: Plant) -> None:
    who = plant.person("U13")
    fault(plant, who.platform, TEXT[who.platform], "5xx", times=99, account=who.account)
    ordered(plant, "leave")
    [hazard] = tickets()
    for _ in range(3):
        plant.advance(0.5)
        store.write(lambda: untold.watch(again(hazard), plant.now))
    plant.advance(0.1)
    assert again(hazard).work.major.untold == ("U13",)
    everybody(plant)


def test_the_card_of_a_use_that_somebody_has_decided_names_whom_the_order_has_not_reached(plant: Plant) -> None:
    refused_after(plant, "U13", 0)
    ordered(plant, "leave")
    [hazard] = tickets()
    ask, name = ask_of(hazard, "hazard.use"), plant.person("U13").name
    card = plant.expect(ask.person, "请定停不停用")
    assert name in text_of(plant.current(card)) or plant.person(ask.person).platform == "wecom"
    plant.phone(ask.person).tap(card, "停用、撤人")
    plant.settle()
    decided = text_of(plant.current(card))
    assert "定了停用、撤人" in decided and f"没通知到：{name}" in decided
    # Its page, which is over, says so too.
    with pytest.raises(PageRefused, match=f"撤离还没通知到：{name}"):
        page_of(plant, ask.person, f"use/{ask.id}")
    assert name in page_of(plant, OFFICE, f"hazard/{hazard.number}").html
    everybody(plant)


def test_the_cards_of_a_stop_that_somebody_has_taken_name_whom_it_has_not_reached(plant: Plant) -> None:
    permit = at_work(plant)
    refused_after(plant, ANALYST, 0)
    plant.phone(WORKER).say("着火了")
    plant.settle()
    name = plant.person(ANALYST).name
    alarm = plant.expect(ON_DINGTALK, "作业叫停")
    plant.phone(ON_DINGTALK).tap(alarm, "收到，我处理")
    plant.settle()
    taken = text_of(plant.current(alarm))
    assert "接了，在处理" in taken and f"没通知到：{name}" in taken
    assert name in text_of(plant.current(plant.expect(GUARDIAN, "复工要确认")))
    assert f"没通知到：{name}" in text_of(plant.current(plant.expect(AREA_FOREMAN, "复工要确认")))
    confirms = page_of(plant, GUARDIAN, f"resume/{on_permit(permit, 'permit.resume', GUARDIAN)}").html
    assert name in confirms.partition("没通知到：")[2][:40]
    assert fresh(permit).work.last_stop.untold == (ANALYST,)
    everybody(plant)


def test_a_card_that_has_told_its_end_is_sent_no_second_time_for_what_is_added(plant: Plant) -> None:
    """WeCom repaints a card that was tapped and not after that: what is added there is no card more."""
    refused_after(plant, "U13", 0)
    ordered(plant, "leave")
    [hazard] = tickets()
    ask = ask_of(hazard, "hazard.use")
    phone = plant.phone(ask.person)
    phone.tap(plant.expect(ask.person, "请定停不停用"), "停用、撤人")
    plant.settle()
    before = len(phone.messages())
    for missing in ("U19", "U27", "U13"):
        work = again(hazard).work
        changed = work.but(major=work.major.but(untold=(missing,)))
        store.write(lambda changed=changed: hazards.keep(again(hazard), work=changed))
        store.write(lambda: deliveries.want(ask, plant.now))
        plant.settle()
    assert len(phone.messages()) == before
    everybody(plant)
