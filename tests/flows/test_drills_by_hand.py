"""Drills by hand on a small phone: ordered, one decision in large letters, the scene in 3D drawn by software, and a
phone that can't draw it."""

from __future__ import annotations

import gzip
import math
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from choosing import listed
from conftest import BROWSERS
from doors import doors
from drill_acts import asked, begin, decide, letter, newest, office, order
from glass import Glass
from plant import Plant, lizhou, running_plant
from playwright.sync_api import Locator, Page, Playwright, expect
from screens import follow, hurry, said_at, show
from worlds import Here

from handlers.drills import ordering
from models import drill as drills
from models.ask import Ask
from models.drill import DrillRun
from rules.training import drilling
from rules.training.drilling import best, opposite
from web.console.drills import drills_page
from web.h5.drills import now_page

LEAK, TANK, WELDER, ANOTHER = "DRILL-NH3", "DRILL-TANK", "U34", "U35"
# At the second plant.
HOT_WORK, BUILDER = "YL-DH", "nj-hangong5"
STATIC = Path(__file__).parents[2] / "web" / "static"
POINTS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
# The lamp over the alarm is lit, as it is twice a second.
LAMP = "drawn.colors.alarm.includes('ff3048')"
MOST_BYTES, MOST_TRIANGLES = 180 * 1024, 30_000
SOFTWARE = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-first-run"]
# A quarter as many pixels each way: each is drawn by the processor, thirty times a second.
SMALL = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, "device_scale_factor": 0.25}


