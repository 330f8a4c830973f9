"""The form asked for dikes in a plant without any and folded the wind away, and names on the plan stuck out of their
areas (strangers, 30 November)."""

from __future__ import annotations

from builders import FOREMAN, request_page
from plant import Plant
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from screens import show, stand

from models.ask import Ask


def test_what_the_area_has_not_got_is_not_named_and_the_wind_is_asked_in_the_open(plant: Plant, screen: Screen) -> None:
    request_page(plant)
    stand(plant, FOREMAN)
    request = Ask.select().where(Ask.kind == "permit.request").get()
    show(plant, screen, FOREMAN, f"request/{request.id}?r=1")
    area, wind = screen.locator("[name=area]"), screen.locator("[data-id=wind_force]")
    area.select_option("sewage")
    expect(screen.get_by_text("有就填")).to_be_hidden()
    expect(wind).to_be_hidden()
    screen.locator("[data-id=open_air] [value=yes]").check()
    expect(wind).to_be_visible()
    area.select_option("tank")
    expect(screen.locator("#optional summary")).to_have_text("有就填：在哪个防火堤")


def test_on_the_plan_nothing_sticks_out_of_its_area(plant: Plant, screen: Screen) -> None:
    screen.set_viewport_size({"width": 1280, "height": 800})
    screen.goto(f"{plant.base}/console/")
    screen.wait_for_selector(".plan svg")
    out = screen.evaluate(
        """() => [...document.querySelectorAll('.plan .patch')].flatMap((patch) => {
          const shape = patch.querySelector('polygon, circle').getBBox();
          return [...patch.querySelectorAll('text')].filter((text) => text.getBBox().width > shape.width + 1)
            .map((text) => text.textContent);
        })"""
    )
    assert out == []
    screen.set_viewport_size({"width": 360, "height": 740})
