"""The list of controls that hands have pressed: what it hears of a page, and what it finds missing at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import controls
import pytest
from playwright.sync_api import Browser, Page, Route

PAGE = """<!doctype html><script type="application/json" id="page">{"path": "/h5/wecom/gas/12?r=3"}</script>
<button id="confirm">正在发送…</button> <button data-act="permit.entry" data-send='{"way": "in"}'>进去</button>
<a class="button" href="/h5/wecom/permit/DH-1">看整张作业票</a> <a href="/console/permits/DH-1">DH-1</a>
<label><input type="radio" name="group">上</label> <input name="point"> <input name="fixed" readonly>
<details><summary>安全措施：12 条</summary></details><input type="hidden" name="token">"""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    fresh: set[tuple[str, str]] = set()
    monkeypatch.setattr(controls, "_heard", fresh)
    return fresh


@pytest.fixture
def page(browser: Browser, heard: set[tuple[str, str]]) -> Iterator[Page]:
    context = browser.new_context()
    controls.listen(context)
    shown = context.new_page()

    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html; charset=utf-8", body=PAGE)

    shown.route("**/*", answer)
    shown.goto("http://house.test/h5/wecom/login?code=1&state=2")
    yield shown
    context.close()


def of(page: Page, heard: set[tuple[str, str]], what: str) -> set[str]:
    # What the page told before this has arrived, too.
    page.evaluate("window.tellControls([])")
    return {name for kind, name in heard if kind == what}


def test_a_page_tells_its_controls_by_names_that_stay(page: Page, heard: set[tuple[str, str]]) -> None:
    buttons = {"gas · button confirm", "gas · button permit.entry in"}
    links = {"gas · link 看整张作业票", "gas · link /console/permits/*"}
    fields = {"gas · field group", "gas · field point", "gas · fold 安全措施"}
    assert of(page, heard, "there") == buttons | links | fields
    assert of(page, heard, "pressed") == set()


def test_a_field_is_pressed_by_its_value_and_a_tile_by_its_label(page: Page, heard: set[tuple[str, str]]) -> None:
    page.locator("[name=point]").click()
    page.locator("label").click()
    page.locator("#confirm").click()
    assert of(page, heard, "pressed") == {"gas · field group", "gas · button confirm"}
    page.locator("[name=point]").fill("上")
    assert "gas · field point" in of(page, heard, "pressed")


def test_a_page_that_is_written_into_its_place_is_heard_too(page: Page, heard: set[tuple[str, str]]) -> None:
    page.evaluate("html => { document.open(); document.write(html); document.close(); }", PAGE)
    page.locator("#confirm").click()
    assert of(page, heard, "pressed") == {"gas · button confirm"}


def test_a_press_that_left_the_page_is_told_by_the_next(page: Page, heard: set[tuple[str, str]]) -> None:
    # As if the page had gone before anybody heard it.
    page.evaluate("window.tellControls = () => {}")
    page.get_by_role("link", name="DH-1").click()
    page.wait_for_url("**/console/permits/DH-1")
    assert of(page, heard, "pressed") == {"gas · link /console/permits/*"}
    assert page.evaluate("sessionStorage.length") == 0


def test_what_nobody_pressed_is_named(
    tmp_path: Path, heard: set[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(controls.FOLDER, str(tmp_path))
    monkeypatch.setattr(controls, "EXCUSED", {"sign · pad": "?", "gas · field point": "!"})
    told = [
        ("there", "/h5/wecom/sign/1", "button again"),
        ("there", "/h5/dingtalk/rework/1", "button confirm"),
        ("there", "/console/", "rail link /console/house"),
        ("pressed", "/console/figures", "rail link /console/house"),
        ("pressed", "/h5/wecom/sign/1", "pad"),
        ("there", "/h5/wecom/gas/1", "field point"),
    ]
    controls.hear(told)
    controls.write()
    there, pressed, faulty = controls.gathered(tmp_path)
    assert controls.silent(there, faulty) == ["gas", "sign"]
    assert controls.silent(there, {"gas · field point", "sign · pad"}) == []
    assert controls.left(there, pressed) == ["request · button confirm", "sign · button again"]
    assert controls.needless(there, pressed) == ["sign · pad"]
    assert controls.main() == 1


def test_every_page_of_the_house_belongs_to_the_list() -> None:
    opened = {"sign · pad", "/console/ · field area"}
    unseen = list(controls.unopened(opened))
    assert "measures" in unseen and "/console/figures" in unseen
    assert "sign" not in unseen and "rework" not in unseen