@pytest.fixture(scope="module")
def drawing(playwright: Playwright) -> Iterator[Glass]:
    """Screens of a Chromium that draws WebGL by software."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    chromium = playwright.chromium.launch(executable_path=found, args=SOFTWARE)
    yield Glass(chromium)
    chromium.close()


@pytest.fixture
def deep(drawing: Glass) -> Iterator[Page]:
    with drawing.lent(**SMALL) as page:
        yield page
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def invite(run: DrillRun) -> Ask:
    found: Ask = Ask.select().where(Ask.subject == run.subject, Ask.kind == "drill.invite").get()
    return found


def right(run: DrillRun) -> str:
    """The words of the best option now."""
    return option(run, best(drills.content(run).asked(run.sheet.at_node).options).id)


def option(run: DrillRun, wanted: str) -> str:
    """The words of an option now."""
    shown = drills.options(run, drills.content(run), run.sheet.at_node)
    return next(each.text for _, each in shown if each.id == wanted).format_map(run.sheet.given)


def enter(plant: Plant, screen: Page, drill: str, person: str) -> None:
    """The drill is ordered for this person, who begins it in the scene."""
    order(plant, drill, person)
    show(plant, screen, person, f"scene/{invite(newest()).id}?r=1")
    screen.locator("#begin").tap()
    expect(screen.locator("#situation")).to_contain_text("第 1 步")


def choose(screen: Page, wanted: str, place: int) -> None:
    """Chooses an option in the list below the scene, which goes on to this step."""
    screen.locator("#options").get_by_role("button", name=option(newest(), wanted), exact=True).tap()
    expect(screen.locator("#situation")).to_contain_text(f"第 {place} 步")


def tap(screen: Page, thing: str, wanted: str, place: int) -> None:
    """Chooses an option at the thing in the scene that it is about, and goes on to this step."""
    tap_thing(screen, thing)
    screen.locator("#here-options").get_by_role("button", name=option(newest(), wanted), exact=True).tap()
    expect(screen.locator("#situation")).to_contain_text(f"第 {place} 步")


def drawn(screen: Page) -> Any:
    """What the picture holds now."""
    return screen.evaluate("() => document.querySelector('#canvas').drawn()")


def once_drawn(screen: Page, told: str) -> None:
    """Waits until the picture is so: a condition on `drawn`."""
    screen.wait_for_function(f"() => {{ const drawn = document.querySelector('#canvas').drawn(); return {told}; }}")


def strongest(screen: Page, before: int) -> None:
    """The plume or fire is as strong as it gets, twice what it was at strength 2, and the picture of it has few enough
    triangles."""
    once_drawn(screen, f"drawn.puffs.length === {2 * before}")
    assert 0 < drawn(screen)["triangles"] <= MOST_TRIANGLES


def lee_of(puffs: list[list[float]]) -> str:
    """Where a cloud drifts: the compass point of the middle of its puffs, as seen from where they come out."""
    east, north = (sum(each[way] for each in puffs) for way in (0, 1))
    return POINTS[round(math.degrees(math.atan2(east, north)) / 45) % 8]


def drifting(screen: Page, lee: str) -> None:
    """The cloud lies where the wind blows to, and its puffs go on that way."""
    before = drawn(screen)["puffs"]
    assert lee_of(before) == lee
    once_drawn(screen, f"Math.hypot(...drawn.puffs[0].map((each, way) => each - {before[0]}[way])) > 0.2")
    after = drawn(screen)["puffs"]
    went = [[new - old for new, old in zip(*each, strict=True)] for each in zip(after, before, strict=True)]
    # Not those that have begun again: they went back, and farther.
    assert lee_of(sorted(went, key=lambda each: math.hypot(*each))[: len(went) // 2]) == lee


def test_a_drill_is_played_in_the_scene_and_by_cards_with_the_same_score(
    plant: Plant, deep: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = listened(deep)
    order(plant, LEAK, WELDER)
    show(plant, deep, WELDER, f"scene/{invite(newest()).id}?r=1")
    deep.locator(".choice", has=deep.locator("#slow")).tap()
    assert not drawing_files(fetched), "the 3D is fetched once somebody wants it"
    deep.locator("#begin").tap()
    expect(deep.locator("#situation")).to_contain_text("第 1 步")
    expect(deep.locator("#clock")).to_contain_text("剩")
    run = newest()
    assert run.sheet.parts[0].slow and run.sheet.parts[0].way == "scene"
    drifting(deep, opposite(run.sheet.given["wind"]))
    leak = drawn(deep)
    assert leak["down"] == 0
    deep.locator("#left").tap()
    deep.locator("#right").tap()
    assert len(drawing_files(fetched)) == 5
    assert sum(len(gzip.compress((STATIC / each).read_bytes(), 9)) for each in fetched) <= MOST_BYTES
    expect(deep.locator("#headset")).to_be_hidden()
    # The way out is behind: it is found by looking around, and a tap there says what may be done.
    tap_thing(deep, "exit")
    expect(deep.locator("#here-name")).to_have_text("出口")
    deep.locator("#away").tap()
    expect(deep.locator("#here")).to_be_hidden()
    tap_thing(deep, "exit")
    deep.locator("#here-options").get_by_role("button", name=right(newest())).tap()
    expect(deep.locator("#situation")).to_contain_text("第 2 步")
    expect(deep.locator("#told")).to_contain_text("10/10")
    # What became of the last step stands apart from the scene and from what is asked now.
    view, told, question = (deep.locator(each).bounding_box() for each in ("#view", "#told", "#situation"))
    assert view and told and question
    assert view["y"] + view["height"] <= told["y"] < told["y"] + told["height"] <= question["y"]
    # Left alone: the time runs out, and it becomes worse.
    plant.set_time(plant.now + timedelta(seconds=46))
    plant.turn()
    show(plant, deep, WELDER, f"scene/{invite(newest()).id}?r=1")
    expect(deep.locator("#situation")).to_contain_text("第 3 步")
    once_drawn(deep, f"drawn.puffs.length === {len(leak['puffs']) * 3 // 2}")
    tap(deep, "valve", "B", 4)
    once_drawn(deep, "drawn.down === 1")
    strongest(deep, len(leak["puffs"]))
    while newest().state == "running":
        step = newest().sheet.at_node
        deep.locator("#options").get_by_role("button", name=right(newest()), exact=True).tap()
        expect(deep.locator(f"#drill:not([data-at={step}]), #answer h1").first).to_be_attached()
    expect(deep.locator("#answer h1")).to_contain_text("59 分")
    follow(deep, "看这次演练")
    expect(deep.locator("main")).to_contain_text("远程关闭上下游紧急切断阀")
    deep.locator("summary", has_text="经过").tap()
    run = newest()
    score = drilling.score(drills.content(run), run.sheet.choices)
    assert (run.score, score.total, score.fatal) == (59, 59, True)
    plant.settle()
    told = deep.locator("main section").all_inner_texts()
    again = by_cards(plant, run, monkeypatch)
    assert again.sheet.parts[0].way == "cards" and again.sheet.given == run.sheet.given
    assert (again.score, again.outcome, again.sheet.choices) == (run.score, run.outcome, run.sheet.choices)
    # The debrief says the same.
    show(plant, deep, ANOTHER, drills.matter(again).page)
    assert len(told) == len(run.sheet.steps)
    expect(deep.locator("main section")).to_have_count(len(told))
    assert deep.locator("main section").all_inner_texts() == told
    plant.expect(WELDER, "演练讲评：不合格，59 分")
    plant.expect(ANOTHER, "演练讲评：不合格，59 分")
    plant.expect_all(WELDER, ANOTHER)


def by_cards(plant: Plant, run: DrillRun, monkeypatch: pytest.MonkeyPatch) -> DrillRun:
    """Somebody else gets the same drill, varied in the same way, and decides the same by cards."""
    monkeypatch.setattr(ordering, "secrets", SimpleNamespace(token_hex=lambda _: run.sheet.seed))
    order(plant, LEAK, ANOTHER)
    begin(plant, ANOTHER)
    for choice in run.sheet.choices:
        if choice.option:
            decide(plant, ANOTHER, choice.option)
        else:
            plant.set_time(plant.now + timedelta(seconds=46))
            plant.turn()
    return newest()


def test_each_step_begins_at_the_scene_with_all_that_can_be_chosen_in_sight(plant: Plant, drawing: Glass) -> None:
    with drawing.lent(**SMALL) as screen:
        enter(plant, screen, LEAK, WELDER)
        in_sight(screen)
        assert screen.locator("#options button").count() == 4
    # As low as a phone on the demo's wall: the scene is lower, and all of them are in sight with the clock.
    with drawing.lent(**SMALL | {"viewport": {"width": 321, "height": 490}}) as screen:
        show(plant, screen, WELDER, f"scene/{invite(newest()).id}?r=1")
        expect(screen.locator("#clock")).to_contain_text("剩")
        in_sight(screen)
    # Lower still, as behind a keyboard: he has to scroll, and is back at the top after it.
    with drawing.lent(**SMALL | {"viewport": {"width": 321, "height": 300}}) as screen:
        show(plant, screen, WELDER, f"scene/{invite(newest()).id}?r=1")
        screen.locator("#options button").last.tap()
        expect(screen.locator("#situation")).to_contain_text("第 2 步")
        view = screen.locator("#view").bounding_box()
        assert view and 0 <= view["y"] < 40
        screen.set_viewport_size({"width": 321, "height": 490})
        in_sight(screen)
        # In a demo that runs faster the step's clock does too.
        hurry(plant, 20)
        screen.reload()
        expect(screen.locator("#told, h1").filter(has_text="时间到了").first).to_be_visible(timeout=8000)
        plant.set_time(plant.now)
    plant.expect_all(WELDER)


def in_sight(screen: Page) -> None:
    """The scene's step from its picture to the last of its options lies above the clock."""
    foot = screen.locator(".foot").bounding_box()
    last = screen.locator("#options button").last.bounding_box()
    view = screen.locator("#view").bounding_box()
    assert foot and last and view and view["y"] >= 0, (foot, last, view)
    assert last["y"] + last["height"] <= foot["y"], (foot, last, view)


