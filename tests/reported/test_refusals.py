"""What follows when a platform refuses: nobody is told an untruth, nothing is parked for a month."""

from __future__ import annotations

from datetime import timedelta

import requests
from asking import WECOM_PERSON, alert, card_of, fault
from builders import MANAGER
from plant import Plant

from handlers import alerts
from models import store
from models.ask import Ask
from models.delivery import Delivery
from models.subject import lock
from workers.scenarios.phone import text_of, title

SEND, UPDATE = "message/send", "message/update_template_card"
NO_RIGHT, UNKNOWN = 48002, 40058


def end(plant: Plant, ask: Ask) -> None:
    """The alert is over, so its card has a last state to show."""
    store.write(lambda: alerts.over(lock(ask.subject_id), {ask.data["topic"]}, "已经处理", plant.now))


def stuck(plant: Plant) -> list[str]:
    return [each for each in requests.get(f"{plant.base}/readyz", timeout=5).json()["faults"] if "发不出去" in each]


def test_a_setting_that_is_mended_lets_a_closing_card_out_within_the_hour(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON)
    plant.settle()
    fault(plant, "wecom", UPDATE, "refuse", times=1, code=NO_RIGHT)
    end(plant, ask)
    plant.settle()
    assert card_of(ask).state == "stuck" and stuck(plant)
    plant.advance(60)
    assert card_of(ask).state == "sent" and not stuck(plant)
    plant.expect_all(WECOM_PERSON, MANAGER)


def test_a_code_that_the_platform_does_not_know_leads_to_a_new_card(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON)
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")
    fault(plant, "wecom", UPDATE, "refuse", times=1, code=UNKNOWN)
    end(plant, ask)
    plant.settle()
    assert card_of(ask).state == "sent" and not stuck(plant)
    plant.expect(WECOM_PERSON, "已经处理")
    assert len(plant.phone(WECOM_PERSON).messages()) == 2


def test_a_code_that_is_too_old_is_not_spent(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON)
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")
    plant.set_time(plant.now + timedelta(hours=73))
    fault(plant, "wecom", UPDATE, "refuse", times=1, code=UNKNOWN)
    end(plant, ask)
    plant.settle()
    assert plant.simulator.get("faults"), "the platform was asked with an old code"
    plant.expect_all(WECOM_PERSON, MANAGER)
    assert len(plant.phone(WECOM_PERSON).messages()) >= 2


def test_the_days_of_a_code_count_from_the_card_that_brought_it(plant: Plant) -> None:
    """A second card of the same ask is young, however long ago the first one arrived."""
    ask = alert(plant, WECOM_PERSON)
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")
    long_ago = plant.now - timedelta(hours=80)
    store.write(lambda: Delivery.update(delivered_at=long_ago).where(Delivery.ask == ask).execute())
    end(plant, ask)
    plant.settle()
    [card] = plant.phone(WECOM_PERSON).messages()
    assert "已经处理" in text_of(card)


def test_the_last_state_that_a_platform_never_takes_is_given_up(plant: Plant) -> None:
    ask = alert(plant, WECOM_PERSON)
    plant.settle()
    plant.expect(WECOM_PERSON, "请看一下")
    fault(plant, "wecom", "*", "refuse", times=2, code=45002)
    end(plant, ask)
    plant.settle()
    assert card_of(ask).state == "overtaken" and not stuck(plant)


def test_a_form_whose_first_card_was_refused_still_waits_for_its_person(plant: Plant) -> None:
    fault(plant, "wecom", SEND, "refuse", times=1, code=NO_RIGHT)
    foreman = plant.phone("U33")
    foreman.say("动火")
    plant.settle()
    assert not [message for message in foreman.messages() if "申请" in title(message)]
    plant.advance(60)
    card = plant.expect("U33", "请填：动火票申请")
    assert "不用了" not in text_of(card)
    assert "填写申请" in text_of(card)
    plant.expect_all("U33", MANAGER)
