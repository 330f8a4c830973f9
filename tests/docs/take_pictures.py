"""Takes the README's pictures again: `.venv/bin/python -m tests.docs.take_pictures`. Look at each before committing it.

Plays the first story in a house of its own, with a browser showing the wall; two people sign there by mouse.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Locator, Page, sync_playwright

from config.settings import Settings
from models import permit as permits
from models import plant_time
from tests.docs.handwriting import strokes
from tests.docs.pages import ROOT
from workers.evidence.export import export_matter
from workers.scenarios import hot_work
from workers.scenarios.phone import Phone
from workers.scenarios.simulator import Json
from workers.scenarios.stage import stage
from workers.scenarios.story import Story

PICTURES = ROOT / "docs" / "pictures"

ON_THE_WALL = (hot_work.FOREMAN, hot_work.WORKSHOP_DIRECTOR, hot_work.SAFETY_MANAGER, hot_work.SHIFT_FOREMAN)
LOCALE, ZONE = "zh-CN", "Asia/Shanghai"
PATIENCE_MS = 30_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, stage(Settings(), Path(folder), hot_work.START) as house:
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            number = _play(Story(house, print), browser)
            browser.close()
        _print_permit(number, Path(folder), house.base)


def _play(story: Story, browser: Browser) -> str:
    """The story up to both directors' signatures, with its two pictures; returns the permit's number."""
    house = story.house
    wall = browser.new_page(viewport={"width": 1440, "height": 900}, locale=LOCALE, timezone_id=ZONE)
    wall.goto(f"{house.simulator.url}/?phones={','.join(house.phone(person).id for person in ON_THE_WALL)}")
    wall.locator("#forward").uncheck()
    permit = hot_work.request(story)
    hot_work.confirm(story)
    hot_work.check_area(story)
    director, manager = house.phone(hot_work.WORKSHOP_DIRECTOR), house.phone(hot_work.SAFETY_MANAGER)
    card = story.card(manager, "请签")
    story.card(director, "请签")
    story.at("08:16")
    _picture_of_signing(story, browser, manager, card)
    story.at("08:19")
    _sign_far_away(wall, manager)
    _picture_of_the_wall(wall, director)
    answer = manager.sign(manager.open(story.opens(manager, card, "签批")), attempt=3)
    story.promise(answer["tone"] == "done", f"没签上：{answer}")
    return permit.number


def _picture_of_signing(story: Story, browser: Browser, phone: Phone, card: Json) -> None:
    """The signature page as a phone of 360 pixels shows it, written but not sent."""
    narrow = browser.new_context(
        viewport={"width": 360, "height": 720},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale=LOCALE,
        timezone_id=ZONE,
    )
    narrow.add_cookies([{"name": "sim_phone", "value": phone.id, "url": story.house.simulator.url}])
    page = narrow.new_page()
    page.goto(story.opens(phone, card, "签批"))
    _wait_for_place(page.locator("#place-words"))
    _write(page, page.locator("#pad"), phone.name)
    page.locator("#signing").evaluate("part => part.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    page.screenshot(path=str(PICTURES / "sign.png"))
    narrow.close()


def _sign_far_away(wall: Page, phone: Phone) -> None:
    """Signs from the office: the signature is held."""
    node = wall.locator(f'[data-phone="{phone.id}"]')
    node.get_by_role("button", name="离得远").click()
    page = _written(wall, phone)
    page.locator("#confirm").click()
    page.locator("#held-words").filter(has_text="待到场").wait_for(timeout=PATIENCE_MS)
    node.get_by_role("button", name="‹ 返回").click()


def _picture_of_the_wall(wall: Page, phone: Phone) -> None:
    """While this person signs; then the signature is sent."""
    page = _written(wall, phone)
    wall.mouse.move(700, 110)
    wall.wait_for_timeout(3000)
    wall.screenshot(path=str(PICTURES / "wall.png"))
    page.locator("#confirm").click()
    page.get_by_text("签好了").wait_for(timeout=PATIENCE_MS)


def _written(wall: Page, phone: Phone) -> FrameLocator:
    """The signature page inside the phone on the wall, with the name on its pad."""
    wall.locator(f'[data-phone="{phone.id}"]').get_by_role("button", name="签批").click()
    page = wall.frame_locator(f'[data-phone="{phone.id}"] iframe')
    _wait_for_place(page.locator("#place-words"))
    _write(wall, page.locator("#pad"), phone.name)
    return page


def _wait_for_place(words: Locator) -> None:
    words.filter(has_text="已定位").wait_for(timeout=PATIENCE_MS)


def _write(page: Page, pad: Locator, name: str) -> None:
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for line in strokes(name, box["width"], box["height"]):
        for step, (x, y) in enumerate(line):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if step == 0:
                page.mouse.down()
            page.wait_for_timeout(10)
        page.mouse.up()


def _print_permit(number: str, folder: Path, base: str) -> None:
    """Page 1 of the package's PDF, by pdftoppm."""
    permit = permits.by_number(number)
    assert permit is not None
    export_matter(permit.subject, folder / "package.zip", base, plant_time.now())
    with zipfile.ZipFile(folder / "package.zip") as package:
        paper = next(name for name in package.namelist() if name.endswith(".pdf"))
        package.extract(paper, folder)
    page_one = ["-png", "-r", "110", "-singlefile", str(folder / paper), str(PICTURES / "permit")]
    subprocess.run(["pdftoppm", *page_one], check=True)


if __name__ == "__main__":
    main()