def tap_thing(screen: Page, thing: str) -> None:
    """Turns until the thing is in sight, then taps it."""
    for _ in range(13):
        at = screen.evaluate("thing => document.querySelector('#canvas').where(thing)", thing)
        if at and 30 < at["x"] < 300:
            break
        screen.locator("#left").tap()
    screen.locator("#canvas").tap(position=at)


def listened(screen: Page) -> set[str]:
    """The scripts that the screen fetches from now on, as files of the house."""
    found: set[str] = set()
    screen.on("request", lambda sent: found.update(re.findall(r"/assets/[^/]+/(.+\.js)$", sent.url)))
    return found


def drawing_files(fetched: set[str]) -> set[str]:
    return {each for each in fetched if "scene_" in each or "three" in each}


def test_no_other_page_fetches_the_scene() -> None:
    fetching = [each.name for each in (STATIC / "js").glob("*.js") if "three.min.js" in each.read_text("utf-8")]
    assert sorted(fetching) == ["scene_cloud.js", "scene_headset.js", "scene_things.js", "scene_world.js"]
    pages = Path(__file__).parents[2].joinpath("web", "templates").rglob("*.html")
    assert [each.name for each in pages if "scene.js" in each.read_text("utf-8")] == ["scene.html"]


def test_a_phone_without_webgl_gets_the_cards_and_one_decision_in_large_letters(plant: Plant, screen: Page) -> None:
    screen.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    fetched = listened(screen)
    order(plant, LEAK, WELDER)
    show(plant, screen, WELDER, f"scene/{invite(newest()).id}?r=1")
    expect(screen.locator("#flat")).to_be_visible()
    expect(screen.locator("#begin")).to_be_hidden()
    screen.locator("#cards").tap()
    expect(screen.locator("#answer h1")).to_contain_text("开始了")
    plant.settle()
    run = newest()
    ask = asked(run, WELDER)
    show(plant, screen, WELDER, f"step/{ask.id}?r=1")
    expect(screen.locator("#left")).to_contain_text("剩")
    screen.locator(f"[data-letter={letter(run, ask)}]").tap()
    expect(screen.locator("#answer h1")).to_contain_text("4 人撤到上风向")
    follow(screen, "看这次演练")
    expect(screen.locator("main")).to_contain_text("液氨泄漏")
    assert fetched and not drawing_files(fetched)
    plant.settle()
    plant.expect_all(WELDER)


