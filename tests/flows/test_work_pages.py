"""The pages of a permit at work on a small phone in a real Chromium: the log, the stop, the acceptance."""

from __future__ import annotations

from pathlib import Path

from at_work import ANALYST, AREA_FOREMAN, CREW, LEADER, WORKER, at_work, finish, state, watched
from builders import GUARDIAN, fresh
from plant import Plant
from playwright.sync_api import Page, expect
from pypdf import PdfWriter
from screens import ask_of, show
from touch import write_name

from handlers.permits.gates import analyst
from models import store
from models.ask import Ask
from models.gas import of_permit
from models.permit_work import HeadCount


def test_one_tap_logs_somebody_in_and_the_page_shows_it(plant: Plant, screen: Page) -> None:
    permit = at_work(plant, "confined_space", "none")
    show(plant, screen, GUARDIAN, f"entry/{ask_of(permit, 'permit.watch', GUARDIAN)}?r=1")
    into, out = (screen.get_by_role("button", name=name).bounding_box() for name in ("带进去", "带出来"))
    enter = screen.get_by_role("button", name="进去", exact=True).bounding_box()
    assert into and out and enter and min(into["width"], out["width"], enter["width"]) > 250, "for gloves"
    assert out["y"] - into["y"] - into["height"] >= 16
    screen.get_by_role("button", name="进去", exact=True).tap()
    expect(screen.get_by_role("button", name="出来了")).to_be_visible()
    screen.locator("#tools").fill("4")
    screen.get_by_role("button", name="带进去").tap()
    expect(screen.locator("#head")).to_contain_text("1 人、工具 4 件")
    assert fresh(permit).work.head_count == HeadCount(people=(WORKER,), tools=4)
    plant.expect_all(*CREW)


def test_three_points_are_typed_as_one_test(plant: Plant, screen: Page) -> None:
    permit = at_work(plant, "confined_space", "none")
    store.write(lambda: analyst.ask_for_test(fresh(permit), "作业中复测", plant.now))
    show(plant, screen, ANALYST, f"gas/{ask_of(permit, 'permit.gas_test', ANALYST)}?r=1")
    expect(screen.locator("[data-point]:visible")).to_have_count(0)
    screen.get_by_label("上、中、下", exact=True).tap()
    cards = screen.locator("[data-point]:visible")
    expect(cards).to_have_count(3)
    for card in cards.all():
        for value, box in zip(("20.8", "1", "0"), card.locator('[name="value"]').all(), strict=True):
            box.fill(value)
    screen.locator('[name="instrument"]').fill("MX4-0031")
    screen.locator('[name="calibrated_until"]').fill("2027-04-30")
    screen.get_by_role("button", name="交结果").tap()
    expect(screen.locator("#answer")).to_contain_text("合格：上 氧 20.8%vol")
    [test] = of_permit(permit)
    assert (test.point, [each["point"] for each in test.readings]) == (
        "上、中、下",
        ["上"] * 3 + ["中"] * 3 + ["下"] * 3,
    )
    plant.settle()
    plant.expect_all(*CREW)


def test_papers_are_sent_while_the_form_is_filled_in_and_can_be_taken_away(
    plant: Plant, screen: Page, tmp_path: Path
) -> None:
    paper = tmp_path / "盲板图.pdf"
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(paper)
    plant.phone(LEADER).say("受限空间")
    plant.settle()
    plant.expect(LEADER, "填写申请")
    request = Ask.get(Ask.kind == "permit.request")
    show(plant, screen, LEADER, f"request/{request.id}?r=1")
    box = screen.locator('[data-attachment="isolation"]')
    box.locator('[name="album"]').set_input_files(paper)
    expect(box).to_contain_text("传好了")
    expect(box.locator("li")).to_contain_text("盲板图.pdf")
    screen.get_by_role("button", name="交上去").tap()
    expect(screen.locator("#bar")).to_contain_text("应急救援处置卡")
    expect(screen.locator("#bar")).not_to_contain_text("盲板图")
    screen.reload()
    box.get_by_role("button", name="删掉").tap()
    expect(box.locator("li")).to_have_count(0)


def test_one_tap_stops_the_work(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    show(plant, screen, WORKER, f"stop/{permit.number}")
    screen.get_by_role("button", name="停工").tap()
    expect(screen.locator("#answer")).to_contain_text("正在通知")
    assert state(permit) == "suspended"
    plant.settle()
    plant.expect_all(*CREW)


def test_ticks_and_a_name_by_touch_accept_the_work(plant: Plant, screen: Page) -> None:
    permit = at_work(plant)
    finish(plant)
    watched(plant, permit)
    show(plant, screen, AREA_FOREMAN, f"accept/{ask_of(permit, 'permit.accept', AREA_FOREMAN)}?r=1")
    screen.locator("#confirm").wait_for()
    for line in screen.locator(".choice").all():
        line.tap()
    write_name(screen)
    screen.locator("#confirm").click()
    expect(screen.locator("#answer")).to_contain_text("验收签好了")
    assert state(permit) == "closed"
    plant.settle()
    plant.expect_all(*CREW)
