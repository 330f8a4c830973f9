"""Finding one's way: each test tells of one kind of fault that was reported. Searches go through the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from at_work import at_work
from builders import DIRECTOR, FOREMAN, GUARDIAN, MANAGER, at_the_dual_sign, confirm, filled, open_card, page_of, refuse
from plant import Log, Plant, running_plant
from toy import loans
from toy.faces import LOANS
from worlds import Here

from models import findable, store
from models.book import book
from models.findable import BELOW, Findable
from models.permit import Permit
from models.subject import Counter, Subject
from workers.clock import enter_those_of_before
from workers.scenarios.phone import text_of

STRANGER = "U21"


def found(plant: Plant, **asked: str) -> list[str]:
    """The numbers that the console's search lists, in its order."""
    answer = requests.get(f"{plant.base}/console/search", params=asked, timeout=10)
    assert answer.status_code == 200, answer.text
    return re.findall(r'/console/matters/([^"]+)"', answer.text)


def listed(plant: Plant, person: str, part: str, words: str = "") -> str:
    """A list of 「我的」 on this person's phone."""
    page = page_of(plant, person, f"mine/{part}")
    asked, headers = {"part": part, "words": words}, {"X-Page-Token": page.token}
    answer = requests.post(f"{plant.base}/h5/mine", json=asked, headers=headers, timeout=10).json()
    assert answer["ok"], answer
    return str(answer["listed"])


def test_an_impossible_place_in_the_list_is_refused_in_words(plant: Plant) -> None:
    page = page_of(plant, "U33", "mine/in")
    for before in (-1, 2**63, 10**26, True, "1"):
        asked, headers = {"part": "in", "words": "x", "before": before}, {"X-Page-Token": page.token}
        answer = requests.post(f"{plant.base}/h5/mine", json=asked, headers=headers, timeout=10)
        assert answer.status_code == 404 and "找不了" in answer.json()["words"], before


# A permit of last year could only be opened by whoever knew its number ------------------------------------------------


@pytest.mark.both_stores
def test_a_matter_is_found_by_whatever_somebody_remembers_of_it(plant: Plant) -> None:
    permit, director, _ = at_the_dual_sign(plant)
    number = permit.number
    for words in (
        *(number, number.lower(), "20261125-0001", "0001", "ＤＨ－２０２６"),
        *("一级动火", "污水处理", "水处", "焊", "更换进水管焊接段", "进水管 焊接", "调节池东侧", "宓有方", "有方"),
    ):
        assert found(plant, words=words) == [number], words
    for words in ("水污", "管水", "00011", "焊接 没有的", "更换进水管焊接断", "'", '"', "OR", "%", "DH-20261125-00012"):
        assert found(plant, words=words) == ([number] if words in ("'", '"', "%") else []), words
    assert found(plant, state="signing", area="sewage", person="宓有方", since="2026-11-25", until="2026-11-25") == [
        number
    ]
    for asked in (
        *({"state": "returned"}, {"area": "tank"}, {"person": STRANGER}, {"since": "2026-11-26"}),
        *({"until": "2026-11-24"}, {"since": "2025-01-01", "until": "2026-10-31"}),
    ):
        assert found(plant, **asked) == [], asked
    assert found(plant, since="2026-01-01", until="2026-12-31") == [number]
    assert found(plant, since="x", until="9999-99-99", before="9" * 30, after="-1") == [number]
    refuse(plant, DIRECTOR, director)
    assert (found(plant, state="signing"), found(plant, state="returned")) == ([], [number])
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


@pytest.fixture
def lender(simulator: Here, redis_url: str, store_url: str, tmp_path: Path, log: Log) -> Iterator[Plant]:
    with running_plant(simulator, store_url, redis_url, tmp_path, guests=[LOANS]) as running:
        yield running


def test_a_matter_of_a_flow_that_the_house_does_not_know_is_found_too(lender: Plant) -> None:
    lender.phone(FOREMAN).say("借梯子")
    lender.settle()
    number = loans.Loan.get().number
    for asked in ({"words": "人字梯"}, {"words": "换灯 宓有方"}, {"area": loans.AREA}, {"person": FOREMAN}):
        assert found(lender, **asked) == [number], asked
    assert f"loans/{number}" in listed(lender, FOREMAN, "in", "梯")
    lender.expect_all(FOREMAN, DIRECTOR)


