"""One page, or one chat, reports hazards without end: so many an hour and a day are taken from one person, and what
hurts people now always gets through."""

from __future__ import annotations

import uuid
from copy import deepcopy
from typing import Any

from at_work import at_work, state
from hazard_acts import form
from plant import Plant, anhe

from handlers.plant import keep
from models import store
from models.book import book
from models.hazard import Hazard
from models.seals import written
from workers.scenarios.phone import Page, text_of

REPORTER, OTHER, OFFICER = "U13", "U35", "U04"
HOUR_MS, SENT = 3_600_000, 1_800_000_000_000
AN_HOUR, A_DAY = 3, 6


def few(plant: Plant) -> None:
    data = deepcopy(anhe())
    data["hazard_categories"]["defaults"] |= {"reports_an_hour": AN_HOUR, "reports_a_day": A_DAY}
    store.write(lambda: keep(data, plant.now))
    plant.settle()


def send(page: Page, words: str, hours_ago: float = 0, **more: object) -> dict[str, Any]:
    clock = {"found": SENT - int(hours_ago * HOUR_MS), "sent": SENT, "ahead_then": 0, "ahead": 0}
    data = {"photos": [], "draft": str(uuid.uuid4()), "clock": clock, **more}
    answer: dict[str, Any] = page.act("hazard.report", data, text=words)
    return answer


def everybody(plant: Plant) -> None:
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))


def test_one_person_reports_so_many_an_hour_and_a_day_and_danger_gets_through(plant: Plant) -> None:
    few(plant)
    permit = at_work(plant)
    page, another = form(plant, REPORTER), form(plant, OTHER)
    for number in range(AN_HOUR):
        assert send(page, f"第 {number} 处护栏松了", area="tank")["ok"]
    answer = send(page, "又一处护栏松了", area="tank")
    assert not answer["ok"] and "没有收。过一小时再报" in answer["words"] and "告诉班长" in answer["words"]
    plant.phone(REPORTER).say("隐患：罐区护栏又松了一处")
    plant.advance(0.1)
    assert "没有收" in text_of(plant.expect(REPORTER, "没有收"))
    assert Hazard.select().count() == AN_HOUR
    # Somebody else, and what hurts people now, is taken all the same; then his words go onto his own alert.
    assert send(another, "泵房地面有油", area="util")["ok"]
    first = send(page, "罐区有人触电", area="tank", danger=True)
    assert first["ok"] and "正在叫" in first["words"]
    there = Hazard.select().count()
    more = send(page, "污水站也有人触电", area="sewage", danger=True)
    assert more["tone"] == "caution" and "正在告诉" in more["words"] and "照片没有收" in more["words"]
    assert Hazard.select().count() == there and state(permit) == "suspended"
    # Its words stand in the trail of the alert that took them in.
    alarm = Hazard.select().order_by(Hazard.id.desc()).get()
    assert any("污水站也有人触电" in each.canonical for each in written(alarm.subject) if each.kind == "alert.more")
    plant.advance(2)
    officer = [text_of(each) for each in plant.phone(OFFICER).messages()]
    assert any("污水站也有人触电" in each for each in officer)
    # An hour later there is room again.
    plant.advance(60)
    assert send(page, "过了一小时，又一处松了", area="tank")["ok"]
    plant.advance(1)
    everybody(plant)


def test_what_waited_in_a_phone_is_taken_by_when_it_was_found(plant: Plant) -> None:
    few(plant)
    page = form(plant, REPORTER)
    # A day's round without signal, all of which comes at once; then two days before, up to as much again.
    taken = [send(page, f"第 {at} 处护栏松了", 10 - at, area="tank")["ok"] for at in range(A_DAY)]
    assert all(taken)
    assert "明天再报" in send(page, "今天再多一处", area="tank")["words"]
    earlier = [send(page, f"前天第 {at} 处", 60 - at, area="util")["ok"] for at in range(A_DAY + 1)]
    assert earlier == [True] * A_DAY + [False]
    assert Hazard.select().count() == 2 * A_DAY
    plant.advance(1)
    everybody(plant)
