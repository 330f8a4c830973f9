"""A phone's screen in a real Chromium, on the pages of the running plant with their real headers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zlib import crc32

from PIL import Image
from plant import Plant
from playwright.sync_api import Locator, Page, expect

from models import plant_time, store
from models.ask import Ask
from models.book import book
from models.permit import Permit

# A phone that can speak, as far as the page sees: each part ends at once, the last one never.
VOICE = """() => {
  window.spoken = [];
  const voice = { speaking: false, cancel() { this.speaking = false; }, speak(said) {
    this.speaking = true; window.spoken.push(said.text); if (window.spoken.length === 1) said.onstart(); } };
  Object.defineProperty(window, "speechSynthesis", { value: voice });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""


def show(plant: Plant, screen: Page, person: str, path: str, **waiting: Any) -> None:
    """Opens a page as this person, by the platform's silent login. waiting: for what, as for `goto`."""
    phone = plant.phone(person)
    screen.context.add_cookies([{"name": "sim_phone", "value": phone.id, "url": plant.simulator.url}])
    screen.goto(f"{plant.base}/h5/{phone.platform}/{path}", **waiting)


def hurry(plant: Plant, rate: float = 600) -> None:
    """The plant's time runs, and far faster than a phone's; `plant.set_time` stops it again."""
    store.write(lambda: plant_time.set_clock(plant.now, rate, plant_time.real_now()))


def stand(plant: Plant, person: str, mode: str = "ok", accuracy: int = 8) -> None:
    """Puts the person's phone at the sewage works, with a position as `mode` says."""
    who = plant.person(person)
    latitude, longitude = plant.phone(person).at
    place = {"mode": mode, "latitude": latitude, "longitude": longitude, "accuracy": accuracy}
    plant.simulator.post(f"phones/{who.platform}/{who.account}/position", place)


def ask_of(permit: Permit, kind: str, person: str) -> int:
    """The newest ask of this kind that this person got about the permit."""
    mine = Ask.select().where(Ask.subject == permit.subject, Ask.kind == kind, Ask.person == person)
    return int(mine.order_by(Ask.id.desc()).get().id)


def photo(name: str = "p.jpg") -> dict[str, Any]:
    """A picture as the phone's camera hands it to a page; another name is another picture."""
    file = io.BytesIO()
    Image.new("RGB", (640, 480), f"#{crc32(name.encode()) & 0xFFFFFF:06x}").save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def take(screen: Page, part: str, *names: str) -> None:
    """The first control for pictures of this part brings these."""
    box = screen.locator(f"{part} [data-photos]").first
    before = box.locator("li").count()
    box.locator("[name=album]").set_input_files([photo(name) for name in names])
    expect(box.locator("li")).to_have_count(before + len(names))


def count_taps(screen: Page) -> Callable[[], int]:
    """From now on; the result says how often the finger came down."""
    screen.evaluate("window.taps = 0; document.addEventListener('pointerdown', () => { window.taps += 1; }, true)")
    return lambda: int(screen.evaluate("window.taps"))


def camera(screen: Page, button: Locator, name: str) -> None:
    """A tap on the button, which opens the camera, which gives this picture."""
    with screen.expect_file_chooser() as chooser:
        button.tap()
    chooser.value.set_files(photo(name))


def shoot(screen: Page, button: Locator, file: dict[str, Any]) -> None:
    """The button opens the camera, which gives this file."""
    with screen.expect_file_chooser() as chooser:
        # A click, because Chromium ignores a tap that comes right after a stroke, or after what moved the page.
        button.click()
    chooser.value.set_files(file)


def said_at(screen: Page, label: str, words: str) -> None:
    """The field says this of what is wrong with it; the first that does so is in sight."""
    expect(screen.locator(f'.faulty[data-label="{label}"] > .fault').first).to_contain_text(words)
    expect(screen.locator(".faulty > .fault").first).to_be_in_viewport()


def follow(screen: Page, words: str) -> None:
    """Opens the page behind a link."""
    # A click, because Chromium ignores a tap that comes right after a stroke or while the phone is turned.
    screen.get_by_role("link", name=words, exact=True).first.click()


def choose(screen: Page, value: str) -> None:
    """Taps the tile of this value."""
    screen.locator(".choice", has=screen.locator(f'input[value="{value}"]')).tap()


def there_and_back(screen: Page, words: str, shown: str) -> None:
    """A link opens a page that says this; after going back, the first page has the same title."""
    before = screen.locator("h1").inner_text()
    follow(screen, words)
    expect(screen.locator("main")).to_contain_text(shown)
    screen.go_back()
    expect(screen.locator("h1")).to_have_text(before)


# What a page rests between two tries is a tenth as long.
HASTE = """() => {
  const own = window.setTimeout;
  window.setTimeout = (work, ms, ...given) => own(work, ms > 600 && ms <= 5000 ? ms / 10 : ms, ...given);
}"""


def hasten(screen: Page) -> None:
    """Until another page is opened, nothing on it rests for long."""
    screen.evaluate(HASTE)


@contextmanager
def turned(screen: Page) -> Iterator[None]:
    """The phone is on its side for a while; nothing sticks out over its edge."""
    screen.set_viewport_size({"width": 640, "height": 360})
    yield
    assert screen.evaluate("document.documentElement.scrollWidth") == 640
    screen.set_viewport_size({"width": 360, "height": 640})


def receipt(screen: Page, number: str) -> None:
    """The page has become its receipt, which leads to the permit."""
    follow(screen, "看签批单")
    expect(screen.locator("main")).to_contain_text(number)


def everybody(plant: Plant) -> None:
    """What followed has arrived, and everybody who got it expected it."""
    plant.settle()
    plant.expect_all(*(person.id for person in book(plant.now).plant.people))
