"""Marking where a hazard is, with a finger on a small phone."""

from __future__ import annotations

from typing import Any

from clips import held
from hazard_acts import FINDER, again, asked, form, newest
from hazard_photos import FIXED, REGION, mend, reported
from plant import Plant
from playwright.sync_api import Page, expect
from screens import everybody, shoot, show, stand
from touch import draw

from benchmarks.photos.pairs import pair
from models.ask import Ask
from workers.comparing import compare


def taken(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def drag(screen: Page, left: float, top: float, right: float, bottom: float) -> None:
    """Over the picture in the sheet, in shares of it."""
    box = screen.locator(".marking .marked").bounding_box()
    assert box
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    across, down = right - left, bottom - top
    parts = [step / 4 for step in range(5)]
    draw(screen, [(x + width * (left + part * across), y + height * (top + part * down)) for part in parts])


def use(screen: Page) -> None:
    # A click, because Chromium ignores a tap that comes right after a stroke.
    screen.get_by_role("button", name="就框这里").click()
    expect(screen.locator(".marking")).to_have_count(0)


def test_the_reporter_marks_it_with_one_drag(plant: Plant, screen: Page) -> None:
    plant.phone(FINDER).say("报隐患")
    plant.settle()
    stand(plant, FINDER)
    show(plant, screen, FINDER, f"report/{Ask.get(Ask.kind == 'hazard.report').id}?r=1")
    screen.locator("[data-photos] [name=album]").first.set_input_files(
        [taken("a.jpg", FIXED.before), taken("b.jpg", FIXED.after)]
    )
    buttons = screen.get_by_role("button", name="框出隐患")
    expect(buttons).to_have_count(2)
    buttons.first.tap()
    screen.get_by_role("button", name="不框", exact=True).tap()
    expect(screen.locator("[data-photos] rect")).to_have_count(0)
    for number in (0, 1):
        buttons.nth(number).click()
        expect(screen.get_by_role("button", name="就框这里")).to_be_disabled()
        drag(screen, 0.5, 0.5, 0.505, 0.505)
        expect(screen.locator(".marking [role=status]")).to_contain_text("太小")
        drag(screen, 0.1, 0.1, 0.9, 0.9)
        expect(screen.locator(".marking [role=status]")).to_contain_text("框紧一点")
        drag(screen, 0.6, 0.7, 0.3, 0.4)
        expect(screen.locator(".marking [role=status]")).to_contain_text("框好了")
        use(screen)
        expect(screen.locator("[data-photos] rect.over")).to_have_count(1)
    screen.locator("#words").fill("配电箱门坏了，电缆露在外面")
    screen.locator("#send").click()
    expect(screen.locator("#answer h1")).to_contain_text("归为电气")
    hazard = newest()
    marked = hazard.work.marked
    assert marked and marked.photo == hazard.report.photos[1].sha256
    edges = (marked.left, marked.top, marked.width, marked.height)
    assert all(abs(one - other) <= 10 for one, other in zip(edges, (300, 400, 300, 300), strict=True)), edges
    everybody(plant)


def mark_and_back(screen: Page) -> None:
    """First nothing, then a region, then another look at it without a change."""
    first, again_ = (screen.get_by_role("button", name=name) for name in ("框出隐患（可以不框）", "重新框"))
    first.click()
    screen.get_by_role("button", name="不框", exact=True).click()
    expect(screen.locator("figure rect.over")).to_have_count(0)
    first.click()
    drag(screen, 0.2, 0.2, 0.4, 0.4)
    use(screen)
    expect(screen.locator("figure rect.over")).to_have_count(1)
    again_.click()
    expect(screen.locator(".marking rect.over")).to_have_count(1)
    screen.get_by_role("button", name="不框", exact=True).click()
    expect(screen.locator(".marking")).to_have_count(0)


def test_owner_and_crew_mark_it_on_their_pages(plant: Plant, screen: Page) -> None:
    hazard = reported(plant)
    show(plant, screen, hazard.owner, f"fix/{Ask.get(Ask.kind == 'hazard.fix').id}?r=1")
    screen.locator("[data-label=做了什么] textarea").fill("换了门")
    mark_and_back(screen)
    # What was written before is still there.
    expect(screen.locator("[data-label=做了什么] textarea")).to_have_value("换了门")
    assert again(hazard).work.marked.by == hazard.owner
    mend(plant, hazard)
    assert compare(plant.now) == 1
    checker = asked(hazard, "hazard.check")
    show(plant, screen, checker, f"recheck/{Ask.get(Ask.kind == 'hazard.check').id}?r=1")
    expect(screen.locator("main")).to_contain_text("照片对比")
    with screen.context.expect_page() as tab:
        screen.locator("a.attached.whole").click(modifiers=["ControlOrMeta"])
    tab.value.close()
    screen.get_by_role("button", name="重新框").click()
    drag(screen, 0.3, 0.3, 0.6, 0.6)
    use(screen)
    assert again(hazard).work.marked.by == checker
    everybody(plant)


def test_crew_and_safety_office_mark_what_nobody_has(plant: Plant, screen: Page) -> None:
    hazard = reported(plant)
    mend(plant, hazard)
    show(plant, screen, asked(hazard, "hazard.check"), f"recheck/{Ask.get(Ask.kind == 'hazard.check').id}?r=1")
    mark_and_back(screen)
    everybody(plant)
    page, elsewhere = form(plant), pair("T", "patch", 2).before
    assert page.act("hazard.report", {"photos": [page.bring(elsewhere)]}, text="这里不太对劲")["ok"]
    plant.settle()
    ask = Ask.get(Ask.kind == "hazard.sort")
    show(plant, screen, ask.person, f"sort/{ask.id}?r=1")
    mark_and_back(screen)
    assert newest().work.marked.by == ask.person
    everybody(plant)


# A camera that sees a striped wall.
CAMERA = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  const stripe = (x) => { pen.fillStyle = x % 40 ? "#875" : "#abc"; pen.fillRect(x, 0, 20, 480); };
  const draw = () => { for (let x = 0; x < 640; x += 20) stripe(x); };
  draw();
  setInterval(draw, 100);
  window.tracks = [];
  navigator.mediaDevices.getUserMedia = async () => {
    const stream = canvas.captureStream(10);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}"""


def test_the_photo_after_is_taken_over_the_one_before(plant: Plant, screen: Page) -> None:
    hazard = reported(plant, mark={"photo": 0, **REGION})
    show(plant, screen, hazard.owner, f"fix/{Ask.get(Ask.kind == 'hazard.fix').id}?r=1")
    rows = screen.locator("[data-photos] li")
    screen.locator("[data-photos] [name=album]").first.set_input_files(taken("near.jpg", FIXED.before))
    expect(rows).to_have_count(1)
    # Without a camera for pages the old photo stands beside the phone's own.
    screen.locator("[data-ghost]").tap()
    expect(screen.locator(".ghosting [role=status]")).to_contain_text("打不开相机")
    screen.get_by_role("button", name="不拍").tap()
    screen.locator("[data-ghost]").tap()
    shoot(screen, screen.locator(".ghosting .main"), taken("own.jpg", FIXED.after))
    expect(rows).to_have_count(2)
    screen.evaluate(CAMERA)
    screen.locator("[data-ghost]").tap()
    over = screen.locator(".ghosting .marked")
    expect(over.locator("rect.over")).to_have_count(1)
    expect(over).to_have_css("opacity", "0.5")
    screen.get_by_role("button", name="旧照片深浅").tap()
    expect(over).to_have_css("opacity", "0.25")
    screen.wait_for_function("document.querySelector('.ghosting video').videoWidth > 0")
    screen.locator(".ghosting .main").tap()
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("照着拍的.jpg")
    assert screen.evaluate("window.tracks.every((track) => track.readyState === 'ended')")
    screen.locator("[data-label=做了什么] textarea").fill("换了门")
    screen.get_by_role("button", name="报改好了").click()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    photos = again(hazard).work.mended[-1].photos
    assert [each.told["way"] for each in photos] == ["live", "camera_api", "album"]
    everybody(plant)


def film(name: str, seconds: float) -> dict[str, Any]:
    return {"name": name, "mimeType": "video/webm", "buffer": held(FIXED.after, seconds, "webm")}


def test_a_short_clip_is_filmed_and_played(plant: Plant, screen: Page) -> None:
    hazard = reported(plant, mark={"photo": 0, **REGION})
    show(plant, screen, hazard.owner, f"fix/{Ask.get(Ask.kind == 'hazard.fix').id}?r=1")
    box = screen.locator("[data-photos]").first
    box.locator("[name=clip]").set_input_files(film("long.webm", 17))
    expect(box.locator(".told")).to_contain_text("超过 15 秒")
    box.locator("[name=clip]").set_input_files(film("short.webm", 2))
    expect(box.locator("li")).to_contain_text("short.webm")
    screen.locator("[data-label=做了什么] textarea").fill("换了门")
    screen.get_by_role("button", name="报改好了").click()
    expect(screen.locator("#answer h1")).to_contain_text("等班组去看")
    plant.settle()
    show(plant, screen, asked(hazard, "hazard.check"), f"recheck/{Ask.get(Ask.kind == 'hazard.check').id}?r=1")
    screen.locator("video.clip").scroll_into_view_if_needed()
    screen.wait_for_function("document.querySelector('video.clip').duration > 1")
    everybody(plant)
