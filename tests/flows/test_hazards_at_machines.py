"""The code on a machine opens a report with its place filled in, and says which machine it was about ever after."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from builders import page_of, site_code
from hazard_acts import FINDER, newest, report
from plant import Plant
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from screens import everybody, show, stand, take

from handlers import site_codes
from models import posted, store
from models.ask import Ask
from models.book import book
from models.hazard import Hazard
from workers.scenarios import hand
from workers.scenarios.phone import PageRefused
from workers.site_codes import draw

PUMP = "p-201a"
WORDS = "地脚螺栓松了，泵在晃"


def code_of(plant: Plant, machine: str = PUMP) -> str:
    found = book(plant.now).plant.machine(machine)
    assert found
    code = store.write(lambda: site_codes.posted_at(found, "", plant.now))
    return site_codes.text_of(code, plant.house.settings.signing_key)


def test_the_place_is_filled_in_and_the_same_machine_again_is_a_repeat(plant: Plant) -> None:
    page = page_of(plant, FINDER, f"machine/{code_of(plant)}")
    assert "2 号污水泵（P-201A），污水处理站" in page.html
    assert page_of(plant, FINDER, f"machine/{code_of(plant)}") and Ask.select().count() == 1
    answer = page.act("hazard.report", {"photos": [page.bring(hand.shot("pump"))], "machine": PUMP}, text=WORDS)
    assert answer["ok"], answer
    plant.settle()
    hazard = newest()
    assert (hazard.area, hazard.report.machine, hazard.report.area_by) == ("sewage", PUMP, "code")
    assert hazard.report.spot == "2 号污水泵（P-201A）" and hazard.state == "assigned"
    again = page_of(plant, FINDER, f"machine/{code_of(plant)}")
    assert "已经报过：" in again.html and hazard.number in again.html
    Hazard.update(state="closed_out", closed_at=plant.now).execute()
    plant.advance(60)
    assert again.act("hazard.report", {"photos": [], "machine": PUMP}, text="螺栓又断了一颗，泵晃得厉害")["ok"]
    assert newest().work.repeats == hazard.number
    # Another machine of the same kind in the same area is another hazard.
    other = page_of(plant, FINDER, f"machine/{code_of(plant, 'mcc-3')}")
    assert other.act("hazard.report", {"photos": [], "machine": "mcc-3", "category": "MECH"}, text=WORDS)["ok"]
    assert newest().report.machine == "mcc-3" and newest().state == "assigned"
    plant.settle()
    everybody(plant)


@pytest.mark.parametrize("person", [FINDER, "U35"], ids=["wecom", "dingtalk"])
def test_who_has_nothing_to_sign_at_an_area_reports_what_he_sees_there(plant: Plant, screen: Page, person: str) -> None:
    show(plant, screen, person, f"site/{site_code(plant)}")
    screen.get_by_role("link", name="报这里的隐患").tap()
    expect(screen.locator("[name=area]")).to_have_value("sewage")
    assert screen.evaluate("document.documentElement.scrollWidth") == 360
    screen.locator("#words").fill("护栏断了一截，有洞")
    screen.locator("#send").tap()
    expect(screen.locator("h1")).to_contain_text("记下了")
    assert (newest().area, newest().report.area_by, newest().finder) == ("sewage", "chosen", person)
    plant.settle()
    everybody(plant)


def test_a_code_that_does_not_hold_says_what_to_do(plant: Plant) -> None:
    pump = book(plant.now).plant.machine(PUMP)
    assert pump
    old = code_of(plant)
    store.write(lambda: site_codes.replace(pump, "卞予安", plant.now))
    for code, words in ((old, "已经作废"), ("A" * 24, "不是安好印的")):
        with pytest.raises(PageRefused, match=words):
            page_of(plant, FINDER, f"machine/{code}")
    with pytest.raises(PageRefused, match="设备码"):
        page_of(plant, FINDER, f"site/{code_of(plant)}")
    assert list(posted.faults()) == []


def test_its_poster_says_how_to_report(plant: Plant, tmp_path: Path) -> None:
    rules = book(plant.now)
    made = store.write(
        lambda: site_codes.posters(rules.plant, rules.plant.machines, plant.base, "key", "", plant.now, anonymous=True)
    )
    pages = PdfReader(io.BytesIO(draw(made))).pages
    words = pages[0].extract_text()
    assert len(pages) == len(rules.plant.machines)
    for told in ("设备码", "2 号污水泵", "污水处理站", "看到隐患", "不想留名"):
        assert told in words, told


def test_it_is_reported_by_hand_and_its_code_proves_the_place(plant: Plant, screen: Page) -> None:
    stand(plant, FINDER, "denied")
    show(plant, screen, FINDER, f"machine/{code_of(plant)}")
    expect(screen.locator("main")).to_contain_text("2 号污水泵（P-201A），污水处理站")
    expect(screen.locator("#place-words")).to_contain_text("照样能报")
    screen.reload()
    take(screen, "main", "pump.jpg")
    screen.locator("#words").fill(WORDS)
    screen.locator("#send").tap()
    expect(screen.locator("#answer h1")).to_contain_text("归为机械设备与防护")
    hazard = newest()
    assert hazard.report.machine == PUMP
    stand(plant, hazard.owner, "denied")
    show(plant, screen, hazard.owner, f"fix/{Ask.get(Ask.kind == 'hazard.fix').id}?r=1")
    screen.locator("#scan").click()
    screen.locator("[name=code]").fill(f"{plant.base}/s/{code_of(plant)}")
    screen.get_by_role("button", name="扫到了").click()
    expect(screen.locator("#answer-words")).to_contain_text("扫到现场码了")
    plant.settle()
    everybody(plant)


def test_an_area_that_the_finder_chose_wins_over_the_machine(plant: Plant) -> None:
    hazard = report(plant, words="循环水泵房地面有油，走路会滑", machine=PUMP, area="util")
    assert (hazard.area, hazard.report.machine) == ("util", "")
    plant.settle()
    everybody(plant)
