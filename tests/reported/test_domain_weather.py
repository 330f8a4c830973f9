"""Chapter 7: work in the open air is refused in wind and fog, and stops when the wind rises. A gust grades only what is
not in the open.
"""

from __future__ import annotations

from typing import Any

import pytest
from at_work import AREA_FOREMAN, CREW, LEADER, WORKER, act, at_work, state
from builders import GUARDIAN, entries, fresh
from demo import data_of
from plant import Plant
from playwright.sync_api import Page, expect
from screens import ask_of, everybody, receipt, said_at, show, stand
from spoiling import spoil

from rules.grading import derive
from rules.weather import refused
from workers.scenarios.phone import text_of

PLANTS = {"anhe": ("height", "lifting"), "lizhou": ("denggao", "qizhong")}
CALM = {"open_air": True, "wind_force": 4, "fog": False}
GUST = {"objective_factors": ["阵风五级以上"]}


@pytest.mark.parametrize("plant_name", PLANTS)
def test_wind_fog_and_gusts_refuse_open_air_work_only(plant_name: str) -> None:
    config = data_of(plant_name)
    height, lifting = (config.templates.kinds[name] for name in PLANTS[plant_name])

    def said(kind: Any, **inputs: Any) -> str:
        return "；".join(refused(kind, {**CALM, **inputs}))

    assert said(height) == said(lifting) == said(lifting, wind_force=5) == ""
    assert "风力 5 级，露天高处要低于 5 级，不能办" in said(height, wind_force=5)
    assert "风力 6 级，露天吊装要低于 6 级，不能办" in said(lifting, wind_force=6)
    assert "有浓雾或雷雨，露天不能高处" in said(height, fog=True)
    assert "要填「现在的风力」" in said(height, wind_force=None) and "雷雨」" in said(height, fog=None)
    assert "选了「阵风五级以上」" in said(height, **GUST)
    indoors = {"open_air": False, "wind_force": 9, "fog": True, **GUST}
    assert said(height, **indoors) == said(lifting, **indoors) == ""
    graded = derive(height, config.plant.areas[0], {"height_m": 12, **indoors})
    assert graded is not None and graded.level == "III" and "有阵风五级以上" in graded.reasons[0]


def aloft(plant: Plant, **inputs: Any) -> Any:
    return at_work(plant, "height", "II", inputs={"height_m": 12, **CALM, **inputs})


def blow(plant: Plant, force: str) -> Any:
    return act(plant, GUARDIAN, "作业中", "起风了", "permit.wind", force=force)


def test_rising_wind_stops_the_work_until_it_is_reported_to_have_gone_down(plant: Plant, screen: Page) -> None:
    permit = aloft(plant)
    stand(plant, GUARDIAN)
    show(plant, screen, GUARDIAN, f"wind/{ask_of(permit, 'permit.watch', GUARDIAN)}?r=1")
    screen.locator("#force").fill("大风")
    screen.get_by_role("button", name="报风力").tap()
    said_at(screen, "风力", "读数只写一个数，单位是级")
    screen.locator("#force").fill("6")
    assert screen.evaluate("document.documentElement.scrollWidth") == 360
    screen.get_by_role("button", name="报风力").tap()
    expect(screen.locator("#answer")).to_contain_text("停了，正在通知所有人")
    receipt(screen, permit.number)
    plant.settle()
    assert state(permit) == "suspended"
    for person in (WORKER, LEADER, AREA_FOREMAN):
        assert "风力 6 级，要低于 5 级" in text_of(plant.expect(person, "停工"))
    show(plant, screen, GUARDIAN, f"resume/{ask_of(permit, 'permit.resume', GUARDIAN)}?r=1")
    expect(screen.locator("main")).to_contain_text("报的风力 6 级：等风小了")
    screen.get_by_role("button", name="报风力").tap()
    said_at(screen, "风力", "还差风力")
    screen.locator("#force").fill("4")
    screen.get_by_role("button", name="报风力").tap()
    expect(screen.locator("main")).not_to_contain_text("报的风力 6 级")
    for box in screen.locator(".choice").all():
        box.tap()
    assert [each["data"]["ok"] for each in entries(permit, "permit.wind")] == [False, True]
    everybody(plant)


def test_wind_below_the_limit_is_kept_and_nothing_stops(plant: Plant) -> None:
    permit = aloft(plant)
    assert blow(plant, "4")["words"] == "记下了，风力 4 级。再大就再报。"
    assert state(permit) == "working" and fresh(permit).work.wind.ok
    plant.expect_all(*CREW)


def test_work_that_is_not_in_the_open_is_not_asked(plant: Plant) -> None:
    permit = aloft(plant, open_air=False)
    assert "起风了" not in text_of(plant.expect(GUARDIAN, "作业中"))
    assert state(permit) == "working"
    plant.expect_all(*CREW)


HIGH = "permit_templates/kinds/height"


LOOSENED = [
    (f"{HIGH}/weather", None, "要有不能露天干的天气"),
    (f"{HIGH}/weather/too_strong", 6, "标准的露天高处从 5 级风起不准干，写的是 6"),
    ("permit_templates/kinds/lifting/weather/too_strong", 7, "级"),
    (f"{HIGH}/weather/factors", [], "遇阵风五级以上不准干"),
    (f"{HIGH}/weather/factors", ["阵风"], "“阵风”在表单里选不到"),
    (f"{HIGH}/weather/fog", "mist", "都要有“mist”这个是否题"),
    (f"{HIGH}/fields/wind_force/unit", "米/秒", "都要有“wind_force”这个数（unit: 级）"),
    (f"{HIGH}/fields/open_air/required", False, "必须答，不然大风也能办"),
    (f"{HIGH}/fields/open_air/only_in", "hazard_place", "每个区域的表单都要有“open_air”"),
]


def test_a_plant_that_loosens_it_is_not_loaded() -> None:
    for where, left, says in LOOSENED:
        assert any(says in problem.message for problem in spoil((where, left)).found), where
