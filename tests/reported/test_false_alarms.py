"""Somebody with a phone reports again and again that people are being hurt: who answers for the plant is called once
and hears how many there are, and the first alert of anybody else reaches him before anything is repeated."""

from __future__ import annotations

import uuid
from functools import partial

from asking import WECOM_PERSON, alert
from at_work import at_work, state
from hazard_acts import again, form, kinds, newest
from plant import Plant

from handlers import asks
from models import store
from models.book import book
from models.delivery import AGAIN
from models.hazard import Hazard
from models.seals import written
from workers.evidence.hazards.chain import differences
from workers.scenarios.phone import Page, text_of

FLOODER, OTHER, OFFICER = "U13", "U35", "U04"
FALSE = 6


def cry(plant: Plant, page: Page, words: str, **more: object) -> str:
    """A report from this page that somebody is being hurt; returns what its reporter reads."""
    data = {"photos": [], "draft": str(uuid.uuid4()), "danger": True, **more}
    answer = page.act("hazard.report", data, text=words)
    assert answer["ok"], answer
    return str(answer["words"])


def told(plant: Plant, *words: str) -> list[str]:
    texts = [text_of(each) for each in plant.phone(OFFICER).messages()]
    return [each for each in texts if all(part in each for part in words)]


def everybody(plant: Plant) -> None:
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_one_reporter_is_one_alert_and_another_one_is_heard_at_once(plant: Plant) -> None:
    page, another = form(plant, FLOODER), form(plant, OTHER)
    answers = [cry(plant, page, f"假的第 {number} 处有人触电", area="tank") for number in range(FALSE)]
    first = Hazard.select().order_by(Hazard.id).get()
    assert "正在叫" in answers[0] and "已经叫了" not in answers[0]
    assert f"并进 {first.number} 的警报，正在告诉" in answers[-1]
    answer = cry(plant, another, "污水处理站有人掉下去了", area="sewage")
    assert "正在叫" in answer and "并进" not in answer
    plant.settle()
    plant.advance(0.1)
    assert len(told(plant, "【红色警报】")) == 2 and told(plant, "有人掉下去了")
    assert told(plant, f"报了 {FALSE} 条", f"假的第 {FALSE - 1} 处")
    # All are kept, their rows are what the chain says, and the trail says with which they were called.
    assert Hazard.select().count() == FALSE + 1
    last = Hazard.get(Hazard.id == first.id + FALSE - 1)
    assert last.report.alarm == first.number and not list(differences(last, written(last.subject)))
    assert kinds(again(first)).count("hazard.called_with") == 0 and newest().report.alarm == ""
    plant.advance(2)
    assert len(told(plant, "假的")) == 1
    # More of it is one text a minute at most, and whoever has taken it hears no more of it.
    for number in range(3):
        cry(plant, page, f"又一处 {number}，有人触电", area="tank")
    plant.advance(2)
    assert len(told(plant, "又一处")) == 1 and told(plant, "又一处 2", f"报了 {FALSE + 3} 条")
    plant.phone(OFFICER).tap(plant.phone(OFFICER).card(lambda title: "正在伤人，几分钟里" in title), "收到，我处理")
    assert "正在叫" in cry(plant, page, "再来一处，有人触电", area="tank")
    plant.advance(0.1)
    everybody(plant)


def test_one_area_is_one_alert_that_keeps_what_each_said_and_work_there_stops(plant: Plant) -> None:
    permit = at_work(plant)
    page, another, third = form(plant, FLOODER), form(plant, OTHER), form(plant, "U34")
    cry(plant, page, "污水站有人触电", area="sewage")
    plant.settle()
    assert state(permit) == "suspended"
    answer = cry(plant, another, "池边有人掉下去了", area="sewage")
    assert "并进" in answer and "正在告诉" in answer
    plant.advance(0.1)
    # Another reporter's words do not wait for a minute, and nobody pushes them out.
    assert told(plant, "报了 2 条", "池边有人掉下去了")
    for number in range(8):
        cry(plant, page, f"又一处 {number}", area="sewage")
    plant.advance(1)
    assert told(plant, "报了 10 条", "池边有人掉下去了", "又一处 7")
    # What somebody reports everywhere takes in nobody else's elsewhere.
    cry(plant, page, "罐区也有", area="tank")
    assert "并进" not in cry(plant, third, "罐区真的有人倒下", area="tank")
    plant.advance(0.1)
    assert told(plant, "【红色警报】正在伤人：", "罐区真的有人倒下")
    everybody(plant)


def test_a_new_alert_goes_before_what_is_said_again_of_older_ones(plant: Plant) -> None:
    old = alert(plant, WECOM_PERSON, "旧的", red=True)
    plant.settle()
    for number in range(30):
        words = f"旧的还没有人接 {number}"
        store.write(partial(asks.tell, old, WECOM_PERSON, words, plant.now, purpose=AGAIN, urgent=True))
    alert(plant, WECOM_PERSON, "新的", red=True)
    plant.settle()
    texts = [text_of(each) for each in plant.phone(WECOM_PERSON).messages()]
    assert "旧的" in texts[0] and "新的" in texts[1]
    plant.advance(2)
    plant.expect_all(WECOM_PERSON)
