"""The plan of plants of every shape in a real Chromium: one a site, each of them legible, areas still filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from console_story import seed
from plant import anhe
from playwright.sync_api import Locator, Page, expect
from room import NOW, Room, build
from stores import open_copy

from benchmarks.plants import large
from config.loader import raw
from config.root import ROOT
from handlers import plant
from models import store
from models.base import database
from models.book import book
from web.console.plan import plans

LEAST_PX = 11


def scattered() -> dict[str, Any]:
    """The demo plant with a tank farm 60 km to the east, a pump house of its own 2 km to the north."""
    data = deepcopy(anhe())
    areas = data["plant"]["areas"]
    farm = [deepcopy(each) for each in areas if "罐区" in each["name"]]
    for each in farm:
        each["id"], each["name"] = f"far_{each['id']}", f"东港{each['name']}"
        each["polygon"] = [[x + 0.64, y] for x, y in each["polygon"]]
    pumps = {"id": "pumps", "name": "取水泵房", "department": "ws4", "hazard_place": False}
    areas += [*farm, {**pumps, "center": [121.902, 32.525], "radius_m": 20}]
    return data


def steel() -> dict[str, Any]:
    return raw(ROOT / "config" / "plants" / "lizhou")


PLANTS: dict[str, Callable[[], dict[str, Any]]] = {"scattered": scattered, "steel": steel, "large": large}


@pytest.fixture(params=PLANTS)
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    made = build(tmp_path)
    open_copy(made.settings.database)
    long_ago = NOW - timedelta(days=30)
    store.write(lambda: plant.keep(PLANTS[request.param](), long_ago))
    yield made
    database.close()


def boxes(texts: Locator) -> list[dict[str, float]]:
    return [box for text in texts.all() if (box := text.bounding_box())]


def legible(page: Page) -> None:
    """Every name is tall enough, and none lies over another."""
    names = boxes(page.locator(".patch .name"))
    assert names and all(box["height"] >= LEAST_PX for box in names), names
    for one, other in combinations(names, 2):
        across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
        down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
        assert across <= 2 or down <= 4, (one, other)


def test_the_page_of_paper_forms_names_one_of_the_plants_own_kinds(room: Room) -> None:
    shown = room.app.test_client().get("/console/papers").text
    assert any(f"paper {kind} 20 -o" in shown for kind in book(NOW).config.templates.kinds)


def test_each_site_has_a_plan_of_its_own_that_can_be_read(room: Room, served: str, desk: Page) -> None:
    plant = book(NOW).plant
    found = plans(plant, [])
    desk.goto(f"{served}/console/")
    expect(desk.locator(".plan svg")).to_have_count(len(found))
    expect(desk.locator(".plan .patch")).to_have_count(len(plant.areas))
    expect(desk.locator(".plan h2")).to_have_text([site.name for site in found] if len(found) > 1 else [])
    legible(desk)


def test_an_area_of_any_site_is_a_filter_and_shows_its_state(room: Room, served: str, desk: Page) -> None:
    plant = book(NOW).plant
    last = plans(plant, [])[-1].patches[-1]
    kind = next(iter(book(NOW).config.templates.kinds))
    store.write(lambda: seed(last.area, kind, 1, "blocked"))
    desk.goto(f"{served}/console/")
    patch = desk.locator(f'[data-area="{last.area}"]')
    expect(patch).to_contain_text("1 条没完，1 条卡住")
    patch.click()
    expect(desk.locator("[name=area]")).to_have_value(last.area)
    legible(desk)


def test_the_plans_fit_a_phone(room: Room, served: str, phone: Page) -> None:
    phone.goto(f"{served}/console/")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize(
    ("made", "names"),
    [
        (anhe, ["1 号厂区"]),
        (scattered, ["1 号厂区", "东港", "公用工程车间"]),
        (steel, ["东屿基地", "南礁基地", "北渚基地"]),
    ],
)
def test_a_site_is_called_by_its_department_or_by_what_its_areas_are_called(
    made: Callable[[], dict[str, Any]], names: list[str], tmp_path: Path
) -> None:
    from config.building import build as built

    assert [site.name for site in plans(built(made()).plant, [])] == names