def test_a_headset_is_offered_only_where_the_browser_says_that_there_is_one(plant: Plant, deep: Page) -> None:
    deep.add_init_script(
        "Object.defineProperty(navigator, 'xr', {value: {isSessionSupported: async (mode) => mode === 'immersive-vr',"
        " addEventListener() {}, requestSession: async () => { throw new DOMException('no'); }}})"
    )
    enter(plant, deep, TANK, WELDER)
    fire = drawn(deep)["puffs"]
    expect(deep.locator("#headset")).to_be_visible()
    deep.locator("#headset").tap()
    expect(deep.locator("#bar")).to_contain_text("头显没有打开")
    # The fire of a tank: the alarm is given, then the oil is let in and nobody cools.
    tap(deep, "alarm", "A", 2)
    once_drawn(deep, LAMP)
    tap(deep, "valve", "B", 3)
    choose(deep, "C", 4)
    strongest(deep, len(fire))
    plant.expect_all(WELDER)


def test_a_fire_at_hot_work_is_played_in_the_scene_of_the_second_plant(
    simulator: Here, redis_url: str, usual_store: str, deep: Page
) -> None:
    with running_plant(simulator, usual_store, redis_url, doors().home, data=lizhou()) as plant:
        enter(plant, deep, HOT_WORK, BUILDER)
        fire = drawn(deep)["puffs"]
        choose(deep, "D", 2)
        tap(deep, "water", "C", 3)
        strongest(deep, len(fire))
        tap(deep, "alarm", "A", 4)
        once_drawn(deep, LAMP)
        plant.expect_all(BUILDER)


