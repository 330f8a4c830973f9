"""A lesson with a film is passed by whoever saw the film: not by who skipped to its end, not while nobody looked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from builders import open_card
from doors import doors
from plant import ROOT, Plant, anhe, lizhou, running_plant
from playwright.sync_api import Page, expect
from screens import everybody, show
from training_acts import begin, lessons, small
from worlds import Here

from config.media import contents
from handlers.plant import keep_shown
from models import store, training
from models.ask import Ask
from models.training import Attempt
from rules.training.reading import counted

PLANTS = {"anhe": ("U34", "welder", "HOT-201", "NH3-301-L2"), "lizhou": ("dy-shebei1", "shebei", "KC-RG", "KC-FS-L1")}
DAY = 24 * 60


def data_of(name: str) -> dict[str, Any]:
    """The plant's data with nothing to learn but one lesson, which has the plant's own film."""
    _, post, course, filmed = PLANTS[name]
    whole = anhe() if name == "anhe" else lizhou()
    lessons = [lesson for each in whole["courses"]["courses"] for lesson in each["lessons"]]
    film = next(each["film"] for each in lessons if each["id"] == filmed)
    data = small(whole, post, course)
    wanted = next(each for each in data["courses"]["courses"] if each["id"] == course)
    wanted["lessons"][0]["film"] = film
    return data


@pytest.fixture(params=["anhe", "lizhou"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str, name: str) -> Iterator[Plant]:
    data = data_of(name)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        shown = list(contents(data["courses"], ROOT / "config" / "plants" / name))
        store.write(lambda: keep_shown(shown, running.now))
        begin(running)
        running.advance(DAY)
        yield running


def learner(plant: Plant) -> str:
    ask = Ask.select().where(Ask.kind == "training.lesson").order_by(Ask.id).first()
    assert ask
    return str(ask.person)


def until(screen: Page, so: str) -> None:
    """Waits until this is so of the page's film."""
    for _ in range(100):
        if screen.evaluate(f"() => {{ const video = document.getElementById('video'); return {so}; }}"):
            return
        screen.wait_for_timeout(50)
    raise AssertionError(so)


def test_skipping_to_the_end_is_not_seeing_and_a_film_that_was_seen_is_never_asked_for_again(plant: Plant) -> None:
    person = learner(plant)
    page = open_card(plant, person, plant.expect(person, "学一课"), "去学")
    page.act("training.beat", {"at": 1, "seconds": 0, "watched": ""})
    plant.advance(8)
    told = page.act("training.learned", {"at": 99, "seconds": 480, "watched": "33-35"})
    assert told["tone"] == "caution" and "片子还有 30 秒没看" in told["words"], told
    # Nor are there more parts than the lesson has.
    page.act("training.beat", {"at": 1000, "seconds": 0}, attempt=4)
    learning = lessons(person)[0]
    found = training.content(learning, plant.now)
    assert found and learning.at == counted(found[1]) < 99
    # More than the time that went by cannot have been seen.
    page.act("training.beat", {"at": 3, "seconds": 0, "watched": "0-35"}, attempt=2)
    assert lessons(person)[0].watched == "33-35"
    plant.advance(1)
    page.act("training.beat", {"at": 3, "seconds": 0, "watched": "nonsense"}, attempt=3)
    plant.advance(1)
    told = page.act("training.learned", {"at": 99, "seconds": 0, "watched": "0-30"}, attempt=2)
    assert told["tone"] == "done", told
    plant.settle()
    everybody(plant)


def test_the_film_plays_in_parts_goes_on_where_it_was_left_and_stops_out_of_sight(plant: Plant, screen: Page) -> None:
    person = learner(plant)
    learning = lessons(person)[0]
    store.write(lambda: training.keep(learning, seconds=600, watched="0-30", at=1))
    ask = Ask.select().where(Ask.kind == "training.lesson", Ask.person == person).get()
    with screen.expect_response(lambda answer: "/h5/file/" in answer.url and answer.status == 206):
        show(plant, screen, person, f"lesson/{ask.id}?r=1")
    video = screen.locator("#video")
    expect(screen.locator("#watched")).to_have_text("看了 31 秒，还要看 2 秒。")
    until(screen, "video.currentTime >= 31")
    until(screen, "video.textTracks[0].cues?.length === 6")
    expect(screen.locator("#caption")).not_to_be_empty()
    video.evaluate("each => { each.currentTime = 35.5; }")
    expect(screen.locator("#watched")).to_have_text("看了 31 秒，还要看 2 秒。")
    screen.locator("#learned").tap()
    expect(screen.locator("#bar")).to_contain_text("片子还有 2 秒没看")
    plant.advance(1)
    video.evaluate("each => { each.currentTime = 31; return each.play(); }")
    expect(screen.locator("#watched")).to_have_text("片子看完了。", timeout=10_000)
    screen.evaluate("""() => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    assert video.evaluate("each => each.paused")
    plant.advance(1)
    screen.locator("#learned").tap()
    expect(screen.locator("h1")).to_contain_text("题目发到聊天里了")
    # What counts and what reads aloud have nothing to do any more when the page is left.
    screen.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    screen.evaluate("window.dispatchEvent(new Event('pagehide'))")
    plant.settle()
    assert Attempt.select().count() == 1
    everybody(plant)