def test_what_was_there_before_the_search_is_entered_by_the_clock_newest_first(plant: Plant) -> None:
    old, new = at_work(plant), at_work(plant, "lifting", "first")
    store.write(forget)
    assert found(plant) == []
    assert store.write(lambda: findable.fill(1 + newest() - new.subject_id)) > 0
    assert found(plant) == [new.number] and findable.left() > 0
    while findable.left():
        enter_those_of_before()
    assert found(plant) == [new.number, old.number]
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def newest() -> int:
    return int(Subject.select().order_by(Subject.id.desc()).get().id)


def forget() -> None:
    """The store as the migration leaves it."""
    Findable.delete().execute()
    Counter.insert(name=BELOW, value=newest() + 1).execute()


def test_a_person_finds_on_his_phone_what_he_is_in_and_nothing_else(plant: Plant) -> None:
    permit, _, _ = at_the_dual_sign(plant)
    number = permit.number
    assert number in listed(plant, FOREMAN, "begun", "污水") and number in listed(plant, FOREMAN, "signed")
    assert number not in listed(plant, DIRECTOR, "begun") and number not in listed(plant, DIRECTOR, "signed")
    assert "/sign/" in listed(plant, DIRECTOR, "todo", "焊接") and "/sign/" not in listed(
        plant, DIRECTOR, "todo", "没有的"
    )
    assert number in listed(plant, DIRECTOR, "in", "动火")
    for part in ("todo", "begun", "signed", "in"):
        assert "打开" not in listed(plant, STRANGER, part) + listed(plant, STRANGER, part, number)
    plant.phone(STRANGER).say("我的")
    plant.settle()
    assert "/mine/in" in str(plant.expect(STRANGER, "没有在办的事"))
    plant.expect_all(FOREMAN, DIRECTOR, MANAGER)


# The page of a permit said everything, and let its reader do nothing -------------------------------------------------


def footer(html: str) -> str:
    """The one main button at the foot of a page."""
    return re.findall(r'<footer class="foot">.*?<a class="button main([^>]*)>', html, re.DOTALL)[0]


def test_the_permit_s_page_carries_what_its_reader_may_do_now_and_the_stop_first(plant: Plant) -> None:
    signing, _, _ = at_the_dual_sign(plant)
    assert "/sign/" in footer(page_of(plant, DIRECTOR, f"permit/{signing.number}").html)
    assert '<footer class="foot">' not in page_of(plant, STRANGER, f"permit/{signing.number}").html
    working = at_work(plant, "lifting", "first")
    for person in (STRANGER, GUARDIAN, "U33"):
        button = footer(page_of(plant, person, f"permit/{working.number}").html)
        assert f"/stop/{working.number}" in button and "danger" in button
    assert "/handover/" in page_of(plant, GUARDIAN, f"permit/{working.number}").html
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


@pytest.mark.parametrize("person", [FOREMAN, "U10"], ids=["wecom", "dingtalk"])
def test_the_requester_may_urge_and_withdraw_from_the_first_minute(plant: Plant, person: str) -> None:
    phone = plant.phone(person)
    phone.say("动火")
    plant.settle()
    card = plant.expect(person, "请填：动火票申请")
    assert all(button in json.dumps(card, ensure_ascii=False) for button in ("催办", "撤回"))
    phone.tap(card, "催办")
    plant.settle()
    assert "还没有交上来的票" in text_of(plant.current(card))
    if person != FOREMAN:
        return
    page = open_card(plant, person, plant.current(card), "填写申请")
    assert page.act("permit.request", filled(plant, person))["ok"]
    plant.settle()
    plant.set_time(plant.now + timedelta(minutes=1))
    phone.tap(plant.current(card), "催办")
    plant.settle()
    assert "现在等你自己签" in text_of(plant.current(card)) and "已交，点开看进展" in text_of(plant.current(card))
    confirm(plant)
    phone.tap(plant.current(card), "催办")
    plant.settle()
    plant.expect(person, "催了厍云卷")
    assert Permit.get().number in phone.open(phone.tap(plant.current(card), "撤回")["open"]).html
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))
