"""A picture and the sentence beside it are one report, whichever came first, on both platforms."""

from __future__ import annotations

from typing import Any

import pytest
from builders import open_card
from hazard_acts import newest
from major_acts import everybody_expects
from plant import Plant
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from screens import photo, show

from models.ask import Ask
from models.hazard import Hazard
from workers.scenarios.phone import text_of

WORDS = "配电箱门坏了，线露在外面"
JPEG: bytes = photo()["buffer"]
BOTH = pytest.mark.parametrize("person", ["U34", "U35"], ids=["wecom", "dingtalk"])


def send(plant: Plant, person: str) -> None:
    assert plant.phone(person).send_picture(JPEG)["status"] == 200
    plant.settle()


def say(plant: Plant, person: str, words: str) -> None:
    plant.phone(person).say(words)
    plant.settle()


def form_of(person: str) -> Ask:
    found: Ask = Ask.select().where(Ask.kind == "hazard.report", Ask.person == person).order_by(Ask.id.desc()).get()
    return found


def ways(hazard: Hazard) -> list[Any]:
    return [each.told["way"] for each in hazard.report.photos]


@BOTH
def test_pictures_go_with_the_sentence_that_follows(plant: Plant, person: str) -> None:
    send(plant, person)
    send(plant, person)
    first = plant.expect(person, "2 张照片收到了，用在哪里")
    say(plant, person, WORDS)
    plant.expect(person, "2 张照片和写的话都在")
    assert "放好了：「报隐患」那一页" in text_of(plant.current(first))
    card = plant.expect(person, "你发的 2 张照片在里面")
    page = open_card(plant, person, card, "去报")
    sent = list(form_of(person).data["uploads"])
    assert page.act("hazard.report", {"photos": sent}, text=WORDS)["ok"]
    plant.settle()
    plant.expect(person, "你来跟踪")
    everybody_expects(plant)
    assert ways(newest()) == ["chat", "chat"] and Hazard.select().count() == 1


@BOTH
def test_the_sentence_that_comes_first_gets_the_picture_and_later_one_tap_does_it(plant: Plant, person: str) -> None:
    say(plant, person, WORDS)
    plant.expect(person, "再拍一张更好")
    plant.expect(person, "去报")
    send(plant, person)
    plant.expect(person, "照片放进「报隐患」那一页了，一共 1 张")
    send(plant, person)
    plant.expect(person, "照片放进「报隐患」那一页了，一共 2 张")
    assert len(form_of(person).data["uploads"]) == 2 and form_of(person).data["words"] == WORDS
    plant.advance(11)
    send(plant, person)
    card = plant.expect(person, "照片收到了，用在哪里")
    plant.phone(person).tap(card, "放到这里")
    plant.settle()
    assert len(form_of(person).data["uploads"]) == 3 and form_of(person).data["words"] == WORDS
    assert "放好了：报隐患用这张" in text_of(plant.current(card))
    everybody_expects(plant)


@BOTH
def test_a_report_in_the_chat_has_its_pictures_from_before_and_after(plant: Plant, person: str) -> None:
    send(plant, person)
    first = plant.expect(person, "照片收到了，用在哪里")
    say(plant, person, f"隐患：{WORDS}")
    plant.expect(person, "你发的 1 张照片也在里面")
    assert f"放好了：{newest().number}" in text_of(plant.current(first))
    assert ways(newest()) == ["chat"]
    # It has its picture: the next one is asked about, and written about it is the next report.
    send(plant, person)
    second = plant.expect(person, "照片收到了，用在哪里")
    say(plant, person, "隐患：楼梯口护栏断了一截，有洞")
    assert f"放好了：{newest().number}" in text_of(plant.current(second)) and ways(newest()) == ["chat"]
    plant.advance(11)
    say(plant, person, "隐患：灭火器压力不够，指针在红区")
    last = newest()
    send(plant, person)
    send(plant, person)
    plant.expect(person, f"照片放进 {last.number} 了")
    assert ways(newest()) == ["chat", "chat"] and newest().number == last.number
    assert Hazard.select().count() == 3
    everybody_expects(plant)


def test_the_page_keeps_the_picture_beside_what_was_written(plant: Plant, screen: Screen) -> None:
    send(plant, "U34")
    say(plant, "U34", WORDS)
    show(plant, screen, "U34", f"report/{form_of('U34').id}?r=1")
    rows = screen.locator("[data-photos]").first.locator("li")
    expect(rows).to_have_count(1)
    screen.locator("#words").fill(f"{WORDS}，很危险")
    screen.wait_for_timeout(700)
    screen.reload()
    expect(screen.locator("#words")).to_have_value(f"{WORDS}，很危险")
    expect(rows).to_have_count(1)
    screen.locator("#send").tap()
    expect(screen.locator("h1")).to_contain_text("记下了")
    plant.settle()
    everybody_expects(plant)
    assert ways(newest()) == ["chat"]