def test_the_office_orders_from_its_phone_and_leafs_back(
    plant: Plant, screen: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(now_page, "MANY", 1)
    show(plant, screen, office(plant), "drills/now")
    part = screen.locator("details", has_text="液氨泄漏")
    part.locator("summary").tap()
    part.get_by_role("button", name="派给他们练").tap()
    said_at(screen, "谁练", "选谁练")
    pick(screen, part.locator("[data-people=people]"), "苑成蹊")
    pick(screen, part.locator("[data-people=people]"), "乐正迟")
    part.locator(".chip button").last.tap()
    # What was chosen for one drill is kept for that drill only.
    show(plant, screen, office(plant), "drills/now")
    expect(screen.locator(".chip")).to_have_count(1)
    part.locator("summary").tap()
    part.get_by_role("button", name="派给他们练").tap()
    expect(screen.locator("#answer h1")).to_contain_text("派了 1 个演练")
    show(plant, screen, WELDER, "drills/now")
    screen.get_by_role("link", name="演练 · 液氨泄漏应急处置").first.tap()
    expect(screen.locator("#begin")).to_be_visible()
    show(plant, screen, office(plant), "drills/now")
    part = screen.locator("details", has_text="液氨泄漏")
    part.locator("summary").tap()
    for post, name in (("scene", "乐正迟"), ("foreman", "隗望川"), ("chief", "苌若谷")):
        pick(screen, part.locator(f'[data-people="team:{post}"]'), name)
    part.locator('[data-people="team:chief"]').get_by_role("button", name="换人").tap()
    take(screen, "苌若谷")
    part.get_by_role("button", name="派给这个班").tap()
    expect(screen.locator("#answer h1")).to_contain_text("派了 1 个演练")
    run = newest()
    assert run.sheet.people == ["U30", "U24", "U19"]
    show(plant, screen, invite(run).person, f"scene/{invite(run).id}?r=1")
    expect(screen.locator("h1")).to_contain_text("这次演练用卡片练")
    show(plant, screen, office(plant), "drills/now")
    screen.get_by_role("link", name="班组演练 · 液氨泄漏应急处置").tap()
    expect(screen.locator("main")).to_contain_text("隗望川")
    show(plant, screen, office(plant), "drills/now")
    screen.get_by_role("link", name="看更早的").tap()
    expect(screen.locator("main")).to_contain_text("苑成蹊")
    screen.get_by_role("link", name="回到最近的").tap()
    expect(screen.locator("main")).to_contain_text("隗望川")
    plant.settle()
    plant.expect_all(WELDER, *run.sheet.people)


def pick(screen: Page, box: Locator, name: str) -> None:
    """Finds a person by typing and chooses him."""
    box.locator(".find").tap()
    take(screen, name)


def take(screen: Page, name: str) -> None:
    """Types into the sheet that is open, and chooses whoever is found."""
    listed(screen, name).filter(has_text=name).first.tap()
    if screen.locator("#sheet").is_visible():
        screen.locator("#sheet-done").tap()


def test_the_console_orders_drills_and_shows_how_they_went(
    plant: Plant, glass: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drills_page, "PAGE_ROWS", 1)
    with glass.lent(**SMALL) as page:
        page.goto(f"{plant.base}/console/drills")
        expect(page.locator("#runs")).to_contain_text("还没有")
        page.locator("#alone").tap()
        said_at(page, "谁练", "")
        page.locator("[name=drill]").first.select_option("DRILL-TANK")
        page.locator("[name=drill]").first.select_option(LEAK)
        find(page, "who", "苑成蹊")
        page.locator("#alone").tap()
        expect(page.locator("#runs")).to_contain_text("苑成蹊")
        for post, name in (("scene", "乐正迟"), ("foreman", "乐正迟"), ("chief", "苌若谷")):
            find(page, f"post_{post}", name)
        page.locator("#together").tap()
        expect(page.locator(".told[role=alert]")).to_contain_text("乐正迟不是这个岗位的")
        find(page, "post_foreman", "隗望川")
        page.locator("#together").tap()
        expect(page.locator("#runs")).to_contain_text("隗望川")
        page.get_by_role("link", name="下一页").tap()
        expect(page.locator("#runs")).to_contain_text("苑成蹊")
        page.get_by_role("link", name="上一页").tap()
        page.locator("#runs").get_by_role("link", name="储罐区火灾应急处置").tap()
        expect(page.locator("#runs")).to_contain_text("还没有")
        page.locator("#runs").get_by_role("link", name="液氨泄漏应急处置").tap()
        page.locator("#runs").get_by_role("link", name="全部").tap()
        page.locator(".jumps").get_by_role("link", name="现场演练").tap()
        expect(page.locator("#fields")).to_be_in_viewport()
        page.locator("#runs td.key a").first.tap()
        expect(page.locator("h1")).to_contain_text("班组演练")
        page.goto(f"{plant.base}/console/")
        page.locator(".opens tbody tr", has_text="液氨泄漏应急处置").locator("a").first.tap()
        expect(page.locator("h1")).to_contain_text("液氨泄漏应急处置")
        for fold in page.locator("main summary").all():
            fold.tap()
            expect(fold.locator("xpath=..")).to_have_attribute("open", "")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert newest().sheet.people == ["U30", "U24", "U19"]
    plant.settle()
    plant.expect_all(WELDER, *newest().sheet.people)


def find(page: Page, field: str, name: str) -> None:
    """Types a name into a field of the console and takes whoever is suggested."""
    box = page.locator(f"[name={field}]")
    expect(box).to_have_attribute("aria-controls", re.compile("."))
    box.fill(name)
    page.locator(f"#{box.get_attribute('aria-controls')} [role=option]", has_text=name).first.click()
