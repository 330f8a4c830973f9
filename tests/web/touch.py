"""A finger on the screen, through Chromium's own touch events."""

from __future__ import annotations

from math import sin

from playwright.sync_api import Locator, Page

Point = tuple[float, float]
TRIES = 20
FEEL = """() => {
  window.felt = false;
  const glass = document.getElementById("pad") ?? document;
  glass.addEventListener("pointerdown", () => { window.felt = true; }, { once: true });
}"""


def write_name(page: Page) -> None:
    """Two strokes across the pad, of few points: each is a call that waits for the screen."""
    left, top, width, height = pad_box(page)
    wave = [(left + 20 + step * (width - 40) / 11, top + height / 2 + 30 * sin(step)) for step in range(12)]
    draw(page, wave, [(x, y + 25) for x, y in wave[:6]])


def dot(page: Page) -> None:
    left, top, width, height = pad_box(page)
    draw(page, [(left + width / 2, top + height / 2)])


def pad_box(page: Page) -> tuple[float, float, float, float]:
    """Left, top, width and height of the pad, scrolled into sight."""
    page.locator("#signing").evaluate("element => element.scrollIntoView({block: 'center'})")
    box = page.locator("#pad").bounding_box()
    assert box
    return box["x"], box["y"], box["width"], box["height"]


def draw(page: Page, *strokes: list[Point]) -> None:
    """A touch goes to what is on the glass, which may be a moment behind the page: one that the pad has not felt is
    lifted and put down again."""
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: Point) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    for first, *others in strokes:
        for _ in range(TRIES):
            page.evaluate(FEEL)
            touch("touchStart", first)
            if page.evaluate("window.felt"):
                break
            touch("touchCancel")
        for point in others:
            touch("touchMove", point)
        touch("touchEnd")


def boxes_of(targets: Locator) -> list[dict[str, float]]:
    """Of each: x, y, width and height on the screen, all in one call."""
    found: list[dict[str, float]] = targets.evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().toJSON())"
    )
    return found


def fits_gloves(page: Page | Locator) -> None:
    """Every visible target of the page, or of what lies over it: 48 px high and wide at least, 8 px from the next."""
    targets = page.locator(
        "button:visible, a:visible, select:visible, summary:visible, .choice:visible, textarea:visible"
    )
    boxes = boxes_of(targets)
    for box in boxes:
        assert box["height"] >= 48 and box["width"] >= 48, box
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            across = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
            down = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
            floating = {one["height"], other["height"]} & {56}
            assert max(across, down) >= 8 or floating, (one, other)
