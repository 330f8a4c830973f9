"""The console in a real Chromium, at a desk and on a phone: live, opened by a row, drawn, printed, by keyboard."""

from __future__ import annotations

import pytest
from console_story import seed_morning, seed_weeks
from hazard_story import WORDS, found
from playwright.sync_api import Page, expect
from room import NUMBER, Room
from touch import boxes_of

from models import store
from models.permit import Permit

PAGES = ("/console/", f"/console/permits/{NUMBER}", "/console/figures", "/console/house")


@pytest.fixture
def story(room: Room) -> None:
    store.write(seed_morning)
    store.write(seed_weeks)


def test_the_board_changes_without_a_reload(story: None, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/")
    tank = desk.locator('[data-area="tank"]')
    expect(tank).to_contain_text("卡住 1")
    desk.evaluate("window.same = true")
    store.write(lambda: Permit.update(state="approved").where(Permit.state == "blocked").execute())
    expect(tank).to_contain_text("待开工 1", timeout=8000)
    assert desk.evaluate("window.same")


def test_what_is_the_matter_can_be_read_at_1280_pixels_with_hazards_on_the_board(
    story: None, served: str, desk: Page
) -> None:
    store.write(lambda: [found(area, words, days_ago=20) for area, words in WORDS.items()])
    desk.set_viewport_size({"width": 1280, "height": 800})
    for page in ("/console/", "/console/hazards"):
        desk.goto(f"{served}{page}")
        rows = desk.locator(".what")
        expect(rows.filter(has_text="护栏断了一截")).to_have_count(1)
        assert min(box["width"] for box in boxes_of(rows)) > 150, page
        assert desk.evaluate("document.documentElement.scrollWidth") == 1280, page
    expect(desk.locator(".rail .who")).to_be_in_viewport(ratio=1)


def test_without_the_house_the_board_says_how_old_it_is(story: None, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/")
    desk.context.set_offline(True)
    expect(desk.locator("#link")).to_contain_text("断线", timeout=8000)
    expect(desk.locator(".rows")).to_contain_text(NUMBER)
    desk.context.set_offline(False)
    expect(desk.locator("#link")).to_have_text("实时", timeout=8000)


def test_the_whole_row_opens_the_permit(story: None, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/")
    row = desk.locator("tr", has_text=NUMBER)
    box = row.bounding_box()
    assert box
    desk.mouse.click(box["x"] + box["width"] - 4, box["y"] + 4)
    expect(desk).to_have_url(f"{served}/console/permits/{NUMBER}")
    expect(desk.locator("h1")).to_contain_text("一级动火 · 污水处理站")
    expect(desk.locator(".picture").first).to_have_js_property("naturalWidth", 320)


def test_choosing_filters_at_once_and_the_plan_is_a_filter_too(story: None, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/")
    desk.get_by_label("类别").select_option("confined_space")
    expect(desk.locator(".opens tbody tr")).to_have_count(2)
    desk.locator('[data-area="chlor"]').click()
    expect(desk.locator(".opens tbody tr")).to_have_count(1)
    expect(desk.locator("[name=area]")).to_have_value("chlor")
    desk.get_by_role("link", name="看全部").click()
    expect(desk.locator(".opens tbody tr")).to_have_count(9)


def test_every_chart_is_drawn_with_its_table_beside_it(story: None, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/figures?weeks=4")
    expect(desk.locator(".chart canvas")).to_have_count(5)
    for chart in desk.locator(".chart").all():
        assert chart.evaluate(INKED) > 200
        chart_box, table_box = chart.bounding_box(), chart.locator("xpath=following-sibling::table").bounding_box()
        assert chart_box and table_box
        assert chart_box["x"] + chart_box["width"] <= table_box["x"]


INKED = """chart => {
  const canvas = chart.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, place) => place % 4 === 3 && value > 0).length;
}"""


def test_every_page_fits_a_narrow_phone(story: None, served: str, phone: Page) -> None:
    for path in PAGES:
        phone.goto(served + path)
        assert phone.evaluate("document.documentElement.scrollWidth") == 360, path
        targets = phone.locator(".rail a:visible, .filters select:visible, .button:visible")
        assert all(box["height"] >= 48 for box in boxes_of(targets)), path


def test_the_board_prints_as_a_table_without_rail_and_filters(story: None, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/")
    desk.emulate_media(media="print")
    expect(desk.locator(".rail")).to_be_hidden()
    expect(desk.locator(".filters")).to_be_hidden()
    expect(desk.locator("thead")).to_be_visible()


def test_a_row_opens_by_keyboard_and_keeps_its_place_through_a_change(story: None, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/")
    desk.locator(".opens a", has_text=NUMBER).focus()
    store.write(lambda: Permit.update(state="approved").where(Permit.state == "blocked").execute())
    expect(desk.locator('[data-area="tank"]')).to_contain_text("待开工", timeout=8000)
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{served}/console/permits/{NUMBER}")
